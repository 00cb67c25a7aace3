//! How much is taken at each instant.

use std::collections::BTreeMap;

use crate::contract::{Load, Moment, Span};
use crate::limits::pools::LOADS;

/// More loads than one answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it asks for more than {LOADS} loads of a pool; ask for a shorter span")]
pub struct TooMany;

/// The units that are taken from each moment on, within a span.
fn steps(taken: impl Iterator<Item = (Span, u32)>, within: Span) -> BTreeMap<Moment, i64> {
    let mut steps: BTreeMap<Moment, i64> = BTreeMap::new();
    for (span, units) in taken {
        if let Some(inside) = span.meet(within) {
            *steps.entry(inside.start).or_default() += i64::from(units);
            *steps.entry(inside.end).or_default() -= i64::from(units);
        }
    }
    steps
}

/// The most units that are taken at any instant of a span.
pub fn peak(taken: impl Iterator<Item = (Span, u32)>, within: Span) -> u64 {
    let mut sum = 0;
    let levels = steps(taken, within).into_values().map(|step| {
        sum += step;
        sum
    });
    levels.max().map_or(0, i64::unsigned_abs)
}

/// The loads of a span in time order, without gaps from the first instant at which something is
/// taken to the last; neighbours differ.
pub fn loads(taken: impl Iterator<Item = (Span, u32)>, within: Span) -> Result<Vec<Load>, TooMany> {
    let (mut loads, mut sum): (Vec<Load>, i64) = (Vec::new(), 0);
    let mut before: Option<Moment> = None;
    for (moment, step) in steps(taken, within) {
        if step == 0 {
            continue;
        }
        if let Some(start) = before {
            let units = u32::try_from(sum).unwrap_or(u32::MAX);
            loads.push(Load { span: Span { start, end: moment }, units });
        }
        sum += step;
        before = Some(moment);
    }
    if loads.len() > LOADS { Err(TooMany) } else { Ok(loads) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Minutes of one week of November, Monday the 23rd at midnight first.
    fn moment(minute: u32) -> Moment {
        let day = 23 + minute / 1_440;
        format!("2026-11-{day:02}T{:02}:{:02}", minute % 1_440 / 60, minute % 60).parse().unwrap()
    }

    fn span(from: u32, minutes: u32) -> Span {
        Span { start: moment(from), end: moment(from + minutes) }
    }

    fn spans() -> impl Strategy<Value = Vec<((u32, u32), u32)>> {
        // Coarse, so that ends often meet.
        let one = ((0..200u32, 1..120u32).prop_map(|(from, long)| (from * 15, long * 15)), 1..9u32);
        proptest::collection::vec(one, 0..12)
    }

    proptest! {
        /// The reference looks at each minute by itself.
        #[test]
        fn peak_and_loads_are_those_of_each_minute(held in spans(), from in 0..3_000u32, long in 1..2_000u32) {
            let within = span(from, long);
            let at = |minute: u32| -> u64 {
                let there = held.iter().filter(|((from, long), _)| (*from..from + long).contains(&minute));
                there.map(|(_, units)| u64::from(*units)).sum()
            };
            let taken = || held.iter().map(|((from, long), units)| (span(*from, *long), *units));
            let minutes: Vec<u64> = (from..from + long).map(at).collect();
            prop_assert_eq!(peak(taken(), within), minutes.iter().copied().max().unwrap_or(0));

            let loads = loads(taken(), within).unwrap();
            for minute in from..from + long {
                let load = loads.iter().find(|l| l.span.start <= moment(minute) && moment(minute) < l.span.end);
                prop_assert_eq!(load.map_or(0, |l| u64::from(l.units)), at(minute));
            }
            for pair in loads.windows(2) {
                prop_assert_eq!(pair[0].span.end, pair[1].span.start);
                prop_assert_ne!(pair[0].units, pair[1].units);
            }
            let ends = loads.first().into_iter().chain(loads.last());
            ends.for_each(|load| assert!(load.units > 0));
            prop_assert!(loads.iter().all(|l| l.span.meet(within) == Some(l.span)));
        }
    }

    #[test]
    fn sums_do_not_overflow() {
        let held = || (0..5).map(|_| (span(0, 60), u32::MAX));
        assert_eq!(peak(held(), span(0, 60)), 5 * u64::from(u32::MAX));
        assert_eq!(loads(held(), span(0, 60)).unwrap()[0].units, u32::MAX);
    }

    #[test]
    fn too_many_loads_are_said_to_be() {
        let held = |count: u32| (0..count).map(|at| (span(at * 2, 1), 1));
        assert!(loads(held(1_000), span(0, 9_999)).is_ok());
        assert_eq!(loads(held(1_002), span(0, 9_999)), Err(TooMany));
    }
}
