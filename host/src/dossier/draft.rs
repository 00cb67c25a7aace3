//! A form that is being filled in.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::consulted::Consulted;
use super::counter::Counter;
use super::entry::Arrival;
use super::person::Person;
use crate::contract::{Answer, Channel, Path};
use crate::digest::Digest;
use crate::plugin::ProcedureId;

/// What a draft is stored under: 128 random bits, from which only the town's secret makes its
/// key, so that the store opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DraftId([u8; 16]);

impl DraftId {
    /// Its bytes, as a key.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for DraftId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<DraftId> for String {
    fn from(id: DraftId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for DraftId {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// A form that is being filled in: everything that the person gave so far, also what no longer
/// applies and what was not taken, so that nothing typed is ever lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// What it is stored under.
    pub id: DraftId,
    /// The procedure that it is for.
    pub procedure: ProcedureId,
    /// Language of the person.
    pub lang: String,
    /// Who fills it in.
    pub channel: Channel,
    /// As whom, where they signed in: nobody else opens it where that says who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// When it arrived as a letter, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Arrival>,
    /// Which agent fills it in, where one does: nobody else opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// Answers that passed their checks, ordered by path.
    pub answers: Vec<Answer>,
    /// What was typed and not taken.
    #[serde(default)]
    pub rejected: Vec<Rejected>,
    /// The package whose form it was saved with.
    #[serde(default)]
    pub component: Option<Digest>,
    /// Answers that this form did not ask for then, because of other answers.
    #[serde(default)]
    pub closed: Vec<Path>,
    /// What was given and has no place in the form any more, to be read and entered again.
    #[serde(default)]
    pub set_aside: Vec<SetAside>,
    /// Where its link was sent, and notice before it is thrown away.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether that notice was given since it was last saved.
    #[serde(default)]
    pub warned: bool,
    /// What was asked of sources with it, in order; it goes with the draft, or into the dossier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<Consulted>,
    /// When it was begun, in seconds since 1970.
    pub begun: i64,
    /// When it was last saved, in seconds since 1970.
    pub saved: i64,
}

impl Draft {
    /// Where notice goes: the address that its link was sent to, else one that was confirmed.
    pub fn mailbox(&self) -> Option<&str> {
        let confirmed = || {
            let person = self.person.as_ref()?;
            person.email.as_ref().or_else(|| person.identity.as_ref()?.email.as_ref())
        };
        self.email.as_ref().or_else(confirmed).map(String::as_str)
    }
}

/// What a person gave to a version of a form, and the next version does not ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Where it stood.
    pub path: Path,
    /// What it said, as people read it.
    pub words: String,
}

/// Input that did not pass its check, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The field.
    pub path: String,
    /// Its inputs, by name.
    pub inputs: Vec<(String, String)>,
    /// What was said of it.
    pub message: String,
}
