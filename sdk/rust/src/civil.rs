//! Days and hours of the town's calendar, without a clock and without time zones.
//!
//! [`Date`], [`Time`] and [`DateTime`] are those of `jiff`; this module adds what
//! procedures compute with them, and the way to and from the contract's records.
//! Working days are not here: they are the host's, in the legal clock.

use jiff::SignedDuration;
pub use jiff::civil::{Date, DateTime, Time, Weekday, date, time};

use crate::contract::types::Span;
use crate::contract::{self, Moment};
use crate::text::Say;

const MINUTES_OF_DAY: i64 = 24 * 60;

/// `day` and `days` after it, before it where `days` is negative. Stays on the
/// calendar's first or last day rather than leaving it.
///
/// ```
/// use guichet_sdk::civil::{date, plus_days};
/// assert_eq!(plus_days(date(2028, 2, 28), 2), date(2028, 3, 1));
/// ```
pub fn plus_days(day: Date, days: i64) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    days.checked_mul(24)
        .and_then(|hours| day.checked_add(SignedDuration::from_hours(hours)).ok())
        .unwrap_or(end)
}

/// The moment so many minutes later, or before where `minutes` is negative. Hours
/// are those of the wall: a night of 23 or 25 hours is not known here.
pub fn plus_minutes(moment: DateTime, minutes: i64) -> DateTime {
    let at = i64::from(moment.hour()) * 60 + i64::from(moment.minute());
    let total = at.saturating_add(minutes);
    let of_day = total.rem_euclid(MINUTES_OF_DAY);
    let day = plus_days(moment.date(), total.div_euclid(MINUTES_OF_DAY));
    let time = i8::try_from(of_day / 60)
        .and_then(|hour| Ok((hour, i8::try_from(of_day % 60)?)))
        .ok()
        .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    day.to_datetime(time.unwrap_or(Time::midnight()))
}

/// Minutes of the wall clock from `from` to `until`; negative where `until` is
/// earlier. Prefer it to jiff's durations, which bring 130 KB of messages along.
///
/// ```
/// use guichet_sdk::civil::{date, minutes_between, plus_minutes};
/// let evening = date(2026, 5, 5).at(23, 30, 0, 0);
/// let night = plus_minutes(evening, 90);
/// assert_eq!(night, date(2026, 5, 6).at(1, 0, 0, 0));
/// assert_eq!(minutes_between(night, evening), -90);
/// ```
pub fn minutes_between(from: DateTime, until: DateTime) -> i64 {
    let of_day = |moment: DateTime| i64::from(moment.hour()) * 60 + i64::from(moment.minute());
    days_between(from.date(), until.date()) * MINUTES_OF_DAY + of_day(until) - of_day(from)
}

/// The same day of the month `months` later, or the last day of a shorter month.
///
/// ```
/// use guichet_sdk::civil::{date, plus_months};
/// assert_eq!(plus_months(date(2026, 1, 31), 1), date(2026, 2, 28));
/// assert_eq!(plus_months(date(2026, 1, 15), -2), date(2025, 11, 15));
/// ```
pub fn plus_months(day: Date, months: i32) -> Date {
    let end = if months < 0 { Date::MIN } else { Date::MAX };
    let count = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + i64::from(months);
    let year = i16::try_from(count.div_euclid(12));
    let month = i8::try_from(count.rem_euclid(12) + 1);
    let (Ok(year), Ok(month)) = (year, month) else { return end };
    Date::new(year, month, 1)
        .and_then(|first| Date::new(year, month, day.day().min(first.days_in_month())))
        .unwrap_or(end)
}

/// Whole days from `from` to `until`; negative where `until` is earlier.
pub fn days_between(from: Date, until: Date) -> i64 {
    until.duration_since(from).as_hours() / 24
}

/// Age in completed years on `day`. Who was born on 29 February grows older on
/// 1 March of a common year. Negative before birth.
///
/// ```
/// use guichet_sdk::civil::{age_on, date};
/// assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), 17);
/// assert_eq!(age_on(date(2008, 2, 29), date(2026, 3, 1)), 18);
/// ```
pub fn age_on(birth: Date, day: Date) -> i64 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    i64::from(day.year()) - i64::from(birth.year()) - i64::from(before_birthday)
}

/// From `start` to `end`, which is not in it.
pub fn span(start: DateTime, end: DateTime) -> Span {
    Span { start: start.into(), end: end.into() }
}

/// Whole days: from the midnight before `first` to the midnight after `last`.
pub fn span_of_days(first: Date, last: Date) -> Span {
    span(first.at(0, 0, 0, 0), plus_days(last, 1).at(0, 0, 0, 0))
}

/// The calendar year of `day`.
pub fn span_of_year(day: Date) -> Span {
    span_of_days(day.first_of_year(), day.last_of_year())
}

/// Whether two spans share an instant.
pub fn overlap(one: &Span, other: &Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The contract's record of a day. Years lie between 0 and 9999.
pub fn to_contract(day: Date) -> contract::Date {
    contract::Date {
        year: day.year().max(0).unsigned_abs(),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    }
}

/// The day of a contract's record, nothing where no calendar has it.
pub fn from_contract(day: contract::Date) -> Option<Date> {
    let year = i16::try_from(day.year).ok()?;
    Date::new(year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
}

/// Reads `2026-11-22`, as cells of tables have it. Jiff's own parser knows all of
/// RFC 9557, which is 150 KB in a component.
pub(crate) fn date_from_text(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-').map(str::parse::<i16>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads `14:30`.
pub(crate) fn time_from_text(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

impl From<Date> for contract::Date {
    fn from(day: Date) -> Self {
        to_contract(day)
    }
}

impl From<Time> for contract::Time {
    /// Seconds are dropped: the contract counts minutes.
    fn from(time: Time) -> Self {
        contract::Time { hour: time.hour().unsigned_abs(), minute: time.minute().unsigned_abs() }
    }
}

/// The time of a contract's record, nothing where no day has it.
pub(crate) fn time_from_contract(time: contract::Time) -> Option<Time> {
    Time::new(i8::try_from(time.hour).ok()?, i8::try_from(time.minute).ok()?, 0, 0).ok()
}

impl From<DateTime> for Moment {
    fn from(moment: DateTime) -> Self {
        Moment { date: moment.date().into(), time: moment.time().into() }
    }
}

impl From<Date> for Moment {
    /// Midnight at the start of the day.
    fn from(day: Date) -> Self {
        Moment { date: day.into(), time: contract::Time { hour: 0, minute: 0 } }
    }
}

impl Moment {
    /// As a civil date and time, nothing where the record is not on the calendar.
    pub fn civil(&self) -> Option<DateTime> {
        Some(from_contract(self.date)?.to_datetime(time_from_contract(self.time)?))
    }
}

const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Say for Date {
    /// `1er mars 2026`, `1 March 2026`; `2026-03-01` in any other language.
    fn say(&self, lang: &str) -> String {
        let (day, year) = (self.day(), self.year());
        let month = usize::from(self.month().unsigned_abs() - 1);
        match lang {
            "fr" if day == 1 => format!("1er {} {year}", FRENCH_MONTHS[month]),
            "fr" => format!("{day} {} {year}", FRENCH_MONTHS[month]),
            "en" => format!("{day} {} {year}", ENGLISH_MONTHS[month]),
            _ => format!("{year:04}-{:02}-{day:02}", self.month()),
        }
    }
}

impl Say for Time {
    /// `14 h 30` in French, `14:30` elsewhere.
    fn say(&self, lang: &str) -> String {
        match (lang, self.minute()) {
            ("fr", 0) => format!("{}\u{a0}h", self.hour()),
            ("fr", minute) => format!("{}\u{a0}h\u{a0}{minute:02}", self.hour()),
            (_, minute) => format!("{:02}:{minute:02}", self.hour()),
        }
    }
}
