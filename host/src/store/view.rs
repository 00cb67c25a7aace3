//! sled as the state built from the journal: values, chunks, and changes not yet written.
//!
//! A value is laid out as: layout version (1), sealing scheme (0: none), CRC32C of what
//! follows, number of chunks (0: the value follows), then the value.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::keys::{
    HELD_DRAFT, Key, MAILBOX_NUMBER, POST_LETTER, QUEUE_NUMBER, TIMER_NUMBER, number_at, prefix,
};
use super::record::{Agent, Filed};
use crate::contract::Moment;
use crate::digest::Digest;
use crate::dossier::{DossierNumber, Draft, DraftId, Exchange, PaperOf, Posted, Talk};
use crate::journal::{Position, SegmentId};
use crate::limits::store::VALUE;
use crate::plugin::Installation;

const VERSION: u8 = 1;
const NONE: u8 = 0;
const HEADER: usize = 10;

/// The state as it is on disk.
#[derive(Clone)]
pub(super) struct View {
    pub(super) tree: sled::Db,
}

/// Changes to the state that a batch makes, on top of what is on disk.
pub(super) struct Changes<'a> {
    view: &'a View,
    values: BTreeMap<Key, Option<Vec<u8>>>,
}

impl View {
    /// The value of a key.
    pub(super) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        self.bytes(key)?.map(|bytes| decode(key, &bytes)).transpose()
    }

    fn bytes(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(stored) = self.tree.get(key.bytes())? else { return Ok(None) };
        unpack(key, &stored, |index| Ok(self.tree.get(key.chunk(index).bytes())?)).map(Some)
    }

    /// Numbers of all dossiers, the last received first.
    pub(super) fn newest_first(
        &self,
    ) -> impl Iterator<Item = Result<DossierNumber, StoreError>> + use<> {
        self.tree.scan_prefix([prefix::QUEUE]).rev().map(|item| {
            let (key, _) = item?;
            number_at(&key, QUEUE_NUMBER)
                .map(|(number, _)| number)
                .ok_or_else(|| damaged("a queue key"))
        })
    }

    /// Where the entries of a dossier are, in order.
    pub(super) fn positions(
        &self,
        number: DossierNumber,
    ) -> Result<Vec<(u32, Position)>, StoreError> {
        let entry = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let index = key
                .get(key.len().wrapping_sub(4)..)
                .and_then(|b| b.try_into().ok())
                .map(u32::from_be_bytes);
            let index = index.ok_or_else(|| damaged("an entry key"))?;
            let stored = self.get::<(u32, u64)>(&Key::entry(number, index))?;
            let (segment, offset) = stored.ok_or_else(|| damaged("an entry key"))?;
            let segment =
                SegmentId::new(segment).ok_or_else(|| damaged("the place of an entry"))?;
            Ok((index, Position { segment, offset }))
        };
        self.tree.scan_prefix(Key::entries(number).bytes()).map(entry).collect()
    }

    /// The entry that begins at this place of the journal.
    pub(super) fn entry_at(&self, position: Position) -> Option<(DossierNumber, u32)> {
        let mut keys = self.tree.scan_prefix([prefix::ENTRY]).keys().filter_map(Result::ok);
        keys.find_map(|key| {
            let (number, index) = number_at(&key, 1)?;
            let index = u32::from_be_bytes(index.try_into().ok()?);
            let place = self.get::<(u32, u64)>(&Key::entry(number, index)).ok()??;
            (place == (position.segment.get(), position.offset)).then_some((number, index))
        })
    }

    /// All agents, by name.
    pub(super) fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        let agent = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let name = std::str::from_utf8(&key[1..]).map_err(|_| damaged("an agent's name"))?;
            self.get(&Key::agent(name))?.ok_or_else(|| damaged("an agent"))
        };
        self.tree.scan_prefix([prefix::AGENT]).map(agent).collect()
    }

    /// What the town serves of each procedure, by id.
    pub(super) fn installations(&self) -> Result<Vec<Installation>, StoreError> {
        let installation = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let id = std::str::from_utf8(&key[1..]).map_err(|_| damaged("a procedure's id"))?;
            self.get(&Key::installation(id))?.ok_or_else(|| damaged("an installation"))
        };
        self.tree.scan_prefix([prefix::INSTALLATION]).map(installation).collect()
    }

    /// Timers that are due at this moment, the oldest first.
    pub(super) fn due(&self, now: Moment) -> Result<Vec<(DossierNumber, String)>, StoreError> {
        let first: &[u8] = &[prefix::TIMER];
        let timer = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let (number, timer) =
                number_at(&key, TIMER_NUMBER).ok_or_else(|| damaged("a timer key"))?;
            Ok((number, String::from_utf8_lossy(timer).into_owned()))
        };
        self.tree.range(first..Key::timers_until(now).bytes()).map(timer).collect()
    }

    /// Letters that are not sent, those due first at the beginning, those that wait for an agent
    /// at the end.
    pub(super) fn unsent(&self) -> impl Iterator<Item = Result<Posted, StoreError>> + use<> {
        let view = self.clone();
        self.tree.scan_prefix([prefix::POST]).map(move |item| {
            let (key, _) = item?;
            let id = key.get(POST_LETTER..).and_then(|id| <[u8; 16]>::try_from(id).ok());
            let id = id.ok_or_else(|| damaged("a letter's key"))?;
            view.get(&Key::letter(&id.into()))?.ok_or_else(|| damaged("a letter"))
        })
    }

    /// The dossiers of a mailbox.
    pub(super) fn mailbox(&self, mailbox: &Digest) -> Result<Vec<DossierNumber>, StoreError> {
        let number = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let (number, _) =
                number_at(&key, MAILBOX_NUMBER).ok_or_else(|| damaged("a mailbox key"))?;
            Ok(number)
        };
        self.tree.scan_prefix(Key::mailbox_of(mailbox).bytes()).map(number).collect()
    }

    /// What passed with a dossier beside its procedure, in order.
    pub(super) fn exchanges(&self, number: DossierNumber) -> Result<Vec<Exchange>, StoreError> {
        let count = self.get::<Talk>(&Key::talk(number))?.unwrap_or_default().exchanges;
        let exchange =
            |index| self.get(&Key::exchange(number, index))?.ok_or_else(|| damaged("an exchange"));
        (1..=count).map(exchange).collect()
    }

    /// The drafts of a person.
    pub(super) fn drafts_of(&self, person: &Digest) -> Result<Vec<DraftId>, StoreError> {
        let draft = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let id = key.get(HELD_DRAFT..).and_then(|id| <[u8; 16]>::try_from(id).ok());
            id.map(DraftId::from).ok_or_else(|| damaged("the key of a person's draft"))
        };
        self.tree.scan_prefix(Key::held_by(person).bytes()).map(draft).collect()
    }

    /// All uploaded files.
    pub(super) fn all_filed(&self) -> impl Iterator<Item = Result<Filed, StoreError>> + use<> {
        let view = self.clone();
        self.tree.scan_prefix([prefix::FILED]).map(move |item| {
            let (key, _) = item?;
            let id = std::str::from_utf8(&key[1..]).map_err(|_| damaged("a file's id"))?;
            view.get(&Key::filed(id))?.ok_or_else(|| damaged("a file"))
        })
    }

    /// What waits to be printed: of which dossier, what, since when in milliseconds since 1970.
    pub(super) fn prints(&self) -> Result<Vec<(DossierNumber, PaperOf, i64)>, StoreError> {
        let print = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let (number, of) = number_at(&key, 1).ok_or_else(|| damaged("a print key"))?;
            let of = std::str::from_utf8(of).ok().and_then(|of| of.parse::<PaperOf>().ok());
            let of = of.ok_or_else(|| damaged("a print key"))?;
            let since = self.get(&Key::print(number, of))?;
            Ok((number, of, since.ok_or_else(|| damaged("a print"))?))
        };
        self.tree.scan_prefix([prefix::PRINT]).map(print).collect()
    }

    /// All drafts.
    pub(super) fn drafts(&self) -> impl Iterator<Item = Result<Draft, StoreError>> + use<> {
        let view = self.clone();
        self.tree.scan_prefix([prefix::DRAFT]).map(move |item| {
            let (key, _) = item?;
            let id = key.get(1..).and_then(|id| <[u8; 16]>::try_from(id).ok());
            let id = id.ok_or_else(|| damaged("a draft's key"))?;
            view.get(&Key::draft(&id.into()))?.ok_or_else(|| damaged("a draft"))
        })
    }

    /// How many keys of each kind there are and a sum over all of them and their values, by
    /// which missing or changed ones are noticed when the store opens.
    pub(super) fn manifest(&self) -> Result<Manifest, StoreError> {
        let mut manifest = Manifest::default();
        for item in self.tree.iter() {
            let (key, value) = item?;
            if key.first() != Some(&prefix::META) {
                manifest.add(&key, &value);
            }
        }
        Ok(manifest)
    }
}

/// A count and a sum that a change updates without reading the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub(super) struct Manifest {
    keys: u64,
    sum: u64,
}

impl Manifest {
    fn hash(key: &[u8], value: &[u8]) -> u64 {
        let low = crc32c::crc32c_append(crc32c::crc32c(key), value);
        let high = crc32c::crc32c_append(crc32c::crc32c(value), key);
        u64::from(high) << 32 | u64::from(low)
    }

    fn add(&mut self, key: &[u8], value: &[u8]) {
        self.keys = self.keys.wrapping_add(1);
        self.sum = self.sum.wrapping_add(Self::hash(key, value));
    }

    fn remove(&mut self, key: &[u8], value: &[u8]) {
        self.keys = self.keys.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(Self::hash(key, value));
    }
}

impl<'a> Changes<'a> {
    pub(super) fn new(view: &'a View) -> Self {
        Self { view, values: BTreeMap::new() }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        match self.values.get(key) {
            Some(value) => value.as_ref().map(|bytes| decode(key, bytes)).transpose(),
            None => self.view.get(key),
        }
    }

    pub(super) fn put(&mut self, key: Key, value: &impl Serialize) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(value).map_err(|e| StoreError::State(e.to_string()))?;
        self.values.insert(key, Some(bytes));
        Ok(())
    }

    /// Takes over what another set of changes on top of this one changed.
    pub(super) fn absorb(&mut self, other: BTreeMap<Key, Option<Vec<u8>>>) {
        self.values.extend(other);
    }

    /// A set of changes that can be dropped without these being touched.
    pub(super) fn attempt(&self) -> Attempt<'_> {
        Attempt { below: self, above: BTreeMap::new() }
    }

    /// Everything as one batch, with the manifest and how far it reflects the journal.
    pub(super) fn batch(mut self, applied: u64) -> Result<sled::Batch, StoreError> {
        let mut manifest: Manifest = self.view.get(&Key::manifest())?.unwrap_or_default();
        let values = std::mem::take(&mut self.values);
        let mut batch = sled::Batch::default();
        for (key, value) in values {
            self.replace(&mut batch, &mut manifest, &key, value.as_deref())?;
        }
        batch.insert(
            Key::applied().bytes(),
            pack(&serde_json::to_vec(&applied).unwrap_or_default(), 0),
        );
        let manifest = serde_json::to_vec(&manifest).unwrap_or_default();
        batch.insert(Key::manifest().bytes(), pack(&manifest, 0));
        Ok(batch)
    }

    /// Removes the stored pieces of a key and puts the new ones in.
    fn replace(
        &self,
        batch: &mut sled::Batch,
        manifest: &mut Manifest,
        key: &Key,
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let tree = &self.view.tree;
        let mut remove = |piece: &Key, old: &[u8]| {
            manifest.remove(piece.bytes(), old);
            batch.remove(piece.bytes());
        };
        if let Some(old) = tree.get(key.bytes())? {
            remove(key, &old);
            for piece in (0..chunks_of(&old)).map(|index| key.chunk(index)) {
                if let Some(old) = tree.get(piece.bytes())? {
                    remove(&piece, &old);
                }
            }
        }
        let Some(value) = value else { return Ok(()) };
        let mut insert = |key: &Key, bytes: Vec<u8>| {
            manifest.add(key.bytes(), &bytes);
            batch.insert(key.bytes(), bytes);
        };
        if value.len() <= VALUE {
            insert(key, pack(value, 0));
            return Ok(());
        }
        let mut count = 0;
        for (index, chunk) in value.chunks(VALUE).enumerate() {
            count = index as u32 + 1;
            insert(&key.chunk(index as u32), chunk.to_vec());
        }
        let mut head = pack(&[], count);
        head[2..6].copy_from_slice(&crc32c::crc32c(value).to_be_bytes());
        insert(key, head);
        Ok(())
    }
}

/// Changes of one record, kept only if all of them can be made.
pub(super) struct Attempt<'a> {
    below: &'a Changes<'a>,
    above: BTreeMap<Key, Option<Vec<u8>>>,
}

impl Attempt<'_> {
    pub(super) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        match self.above.get(key) {
            Some(value) => value.as_ref().map(|bytes| decode(key, bytes)).transpose(),
            None => self.below.get(key),
        }
    }

    pub(super) fn put(&mut self, key: Key, value: &impl Serialize) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(value).map_err(|e| StoreError::State(e.to_string()))?;
        self.above.insert(key, Some(bytes));
        Ok(())
    }

    pub(super) fn delete(&mut self, key: Key) {
        self.above.insert(key, None);
    }

    pub(super) fn into_values(self) -> BTreeMap<Key, Option<Vec<u8>>> {
        self.above
    }
}

fn pack(value: &[u8], chunks: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + value.len());
    bytes.extend_from_slice(&[VERSION, NONE]);
    bytes.extend_from_slice(&crc32c::crc32c(value).to_be_bytes());
    bytes.extend_from_slice(&chunks.to_be_bytes());
    bytes.extend_from_slice(value);
    bytes
}

fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_be_bytes)
}

fn chunks_of(stored: &[u8]) -> u32 {
    four(stored, 6)
}

fn unpack(
    key: &Key,
    stored: &[u8],
    chunk: impl Fn(u32) -> Result<Option<sled::IVec>, StoreError>,
) -> Result<Vec<u8>, StoreError> {
    if stored.len() < HEADER || stored[0] != VERSION || stored[1] != NONE {
        return Err(damaged(&format!(
            "{key:?}: a layout that this version of guichet does not read"
        )));
    }
    let mut value = stored[HEADER..].to_vec();
    for index in 0..chunks_of(stored) {
        let piece =
            chunk(index)?.ok_or_else(|| damaged(&format!("{key:?}: chunk {index} is missing")))?;
        value.extend_from_slice(&piece);
    }
    if crc32c::crc32c(&value) != four(stored, 2) {
        return Err(damaged(&format!("{key:?}: its checksum is wrong")));
    }
    Ok(value)
}

fn decode<T: DeserializeOwned>(key: &Key, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|e| damaged(&format!("{key:?}: {e}")))
}

fn damaged(what: &str) -> StoreError {
    StoreError::State(format!(
        "{what}. Stop the server and move the sled folder away; it is built again from the journal"
    ))
}
