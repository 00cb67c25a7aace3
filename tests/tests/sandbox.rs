//! What a town relies on in the sandbox beyond being safe from harm: that the same call gives
//! the same bytes again, on any machine and years later, and that each way to fail is told
//! apart from the others.

mod cache;
mod determinism;
mod failures;
mod replay;
mod turns;

use std::future::Future;

use guichet::runtime::{Procedure, Runtime};
use guichet_tests::call;
use guichet_tests::guest::Guest;

/// A sandbox of its own, with room for one call of each procedure at once.
fn sandbox() -> Runtime {
    Runtime::new(2, None).expect("a sandbox")
}

fn load(runtime: &Runtime, guest: &Guest) -> Procedure {
    call::load(runtime, guest.package().expect("a package")).expect("it loads")
}

/// Runs on one thread, so that calls get their turns from each other alone.
fn run<T>(what: impl Future<Output = T>) -> T {
    let thread = tokio::runtime::Builder::new_current_thread().enable_all().build();
    thread.expect("a thread").block_on(what)
}
