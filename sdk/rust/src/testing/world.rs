//! What imports answer natively: tables, pools, registers and the clock of a town.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::answers::Answers;
use crate::civil::DateTime;
use crate::contract::dossiers::{Entry, Hold};
use crate::contract::pools::{Load, Occupancy};
use crate::contract::types::{Moment, Position, Span};

/// What imports answer. [`Town`](super::Town) keeps one and changes it.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub(super) now: DateTime,
    pub(super) tables: BTreeMap<String, BTreeMap<String, Answers>>,
    /// Limits of `town/…` pools.
    pub(super) pools: BTreeMap<String, u32>,
    /// When pools are closed.
    pub(super) closed: BTreeMap<String, Vec<Span>>,
    /// Holds by whose they are: a dossier's number, or a name that the test gave.
    pub(super) holds: BTreeMap<String, Vec<Hold>>,
    /// Published entries, by dossier.
    pub(super) entries: BTreeMap<String, Vec<Entry>>,
    pub(super) log: Vec<String>,
}

thread_local! {
    static WORLD: RefCell<Option<Rc<RefCell<World>>>> = const { RefCell::new(None) };
}

/// Answers imports on this thread while it lives, and then what was there before.
pub(super) struct Installed(Option<Rc<RefCell<World>>>);

pub(super) fn install(world: &Rc<RefCell<World>>) -> Installed {
    Installed(WORLD.with(|slot| slot.replace(Some(Rc::clone(world)))))
}

impl Drop for Installed {
    fn drop(&mut self) {
        WORLD.with(|slot| *slot.borrow_mut() = self.0.take());
    }
}

impl World {
    /// The most units of `pool` taken at any instant of `within`.
    pub(super) fn peak(&self, pool: &str, within: &Span) -> u64 {
        self.loads(pool, within).iter().map(|load| u64::from(load.units)).max().unwrap_or(0)
    }

    /// Loads cut to `within`, in time order, without gaps from the first to the last.
    fn loads(&self, pool: &str, within: &Span) -> Vec<Load> {
        let holds = self.holds.values().flatten().filter(|hold| hold.pool == pool);
        let taken: Vec<(Span, u32)> = holds
            .flat_map(|hold| hold.spans.iter().map(|span| (*span, hold.units)))
            .filter(|(span, _)| crate::civil::overlap(span, within))
            .map(|(span, units)| (cut(span, within), units))
            .collect();
        let mut edges: Vec<Moment> =
            taken.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
        edges.sort();
        edges.dedup();
        let mut loads: Vec<Load> = Vec::new();
        for pair in edges.windows(2) {
            let span = Span { start: pair[0], end: pair[1] };
            let inside = taken.iter().filter(|(taken, _)| crate::civil::overlap(taken, &span));
            let units = inside.fold(0u32, |sum, (_, units)| sum.saturating_add(*units));
            match loads.last_mut() {
                Some(before) if before.units == units => before.span.end = span.end,
                _ => loads.push(Load { span, units }),
            }
        }
        loads
    }

    /// When `pool` is closed within `within`.
    pub(super) fn closed(&self, pool: &str, within: &Span) -> Vec<Span> {
        let closed = self.closed.get(pool).into_iter().flatten();
        closed
            .filter(|span| crate::civil::overlap(span, within))
            .map(|span| cut(*span, within))
            .collect()
    }
}

fn cut(span: Span, within: &Span) -> Span {
    Span { start: span.start.max(within.start), end: span.end.min(within.end) }
}

/// The imports, with the signatures of the generated ones.
pub(crate) mod imports {
    use super::{BTreeMap, Entry, Moment, Occupancy, Position, Span, WORLD, World};
    use crate::contract::log::Level;
    use crate::contract::reference::Row;

    /// The host returns no more rows or entries than this.
    const MOST: usize = 200;

    fn ask<T>(import: &str, answer: impl FnOnce(&mut World) -> T) -> T {
        WORLD.with(|slot| match &*slot.borrow() {
            Some(world) => answer(&mut world.borrow_mut()),
            None => panic!(
                "`{import}` was asked outside of a town: run it with `Town::run`, or through \
                 `Town::form`, `Town::submit` and the like"
            ),
        })
    }

    pub(crate) fn lookup(table: &str, key: &str) -> Option<Row> {
        ask("reference", |world| {
            let cells = table_of(world, table).get(key)?.clone();
            Some(Row { key: key.to_owned(), cells: cells.into() })
        })
    }

    pub(crate) fn rows(table: &str, prefix: &str) -> Vec<Row> {
        ask("reference", |world| {
            table_of(world, table)
                .range(prefix.to_owned()..)
                .take_while(|(key, _)| key.starts_with(prefix))
                .take(MOST)
                .map(|(key, cells)| Row { key: key.clone(), cells: cells.clone().into() })
                .collect()
        })
    }

    fn table_of<'a>(
        world: &'a World,
        table: &str,
    ) -> &'a BTreeMap<String, crate::answers::Answers> {
        world
            .tables
            .get(table)
            .unwrap_or_else(|| panic!("the town has no table `{table}`: add it with `Town::row`"))
    }

    pub(crate) fn usage(pool: &str, within: Span) -> Occupancy {
        ask("pools", |world| {
            let limit = world.pools.get(pool).copied();
            assert!(
                limit.is_some() || !pool.starts_with("town/"),
                "the town has no pool `{pool}`: add it with `Town::pool`"
            );
            let closed = world.closed(pool, &within);
            Occupancy { limit, loads: world.loads(pool, &within), closed }
        })
    }

    pub(crate) fn find(register: &str, prefix: &str) -> Vec<Entry> {
        ask("registers", |world| {
            let mut found: Vec<Entry> = entries(world, register)
                .filter(|entry| entry.key.starts_with(prefix))
                .cloned()
                .collect();
            found.sort_by(|one, other| one.key.cmp(&other.key));
            found.truncate(MOST);
            found
        })
    }

    pub(crate) fn near(register: &str, at: Position, metres: u32) -> Vec<Entry> {
        ask("registers", |world| {
            let mut found: Vec<(u64, Entry)> = entries(world, register)
                .filter_map(|entry| Some((distance(at, entry.position?), entry.clone())))
                .filter(|(distance, _)| *distance <= u64::from(metres) * 1_000)
                .collect();
            found.sort();
            found.into_iter().take(MOST).map(|(_, entry)| entry).collect()
        })
    }

    fn entries<'a>(world: &'a World, register: &str) -> impl Iterator<Item = &'a Entry> {
        world.entries.values().flatten().filter(move |entry| entry.register == register)
    }

    /// Millimetres on a sphere of the Earth's mean radius, as the host reckons.
    fn distance(from: Position, to: Position) -> u64 {
        let radians = |units: i32| (f64::from(units) * 1e-7).to_radians();
        let half_sine = |one: i32, other: i32| {
            (((f64::from(other) - f64::from(one)) * 1e-7).to_radians() / 2.0).sin()
        };
        let (north, east) = (half_sine(from.lat, to.lat), half_sine(from.lon, to.lon));
        let h = north * north + radians(from.lat).cos() * radians(to.lat).cos() * east * east;
        (2.0 * 6_371_008_800.0 * h.clamp(0.0, 1.0).sqrt().asin()).round() as u64
    }

    pub(crate) fn now() -> Moment {
        ask("clock", |world| world.now.into())
    }

    pub(crate) fn write(level: Level, message: &str) {
        ask("log", |world| world.log.push(format!("{level:?}: {message}")));
    }
}
