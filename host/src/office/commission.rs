//! Commissions: dossiers that compete for places are ranked by their procedure, the commission
//! keeps of its proposals what it likes, and the minutes say what became of each.

use super::{Installed, Office, OfficeError};
use crate::contract::{Candidate, Channel, Phase, Proposal};
use crate::digest::Digest;
use crate::dossier::{Actor, DossierNumber, Order, Wanted};
use crate::form::Answers;
use crate::limits::commission::{CANDIDATES, KEY_CHARS, MEMBERS_CHARS};
use crate::plugin::ProcedureId;
use crate::staff::{Agent, What};
use crate::store::{Minutes, Outcome, Record};
use crate::texts::Texts;

/// What a procedure proposes for a session.
pub struct Deliberation {
    /// The proposals, by rank.
    pub proposals: Vec<Proposal>,
    /// The score of each, in the same order.
    pub scores: Vec<Option<i64>>,
    /// Digest of the proposals and of how the dossiers stood: what was looked at is kept, and
    /// nothing else.
    pub digest: Digest,
}

/// What a commission says of a session.
pub struct Closing<'a> {
    /// Its key.
    pub key: &'a str,
    /// What it keeps of what was proposed.
    pub kept: &'a [DossierNumber],
    /// Who sat.
    pub members: &'a str,
    /// The digest of what it looked at.
    pub digest: &'a str,
}

impl Office {
    /// The procedures whose dossiers a commission ranks, and that an agent may act on.
    pub fn ranking(&self, agent: &Agent) -> Vec<std::sync::Arc<Installed>> {
        let ranks = |i: &&std::sync::Arc<Installed>| {
            i.procedure.ranks() && self.may(agent, What::Act, Some(&i.manifest().id))
        };
        self.catalogue().all().filter(ranks).cloned().collect()
    }

    fn ranked(&self, agent: &Agent, id: &str) -> Result<std::sync::Arc<Installed>, OfficeError> {
        let found = self.ranking(agent).into_iter().find(|i| *i.manifest().id == *id);
        found.ok_or_else(|| OfficeError::NoProcedure(id.chars().take(100).collect()))
    }

    /// What a procedure proposes for the dossiers under review, in a session. Nothing is kept.
    pub async fn deliberate(
        &self,
        agent: &Agent,
        id: &str,
        key: &str,
        lang: &str,
    ) -> Result<Deliberation, OfficeError> {
        let installed = self.ranked(agent, id)?;
        let t = Texts::for_lang(lang);
        let id = &installed.manifest().id;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if key.is_empty() || key.len() > KEY_CHARS || !key.chars().all(plain) {
            let values = [("most", KEY_CHARS.into())];
            return Err(OfficeError::Invalid(t.with("commission-key-wrong", &values)));
        }
        let wanted = Wanted {
            procedures: [id.clone()].into(),
            phase: Some(Phase::InReview),
            order: Order::Received,
            ..Wanted::default()
        };
        let rows = self.store.rows(&wanted, 0, CANDIDATES + 1);
        if rows.len() > CANDIDATES {
            let values = [("most", CANDIDATES.into())];
            return Err(OfficeError::Invalid(t.with("commission-many", &values)));
        }
        let (mut candidates, mut stood) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows.iter().rev() {
            let state = self.store.dossier(row.number)?.ok_or(OfficeError::NoDossier)?;
            stood.push((row.number, state.entries));
            let dossier = state.dossier;
            candidates.push(Candidate {
                number: dossier.number,
                submitted_on: dossier.submitted_on,
                score: dossier.score,
                facts: dossier.facts,
            });
        }
        let known: std::collections::BTreeMap<String, Option<i64>> =
            candidates.iter().map(|c| (c.number.clone(), c.score)).collect();
        let context = self.context(&installed, lang, Channel::Online, None);
        let source = installed.source(self.now());
        let called =
            installed.procedure.deliberate(source, context, key.to_owned(), candidates).await;
        let called = called.map_err(|failure| {
            tracing::warn!(procedure = %installed.procedure.package.name(), %failure, "a session failed");
            OfficeError::call(id, failure)
        })?;
        let mut proposals = called.value;
        // Whom it does not know, or names twice, it cannot rank.
        let mut seen = std::collections::BTreeSet::new();
        proposals.retain(|p| known.contains_key(&p.number) && seen.insert(p.number.clone()));
        proposals.sort_by_key(|p| p.rank);
        let looked_at = serde_json::to_vec(&(&proposals, &stood, key)).unwrap_or_default();
        Ok(Deliberation {
            scores: proposals.iter().map(|p| known[&p.number]).collect(),
            digest: Digest::of(&looked_at),
            proposals,
        })
    }

    /// The commission keeps some of what was proposed: each is carried out as an action of the
    /// agent, in the order of the ranks, and the minutes say what became of it.
    pub async fn close_session(
        &self,
        agent: &Agent,
        id: &str,
        closing: &Closing<'_>,
        lang: &str,
    ) -> Result<u32, OfficeError> {
        let Closing { key, kept, members, digest } = *closing;
        let t = Texts::for_lang(lang);
        let members = members.split_whitespace().collect::<Vec<_>>().join(" ");
        if members.is_empty() || members.chars().count() > MEMBERS_CHARS {
            return Err(OfficeError::Invalid(
                t.with("commission-members-wrong", &[("most", MEMBERS_CHARS.into())]),
            ));
        }
        let deliberation = self.deliberate(agent, id, key, lang).await?;
        if deliberation.digest.to_string() != digest {
            return Err(OfficeError::Changed);
        }
        let installed = self.ranked(agent, id)?;
        let mut outcomes = Vec::with_capacity(deliberation.proposals.len());
        for (proposal, score) in deliberation.proposals.into_iter().zip(deliberation.scores) {
            let number: DossierNumber =
                proposal.number.parse().map_err(|_| OfficeError::NoDossier)?;
            let action = proposal.act.as_ref().map(|act| act.key.clone());
            let kept = kept.contains(&number);
            let failed = match proposal.act.filter(|_| kept) {
                None => None,
                Some(act) => {
                    let inputs = Answers::try_from(act.inputs).unwrap_or_default();
                    let by = Actor::Agent(agent.name.clone());
                    let done = self.act(number, by, &act.key, inputs, lang, None).await;
                    done.err().map(|error| error.to_string())
                }
            };
            outcomes.push(Outcome { number, rank: proposal.rank, score, action, kept, failed });
        }
        let mut session = Minutes {
            id: 0,
            procedure: installed.manifest().id.clone(),
            key: key.to_owned(),
            at: self.now().millis,
            by: Actor::Agent(agent.name.clone()),
            members,
            component: installed.procedure.package.digest,
            outcomes,
        };
        for _ in 0..crate::limits::decision::ATTEMPTS {
            session.id = self.store.sessions()?.last().map_or(1, |last| last.id + 1);
            match self.store.commit(Record::Minutes(Box::new(session.clone()))).await {
                Ok(_) => return Ok(session.id),
                Err(crate::store::StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Changed)
    }

    /// The minutes that an agent may see, the last first.
    pub fn minutes(&self, agent: &Agent) -> Result<Vec<Minutes>, OfficeError> {
        let mut sessions = self.store.sessions()?;
        let may = |id: &ProcedureId| self.may(agent, What::Read, Some(id));
        sessions.retain(|session| may(&session.procedure));
        sessions.reverse();
        Ok(sessions)
    }
}
