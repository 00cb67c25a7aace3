//! Guichet: a host for sandboxed administrative procedures.
//!
//! Dependencies point one way: `web` → `office` → (`store`, `runtime`, `outbox`) → (`journal`, `dossier`,
//! `form`, `plugin`) → `contract`. Start with [`office::Office`].

pub mod addresses;
pub mod catalogue;
pub mod config;
pub mod contract;
pub mod control;
pub mod digest;
pub mod doctor;
pub mod documents;
pub mod dossier;
pub mod form;
pub mod identity;
pub mod inspect;
pub mod journal;
pub mod limits;
pub mod office;
pub mod outbox;
pub mod outward;
pub mod payment;
pub mod plugin;
pub mod pools;
pub mod registry;
pub mod runtime;
pub mod scan;
pub mod server;
pub mod sources;
pub mod staff;
pub mod store;
pub mod texts;
pub mod tls;
pub mod vault;
pub mod web;
