//! How much of a pool is taken, whoever holds it. Asking is for showing what is
//! free; only [`Hold`](crate::Hold) takes, and the host arbitrates.

use crate::contract::pools::Occupancy;
use crate::contract::types::Span;

#[cfg(target_arch = "wasm32")]
use crate::contract::pools as host;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::imports as host;

/// What is taken of `pool` during `within`, holds of this dossier included. The host looks at
/// 400 days from its start at most, and a question about more than 2000 loads traps: ask for
/// the spans that matter.
pub fn usage(pool: &str, within: &Span) -> Occupancy {
    host::usage(pool, *within)
}

impl Occupancy {
    /// The most units that are taken at any instant.
    pub fn peak(&self) -> u32 {
        self.loads.iter().map(|load| load.units).max().unwrap_or(0)
    }

    /// The units that are free during the whole span, none where the pool is closed for some
    /// of it; nothing for an `own/…` pool, whose limit only the procedure knows.
    pub fn free(&self) -> Option<u32> {
        let free = |limit: u32| if self.is_open() { limit.saturating_sub(self.peak()) } else { 0 };
        self.limit.map(free)
    }

    /// Whether the pool is open during the whole span.
    pub fn is_open(&self) -> bool {
        self.closed.is_empty()
    }
}
