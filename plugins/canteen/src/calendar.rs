//! School days, and on which of them a child is expected. Knows nothing of money. Start at
//! [`Attendance`].
//!
//! A child’s week is in the application; what the family books or cancels afterwards is one fact
//! for each child, service and month, such as `change.0.lunch.2026-03` = `+17`, `-19`.

use std::ops::RangeInclusive;

use guichet_sdk::prelude::*;

use crate::form::{Pupil, Registration, Service};

/// Names of facts.
pub(crate) mod name {
    /// First day on which children are expected: the registration’s, or that of its acceptance.
    pub(crate) const FROM: &str = "active.from";
    /// Last day of the registration.
    pub(crate) const LAST: &str = "active.last";
    /// Below it, days from which nobody is expected, and the first days on which they are again.
    pub(crate) const PAUSE: &str = "pause";
    /// Below it, what was booked and cancelled.
    pub(crate) const CHANGE: &str = "change";
}

/// A day of the week on which there may be school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Weekday {
    #[choice(fr = "Lundi", en = "Monday")]
    Monday,
    #[choice(fr = "Mardi", en = "Tuesday")]
    Tuesday,
    #[choice(fr = "Mercredi", en = "Wednesday")]
    Wednesday,
    #[choice(fr = "Jeudi", en = "Thursday")]
    Thursday,
    #[choice(fr = "Vendredi", en = "Friday")]
    Friday,
}

impl Weekday {
    fn of(day: Date) -> Option<Self> {
        Some(match day.weekday() {
            civil::Weekday::Monday => Self::Monday,
            civil::Weekday::Tuesday => Self::Tuesday,
            civil::Weekday::Wednesday => Self::Wednesday,
            civil::Weekday::Thursday => Self::Thursday,
            civil::Weekday::Friday => Self::Friday,
            civil::Weekday::Saturday | civil::Weekday::Sunday => return None,
        })
    }
}

/// Days of the week on which the town’s schools are open.
pub(crate) fn weekdays(ctx: &Context) -> Vec<Weekday> {
    ctx.setting("weekdays").unwrap_or_else(|| {
        vec![Weekday::Monday, Weekday::Tuesday, Weekday::Thursday, Weekday::Friday]
    })
}

/// The last day of August that follows: registrations are for a school year.
pub(crate) fn end_of_school_year(day: Date) -> Date {
    let year = if day.month() >= 9 { day.year() + 1 } else { day.year() };
    date(year, 8, 31)
}

pub(crate) fn first_of_next_month(day: Date) -> Date {
    civil::plus_months(day.first_of_month(), 1)
}

/// Whether there is school on a day.
pub(crate) fn is_open(ctx: &Context, day: Date) -> bool {
    SchoolDays::of(ctx).is_open(day)
}

/// Whether what is to be served on a day may still be booked or cancelled.
pub(crate) fn is_in_time(ctx: &Context, day: Date) -> bool {
    let hours: i64 = ctx.setting("booking-hours").unwrap_or(48);
    let served = ctx.setting("service-time").unwrap_or(time(12, 0, 0, 0));
    civil::minutes_between(clock::now(), day.to_datetime(served)) >= hours.saturating_mul(60)
}

/// The town’s school days: its days of the week without those of the table `closed-days`.
struct SchoolDays {
    weekdays: Vec<Weekday>,
    closed: Vec<RangeInclusive<Date>>,
}

impl SchoolDays {
    fn of(ctx: &Context) -> Self {
        SchoolDays { weekdays: weekdays(ctx), closed: reference::spans_of_days("closed-days") }
    }

    fn is_open(&self, day: Date) -> bool {
        Weekday::of(day).is_some_and(|weekday| self.weekdays.contains(&weekday))
            && !self.closed.iter().any(|span| span.contains(&day))
    }
}

/// Who is expected when.
pub(crate) struct Attendance<'a> {
    dossier: &'a Dossier<Registration>,
    school: SchoolDays,
    first: Date,
    last: Date,
}

impl<'a> Attendance<'a> {
    pub(crate) fn of(ctx: &Context, dossier: &'a Dossier<Registration>) -> Self {
        let from = dossier.answers.first_day;
        let first = dossier.fact(name::FROM).unwrap_or(from);
        let last = dossier.fact(name::LAST).unwrap_or_else(|| end_of_school_year(from));
        Attendance { dossier, school: SchoolDays::of(ctx), first, last }
    }

    /// First day on which children are expected.
    pub(crate) fn first(&self) -> Date {
        self.first
    }

    /// Last day of the registration.
    pub(crate) fn last(&self) -> Date {
        self.last
    }

    /// Whether anybody can be expected after a day.
    pub(crate) fn goes_on_after(&self, day: Date) -> bool {
        let days = (1..=366).map(|more| civil::plus_days(day, more));
        days.take_while(|day| *day <= self.last).any(|day| self.school.is_open(day))
    }

    /// School days of the registration within a span, both ends in it.
    pub(crate) fn school_days(&self, from: Date, until: Date) -> impl Iterator<Item = Date> {
        let (first, last) = (from.max(self.first), until.min(self.last));
        let days = (0..).map(move |more| civil::plus_days(first, more));
        days.take_while(move |day| *day <= last).filter(|day| self.school.is_open(*day))
    }

    /// How many times a child is expected in a month.
    pub(crate) fn count(&self, child: usize, service: Service, month: Date) -> i64 {
        let days = self.school_days(month.first_of_month(), month.last_of_month());
        let changes = self.changes(child, service, month);
        let pupil = self.dossier.answers.children.get(child);
        let expected = |day: &Date| {
            pupil.is_some_and(|pupil| is_expected(pupil, service, *day, &changes))
                && !self.is_paused(*day)
        };
        days.filter(expected).count().try_into().unwrap_or(i64::MAX)
    }

    fn is_paused(&self, day: Date) -> bool {
        self.dossier.facts.below(name::PAUSE).any(|(path, _)| {
            let from =
                path.rsplit('.').next().map(|text| Answers::new().with("day", text.to_owned()));
            let from = from.and_then(|text| text.get::<Date>("day"));
            let until = self.dossier.fact::<Date>(path);
            from.zip(until).is_some_and(|(from, until)| (from..until).contains(&day))
        })
    }

    /// What was booked and cancelled in the month of a day.
    pub(crate) fn changes(&self, child: usize, service: Service, day: Date) -> Vec<String> {
        self.dossier.fact(&change_path(child, service, day)).unwrap_or_default()
    }
}

/// Where the changes of a month are remembered.
pub(crate) fn change_path(child: usize, service: Service, day: Date) -> String {
    let month = format!("{:04}-{:02}", day.year(), day.month());
    format!("{}.{child}.{}.{month}", name::CHANGE, service.key())
}

/// The changes of a month with one more, which takes the place of an earlier one of that day.
pub(crate) fn with_change(mut changes: Vec<String>, day: Date, book: bool) -> Vec<String> {
    let number = format!("{:02}", day.day());
    changes.retain(|change| change.get(1..) != Some(&number));
    changes.push(format!("{}{number}", if book { '+' } else { '-' }));
    changes
}

fn is_expected(pupil: &Pupil, service: Service, day: Date, changes: &[String]) -> bool {
    let number = format!("{:02}", day.day());
    match changes.iter().find(|change| change.get(1..) == Some(&number)) {
        Some(change) => change.starts_with('+'),
        None => Weekday::of(day)
            .is_some_and(|weekday| pupil.regular(service).iter().any(|key| key == weekday.key())),
    }
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::Canteen;

    #[test]
    fn a_school_year_ends_in_august() {
        assert_eq!(end_of_school_year(date(2026, 8, 31)), date(2026, 8, 31));
        assert_eq!(end_of_school_year(date(2026, 9, 1)), date(2027, 8, 31));
        assert_eq!(first_of_next_month(date(2026, 12, 31)), date(2027, 1, 1));
    }

    #[test]
    fn holidays_hold_both_their_ends() {
        let town = Town::<Canteen>::on(date(2026, 1, 1)).row(
            "closed-days",
            "2026-04-06",
            &[("from", "2026-04-06"), ("until", "2026-04-17")],
        );
        let open = |day| town.run(|ctx| is_open(ctx, date(2026, 4, day)));
        // The 1st is a Wednesday, the 4th a Saturday.
        assert_eq!([1, 3, 4, 6, 17, 20].map(open), [false, true, false, false, false, true]);
    }

    #[test]
    fn a_later_change_of_a_day_takes_the_place_of_an_earlier_one() {
        let day = |day| date(2026, 3, day);
        let changes = with_change(Vec::new(), day(9), false);
        let changes = with_change(changes, day(10), true);
        assert_eq!(with_change(changes.clone(), day(9), true), ["+10", "+09"]);
        assert_eq!(changes, ["-09", "+10"]);
    }

    #[test]
    fn the_deadline_is_counted_to_the_minute() {
        // The clock of the town says noon of its day.
        let hours = |hour, minute| {
            let mut town = Town::<Canteen>::on(date(2026, 3, 9));
            town.advance(date(2026, 3, 9).at(hour, minute, 0, 0));
            town.run(|ctx| [11, 12].map(|day| is_in_time(ctx, date(2026, 3, day))))
        };
        assert_eq!(hours(12, 0), [true, true], "48 hours to the minute");
        assert_eq!(hours(12, 1), [false, true], "one minute late");
    }
}
