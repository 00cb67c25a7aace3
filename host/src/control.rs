//! The command line talks to a running server through a socket in the data folder, which only
//! the server's own user can open. Where no server runs, the command opens the folder itself.
//! One request line, one reply line, both JSON.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use crate::config::Config;
use crate::dossier::DossierNumber;
use crate::office::Office;

/// Bytes of one request.
const REQUEST: u64 = 64 << 10;
/// Bytes of one reply.
const REPLY: u64 = 16 << 20;

/// What a command asks of the office.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Add an agent, or give one new secrets.
    AgentAdd(String),
    /// Names of all agents.
    AgentList,
    /// Run every decision of a dossier again.
    DossierReplay(DossierNumber),
    /// Check every byte of the journal.
    DossierVerify,
    /// The procedures that are served, and those that are not.
    PluginList,
}

/// What it gets: text for people, and the same as data.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Lines for people.
    pub text: String,
    /// For programs.
    pub json: serde_json::Value,
}

/// Carries out a command.
pub async fn execute(office: &Office, command: Command) -> Result<Reply, String> {
    let reply = |text: String, json: serde_json::Value| Ok(Reply { text, json });
    match command {
        Command::AgentAdd(name) => {
            let agent = office.add_agent(&name).await.map_err(|e| e.to_string())?;
            let text = format!(
                "agent     {}\npassword  {}\napi token {}\nBoth secrets are shown only now.",
                agent.name, agent.password, agent.token
            );
            reply(
                text,
                serde_json::json!({"name": agent.name, "password": agent.password, "token": agent.token}),
            )
        }
        Command::AgentList => {
            let names = office.agents().map_err(|e| e.to_string())?;
            reply(names.join("\n"), serde_json::json!(names))
        }
        Command::DossierReplay(number) => {
            let entries = office.replay(number).await.map_err(|e| e.to_string())?;
            let text = format!(
                "dossier {number}: {entries} entries replayed, every transcript and decision the same"
            );
            reply(text, serde_json::json!({"number": number, "entries": entries}))
        }
        Command::DossierVerify => {
            let records = office.verify_journal().map_err(|e| e.to_string())?;
            reply(
                format!("{records} records, every checksum and the chain are right"),
                serde_json::json!({"records": records}),
            )
        }
        Command::PluginList => {
            let served = office.catalogue.all().map(|i| i.procedure.package.name());
            let refused = office
                .catalogue
                .refused
                .iter()
                .map(|(file, why)| format!("not served: {}: {why}", file.display()));
            let lines: Vec<String> = served.chain(refused).collect();
            reply(lines.join("\n"), serde_json::json!(lines))
        }
    }
}

/// Where the socket of a data folder is.
pub fn socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Has a running server carry out a command, or opens the data folder and does so here.
pub fn run(config: &Config, command: Command) -> Result<Reply, String> {
    match UnixStream::connect(socket(&config.data)) {
        Ok(stream) => ask(stream, &command),
        Err(_) => {
            let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
            runtime.block_on(async {
                let office = Office::open(config).map_err(|e| e.to_string())?;
                execute(&office, command).await
            })
        }
    }
}

fn ask(mut stream: UnixStream, command: &Command) -> Result<Reply, String> {
    let unreachable =
        |e: std::io::Error| format!("the server of this data folder does not answer: {e}");
    let mut line = serde_json::to_string(command).map_err(|e| e.to_string())?;
    line.push('\n');
    stream.write_all(line.as_bytes()).map_err(unreachable)?;
    let mut answer = String::new();
    BufReader::new(stream.take(REPLY)).read_line(&mut answer).map_err(unreachable)?;
    serde_json::from_str::<Result<Reply, String>>(&answer).map_err(|e| e.to_string())?
}

/// Makes the socket of a data folder. From here on commands wait for this server and no longer
/// try to open the folder themselves.
pub fn listen(data: &Path) -> std::io::Result<UnixListener> {
    let path = socket(data);
    // The journal is locked by this process, so a socket that is there was left by a dead one.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Serves commands until the office is no longer needed.
pub async fn serve(listener: UnixListener, office: Arc<Office>) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let office = office.clone();
        tokio::spawn(async move {
            if let Err(error) = answer(stream, &office).await {
                tracing::warn!(%error, "a command on the control socket broke off");
            }
        });
    }
}

async fn answer(stream: tokio::net::UnixStream, office: &Office) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    tokio::io::BufReader::new(reader.take(REQUEST)).read_line(&mut line).await?;
    let result = match serde_json::from_str(&line) {
        Ok(command) => execute(office, command).await,
        Err(error) => Err(format!("the server does not know this command: {error}")),
    };
    let mut reply = serde_json::to_vec(&result)?;
    reply.push(b'\n');
    writer.write_all(&reply).await
}
