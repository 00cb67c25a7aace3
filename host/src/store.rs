//! What the host remembers. The journal is the evidence and sled the state built from it: a
//! commit is appended and synced first, and sled follows in the same order.
//!
//! This is the only part that knows sled. It knows nothing of running procedures nor of HTTP.
//! Start with [`Store::commit`], then `writer.rs` for the order of things and `projection.rs`
//! for what a record does to the state.

mod blame;
mod envelope;
mod files;
mod keys;
mod open;
mod projection;
mod record;
mod view;
mod writer;

use std::path::Path;

use tokio::sync::{mpsc, oneshot};

use crate::digest::Digest;
use crate::dossier::{
    DossierNumber, Draft, DraftId, Entry, Exchange, LetterId, Paper, PaperCode, PaperOf, Posted,
    State, Talk,
};
use crate::journal;
use crate::plugin::Installation;

pub use files::{Files, Incoming};
pub use record::{Agent, Filed, Owner, Record};

use keys::Key;
use view::View;

/// The store of one town.
pub struct Store {
    view: View,
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
    /// A stored record is not what it should be.
    #[error("{0}")]
    Damaged(String),
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        Self::State(error.to_string())
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
    /// tail to sled, or builds sled again where it is missing or unreadable.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let (journal, view) = open::open(folder)?;
        let (queue, requests) = mpsc::channel(crate::limits::store::QUEUE);
        let reader = journal.reader();
        let writer = writer::start(journal, view.clone(), requests, folder)?;
        let files =
            Files::open(&folder.join("files")).map_err(|e| StoreError::State(e.to_string()))?;
        Ok(Self { view, journal: reader, queue: Some(queue), writer: Some(writer), files })
    }

    /// Stores a record. When it returns, the record is durable and the state reflects it.
    pub async fn commit(&self, record: Record) -> Result<Committed, StoreError> {
        let (reply, answer) = oneshot::channel();
        let request = writer::Request { record: Box::new(record), reply };
        let queue = self.queue.as_ref().ok_or(StoreError::Busy)?;
        queue.try_send(request).map_err(|_| StoreError::Busy)?;
        answer.await.map_err(|_| StoreError::Journal("the writer ended".into()))?
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

    /// The dossiers received before a place in the queue, newest first.
    pub fn dossiers(&self) -> impl Iterator<Item = Result<State, StoreError>> + use<> {
        let view = self.view.clone();
        self.view.newest_first().map(move |number| {
            let state = view.get(&Key::dossier(number?))?;
            state.ok_or_else(|| {
                StoreError::Damaged("the queue names a dossier that is not there".into())
            })
        })
    }

    /// All entries of a dossier, each checked against the one before. An error names the entry.
    pub fn entries(&self, number: DossierNumber) -> Result<Vec<Chained>, StoreError> {
        let mut entries = Vec::new();
        let mut previous = Digest::ZERO;
        for (index, position) in self.view.positions(number)? {
            let named = |problem: String| {
                StoreError::Damaged(format!("dossier {number}, entry {index}: {problem}"))
            };
            let record = self.journal.read(position).map_err(|e| named(e.to_string()))?;
            let opened = envelope::open(&record.payload).map_err(|e| named(e.to_string()))?;
            let Record::Entry(entry) = opened.record else {
                return Err(named("the journal has something else in its place".into()));
            };
            if entry.number != number || entry.index != index {
                return Err(named("the journal has another entry in its place".into()));
            }
            if opened.previous != previous {
                return Err(named(unchained(index)));
            }
            previous = opened.digest;
            entries.push(Chained {
                entry: *entry,
                previous: opened.previous,
                digest: opened.digest,
            });
        }
        let head = self.view.get::<Digest>(&Key::head(number))?.unwrap_or(Digest::ZERO);
        if head != previous {
            let index = entries.last().map_or(1, |last| last.entry.index);
            return Err(StoreError::Damaged(format!(
                "dossier {number}, entry {index}: its bytes are not those that were stored"
            )));
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
    ) -> Result<Vec<(DossierNumber, String)>, StoreError> {
        self.view.due(now)
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
