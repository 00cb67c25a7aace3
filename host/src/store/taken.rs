//! What dossiers hold of pools: where it is noted, found again, and whether there is room.
//!
//! A hold is noted once for each of its spans, under its pool, the class of the span's length,
//! and its start. Whatever reaches into a time is then found among the starts from the longest
//! length of its class before it on.

use std::collections::BTreeMap;

use super::StoreError;
use super::keys::{Key, taken_at};
use super::view::{Attempt, Ranges};
use crate::contract::{Hold, Load, Moment, Span};
use crate::digest::Digest;
use crate::dossier::{DossierNumber, State};
use crate::plugin::ProcedureId;
use crate::pools::{PoolName, loads, peak};

/// Days that spans of each class last at most: a session, a month, a year, longer ones.
const CLASSES: [i64; 4] = [1, 31, 366, crate::limits::pools::SPAN_DAYS];

/// Units of a pool that a dossier takes over one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The dossier.
    pub number: DossierNumber,
    /// The hold's key within the dossier.
    pub hold: String,
    /// When.
    pub span: Span,
    /// How many.
    pub units: u32,
}

/// How many units the town's pools have, of those that a record may take of.
pub type Limits = BTreeMap<PoolName, u32>;

/// No room for a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoom {
    /// The hold.
    pub hold: Hold,
    /// The span in which there is none.
    pub span: Span,
}

/// What a pool is noted under. A procedure's own pools are its own: no other procedure's pool
/// of the same name is the same pool.
pub(super) fn token(procedure: &ProcedureId, pool: &str) -> Digest {
    let owner = if pool.starts_with("town/") { "" } else { procedure };
    Digest::of_parts(&[b"pool\n", owner.as_bytes(), b"\n", pool.as_bytes()])
}

/// What a pool of the town is noted under, whoever asks.
pub(super) fn token_of_town(pool: &PoolName) -> Digest {
    Digest::of_parts(&[b"pool\n", b"\n", pool.as_str().as_bytes()])
}

fn class_of(span: Span) -> u8 {
    let within = |days: &&i64| earlier(span.end, **days) <= span.start;
    let class = CLASSES.iter().position(|days| within(&days));
    class.unwrap_or(CLASSES.len() - 1) as u8
}

/// So many days before a moment, or the first moment there is.
fn earlier(moment: Moment, days: i64) -> Moment {
    let before = moment.civil().and_then(|m| m.checked_sub(jiff::Span::new().days(days)).ok());
    before.unwrap_or(jiff::civil::date(0, 1, 1).at(0, 0, 0, 0)).into()
}

/// What is taken of a pool at any instant of a span, by class and start.
pub(super) fn bookings(
    state: &impl Ranges,
    pool: &Digest,
    within: Span,
) -> Result<Vec<Booking>, StoreError> {
    let mut found = Vec::new();
    for (class, days) in CLASSES.iter().enumerate() {
        let class = class as u8;
        let from = Key::taken_from(pool, class, earlier(within.start, *days));
        let below = Key::taken_from(pool, class, within.end);
        for (key, value) in state.range(&from, &below)? {
            let (span, number, _, hold) = taken_at(key.bytes())
                .ok_or_else(|| StoreError::State("the key of a hold is damaged".into()))?;
            if span.meet(within).is_some() {
                let units = serde_json::from_slice(&value)
                    .map_err(|e| StoreError::State(format!("{key:?}: {e}")))?;
                found.push(Booking { number, hold: hold.to_owned(), span, units });
            }
        }
    }
    Ok(found)
}

/// Notes what a dossier holds now, in place of what it held.
pub(super) fn note(
    number: DossierNumber,
    before: Option<&State>,
    after: &State,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let old = before.map_or(&[][..], |before| &before.dossier.holds);
    let new = &after.dossier.holds;
    let keys = |hold: &Hold| -> Vec<Key> {
        let pool = token(&after.procedure, &hold.pool);
        let key = |(at, span): (usize, &Span)| {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            Key::taken(&pool, class_of(*span), *span, (number, at, &hold.key))
        };
        hold.spans.iter().enumerate().map(key).collect()
    };
    for key in old.iter().filter(|hold| !new.contains(hold)).flat_map(keys) {
        state.delete(key);
    }
    for hold in new.iter().filter(|hold| !old.contains(hold)) {
        for key in keys(hold) {
            state.mark(key, &hold.units)?;
        }
    }
    Ok(())
}

/// What was read of a pool for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The pool.
    pub pool: PoolName,
    /// The span that was looked at.
    pub within: Span,
    /// What was taken.
    pub loads: Vec<Load>,
}

/// Whether what was read for a decision of this procedure is still so.
pub(super) fn still_so(
    procedure: &ProcedureId,
    read: &[Read],
    state: &impl Ranges,
) -> Result<(), StoreError> {
    for Read { pool, within, loads: then } in read {
        let taken = bookings(state, &token(procedure, pool.as_str()), *within)?;
        let now = loads(taken.iter().map(|b| (b.span, b.units)), *within);
        if now.as_ref() != Ok(then) {
            return Err(StoreError::Outdated);
        }
    }
    Ok(())
}

/// Whether there is room for what a dossier holds now and did not before. Looks at a state that
/// has it already.
pub(super) fn room(
    before: Option<&State>,
    after: &State,
    limits: &Limits,
    state: &impl Ranges,
) -> Result<(), StoreError> {
    let old = before.map_or(&[][..], |before| &before.dossier.holds);
    for hold in after.dossier.holds.iter().filter(|hold| !old.contains(hold)) {
        let of_the_town = || limits.iter().find(|(name, _)| name.as_str() == hold.pool);
        let limit = hold.limit.or_else(|| of_the_town().map(|(_, limit)| *limit)).unwrap_or(0);
        let pool = token(&after.procedure, &hold.pool);
        for span in &hold.spans {
            let taken = bookings(state, &pool, *span)?;
            if peak(taken.iter().map(|b| (b.span, b.units)), *span) > u64::from(limit) {
                let none = NoRoom { hold: hold.clone(), span: *span };
                return Err(StoreError::NoRoom(Box::new(none)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    #[test]
    fn a_class_says_how_long_its_spans_are_at_most() {
        let table = [
            ("2026-01-01T10:00", "2026-01-01T10:01", 0),
            ("2026-01-01T10:00", "2026-01-02T10:00", 0),
            ("2026-01-01T10:00", "2026-01-02T10:01", 1),
            ("2026-01-01T00:00", "2026-02-01T00:00", 1),
            ("2026-01-01T00:00", "2027-01-01T00:00", 2),
            ("2024-01-01T00:00", "2025-01-01T00:00", 2),
            ("2024-01-01T00:00", "2025-01-01T00:01", 3),
            ("2026-01-01T00:00", "2036-01-01T00:00", 3),
        ];
        for (start, end, class) in table {
            assert_eq!(class_of(span(start, end)), class, "{start} {end}");
        }
    }

    #[test]
    fn own_pools_are_told_apart_by_procedure_and_the_towns_are_not() {
        let id = |name: &str| ProcedureId::try_from(name.to_owned()).unwrap();
        let (one, other) = (id("org.example.one"), id("org.example.other"));
        assert_eq!(token(&one, "town/hall"), token(&other, "town/hall"));
        let of_town = token_of_town(&"town/hall".parse().unwrap());
        assert_eq!(token(&one, "town/hall"), of_town);
        assert_ne!(token(&one, "own/hall"), token(&other, "own/hall"));
        assert_ne!(token(&one, "own/hall"), token(&one, "own/room"));
    }
}
