//! The harness of the journal's tests: a folder that is opened again and again, payloads that
//! tell their number, and a disk that fails on demand.

mod faults;
mod reading;
mod recovery;
mod throughput;
mod writing;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::*;

/// A journal's folder with small segments, and the disk that it lies on.
struct Fixture {
    folder: tempfile::TempDir,
    disk: Arc<FaultyDisk>,
    limits: Limits,
}

impl Fixture {
    fn new() -> Fixture {
        Fixture::with_segments(4096)
    }

    fn with_segments(segment_bytes: u64) -> Fixture {
        Fixture {
            folder: tempfile::tempdir().unwrap(),
            disk: Arc::default(),
            limits: Limits::new(segment_bytes, 1000).unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    fn try_open(&self, applied: Option<u64>) -> Result<(Journal, Opened)> {
        let options = Options { limits: self.limits, disk: self.disk.clone() };
        Journal::open(&self.path(), options, applied.map(sequence))
    }

    /// Opens a journal that is expected to be sound, with nothing applied.
    fn open(&self) -> (Journal, Opened) {
        self.try_open(None).unwrap()
    }

    fn open_error(&self, applied: Option<u64>) -> Error {
        self.try_open(applied).unwrap_err()
    }

    fn open_damage(&self, applied: Option<u64>) -> Damage {
        damage_of(self.open_error(applied))
    }

    /// A journal of `count` batches of one record each, closed again; where the records lie.
    fn filled(&self, count: u64) -> Vec<Position> {
        let (mut journal, _) = self.open();
        (1..=count).map(|number| journal.append(&[payload(number)]).unwrap()[0]).collect()
    }

    fn segment(&self, id: u32) -> PathBuf {
        self.path().join(SegmentId::new(id).unwrap().file_name())
    }

    fn file(&self, id: u32) -> File {
        File::options().read(true).write(true).open(self.segment(id)).unwrap()
    }

    fn flip(&self, id: u32, offset: u64, bit: u32) {
        let mut byte = [0];
        let file = self.file(id);
        file.read_exact_at(&mut byte, offset).unwrap();
        file.write_all_at(&[byte[0] ^ (1 << bit)], offset).unwrap();
    }
}

fn sequence(number: u64) -> Sequence {
    Sequence::new(number).unwrap()
}

/// The payload of record `number` in most tests; none of its bytes is zero.
fn payload(number: u64) -> Vec<u8> {
    format!("payload of record {number}").into_bytes()
}

/// Size of that record on disk.
fn record_bytes(number: u64) -> u64 {
    Limits::record_bytes(payload(number).len())
}

fn damage_of(error: Error) -> Damage {
    match error {
        Error::Damage(damage) => *damage,
        other => panic!("not damage: {other}"),
    }
}

/// Checks that the journal holds the usual payloads 1 to `count` and nothing else, whichever way
/// it is read.
fn assert_holds(reader: &Reader, count: u64) {
    let records: Vec<Record> = reader.iter_from(Sequence::FIRST).map(Result::unwrap).collect();
    assert_eq!(records.len() as u64, count);
    for (number, record) in (1..).zip(&records) {
        assert_eq!(record.sequence, sequence(number));
        assert_eq!(record.payload, payload(number));
        assert_eq!(&reader.read(record.position).unwrap(), record);
    }
    assert_eq!(reader.verify().unwrap(), reader.head());
    assert_eq!(reader.head().records(), count);
}

/// A disk whose next calls fail as the test says.
#[derive(Default)]
struct FaultyDisk {
    faults: Mutex<VecDeque<DiskFault>>,
    calls: Mutex<Calls>,
}

/// How often the disk was asked to do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Calls {
    writes: usize,
    syncs: usize,
}

/// One failure, met by the next call of its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
enum DiskFault {
    /// A write stops after so many bytes.
    Write(usize, io::ErrorKind),
    Sync(io::ErrorKind),
    SyncFolder(io::ErrorKind),
    Allocate(io::ErrorKind),
}

impl FaultyDisk {
    fn fail(&self, fault: DiskFault) {
        self.faults.lock().unwrap().push_back(fault);
    }

    /// Takes the next fault if `pick` says that it is for this call.
    fn take<T>(&self, pick: impl Fn(DiskFault) -> Option<T>) -> Option<T> {
        let mut faults = self.faults.lock().unwrap();
        let taken = pick(*faults.front()?)?;
        faults.pop_front();
        Some(taken)
    }

    fn is_spent(&self) -> bool {
        self.faults.lock().unwrap().is_empty()
    }

    fn calls(&self) -> Calls {
        *self.calls.lock().unwrap()
    }
}

impl Disk for FaultyDisk {
    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.calls.lock().unwrap().writes += 1;
        let fault = self.take(|fault| match fault {
            DiskFault::Write(after, kind) => Some((after, kind)),
            _ => None,
        });
        match fault {
            Some((after, kind)) => {
                SystemDisk.write(file, &bytes[..after.min(bytes.len())], offset)?;
                Err(kind.into())
            }
            None => SystemDisk.write(file, bytes, offset),
        }
    }

    // Tests end with the process, not the machine, so that nothing needs to reach the disk.
    fn sync(&self, _file: &File) -> io::Result<()> {
        self.calls.lock().unwrap().syncs += 1;
        let fault = self.take(|fault| match fault {
            DiskFault::Sync(kind) => Some(kind),
            _ => None,
        });
        fault.map_or(Ok(()), |kind| Err(kind.into()))
    }

    fn sync_folder(&self, _folder: &File) -> io::Result<()> {
        let fault = self.take(|fault| match fault {
            DiskFault::SyncFolder(kind) => Some(kind),
            _ => None,
        });
        fault.map_or(Ok(()), |kind| Err(kind.into()))
    }

    fn allocate(&self, file: &File, length: u64) -> io::Result<()> {
        let fault = self.take(|fault| match fault {
            DiskFault::Allocate(kind) => Some(kind),
            _ => None,
        });
        fault.map_or_else(|| SystemDisk.allocate(file, length), |kind| Err(kind.into()))
    }
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
