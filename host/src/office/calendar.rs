//! The calendar of a pool of the town, week by week, as agents see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;

use super::{Installed, Office, OfficeError};
use crate::contract::*;
use crate::dossier::DossierNumber;
use crate::limits::pools::LISTED;
use crate::pools::{Pool, PoolName, peak};
use crate::store::Booking;

/// A week of a pool.
pub struct Week<'a> {
    /// The pool.
    pub pool: &'a Pool,
    /// Its Monday.
    pub monday: civil::Date,
    /// What is taken from its beginning to its end, by dossier.
    pub whole: Vec<Booked>,
    /// Its days.
    pub days: Vec<Day<'a>>,
    /// Whether there is more than is listed.
    pub more: bool,
}

/// A day of a pool.
pub struct Day<'a> {
    /// Which.
    pub date: Date,
    /// When it is closed.
    pub closed: Vec<Span>,
    /// Why it is closed all day, where the town says so.
    pub why: Vec<&'a Text>,
    /// What is taken for some of the week, in the order of time, cut to the day.
    pub booked: Vec<Booked>,
    /// The most units that are taken at any instant.
    pub peak: u64,
}

/// Units that a dossier takes.
#[derive(Clone)]
pub struct Booked {
    /// The dossier.
    pub number: DossierNumber,
    /// Its procedure, where the town still offers it.
    pub installed: Option<Arc<Installed>>,
    /// When.
    pub span: Span,
    /// How many.
    pub units: u32,
}

/// The days from one on, as a span.
fn days(first: civil::Date, count: i32) -> Span {
    let midnight = |date: civil::Date| Moment::from(date.to_datetime(civil::Time::midnight()));
    let end = first.saturating_add(jiff::Span::new().days(count));
    Span { start: midnight(first), end: midnight(end) }
}

/// The Monday of a week such as `2026-W48`, as browsers write weeks.
pub fn monday_of(week: &str) -> Option<civil::Date> {
    let (year, week) = week.split_once("-W")?;
    let (year, week) = (year.parse().ok()?, week.parse().ok()?);
    let monday = civil::ISOWeekDate::new(year, week, civil::Weekday::Monday).ok()?;
    // Beside what ends the calendar there is no week before or after.
    (1_000..9_999).contains(&year).then(|| monday.date())
}

/// The week of a day, `2026-W48`.
pub fn week_of(day: civil::Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

impl Office {
    /// The week of a pool that begins on this Monday.
    pub fn pool_week(&self, name: &PoolName, monday: civil::Date) -> Result<Week<'_>, OfficeError> {
        let pool = self.pools().get(name).ok_or(OfficeError::NoPage)?;
        let within = days(monday, 7);
        let mut bookings = self.store.reader().bookings_of_town(name, within)?;
        bookings.sort_by_key(|b| (b.span.start, b.span.end, b.number));
        let more = bookings.len() > LISTED;
        let taken = |within: Span| peak(bookings.iter().map(|b| (b.span, b.units)), within);
        let mut known = BTreeMap::new();
        let mut listed = Vec::new();
        for booking in bookings.iter().take(LISTED) {
            listed.push(self.booked(booking, &mut known)?);
        }
        let (whole, some): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|b| b.span.meet(within) == Some(within));
        let day = |at: i32| {
            let date = monday.saturating_add(jiff::Span::new().days(at));
            let today = days(date, 1);
            let cut = |b: &Booked| b.span.meet(today).map(|span| Booked { span, ..b.clone() });
            Day {
                date: date.into(),
                closed: pool.hours.closed(today),
                why: pool.hours.closures(today).map(|closure| &closure.why).collect(),
                booked: some.iter().filter_map(cut).collect(),
                peak: taken(today),
            }
        };
        let days = (0..7).map(day).collect();
        Ok(Week { pool, monday, whole, days, more })
    }

    /// The most units of a pool that are taken at any instant of a day.
    pub fn taken_on(&self, name: &PoolName, day: Date) -> Result<u64, OfficeError> {
        let today = days(day.civil().ok_or(OfficeError::NoPage)?, 1);
        let bookings = self.store.reader().bookings_of_town(name, today)?;
        Ok(peak(bookings.iter().map(|b| (b.span, b.units)), today))
    }

    fn booked(
        &self,
        booking: &Booking,
        known: &mut BTreeMap<DossierNumber, Option<Arc<Installed>>>,
    ) -> Result<Booked, OfficeError> {
        let installed = match known.get(&booking.number) {
            Some(installed) => installed.clone(),
            None => {
                let state = self.store.dossier(booking.number)?;
                let installed = state.and_then(|state| self.installed(&state.procedure).ok());
                known.insert(booking.number, installed.clone());
                installed
            }
        };
        let Booking { number, span, units, .. } = *booking;
        Ok(Booked { number, installed, span, units })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let monday = |week: &str| monday_of(week).map(|day| day.to_string());
        assert_eq!(monday("2026-W48").as_deref(), Some("2026-11-23"));
        assert_eq!(monday("2026-W53").as_deref(), Some("2026-12-28"));
        assert_eq!(monday("2027-W01").as_deref(), Some("2027-01-04"));
        for bad in
            ["2027-W53", "2026-W00", "2026-48", "W48", "2026-W4x", "", "0001-W01", "9999-W52"]
        {
            assert_eq!(monday(bad), None, "{bad}");
        }
        for day in ["2026-11-22", "2026-11-23", "2027-01-01", "2024-12-31"] {
            let day: civil::Date = day.parse().unwrap();
            let monday = monday_of(&week_of(day)).unwrap();
            assert!(monday <= day && day < monday.saturating_add(jiff::Span::new().days(7)));
        }
    }
}
