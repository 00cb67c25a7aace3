//! Which days a town works, and the day on which a period ends. Pure.
//!
//! A working day ("jour ouvré") is one from Monday to Friday that is no holiday: the eleven of
//! code du travail L3133-1, the two of Alsace-Moselle (L3134-13), the day of the abolition of
//! slavery overseas (L3422-2), and those that the town adds.
//!
//! How periods are counted, here and everywhere: the day that sets one off does not count (code de
//! procédure civile, article 641, which administrative courts follow); months and years run from
//! date to date, to the last day of a month that has no such date (the same article); the silence
//! of the town decides at the end of the last day, also where that is a Sunday.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::contract::{Date, Malformed};
use crate::plugin::{Period, Unit};

/// Parts of the country that have holidays of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The eleven that all have.
    #[default]
    National,
    /// Bas-Rhin, Haut-Rhin, Moselle: Good Friday, by law in communes with a Protestant church, and
    /// 26 December.
    AlsaceMoselle,
    /// 27 May.
    Guadeloupe,
    /// 22 May.
    Martinique,
    /// 10 June.
    Guyane,
    /// 20 December.
    Reunion,
    /// 27 April.
    Mayotte,
    /// 9 October.
    SaintBarthelemy,
    /// 28 May.
    SaintMartin,
}

impl Area {
    /// The area of a commune, by its INSEE code. Communes elsewhere, also those of the Pacific,
    /// whose holidays are not in the code du travail, have the national ones and what they add.
    pub fn of_commune(code: &str) -> Self {
        match (code.get(..2), code.get(..3)) {
            (Some("57" | "67" | "68"), _) => Self::AlsaceMoselle,
            (_, Some("971")) => Self::Guadeloupe,
            (_, Some("972")) => Self::Martinique,
            (_, Some("973")) => Self::Guyane,
            (_, Some("974")) => Self::Reunion,
            (_, Some("976")) => Self::Mayotte,
            (_, Some("977")) => Self::SaintBarthelemy,
            (_, Some("978")) => Self::SaintMartin,
            _ => Self::National,
        }
    }
}

/// A day that comes back every year, such as `07-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Yearly {
    month: i8,
    day: i8,
}

impl FromStr for Yearly {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (month, day) = text.split_once('-')?;
            let two = |part: &str| (part.len() == 2).then(|| part.parse().ok()).flatten();
            let (month, day) = (two(month)?, two(day)?);
            civil::Date::new(2024, month, day).ok()?;
            Some(Self { month, day })
        };
        parse().ok_or(Malformed("a month and a day such as \"07-21\""))
    }
}

impl fmt::Display for Yearly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl TryFrom<String> for Yearly {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Yearly> for String {
    fn from(day: Yearly) -> Self {
        day.to_string()
    }
}

/// The holidays of a town.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Holidays {
    /// Where it lies.
    pub area: Area,
    /// Days beside those of its area on which it does not work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Yearly>,
}

impl Holidays {
    /// The holidays of an area.
    pub fn of(area: Area) -> Self {
        Self { area, more: vec![] }
    }

    /// Whether the town works on a day. A day that does not exist is none.
    pub fn is_working(&self, day: Date) -> bool {
        day.civil().is_some_and(|day| self.works(day))
    }

    fn works(&self, day: civil::Date) -> bool {
        let weekend = matches!(day.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday);
        !weekend && !self.is_holiday(day)
    }

    fn is_holiday(&self, day: civil::Date) -> bool {
        let date = (day.month(), day.day());
        let fixed = matches!(
            date,
            (1, 1) | (5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25)
        );
        let after_easter = || days_between(easter(day.year()), day);
        // Easter Monday, Ascension, Whit Monday.
        fixed
            || (matches!(day.month(), 3..=6) && matches!(after_easter(), 1 | 39 | 50))
            || self.more.iter().any(|more| (more.month, more.day) == date)
            || match self.area {
                Area::National => false,
                Area::AlsaceMoselle => {
                    date == (12, 26) || (matches!(day.month(), 3..=4) && after_easter() == -2)
                }
                Area::Guadeloupe => date == (5, 27),
                Area::Martinique => date == (5, 22),
                Area::Guyane => date == (6, 10),
                Area::Reunion => date == (12, 20),
                Area::Mayotte => date == (4, 27),
                Area::SaintBarthelemy => date == (10, 9),
                Area::SaintMartin => date == (5, 28),
            }
    }

    /// The day on which a period that begins on `start` ends. Nothing where that is beyond the
    /// calendar, or `start` is no day.
    pub fn end_of(&self, start: Date, period: Period) -> Option<Date> {
        match period.unit {
            Unit::WorkingDays => self.working_days_after(start, period.count),
            _ => date_to_date(start, period),
        }
    }

    /// The last of as many working days after a day, which itself does not count.
    pub fn working_days_after(&self, start: Date, count: u16) -> Option<Date> {
        let mut day = start.civil()?;
        for _ in 0..count {
            day = day.tomorrow().ok()?;
            while !self.works(day) {
                day = day.tomorrow().ok()?;
            }
        }
        Some(day.into())
    }

    /// The day itself where it is a working day, else the next one.
    pub fn working_day_from(&self, day: Date) -> Option<Date> {
        let mut day = day.civil()?;
        while !self.works(day) {
            day = day.tomorrow().ok()?;
        }
        Some(day.into())
    }

    /// How many working days there are after `from`, up to and with `to`; below zero where `to` is
    /// before `from`. Counts no further than about ten years.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (Some(first), Some(last)) = (from.civil(), to.civil()) else { return 0 };
        let (sign, mut day, last) =
            if first <= last { (1, first, last) } else { (-1, last, first) };
        let mut count = 0;
        for _ in 0..COUNTED {
            if day >= last {
                break;
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += i32::from(self.works(day));
        }
        sign * count
    }

    /// By when the accusé de réception électronique of what came on a day has to be sent: within
    /// ten working days (CRPA R112-11-2).
    pub fn receipt_due(&self, received: Date) -> Option<Date> {
        self.working_days_after(received, 10)
    }

    /// By when the accusé d'enregistrement has to be sent, where it is not at once: within one
    /// working day (CRPA R112-11-2).
    pub fn registration_due(&self, received: Date) -> Option<Date> {
        self.working_days_after(received, 1)
    }

    /// The last day to appeal against what was notified on a day. Such periods are "francs": the
    /// last day does not count either, and where they would end on a day that is not worked, they
    /// end on the next one that is (CJA R421-1 and R421-5, as the courts apply them).
    pub fn last_day_to_appeal(&self, notified: Date, within: Period) -> Option<Date> {
        let end = self.end_of(notified, within)?.civil()?.tomorrow().ok()?;
        self.working_day_from(end.into())
    }
}

/// Days that are counted at most.
const COUNTED: usize = 3_660;

/// The day on which a period of calendar days, weeks, months or years ends. Working days need the
/// town's [`Holidays`] and give nothing here.
pub fn date_to_date(start: Date, period: Period) -> Option<Date> {
    let count = i64::from(period.count);
    let span = match period.unit {
        Unit::Days => jiff::Span::new().days(count),
        Unit::Weeks => jiff::Span::new().weeks(count),
        Unit::Months => jiff::Span::new().months(count),
        Unit::Years => jiff::Span::new().years(count),
        Unit::WorkingDays => return None,
    };
    Some(start.civil()?.checked_add(span).ok()?.into())
}

/// How many days later `to` is than `from`.
pub(super) fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Easter Sunday of the Gregorian calendar, by the anonymous computation that Jean Meeus gives
/// (Astronomical Algorithms, chapter 8).
fn easter(year: i16) -> civil::Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    let part = |number: i32| i8::try_from(number).unwrap_or(1);
    civil::Date::new(i16::try_from(year).unwrap_or(1), part(month), part(day))
        .unwrap_or(civil::Date::constant(1, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_when_almanacs_say() {
        for known in [
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
        ] {
            let known = day(known).civil().unwrap();
            assert_eq!(easter(known.year()), known);
        }
    }

    #[test]
    fn every_area_has_its_holidays() {
        let year = |holidays: &Holidays| {
            let mut date = civil::date(2026, 1, 1);
            let mut found = Vec::new();
            while date.year() == 2026 {
                if holidays.is_holiday(date) {
                    found.push(date.to_string()[5..].to_owned());
                }
                date = date.tomorrow().unwrap();
            }
            found
        };
        // Service-public.fr, jours fériés 2026.
        let national = [
            "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01",
            "11-11", "12-25",
        ];
        assert_eq!(year(&Holidays::default()), national);
        for (commune, more) in [
            ("67482", &["04-03", "12-26"][..]),
            ("57463", &["04-03", "12-26"]),
            ("97105", &["05-27"]),
            ("97209", &["05-22"]),
            ("97302", &["06-10"]),
            ("97411", &["12-20"]),
            ("97611", &["04-27"]),
            ("97701", &["10-09"]),
            ("97801", &["05-28"]),
            ("97502", &[]),
            ("98818", &[]),
            ("2A004", &[]),
            ("99999", &[]),
        ] {
            let mut expected: Vec<String> =
                national.iter().chain(more).map(ToString::to_string).collect();
            expected.sort();
            assert_eq!(year(&Holidays::of(Area::of_commune(commune))), expected, "{commune}");
        }
        let added = Holidays { area: Area::Martinique, more: vec!["07-21".parse().unwrap()] };
        assert!(year(&added).contains(&"07-21".to_owned()));
        for bad in ["7-21", "21-07", "02-30", "0721", ""] {
            assert!(bad.parse::<Yearly>().is_err(), "{bad}");
        }
    }

    #[test]
    fn periods_end_date_to_date_and_working_days_skip_what_is_not_worked() {
        let end = |start: &str, period: &str| {
            let end = Holidays::default().end_of(day(start), period.parse().unwrap());
            end.map(|d| d.to_string()).unwrap_or_default()
        };
        assert_eq!(end("2026-11-22", "2 months"), "2027-01-22");
        assert_eq!(end("2026-12-31", "2 months"), "2027-02-28");
        assert_eq!(end("2027-12-31", "2 months"), "2028-02-29");
        assert_eq!(end("2028-02-29", "1 year"), "2029-02-28");
        assert_eq!(end("2026-11-22", "2 weeks"), "2026-12-06");
        // Received on a Friday: Monday is the first day.
        assert_eq!(end("2026-11-27", "1 working day"), "2026-11-30");
        // Over Christmas and New Year.
        assert_eq!(end("2026-12-23", "10 working days"), "2027-01-08");
        assert_eq!(end("2026-05-07", "1 working day"), "2026-05-11");
    }

    #[test]
    fn sve_1_receipts_are_due_in_ten_working_days_and_registrations_in_one() {
        let alsace = Holidays::of(Area::AlsaceMoselle);
        // The Wednesday before Easter: Good Friday and Easter Monday are not worked there.
        assert_eq!(alsace.receipt_due(day("2026-04-01")), Some(day("2026-04-17")));
        assert_eq!(Holidays::default().receipt_due(day("2026-04-01")), Some(day("2026-04-16")));
        assert_eq!(alsace.registration_due(day("2026-04-02")), Some(day("2026-04-07")));
    }

    #[test]
    fn dec_5_the_last_day_to_appeal_is_free_and_worked() {
        let two_months = "2 months".parse().unwrap();
        let last = |notified: &str| {
            Holidays::default().last_day_to_appeal(day(notified), two_months).unwrap().to_string()
        };
        assert_eq!(last("2026-01-12"), "2026-03-13");
        // 10 May 2026 + 1 is a Monday; 13 + 1 is Ascension, and the day after is worked.
        assert_eq!(last("2026-03-13"), "2026-05-15");
        // A Saturday becomes a Monday.
        assert_eq!(last("2026-03-15"), "2026-05-18");
    }

    #[test]
    fn working_days_are_counted_both_ways() {
        let between =
            |from: &str, to: &str| Holidays::default().working_days_between(day(from), day(to));
        assert_eq!(between("2026-11-27", "2026-11-27"), 0);
        assert_eq!(between("2026-11-27", "2026-11-30"), 1);
        assert_eq!(between("2026-11-30", "2026-11-27"), -1);
        assert_eq!(between("2026-12-23", "2027-01-08"), 10);
    }
}
