//! What dossiers of this procedure published.

use crate::contract::dossiers::Entry;
use crate::contract::types::Position;

#[cfg(target_arch = "wasm32")]
use crate::contract::registers as host;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::imports as host;

/// At most 200 entries whose key starts with `prefix`, in the order of keys.
pub fn find(register: &str, prefix: &str) -> Vec<Entry> {
    host::find(register, prefix)
}

/// At most 200 entries within `metres`, nearest first.
pub fn near(register: &str, at: Position, metres: u32) -> Vec<Entry> {
    host::near(register, at, metres)
}
