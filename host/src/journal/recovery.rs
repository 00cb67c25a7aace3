//! Where the journal ends, found after a crash, and whether a bad record there is a torn tail
//! or damage. Reads only: `writer.rs` cuts what is found to be torn.
//!
//! The rule is in [the module above](super#torn-tail-or-damage).

use std::path::Path;

use super::cursor::Cursor;
use super::error::{Damage, Fault, Proof, Result};
use super::record;
use super::segment::{Segment, Start, Stop};
use super::{ChainHash, Position, SegmentId, Sequence};

/// How much of a file is looked at together.
const CHUNK_BYTES: usize = 256 << 10;

/// The rest of a batch whose write was interrupted. None of it had been acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// The segment that ends with it.
    pub segment: SegmentId,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// How many bytes lie between there and the last byte that is not zero.
    pub bytes: u64,
    /// The number that its first record would have had; the next record to be appended gets it.
    pub sequence: Sequence,
    /// What is wrong with its first record.
    pub fault: Fault,
}

/// How the last segment ends.
#[derive(Debug)]
pub(super) enum Tail {
    /// With zeroes, or the end of the file.
    Clean,
    Torn(TornTail),
    Damaged(Damage),
}

/// Where the journal ends.
#[derive(Debug)]
pub(super) struct Recovered {
    pub(super) end: Position,
    /// The number of the next record.
    pub(super) next: Sequence,
    pub(super) chain: ChainHash,
    pub(super) tail: Tail,
}

/// Finds the end of the last segment, checking all its records.
pub(super) fn find_end(folder: &Path, last: Start, applied: Option<Sequence>) -> Result<Recovered> {
    let mut cursor = Cursor::open(folder, last)?;
    let fault = loop {
        match cursor.read() {
            Ok(_) => {}
            Err(Stop::Fault(fault)) => break fault,
            Err(Stop::Failed(error)) => return Err(error),
        }
    };
    let tail = judge(&cursor, fault, applied)?;
    Ok(Recovered { end: cursor.position(), next: cursor.expected, chain: cursor.chain, tail })
}

/// Checks that the records before the last segment reach up to it, where that segment has none
/// of its own that would show it.
pub(super) fn check_joint(folder: &Path, segments: &[Start]) -> Result<()> {
    let Some((last, before)) = segments.split_last() else { return Ok(()) };
    // Several segments in a row may be empty, after as many failed attempts to open one.
    let Some(holder) = before.iter().rfind(|start| start.first < last.first) else {
        return Ok(());
    };
    let mut cursor = Cursor::open(folder, *holder)?;
    let proven = |damage| Damage { proof: Some(Proof::LaterSegment(last.id)), ..damage };
    while cursor.expected < last.first {
        match cursor.read() {
            Ok(_) => {}
            Err(Stop::Fault(fault)) => return Err(proven(cursor.damage(fault)).into()),
            Err(Stop::Failed(error)) => return Err(error),
        }
    }
    cursor.follow(folder, *last)?;
    Ok(())
}

/// Decides what the first bad record of the last segment is.
fn judge(cursor: &Cursor, fault: Fault, applied: Option<Sequence>) -> Result<Tail> {
    let rest = survey(cursor)?;
    let reflected = applied.filter(|&applied| applied >= cursor.expected);
    let proof = match (reflected, rest.later) {
        (Some(applied), _) => Some(Proof::Applied(applied)),
        (None, Some((sequence, offset))) => Some(Proof::LaterRecord { sequence, offset }),
        (None, None) if fault.is_whole() => Some(Proof::Whole),
        (None, None) => None,
    };
    Ok(match proof {
        Some(_) => Tail::Damaged(Damage { proof, ..cursor.damage(fault) }),
        None if rest.data_end <= cursor.offset => Tail::Clean,
        None => Tail::Torn(TornTail {
            segment: cursor.segment.id,
            offset: cursor.offset,
            bytes: rest.data_end - cursor.offset,
            sequence: cursor.expected,
            fault,
        }),
    })
}

/// What lies behind the last good record.
struct Rest {
    /// The end of the last byte that is not zero.
    data_end: u64,
    /// A whole record of a batch later than the one that the expected record belongs to, and
    /// where it begins.
    later: Option<(Sequence, u64)>,
}

/// Reads the rest of the segment, in search of what shows that it was acknowledged.
fn survey(cursor: &Cursor) -> Result<Rest> {
    let segment = &cursor.segment;
    let zeroes = vec![0; CHUNK_BYTES];
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut rest = Rest { data_end: cursor.offset, later: None };
    let mut at = cursor.offset;
    let mut search_from = search_start(cursor);
    loop {
        let read = segment.read_at(&mut chunk, at)?;
        let bytes = &chunk[..read];
        // Comparing whole chunks is what makes 64 MiB of zeroes cheap, even without optimisation.
        if bytes != &zeroes[..read] {
            let used = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
            rest.data_end = at + used as u64;
            if rest.later.is_none() {
                rest.later = find_later(cursor, &bytes[..used], at, &mut search_from)?;
            }
        }
        if read < chunk.len() {
            return Ok(rest);
        }
        // Chunks overlap, so that a magic across their border is seen.
        at += (read - (record::MAGIC.len() - 1)) as u64;
    }
}

/// Where to look for later records: behind the bad one if its header still says where that is,
/// so that a payload that looks like a record is not taken for one.
fn search_start(cursor: &Cursor) -> u64 {
    match cursor.header() {
        Ok(header) => cursor.offset.saturating_add(header.record_bytes()),
        Err(_) => cursor.offset,
    }
}

/// Looks through `bytes`, which lie at `at`, for a record that shows the expected one to have
/// been acknowledged. Moves `search_from` over what needs no second look.
fn find_later(
    cursor: &Cursor,
    bytes: &[u8],
    at: u64,
    search_from: &mut u64,
) -> Result<Option<(Sequence, u64)>> {
    for (index, window) in bytes.windows(record::MAGIC.len()).enumerate() {
        let offset = at + index as u64;
        if offset < *search_from || window != record::MAGIC {
            continue;
        }
        let Some((sequence, batch_start, end)) = whole_record(&cursor.segment, offset)? else {
            continue;
        };
        // Records of the expected one's own batch show nothing: a crash in the middle of a
        // batch leaves any of its pages on the disk, and no order among them.
        if batch_start > cursor.expected.get() {
            return Ok(Some((sequence, offset)));
        }
        *search_from = end;
    }
    Ok(None)
}

/// The number, the first number of its batch, and the end of the record at `offset`, if header
/// and payload are whole.
fn whole_record(segment: &Segment, offset: u64) -> Result<Option<(Sequence, u64, u64)>> {
    let checked = segment.header(offset).and_then(|header| {
        segment.payload(offset, &header)?;
        Ok(header)
    });
    match checked {
        Ok(header) => {
            let end = offset.saturating_add(header.record_bytes());
            Ok(Some((header.sequence, header.batch_start(), end)))
        }
        Err(Stop::Fault(_)) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}
