//! The interfaces that the host serves, one file each.

pub(super) mod clock;
pub(super) mod log;
pub(super) mod pools;
pub(super) mod reference;
pub(super) mod registers;

use wasmtime::component::Linker;

use super::call::State;
use crate::plugin::ImportName;

/// Adds a granted interface.
pub(super) fn add_to_linker(name: ImportName, linker: &mut Linker<State>) -> wasmtime::Result<()> {
    match name {
        ImportName::Reference => reference::add_to_linker(linker),
        ImportName::Clock => clock::add_to_linker(linker),
        ImportName::Pools => pools::add_to_linker(linker),
        ImportName::Registers => registers::add_to_linker(linker),
    }
}
