//! How often a service is asked: so many times in a second and in a day, and not at all for a
//! while after it said that it was too often. Pure; counted since the process began.

use std::time::Duration;

use super::Elapsed;
use crate::limits::sources::{CLOSED, CLOSED_MOST};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// What was asked of a service so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    second: Window,
    day: Window,
    closed_until: Elapsed,
}

/// Requests within a span of time.
#[derive(Debug, Default)]
struct Window {
    begun: Elapsed,
    count: u32,
}

impl Window {
    /// Begins anew where the span has passed.
    fn roll(&mut self, now: Elapsed, span: Duration) {
        if now >= self.begun + span {
            *self = Self { begun: now, count: 0 };
        }
    }
}

/// Whether it may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// Now; it is counted.
    Given,
    /// Not before this time has passed.
    In(Duration),
    /// Not in a time that anybody would wait for.
    Refused,
}

impl Budget {
    /// Asks for leave to ask once.
    pub(super) fn take(&mut self, now: Elapsed, per_second: u32, per_day: u32) -> Leave {
        self.second.roll(now, SECOND);
        self.day.roll(now, DAY);
        if now < self.closed_until || self.day.count >= per_day {
            return Leave::Refused;
        }
        if self.second.count >= per_second {
            return Leave::In(self.second.begun + SECOND - now);
        }
        self.second.count += 1;
        self.day.count += 1;
        Leave::Given
    }

    /// The service said that it was asked too often.
    pub(super) fn close(&mut self, now: Elapsed, retry_after: Option<Duration>) {
        let until = now + retry_after.unwrap_or(CLOSED).min(CLOSED_MOST);
        self.closed_until = self.closed_until.max(until);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn at(millis: u64) -> Elapsed {
        Duration::from_millis(millis)
    }

    #[test]
    fn so_many_in_a_second_and_in_a_day() {
        let mut budget = Budget::default();
        assert_eq!(budget.take(at(0), 2, 3), Leave::Given);
        assert_eq!(budget.take(at(100), 2, 3), Leave::Given);
        assert_eq!(budget.take(at(400), 2, 3), Leave::In(at(600)));
        assert_eq!(budget.take(at(1_000), 2, 3), Leave::Given);
        assert_eq!(budget.take(at(2_000), 2, 3), Leave::Refused);
        assert_eq!(budget.take(DAY, 2, 3), Leave::Given);
    }

    #[test]
    fn a_service_that_said_too_many_is_left_alone() {
        let mut budget = Budget::default();
        budget.close(at(0), Some(Duration::from_secs(30)));
        budget.close(at(0), None);
        assert_eq!(budget.take(at(29_999), 5, 5), Leave::Refused);
        assert_eq!(budget.take(at(30_000), 5, 5), Leave::Given);
        budget.close(at(30_000), None);
        assert_eq!(budget.take(at(34_999), 5, 5), Leave::Refused);
        assert_eq!(budget.take(at(35_000), 5, 5), Leave::Given);
        budget.close(at(35_000), Some(Duration::MAX));
        assert_eq!(budget.take(at(35_000) + CLOSED_MOST, 5, 5), Leave::Given);
    }

    proptest! {
        #[test]
        fn no_second_has_more_than_twice_its_budget(
            mut times in prop::collection::vec(0u64..5_000, 0..60),
        ) {
            times.sort_unstable();
            let mut budget = Budget::default();
            let given: Vec<u64> =
                times.into_iter().filter(|t| budget.take(at(*t), 3, 1_000) == Leave::Given).collect();
            for first in &given {
                let within = given.iter().filter(|t| (*first..first + 1_000).contains(t)).count();
                prop_assert!(within <= 6);
            }
        }
    }
}
