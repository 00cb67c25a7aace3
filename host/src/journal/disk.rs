//! The few calls by which the journal changes a file, in one trait, so that a test can make
//! them fail as disks do. Knows nothing of segments or records.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::retry_on_intr;

/// How bytes reach the disk. The default of each method is the real system call.
///
/// The journal calls these from the thread that appends or opens, never while it reads. After
/// an error of [`Disk::sync`] it never syncs that file again: the system may have dropped the
/// dirty pages, and would answer the second call with a success that means nothing.
pub trait Disk: Send + Sync {
    /// Writes all of `bytes` at `offset`; on an error any part of them may have been written.
    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    /// Makes the file's data durable (`fdatasync`).
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// Makes the names in a folder durable (`fsync`).
    fn sync_folder(&self, folder: &File) -> io::Result<()> {
        folder.sync_all()
    }

    /// Reserves `length` bytes of disk, zeroed where nothing was written. An error of kind
    /// [`io::ErrorKind::Unsupported`] says that the file system cannot, and is not fatal.
    fn allocate(&self, file: &File, length: u64) -> io::Result<()> {
        retry_on_intr(|| fallocate(file, FallocateFlags::empty(), 0, length))?;
        Ok(())
    }
}

/// The machine's own disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {}

/// Whether an error says that there is no room: it passes once something is deleted, and the
/// bytes already on the disk are as good as before.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
