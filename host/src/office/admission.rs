//! Admission: what a package must show before it serves. It is compiled in a process of its own
//! with a limit on memory and time, its scenario cases run in the sandbox under the limits that
//! hold for every call, and it must not ask for what the law forbids.

use std::fs;
use std::process::Stdio;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::{Office, scenario};
use crate::limits::versions::{CASES_TIME, COMPILE_MEMORY, COMPILE_TIME, COMPILED};
use crate::plugin::{Breach, Grants, Package, breaches, computes};
use crate::runtime;

/// Why a package is not admitted.
#[derive(Debug, thiserror::Error)]
pub enum Unadmitted {
    /// It does not compile within the limits.
    #[error("it is not admitted: it does not compile: {0}")]
    Compile(String),
    /// It does not fit the contract.
    #[error("it is not admitted: {0}")]
    Load(String),
    /// It has no scenario case.
    #[error(
        "it is not admitted: it has no scenario cases, so nothing shows that it does what it should; its vendor must add cases/NAME.toml"
    )]
    NoCases,
    /// A scenario case failed.
    #[error("it is not admitted: its scenario case \"{case}\" fails: {problem}")]
    Case {
        /// Which.
        case: String,
        /// In one line.
        problem: String,
    },
    /// It breaks the law.
    #[error("it is not admitted: {0}")]
    Unlawful(Breach),
    /// All scenario cases together take too long.
    #[error("it is not admitted: its scenario cases take more than {} s", CASES_TIME.as_secs())]
    Slow,
}

impl Office {
    /// Whether a package may serve. Gives how many scenario cases it passed.
    pub(super) async fn admit_package(&self, package: &Package) -> Result<usize, Unadmitted> {
        lawful(package)?;
        self.compile_package(package).await?;
        self.try_cases(package).await
    }

    /// The same for one that guichet.toml declares and that is loaded already. What was admitted
    /// once by this version of the program is not tried again at each start.
    pub(super) async fn admit_declared(&self, package: &Package) -> Result<(), Unadmitted> {
        lawful(package)?;
        let folder = self.folder.join("admitted");
        let note = folder.join(package.digest.to_string());
        let by = env!("CARGO_PKG_VERSION");
        if fs::read(&note).is_ok_and(|noted| noted == by.as_bytes()) {
            return Ok(());
        }
        let cases = self.try_cases(package).await?;
        tracing::info!(procedure = %package.name(), digest = %package.digest, cases, "admitted");
        // Where it cannot be noted it is tried again.
        let noted = fs::create_dir_all(&folder).and_then(|()| fs::write(&note, by));
        if let Err(error) = noted {
            tracing::warn!(%error, file = %note.display(), "what was admitted could not be noted");
        }
        Ok(())
    }

    /// Runs the scenario cases of a package in the sandbox, and looks at what they compute.
    async fn try_cases(&self, package: &Package) -> Result<usize, Unadmitted> {
        let load = |e: runtime::LoadError| Unadmitted::Load(one_line(&e.to_string()));
        let grants = Grants::as_requested(&package.manifest);
        let procedure = self.runtime.load(package.clone(), grants).map_err(load)?;
        let cases = async {
            let mut passed = 0;
            for (name, text) in package.folder("cases") {
                let failed = |problem: String| Unadmitted::Case {
                    case: name.to_owned(),
                    problem: one_line(&problem),
                };
                let ran = scenario::run_text(&procedure, name, text).await.map_err(failed)?;
                let computed = ran.computed.and_then(|what| computes(&package.manifest, what));
                if let Some(breach) = computed {
                    return Err(Unadmitted::Unlawful(breach));
                }
                passed += 1;
            }
            if passed == 0 { Err(Unadmitted::NoCases) } else { Ok(passed) }
        };
        tokio::time::timeout(CASES_TIME, cases).await.map_err(|_| Unadmitted::Slow)?
    }
}

impl Office {
    /// Has a package compiled apart, so that loading it compiles nothing.
    pub(super) async fn compile_package(&self, package: &Package) -> Result<(), Unadmitted> {
        let code = compiled_apart(package).await.map_err(Unadmitted::Compile)?;
        let adopted = self.runtime.adopt(package.digest, &code);
        adopted.map_err(|e| Unadmitted::Load(one_line(&e.to_string())))
    }
}

/// Whether what it asks for is within the law.
fn lawful(package: &Package) -> Result<(), Unadmitted> {
    breaches(&package.manifest).into_iter().next().map_or(Ok(()), |b| Err(Unadmitted::Unlawful(b)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Has another process of this program compile a package: [`compile`].
async fn compiled_apart(package: &Package) -> Result<Vec<u8>, String> {
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
        .kill_on_drop(true)
        .spawn()
        .map_err(|e| format!("no process could be started for it: {e}"))?;
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(errors)) = (input, output, errors) else {
        return Err("no process could be started for it".into());
    };
    let bytes = package.bytes.clone();
    let feed = async move {
        // Who does not read to the end says why on its own.
        let _ = input.write_all(&bytes).await;
    };
    let (mut code, mut said) = (Vec::new(), String::new());
    let read = async {
        let (mut output, mut errors) = (output.take(COMPILED), errors.take(4 << 10));
        let _ = tokio::join!(feed, output.read_to_end(&mut code), errors.read_to_string(&mut said));
        child.wait().await
    };
    let ended = tokio::time::timeout(COMPILE_TIME, read).await;
    let ended = ended.map_err(|_| format!("it takes more than {} s", COMPILE_TIME.as_secs()))?;
    match ended {
        Ok(status) if status.success() => Ok(code),
        Ok(status) => {
            let said = one_line(said.trim().trim_start_matches("guichet: "));
            let limit = COMPILE_MEMORY >> 20;
            Err(match (said.is_empty(), status.code()) {
                (false, Some(_)) => said,
                _ => format!("the compiler ended before it was done; it may use {limit} MiB"),
            })
        }
        Err(error) => Err(error.to_string()),
    }
}

/// What that process does: it limits itself, reads a component from its input and writes the
/// compiled code to its output. It opens no file.
pub fn compile() -> Result<(), String> {
    use std::io::{Read as _, Write as _};
    let limit =
        rustix::process::Rlimit { current: Some(COMPILE_MEMORY), maximum: Some(COMPILE_MEMORY) };
    rustix::process::setrlimit(rustix::process::Resource::As, limit).map_err(|e| e.to_string())?;
    // Residents come first.
    let _ = rustix::process::nice(10);
    let mut component = Vec::new();
    std::io::stdin().lock().read_to_end(&mut component).map_err(|e| e.to_string())?;
    let code = runtime::precompile(&component).map_err(|e| one_line(&e.to_string()))?;
    std::io::stdout().lock().write_all(&code).map_err(|e| e.to_string())
}
