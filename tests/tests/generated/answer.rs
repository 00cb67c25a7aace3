//! One answer of each kind of the contract but `sourced`: as the API takes it, as a person
//! types it, and as a host must pass it on.

use guichet::digest::Digest;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

/// A kind of field with its limits.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Line(usize, usize),
    Paragraph(usize, usize),
    Email,
    Phone,
    Integer(i64, i64),
    Decimal,
    Money(i64, i64),
    Flag,
    Date(u16, u16),
    Time,
    Choice(usize),
    Choices(usize),
    Address,
    Files(usize),
    Iban,
    Siret,
    Rna,
    Position,
}

/// A file that the person has.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// One answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// For the API; of files, what stands here is replaced by the ids of their uploads.
    pub(super) json: Json,
    /// What is typed, by the part of the field: `""` where it has one input only.
    pub(super) typed: Vec<(&'static str, String)>,
    /// Files to choose.
    pub(super) files: Vec<File>,
    /// As the guest's `sum` writes it.
    pub(super) kept: String,
    /// As a description writes a prefill, where it can.
    pub(super) prefill: Option<String>,
}

/// Keys that are good and odd.
const KEYS: [&str; 10] = ["k0", "K-1", "k.2", "k_3", "k:4", "é5", "6", "true", "k'8", "<k9>"];

/// Letters of many kinds, and what HTML, URLs and TOML treat apart.
const LETTERS: [char; 40] = [
    'a', 'b', 'c', 'x', 'y', 'z', 'A', 'Z', '0', '7', '9', ' ', ' ', 'é', 'œ', 'ß', 'Ł', 'ж', '漢',
    '🙂', '\u{202f}', '\u{a0}', '<', '>', '&', '"', '\'', '%', '+', '=', ';', ':', '/', '\\', '?',
    '#', '-', '_', '`', '€',
];

pub(super) fn kind() -> BoxedStrategy<Kind> {
    let lengths = || (0..20usize, 0..30usize).prop_map(|(min, more)| (min, (min + more).max(1)));
    let numbers = || (-2_000..2_000i64, 0..1_000_000i64).prop_map(|(min, more)| (min, min + more));
    let plain = select(vec![
        Kind::Email,
        Kind::Phone,
        Kind::Decimal,
        Kind::Flag,
        Kind::Time,
        Kind::Address,
        Kind::Iban,
        Kind::Siret,
        Kind::Rna,
        Kind::Position,
    ]);
    prop_oneof![
        1 => lengths().prop_map(|(min, max)| Kind::Line(min, max)),
        1 => lengths().prop_map(|(min, max)| Kind::Paragraph(min, max)),
        1 => numbers().prop_map(|(min, max)| Kind::Integer(min, max)),
        1 => numbers().prop_map(|(min, max)| Kind::Money(min, max)),
        1 => (1900..2030u16, 0..50u16).prop_map(|(first, more)| Kind::Date(first, first + more)),
        1 => (1..=KEYS.len()).prop_map(Kind::Choice),
        1 => (1..=KEYS.len()).prop_map(Kind::Choices),
        1 => (1..4usize).prop_map(Kind::Files),
        1 => Just(Kind::Flag),
        6 => plain,
    ]
    .boxed()
}

impl Kind {
    /// As a description writes it.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Line(min, max) => format!("line min={min} max={max}"),
            Self::Paragraph(min, max) => format!("paragraph min={min} max={max}"),
            Self::Integer(min, max) => format!("integer min={min} max={max}"),
            Self::Money(min, max) => format!("money min={min} max={max}"),
            Self::Date(first, last) => format!("date first={first}-01-01 last={last}-12-31"),
            Self::Choice(count) => format!("choice options={}", KEYS[..*count].join(",")),
            Self::Choices(count) => format!("choices options={}", KEYS[..*count].join(",")),
            Self::Files(max) => format!("files max={max} types=application/pdf,image/png"),
            plain => format!("{plain:?}").to_lowercase(),
        }
    }

    /// What a condition on this field says where it holds for this answer, and what is kept then.
    pub(super) fn decides(&self, answer: &Answer) -> Option<(String, String)> {
        match self {
            Self::Flag => Some(("true".into(), "flag true".into())),
            Self::Choice(_) => {
                Some((answer.kept.strip_prefix("text ")?.into(), answer.kept.clone()))
            }
            _ => None,
        }
    }
}

impl Answer {
    /// A text and how it is typed, where its normal form is another.
    fn text(json: &str, typed: &str, kept: &str) -> Self {
        Self::new(json!(json), typed.into(), format!("text {kept}"))
    }

    fn new(json: Json, typed: String, kept: String) -> Self {
        Self { json, typed: vec![("", typed)], files: vec![], kept, prefill: None }
    }

    fn prefilling(self, value: impl ToString) -> Self {
        Self { prefill: Some(value.to_string()), ..self }
    }

    /// A box, ticked or not.
    pub(super) fn flag(ticked: bool) -> Self {
        let typed = if ticked { vec![("", "true".to_owned())] } else { vec![] };
        let answer = Self::new(json!(ticked), String::new(), format!("flag {ticked}"));
        Self { typed, ..answer }.prefilling(ticked)
    }
}

/// A valid answer to a field.
pub(super) fn answer(kind: &Kind) -> BoxedStrategy<Answer> {
    match *kind {
        Kind::Line(min, max) => text(min, max, &LETTERS)
            .prop_map(|line| Answer::text(&line, &format!(" {line}\t"), &line))
            .boxed(),
        Kind::Paragraph(min, max) => {
            let letters = [LETTERS.as_slice(), &['\n', '\n', '\n']].concat();
            let typed = |text: String| Answer::text(&text, &text.replace('\n', "\r\n"), &text);
            text(min, max, &letters).prop_map(typed).boxed()
        }
        Kind::Email => "[a-z]{1,8}\\.[a-z]{1,8}@[a-z]{1,8}\\.example"
            .prop_map(|email| Answer::text(&email, &format!(" {email} "), &email))
            .boxed(),
        Kind::Phone => phone(),
        Kind::Iban => Just(Answer::text(
            "FR1420041010050500013M02606",
            "fr14 2004 1010 0505 0001 3m02 606",
            "FR1420041010050500013M02606",
        ))
        .boxed(),
        Kind::Siret => {
            Just(Answer::text("732 829 320 00074", "73282932000074", "73282932000074")).boxed()
        }
        Kind::Rna => {
            "W[0-9]{9}".prop_map(|rna| Answer::text(&rna, &rna.to_lowercase(), &rna)).boxed()
        }
        Kind::Integer(min, max) => (min..=max)
            .prop_map(|n| {
                Answer::new(json!(n), n.to_string(), format!("integer {n}")).prefilling(n)
            })
            .boxed(),
        Kind::Money(min, max) => (min..=max).prop_map(money).boxed(),
        Kind::Decimal => decimal(),
        Kind::Flag => any::<bool>().prop_map(Answer::flag).boxed(),
        Kind::Date(first, last) => date(first, last),
        Kind::Time => (0..24u8, 0..60u8)
            .prop_map(|(h, m)| {
                let iso = format!("{h:02}:{m:02}");
                Answer::new(json!(iso), format!("{h}h{m:02}"), format!("time {iso}"))
            })
            .boxed(),
        Kind::Choice(count) => (0..count)
            .prop_map(|at| Answer::text(KEYS[at], KEYS[at], KEYS[at]).prefilling(KEYS[at]))
            .boxed(),
        Kind::Choices(count) => choices(count),
        Kind::Address => address(),
        Kind::Files(max) => vec(file(), 1..=max).prop_map(files).boxed(),
        Kind::Position => (-900_000_000..=900_000_000i32, -1_800_000_000..=1_800_000_000i32)
            .prop_map(|(lat, lon)| Answer {
                json: json!({"lat": lat, "lon": lon}),
                typed: vec![("lat", degrees(lat)), ("lon", degrees(lon))],
                files: vec![],
                kept: format!("position {lat},{lon}"),
                prefill: None,
            })
            .boxed(),
    }
}

/// A text that says something and has no blanks around it, since those fall away.
fn text(min: usize, max: usize, letters: &[char]) -> BoxedStrategy<String> {
    let text = vec(select(letters.to_vec()), min.max(1)..=max).prop_map(|mut letters| {
        for end in [0, letters.len() - 1] {
            if letters[end].is_whitespace() {
                letters[end] = 'w';
            }
        }
        letters.into_iter().collect()
    });
    text.boxed()
}

fn phone() -> BoxedStrategy<Answer> {
    let numbers = vec![
        ("+33123456789", "01 23 45 67 89", "+33123456789"),
        ("0612345678", "06.12.34.56.78", "+33612345678"),
        ("+32 2 553 00 00", "+3225530000", "+3225530000"),
    ];
    select(numbers).prop_map(|(json, typed, kept)| Answer::text(json, typed, kept)).boxed()
}

fn money(cents: i64) -> Answer {
    let sign = if cents < 0 { "-" } else { "" };
    let typed = format!("{sign}{},{:02} €", cents.abs() / 100, cents.abs() % 100);
    Answer::new(json!(cents), typed, format!("integer {cents}")).prefilling(cents)
}

fn decimal() -> BoxedStrategy<Answer> {
    ("(-?[1-9][0-9]{0,5}|0)", "(\\.[0-9]{1,6})?")
        .prop_map(|(whole, fraction)| {
            let plain = format!("{whole}{fraction}");
            let typed = plain.replace('.', ",");
            Answer::new(json!(plain), typed, format!("decimal {plain}")).prefilling(&plain)
        })
        .boxed()
}

fn date(first: u16, last: u16) -> BoxedStrategy<Answer> {
    (first..=last, 1..=12u8, 1..=28u8)
        .prop_map(|(year, month, day)| {
            let iso = format!("{year:04}-{month:02}-{day:02}");
            let typed = [("day", day.to_string()), ("month", month.to_string())];
            let typed = typed.into_iter().chain([("year", year.to_string())]).collect();
            let answer = Answer::new(json!(iso), String::new(), format!("date {iso}"));
            Answer { typed, ..answer }.prefilling(&iso)
        })
        .boxed()
}

fn choices(count: usize) -> BoxedStrategy<Answer> {
    proptest::sample::subsequence(KEYS[..count].to_vec(), 1..=count)
        .prop_map(|keys| Answer {
            // In another order than the options: a host puts them in theirs.
            json: keys.iter().rev().map(|key| json!(key)).collect(),
            typed: keys.iter().map(|key| ("", (*key).to_owned())).collect(),
            files: vec![],
            kept: format!("choices {}", keys.join(",")),
            prefill: None,
        })
        .boxed()
}

fn address() -> BoxedStrategy<Answer> {
    let line = || text(1, 30, &LETTERS);
    let place = prop_oneof![
        "[0-9]{5}".prop_map(|code| (code, "FR")),
        "[1-9][0-9]{3}".prop_map(|code| (code, "BE")),
    ];
    (vec(line(), 1..=4), place, line())
        .prop_map(|(lines, (postcode, country), city)| {
            let kept = format!("address {}/{postcode}/{city}/{country}/-|-/-", lines.join("|"));
            let mut json = json!({"lines": lines, "postcode": postcode, "city": city});
            if country != "FR" {
                json["country"] = json!(country);
            }
            let typed = vec![
                ("lines", lines.join("\r\n")),
                ("postcode", postcode),
                ("city", city),
                ("country", country.to_lowercase()),
            ];
            Answer { json, typed, files: vec![], kept, prefill: None }
        })
        .boxed()
}

fn degrees(units: i32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    format!("{sign}{},{:07}", units / 10_000_000, units % 10_000_000)
}

fn file() -> BoxedStrategy<File> {
    let names = select(vec!["plan.pdf", "été 2026.pdf", "a&b=c.pdf", "漢.pdf"]);
    (names, any::<bool>(), vec(any::<u8>(), 0..2_000))
        .prop_map(|(name, is_pdf, tail)| {
            let (media_type, start): (_, &[u8]) = match is_pdf {
                true => ("application/pdf", b"%PDF-1.7\n"),
                false => ("image/png", b"\x89PNG\r\n\x1a\n"),
            };
            File { name: name.to_owned(), media_type, bytes: [start, &tail].concat() }
        })
        .boxed()
}

fn files(files: Vec<File>) -> Answer {
    let kept = |file: &File| {
        let digest = Digest::of(&file.bytes);
        format!(" {} {} {} {digest}", file.name, file.media_type, file.bytes.len())
    };
    let kept = format!("files{}", files.iter().map(kept).collect::<String>());
    Answer { json: json!([]), typed: vec![], files, kept, prefill: None }
}
