//! The counter: an agent fills a form in with, or for, somebody. It is the agent's until it is
//! submitted; what they say of it is kept with the dossier.

use std::sync::Arc;

use super::filling::empty;
use super::{Begun, Installed, Office, OfficeError, Visitor, random};
use crate::contract::{Assurance, Attachment, Channel, Context, Date};
use crate::dossier::{Arrival, Counter, Draft, DraftId, DraftKey};
use crate::limits::counter::{LETTER_YEARS, LISTED, WORDS};
use crate::staff::{Agent, What};
use crate::store::Record;
use crate::texts::Texts;

/// What an agent says of a form that they fill in for somebody.
pub struct AtCounter {
    /// The procedure.
    pub procedure: String,
    /// Language of the person.
    pub lang: String,
    /// Why they fill it in.
    pub reason: String,
    /// The day on which a letter arrived, where there was one.
    pub arrived: Option<Date>,
    /// By what they know who the person is.
    pub vouched: String,
    /// The letter itself.
    pub scans: Vec<Attachment>,
}

impl Office {
    /// The key of a draft that an agent is about to begin: scans may come before it.
    pub fn counter_key(&self) -> DraftKey {
        self.secret.key(DraftId::from(random::<16>()))
    }

    /// Begins a draft for an agent.
    pub async fn begin_at_counter(
        &self,
        key: DraftKey,
        agent: &Agent,
        given: AtCounter,
        t: &Texts,
    ) -> Result<Visitor, OfficeError> {
        let installed = self.installed(&given.procedure)?;
        if !self.may(agent, What::Act, Some(&installed.manifest().id)) {
            return Err(OfficeError::NoProcedure(given.procedure));
        }
        let wrong = |key: &str| OfficeError::Invalid(t.text(key).into_owned());
        let words = |text: &str| {
            let text = text.trim().to_owned();
            let long = text.chars().count() > WORDS;
            if long { Err(wrong("counter-long")) } else { Ok(Some(text).filter(|t| !t.is_empty())) }
        };
        let reason = words(&given.reason)?.ok_or_else(|| wrong("counter-reason-missing"))?;
        let vouched = words(&given.vouched)?;
        if installed.manifest().identity.minimum > Assurance::None && vouched.is_none() {
            return Err(wrong("counter-vouched-missing"));
        }
        let today = self.now().today();
        let too_old = |day: Date| day.year.saturating_add(LETTER_YEARS) < today.year;
        if given.arrived.is_some_and(|day| day > today || too_old(day) || day.civil().is_none()) {
            return Err(wrong("counter-arrived-wrong"));
        }
        let (by, scans) = (agent.name.clone(), given.scans);
        let arrived = given.arrived.map(|date| Arrival {
            date,
            reason: reason.clone(),
            by: by.clone(),
            elsewhere: None,
        });
        let counter = Counter { agent: by, reason, vouched, scans };
        let draft = Draft {
            channel: Channel::Counter,
            arrived,
            counter: Some(counter),
            ..empty(&installed, key.id(), &given.lang, self.now().seconds())
        };
        self.store.commit(Record::Draft(Box::new(draft))).await?;
        Ok(Visitor { key, person: None, agent: Some(agent.name.clone()) })
    }

    /// The drafts of an agent, the last saved first.
    pub fn drafts_at_counter(&self, agent: &str) -> Result<Vec<Begun>, OfficeError> {
        let mut drafts: Vec<Draft> = Vec::new();
        for draft in self.store.drafts() {
            let draft = draft?;
            if draft.counter.as_ref().is_some_and(|counter| counter.agent == agent) {
                drafts.push(draft);
            }
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved));
        let begun = drafts.iter().filter_map(|draft| self.begun(&self.draft_key(draft.id)));
        Ok(begun.take(LISTED).collect())
    }

    /// Whether a draft is this agent's.
    pub fn is_at_counter(&self, key: &DraftKey, agent: &str) -> Result<bool, OfficeError> {
        let draft = self.kept_draft(key)?;
        Ok(draft.counter.is_some_and(|counter| counter.agent == agent))
    }

    /// What the procedure is told of who fills a draft in: of somebody whom an agent vouches for,
    /// that they are as sure as the procedure needs.
    pub(super) fn context_of(&self, installed: &Installed, draft: &Draft) -> Arc<Context> {
        let context = self.context(installed, &draft.lang, draft.channel, draft.person.as_ref());
        let vouched = draft.counter.as_ref().is_some_and(|counter| counter.vouched.is_some());
        if !vouched {
            return context;
        }
        let assurance = installed.manifest().identity.minimum;
        Arc::new(Context { assurance, ..(*context).clone() })
    }
}
