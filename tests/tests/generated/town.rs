//! A town that offers the generated procedure: the package, built once, and a real server.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail, ensure};
use guichet::digest::Digest;
use guichet_tests::guest::repository;
use serde_json::Value as Json;

/// Its id, as `tests/guests/generated/plugin.toml` has it.
pub(super) const PROCEDURE: &str = "org.example.generated";

/// The folder of the profile that these tests are built in, and so of the `guichet` binary.
fn profile_folder() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    Ok(test.parent().and_then(Path::parent).context("…/debug/deps/main-…")?.to_owned())
}

fn guichet() -> Result<PathBuf> {
    let binary = profile_folder()?.join("guichet");
    ensure!(binary.exists(), "there is no {}: `cargo build -p guichet` first", binary.display());
    Ok(binary)
}

/// The package, built when the guest, the SDK, the contract or the build itself changed.
pub(super) fn package() -> Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    built.clone().map_err(anyhow::Error::msg)
}

fn build() -> Result<PathBuf> {
    let folder = repository().join("tests/guests/generated");
    let mut sources = BTreeMap::new();
    for source in ["sdk/rust", "wit", "host/src/plugin/build.rs", "tests/guests/generated"] {
        read(&repository().join(source), &mut sources)?;
    }
    let parts: Vec<u8> = sources
        .into_iter()
        .flat_map(|(path, text)| [path.into_bytes(), vec![0], text, vec![0]].concat())
        .collect();
    let cache = profile_folder()?.join("../guests");
    let built = cache.join(format!("generated-{}.wasm", &Digest::of(&parts).to_string()[..16]));
    if built.exists() {
        return Ok(built);
    }
    std::fs::create_dir_all(&cache)?;
    let unfinished = cache.join(format!("generated-{}.part", std::process::id()));
    eprintln!("building {}; the first time this takes some minutes", folder.display());
    let status = Command::new(guichet()?)
        .args(["plugin", "build"])
        .arg(&folder)
        .arg("--out")
        .arg(&unfinished)
        .env("CARGO_TARGET_DIR", cache.canonicalize()?)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "{} is not built", folder.display());
    std::fs::rename(&unfinished, &built)?;
    Ok(built)
}

/// Everything that a build reads, by path.
fn read(path: &Path, sources: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if path.file_name().is_some_and(|name| name == "target") {
        return Ok(());
    }
    if path.is_file() {
        sources.insert(path.display().to_string(), std::fs::read(path)?);
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        read(&entry?.path(), sources)?;
    }
    Ok(())
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
                "\n[[procedure]]\nfile = {}\ngrant = \"as-requested\"\n[procedure.settings]\nform = {}\n",
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
        let agent: Json = serde_json::from_str(&town.run(&["agent", "add", "agent", "--json"])?)?;
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
    let mut command = Command::new(guichet()?);
    command.args(arguments).arg("--config").arg(folder.join("guichet.toml"));
    Ok(command)
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}
