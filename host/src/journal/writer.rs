//! Opening a journal for writing, and appending to it. One writer in one process; it knows
//! nothing of who waits for a batch, or how batches are put together.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, SystemDisk, is_full};
use super::error::{Error, Result};
use super::limits::Limits;
use super::reader::{Extent, LOCK, Reader, Shared, missing_first};
use super::recovery::{self, Tail, TornTail};
use super::segment::{self, Segment, Start};
use super::{ChainHash, Head, Position, Sequence, record};

/// Memory that the writer keeps between batches, in bytes; a larger batch's is given back.
const KEPT_BUFFER_BYTES: usize = 4 << 20;

/// How a journal is opened.
#[derive(Clone)]
pub struct Options {
    /// The sizes to keep to.
    pub limits: Limits,
    /// How bytes reach the disk.
    pub disk: Arc<dyn Disk>,
}

impl Default for Options {
    fn default() -> Options {
        Options { limits: Limits::default(), disk: Arc::new(SystemDisk) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// What was found on opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// How far the journal goes.
    pub head: Head,
    /// The rest of an interrupted batch, if there was one. It has been cut, unless the journal
    /// was opened for reading only.
    pub torn: Option<TornTail>,
}

/// A journal that is open for writing.
///
/// Dropping it lets go of the lock. Readers made from it go on working.
pub struct Journal {
    folder: PathBuf,
    options: Options,
    shared: Arc<Shared>,
    /// The segment being written. None once it is full or a sync of it failed: from then on no
    /// byte goes into it any more, and the next append opens another.
    active: Option<Segment>,
    buffer: Vec<u8>,
    _lock: File,
}

impl fmt::Debug for Journal {
    /// Leaves out the buffer, which holds payloads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut journal = f.debug_struct("Journal");
        journal.field("folder", &self.folder).field("head", &self.head()).finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens the journal in `folder`, or begins one there, and finds its end.
    ///
    /// `applied` is the last record that the state built from the journal reflects, which
    /// decides whether a bad record at the end is a torn tail (cut, with a warning) or damage.
    /// Reads all of the last segment and the headers of the others.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another process has it open, [`Error::Damage`] for damage in the last
    /// segment or in a segment's header, [`Error::MissingSegment`] for a gap, or for an empty
    /// folder where `applied` says that there was a journal, [`Error::Full`] if a new journal
    /// does not fit, [`Error::Version`], [`Error::Io`], [`Error::NotDurable`].
    pub fn open(
        folder: &Path,
        options: Options,
        applied: Option<Sequence>,
    ) -> Result<(Journal, Opened)> {
        let disk = &*options.disk;
        create_folder(folder, disk)?;
        let lock = lock_exclusive(folder)?;
        segment::remove_unfinished(folder)?;
        let mut segments = segment::list(folder)?;
        if segments.is_empty() {
            if applied.is_some() {
                return Err(missing_first(folder));
            }
            Segment::create(folder, Start::FIRST, &options.limits, disk)?;
            segments.push(Start::FIRST);
        }
        // A process that was killed may not have come to it.
        segment::sync_folder(folder, disk)?;
        let (active, extent, torn) = open_last(folder, segments, &options, applied)?;
        let opened = Opened { head: extent.head(), torn };
        let shared = Arc::new(Shared::new(folder, extent));
        let folder = folder.to_owned();
        let active = Some(active);
        let journal = Journal { folder, options, shared, active, buffer: Vec::new(), _lock: lock };
        Ok((journal, opened))
    }

    /// A handle for reading from this and other threads, while this one appends.
    pub fn reader(&self) -> Reader {
        Reader::new(self.shared.clone())
    }

    /// How far the journal goes, of what is durable.
    pub fn head(&self) -> Head {
        self.shared.extent().head()
    }

    /// The number that the next record gets.
    pub fn next_sequence(&self) -> Sequence {
        self.shared.extent().next
    }

    /// The limits that batches must keep to.
    pub fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// Appends a batch with one write and one `fdatasync`, and returns once it is durable: the
    /// position of each payload, which have the numbers from [`Journal::next_sequence`] on.
    ///
    /// After an error no part of the batch is acknowledged and readers see none of it; its
    /// numbers go to the batch after it. The error does not promise that the batch is gone: if
    /// the process ends before the next append, records of it that did reach the disk are found
    /// at the next opening.
    ///
    /// # Errors
    ///
    /// [`Error::PayloadTooLarge`] and [`Error::BatchTooLarge`] before anything is written;
    /// [`Error::Full`] if there is no room, and the same call works once there is;
    /// [`Error::NotDurable`] if a write or sync failed, after which the segment is given up and
    /// the next append opens a new one; [`Error::Io`] if that cannot be created.
    pub fn append(&mut self, payloads: &[impl AsRef<[u8]>]) -> Result<Vec<Position>> {
        if payloads.is_empty() {
            return Ok(Vec::new());
        }
        let bytes = self.check(payloads)?;
        let segment = self.segment_with_room(bytes)?;
        let (start, next, chain) = {
            let extent = self.shared.extent();
            (extent.end, extent.next, extent.chain)
        };
        let batch = encode_batch(&mut self.buffer, payloads, start, next, chain);
        let written = write_batch(&segment, &self.buffer, start.offset, &self.options);
        self.buffer.clear();
        self.buffer.shrink_to(KEPT_BUFFER_BYTES);
        match written {
            Ok(()) => self.active = Some(segment),
            Err(Failed::Full(error)) => {
                self.active = Some(segment);
                return Err(error);
            }
            Err(Failed::Poisoned(error)) => return Err(error),
        }
        self.shared.publish(|extent| {
            extent.end.offset += bytes;
            extent.next = batch.next;
            extent.chain = batch.chain;
        });
        Ok(batch.positions)
    }

    /// Checks a batch against the limits, and says how many bytes it takes on disk.
    fn check(&self, payloads: &[impl AsRef<[u8]>]) -> Result<u64> {
        let limit = self.options.limits.max_payload_bytes();
        let mut total: u64 = 0;
        for (index, payload) in payloads.iter().enumerate() {
            let bytes = payload.as_ref().len();
            if bytes as u64 > u64::from(limit) {
                return Err(Error::PayloadTooLarge { index, bytes, limit });
            }
            total += Limits::record_bytes(bytes);
        }
        let limit = self.options.limits.max_batch_bytes();
        if total > limit {
            return Err(Error::BatchTooLarge { bytes: total, limit });
        }
        Ok(total)
    }

    /// Takes the active segment, or a new one if that has no room for `bytes`.
    ///
    /// The caller puts it back, unless it is poisoned. If creating one fails, none is active:
    /// the file may exist, and what it says of its first number must stay true, so nothing may
    /// go into the older segment any more.
    fn segment_with_room(&mut self, bytes: u64) -> Result<Segment> {
        let end = self.shared.extent().end.offset;
        let fits = end.saturating_add(bytes) <= self.options.limits.segment_bytes();
        match self.active.take() {
            Some(segment) if fits => Ok(segment),
            _ => self.create_segment(),
        }
    }

    fn create_segment(&mut self) -> Result<Segment> {
        let start = {
            let extent = self.shared.extent();
            Start { id: extent.end.segment.next(), first: extent.next, chain: extent.chain }
        };
        let Options { limits, disk } = &self.options;
        let segment = Segment::create(&self.folder, start, limits, &**disk)?;
        tracing::info!(segment = start.id.get(), first = start.first.get(), "new journal segment");
        self.shared.publish(|extent| {
            extent.segments.push(start);
            extent.end = Position { segment: start.id, offset: segment::HEADER_BYTES };
        });
        Ok(segment)
    }
}

/// What a batch comes to.
struct Batch {
    positions: Vec<Position>,
    /// The number after its last record.
    next: Sequence,
    /// The chain's value after its last record.
    chain: ChainHash,
}

/// Encodes a batch into `buffer`, to be written at `start`.
fn encode_batch(
    buffer: &mut Vec<u8>,
    payloads: &[impl AsRef<[u8]>],
    start: Position,
    mut next: Sequence,
    mut chain: ChainHash,
) -> Batch {
    let mut positions = Vec::with_capacity(payloads.len());
    for (index, payload) in (0..).zip(payloads) {
        let Position { segment, offset } = start;
        positions.push(Position { segment, offset: offset + buffer.len() as u64 });
        chain = record::encode(buffer, segment, next, index, chain, payload.as_ref());
        next = next.next();
    }
    Batch { positions, next, chain }
}

/// Why a batch is not on the disk.
enum Failed {
    /// There was no room; the segment is as it was before.
    Full(Error),
    /// Nobody knows what the segment holds from the batch's offset on.
    Poisoned(Error),
}

/// Writes and syncs a batch; without room, removes what was written of it.
fn write_batch(
    segment: &Segment,
    bytes: &[u8],
    offset: u64,
    options: &Options,
) -> Result<(), Failed> {
    let Options { limits, disk } = options;
    let path = segment.path.clone();
    match disk.write(&segment.file, bytes, offset) {
        Ok(()) => disk
            .sync(&segment.file)
            .map_err(|source| Failed::Poisoned(Error::NotDurable { path, offset, source })),
        Err(source) if is_full(&source) => match segment.cut(offset, limits, &**disk) {
            Ok(()) => {
                let needed = bytes.len() as u64;
                Err(Failed::Full(Error::Full { path, offset, needed, source }))
            }
            Err(source) => Err(Failed::Poisoned(Error::NotDurable { path, offset, source })),
        },
        Err(source) => Err(Failed::Poisoned(Error::NotDurable { path, offset, source })),
    }
}

/// Opens the last segment for writing, finds its end and cuts a torn tail.
fn open_last(
    folder: &Path,
    segments: Vec<Start>,
    options: &Options,
    applied: Option<Sequence>,
) -> Result<(Segment, Extent, Option<TornTail>)> {
    let last = segments.last().copied().unwrap_or(Start::FIRST);
    let Options { limits, disk } = options;
    let segment = Segment::open_writable(folder, last.id)?;
    segment.settle(&**disk)?;
    let recovered = recovery::find_end(folder, last, applied)?;
    if recovered.next == last.first {
        recovery::check_joint(folder, &segments)?;
    }
    let extent = Extent::new(segments, &recovered);
    let torn = match recovered.tail {
        Tail::Clean => None,
        Tail::Damaged(damage) => return Err(damage.into()),
        Tail::Torn(torn) => {
            tracing::warn!(
                path = %segment.path.display(),
                offset = torn.offset,
                bytes = torn.bytes,
                sequence = torn.sequence.get(),
                fault = %torn.fault,
                "the journal ended within a batch that was not acknowledged; its rest is cut"
            );
            segment
                .cut(torn.offset, limits, &**disk)
                .map_err(Error::io(&segment.path, "cut the torn tail of the segment"))?;
            Some(torn)
        }
    };
    Ok((segment, extent, torn))
}

fn create_folder(folder: &Path, disk: &dyn Disk) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Error::io(folder, "create the folder"))?;
    segment::sync_folder(folder.parent().unwrap_or(Path::new("")), disk)
}

fn lock_exclusive(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(Error::io(&path, "open the lock file"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked { path }),
        Err(TryLockError::Error(error)) => Err(Error::io(path, "lock the file")(error)),
    }
}
