//! What happens to a dossier after it was submitted: actions, completions, withdrawal, timers.

use std::sync::Arc;

use super::decide::{self, Matter, Place};
use super::{Installed, Office, OfficeError};
use crate::contract::*;
use crate::dossier::{AccessKey, Actor, DossierNumber, Entry, Exchange, Receipt, State};
use crate::form::Answers;
use crate::limits::decision::ATTEMPTS;
use crate::store::{Record, StoreError};

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
        let receipt = self.receipt(&installed, number, &state);
        Ok(Tracked { number, installed, state, timeline, exchanges, receipt })
    }

    /// A page of the queue, the newest first, and whether more follow.
    pub fn queue(
        &self,
        procedure: Option<&str>,
        open_only: bool,
        skip: usize,
        take: usize,
    ) -> Result<(Vec<State>, bool), OfficeError> {
        let closed = |s: &State| matches!(s.dossier.phase, Phase::Closed | Phase::Withdrawn);
        let wanted = |state: &Result<State, StoreError>| match state {
            Ok(s) => procedure.is_none_or(|p| *s.procedure == *p) && !(open_only && closed(s)),
            Err(_) => true,
        };
        let mut states: Vec<State> = self
            .store
            .dossiers()
            .filter(wanted)
            .skip(skip)
            .take(take + 1)
            .collect::<Result<_, _>>()?;
        let more = states.len() > take;
        states.truncate(take);
        Ok((states, more))
    }

    /// Takes an action. When it returns, what came of it is durable.
    pub async fn act(
        &self,
        number: DossierNumber,
        by: Actor,
        action: &str,
        inputs: Answers,
        lang: &str,
    ) -> Result<State, OfficeError> {
        let party = if matches!(by, Actor::Agent(_)) { Party::Agent } else { Party::Applicant };
        let taken = Taken { key: action.to_owned(), party, inputs: inputs.into() };
        self.happen(number, by, lang, |state, today| {
            state
                .action(action, party, today)
                .ok_or_else(|| OfficeError::NoAction(action.to_owned()))?;
            Ok((state.dossier.clone(), Event::Acted(taken.clone())))
        })
        .await
    }

    /// The applicant hands in what was asked for: all answers, the new ones among them.
    pub(super) async fn complete(
        &self,
        number: DossierNumber,
        answers: Vec<Answer>,
        lang: &str,
    ) -> Result<State, OfficeError> {
        self.happen(number, Actor::Applicant, lang, |state, _| {
            if state.dossier.phase != Phase::WaitingForApplicant {
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
            let account = state.dossier.charges.iter().find(|a| a.key == charge);
            let due = account.map_or(0, |a| a.cents - a.paid);
            if cents <= 0 || cents > due {
                return Err(OfficeError::Invalid(format!(
                    "{cents} cents cannot be paid on \"{charge}\": {due} are due"
                )));
            }
            let mut dossier = state.dossier.clone();
            dossier.charges.iter_mut().filter(|a| a.key == charge).for_each(|a| a.paid += cents);
            Ok((dossier, Event::Paid(Payment { charge: charge.to_owned(), cents })))
        })
        .await
    }

    /// Lets due timers go off. A procedure that refuses one or has a fault keeps it; it is tried
    /// again at the next tick, and the log says so.
    pub async fn tick(&self) {
        let due = self.store.due(self.now().moment).unwrap_or_default();
        for (number, timer) in due {
            let happened = self.happen(number, Actor::Clock, "fr", |state, _| {
                let known = state.dossier.timers.iter().any(|t| t.key == timer);
                let mut dossier = state.dossier.clone();
                dossier.timers.retain(|t| t.key != timer);
                if known {
                    Ok((dossier, Event::Timer(timer.clone())))
                } else {
                    Err(OfficeError::NoAction(timer.clone()))
                }
            });
            if let Err(error) = happened.await {
                tracing::warn!(%number, timer, %error, "a timer did not go off");
            }
        }
    }

    /// Decides on an event until nobody changed the dossier meanwhile, and commits it.
    async fn happen(
        &self,
        number: DossierNumber,
        by: Actor,
        lang: &str,
        event: impl Fn(&State, Date) -> Result<(Dossier, Event), OfficeError>,
    ) -> Result<State, OfficeError> {
        for _ in 0..ATTEMPTS {
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
            entry.letters = self.letters_of(&installed, &entry);
            match self.store.commit(Record::Entry(Box::new(entry))).await {
                Ok(committed) => {
                    self.posted.notify_one();
                    return committed.state.ok_or(OfficeError::NoDossier);
                }
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Changed)
    }
}
