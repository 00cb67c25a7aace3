//! Segment files: creating, listing, reading at an offset, cutting. Knows the layout of one file
//! and of the folder; what a sequence of records means is for `cursor.rs` and `recovery.rs`.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, fadvise};

use super::disk::{Disk, is_full};
use super::error::{Damage, Error, Fault, Result};
use super::limits::Limits;
use super::record::{self, Header};
use super::{ChainHash, SegmentId, Sequence};

/// Size of a segment's header on disk.
pub(super) const HEADER_BYTES: u64 = HEADER as u64;
const HEADER: usize = 64;

const MAGIC: [u8; 8] = *b"GUICHETJ";
const VERSION: u32 = 1;

/// Ending of a segment that is being created.
const UNFINISHED: &str = ".seg.tmp";

/// What a segment's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) id: SegmentId,
    /// The number of its first record, whether or not that is written yet.
    pub(super) first: Sequence,
    /// The value of the chain before that record.
    pub(super) chain: ChainHash,
}

impl Start {
    /// How the first segment of a journal starts.
    pub(super) const FIRST: Start =
        Start { id: SegmentId::FIRST, first: Sequence::FIRST, chain: ChainHash::START };

    fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.id.get().to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first.get().to_le_bytes());
        bytes[24..56].copy_from_slice(self.chain.as_bytes());
        let checksum = crc32c::crc32c(&bytes[..60]);
        bytes[60..64].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; HEADER], id: SegmentId, path: &Path) -> Result<Start> {
        let wrong = |what| Error::from(damage(path, id, 0, None, Fault::SegmentHeader(what)));
        if bytes[0..8] != MAGIC {
            return Err(wrong("it is not a segment of a journal"));
        }
        if u32::from_le_bytes(field(bytes, 60)) != crc32c::crc32c(&bytes[..60]) {
            return Err(wrong("its checksum does not match"));
        }
        let found = u32::from_le_bytes(field(bytes, 8));
        if found != VERSION {
            return Err(Error::Version { path: path.to_owned(), found, known: VERSION });
        }
        if u32::from_le_bytes(field(bytes, 12)) != id.get() {
            return Err(wrong("it is that of another segment, so the file was renamed"));
        }
        let first = Sequence::new(u64::from_le_bytes(field(bytes, 16)))
            .ok_or_else(|| wrong("its first sequence number is 0"))?;
        Ok(Start { id, first, chain: ChainHash::from_bytes(field(bytes, 24)) })
    }
}

fn field<const N: usize>(bytes: &[u8; HEADER], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}

/// Why reading a record stopped: its bytes are bad, or they could not be read.
///
/// Recovery asks of bad bytes whether they are a torn tail, so they are not an [`Error`] yet.
#[derive(Debug)]
pub(super) enum Stop {
    Fault(Fault),
    Failed(Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

/// An open segment file.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) id: SegmentId,
    pub(super) path: PathBuf,
    pub(super) file: File,
}

impl Segment {
    /// Opens a segment for reading.
    pub(super) fn open(folder: &Path, id: SegmentId) -> Result<Segment> {
        Segment::open_with(folder, id, File::options().read(true))
    }

    /// Opens a segment for reading and writing.
    pub(super) fn open_writable(folder: &Path, id: SegmentId) -> Result<Segment> {
        Segment::open_with(folder, id, File::options().read(true).write(true))
    }

    fn open_with(folder: &Path, id: SegmentId, options: &fs::OpenOptions) -> Result<Segment> {
        let path = folder.join(id.file_name());
        match options.open(&path) {
            Ok(file) => Ok(Segment { id, path, file }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Error::MissingSegment { path, segment: id })
            }
            Err(error) => Err(Error::io(path, "open the segment")(error)),
        }
    }

    /// Creates a segment that holds only its header, durable under its final name.
    ///
    /// On an error it may or may not be there, empty: the caller tries the same id again, which
    /// replaces it.
    pub(super) fn create(
        folder: &Path,
        start: Start,
        limits: &Limits,
        disk: &dyn Disk,
    ) -> Result<Segment> {
        let path = folder.join(start.id.file_name());
        let unfinished = folder.join(format!("{:08}{UNFINISHED}", start.id.get()));
        let created = write_start(&unfinished, start, limits, disk);
        let file = created.inspect_err(|_| {
            // What remains of it is removed at the next opening at the latest.
            let _ = fs::remove_file(&unfinished);
        })?;
        fs::rename(&unfinished, &path).map_err(Error::io(&path, "rename the new segment"))?;
        sync_folder(folder, disk)?;
        Ok(Segment { id: start.id, path, file })
    }

    /// Reads and checks the segment's own header.
    pub(super) fn start(&self) -> Result<Start> {
        let mut bytes = [0; HEADER];
        self.read_at(&mut bytes, 0)?;
        Start::decode(&bytes, self.id, &self.path)
    }

    /// Reads the record header at `offset`, of whatever record it may be.
    pub(super) fn header(&self, offset: u64) -> Result<Header, Stop> {
        let mut bytes = [0; record::HEADER_BYTES as usize];
        let read = self.read_at(&mut bytes, offset)?;
        if bytes.iter().all(|&byte| byte == 0) {
            return Err(Fault::Absent.into());
        }
        if read < bytes.len() {
            return Err(Fault::Truncated.into());
        }
        let header = Header::decode(&bytes)?;
        if header.segment != self.id {
            return Err(Fault::OtherSegment { found: header.segment.get() }.into());
        }
        Ok(header)
    }

    /// Reads and checks the payload of the record at `offset`, whose header this is.
    pub(super) fn payload(&self, offset: u64, header: &Header) -> Result<Vec<u8>, Stop> {
        // Asked before the memory is taken, so that a forged length costs no more than a file.
        if self.length()? < offset.saturating_add(header.record_bytes()) {
            return Err(Fault::Truncated.into());
        }
        let mut payload = vec![0; header.length as usize];
        let read = self.read_at(&mut payload, offset + record::HEADER_BYTES)?;
        if read < payload.len() {
            return Err(Fault::Truncated.into());
        }
        header.check(&payload)?;
        Ok(payload)
    }

    /// Reads until the buffer is full or the file ends, and says how much that was.
    pub(super) fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        let mut read = 0;
        while read < buffer.len() {
            match self.file.read_at(&mut buffer[read..], offset + read as u64) {
                Ok(0) => break,
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io(&self.path, "read the segment")(error)),
            }
        }
        Ok(read)
    }

    fn length(&self) -> Result<u64> {
        let metadata = self.file.metadata();
        Ok(metadata.map_err(Error::io(&self.path, "read the size of the segment"))?.len())
    }

    /// Makes durable what an earlier process left in the system's cache, then drops the cache,
    /// so that what is read next is what the disk holds: after a sync that failed, the cache of
    /// Linux shows bytes that never reached it.
    pub(super) fn settle(&self, disk: &dyn Disk) -> Result<()> {
        disk.sync(&self.file).map_err(Error::io(&self.path, "sync the last segment"))?;
        if let Err(error) = fadvise(&self.file, 0, None, Advice::DontNeed) {
            tracing::debug!(path = %self.path.display(), %error, "the cache was not dropped");
        }
        Ok(())
    }

    /// Removes everything from `offset` on, durably, and reserves the room again.
    pub(super) fn cut(&self, offset: u64, limits: &Limits, disk: &dyn Disk) -> io::Result<()> {
        // Truncated rather than overwritten: that needs no room and leaves no old bytes.
        self.file.set_len(offset)?;
        if let Err(error) = disk.allocate(&self.file, limits.segment_bytes()) {
            // The file grows as it is written, then.
            tracing::debug!(path = %self.path.display(), %error, "no room reserved after a cut");
        }
        disk.sync(&self.file)
    }
}

/// Writes and syncs a new segment's header under its unfinished name.
fn write_start(path: &Path, start: Start, limits: &Limits, disk: &dyn Disk) -> Result<File> {
    let needed = limits.segment_bytes();
    let failed = |action| {
        move |source| match is_full(&source) {
            true => Error::Full { path: path.to_owned(), offset: 0, needed, source },
            false => Error::io(path, action)(source),
        }
    };
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .map_err(failed("create a new segment"))?;
    match disk.allocate(&file, needed) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::Unsupported => tracing::warn!(
            path = %path.display(),
            "this file system cannot reserve room; a full disk is noticed later, and appending \
             is slower"
        ),
        Err(error) => return Err(failed("reserve room for a new segment")(error)),
    }
    disk.write(&file, &start.encode(), 0).map_err(failed("write a new segment"))?;
    disk.sync(&file).map_err(|source| Error::NotDurable {
        path: path.to_owned(),
        offset: 0,
        source,
    })?;
    Ok(file)
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path, disk: &dyn Disk) -> Result<()> {
    // The parent of a plain relative name is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)
        .and_then(|file| disk.sync_folder(&file))
        .map_err(Error::io(folder, "sync the folder"))
}

/// Removes segments whose creation was interrupted: nothing was ever written to them.
pub(super) fn remove_unfinished(folder: &Path) -> Result<()> {
    for name in names(folder)? {
        if name.ends_with(UNFINISHED) {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(Error::io(&path, "remove the unfinished segment"))?;
        }
    }
    Ok(())
}

/// The headers of all segments of a folder, in order, from segment 1 and without gaps.
///
/// # Errors
///
/// [`Error::MissingSegment`] for a gap, [`Error::Damage`] for a bad header.
pub(super) fn list(folder: &Path) -> Result<Vec<Start>> {
    let mut ids: Vec<u32> = names(folder)?.iter().filter_map(|name| parse_name(name)).collect();
    ids.sort_unstable();
    let mut starts: Vec<Start> = Vec::with_capacity(ids.len());
    for _ in &ids {
        let id = starts.last().map_or(SegmentId::FIRST, |last| last.id.next());
        let segment = Segment::open(folder, id)?;
        let start = segment.start()?;
        let follows = match starts.last() {
            Some(last) => last.first <= start.first,
            None => start == Start::FIRST,
        };
        if !follows {
            let fault = Fault::SegmentHeader("it does not follow from the segment before");
            return Err(damage(&segment.path, id, 0, Some(start.first), fault).into());
        }
        starts.push(start);
    }
    Ok(starts)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = || Error::io(folder, "list the folder");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        // A name that is not UTF-8 is none of ours.
        names.extend(entry.map_err(failed())?.file_name().into_string());
    }
    Ok(names)
}

/// The id in a segment's file name; nothing for any other file.
fn parse_name(name: &str) -> Option<u32> {
    let id = SegmentId::new(name.strip_suffix(".seg")?.parse().ok()?)?;
    (id.file_name() == name).then_some(id.get())
}

/// Damage at a place of a segment, without a proof.
pub(super) fn damage(
    path: &Path,
    segment: SegmentId,
    offset: u64,
    sequence: Option<Sequence>,
    fault: Fault,
) -> Damage {
    Damage { path: path.to_owned(), segment, offset, sequence, fault, proof: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_that_the_journal_gives_are_segments() {
        assert_eq!(parse_name("00000012.seg"), Some(12));
        assert_eq!(parse_name("123456789.seg"), Some(123_456_789));
        for name in ["12.seg", "00000000.seg", "+0000012.seg", "00000012.seg.tmp", "x.seg", "LOCK"]
        {
            assert_eq!(parse_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_header_with_a_flipped_bit_is_damage_or_another_version() {
        let start = Start { id: SegmentId(3), first: Sequence(17), chain: ChainHash([9; 32]) };
        let bytes = start.encode();
        assert_eq!(Start::decode(&bytes, SegmentId(3), Path::new("s")).unwrap(), start);
        for bit in 0..HEADER * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            let error = Start::decode(&flipped, SegmentId(3), Path::new("s")).unwrap_err();
            assert!(matches!(error, Error::Damage(_)), "bit {bit}: {error}");
        }
        assert!(Start::decode(&bytes, SegmentId(4), Path::new("s")).is_err());
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = Start::FIRST.encode();
        bytes[8] = 2;
        let checksum = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&checksum.to_le_bytes());
        let error = Start::decode(&bytes, SegmentId::FIRST, Path::new("s")).unwrap_err();
        assert!(matches!(error, Error::Version { found: 2, known: 1, .. }), "{error}");
    }
}
