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
    /// The most units of `pool` taken at any instant of `within`, but by `except`:
    /// a dossier and the key of a hold that is about to be replaced.
    pub(super) fn peak(&self, pool: &str, within: &Span, except: (&str, &str)) -> u32 {
        let others: Vec<&Hold> = self
            .holds
            .iter()
            .flat_map(|(owner, holds)| holds.iter().map(move |hold| (owner.as_str(), hold)))
            .filter(|(owner, hold)| (*owner, hold.key.as_str()) != except)
            .map(|(_, hold)| hold)
            .collect();
        loads(&others, pool, within).iter().map(|load| load.units).max().unwrap_or(0)
    }
}

/// Loads that touch `within`, in time order, without gaps between the first and the
/// last.
fn loads(holds: &[&Hold], pool: &str, within: &Span) -> Vec<Load> {
    let touching: Vec<&&Hold> = holds
        .iter()
        .filter(|hold| hold.pool == pool && crate::civil::overlap(&hold.span, within))
        .collect();
    let mut edges: Vec<Moment> =
        touching.iter().flat_map(|hold| [hold.span.start, hold.span.end]).collect();
    edges.sort();
    edges.dedup();
    let between = edges.windows(2).map(|pair| Span { start: pair[0], end: pair[1] });
    between
        .filter(|span| crate::civil::overlap(span, within))
        .map(|span| {
            let inside = touching.iter().filter(|hold| crate::civil::overlap(&hold.span, &span));
            Load { span, units: inside.map(|hold| hold.units).sum() }
        })
        .collect()
}

/// The imports, with the signatures of the generated ones.
pub(crate) mod imports {
    use super::{BTreeMap, Entry, Hold, Moment, Occupancy, Position, Span, WORLD, World, loads};
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
            let holds: Vec<&Hold> = world.holds.values().flatten().collect();
            Occupancy { limit, loads: loads(&holds, pool, &within) }
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
                .filter(|(distance, _)| *distance <= u64::from(metres))
                .collect();
            found.sort();
            found.into_iter().take(MOST).map(|(_, entry)| entry).collect()
        })
    }

    fn entries<'a>(world: &'a World, register: &str) -> impl Iterator<Item = &'a Entry> {
        world.entries.values().flatten().filter(move |entry| entry.register == register)
    }

    /// Metres on a plane that touches the Earth at `from`: within a town that is as
    /// good as the host's own reckoning.
    fn distance(from: Position, to: Position) -> u64 {
        // 1e-7 degree of latitude is 11.1 mm.
        let north = f64::from(to.lat - from.lat) * 0.011_132;
        let shrink = (f64::from(from.lat) * 1e-7).to_radians().cos();
        let east = f64::from(to.lon - from.lon) * 0.011_132 * shrink;
        north.hypot(east).round() as u64
    }

    pub(crate) fn now() -> Moment {
        ask("clock", |world| world.now.into())
    }

    pub(crate) fn write(level: Level, message: &str) {
        ask("log", |world| world.log.push(format!("{level:?}: {message}")));
    }
}
