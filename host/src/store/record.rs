//! What goes into the journal. Read again years later, so variants and fields are only added.

use serde::{Deserialize, Serialize};

use crate::contract::{Attachment, Date};
use crate::digest::Digest;
use crate::dossier::{
    Actor, Attempt, Carried, Consulted, DossierNumber, Draft, DraftId, Entry, Exchange, Letter,
    LetterId, Paper, Reading,
};
use crate::plugin::{Change, ProcedureId};
use crate::staff::Agent;
use crate::vault::KeyId;

/// One record of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// A draft was saved.
    Draft(Box<Draft>),
    /// A draft was thrown away.
    DraftDropped(DraftId),
    /// A file was uploaded; its bytes are durable on disk.
    Filed(Filed),
    /// An uploaded file that nobody took was thrown away.
    FileDropped(String),
    /// Something happened to a dossier.
    Entry(Box<Entry>),
    /// Something passed between applicant and town beside the procedure.
    Exchange(Box<Exchange>),
    /// An online payment was begun, or something became of it.
    Payment(Box<Attempt>),
    /// A source was asked for a dossier after it was submitted.
    Consulted(DossierNumber, Box<Consulted>),
    /// What was asked for a dossier before this time, in seconds since 1970, is let go.
    ConsultedDropped(DossierNumber, i64),
    /// An agent was added or changed.
    Agent(Box<Agent>),
    /// Somebody looked into a sensitive dossier.
    Read(Reading),
    /// A letter was written that comes from no entry.
    Letter(Letter),
    /// A letter did what it was for, and is thrown away.
    LetterTaken(LetterId),
    /// Something became of a letter, at this time in seconds since 1970.
    Carried(LetterId, i64, Carried),
    /// What the town serves of a procedure changed.
    Package(Box<Change>),
    /// A dossier was erased: its key, and those of its files, are destroyed.
    Erased(Erased),
    /// A list of dossiers to be destroyed was drawn up, got its visa, or was carried out.
    Disposal(Box<Disposal>),
    /// A commission ranked dossiers and kept some of what was proposed.
    Minutes(Box<Minutes>),
    /// A source is blocked: it sends too much, abusively (CRPA L112-11).
    Blocked(Blocked),
    /// It no longer is.
    Unblocked(Unblocked),
    /// A document was made; its bytes are durable on disk, sealed under this key.
    Paper(Box<Paper>, KeyId),
}

/// A list of dossiers whose retention is over, for the archives director (code du patrimoine,
/// L212-2 and R212-14): nothing on it is destroyed without their visa.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Disposal {
    /// Which list, from 1.
    pub id: u32,
    /// When it was drawn up, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: Actor,
    /// What is on it.
    pub dossiers: Vec<DossierNumber>,
    /// SHA-256 of the list as it is exported.
    pub digest: Digest,
    /// That the archives director agrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visa: Option<Visa>,
    /// When it was carried out, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purged: Option<i64>,
}

/// The minutes of a session of a commission. Dossiers are named by their numbers alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Minutes {
    /// Which, from 1.
    pub id: u32,
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Its key: what the procedure knows it by, such as `2026-06`.
    pub key: String,
    /// When it was closed, in milliseconds since 1970.
    pub at: i64,
    /// Who recorded it.
    pub by: Actor,
    /// Who sat, as it was written.
    pub members: String,
    /// Digest of the package that ranked.
    pub component: Digest,
    /// What became of each dossier, in the order of the ranks.
    pub outcomes: Vec<Outcome>,
}

/// What became of a dossier in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outcome {
    /// Which dossier.
    pub number: DossierNumber,
    /// The rank that was proposed.
    pub rank: u32,
    /// Its score.
    pub score: Option<i64>,
    /// The action that was proposed, if one was.
    pub action: Option<String>,
    /// Whether the commission kept it.
    pub kept: bool,
    /// Why it could not be carried out, where it could not.
    pub failed: Option<String>,
}

/// The visa of the archives director.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Visa {
    /// Who signed it.
    pub director: String,
    /// When.
    pub signed: Date,
    /// How it is called in their files.
    pub reference: String,
    /// Who recorded it.
    pub by: Actor,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// That a dossier was erased. Nothing of it is here but its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Erased {
    /// Which.
    pub number: DossierNumber,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub why: Why,
    /// Which request it answered, so that the same one sent again makes no second dossier.
    pub origin: Digest,
}

/// Why a dossier was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its applicant asked for it, and nothing stood against it (GDPR, article 17).
    Asked,
    /// Its retention was over, and the archives director agreed (code du patrimoine, L212-2): the
    /// reference of the visa.
    Retention(String),
}

/// A source from which nothing more is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Blocked {
    /// The mailbox or the person, as a token that only the town's secret makes.
    pub source: Digest,
    /// The dossier by which it is known.
    pub number: DossierNumber,
    /// Why, as the source is told.
    pub notice: String,
    /// The agent who decided it, by the name that they sign in with.
    pub by: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// What ends a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unblocked {
    /// The mailbox or the person.
    pub source: Digest,
    /// The agent who decided it.
    pub by: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// An uploaded file and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Filed {
    /// What procedures see of it.
    pub attachment: Attachment,
    /// Who may use it.
    pub owner: Owner,
    /// When it came, in seconds since 1970.
    pub at: i64,
    /// The key that its bytes, and this, are sealed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyId>,
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// A draft's, until it is submitted.
    Draft(DraftId),
    /// An API client's, who knows its random id, until it submits a dossier with it.
    Client,
    /// A dossier's.
    Dossier(DossierNumber),
}
