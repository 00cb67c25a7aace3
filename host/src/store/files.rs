//! Uploaded files: one for each content, named by its digest, durable before anybody is told.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::digest::Digest;

/// The folder of uploaded files.
#[derive(Clone)]
pub struct Files {
    folder: PathBuf,
}

/// A file that is being received.
pub struct Incoming {
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

    /// A file to be received.
    pub fn receive(&self) -> io::Result<Incoming> {
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let hasher = Sha256::new();
        Ok(Incoming { folder: self.folder.clone(), file, hasher, size: 0, start: Vec::new() })
    }

    /// The bytes of a file.
    pub fn read(&self, digest: &Digest) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(place(&self.folder, digest))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, digest: &Digest) -> io::Result<()> {
        match fs::remove_file(place(&self.folder, digest)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// `ab/abcdef…`: no folder has more files than one can look through.
fn place(folder: &Path, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    folder.join(&name[..2]).join(name)
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

    /// Where it lies until it is kept.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// All of its bytes. Only for what is small enough.
    pub fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.as_file_mut().rewind()?;
        self.file.as_file_mut().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes it durable under its digest. Gives its size and digest.
    pub fn keep(self) -> io::Result<(u64, Digest)> {
        let digest: [u8; 32] = self.hasher.finalize().into();
        let digest = Digest::from(digest);
        let place = place(&self.folder, &digest);
        // The same bytes are there already: this copy goes away.
        if !place.exists() {
            let folder = place.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder)?;
            self.file.as_file().sync_all()?;
            self.file.persist(&place)?;
            File::open(folder)?.sync_all()?;
            File::open(&self.folder)?.sync_all()?;
        }
        Ok((self.size, digest))
    }
}
