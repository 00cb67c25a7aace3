//! What the tests speak in: guests made of text, sample calls, a town with its server, what the
//! process takes.
//!
//! A hostile or peculiar procedure is a few lines of WebAssembly text, since no toolchain of a
//! vendor would make it: [`guest`] turns them into a package, and [`honest`] is one that behaves
//! well. [`call`] gives the arguments of a call, and calls. [`server`] is for tests at the outer
//! boundary: HTTP, the command line, the files on disk. Nothing here knows how the host does
//! anything: what these modules reach is the host's public API.

pub mod acme;
pub mod call;
pub mod charging;
pub mod crates;
pub mod guest;
pub mod honest;
pub mod identity;
pub mod lawful;
pub mod layout;
pub mod mail;
pub mod payfip;
pub mod poppler;
pub mod process;
pub mod registry;
pub mod server;
pub mod services;
pub mod terminal;
pub mod tls;
