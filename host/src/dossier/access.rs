//! Keys that open a draft or a dossier. Neither is stored: both are derived from the town's
//! secret, a dossier's from a random salt of its first entry, a draft's from its random id.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::draft::DraftId;
use super::letter::LetterId;
use super::number::DossierNumber;
use crate::contract::Malformed;
use crate::digest::Digest;

/// A secret of the data folder. Its contents are never shown.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// From 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Another secret for one purpose; nobody can go back from it to this one.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.mac(&[purpose.as_bytes()])
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length is taken");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The key that opens a dossier: 128 bits that cannot be told from random ones without
    /// this secret.
    pub fn access_key(&self, number: DossierNumber, salt: &Salt) -> AccessKey {
        let mac = self.mac(&[b"access key", &number.key(), &salt.0]);
        AccessKey(std::array::from_fn(|i| mac[i]))
    }

    /// The key by which an adviser gives the opinion that an exchange of a dossier asks for.
    pub fn opinion_key(&self, number: DossierNumber, salt: &Salt, exchange: u32) -> AccessKey {
        let mac = self.mac(&[b"opinion key", &number.key(), &salt.0, &exchange.to_be_bytes()]);
        AccessKey(std::array::from_fn(|i| mac[i]))
    }

    /// What the mailbox of an address is indexed under. Without this secret nobody can tell
    /// whose it is.
    pub fn mailbox(&self, address: &str) -> Digest {
        self.mac(&[b"mailbox", address.trim().to_lowercase().as_bytes()]).into()
    }

    /// By which somebody is known again whom an identity provider vouched for.
    pub fn person(&self, issuer: &str, subject: &str) -> Digest {
        self.mac(&[b"person", issuer.as_bytes(), subject.as_bytes()]).into()
    }

    /// By which a question to a source is known again: nobody without this secret can tell who
    /// asked what.
    pub fn question(&self, who: &[u8], source: &str, asked: &[u8]) -> Digest {
        self.mac(&[b"question", who, source.as_bytes(), asked]).into()
    }

    /// Proves that an answer of a source is one that this town gave out.
    pub fn ticket(&self, answer: &[u8]) -> Digest {
        self.mac(&[b"ticket", answer]).into()
    }

    /// What a word is looked for by. Without this secret nobody can tell which one it is.
    pub fn word(&self, word: &str) -> u64 {
        let mac = self.mac(&[b"word", word.as_bytes()]);
        u64::from_be_bytes(std::array::from_fn(|i| mac[i]))
    }

    /// What dossiers of people with the same names and birth date have in common.
    pub fn alike(&self, names: &str, born: &str) -> Digest {
        self.mac(&[b"alike", names.as_bytes(), born.as_bytes()]).into()
    }

    /// The key for an id. It names it, and nobody without this secret can make the other half.
    pub fn key<Id: Keyed>(&self, id: Id) -> Proven<Id> {
        let mac = self.mac(&[Id::PURPOSE, id.bits()]);
        Proven { id, proof: std::array::from_fn(|i| mac[i]) }
    }

    /// Whether a key was made for what it names.
    pub fn opens<Id: Keyed>(&self, key: &Proven<Id>) -> bool {
        self.key(key.id).matches(key)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// 128 random bits that an entry keeps, so that access keys have nothing in common.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; 16]);

/// What a resident needs beside the number to see a dossier.
#[derive(Clone, Copy)]
pub struct AccessKey([u8; 16]);

/// What opens something that has an id of 128 random bits: the id, and 128 bits that prove it.
#[derive(Clone, Copy)]
pub struct Proven<Id> {
    id: Id,
    proof: [u8; 16],
}

/// What a resident needs to go on with a draft.
pub type DraftKey = Proven<DraftId>;

/// What confirms that a letter came to who holds it.
pub type LetterKey = Proven<LetterId>;

/// An id that keys are made for.
pub trait Keyed: Copy + PartialEq + fmt::Display + From<[u8; 16]> {
    /// What such keys are for.
    const PURPOSE: &'static [u8];
    /// Its bits.
    fn bits(&self) -> &[u8; 16];
}

impl Keyed for DraftId {
    const PURPOSE: &'static [u8] = b"draft key";
    fn bits(&self) -> &[u8; 16] {
        self.bytes()
    }
}

impl Keyed for LetterId {
    const PURPOSE: &'static [u8] = b"letter key";
    fn bits(&self) -> &[u8; 16] {
        self.bytes()
    }
}

impl AccessKey {
    /// Whether it is the same key. Takes the same time for every wrong one.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<Id: Keyed> Proven<Id> {
    /// What it names. Only [`Secret::key`] tells whether it opens it.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Whether it is the same key. Takes the same time for every wrong one.
    pub fn matches(&self, other: &Self) -> bool {
        self.id == other.id && bool::from(self.proof.ct_eq(&other.proof))
    }
}

impl<Id: Keyed> fmt::Display for Proven<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.id, hex::encode(self.proof))
    }
}

impl<Id> fmt::Debug for Proven<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proven(…)")
    }
}

impl<Id: Keyed> FromStr for Proven<Id> {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut bytes = [[0; 16]; 2];
        hex::decode_to_slice(text, bytes.as_flattened_mut())
            .map_err(|_| Malformed("a key of 64 hexadecimal digits"))?;
        Ok(Self { id: Id::from(bytes[0]), proof: bytes[1] })
    }
}

macro_rules! hex_128 {
    ($($name:ident),*) => {$(
        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| Malformed("a key of 32 hexadecimal digits"))?;
                Ok(Self(bytes))
            }
        }
        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.to_string()
            }
        }
    )*};
}
hex_128!(Salt, AccessKey);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_depends_on_secret_number_and_salt() {
        let key = |secret: u8, number: u64, salt: u8| {
            Secret::new([secret; 32])
                .access_key(DossierNumber::from_random(number), &Salt([salt; 16]))
        };
        assert!(key(1, 1, 1).matches(&key(1, 1, 1)));
        for other in [key(2, 1, 1), key(1, 2, 1), key(1, 1, 2)] {
            assert!(!key(1, 1, 1).matches(&other));
        }
        let shown = key(1, 1, 1);
        assert!(shown.to_string().parse::<AccessKey>().unwrap().matches(&shown));
        assert_eq!(format!("{shown:?} {:?}", Secret::new([1; 32])), "AccessKey(…) Secret(…)");
    }

    #[test]
    fn a_draft_key_names_its_draft_and_proves_it() {
        let (secret, id) = (Secret::new([1; 32]), DraftId::from([7; 16]));
        let key = secret.key(id);
        let read: DraftKey = key.to_string().parse().unwrap();
        assert!(read.matches(&key) && read.id() == id);
        assert!(!Secret::new([2; 32]).key(id).matches(&key));
        assert!(!secret.key(DraftId::from([8; 16])).matches(&key));
        assert!("07".repeat(16).parse::<DraftKey>().is_err());
        assert_eq!(format!("{key:?}"), "Proven(…)");
    }
}
