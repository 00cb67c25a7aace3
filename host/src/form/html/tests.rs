//! Posted pages.

use proptest::prelude::*;

use super::super::{add_group, remove_group, samples};
use super::*;
use crate::contract::{Address, Block, NumberLimits, Position, View};

fn english() -> &'static Texts {
    Texts::for_lang("en")
}

fn inputs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

/// Posts a page of one form that has one.
fn post(blocks: Vec<Block>, pairs: &[(&str, &str)], kept: &Answers) -> Posted {
    let form = samples::form(blocks);
    parse_page(&form, "one", &inputs(pairs), vec![], kept, english()).unwrap()
}

fn field(path: &str, kind: Kind) -> Block {
    Block::Field(samples::field(path, kind))
}

fn answer(path: &str, value: Value) -> Answer {
    Answer { path: path.into(), value }
}

#[test]
fn fields_are_set_cleared_or_rejected() {
    let open = || NumberLimits { min: None, max: None };
    let blocks = vec![
        field("name", samples::line()),
        field("fee", Kind::Money(open())),
        field("age", Kind::Integer(open())),
        field("away", samples::line()),
    ];
    let pairs = [("name", " "), ("fee", "12,50"), ("age", "x"), ("other", "y"), ("_csrf", "z")];
    let posted = post(blocks.clone(), &pairs, &Answers::new());
    assert_eq!(posted.set, [answer("fee", Value::Integer(1_250))]);
    assert_eq!(posted.cleared, ["name"]);
    let rejected = &posted.rejected[0];
    assert_eq!((rejected.path.as_str(), rejected.inputs.clone()), ("age", inputs(&[("age", "x")])));
    assert_eq!(rejected.message, "Enter a whole number, such as 12.");

    let mut kept = Answers::new();
    for path in ["age", "away", "closed", "name"] {
        kept.set(path, Value::Integer(1)).unwrap();
    }
    let held = posted.apply(&samples::form(blocks), &kept);
    let paths: Vec<_> = held.iter().map(|answer| answer.path.as_str()).collect();
    assert_eq!(paths, ["away", "closed", "fee"]);
}

#[test]
fn boxes_that_are_not_ticked_say_no() {
    let keys = || samples::options(&["a", "b"]);
    let blocks = || vec![field("yes", Kind::Flag), field("some", Kind::Choices(keys()))];
    let posted = post(blocks(), &[], &Answers::new());
    assert_eq!(posted.set, [answer("yes", Value::Flag(false))]);
    assert_eq!(posted.cleared, ["some"]);
    let pairs = [("yes", "true"), ("some", "b"), ("some", "a"), ("some", "")];
    let posted = post(blocks(), &pairs, &Answers::new());
    let chosen = Value::Choices(vec!["a".into(), "b".into()]);
    assert_eq!(posted.set, [answer("yes", Value::Flag(true)), answer("some", chosen)]);
}

#[test]
fn dates_have_three_boxes() {
    let kind = || Kind::Date(crate::contract::DateLimits { earliest: None, latest: None });
    let post = |day, month, year| {
        let pairs = [("d:day", day), ("d:month", month), ("d:year", year)];
        post(vec![field("d", kind())], &pairs, &Answers::new())
    };
    let day = "2026-02-01".parse().unwrap();
    assert_eq!(post(" 1", "02", "2026").set, [answer("d", Value::Date(day))]);
    assert_eq!(post("", " ", "").cleared, ["d"]);
    for (day, month, year) in [("30", "2", "2026"), ("1", "", "2026"), ("1", "2", "26")] {
        let rejected = post(day, month, year).rejected;
        assert_eq!(rejected[0].inputs.len(), 3, "{day}/{month}/{year}");
    }
}

#[test]
fn an_address_keeps_its_place_while_it_reads_the_same() {
    let known = Address {
        lines: vec!["1 rue de la Paix".into()],
        postcode: "35000".into(),
        city: "Rennes".into(),
        commune: Some("35238".into()),
        country: "FR".into(),
        ban_id: Some("35238_1".into()),
        position: Some(Position { lat: 1, lon: 2 }),
    };
    let mut kept = Answers::new();
    kept.set("a", Value::Address(known.clone())).unwrap();
    let post = |line| {
        let pairs = [("a:lines", line), ("a:postcode", "35000"), ("a:city", "Rennes")];
        match post(vec![field("a", Kind::Address)], &pairs, &kept).set.remove(0).value {
            Value::Address(address) => address,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(post("1 rue de la Paix\r\n"), known);
    let moved = post("2 rue de la Paix");
    assert_eq!((moved.commune, moved.ban_id, moved.position), (None, None, None));
    let two = [
        ("a:lines", "1 rue de la Paix"),
        ("a:more", "Étage 2\r\n"),
        ("a:postcode", "35000"),
        ("a:city", "Rennes"),
    ];
    let posted = super::tests::post(vec![field("a", Kind::Address)], &two, &kept);
    let Value::Address(two) = &posted.set[0].value else { panic!("{posted:?}") };
    assert_eq!(two.lines, ["1 rue de la Paix", "Étage 2"]);
    let empty = [("a:lines", ""), ("a:postcode", ""), ("a:city", ""), ("a:country", "FR")];
    let posted = super::tests::post(vec![field("a", Kind::Address)], &empty, &kept);
    assert_eq!(posted.cleared, ["a"]);
}

#[test]
fn files_are_added_to_what_is_kept() {
    let form = samples::form(vec![field("f", samples::files())]);
    let file = |id: &str| samples::attachment(id, "application/pdf", 10);
    let post = |kept: &Answers, remove: &[(&str, &str)], uploads: Vec<Attachment>| {
        let uploads = uploads.into_iter().map(|file| ("f".to_owned(), file)).collect();
        parse_page(&form, "one", &inputs(remove), uploads, kept, english()).unwrap()
    };
    let ids = |posted: &Posted| match &posted.set[0].value {
        Value::Attachments(files) => files.iter().map(|f| f.id.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let wrong = samples::attachment("w", "image/png", 10);
    let first = post(&Answers::new(), &[], vec![file("a"), wrong, file("b")]);
    assert_eq!(ids(&first), ["a", "b"]);
    assert_eq!(first.rejected[0].inputs, inputs(&[("f", "w.pdf")]));
    let kept = first.apply(&form, &Answers::new());
    assert_eq!(kept.len(), 1);
    assert_eq!(ids(&post(&kept, &[("f:remove", "a")], vec![file("c")])), ["b", "c"]);
    let full = post(&kept, &[], vec![file("c"), file("d")]);
    assert_eq!((ids(&full).len(), full.rejected.len()), (3, 1));
    let gone = post(&kept, &[("f:remove", "a"), ("f:remove", "b")], vec![]);
    assert_eq!((gone.cleared, gone.set), (vec!["f".to_owned()], vec![]));
    assert_eq!(post(&kept, &[], vec![]), Posted::default());
}

#[test]
fn locked_fields_hold_their_prefill() {
    let mut locked = samples::field("a", samples::line());
    (locked.locked, locked.prefill) = (true, Some(Value::Text("held".into())));
    let posted = post(vec![Block::Field(locked)], &[("a", "other")], &Answers::new());
    assert_eq!(posted.set, [answer("a", Value::Text("held".into()))]);
}

#[test]
fn buttons_add_and_remove_groups_that_may() {
    let blocks = |count| {
        let mut blocks = vec![Block::Repeat(samples::repeat("g", 1, 2, count))];
        for index in 0..count {
            blocks.push(field(&format!("g[{index}].n"), samples::line()));
        }
        blocks
    };
    let press = |count, name, value| post(blocks(count), &[(name, value)], &Answers::new());
    assert_eq!(press(1, ADD, "g").add_to.as_deref(), Some("g"));
    assert_eq!(press(2, ADD, "g").add_to, None);
    assert_eq!(press(1, ADD, "h").add_to, None);
    assert_eq!(press(2, REMOVE, "g[0]").remove_from, Some(("g".into(), 0)));
    for (count, value) in [(1, "g[0]"), (2, "g[2]"), (2, "g"), (2, "h[0]"), (2, "g[x]"), (2, "")] {
        assert_eq!(press(count, REMOVE, value).remove_from, None, "{value}");
    }

    let mut kept = Answers::new();
    kept.set("g[1].n", Value::Text("b".into())).unwrap();
    let removed = remove_group(&kept, &samples::repeat("g", 1, 2, 2), 0);
    assert_eq!(removed.get("g[0].n"), Some(&Value::Text("b".into())));
    let added = add_group(&removed, &samples::repeat("g", 1, 2, 1));
    assert_eq!((added.count_of("g"), added.get("g[1].n")), (Some(2), None));
}

#[test]
fn other_pages_are_left_alone() {
    let pages = vec![
        samples::page("one", vec![field("a", samples::line())]),
        samples::page("two", vec![field("b", samples::line())]),
    ];
    let form = Form::new(View { pages, problems: vec![] }).unwrap();
    let given = inputs(&[("a", "x"), ("b", "y")]);
    let parse = |key| parse_page(&form, key, &given, vec![], &Answers::new(), english());
    assert_eq!(parse("two").unwrap().set, [answer("b", Value::Text("y".into()))]);
    assert_eq!(parse("three"), None);
}

proptest! {
    #[test]
    fn answers_survive_html((form, answers) in samples::form_and_answers(), french: bool) {
        let texts = Texts::for_lang(if french { "fr" } else { "en" });
        let filled = form.fields().filter_map(|field| {
            Some(inputs_of(field, answers.get(&field.path)?, texts))
        });
        let filled: Vec<_> = filled.flatten().collect();
        let posted = parse_page(&form, "one", &filled, vec![], &answers, texts).unwrap();
        prop_assert_eq!(&posted.rejected, &vec![]);
        for Answer { path, value } in &posted.set {
            // A flag that was never answered is posted as not ticked.
            let before = answers.get(path).cloned().unwrap_or(Value::Flag(false));
            prop_assert_eq!(&before, value);
        }
        for path in &posted.cleared {
            prop_assert_eq!(answers.get(path), None);
        }
        let flags = form.fields().filter(|f| f.kind == Kind::Flag && answers.get(&f.path).is_none());
        let held = posted.apply(&form, &answers);
        prop_assert_eq!(held.len(), answers.len() + flags.count());
    }

    #[test]
    fn no_inputs_panic(
        (form, kept) in samples::form_and_answers(),
        values in prop::collection::vec(prop_oneof![".{0,20}", "[0-9:,. h€-]{0,20}"], 60),
    ) {
        let parts = ["", ":day", ":month", ":year", ":lines", ":more", ":city", ":lat", ":lon", ":remove"];
        let names = form.fields().flat_map(|field| parts.map(|part| format!("{}{part}", field.path)));
        let given: Vec<_> = names.zip(values.into_iter().cycle()).collect();
        let posted = parse_page(&form, "one", &given, vec![], &kept, english()).unwrap();
        posted.apply(&form, &kept);
        for name in [ADD, REMOVE] {
            let pressed: Vec<_> = given.iter().map(|(_, v)| (name.to_owned(), v.clone())).collect();
            parse_page(&form, "one", &pressed, vec![], &kept, english());
        }
    }
}
