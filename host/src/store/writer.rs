//! The one writer. It takes all commits that wait, checks each in order against the state and
//! the commits before it, appends them to the journal with one sync, changes sled, and answers.
//! Keys that a commit destroys are destroyed with the next checkpoint, and before the answer
//! where something is erased.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use super::keys::Key;
use super::projection;
use super::queue::Queue;
use super::record::Record;
use super::taken::{self, Limits as PoolLimits, Read};
use super::view::{Attempt, Changes, View};
use super::{Committed, StoreError, envelope, subject};
use crate::digest::Digest;
use crate::journal::{Journal, Limits, Position, Sequence};
use crate::limits::store::{BATCH, CHECKPOINT, RECORD};
use crate::limits::vault::STOCK;
use crate::vault::{KeyId, Vault};

/// What must hold when it is the turn of an entry.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Units of the town's pools that it takes of.
    pub limits: PoolLimits,
    /// What was read of pools for it.
    pub read: Vec<Read>,
}

pub(super) struct Request {
    pub(super) record: Box<Record>,
    pub(super) terms: Terms,
    pub(super) reply: oneshot::Sender<Result<Committed, StoreError>>,
}

/// A record that is ready to be appended.
struct Ready {
    request: Request,
    payload: Vec<u8>,
    committed: Committed,
    dooms: Vec<KeyId>,
}

/// What is written together, and what its records made impossible.
#[derive(Default)]
struct Batch {
    ready: Vec<Ready>,
    /// Refused by a state that has the batch's records already: nobody is told before those are
    /// durable and can be read.
    refused: Vec<(Request, StoreError)>,
    bytes: u64,
}

struct Writer {
    journal: Journal,
    view: View,
    lines: Queue,
    database: PathBuf,
    synced: Instant,
    /// Whether sled has changes that are not synced.
    dirty: bool,
    /// Keys that are to be destroyed.
    doomed: Vec<KeyId>,
}

pub(super) fn start(
    journal: Journal,
    view: View,
    lines: Queue,
    requests: mpsc::Receiver<Request>,
    folder: &Path,
) -> Result<std::thread::JoinHandle<()>, StoreError> {
    let database = folder.join(super::open::SLED).join("db");
    let (synced, doomed) = (Instant::now(), Vec::new());
    let writer = Writer { journal, view, lines, database, synced, dirty: false, doomed };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|e| StoreError::State(e.to_string()))?;
    let run = move || runtime.block_on(writer.run(requests));
    std::thread::Builder::new()
        .name("writer".into())
        .spawn(run)
        .map_err(|e| StoreError::State(e.to_string()))
}

impl Writer {
    async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut waiting = Vec::with_capacity(BATCH);
        loop {
            let received =
                tokio::time::timeout(CHECKPOINT, requests.recv_many(&mut waiting, BATCH)).await;
            if received == Ok(0) {
                break;
            }
            if !waiting.is_empty() {
                self.commit(waiting.drain(..));
            }
            if self.dirty && self.synced.elapsed() >= CHECKPOINT {
                let _ = self.checkpoint();
            }
        }
        let _ = self.checkpoint();
    }

    fn commit(&mut self, requests: impl Iterator<Item = Request>) {
        let view = self.view.clone();
        let mut changes = Changes::new(&view);
        let mut batch = Batch::default();
        for request in requests {
            match prepare(&request.record, &request.terms, &view.vault, &mut changes) {
                Ok((payload, committed, dooms)) => {
                    batch.bytes += Limits::record_bytes(payload.len());
                    batch.ready.push(Ready { request, payload, committed, dooms });
                }
                Err(error) => batch.refused.push((request, error)),
            }
            // A batch beyond the journal's size is written in two.
            if batch.bytes > self.journal.limits().max_batch_bytes() / 2 {
                self.write(
                    std::mem::replace(&mut changes, Changes::new(&view)),
                    std::mem::take(&mut batch),
                );
            }
        }
        self.write(changes, batch);
    }

    fn write(&mut self, changes: Changes<'_>, batch: Batch) {
        let Batch { ready, refused, .. } = batch;
        let stored = ready.is_empty() || self.store(changes, ready);
        for (request, error) in refused {
            // What refused it did not come to be: it may be sent again.
            let error = if stored { error } else { StoreError::Busy };
            let _ = request.reply.send(Err(error));
        }
    }

    /// Whether all of it is durable and in the state; each is told.
    fn store(&mut self, changes: Changes<'_>, ready: Vec<Ready>) -> bool {
        let first = self.journal.next_sequence();
        let payloads: Vec<&[u8]> = ready.iter().map(|r| r.payload.as_slice()).collect();
        let positions = match self.journal.append(&payloads) {
            Ok(positions) => positions,
            Err(error) => {
                tracing::error!(%error, "a batch was not stored");
                for ready in ready {
                    let _ = ready.request.reply.send(Err(unstored(&error)));
                }
                return false;
            }
        };
        if let Err(error) = self.follow(changes, &ready, first, &positions) {
            // The journal has it, sled does not: it comes back from the journal at the next start.
            // Going on would check the next commits against a state that lacks these.
            tracing::error!(%error, "sled does not follow the journal; stopping. Start again to rebuild it");
            std::process::abort();
        }
        self.dirty = true;
        self.doomed.extend(ready.iter().flat_map(|ready| &ready.dooms));
        let erases = ready.iter().any(|r| matches!(*r.request.record, Record::Erased(_)));
        let destroyed = if erases { self.checkpoint() } else { Ok(()) };
        for ready in ready {
            let told = match (&*ready.request.record, &destroyed) {
                (Record::Erased(_), Err(error)) => Err(StoreError::State(error.clone())),
                _ => Ok(ready.committed),
            };
            let _ = ready.request.reply.send(told);
        }
        true
    }

    /// Destroys the keys that nothing needs any more. Those that cannot be destroyed now are the
    /// next time, at the latest when the store opens again.
    fn destroy(&mut self) -> Result<(), String> {
        self.view.vault.destroy(&self.doomed).map_err(|error| {
            tracing::error!(%error, "keys could not be destroyed; it is tried again");
            error.to_string()
        })?;
        self.doomed.clear();
        Ok(())
    }

    fn follow(
        &mut self,
        mut changes: Changes<'_>,
        ready: &[Ready],
        first: Sequence,
        positions: &[Position],
    ) -> Result<(), StoreError> {
        for (ready, position) in ready.iter().zip(positions) {
            place(&ready.request.record, *position, &mut changes)?;
        }
        let last = first.get() + positions.len() as u64 - 1;
        self.view.tree.apply_batch(changes.batch(last)?)?;
        for ready in ready {
            let number = match &*ready.request.record {
                Record::Entry(entry) => entry.number,
                Record::Exchange(exchange) => exchange.number,
                Record::Erased(erased) => erased.number,
                _ => continue,
            };
            let received_at = ready.committed.state.as_ref().map(|state| state.received_at);
            self.lines.follow(&self.view, number, received_at)?;
        }
        Ok(())
    }

    /// sled's own flush does not reach the disk (it calls `sync_file_range`), so its file is
    /// synced after it. Only then are keys destroyed: a state that still needs them would have to
    /// be built again. Says whether they are.
    fn checkpoint(&mut self) -> Result<(), String> {
        let synced = self.view.tree.flush().map_err(|e| e.to_string());
        let synced = synced.and_then(|_| {
            File::open(&self.database).and_then(|db| db.sync_data()).map_err(|e| e.to_string())
        });
        match synced {
            Ok(()) => self.dirty = false,
            Err(error) => tracing::warn!(error, "sled was not synced; the journal has everything"),
        }
        self.synced = Instant::now();
        let destroyed = self.destroy();
        if let Err(error) = self.view.vault.restock(STOCK / 2) {
            tracing::warn!(%error, "no new keys could be made");
        }
        destroyed
    }
}

fn unstored(error: &crate::journal::Error) -> StoreError {
    match error {
        crate::journal::Error::Full { .. } => StoreError::Full,
        other => StoreError::Journal(other.to_string()),
    }
}

/// Checks a record against the state and lays out its bytes. Gives the keys that it destroys.
fn prepare(
    record: &Record,
    terms: &Terms,
    vault: &Vault,
    changes: &mut Changes<'_>,
) -> Result<(Vec<u8>, Committed, Vec<KeyId>), StoreError> {
    let mut attempt = changes.attempt();
    let (about, key, new) = subject::seal(record, &attempt, vault)?;
    let prepared = laid_out(record, terms, about, key, vault, &mut attempt);
    if let (Err(_), Some(key), true) = (&prepared, key, new) {
        vault.give_back(key);
    }
    let (payload, committed) = prepared?;
    let dooms = attempt.dooms().to_vec();
    let values = attempt.into_values();
    changes.absorb(values);
    Ok((payload, committed, dooms))
}

fn laid_out(
    record: &Record,
    terms: &Terms,
    about: subject::Subject,
    key: Option<KeyId>,
    vault: &Vault,
    attempt: &mut Attempt<'_>,
) -> Result<(Vec<u8>, Committed), StoreError> {
    if let Record::Entry(entry) = record {
        taken::still_so(&entry.procedure, &terms.read, attempt)?;
    }
    let placed = projection::apply(record, key, attempt)?;
    // Not in `apply`: what was once taken stays so, whatever the town's limits have become.
    if let Some(after) = &placed.state {
        taken::room(placed.before.as_ref(), after, &terms.limits, attempt)?;
    }
    let entry = match record {
        Record::Entry(entry) => entry.index,
        _ => 0,
    };
    let destroys = attempt.dooms().to_vec();
    let header = envelope::Header { key, previous: placed.previous, about, entry, destroys };
    let payload =
        envelope::close(vault, &header, record).map_err(|e| StoreError::State(e.to_string()))?;
    // The journal would refuse all that is written together with it.
    if payload.len() > RECORD {
        return Err(StoreError::TooLarge);
    }
    projection::written(record, Digest::of(&payload), attempt)?;
    Ok((payload, Committed { state: placed.state }))
}

/// Notes where an entry is in the journal.
pub(super) fn place(
    record: &Record,
    position: Position,
    changes: &mut Changes<'_>,
) -> Result<(), StoreError> {
    match record {
        Record::Entry(entry) => changes.mark(
            Key::entry(entry.number, entry.index),
            &(position.segment.get(), position.offset),
        ),
        _ => Ok(()),
    }
}
