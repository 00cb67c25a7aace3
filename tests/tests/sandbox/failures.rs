//! What the guest refused, a trap, a limit and a fault of the host are four different things.

use guichet::contract::Problem;
use guichet::runtime::{Failure, Limit, Runtime};
use guichet_tests::call::{self, empty_town};
use guichet_tests::guest::Guest;

use super::{load, run, sandbox};

/// A refusal with one problem, at the form's field `name`.
const REFUSING: &str = r#"
    (data (i32.const 1024) "\01\00\00\00\00\08\00\00\04\00\00\00\10\08\00\00\09\00\00\00")
    (data (i32.const 2048) "name")
    (data (i32.const 2064) "not today")
    (func (export "guichet:procedure/handler@0.1.0#decide") (param i32) (result i32)
        (i32.store8 (i32.const 64) (i32.const 1))
        (i32.store (i32.const 72) (i32.const 1024))
        (i32.store (i32.const 76) (i32.const 1))
        (i32.const 64))"#;

#[test]
fn what_the_guest_refuses_is_a_result() {
    let runtime = sandbox();
    let refusing = load(&runtime, &Guest::new(REFUSING));
    let decided = run(call::decide(&refusing, empty_town())).expect("the call ends");
    let problem = Problem { path: Some("name".into()), message: "not today".into() };
    assert_eq!(decided.value, Err(vec![problem]));
}

#[test]
fn a_form_is_a_result() {
    let runtime = sandbox();
    let view = run(call::form(&load(&runtime, &Guest::new("")), empty_town())).expect("a view");
    assert!(view.value.pages.is_empty() && view.value.problems.is_empty());
}

#[test]
fn a_trap_is_not_a_limit() {
    let runtime = sandbox();
    let failure = |expression: &str| {
        let procedure = load(&runtime, &Guest::scoring(expression));
        run(call::decide(&procedure, empty_town())).expect_err("it fails")
    };
    assert!(matches!(failure("(unreachable)"), Failure::Trapped(_)));
    assert!(matches!(failure("(i64.div_s (i64.const 1) (i64.const 0))"), Failure::Trapped(_)));
    assert!(matches!(failure("(loop $l (br $l)) (unreachable)"), Failure::Limit(Limit::Time)));
}

/// Further lines are counted and dropped, and none of them forges another.
#[test]
fn log_lines_are_counted_beyond_what_is_written() {
    let guest = Guest::new(
        r#"
        (import "guichet:procedure/log@0.1.0" "write" (func $write (param i32 i32 i32)))
        (data (i32.const 2048) "fine\nERROR forged \1b[2J")
        (func $score (result i64)
            (local $lines i64)
            (loop $again
                (call $write (i32.const 2) (i32.const 2048) (i32.const 22))
                (local.set $lines (i64.add (local.get $lines) (i64.const 1)))
                (br_if $again (i64.lt_u (local.get $lines) (i64.const 1000))))
            (local.get $lines))"#,
    );
    let lines = capture::Lines::default();
    let decided = tracing::subscriber::with_default(lines.clone(), || {
        let runtime = sandbox();
        run(call::decide(&load(&runtime, &guest), empty_town())).expect("the call ends")
    });
    assert_eq!(decided.logged, 1_000);
    let lines = lines.of("guichet::vendor");
    assert_eq!(lines.len(), 100);
    assert!(lines.iter().all(|line| !line.chars().any(char::is_control)), "{:?}", lines[0]);
}

/// A machine whose address space is too small for the pool serves all the same.
#[test]
fn without_room_for_the_pool_calls_work_on_demand() {
    const CHILD: &str = "GUICHET_TEST_WITHOUT_POOL";
    if std::env::var_os(CHILD).is_some() {
        return without_pool();
    }
    let this = std::env::current_exe().expect("this binary");
    let name = "sandbox::failures::without_room_for_the_pool_calls_work_on_demand";
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -v 16000000 && exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(this)
        .arg(name)
        .env(CHILD, "1")
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

fn without_pool() {
    let runtime = Runtime::new(2, None).expect("a sandbox");
    assert!(!runtime.pooling());
    let procedure = load(&runtime, &Guest::new(""));
    let too_much =
        load(&runtime, &Guest::scoring("(i64.extend_i32_s (memory.grow (i32.const 1023)))"));
    let looping = load(&runtime, &Guest::scoring("(loop $l (br $l)) (unreachable)"));
    let tables = load(
        &runtime,
        &Guest::new(
            "(table $t 0 funcref)
             (func $score (result i64)
                (i64.extend_i32_s (table.grow $t (ref.null func) (i32.const 20001))))",
        ),
    );
    // No room for the fifth memory of 4 GiB of addresses: not the procedure's fault.
    let wide = Guest::new("").with_component_fields(
        "(core module $more (memory 1))
         (core instance (instantiate $more))
         (core instance (instantiate $more))
         (core instance (instantiate $more))",
    );
    let wide = load(&runtime, &wide);
    run(async {
        assert_eq!(call::score(&procedure).await, 7);
        let failure = call::decide(&too_much, empty_town()).await.err();
        assert!(matches!(failure, Some(Failure::Limit(Limit::Memory))), "{failure:?}");
        let failure = call::decide(&tables, empty_town()).await.err();
        assert!(matches!(failure, Some(Failure::Limit(Limit::Tables))), "{failure:?}");
        let failure = call::decide(&looping, empty_town()).await.err();
        assert!(matches!(failure, Some(Failure::Limit(Limit::Time))), "{failure:?}");
        let failure = call::decide(&wide, empty_town()).await.err();
        assert!(matches!(failure, Some(Failure::Host(_))), "{failure:?}");
        assert_eq!(call::score(&procedure).await, 7);
    });
}

/// A subscriber that keeps lines, without a dependency for it.
mod capture {
    use std::fmt::{Debug, Write as _};
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span;

    #[derive(Clone, Default)]
    pub(super) struct Lines(Arc<Mutex<Vec<(String, String)>>>);

    impl Lines {
        /// The messages under this target.
        pub(super) fn of(&self, target: &str) -> Vec<String> {
            let lines = self.0.lock().expect("lines");
            lines.iter().filter(|(t, _)| t == target).map(|(_, line)| line.clone()).collect()
        }
    }

    #[derive(Default)]
    struct Message(String);

    impl Visit for Message {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            if field.name() == "message" {
                let _ = write!(self.0, "{value:?}");
            }
        }
    }

    impl tracing::Subscriber for Lines {
        fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn event(&self, event: &tracing::Event<'_>) {
            let mut message = Message::default();
            event.record(&mut message);
            let target = event.metadata().target().to_owned();
            self.0.lock().expect("lines").push((target, message.0));
        }
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }
}
