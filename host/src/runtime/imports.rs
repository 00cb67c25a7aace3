//! The interfaces that the host serves, one file each. What is not here is refused by name.

pub(super) mod clock;
pub(super) mod log;
pub(super) mod reference;

use wasmtime::component::Linker;

use super::call::State;
use crate::plugin::{EffectKind, ImportName};

/// Adds a granted interface; nothing where the host does not serve it yet.
pub(super) fn add_to_linker(
    name: ImportName,
    linker: &mut Linker<State>,
) -> Option<wasmtime::Result<()>> {
    match name {
        ImportName::Reference => Some(reference::add_to_linker(linker)),
        ImportName::Clock => Some(clock::add_to_linker(linker)),
        ImportName::Pools | ImportName::Registers => None,
    }
}

/// Whether the host carries out effects of this kind. Those of pools and registers come with
/// their interfaces.
pub(super) fn serves_effect(kind: EffectKind) -> bool {
    !matches!(
        kind,
        EffectKind::Hold | EffectKind::Release | EffectKind::Publish | EffectKind::Unpublish
    )
}
