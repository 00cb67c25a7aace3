//! Which Rust type stands for which kind of field.

use std::fmt::Debug;

use crate::choice::Choice;
use crate::civil::{Date, Time, date_from_text, from_contract, time_from_contract, time_from_text};
use crate::contract::forms::{DateLimits, FileLimits, Kind, NumberLimits, TextLimits};
use crate::contract::types::{Address, Attachment, Position, Value};
use crate::money::{Cents, Decimal};
use crate::text::Say;

/// Bounds of a field, as `#[field]` gives them.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Fewest Unicode scalar values of a text.
    pub min_length: Option<u32>,
    /// Most Unicode scalar values of a text.
    pub max_length: Option<u32>,
    /// Least number, or amount in cents.
    pub min: Option<i64>,
    /// Greatest number, or amount in cents.
    pub max: Option<i64>,
    /// First day.
    pub earliest: Option<Date>,
    /// Last day.
    pub latest: Option<Date>,
    /// Media types of files; PDF, JPEG and PNG where none is given.
    pub media_types: &'static [&'static str],
    /// Bytes of one file; 10 MB where not given.
    pub max_bytes: Option<u64>,
    /// Number of files; 1 where not given.
    pub max_files: Option<u32>,
}

impl Limits {
    /// Those of a text.
    pub fn text(&self) -> TextLimits {
        TextLimits { min_length: self.min_length, max_length: self.max_length }
    }

    /// Those of a number or an amount.
    pub fn number(&self) -> NumberLimits {
        NumberLimits { min: self.min, max: self.max }
    }

    /// Those of a day.
    pub fn date(&self) -> DateLimits {
        DateLimits { earliest: self.earliest.map(Into::into), latest: self.latest.map(Into::into) }
    }

    /// Those of files.
    pub fn files(&self) -> FileLimits {
        let media_types = if self.media_types.is_empty() {
            &["application/pdf", "image/jpeg", "image/png"]
        } else {
            self.media_types
        };
        FileLimits {
            media_types: media_types.iter().map(|each| (*each).to_owned()).collect(),
            max_bytes: self.max_bytes.unwrap_or(10_000_000),
            max_files: self.max_files.unwrap_or(1),
        }
    }
}

/// A type that one answer becomes.
///
/// Implemented for `String`, `bool`, `i64`, `i32`, `u32`, [`Cents`], [`Decimal`],
/// [`Date`], [`Time`], [`Address`], [`Position`], every [`Choice`], `Vec` of a
/// `Choice` or of `String` (several choices), and `Vec<Attachment>`.
pub trait FieldValue: Sized + Clone + PartialEq + Debug {
    /// The kind of field that asks for it, its words in `lang`.
    fn kind(limits: &Limits, lang: &str) -> Kind;
    /// The typed answer, nothing where `value` is of another type.
    fn from_value(value: &Value) -> Option<Self>;
    /// The answer as the contract has it.
    fn to_value(&self) -> Value;
    /// How it reads in `lang`, where the value alone does not say so.
    fn words(&self, _lang: &str) -> Option<String> {
        None
    }
}

impl FieldValue for String {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Line(limits.text())
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            Value::Choices(keys) if keys.len() == 1 => keys.first().cloned(),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl FieldValue for Value {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Line(limits.text())
    }
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl FieldValue for &'static str {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Line(limits.text())
    }
    /// Never: an answer does not live for ever. Ask for a `String`.
    fn from_value(_value: &Value) -> Option<Self> {
        None
    }
    fn to_value(&self) -> Value {
        Value::Text((*self).to_owned())
    }
}

macro_rules! integers {
    ($($integer:ty),+) => {$(
        impl FieldValue for $integer {
            fn kind(limits: &Limits, _lang: &str) -> Kind {
                Kind::Integer(limits.number())
            }
            /// Also from a text in plain digits: cells of a table come as texts.
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Integer(number) => Self::try_from(*number).ok(),
                    Value::Text(digits) => digits.trim().parse().ok(),
                    _ => None,
                }
            }
            fn to_value(&self) -> Value {
                Value::Integer(i64::from(*self))
            }
        }
    )+};
}
integers!(i64, i32, u32, u8);

impl FieldValue for Cents {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Money(limits.number())
    }
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Cents)
    }
    fn to_value(&self) -> Value {
        Value::Integer(self.0)
    }
    fn words(&self, lang: &str) -> Option<String> {
        Some(self.say(lang))
    }
}

impl FieldValue for Decimal {
    fn kind(_limits: &Limits, _lang: &str) -> Kind {
        Kind::Decimal
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Decimal(digits) | Value::Text(digits) => digits.trim().parse().ok(),
            Value::Integer(number) => Some(Decimal::from(*number)),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Decimal(self.to_string())
    }
}

impl FieldValue for bool {
    fn kind(_limits: &Limits, _lang: &str) -> Kind {
        Kind::Flag
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Flag(flag) => Some(*flag),
            Value::Text(word) => word.trim().parse().ok(),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Flag(*self)
    }
}

impl FieldValue for Date {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Date(limits.date())
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Date(day) => from_contract(*day),
            Value::Text(iso) => date_from_text(iso.trim()),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Date((*self).into())
    }
}

impl FieldValue for Time {
    fn kind(_limits: &Limits, _lang: &str) -> Kind {
        Kind::Time
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Time(time) => time_from_contract(*time),
            Value::Text(iso) => time_from_text(iso.trim()),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Time((*self).into())
    }
}

macro_rules! as_is {
    ($($name:ident => $kind:ident),+) => {$(
        impl FieldValue for $name {
            fn kind(_limits: &Limits, _lang: &str) -> Kind {
                Kind::$kind
            }
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::$kind(inner) => Some(inner.clone()),
                    _ => None,
                }
            }
            fn to_value(&self) -> Value {
                Value::$kind(self.clone())
            }
        }
    )+};
}
as_is!(Address => Address, Position => Position);

impl FieldValue for Vec<Attachment> {
    fn kind(limits: &Limits, _lang: &str) -> Kind {
        Kind::Files(limits.files())
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Attachments(files) => Some(files.clone()),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Attachments(self.clone())
    }
}

impl FieldValue for Vec<String> {
    /// No options of its own: `#[field(options = …)]` gives them.
    fn kind(_limits: &Limits, _lang: &str) -> Kind {
        Kind::Choices(Vec::new())
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Choices(keys) => Some(keys.clone()),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Choices(self.clone())
    }
}

/// One of several is a text: the key. A list of one key is read as well.
impl<C: Choice> FieldValue for C {
    fn kind(_limits: &Limits, lang: &str) -> Kind {
        Kind::Choice(C::items(lang))
    }
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value).and_then(|key| C::from_key(&key))
    }
    fn to_value(&self) -> Value {
        Value::Text(self.key().to_owned())
    }
}

impl<C: Choice> FieldValue for Vec<C> {
    fn kind(_limits: &Limits, lang: &str) -> Kind {
        Kind::Choices(C::items(lang))
    }
    fn from_value(value: &Value) -> Option<Self> {
        Vec::<String>::from_value(value)?.iter().map(|key| C::from_key(key)).collect()
    }
    fn to_value(&self) -> Value {
        Value::Choices(self.iter().map(|each| each.key().to_owned()).collect())
    }
}
