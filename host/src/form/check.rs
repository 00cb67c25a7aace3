//! Whether an answer fits its field: kind and limits, with the error in the person's language.
//!
//! Errors say what is expected and never repeat what was answered: they end in logs, mails
//! and problems of the API. The text kinds are in `written`, the numbers that an authority
//! gives in `registered`, addresses in `address`.

mod address;
mod registered;
mod written;

use super::{Answers, Form};
use crate::contract::{
    Attachment, Date, DateLimits, Field, FileLimits, Kind, NumberLimits, OptionItem, Position,
    Problem, Value,
};
use crate::limits::{answer, http};
use crate::texts::Texts;

pub(super) use address::HOME;
pub(super) use written::plain_decimal;

/// Checks an answer against its field and gives it back in its normal form: texts trimmed,
/// telephone numbers in E.164, IBAN without spaces, choices in the order of their options.
///
/// The error is one sentence for the person. An empty answer is an error too: who takes input
/// treats what is empty as no answer, see [`is_empty`].
pub fn check(field: &Field, value: &Value, texts: &Texts) -> Result<Value, String> {
    if is_empty(value) {
        return Err(texts.text("check-empty").into_owned());
    }
    match (&field.kind, value) {
        (Kind::Line(limits), Value::Text(text)) => written::line(text, limits, texts),
        (Kind::Paragraph(limits), Value::Text(text)) => written::paragraph(text, limits, texts),
        (Kind::Email, Value::Text(text)) => written::email(text, texts),
        (Kind::Phone, Value::Text(text)) => written::phone(text, texts),
        (Kind::Iban, Value::Text(text)) => registered::iban(text, texts),
        (Kind::Siret, Value::Text(text)) => registered::siret(text, texts),
        (Kind::Rna, Value::Text(text)) => registered::rna(text, texts),
        (Kind::Choice(options), Value::Text(key)) => choice(options, key, texts),
        (Kind::Decimal, Value::Decimal(text)) => written::decimal(text, texts),
        (Kind::Integer(limits), Value::Integer(number)) => integer(*number, limits, texts),
        (Kind::Money(limits), Value::Integer(cents)) => money(*cents, limits, texts),
        (Kind::Flag, Value::Flag(flag)) => Ok(Value::Flag(*flag)),
        (Kind::Date(limits), Value::Date(day)) => date(*day, limits, texts),
        (Kind::Time, Value::Time(time)) if time.is_valid() => Ok(Value::Time(*time)),
        (Kind::Time, Value::Time(_)) => Err(texts.text("check-time").into_owned()),
        // SDKs pass one chosen key as a list as well; it is kept as the text that it is.
        (Kind::Choice(options), Value::Choices(keys)) => match keys.as_slice() {
            [key] => choice(options, key, texts),
            _ => Err(texts.text("check-choice").into_owned()),
        },
        (Kind::Choices(options), Value::Choices(keys)) => choices(options, keys, texts),
        (Kind::Address, Value::Address(given)) => address::check(given, texts).map(Value::Address),
        (Kind::Files(limits), Value::Attachments(given)) => files(given, limits, texts),
        (Kind::Position, Value::Position(place)) if in_range(*place) => Ok(Value::Position(*place)),
        (Kind::Position, Value::Position(_)) => Err(texts.text("check-position").into_owned()),
        _ => Err(texts.text("check-kind").into_owned()),
    }
}

/// Whether a value says nothing: blank text, nothing chosen, no file. It counts as no answer.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::Choices(keys) => keys.is_empty(),
        Value::Attachments(files) => files.is_empty(),
        _ => false,
    }
}

/// A problem for each required field that has no answer. A required flag has to be ticked,
/// as in HTML: `false` is no answer to it. A locked field has its prefill.
pub fn missing(form: &Form, answers: &Answers, texts: &Texts) -> Vec<Problem> {
    let open = form.fields().filter(|field| field.required && !field.locked);
    let answered = |field: &Field| match field.kind {
        // A refusal and a failure are answers to it.
        Kind::Sourced(_) => super::answered(answers, &field.path).next().is_some(),
        _ => is_answered(answers.get(&field.path)),
    };
    open.filter(|field| !answered(field))
        .map(|field| Problem { path: Some(field.path.clone()), message: ask_for(field, texts) })
        .collect()
}

fn is_answered(answer: Option<&Value>) -> bool {
    answer.is_some_and(|value| !is_empty(value) && *value != Value::Flag(false))
}

fn ask_for(field: &Field, texts: &Texts) -> String {
    let label = [("label", field.label.as_str().into())];
    match field.kind {
        Kind::Flag => texts.with("missing-flag", &label),
        Kind::Files(_) => texts.with("missing-files", &label),
        Kind::Choice(_) | Kind::Choices(_) => texts.with("missing-choice", &label),
        Kind::Sourced(_) => texts.with("missing-sourced", &label),
        _ => texts.with("missing-answer", &label),
    }
}

/// What a field of files allows, within what the host takes at all. Pages say these.
pub fn file_limits(limits: &FileLimits) -> FileLimits {
    FileLimits {
        media_types: limits.media_types.clone(),
        max_bytes: limits.max_bytes.min(http::FILE as u64),
        max_files: limits.max_files.min(answer::FILES as u32),
    }
}

/// Whether a value that a component shows is one at all, whatever it is for: days of the
/// calendar, bounded texts. Files are none, since the host alone holds them.
pub(super) fn is_sound(value: &Value) -> bool {
    let short = |text: &str| text.chars().count() <= answer::TEXT_CHARS;
    match value {
        Value::Text(text) => short(text),
        Value::Integer(_) | Value::Flag(_) => true,
        Value::Decimal(text) => plain_decimal(text).is_some(),
        Value::Date(date) => date.civil().is_some(),
        Value::Time(time) => time.is_valid(),
        Value::Choices(keys) => keys.iter().all(|key| short(key)),
        Value::Address(given) => {
            let parts = [&given.postcode, &given.city, &given.country];
            given.lines.len() <= answer::ADDRESS_LINES
                && given.lines.iter().chain(parts).all(|text| short(text))
        }
        Value::Attachments(_) => false,
        Value::Position(position) => in_range(*position),
    }
}

/// Whether a value is of the shape that a kind holds, within limits or not.
pub(super) fn is_of_kind(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Line(_) | Kind::Paragraph(_) | Kind::Email | Kind::Phone => {
            matches!(value, Value::Text(_))
        }
        Kind::Iban | Kind::Siret | Kind::Rna => matches!(value, Value::Text(_)),
        Kind::Choice(_) => matches!(value, Value::Text(_)),
        Kind::Integer(_) | Kind::Money(_) => matches!(value, Value::Integer(_)),
        Kind::Decimal => matches!(value, Value::Decimal(_)),
        Kind::Flag => matches!(value, Value::Flag(_)),
        Kind::Date(_) => matches!(value, Value::Date(_)),
        Kind::Time => matches!(value, Value::Time(_)),
        Kind::Choices(_) => matches!(value, Value::Choices(_)),
        Kind::Address => matches!(value, Value::Address(_)),
        Kind::Files(_) => matches!(value, Value::Attachments(_)),
        Kind::Position => matches!(value, Value::Position(_)),
        Kind::Sourced(_) => false,
    }
}

/// WGS 84: 90 degrees to the poles, 180 around.
pub(super) fn in_range(position: Position) -> bool {
    position.lat.unsigned_abs() <= 900_000_000 && position.lon.unsigned_abs() <= 1_800_000_000
}

fn integer(number: i64, limits: &NumberLimits, texts: &Texts) -> Result<Value, String> {
    if let Some(min) = limits.min.filter(|min| number < *min) {
        return Err(texts.with("check-min", &[("min", texts.integer(min).into())]));
    }
    if let Some(max) = limits.max.filter(|max| number > *max) {
        return Err(texts.with("check-max", &[("max", texts.integer(max).into())]));
    }
    Ok(Value::Integer(number))
}

fn money(cents: i64, limits: &NumberLimits, texts: &Texts) -> Result<Value, String> {
    let min = limits.min.unwrap_or(i64::MIN).max(-answer::MONEY_CENTS);
    let max = limits.max.unwrap_or(i64::MAX).min(answer::MONEY_CENTS);
    if cents < min {
        return Err(texts.with("check-money-min", &[("min", texts.money(min).into())]));
    }
    if cents > max {
        return Err(texts.with("check-money-max", &[("max", texts.money(max).into())]));
    }
    Ok(Value::Integer(cents))
}

fn date(day: Date, limits: &DateLimits, texts: &Texts) -> Result<Value, String> {
    if day.civil().is_none() {
        return Err(texts.text("check-date").into_owned());
    }
    if day.year < answer::FIRST_YEAR {
        return Err(texts.text("check-year").into_owned());
    }
    if let Some(first) = limits.earliest.filter(|first| day < *first) {
        return Err(texts.with("check-date-earliest", &[("date", texts.date(first).into())]));
    }
    if let Some(last) = limits.latest.filter(|last| day > *last) {
        return Err(texts.with("check-date-latest", &[("date", texts.date(last).into())]));
    }
    Ok(Value::Date(day))
}

fn choice(options: &[OptionItem], key: &str, texts: &Texts) -> Result<Value, String> {
    match options.iter().any(|option| option.key == key) {
        true => Ok(Value::Text(key.to_owned())),
        false => Err(texts.text("check-choice").into_owned()),
    }
}

fn choices(options: &[OptionItem], keys: &[String], texts: &Texts) -> Result<Value, String> {
    if !keys.iter().all(|key| options.iter().any(|option| option.key == *key)) {
        return Err(texts.text("check-choices").into_owned());
    }
    let chosen = options.iter().filter(|option| keys.contains(&option.key));
    Ok(Value::Choices(chosen.map(|option| option.key.clone()).collect()))
}

/// Checks one file against a field, apart from how many there are.
pub(super) fn file(given: &Attachment, limits: &FileLimits, texts: &Texts) -> Result<(), String> {
    let limits = file_limits(limits);
    let same = |allowed: &String| allowed.eq_ignore_ascii_case(&given.media_type);
    if !limits.media_types.iter().any(same) {
        let types = media_type_names(&limits.media_types);
        return Err(texts.with("check-files-type", &[("types", types.into())]));
    }
    if given.size > limits.max_bytes {
        let max = texts.bytes(limits.max_bytes);
        return Err(texts.with("check-files-size", &[("max", max.into())]));
    }
    Ok(())
}

fn files(given: &[Attachment], limits: &FileLimits, texts: &Texts) -> Result<Value, String> {
    let max = file_limits(limits).max_files;
    if given.len() > max as usize {
        return Err(texts.with("check-files-count", &[("max", max.into())]));
    }
    for (at, one) in given.iter().enumerate() {
        if given[..at].iter().any(|other| other.id == one.id) {
            return Err(texts.text("check-files-twice").into_owned());
        }
        file(one, limits, texts)?;
    }
    Ok(Value::Attachments(given.to_vec()))
}

/// `application/pdf`, `image/jpeg` as `PDF, JPEG`: what people call them.
fn media_type_names(media_types: &[String]) -> String {
    let name = |full: &String| match full.split_once('/') {
        Some((_, name)) => name.to_uppercase(),
        None => full.clone(),
    };
    media_types.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    fn checked(kind: Kind, value: Value) -> Result<Value, String> {
        check(&samples::field("a", kind), &value, Texts::for_lang("en"))
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_stay_within_limits() {
        let limits = NumberLimits { min: Some(1), max: Some(2_000) };
        assert!(checked(Kind::Integer(limits.clone()), Value::Integer(2_000)).is_ok());
        let error = checked(Kind::Integer(limits.clone()), Value::Integer(2_001)).unwrap_err();
        assert_eq!(error, "Enter a number of at most 2,000.");
        let error = checked(Kind::Money(limits), Value::Integer(2_001)).unwrap_err();
        assert_eq!(error, "Enter an amount of at most €20.00.");
        let open = Kind::Money(NumberLimits { min: None, max: None });
        assert!(checked(open.clone(), Value::Integer(i64::MAX)).is_err());
        assert!(checked(open, Value::Integer(i64::MIN)).is_err());
    }

    #[test]
    fn dates_are_in_the_calendar_and_the_limits() {
        let limits =
            DateLimits { earliest: Some(day("2026-01-01")), latest: Some(day("2026-12-31")) };
        let kind = Kind::Date(limits);
        assert!(checked(kind.clone(), Value::Date(day("2026-12-31"))).is_ok());
        let error = checked(kind.clone(), Value::Date(day("2027-01-01"))).unwrap_err();
        assert_eq!(error, "Enter a date up to 31 December 2026.");
        let never = Date { year: 2026, month: 2, day: 30 };
        assert_eq!(
            checked(kind.clone(), Value::Date(never)).unwrap_err(),
            "Enter a date that exists, such as 22 11 2026."
        );
        let short = Date { year: 26, month: 2, day: 3 };
        assert!(checked(kind, Value::Date(short)).unwrap_err().contains("four digits"));
    }

    #[test]
    fn choices_are_of_the_list_and_in_its_order() {
        let options = samples::options(&["a", "b", "c"]);
        let keys = |keys: &[&str]| Value::Choices(keys.iter().map(|k| (*k).into()).collect());
        let several = Kind::Choices(options.clone());
        assert_eq!(checked(several.clone(), keys(&["c", "a", "c"])), Ok(keys(&["a", "c"])));
        assert!(checked(several.clone(), keys(&["a", "d"])).is_err());
        assert!(checked(several, keys(&[])).is_err());
        let one = Kind::Choice(options);
        assert_eq!(checked(one.clone(), text("b")), Ok(text("b")));
        assert_eq!(checked(one.clone(), keys(&["b"])), Ok(text("b")));
        assert!(checked(one.clone(), keys(&["a", "b"])).is_err());
        assert!(checked(one, text("B")).is_err());
    }

    #[test]
    fn files_are_of_the_type_size_and_number() {
        let limits = FileLimits {
            media_types: vec!["application/pdf".into(), "image/jpeg".into()],
            max_bytes: 1_000_000,
            max_files: 2,
        };
        let kind = || Kind::Files(limits.clone());
        let file = |id: &str, media_type: &str, size| samples::attachment(id, media_type, size);
        let files = |list: Vec<Attachment>| Value::Attachments(list);
        let good = file("1", "application/pdf", 1_000_000);
        assert!(checked(kind(), files(vec![good.clone(), file("2", "image/jpeg", 1)])).is_ok());
        let error = |list| checked(kind(), files(list)).unwrap_err();
        assert_eq!(
            error(vec![file("1", "image/png", 1)]),
            "Attach a file of one of these types: PDF, JPEG."
        );
        assert_eq!(error(vec![good.clone(), good.clone()]), "Attach each file only once.");
        assert!(error(vec![file("1", "image/jpeg", 1_000_001)]).contains("1\u{a0}MB"));
        let three = ["1", "2", "3"].map(|id| file(id, "image/jpeg", 1)).to_vec();
        assert_eq!(error(three), "Attach at most 2 files.");
    }

    #[test]
    fn required_fields_without_an_answer_are_named() {
        let required = |path: &str, kind| {
            let mut field = samples::field(path, kind);
            field.required = true;
            field
        };
        let mut locked = required("d", samples::line());
        (locked.locked, locked.prefill) = (true, Some(text("held")));
        let fields = [
            required("a", samples::line()),
            required("b", Kind::Flag),
            required("c", samples::files()),
            locked,
            samples::field("e", samples::line()),
        ];
        let form = samples::form(fields.map(crate::contract::Block::Field).to_vec());
        let mut answers = Answers::new();
        answers.set("b", Value::Flag(false)).unwrap();
        let told: Vec<_> = missing(&form, &answers, Texts::for_lang("en"))
            .into_iter()
            .map(|problem| (problem.path.unwrap_or_default(), problem.message))
            .collect();
        let expected = [
            ("a", "Answer “A label”."),
            ("b", "Tick “A label” to go on."),
            ("c", "Attach a file to “A label”."),
        ];
        assert_eq!(told, expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
    }

    proptest! {
        #[test]
        fn no_value_panics_and_what_passed_passes_again(
            kind in prop::sample::select(samples::kinds()),
            value in prop_oneof![
                "\\PC{0,60}|[0-9A-Z +().,-]{0,40}|(?s).{0,40}".prop_map(Value::Text),
                "[0-9.,-]{0,30}|.{0,10}".prop_map(Value::Decimal),
                prop::sample::select(samples::kinds()).prop_flat_map(|kind| samples::value(&kind)),
            ],
        ) {
            if let Ok(normal) = checked(kind.clone(), value) {
                prop_assert_eq!(checked(kind, normal.clone()), Ok(normal));
            }
        }
    }

    #[test]
    fn another_shape_is_refused() {
        assert!(checked(Kind::Email, Value::Flag(true)).is_err());
        assert!(checked(Kind::Flag, text("true")).is_err());
        let far = Position { lat: 900_000_001, lon: 0 };
        assert!(checked(Kind::Position, Value::Position(far)).is_err());
        assert!(
            checked(Kind::Position, Value::Position(Position { lat: i32::MIN, lon: 0 })).is_err()
        );
    }
}
