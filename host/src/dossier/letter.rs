//! Letters: what the town has to tell one person by mail, or one program by a webhook, and how
//! far that got.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::draft::DraftId;
use super::happening::Happening;
use super::number::DossierNumber;

/// 128 random bits that name a letter; receivers know a repeated one by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LetterId([u8; 16]);

impl LetterId {
    /// Its bytes, as a key.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for LetterId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<LetterId> for String {
    fn from(id: LetterId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for LetterId {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Something to be told to one person by mail. It names what it is about; words, links and the
/// secrets in them are made when it is sent, and stored nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Letter {
    /// Its name.
    pub id: LetterId,
    /// To whom.
    pub to: String,
    /// In which language.
    pub lang: String,
    /// When it was written, in seconds since 1970.
    pub at: i64,
    /// What it is about.
    pub about: About,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({}, {:?})", self.id, self.about)
    }
}

/// What a letter is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The receipt of something that the applicant sent or paid: a request, a completion, an
    /// action, a withdrawal, a payment. It is entry `entry` of the dossier.
    Receipt {
        /// The dossier.
        number: DossierNumber,
        /// The entry.
        entry: u32,
    },
    /// What a decision has the applicant told: its effect `effect`.
    Effect {
        /// The dossier.
        number: DossierNumber,
        /// The entry.
        entry: u32,
        /// Which of its effects, from 0.
        effect: u32,
    },
    /// A decision that no effect of entry `entry` tells of.
    Decision {
        /// The dossier.
        number: DossierNumber,
        /// The entry.
        entry: u32,
    },
    /// What passed beside the procedure: the receipt of what the applicant sent, or what the town
    /// says.
    Exchange {
        /// The dossier.
        number: DossierNumber,
        /// The exchange.
        exchange: u32,
    },
    /// The way back to a draft.
    Resume(DraftId),
    /// A draft is about to be thrown away.
    Expiring(DraftId),
    /// A link to sign in with, and the page to go on to.
    SignIn(String),
    /// Numbers and keys that were lost.
    Lost(Vec<DossierNumber>),
    /// A dossier was erased because its applicant asked for it.
    Erased(DossierNumber),
    /// One of the town's other programs is told what happened with an entry. To whom is the
    /// program's name.
    Event {
        /// The dossier.
        number: DossierNumber,
        /// The entry.
        entry: u32,
        /// What happened.
        what: Happening,
    },
    /// An office is sent a document: the effect of this entry that asks for it. To whom is the
    /// office's name.
    Transmission {
        /// The dossier.
        number: DossierNumber,
        /// The entry.
        entry: u32,
        /// Which of its effects, from 0.
        effect: u32,
    },
}

impl About {
    /// The dossier that it is about, if it is about one.
    pub fn number(&self) -> Option<DossierNumber> {
        match self {
            Self::Receipt { number, .. }
            | Self::Effect { number, .. }
            | Self::Decision { number, .. }
            | Self::Exchange { number, .. }
            | Self::Event { number, .. }
            | Self::Transmission { number, .. } => Some(*number),
            // What was erased is nobody's any more.
            Self::Resume(_)
            | Self::Expiring(_)
            | Self::SignIn(_)
            | Self::Lost(_)
            | Self::Erased(_) => None,
        }
    }

    /// Whether it goes to a program and not by mail.
    pub fn is_event(&self) -> bool {
        matches!(self, Self::Event { .. })
    }
}

/// How far a letter got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carried {
    /// It is handed to the server now. Whoever finds this at a start does not know whether the
    /// server took it.
    Begun,
    /// The server accepted it.
    Sent,
    /// The server did not take it; it is tried again at this time, in seconds since 1970.
    Later {
        /// When.
        due: i64,
        /// What the server said.
        why: String,
    },
    /// It is not tried again unless an agent says so.
    Failed {
        /// What the server said.
        why: String,
    },
    /// The connection broke after it was handed over: perhaps it was sent. It is not sent a
    /// second time unless an agent says so.
    Unknown,
}

/// A letter with how far it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Posted {
    /// The letter.
    pub letter: Letter,
    /// How often it was put off.
    pub attempts: u32,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// How far it got.
    pub carried: Carried,
}

impl Posted {
    /// A letter that waits to be sent.
    pub fn new(letter: Letter) -> Self {
        let at = letter.at;
        let carried = Carried::Later { due: at, why: String::new() };
        Self { letter, attempts: 0, since: at, carried }
    }

    /// When it is to be sent, if it still is.
    pub fn due(&self) -> Option<i64> {
        match self.carried {
            Carried::Later { due, .. } => Some(due),
            _ => None,
        }
    }

    /// The same after something became of it.
    pub fn after(self, at: i64, carried: Carried) -> Self {
        let attempts = self.attempts + u32::from(matches!(carried, Carried::Later { .. }));
        Self { letter: self.letter, attempts, since: at, carried }
    }
}
