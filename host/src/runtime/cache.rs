//! Compiled components on disk. A compiled file is native code, so only what this host wrote
//! itself is ever loaded: each file carries an HMAC under a key of the data folder.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::LoadError;
use crate::digest::Digest;

const TAG: usize = 32;

/// A folder of compiled components. Whatever is wrong with it, a component is compiled anew.
pub struct Cache {
    folder: PathBuf,
    key: [u8; 32],
}

impl Cache {
    /// A cache in `folder`, authenticated with `key`.
    pub fn new(folder: PathBuf, key: [u8; 32]) -> Self {
        Self { folder, key }
    }

    /// Named by the component and by everything that makes its code unfit for another engine.
    fn path(&self, engine: &Engine, component: Digest) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        self.folder.join(format!("{component}-{:016x}.cwasm", hasher.finish()))
    }

    fn mac(&self, component: Digest) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key length is taken");
        mac.update(b"compiled component");
        mac.update(component.bytes());
        mac
    }

    pub(super) fn get(&self, engine: &Engine, component: Digest) -> Option<Component> {
        let file = fs::read(self.path(engine, component)).ok()?;
        let (tag, code) = file.split_at_checked(TAG)?;
        let mut mac = self.mac(component);
        mac.update(code);
        if mac.verify_slice(tag).is_err() {
            tracing::warn!(%component, "a compiled component in the cache is not ours or damaged; compiling it anew");
            return None;
        }
        // SAFETY: the code was written by `put` of a host that holds this data folder's key, and
        // has not changed since: its HMAC was just checked.
        let loaded = unsafe { Component::deserialize(engine, code) };
        loaded.inspect_err(|error| tracing::warn!(%component, %error, "compiling anew")).ok()
    }

    /// Keeps code that [`compiler`](super::engine::compiler) serialized, and takes it into use.
    pub(super) fn put(
        &self,
        engine: &Engine,
        component: Digest,
        code: &[u8],
    ) -> Result<Component, LoadError> {
        let mut mac = self.mac(component);
        mac.update(code);
        let mut file = mac.finalize().into_bytes().to_vec();
        file.extend_from_slice(code);
        if let Err(error) = self.replace(self.path(engine, component), &file) {
            tracing::warn!(%component, %error, "a compiled component could not be kept; it is compiled again next time");
        }
        // SAFETY: another process of this very program serialized it for us.
        unsafe { Component::deserialize(engine, code) }.map_err(LoadError::Host)
    }

    /// No reader ever sees half a file. It needs no sync: a torn one fails its check.
    fn replace(&self, path: PathBuf, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
        std::io::Write::write_all(&mut temporary, bytes)?;
        temporary.persist(path)?;
        Ok(())
    }
}
