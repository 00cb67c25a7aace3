//! Decisions that the mayor or a delegate signs: agents prepare them, and who signs decides. A
//! prepared decision is recorded beside the dossier and changes nothing of it, so that it can be
//! taken back until it is signed (CGCT L2122-18, L2122-19; CRPA L212-1).

use super::decide::{self, Matter};
use super::exchanges::written;
use super::{Installed, Office, OfficeError, Said, Tracked};
use crate::contract::{Answer, Channel, Decision, Event, Party, Taken, Verdict};
use crate::dossier::{Actor, DossierNumber, Entry, Passed, State};
use crate::form::Answers;
use crate::limits::exchange::TEXT_CHARS;
use crate::staff::{Agent, What};
use crate::texts::Texts;

/// A decision that waits for a signature.
pub struct Proposal<'a> {
    /// What was proposed, when and by whom.
    pub said: &'a Said,
    /// The action that makes it.
    pub action: &'a str,
    /// What was filled in with it.
    pub inputs: &'a [Answer],
    /// What it decides.
    pub verdict: Verdict,
}

impl Tracked {
    /// The decision that waits for a signature, unless something happened since it was prepared.
    pub fn proposal(&self) -> Option<Proposal<'_>> {
        let recalled = |index: u32| {
            self.exchanges.iter().any(|said| {
                matches!(said.exchange.what, Passed::Recalled { proposed, .. } if proposed == index)
            })
        };
        let said = self
            .exchanges
            .iter()
            .rev()
            .find(|said| matches!(said.exchange.what, Passed::Proposed { .. }))?;
        match &said.exchange.what {
            Passed::Proposed { action, inputs, verdict, entries }
                if *entries == self.state.entries && !recalled(said.exchange.index) =>
            {
                Some(Proposal { said, action, inputs, verdict: *verdict })
            }
            _ => None,
        }
    }
}

impl Office {
    /// Refuses a decision of an agent that somebody else has to sign.
    pub(super) fn guard_signature(
        &self,
        by: &Actor,
        installed: &Installed,
        entry: &Entry,
    ) -> Result<(), OfficeError> {
        let Actor::Agent(name) = by else { return Ok(()) };
        let id = &installed.manifest().id;
        let verdict =
            entry.decision.verdict.filter(|_| entry.decides() && self.signed.contains(id));
        let Some(verdict) = verdict else { return Ok(()) };
        let agent = self.agent(name)?;
        if agent.is_some_and(|agent| self.may(&agent, What::Sign, Some(id))) {
            Ok(())
        } else {
            Err(OfficeError::ToSign(verdict))
        }
    }

    /// Keeps a decision for who signs it.
    pub(super) async fn propose(
        &self,
        number: DossierNumber,
        by: Actor,
        action: &str,
        inputs: Vec<Answer>,
        verdict: Verdict,
        entries: u32,
    ) -> Result<(), OfficeError> {
        self.pass(number, by, |tracked, _| {
            if tracked.state.entries != entries {
                return Err(OfficeError::Meanwhile(entries));
            }
            if tracked.proposal().is_some() {
                return Err(OfficeError::Changed);
            }
            let (action, inputs) = (action.to_owned(), inputs.clone());
            Ok(Passed::Proposed { action, inputs, verdict, entries })
        })
        .await
    }

    /// Signs the decision that waits: it is made now, by who signs, as it was prepared.
    pub async fn sign(
        &self,
        number: DossierNumber,
        by: &Agent,
        proposed: u32,
        lang: &str,
    ) -> Result<State, OfficeError> {
        let tracked = self.dossier(number)?;
        let waiting = tracked.proposal().filter(|p| p.said.exchange.index == proposed);
        let Proposal { action, inputs, .. } = waiting.ok_or(OfficeError::Changed)?;
        let inputs = Answers::try_from(inputs.to_vec()).map_err(|_| OfficeError::Changed)?;
        let seen = Some(tracked.state.entries);
        self.act(number, Actor::Agent(by.name.clone()), action, inputs, lang, seen).await
    }

    /// Takes a prepared decision back, or sends it back to who prepared it.
    pub async fn recall(
        &self,
        number: DossierNumber,
        by: &Agent,
        proposed: u32,
        reason: &str,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let reason = written(reason, TEXT_CHARS, "recall-empty", "message-long", t)?;
        self.pass(number, Actor::Agent(by.name.clone()), |tracked, _| match tracked.proposal() {
            Some(waiting) if waiting.said.exchange.index == proposed => {
                Ok(Passed::Recalled { proposed, reason: reason.clone() })
            }
            _ => Err(OfficeError::Changed),
        })
        .await
    }

    /// What signing would decide, now: nothing of it is kept.
    pub async fn foresee(&self, tracked: &Tracked, lang: &str) -> Result<Decision, OfficeError> {
        let waiting = tracked.proposal().ok_or(OfficeError::Changed)?;
        let installed = &tracked.installed;
        let (key, inputs) = (waiting.action.to_owned(), waiting.inputs.to_vec());
        let event = Event::Acted(Taken { key, party: Party::Agent, inputs });
        let matter = Matter {
            context: self.context(installed, lang, Channel::Online, None),
            dossier: tracked.state.dossier.clone().into(),
            event: event.into(),
        };
        let source = installed.source(self.now());
        Ok(decide::decide(&installed.procedure, source, &matter).await?.0)
    }
}
