//! A town for `cargo test`: it runs a procedure natively, without a component.
//!
//! The town does what a host does around a procedure, as far as a procedure can
//! tell: it checks the view, drops answers of fields that do not apply, arbitrates
//! pools, carries out effects and keeps the dossier. What the applicant did wrong
//! comes back as problems. What the *procedure* did wrong (two fields of one path,
//! a refusal without a reason in law) panics with the rule that it broke.
//!
//! It grants everything: what `plugin.toml` requests is checked by
//! `guichet plugin test`, and so are mail, letters and the legal clock.

mod decisions;
mod town;
mod views;
mod world;

pub(crate) use world::imports;

pub use decisions::check_decision;
pub use town::{Case, IntoAnswers, Town};
pub use views::{check_answers, check_view};
pub use world::World;
