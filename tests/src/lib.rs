//! What the tests speak in: guests made of text, sample calls, what the process takes.
//!
//! A hostile or peculiar procedure is a few lines of WebAssembly text, since no toolchain of a
//! vendor would make it: [`guest`] turns them into a package. [`call`] gives the arguments of
//! a call, and calls. Nothing here knows how the host does anything: what these modules reach
//! is the host's public API.

pub mod call;
pub mod guest;
pub mod process;
