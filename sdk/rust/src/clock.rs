//! The town's wall clock, for rules finer than a day. For days,
//! [`Context::today`](crate::Context::today) needs no import.

use crate::civil::DateTime;

#[cfg(target_arch = "wasm32")]
use crate::contract::clock as host;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::imports as host;

/// Now, in the town's time, to the minute.
///
/// # Panics
///
/// Where the host gives a moment that no calendar has: it never does.
pub fn now() -> DateTime {
    host::now().civil().expect("the host gives a moment of the calendar")
}
