//! Somebody who works at the desk, as the journal keeps them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::second::SecondProof;
use crate::contract::{Date, Malformed};
use crate::digest::Digest;
use crate::limits::staff::NAME;

/// What somebody is at the desk. One may be several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Looks into dossiers of their teams and decides.
    Agent,
    /// The same, and hands work out to others.
    Supervisor,
    /// Says who works here and what is offered; sees no dossier by that.
    Administrator,
    /// Sees every dossier and who read what; changes nothing.
    Auditor,
    /// Signs decisions of their teams.
    Signatory,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Agent, Self::Supervisor, Self::Administrator, Self::Auditor, Self::Signatory];

    /// Its name in texts, commands and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Signatory => "signatory",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|role| role.name() == text);
        known.ok_or(Malformed("a role: agent, supervisor, administrator, auditor, signatory"))
    }
}

/// Whether somebody may sign in with this name, or why not.
pub fn check_name(name: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if !name.is_empty() && name.len() <= NAME && name.chars().all(plain) {
        return Ok(());
    }
    Err(format!(
        "\"{name}\" is not a name to sign in with: letters, digits, dot, hyphen, underscore and @, {NAME} at most"
    ))
}

/// Somebody who works at the desk. Records of before roles were there are of plain agents.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Agent {
    /// The name that they sign in with.
    pub name: String,
    /// Argon2id, in PHC string format.
    pub password: String,
    /// Digest of the token of the API.
    pub token: Digest,
    /// Which record of theirs this is, from 1; zero for those of before it was counted. One that
    /// does not follow on the last is refused, so that two changes at once never lose one.
    #[serde(default)]
    pub revision: u32,
    /// What they are here.
    #[serde(default = "plain")]
    pub roles: BTreeSet<Role>,
    /// As decisions and letters name them (CRPA L111-2, L212-1).
    #[serde(default)]
    pub given_names: String,
    /// The same.
    #[serde(default)]
    pub family_name: String,
    /// As what they decide, such as "Responsable de l'accueil" (CRPA L212-1).
    #[serde(default)]
    pub quality: String,
    /// The order by which they sign in the mayor's place, such as "arrêté 2026-12 du 3 mars 2026";
    /// empty where they sign in their own right (CGCT L2122-18, L2122-19).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delegation: String,
    /// Their address at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the agents' identity provider calls them, once they came from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Teams that they belong to, by key.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub teams: BTreeSet<String>,
    /// Until when they are away, and who does their work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Whether they are shut out. What they did stays theirs.
    #[serde(default)]
    pub disabled: bool,
    /// Filters of the queue that they kept: a name, and what stands in the address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<SavedFilter>,
    /// Their second proof, where they set one up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondProof>,
    /// How often all their sessions were ended.
    #[serde(default)]
    pub ended: u32,
    /// Who made this record, by the name that they sign in with; nobody where it was made on the
    /// command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

fn plain() -> BTreeSet<Role> {
    [Role::Agent].into()
}

/// A filter of the queue that somebody kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SavedFilter {
    /// What they call it.
    pub name: String,
    /// As it stands in an address, after `?`.
    pub query: String,
}

/// Somebody is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Absence {
    /// The last day.
    pub until: Date,
    /// Who does their work, by the name that they sign in with.
    pub deputy: String,
}

impl Agent {
    /// Somebody new, with one role.
    pub fn new(name: String, password: String, token: Digest) -> Self {
        Self {
            name,
            password,
            token,
            revision: 0,
            roles: plain(),
            given_names: String::new(),
            family_name: String::new(),
            quality: String::new(),
            delegation: String::new(),
            email: None,
            subject: None,
            teams: BTreeSet::new(),
            absence: None,
            disabled: false,
            filters: vec![],
            second: None,
            ended: 0,
            by: None,
        }
    }

    /// Whether they are this.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What to call them: by their names, else by what they sign in with.
    pub fn called(&self) -> String {
        let names = format!("{} {}", self.given_names, self.family_name);
        let names = names.trim();
        if names.is_empty() { self.name.clone() } else { names.to_owned() }
    }

    /// Who does their work on a day, where they are away.
    pub fn deputy(&self, today: Date) -> Option<&str> {
        self.absence.as_ref().filter(|away| today <= away.until).map(|away| away.deputy.as_str())
    }

    /// Whether a second proof is asked for when they sign in.
    pub fn proves_twice(&self) -> bool {
        self.second.as_ref().is_some_and(|proof| proof.confirmed)
    }

    /// What a session stands on: it ends with a new password or second proof, with a sign-out, and
    /// when somebody is shut out.
    pub fn stamp(&self) -> String {
        let ended = self.ended.to_be_bytes();
        let state = [u8::from(self.disabled), u8::from(self.proves_twice())];
        Digest::of_parts(&[self.password.as_bytes(), &ended, &state]).to_string()[..16].to_owned()
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Agent({})", self.name)
    }
}

/// Who does somebody's work on a day: they themselves, or their deputy, or the deputy's own.
/// Where all of them are away, nobody stands in, and the work stays theirs.
pub fn stand_in<'a>(all: &'a [Agent], name: &'a str, today: Date) -> &'a str {
    let find = |name: &str| all.iter().find(|agent| agent.name == name && !agent.disabled);
    let mut at = name;
    for _ in 0..all.len() {
        match find(at).map(|agent| agent.deputy(today)) {
            Some(Some(deputy)) => at = deputy,
            Some(None) => return at,
            None => return name,
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(name: &str) -> Agent {
        Agent::new(name.into(), "hash".into(), Digest::ZERO)
    }

    fn away(name: &str, until: &str, deputy: &str) -> Agent {
        let absence = Absence { until: until.parse().unwrap(), deputy: deputy.into() };
        Agent { absence: Some(absence), ..agent(name) }
    }

    #[test]
    fn a_record_of_before_roles_is_of_a_plain_agent() {
        let old = serde_json::json!({"name": "a", "password": "p", "token": Digest::ZERO});
        let agent: Agent = serde_json::from_value(old).unwrap();
        assert_eq!(agent, Agent::new("a".into(), "p".into(), Digest::ZERO));
        assert_eq!(agent.roles, [Role::Agent].into());
    }

    #[test]
    fn work_goes_to_a_deputy_who_is_there() {
        let today = "2026-08-03".parse().unwrap();
        let all = [
            agent("here"),
            away("a", "2026-08-03", "here"),
            away("back", "2026-08-02", "here"),
            away("b", "2026-08-10", "a"),
            away("x", "2026-08-10", "y"),
            away("y", "2026-08-10", "x"),
            away("alone", "2026-08-10", "gone"),
        ];
        let of = |name| stand_in(&all, name, today);
        assert_eq!((of("here"), of("a"), of("back"), of("b")), ("here", "here", "back", "here"));
        assert_eq!((of("x"), of("alone"), of("stranger")), ("x", "alone", "stranger"));
    }

    #[test]
    fn a_session_ends_with_what_it_stands_on() {
        let before = agent("a");
        let mut stamps = std::collections::BTreeSet::from([before.stamp()]);
        assert!(stamps.insert(Agent { password: "new".into(), ..before.clone() }.stamp()));
        assert!(stamps.insert(Agent { ended: 1, ..before.clone() }.stamp()));
        assert!(stamps.insert(Agent { disabled: true, ..before.clone() }.stamp()));
        assert_eq!(before.stamp(), Agent { quality: "Maire".into(), ..before.clone() }.stamp());
    }

    #[test]
    fn roles_read_back() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse::<Role>().unwrap(), role);
        }
        assert!("mayor".parse::<Role>().unwrap_err().to_string().contains("supervisor"));
    }
}
