//! What can go wrong, each with the file, the place and what to do. Logs nothing: an error is
//! logged by whoever handles it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::{Position, SegmentId, Sequence};

/// A result of the journal.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the journal could not do what was asked. The cause, where the system gave one, is the
/// error's source.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bytes that had been acknowledged are not what was written.
    #[error(transparent)]
    Damage(Box<Damage>),

    /// A segment file is absent though the journal needs it.
    #[error(
        "{path}: segment {segment} of the journal is missing; copy it back from the mirror or a \
         backup, then open the journal again"
    )]
    MissingSegment {
        /// Where the file should be.
        path: PathBuf,
        /// Its number.
        segment: SegmentId,
    },

    /// The segment was written by a program with another format.
    #[error(
        "{path}: format {found} of the journal is not known to this version, which reads format \
         {known}; use the version of guichet that wrote it"
    )]
    Version {
        /// The segment.
        path: PathBuf,
        /// The format version that its header names.
        found: u32,
        /// The version that this program reads and writes.
        known: u32,
    },

    /// Another process has the journal open.
    #[error("{path}: another process has this journal open; stop it, or ask it instead")]
    Locked {
        /// The lock file.
        path: PathBuf,
    },

    /// There is no room on the disk. Nothing of the batch was kept; appending works again once
    /// there is room.
    #[error(
        "{path}: no room on the disk for {needed} bytes at offset {offset}; nothing was \
         acknowledged, free some space and send it again"
    )]
    Full {
        /// The segment that could not grow.
        path: PathBuf,
        /// Where the bytes would have gone.
        offset: u64,
        /// How many there were.
        needed: u64,
        /// What the system said.
        source: io::Error,
    },

    /// A batch could not be made durable. Nothing of it was acknowledged; the segment is not
    /// written again, and the next append opens a new one.
    #[error(
        "{path}: the bytes from offset {offset} on could not be made durable; nothing was \
         acknowledged and the next append opens a new segment, but check this disk"
    )]
    NotDurable {
        /// The segment that is given up.
        path: PathBuf,
        /// Where the batch began.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },

    /// A payload exceeds [`Limits::max_payload_bytes`](super::Limits::max_payload_bytes).
    /// Nothing of its batch was written.
    #[error("payload {index} of the batch has {bytes} bytes, and at most {limit} are allowed")]
    PayloadTooLarge {
        /// Its index in the batch, from 0.
        index: usize,
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: u32,
    },

    /// A batch exceeds [`Limits::max_batch_bytes`](super::Limits::max_batch_bytes). Nothing of
    /// it was written.
    #[error("the batch takes {bytes} bytes on disk, and at most {limit} are allowed; split it")]
    BatchTooLarge {
        /// Its size on disk in bytes, headers included.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },

    /// The limits contradict each other.
    #[error(
        "segments of {segment_bytes} bytes have no room for a payload of {max_payload_bytes} \
         bytes; raise the one or lower the other"
    )]
    Limits {
        /// The size of a segment that was asked for.
        segment_bytes: u64,
        /// The largest payload that was asked for.
        max_payload_bytes: u32,
    },

    /// No acknowledged record lies at this position.
    #[error("{position} lies outside the journal, which ends at {end}; use positions it gave you")]
    NoSuchRecord {
        /// What was asked for.
        position: Position,
        /// Where the acknowledged records end.
        end: Position,
    },

    /// A call to the system failed.
    #[error("{path}: could not {action}; check the disk and the rights on this path")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was attempted, as in "could not …".
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// An I/O error that names the file and what was attempted; for use with `map_err`.
    pub(super) fn io(
        path: impl Into<PathBuf>,
        action: &'static str,
    ) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { path, action, source }
    }
}

impl From<Damage> for Error {
    fn from(damage: Damage) -> Error {
        Error::Damage(Box::new(damage))
    }
}

/// Bytes that had been acknowledged are not what was written: where, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// The segment.
    pub segment: SegmentId,
    /// Where the bad record begins, in bytes; 0 for the segment's own header.
    pub offset: u64,
    /// The record that should be there, where that is known.
    pub sequence: Option<Sequence>,
    /// What is wrong.
    pub fault: Fault,
    /// What shows that it had been acknowledged, where opening had to decide that.
    pub proof: Option<Proof>,
}

impl std::error::Error for Damage {}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: damage at offset {}", self.path.display(), self.offset)?;
        if let Some(sequence) = self.sequence {
            write!(f, ", record {sequence}")?;
        }
        write!(f, ": {}", self.fault)?;
        if let Some(proof) = self.proof {
            write!(f, " ({proof})")?;
        }
        write!(
            f,
            "; copy segment {} and any missing one after it back from the mirror or a backup",
            self.segment
        )
    }
}

/// What is wrong with the bytes at some place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Zeroes, or the end of the file, where a record should begin.
    #[error("there is no record")]
    Absent,
    /// The file ends within the record.
    #[error("the file ends within the record")]
    Truncated,
    /// The bytes do not begin with the magic of a record.
    #[error("these bytes do not begin a record")]
    Magic,
    /// The header's checksum does not match.
    #[error("the checksum of its header is {stored:08x}, and should be {computed:08x}")]
    HeaderChecksum {
        /// What the header says.
        stored: u32,
        /// What its bytes give.
        computed: u32,
    },
    /// The payload's checksum does not match.
    #[error("the checksum of its payload is {stored:08x}, and should be {computed:08x}")]
    PayloadChecksum {
        /// What the header says.
        stored: u32,
        /// What the payload's bytes give.
        computed: u32,
    },
    /// A whole record of another segment.
    #[error("this is a record of segment {found}")]
    OtherSegment {
        /// The segment that the record names; may be 0.
        found: u32,
    },
    /// A whole record with another number.
    #[error("this is record {found}")]
    OtherSequence {
        /// The number that the record names; may be 0.
        found: u64,
    },
    /// The chain value does not follow from the record before and the payload.
    #[error("its chain value does not follow from the record before it")]
    Chain,
    /// The segment's header is not one that the journal wrote.
    #[error("the segment's header is wrong: {0}")]
    SegmentHeader(&'static str),
}

impl Fault {
    /// Whether the record's checksums hold, so that no interrupted write can explain it.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Fault::OtherSegment { .. } | Fault::OtherSequence { .. } | Fault::Chain)
    }
}

/// What shows that a bad record had been acknowledged and is not a torn tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The state built from the journal reflects the journal up to this record.
    Applied(Sequence),
    /// A whole record of a later batch lies behind it, at this offset of the same segment.
    LaterRecord {
        /// The later record.
        sequence: Sequence,
        /// Where it begins, in bytes.
        offset: u64,
    },
    /// A later segment exists, and that is created only after all before it is durable.
    LaterSegment(SegmentId),
    /// The record's own checksums hold.
    Whole,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proof::Applied(sequence) => {
                write!(f, "not a torn tail, since the state reflects record {sequence}")
            }
            Proof::LaterRecord { sequence, offset } => write!(
                f,
                "not a torn tail, since record {sequence} at offset {offset} is whole and later"
            ),
            Proof::LaterSegment(segment) => {
                write!(f, "not a torn tail, since segment {segment} follows")
            }
            Proof::Whole => write!(f, "not a torn tail, since its checksums hold"),
        }
    }
}
