//! Files, sealed piece by piece as they come in: no byte of them reaches the disk in clear, and
//! no file is in memory whole. Pieces cannot be left out, swapped or cut off at the end (STREAM,
//! Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
//!
//! A sealed file: `GSF1`, the id of its key (16 bytes), 19 random bytes, then pieces of 64 KiB
//! with 16 bytes more each, the last one shorter or as long.

use std::io::{self, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;

use super::{KeyId, Vault, VaultError, random};
use crate::limits::vault::PIECE;

const MAGIC: [u8; 4] = *b"GSF1";
const TAG: usize = 16;

/// Seals what is written to it.
pub struct Sealer<W> {
    to: W,
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    header: [u8; 39],
    piece: Vec<u8>,
}

/// Reads what was sealed.
pub struct Opener<R> {
    from: R,
    /// Nothing once the last piece was opened.
    decryptor: Option<DecryptorBE32<XChaCha20Poly1305>>,
    header: [u8; 39],
    /// The piece after the open one, still sealed.
    next: Vec<u8>,
    piece: Vec<u8>,
    read: usize,
}

impl Vault {
    /// Begins to seal a file under a key.
    pub fn sealer<W: Write>(&self, id: KeyId, mut to: W) -> Result<Sealer<W>, VaultError> {
        let prefix = random::<19>();
        let mut header = [0; 39];
        header[..4].copy_from_slice(&MAGIC);
        header[4..20].copy_from_slice(id.bytes());
        header[20..].copy_from_slice(&prefix);
        let encryptor = EncryptorBE32::from_aead(self.cipher(id)?, &prefix.into());
        to.write_all(&header)?;
        Ok(Sealer { to, encryptor, header, piece: Vec::with_capacity(PIECE) })
    }

    /// Opens a sealed file. It says itself which key it was sealed under.
    pub fn opener<R: Read>(&self, mut from: R) -> Result<Opener<R>, VaultError> {
        let mut header = [0; 39];
        let begun = from.read_exact(&mut header);
        let (magic, rest) = header.split_at(4);
        let (id, prefix) = rest.split_at(16);
        let id = <[u8; 16]>::try_from(id).map_err(|_| VaultError::Broken)?;
        let prefix = <[u8; 19]>::try_from(prefix).map_err(|_| VaultError::Broken)?;
        if begun.is_err() || magic != MAGIC {
            return Err(VaultError::Broken);
        }
        let decryptor = Some(DecryptorBE32::from_aead(self.cipher(id.into())?, &prefix.into()));
        let next = piece(&mut from)?;
        Ok(Opener { from, decryptor, header, next, piece: vec![], read: 0 })
    }
}

impl<W: Write> Sealer<W> {
    /// Seals the last piece. Without it, the file does not open.
    pub fn finish(mut self) -> io::Result<W> {
        let payload = Payload { msg: &self.piece, aad: &self.header };
        let sealed = self.encryptor.encrypt_last(payload).map_err(|_| unsealed())?;
        self.to.write_all(&sealed)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits: it may be the last.
        if self.piece.len() == PIECE && !bytes.is_empty() {
            let payload = Payload { msg: &self.piece, aad: &self.header };
            let sealed = self.encryptor.encrypt_next(payload).map_err(|_| unsealed())?;
            self.to.write_all(&sealed)?;
            self.piece.clear();
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.piece.len() {
            let Some(mut decryptor) = self.decryptor.take() else { return Ok(0) };
            let after = piece(&mut self.from)?;
            let payload = Payload { msg: &self.next, aad: &self.header };
            let opened = if after.is_empty() {
                decryptor.decrypt_last(payload)
            } else {
                let opened = decryptor.decrypt_next(payload);
                self.decryptor = Some(decryptor);
                opened
            };
            self.piece = opened.map_err(|_| io::Error::other(VaultError::Broken))?;
            (self.next, self.read) = (after, 0);
        }
        let taken = into.len().min(self.piece.len() - self.read);
        into[..taken].copy_from_slice(&self.piece[self.read..self.read + taken]);
        self.read += taken;
        Ok(taken)
    }
}

/// The next sealed piece; none at the end.
fn piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    from.take((PIECE + TAG) as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn unsealed() -> io::Error {
    io::Error::other("a piece of a file could not be sealed")
}
