//! How a slot lies in a file.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | layout, 1 |
//! | 1 | 1 | 1 with a key, 0 without |
//! | 2 | 6 | zeroes |
//! | 8 | 8 | generation: of two copies, the one with the higher was written last |
//! | 16 | 16 | the key's id |
//! | 32 | 24 | nonce of the wrapping |
//! | 56 | 48 | the key, wrapped, bound to its id |
//! | 104 | 20 | zeroes |
//! | 124 | 4 | CRC32C of all before |
//!
//! 128 bytes, so that a slot never lies across two sectors of a disk. A slot of zeroes was never
//! written, and has no key.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Bytes of a slot.
pub(super) const SIZE: usize = 128;

/// 128 random bits that name a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyId([u8; 16]);

impl KeyId {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for KeyId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for KeyId {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// What a slot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) generation: u64,
    pub(super) held: Option<Held>,
}

/// A key in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) id: KeyId,
    pub(super) nonce: [u8; 24],
    pub(super) wrapped: [u8; 48],
}

impl Slot {
    pub(super) fn encode(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        if self.generation == 0 {
            return bytes;
        }
        bytes[0] = 1;
        bytes[8..16].copy_from_slice(&self.generation.to_be_bytes());
        if let Some(held) = &self.held {
            bytes[1] = 1;
            bytes[16..32].copy_from_slice(&held.id.0);
            bytes[32..56].copy_from_slice(&held.nonce);
            bytes[56..104].copy_from_slice(&held.wrapped);
        }
        let checksum = crc32c::crc32c(&bytes[..124]);
        bytes[124..].copy_from_slice(&checksum.to_be_bytes());
        bytes
    }

    /// Nothing where it is damaged.
    pub(super) fn decode(bytes: &[u8; SIZE]) -> Option<Self> {
        if bytes.iter().all(|byte| *byte == 0) {
            return Some(Self { generation: 0, held: None });
        }
        let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
        let checksum = u32::from_be_bytes(part(124, 128).try_into().ok()?);
        if bytes[0] != 1 || bytes[1] > 1 || crc32c::crc32c(part(0, 124)) != checksum {
            return None;
        }
        let generation = u64::from_be_bytes(part(8, 16).try_into().ok()?);
        let held = Held {
            id: KeyId(part(16, 32).try_into().ok()?),
            nonce: part(32, 56).try_into().ok()?,
            wrapped: part(56, 104).try_into().ok()?,
        };
        Some(Self { generation, held: (bytes[1] == 1).then_some(held) })
    }
}
