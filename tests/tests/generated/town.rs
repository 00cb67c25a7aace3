//! A town that offers the generated procedure: the package, built once, and a real server.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use guichet_tests::crates;
use guichet_tests::server::binary;
use serde_json::Value as Json;

/// Its id, as `tests/guests/generated/plugin.toml` has it.
pub(super) const PROCEDURE: &str = "org.example.generated";

/// The package.
pub(super) fn package() -> Result<PathBuf> {
    crates::package("generated")
}

/// A server with a town of its own, which ends with this.
pub(super) struct Town {
    folder: tempfile::TempDir,
    server: Child,
    /// Where it listens, `http://127.0.0.1:…`.
    pub(super) url: String,
    /// The token of an agent for the API.
    pub(super) token: String,
}

impl Town {
    /// Serves the form of a description.
    pub(super) fn open(description: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let file = package()?;
        let config = guichet::config::FIRST.to_owned()
            + &format!(
                "\n[[procedure]]\nfile = {}\ngrant = \"as-requested\"\nuntried = true\n[procedure.settings]\nform = {}\n",
                quoted(&file.canonicalize()?.display().to_string()),
                quoted(description),
            );
        std::fs::write(folder.path().join("guichet.toml"), config)?;
        let mut server = command(folder.path(), &["serve", "--listen", "127.0.0.1:0"])?
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("log"))?)
            .spawn()?;
        let mut lines = BufReader::new(server.stdout.take().context("its output")?).lines();
        let url = loop {
            match lines.next() {
                Some(line) => {
                    if let Some(url) = line?.strip_prefix("listening on ") {
                        break url.to_owned();
                    }
                }
                None => {
                    let _ = (server.kill(), server.wait());
                    bail!("the server ended: {}", log(folder.path()));
                }
            }
        };
        let mut town = Self { folder, server, url, token: String::new() };
        let agent: Json = serde_json::from_str(&town.run(&[
            "agent",
            "add",
            "agent",
            "--json",
            "--given-names",
            "Camille",
            "--family-name",
            "Exemple",
            "--quality",
            "Agent d’accueil",
        ])?)?;
        town.token = agent["token"].as_str().context("the agent's token")?.to_owned();
        Ok(town)
    }

    /// Runs a command of `guichet` on this town and gives what it prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = command(self.folder.path(), arguments)?.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "guichet {}: {said}", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// What the server logged.
    pub(super) fn log(&self) -> String {
        log(self.folder.path())
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = (self.server.kill(), self.server.wait());
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(binary());
    command.args(arguments).arg("--config").arg(folder.join("guichet.toml"));
    Ok(command)
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}
