//! Compiling in a process of its own, at another's priority: what a compiler takes of memory and
//! time can only be limited there.

use std::io::{Error, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Resource, Rlimit, Signal, nice, setrlimit};

use super::{LoadError, engine};
use crate::limits::versions::{COMPILE_MEMORY, COMPILE_TIME, COMPILED};

/// Whether this program gives [`answer`] where it is told `plugin compile`. Another one that uses
/// this library would do who knows what, in another process and another.
static ANSWERS: AtomicBool = AtomicBool::new(false);

/// The program says that it does.
pub fn answers() {
    ANSWERS.store(true, Ordering::Relaxed);
}

/// Whether it does.
pub(super) fn is_possible() -> bool {
    ANSWERS.load(Ordering::Relaxed)
}

/// Has another process of this program compile a component: [`answer`]. Blocks until it is done.
pub(super) fn compile(component: &[u8]) -> Result<Vec<u8>, String> {
    // The running program, also where its file was replaced meanwhile.
    let mut child = Command::new("/proc/self/exe")
        .args(["plugin", "compile"])
        // Each thread takes address space of its own, which is what is limited.
        .env_clear()
        .env("RAYON_NUM_THREADS", "2")
        .env("MALLOC_ARENA_MAX", "2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("no process could be started for it: {e}"))?;
    // It reads everything before it answers; where it does not, it says why.
    let (mut code, mut said) = (Vec::new(), String::new());
    let _ = child.stdin.take().map(|mut input| input.write_all(component));
    let _ = child.stdout.take().map(|output| output.take(COMPILED).read_to_end(&mut code));
    let _ = child.stderr.take().map(|errors| errors.take(4 << 10).read_to_string(&mut said));
    let status = child.wait().map_err(|e| e.to_string())?;
    if status.success() {
        return Ok(code);
    }
    let said = said.trim().trim_start_matches("guichet: ");
    Err(match (status.signal(), said) {
        (Some(signal), _) if signal == Signal::XCPU.as_raw() => {
            format!("it takes more than {} s", COMPILE_TIME.as_secs())
        }
        (None, said) if !said.is_empty() => said.to_owned(),
        _ => {
            let limit = COMPILE_MEMORY >> 20;
            format!("the compiler ended before it was done; it may use {limit} MiB")
        }
    })
}

/// What that process does: it limits itself, reads a component from its input and writes the
/// compiled code to its output. It opens no file.
pub fn answer() -> Result<(), String> {
    let wrong = |e: Error| e.to_string();
    let seconds = COMPILE_TIME.as_secs();
    for (resource, soft, hard) in [
        (Resource::As, COMPILE_MEMORY, COMPILE_MEMORY),
        // At the first it is told, and ends of that; at the second it is killed.
        (Resource::Cpu, seconds, seconds + 1),
    ] {
        let limit = Rlimit { current: Some(soft), maximum: Some(hard) };
        setrlimit(resource, limit).map_err(|e| e.to_string())?;
    }
    // Residents come first.
    let _ = nice(10);
    let mut component = Vec::new();
    std::io::stdin().lock().read_to_end(&mut component).map_err(wrong)?;
    let engine = engine::compiler().map_err(|e| LoadError::Host(e).to_string())?;
    let code = engine.precompile_component(&component);
    let code = code.map_err(|e| LoadError::Invalid(e).to_string())?;
    std::io::stdout().lock().write_all(&code).map_err(wrong)
}
