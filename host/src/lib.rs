//! Guichet: a host for sandboxed administrative procedures.

pub mod contract;
pub mod form;
pub mod limits;
pub mod texts;
