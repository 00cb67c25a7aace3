//! Pools: what a town or a procedure has so many of, hour by hour: their names, what is taken
//! of them, when they are open. Pure.
//!
//! Knows nothing of who holds what, nor where that is kept (`store`). Start with [`loads`].

mod hours;
mod name;
mod taken;

use std::collections::BTreeMap;

use crate::contract::{Occupancy, Span, Text};
use crate::limits::pools::USAGE_DAYS;

pub use hours::{Closure, Hours};
pub use name::{PoolName, PoolPattern};
pub use taken::{TooMany, loads, peak};

/// A pool of the town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it is called.
    pub title: Text,
    /// How many units it has.
    pub limit: u32,
    /// When it is open.
    pub hours: Hours,
}

/// The pools of a town, `town/…`, by name.
pub type Pools = BTreeMap<PoolName, Pool>;

/// What a question about a span looks at: nothing where it is empty, and at most so many days
/// from its start.
pub fn looked_at(within: Span) -> Option<Span> {
    let last = within.start.civil()?.checked_add(jiff::Span::new().days(USAGE_DAYS)).ok();
    let end = last.map_or(within.end, |last| within.end.min(last.into()));
    Some(Span { end, ..within }).filter(|span| span.is_valid())
}

/// What `pools.usage` answers on `within`, from what is taken of the pool. A `town/…` pool that
/// the town does not have has no units.
pub fn occupancy(
    name: &PoolName,
    pools: &Pools,
    taken: impl Iterator<Item = (Span, u32)>,
    within: Span,
) -> Result<Occupancy, TooMany> {
    let pool = pools.get(name);
    let limit = name.is_towns().then(|| pool.map_or(0, |pool| pool.limit));
    let closed = pool.map_or_else(Vec::new, |pool| pool.hours.closed(within));
    Ok(Occupancy { limit, loads: loads(taken, within)?, closed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    #[test]
    fn questions_look_at_so_many_days_at_most() {
        let short = span("2026-01-01T00:00", "2027-02-05T00:00");
        assert_eq!(looked_at(short), Some(short));
        let long = span("2026-01-01T00:00", "2099-01-01T00:00");
        assert_eq!(looked_at(long), Some(span("2026-01-01T00:00", "2027-02-05T00:00")));
        assert_eq!(looked_at(span("2026-01-01T00:00", "2026-01-01T00:00")), None);
        assert_eq!(looked_at(span("2026-01-02T00:00", "2026-01-01T00:00")), None);
        assert!(looked_at(span("9999-12-01T00:00", "9999-12-31T00:00")).is_some());
    }

    #[test]
    fn the_limit_is_the_towns_or_nobodys() {
        let within = span("2026-01-01T00:00", "2026-01-02T00:00");
        let hall: PoolName = "town/hall".parse().unwrap();
        let pool = Pool { title: vec![], limit: 3, hours: Hours::default() };
        let pools: Pools = [(hall, pool)].into();
        let limit = |name: &str| {
            let taken = std::iter::once((within, 2));
            let answer = occupancy(&name.parse().unwrap(), &pools, taken, within).unwrap();
            assert_eq!(answer.loads.len(), 1);
            answer.limit
        };
        assert_eq!(limit("town/hall"), Some(3));
        assert_eq!(limit("town/other"), Some(0));
        assert_eq!(limit("own/hall"), None);
    }
}
