//! What happens to a dossier after it was submitted: actions, completions, withdrawal, timers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::decide::{self, Matter, Place};
use super::payments::pay;
use super::{Installed, Office, OfficeError};
use crate::contract::*;
use crate::dossier::{
    AccessKey, Actor, Attempt, Consulted, DossierNumber, Entry, Exchange, Receipt, Reference, State,
};
use crate::form::Answers;

/// A dossier as its applicant or an agent follows it.
pub struct Tracked {
    /// The dossier.
    pub number: DossierNumber,
    /// The procedure.
    pub installed: Arc<Installed>,
    /// How it stands.
    pub state: State,
    /// What happened, in order.
    pub timeline: Vec<Happened>,
    /// What passed beside the procedure, in order.
    pub exchanges: Vec<Said>,
    /// Its online payments, the first begun first.
    pub payments: Vec<Attempt>,
    /// What was asked of sources for it, the last first.
    pub consulted: Vec<Consulted>,
    /// The receipt.
    pub receipt: Receipt,
}

/// Something that passed beside the procedure.
pub struct Said {
    /// When, on the town's clock.
    pub at: Moment,
    /// What.
    pub exchange: Exchange,
}

/// One thing that happened to a dossier.
pub struct Happened {
    /// When, on the town's clock.
    pub at: Moment,
    /// The entry.
    pub entry: Entry,
}

impl Office {
    /// The dossier that this key opens. A wrong key and a number that nobody has are the same.
    pub fn track(&self, number: DossierNumber, key: &AccessKey) -> Result<Tracked, OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        if !self.secret.access_key(number, &state.salt).matches(key) {
            return Err(OfficeError::NoDossier);
        }
        self.tracked(number, state)
    }

    /// A dossier, for an agent.
    pub fn dossier(&self, number: DossierNumber) -> Result<Tracked, OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        self.tracked(number, state)
    }

    fn tracked(&self, number: DossierNumber, state: State) -> Result<Tracked, OfficeError> {
        let installed = self.version_of(&state)?;
        let happened = |c: crate::store::Chained| Happened {
            at: self.clock.moment(c.entry.at),
            entry: c.entry,
        };
        let timeline = self.store.entries(number)?.into_iter().map(happened).collect();
        let said = |exchange: Exchange| Said { at: self.clock.moment(exchange.at), exchange };
        let exchanges = self.store.exchanges(number)?.into_iter().map(said).collect();
        let payments = self.store.payments(number)?;
        let receipt = self.receipt(&installed, number, &state);
        let consulted = self.consulted(number)?;
        Ok(Tracked { number, installed, state, timeline, exchanges, payments, consulted, receipt })
    }

    /// Takes an action. When it returns, what came of it is durable. Who looked at the dossier when
    /// it had `seen` entries is refused where it has others now: of two who act at once, one wins.
    pub async fn act(
        &self,
        number: DossierNumber,
        by: Actor,
        action: &str,
        inputs: Answers,
        lang: &str,
        seen: Option<u32>,
    ) -> Result<State, OfficeError> {
        let party = if matches!(by, Actor::Agent(_)) { Party::Agent } else { Party::Applicant };
        let taken = Taken { key: action.to_owned(), party, inputs: inputs.into() };
        let entries = AtomicU32::new(0);
        let acted = self.happen(number, by.clone(), lang, |state, today| {
            entries.store(state.entries, Ordering::Relaxed);
            unmoved(state, seen)?;
            state
                .action(action, party, today)
                .ok_or_else(|| OfficeError::NoAction(action.to_owned()))?;
            Ok((state.dossier.clone(), Event::Acted(taken.clone())))
        });
        match acted.await {
            // It waits for who signs it, and nothing happened yet.
            Err(OfficeError::ToSign(verdict)) => {
                let inputs = taken.inputs;
                self.propose(number, by, action, inputs, verdict, entries.into_inner()).await?;
                self.store.dossier(number)?.ok_or(OfficeError::NoDossier)
            }
            other => other,
        }
    }

    /// Somebody hands in what was asked for, or puts answers right before the decision: all
    /// answers, the new ones among them. Where the dossier had `seen` entries, see
    /// [`Office::act`].
    pub(super) async fn complete(
        &self,
        number: DossierNumber,
        by: Actor,
        answers: Vec<Answer>,
        lang: &str,
        seen: Option<u32>,
    ) -> Result<State, OfficeError> {
        self.happen(number, by, lang, |state, _| {
            unmoved(state, seen)?;
            if !state.may_complete() {
                return Err(OfficeError::NoAction("complete".into()));
            }
            Ok((Dossier { answers: answers.clone(), ..state.dossier.clone() }, Event::Completed))
        })
        .await
    }

    /// The applicant withdraws the dossier.
    pub async fn withdraw(&self, number: DossierNumber, lang: &str) -> Result<State, OfficeError> {
        self.happen(number, Actor::Applicant, lang, |state, _| {
            if !state.may_withdraw() {
                return Err(OfficeError::NoAction("withdraw".into()));
            }
            Ok((state.dossier.clone(), Event::Withdrawn))
        })
        .await
    }

    /// An agent records that a charge was paid at the counter.
    pub async fn paid(
        &self,
        number: DossierNumber,
        agent: &str,
        charge: &str,
        cents: i64,
    ) -> Result<State, OfficeError> {
        self.happen(number, Actor::Agent(agent.to_owned()), "fr", |state, _| {
            pay(state, charge, cents).ok_or_else(|| {
                OfficeError::Invalid(format!(
                    "{cents} cents cannot be paid on \"{charge}\": so much is not due"
                ))
            })
        })
        .await
    }

    /// Lets a timer go off.
    pub(super) async fn go_off(
        &self,
        number: DossierNumber,
        timer: &str,
        lang: &str,
    ) -> Result<(), OfficeError> {
        let happened = self.happen(number, Actor::Clock, lang, |state, _| {
            let known = state.dossier.timers.iter().any(|t| t.key == timer);
            let mut dossier = state.dossier.clone();
            dossier.timers.retain(|t| t.key != timer);
            if known {
                Ok((dossier, Event::Timer(timer.to_owned())))
            } else {
                Err(OfficeError::NoAction(timer.to_owned()))
            }
        });
        happened.await.map(|_| ())
    }

    /// Decides on an event until nobody changed the dossier meanwhile, and commits it.
    pub(super) async fn happen(
        &self,
        number: DossierNumber,
        by: Actor,
        lang: &str,
        event: impl Fn(&State, Date) -> Result<(Dossier, Event), OfficeError>,
    ) -> Result<State, OfficeError> {
        self.happen_settling(number, by, lang, None, event).await
    }

    /// The same of an event that credits an online payment.
    pub(super) async fn happen_settling(
        &self,
        number: DossierNumber,
        by: Actor,
        lang: &str,
        settles: Option<&Reference>,
        event: impl Fn(&State, Date) -> Result<(Dossier, Event), OfficeError>,
    ) -> Result<State, OfficeError> {
        // What silence decided by now came before what people do; time passing comes in its order.
        if by != Actor::Clock {
            self.fall_silent(number).await?;
        }
        let mut tries = self.tries();
        loop {
            let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
            let installed = self.version_of(&state)?;
            let now = self.now();
            let (dossier, event) = event(&state, now.today())?;
            let whose = state.person.as_ref().filter(|_| by == Actor::Applicant);
            let context = self.context(&installed, lang, Channel::Online, whose);
            let matter = Matter { context, dossier: Arc::new(dossier), event: Arc::new(event) };
            let place = Place { number, index: state.entries + 1, by: by.clone(), opening: None };
            let mut entry = decide::entry(&installed, now, place, matter).await?;
            entry.prints = self.prints_of(&installed, &entry)?;
            if matches!(by, Actor::Agent(_)) {
                self.guard_rights(number, &state, entry.decision.verdict)?;
            }
            self.guard_signature(&by, &installed, &entry)?;
            entry.settles = settles.cloned();
            entry.letters = self.letters_of(&installed, &entry, &state.lang);
            let service = &installed.service.name;
            entry.author = if entry.decides() {
                self.named(&by, service)?
            } else {
                self.author(&by, service)?
            };
            entry.marks = Some(self.marks(&installed, &entry));
            match self.store_entry(&installed, entry).await? {
                Ok(state) => return Ok(state),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Refuses who looked at a dossier when it had another number of entries.
fn unmoved(state: &State, seen: Option<u32>) -> Result<(), OfficeError> {
    match seen.filter(|seen| *seen != state.entries) {
        Some(seen) => Err(OfficeError::Meanwhile(seen)),
        None => Ok(()),
    }
}
