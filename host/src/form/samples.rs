//! Forms and answers for tests: one field of each kind, and random ones.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::{Answers, Form, check};
use crate::contract::*;
use crate::texts::Texts;

pub(super) fn field(path: &str, kind: Kind) -> Field {
    Field {
        path: path.into(),
        label: "A label".into(),
        hint: None,
        required: false,
        live: false,
        kind,
        prefill: None,
        locked: false,
        autofill: None,
    }
}

pub(super) fn repeat(path: &str, min: u32, max: u32, count: u32) -> Repeat {
    Repeat { path: path.into(), label: "Groups".into(), min, max, count }
}

pub(super) fn page(key: &str, blocks: Vec<Block>) -> Page {
    Page { key: key.into(), title: "A page".into(), blocks }
}

pub(super) fn form(blocks: Vec<Block>) -> Form {
    Form::new(View { pages: vec![page("one", blocks)], problems: vec![] }).unwrap()
}

pub(super) fn line() -> Kind {
    Kind::Line(TextLimits { min_length: None, max_length: None })
}

pub(super) fn files() -> Kind {
    Kind::Files(FileLimits {
        media_types: vec!["application/pdf".into()],
        max_bytes: 1_000,
        max_files: 3,
    })
}

pub(super) fn options(keys: &[&str]) -> Vec<OptionItem> {
    let option =
        |key: &&str| OptionItem { key: (*key).into(), label: key.to_uppercase(), hint: None };
    keys.iter().map(option).collect()
}

pub(super) fn attachment(id: &str, media_type: &str, size: u64) -> Attachment {
    let (id, media_type) = (id.to_owned(), media_type.to_owned());
    Attachment { name: format!("{id}.pdf"), id, media_type, size, sha256: "00".repeat(32) }
}

/// All kinds that a form may have.
pub(super) fn kinds() -> Vec<Kind> {
    let numbers = || NumberLimits { min: None, max: None };
    vec![
        line(),
        Kind::Paragraph(TextLimits { min_length: None, max_length: None }),
        Kind::Email,
        Kind::Phone,
        Kind::Integer(numbers()),
        Kind::Decimal,
        Kind::Money(numbers()),
        Kind::Flag,
        Kind::Date(DateLimits { earliest: None, latest: None }),
        Kind::Time,
        Kind::Choice(options(&["a", "b b", "é"])),
        Kind::Choices(options(&["a", "b b", "é"])),
        Kind::Address,
        files(),
        Kind::Iban,
        Kind::Siret,
        Kind::Rna,
        Kind::Position,
    ]
}

pub(super) fn one_of_each() -> Vec<Block> {
    let fields = kinds().into_iter().enumerate();
    fields.map(|(at, kind)| Block::Field(field(&format!("f{at}"), kind))).collect()
}

fn text(pattern: &'static str) -> BoxedStrategy<Value> {
    pattern.prop_map(Value::Text).boxed()
}

fn position() -> impl Strategy<Value = Position> {
    (-900_000_000..=900_000_000, -1_800_000_000..=1_800_000_000)
        .prop_map(|(lat, lon)| Position { lat, lon })
}

fn address() -> impl Strategy<Value = Value> {
    let known = prop::option::of(("[0-9][AB0-9][0-9]{3}", "[0-9a-z_]{1,20}", position()));
    let home = ("[0-9]{5}", Just("FR".to_owned()));
    let abroad = ("[A-Z0-9]{0,8}", "B[A-Z]");
    (prop::collection::vec("\\PC{1,30}", 1..=5), prop_oneof![home, abroad], "\\PC{1,20}", known)
        .prop_map(|(lines, (postcode, country), city, known)| {
            let (commune, ban_id, position) = match known {
                Some((commune, id, position)) => (Some(commune), Some(id), Some(position)),
                None => (None, None, None),
            };
            Value::Address(Address { lines, postcode, city, commune, country, ban_id, position })
        })
}

/// Values that mostly fit a kind.
pub(super) fn value(kind: &Kind) -> BoxedStrategy<Value> {
    let keys = || prop::sample::subsequence(vec!["a", "b b", "é"], 1..=3);
    let keys = || keys().prop_map(|keys| keys.into_iter().map(str::to_owned).collect::<Vec<_>>());
    match kind {
        Kind::Line(_) => text("\\PC{0,40}"),
        Kind::Paragraph(_) => text("(\\PC{0,20}[\n\t]){0,4}\\PC{0,20}"),
        Kind::Email => text("[a-z.]{1,10}@[a-z]{1,10}\\.(fr|org)"),
        Kind::Phone => text("(0|\\+33|\\+32)[1-9]([ .]?[0-9]){7,9}"),
        Kind::Integer(_) => any::<i64>().prop_map(Value::Integer).boxed(),
        Kind::Money(_) => (-200_000_000_000i64..200_000_000_000).prop_map(Value::Integer).boxed(),
        Kind::Decimal => "-?[0-9]{1,12}(\\.[0-9]{1,8})?".prop_map(Value::Decimal).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Date(_) => (900u16..9999, 1u8..=12, 1u8..=31)
            .prop_map(|(year, month, day)| Value::Date(Date { year, month, day }))
            .boxed(),
        Kind::Time => {
            (0u8..24, 0u8..60).prop_map(|(hour, minute)| Value::Time(Time { hour, minute })).boxed()
        }
        Kind::Choice(_) => keys().prop_map(|keys| Value::Text(keys[0].clone())).boxed(),
        Kind::Choices(_) => keys().prop_map(Value::Choices).boxed(),
        Kind::Address => address().boxed(),
        Kind::Files(_) => prop::collection::btree_set("[a-f0-9]{8}", 1..=3)
            .prop_map(|ids| ids.iter().map(|id| attachment(id, "application/pdf", 10)).collect())
            .prop_map(Value::Attachments)
            .boxed(),
        Kind::Iban => Just(Value::Text("FR1420041010050500013M02606".into())).boxed(),
        Kind::Siret => Just(Value::Text("73282932000074".into())).boxed(),
        Kind::Rna => text("W[0-9]{9}"),
        Kind::Position => position().prop_map(Value::Position).boxed(),
        Kind::Sourced(_) => Just(Value::Flag(true)).boxed(),
    }
}

/// A random form with answers that it accepts, in their normal form.
pub(super) fn form_and_answers() -> impl Strategy<Value = (Form, Answers)> {
    let one = || {
        prop::sample::select(kinds()).prop_flat_map(|kind| {
            let value = prop::option::weighted(0.8, value(&kind));
            (Just(kind), value)
        })
    };
    let groups = prop::collection::vec(prop::collection::vec(one(), 0..3), 0..12);
    (prop::collection::vec(one(), 0..12), groups).prop_map(|(single, groups)| {
        let count = groups.len() as u32;
        let mut blocks = Vec::new();
        let mut given = Vec::new();
        for (at, (kind, value)) in single.into_iter().enumerate() {
            given.push((field(&format!("who.f{at}"), kind), value));
        }
        for (group, fields) in groups.into_iter().enumerate() {
            for (at, (kind, value)) in fields.into_iter().enumerate() {
                given.push((field(&format!("g[{group}].f-{at}"), kind), value));
            }
        }
        blocks.push(Block::Repeat(repeat("g", 0, 20, count)));
        let mut answers = Answers::new();
        answers.set("g", Value::Integer(count.into())).unwrap();
        for (field, value) in given {
            let checked = value.map(|value| check::check(&field, &value, Texts::for_lang("fr")));
            if let Some(Ok(value)) = checked {
                answers.set(field.path.as_str(), value).unwrap();
            }
            blocks.push(Block::Field(field));
        }
        (form(blocks), answers)
    })
}

pub(super) fn files_of(answers: &Answers) -> Vec<Attachment> {
    let files = answers.iter().filter_map(|answer| match &answer.value {
        Value::Attachments(files) => Some(files.clone()),
        _ => None,
    });
    files.flatten().collect()
}

/// JSON of any shape, with keys and texts that look like paths, dates and the like.
pub(super) fn any_json() -> impl Strategy<Value = Json> {
    let text = || {
        prop_oneof![
            ".{0,12}",
            "[a-g]{1,3}(\\[[0-9]{0,3}\\]?)?(\\.[a-z]{0,2})?",
            "[0-9:+. -]{0,12}",
            Just("lines".to_owned()),
            Just("lat".to_owned()),
        ]
    };
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map(text(), inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}
