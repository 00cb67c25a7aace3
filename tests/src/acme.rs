//! A real ACME server for the length of a test: Debian's pebble, which looks at a town as Let's
//! Encrypt does, and its names, which all lead to this machine. Both on free ports of the loopback.

use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::PATIENCE;
use crate::tls::{Authority, free_port, trusting};

/// The server.
pub struct Acme {
    folder: TempDir,
    /// Who vouches for the server itself.
    authority: Authority,
    port: u16,
    management: u16,
    names: u16,
    processes: Vec<Child>,
}

impl Acme {
    /// One that looks at a town on this port, in place of 443.
    pub fn start(town: u16) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let authority = Authority::default();
        let path = |name: &str| folder.path().join(name);
        authority.give("localhost", 1, 20_000).write(&path("certificate.pem"), &path("key.pem"));
        std::fs::write(path("root.pem"), &authority.pem).expect("a file");
        let [port, management, names] = [free_port(), free_port(), free_port()];
        let config = serde_json::json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": path("certificate.pem"),
            "privateKey": path("key.pem"),
            // It looks by TLS only.
            "httpPort": 9,
            "tlsPort": town,
        }});
        std::fs::write(path("config.json"), config.to_string()).expect("a file");
        let mut acme = Self { folder, authority, port, management, names, processes: vec![] };
        acme.restart();
        acme
    }

    /// Starts it again: it has forgotten everybody, and gives certificates under another root.
    pub fn restart(&mut self) {
        self.stop();
        let names = format!("127.0.0.1:{}", self.names);
        let mut resolver = Command::new("pebble-challtestsrv");
        resolver.args(["-dns01", &names, "-defaultIPv6", ""]);
        resolver.args(["-management", &format!("127.0.0.1:{}", free_port())]);
        resolver.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
        let mut server = Command::new("pebble");
        server.arg("-config").arg(self.folder.path().join("config.json"));
        server.args(["-dnsserver", &names]);
        // At full speed, and the same each time.
        server.envs([
            ("PEBBLE_VA_NOSLEEP", "1"),
            ("PEBBLE_WFE_NONCEREJECT", "0"),
            ("PEBBLE_AUTHZREUSE", "0"),
        ]);
        for mut command in [resolver, server] {
            let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            self.processes.push(quiet.spawn().expect("Debian's pebble is installed"));
        }
        let until = Instant::now() + PATIENCE;
        for port in [self.names, self.port, self.management] {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
                assert!(Instant::now() < until, "pebble starts");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }

    /// The lines of guichet.toml with which a town orders of it.
    pub fn config(&self) -> String {
        format!(
            "root = \"{}\"\n\n[tls.acme]\nterms-agreed = true\nemail = \"mairie@saint-exemple.example\"\n\
             directory = \"https://localhost:{}/dir\"\n",
            self.folder.path().join("root.pem").display(),
            self.port
        )
    }

    /// The root under which it gives certificates (PEM).
    pub async fn root(&self) -> String {
        let client = trusting(&self.authority.pem, "localhost");
        let url = format!("https://localhost:{}/roots/0", self.management);
        let answer = client.get(url).send().await.expect("pebble answers");
        answer.text().await.expect("a certificate")
    }

    /// Ends it: from now on nobody is there.
    pub fn stop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
        self.processes.clear();
    }
}

impl Drop for Acme {
    fn drop(&mut self) {
        self.stop();
    }
}
