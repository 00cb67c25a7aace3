//! A real OCI registry for the length of a test: Debian's docker-registry, on a free port of the
//! loopback, with what it keeps in a folder that goes away with it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The registry.
pub struct Registry {
    process: Child,
    folder: TempDir,
    host: String,
}

/// The name and password of [`Registry::private`].
pub const ACCOUNT: (&str, &str) = ("town", "geheim");
/// The same as its server keeps it: bcrypt.
const HTPASSWD: &str = "town:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";

impl Registry {
    /// One that anybody may use.
    pub fn start() -> Self {
        Self::with("")
    }

    /// One that wants to know who asks.
    pub fn private() -> Self {
        Self::with("auth: {htpasswd: {realm: test, path: HTPASSWD}}\n")
    }

    fn with(auth: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("htpasswd"), HTPASSWD).expect("a file");
        let config = format!(
            "version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: \"127.0.0.1:0\"}}\n{}",
            path("kept"),
            auth.replace("HTPASSWD", &path("htpasswd"))
        );
        std::fs::write(path("config.yml"), config).expect("a file");
        let mut process = Command::new("docker-registry")
            .args(["serve", &path("config.yml")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Debian's docker-registry is installed");
        let log = BufReader::new(process.stderr.take().expect("its log"));
        let mut lines = log.lines().map_while(Result::ok);
        let listening = lines.find_map(|line| {
            let (_, after) = line.split_once("listening on ")?;
            Some(after.split('"').next().unwrap_or_default().to_owned())
        });
        // What it says from now on is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, folder, host: listening.expect("the registry starts") }
    }

    /// Its name: an address with a port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of something in it.
    pub fn at(&self, name: &str) -> String {
        format!("oci://{}/{name}", self.host)
    }

    /// Puts other bytes in the place of what it keeps under a digest.
    pub fn alter(&self, sha256: &str, bytes: &[u8]) {
        let (start, blobs) = (&sha256[..2], "kept/docker/registry/v2/blobs/sha256");
        let file = self.folder.path().join(format!("{blobs}/{start}/{sha256}/data"));
        assert!(file.exists(), "{}", file.display());
        std::fs::write(file, bytes).expect("a file");
    }

    /// Ends it: from now on nobody is there.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.stop();
    }
}
