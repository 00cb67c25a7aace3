//! What other dossiers hold and published in the town of a scenario case.

use std::sync::Arc;

use super::super::holding::{Refused, problem};
use crate::contract::*;
use crate::dossier::State;
use crate::limits::pools::FOUND;
use crate::plugin::{Case, HeldElsewhere, PublishedElsewhere};
use crate::pools::{Closure, Hours, Pool, PoolName, Pools, occupancy, peak};
use crate::runtime::{Records, Unanswered};
use crate::texts::Texts;

/// The pools and registers of a case, with what its own dossier adds to them.
#[derive(Clone, Default)]
pub(super) struct Imagined {
    pools: Arc<Pools>,
    /// By whomever.
    taken: Vec<(String, Span, u32)>,
    entries: Vec<Publication>,
}

impl Imagined {
    /// What a case says of others.
    pub(super) fn new(case: &Case) -> Result<Self, String> {
        let mut pools = Pools::new();
        let mut taken = Vec::new();
        for (name, stated) in &case.pools {
            let known: PoolName = name.parse().map_err(|e| format!("[pools.\"{name}\"]: {e}"))?;
            for HeldElsewhere { span, units } in &stated.held {
                taken.push((name.clone(), *span, *units));
            }
            if !known.is_towns() {
                continue;
            }
            let limit = stated.limit.ok_or_else(|| {
                format!("[pools.\"{name}\"]: a pool of the town needs its limit = …")
            })?;
            let closure = |day: &Date| Closure { from: *day, until: *day, why: vec![] };
            let closures = stated.closed.iter().map(closure).collect();
            let hours = Hours::new(None, closures).unwrap_or_default();
            let title = vec![Translation { lang: "fr".into(), text: name.clone() }];
            pools.insert(known, Pool { title, limit, hours });
        }
        let entry = |stated: &PublishedElsewhere| Publication {
            register: stated.register.clone(),
            key: stated.key.clone(),
            position: stated.position,
            cells: stated.cells(),
        };
        let entries = case.published.iter().map(entry).collect();
        Ok(Self { pools: Arc::new(pools), taken, entries })
    }

    /// The same with what a dossier holds and published.
    pub(super) fn with(&self, state: Option<&State>) -> Self {
        let mut all = self.clone();
        if let Some(state) = state {
            let spans = state.dossier.holds.iter().flat_map(|hold| {
                hold.spans.iter().map(|span| (hold.pool.clone(), *span, hold.units))
            });
            all.taken.extend(spans);
            all.entries.extend(state.published.iter().cloned());
        }
        all
    }

    /// The problem that a host refuses a decision with, where a pool that the dossier takes of
    /// is closed or has no room.
    pub(super) fn refuses(
        &self,
        before: Option<&State>,
        after: &State,
        texts: &Texts,
    ) -> Option<Problem> {
        let all = self.with(Some(after));
        let old = before.map_or(&[][..], |before| &before.dossier.holds);
        let new = after.dossier.holds.iter().filter(|hold| !old.contains(hold));
        new.flat_map(|hold| hold.spans.iter().map(move |span| (hold, *span))).find_map(
            |(hold, span)| {
                let pool = hold.pool.parse().ok().and_then(|name: PoolName| self.pools.get(&name));
                let closed = pool.and_then(|pool| pool.hours.closed(span).first().copied());
                if let Some(closed) = closed {
                    return Some(problem(hold, closed, &Refused::Closed, &self.pools, texts));
                }
                let limit = hold.limit.or(pool.map(|pool| pool.limit)).unwrap_or(0);
                let full = peak(all.of(&hold.pool), span) > u64::from(limit);
                full.then(|| problem(hold, span, &Refused::NoRoom, &self.pools, texts))
            },
        )
    }

    fn of(&self, pool: &str) -> impl Iterator<Item = (Span, u32)> {
        self.taken.iter().filter(move |(of, ..)| of == pool).map(|(_, span, units)| (*span, *units))
    }

    fn in_register(&self, register: &str) -> impl Iterator<Item = &Publication> {
        self.entries.iter().filter(move |entry| entry.register == register)
    }
}

impl Records for Imagined {
    fn usage(&self, pool: &PoolName, within: Span) -> Result<Occupancy, Unanswered> {
        Ok(occupancy(pool, &self.pools, self.of(pool.as_str()), within)?)
    }

    fn find(&self, register: &str, prefix: &str) -> Result<Vec<Publication>, Unanswered> {
        let found = self.in_register(register).filter(|entry| entry.key.starts_with(prefix));
        let mut found: Vec<Publication> = found.cloned().collect();
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.truncate(FOUND);
        Ok(found)
    }

    fn near(
        &self,
        register: &str,
        at: Position,
        metres: u32,
    ) -> Result<Vec<Publication>, Unanswered> {
        let far = |entry: &Publication| entry.position.map(|there| at.millimetres_to(there));
        let within = |entry: &&Publication| far(entry) <= Some(u64::from(metres) * 1_000);
        let placed = self.in_register(register).filter(|entry| entry.position.is_some());
        let mut found: Vec<Publication> = placed.filter(within).cloned().collect();
        found.sort_by_key(|entry| (far(entry), entry.key.clone()));
        found.truncate(FOUND);
        Ok(found)
    }
}
