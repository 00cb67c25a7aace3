//! A submitted form and its life: numbers, entries, state, receipt. Pure: no I/O, no clock.
//!
//! An [`Entry`] is the evidence of one event; the [`State`] is what all entries of a dossier
//! amount to. Start with [`State::after`].

mod access;
mod counter;
mod draft;
mod entry;
mod exchange;
mod happening;
mod letter;
mod number;
mod paper;
mod person;
mod receipt;
mod state;
mod verify;

pub use access::{AccessKey, DraftKey, LetterKey, Salt, Secret};
pub use counter::Counter;
pub use draft::{Draft, DraftId, Rejected, SetAside};
pub use entry::{Actor, Entry, Opening, Origin};
pub use exchange::{Exchange, Passed, Posting, Right, Standing, received};
pub use happening::Happening;
pub use letter::{About, Carried, Letter, LetterId, Posted};
pub use number::DossierNumber;
pub use paper::{Paper, PaperCode, PaperKind, PaperOf, decides};
pub use person::Person;
pub use receipt::{AppealNotice, Receipt, Service, Silence, end_of};
pub use state::{OutboxItem, State, Talk};
pub use verify::{DecisionFault, verify};
