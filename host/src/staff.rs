//! Who works at the desk, and what each may do. Pure: no I/O, no HTTP.
//!
//! [`may`] is the one place where it is decided who may do what; everything else asks it. Start
//! there (`rights.rs`), then [`Agent`].

mod agent;
mod rights;
mod second;

pub use agent::{Absence, Agent, Role, SavedFilter, check_name, stand_in};
pub use rights::{Team, Teams, What, may};
pub use second::{Device, SecondProof, paper};
