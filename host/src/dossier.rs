//! A submitted form and its life: numbers, entries, state, receipt. Pure: no I/O, no clock.
//!
//! An [`Entry`] is the evidence of one event; the [`State`] is what all entries of a dossier
//! amount to. Start with [`State::after`].

mod access;
mod consulted;
mod counter;
mod draft;
mod due;
mod entry;
mod exchange;
mod happening;
mod legal_clock;
mod letter;
mod number;
mod numbers;
mod paper;
mod payment;
mod person;
mod queue;
mod reading;
mod receipt;
mod retention;
mod state;
mod verify;
mod working_days;

pub use access::{AccessKey, DraftKey, LetterKey, Salt, Secret};
pub use consulted::{Consulted, Outcome, Unanswered};
pub use counter::Counter;
pub use draft::{Draft, DraftId, Rejected, SetAside};
pub use due::{Due, due, is_silent, takes_back, verdict};
pub use entry::{Actor, Arrival, Author, Entry, Opening, Origin};
pub use exchange::{
    Administration, Exchange, Ground, Passed, Posting, Right, Stance, Standing, received,
};
pub use happening::Happening;
pub use legal_clock::{Asked, Course, Ended, Standing as Legally, Terms};
pub use letter::{About, Carried, Letter, LetterId, Posted};
pub use number::DossierNumber;
pub use numbers::{FEW, Month, Tally, tallies};
pub use paper::{Paper, PaperCode, PaperKind, PaperOf};
pub use payment::{Attempt, Online, Outcome as PaymentOutcome, Reference, Stage};
pub use person::Person;
pub use queue::{Marks, Order, Row, Wanted, Whose, days_after};
pub use reading::{Reading, Seen};
pub use receipt::{AppealNotice, Receipt, Service, Silence};
pub use retention::{destroyed_from, kept_until, notice_is_due};
pub use state::{OutboxItem, State, Talk};
pub use verify::{DecisionFault, verify};
pub use working_days::{Area, Holidays, Yearly, date_to_date};
