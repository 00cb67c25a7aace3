//! Lines for the vendor while developing. In a town they are only counted, since a
//! line could carry what a resident wrote.

use crate::contract::log::Level;

#[cfg(target_arch = "wasm32")]
use crate::contract::log as host;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::imports as host;

/// For finding a mistake: `log::debug(format!("{draft:?}"))`.
pub fn debug(message: impl AsRef<str>) {
    host::write(Level::Debug, message.as_ref());
}

/// Something worth knowing.
pub fn info(message: impl AsRef<str>) {
    host::write(Level::Info, message.as_ref());
}

/// Something that should not be so, such as a table without a row.
pub fn warn(message: impl AsRef<str>) {
    host::write(Level::Warn, message.as_ref());
}
