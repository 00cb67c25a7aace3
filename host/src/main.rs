//! The command line, thin: each command calls the library and says what came of it.

#[path = "main/doctor.rs"]
mod doctor;
#[path = "main/init.rs"]
mod init;
#[path = "main/packages.rs"]
mod packages;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use guichet::config::{Config, Offer};
use guichet::contract::Date;
use guichet::control::{self, Command as Control, Disposal, Reply};
use guichet::dossier::DossierNumber;
use guichet::office::Hired;
use guichet::plugin::{self, Package};
use guichet::staff::Role;
use guichet::{inspect, office, server};

/// The counter where a town serves its people.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Where the town's configuration and data are.
#[derive(clap::Args)]
struct Place {
    /// The configuration file.
    #[arg(long, default_value = "guichet.toml")]
    config: PathBuf,
    /// The data folder, in place of the configured one.
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Place {
    fn config(&self) -> Result<Config, String> {
        let mut config = Config::read(&self.config).map_err(|e| e.to_string())?;
        if let Some(data) = &self.data {
            config.data = data.clone();
        }
        Ok(config)
    }
}

#[derive(Subcommand)]
enum Command {
    /// Write a first guichet.toml: asks at a terminal, and writes a sample elsewhere.
    Init {
        /// Where to write it.
        #[arg(long, default_value = "guichet.toml")]
        config: PathBuf,
        /// A TOML file with the answers: name, code, host, certificate, email, address, phone,
        /// mail, administrator.
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
    },
    /// Look whether all is well with a town's server, and say in French what to do.
    Doctor {
        #[command(flatten)]
        place: Place,
        /// Where to send a test message, in place of the service in charge; "none" sends none.
        #[arg(long, value_name = "ADDRESS")]
        mail_to: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a backup, while the server runs or not: FILE, and FILE.keys with the keys.
    Backup {
        /// The file to write. Neither it nor FILE.keys may be there.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Put a backup back, where no town is yet. A guichet.toml that is missing comes from it too.
    Restore {
        /// What `guichet backup` wrote.
        file: PathBuf,
        /// The keys, in place of FILE.keys.
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Serve a town.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Where to listen, in place of the configured address; port 0 takes a free one.
        #[arg(long)]
        listen: Option<std::net::SocketAddr>,
    },
    /// Serve a sample town with these procedures, for vendors and for trying it out.
    Dev {
        /// Folders of plugins, which are built, or package files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Where to listen; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: std::net::SocketAddr,
        /// Keep the town in this folder; without it, it is removed at the end.
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Build, look at and try procedures.
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Who works at the desk.
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Check dossiers.
    #[command(subcommand)]
    Dossier(DossierCommand),
    /// Print the description of the API (OpenAPI 3.1, JSON).
    Openapi,
}

#[derive(Subcommand)]
enum PluginCommand {
    /// Build the plugin in a folder into a package.
    Build {
        /// The folder with plugin.toml and Cargo.toml.
        path: PathBuf,
        /// The package file to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Show what a package is and what it asks for.
    Inspect {
        /// The package file.
        file: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run a plugin's scenario cases in the sandbox.
    Test {
        /// A folder, which is built, or a package file.
        path: PathBuf,
    },
    /// List the procedures of a town.
    List {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    #[command(flatten)]
    Packages(packages::Command),
}

#[derive(Subcommand)]
enum AgentCommand {
    /// Add an agent, or change one; either way they get a new password and token, which are
    /// printed once.
    Add {
        /// The name to sign in with.
        name: String,
        /// agent, supervisor, administrator, auditor or signatory; several times for several.
        #[arg(long = "role")]
        roles: Vec<Role>,
        /// Given names, as decisions name them.
        #[arg(long)]
        given_names: Option<String>,
        /// Family name.
        #[arg(long)]
        family_name: Option<String>,
        /// As what they decide, such as "Responsable de l’accueil".
        #[arg(long)]
        quality: Option<String>,
        /// The order by which they sign in the mayor's place.
        #[arg(long)]
        delegation: Option<String>,
        /// Address at work, by which the agents' identity provider knows them.
        #[arg(long)]
        email: Option<String>,
        /// Key of a [[team]] that they belong to; several times for several.
        #[arg(long = "team")]
        teams: Vec<String>,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Shut an agent out: their sessions end, and neither password nor token is good any more.
    Disable {
        /// The name that they sign in with.
        name: String,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let an agent in again who was shut out.
    Enable {
        /// The name that they sign in with.
        name: String,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List all agents.
    List {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum DossierCommand {
    /// Write the evidence of a dossier into one file, which can be replayed on another machine.
    Export {
        /// The dossier's number.
        number: DossierNumber,
        /// The file to write. It has personal data: only you can read it.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make every decision of a dossier again from its transcript, and compare.
    Replay {
        /// The dossier's number, or a file that `dossier export` wrote.
        what: String,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check every checksum and the chain of the whole journal.
    Verify {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// The end of retention: what is due, lists for the archives director, destruction.
    #[command(subcommand)]
    Disposal(DisposalCommand),
}

#[derive(Subcommand)]
enum DisposalCommand {
    /// What is due, and the lists that were drawn up.
    List {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a list with its dossiers and all digests as a ZIP archive; without a number, draw up
    /// a new list of what may be destroyed.
    Export {
        /// The number of a list that is there.
        list: Option<u32>,
        /// The archive to write. It must not be there.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Record the visa of the archives director.
    Visa {
        /// The number of the list.
        list: u32,
        /// The name of who signed it.
        #[arg(long)]
        director: String,
        /// The day on which it was signed, such as 2026-11-22.
        #[arg(long)]
        signed: Date,
        /// How it is called in their files.
        #[arg(long)]
        reference: String,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Destroy the dossiers of a list that has its visa.
    Purge {
        /// The number of the list.
        list: u32,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    guichet::runtime::compiles_apart();
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("guichet: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, String> {
    let done = match command {
        Command::Init { config, answers } => init::run(&config, answers.as_deref()),
        Command::Backup { file, place, json } => {
            // A server that writes it has another working directory.
            let whole = |path: &Path| {
                std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()))
            };
            let backup = Control::Backup { out: whole(&file)?, config: whole(&place.config)? };
            ask(&place, backup, json)
        }
        Command::Restore { file, keys, place, json } => restore(&file, keys, &place, json),
        Command::Serve { place, listen } => {
            let mut config = place.config()?;
            config.listen = listen.unwrap_or(config.listen);
            server::start_logging(false);
            server::serve(&config)
        }
        Command::Dev { paths, listen, data } => dev(&paths, listen, data),
        Command::Plugin(command) => run_plugin(command),
        Command::Agent(command) => run_agent(command),
        Command::Dossier(DossierCommand::Export { number, out, place, json }) => {
            let out = std::path::absolute(out).map_err(|e| e.to_string())?;
            ask(&place, Control::DossierExport { number, out }, json)
        }
        Command::Dossier(DossierCommand::Replay { what, place, json }) => {
            match what.parse::<DossierNumber>() {
                Ok(number) => ask(&place, Control::DossierReplay(number), json),
                Err(wrong) if !Path::new(&what).exists() => {
                    Err(format!("{what} is neither a file nor {wrong}"))
                }
                Err(_) => replay_evidence(Path::new(&what), json),
            }
        }
        Command::Dossier(DossierCommand::Verify { place, json }) => {
            ask(&place, Control::DossierVerify, json)
        }
        Command::Dossier(DossierCommand::Disposal(command)) => dispose(command),
        Command::Openapi => {
            println!("{}", guichet::web::openapi_json());
            Ok(())
        }
        Command::Doctor { place, mail_to, json } => {
            return doctor::run(&place.config()?, mail_to, json);
        }
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn run_agent(command: AgentCommand) -> Result<(), String> {
    match command {
        AgentCommand::Add {
            name,
            roles,
            given_names,
            family_name,
            quality,
            delegation,
            email,
            teams,
            place,
            json,
        } => {
            let roles = Some(roles.into_iter().collect()).filter(|r: &BTreeSet<_>| !r.is_empty());
            let teams = Some(teams.into_iter().collect()).filter(|t: &BTreeSet<_>| !t.is_empty());
            let hired =
                Hired { name, roles, given_names, family_name, quality, delegation, email, teams };
            ask(&place, Control::AgentAdd(Box::new(hired)), json)
        }
        AgentCommand::Disable { name, place, json } => {
            ask(&place, Control::AgentShutOut(name, true), json)
        }
        AgentCommand::Enable { name, place, json } => {
            ask(&place, Control::AgentShutOut(name, false), json)
        }
        AgentCommand::List { place, json } => ask(&place, Control::AgentList, json),
    }
}

/// The evidence of a dossier needs no town.
fn replay_evidence(file: &Path, json: bool) -> Result<(), String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    let proved = runtime.block_on(guichet::office::replay_evidence(file));
    let proved = proved.map_err(|e| format!("{}: {e}", file.display()))?;
    let text = format!(
        "dossier {}: {} entries replayed, every transcript and decision the same; {} files are those handed in",
        proved.number,
        proved.versions.len(),
        proved.files
    );
    show(&Reply { text, json: serde_json::json!(proved) }, json);
    Ok(())
}

fn restore(file: &Path, keys: Option<PathBuf>, place: &Place, json: bool) -> Result<(), String> {
    let keys = keys.unwrap_or_else(|| office::keys_beside(file));
    if !place.config.exists() {
        let text = office::backed_up_config(file).map_err(|e| e.to_string())?;
        std::fs::write(&place.config, text)
            .map_err(|e| format!("{}: {e}", place.config.display()))?;
        eprintln!("{} is the one of the backup", place.config.display());
    }
    let config = place.config()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    let _inside = runtime.enter();
    let restored = office::restore(&config, file, &keys).map_err(|e| e.to_string())?;
    let text = format!(
        "{}: {} as it was, {} records, every checksum and the chain are right",
        config.data.display(),
        restored.town,
        restored.records
    );
    show(&Reply { text, json: serde_json::json!(restored) }, json);
    Ok(())
}

fn dispose(command: DisposalCommand) -> Result<(), String> {
    let (asked, place, json) = match command {
        DisposalCommand::List { place, json } => (Disposal::List, place, json),
        DisposalCommand::Export { list, out, place, json } => {
            // A server that writes it has another working directory.
            let out = std::path::absolute(&out).map_err(|e| format!("{}: {e}", out.display()))?;
            (Disposal::Export(list, out), place, json)
        }
        DisposalCommand::Visa { list, director, signed, reference, place, json } => {
            (Disposal::Visa { list, director, signed, reference }, place, json)
        }
        DisposalCommand::Purge { list, place, json } => (Disposal::Purge(list), place, json),
    };
    ask(&place, Control::Disposal(asked), json)
}

fn run_plugin(command: PluginCommand) -> Result<(), String> {
    match command {
        PluginCommand::Build { path, out } => {
            let package = plugin::build(&path).map_err(|e| e.to_string())?;
            std::fs::write(&out, &package.bytes).map_err(|e| format!("{}: {e}", out.display()))?;
            println!(
                "{}: {} in {} bytes, sha256 {}",
                out.display(),
                package.name(),
                package.bytes.len(),
                package.digest
            );
            Ok(())
        }
        PluginCommand::Inspect { file, json } => {
            let package = read(&file)?;
            if json {
                println!("{:#}", inspect::json(&package));
            } else {
                print!("{}", inspect::text(&package));
            }
            Ok(())
        }
        PluginCommand::Test { path } => {
            let package = package_at(&path)?;
            let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
            runtime.block_on(guichet::office::scenario::run_all(package))
        }
        PluginCommand::List { place, json } => ask(&place, Control::PluginList, json),
        PluginCommand::Packages(command) => packages::run(command),
    }
}

fn ask(place: &Place, command: Control, json: bool) -> Result<(), String> {
    show(&control::run(&place.config()?, command)?, json);
    Ok(())
}

fn show(reply: &Reply, json: bool) {
    if json {
        println!("{:#}", reply.json);
    } else {
        println!("{}", reply.text);
    }
}

fn read(file: &Path) -> Result<Package, String> {
    guichet::office::read_package(file).map_err(|e| format!("{}: {e}", file.display()))
}

/// A package file, or the package that a folder builds.
fn package_at(path: &Path) -> Result<Package, String> {
    if path.is_dir() {
        plugin::build(path).map_err(|e| format!("{}: {e}", path.display()))
    } else {
        read(path)
    }
}

/// Where the people of the sample town live. Everything in it is invented.
const SAMPLE_ADDRESSES: &str = include_str!("../assets/addresses.csv");

fn dev(
    paths: &[PathBuf],
    listen: std::net::SocketAddr,
    data: Option<PathBuf>,
) -> Result<(), String> {
    server::start_logging(true);
    let packages = tempfile::tempdir().map_err(|e| e.to_string())?;
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut config = Config::sample();
    config.listen = listen;
    config.data = data.unwrap_or_else(|| temporary.path().join("data"));
    let addresses = packages.path().join("addresses.csv");
    std::fs::write(&addresses, SAMPLE_ADDRESSES).map_err(|e| e.to_string())?;
    config.addresses = Some(addresses);
    for (number, path) in paths.iter().enumerate() {
        let package = package_at(path)?;
        let file = packages.path().join(format!("{number}.wasm"));
        std::fs::write(&file, &package.bytes).map_err(|e| e.to_string())?;
        config.procedures.push(Offer::as_requested(file, &config.town));
    }
    server::dev(&config)
}
