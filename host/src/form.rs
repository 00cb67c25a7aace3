//! What a person fills in: answers, typed and checked against the form of a procedure.
//!
//! Pure: knows nothing of HTTP, of the store or of how a component is run. Start with
//! [`Answers`].

mod answers;
mod groups;
pub mod path;

pub use answers::{Answers, AnswersFault};
pub use groups::{add_group, after_removal, remove_group};
pub use path::PathFault;
