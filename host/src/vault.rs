//! Keys that can be destroyed. What the town keeps of people is sealed, each thing under a key of
//! its own; the journal never forgets and sled may be built again, so what is to be forgotten is
//! the key. This part knows nothing of what it seals.
//!
//! Keys lie in two files of the same slots, `a` and `b`, each slot written and synced in the one
//! before it is touched in the other: whatever a power cut does to one, the other has the slot as
//! it was or as it is to be. A copy that is damaged is written again from the good one when the
//! vault opens. In the slots the keys are wrapped by a secret that lies elsewhere.
//!
//! New keys are made in stock, so that taking one waits for no disk. Destroying one overwrites
//! its slot in both files.
//!
//! What this cannot do: a disk that writes elsewhere than where it is told to (flash memory that
//! spreads its wear, file systems that copy on write, snapshots) may keep an old slot until it
//! uses that place again, and a backup keeps the keys of its day until it is thrown away itself.
//! Such remains are of use only together with the secret that wraps them and the sealed bytes.
//!
//! Start with [`Vault::take`], [`Vault::seal`], [`Vault::open_sealed`] and [`Vault::destroy`].

mod slot;
mod stream;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use crate::limits::vault::{KEYS, STOCK};
use slot::{SIZE, Slot};

pub use slot::KeyId;
pub use stream::{Opener, Sealer};

/// Bytes that sealing adds: a nonce before and a tag after.
pub const OVERHEAD: usize = NONCE + 16;
const NONCE: usize = 24;

/// The key store of one data folder.
pub struct Vault {
    wrapping: XChaCha20Poly1305,
    copies: [File; 2],
    state: RwLock<State>,
    /// Held while slots are written.
    writing: Mutex<()>,
}

/// What the slots hold.
#[derive(Default)]
struct State {
    places: HashMap<KeyId, u32>,
    /// Keys that are durable and seal nothing.
    stock: Vec<KeyId>,
    /// Slots without a key.
    free: Vec<u32>,
    slots: u32,
    /// The highest generation of any slot.
    generation: u64,
}

/// What was found and mended when a vault opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Keys that are there.
    pub keys: usize,
    /// Slots of one file that were written again from the other.
    pub mended: usize,
    /// Slots that neither file has whole. Whose keys they held is not known.
    pub lost: usize,
}

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key is not there: it was destroyed, or the vault is not the one of this data.
    #[error("its key {0} is not in the key store")]
    Gone(KeyId),
    /// The bytes are not those that were sealed.
    #[error("its seal is broken: the bytes are not those that were sealed")]
    Broken,
    /// The keys are wrapped by another secret.
    #[error(
        "the keys in {0} are wrapped by another secret than the one in the file \"key\"; restore both from the same backup"
    )]
    Secret(PathBuf),
    /// As many keys as there may be.
    #[error("there are {KEYS} keys, as many as there may be")]
    Many,
    /// No room on the disk.
    #[error("the disk is full")]
    Full,
    /// The files cannot be read or written.
    #[error("the key store cannot be read or written: {0}")]
    Io(io::Error),
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// Names of the two files.
const COPIES: [&str; 2] = ["a", "b"];

impl Vault {
    /// Opens the vault in a folder, and mends what a crash left. Keys are in use until
    /// [`Vault::stock`] says which are not.
    pub fn open(folder: &Path, wrapping: &[u8; 32]) -> Result<(Self, Checked), VaultError> {
        fs::create_dir_all(folder)?;
        let open = |name: &&str| {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600);
            options.open(folder.join(name))
        };
        let copies = [open(&COPIES[0])?, open(&COPIES[1])?];
        File::open(folder)?.sync_all()?;
        if let Some(parent) = folder.parent().filter(|parent| parent.is_dir()) {
            File::open(parent)?.sync_all()?;
        }
        let wrapping = XChaCha20Poly1305::new(&Key::from(*wrapping));
        let (state, writing) = (RwLock::default(), Mutex::default());
        let vault = Self { wrapping, copies, state, writing };
        let checked = vault.check()?;
        let first = vault.read().places.keys().next().copied();
        if first.is_some_and(|first| matches!(vault.cipher(first), Err(VaultError::Broken))) {
            return Err(VaultError::Secret(folder.to_owned()));
        }
        Ok((vault, checked))
    }

    /// Reads every slot of both files, and writes what one lacks from the other.
    fn check(&self) -> Result<Checked, VaultError> {
        let contents = [whole(&self.copies[0])?, whole(&self.copies[1])?];
        let slots = contents.iter().map(|bytes| bytes.len().div_ceil(SIZE)).max().unwrap_or(0);
        let (mut state, mut checked) = (self.write(), Checked::default());
        let mut mend = [Vec::new(), Vec::new()];
        for number in 0..slots {
            let bytes = |copy: usize| {
                let rest = contents[copy].get(number * SIZE..).unwrap_or_default();
                rest.get(..SIZE).and_then(|slot| <&[u8; SIZE]>::try_from(slot).ok())
            };
            let [a, b] = [bytes(0).and_then(Slot::decode), bytes(1).and_then(Slot::decode)];
            let latest = a.iter().chain(&b).max_by_key(|slot| slot.generation);
            let Some(latest) = latest else {
                checked.lost += 1;
                continue;
            };
            for (copy, mend) in mend.iter_mut().enumerate() {
                if bytes(copy) != Some(&latest.encode()) {
                    mend.push((number as u32, *latest));
                }
            }
            state.generation = state.generation.max(latest.generation);
            match &latest.held {
                Some(held) => drop(state.places.insert(held.id, number as u32)),
                None => state.free.push(number as u32),
            }
        }
        state.slots = u32::try_from(slots).map_err(|_| VaultError::Many)?;
        for (copy, mend) in self.copies.iter().zip(&mend) {
            if !mend.is_empty() {
                put(copy, mend)?;
            }
            checked.mended += mend.len();
        }
        checked.keys = state.places.len();
        Ok(checked)
    }

    /// Says which keys are in use; the others are taken next.
    pub fn stock(&self, in_use: impl Fn(&KeyId) -> bool) {
        let mut state = self.write();
        state.stock = state.places.keys().filter(|id| !in_use(id)).copied().collect();
    }

    /// All slots, and what something gives while no key is made or destroyed.
    pub fn still<T>(&self, meanwhile: impl FnOnce() -> T) -> Result<(Vec<u8>, T), VaultError> {
        let _alone = self.alone();
        let slots = whole(&self.copies[0])?;
        Ok((slots, meanwhile()))
    }

    /// Whether a key is there.
    pub fn holds(&self, id: KeyId) -> bool {
        self.read().places.contains_key(&id)
    }

    /// A key that nothing else has. It is durable already.
    pub fn take(&self) -> Result<KeyId, VaultError> {
        loop {
            if let Some(id) = self.write().stock.pop() {
                return Ok(id);
            }
            self.restock(1)?;
        }
    }

    /// Gives a key back that was taken and sealed nothing.
    pub fn give_back(&self, id: KeyId) {
        self.write().stock.push(id);
    }

    /// Makes new keys if fewer than this many are in stock. They are durable when it returns.
    pub fn restock(&self, least: usize) -> Result<(), VaultError> {
        let _alone = self.alone();
        let (places, generation) = {
            let mut state = self.write();
            if state.stock.len() >= least {
                return Ok(());
            }
            let more = STOCK.min((KEYS - state.slots) as usize + state.free.len());
            if more == 0 {
                return Err(VaultError::Many);
            }
            // What a failed write leaves of them is not known, so they are free again only after
            // the next start.
            let reused = state.free.len().saturating_sub(more);
            let mut places = state.free.split_off(reused);
            let new = (more - places.len()) as u32;
            places.extend(state.slots..state.slots + new);
            places.sort_unstable();
            state.generation += 1;
            state.slots += new;
            (places, state.generation)
        };
        let made: Result<Vec<_>, VaultError> = places
            .into_iter()
            .map(|place| {
                let (id, key) = (KeyId::from(random()), random::<32>());
                Ok((place, Slot { generation, held: Some(self.wrap(id, &key)?) }))
            })
            .collect();
        let made = made?;
        self.put(&made)?;
        let mut state = self.write();
        for (place, slot) in made {
            let Some(held) = slot.held else { continue };
            state.places.insert(held.id, place);
            state.stock.push(held.id);
        }
        Ok(())
    }

    /// Destroys keys: when it returns, neither file has them. Those that are not there are gone
    /// already.
    pub fn destroy(&self, ids: &[KeyId]) -> Result<(), VaultError> {
        let _alone = self.alone();
        let (mut places, generation) = {
            let mut state = self.write();
            state.generation += 1;
            let places = ids.iter().filter_map(|id| Some((*id, *state.places.get(id)?)));
            (places.collect::<Vec<_>>(), state.generation)
        };
        if places.is_empty() {
            return Ok(());
        }
        places.sort_unstable_by_key(|(_, place)| *place);
        places.dedup();
        let empty: Vec<_> =
            places.iter().map(|(_, place)| (*place, Slot { generation, held: None })).collect();
        self.put(&empty)?;
        let mut state = self.write();
        for (id, place) in places {
            state.places.remove(&id);
            state.stock.retain(|other| *other != id);
            state.free.push(place);
        }
        Ok(())
    }

    /// Seals bytes under a key, bound to others that are not sealed.
    pub fn seal(&self, id: KeyId, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce = random::<NONCE>();
        let payload = Payload { msg: plain, aad: bound };
        let sealed = self.cipher(id)?.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| VaultError::Broken)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed.
    pub fn open_sealed(
        &self,
        id: KeyId,
        bound: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(VaultError::Broken)?;
        let payload = Payload { msg: sealed, aad: bound };
        self.cipher(id)?.decrypt(&XNonce::from(*nonce), payload).map_err(|_| VaultError::Broken)
    }

    /// What seals with a key: read from its slot each time, so that no key stays in memory.
    fn cipher(&self, id: KeyId) -> Result<XChaCha20Poly1305, VaultError> {
        let place = self.read().places.get(&id).copied().ok_or(VaultError::Gone(id))?;
        let mut problem = VaultError::Gone(id);
        for copy in &self.copies {
            let mut bytes = [0; SIZE];
            match copy.read_exact_at(&mut bytes, u64::from(place) * SIZE as u64) {
                Ok(()) => {}
                Err(error) => {
                    problem = error.into();
                    continue;
                }
            }
            let held = Slot::decode(&bytes).and_then(|slot| slot.held).filter(|h| h.id == id);
            let Some(held) = held else { continue };
            let nonce = XNonce::from(held.nonce);
            let payload = Payload { msg: &held.wrapped, aad: id.bytes() };
            match self.wrapping.decrypt(&nonce, payload).map(<[u8; 32]>::try_from) {
                Ok(Ok(key)) => return Ok(XChaCha20Poly1305::new(&Key::from(key))),
                _ => problem = VaultError::Broken,
            }
        }
        Err(problem)
    }

    fn wrap(&self, id: KeyId, key: &[u8; 32]) -> Result<slot::Held, VaultError> {
        let nonce = random::<NONCE>();
        let payload = Payload { msg: key, aad: id.bytes() };
        let wrapped = self.wrapping.encrypt(&XNonce::from(nonce), payload);
        let wrapped = wrapped.ok().and_then(|wrapped| wrapped.try_into().ok());
        Ok(slot::Held { id, nonce, wrapped: wrapped.ok_or(VaultError::Broken)? })
    }

    /// Writes slots to the one file and then to the other, each synced.
    fn put(&self, slots: &[(u32, Slot)]) -> Result<(), VaultError> {
        self.copies.iter().try_for_each(|copy| put(copy, slots))
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn whole(file: &File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let most = u64::from(KEYS) * SIZE as u64;
    if length > most {
        let problem = format!("a file of {length} bytes, and {most} is as many as there may be");
        return Err(io::Error::other(problem));
    }
    let mut bytes = vec![0; length as usize];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// Writes slots, which are in order, in as few pieces as they lie in, and syncs.
fn put(file: &File, slots: &[(u32, Slot)]) -> Result<(), VaultError> {
    for run in slots.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
        let bytes: Vec<u8> = run.iter().flat_map(|(_, slot)| slot.encode()).collect();
        file.write_all_at(&bytes, u64::from(run[0].0) * SIZE as u64)?;
    }
    Ok(file.sync_data()?)
}

/// Random bytes of the operating system, without which nothing here is safe.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
