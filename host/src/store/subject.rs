//! What a record is about: whose key seals it, and what goes when that key is destroyed.

use std::fmt;

use super::StoreError;
use super::keys::Key;
use super::record::Record;
use super::view::Attempt;
use crate::dossier::{About, DossierNumber, DraftId, Letter, LetterId};
use crate::vault::{KeyId, Vault};

/// What has a key of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// Nothing of a person.
    Town,
    /// A dossier with everything that happened to it, and letters about it.
    Dossier(DossierNumber),
    /// A draft, and letters about it.
    Draft(DraftId),
    /// A file: its bytes, and what is known of it. Its id is not always 16 bytes that are
    /// written in hexadecimal; where it is not, it is not named in the clear.
    File(String),
    /// A letter that is about nothing else.
    Letter(LetterId),
    /// An agent, whose name is not named in the clear.
    Agent(String),
    /// A list of dossiers to be destroyed.
    Disposal(u32),
}

impl Subject {
    /// How it is written before a record: its kind, and its number or id.
    pub(super) fn written(&self) -> (u8, [u8; 16]) {
        match self {
            Self::Town => (0, [0; 16]),
            Self::Dossier(number) => {
                let mut id = [0; 16];
                id[..12].copy_from_slice(&number.key());
                (1, id)
            }
            Self::Draft(id) => (2, *id.bytes()),
            Self::File(id) => {
                let mut bytes = [0; 16];
                let _ = hex::decode_to_slice(id, &mut bytes);
                (3, bytes)
            }
            Self::Letter(id) => (4, *id.bytes()),
            Self::Agent(_) => (5, [0; 16]),
            Self::Disposal(id) => {
                let mut bytes = [0; 16];
                bytes[..4].copy_from_slice(&id.to_be_bytes());
                (6, bytes)
            }
        }
    }

    pub(super) fn read(kind: u8, id: [u8; 16]) -> Option<Self> {
        Some(match kind {
            0 => Self::Town,
            1 => Self::Dossier(std::str::from_utf8(&id[..12]).ok()?.parse().ok()?),
            2 => Self::Draft(id.into()),
            3 => Self::File(hex::encode(id)),
            4 => Self::Letter(id.into()),
            5 => Self::Agent(String::new()),
            6 => Self::Disposal(u32::from_be_bytes(id[..4].try_into().ok()?)),
            _ => return None,
        })
    }

    /// Where the value is that says which key it has.
    fn place(&self) -> Option<Key> {
        match self {
            Self::Town => None,
            Self::Dossier(number) => Some(Key::dossier(*number)),
            Self::Draft(id) => Some(Key::draft(id)),
            Self::File(id) => Some(Key::filed(id)),
            Self::Letter(id) => Some(Key::letter(id)),
            Self::Agent(name) => Some(Key::agent(name)),
            Self::Disposal(id) => Some(Key::disposal(*id)),
        }
    }

    /// Its key, if it is there and sealed.
    pub(super) fn key(&self, state: &Attempt<'_>) -> Result<Option<KeyId>, StoreError> {
        Ok(self.place().map(|place| state.sealed_under(&place)).transpose()?.flatten().flatten())
    }
}

impl fmt::Display for Subject {
    /// Says nothing that opens anything, nor any name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Town => f.write_str("the town"),
            Self::Dossier(number) => write!(f, "dossier {number}"),
            Self::Draft(_) => f.write_str("a draft"),
            Self::File(_) => f.write_str("a file"),
            Self::Letter(_) => f.write_str("a letter"),
            Self::Agent(_) => f.write_str("an agent"),
            Self::Disposal(id) => write!(f, "disposal list {id}"),
        }
    }
}

impl From<&Letter> for Subject {
    fn from(letter: &Letter) -> Self {
        match &letter.about {
            About::Receipt { number, .. }
            | About::Effect { number, .. }
            | About::Decision { number, .. }
            | About::Exchange { number, .. }
            | About::Event { number, .. }
            | About::Transmission { number, .. } => Self::Dossier(*number),
            About::Resume(draft) | About::Expiring(draft) => Self::Draft(*draft),
            About::SignIn(_) | About::Lost(_) | About::Erased(_) => Self::Letter(letter.id),
        }
    }
}

/// What a record is about, and the key that seals it: the one that its subject has, or a new one
/// where this is the first that is heard of it. What was begun before there were seals stays as
/// it was. Whether the key was taken new is said, so that it can be given back.
pub(super) fn seal(
    record: &Record,
    state: &Attempt<'_>,
    vault: &Vault,
) -> Result<(Subject, Option<KeyId>, bool), StoreError> {
    let about = match record {
        Record::Draft(draft) => Subject::Draft(draft.id),
        Record::Filed(filed) => {
            return Ok((Subject::File(filed.attachment.id.clone()), filed.key, false));
        }
        Record::Entry(entry) => Subject::Dossier(entry.number),
        Record::Exchange(exchange) => Subject::Dossier(exchange.number),
        Record::Paper(paper, _) => Subject::Dossier(paper.number),
        Record::Payment(attempt) => Subject::Dossier(attempt.number),
        Record::Consulted(number, _) | Record::ConsultedDropped(number, _) => {
            Subject::Dossier(*number)
        }
        Record::Agent(agent) => Subject::Agent(agent.name.clone()),
        // What somebody looked into is theirs, and outlives what they looked into.
        Record::Read(reading) => Subject::Agent(reading.agent.clone()),
        Record::Package(_) | Record::Blocked(_) | Record::Unblocked(_) => Subject::Town,
        Record::Minutes(_) => Subject::Town,
        Record::Disposal(disposal) => Subject::Disposal(disposal.id),
        Record::Letter(letter) => match Subject::from(letter) {
            // It is about something that is gone: nobody else's key may seal it.
            about if about.key(state)?.is_none() => Subject::Letter(letter.id),
            about => about,
        },
        Record::Carried(id, ..) => {
            return Ok((Subject::Letter(*id), Subject::Letter(*id).key(state)?, false));
        }
        // These say nothing of a person, and destroy the key of what they name.
        Record::DraftDropped(id) => return Ok((Subject::Draft(*id), None, false)),
        Record::FileDropped(id) => return Ok((Subject::File(id.clone()), None, false)),
        Record::LetterTaken(id) => return Ok((Subject::Letter(*id), None, false)),
        Record::Erased(erased) => return Ok((Subject::Dossier(erased.number), None, false)),
    };
    let known = match about.place() {
        Some(place) => state.sealed_under(&place)?,
        None => Some(None),
    };
    match known {
        Some(key) => Ok((about, key, false)),
        None => {
            // Only what begins something begins a key.
            let begins = !matches!(
                record,
                Record::Exchange(_)
                    | Record::Paper(..)
                    | Record::Payment(_)
                    | Record::Consulted(..)
                    | Record::ConsultedDropped(..)
            ) && !matches!(record, Record::Entry(entry) if entry.opening.is_none());
            let key = begins.then(|| vault.take()).transpose()?;
            Ok((about, key, begins))
        }
    }
}
