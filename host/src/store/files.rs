//! Uploaded files: each under its own random name, sealed under its own key as it comes in, and
//! durable before anybody is told.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::digest::Digest;
use crate::vault::{KeyId, Opener, Sealer, Vault, VaultError};

/// The folder of uploaded files.
#[derive(Clone)]
pub struct Files {
    folder: PathBuf,
    incoming: PathBuf,
    vault: Arc<Vault>,
}

/// A file that is being received.
pub struct Incoming {
    files: Files,
    file: tempfile::NamedTempFile,
    /// Nothing once it is whole.
    sealer: Option<Sealer<File>>,
    key: KeyId,
    hasher: Sha256,
    size: u64,
    start: Vec<u8>,
}

/// A file that is durable.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Its bytes, before they were sealed.
    pub size: u64,
    /// Their digest.
    pub digest: Digest,
    /// The key that they are sealed under.
    pub key: KeyId,
}

impl Files {
    /// In a data folder.
    pub(super) fn open(data: &Path, vault: Arc<Vault>) -> io::Result<Self> {
        let (folder, incoming) = (data.join("files"), data.join("incoming"));
        fs::create_dir_all(&folder)?;
        // What is in there was left by a server that was killed.
        match fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(&incoming)?,
        }
        Ok(Self { folder, incoming, vault })
    }

    /// A file to be received.
    pub fn receive(&self) -> io::Result<Incoming> {
        let file = tempfile::NamedTempFile::new_in(&self.incoming)?;
        let key = self.vault.take().map_err(unsealed)?;
        let sealer = self.vault.sealer(key, file.as_file().try_clone()?).map_err(unsealed)?;
        let (hasher, start) = (Sha256::new(), Vec::new());
        let sealer = Some(sealer);
        Ok(Incoming { files: self.clone(), file, sealer, key, hasher, size: 0, start })
    }

    /// The bytes of a file.
    pub fn read(&self, id: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = File::open(place(&self.folder, id)?)?;
        self.vault.opener(file).map_err(unsealed)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, id: &str) -> io::Result<()> {
        match fs::remove_file(place(&self.folder, id)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the files that nobody knows: a crash may leave them.
    pub fn sweep(&self, known: impl Fn(&str) -> bool) -> io::Result<()> {
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            if !folder.path().is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                if !file.file_name().to_str().is_some_and(&known) {
                    fs::remove_file(file.path())?;
                }
            }
        }
        Ok(())
    }
}

/// `ab/abcdef…`: no folder has more files than one can look through.
fn place(folder: &Path, id: &str) -> io::Result<PathBuf> {
    let plain = id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !plain {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no file has such an id"));
    }
    Ok(folder.join(&id[..2]).join(id))
}

fn unsealed(error: VaultError) -> io::Error {
    match error {
        VaultError::Full => io::ErrorKind::StorageFull.into(),
        other => io::Error::other(other),
    }
}

impl Incoming {
    /// Takes a piece.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let whole = || io::Error::other("the file is whole already");
        self.sealer.as_mut().ok_or_else(whole)?.write_all(piece)?;
        self.hasher.update(piece);
        self.size += piece.len() as u64;
        let room = 64_usize.saturating_sub(self.start.len());
        self.start.extend_from_slice(&piece[..piece.len().min(room)]);
        Ok(())
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first 64 bytes, by which its type is known.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Reads it. It is whole from here on.
    pub fn reader(&mut self) -> io::Result<Opener<File>> {
        self.finish()?;
        let mut file = self.file.reopen()?;
        file.rewind()?;
        self.files.vault.opener(file).map_err(unsealed)
    }

    /// All of its bytes. Only for what is small enough.
    pub fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes it durable under its id.
    pub fn keep(mut self, id: &str) -> io::Result<Kept> {
        self.finish()?;
        let place = place(&self.files.folder, id)?;
        let folder = place.parent().unwrap_or(&self.files.folder);
        fs::create_dir_all(folder)?;
        self.file.as_file().sync_all()?;
        self.file.persist(&place)?;
        File::open(folder)?.sync_all()?;
        File::open(&self.files.folder)?.sync_all()?;
        let digest: [u8; 32] = self.hasher.finalize().into();
        Ok(Kept { size: self.size, digest: digest.into(), key: self.key })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sealer.take().map_or(Ok(()), |sealer| sealer.finish().map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sealed_read_back_swept_and_gone_with_their_key() {
        let folder = tempfile::tempdir().unwrap();
        let (vault, _) = Vault::open(&folder.path().join("keys"), &[1; 32]).unwrap();
        let vault = Arc::new(vault);
        let open = || Files::open(folder.path(), vault.clone()).unwrap();
        let files = open();
        let ids = ["0".repeat(32), "1".repeat(32)];
        let kept: Vec<Kept> = ids
            .iter()
            .map(|id| {
                let mut incoming = files.receive().unwrap();
                incoming.write(b"%PDF Zoe").unwrap();
                assert_eq!(incoming.bytes().unwrap(), b"%PDF Zoe");
                assert!(incoming.write(b"more").is_err());
                incoming.keep(id).unwrap()
            })
            .collect();
        assert_eq!((kept[0].size, kept[0].digest), (8, Digest::of(b"%PDF Zoe")));
        let sealed = fs::read(place(&folder.path().join("files"), &ids[0]).unwrap()).unwrap();
        assert!(!sealed.windows(3).any(|window| window == b"Zoe"));
        assert_eq!(files.read(&ids[0]).unwrap(), b"%PDF Zoe");
        assert!(files.read("../keys/a").is_err());

        let mut left = files.receive().unwrap();
        left.write(b"half").unwrap();
        std::mem::forget(left);
        let files = open();
        assert_eq!(fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
        files.sweep(|id| id == ids[0]).unwrap();
        assert!(files.read(&ids[0]).is_ok() && files.read(&ids[1]).is_err());
        vault.destroy(&[kept[0].key]).unwrap();
        assert!(files.read(&ids[0]).is_err());
    }
}
