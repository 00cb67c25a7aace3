//! What dossiers hold of pools: as procedures read it, and the terms on which a decision that
//! takes some is stored.

use std::sync::Arc;

use tokio::sync::MutexGuard;

use super::{Installed, Office, OfficeError};
use crate::contract::*;
use crate::dossier::{Entry, State};
use crate::limits::decision;
use crate::limits::pools::ATTEMPTS;
use crate::plugin::ProcedureId;
use crate::pools::{PoolName, Pools, looked_at, occupancy};
use crate::runtime::{Question, Records, Reply, Unanswered};
use crate::store::{NoRoom, Read, Reader, Record, StoreError, Terms};
use crate::texts::Texts;

/// What one procedure may know of what dossiers hold and published.
pub(super) struct TownRecords {
    pub(super) procedure: ProcedureId,
    pub(super) pools: Arc<Pools>,
    pub(super) reader: Reader,
}

impl From<StoreError> for Unanswered {
    fn from(error: StoreError) -> Self {
        Self::Host(error.to_string())
    }
}

impl Records for TownRecords {
    fn usage(&self, pool: &PoolName, within: Span) -> Result<Occupancy, Unanswered> {
        let bookings = self.reader.bookings(&self.procedure, pool, within)?;
        let taken = bookings.iter().map(|booking| (booking.span, booking.units));
        Ok(occupancy(pool, &self.pools, taken, within)?)
    }

    fn find(&self, register: &str, prefix: &str) -> Result<Vec<Publication>, Unanswered> {
        Ok(self.reader.find(&self.procedure, register, prefix)?)
    }

    fn near(
        &self,
        register: &str,
        at: Position,
        metres: u32,
    ) -> Result<Vec<Publication>, Unanswered> {
        Ok(self.reader.near(&self.procedure, register, at, metres)?)
    }
}

/// Why a hold is refused.
pub(super) enum Refused {
    /// Others have it.
    NoRoom,
    /// The pool is closed then.
    Closed,
}

impl Installed {
    /// On which terms an entry may be stored; problems where a pool that it takes of is closed.
    pub(super) fn terms(&self, entry: &Entry, texts: &Texts) -> Result<Terms, OfficeError> {
        let mut terms = Terms { read: read(entry), ..Terms::default() };
        for hold in entry.decision.effects.iter().filter_map(held) {
            let Ok(name) = hold.pool.parse::<PoolName>() else { continue };
            let Some(pool) = self.pools.get(&name) else {
                if name.is_towns() {
                    let procedure = &self.manifest().id;
                    tracing::warn!(%procedure, "it takes of a town/… pool that guichet.toml does not have");
                }
                continue;
            };
            for span in &hold.spans {
                if let Some(closed) = pool.hours.closed(*span).first() {
                    let problem = problem(hold, *closed, &Refused::Closed, &self.pools, texts);
                    return Err(OfficeError::Problems(vec![problem]));
                }
            }
            terms.limits.insert(name, pool.limit);
        }
        Ok(terms)
    }

    /// What is told where there is no room.
    pub(super) fn no_room(&self, none: &NoRoom, texts: &Texts) -> OfficeError {
        let problem = problem(&none.hold, none.span, &Refused::NoRoom, &self.pools, texts);
        OfficeError::Problems(vec![problem])
    }
}

/// What is told of a hold that is refused, at its path.
pub(super) fn problem(
    hold: &Hold,
    span: Span,
    refused: &Refused,
    pools: &Pools,
    texts: &Texts,
) -> Problem {
    let pool = hold.pool.parse().ok().and_then(|name: PoolName| pools.get(&name));
    let key = match (refused, pool) {
        (Refused::Closed, _) => "pool-closed",
        (Refused::NoRoom, Some(_)) => "pool-full",
        (Refused::NoRoom, None) => "pool-full-unnamed",
    };
    let title = pool.map_or("", |pool| text_in(&pool.title, texts.lang()));
    let values = [("pool", title.to_owned().into()), ("span", texts.span(span).into())];
    Problem { path: hold.path.clone(), message: texts.with(key, &values) }
}

fn held(effect: &Effect) -> Option<&Hold> {
    match effect {
        Effect::Hold(hold) => Some(hold),
        _ => None,
    }
}

/// What a decision read of pools.
fn read(entry: &Entry) -> Vec<Read> {
    let usage = entry.transcript.iter().filter_map(|exchange| match exchange {
        (Question::Usage { pool, within }, Reply::Occupancy(answer)) => Some(Read {
            pool: pool.parse().ok()?,
            within: looked_at(*within)?,
            loads: answer.loads.clone(),
        }),
        _ => None,
    });
    usage.collect()
}

/// How often an event was decided on again because something changed meanwhile.
pub(super) struct Tries<'a> {
    office: &'a Office,
    changed: usize,
    outdated: usize,
    /// From the second try on what pools had to be read for, one decides at a time.
    turn: Option<MutexGuard<'a, ()>>,
}

impl Tries<'_> {
    /// Whether to decide again after what came of storing the decision.
    pub(super) async fn again(&mut self, error: &StoreError) -> bool {
        match error {
            StoreError::Outdated => {
                self.outdated += 1;
                if self.turn.is_none() {
                    self.turn = Some(self.office.contended.lock().await);
                }
                self.outdated < ATTEMPTS
            }
            StoreError::Stale | StoreError::NumberTaken => {
                self.changed += 1;
                self.changed < decision::ATTEMPTS
            }
            _ => false,
        }
    }
}

impl Office {
    /// Nothing was tried yet.
    pub(super) fn tries(&self) -> Tries<'_> {
        Tries { office: self, changed: 0, outdated: 0, turn: None }
    }

    /// Stores an entry, if the pools that it takes of are open and have room. The inner error
    /// may be one after which it is decided again.
    pub(super) async fn store_entry(
        &self,
        installed: &Installed,
        entry: Entry,
    ) -> Result<Result<State, StoreError>, OfficeError> {
        let texts = Texts::for_lang(&entry.context.lang);
        let terms = installed.terms(&entry, texts)?;
        match self.store.commit_on(Record::Entry(Box::new(entry)), terms).await {
            Ok(committed) => {
                self.posted.notify_one();
                committed.state.map(Ok).ok_or(OfficeError::NoDossier)
            }
            Err(StoreError::NoRoom(none)) => Err(installed.no_room(&none, texts)),
            Err(error) => Ok(Err(error)),
        }
    }

    /// The pools of the town.
    pub fn pools(&self) -> &Pools {
        &self.pools
    }
}
