//! Uploaded files: one file each, named by a random id, durable before anybody is told.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::digest::Digest;

/// 128 random bits that name a file.
pub type FileId = String;

/// The folder of uploaded files.
#[derive(Clone)]
pub struct Files {
    folder: PathBuf,
}

/// A file that is being received.
pub struct Incoming {
    id: FileId,
    folder: PathBuf,
    file: tempfile::NamedTempFile,
    hasher: Sha256,
    size: u64,
    start: Vec<u8>,
}

impl Files {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A file to be received under this id.
    pub fn receive(&self, id: FileId) -> io::Result<Incoming> {
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let hasher = Sha256::new();
        Ok(Incoming { id, folder: self.folder.clone(), file, hasher, size: 0, start: Vec::new() })
    }

    /// The bytes of a file.
    pub fn read(&self, id: &str) -> io::Result<Vec<u8>> {
        let plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit());
        if !plain {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut bytes = Vec::new();
        File::open(self.folder.join(id))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Incoming {
    /// Takes a piece.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hasher.update(piece);
        self.size += piece.len() as u64;
        let room = 64_usize.saturating_sub(self.start.len());
        self.start.extend_from_slice(&piece[..piece.len().min(room)]);
        self.file.write_all(piece)
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first 64 bytes, by which its type is known.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Makes it durable under its name. Gives its id, size and digest.
    pub fn keep(self) -> io::Result<(FileId, u64, Digest)> {
        self.file.as_file().sync_all()?;
        self.file.persist(self.folder.join(&self.id))?;
        File::open(&self.folder)?.sync_all()?;
        let digest: [u8; 32] = self.hasher.finalize().into();
        Ok((self.id, self.size, digest.into()))
    }
}
