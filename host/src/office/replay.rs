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
    /// Runs every decision of a dossier again and compares. Gives how many there were.
    pub async fn replay(&self, number: DossierNumber) -> Result<u32, ReplayError> {
        let stored = self.store.dossier(number).map_err(ReplayError::Stored)?;
        let stored = stored.ok_or(ReplayError::NoDossier(number))?;
        let entries = self.store.entries(number).map_err(ReplayError::Stored)?;
        let mut procedures = BTreeMap::new();
        let mut state: Option<State> = None;
        let mut last = 0;
        for chained in entries {
            let entry = chained.entry;
            last = entry.index;
            let procedure = match procedures.entry(entry.component) {
                Entry::Occupied(loaded) => loaded.into_mut(),
                Entry::Vacant(place) => {
                    let wrong = |problem| ReplayError::Component(number, entry.index, problem);
                    place.insert(self.recorded(entry.component).map_err(wrong)?)
                }
            };
            compare(procedure, &entry, state.as_ref()).await?;
            let after = State::after(state, &entry);
            state =
                Some(after.ok_or(ReplayError::Differs(number, entry.index, "order of entries"))?);
        }
        if state.as_ref() == Some(&stored) {
            Ok(last)
        } else {
            Err(ReplayError::State(number, last.max(1)))
        }
    }

    /// The procedure that decided then. What it was granted does not matter: its questions are
    /// answered from the transcript.
    pub(super) fn recorded(&self, component: Digest) -> Result<Procedure, String> {
        let package = catalogue::kept(&self.folder, component)?;
        let grants = Grants::as_requested(&package.manifest);
        self.runtime.load(package, grants).map_err(|e| e.to_string())
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
