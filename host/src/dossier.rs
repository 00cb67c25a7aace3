//! A submitted form and its life: numbers, entries, state, receipt. Pure: no I/O, no clock.
//!
//! An [`Entry`] is the evidence of one event; the [`State`] is what all entries of a dossier
//! amount to. Start with [`State::after`].

mod access;
mod draft;
mod entry;
mod exchange;
mod letter;
mod number;
mod person;
mod queue;
mod reading;
mod receipt;
mod state;
mod verify;

pub use access::{AccessKey, DraftKey, LetterKey, Salt, Secret};
pub use draft::{Draft, DraftId, Rejected, SetAside};
pub use entry::{Actor, Entry, Opening, Origin};
pub use exchange::{Exchange, Passed, Right, Standing, received};
pub use letter::{About, Carried, Letter, LetterId, Posted};
pub use number::DossierNumber;
pub use person::Person;
pub use queue::{Marks, Order, Row, Wanted, Whose};
pub use reading::{Reading, Seen};
pub use receipt::{AppealNotice, Receipt, Service, Silence, days_after};
pub use state::{OutboxItem, State, Talk};
pub use verify::{DecisionFault, verify};
