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
use crate::office::{Hired, Office, OfficeError};
use crate::staff::Agent;

/// Bytes of one request.
const REQUEST: u64 = 64 << 10;
/// Bytes of one reply.
const REPLY: u64 = 16 << 20;

/// What a command asks of the office.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Add an agent, or change one; either way they get new secrets.
    AgentAdd(Box<Hired>),
    /// Shut an agent out, or let them in again.
    AgentShutOut(String, bool),
    /// All agents.
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
        Command::AgentAdd(hired) => {
            let agent = office.hire(&hired, None).await.map_err(|e| e.to_string())?;
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
            let agents = office.agents().map_err(|e| e.to_string())?;
            let lines: Vec<String> = agents.iter().map(line_of).collect();
            let data: Vec<_> = agents.iter().map(data_of).collect();
            reply(lines.join("\n"), serde_json::json!(data))
        }
        Command::AgentShutOut(name, out) => {
            let agent = office.shut_out(&name, out, None).await.map_err(|e| match e {
                OfficeError::NoPage => format!("there is no agent {name}"),
                other => other.to_string(),
            })?;
            reply(line_of(&agent), data_of(&agent))
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

/// An agent in one line: name, roles, names, teams, and whether they are shut out.
fn line_of(agent: &Agent) -> String {
    let roles = agent.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let teams = agent.teams.iter().cloned().collect::<Vec<_>>().join(",");
    let called = if agent.called() == agent.name { String::new() } else { agent.called() };
    let out = if agent.disabled { "disabled" } else { "" };
    let parts = [&agent.name, &roles, &called, &teams, &out.to_owned()];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join("  ")
}

fn data_of(agent: &Agent) -> serde_json::Value {
    serde_json::json!({
        "name": agent.name,
        "roles": agent.roles,
        "given_names": agent.given_names,
        "family_name": agent.family_name,
        "quality": agent.quality,
        "email": agent.email,
        "teams": agent.teams,
        "disabled": agent.disabled,
    })
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
