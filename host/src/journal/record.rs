//! One record as bytes: see the layout in [the module above](super). Pure; knows no files.

use std::fmt;

use super::error::Fault;
use super::{ChainHash, Position, SegmentId, Sequence};

/// Size of a record's header on disk.
pub(super) const HEADER_BYTES: u64 = HEADER as u64;
const HEADER: usize = 64;

/// What every record begins with.
pub(super) const MAGIC: [u8; 4] = *b"GJR\x01";

/// One record, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub sequence: Sequence,
    /// Where it lies.
    pub position: Position,
    /// The value of the chain after it.
    pub chain: ChainHash,
    /// What was appended.
    pub payload: Vec<u8>,
}

impl fmt::Debug for Record {
    /// Gives the payload's size only, so that no log ever shows what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("sequence", &self.sequence)
            .field("position", &self.position)
            .field("chain", &self.chain)
            .field("payload_bytes", &self.payload.len())
            .finish()
    }
}

/// A record's header, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) segment: SegmentId,
    pub(super) sequence: Sequence,
    pub(super) length: u32,
    pub(super) payload_checksum: u32,
    pub(super) batch_index: u32,
    pub(super) chain: ChainHash,
}

impl Header {
    /// The record's size on disk, header included.
    pub(super) fn record_bytes(&self) -> u64 {
        HEADER_BYTES + u64::from(self.length)
    }

    /// The number of the first record of the same batch; 0 if the header is forged.
    pub(super) fn batch_start(&self) -> u64 {
        self.sequence.get().saturating_sub(u64::from(self.batch_index))
    }

    fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4..8].copy_from_slice(&self.segment.get().to_le_bytes());
        bytes[8..16].copy_from_slice(&self.sequence.get().to_le_bytes());
        bytes[16..20].copy_from_slice(&self.length.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.payload_checksum.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.batch_index.to_le_bytes());
        bytes[32..64].copy_from_slice(self.chain.as_bytes());
        let checksum = header_checksum(&bytes);
        bytes[20..24].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads a header and checks its checksum; the payload is [`Header::check`]'s.
    pub(super) fn decode(bytes: &[u8; HEADER]) -> Result<Header, Fault> {
        if bytes[0..4] != MAGIC {
            return Err(Fault::Magic);
        }
        let stored = u32::from_le_bytes(field(bytes, 20));
        let computed = header_checksum(bytes);
        if stored != computed {
            return Err(Fault::HeaderChecksum { stored, computed });
        }
        let segment = u32::from_le_bytes(field(bytes, 4));
        let sequence = u64::from_le_bytes(field(bytes, 8));
        Ok(Header {
            segment: SegmentId::new(segment).ok_or(Fault::OtherSegment { found: segment })?,
            sequence: Sequence::new(sequence).ok_or(Fault::OtherSequence { found: sequence })?,
            length: u32::from_le_bytes(field(bytes, 16)),
            payload_checksum: u32::from_le_bytes(field(bytes, 24)),
            batch_index: u32::from_le_bytes(field(bytes, 28)),
            chain: ChainHash::from_bytes(field(bytes, 32)),
        })
    }

    /// Checks a payload against the header's checksum.
    pub(super) fn check(&self, payload: &[u8]) -> Result<(), Fault> {
        let computed = crc32c::crc32c(payload);
        if self.payload_checksum != computed {
            return Err(Fault::PayloadChecksum { stored: self.payload_checksum, computed });
        }
        Ok(())
    }
}

/// Appends one record to `buffer` and returns the chain's value after it.
///
/// The payload's length must have been checked against the limits, which fit 32 bits.
pub(super) fn encode(
    buffer: &mut Vec<u8>,
    segment: SegmentId,
    sequence: Sequence,
    batch_index: u32,
    before: ChainHash,
    payload: &[u8],
) -> ChainHash {
    let chain = before.then(payload);
    let header = Header {
        segment,
        sequence,
        length: payload.len() as u32,
        payload_checksum: crc32c::crc32c(payload),
        batch_index,
        chain,
    };
    buffer.extend_from_slice(&header.encode());
    buffer.extend_from_slice(payload);
    chain
}

/// The checksum of a header: of all its bytes but those that hold it.
fn header_checksum(bytes: &[u8; HEADER]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&bytes[..20]), &bytes[24..])
}

/// The `N` bytes at `at`, which the layout keeps inside the header.
fn field<const N: usize>(bytes: &[u8; HEADER], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    /// Decodes a whole record from bytes, as the readers do from a file.
    fn decode(bytes: &[u8]) -> Result<(Header, &[u8]), Fault> {
        let (header, rest) = bytes.split_first_chunk().ok_or(Fault::Truncated)?;
        let header = Header::decode(header)?;
        let payload = rest.get(..header.length as usize).ok_or(Fault::Truncated)?;
        header.check(payload)?;
        Ok((header, payload))
    }

    fn encoded(sequence: u64, batch_index: u32, payload: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let sequence = Sequence::new(sequence).unwrap();
        let before = ChainHash::from_bytes([7; 32]);
        encode(&mut bytes, SegmentId::FIRST, sequence, batch_index, before, payload);
        bytes
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let bytes = encoded(5, 3, b"abc");
        assert_eq!(bytes.len(), 67);
        assert_eq!(bytes[..20], *b"GJR\x01\x01\0\0\0\x05\0\0\0\0\0\0\0\x03\0\0\0");
        assert_eq!(bytes[24..28], crc32c::crc32c(b"abc").to_le_bytes());
        assert_eq!(bytes[28..32], [3, 0, 0, 0]);
        assert_eq!(bytes[32..64], Sha256::digest([&[7; 32], &b"abc"[..]].concat())[..]);
        assert_eq!(&bytes[64..], b"abc");
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = encoded(9, 0, b"a payload");
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&flipped).is_err(), "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn arbitrary_bytes_behind_a_magic_are_refused(mut bytes in prop::collection::vec(any::<u8>(), 64..300)) {
            bytes[..4].copy_from_slice(&MAGIC);
            // One in 2^32 would pass by chance.
            prop_assert!(decode(&bytes).is_err());
        }

        #[test]
        fn what_is_encoded_decodes(
            sequence in 1u64..,
            batch_index: u32,
            payload in prop::collection::vec(any::<u8>(), 0..5000),
        ) {
            let bytes = encoded(sequence, batch_index, &payload);
            let (header, decoded) = decode(&bytes).unwrap();
            prop_assert_eq!(header.sequence.get(), sequence);
            prop_assert_eq!(header.batch_index, batch_index);
            prop_assert_eq!(header.record_bytes(), bytes.len() as u64);
            prop_assert_eq!(decoded, &payload[..]);
        }

        #[test]
        fn a_flipped_bit_is_refused(
            payload in prop::collection::vec(any::<u8>(), 0..5000),
            bit: prop::sample::Index,
        ) {
            let mut bytes = encoded(1, 0, &payload);
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(decode(&bytes).is_err());
        }
    }
}
