//! Replay: every decision of a dossier made again from what was recorded, and compared.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Office, catalogue};
use crate::contract::{Dossier, Event};
use crate::digest::Digest;
use crate::dossier::{self, DossierNumber, State};
use crate::plugin::Grants;
use crate::runtime::{Failure, Procedure, Source};
use crate::store::StoreError;

/// Why a dossier does not replay. Each names the entry.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no such dossier.
    #[error("there is no dossier {0}")]
    NoDossier(DossierNumber),
    /// What is stored is damaged, or was altered.
    #[error("{0}")]
    Stored(StoreError),
    /// The component is missing or altered.
    #[error("dossier {0}, entry {1}: {2}")]
    Component(DossierNumber, u32, String),
    /// It ran out of something, or the host failed: this says nothing about the decision.
    #[error("dossier {0}, entry {1}: could not replay: {2}")]
    NotReplayed(DossierNumber, u32, Failure),
    /// It came out differently.
    #[error("dossier {0}, entry {1}: the {2} differs from what is recorded")]
    Differs(DossierNumber, u32, &'static str),
    /// The state in sled is not what the entries amount to.
    #[error("dossier {0}, entry {1}: the state built from the entries is not the stored state")]
    State(DossierNumber, u32),
}

impl Office {
    /// Runs every decision of a dossier again and compares. Gives which version each of them
    /// was made by.
    pub async fn replay(&self, number: DossierNumber) -> Result<Vec<String>, ReplayError> {
        let stored = self.store.dossier(number).map_err(ReplayError::Stored)?;
        let stored = stored.ok_or(ReplayError::NoDossier(number))?;
        let entries = self.store.entries(number).map_err(ReplayError::Stored)?;
        let mut replaying = Replaying::new(number);
        let mut versions = Vec::new();
        for chained in entries {
            replaying.entry(&chained.entry, |component| self.recorded(component)).await?;
            versions.push(chained.entry.version);
        }
        if replaying.state.as_ref() == Some(&stored) {
            Ok(versions)
        } else {
            Err(ReplayError::State(number, replaying.last.max(1)))
        }
    }

    /// The procedure that decided then. What it was granted does not matter: its questions are
    /// answered from the transcript.
    fn recorded(&self, component: Digest) -> Result<Procedure, String> {
        let package = catalogue::kept(&self.folder, component)?;
        let grants = Grants::as_requested(&package.manifest);
        self.runtime.load(package, grants).map_err(|e| e.to_string())
    }
}

/// A dossier that is being replayed, entry by entry.
pub(super) struct Replaying {
    number: DossierNumber,
    procedures: BTreeMap<Digest, Procedure>,
    state: Option<State>,
    last: u32,
}

impl Replaying {
    /// Before its first entry.
    pub(super) fn new(number: DossierNumber) -> Self {
        Self { number, procedures: BTreeMap::new(), state: None, last: 0 }
    }

    /// Makes the decision of the next entry again. A package is loaded when it is first needed.
    pub(super) async fn entry(
        &mut self,
        entry: &dossier::Entry,
        load: impl FnOnce(Digest) -> Result<Procedure, String>,
    ) -> Result<(), ReplayError> {
        let number = self.number;
        self.last = entry.index;
        let differs = |what| ReplayError::Differs(number, entry.index, what);
        if entry.number != number {
            return Err(differs("number"));
        }
        let procedure = match self.procedures.entry(entry.component) {
            Entry::Occupied(loaded) => loaded.into_mut(),
            Entry::Vacant(place) => {
                let wrong = |problem| ReplayError::Component(number, entry.index, problem);
                place.insert(load(entry.component).map_err(wrong)?)
            }
        };
        compare(procedure, entry, self.state.as_ref()).await?;
        let after = State::after(self.state.take(), entry);
        self.state = Some(after.ok_or_else(|| differs("order of entries"))?);
        Ok(())
    }
}

async fn compare(
    procedure: &Procedure,
    entry: &dossier::Entry,
    before: Option<&State>,
) -> Result<(), ReplayError> {
    let differs = |what| Err(ReplayError::Differs(entry.number, entry.index, what));
    if before.is_some_and(|state| !follows(&state.dossier, &entry.dossier, &entry.event)) {
        return differs("dossier that it decided on");
    }
    let source = Source::Recorded(entry.transcript.clone().into());
    let called = procedure
        .decide(source, entry.context.clone(), entry.dossier.clone(), entry.event.clone())
        .await;
    let called = called.map_err(|failure| match failure {
        Failure::Trapped(_) => ReplayError::Differs(entry.number, entry.index, "transcript"),
        failure => ReplayError::NotReplayed(entry.number, entry.index, failure),
    })?;
    let Ok(decision) = called.value else { return differs("decision") };
    if decision != entry.decision {
        return differs("decision");
    }
    if called.transcript != entry.transcript {
        return differs("transcript");
    }
    Ok(())
}

/// Whether this dossier is what the last decision left, but for what the event itself changes:
/// a completion brings answers, a payment is booked, a timer that went off is gone.
fn follows(before: &Dossier, now: &Dossier, event: &Event) -> bool {
    let mut expected = before.clone();
    match event {
        Event::Completed => expected.answers = now.answers.clone(),
        Event::Paid(payment) => {
            let account = expected.charges.iter_mut().find(|a| a.key == payment.charge);
            account.into_iter().for_each(|a| a.paid += payment.cents);
        }
        Event::Timer(key) => expected.timers.retain(|t| t.key != *key),
        _ => {}
    }
    expected == *now
}
