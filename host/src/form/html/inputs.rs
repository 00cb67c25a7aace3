//! The inputs of each kind of field: reading what they hold, and filling them.

use std::collections::BTreeMap;

use super::check;
use crate::contract::{Address, Date, Field, Kind, Position, Time, Value};
use crate::texts::{Texts, degrees};

/// The inputs of a page, by name.
pub(super) struct Inputs<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Inputs<'a> {
    pub(super) fn new(inputs: &'a [(String, String)]) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in inputs {
            by_name.entry(name).or_default().push(value);
        }
        Self(by_name)
    }

    /// The values of a name, in the order in which they came.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.0.get(name).into_iter().flatten().copied()
    }

    /// The value of a name that has one only; the last where a form has more.
    pub(super) fn last(&self, name: &str) -> Option<&'a str> {
        self.named(name).last()
    }

    /// The value of one box of a field: `path:day`.
    fn part(&self, path: &str, part: &str) -> Option<&'a str> {
        self.last(&format!("{path}:{part}")).map(str::trim)
    }

    /// All inputs of a field, as they came.
    pub(super) fn of(&self, path: &str) -> Vec<(String, String)> {
        let is_of = |name: &&&str| {
            name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let mut inputs = Vec::new();
        for name in self.0.keys().filter(is_of) {
            inputs.extend(self.named(name).map(|value| ((*name).to_owned(), value.to_owned())));
        }
        inputs
    }
}

/// What the inputs of a field hold.
pub(super) enum Read {
    /// Something.
    Value(Value),
    /// Nothing: the person left or made it empty.
    Empty,
    /// There were none: the page that was posted did not show the field.
    Absent,
}

impl From<Option<Value>> for Read {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }
}

/// Reads the inputs of a field into a value of its kind; limits are checked by `check`.
pub(super) fn read(field: &Field, all: &Inputs<'_>, texts: &Texts) -> Result<Read, String> {
    let path = field.path.as_str();
    match &field.kind {
        // Browsers send nothing of boxes that are not ticked.
        Kind::Flag => Ok(Read::Value(Value::Flag(all.named(path).any(|value| value == "true")))),
        Kind::Choices(_) => {
            let keys = all.named(path).filter(|key| !key.is_empty()).map(str::to_owned);
            let keys: Vec<String> = keys.collect();
            Ok(if keys.is_empty() { Read::Empty } else { Read::Value(Value::Choices(keys)) })
        }
        Kind::Date(_) => date(path, all, texts),
        Kind::Address => Ok(address(path, all)),
        Kind::Position => position(path, all, texts),
        kind => match all.last(path) {
            None => Ok(Read::Absent),
            Some(text) if text.trim().is_empty() => Ok(Read::Empty),
            Some(text) => one_box(kind, text, texts).map(Read::Value),
        },
    }
}

fn one_box(kind: &Kind, text: &str, texts: &Texts) -> Result<Value, String> {
    match kind {
        Kind::Integer(_) => {
            let number = compact(text).parse().ok().map(Value::Integer);
            number.ok_or_else(|| texts.text("check-integer").into_owned())
        }
        Kind::Decimal => Ok(Value::Decimal(compact(text))),
        Kind::Money(_) => {
            let cents = cents(text).map(Value::Integer);
            cents.ok_or_else(|| texts.text("check-money").into_owned())
        }
        Kind::Time => {
            let time = time(text).map(Value::Time);
            time.ok_or_else(|| texts.text("check-time").into_owned())
        }
        _ => Ok(Value::Text(text.to_owned())),
    }
}

/// Without the blanks that people set between thousands.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// `12`, `12,5`, `1 234,50 €` in cents.
fn cents(text: &str) -> Option<i64> {
    let text = compact(text);
    let plain = check::plain_decimal(text.trim_matches('€'))?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.len() > 2 {
        return None;
    }
    format!("{whole}{fraction:0<2}").parse().ok()
}

/// `14:30`, `9:05`, `14h30`, `14 h`.
fn time(text: &str) -> Option<Time> {
    let text = compact(text).to_ascii_lowercase();
    let (hour, minute) = text.split_once([':', 'h'])?;
    let minute = if minute.is_empty() && text.ends_with('h') { "0" } else { minute };
    let time = Time { hour: number(hour, 2)?, minute: number(minute, 2)? };
    time.is_valid().then_some(time)
}

/// Up to `digits` ASCII digits.
fn number<N: std::str::FromStr>(text: &str, digits: usize) -> Option<N> {
    let plain = text.len() <= digits && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn date(path: &str, all: &Inputs<'_>, texts: &Texts) -> Result<Read, String> {
    let boxes = ["day", "month", "year"].map(|part| all.part(path, part));
    if boxes.iter().all(Option::is_none) {
        return Ok(Read::Absent);
    }
    let [day, month, year] = boxes.map(Option::unwrap_or_default);
    if [day, month, year].iter().all(|text| text.is_empty()) {
        return Ok(Read::Empty);
    }
    let read = || {
        let date = Date { year: number(year, 4)?, month: number(month, 2)?, day: number(day, 2)? };
        Some(Read::Value(Value::Date(date)))
    };
    read().ok_or_else(|| texts.text("check-date").into_owned())
}

/// The country alone is no answer: its box is filled before anybody writes.
fn address(path: &str, all: &Inputs<'_>) -> Read {
    let boxes = ["lines", "more", "postcode", "city", "country"].map(|part| all.part(path, part));
    if boxes.iter().all(Option::is_none) {
        return Read::Absent;
    }
    let [lines, more, postcode, city, country] = boxes.map(Option::unwrap_or_default);
    if [lines, more, postcode, city].iter().all(|text| text.is_empty()) {
        return Read::Empty;
    }
    let country = if country.is_empty() { check::HOME } else { country };
    Read::Value(Value::Address(Address {
        lines: lines
            .lines()
            .chain(more.lines())
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        postcode: postcode.to_owned(),
        city: city.to_owned(),
        commune: None,
        country: country.to_owned(),
        ban_id: None,
        position: None,
    }))
}

fn position(path: &str, all: &Inputs<'_>, texts: &Texts) -> Result<Read, String> {
    let boxes = ["lat", "lon"].map(|part| all.part(path, part));
    if boxes.iter().all(Option::is_none) {
        return Ok(Read::Absent);
    }
    let [lat, lon] = boxes.map(Option::unwrap_or_default);
    if lat.is_empty() && lon.is_empty() {
        return Ok(Read::Empty);
    }
    let read = || Some(Position { lat: degree_units(lat)?, lon: degree_units(lon)? });
    let place = read().map(|place| Read::Value(Value::Position(place)));
    place.ok_or_else(|| texts.text("check-position").into_owned())
}

/// Decimal degrees in units of 1e-7. Browsers give more places than a map has: the rest is cut.
fn degree_units(text: &str) -> Option<i32> {
    let text: String = text.chars().take(40).collect();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((&text, "0"));
    let places = fraction.bytes().all(|b| b.is_ascii_digit()).then(|| fraction.get(..7));
    let fraction = places?.unwrap_or(fraction);
    let (sign, whole) = whole.strip_prefix('-').map_or((1, whole), |rest| (-1, rest));
    let units: i64 = format!("{}{fraction:0<7}", number::<u16>(whole, 3)?).parse().ok()?;
    i32::try_from(sign * units).ok()
}

/// What the inputs of a field hold for a value, as name and value: for templates, which fill
/// their boxes with it, and read back by `parse_page` to the same value. Files have none.
pub fn inputs_of(field: &Field, value: &Value, texts: &Texts) -> Vec<(String, String)> {
    let path = &field.path;
    let one = |text: String| vec![(path.clone(), text)];
    let part = |part: &str, text: String| (format!("{path}:{part}"), text);
    match value {
        Value::Text(text) => one(text.clone()),
        Value::Integer(cents) if matches!(field.kind, Kind::Money(_)) => {
            one(texts.decimal(&euros(*cents)))
        }
        Value::Integer(number) => one(number.to_string()),
        Value::Decimal(plain) => one(texts.decimal(plain)),
        Value::Flag(true) => one("true".to_owned()),
        Value::Flag(false) | Value::Attachments(_) => Vec::new(),
        Value::Date(date) => vec![
            part("day", date.day.to_string()),
            part("month", date.month.to_string()),
            part("year", format!("{:04}", date.year)),
        ],
        Value::Time(time) => one(time.to_string()),
        Value::Choices(keys) => keys.iter().map(|key| (path.clone(), key.clone())).collect(),
        Value::Address(address) => {
            let mut parts = vec![
                part("lines", address.lines.join("\n")),
                part("postcode", address.postcode.clone()),
                part("city", address.city.clone()),
                part("country", address.country.clone()),
            ];
            parts.extend(address.ban_id.iter().map(|id| part("ban", id.clone())));
            parts
        }
        Value::Position(at) => vec![
            part("lat", texts.decimal(&degrees(at.lat))),
            part("lon", texts.decimal(&degrees(at.lon))),
        ],
    }
}

/// Cents as euros without a unit: `12.50`.
fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_people_write_them() {
        for (written, expected) in [
            ("12,50", 1_250),
            ("12.5", 1_250),
            ("12", 1_200),
            ("1\u{202f}234,50\u{a0}€", 123_450),
            ("€12", 1_200),
            ("-3,00", -300),
            (",05", 5),
            ("-0,05", -5),
        ] {
            assert_eq!(cents(written), Some(expected), "{written}");
        }
        for bad in ["12,505", "1,234.50", "douze", "", "€", "1e3", "99999999999999999999"] {
            assert_eq!(cents(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_as_people_write_them() {
        for (written, hour, minute) in [
            ("14:30", 14, 30),
            ("9:5", 9, 5),
            ("14h30", 14, 30),
            ("14 H 30", 14, 30),
            ("8 h", 8, 0),
        ] {
            assert_eq!(time(written), Some(Time { hour, minute }), "{written}");
        }
        for bad in ["24:00", "14:60", "14", "14:", ":", "h", "140:3", "-1:00", "+1:00"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }

    #[test]
    fn degrees_to_seven_places() {
        for (written, units) in [
            ("48.8566", 488_566_000),
            ("-0,0000001", -1),
            ("2", 20_000_000),
            ("48.123456789", 481_234_567),
            ("-180", -1_800_000_000),
            ("0.", 0),
        ] {
            assert_eq!(degree_units(written), Some(units), "{written}");
        }
        for bad in ["", "-", "999", "N 48", "1e2", "48.12x", "48.é", "--1", "4888", ".5"] {
            assert_eq!(degree_units(bad), None, "{bad}");
        }
    }
}
