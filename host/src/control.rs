//! The command line talks to a running server through a socket in the data folder, which only
//! the server's own user can open. Where no server runs, the command opens the folder itself.
//! One request line, one reply line, both JSON.

mod packages;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use crate::config::Config;
use crate::contract::Date;
use crate::dossier::{Actor, DossierNumber};
use crate::limits::backup::KEYS_WEEKS;
use crate::office::{Due, Hired, Office, OfficeError, Order, Rehearsal, Tuning};
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
    /// Write the evidence of a dossier into a new file.
    DossierExport {
        /// Which.
        number: DossierNumber,
        /// Where.
        out: PathBuf,
    },
    /// Check every byte of the journal.
    DossierVerify,
    /// Write a backup into this file, and its keys into the one beside it.
    Backup {
        /// The file.
        out: PathBuf,
        /// The town's configuration.
        config: PathBuf,
    },
    /// The end of retention.
    Disposal(Disposal),
    /// The procedures that are served, and those that are not.
    PluginList,
    /// What installing a package would do.
    PluginPlan(Box<Order>),
    /// Install a package, or upgrade to it.
    PluginInstall(Box<Order>),
    /// Have the version serve again that served before.
    PluginRollback {
        /// Of which procedure.
        id: String,
        /// Who says so.
        by: String,
    },
    /// Offer a procedure no more.
    PluginRemove {
        /// Which.
        id: String,
        /// Who says so.
        by: String,
    },
    /// The town's settings of a procedure.
    PluginSettings(String),
    /// New settings or tables for a procedure.
    PluginTune(Tuning),
    /// Have a new version decide anew on the next dossiers of a procedure.
    PluginReplay(Rehearsal),
    /// Versions that serve and served, with who decided that and when.
    PluginHistory,
}

/// What a command asks about the end of retention.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposal {
    /// What is due, and the lists.
    List,
    /// Write a list, or a new one, as a ZIP archive to this file, which must not be there.
    Export(Option<u32>, PathBuf),
    /// Record a visa.
    Visa {
        /// Of which list.
        list: u32,
        /// Who signed it.
        director: String,
        /// When.
        signed: Date,
        /// How it is called in their files.
        reference: String,
    },
    /// Destroy what is on a list.
    Purge(u32),
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
            let versions = office.replay(number).await.map_err(|e| e.to_string())?;
            let entries = versions.len();
            let text = format!(
                "dossier {number}: {entries} entries replayed, every transcript and decision the same"
            );
            reply(
                text,
                serde_json::json!({"number": number, "entries": entries, "versions": versions}),
            )
        }
        Command::DossierExport { number, out } => {
            let proved = office.export(number, &out).map_err(|e| e.to_string())?;
            let text = format!(
                "{}: dossier {number}, {} entries, {} files; it has personal data",
                out.display(),
                proved.versions.len(),
                proved.files
            );
            reply(text, serde_json::json!(proved))
        }
        Command::DossierVerify => {
            let records = office.verify_journal().map_err(|e| e.to_string())?;
            reply(
                format!("{records} records, every checksum and the chain are right"),
                serde_json::json!({"records": records}),
            )
        }
        Command::Backup { out, config } => {
            let made = tokio::task::block_in_place(|| office.back_up(&out, &config));
            let made = made.map_err(|e| e.to_string())?;
            let text = format!(
                "{}: {} records with their files; as safe as the journal, without keys nobody reads it\n{}: the keys; keep them apart, and throw them away within {KEYS_WEEKS} weeks, since with them what is erased meanwhile can be read",
                made.file.display(),
                made.records,
                made.keys.display()
            );
            reply(text, serde_json::json!(made))
        }
        Command::PluginPlan(order) => {
            let plan = office.plan(&order).map_err(|e| e.to_string())?;
            Ok(Reply { text: packages::plan(&plan), json: serde_json::json!(plan) })
        }
        Command::PluginInstall(order) => {
            packages::done(office.install(&order).await, &format!("decided by {}", order.by))
        }
        Command::PluginRollback { id, by } => {
            packages::done(office.roll_back(&id, &by).await, &format!("decided by {by}"))
        }
        Command::PluginRemove { id, by } => packages::done(
            office.remove(&id, &by).await,
            "its dossiers stay, and so does what decided them",
        ),
        Command::PluginSettings(id) => {
            let text = office.settings_text(&id).map_err(|e| e.to_string())?;
            let json = serde_json::json!({ "settings": text });
            Ok(Reply { text, json })
        }
        Command::PluginTune(tuning) => {
            let text = office.tune(&tuning).await.map_err(|e| e.to_string())?;
            let json = serde_json::json!({ "settings": text });
            Ok(Reply { text, json })
        }
        Command::PluginReplay(wanted) => {
            let rehearsed = office.rehearse(&wanted).await.map_err(|e| e.to_string())?;
            Ok(Reply { text: String::new(), json: serde_json::json!(rehearsed) })
        }
        Command::PluginHistory => Ok(packages::history(office)),
        Command::Disposal(command) => dispose(office, command).await,
        Command::PluginList => {
            let catalogue = office.catalogue();
            let served = catalogue.all().map(|i| i.procedure.package.name());
            let refused = catalogue
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

/// Who acts on the command line: whoever may open the data folder.
fn operator() -> Actor {
    Actor::Agent("command line".into())
}

async fn dispose(office: &Office, command: Disposal) -> Result<Reply, String> {
    let wrong = |error: OfficeError| error.to_string();
    let said = |text: String, json: serde_json::Value| Ok(Reply { text, json });
    match command {
        Disposal::List => {
            let (due, lists) = (office.due_for_disposal().map_err(wrong)?, office.disposal_lists());
            let lists = lists.map_err(wrong)?;
            let of = |due: &Due| {
                let from = due.from.map_or("applicant not told yet".to_owned(), |from| {
                    format!("may be destroyed from {from}")
                });
                let list = due.list.map_or(String::new(), |list| format!(", on list {list}"));
                format!("{}  {}  kept until {}, {from}{list}", due.number, due.procedure, due.until)
            };
            let listed = |list: &crate::store::Disposal| {
                let state = match (&list.visa, list.purged) {
                    (_, Some(_)) => "carried out".to_owned(),
                    (Some(visa), None) => format!("visa {}", visa.reference),
                    (None, None) => "no visa yet".to_owned(),
                };
                let count = list.dossiers.len();
                format!("list {}  {count} dossiers, {state}, sha256 {}", list.id, list.digest)
            };
            let lines = due.iter().map(of).chain(lists.iter().map(listed)).collect::<Vec<_>>();
            let rows = |due: &Due| serde_json::json!({"number": due.number, "procedure": due.procedure, "kept_until": due.until, "from": due.from, "list": due.list});
            let due: Vec<_> = due.iter().map(rows).collect();
            said(lines.join("\n"), serde_json::json!({"due": due, "lists": lists}))
        }
        Disposal::Export(list, to) => {
            let named = |error: std::io::Error| format!("{}: {error}", to.display());
            let mut options = std::fs::OpenOptions::new();
            let file = options.write(true).create_new(true).mode(0o600).open(&to).map_err(named)?;
            let exported = async {
                let list = match list {
                    Some(list) => list,
                    None => office.draw_disposal_list(operator()).await?.id,
                };
                office.export_disposal_list(list, file).map(|file| (list, file))
            };
            match exported.await {
                Ok((list, file)) => {
                    file.sync_all().map_err(named)?;
                    let text = format!("list {list} is in {}", to.display());
                    said(text, serde_json::json!({"list": list, "file": to}))
                }
                Err(error) => {
                    let _ = std::fs::remove_file(&to);
                    Err(error.to_string())
                }
            }
        }
        Disposal::Visa { list, director, signed, reference } => {
            let recorded = office.record_visa(list, operator(), &director, signed, &reference);
            recorded.await.map_err(wrong)?;
            said(format!("list {list} has its visa"), serde_json::json!({"list": list}))
        }
        Disposal::Purge(list) => {
            let purged = office.purge(list, operator()).await.map_err(wrong)?;
            let (destroyed, left) = (purged.destroyed.len(), purged.left.len());
            let text = format!(
                "list {list}: {destroyed} dossiers destroyed, {left} left as something happened to them since"
            );
            said(text, serde_json::json!(purged))
        }
    }
}

/// Where the socket of a data folder is.
pub fn socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Has a running server carry out a command, or opens the data folder and does so here.
pub fn run(config: &Config, command: Command) -> Result<Reply, String> {
    Session::open(config)?.ask(command)
}

/// Who carries out several commands, one after the other.
pub enum Session {
    /// The server of this data folder.
    Server(PathBuf),
    /// This process, since there is none. Nobody else opens the folder meanwhile.
    Here(Box<Office>, tokio::runtime::Runtime),
}

impl Session {
    /// Finds the server, or opens the data folder.
    pub fn open(config: &Config) -> Result<Self, String> {
        let socket = socket(&config.data);
        if UnixStream::connect(&socket).is_ok() {
            return Ok(Self::Server(socket));
        }
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        let office = {
            let _inside = runtime.enter();
            Office::open(config).map_err(|e| e.to_string())?
        };
        Ok(Self::Here(Box::new(office), runtime))
    }

    /// Has a command carried out.
    pub fn ask(&self, command: Command) -> Result<Reply, String> {
        match self {
            Self::Server(socket) => {
                let stream = UnixStream::connect(socket)
                    .map_err(|e| format!("the server of this data folder does not answer: {e}"))?;
                ask(stream, &command)
            }
            Self::Here(office, runtime) => runtime.block_on(execute(office, command)),
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
