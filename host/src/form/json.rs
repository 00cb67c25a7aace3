//! Answers as the API passes them: one flat object, path to plain JSON.
//!
//! | kind | JSON |
//! |---|---|
//! | line, paragraph, email, phone, iban, siret, rna | string |
//! | integer | integer |
//! | money | integer, in cents |
//! | decimal | string, `"12.50"` |
//! | flag | boolean |
//! | date, time | string, `"2026-11-22"`, `"14:30"` |
//! | choice | string, the option's key |
//! | choices | array of keys |
//! | address | object: `lines`, `postcode`, `city`, and where known `country`, `commune`, `ban_id`, `position` |
//! | files | array of ids of attachments |
//! | position | object: `lat`, `lon`, integers of 1e-7 degree |
//! | sourced | nothing: the host asks, see `sources` of the API |
//! | repeat | integer, the number of groups; may be left out |
//!
//! `null`, `""` and `[]` are no answer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::path;
use super::prune::count_within;
use super::settle::{FindAttachment, Typed};
use super::{Answers, Form, check};
use crate::contract::{Address, Field, Kind, Path, Position, Problem, Repeat, Value};
use crate::limits::{answer, view};
use crate::texts::Texts;

/// A JSON object of answers whose paths are good and whose groups have no gaps; what its values
/// are is known only with a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawAnswers {
    values: BTreeMap<Path, Json>,
    /// The number of groups of repeats that are only known by the indices of their fields.
    counts: BTreeMap<Path, u32>,
}

impl RawAnswers {
    /// Reads the object `answers` of the API, with every problem that it has. Of
    /// `guardians[1].name` follows that `guardians` has two groups, unless more are given.
    pub fn parse(given: Json, texts: &Texts) -> Result<Self, Vec<Problem>> {
        let whole = |message: String| vec![Problem { path: None, message }];
        let Json::Object(given) = given else {
            return Err(whole(texts.text("json-object").into_owned()));
        };
        if given.len() > answer::COUNT {
            let max = [("max", answer::COUNT.into())];
            return Err(whole(texts.with("json-count", &max)));
        }
        let values: BTreeMap<Path, Json> = given.into_iter().collect();
        let mut problems: Vec<Problem> = values
            .keys()
            .filter(|path| path::check(path).is_err())
            .take(view::PROBLEMS)
            .map(|path| problem(path, texts.text("json-path").into_owned()))
            .collect();
        let (counts, wrong) = counts(&values, texts);
        problems.extend(wrong);
        match problems.is_empty() {
            true => Ok(Self { values, counts }),
            false => Err(problems),
        }
    }

    /// The ids that may be of attachments: all texts in arrays. A caller whose look-up waits
    /// for something does it for these beforehand.
    pub fn attachment_ids(&self) -> impl Iterator<Item = &str> {
        self.values.values().filter_map(Json::as_array).flatten().filter_map(Json::as_str)
    }

    /// How many groups were given of a repeat; an error where what was given is no number.
    fn count_of(&self, path: &str) -> Result<Option<u32>, ()> {
        match self.values.get(path) {
            None | Some(Json::Null) => Ok(self.counts.get(path).copied()),
            Some(given) => as_count(given).map(Some).ok_or(()),
        }
    }
}

fn as_count(given: &Json) -> Option<u32> {
    u32::try_from(given.as_u64()?).ok()
}

fn problem(path: &str, message: String) -> Problem {
    // A text that is no path may be of any length.
    Problem { path: Some(path.chars().take(view::PATH).collect()), message }
}

/// The groups of repeats as the indices of paths show them.
fn counts(values: &BTreeMap<Path, Json>, texts: &Texts) -> (BTreeMap<Path, u32>, Vec<Problem>) {
    let mut seen: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (repeat, index) in values.keys().flat_map(|path| path::indices(path)) {
        seen.entry(repeat).or_default().insert(index);
    }
    let (mut counts, mut problems) = (BTreeMap::new(), Vec::new());
    for (repeat, indices) in seen {
        let least = indices.last().map_or(0, |last| last + 1);
        match values.get(repeat) {
            None | Some(Json::Null) => {
                if let Some(index) = (0..least).find(|index| !indices.contains(index)) {
                    let message = texts.with("json-gap", &[("index", index.into())]);
                    problems.push(problem(repeat, message));
                }
                counts.insert(repeat.to_owned(), least);
            }
            // Given as such, groups in between may be empty.
            Some(given) if as_count(given).is_some_and(|count| count >= least) => {}
            Some(_) => problems.push(problem(repeat, groups(least, view::REPEATS, texts))),
        }
    }
    (counts, problems)
}

fn groups(min: u32, max: u32, texts: &Texts) -> String {
    texts.with("json-groups", &[("min", min.into()), ("max", max.into())])
}

/// Reads raw answers with a form: what fits its field, what is wrong with the rest, and what the
/// form has no place for. Values given for locked fields are passed over.
pub fn type_against(
    raw: &RawAnswers,
    form: &Form,
    texts: &Texts,
    find: &FindAttachment<'_>,
) -> Typed {
    let mut typed = Typed::default();
    for field in form.fields() {
        let read = match (&field.prefill, raw.values.get(&field.path)) {
            (Some(prefill), _) if field.locked => Ok(Some(prefill.clone())),
            (_, Some(given)) => type_value(field, given, texts, find),
            (_, None) => Ok(None),
        };
        typed.read(field, read);
    }
    for repeat in form.repeats() {
        type_count(raw, repeat, texts, &mut typed);
    }
    let has = |path: &str| form.field(path).is_some() || form.repeat(path).is_some();
    typed.unknown = raw.values.keys().filter(|path| !has(path)).cloned().collect();
    typed
}

fn type_count(raw: &RawAnswers, repeat: &Repeat, texts: &Texts, typed: &mut Typed) {
    let given = raw.count_of(&repeat.path);
    let allowed = |count: u32| (repeat.min..=repeat.max).contains(&count);
    if !given.is_ok_and(|count| count.is_none_or(allowed)) {
        let message = groups(repeat.min, repeat.max, texts);
        typed.problems.push(problem(&repeat.path, message));
    }
    typed.answers.put(repeat.path.as_str(), count_within(repeat, given.unwrap_or(None)));
}

fn type_value(
    field: &Field,
    given: &Json,
    texts: &Texts,
    find: &FindAttachment<'_>,
) -> Result<Option<Value>, String> {
    if given.is_null() || given == "" || *given == json!([]) {
        return Ok(None);
    }
    let value = match (&field.kind, strings(given)) {
        (Kind::Files(_), Some(ids)) => {
            let found: Option<Vec<_>> = ids.iter().map(|id| find(id)).collect();
            let unknown = || texts.text("json-attachment-unknown").into_owned();
            Value::Attachments(found.ok_or_else(unknown)?)
        }
        _ => shaped(&field.kind, given).ok_or_else(|| expected(&field.kind, texts).into_owned())?,
    };
    match check::is_empty(&value) {
        true => Ok(None),
        false => check::check(field, &value, texts).map(Some),
    }
}

/// JSON as the value that a kind holds; nothing where it has another shape.
fn shaped(kind: &Kind, given: &Json) -> Option<Value> {
    let text = given.as_str();
    match kind {
        Kind::Line(_) | Kind::Paragraph(_) | Kind::Email | Kind::Phone => string(given),
        Kind::Iban | Kind::Siret | Kind::Rna | Kind::Choice(_) => string(given),
        Kind::Integer(_) | Kind::Money(_) => given.as_i64().map(Value::Integer),
        Kind::Decimal => text.map(|text| Value::Decimal(text.to_owned())),
        Kind::Flag => given.as_bool().map(Value::Flag),
        Kind::Date(_) => text?.parse().ok().map(Value::Date),
        Kind::Time => text?.parse().ok().map(Value::Time),
        Kind::Choices(_) => strings(given).map(Value::Choices),
        Kind::Address => address(given).map(Value::Address),
        Kind::Position => position(given).map(Value::Position),
        // Files are looked up; what a source answers is nobody else's to say.
        Kind::Files(_) | Kind::Sourced(_) => None,
    }
}

/// What the JSON of a kind should have been.
fn expected<'a>(kind: &Kind, texts: &'a Texts) -> Cow<'a, str> {
    match kind {
        Kind::Integer(_) => texts.text("json-integer"),
        Kind::Money(_) => texts.text("json-cents"),
        Kind::Decimal => texts.text("json-decimal"),
        Kind::Flag => texts.text("json-boolean"),
        Kind::Date(_) => texts.text("json-date"),
        Kind::Time => texts.text("json-time"),
        Kind::Choices(_) => texts.text("json-keys"),
        Kind::Address => texts.text("json-address"),
        Kind::Files(_) => texts.text("json-attachments"),
        Kind::Position => texts.text("json-position"),
        Kind::Sourced(_) => texts.text("json-sourced"),
        _ => texts.text("json-string"),
    }
}

fn string(given: &Json) -> Option<Value> {
    given.as_str().map(|text| Value::Text(text.to_owned()))
}

fn strings(given: &Json) -> Option<Vec<String>> {
    given.as_array()?.iter().map(|each| each.as_str().map(str::to_owned)).collect()
}

/// The object of an address: the contract's record, with what nobody types left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAddress {
    lines: Vec<String>,
    postcode: String,
    city: String,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    commune: Option<String>,
    #[serde(default)]
    ban_id: Option<String>,
    #[serde(default)]
    position: Option<RawPosition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPosition {
    lat: i32,
    lon: i32,
}

fn address(given: &Json) -> Option<Address> {
    let raw = RawAddress::deserialize(given).ok()?;
    Some(Address {
        lines: raw.lines,
        postcode: raw.postcode,
        city: raw.city,
        commune: raw.commune,
        country: raw.country.unwrap_or_else(|| check::HOME.to_owned()),
        ban_id: raw.ban_id,
        position: raw.position.map(|at| Position { lat: at.lat, lon: at.lon }),
    })
}

fn position(given: &Json) -> Option<Position> {
    let raw = RawPosition::deserialize(given).ok()?;
    Some(Position { lat: raw.lat, lon: raw.lon })
}

/// Answers as the flat object that [`RawAnswers::parse`] reads.
pub fn to_json(answers: &Answers) -> Map<String, Json> {
    answers.iter().map(|answer| (answer.path.clone(), value_to_json(&answer.value))).collect()
}

/// One value as plain JSON.
pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Decimal(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::Date(date) => json!(date),
        Value::Time(time) => json!(time),
        Value::Choices(keys) => json!(keys),
        Value::Address(address) => address_to_json(address),
        Value::Attachments(files) => files.iter().map(|file| json!(file.id)).collect(),
        Value::Position(at) => json!({"lat": at.lat, "lon": at.lon}),
    }
}

fn address_to_json(address: &Address) -> Json {
    let mut object = json!({
        "lines": address.lines,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
    });
    if let Some(commune) = &address.commune {
        object["commune"] = json!(commune);
    }
    if let Some(ban_id) = &address.ban_id {
        object["ban_id"] = json!(ban_id);
    }
    if let Some(at) = address.position {
        object["position"] = json!({"lat": at.lat, "lon": at.lon});
    }
    object
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;
    use crate::contract::{Block, NumberLimits};

    fn english() -> &'static Texts {
        Texts::for_lang("en")
    }

    fn parse(given: Json) -> Result<RawAnswers, Vec<Problem>> {
        RawAnswers::parse(given, english())
    }

    fn typed(given: Json, blocks: Vec<Block>) -> Typed {
        type_against(&parse(given).unwrap(), &samples::form(blocks), english(), &|id| {
            (id == "known").then(|| samples::attachment(id, "application/pdf", 10))
        })
    }

    #[test]
    fn counts_follow_from_indices() {
        let raw = parse(json!({"g[1].h[0].a": 1, "g[0].a": 1})).unwrap();
        assert_eq!(raw.count_of("g"), Ok(Some(2)));
        assert_eq!(raw.count_of("g[1].h"), Ok(Some(1)));
        let raw = parse(json!({"g[2].a": 1, "g": 4})).unwrap();
        assert_eq!(raw.count_of("g"), Ok(Some(4)));
    }

    #[test]
    fn gaps_and_absurd_indices_are_problems() {
        let first = |given| parse(given).unwrap_err().remove(0);
        let gap = first(json!({"g[2].a": 1, "g[0].a": 1}));
        assert_eq!(gap.path.as_deref(), Some("g"));
        assert!(gap.message.contains("group 1 is missing"), "{}", gap.message);
        assert!(first(json!({"g[1].a": 1, "g": 1})).message.contains("from 2 to 100"));
        assert!(first(json!({"g[0].a": 1, "g": "x"})).message.contains("number of groups"));
        for absurd in ["g[100].a", "g[4294967296].a", "g[-1].a", "g[01].a"] {
            assert!(first(json!({ absurd: 1 })).message.contains("not valid"), "{absurd}");
        }
    }

    #[test]
    fn what_is_no_object_of_answers_is_refused() {
        for given in [json!(null), json!([]), json!("a"), json!(1)] {
            assert_eq!(parse(given).unwrap_err()[0].path, None);
        }
        let many: Map<String, Json> =
            (0..=answer::COUNT).map(|n| (format!("a{n}"), json!(1))).collect();
        assert!(parse(many.into()).unwrap_err()[0].message.contains("1000"));
        let long = "é".repeat(10_000);
        let path = parse(json!({ long: 1 })).unwrap_err().remove(0).path.unwrap();
        assert_eq!(path.chars().count(), view::PATH);
    }

    #[test]
    fn each_kind_says_what_it_expects() {
        let blocks = samples::one_of_each();
        let given: Map<String, Json> = samples::form(blocks.clone())
            .fields()
            .map(|field| (field.path.clone(), json!({"no": "such"})))
            .collect();
        let typed = typed(given.into(), blocks.clone());
        assert_eq!(typed.problems.len(), blocks.len());
        for problem in typed.problems {
            assert!(problem.message.starts_with("Expected: "), "{problem:?}");
        }
    }

    #[test]
    fn null_and_empty_are_no_answers() {
        let blocks = samples::one_of_each();
        for nothing in [json!(null), json!(""), json!([])] {
            let form = samples::form(blocks.clone());
            let given: Map<String, Json> =
                form.fields().map(|field| (field.path.clone(), nothing.clone())).collect();
            let typed = typed(given.into(), blocks.clone());
            assert_eq!((typed.problems.len(), typed.answers.len()), (0, 0), "{nothing}");
        }
    }

    #[test]
    fn files_are_those_that_the_caller_knows() {
        let files = || vec![Block::Field(samples::field("f", samples::files()))];
        let found = typed(json!({"f": ["known"]}), files());
        assert!(matches!(found.answers.get("f"), Some(Value::Attachments(f)) if f.len() == 1));
        let unknown = typed(json!({"f": ["known", "other"]}), files());
        assert!(unknown.problems[0].message.contains("not known"));
        let raw = parse(json!({"f": ["x", "y"], "g": "z", "h": [1]})).unwrap();
        assert_eq!(raw.attachment_ids().collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn locked_fields_hold_their_prefill() {
        let limits = NumberLimits { min: None, max: None };
        let mut field = samples::field("a", Kind::Money(limits));
        (field.locked, field.prefill) = (true, Some(Value::Integer(500)));
        let typed = typed(json!({"a": 1}), vec![Block::Field(field)]);
        assert_eq!(typed.answers.get("a"), Some(&Value::Integer(500)));
        assert_eq!((typed.problems.len(), typed.unknown.len()), (0, 0));
    }

    proptest! {
        #[test]
        fn answers_survive_json((form, answers) in samples::form_and_answers()) {
            let raw = parse(Json::Object(to_json(&answers))).unwrap();
            let files = samples::files_of(&answers);
            let find = |id: &str| files.iter().find(|file| file.id == id).cloned();
            let typed = type_against(&raw, &form, english(), &find);
            prop_assert_eq!(typed.problems, vec![]);
            prop_assert_eq!(typed.unknown, Vec::<Path>::new());
            prop_assert_eq!(typed.answers, answers);
        }

        #[test]
        fn no_json_panics((form, _) in samples::form_and_answers(), values in prop::collection::vec(samples::any_json(), 30)) {
            let paths = form.fields().map(|field| field.path.clone());
            let given: Map<String, Json> = paths.zip(values).collect();
            if let Ok(raw) = parse(Json::Object(given)) {
                type_against(&raw, &form, english(), &|_| None);
            }
        }

        #[test]
        fn no_object_panics(given in samples::any_json()) {
            let _ = parse(given);
        }
    }
}
