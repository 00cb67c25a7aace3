//! A slow and obvious reference: days are stepped through one by one, with a calendar that is
//! written out here and shares nothing with the host's.

use super::Step;
use crate::contract::Date;
use crate::dossier::working_days::Area;
use crate::plugin::{Period, Unit};

/// A day that knows its weekday, 0 for a Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    year: u32,
    month: u32,
    day: u32,
    weekday: u32,
}

/// How many days a month has.
fn length(year: u32, month: u32) -> u32 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of March of the paschal full moon, by golden number, as the tables of the Gregorian
/// calendar give it for 1900 to 2199; 32 is 1 April.
const FULL_MOON: [u32; 19] =
    [45, 34, 23, 42, 31, 49, 39, 28, 47, 36, 25, 44, 33, 22, 41, 30, 48, 38, 27];

impl Day {
    /// A day from 2000 on, by walking there from the first, which was a Saturday.
    pub(super) fn new(year: u32, month: u32, day: u32) -> Self {
        let mut walked = Self { year: 2000, month: 1, day: 1, weekday: 5 };
        while (walked.year, walked.month, walked.day) != (year, month, day) {
            walked = walked.next();
        }
        walked
    }

    fn next(self) -> Self {
        let weekday = (self.weekday + 1) % 7;
        if self.day < length(self.year, self.month) {
            Self { day: self.day + 1, weekday, ..self }
        } else if self.month < 12 {
            Self { month: self.month + 1, day: 1, weekday, ..self }
        } else {
            Self { year: self.year + 1, month: 1, day: 1, weekday }
        }
    }

    pub(super) fn later(self, days: u32) -> Self {
        (0..days).fold(self, |day, _| day.next())
    }

    pub(super) fn date(self) -> Date {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day).parse().unwrap()
    }

    /// Easter: the first Sunday after the paschal full moon.
    fn easter(year: u32) -> Self {
        let moon = FULL_MOON[(year % 19) as usize];
        let (month, day) = if moon > 31 { (4, moon - 31) } else { (3, moon) };
        let mut sunday = Self::near(year, month, day).next();
        while sunday.weekday != 6 {
            sunday = sunday.next();
        }
        sunday
    }

    /// The same as [`Day::new`], with the weekday by Zeller's congruence: walking a century for
    /// each holiday takes too long even here.
    fn near(year: u32, month: u32, day: u32) -> Self {
        let (y, m) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
        let zeller = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7;
        // Zeller's 0 is a Saturday.
        Self { year, month, day, weekday: (zeller + 5) % 7 }
    }

    fn follows_easter_by(self, days: u32) -> bool {
        Self::easter(self.year).later(days) == self
    }

    pub(super) fn is_worked(self, area: Area) -> bool {
        if self.weekday >= 5 {
            return false;
        }
        let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
        if fixed.contains(&(self.month, self.day)) {
            return false;
        }
        if [1, 39, 50].into_iter().any(|days| self.follows_easter_by(days)) {
            return false;
        }
        let own = match area {
            Area::National => None,
            Area::AlsaceMoselle => Some((12, 26)),
            Area::Guadeloupe => Some((5, 27)),
            Area::Martinique => Some((5, 22)),
            Area::Guyane => Some((6, 10)),
            Area::Reunion => Some((12, 20)),
            Area::Mayotte => Some((4, 27)),
            Area::SaintBarthelemy => Some((10, 9)),
            Area::SaintMartin => Some((5, 28)),
        };
        let good_friday = area == Area::AlsaceMoselle && self.later(2).follows_easter_by(0);
        own != Some((self.month, self.day)) && !good_friday
    }

    /// How many nights pass until a period that begins on this day ends.
    fn nights(self, period: Period, area: Area) -> u32 {
        let count = u32::from(period.count);
        let months = |months: u32| {
            let (mut day, mut nights) = (self, 0);
            let wanted = self.year * 12 + self.month + months;
            // Into that month, and on to the same date or to the month's last.
            while day.year * 12 + day.month < wanted
                || (day.day < self.day && day.day < length(day.year, day.month))
            {
                day = day.next();
                nights += 1;
            }
            nights
        };
        match period.unit {
            Unit::Days => count,
            Unit::Weeks => count * 7,
            Unit::Months => months(count),
            Unit::Years => months(count * 12),
            Unit::WorkingDays => {
                let (mut day, mut nights, mut worked) = (self, 0, 0);
                while worked < count {
                    day = day.next();
                    nights += 1;
                    worked += u32::from(day.is_worked(area));
                }
                nights
            }
        }
    }
}

/// What is seen of a dossier in the evening of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Its time runs.
    Runs,
    /// Its time does not run: it waits for pieces.
    Waits,
    /// Its time is over at the end of this day.
    Decides,
}

/// The life of a dossier that nobody decides on.
pub(super) struct Life {
    period: Period,
    area: Area,
    accept: bool,
    /// Nights that are left.
    left: u32,
    /// Until when it waits for pieces.
    waits: Option<Day>,
}

impl Life {
    pub(super) fn new(received: Day, period: Period, area: Area, accept: bool) -> Self {
        Self { period, area, accept, left: received.nights(period, area), waits: None }
    }

    pub(super) fn happens(&mut self, today: Day, step: Step) {
        match step {
            Step::Ask(days) => self.waits = Some(today.later(days.into())),
            Step::Produce | Step::AskMeanwhile => {
                if self.waits.take().is_some() && self.accept {
                    self.left = today.nights(self.period, self.area);
                }
            }
            Step::Other => {}
        }
    }

    /// Lives through a day, after all that happens on it.
    pub(super) fn lives(&mut self, today: Day) -> Seen {
        // Silence that would refuse waits no longer than the time that was given.
        if !self.accept && self.waits.is_some_and(|until| until.date() <= today.date()) {
            self.waits = None;
        }
        if self.waits.is_some() {
            return Seen::Waits;
        }
        if self.left == 0 {
            return Seen::Decides;
        }
        self.left -= 1;
        Seen::Runs
    }
}
