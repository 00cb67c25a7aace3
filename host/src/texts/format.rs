//! Dates, amounts and answers as people of a language write them.

use super::Texts;
use crate::contract::{Address, Date, Kind, Moment, OptionItem, Position, Span, Time, Value};

/// Before a unit, so that an amount never breaks over two lines.
const FIXED: &str = "\u{a0}";

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

impl Texts {
    /// `22 novembre 2026`, `22 November 2026`.
    pub fn date(&self, date: Date) -> String {
        let Some(month) = usize::from(date.month).checked_sub(1).and_then(|at| MONTHS.get(at))
        else {
            return date.to_string();
        };
        let day = match date.day {
            1 => self.text("format-first").into_owned(),
            day => day.to_string(),
        };
        let (month, year) = (self.text(month).into_owned(), date.year.to_string());
        let values = [("day", day.into()), ("month", month.into()), ("year", year.into())];
        self.with("format-date", &values)
    }

    /// `14 h 30`, `14:30`.
    pub fn time(&self, time: Time) -> String {
        let key = if time.minute == 0 { "format-hour" } else { "format-time" };
        let values = [
            ("hour", time.hour.to_string().into()),
            ("padded", format!("{:02}", time.hour).into()),
            ("minute", format!("{:02}", time.minute).into()),
        ];
        self.with(key, &values)
    }

    /// `22 novembre 2026 à 14 h 30`, `22 November 2026 at 14:30`.
    pub fn moment(&self, moment: Moment) -> String {
        let (date, time) = (self.date(moment.date), self.time(moment.time));
        self.with("format-moment", &[("date", date.into()), ("time", time.into())])
    }

    /// `22 novembre 2026, de 18 h à 20 h`, `22 November 2026, 18:00 to 20:00`; whole days without
    /// hours.
    pub fn span(&self, span: Span) -> String {
        let (start, end) = (span.start, span.end);
        let midnight = Time { hour: 0, minute: 0 };
        let before_end = end.date.civil().and_then(|day| day.yesterday().ok()).map(Date::from);
        if let (true, true, Some(last)) = (start.time == midnight, end.time == midnight, before_end)
        {
            if start.date == last {
                return self.date(last);
            }
            let values =
                [("from", self.date(start.date).into()), ("until", self.date(last).into())];
            return self.with("format-span", &values);
        }
        if start.date == end.date {
            let (from, until) = (self.time(start.time), self.time(end.time));
            let date = self.date(start.date);
            let values = [("date", date.into()), ("from", from.into()), ("until", until.into())];
            return self.with("format-span-hours", &values);
        }
        let values = [("from", self.moment(start).into()), ("until", self.moment(end).into())];
        self.with("format-span", &values)
    }

    /// `1 234`, `1,234`.
    pub fn integer(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let separator = self.text("format-thousands");
        let mut text = if number < 0 { "-".to_owned() } else { String::new() };
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(&separator);
            }
            text.push(digit);
        }
        text
    }

    /// Euro cents as `1 234,50 €`, `€1,234.50`.
    pub fn money(&self, cents: i64) -> String {
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.unsigned_abs();
        // A hundredth of 64 bits always fits.
        let euros = self.integer(i64::try_from(cents / 100).unwrap_or(i64::MAX));
        let amount = format!("{euros}{}{:02}", self.text("format-mark"), cents % 100);
        format!("{sign}{}", self.with("format-euros", &[("amount", amount.into())]))
    }

    /// The plain notation with the language's decimal mark: `12,50`, `12.50`.
    pub fn decimal(&self, plain: &str) -> String {
        plain.replace('.', &self.text("format-mark"))
    }

    /// A file's size: `850 ko`, `2,5 Mo`; `850 kB`, `2.5 MB`.
    pub fn bytes(&self, bytes: u64) -> String {
        let tenths = |unit: u64| bytes.saturating_mul(10).div_ceil(unit);
        let (tenths, unit) = match bytes {
            0..1_000_000 => (tenths(1_000).div_ceil(10) * 10, "k"),
            1_000_000..1_000_000_000 => (tenths(1_000_000), "M"),
            _ => (tenths(1_000_000_000), "G"),
        };
        let number = match tenths % 10 {
            0 => (tenths / 10).to_string(),
            rest => self.decimal(&format!("{}.{rest}", tenths / 10)),
        };
        format!("{number}{FIXED}{unit}{}", self.text("format-byte"))
    }

    /// An answer as people read it. The kind of its field tells money from numbers and gives
    /// options their labels; a figure or a fact has none.
    pub fn value(&self, value: &Value, kind: Option<&Kind>) -> String {
        match (value, kind) {
            (Value::Integer(cents), Some(Kind::Money(_))) => self.money(*cents),
            (Value::Text(key), Some(Kind::Choice(options))) => label(options, key).to_owned(),
            (Value::Choices(keys), Some(Kind::Choice(options) | Kind::Choices(options))) => {
                keys.iter().map(|key| label(options, key)).collect::<Vec<_>>().join(", ")
            }
            (Value::Text(text), _) => text.clone(),
            (Value::Integer(number), _) => self.integer(*number),
            (Value::Decimal(plain), _) => self.decimal(plain),
            (Value::Flag(true), _) => self.text("format-yes").into_owned(),
            (Value::Flag(false), _) => self.text("format-no").into_owned(),
            (Value::Date(date), _) => self.date(*date),
            (Value::Time(time), _) => self.time(*time),
            (Value::Choices(keys), _) => keys.join(", "),
            (Value::Address(address), _) => one_line(address),
            (Value::Attachments(files), _) => {
                files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
            }
            (Value::Position(position), _) => self.position(*position),
        }
    }

    /// Decimal degrees, latitude first: `48,8566000 ; 2,3522000`, `48.8566000, 2.3522000`.
    fn position(&self, position: Position) -> String {
        let lat = self.decimal(&degrees(position.lat));
        let lon = self.decimal(&degrees(position.lon));
        self.with("format-position", &[("lat", lat.into()), ("lon", lon.into())])
    }
}

fn label<'a>(options: &'a [OptionItem], key: &'a str) -> &'a str {
    options.iter().find(|option| option.key == key).map_or(key, |option| option.label.as_str())
}

fn one_line(address: &Address) -> String {
    let mut parts = address.lines.clone();
    parts.push(format!("{} {}", address.postcode, address.city).trim().to_owned());
    if address.country != "FR" {
        parts.push(address.country.clone());
    }
    parts.join(", ")
}

/// Units of 1e-7 degree as plain decimal degrees, with all seven places.
pub(crate) fn degrees(units: i32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    format!("{sign}{}.{:07}", units / 10_000_000, units % 10_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(write: impl Fn(&Texts) -> String) -> [String; 2] {
        ["fr", "en"].map(|lang| write(Texts::for_lang(lang)))
    }

    #[test]
    fn dates_and_times() {
        let date = Date { year: 2026, month: 8, day: 1 };
        assert_eq!(both(|t| t.date(date)), ["1er août 2026", "1 August 2026"]);
        let moment = Moment { date, time: Time { hour: 9, minute: 5 } };
        let [french, english] = both(|t| t.moment(moment));
        assert_eq!(french, "1er août 2026 à 9\u{a0}h\u{a0}05");
        assert_eq!(english, "1 August 2026 at 09:05");
        assert_eq!(both(|t| t.date(Date { year: 2026, month: 0, day: 1 }))[0], "2026-00-01");
        for month in 1..=12 {
            let written = both(|t| t.date(Date { year: 2026, month, day: 2 }));
            assert!(written.iter().all(|w| !w.contains("month-")), "{written:?}");
        }
    }

    #[test]
    fn spans_say_no_more_than_they_must() {
        let span = |start: &str, end: &str| {
            let span = Span { start: start.parse().unwrap(), end: end.parse().unwrap() };
            both(|t| t.span(span).replace('\u{a0}', " "))
        };
        let evening = span("2026-12-02T18:00", "2026-12-02T19:30");
        assert_eq!(evening[0], "2 décembre 2026, de 18 h à 19 h 30");
        assert_eq!(evening[1], "2 December 2026, 18:00 to 19:30");
        assert_eq!(span("2026-12-02T00:00", "2026-12-03T00:00")[0], "2 décembre 2026");
        let year = span("2026-01-01T00:00", "2027-01-01T00:00");
        assert_eq!(year[0], "du 1er janvier 2026 au 31 décembre 2026");
        let night = span("2026-12-31T20:00", "2027-01-01T02:00");
        assert_eq!(night[1], "from 31 December 2026 at 20:00 to 1 January 2027 at 02:00");
    }

    #[test]
    fn numbers() {
        assert_eq!(both(|t| t.money(123_450)), ["1\u{202f}234,50\u{a0}€", "€1,234.50"]);
        assert_eq!(both(|t| t.money(-5)), ["-0,05\u{a0}€", "-€0.05"]);
        assert_eq!(both(|t| t.integer(-1_234_567))[1], "-1,234,567");
        assert_eq!(both(|t| t.integer(123))[0], "123");
        assert_eq!(both(|t| t.money(i64::MIN))[1], "-€92,233,720,368,547,758.08");
        assert_eq!(both(|t| t.bytes(2_500_000)), ["2,5\u{a0}Mo", "2.5\u{a0}MB"]);
        assert_eq!(both(|t| t.bytes(850_400))[0], "851\u{a0}ko");
        assert_eq!(both(|t| t.bytes(u64::MAX))[1].chars().last(), Some('B'));
    }

    #[test]
    fn answers_with_their_kinds() {
        let option = OptionItem { key: "a".into(), label: "An A".into(), hint: None };
        let choice = Kind::Choices(vec![option]);
        let keys = Value::Choices(vec!["a".into(), "b".into()]);
        assert_eq!(both(|t| t.value(&keys, Some(&choice)))[1], "An A, b");
        assert_eq!(both(|t| t.value(&Value::Flag(true), None)), ["Oui", "Yes"]);
        let position = Value::Position(Position { lat: -5, lon: 23_522_000 });
        assert_eq!(both(|t| t.value(&position, None))[1], "-0.0000005, 2.3522000");
    }
}
