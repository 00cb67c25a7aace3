//! A procedure as a file: its manifest, its package, what the town granted it, and the
//! tables and settings that the town keeps for it.
//!
//! Knows nothing of running it (`runtime`) nor of dossiers. Start with [`Package::read`].

mod build;
mod cases;
mod grants;
mod lawful;
mod manifest;
mod package;
mod period;
mod settings;
mod tables;

pub use build::{BuildError, build, componentize, package as assemble};
pub use cases::{Case, CaseError, Expectation, Happening, Step, VerdictExpected};
pub use grants::{Grants, Refusal};
pub use lawful::Breach;
pub use manifest::*;
pub(crate) use package::HANDLER;
pub use package::{Import, Package, PackageError};
pub use period::{Period, Unit};
pub use settings::{Settings, SettingsError, settings};
pub use tables::{Table, TableError, Tables};
