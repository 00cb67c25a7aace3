//! Calls at once: capped for each procedure, with a bound on those that wait, and none of them
//! lost when its caller gives up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use guichet::limits::call::WAITING;
use guichet::runtime::{Failure, Procedure};
use guichet_tests::call::{self, Decided, empty_town};
use guichet_tests::guest::Guest;
use tokio::task::JoinHandle;

use super::{load, run, sandbox};

/// `decide` never ends, `form` does.
fn looping() -> Guest {
    Guest::scoring("(loop $again (br $again)) (unreachable)")
}

fn spawn(procedure: &Arc<Procedure>) -> JoinHandle<Result<Decided, Failure>> {
    let procedure = procedure.clone();
    tokio::spawn(async move { call::decide(&procedure, empty_town()).await })
}

/// Lets what was spawned begin, or end: dozens of tasks a turn, of which who runs takes a tick.
async fn turns(turns: u32) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

#[test]
fn one_procedure_never_takes_all_turns() {
    let runtime = sandbox();
    let (procedure, other) = (Arc::new(load(&runtime, &looping())), load(&runtime, &looping()));
    run(async {
        let running = spawn(&procedure);
        turns(3).await;
        call::form(&other, empty_town()).await.expect("another procedure has its own turns");
        assert!(!running.is_finished());
        call::form(&procedure, empty_town()).await.expect("a form");
        assert!(running.is_finished(), "a second call ran beside the first");
        assert!(matches!(running.await, Ok(Err(Failure::Limit(_)))));
    });
}

#[test]
fn calls_beyond_those_that_may_wait_are_busy() {
    let runtime = sandbox();
    let procedure = Arc::new(load(&runtime, &looping()));
    run(async {
        let calls: Vec<_> = (0..=WAITING).map(|_| spawn(&procedure)).collect();
        turns(20).await;
        let started = Instant::now();
        let failure = call::form(&procedure, empty_town()).await.err();
        assert!(matches!(failure, Some(Failure::Busy)), "{failure:?}");
        assert!(started.elapsed() < Duration::from_millis(200), "it said so at once");
        for call in &calls {
            call.abort();
        }
        turns(20).await;
        // Who gave up leaves no turn taken, neither running nor waiting.
        call::form(&procedure, empty_town()).await.expect("a form");
    });
}

/// All procedures together have as many instances as the pool: the next call waits, and is not
/// turned away.
#[test]
fn a_call_waits_while_the_pool_has_no_room() {
    let runtime = sandbox();
    let package = looping().package().expect("a package");
    let procedures: Vec<_> = (0..33)
        .map(|_| Arc::new(call::load(&runtime, package.clone()).expect("it loads")))
        .collect();
    run(async {
        let calls: Vec<_> = procedures[..32].iter().map(spawn).collect();
        turns(3).await;
        let last = procedures[32].clone();
        let last = tokio::spawn(async move { call::form(&last, empty_town()).await });
        turns(3).await;
        assert!(!last.is_finished(), "there was room for one more call");
        calls[0].abort();
        last.await.expect("the host does not panic").expect("a form");
        calls.iter().for_each(JoinHandle::abort);
    });
}

#[test]
fn a_caller_may_give_up_at_any_time() {
    let runtime = sandbox();
    let procedure = Arc::new(load(&runtime, &looping()));
    run(async {
        for _ in 0..100 {
            let running = spawn(&procedure);
            turns(3).await;
            running.abort();
            assert!(running.await.is_err_and(|error| error.is_cancelled()));
        }
        call::form(&procedure, empty_town()).await.expect("a form");
    });
}
