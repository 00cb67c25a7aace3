//! How long a dossier is kept, and when it may be destroyed.

use super::working_days::date_to_date as end_of;
use crate::contract::{Date, Phase};
use crate::plugin::Period;

/// The last day on which a dossier is kept: its retention after the last thing that happened to
/// it, once it is decided, closed or withdrawn. Nothing while it is open, or where the period
/// counts working days, which no retention does.
pub fn kept_until(phase: Phase, last: Date, retention: Period) -> Option<Date> {
    match phase {
        Phase::Decided | Phase::Closed | Phase::Withdrawn => end_of(last, retention),
        _ => None,
    }
}

/// The day from which on it may be destroyed, if notice is given on a day: two weeks later, and
/// never before its retention is over.
pub fn destroyed_from(kept_until: Date, today: Date) -> Option<Date> {
    Some(after(kept_until, 1)?.max(after(today, NOTICE_DAYS)?))
}

/// Whether notice is due on a day: two weeks before the end of retention.
pub fn notice_is_due(kept_until: Date, today: Date) -> bool {
    after(kept_until, 1).zip(after(today, NOTICE_DAYS)).is_some_and(|(over, notice)| over <= notice)
}

fn after(date: Date, days: i64) -> Option<Date> {
    Some(date.civil()?.checked_add(jiff::Span::new().days(days)).ok()?.into())
}

/// How long before notice is given.
const NOTICE_DAYS: i64 = 14;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn rgpd_5_retention_begins_when_it_ends_and_notice_is_two_weeks() {
        let until = |phase| kept_until(phase, day("2024-02-29"), "2 years".parse().unwrap());
        assert_eq!(until(Phase::InReview), None);
        assert_eq!(until(Phase::WaitingForApplicant), None);
        assert_eq!(until(Phase::Decided), Some(day("2026-02-28")));
        assert_eq!(until(Phase::Closed), Some(day("2026-02-28")));
        assert_eq!(until(Phase::Withdrawn), Some(day("2026-02-28")));

        assert!(!notice_is_due(day("2026-02-28"), day("2026-02-14")));
        assert!(notice_is_due(day("2026-02-28"), day("2026-02-15")));
        let from = |today| destroyed_from(day("2026-02-28"), day(today)).unwrap();
        assert_eq!(from("2026-02-15"), day("2026-03-01"), "not before the retention is over");
        assert_eq!(from("2026-06-01"), day("2026-06-15"), "late notice is two weeks all the same");
    }
}
