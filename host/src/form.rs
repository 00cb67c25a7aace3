//! What a person fills in: answers, typed and checked against the form of a procedure.
//!
//! A component says what its form looks like ([`crate::contract::View`]); [`Form::new`] checks
//! that, so that everything after it relies on it. What comes in, as JSON ([`json`]) or from
//! a page ([`html`]), becomes [`Answers`] that fit their fields ([`check`]).
//!
//! Pure: knows nothing of HTTP, of the store or of how a component is run. Start with
//! [`Form`] and [`Settle`].

mod answers;
pub mod check;
mod fault;
mod groups;
pub mod html;
pub mod json;
pub mod path;
mod prune;
mod settle;
mod sourced;
mod view;

#[cfg(test)]
mod samples;

pub use answers::{Answers, AnswersFault};
pub use fault::ViewFault;
pub use groups::{add_group, after_removal, remove_group};
pub use path::PathFault;
pub use prune::applicable;
pub use settle::{FindAttachment, Next, Settle, Typed};
pub use sourced::{FindSourced, answered, query_of};
pub use view::{Form, fields_of, repeats_of};
