//! How a record is laid out in the journal, and sealed.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | layout version, 2 |
//! | 1 | 1 | sealing scheme: 0 none, 1 XChaCha20-Poly1305 |
//! | 2 | 16 | id of the key in the key store; zeroes for none |
//! | 18 | 32 | digest of the record before it of the same dossier, zeroes where there is none |
//! | 50 | 1 | what it is about: 0 the town, 1 a dossier, 2 a draft, 3 a file, 4 a letter, 5 an agent, 6 a disposal list |
//! | 51 | 16 | which one: number or id, as far as it is no name |
//! | 67 | 4 | which of the dossier's entries; 0 for everything else |
//! | 71 | 2 | how many keys it destroys |
//! | 73 | 16 each | their ids |
//! | then | rest | the record in JSON; sealed: 24 bytes of nonce, the sealed JSON, 16 bytes of tag |
//!
//! Everything before the JSON is bound to it by the seal. The chain runs over these bytes as they
//! stand, so it can be checked without a key, and so can what a record is about and which keys
//! are gone for good.
//!
//! Version 1, from before records were sealed, is read: 50 bytes as above with scheme 0, then the
//! JSON.

use super::record::Record;
use super::subject::Subject;
use crate::digest::Digest;
use crate::dossier::DossierNumber;
use crate::vault::{KeyId, Vault, VaultError};

const VERSION: u8 = 2;
const UNSEALED: u8 = 1;
const NONE: u8 = 0;
const SEALED: u8 = 1;
/// Bytes before the JSON in version 1.
pub(super) const OLD_HEADER: usize = 50;
/// Bytes before the ids of destroyed keys.
const HEADER: usize = 73;
const ID: usize = 16;

/// What stands before a record, for everybody to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Under which key the record is sealed.
    pub(super) key: Option<KeyId>,
    pub(super) previous: Digest,
    pub(super) about: Subject,
    /// Which of the dossier's entries, or 0.
    pub(super) entry: u32,
    /// Keys that are destroyed once this record is durable.
    pub(super) destroys: Vec<KeyId>,
}

/// A record read back.
pub(super) struct Opened {
    pub(super) record: Record,
    pub(super) header: Header,
    pub(super) digest: Digest,
}

/// What is wrong with stored bytes.
#[derive(Debug, thiserror::Error)]
pub(super) enum EnvelopeError {
    #[error("the stored record is cut short")]
    Short,
    #[error(
        "the stored record has layout {0}; this version of guichet reads {UNSEALED} and {VERSION}"
    )]
    Version(u8),
    #[error("the stored record is sealed by scheme {0}, which this version of guichet cannot open")]
    Sealing(u8),
    #[error("the stored record says nothing that is known of whom it is about: {0}")]
    About(u8),
    #[error("the stored record does not open: {0}")]
    Seal(#[from] VaultError),
    #[error("the stored record does not read back: {0}")]
    Payload(serde_json::Error),
}

/// Lays a record out, sealed where its header names a key.
pub(super) fn close(
    vault: &Vault,
    header: &Header,
    record: &Record,
) -> Result<Vec<u8>, EnvelopeError> {
    let mut bytes = Vec::with_capacity(4 << 10);
    let scheme = if header.key.is_some() { SEALED } else { NONE };
    bytes.extend_from_slice(&[VERSION, scheme]);
    bytes.extend_from_slice(header.key.map_or([0; ID], |key| *key.bytes()).as_slice());
    bytes.extend_from_slice(header.previous.bytes());
    let (kind, id) = header.about.written();
    bytes.push(kind);
    bytes.extend_from_slice(&id);
    bytes.extend_from_slice(&header.entry.to_be_bytes());
    let count = u16::try_from(header.destroys.len()).map_err(|_| EnvelopeError::Short)?;
    bytes.extend_from_slice(&count.to_be_bytes());
    header.destroys.iter().for_each(|key| bytes.extend_from_slice(key.bytes()));
    match header.key {
        Some(key) => {
            let json = serde_json::to_vec(record).map_err(EnvelopeError::Payload)?;
            let sealed = vault.seal(key, &bytes, &json)?;
            bytes.extend_from_slice(&sealed);
        }
        None => serde_json::to_writer(&mut bytes, record).map_err(EnvelopeError::Payload)?,
    }
    Ok(bytes)
}

/// The header, and where it ends.
pub(super) fn header(bytes: &[u8]) -> Result<(Header, usize), EnvelopeError> {
    let part = |from: usize, length: usize| {
        bytes.get(from..).and_then(|rest| rest.get(..length)).ok_or(EnvelopeError::Short)
    };
    let id = |at: usize| -> Result<[u8; ID], EnvelopeError> {
        part(at, ID)?.try_into().map_err(|_| EnvelopeError::Short)
    };
    let [version, scheme]: [u8; 2] = part(0, 2)?.try_into().map_err(|_| EnvelopeError::Short)?;
    let previous: [u8; 32] = part(18, 32)?.try_into().map_err(|_| EnvelopeError::Short)?;
    let previous = previous.into();
    match (version, scheme) {
        (UNSEALED, NONE) => {
            let header =
                Header { key: None, previous, about: Subject::Town, entry: 0, destroys: vec![] };
            return Ok((header, OLD_HEADER));
        }
        (VERSION, NONE | SEALED) => {}
        (UNSEALED | VERSION, other) => return Err(EnvelopeError::Sealing(other)),
        (other, _) => return Err(EnvelopeError::Version(other)),
    }
    let key = if scheme == SEALED { Some(KeyId::from(id(2)?)) } else { None };
    let kind = part(50, 1)?[0];
    let about = Subject::read(kind, id(51)?).ok_or(EnvelopeError::About(kind))?;
    let entry = u32::from_be_bytes(part(67, 4)?.try_into().map_err(|_| EnvelopeError::Short)?);
    let count = u16::from_be_bytes(part(71, 2)?.try_into().map_err(|_| EnvelopeError::Short)?);
    let end = HEADER + usize::from(count) * ID;
    let destroys = part(HEADER, end - HEADER)?.chunks_exact(ID);
    let destroys = destroys.filter_map(|id| <[u8; ID]>::try_from(id).ok()).map(KeyId::from);
    let destroys = destroys.collect();
    Ok((Header { key, previous, about, entry, destroys }, end))
}

/// The entry that these bytes say they are, whole or not.
pub(super) fn entry(bytes: &[u8]) -> Option<(DossierNumber, u32)> {
    let id = bytes.get(51..67)?.try_into().ok()?;
    let entry = u32::from_be_bytes(bytes.get(67..71)?.try_into().ok()?);
    match Subject::read(bytes[50], id)? {
        Subject::Dossier(number) if bytes[0] == VERSION && entry > 0 => Some((number, entry)),
        _ => None,
    }
}

/// Opens a record.
pub(super) fn open(vault: &Vault, bytes: &[u8]) -> Result<Opened, EnvelopeError> {
    let (header, end) = header(bytes)?;
    let (bound, payload) = bytes.split_at_checked(end).ok_or(EnvelopeError::Short)?;
    let record = match header.key {
        Some(key) => serde_json::from_slice(&vault.open_sealed(key, bound, payload)?),
        None => serde_json::from_slice(payload),
    };
    let record = record.map_err(EnvelopeError::Payload)?;
    Ok(Opened { record, header, digest: Digest::of(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let (vault, _) = Vault::open(folder.path(), &[1; 32]).unwrap();
        (folder, vault)
    }

    fn record() -> Record {
        Record::Filed(super::super::Filed {
            attachment: crate::contract::Attachment {
                id: "a".into(),
                name: "plan.pdf".into(),
                media_type: "application/pdf".into(),
                size: 3,
                sha256: "00".into(),
            },
            owner: super::super::Owner::Client,
            at: 1,
            key: None,
        })
    }

    fn about(key: Option<KeyId>, destroys: Vec<KeyId>) -> Header {
        let previous = Digest::of(b"before");
        let about = Subject::Dossier(crate::dossier::DossierNumber::from_random(5));
        Header { key, previous, about, entry: 7, destroys }
    }

    #[test]
    fn a_record_reads_back_sealed_or_not_and_strange_layouts_are_named() {
        let (_folder, vault) = vault();
        let key = vault.take().unwrap();
        for header in [
            about(None, vec![]),
            about(Some(key), vec![]),
            about(Some(key), vec![KeyId::from([3; 16]), KeyId::from([4; 16])]),
        ] {
            let bytes = close(&vault, &header, &record()).unwrap();
            let opened = open(&vault, &bytes).unwrap();
            assert_eq!((opened.record, opened.header), (record(), header.clone()));
            let clear = bytes.windows(8).any(|window| window == b"plan.pdf");
            assert_eq!(clear, header.key.is_none());
            let error = |at: usize, byte: u8| {
                let mut bytes = bytes.clone();
                bytes[at] = byte;
                open(&vault, &bytes).err().map(|e| e.to_string()).unwrap_or_default()
            };
            assert!(error(0, 9).contains("layout 9"));
            assert!(error(1, 7).contains("scheme 7"));
            assert!(error(50, 99).contains("99"));
            assert!(!error(bytes.len() - 1, b'x').is_empty());
            for cut in [0, 1, 20, 60, HEADER, bytes.len() - 1] {
                assert!(open(&vault, &bytes[..cut]).is_err(), "{cut}");
            }
        }
    }

    #[test]
    fn the_header_is_bound_to_what_is_sealed() {
        let (_folder, vault) = vault();
        let key = vault.take().unwrap();
        let bytes = close(&vault, &about(Some(key), vec![key]), &record()).unwrap();
        for at in [20, 52, 68, 71, 80] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(open(&vault, &altered).is_err(), "{at}");
        }
    }

    #[test]
    fn records_from_before_the_seals_are_read() {
        let (_folder, vault) = vault();
        let json = serde_json::to_string(&record()).unwrap();
        let bytes = [&[1, 0], [0; 16].as_slice(), &[5; 32], json.as_bytes()].concat();
        let opened = open(&vault, &bytes).unwrap();
        assert_eq!(opened.record, record());
        assert_eq!(opened.header.previous, Digest::from([5; 32]));
        assert_eq!(opened.header.key, None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let (_folder, vault) = vault();
            let _ = open(&vault, &bytes);
            for version in [1, 2] {
                for scheme in [0, 1] {
                    let _ = open(&vault, &[&[version, scheme], bytes.as_slice()].concat());
                }
            }
        }
    }
}
