//! `guichet.toml`: the server, the town, and the procedures that it offers. Unknown keys are
//! errors; paths are relative to the file. What is built here is valid.

mod addresses;
mod answers;
mod catalogue;
mod face;
mod files;
mod identity;
mod mail;
mod outward;
mod payment;
mod pools;
mod registry;
mod sources;
mod teams;
mod tls;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::dossier::{Area, Holidays, Service, Yearly};
use crate::limits::package::{CONFIG, LANGUAGE};
use crate::plugin::{Automatic, EffectKind, Grants, ImportName, Manifest, ProcedureId, Trust};
use crate::pools::Pools;
use crate::staff::Teams;
use crate::texts::Texts;

pub use answers::Answers;
pub use catalogue::{Catalogue, CatalogueAt};
pub use face::{Colour, Conformity, Face, Logo};
pub use files::Scanner;
pub use identity::{DeskProvider, Provider};
pub use mail::{Mail, Security, Server};
pub use outward::{Offices, Webhook};
pub use payment::{Entry, PayFip};
pub use registry::{Account, Registries, Registry};
pub use sources::Source;
pub use tls::{CertificateFrom, Tls};

/// Everything that a town decides.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// How people reach it from outside, such as `https://mairie.example`: links in mails and on
    /// paper begin so. Without it they begin with the address it listens at.
    pub url: Option<String>,
    /// How it serves HTTPS itself, if it does.
    pub tls: Option<Tls>,
    /// Proxies that people come through, and whose word on who comes is taken.
    pub proxies: Vec<IpAddr>,
    /// The data folder.
    pub data: PathBuf,
    /// The town.
    pub town: Town,
    /// How it sends mail, if it does.
    pub mail: Option<Mail>,
    /// With whom charges are paid online, if they can be.
    pub payment: Option<PayFip>,
    /// Who vouches for people's identities, if anybody does.
    pub identity: Option<Provider>,
    /// Who vouches for agents, if anybody does.
    pub desk_identity: Option<DeskProvider>,
    /// The scanner that uploaded files are shown to, if there is one.
    pub scanner: Option<Scanner>,
    /// The table of addresses, a CSV of the Base Adresse Nationale, if there is one.
    pub addresses: Option<PathBuf>,
    /// Who works together, and on what.
    pub teams: Teams,
    /// Procedures whose decisions a signatory makes.
    pub signed: BTreeSet<ProcedureId>,
    /// Whose packages it trusts. Without it nothing can be installed by command, and the files
    /// that `[[procedure]]` names are taken as they are.
    pub trust: Option<Trust>,
    /// How packages come from registries.
    pub registries: Registries,
    /// Where it learns which packages there are, if anywhere.
    pub catalogue: Option<Catalogue>,
    /// What it has so many of: halls, classes, places.
    pub pools: Pools,
    /// What can be asked elsewhere, by name.
    pub sources: Vec<Source>,
    /// The town's other programs that are told of dossiers.
    pub webhooks: Vec<Webhook>,
    /// Where the offices are reached that procedures send documents to.
    pub offices: Offices,
    /// The procedures that it offers.
    pub procedures: Vec<Offer>,
}

/// A town.
#[derive(Clone, Debug)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// INSEE code of the commune.
    pub code: String,
    /// By which its days and hours are counted.
    pub time_zone: jiff::tz::TimeZone,
    /// On which days it does not work.
    pub holidays: Holidays,
    /// The service in charge where a procedure has none of its own.
    pub service: Service,
    /// How its pages look, and what they must say.
    pub face: Face,
    /// Languages that its pages speak beside French and English.
    pub languages: Vec<&'static Texts>,
}

/// A procedure that the town offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The package.
    pub file: PathBuf,
    /// What the town grants of what it asks for.
    pub grant: Grant,
    /// The service in charge.
    pub service: Service,
    /// The town's settings.
    pub settings: toml::Table,
    /// The town's tables: CSV files by name.
    pub tables: BTreeMap<String, PathBuf>,
    /// Whether it is served without showing first that it does what it should.
    pub untried: bool,
}

impl Offer {
    /// An offer that grants everything asked for, with the defaults of everything else, for who is
    /// at work on it.
    pub fn as_requested(file: PathBuf, town: &Town) -> Self {
        Self {
            file,
            grant: Grant::Word(GrantWord::AsRequested),
            service: town.service.clone(),
            settings: toml::Table::new(),
            tables: BTreeMap::new(),
            untried: true,
        }
    }
}

/// What the town grants.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Grant {
    /// `grant = "as-requested"`.
    Word(GrantWord),
    /// `grant = { imports = […], effects = […], sources = […], automatic = […] }`.
    Only {
        /// Interfaces.
        #[serde(default)]
        imports: Vec<ImportName>,
        /// Kinds of effect.
        #[serde(default)]
        effects: Vec<EffectKind>,
        /// Names of sources.
        #[serde(default)]
        sources: Vec<String>,
        /// Verdicts that may fall without a person.
        #[serde(default)]
        automatic: Vec<Automatic>,
    },
    /// Nothing.
    #[default]
    Nothing,
}

/// The one word that a grant may be.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantWord {
    /// Everything that the manifest asks for.
    AsRequested,
}

impl Grant {
    /// What of a manifest is granted.
    pub fn of(&self, manifest: &Manifest) -> Grants {
        let requested = Grants::as_requested(manifest);
        match self {
            Self::Word(GrantWord::AsRequested) => requested,
            Self::Only { imports, effects, sources, automatic } => requested
                .only_imports(imports)
                .only_effects(effects)
                .only_sources(sources)
                .only_automatic(automatic),
            Self::Nothing => {
                requested.only_imports(&[]).only_effects(&[]).only_sources(&[]).only_automatic(&[])
            }
        }
    }
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct ConfigError {
    file: PathBuf,
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Wire {
    listen: SocketAddr,
    url: Option<String>,
    data: PathBuf,
    tls: Option<tls::Wire>,
    #[serde(default)]
    proxy: tls::ProxyWire,
    town: TownWire,
    mail: Option<mail::Wire>,
    payment: Option<payment::Wire>,
    identity: Option<identity::Wire>,
    desk_identity: Option<identity::DeskWire>,
    files: Option<files::Wire>,
    addresses: Option<addresses::Wire>,
    #[serde(default, rename = "team")]
    teams: Vec<teams::Wire>,
    #[serde(default)]
    signature: SignatureWire,
    trust: Option<trust::Wire>,
    registry: Option<registry::Wire>,
    catalogue: Option<catalogue::Wire>,
    #[serde(default, rename = "pool")]
    pools: Vec<pools::Wire>,
    #[serde(default, rename = "source")]
    sources: Vec<sources::Wire>,
    #[serde(default, rename = "webhook")]
    webhooks: Vec<outward::Wire>,
    #[serde(default)]
    offices: Offices,
    #[serde(default, rename = "procedure")]
    procedures: Vec<OfferWire>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SignatureWire {
    #[serde(default)]
    procedures: BTreeSet<ProcedureId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TownWire {
    name: String,
    code: String,
    time_zone: String,
    holidays: Option<HolidaysWire>,
    service: Service,
    #[serde(default)]
    languages: Vec<PathBuf>,
    #[serde(default)]
    face: face::Wire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HolidaysWire {
    area: Option<Area>,
    #[serde(default)]
    more: Vec<Yearly>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OfferWire {
    file: PathBuf,
    #[serde(default)]
    grant: Grant,
    service: Option<Service>,
    #[serde(default)]
    settings: toml::Table,
    #[serde(default)]
    tables: BTreeMap<String, PathBuf>,
    #[serde(default)]
    untried: bool,
}

impl Config {
    /// Reads a configuration file.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let wrong = |problem: String| ConfigError { file: file.to_owned(), problem };
        let size = fs::metadata(file)
            .map_err(|e| wrong(format!("{e}; `guichet init` writes a first one")))?
            .len();
        if size > CONFIG {
            return Err(wrong(format!("it has {size} bytes; {CONFIG} are allowed")));
        }
        let text = fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).map_err(wrong)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let wire: Wire = toml::from_str(text).map_err(|e| in_one_line(text, &e))?;
        let zone = &wire.town.time_zone;
        let time_zone = jiff::tz::TimeZone::get(zone).map_err(|_| {
            format!(
                "[town] time-zone = \"{zone}\" is not known; write one such as \"Europe/Paris\""
            )
        })?;
        let code = &wire.town.code;
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(format!(
                "[town] code = \"{code}\" is not an INSEE code of five characters"
            ));
        }
        // Those of the département, unless the town says otherwise.
        let holidays = wire.town.holidays.unwrap_or(HolidaysWire { area: None, more: vec![] });
        let area = holidays.area.unwrap_or_else(|| Area::of_commune(code));
        let holidays = Holidays { area, more: holidays.more };
        let town = Town {
            name: wire.town.name,
            code: wire.town.code,
            time_zone,
            holidays,
            service: wire.town.service,
            face: wire.town.face.build(folder)?,
            languages: languages(&wire.town.languages, folder)?,
        };
        let offer = |offer: OfferWire| Offer {
            file: folder.join(offer.file),
            grant: offer.grant,
            service: offer.service.unwrap_or_else(|| town.service.clone()),
            settings: offer.settings,
            tables: offer
                .tables
                .into_iter()
                .map(|(name, file)| (name, folder.join(file)))
                .collect(),
            untried: offer.untried,
        };
        let procedures = wire.procedures.into_iter().map(offer).collect();
        let url = wire.url.map(|url| origin(&url)).transpose()?;
        let tls = wire.tls.map(|tls| tls.build(url.as_deref(), folder)).transpose()?;
        let mail = wire.mail.map(|mail| mail.build(folder)).transpose()?;
        let payment = wire.payment.map(payment::Wire::build).transpose()?;
        let identity = wire.identity.map(|identity| identity.build(folder)).transpose()?;
        let desk_identity = wire.desk_identity.map(|desk| desk.build(folder)).transpose()?;
        let scanner = wire.files.map(|files| files.build(folder)).transpose()?;
        let addresses = wire.addresses.map(|addresses| addresses.build(folder));
        let teams = teams::build(wire.teams)?;
        let trust = wire.trust.map(trust::Wire::build).transpose()?;
        let registries = wire.registry.map(|registry| registry.build(folder)).transpose()?;
        let registries = registries.unwrap_or_default();
        let catalogue = wire.catalogue.map(|catalogue| catalogue.build(folder)).transpose()?;
        let pools = pools::build(wire.pools)?;
        let sources = sources::build(wire.sources, folder)?;
        let webhooks = outward::webhooks(wire.webhooks, folder)?;
        let offices = outward::offices(wire.offices)?;
        let (listen, data) = (wire.listen, folder.join(wire.data));
        Ok(Self {
            listen,
            url,
            tls,
            proxies: wire.proxy.addresses.iter().map(IpAddr::to_canonical).collect(),
            data,
            town,
            mail,
            payment,
            identity,
            desk_identity,
            scanner,
            addresses,
            teams,
            signed: wire.signature.procedures,
            trust,
            registries,
            catalogue,
            pools,
            sources,
            webhooks,
            offices,
            procedures,
        })
    }
}

/// The languages that a town adds, each in a Fluent file that is named after it.
fn languages(files: &[PathBuf], folder: &Path) -> Result<Vec<&'static Texts>, String> {
    let mut languages: Vec<&'static Texts> = Vec::new();
    for file in files {
        let file = folder.join(file);
        let wrong = |why: String| format!("[town] languages {}: {why}", file.display());
        let size = fs::metadata(&file).map_err(|e| wrong(e.to_string()))?.len();
        if size > LANGUAGE {
            return Err(wrong(format!("it has {size} bytes; {LANGUAGE} are allowed")));
        }
        let text = fs::read_to_string(&file).map_err(|e| wrong(e.to_string()))?;
        let tag = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let texts = Texts::read(tag, text).map_err(wrong)?;
        if languages.iter().any(|known| known.lang() == tag) {
            return Err(wrong("this language is there already".into()));
        }
        // As lasting as the words that are built in, which everything takes words from.
        languages.push(Box::leak(Box::new(texts)));
    }
    Ok(languages)
}

/// `https://mairie.example` without what would follow in a link.
fn origin(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).ok();
    let plain = url.filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none()
    });
    plain.map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
        format!("url = \"{text}\" is not an address such as \"https://mairie.example\"")
    })
}

/// What is wrong with a TOML file, and in which line: `toml` itself draws it over several.
fn in_one_line(text: &str, error: &toml::de::Error) -> String {
    let problem = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    let before = error.span().and_then(|span| text.get(..span.start));
    match before.map(|before| before.matches('\n').count()) {
        Some(line) => {
            let shown = text.lines().nth(line).unwrap_or_default().trim();
            format!("line {}, `{shown}`: {problem}", line + 1)
        }
        None => problem,
    }
}

/// A first configuration, which `guichet init` writes and `guichet dev` uses as it is. Town,
/// people and numbers are invented: 99999 is no commune, 01 99 00 is kept free for fiction.
pub const FIRST: &str = r##"listen = "127.0.0.1:8080"
data = "data"

[town]
name = "Saint-Exemple"
code = "99999"
time-zone = "Europe/Paris"

# The pages speak French and English, and each language that a file brings, named after it:
#
# languages = ["ar.ftl"]

# Working days leave out the holidays of the département, which is read from the code. A commune
# of Alsace-Moselle without a Protestant church works on Good Friday; some towns have a day of
# their own:
#
# [town.holidays]
# area = "national"
# more = ["12-26"]

# The service in charge: no receipt can be given without it (CRPA R112-11-1).
[town.service]
name = "Accueil de la mairie"
email = "mairie@saint-exemple.example"
address = "1 place de la Mairie, 99999 Saint-Exemple"
phone = "+33 1 99 00 00 00"

# Colours are checked for contrast. The texts stand on /legal and /accessibility.
[town.face]
accent = "#10477e"
accent-dark = "#9cc7f5"
conformity = "none"
legal-notice.fr = "Commune de Saint-Exemple. Directrice de la publication : Camille Exemple, maire."
legal-notice.en = "Town of Saint-Exemple. Published by Camille Exemple, mayor."
accessibility.fr = "Ce service est testé au clavier, avec un lecteur d’écran et sans JavaScript."
accessibility.en = "This service is tested by keyboard, with a screen reader and without JavaScript."

# People reach the town by HTTPS. Either it orders its certificate itself and renews it, from Let's
# Encrypt unless `directory` names another ACME server, which looks for it on port 443 of the name in
# `url`; that line stands above, beside `listen = "[::]:443"`:
#
# url = "https://demarches.saint-exemple.example"
#
# [tls]
# redirect = "[::]:80"
#
# [tls.acme]
# terms-agreed = true
# email = "mairie@saint-exemple.example"
#
# Or it has files that somebody else renews; they are read again when they change:
#
# [tls]
# certificate = "fullchain.pem"
# key = "privkey.pem"
#
# Or a proxy serves HTTPS and passes it on. Named, it may be on another machine, and is believed who
# it came from (X-Forwarded-For):
#
# [proxy]
# addresses = ["10.0.0.1"]

# Receipts, messages and links go out by mail where a server takes them:
#
# [mail]
# server = "smtp://saint-exemple@mail.example:587"
# password-file = "mail-password"
# from = "Mairie de Saint-Exemple <ne-pas-repondre@saint-exemple.example>"

# Charges are paid online with PayFiP, beside the counter: the number of six digits (numcli) comes
# from the DGFiP; with entry = "test" no money moves, "activation" and "production" are the others.
#
# [payment]
# client = "123456"
# entry = "test"

# People confirm who they are with FranceConnect, or another OpenID provider. The address to
# register with it is this town's own, followed by /sign-in/callback.
#
# [identity]
# issuer = "https://fcp.integ01.dev-franceconnect.fr/api/v2"
# client-id = "the one that FranceConnect gave"
# secret-file = "franceconnect-secret"

# Agents sign in with ProConnect as well, where the address that it has for them is the one that
# their page at /desk/people says. It makes nobody an agent. The address to register with it is
# this town's own, followed by /desk/sign-in/callback.
#
# [desk-identity]
# issuer = "https://fca.integ01.dev-agentconnect.fr/api/v2"
# client-id = "the one that ProConnect gave"
# secret-file = "proconnect-secret"
# minimum = "low"

# Uploaded files are looked through for viruses where clamd runs:
#
# [files]
# clamd = "127.0.0.1:3310"

# Who writes an address is offered those of a table, a CSV of the Base Adresse Nationale:
#
# [addresses]
# file = "adresses.csv"

# Who works together, and on which procedures. Without teams every agent sees every dossier; with
# them, dossiers of a procedure that no team has are the supervisors'. Who belongs to a team is
# said at /desk/people.
#
# [[team]]
# key = "streets"
# name = "Voirie"
# procedures = ["org.example.parking-card"]

# Procedures whose decisions the mayor or a delegate signs (role signatory, said at /desk/people
# with the order of the delegation): what agents decide waits for them.
#
# [signature]
# procedures = ["org.example.parking-card"]

# Whose packages this town installs: the block of the vendor's KEY.pub, and single packages
# that are taken without a signature, by their SHA-256 digest.
#
# [trust]
# unsigned = ["0123…"]
#
# [[trust.key]]
# vendor = "Example"
# from = "2026-01-01"
# until = "2028-12-31"
# key = "…"

# Packages come from any OCI registry: `guichet plugin install oci://registry.example/shed`. What
# stands in for a registry that is away, and who the town is there:
#
# [[registry.host]]
# name = "registry.example"
# mirrors = ["mirror.example"]
# user = "saint-exemple"
# password-file = "registry-password"

# Which packages and versions there are, and what is known against them, says a catalogue that
# its keeper signs: a file, an address, or oci://…
#
# [catalogue]
# url = "https://catalogue.example/catalogue.json"
# key = "…"

# What the town has so many of, one block each: procedures that it grants them to take of them,
# and nobody gets what somebody else has. Without `open` it is always open.
#
# [[pool]]
# key = "halls/great"
# title = { fr = "Grande salle", en = "Great hall" }
# limit = 1
# open = { monday = ["08:00-12:00", "14:00-22:00"], saturday = ["08:00-24:00"] }
# closures = [{ from = "2026-12-24", until = "2027-01-02", why.fr = "Fêtes" }]

# Documents that a procedure sends to an office go there by mail:
#
# [offices]
# police-municipale = "police@saint-exemple.example"

# The town's other programs are told what happens to dossiers, never whom they concern, signed as
# the Standard Webhooks are. `events` may name some of dossier.submitted, dossier.requested,
# dossier.completed, dossier.paid, dossier.withdrawn, dossier.decided and dossier.closed.
#
# [[webhook]]
# name = "accounting"
# url = "https://programme.example/guichet"
# secret-file = "accounting-secret"
# events = ["dossier.decided", "dossier.paid"]

# One block for each procedure. `grant` says what it may know and do of what it asks for:
# see it with `guichet plugin inspect FILE`. It is served once its scenario cases have passed here
# and nothing that it asks for is against the law; `untried = true` serves it all the same.
#
# [[procedure]]
# file = "parking-card.wasm"
# grant = "as-requested"
# settings = { price = "2.50" }
# tables = { zones = "zones.csv" }
"##;

impl Config {
    /// The configuration of [`FIRST`].
    pub fn first() -> Self {
        Self::parse(FIRST, Path::new(""))
            .expect("the first configuration is valid: a test holds it")
    }

    /// The configuration of the sample town: [`FIRST`], and what there is so many of there.
    pub fn sample() -> Self {
        let text = format!("{FIRST}\n{}", include_str!("../assets/pools.toml"));
        Self::parse(&text, Path::new(""))
            .expect("the sample configuration is valid: a test holds it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_configuration_is_valid() {
        assert_eq!(Config::first().town.name, "Saint-Exemple");
        assert!(Config::first().pools.is_empty() && !Config::sample().pools.is_empty());
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let error = |from: &str, to: &str| {
            Config::parse(&FIRST.replace(from, to), Path::new("")).unwrap_err()
        };
        assert!(error("Europe/Paris", "Europe/Atlantis").contains("Europe/Atlantis"));
        assert!(error("99999\"\ntime", "9\"\ntime").contains("INSEE"));
        assert!(error("data =", "url = \"mairie.example/x\"\ndata =").contains("https://"));
        assert!(error("data =", "dat =").contains("unknown field `dat`"));
        let more = "[town.holidays]\nmore = [\"30-02\"]\n[town.service]";
        assert!(error("[town.service]", more).contains("07-21"));
        assert!(error("phone = \"+33 1 99 00 00 00\"", "").contains("phone"));
    }

    #[test]
    fn holidays_are_those_of_the_departement_unless_the_town_says_otherwise() {
        let of = |from: &str, to: &str| {
            Config::parse(&FIRST.replace(from, to), Path::new("")).unwrap().town.holidays
        };
        assert_eq!(of("", ""), Holidays::default());
        assert_eq!(of("99999\"\ntime", "67482\"\ntime"), Holidays::of(Area::AlsaceMoselle));
        let said = "[town.holidays]\narea = \"reunion\"\nmore = [\"07-21\"]\n[town.service]";
        assert_eq!(of("[town.service]", said).more.len(), 1);
        assert_eq!(of("[town.service]", said).area, Area::Reunion);
    }

    #[test]
    fn nothing_is_granted_unless_said() {
        let text = format!("{FIRST}\n[[procedure]]\nfile = \"a.wasm\"\n");
        let config = Config::parse(&text, Path::new("/town")).unwrap();
        assert!(matches!(config.procedures[0].grant, Grant::Nothing));
        assert_eq!(config.procedures[0].file, Path::new("/town/a.wasm"));
        let text = text + "grant = \"as-requested\"\n";
        assert!(matches!(
            Config::parse(&text, Path::new("")).unwrap().procedures[0].grant,
            Grant::Word(_)
        ));
    }
}
