//! sled as the state built from the journal: values, chunks, and changes not yet written.
//!
//! A value is laid out as: layout version (1), sealing scheme, CRC32C of the value, number of
//! chunks that it goes on in, then the value or its beginning. With scheme 0 the value is JSON;
//! with scheme 1 it is the id of a key (16 bytes, never in a chunk) and the JSON sealed under it,
//! bound to the key of the tree. Only what says nothing of a person is not sealed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::keys::{
    HELD_DRAFT, Key, LEGAL_NUMBER, MAILBOX_NUMBER, POST_LETTER, QUEUE_NUMBER, TIMER_NUMBER,
    TRACE_NUMBER, day_at, moment_at, number_at, prefix,
};
use super::record::{Blocked, Filed};
use super::subject::Subject;
use crate::contract::{Date, Moment};
use crate::digest::Digest;
use crate::dossier::{
    self, DossierNumber, Draft, DraftId, Due, Exchange, PaperOf, Posted, Reading, Talk,
};
use crate::journal::{Position, SegmentId};
use crate::limits::store::VALUE;
use crate::plugin::Installation;
use crate::staff::Agent;
use crate::vault::{KeyId, Vault, VaultError};

const VERSION: u8 = 1;
const NONE: u8 = 0;
const SEALED: u8 = 1;
const HEADER: usize = 10;
/// Bytes of a key's id before what is sealed under it.
const ID: usize = 16;

/// The state as it is on disk.
#[derive(Clone)]
pub(super) struct View {
    pub(super) tree: sled::Db,
    pub(super) vault: Arc<Vault>,
}

/// A value before it is laid out: JSON, and the key that seals it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    json: Vec<u8>,
    seal: Option<KeyId>,
}

/// What becomes of keys of the tree.
pub(super) type Values = BTreeMap<Key, Option<Plain>>;

/// Changes to the state that a batch makes, on top of what is on disk.
pub(super) struct Changes<'a> {
    view: &'a View,
    values: Values,
}

/// A state whose keys can be read in order: what is on disk, or what a batch makes of it.
pub(super) trait Ranges {
    /// Keys with their values, from a key on and below another.
    fn range(&self, from: &Key, below: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError>;
}

impl Ranges for View {
    fn range(&self, from: &Key, below: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.tree.range(from.bytes()..below.bytes()).map(|item| self.read(item)).collect()
    }
}

impl View {
    /// At most so many keys that start with these bytes, with their values.
    pub(super) fn first(
        &self,
        start: &Key,
        count: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.tree.scan_prefix(start.bytes()).take(count).map(|item| self.read(item)).collect()
    }

    fn read(
        &self,
        item: sled::Result<(sled::IVec, sled::IVec)>,
    ) -> Result<(Key, Vec<u8>), StoreError> {
        let (key, stored) = item?;
        let key = Key::read(&key);
        let chunk = |index| Ok(self.tree.get(key.chunk(index).bytes())?);
        let value = unpack(&key, &stored, chunk)?;
        Ok((key, value))
    }

    /// The value of a key.
    pub(super) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        self.bytes(key)?.map(|bytes| decode(key, &bytes)).transpose()
    }

    fn bytes(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(stored) = self.tree.get(key.bytes())? else { return Ok(None) };
        let value = unpack(key, &stored, |index| Ok(self.tree.get(key.chunk(index).bytes())?))?;
        let Some(id) = sealed_under(&stored) else { return Ok(Some(value)) };
        match self.vault.open_sealed(id, key.bytes(), value.get(ID..).unwrap_or_default()) {
            Ok(opened) => Ok(Some(opened)),
            // It was removed meanwhile, and its key with it.
            Err(VaultError::Gone(_)) if !self.tree.contains_key(key.bytes())? => Ok(None),
            Err(error) => Err(damaged(&format!("{key:?}: {error}"))),
        }
    }

    /// Under which key the value of this one is sealed. Nothing where it is not there.
    pub(super) fn sealed_under(&self, key: &Key) -> Result<Option<Option<KeyId>>, StoreError> {
        Ok(self.tree.get(key.bytes())?.map(|stored| sealed_under(&stored)))
    }

    /// Every key that seals something.
    pub(super) fn keys_in_use(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        let mut keys = BTreeSet::new();
        for item in self.tree.iter() {
            let (key, stored) = item?;
            if key.first() != Some(&prefix::CHUNK) {
                keys.extend(sealed_under(&stored));
            }
        }
        Ok(keys)
    }

    /// Keys that are destroyed, or are to be.
    pub(super) fn doomed(&self) -> Result<Vec<KeyId>, StoreError> {
        let doomed = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let id = key.get(1..).and_then(|id| <[u8; ID]>::try_from(id).ok());
            id.map(KeyId::from).ok_or_else(|| damaged("the id of a key"))
        };
        self.tree.scan_prefix([prefix::DOOMED]).map(doomed).collect()
    }

    /// When each dossier was received, in milliseconds since 1970, and its number; the first
    /// received first.
    pub(super) fn oldest_first(
        &self,
    ) -> impl DoubleEndedIterator<Item = Result<(i64, DossierNumber), StoreError>> + use<> {
        self.tree.scan_prefix([prefix::QUEUE]).map(|item| {
            let (key, _) = item?;
            let at = key.get(1..QUEUE_NUMBER).and_then(|at| <[u8; 8]>::try_from(at).ok());
            let at = at.and_then(|at| i64::try_from(u64::from_be_bytes(at)).ok());
            let number = number_at(&key, QUEUE_NUMBER).map(|(number, _)| number);
            at.zip(number).ok_or_else(|| damaged("a queue key"))
        })
    }

    /// Who looked into sensitive dossiers, the last first.
    pub(super) fn readings(&self) -> impl Iterator<Item = Result<Reading, StoreError>> + use<> {
        let view = self.clone();
        self.tree.scan_prefix([prefix::READING]).rev().map(move |item| {
            let (key, _) = item?;
            view.get(&Key::read(&key))?.ok_or_else(|| damaged("a reading"))
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
    pub(super) fn due(
        &self,
        now: Moment,
    ) -> Result<Vec<(Moment, DossierNumber, String)>, StoreError> {
        let first: &[u8] = &[prefix::TIMER];
        let timer = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let named = number_at(&key, TIMER_NUMBER).zip(moment_at(&key));
            let ((number, timer), at) = named.ok_or_else(|| damaged("a timer key"))?;
            Ok((at, number, String::from_utf8_lossy(timer).into_owned()))
        };
        self.tree.range(first..Key::timers_until(now).bytes()).map(timer).collect()
    }

    /// What falls due by law at the end of a day, the first day first; all that is on record, or
    /// what lies before a day.
    pub(super) fn legal(
        &self,
        before: Option<Date>,
    ) -> impl Iterator<Item = Result<(Date, DossierNumber, Due), StoreError>> + use<> {
        let last =
            before.map_or(vec![prefix::LEGAL + 1], |day| Key::legal_before(day).bytes().to_vec());
        self.tree.range(vec![prefix::LEGAL]..last).map(|item| {
            let (key, _) = item?;
            let named = number_at(&key, LEGAL_NUMBER).zip(day_at(&key));
            let ((number, kind), day) = named.ok_or_else(|| damaged("a legal deadline"))?;
            let due = Due::ALL.into_iter().find(|due| kind == [*due as u8]);
            Ok((day, number, due.ok_or_else(|| damaged("a legal deadline"))?))
        })
    }

    /// The sources that are blocked.
    pub(super) fn blocked(&self) -> Result<Vec<Blocked>, StoreError> {
        let blocked = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let source = key.get(1..).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let source = source.ok_or_else(|| damaged("the key of a block"))?;
            self.get(&Key::block(&source.into()))?.ok_or_else(|| damaged("a block"))
        };
        self.tree.scan_prefix([prefix::BLOCK]).map(blocked).collect()
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

    /// The dossiers for which something was asked before this time, in seconds since 1970.
    pub(super) fn consulted_before(&self, at: i64) -> Result<Vec<DossierNumber>, StoreError> {
        let first: &[u8] = &[prefix::TRACE];
        let number = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let (number, _) =
                number_at(&key, TRACE_NUMBER).ok_or_else(|| damaged("the key of a trace"))?;
            Ok(number)
        };
        let all = self.tree.range(first..Key::traces_before(at).bytes()).map(number);
        let numbers: Result<std::collections::BTreeSet<_>, StoreError> = all.collect();
        Ok(numbers?.into_iter().collect())
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

    /// The online payments under these keys, the first begun first.
    pub(super) fn payments(&self, keys: &Key) -> Result<Vec<dossier::Attempt>, StoreError> {
        let payment = |key: sled::Result<sled::IVec>| {
            let reference = Key::read(&key?).as_reference();
            let reference = reference.ok_or_else(|| damaged("the key of a payment"))?;
            self.get(&Key::payment(&reference))
        };
        let keys = self.tree.scan_prefix(keys.bytes()).keys();
        // One that is not there was erased meanwhile with its dossier.
        let payments = keys.filter_map(|key| payment(key).transpose());
        let mut payments: Vec<dossier::Attempt> = payments.collect::<Result<_, _>>()?;
        payments.sort_by_key(|payment| payment.at);
        Ok(payments)
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

    /// The ids of a dossier's files.
    pub(super) fn files_of(&self, number: DossierNumber) -> Result<Vec<String>, StoreError> {
        let owned = Key::owned_by(&Subject::Dossier(number));
        let keys = self.tree.scan_prefix(owned.bytes()).keys();
        let ids = keys.filter_map(|key| match key {
            Ok(key) => Key::read(&key).in_owned()?.as_filed().map(|id| Ok(id.to_owned())),
            Err(error) => Some(Err(error.into())),
        });
        ids.collect()
    }

    /// What waits to be printed: of which dossier, what, since when in milliseconds since 1970.
    pub(super) fn prints(&self) -> Result<Vec<(DossierNumber, PaperOf, i64)>, StoreError> {
        let print = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, _) = item?;
            let (number, of) = number_at(&key, 1).ok_or_else(|| damaged("a print key"))?;
            let of = std::str::from_utf8(of).ok().and_then(|of| of.parse().ok());
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
            Some(value) => value.as_ref().map(|plain| decode(key, &plain.json)).transpose(),
            None => self.view.get(key),
        }
    }

    fn sealed_under(&self, key: &Key) -> Result<Option<Option<KeyId>>, StoreError> {
        match self.values.get(key) {
            Some(value) => Ok(value.as_ref().map(|plain| plain.seal)),
            None => self.view.sealed_under(key),
        }
    }

    pub(super) fn vault(&self) -> &'a Vault {
        &self.view.vault
    }

    /// Notes something that says nothing of a person, in clear.
    pub(super) fn mark(&mut self, key: Key, value: &impl Serialize) -> Result<(), StoreError> {
        self.values.insert(key, Some(plain(value, None)?));
        Ok(())
    }

    /// Takes over what another set of changes on top of this one changed.
    pub(super) fn absorb(&mut self, other: Values) {
        self.values.extend(other);
    }

    /// A set of changes that can be dropped without these being touched.
    pub(super) fn attempt(&self) -> Attempt<'_> {
        Attempt { below: self, above: BTreeMap::new(), dooms: vec![] }
    }

    /// Everything as one batch, with the manifest and how far it reflects the journal.
    pub(super) fn batch(mut self, applied: u64) -> Result<sled::Batch, StoreError> {
        let mut manifest: Manifest = self.view.get(&Key::manifest())?.unwrap_or_default();
        let values = std::mem::take(&mut self.values);
        let mut batch = sled::Batch::default();
        for (key, value) in values {
            let stored = value.map(|plain| self.view.pack(&key, &plain)).transpose()?;
            self.replace(&mut batch, &mut manifest, &key, stored)?;
        }
        for (key, value) in
            [(Key::applied(), plain(&applied, None)?), (Key::manifest(), plain(&manifest, None)?)]
        {
            batch.insert(key.bytes(), head(NONE, &value.json, &value.json, 0));
        }
        Ok(batch)
    }

    /// Removes the stored pieces of a key and puts the new ones in.
    fn replace(
        &self,
        batch: &mut sled::Batch,
        manifest: &mut Manifest,
        key: &Key,
        value: Option<(u8, Vec<u8>)>,
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
        let Some((scheme, value)) = value else { return Ok(()) };
        let mut insert = |key: &Key, bytes: Vec<u8>| {
            manifest.add(key.bytes(), &bytes);
            batch.insert(key.bytes(), bytes);
        };
        if value.len() <= VALUE {
            insert(key, head(scheme, &value, &value, 0));
            return Ok(());
        }
        let (begun, rest) = value.split_at(if scheme == SEALED { ID } else { 0 });
        let mut count = 0;
        for (index, chunk) in rest.chunks(VALUE).enumerate() {
            count = index as u32 + 1;
            insert(&key.chunk(index as u32), chunk.to_vec());
        }
        insert(key, head(scheme, &value, begun, count));
        Ok(())
    }
}

impl View {
    /// The scheme and the bytes of a value, sealed where it names a key.
    fn pack(&self, key: &Key, plain: &Plain) -> Result<(u8, Vec<u8>), StoreError> {
        let Some(id) = plain.seal else { return Ok((NONE, plain.json.clone())) };
        let sealed = self.vault.seal(id, key.bytes(), &plain.json);
        let sealed = sealed.map_err(|e| StoreError::State(e.to_string()))?;
        Ok((SEALED, [id.bytes().as_slice(), &sealed].concat()))
    }
}

fn plain(value: &impl Serialize, seal: Option<KeyId>) -> Result<Plain, StoreError> {
    let json = serde_json::to_vec(value).map_err(|e| StoreError::State(e.to_string()))?;
    Ok(Plain { json, seal })
}

/// Changes of one record, kept only if all of them can be made.
pub(super) struct Attempt<'a> {
    below: &'a Changes<'a>,
    above: Values,
    dooms: Vec<KeyId>,
}

impl Ranges for Attempt<'_> {
    fn range(&self, from: &Key, below: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        // An empty range is none; a map panics on it.
        if from >= below {
            return Ok(vec![]);
        }
        let mut found: BTreeMap<Key, Vec<u8>> =
            self.below.view.range(from, below)?.into_iter().collect();
        for layer in [&self.below.values, &self.above] {
            for (key, value) in layer.range(from..below) {
                match value {
                    Some(value) => found.insert(key.clone(), value.json.clone()),
                    None => found.remove(key),
                };
            }
        }
        Ok(found.into_iter().collect())
    }
}

impl Attempt<'_> {
    pub(super) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        match self.above.get(key) {
            Some(value) => value.as_ref().map(|plain| decode(key, &plain.json)).transpose(),
            None => self.below.get(key),
        }
    }

    /// Under which key the value of this one is sealed. Nothing where it is not there.
    pub(super) fn sealed_under(&self, key: &Key) -> Result<Option<Option<KeyId>>, StoreError> {
        match self.above.get(key) {
            Some(value) => Ok(value.as_ref().map(|plain| plain.seal)),
            None => self.below.sealed_under(key),
        }
    }

    /// Stores what may say something of a person, sealed under the key of whom it is about.
    /// Without a key, it is of something that was begun before there were seals.
    pub(super) fn put(
        &mut self,
        key: Key,
        value: &impl Serialize,
        seal: Option<KeyId>,
    ) -> Result<(), StoreError> {
        self.above.insert(key, Some(plain(value, seal)?));
        Ok(())
    }

    /// Notes something that says nothing of a person, in clear: places, numbers, dates, digests.
    pub(super) fn mark(&mut self, key: Key, value: &impl Serialize) -> Result<(), StoreError> {
        self.put(key, value, None)
    }

    pub(super) fn delete(&mut self, key: Key) {
        self.above.insert(key, None);
    }

    /// All keys that begin so.
    pub(super) fn within(&self, prefix: &Key) -> Result<Vec<Key>, StoreError> {
        let tree = self.below.view.tree.scan_prefix(prefix.bytes()).keys();
        let mut keys =
            tree.map(|key| Ok(Key::read(&key?))).collect::<Result<BTreeSet<Key>, sled::Error>>()?;
        for values in [&self.below.values, &self.above] {
            let begin = values.range(prefix.clone()..);
            for (key, value) in begin.take_while(|(key, _)| key.bytes().starts_with(prefix.bytes()))
            {
                match value {
                    Some(_) => keys.insert(key.clone()),
                    None => keys.remove(key),
                };
            }
        }
        Ok(keys.into_iter().collect())
    }

    /// A key is destroyed once the record is durable.
    pub(super) fn doom(&mut self, id: KeyId) -> Result<(), StoreError> {
        self.dooms.push(id);
        self.mark(Key::doomed(id), &())
    }

    /// The keys that are destroyed.
    pub(super) fn dooms(&self) -> &[KeyId] {
        &self.dooms
    }

    pub(super) fn into_values(self) -> Values {
        self.above
    }
}

/// A value, or its beginning, laid out.
fn head(scheme: u8, whole: &[u8], begun: &[u8], chunks: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + begun.len());
    bytes.extend_from_slice(&[VERSION, scheme]);
    bytes.extend_from_slice(&crc32c::crc32c(whole).to_be_bytes());
    bytes.extend_from_slice(&chunks.to_be_bytes());
    bytes.extend_from_slice(begun);
    bytes
}

/// Under which key a stored value is sealed.
fn sealed_under(stored: &[u8]) -> Option<KeyId> {
    let sealed = stored.get(1) == Some(&SEALED);
    let id = stored.get(HEADER..HEADER + ID).filter(|_| sealed)?;
    Some(<[u8; ID]>::try_from(id).ok()?.into())
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
    if stored.len() < HEADER || stored[0] != VERSION || !matches!(stored[1], NONE | SEALED) {
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
