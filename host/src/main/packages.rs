//! `guichet plugin …` for packages: keys, signatures, registries, bundles, and what is installed.

mod catalogue;
mod origin;
mod replay;

use std::fs::{self, OpenOptions};
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use guichet::config::{Account, Config};
use guichet::contract::Date;
use guichet::control::{self, Command as Control, Reply};
use guichet::limits::package::{KEY, KEY_YEARS, SETTINGS};
use guichet::office::{self, Order, Tuning};
use guichet::plugin::{Ask, Package, SigningKey, VendorKey, bundle};
use guichet::registry::{self, Reference};
use guichet::runtime;

use crate::{Place, ask, show};
use origin::{Gathered, Origin};

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
    /// Put a package, or a catalogue, into a registry.
    Push {
        /// The package file, or what `plugin index` wrote.
        file: PathBuf,
        /// Where: oci://HOST/REPOSITORY, with :TAG where the tag is not the version, or for a
        /// catalogue not "latest".
        to: Reference,
        /// Who signs in there.
        #[arg(long, requires = "password_file")]
        user: Option<String>,
        /// The file with the password, which nobody else may read.
        #[arg(long, value_name = "FILE", requires = "user")]
        password_file: Option<PathBuf>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Put packages into one archive, for towns without internet.
    Bundle {
        /// The package files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The archive to write. It must not be there.
        #[arg(long)]
        out: PathBuf,
    },
    /// Write a signed catalogue of the packages in a folder, for towns to learn of them.
    Index {
        /// The folder: *.wasm, and catalogue.toml with the catalogue's name, what was withdrawn,
        /// and advisories.
        folder: PathBuf,
        /// The secret key of who keeps the catalogue.
        #[arg(long)]
        key: PathBuf,
        /// The file to write, in place of any that is there.
        #[arg(long)]
        out: PathBuf,
    },
    /// Look for procedures in the town's catalogue.
    Search {
        /// Words of their titles, vendors or categories; none lists all.
        words: Vec<String>,
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show what the town's catalogue says of the versions that serve: newer ones, withdrawn ones,
    /// advisories.
    Outdated {
        #[command(flatten)]
        place: Place,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Install a package in a town, after showing what it asks for.
    Install {
        /// The package file, a bundle, or oci://HOST/REPOSITORY[:TAG][@sha256:DIGEST].
        #[arg(value_name = "PACKAGE")]
        from: String,
        #[command(flatten)]
        choice: Choice,
    },
    /// Put another version in the place of one that serves.
    Upgrade {
        /// The package file, a bundle, or oci://HOST/REPOSITORY[:TAG][@sha256:DIGEST].
        #[arg(value_name = "PACKAGE")]
        from: String,
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
    /// Show the town's settings of a procedure as TOML, or take others.
    Settings {
        /// The procedure, such as org.example.shed.
        id: String,
        /// A TOML file with all settings that differ from the defaults.
        #[arg(long, value_name = "FILE")]
        set: Option<PathBuf>,
        /// A table of the town, NAME=FILE.csv. Again for more.
        #[arg(long, value_name = "NAME=FILE", value_parser = table)]
        table: Vec<(String, PathBuf)>,
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
        Command::Push { file, to, user, password_file, json } => {
            push(&file, &to, user.zip(password_file), json)
        }
        Command::Bundle { files, out } => pack(&files, &out),
        Command::Index { folder, key, out } => catalogue::make(&folder, &signing_key(&key)?, &out),
        Command::Search { words, place, json } => {
            catalogue::search(&words.join(" "), &place.config()?, json)
        }
        Command::Outdated { place, json } => catalogue::outdated(&place.config()?, json),
        Command::Install { from, choice } => install_all(&from, &choice, false, false),
        Command::Upgrade { from, open, choice } => install_all(&from, &choice, true, open),
        Command::Rollback { id, decision } => {
            let by = decision.by();
            ask(&decision.place, Control::PluginRollback { id, by }, decision.json)
        }
        Command::Remove { id, decision } => {
            let by = decision.by();
            ask(&decision.place, Control::PluginRemove { id, by }, decision.json)
        }
        Command::Settings { id, set, table, decision } => tune(id, set, table, &decision),
        Command::Replay { file, against, place, json } => {
            replay::run(&file, against, &place.config()?, json)
        }
        Command::History { place, json } => ask(&place, Control::PluginHistory, json),
        Command::Compile => runtime::compile_here(),
    }
}

impl Decision {
    fn by(&self) -> String {
        let user =
            || ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        self.by.clone().or_else(user).unwrap_or_default()
    }
}

fn tune(
    id: String,
    set: Option<PathBuf>,
    table: Vec<(String, PathBuf)>,
    decision: &Decision,
) -> Result<(), String> {
    if set.is_none() && table.is_empty() {
        return ask(&decision.place, Control::PluginSettings(id), decision.json);
    }
    let settings = set.as_deref().map(settings_text).transpose()?;
    let whole = |(name, file): (String, PathBuf)| match file.canonicalize() {
        Ok(file) => Ok((name, file)),
        Err(e) => Err(format!("{}: {e}", file.display())),
    };
    let tables = table.into_iter().map(whole).collect::<Result<_, String>>()?;
    let tuning = Tuning { id, by: decision.by(), settings, tables };
    ask(&decision.place, Control::PluginTune(tuning), decision.json)
}

fn install_all(from: &str, choice: &Choice, upgrade: bool, open: bool) -> Result<(), String> {
    let config = choice.decision.place.config()?;
    let gathered = Gathered::of(from, &config)?;
    let [_] = &gathered.packages[..] else {
        if choice.settings.is_some() || !choice.table.is_empty() || !choice.deny.is_empty() {
            return Err(format!(
                "{from} has several packages: --settings, --table and --deny are for one, so install the files one by one"
            ));
        }
        return gathered
            .packages
            .iter()
            .try_for_each(|package| install(package, choice, &config, upgrade, open));
    };
    install(&gathered.packages[0], choice, &config, upgrade, open)
}

fn install(
    package: &Origin,
    choice: &Choice,
    config: &Config,
    upgrade: bool,
    open: bool,
) -> Result<(), String> {
    let whole = |path: &Path| path.canonicalize().map_err(|e| format!("{}: {e}", path.display()));
    let settings = choice.settings.as_deref().map(settings_text).transpose()?;
    let tables = choice.table.iter().map(|(name, file)| Ok((name.clone(), whole(file)?)));
    let order = Order {
        file: whole(&package.file)?,
        from: package.from.clone(),
        upgrade,
        digest: None,
        by: choice.decision.by(),
        deny: choice.deny.clone(),
        max_cents: choice.max_cents,
        settings,
        tables: tables.collect::<Result<_, String>>()?,
        open,
    };
    let shown = control::run(config, Control::PluginPlan(Box::new(order.clone())))?;
    let plan: office::Plan = serde_json::from_value(shown.json).map_err(|e| e.to_string())?;
    catalogue::warn(&plan, config);
    if !choice.yes {
        agreed(&shown.text)?;
    } else if !choice.decision.json {
        println!("{}", shown.text);
    }
    let order = Order { digest: Some(plan.digest), ..order };
    let done = control::run(config, Control::PluginInstall(Box::new(order)))?;
    show(&done, choice.decision.json);
    Ok(())
}

fn push(
    file: &Path,
    to: &Reference,
    account: Option<(String, PathBuf)>,
    json: bool,
) -> Result<(), String> {
    let account = account.map(|(user, file)| Account::read(user, &file)).transpose()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    if file.extension().is_some_and(|ending| ending == "json") {
        let bytes = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let pushed = registry::push_catalogue(account.as_ref(), to, bytes);
        let pushed = runtime.block_on(pushed).map_err(|e| e.to_string())?.to_string();
        let data = serde_json::json!({ "reference": pushed });
        show(&Reply { text: pushed, json: data }, json);
        return Ok(());
    }
    let package = office::read_package(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let pushed = registry::push_package(account.as_ref(), to, &package, office::today());
    let pushed = runtime.block_on(pushed).map_err(|e| e.to_string())?;
    let data = serde_json::json!({
        "reference": pushed.to_string(),
        "id": package.manifest.id,
        "version": package.manifest.version,
        "sha256": package.digest,
    });
    let signed = if package.signature.is_none() { "; it is not signed" } else { "" };
    let text = format!("{pushed}: {}, sha256 {}{signed}", package.name(), package.digest);
    show(&Reply { text, json: data }, json);
    Ok(())
}

fn pack(files: &[PathBuf], out: &Path) -> Result<(), String> {
    let mut packages = Vec::new();
    for file in files {
        let package = office::read_package(file);
        packages.push(package.map_err(|e| format!("{}: {e}", file.display()))?);
    }
    let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", out.display());
    let bytes = bundle(&packages).map_err(|e| named(&e))?;
    let file = OpenOptions::new().write(true).create_new(true).open(out);
    let written = file.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
    written.map_err(|e| named(&e))?;
    let names: Vec<String> = packages.iter().map(Package::name).collect();
    println!("{}: {}, {} bytes", out.display(), names.join(", "), bytes.len());
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
    let signing = signing_key(key)?;
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

fn signing_key(path: &Path) -> Result<SigningKey, String> {
    SigningKey::parse(&key_text(path)?).map_err(|e| format!("{}: {e}", path.display()))
}

fn key_text(path: &Path) -> Result<String, String> {
    let named = |problem: String| format!("{}: {problem}", path.display());
    let size = fs::metadata(path).map_err(|e| named(e.to_string()))?.len();
    if size > KEY {
        return Err(named(format!("it has {size} bytes; a key has {KEY} at most")));
    }
    fs::read_to_string(path).map_err(|e| named(e.to_string()))
}
