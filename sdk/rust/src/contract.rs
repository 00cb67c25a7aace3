//! The records of the contract under their own names, for what the builders do
//! not cover. Where the SDK has a better type of the same name (`Date`, `Dossier`,
//! `Task`, `Turn`), that one is at the crate's root and the contract's is here.

pub use crate::bindings::exports::guichet::procedure::handler::Guest as HandlerExports;
pub use crate::bindings::guichet::procedure::{
    clock, dossiers, forms, log, pools, reference, registers, types,
};
pub use crate::bindings::ranking::exports::guichet::procedure::session;

pub use dossiers::{Dossier, Task, Turn};
pub use types::{Date, Moment, Text, Time, Translation};
