//! What agents do with a dossier among themselves: notes, tags, whose work it is.

use super::exchanges::written;
use super::{Filter, Office, OfficeError};
use crate::dossier::{Actor, DossierNumber, Passed};
use crate::limits::exchange::TEXT_CHARS;
use crate::limits::queue::{SAVED, SAVED_CHARS, TAG_CHARS, TAGS};
use crate::staff::{Agent, SavedFilter, What, stand_in};
use crate::texts::Texts;

impl Office {
    /// Notes something for the town's own people.
    pub async fn note(
        &self,
        number: DossierNumber,
        by: &Agent,
        text: &str,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let text = written(text, TEXT_CHARS, "message-empty", "message-long", t)?;
        self.pass(number, Actor::Agent(by.name.clone()), |_, _| Ok(Passed::Noted(text.clone())))
            .await
    }

    /// Sticks a tag on a dossier, or takes off one that an agent stuck on it.
    pub async fn tag(
        &self,
        number: DossierNumber,
        by: &Agent,
        tag: &str,
        on: bool,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        let long = tag.chars().count() > TAG_CHARS || tag.chars().any(char::is_control);
        if tag.is_empty() || long {
            let count = [("count", TAG_CHARS.into())];
            return Err(OfficeError::Invalid(t.with("tag-wrong", &count)));
        }
        self.pass(number, Actor::Agent(by.name.clone()), |_, _| {
            let known = self.store.talk(number)?.tags;
            match (known.contains(&tag), on) {
                (true, true) | (false, false) => Err(OfficeError::Changed),
                (false, true) if known.len() >= TAGS => {
                    Err(OfficeError::Invalid(t.with("tag-many", &[("count", TAGS.into())])))
                }
                _ => Ok(Passed::Tagged { tag: tag.clone(), on }),
            }
        })
        .await
    }

    /// An agent keeps a filter of the queue under a name, or, where it is empty, keeps the one of
    /// this name no longer.
    pub async fn keep_filter(
        &self,
        by: &Agent,
        name: &str,
        filter: Option<&Filter>,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > SAVED_CHARS {
            let count = [("count", SAVED_CHARS.into())];
            return Err(OfficeError::Invalid(t.with("filter-name", &count)));
        }
        if let Some(filter) = filter {
            self.wanted(by, filter)?;
        }
        let change = |agent: &mut Agent| {
            agent.filters.retain(|saved| saved.name != name);
            let saved = filter.map(|f| SavedFilter { name: name.clone(), query: f.query() });
            agent.filters.extend(saved);
            if agent.filters.len() > SAVED {
                let count = [("count", SAVED.into())];
                return Err(OfficeError::Invalid(t.with("filter-many", &count)));
            }
            Ok(())
        };
        self.change_agent(&by.name, Some(&by.name), change).await.map(drop)
    }

    /// Says whose work a dossier is, or that it is nobody's. Agents take on what is nobody's, and
    /// give back what is theirs or that of whom they stand in for; anything else is a supervisor's
    /// to say.
    pub async fn assign(
        &self,
        number: DossierNumber,
        by: &Agent,
        to: Option<&str>,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let wrong = |key: &str| OfficeError::Invalid(t.text(key).into_owned());
        if let Some(to) = to {
            let agent = self.agent(to)?.ok_or_else(|| wrong("assign-nobody"))?;
            self.let_at(&agent, What::Act, number).map_err(|_| wrong("assign-nobody"))?;
        }
        let hands_out = self.let_at(by, What::Assign, number).is_ok();
        let all = self.agents()?;
        self.pass(number, Actor::Agent(by.name.clone()), |_, today| {
            let now = self.store.talk(number)?.assignee;
            if now.as_deref() == to {
                return Err(OfficeError::Changed);
            }
            let own = now
                .as_deref()
                .is_none_or(|now| now == by.name || stand_in(&all, now, today) == by.name);
            let own = own && to.is_none_or(|to| to == by.name);
            if own || hands_out {
                Ok(Passed::Assigned(to.map(str::to_owned)))
            } else {
                Err(wrong("assign-supervisor"))
            }
        })
        .await
    }
}
