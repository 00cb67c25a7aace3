//! Opening: whatever happened before, the state ends up as the journal says, or an error says
//! what is damaged. sled may be missing, behind, unreadable, or hang: it is then built again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, mpsc};

use super::keys::Key;
use super::record::Record;
use super::view::{Changes, Manifest, View};
use super::writer::place;
use super::{StoreError, blame, envelope, projection, unchained};
use crate::journal::{self, Journal, Reader, Sequence};
use crate::limits::store::{BATCH, CACHE, OPEN, RECORD, SEGMENT};
use crate::limits::vault::STOCK;
use crate::vault::Vault;

/// The folder of sled within the data folder.
pub(super) const SLED: &str = "sled";

/// The folder of the key store within the data folder.
const KEYS: &str = "keys";

pub(super) fn open(folder: &Path, wrapping: &[u8; 32]) -> Result<(Journal, View), StoreError> {
    fs::create_dir_all(folder).map_err(|e| io(folder, &e))?;
    let (vault, checked) = Vault::open(&folder.join(KEYS), wrapping)?;
    if checked.mended > 0 || checked.lost > 0 {
        let (mended, lost) = (checked.mended, checked.lost);
        tracing::warn!(
            mended,
            lost,
            "the key store was damaged, and mended from its other copy as far as that has it"
        );
    }
    let vault = Arc::new(vault);
    let mut view = match readable(folder, &vault) {
        Ok(view) => view,
        Err(problem) => {
            quarantine(folder, &problem)?;
            open_sled(folder, &vault).map_err(StoreError::State)?
        }
    };
    let mut applied = view.get::<u64>(&Key::applied())?.and_then(Sequence::new);
    let limits = journal::Limits::new(SEGMENT, RECORD as u32)?;
    let options = journal::Options { limits, ..Default::default() };
    let (journal, opened) = Journal::open(&folder.join("journal"), options, applied)
        .map_err(|e| blame::blame(&view, e))?;
    if let Some(torn) = opened.torn {
        tracing::warn!(segment = ?torn.segment, bytes = torn.bytes, "the journal ended in an unfinished write, which nobody was told of; it was cut off");
    }
    if !state_opens(&journal.reader(), &view, applied)? {
        drop(view);
        quarantine(folder, "it is from before keys were destroyed that it needs")?;
        view = open_sled(folder, &vault).map_err(StoreError::State)?;
        applied = None;
    }
    all_keys_there(&journal.reader(), &view, applied)?;
    let recovered = catch_up(&journal.reader(), &view, applied)?;
    if recovered > 0 {
        tracing::info!(recovered, "the state was brought up to the journal");
    }
    settle_keys(&view)?;
    sync_all(folder)?;
    Ok((journal, view))
}

/// Whether every key is there that the state is sealed under. It is not where keys were destroyed
/// and the power went before the state followed: what the journal has beyond it says so.
fn state_opens(
    reader: &Reader,
    view: &View,
    applied: Option<Sequence>,
) -> Result<bool, StoreError> {
    let mut missing = view.keys_in_use()?;
    missing.retain(|key| !view.vault.holds(*key));
    if missing.is_empty() {
        return Ok(true);
    }
    for record in reader.iter_from(applied.map_or(Sequence::FIRST, Sequence::next)) {
        let record = record.map_err(|e| blame::blame(view, e))?;
        if let Ok((header, _)) = envelope::header(&record.payload) {
            missing.retain(|key| !header.destroys.contains(key));
        }
    }
    match missing.first() {
        None => Ok(false),
        Some(key) => Err(lacks(&format!("the state is sealed under keys of which one, {key},"))),
    }
}

/// Whether the key of every record that is to be applied is there, or destroyed by one of them.
/// Nothing is changed before that is known: what does not open now might with the right keys.
fn all_keys_there(
    reader: &Reader,
    view: &View,
    applied: Option<Sequence>,
) -> Result<(), StoreError> {
    let mut missing = BTreeMap::new();
    for record in reader.iter_from(applied.map_or(Sequence::FIRST, Sequence::next)) {
        let record = record.map_err(|e| blame::blame(view, e))?;
        // What is wrong with its bytes is said where it is applied.
        let Ok((header, _)) = envelope::header(&record.payload) else { continue };
        if let Some(key) = header.key.filter(|key| !view.vault.holds(*key)) {
            missing.entry(key).or_insert((record.sequence, header.about));
        }
        header.destroys.iter().for_each(|key| drop(missing.remove(key)));
    }
    match missing.first_key_value() {
        None => Ok(()),
        Some((key, (sequence, about))) => Err(lacks(&format!(
            "{} records cannot be opened, the first of them number {sequence}, about {about}: the key {key}",
            missing.len()
        ))),
    }
}

/// Destroys what is to be destroyed, checks that every key that is needed is there, and leaves the
/// others to be taken. What was destroyed once is destroyed at every start, should a backup of the
/// keys have brought it back.
fn settle_keys(view: &View) -> Result<(), StoreError> {
    view.vault.destroy(&view.doomed()?)?;
    let in_use = view.keys_in_use()?;
    if let Some(key) = in_use.iter().find(|key| !view.vault.holds(**key)) {
        return Err(lacks(&format!("the state is sealed under keys of which one, {key},")));
    }
    view.vault.stock(|key| in_use.contains(key));
    view.vault.restock(STOCK / 2)?;
    Ok(())
}

fn lacks(what: &str) -> StoreError {
    StoreError::Damaged(format!(
        "{what} is not in the key store. Put the folder \"{KEYS}\" back from its backup; nothing was changed"
    ))
}

/// sled, if it opens in time, reads, and has everything that it should.
fn readable(folder: &Path, vault: &Arc<Vault>) -> Result<View, String> {
    let view = open_sled(folder, vault)?;
    let check = AssertUnwindSafe(|| -> Result<(), String> {
        let noted =
            view.get::<Manifest>(&Key::manifest()).map_err(|e| e.to_string())?.unwrap_or_default();
        let found = view.manifest().map_err(|e| e.to_string())?;
        if noted == found {
            Ok(())
        } else {
            Err(format!("it should have {noted:?} and has {found:?}"))
        }
    });
    catch_unwind(check).map_err(|_| "sled panicked while reading".to_owned())??;
    Ok(view)
}

/// Opens sled in a thread of its own, since on damaged files it may panic or hang.
fn open_sled(folder: &Path, vault: &Arc<Vault>) -> Result<View, String> {
    let (path, vault) = (folder.join(SLED), vault.clone());
    let (done, opened) = mpsc::channel();
    std::thread::spawn(move || {
        let config = sled::Config::new().path(path).flush_every_ms(None).cache_capacity(CACHE);
        let result = catch_unwind(AssertUnwindSafe(|| config.open()));
        let _ = done.send(match result {
            Ok(Ok(tree)) => Ok(View { tree, vault }),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("sled panicked while opening".to_owned()),
        });
    });
    opened.recv_timeout(OPEN).map_err(|_| format!("sled did not open within {OPEN:?}"))?
}

fn quarantine(folder: &Path, problem: &str) -> Result<(), StoreError> {
    let sled = folder.join(SLED);
    if !sled.exists() {
        return Ok(());
    }
    let aside = folder.join("quarantine");
    fs::create_dir_all(&aside).map_err(|e| io(&aside, &e))?;
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let target = (0..).map(|n| aside.join(format!("{SLED}-{seconds}-{n}"))).find(|p| !p.exists());
    let target = target.ok_or_else(|| StoreError::State("no name is free in quarantine".into()))?;
    tracing::warn!(problem, moved_to = %target.display(), "the state is unreadable; building it again from the journal");
    fs::rename(&sled, &target).map_err(|e| io(&sled, &e))
}

/// Applies what the journal has beyond `applied`. Gives how many records that were.
fn catch_up(reader: &Reader, view: &View, applied: Option<Sequence>) -> Result<u64, StoreError> {
    let mut records = reader.iter_from(applied.map_or(Sequence::FIRST, Sequence::next));
    let mut recovered = 0;
    loop {
        let mut changes = Changes::new(view);
        let mut last = None;
        for record in records.by_ref().take(BATCH) {
            let record = record.map_err(|e| blame::blame(view, e))?;
            replay(&record, &mut changes)?;
            last = Some(record.sequence);
            recovered += 1;
        }
        let Some(last) = last else { return Ok(recovered) };
        view.tree.apply_batch(changes.batch(last.get())?)?;
    }
}

fn replay(record: &journal::Record, changes: &mut Changes<'_>) -> Result<(), StoreError> {
    let named = |problem: String| {
        let place = match blame::said(&record.payload) {
            Some((number, index)) => format!("dossier {number}, entry {index}"),
            None => format!("journal record {} ({})", record.sequence, record.position),
        };
        StoreError::Damaged(format!("{place}: {problem}"))
    };
    let vault = changes.vault();
    let (header, _) = envelope::header(&record.payload).map_err(|e| named(e.to_string()))?;
    let mut attempt = changes.attempt();
    let mut opened = None;
    // A key that is not there was destroyed by this record or by a later one: see
    // [`all_keys_there`]. What it sealed is forgotten.
    if header.key.is_none_or(|key| vault.holds(key)) {
        let read = envelope::open(vault, &record.payload).map_err(|e| named(e.to_string()))?;
        match projection::apply(&read.record, header.key, &mut attempt) {
            Ok(placed) if placed.previous != header.previous => {
                let index = match &read.record {
                    Record::Entry(entry) => entry.index,
                    _ => 1,
                };
                return Err(named(unchained(index)));
            }
            Ok(_) => projection::written(&read.record, read.digest, &mut attempt)?,
            // It followed on when it was written: the letter itself is forgotten.
            Err(StoreError::Stale) if matches!(read.record, Record::LetterTaken(_)) => {}
            Err(error) => return Err(named(error.to_string())),
        }
        opened = Some(read.record);
    }
    for key in &header.destroys {
        attempt.doom(*key)?;
    }
    let values = attempt.into_values();
    changes.absorb(values);
    opened.map_or(Ok(()), |opened| place(&opened, record.position, changes))
}

/// sled never syncs some of its files, nor the folders they are in.
fn sync_all(folder: &Path) -> Result<(), StoreError> {
    let sled = folder.join(SLED);
    let mut folders = vec![sled.clone(), folder.to_owned()];
    folders.extend(folder.parent().filter(|p| p.is_dir()).map(Path::to_owned));
    for entry in fs::read_dir(&sled).map_err(|e| io(&sled, &e))? {
        let path = entry.map_err(|e| io(&sled, &e))?.path();
        if path.is_dir() {
            folders.push(path);
        } else {
            File::open(&path).and_then(|f| f.sync_all()).map_err(|e| io(&path, &e))?;
        }
    }
    // Syncing a folder that belongs to somebody else may be refused; ours may not.
    for path in folders {
        let synced = File::open(&path).and_then(|f| f.sync_all());
        if path.starts_with(folder) {
            synced.map_err(|e| io(&path, &e))?;
        }
    }
    Ok(())
}

fn io(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::State(format!("{}: {error}", path.display()))
}
