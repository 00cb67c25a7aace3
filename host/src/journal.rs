//! The journal: an append-only log of opaque payloads, made durable before it answers.
//!
//! It is the evidence of what happened. Everything else that the host stores is built from it
//! and can be built from it again, so this module has two duties: never to acknowledge what is
//! not on the disk, and never to hand out bytes that are not the ones that were written.
//!
//! It knows nothing of dossiers, towns, keys or sled. A payload is bytes; what they mean, and
//! that they are sealed, is the caller's business. It copies nothing to a mirror and repairs
//! nothing: it says which segment is damaged, and whoever holds a copy puts it back.
//!
//! Start reading with [`Journal::open`] and [`Journal::append`] (`journal/writer.rs`), then
//! `journal/recovery.rs` for what happens after a crash.
//!
//! # Files
//!
//! A folder holds `LOCK` and the segments `00000001.seg`, `00000002.seg`, … without gaps. A
//! segment is written under the name `00000002.seg.tmp`, synced, and only then renamed, so a
//! `.seg` file always begins with a whole header. It is allocated to its full size up front;
//! the zeroes after its last record are its normal end. All integers are little-endian.
//!
//! Segment header, 64 bytes:
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 8 | magic `GUICHETJ` |
//! | 8 | 4 | format version, 1 |
//! | 12 | 4 | segment id |
//! | 16 | 8 | sequence number of the first record of this segment |
//! | 24 | 32 | chain value of the record before that one, zeroes before record 1 |
//! | 56 | 4 | zeroes |
//! | 60 | 4 | CRC32C of bytes 0 to 59 |
//!
//! Record, 64 bytes and the payload, records following each other without padding:
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | magic `GJR` and the byte 1 |
//! | 4 | 4 | segment id, so that bytes of another segment are never taken for this one's |
//! | 8 | 8 | sequence number: 1, 2, 3, … across segments |
//! | 16 | 4 | length of the payload in bytes |
//! | 20 | 4 | header CRC32C, of bytes 0 to 19 and 24 to 63 |
//! | 24 | 4 | payload CRC32C |
//! | 28 | 4 | index of the record in its batch, from 0 |
//! | 32 | 32 | chain value: SHA-256 of the previous record's chain value and this payload |
//! | 64 | length | payload |
//!
//! # What ends a segment
//!
//! The first sequence number of the next segment does. Records of the older segment that have
//! that number or a later one belong to a batch whose sync failed: they were never acknowledged
//! and the next segment took their numbers. Without a next segment the journal ends at the last
//! whole record.
//!
//! # Torn tail or damage
//!
//! A batch is written only after the sync of the one before it, so a crash can spoil the records
//! of the last batch and no others, though among those it may spoil any: a disk writes the pages
//! of one batch in the order it likes. A bad record is therefore a *torn tail*, which is cut,
//! unless something shows that it had been acknowledged, in which case it is *damage*, an error:
//!
//! - the state built from the journal reflects it or a later record (`applied`);
//! - a whole record lies behind it that belongs to a later batch, or a later segment exists;
//! - its own checksums hold, and only its place in the chain is wrong: a crash cannot do that.

mod cursor;
mod disk;
mod error;
mod limits;
mod reader;
mod record;
mod recovery;
mod segment;
mod writer;

#[cfg(test)]
mod tests;

use std::fmt;

use sha2::{Digest, Sha256};

pub use disk::{Disk, SystemDisk};
pub use error::{Damage, Error, Fault, Proof, Result};
pub use limits::Limits;
pub use reader::{Durable, Reader, Records, SegmentInfo};
pub use record::Record;
pub use recovery::TornTail;
pub use writer::{Journal, Opened, Options};

/// The number of a record: 1 for the first of the journal, then without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(u64);

impl Sequence {
    /// The number of the journal's first record.
    pub const FIRST: Sequence = Sequence(1);

    /// The sequence number `number`, or nothing for 0, which no record has.
    pub fn new(number: u64) -> Option<Sequence> {
        (number > 0).then_some(Sequence(number))
    }

    /// The plain number, at least 1.
    pub fn get(self) -> u64 {
        self.0
    }

    /// The number of the record after this one.
    pub fn next(self) -> Sequence {
        // Saturating, since a forged header may name the largest number there is.
        Sequence(self.0.saturating_add(1))
    }

    /// The number of the record before this one; nothing before the first.
    pub fn previous(self) -> Option<Sequence> {
        Sequence::new(self.0 - 1)
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a segment file: 1 for the first, then without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(u32);

impl SegmentId {
    /// The journal's first segment.
    pub const FIRST: SegmentId = SegmentId(1);

    /// The segment number `number`, or nothing for 0, which no segment has.
    pub fn new(number: u32) -> Option<SegmentId> {
        (number > 0).then_some(SegmentId(number))
    }

    /// The plain number, at least 1.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The segment after this one. 2^32 segments of 64 MiB are 256 PiB, so the end is not near.
    pub fn next(self) -> SegmentId {
        SegmentId(self.0.saturating_add(1))
    }

    /// The name of its file, such as `00000001.seg`.
    pub fn file_name(self) -> String {
        format!("{:08}.seg", self.0)
    }
}

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a record begins: its segment and the byte offset in that file.
///
/// Positions compare in the order in which the records were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The segment that holds the record.
    pub segment: SegmentId,
    /// The offset of the record's first byte in the segment's file, in bytes.
    pub offset: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "segment {}, offset {}", self.segment, self.offset)
    }
}

/// A value of the chain: it depends on every payload up to its record, and on their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// The value before the first record.
    pub const START: ChainHash = ChainHash([0; 32]);

    /// The value with these 32 bytes, as [`ChainHash::as_bytes`] gave them.
    pub fn from_bytes(bytes: [u8; 32]) -> ChainHash {
        ChainHash(bytes)
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value after one more record: SHA-256 of this value and the payload.
    pub fn then(&self, payload: &[u8]) -> ChainHash {
        ChainHash(Sha256::new().chain_update(self.0).chain_update(payload).finalize().into())
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({self})")
    }
}

/// How far the journal goes: enough to notice, from outside, that a tail was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last record, or nothing in an empty journal.
    pub last: Option<Sequence>,
    /// The chain value of that record.
    pub hash: ChainHash,
}

impl Head {
    /// How many records there are.
    pub fn records(&self) -> u64 {
        self.last.map_or(0, Sequence::get)
    }
}
