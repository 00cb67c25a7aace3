//! The contract of `wit/` in Rust: one type for one record, used from the sandbox's
//! boundary to the stored entry and the API, so that no layer copies into another's shape.
//!
//! The types carry what wasmtime needs to pass them in and out of a component, what serde
//! needs to store them, and what the OpenAPI document says of them. Apart from those derives
//! nothing here knows wasmtime. What a field means is said in `wit/`; a component whose types
//! differ from these does not load (`runtime` checks it when it loads one).

#![expect(
    missing_docs,
    reason = "wit/ documents each record and field; saying it twice would drift"
)]

mod distance;
mod dossiers;
mod forms;
mod pools;
mod types;

pub use dossiers::*;
pub use forms::*;
pub use pools::*;
pub use types::*;
