//! Agents: who works at the desk, how they prove it, and what they are let at.

use std::collections::BTreeSet;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use serde::{Deserialize, Serialize};

use super::{Office, OfficeError, random};
use crate::digest::Digest;
use crate::dossier::{Actor, Author, DossierNumber};
use crate::limits::answer::EMAIL;
use crate::limits::decision::ATTEMPTS;
use crate::limits::staff::{AGENTS, NAME, PASSWORD_LEAST, PASSWORD_MOST, TEXT_CHARS};
use crate::plugin::ProcedureId;
use crate::staff::{self, Absence, Agent, Role, Teams, What};
use crate::store::{Record, StoreError};
use crate::texts::Texts;

/// What is said of somebody who is to work at the desk. What is not said stays as it was; of
/// somebody new it is empty, and their role is that of an agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hired {
    /// The name that they sign in with.
    pub name: String,
    /// What they are here, where it is said.
    #[serde(default)]
    pub roles: Option<BTreeSet<Role>>,
    /// Their given names.
    #[serde(default)]
    pub given_names: Option<String>,
    /// Their family name.
    #[serde(default)]
    pub family_name: Option<String>,
    /// As what they decide.
    #[serde(default)]
    pub quality: Option<String>,
    /// The order by which they sign in the mayor's place; empty for none.
    #[serde(default)]
    pub delegation: Option<String>,
    /// Their address at work; empty for none.
    #[serde(default)]
    pub email: Option<String>,
    /// Teams that they belong to, by key.
    #[serde(default)]
    pub teams: Option<BTreeSet<String>>,
}

/// An agent with new secrets, which are shown once.
pub struct NewAgent {
    /// The name that they sign in with.
    pub name: String,
    /// Their password.
    pub password: String,
    /// Their token of the API.
    pub token: String,
}

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The name that they signed in with.
    pub agent: String,
    /// What ties a session to the agent as they were: see [`Agent::stamp`].
    pub stamp: String,
    /// Whether an identity provider made as sure of them as two proofs do.
    #[serde(default)]
    pub vouched: bool,
}

impl Office {
    /// The teams of the town.
    pub fn teams(&self) -> &Teams {
        &self.teams
    }

    /// Adds an agent, or changes one: either way they get a new password and token, have no second
    /// proof any more, and are let in again if they were shut out.
    pub async fn hire(&self, hired: &Hired, by: Option<&str>) -> Result<NewAgent, OfficeError> {
        let name = &hired.name;
        staff::check_name(name).map_err(OfficeError::Invalid)?;
        let (password, token) = (hex::encode(random::<10>()), hex::encode(random::<32>()));
        let (hash, digest) = (hashed(password.clone()).await?, Digest::of(token.as_bytes()));
        for _ in 0..ATTEMPTS {
            let known = self.store.agent(name)?;
            if known.is_none() && self.store.agents()?.len() >= AGENTS {
                return Err(OfficeError::Invalid(format!("a town may have {AGENTS} agents")));
            }
            let mut agent = known.unwrap_or_else(|| Agent::new(name.clone(), hash.clone(), digest));
            self.describe(&mut agent, hired)?;
            agent.password.clone_from(&hash);
            (agent.token, agent.disabled, agent.second) = (digest, false, None);
            match self.record_agent(agent, by).await {
                Err(OfficeError::Changed) => {}
                other => return other.map(|()| NewAgent { name: name.clone(), password, token }),
            }
        }
        Err(OfficeError::Changed)
    }

    /// Changes what is said of an agent.
    pub async fn describe_agent(
        &self,
        hired: &Hired,
        by: Option<&str>,
    ) -> Result<Agent, OfficeError> {
        self.change_agent(&hired.name, by, |agent| self.describe(agent, hired)).await
    }

    fn describe(&self, agent: &mut Agent, hired: &Hired) -> Result<(), OfficeError> {
        let wrong = |problem: String| Err(OfficeError::Invalid(problem));
        let texts = [
            (&mut agent.given_names, &hired.given_names),
            (&mut agent.family_name, &hired.family_name),
            (&mut agent.quality, &hired.quality),
            (&mut agent.delegation, &hired.delegation),
        ];
        for (place, text) in texts {
            let Some(text) = text else { continue };
            if text.chars().count() > TEXT_CHARS || text.chars().any(char::is_control) {
                return wrong(format!(
                    "\"{}\" has more than {TEXT_CHARS} characters, or some that cannot be seen",
                    text.chars().take(40).collect::<String>()
                ));
            }
            place.replace_range(.., text.trim());
        }
        if let Some(email) = hired.email.as_deref().map(str::trim) {
            if !email.is_empty()
                && (email.len() > EMAIL || !email_address::EmailAddress::is_valid(email))
            {
                return wrong(format!("\"{email}\" is not an e-mail address"));
            }
            let all = self.store.agents()?;
            let same = |other: &&Agent| {
                other.name != agent.name
                    && other.email.as_ref().is_some_and(|theirs| theirs.eq_ignore_ascii_case(email))
            };
            // By it they are known to the identity provider: it must be one person's.
            if let Some(other) = all.iter().find(same) {
                return wrong(format!("{email} is the address of {} already", other.name));
            }
            let email = Some(email.to_owned()).filter(|email| !email.is_empty());
            if agent.email != email {
                // Whoever has another address is somebody else to the provider, until they come.
                (agent.email, agent.subject) = (email, None);
            }
        }
        if let Some(teams) = &hired.teams {
            if let Some(team) =
                teams.iter().find(|key| !self.teams.0.iter().any(|t| t.key == **key))
            {
                return wrong(format!(
                    "there is no [[team]] with the key \"{team}\" in guichet.toml"
                ));
            }
            agent.teams.clone_from(teams);
        }
        if let Some(roles) = &hired.roles {
            agent.roles.clone_from(roles);
        }
        Ok(())
    }

    /// Shuts an agent out, or lets them in again. Their sessions end either way.
    pub async fn shut_out(
        &self,
        name: &str,
        out: bool,
        by: Option<&str>,
    ) -> Result<Agent, OfficeError> {
        let change = |agent: &mut Agent| {
            (agent.disabled, agent.ended) = (out, agent.ended.wrapping_add(1));
            Ok(())
        };
        self.change_agent(name, by, change).await
    }

    /// Ends all sessions of an agent, on whatever device.
    pub async fn end_sessions(&self, name: &str) -> Result<(), OfficeError> {
        let change = |agent: &mut Agent| {
            agent.ended = agent.ended.wrapping_add(1);
            Ok(())
        };
        self.change_agent(name, Some(name), change).await.map(drop)
    }

    /// An agent chooses a new password; their sessions end.
    pub async fn choose_password(
        &self,
        name: &str,
        old: &str,
        new: &str,
        t: &Texts,
    ) -> Result<Session, OfficeError> {
        let long = new.chars().count() >= PASSWORD_LEAST && new.len() <= PASSWORD_MOST;
        if !long || new == name || new == old {
            let values = [("least", PASSWORD_LEAST.into()), ("most", PASSWORD_MOST.into())];
            return Err(OfficeError::Invalid(t.with("desk-password-rule", &values)));
        }
        self.sign_in(name, old).await?;
        let hash = hashed(new.to_owned()).await?;
        let change = |agent: &mut Agent| {
            agent.password.clone_from(&hash);
            Ok(())
        };
        self.change_agent(name, Some(name), change).await.map(|agent| session(&agent))
    }

    /// An agent says until when they are away, and who does their work; with an empty date, that
    /// they are there.
    pub async fn goes_away(
        &self,
        name: &str,
        until: &str,
        deputy: &str,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let wrong = |key: &str| OfficeError::Invalid(t.text(key).into_owned());
        let absence = if until.is_empty() {
            None
        } else {
            let until = until.parse().map_err(|_| wrong("absence-date"))?;
            let known = self.store.agent(deputy)?.filter(|d| !d.disabled && d.name != name);
            let deputy = known.ok_or_else(|| wrong("absence-choose"))?.name;
            Some(Absence { until, deputy })
        };
        let change = |agent: &mut Agent| {
            agent.absence.clone_from(&absence);
            Ok(())
        };
        self.change_agent(name, Some(name), change).await.map(drop)
    }

    /// Changes an agent, however many others do so at the same time.
    pub(super) async fn change_agent(
        &self,
        name: &str,
        by: Option<&str>,
        change: impl Fn(&mut Agent) -> Result<(), OfficeError>,
    ) -> Result<Agent, OfficeError> {
        for _ in 0..ATTEMPTS {
            let before = self.store.agent(name)?.ok_or(OfficeError::NoPage)?;
            let mut agent = before.clone();
            change(&mut agent)?;
            let rules = |agent: &Agent| agent.is(Role::Administrator) && !agent.disabled;
            if rules(&before) && !rules(&agent) {
                let others = self.store.agents()?;
                if !others.iter().any(|other| other.name != name && rules(other)) {
                    return Err(OfficeError::Invalid(format!(
                        "{name} is the last administrator; make somebody else one before"
                    )));
                }
            }
            match self.record_agent(agent, by).await {
                Err(OfficeError::Changed) => {}
                Err(error) => return Err(error),
                Ok(()) => return self.store.agent(name)?.ok_or(OfficeError::NoPage),
            }
        }
        Err(OfficeError::Changed)
    }

    async fn record_agent(&self, mut agent: Agent, by: Option<&str>) -> Result<(), OfficeError> {
        agent.revision += 1;
        agent.by = by.map(str::to_owned);
        match self.store.commit(Record::Agent(Box::new(agent))).await {
            Err(StoreError::Stale) => Err(OfficeError::Changed),
            other => Ok(other.map(drop)?),
        }
    }

    /// All agents, by name.
    pub fn agents(&self) -> Result<Vec<Agent>, OfficeError> {
        Ok(self.store.agents()?)
    }

    /// An agent by the name that they sign in with.
    pub fn agent(&self, name: &str) -> Result<Option<Agent>, OfficeError> {
        Ok(self.store.agent(name)?)
    }

    /// Signs an agent in. A wrong name, and one that is shut out, takes as long as a wrong
    /// password and looks the same.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Session, OfficeError> {
        if name.len() > NAME || password.len() > PASSWORD_MOST {
            return Err(OfficeError::SignIn);
        }
        let agent = self.store.agent(name)?.filter(|agent| !agent.disabled);
        let hash = agent.as_ref().map_or_else(|| NOBODY.to_owned(), |a| a.password.clone());
        let password = password.to_owned();
        let right = blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
        });
        match (right.await?, agent) {
            (true, Some(agent)) => Ok(session(&agent)),
            _ => Err(OfficeError::SignIn),
        }
    }

    /// Whose session it is, if it is still good.
    pub fn resume(&self, session: &Session) -> Result<Option<Agent>, OfficeError> {
        let agent = self.store.agent(&session.agent)?;
        Ok(agent.filter(|agent| !agent.disabled && agent.stamp() == session.stamp))
    }

    /// The agent with this token of the API. Tokens have 256 random bits and are compared by
    /// digest, so no time tells how much of one was right.
    pub fn agent_by_token(&self, token: &str) -> Result<Option<Agent>, OfficeError> {
        let digest = Digest::of(token.as_bytes());
        Ok(self.store.agents()?.into_iter().find(|a| a.token == digest && !a.disabled))
    }

    /// Who decides or writes, as people are told, where it is an agent whose names are known
    /// (CRPA L111-2, L212-1).
    pub(super) fn author(&self, by: &Actor, service: &str) -> Result<Option<Author>, OfficeError> {
        let Actor::Agent(name) = by else { return Ok(None) };
        let agent = self.store.agent(name)?.filter(|agent| !agent.family_name.is_empty());
        Ok(agent.map(|agent| Author {
            given_names: agent.given_names,
            family_name: agent.family_name,
            quality: agent.quality,
            service: service.to_owned(),
            delegation: Some(agent.delegation).filter(|order| !order.is_empty()),
        }))
    }

    /// The same, of who must be named: who decides, and who writes to people.
    pub(super) fn named(&self, by: &Actor, service: &str) -> Result<Option<Author>, OfficeError> {
        let author = self.author(by, service)?;
        let told = |a: &Author| !a.given_names.is_empty() && !a.quality.is_empty();
        if matches!(by, Actor::Agent(_)) && !author.as_ref().is_some_and(told) {
            return Err(OfficeError::Unnamed);
        }
        Ok(author)
    }

    /// Whether an agent may do something, with dossiers of a procedure where one is meant.
    pub fn may(&self, agent: &Agent, what: What, procedure: Option<&ProcedureId>) -> bool {
        staff::may(agent, what, procedure, &self.teams)
    }

    /// Lets an agent at a dossier. To who may not, there is no such dossier.
    pub fn let_at(
        &self,
        agent: &Agent,
        what: What,
        number: DossierNumber,
    ) -> Result<(), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let may = self.may(agent, what, Some(&state.procedure));
        if may { Ok(()) } else { Err(OfficeError::NoDossier) }
    }
}

pub(super) fn session(agent: &Agent) -> Session {
    Session { agent: agent.name.clone(), stamp: agent.stamp(), vouched: false }
}

/// A hash that no password has, for names that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn hashed(password: String) -> Result<String, OfficeError> {
    let hash = blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    });
    hash.await?.map_err(|e| OfficeError::Sandbox(e.to_string()))
}

/// Argon2 takes tens of milliseconds by design; not on a thread that serves requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| OfficeError::Sandbox(e.to_string()))
}
