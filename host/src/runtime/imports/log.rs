//! `log`: lines for the vendor while developing. In a town a line could carry what a resident
//! wrote, so lines are counted, and shown only where the log level of `guichet::vendor` is
//! turned on, as `guichet dev` does.

use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker};

use super::super::call::State;
use crate::limits::call::{LOG_LINE_CHARS, LOG_LINES};

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(enum)]
#[expect(dead_code, reason = "lifted from the component, never built here")]
#[repr(u8)]
enum Level {
    #[component(name = "debug")]
    Debug,
    #[component(name = "info")]
    Info,
    #[component(name = "warn")]
    Warn,
}

pub(in super::super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("guichet:procedure/log@0.1.0")?.func_wrap("write", write)
}

fn write(
    mut store: StoreContextMut<'_, State>,
    (level, message): (Level, String),
) -> wasmtime::Result<()> {
    let state = store.data_mut();
    state.logged = state.logged.saturating_add(1);
    if state.logged > LOG_LINES
        || !tracing::enabled!(target: "guichet::vendor", tracing::Level::WARN)
    {
        return Ok(());
    }
    let line = printable(&message);
    let procedure = &*state.procedure;
    match level {
        Level::Debug => tracing::debug!(target: "guichet::vendor", procedure, "{line}"),
        Level::Info => tracing::info!(target: "guichet::vendor", procedure, "{line}"),
        Level::Warn => tracing::warn!(target: "guichet::vendor", procedure, "{line}"),
    }
    Ok(())
}

/// A line that cannot end another line or drive a terminal.
fn printable(message: &str) -> String {
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    message.chars().take(LOG_LINE_CHARS).map(visible).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_cannot_forge_another() {
        assert_eq!(super::printable("a\n\u{1b}[2Jb"), "a\u{fffd}\u{fffd}[2Jb");
        assert_eq!(super::printable(&"é".repeat(9_999)).chars().count(), 500);
    }
}
