//! How a form is written down: one line for each element, words set apart by spaces.
//!
//! ```text
//! page KEY [if=PATH=VALUE]
//! note
//! field NAME KIND [required] [live] [if=NAME=VALUE] [min=N] [max=N] [first=DAY] [last=DAY]
//!                 [options=a,b] [types=a,b] [prefill=VALUE] [locked]
//!                 [autofill=TOKEN]
//! repeat NAME MIN MAX [if=NAME=VALUE]
//! end
//! ```
//!
//! Names are relative to the group that they stand in. What cannot be read is a panic: who
//! describes a form is a test.

use std::iter::Peekable;
use std::str::{FromStr, Lines};

use guichet_sdk::prelude::*;
use guichet_sdk::{DateLimits, FieldValue as _, FileLimits, NumberLimits, TextLimits};

/// An answer and what it must be for something else to be shown.
pub type Condition<'a> = Option<(&'a str, &'a str)>;

pub enum Element<'a> {
    Page { key: &'a str, only_if: Condition<'a>, elements: Vec<Element<'a>> },
    Note,
    Field { only_if: Condition<'a>, field: FieldSpec<'a> },
    Repeat { name: &'a str, min: u32, max: u32, only_if: Condition<'a>, elements: Vec<Element<'a>> },
}

pub struct FieldSpec<'a> {
    pub name: &'a str,
    kind: &'a str,
    words: Vec<&'a str>,
}

/// The group that is laid out, and all answers.
pub struct Scope<'a> {
    pub root: &'a str,
    pub answers: &'a Answers,
}

impl Scope<'_> {
    pub fn path(&self, name: &str) -> String {
        if self.root.is_empty() { name.to_owned() } else { format!("{}.{name}", self.root) }
    }

    pub fn holds(&self, condition: Condition<'_>) -> bool {
        condition.is_none_or(|(name, expected)| match self.answers.value(&self.path(name)) {
            Some(Value::Flag(flag)) => *flag == (expected == "true"),
            Some(Value::Text(key)) => key == expected,
            _ => false,
        })
    }
}

pub fn parse(text: &str) -> Vec<Element<'_>> {
    let mut lines = text.lines().peekable();
    let mut pages = Vec::new();
    while let Some(line) = lines.next() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[0], "page", "a form begins with a page");
        pages.push(Element::Page {
            key: words[1],
            only_if: condition(&words),
            elements: elements(&mut lines),
        });
    }
    pages
}

fn elements<'a>(lines: &mut Peekable<Lines<'a>>) -> Vec<Element<'a>> {
    let mut found = Vec::new();
    while let Some(line) = lines.next_if(|line| !line.starts_with("page ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        found.push(match words[0] {
            "end" => break,
            "note" => Element::Note,
            "field" => Element::Field {
                only_if: condition(&words),
                field: FieldSpec { name: words[1], kind: words[2], words },
            },
            "repeat" => Element::Repeat {
                name: words[1],
                min: words[2].parse().expect("a least number of groups"),
                max: words[3].parse().expect("a greatest number of groups"),
                only_if: condition(&words),
                elements: elements(lines),
            },
            other => panic!("{other} is no element"),
        });
    }
    found
}

fn condition<'a>(words: &[&'a str]) -> Condition<'a> {
    words.iter().find_map(|word| word.strip_prefix("if=")?.split_once('='))
}

impl<'a> FieldSpec<'a> {
    fn value(&self, key: &str) -> Option<&'a str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn read<T: FromStr>(&self, key: &str) -> Option<T> {
        self.value(key).map(|text| text.parse().ok().expect("a limit of the right type"))
    }

    fn has(&self, word: &str) -> bool {
        self.words[3..].contains(&word)
    }

    pub fn at(&self, path: &str, ctx: &Context) -> Field {
        let label = ctx.say(Text::from("Champ").with("en", "Field"));
        let mut field = Field::new(path, format!("{label} {path}"), self.kind())
            .with_hint("Une aide")
            .required(self.has("required"));
        field.live = self.has("live");
        field.prefill = self.value("prefill").map(|text| self.prefill(text));
        field.locked = self.has("locked");
        field.autofill = self.value("autofill").map(str::to_owned);
        field
    }

    fn kind(&self) -> Kind {
        let texts = || TextLimits { min_length: self.read("min"), max_length: self.read("max") };
        let numbers = || NumberLimits { min: self.read("min"), max: self.read("max") };
        match self.kind {
            "line" => Kind::Line(texts()),
            "paragraph" => Kind::Paragraph(texts()),
            "email" => Kind::Email,
            "phone" => Kind::Phone,
            "integer" => Kind::Integer(numbers()),
            "decimal" => Kind::Decimal,
            "money" => Kind::Money(numbers()),
            "flag" => Kind::Flag,
            "date" => {
                let day = |key: &str| self.value(key).map(|text| day(text).into());
                Kind::Date(DateLimits { earliest: day("first"), latest: day("last") })
            }
            "time" => Kind::Time,
            "choice" => Kind::one_of(self.options()),
            "choices" => Kind::some_of(self.options()),
            "address" => Kind::Address,
            "files" => Kind::Files(FileLimits {
                media_types: self.list("types").map(str::to_owned).collect(),
                max_bytes: 100_000,
                max_files: self.read("max").unwrap_or(1),
            }),
            "iban" => Kind::Iban,
            "siret" => Kind::Siret,
            "rna" => Kind::Rna,
            "position" => Kind::Position,
            other => panic!("{other} is no kind of field"),
        }
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.value(key).unwrap_or_default().split(',')
    }

    fn options(&self) -> impl Iterator<Item = OptionItem> {
        self.list("options").map(|key| OptionItem::new(key, format!("Option {key}")))
    }

    fn prefill(&self, text: &str) -> Value {
        match self.kind {
            "integer" | "money" => Value::Integer(text.parse().expect("a number")),
            "decimal" => Value::Decimal(text.to_owned()),
            "flag" => Value::Flag(text == "true"),
            "date" => Value::Date(day(text).into()),
            "line" | "choice" => Value::Text(text.to_owned()),
            other => panic!("no prefill of {other} can be described"),
        }
    }
}

fn day(text: &str) -> Date {
    Date::from_value(&Value::Text(text.to_owned())).expect("a day such as 2026-11-22")
}
