//! How a record is laid out in the journal, with its place for sealing.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | layout version, 1 |
//! | 1 | 1 | sealing scheme: 0 is `none`; others come with the key store |
//! | 2 | 16 | id of the key in the key store; zeroes for `none` |
//! | 18 | 32 | digest of the record before it of the same dossier, zeroes where there is none |
//! | 50 | rest | the record in JSON, sealed |
//!
//! The chain runs over these bytes as they stand, so it can be checked without opening a seal.

use super::record::Record;
use crate::digest::Digest;

const VERSION: u8 = 1;
const NONE: u8 = 0;
/// Bytes before the record itself.
pub(super) const HEADER: usize = 50;

/// A record read back.
pub(super) struct Opened {
    pub(super) record: Record,
    pub(super) previous: Digest,
    pub(super) digest: Digest,
}

/// What is wrong with stored bytes.
#[derive(Debug, thiserror::Error)]
pub(super) enum EnvelopeError {
    #[error("the stored record is cut short")]
    Short,
    #[error("the stored record has layout {0}; this version of guichet reads {VERSION}")]
    Version(u8),
    #[error("the stored record is sealed by scheme {0}, which this version of guichet cannot open")]
    Sealing(u8),
    #[error("the stored record does not read back: {0}")]
    Payload(serde_json::Error),
}

pub(super) fn close(record: &Record, previous: Digest) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(4 << 10);
    bytes.extend_from_slice(&[VERSION, NONE]);
    bytes.extend_from_slice(&[0; 16]);
    bytes.extend_from_slice(previous.bytes());
    serde_json::to_writer(&mut bytes, record)?;
    Ok(bytes)
}

pub(super) fn open(bytes: &[u8]) -> Result<Opened, EnvelopeError> {
    let (header, payload) = bytes.split_at_checked(HEADER).ok_or(EnvelopeError::Short)?;
    if header[0] != VERSION {
        return Err(EnvelopeError::Version(header[0]));
    }
    if header[1] != NONE {
        return Err(EnvelopeError::Sealing(header[1]));
    }
    let previous: [u8; 32] = header[18..].try_into().map_err(|_| EnvelopeError::Short)?;
    let record = serde_json::from_slice(payload).map_err(EnvelopeError::Payload)?;
    Ok(Opened { record, previous: previous.into(), digest: Digest::of(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_strange_layouts_are_named() {
        let record = Record::Filed(super::super::Filed {
            attachment: crate::contract::Attachment {
                id: "a".into(),
                name: "plan.pdf".into(),
                media_type: "application/pdf".into(),
                size: 3,
                sha256: "00".into(),
            },
            owner: super::super::Owner::Client,
            at: 1,
        });
        let bytes = close(&record, Digest::of(b"before")).unwrap();
        let opened = open(&bytes).unwrap();
        assert_eq!((opened.record, opened.previous), (record, Digest::of(b"before")));
        let error = |at: usize, byte: u8| {
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            open(&bytes).err().map(|e| e.to_string()).unwrap_or_default()
        };
        assert!(error(0, 9).contains("layout 9"));
        assert!(error(1, 7).contains("scheme 7"));
        assert!(error(HEADER, b'x').contains("does not read back"));
        assert!(open(&bytes[..20]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = open(&bytes);
            let _ = open(&[&[1, 0], bytes.as_slice()].concat());
        }
    }
}
