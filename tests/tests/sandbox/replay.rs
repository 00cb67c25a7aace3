//! What imports answered is recorded, and a recorded call is answered from its record alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use guichet::contract::{Answer, Value};
use guichet::plugin::{Table, TableShape, Tables};
use guichet::runtime::{Exchange, Failure, Question, Reply, Row, Source, Transcript};
use guichet_tests::call::{self, empty_town, score_of, town};
use guichet_tests::guest::Guest;

use super::{load, run, sandbox};

/// Asks for the time and for two rows of the table, the time and one row twice; its score is
/// the minute, 100 for each row found by key, and 10,000 for each found by prefix.
fn asking() -> Guest {
    Guest::new(
        r#"
        (import "guichet:procedure/clock@0.1.0" "now" (func $now (param i32)))
        (import "guichet:procedure/reference@0.1.0" "lookup"
            (func $lookup (param i32 i32 i32 i32 i32)))
        (import "guichet:procedure/reference@0.1.0" "rows"
            (func $rows (param i32 i32 i32 i32 i32)))
        (data (i32.const 2048) "schools")
        (data (i32.const 2064) "rue A")
        (data (i32.const 2080) "rue Z")
        (func $found (param $key i32) (result i32)
            (call $lookup
                (i32.const 2048) (i32.const 7) (local.get $key) (i32.const 5) (i32.const 512))
            (i32.mul (i32.const 100) (i32.load8_u (i32.const 512))))
        (func $score (result i64)
            (local $sum i32)
            (local.set $sum (i32.add (call $found (i32.const 2064)) (call $found (i32.const 2080))))
            (drop (call $found (i32.const 2064)))
            (call $rows
                (i32.const 2048) (i32.const 7) (i32.const 2064) (i32.const 3) (i32.const 528))
            (local.set $sum (i32.add (local.get $sum)
                (i32.mul (i32.const 10000) (i32.load (i32.const 532)))))
            (call $now (i32.const 544))
            (call $now (i32.const 544))
            (i64.extend_i32_u (i32.add (local.get $sum) (i32.load8_u (i32.const 549)))))"#,
    )
    .asking(
        r#"
        [[capability]]
        import = "clock"
        why = { fr = "Heure" }
        [[capability]]
        import = "reference"
        tables = ["schools"]
        why = { fr = "Secteurs" }
        [[table]]
        key = "schools"
        columns = ["street", "school"]"#,
    )
}

fn tables(streets: &[&str]) -> Tables {
    let shape = TableShape {
        key: "schools".into(),
        columns: vec!["street".into(), "school".into()],
        key_columns: 1,
    };
    let row = |street: &&str| {
        BTreeMap::from([
            ("street".to_owned(), (*street).to_owned()),
            ("school".to_owned(), "Jean Zay".to_owned()),
        ])
    };
    let rows: Vec<_> = streets.iter().map(row).collect();
    let table = Table::from_rows(&shape, rows.iter()).expect("a table");
    BTreeMap::from([("schools".to_owned(), Arc::new(table))])
}

fn lookup(key: &str) -> Question {
    Question::Lookup { table: "schools".into(), key: key.into() }
}

fn row(street: &str) -> Row {
    let cell =
        |path: &str, text: &str| Answer { path: path.into(), value: Value::Text(text.into()) };
    Row { key: street.into(), cells: vec![cell("school", "Jean Zay"), cell("street", street)] }
}

#[test]
fn each_question_is_recorded_once() {
    let runtime = sandbox();
    let procedure = load(&runtime, &asking());
    let decided = run(call::decide(&procedure, town("14:30", tables(&["rue A", "rue B"]))));
    let decided = decided.expect("the call ends");
    assert_eq!(score_of(&decided), 20_130);
    let exchange = |question, reply| Exchange { question, reply };
    let expected = [
        exchange(lookup("rue A"), Reply::Rows(vec![row("rue A")])),
        exchange(lookup("rue Z"), Reply::Rows(vec![])),
        exchange(
            Question::Rows { table: "schools".into(), prefix: "rue".into() },
            Reply::Rows(vec![row("rue A"), row("rue B")]),
        ),
        exchange(Question::Now, Reply::Moment("2026-11-22T14:30".parse().expect("a moment"))),
    ];
    assert_eq!(Vec::from(decided.transcript.clone()), expected);
    let json = serde_json::to_string(&decided.transcript).expect("it is written");
    assert_eq!(serde_json::from_str::<Transcript>(&json).expect("it is read"), decided.transcript);
}

#[test]
fn a_replay_hears_what_the_call_heard() {
    let runtime = sandbox();
    let procedure = load(&runtime, &asking());
    run(async {
        let then = call::decide(&procedure, town("14:30", tables(&["rue A"]))).await;
        let then = then.expect("the call ends");
        // The town has changed since.
        let today = call::decide(&procedure, town("09:05", tables(&["rue Z", "rue"]))).await;
        assert_ne!(today.expect("the call ends").value, then.value);
        let source = Source::Recorded(Arc::new(then.transcript.clone()));
        let again = call::decide(&procedure, source).await.expect("the call ends");
        assert_eq!((again.value, again.transcript), (then.value, then.transcript));
    });
}

#[test]
fn a_replay_answers_only_what_was_asked() {
    let runtime = sandbox();
    let procedure = load(&runtime, &asking());
    run(async {
        let then = call::decide(&procedure, town("14:30", tables(&["rue A"]))).await;
        let then = Vec::from(then.expect("the call ends").transcript);
        for left_out in 0..then.len() {
            let mut fewer = then.clone();
            fewer.remove(left_out);
            let source = Source::Recorded(Arc::new(fewer.into()));
            let failure = call::decide(&procedure, source).await.err();
            let text = failure.map(|f| f.to_string()).unwrap_or_default();
            assert!(text.contains("it asks what the recorded call did not ask"), "{text}");
        }
        // A record in which a question has an answer of another kind is not believed.
        let mut mixed = then.clone();
        mixed[0].reply = then[3].reply.clone();
        let source = Source::Recorded(Arc::new(mixed.into()));
        let failure = call::decide(&procedure, source).await.err();
        assert!(matches!(failure, Some(Failure::Trapped(_))), "{failure:?}");
    });
}

#[test]
fn what_asks_nothing_has_an_empty_transcript() {
    let runtime = sandbox();
    let procedure = load(&runtime, &Guest::new(""));
    let decided = run(call::decide(&procedure, empty_town())).expect("the call ends");
    assert_eq!(decided.transcript, Transcript::default());
    assert_eq!(decided.logged, 0);
}

/// A question of 10 kB takes its room in the transcript once, however often it is asked.
#[test]
fn a_question_asked_again_takes_no_room() {
    let guest = Guest::new(
        r#"
        (import "guichet:procedure/reference@0.1.0" "lookup"
            (func $lookup (param i32 i32 i32 i32 i32)))
        (data (i32.const 2048) "schools")
        (func $score (result i64)
            (local $asked i64)
            (loop $again
                (call $lookup
                    (i32.const 2048) (i32.const 7) (i32.const 70000) (i32.const 10000)
                    (i32.const 512))
                (local.set $asked (i64.add (local.get $asked) (i64.const 1)))
                (br_if $again (i64.lt_u (local.get $asked) (i64.const 60))))
            (local.get $asked))"#,
    );
    let guest = Guest { manifest: asking().manifest, ..guest };
    assert_eq!(run(call::score(&load(&sandbox(), &guest))), 60);
}
