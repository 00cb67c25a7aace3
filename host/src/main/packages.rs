//! `guichet plugin …` for packages as files: keys, signatures, and what is installed.

mod replay;

use std::fs::{self, OpenOptions};
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use guichet::contract::Date;
use guichet::control::{self, Command as Control};
use guichet::limits::package::{KEY, KEY_YEARS, SETTINGS};
use guichet::office::{self, Order};
use guichet::plugin::{Ask, SigningKey, VendorKey};

use crate::{Place, ask, show};

/// What is done with packages and keys.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a key to sign packages with: KEY, which is yours alone, and KEY.pub for towns.
    Keygen {
        /// Where to write KEY; KEY.pub is written beside it.
        #[arg(long)]
        out: PathBuf,
        /// Who signs with it; without it, the name of the file.
        #[arg(long)]
        vendor: Option<String>,
        /// The first day on which it counts; today, unless said.
        #[arg(long)]
        from: Option<Date>,
        /// The last day on which it counts; three years later, unless said.
        #[arg(long)]
        until: Option<Date>,
    },
    /// Sign a package, in place of any signature that it has.
    Sign {
        /// The package file, which is written again.
        file: PathBuf,
        /// The secret key.
        #[arg(long)]
        key: PathBuf,
    },
    /// Check that a package is what the owner of a key signed.
    Verify {
        /// The package file.
        file: PathBuf,
        /// The public key, KEY.pub.
        #[arg(long)]
        key: PathBuf,
    },
    /// Install a package in a town, after showing what it asks for.
    Install {
        /// The package file.
        file: PathBuf,
        #[command(flatten)]
        choice: Choice,
    },
    /// Put another version in the place of one that serves.
    Upgrade {
        /// The package file.
        file: PathBuf,
        /// Have it decide on dossiers that are open, too; without it they stay with the version
        /// that they are with.
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        choice: Choice,
    },
    /// Have the version serve again that served before.
    Rollback {
        /// The procedure, such as org.example.shed.
        id: String,
        #[command(flatten)]
        decision: Decision,
    },
    /// Offer a procedure no more. Refused while dossiers need it; deletes nothing.
    Remove {
        /// The procedure, such as org.example.shed.
        id: String,
        #[command(flatten)]
        decision: Decision,
    },
    /// Show what a new version would decide otherwise on the town's own dossiers. Changes nothing.
    Replay {
        /// The package file of the new version.
        file: PathBuf,
        /// The procedure, such as org.example.shed.
        #[arg(long, value_name = "PROCEDURE")]
        against: String,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show which versions served, from when, and who decided that.
    History {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Compile a component from standard input to standard output, within limits.
    #[command(hide = true)]
    Compile,
}

/// Who decides, and where.
#[derive(clap::Args)]
pub(crate) struct Decision {
    #[command(flatten)]
    place: Place,
    /// Who decides this, for the record; without it, the name of the user who runs the command.
    #[arg(long)]
    by: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What an administrator says of a package that is to be installed.
#[derive(clap::Args)]
pub(crate) struct Choice {
    #[command(flatten)]
    decision: Decision,
    /// Say yes to what is shown, without being asked.
    #[arg(long)]
    yes: bool,
    /// Something that it asks for and does not get, such as effect:charge. Again for more.
    #[arg(long, value_name = "ASKED")]
    deny: Vec<Ask>,
    /// The most cents of one charge or refund.
    #[arg(long)]
    max_cents: Option<i64>,
    /// The town's settings, a TOML file.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// A table of the town, NAME=FILE.csv. Again for more.
    #[arg(long, value_name = "NAME=FILE", value_parser = table)]
    table: Vec<(String, PathBuf)>,
}

fn table(text: &str) -> Result<(String, PathBuf), String> {
    let (name, file) = text.split_once('=').ok_or("write NAME=FILE.csv")?;
    Ok((name.to_owned(), PathBuf::from(file)))
}

pub(crate) fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Keygen { out, vendor, from, until } => keygen(&out, vendor, from, until),
        Command::Sign { file, key } => sign(&file, &key),
        Command::Verify { file, key } => verify(&file, &key),
        Command::Install { file, choice } => install(&file, choice, false, false),
        Command::Upgrade { file, open, choice } => install(&file, choice, true, open),
        Command::Rollback { id, decision } => {
            let by = decision.by();
            ask(&decision.place, Control::PluginRollback { id, by }, decision.json)
        }
        Command::Remove { id, decision } => {
            let by = decision.by();
            ask(&decision.place, Control::PluginRemove { id, by }, decision.json)
        }
        Command::Replay { file, against, place, json } => {
            replay::run(&file, against, &place.config()?, json)
        }
        Command::History { place, json } => ask(&place, Control::PluginHistory, json),
        Command::Compile => office::compile(),
    }
}

impl Decision {
    fn by(&self) -> String {
        let user =
            || ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        self.by.clone().or_else(user).unwrap_or_default()
    }
}

fn install(file: &Path, choice: Choice, upgrade: bool, open: bool) -> Result<(), String> {
    let whole = |path: &Path| path.canonicalize().map_err(|e| format!("{}: {e}", path.display()));
    let settings = choice.settings.as_deref().map(settings_text).transpose()?;
    let tables = choice.table.iter().map(|(name, file)| Ok((name.clone(), whole(file)?)));
    let order = Order {
        file: whole(file)?,
        upgrade,
        digest: None,
        by: choice.decision.by(),
        deny: choice.deny,
        max_cents: choice.max_cents,
        settings,
        tables: tables.collect::<Result<_, String>>()?,
        open,
    };
    let config = choice.decision.place.config()?;
    let shown = control::run(&config, Control::PluginPlan(Box::new(order.clone())))?;
    let plan: office::Plan = serde_json::from_value(shown.json).map_err(|e| e.to_string())?;
    if !choice.yes {
        agreed(&shown.text)?;
    } else if !choice.decision.json {
        println!("{}", shown.text);
    }
    let order = Order { digest: Some(plan.digest), ..order };
    let done = control::run(&config, Control::PluginInstall(Box::new(order)))?;
    show(&done, choice.decision.json);
    Ok(())
}

fn settings_text(path: &Path) -> Result<String, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let size = fs::metadata(path).map_err(|e| named(e.to_string()))?.len();
    if size > SETTINGS {
        return Err(named(format!("it has {size} bytes; {SETTINGS} are allowed")));
    }
    fs::read_to_string(path).map_err(|e| named(e.to_string()))
}

/// Shows what is asked for and waits for a yes.
fn agreed(shown: &str) -> Result<(), String> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        println!("{shown}");
        return Err("nothing was installed: look at what it asks for, then say --yes".into());
    }
    print!("{shown}\nInstall it? [y/N] ");
    std::io::stdout().flush().map_err(|e| e.to_string())?;
    let mut answer = String::new();
    stdin.read_line(&mut answer).map_err(|e| e.to_string())?;
    match answer.trim() {
        "y" | "yes" | "o" | "oui" => Ok(()),
        _ => Err("nothing was installed".into()),
    }
}

fn keygen(
    out: &Path,
    vendor: Option<String>,
    from: Option<Date>,
    until: Option<Date>,
) -> Result<(), String> {
    let named =
        |path: &Path, problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let stem = || out.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let vendor = vendor.or_else(stem).filter(|name| !name.trim().is_empty());
    let vendor = vendor.ok_or("--vendor must name who signs with the key")?;
    let from = from.unwrap_or_else(office::today);
    let later = Date { year: from.year.saturating_add_signed(KEY_YEARS), ..from };
    // Years later there may be no 29 February.
    let until = until.unwrap_or(if (later.month, later.day) == (2, 29) {
        Date { day: 28, ..later }
    } else {
        later
    });
    if until < from {
        return Err(format!("the key would count from {from} until {until}, which is never"));
    }
    let key = SigningKey::new(office::random(), vendor, from, until);
    let public = PathBuf::from(format!("{}.pub", out.display()));
    if public.exists() {
        return Err(named(&public, &"it is there already; choose another --out"));
    }
    let create = |path: &Path, mode, text: String| {
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .map_err(|e| named(path, &e))
    };
    create(out, 0o600, key.secret_file())?;
    create(&public, 0o644, key.public_file())?;
    println!(
        "{}: the secret key of {}; keep it apart, and give it to nobody\n{}: the block that towns put into guichet.toml, counts from {from} until {until}",
        out.display(),
        key.public().vendor,
        public.display()
    );
    Ok(())
}

fn sign(file: &Path, key: &Path) -> Result<(), String> {
    let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
    let signing = SigningKey::parse(&key_text(key)?);
    let signing = signing.map_err(|e| format!("{}: {e}", key.display()))?;
    let package = office::read_package(file).map_err(|e| named(&e))?;
    let (id, version) = (package.manifest.id.clone(), package.manifest.version.clone());
    let signature = signing
        .sign(&id, &version, package.digest, office::today())
        .map_err(|e| format!("{}: {e}", key.display()))?;
    let (digest, signed) = (package.digest, package.signed(signature));
    replace(file, &signed.file()).map_err(|e| named(&e))?;
    println!(
        "{}: {id} {version}, sha256 {digest}, signed by {}",
        file.display(),
        signing.public().vendor
    );
    Ok(())
}

/// Half a package is never there.
fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().set_permissions(fs::metadata(file)?.permissions())?;
    temporary.as_file().sync_all()?;
    temporary.persist(file)?;
    Ok(())
}

fn verify(file: &Path, key: &Path) -> Result<(), String> {
    let vendor = VendorKey::parse(&key_text(key)?);
    let vendor = vendor.map_err(|e| format!("{}: {e}", key.display()))?;
    let package = office::read_package(file).map_err(|e| format!("{}: {e}", file.display()))?;
    package
        .verify(&vendor, office::today())
        .map_err(|e| format!("{}: {} {e}", file.display(), package.name()))?;
    let signed = package.signature.as_ref().map_or_else(String::new, |s| s.signed.to_string());
    println!(
        "{}: {}, sha256 {}, signed by {} on {signed}",
        file.display(),
        package.name(),
        package.digest,
        vendor.vendor
    );
    Ok(())
}

fn key_text(path: &Path) -> Result<String, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let size = fs::metadata(path).map_err(|e| named(e.to_string()))?.len();
    if size > KEY {
        return Err(named(format!("it has {size} bytes; a key has {KEY} at most")));
    }
    fs::read_to_string(path).map_err(|e| named(e.to_string()))
}
