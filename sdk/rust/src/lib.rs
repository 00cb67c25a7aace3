#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! * [`Procedure`]: what to implement; [`Form`] and [`Choice`]: what to derive;
//!   [`text!`] and [`export!`].
//! * [`Sheet`]: what a derive cannot say. [`Decision`] and its builders.
//! * [`civil`], [`Cents`], [`Decimal`]: days and money without floats.
//! * [`mod@reference`], [`pools`], [`registers`], [`clock`], [`log`]: what a procedure
//!   may ask. Each is imported only where it is called.
//! * [`sources`]: what the host asks elsewhere, with the person's consent.
//! * [`blocks`] and [`tariff`]: what many procedures ask for, and how towns vote prices;
//!   [`desk`]: what agents of many procedures fill in.
//! * [`testing`] (not on `wasm32`): a town for `cargo test`.
//! * [`contract`]: the records of the contract, for what the builders leave out.

// The derives name this crate as a vendor does.
extern crate self as guichet_sdk;

#[doc(hidden)]
pub mod bindings;

mod answers;
pub mod blocks;
pub mod choice;
pub mod civil;
pub mod clock;
mod context;
pub mod contract;
mod decision;
pub mod desk;
mod dossier;
mod form;
pub mod log;
mod money;
pub mod pools;
mod procedure;
mod ranking;
pub mod reference;
pub mod registers;
mod sheet;
pub mod sources;
pub mod tariff;
mod text;
mod value;

#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub use guichet_sdk_derive::{Choice, Form};

pub use answers::Answers;
pub use choice::Choice;
pub use civil::{Date, DateTime, Time};
pub use dossier::{Dossier, Turn};
pub use form::{Draft, FieldValue, Form, Limits};
pub use money::{Cents, Decimal, Rounding};
pub use procedure::{Procedure, Ranking};
pub use sheet::Sheet;
pub use text::{Say, Text};

pub use contract::dossiers::{
    Account, Action, Charge, Decision, Demand, Document, Effect, Entry, Event, Hold, Line, Message,
    Payment, Phase, Piece, Reason, Silence, Taken, Timer, Transmission, Verdict,
};
pub use contract::forms::{
    Block, DateLimits, Field, Figure, FileLimits, Kind, NumberLimits, OptionItem, Page, Repeat,
    SourceQuery, TextLimits, View,
};
pub use contract::pools::{Load, Occupancy};
pub use contract::session::{Candidate, Proposal};
pub use contract::types::{
    Address, Answer, Assurance, Attachment, Channel, Context, Identity, Moment, Party, Position,
    Problem, Span, Value,
};

#[doc(hidden)]
pub use form::derived;
#[doc(hidden)]
pub use procedure::Component as __Component;

/// Everything that a procedure names: `use guichet_sdk::prelude::*;`.
pub mod prelude {
    pub use crate::civil::{self, date, time};
    pub use crate::{
        Account, Action, Address, Answer, Answers, Assurance, Attachment, Block, Candidate, Cents,
        Channel, Choice, Context, Date, DateTime, Decimal, Decision, Demand, Document, Dossier,
        Draft, Effect, Entry, Event, Field, Form, Hold, Identity, Kind, Moment, OptionItem, Party,
        Phase, Position, Problem, Procedure, Proposal, Ranking, Reason, Rounding, Say, Sheet,
        Silence, Span, Taken, Text, Time, Turn, Value, Verdict, View, clock, export,
        export_ranking, log, pools, reference, registers, text,
    };
}
