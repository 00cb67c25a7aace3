//! What goes into the journal. Read again years later, so variants and fields are only added.

use serde::{Deserialize, Serialize};

use crate::contract::Attachment;
use crate::digest::Digest;
use crate::dossier::{
    Carried, DossierNumber, Draft, DraftId, Entry, Exchange, Letter, LetterId, Paper,
};
use crate::plugin::Change;

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
    /// An agent was added or changed.
    Agent(Agent),
    /// A letter was written that comes from no entry.
    Letter(Letter),
    /// A letter did what it was for, and is thrown away.
    LetterTaken(LetterId),
    /// Something became of a letter, at this time in seconds since 1970.
    Carried(LetterId, i64, Carried),
    /// What the town serves of a procedure changed.
    Package(Box<Change>),
    /// A document was made; its bytes are durable on disk.
    Paper(Box<Paper>),
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

/// Somebody who works at the desk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Agent {
    /// The name that they sign in with.
    pub name: String,
    /// Argon2id, in PHC string format.
    pub password: String,
    /// Digest of the token of the API.
    pub token: Digest,
}

impl std::fmt::Debug for Agent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Agent({})", self.name)
    }
}
