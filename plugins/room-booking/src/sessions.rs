//! When a room is taken. Knows the town’s tables of rooms and holidays, and nothing of money.

use guichet_sdk::prelude::*;

use crate::form::{Slot, SlotDraft};

/// Weeks of a slot at most: a school year and some more, so that a request stays far below what a
/// dossier may hold.
const WEEKS: i64 = 44;

/// One use of a room, without set-up and clean-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Session {
    pub(crate) start: DateTime,
    pub(crate) end: DateTime,
}

impl Session {
    pub(crate) fn minutes(&self) -> i64 {
        civil::minutes_between(self.start, self.end)
    }

    /// With so many minutes before and after.
    pub(crate) fn span(&self, buffer: i64) -> Span {
        let start = civil::plus_minutes(self.start, -buffer);
        civil::span(start, civil::plus_minutes(self.end, buffer))
    }

    /// As letters list it.
    pub(crate) fn in_words(&self) -> Text {
        let (day, from) = (self.start.date(), self.start.time());
        let (last, until) = (self.end.date(), self.end.time());
        if day == last {
            text! { fr: "{day}, de {from} à {until}", en: "{day}, {from} to {until}"; day, from, until }
        } else {
            text! { fr: "du {day}, {from}, au {last}, {until}", en: "{day}, {from}, to {last}, {until}"; day, from, last, until }
        }
    }
}

/// The sessions of a slot; nothing before enough of it is known. One that would end when it begins
/// is none.
pub(crate) fn of_draft(slot: &SlotDraft) -> Option<Vec<Session>> {
    let slot = Slot {
        day: slot.day?,
        from: slot.from?,
        until: slot.until?,
        last_day: slot.last_day,
        weekly_until: slot.weekly_until,
        terms_only: slot.terms_only == Some(true),
    };
    Some(of(&slot))
}

/// The sessions of a slot.
pub(crate) fn of(slot: &Slot) -> Vec<Session> {
    let overnight = i64::from(slot.until < slot.from);
    let last_day = slot.last_day.unwrap_or_else(|| civil::plus_days(slot.day, overnight));
    let length = civil::days_between(slot.day, last_day);
    let last = slot.weekly_until.unwrap_or(slot.day);
    let holidays =
        if slot.terms_only { reference::spans_of_days("school-holidays") } else { Vec::new() };
    let days = (0..WEEKS).map(|week| civil::plus_days(slot.day, 7 * week));
    let days = days.take_while(|day| *day <= last);
    let in_term = |day: &Date| !holidays.iter().any(|span| span.contains(day));
    let session = |day: Date| Session {
        start: day.to_datetime(slot.from),
        end: civil::plus_days(day, length).to_datetime(slot.until),
    };
    days.filter(in_term).map(session).filter(|it| it.start < it.end).collect()
}

/// From the Monday before a day to the Monday after it.
pub(crate) fn week_of(day: Date) -> Span {
    let monday = civil::plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()));
    civil::span_of_days(monday, civil::plus_days(monday, 6))
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::RoomBooking;

    fn slot(from: (i8, i8), until: (i8, i8)) -> Slot {
        Slot {
            day: date(2026, 3, 31),
            from: time(from.0, from.1, 0, 0),
            until: time(until.0, until.1, 0, 0),
            last_day: None,
            weekly_until: None,
            terms_only: false,
        }
    }

    #[test]
    fn a_time_before_the_start_is_that_of_the_next_day() {
        let minutes = |slot: &Slot| of(slot).iter().map(Session::minutes).collect::<Vec<_>>();
        assert_eq!(minutes(&slot((18, 0), (19, 30))), [90]);
        assert_eq!(minutes(&slot((20, 0), (2, 0))), [360]);
        assert_eq!(minutes(&slot((20, 0), (20, 0))), [] as [i64; 0]);
        let weekend = Slot { last_day: Some(date(2026, 4, 2)), ..slot((10, 0), (10, 0)) };
        assert_eq!(minutes(&weekend), [2 * 1440]);
    }

    #[test]
    fn weeks_go_to_their_last_day_without_the_holidays_and_not_for_ever() {
        let weekly = |until| Slot { weekly_until: Some(until), ..slot((18, 0), (20, 0)) };
        let town = Town::<RoomBooking>::on(date(2026, 1, 1)).row(
            "school-holidays",
            "2026-04-04",
            &[("from", "2026-04-04"), ("until", "2026-04-19")],
        );
        let count = |slot: &Slot| town.run(|_| of(slot).len());
        assert_eq!(count(&weekly(date(2026, 4, 20))), 3, "the 21st is the fourth");
        assert_eq!(count(&weekly(date(2026, 4, 21))), 4);
        assert_eq!(count(&Slot { terms_only: true, ..weekly(date(2026, 4, 21)) }), 2);
        assert_eq!(count(&weekly(date(2030, 1, 1))), 44);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let week = civil::span_of_days(date(2026, 3, 30), date(2026, 4, 5));
        for day in [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 5)] {
            assert_eq!(week_of(day), week, "{day}");
        }
        assert_ne!(week_of(date(2026, 4, 6)), week);
    }
}
