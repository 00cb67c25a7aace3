//! A real mail server for the length of a test: Debian's aiosmtpd, which writes what it accepts
//! into a folder. `tests/mail/server.py` says for which addresses it misbehaves.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::guest::repository;
use crate::server::PATIENCE;

/// The server.
pub struct Post {
    process: Child,
    folder: TempDir,
    port: String,
}

impl Post {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// Where Debian's `python3-aiosmtpd` is missing.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("letters")).expect("a folder");
        // Debian's Python, which has Debian's packages, whatever else is on the machine.
        let mut process = Command::new("/usr/bin/python3")
            .arg(repository().join("tests/mail/server.py"))
            .arg(folder.path().join("letters"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("/usr/bin/python3");
        let mut port = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut port).expect("a line");
        assert!(!port.is_empty(), "the mail server starts: is python3-aiosmtpd installed?");
        Self { process, folder, port: port.trim().to_owned() }
    }

    /// What a town's configuration says of it.
    pub fn config(&self) -> String {
        format!(
            "[mail]\nserver = \"smtp://127.0.0.1:{}\"\nfrom = \"Mairie <mairie@saint-exemple.example>\"\n",
            self.port
        )
    }

    /// What it accepted for an address so far, as text without the marks of its encoding.
    pub fn letters(&self, to: &str) -> Vec<String> {
        let folder = std::fs::read_dir(self.folder.path().join("letters")).expect("a folder");
        let mut files: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
        files.sort();
        let of =
            |file: &&std::path::PathBuf| file.to_string_lossy().ends_with(&format!("-{to}.eml"));
        let read = |file: &std::path::PathBuf| {
            // Debian's Python reads it as a mail program would.
            let script = "import email, email.policy, sys\n\
                m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)\n\
                print(*(f'{k}: {v}' for k, v in m.items()), sep='\\n')\n\
                for kind in ('plain', 'html'): print(m.get_body((kind,)).get_content())";
            let file = std::fs::File::open(file).expect("a letter");
            let output = Command::new("/usr/bin/python3").args(["-c", script]).stdin(file).output();
            let output = output.expect("/usr/bin/python3");
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).expect("text")
        };
        files.iter().filter(of).map(read).collect()
    }

    /// What it accepted for an address, byte for byte.
    pub fn raw(&self, to: &str) -> Vec<String> {
        let folder = std::fs::read_dir(self.folder.path().join("letters")).expect("a folder");
        let files = folder.map(|file| file.expect("a file").path());
        let of =
            |file: &std::path::PathBuf| file.to_string_lossy().ends_with(&format!("-{to}.eml"));
        let read = |file| String::from_utf8_lossy(&std::fs::read(file).expect("a letter")).into();
        files.filter(of).map(read).collect()
    }

    /// Waits for as many letters to an address.
    pub fn wait(&self, to: &str, count: usize) -> Vec<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let letters = self.letters(to);
            if letters.len() >= count {
                return letters;
            }
            assert!(Instant::now() < until, "{count} letters to {to}, not {letters:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
