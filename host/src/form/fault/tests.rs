//! Hostile views: each is refused, and the fault names the thing.

use proptest::prelude::*;

use super::super::{Form, samples};
use super::*;
use crate::contract::{Answer, Date, SourceQuery, Time};

/// The fault of a view with these blocks on one page.
fn fault(blocks: Vec<Block>) -> String {
    view_fault(View { pages: vec![samples::page("one", blocks)], problems: vec![] })
}

fn view_fault(view: View) -> String {
    Form::new(view).expect_err("the view is refused").to_string()
}

fn field_fault(change: impl FnOnce(&mut Field)) -> String {
    let mut field = samples::field("who.name", samples::line());
    change(&mut field);
    fault(vec![Block::Field(field)])
}

fn kind_fault(kind: Kind) -> String {
    field_fault(|field| field.kind = kind)
}

fn sourced_fault(query: SourceQuery) -> Option<String> {
    let block = Block::Field(samples::field("who.name", Kind::Sourced(query)));
    let pages = vec![samples::page("one", vec![block])];
    Form::new(View { pages, problems: vec![] }).err().map(|fault| fault.to_string())
}

fn line(path: &str) -> Block {
    Block::Field(samples::field(path, samples::line()))
}

#[track_caller]
fn names(fault: &str, parts: &[&str]) {
    for part in parts {
        assert!(fault.contains(part), "`{part}` is not in: {fault}");
    }
}

#[test]
fn too_much() {
    let page = |n: usize| samples::page(&format!("p{n}"), vec![]);
    let pages = (0..=view::PAGES).map(page).collect();
    names(&view_fault(View { pages, problems: vec![] }), &["51 pages", "50 are allowed"]);
    names(&view_fault(View { pages: vec![], problems: vec![] }), &["no page"]);
    let blocks = vec![Block::Note("x".into()); view::BLOCKS + 1];
    names(&fault(blocks), &["1001 blocks"]);
    let problem = Problem { path: None, message: "No".into() };
    let problems = vec![problem; view::PROBLEMS + 1];
    names(&view_fault(View { pages: vec![page(0)], problems }), &["201 problems"]);
    let keys: Vec<String> = (0..=view::OPTIONS).map(|n| n.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    names(&kind_fault(Kind::Choice(samples::options(&keys))), &["who.name", "501 options"]);
}

#[test]
fn texts_and_keys() {
    let long = "é".repeat(view::TEXT_CHARS + 1);
    names(&field_fault(|field| field.label = " ".into()), &["label", "who.name"]);
    names(&field_fault(|field| field.hint = Some(long.clone())), &["hint", "who.name"]);
    names(&field_fault(|field| field.autofill = Some("x\" onload".into())), &["autofill"]);
    names(&fault(vec![Block::Heading(String::new())]), &["heading", "block 1 of page 1"]);
    for key in ["", "One", "a b", "../x", &"a".repeat(view::KEY + 1)] {
        let view = View { pages: vec![samples::page(key, vec![])], problems: vec![] };
        names(&view_fault(view), &["page key"]);
    }
    let pages = vec![samples::page("a", vec![]), samples::page("a", vec![])];
    names(&view_fault(View { pages, problems: vec![] }), &["two pages", "`a`"]);
}

#[test]
fn paths_and_groups() {
    let repeat = |min, max, count| Block::Repeat(samples::repeat("g", min, max, count));
    names(&fault(vec![line("Who")]), &["`Who`"]);
    names(&fault(vec![line("a"), line("a")]), &["`a`", "its own"]);
    names(&fault(vec![repeat(0, 1, 1), line("g")]), &["`g`", "its own"]);
    names(&fault(vec![line("g[0].n"), repeat(0, 1, 1)]), &["g[0].n", "repeat `g`"]);
    names(&fault(vec![repeat(0, 2, 1), line("g[1].n")]), &["g[1].n", "above 1"]);
    names(&fault(vec![repeat(0, 2, 1), line("g[0].h[0].n")]), &["repeat `g[0].h`"]);
    for (min, max, count) in [(2, 1, 1), (0, 1, 2), (2, 3, 1), (0, view::REPEATS + 1, 0)] {
        names(&fault(vec![repeat(min, max, count)]), &["`g`", "min <= count"]);
    }
    let problem = |path: &str| {
        let problems = vec![Problem { path: Some(path.into()), message: "No".into() }];
        let pages = vec![samples::page("one", vec![line("a"), repeat(0, 1, 1)])];
        Form::new(View { pages, problems })
    };
    names(&problem("b").unwrap_err().to_string(), &["`b`", "no field"]);
    assert!(problem("a").is_ok() && problem("g").is_ok());
}

#[test]
fn limits_that_nothing_fits() {
    let lengths = |min_length, max_length| Kind::Line(TextLimits { min_length, max_length });
    names(&kind_fault(lengths(Some(3), Some(2))), &["who.name", "shortest"]);
    names(&kind_fault(lengths(Some(501), None)), &["shortest"]);
    names(&kind_fault(lengths(None, Some(0))), &["empty"]);
    let numbers = NumberLimits { min: Some(2), max: Some(1) };
    names(&kind_fault(Kind::Integer(numbers)), &["who.name", "least"]);
    let rich = NumberLimits { min: Some(i64::MAX), max: None };
    names(&kind_fault(Kind::Money(rich)), &["least"]);
    let day = |year, month, day| Some(Date { year, month, day });
    let never = DateLimits { earliest: day(2026, 2, 30), latest: None };
    names(&kind_fault(Kind::Date(never)), &["who.name", "calendar"]);
    let turned = DateLimits { earliest: day(2026, 2, 2), latest: day(2026, 2, 1) };
    names(&kind_fault(Kind::Date(turned)), &["first day"]);
}

#[test]
fn options_and_files() {
    let choice = |keys: &[&str]| kind_fault(Kind::Choices(samples::options(keys)));
    names(&choice(&[]), &["who.name", "are none"]);
    names(&choice(&[""]), &["who.name", "empty"]);
    names(&choice(&["a "]), &["blanks"]);
    names(&choice(&["a\nb"]), &["blanks"]);
    names(&choice(&["a", "b", "a"]), &["`a` twice"]);
    names(&choice(&[&"a".repeat(view::KEY + 1)]), &["100 bytes"]);
    let files = |media_types: &[&str], max_bytes, max_files| {
        let media_types = media_types.iter().map(|text| (*text).into()).collect();
        kind_fault(Kind::Files(FileLimits { media_types, max_bytes, max_files }))
    };
    names(&files(&[], 1, 1), &["who.name", "no media type"]);
    names(&files(&["image/*"], 1, 1), &["`image/*`"]);
    names(&files(&["pdf"], 1, 1), &["`pdf`"]);
    names(&files(&["a/b"], 0, 1), &["no file"]);
    names(&files(&["a/b"], 1, 0), &["no file"]);
    let query = SourceQuery { source: "dgfip".into(), params: vec![] };
    assert_eq!(sourced_fault(query), None);
    let text = |path: &str| Answer { path: path.into(), value: Value::Text("x".into()) };
    let asks = |source: &str, params: &[Answer]| {
        let query = SourceQuery { source: source.into(), params: params.to_vec() };
        sourced_fault(query).expect("a fault")
    };
    names(&asks("DGFIP", &[]), &["who.name", "`DGFIP`", "a-z"]);
    names(&asks("dgfip", &[text("b"), text("a")]), &["in order"]);
    names(&asks("dgfip", &[text("a"), text("a")]), &["each once"]);
    names(&asks("dgfip", &[text("a.b")]), &["parameter"]);
    let never = Value::Date(Date { year: 2026, month: 2, day: 30 });
    names(&asks("dgfip", &[Answer { path: "a".into(), value: never }]), &["calendar"]);
    let many: Vec<Answer> = (0..=view::PARAMS).map(|n| text(&format!("p{n:03}"))).collect();
    names(&asks("dgfip", &many), &["too many"]);
    let below = |path: &str| {
        let query = SourceQuery { source: "dgfip".into(), params: vec![] };
        let fields = [("tax", Kind::Sourced(query)), (path, samples::line())];
        let blocks = fields.map(|(path, kind)| Block::Field(samples::field(path, kind)));
        Form::new(View { pages: vec![samples::page("one", blocks.to_vec())], problems: vec![] })
    };
    assert!(below("taxes").is_ok());
    names(&below("tax.value").unwrap_err().to_string(), &["`tax.value`", "`tax`", "source"]);
}

#[test]
fn prefills_and_figures() {
    let prefilled = |kind: Kind, value: Value, locked: bool| {
        field_fault(|field| (field.kind, field.prefill, field.locked) = (kind, Some(value), locked))
    };
    names(&prefilled(samples::line(), Value::Flag(true), false), &["prefill", "who.name"]);
    let late = Value::Time(Time { hour: 24, minute: 0 });
    names(&prefilled(Kind::Time, late.clone(), false), &["prefill", "who.name"]);
    let text = |text: &str| Value::Text(text.into());
    names(&prefilled(Kind::Email, text("x"), true), &["who.name", "locked", "e-mail"]);
    let stolen = vec![samples::attachment("another-persons", "application/pdf", 1)];
    let stolen = Value::Attachments(stolen);
    names(&prefilled(samples::files(), stolen.clone(), false), &["who.name", "files"]);
    names(&field_fault(|field| field.locked = true), &["who.name", "without a prefill"]);
    for value in [late, stolen, Value::Decimal("x".into())] {
        let figure = Figure { label: "The fee".into(), value, words: None, reason: None };
        names(&fault(vec![Block::Figure(figure)]), &["`The fee`"]);
    }
}

#[test]
fn a_locked_prefill_is_kept_in_its_normal_form() {
    let mut field = samples::field("p", Kind::Phone);
    (field.locked, field.prefill) = (true, Some(Value::Text("06 12 34 56 78".into())));
    let form = samples::form(vec![Block::Field(field)]);
    let held = form.field("p").and_then(|field| field.prefill.clone());
    assert_eq!(held, Some(Value::Text("+33612345678".into())));
}

proptest! {
    #[test]
    fn no_view_panics(
        paths in prop::collection::vec("[a-c]{1,2}(\\[[0-3]\\])?(\\.[a-c])?|.{0,6}", 0..20),
        kinds in prop::collection::vec(prop::sample::select(samples::kinds()), 20),
        values in prop::collection::vec(prop::sample::select(samples::kinds()).prop_flat_map(|k| samples::value(&k)), 20),
        counts in prop::collection::vec(any::<u8>(), 20),
    ) {
        let rest = kinds.into_iter().zip(values).zip(counts);
        let blocks = paths.iter().zip(rest).map(|(path, ((kind, value), count))| match count % 4 {
            0 => Block::Repeat(samples::repeat(path, 0, 150, u32::from(count))),
            1 => Block::Figure(Figure { label: path.clone(), value, words: None, reason: Some(path.clone()) }),
            locked => {
                let mut field = samples::field(path, kind);
                (field.prefill, field.locked) = (Some(value), locked == 2);
                Block::Field(field)
            }
        });
        let pages = vec![samples::page("one", blocks.collect())];
        let problems = vec![Problem { path: paths.first().cloned(), message: "x".into() }];
        let _ = Form::new(View { pages, problems });
    }
}
