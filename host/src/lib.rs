//! Guichet: a host for sandboxed administrative procedures.

pub mod contract;
pub mod digest;
pub mod dossier;
pub mod journal;
pub mod limits;
pub mod plugin;
pub mod runtime;
pub mod store;
