//! Opening: whatever happened before, the state ends up as the journal says, or an error says
//! what is damaged. sled may be missing, behind, unreadable, or hang: it is then built again.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;

use super::keys::Key;
use super::record::Record;
use super::view::{Changes, Manifest, View};
use super::writer::place;
use super::{StoreError, blame, envelope, projection, unchained};
use crate::journal::{self, Journal, Reader, Sequence};
use crate::limits::store::{BATCH, CACHE, OPEN, RECORD, SEGMENT};

/// The folder of sled within the data folder.
pub(super) const SLED: &str = "sled";

pub(super) fn open(folder: &Path) -> Result<(Journal, View), StoreError> {
    fs::create_dir_all(folder).map_err(|e| io(folder, &e))?;
    let view = match readable(folder) {
        Ok(view) => view,
        Err(problem) => {
            quarantine(folder, &problem)?;
            open_sled(folder).map_err(StoreError::State)?
        }
    };
    let applied = view.get::<u64>(&Key::applied())?.and_then(Sequence::new);
    let limits = journal::Limits::new(SEGMENT, RECORD as u32)?;
    let options = journal::Options { limits, ..Default::default() };
    let (journal, opened) = Journal::open(&folder.join("journal"), options, applied)
        .map_err(|e| blame::blame(&view, e))?;
    if let Some(torn) = opened.torn {
        tracing::warn!(segment = ?torn.segment, bytes = torn.bytes, "the journal ended in an unfinished write, which nobody was told of; it was cut off");
    }
    let recovered = catch_up(&journal.reader(), &view, applied)?;
    if recovered > 0 {
        tracing::info!(recovered, "the state was brought up to the journal");
    }
    sync_all(folder)?;
    Ok((journal, view))
}

/// sled, if it opens in time, reads, and has everything that it should.
fn readable(folder: &Path) -> Result<View, String> {
    let view = open_sled(folder)?;
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
fn open_sled(folder: &Path) -> Result<View, String> {
    let path = folder.join(SLED);
    let (done, opened) = mpsc::channel();
    std::thread::spawn(move || {
        let config = sled::Config::new().path(path).flush_every_ms(None).cache_capacity(CACHE);
        let result = catch_unwind(AssertUnwindSafe(|| config.open()));
        let _ = done.send(match result {
            Ok(Ok(tree)) => Ok(View { tree }),
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
        let place = match record.payload.get(envelope::HEADER..).and_then(blame::said) {
            Some((number, index)) => format!("dossier {number}, entry {index}"),
            None => format!("journal record {} ({})", record.sequence, record.position),
        };
        StoreError::Damaged(format!("{place}: {problem}"))
    };
    let opened = envelope::open(&record.payload).map_err(|e| named(e.to_string()))?;
    let mut attempt = changes.attempt();
    let placed =
        projection::apply(&opened.record, &mut attempt).map_err(|e| named(e.to_string()))?;
    if placed.previous != opened.previous {
        let index = match &opened.record {
            Record::Entry(entry) => entry.index,
            _ => 1,
        };
        return Err(named(unchained(index)));
    }
    projection::written(&opened.record, opened.digest, &mut attempt)?;
    let values = attempt.into_values();
    changes.absorb(values);
    place(&opened.record, record.position, changes)
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
