//! Reading records, by position or in order, while another thread appends. Sees only what is
//! durable. Never changes a file.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::cursor::Cursor;
use super::error::{Damage, Error, Result};
use super::record::Record;
use super::recovery::{self, Recovered, Tail};
use super::segment::{self, Segment, Start, Stop};
use super::writer::Opened;
use super::{ChainHash, Head, Position, SegmentId, Sequence};

/// Name of the file whose lock says who has the journal open.
pub(super) const LOCK: &str = "LOCK";

/// What is durable: the segments, and where the records end. Changed by the writer after each
/// sync, in one step.
#[derive(Debug)]
pub(super) struct Extent {
    /// All segments; segment `n` is at index `n - 1`. Never empty.
    pub(super) segments: Vec<Start>,
    pub(super) end: Position,
    /// The number of the next record.
    pub(super) next: Sequence,
    pub(super) chain: ChainHash,
}

impl Extent {
    pub(super) fn new(segments: Vec<Start>, recovered: &Recovered) -> Extent {
        let Recovered { end, next, chain, .. } = recovered;
        Extent { segments, end: *end, next: *next, chain: *chain }
    }

    pub(super) fn head(&self) -> Head {
        Head { last: self.next.previous(), hash: self.chain }
    }

    /// The segment after `id`.
    fn after(&self, id: SegmentId) -> Option<Start> {
        self.segments.get(id.get() as usize).copied()
    }

    /// The number that ends a segment: no record with it or a later one belongs to it.
    fn bound(&self, id: SegmentId) -> Sequence {
        self.after(id).map_or(self.next, |start| start.first)
    }

    /// The segment that holds the record, or would hold it.
    fn holding(&self, sequence: Sequence) -> Option<Start> {
        let after = self.segments.partition_point(|start| start.first <= sequence);
        self.segments[..after].last().copied()
    }
}

/// What the writer and all readers of a journal share.
#[derive(Debug)]
pub(super) struct Shared {
    folder: PathBuf,
    extent: RwLock<Extent>,
    /// What lies behind the end of a damaged journal that was opened for reading only.
    damage: Option<Damage>,
    /// Held for as long as a journal opened for reading only is in use.
    _lock: Option<File>,
}

impl Shared {
    pub(super) fn new(folder: &Path, extent: Extent) -> Shared {
        Shared { folder: folder.to_owned(), extent: RwLock::new(extent), damage: None, _lock: None }
    }

    pub(super) fn extent(&self) -> RwLockReadGuard<'_, Extent> {
        // The writer assigns whole values, so a panic elsewhere leaves nothing half done.
        self.extent.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn segments(&self, extent: &Extent) -> Vec<SegmentInfo> {
        let info = |start: &Start| SegmentInfo {
            id: start.id,
            path: self.folder.join(start.id.file_name()),
            first: start.first,
            closed: extent.after(start.id).is_some(),
        };
        extent.segments.iter().map(info).collect()
    }

    /// Shows readers what has become durable.
    pub(super) fn publish(&self, change: impl FnOnce(&mut Extent)) {
        change(&mut self.extent.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A handle for reading; cheap to clone and to send to other threads.
///
/// Each call opens the files that it needs, so a reader holds none while it is idle.
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

/// A segment, as one that copies segments needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentInfo {
    /// Its number.
    pub id: SegmentId,
    /// Its file.
    pub path: PathBuf,
    /// The number of its first record, whether or not that is written yet.
    pub first: Sequence,
    /// Whether it is complete, so that its file never changes again.
    pub closed: bool,
}

/// What is durable at one moment, as one that copies it needs to know.
#[derive(Clone, Debug)]
pub struct Durable {
    /// All segments, oldest first.
    pub segments: Vec<SegmentInfo>,
    /// Where the records end, in the last segment.
    pub end: Position,
    /// How far that is.
    pub head: Head,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>) -> Reader {
        Reader { shared }
    }

    /// Opens a journal for reading only, while no process writes to it, and changes nothing.
    ///
    /// A torn tail is reported and left where it is. Damage at the end is no error here: the
    /// records before it can be read, and whoever reads on meets it as an error.
    ///
    /// `applied` is the last record that the state built from the journal reflects.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if a process has it open for writing, [`Error::MissingSegment`] if a
    /// segment is missing or there is none, [`Error::Damage`] if a segment's header is damaged,
    /// [`Error::Version`], [`Error::Io`].
    pub fn open(folder: &Path, applied: Option<Sequence>) -> Result<(Reader, Opened)> {
        let lock = lock_shared(folder)?;
        let segments = segment::list(folder)?;
        let Some(&last) = segments.last() else {
            return Err(missing_first(folder));
        };
        let recovered = recovery::find_end(folder, last, applied)?;
        let extent = Extent::new(segments, &recovered);
        let head = extent.head();
        let (torn, damage) = match recovered.tail {
            Tail::Clean => (None, None),
            Tail::Torn(torn) => (Some(torn), None),
            Tail::Damaged(damage) => (None, Some(damage)),
        };
        let shared = Shared { damage, _lock: lock, ..Shared::new(folder, extent) };
        Ok((Reader::new(Arc::new(shared)), Opened { head, torn }))
    }

    /// How far the journal goes, of what is durable now.
    pub fn head(&self) -> Head {
        self.shared.extent().head()
    }

    /// All segments, oldest first.
    pub fn segments(&self) -> Vec<SegmentInfo> {
        self.shared.segments(&self.shared.extent())
    }

    /// What is durable at one moment.
    pub fn durable(&self) -> Durable {
        let extent = self.shared.extent();
        let segments = self.shared.segments(&extent);
        Durable { segments, end: extent.end, head: extent.head() }
    }

    /// Reads the record at a position that the journal gave for it.
    ///
    /// Checks both checksums. The chain is not checked, since that takes the record before.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`] if the position lies outside what is durable,
    /// [`Error::Damage`] if the bytes there are not those of a record, [`Error::Io`].
    pub fn read(&self, position: Position) -> Result<Record> {
        let (end, bound) = {
            let extent = self.shared.extent();
            (extent.end, extent.bound(position.segment))
        };
        let outside = || Error::NoSuchRecord { position, end };
        if position.offset < segment::HEADER_BYTES || position >= end {
            return Err(outside());
        }
        let segment = Segment::open(&self.shared.folder, position.segment)?;
        let failed = |stop, sequence| match stop {
            Stop::Failed(error) => error,
            Stop::Fault(fault) => {
                segment::damage(&segment.path, segment.id, position.offset, sequence, fault).into()
            }
        };
        let header = segment.header(position.offset).map_err(|stop| failed(stop, None))?;
        if header.sequence >= bound {
            return Err(outside());
        }
        let payload = segment
            .payload(position.offset, &header)
            .map_err(|stop| failed(stop, Some(header.sequence)))?;
        Ok(Record { sequence: header.sequence, position, chain: header.chain, payload })
    }

    /// The records from `sequence` on, in order, each with its checksums and its place in the
    /// chain checked. Holds one payload and one open file at a time.
    ///
    /// To get to `sequence` it reads the headers of the records before it in the same segment.
    pub fn iter_from(&self, sequence: Sequence) -> Records {
        Records { shared: self.shared.clone(), from: sequence, cursor: None, failed: false }
    }

    /// Checks every record up to what is durable now, and returns how far that is.
    ///
    /// A journal that was cut off at its end is whole in itself: compare the result with a head
    /// that was kept elsewhere.
    ///
    /// # Errors
    ///
    /// The first damage as [`Error::Damage`], [`Error::MissingSegment`], [`Error::Io`].
    pub fn verify(&self) -> Result<Head> {
        let until = self.head();
        let mut head = Head { last: None, hash: ChainHash::START };
        let mut records = self.iter_from(Sequence::FIRST);
        // A writer may be faster than this, so it stops where the journal ended when it began;
        // damage behind that end stands still, and is met by going on.
        while head.last < until.last || self.shared.damage.is_some() {
            let Some(record) = records.next().transpose()? else { break };
            head = Head { last: Some(record.sequence), hash: record.chain };
        }
        Ok(head)
    }
}

/// The records of a journal in order; see [`Reader::iter_from`].
///
/// It ends with the last record that is durable, and goes on from there if it is asked again
/// after more have been appended. After an error it ends for good.
#[derive(Debug)]
pub struct Records {
    shared: Arc<Shared>,
    from: Sequence,
    cursor: Option<Cursor>,
    failed: bool,
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        if self.failed {
            return None;
        }
        let record = self.advance().transpose();
        self.failed = matches!(record, Some(Err(_)));
        record
    }
}

impl Records {
    fn advance(&mut self) -> Result<Option<Record>> {
        let reached = match self.cursor.take() {
            Some(cursor) => Some(cursor),
            None => self.seek()?,
        };
        let Some(mut cursor) = reached else { return self.end() };
        loop {
            let (bound, after) = {
                let extent = self.shared.extent();
                (extent.bound(cursor.segment.id), extent.after(cursor.segment.id))
            };
            if cursor.expected < bound {
                let record = cursor.read().map_err(|stop| cursor.error(stop))?;
                self.cursor = Some(cursor);
                return Ok(Some(record));
            }
            let Some(after) = after else {
                self.cursor = Some(cursor);
                return self.end();
            };
            cursor = cursor.follow(&self.shared.folder, after)?;
        }
    }

    /// A cursor before the first record that is wanted; nothing if that is not durable yet.
    fn seek(&self) -> Result<Option<Cursor>> {
        let holding = {
            let extent = self.shared.extent();
            if self.from >= extent.next { None } else { extent.holding(self.from) }
        };
        let Some(start) = holding else { return Ok(None) };
        let mut cursor = Cursor::open(&self.shared.folder, start)?;
        while cursor.expected < self.from {
            cursor.skip().map_err(|stop| cursor.error(stop))?;
        }
        Ok(Some(cursor))
    }

    /// What comes after the last good record: nothing, or the damage that ended the search.
    fn end(&self) -> Result<Option<Record>> {
        match &self.shared.damage {
            Some(damage) => Err(damage.clone().into()),
            None => Ok(None),
        }
    }
}

/// Takes the lock that writers respect, where the journal has a lock file; a copy may have none.
fn lock_shared(folder: &Path) -> Result<Option<File>> {
    let path = folder.join(LOCK);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, "open the lock file")(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Locked { path }),
        Err(TryLockError::Error(error)) => Err(Error::io(path, "lock the file")(error)),
    }
}

/// The error of a folder without segments, where there should be a journal.
pub(super) fn missing_first(folder: &Path) -> Error {
    let segment = SegmentId::FIRST;
    Error::MissingSegment { path: folder.join(segment.file_name()), segment }
}
