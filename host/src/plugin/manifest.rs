//! `plugin.toml`: everything about a procedure that is data. Unknown keys are errors.
//!
//! The JSON Schema of this file stands in `wit/plugin.schema.json`; a test holds the two
//! together. Where a value is wrong, the error names the line, the value and what is expected.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::period::Period;
use super::sources::SourceAsked;
use crate::contract::{Assurance, Malformed, Text, Translation, Verdict};
use crate::pools::PoolPattern;

/// A text of the manifest, by language.
pub type Words = BTreeMap<String, String>;

/// The text as the contract carries it.
pub fn text(words: &Words) -> Text {
    words
        .iter()
        .map(|(lang, text)| Translation { lang: lang.clone(), text: text.clone() })
        .collect()
}

/// The name of a procedure: the reverse domain of its vendor, then its own.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ProcedureId(String);

impl TryFrom<String> for ProcedureId {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if text.len() <= 100 && text.contains('.') && text.split('.').all(part) {
            Ok(Self(text))
        } else {
            Err(Malformed(
                "an id such as org.example.parking-card: lower-case letters, digits and hyphens, parts joined by dots",
            ))
        }
    }
}

impl From<ProcedureId> for String {
    fn from(id: ProcedureId) -> Self {
        id.0
    }
}

impl Deref for ProcedureId {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProcedureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The whole manifest.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// Reverse domain of the vendor, then the procedure.
    pub id: ProcedureId,
    /// Semantic version of the procedure.
    pub version: semver::Version,
    /// Who made it, for people.
    pub vendor: String,
    /// SPDX expression.
    pub licence: String,
    /// Address of the source that it was built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Address of a page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Where the catalogue lists it.
    pub category: Category,
    /// Version of the contract, `0.1`.
    pub contract: String,
    /// Name of the procedure.
    pub title: Words,
    /// One sentence on what it is for.
    pub summary: Words,
    /// Where the applicant is among the answers.
    pub applicant: Applicant,
    /// How sure of the person the host must be.
    #[serde(default)]
    pub identity: Identity,
    /// What the law says of it.
    pub legal: Legal,
    /// What the record of processing says of it.
    pub privacy: Privacy,
    /// Present where amounts, points or ranks are computed.
    pub algorithm: Option<Algorithm>,
    /// What the agents' queue shows and searches.
    #[serde(default, rename = "column")]
    pub columns: Vec<Column>,
    /// What each file field asks for.
    #[serde(default, rename = "document")]
    pub documents: Vec<DocumentAsked>,
    /// Interfaces that it needs, with the vendor's reason.
    #[serde(default, rename = "capability")]
    pub capabilities: Vec<Capability>,
    /// Sources that its forms ask, with the vendor's reason.
    #[serde(default, rename = "sourced")]
    pub sources: Vec<SourceAsked>,
    /// What its decisions may do.
    #[serde(default)]
    pub effects: Effects,
    /// What the town sets.
    #[serde(default, rename = "setting")]
    pub settings: Vec<Setting>,
    /// Reference tables that the town fills.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableShape>,
    /// Registers in which its dossiers find one another.
    #[serde(default, rename = "register")]
    pub registers: Vec<RegisterShape>,
}

/// Where the catalogue lists a procedure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Category {
    CivilStatus,
    School,
    Nursery,
    Health,
    Sports,
    Transport,
    Shops,
    Streets,
    Associations,
    Other,
}

/// What kind of person applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ApplicantKind {
    Person,
    Company,
    Association,
}

impl ApplicantKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Association => "association",
        }
    }
}

/// Answer paths of the applicant; what does not apply is left out.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub struct Applicant {
    pub kind: ApplicantKind,
    pub siret: Option<String>,
    pub rna: Option<String>,
    pub organisation: Option<String>,
    pub family_name: Option<String>,
    pub given_names: Option<String>,
    pub birth_date: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub postal_address: Option<String>,
}

/// How sure of the person the host must be.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Identity {
    /// Enforced on portal, API and resume alike.
    #[schemars(with = "String", extend("enum" = ["none", "low", "substantial", "high"]))]
    pub minimum: Assurance,
}

impl Default for Identity {
    fn default() -> Self {
        Self { minimum: Assurance::None }
    }
}

/// What silence of the town means at the end of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum SilenceRule {
    Accept,
    Reject,
    None,
}

/// What the law says of the procedure.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Legal {
    /// A request, not only a declaration or report.
    pub request: bool,
    /// What silence means (CRPA L231-1, L231-4).
    pub silence: SilenceRule,
    /// After how long.
    pub period: Option<Period>,
    /// Texts that the rule on silence and the procedure stand on.
    #[serde(default)]
    pub basis: Vec<String>,
    /// Ways to appeal.
    #[serde(default)]
    pub appeal: Vec<Appeal>,
    /// What the town aims at, for the queue.
    pub working_target: Option<Period>,
    /// Whether it is about granting a right: a missing piece then stops no clock unless it is
    /// indispensable (CRPA L114-5-1).
    #[serde(default)]
    pub right: bool,
    /// Answers without which the right cannot be examined at all.
    #[serde(default)]
    pub indispensable: Vec<String>,
    /// Answers that are published with the request, where third parties must be told of what
    /// silence would accept (CRPA L232-2). Without any, nothing is.
    #[serde(default)]
    pub published: Vec<String>,
}

/// One way to appeal.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Appeal {
    /// To whom: `gracious`, `hierarchical`, `administrative-court`, `prefect`.
    pub route: String,
    /// Within what time of the notification.
    pub within: Period,
}

/// What the record of processing says (GDPR article 30).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Privacy {
    /// What the data are for.
    pub purpose: Words,
    /// Legal basis of GDPR article 6.
    pub basis: LawfulBasis,
    /// Offices that read the data; also those that a decision may send a document to.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// How long a closed dossier is kept.
    pub retention: Period,
    /// Whether every read is logged.
    #[serde(default)]
    pub sensitive: bool,
}

/// Legal basis of GDPR article 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LawfulBasis {
    PublicTask,
    LegalObligation,
    Consent,
    Contract,
    VitalInterest,
    LegitimateInterest,
}

impl LawfulBasis {
    /// As the manifest writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PublicTask => "public-task",
            Self::LegalObligation => "legal-obligation",
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::VitalInterest => "vital-interest",
            Self::LegitimateInterest => "legitimate-interest",
        }
    }
}

/// Why something is computed (CRPA L311-3-1).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Algorithm {
    /// What the computation is for.
    pub purpose: Words,
}

/// A column of the agents' queue.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Column {
    /// The answer that it shows.
    pub path: String,
    /// Its heading.
    pub label: Words,
}

/// What a file field asks for.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentAsked {
    /// The file field.
    pub path: String,
    /// From a closed list, so that the law's limits can be checked (CRPA R113-8).
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Why a proof of address may be demanded, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<AddressGround>,
}

/// The cases in which a proof of address may be demanded (CRPA R113-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AddressGround {
    /// A certificate of nationality.
    NationalityCertificate,
    /// A title of identity, travel or residence.
    IdentityOrResidenceTitle,
    /// The registration of a vehicle.
    VehicleRegistration,
    /// An *attestation d’accueil*.
    HostingCertificate,
    /// A registration on the electoral roll that is not made of office.
    ElectoralRegistration,
    /// To enrol a child at school.
    SchoolEnrolment,
}

/// Kinds of document that a procedure may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DocumentKind {
    Identity,
    ProofOfAddress,
    CivilStatus,
    InsuranceCertificate,
    Plan,
    Photo,
    BankDetails,
    Other,
}

/// An interface that the component imports.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Capability {
    /// Which one.
    pub import: ImportName,
    /// Tables that it reads, where it imports `reference`.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Pools that it asks about and takes of, where it imports `pools` or may `hold`: one such
    /// as `town/hall`, or all below a segment, such as `own/licences/*`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub pools: Vec<PoolPattern>,
    /// Registers that it searches and publishes in, where it imports `registers` or may
    /// `publish`.
    #[serde(default)]
    pub registers: Vec<String>,
    /// The vendor's reason, shown to who grants it.
    pub why: Words,
}

/// An interface that a town can grant.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "wit/ says what each gives")]
pub enum ImportName {
    Reference,
    Pools,
    Registers,
    Clock,
}

impl fmt::Display for ImportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reference => "reference",
            Self::Pools => "pools",
            Self::Registers => "registers",
            Self::Clock => "clock",
        })
    }
}

/// What the decisions of a procedure may do.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Effects {
    /// Kinds of effect.
    #[serde(default)]
    pub kinds: Vec<EffectKind>,
    /// Ceiling of one charge or refund, in euro cents.
    #[serde(default)]
    pub max_cents: i64,
    /// Keys of the documents that it may issue.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Verdicts that may fall without a person (Loi informatique et libertés, article 47).
    #[serde(default)]
    pub automatic: Vec<Automatic>,
}

/// A kind of effect, as the contract names it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "wit/dossiers.wit says what each does")]
pub enum EffectKind {
    Notify,
    Request,
    Issue,
    Transmit,
    Schedule,
    CancelTimer,
    Hold,
    Release,
    Charge,
    Refund,
    Set,
    Unset,
    Publish,
    Unpublish,
    Tag,
    Untag,
}

/// A verdict, as a manifest writes it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "wit/dossiers.wit says what each means")]
pub enum Automatic {
    Granted,
    PartlyGranted,
    Refused,
    NoFurtherAction,
}

impl From<Verdict> for Automatic {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Granted => Self::Granted,
            Verdict::PartlyGranted => Self::PartlyGranted,
            Verdict::Refused => Self::Refused,
            Verdict::NoFurtherAction => Self::NoFurtherAction,
        }
    }
}

/// A value that the town sets.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Setting {
    /// Its name, the path under which the procedure reads it.
    pub key: String,
    /// What it holds.
    pub kind: SettingKind,
    /// What it holds until the town says otherwise; without one the town must.
    #[schemars(with = "Option<serde_json::Value>")]
    pub default: Option<toml::Value>,
    /// Its name for people.
    pub label: Words,
    /// What it does, for people.
    #[serde(default)]
    pub hint: Words,
    /// Keys to choose from, for `choice` and `choices`.
    #[serde(default)]
    pub options: Vec<String>,
}

/// What a setting holds: the kinds of form fields that a town can write down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "wit/forms.wit says what each means")]
pub enum SettingKind {
    Line,
    Paragraph,
    Email,
    Phone,
    Integer,
    Decimal,
    Money,
    Flag,
    Date,
    Time,
    Choice,
    Choices,
}

/// Shape of a reference table that the town fills from CSV; its first column is the key.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TableShape {
    /// Its name.
    pub key: String,
    /// Its columns. The first one is the key of a row, unless `key-columns` says more.
    pub columns: Vec<String>,
    /// How many columns, from the first, make the key of a row, joined by `/`.
    #[serde(default = "one")]
    pub key_columns: usize,
}

/// Shape of a register: what dossiers publish of themselves for other dossiers of the same
/// procedure in the same town.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegisterShape {
    /// Its name.
    pub key: String,
    /// Its columns, which the vendor declares free of personal data: nothing else is published.
    pub columns: Vec<String>,
}

fn one() -> usize {
    1
}

impl Manifest {
    /// Reads `plugin.toml` and checks what its own words must agree on.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self = toml::from_str(text).map_err(|e| ManifestError::Syntax {
            line: e.span().map_or(0, |s| {
                1 + text.as_bytes()[..s.start.min(text.len())]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count()
            }),
            message: e.message().to_owned(),
        })?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ManifestError> {
        let wrong = |what: String| Err(ManifestError::Inconsistent(what));
        if self.contract != CONTRACT {
            return wrong(format!(
                "contract = \"{}\" is not served: this host speaks {CONTRACT}",
                self.contract
            ));
        }
        for (name, words) in [
            ("title", &self.title),
            ("summary", &self.summary),
            ("privacy.purpose", &self.privacy.purpose),
        ] {
            if !words.contains_key("fr") {
                return wrong(format!("[{name}] has no French text: add fr = \"…\" (CRPA L111-1)"));
            }
        }
        if self.legal.silence != SilenceRule::None && self.legal.period.is_none() {
            return wrong("[legal] silence has an effect but no period says after how long: add period = \"2 months\" (CRPA L231-1)".into());
        }
        unique("table", self.tables.iter().map(|t| &t.key))?;
        unique("setting", self.settings.iter().map(|s| &s.key))?;
        unique("document path", self.documents.iter().map(|d| &d.path))?;
        unique("register", self.registers.iter().map(|r| &r.key))?;
        unique("capability", self.capabilities.iter().map(|c| c.import.to_string()))?;
        unique("sourced", self.sources.iter().map(|s| &s.name))?;
        for source in &self.sources {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            if source.name.is_empty() || !source.name.bytes().all(fits) {
                return wrong(format!(
                    "source \"{}\" has no name of a-z, 0-9 and hyphens",
                    source.name
                ));
            }
            if !source.why.contains_key("fr") {
                return wrong(format!(
                    "source \"{}\" says not in French why it is asked: add why.fr = \"…\" (CRPA L114-8)",
                    source.name
                ));
            }
        }
        for table in &self.tables {
            if table.key_columns == 0 || table.key_columns > table.columns.len() {
                return wrong(format!(
                    "table {}: key-columns must be 1 to {}",
                    table.key,
                    table.columns.len()
                ));
            }
            unique("column", table.columns.iter())?;
        }
        for capability in &self.capabilities {
            for table in &capability.tables {
                if !self.tables.iter().any(|t| t.key == *table) {
                    return wrong(format!(
                        "capability {}: table \"{table}\" has no [[table]]",
                        capability.import
                    ));
                }
            }
            for register in &capability.registers {
                if !self.registers.iter().any(|r| r.key == *register) {
                    return wrong(format!(
                        "capability {}: register \"{register}\" has no [[register]]",
                        capability.import
                    ));
                }
            }
            let elsewhere = [
                (ImportName::Reference, "tables", capability.tables.is_empty()),
                (ImportName::Pools, "pools", capability.pools.is_empty()),
                (ImportName::Registers, "registers", capability.registers.is_empty()),
            ];
            for (import, key, empty) in elsewhere {
                if capability.import != import && !empty {
                    return wrong(format!(
                        "capability {}: {key} are asked for with import = \"{import}\"",
                        capability.import
                    ));
                }
            }
        }
        for register in &self.registers {
            unique("column", register.columns.iter())?;
        }
        Ok(())
    }
}

/// The version of the contract that this host serves, as manifests write it.
pub const CONTRACT: &str = "0.1";

fn unique<T: AsRef<str>>(what: &str, keys: impl Iterator<Item = T>) -> Result<(), ManifestError> {
    let mut seen = std::collections::BTreeSet::new();
    for key in keys {
        if !seen.insert(key.as_ref().to_owned()) {
            return Err(ManifestError::Inconsistent(format!(
                "{what} \"{}\" stands there twice",
                key.as_ref()
            )));
        }
    }
    Ok(())
}

/// Why a manifest was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not TOML, an unknown key, or a value of another kind.
    #[error("plugin.toml line {line}: {message}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// What the parser says of it.
        message: String,
    },
    /// Two parts of it do not agree.
    #[error("plugin.toml: {0}")]
    Inconsistent(String),
}

/// The JSON Schema of `plugin.toml`, for editors. It stands in `wit/plugin.schema.json`.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Manifest);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// A manifest with nothing in it that is not required.
#[cfg(test)]
pub(super) const SMALL: &str = r#"
id = "org.example.small"
version = "1.0.0"
vendor = "Example"
licence = "MIT"
category = "other"
contract = "0.1"
title = { fr = "Petit" }
summary = { fr = "Un petit formulaire" }
applicant = { kind = "person" }
legal = { request = false, silence = "none" }
privacy = { purpose = { fr = "Essai" }, basis = "public-task", retention = "1 year" }
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_beside_the_contract_is_that_of_these_types() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../wit/plugin.schema.json");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, schema()).unwrap();
        }
        let stands = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            stands == schema(),
            "wit/plugin.schema.json is old: write it again with `make schema`"
        );
    }

    fn error(change: impl Fn(&str) -> String) -> String {
        Manifest::parse(&change(SMALL)).unwrap_err().to_string()
    }

    #[test]
    fn the_smallest_manifest_is_taken() {
        assert_eq!(&*Manifest::parse(SMALL).unwrap().id, "org.example.small");
    }

    #[test]
    fn every_wrong_manifest_names_what_is_wrong() {
        assert!(error(|m| format!("{m}\ncolour = 1")).contains("unknown field `colour`"));
        assert!(error(|m| m.replace("org.example.small", "Small")).contains("an id such as"));
        assert!(error(|m| m.replace("1 year", "soon")).contains("a period such as"));
        assert!(error(|m| m.replace("\"0.1\"", "\"9.0\"")).contains("this host speaks 0.1"));
        assert!(error(|m| m.replace("title = { fr", "title = { en")).contains("no French text"));
        assert!(
            error(|m| m.replace("silence = \"none\"", "silence = \"reject\"")).contains("L231-1")
        );
        assert!(
            error(|m| m.replace("version = \"1.0.0\"", "version = \"one\"")).contains("line 3")
        );
        let twice = "[[table]]\nkey = \"t\"\ncolumns = [\"a\"]\n".repeat(2);
        assert!(error(|m| format!("{m}\n{twice}")).contains("table \"t\" stands there twice"));
        let asks = |more: &str| {
            error(|m| format!("{m}\n[[capability]]\nwhy = {{ fr = \"Essai\" }}\n{more}"))
        };
        assert!(asks("import = \"pools\"\npools = [\"hall\"]").contains("a pool such as"));
        assert!(asks("import = \"clock\"\npools = [\"town/hall\"]").contains("import = \"pools\""));
        assert!(
            asks("import = \"registers\"\nregisters = [\"r\"]").contains("has no [[register]]")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,400}") {
            let _ = Manifest::parse(&text);
        }
    }
}
