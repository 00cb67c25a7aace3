//! What the host remembers. The journal is the evidence and sled the state built from it: a
//! commit is appended and synced first, and sled follows in the same order.
//!
//! This is the only part that knows sled. It knows nothing of running procedures nor of HTTP.
//! Start with [`Store::commit`], then `writer.rs` for the order of things and `projection.rs`
//! for what a record does to the state.

mod backup;
mod blame;
mod envelope;
mod files;
mod keys;
mod open;
mod projection;
mod published;
mod queue;
mod reader;
mod record;
mod subject;
mod taken;
mod view;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::digest::Digest;
use crate::dossier::{
    Attempt, Consulted, DossierNumber, Draft, DraftId, Due, Entry, Exchange, LetterId, Paper,
    PaperCode, PaperOf, Posted, Reading, Reference, Row, State, Talk, Wanted,
};
use crate::journal;
use crate::plugin::Installation;
use crate::staff::Agent;
use crate::vault::VaultError;

pub use backup::Snapshot;
pub use files::{Files, Incoming, Kept};
pub use reader::Reader;
pub use record::{
    Blocked, Disposal, Erased, Filed, Minutes, Outcome, Owner, Record, Unblocked, Visa, Why,
};
pub use taken::{Booking, Limits, NoRoom, Read};
pub use writer::Terms;

use keys::Key;
use view::View;

/// The store of one town.
pub struct Store {
    view: View,
    lines: queue::Queue,
    journal: journal::Reader,
    queue: Option<mpsc::Sender<writer::Request>>,
    writer: Option<std::thread::JoinHandle<()>>,
    /// Uploaded files.
    pub files: Files,
}

/// Why something could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed it meanwhile; read it again.
    #[error("it was changed meanwhile")]
    Stale,
    /// This draft or request was submitted before.
    #[error("it was submitted before, as dossier {number}")]
    Repeated {
        /// As this dossier.
        number: DossierNumber,
        /// What was submitted then.
        body: Digest,
    },
    /// The number is taken; draw another.
    #[error("the number is taken")]
    NumberTaken,
    /// A pool has no room for what a decision holds.
    #[error("the pool \"{}\" has no room from {} to {}", .0.hold.pool, .0.span.start, .0.span.end)]
    NoRoom(Box<NoRoom>),
    /// What a decision read of a pool is no longer true; decide again.
    #[error("what the decision stood on was changed meanwhile")]
    Outdated,
    /// A file belongs to somebody else, or is gone.
    #[error("the file {0} is not there, or belongs to another dossier")]
    File(String),
    /// It has more bytes than one record may. Nothing was stored.
    #[error("it has more than {} bytes; nothing was stored", crate::limits::store::RECORD)]
    TooLarge,
    /// No room on the disk. Nothing was stored.
    #[error("the disk is full; nothing was stored")]
    Full,
    /// More commits wait than are let in.
    #[error("too many commits wait; nothing was stored")]
    Busy,
    /// The journal cannot be written or read.
    #[error("{0}")]
    Journal(String),
    /// sled cannot be written or read.
    #[error("the state cannot be read or written: {0}")]
    State(String),
    /// It was begun before records were sealed, so there is no key to destroy.
    #[error(
        "dossier {0} was begun before records were sealed and cannot be erased; nothing was changed"
    )]
    Unsealed(DossierNumber),
    /// A key could not be made, found or used.
    #[error(transparent)]
    Vault(VaultError),
    /// A stored record is not what it should be.
    #[error("{0}")]
    Damaged(String),
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        Self::State(error.to_string())
    }
}

impl From<VaultError> for StoreError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Full => Self::Full,
            other => Self::Vault(other),
        }
    }
}

impl From<journal::Error> for StoreError {
    fn from(error: journal::Error) -> Self {
        match error {
            journal::Error::Full { .. } => Self::Full,
            other => Self::Journal(other.to_string()),
        }
    }
}

/// An entry with what chains it to the one before.
#[derive(Clone, Debug)]
pub struct Chained {
    /// The entry.
    pub entry: Entry,
    /// Digest of the stored bytes of the entry before it; zeroes before the first.
    pub previous: Digest,
    /// Digest of its own stored bytes.
    pub digest: Digest,
}

/// What came of a commit.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The dossier after an entry.
    pub state: Option<State>,
}

impl Store {
    /// Opens the store in a data folder, after whatever happened to it: applies the journal's
    /// tail to sled, or builds sled again where it is missing or unreadable. The keys of what is
    /// stored are wrapped by this secret.
    pub fn open(folder: &Path, wrapping: &[u8; 32]) -> Result<Self, StoreError> {
        let (journal, view) = open::open(folder, wrapping)?;
        let (queue, requests) = mpsc::channel(crate::limits::store::QUEUE);
        let reader = journal.reader();
        let lines = queue::Queue::read(&view)?;
        let writer = writer::start(journal, view.clone(), lines.clone(), requests, folder)?;
        let files = Files::open(folder, view.vault.clone())
            .map_err(|e| StoreError::State(e.to_string()))?;
        Ok(Self { view, lines, journal: reader, queue: Some(queue), writer: Some(writer), files })
    }

    /// Stores a record. When it returns, the record is durable and the state reflects it.
    pub async fn commit(&self, record: Record) -> Result<Committed, StoreError> {
        self.commit_on(record, Terms::default()).await
    }

    /// Stores an entry on terms that must hold when it is its turn: room in the pools that it
    /// takes of, and what was read of pools for it.
    pub async fn commit_on(&self, record: Record, terms: Terms) -> Result<Committed, StoreError> {
        let (reply, answer) = oneshot::channel();
        let request = writer::Request { record: Box::new(record), terms, reply };
        let queue = self.queue.as_ref().ok_or(StoreError::Busy)?;
        queue.try_send(request).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Journal("the writer ended".into()))?
    }

    /// What dossiers hold and published, for who asks about it alone.
    pub fn reader(&self) -> Reader {
        Reader::new(self.view.clone())
    }

    /// A draft by what it is stored under.
    pub fn draft(&self, id: &DraftId) -> Result<Option<Draft>, StoreError> {
        self.view.get(&Key::draft(id))
    }

    /// What a draft or a request was submitted as, and with which body.
    pub fn submitted_as(
        &self,
        origin: &Digest,
    ) -> Result<Option<(DossierNumber, Digest)>, StoreError> {
        self.view.get(&Key::origin(origin))
    }

    /// A dossier.
    pub fn dossier(&self, number: DossierNumber) -> Result<Option<State>, StoreError> {
        self.view.get(&Key::dossier(number))
    }

    /// All dossiers, the last received first.
    pub fn dossiers(&self) -> impl Iterator<Item = Result<State, StoreError>> + use<> {
        let view = self.view.clone();
        self.view.oldest_first().rev().map(move |found| {
            let state = view.get(&Key::dossier(found?.1))?;
            state.ok_or_else(|| {
                StoreError::Damaged("the queue names a dossier that is not there".into())
            })
        })
    }

    /// The lines of the queue that are wanted, in the order wanted, after the first `skip`.
    pub fn rows(&self, wanted: &Wanted, skip: usize, take: usize) -> Vec<Arc<Row>> {
        self.lines.find(wanted, skip, take)
    }

    /// The line of a dossier in the queue.
    pub fn row(&self, number: DossierNumber) -> Option<Arc<Row>> {
        self.lines.row(number)
    }

    /// What stands before and after a dossier among those wanted.
    pub fn around(
        &self,
        wanted: &Wanted,
        number: DossierNumber,
    ) -> (Option<DossierNumber>, Option<DossierNumber>) {
        self.lines.around(wanted, number)
    }

    /// Who looked into sensitive dossiers, the last first.
    pub fn readings(&self) -> impl Iterator<Item = Result<Reading, StoreError>> + use<> {
        self.view.readings()
    }

    /// All entries of a dossier, each checked against the one before. An error names the entry.
    pub fn entries(&self, number: DossierNumber) -> Result<Vec<Chained>, StoreError> {
        self.at_rest(number, || self.chained(number))
    }

    /// What is read of a dossier's entries while none comes: one that came meanwhile is no damage,
    /// and they are read again.
    fn at_rest(
        &self,
        number: DossierNumber,
        mut read: impl FnMut() -> Result<Vec<Chained>, StoreError>,
    ) -> Result<Vec<Chained>, StoreError> {
        let head = || -> Result<Digest, StoreError> {
            Ok(self.view.get(&Key::head(number))?.unwrap_or(Digest::ZERO))
        };
        loop {
            let before = head()?;
            let entries = read()?;
            if entries.last().map_or(Digest::ZERO, |last| last.digest) == before {
                return Ok(entries);
            }
            if before == head()? {
                let index = entries.last().map_or(1, |last| last.entry.index);
                return Err(StoreError::Damaged(format!(
                    "dossier {number}, entry {index}: its bytes are not those that were stored"
                )));
            }
        }
    }

    fn chained(&self, number: DossierNumber) -> Result<Vec<Chained>, StoreError> {
        let mut entries = Vec::new();
        let mut previous = Digest::ZERO;
        for (index, position) in self.view.positions(number)? {
            let named = |problem: String| {
                StoreError::Damaged(format!("dossier {number}, entry {index}: {problem}"))
            };
            let record = self.journal.read(position).map_err(|e| named(e.to_string()))?;
            let opened = envelope::open(&self.view.vault, &record.payload);
            let opened = opened.map_err(|e| named(e.to_string()))?;
            let Record::Entry(entry) = opened.record else {
                return Err(named("the journal has something else in its place".into()));
            };
            if entry.number != number || entry.index != index {
                return Err(named("the journal has another entry in its place".into()));
            }
            if opened.header.previous != previous {
                return Err(named(unchained(index)));
            }
            previous = opened.digest;
            entries.push(Chained {
                entry: *entry,
                previous: opened.header.previous,
                digest: opened.digest,
            });
        }
        Ok(entries)
    }

    /// An uploaded file.
    pub fn filed(&self, id: &str) -> Result<Option<Filed>, StoreError> {
        self.view.get(&Key::filed(id))
    }

    /// A document that was made, by its code.
    pub fn paper(&self, code: &PaperCode) -> Result<Option<Paper>, StoreError> {
        self.view.get(&Key::paper(code))
    }

    /// Documents that wait to be printed and posted: of which dossier, what, since when in
    /// milliseconds since 1970; in no order that means something.
    pub fn prints(&self) -> Result<Vec<(DossierNumber, PaperOf, i64)>, StoreError> {
        self.view.prints()
    }

    /// All uploaded files, in no order that means something.
    pub fn all_filed(&self) -> impl Iterator<Item = Result<Filed, StoreError>> + use<> {
        self.view.all_filed()
    }

    /// Erases a dossier with everything that belongs to it. When it returns, the keys of it are
    /// destroyed, and its files are gone.
    pub async fn erase(&self, erased: Erased) -> Result<(), StoreError> {
        let files = self.view.files_of(erased.number)?;
        self.commit(Record::Erased(erased)).await?;
        for id in files {
            // What stays is of no use to anybody, and is swept away later.
            if let Err(error) = self.files.remove(&id) {
                tracing::warn!(%error, "a file whose key is destroyed could not be removed");
            }
        }
        Ok(())
    }

    /// The files of a dossier.
    pub fn files_of(&self, number: DossierNumber) -> Result<Vec<Filed>, StoreError> {
        let files = self.view.files_of(number)?.into_iter();
        files.filter_map(|id| self.filed(&id).transpose()).collect()
    }

    /// That a dossier was erased, if it was.
    pub fn erased(&self, number: DossierNumber) -> Result<Option<Erased>, StoreError> {
        self.view.get(&Key::erased(number))
    }

    /// The lists of dossiers to be destroyed, in order.
    pub fn disposals(&self) -> Result<Vec<Disposal>, StoreError> {
        let mut lists = Vec::new();
        for id in 1.. {
            let Some(list) = self.view.get(&Key::disposal(id))? else { break };
            lists.push(list);
        }
        Ok(lists)
    }

    /// The minutes of commissions, in order.
    pub fn sessions(&self) -> Result<Vec<Minutes>, StoreError> {
        let mut sessions = Vec::new();
        for id in 1.. {
            let Some(session) = self.view.get(&Key::session(id))? else { break };
            sessions.push(session);
        }
        Ok(sessions)
    }

    /// An agent by the name that they sign in with.
    pub fn agent(&self, name: &str) -> Result<Option<Agent>, StoreError> {
        self.view.get(&Key::agent(name))
    }

    /// All agents, by name.
    pub fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        self.view.agents()
    }

    /// What the town serves of each procedure, and served before.
    pub fn installations(&self) -> Result<Vec<Installation>, StoreError> {
        self.view.installations()
    }

    /// A letter and how far it got.
    pub fn letter(&self, id: &LetterId) -> Result<Option<Posted>, StoreError> {
        self.view.get(&Key::letter(id))
    }

    /// Letters that are not sent: those due first at the beginning, those that wait for an agent
    /// at the end.
    pub fn unsent(&self) -> impl Iterator<Item = Result<Posted, StoreError>> + use<> {
        self.view.unsent()
    }

    /// The dossiers of a mailbox, or of a person who signed in.
    pub fn mailbox(&self, mailbox: &Digest) -> Result<Vec<DossierNumber>, StoreError> {
        self.view.mailbox(mailbox)
    }

    /// What passed with a dossier beside its procedure, in order.
    pub fn exchanges(&self, number: DossierNumber) -> Result<Vec<Exchange>, StoreError> {
        self.view.exchanges(number)
    }

    /// An online payment.
    pub fn payment(&self, reference: &Reference) -> Result<Option<Attempt>, StoreError> {
        self.view.get(&Key::payment(reference))
    }

    /// The online payments of a dossier, the first begun first.
    pub fn payments(&self, number: DossierNumber) -> Result<Vec<Attempt>, StoreError> {
        self.view.payments(&Key::payments(number))
    }

    /// The online payments that are still asked about, the first begun first.
    pub fn unpaid(&self) -> Result<Vec<Attempt>, StoreError> {
        self.view.payments(&Key::all_unpaid())
    }

    /// What was asked of sources for a dossier, in order.
    pub fn consulted(&self, number: DossierNumber) -> Result<Vec<Consulted>, StoreError> {
        Ok(self.view.get(&Key::consulted(number))?.unwrap_or_default())
    }

    /// The dossiers for which something was asked before this time, in seconds since 1970.
    pub fn consulted_before(&self, at: i64) -> Result<Vec<DossierNumber>, StoreError> {
        self.view.consulted_before(at)
    }

    /// What that amounts to.
    pub fn talk(&self, number: DossierNumber) -> Result<Talk, StoreError> {
        Ok(self.view.get(&Key::talk(number))?.unwrap_or_default())
    }

    /// The drafts of a person who signed in.
    pub fn drafts_of(&self, person: &Digest) -> Result<Vec<DraftId>, StoreError> {
        self.view.drafts_of(person)
    }

    /// All drafts, in no order that means something.
    pub fn drafts(&self) -> impl Iterator<Item = Result<Draft, StoreError>> + use<> {
        self.view.drafts()
    }

    /// Timers that are due at this moment.
    pub fn due(
        &self,
        now: crate::contract::Moment,
    ) -> Result<Vec<(crate::contract::Moment, DossierNumber, String)>, StoreError> {
        self.view.due(now)
    }

    /// What falls due by law at the end of a day, the first day first: all that is on record, or
    /// what lies before a day.
    pub fn legal(
        &self,
        before: Option<crate::contract::Date>,
    ) -> impl Iterator<Item = Result<(crate::contract::Date, DossierNumber, Due), StoreError>> + use<>
    {
        self.view.legal(before)
    }

    /// The sources that are blocked.
    pub fn blocked(&self) -> Result<Vec<Blocked>, StoreError> {
        self.view.blocked()
    }

    /// Whether a source is blocked, and why.
    pub fn block(&self, source: &Digest) -> Result<Option<Blocked>, StoreError> {
        self.view.get(&Key::block(source))
    }

    /// Reads the whole journal and checks every checksum and the chain. Gives how many records
    /// it has.
    pub fn verify(&self) -> Result<u64, StoreError> {
        let head = self.journal.verify().map_err(|e| blame::blame(&self.view, e))?;
        Ok(head.records())
    }
}

impl Drop for Store {
    /// Waits until what was committed is in sled and synced.
    fn drop(&mut self) {
        self.queue.take();
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// What is wrong with an entry whose place in its dossier's chain is wrong.
fn unchained(index: u32) -> String {
    match index {
        0 | 1 => "it is chained to an entry before it, and should be the first".into(),
        _ => format!("it does not follow entry {}: one of the two was altered", index - 1),
    }
}
