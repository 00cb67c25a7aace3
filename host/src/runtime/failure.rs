//! How a call or a load goes wrong. What the guest refused is not here: that is a result.

use crate::plugin::ImportName;

/// Why a call gave no result. Each is a different thing to a town: the procedure has a fault,
/// it took too much, or the host itself failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The code in the component trapped, or returned what the contract does not allow.
    /// The text is wasmtime's or ours and never the guest's.
    #[error("the procedure trapped: {0}")]
    Trapped(String),
    /// It took more than a call may.
    #[error("the procedure exceeded a limit: {0}")]
    Limit(Limit),
    /// The procedure has more calls waiting than are let in.
    #[error("the procedure is busy: too many calls wait for it; try again")]
    Busy,
    /// Not the procedure's fault.
    #[error("the sandbox failed: {0}")]
    Host(String),
}

/// What a call took too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Its budget of ticks.
    #[error("running time")]
    Time,
    /// Memory, summed over all its memories.
    #[error("memory")]
    Memory,
    /// Table elements.
    #[error("table elements")]
    Tables,
    /// Its stack.
    #[error("stack")]
    Stack,
    /// What passes between component and host.
    #[error("size of values passed")]
    Values,
    /// Calls of imported functions.
    #[error("calls of imports")]
    Imports,
    /// What the answers of imports take in the transcript.
    #[error("size of the transcript")]
    Transcript,
}

/// Why a package cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// wasmtime does not take it.
    #[error("the component is not valid: {text}", text = words(.0))]
    Invalid(wasmtime::Error),
    /// It does not compile within the limits.
    #[error("it does not compile: {0}")]
    Compiler(String),
    /// An import or export has another type than the contract's.
    #[error("the component does not fit the contract: {text}", text = words(.0))]
    Mismatch(wasmtime::Error),
    /// `form` or `decide` is not there.
    #[error("the component does not export the function \"{0}\" of a procedure")]
    NoFunction(&'static str),
    /// `form` or `decide` has another type.
    #[error("the exported function \"{0}\" has another type than the contract's: {text}", text = words(.1))]
    WrongType(&'static str, wasmtime::Error),
    /// The town did not grant an import.
    #[error("it imports \"{0}\", which the town did not grant")]
    NotGranted(ImportName),
    /// The sandbox itself could not be set up.
    #[error("the sandbox could not be set up: {text}", text = words(.0))]
    Host(wasmtime::Error),
}

/// What wasmtime says of it, on one line: it quotes names that the vendor chose.
fn words(error: &wasmtime::Error) -> String {
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    format!("{error:#}").chars().take(1_000).map(visible).collect()
}
