//! `wit/types.wit`: values that every other interface shares.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;
use wasmtime::component::{ComponentType, Lift, Lower};

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Translation {
    /// BCP 47 tag: `fr`, `en`, `uk`.
    pub lang: String,
    pub text: String,
}

/// A day in the town's calendar.
#[derive(ComponentType, Lift, Lower, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[component(record)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// A time of day in the town's time zone.
#[derive(ComponentType, Lift, Lower, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[component(record)]
pub struct Time {
    pub hour: u8,
    pub minute: u8,
}

#[derive(ComponentType, Lift, Lower, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[component(record)]
pub struct Moment {
    pub date: Date,
    pub time: Time,
}

/// WGS 84, in units of 1e-7 degree: no floats cross the boundary.
#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Copy,
)]
#[component(record)]
pub struct Position {
    pub lat: i32,
    pub lon: i32,
}

/// `start` is in it, `end` is not.
#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Copy,
)]
#[component(record)]
pub struct Span {
    pub start: Moment,
    pub end: Moment,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Address {
    pub lines: Vec<String>,
    pub postcode: String,
    pub city: String,
    /// INSEE code of the commune, where the person picked a known address.
    pub commune: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Identifier in the Base Adresse Nationale, and where it lies, where the person picked a known address.
    #[component(name = "ban-id")]
    pub ban_id: Option<String>,
    pub position: Option<Position>,
}

/// A file that the host holds; its bytes never enter the component.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Attachment {
    pub id: String,
    pub name: String,
    #[component(name = "media-type")]
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    #[component(name = "text")]
    Text(String),
    /// Also money, in the smallest unit of the currency (euro cents).
    #[component(name = "integer")]
    Integer(i64),
    /// Plain decimal notation: `12.50`.
    #[component(name = "decimal")]
    Decimal(String),
    #[component(name = "flag")]
    Flag(bool),
    #[component(name = "date")]
    Date(Date),
    #[component(name = "time")]
    Time(Time),
    /// Keys of the chosen options.
    #[component(name = "choices")]
    Choices(Vec<String>),
    #[component(name = "address")]
    Address(Address),
    #[component(name = "attachments")]
    Attachments(Vec<Attachment>),
    #[component(name = "position")]
    Position(Position),
}

/// One answer. A list of answers is ordered by path, as bytes, and holds each path once.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Answer {
    pub path: Path,
    pub value: Value,
}

/// Something that the person can put right. Without a path it concerns the whole form.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Problem {
    pub path: Option<Path>,
    pub message: String,
}

#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Party {
    #[component(name = "applicant")]
    Applicant,
    #[component(name = "agent")]
    Agent,
}

#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Channel {
    /// The resident fills in the form.
    #[component(name = "online")]
    Online,
    /// An agent fills it in with, or for, a resident.
    #[component(name = "counter")]
    Counter,
}

/// How surely the host knows who the person is (eIDAS levels).
#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Assurance {
    #[component(name = "none")]
    None,
    #[component(name = "low")]
    Low,
    #[component(name = "substantial")]
    Substantial,
    #[component(name = "high")]
    High,
}

/// What an identity provider vouched for.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Identity {
    #[component(name = "family-name")]
    pub family_name: String,
    #[component(name = "given-names")]
    pub given_names: String,
    #[component(name = "birth-date")]
    pub birth_date: Option<Date>,
    /// INSEE code of the commune or country.
    #[component(name = "birth-place")]
    pub birth_place: Option<String>,
    pub email: Option<String>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Context {
    pub today: Date,
    /// Language in which `form` answers.
    pub lang: String,
    pub channel: Channel,
    pub assurance: Assurance,
    /// Present from assurance `low` on.
    pub identity: Option<Identity>,
    #[component(name = "town-name")]
    pub town_name: String,
    /// INSEE code of the commune.
    #[component(name = "town-code")]
    pub town_code: String,
    /// What the town set for this procedure, as its manifest declares it.
    pub settings: Vec<Answer>,
}

/// Where a value sits in a form: `child.birth-date`, `guardians[1].name`.
pub type Path = String;

/// A text for people, in each language that the procedure speaks.
pub type Text = Vec<Translation>;

/// The text in `lang`, else in French, which every procedure speaks, else in its first language.
pub fn text_in<'a>(text: &'a [Translation], lang: &str) -> &'a str {
    let find = |wanted: &str| text.iter().find(|t| t.lang == wanted);
    find(lang).or_else(|| find("fr")).or(text.first()).map_or("", |t| t.text.as_str())
}

impl Date {
    /// The day as a library date; nothing where it is not in the calendar. A component's
    /// numbers are hostile: everything that comes from one passes here before it is kept.
    pub fn civil(self) -> Option<jiff::civil::Date> {
        let year = i16::try_from(self.year).ok()?;
        jiff::civil::Date::new(year, i8::try_from(self.month).ok()?, i8::try_from(self.day).ok()?)
            .ok()
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        let number = |n: i16| u16::try_from(n).unwrap_or(0);
        Self {
            year: number(date.year()),
            month: number(date.month().into()) as u8,
            day: number(date.day().into()) as u8,
        }
    }
}

impl Time {
    /// Whether it is a time of day.
    pub fn is_valid(self) -> bool {
        self.hour < 24 && self.minute < 60
    }
}

impl Moment {
    /// The moment as a library date and time, without a zone.
    pub fn civil(self) -> Option<jiff::civil::DateTime> {
        let time = jiff::civil::Time::new(
            i8::try_from(self.time.hour).ok()?,
            i8::try_from(self.time.minute).ok()?,
            0,
            0,
        );
        Some(self.date.civil()?.to_datetime(time.ok()?))
    }
}

impl Span {
    /// Whether both ends are in the calendar and something is between them.
    pub fn is_valid(self) -> bool {
        self.start < self.end && self.start.civil().is_some() && self.end.civil().is_some()
    }

    /// What it shares with another; nothing where that is empty.
    pub fn meet(self, other: Self) -> Option<Self> {
        let both = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        (both.start < both.end).then_some(both)
    }
}

impl From<jiff::civil::DateTime> for Moment {
    fn from(moment: jiff::civil::DateTime) -> Self {
        let number = |n: i8| u8::try_from(n).unwrap_or(0);
        Self {
            date: moment.date().into(),
            time: Time { hour: number(moment.hour()), minute: number(moment.minute()) },
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

/// The text is not what it should be; says what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct Malformed(pub &'static str);

/// Exactly `digits` ASCII digits.
fn digits(text: &str, digits: usize) -> Option<u16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

impl FromStr for Date {
    type Err = Malformed;
    /// ISO 8601, `2026-11-22`, and in the calendar.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let date = Self {
                year: digits(year, 4)?,
                month: digits(month, 2)? as u8,
                day: digits(day, 2)? as u8,
            };
            date.civil().map(|_| date)
        };
        parse().ok_or(Malformed("a date such as 2026-11-22"))
    }
}

impl FromStr for Time {
    type Err = Malformed;
    /// ISO 8601, `14:30`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (hour, minute) = text.split_once(':')?;
            let time = Self { hour: digits(hour, 2)? as u8, minute: digits(minute, 2)? as u8 };
            time.is_valid().then_some(time)
        };
        parse().ok_or(Malformed("a time such as 14:30"))
    }
}

impl FromStr for Moment {
    type Err = Malformed;
    /// ISO 8601, `2026-11-22T14:30`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("a date and time such as 2026-11-22T14:30");
        let (date, time) = text.split_once('T').ok_or(malformed)?;
        Ok(Self {
            date: date.parse().map_err(|_| malformed)?,
            time: time.parse().map_err(|_| malformed)?,
        })
    }
}

macro_rules! serde_as_text {
    ($($name:ident, $example:literal);*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .examples([$example])
                    .into()
            }
        }
        impl ToSchema for $name {}
    )*};
}
serde_as_text!(Date, "2026-11-22"; Time, "14:30"; Moment, "2026-11-22T14:30");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_back_what_they_write() {
        let date: Date = "2028-02-29".parse().unwrap();
        assert_eq!(date.to_string(), "2028-02-29");
        assert_eq!(Date::from(date.civil().unwrap()), date);
        for bad in ["2027-02-29", "2026-1-01", "2026-13-01", "+026-01-01", "2026-01-01 ", ""] {
            assert_eq!(bad.parse::<Date>(), Err(Malformed("a date such as 2026-11-22")), "{bad}");
        }
        assert!("24:00".parse::<Time>().is_err());
        assert!("2026-11-22T14:30".parse::<Moment>().is_ok());
    }

    #[test]
    fn a_text_falls_back_to_french() {
        let text = |lang: &str| Translation { lang: lang.into(), text: lang.to_uppercase() };
        assert_eq!(text_in(&[text("en"), text("fr")], "de"), "FR");
        assert_eq!(text_in(&[text("en"), text("fr")], "en"), "EN");
        assert_eq!(text_in(&[text("en")], "fr"), "EN");
        assert_eq!(text_in(&[], "fr"), "");
    }
}
