//! Who may do what, decided in one place.

use std::collections::BTreeSet;

use super::agent::{Agent, Role};
use crate::plugin::ProcedureId;

/// What somebody may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// See dossiers of a procedure: their page, files, copies, and their place in the queue.
    Read,
    /// Take actions on them, write, note, tag, take payments, take them on.
    Act,
    /// Hand them to somebody else.
    Assign,
    /// Sign decisions on them.
    Sign,
    /// See who read what.
    Audit,
    /// Say who works here, and what each may do.
    Staff,
    /// Say what is offered: procedures, what they are granted, settings.
    Administer,
}

impl What {
    /// All of it.
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::Act,
        Self::Assign,
        Self::Sign,
        Self::Audit,
        Self::Staff,
        Self::Administer,
    ];
}

/// Some who work together, and the procedures that are theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// By which agents belong to it.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What is theirs.
    pub procedures: BTreeSet<ProcedureId>,
}

/// The teams of a town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Teams(pub Vec<Team>);

impl Teams {
    /// Whether a procedure is an agent's work. In a town without teams everything is everybody's;
    /// in one with teams, what was given to none is the supervisors', who notice it.
    fn gives(&self, agent: &Agent, what: What, procedure: &ProcedureId) -> bool {
        let mut theirs = self.0.iter().filter(|team| team.procedures.contains(procedure));
        let mut given = false;
        let member = theirs.any(|team| {
            given = true;
            agent.teams.contains(&team.key)
        });
        // As supervisors they notice it, whatever else they are.
        let notices = matches!(what, What::Read | What::Act | What::Assign);
        member || self.0.is_empty() || (!given && notices && agent.is(Role::Supervisor))
    }
}

/// Whether an agent may do something, with dossiers of a procedure where one is meant.
pub fn may(agent: &Agent, what: What, procedure: Option<&ProcedureId>, teams: &Teams) -> bool {
    let works = agent.is(Role::Agent) || agent.is(Role::Supervisor);
    let role = match what {
        What::Read => works || agent.is(Role::Signatory) || agent.is(Role::Auditor),
        What::Act => works,
        What::Assign => agent.is(Role::Supervisor),
        What::Sign => agent.is(Role::Signatory),
        What::Audit => agent.is(Role::Auditor),
        What::Staff | What::Administer => agent.is(Role::Administrator),
    };
    let theirs = procedure.is_none_or(|procedure| {
        let everywhere = what == What::Read && agent.is(Role::Auditor);
        everywhere || teams.gives(agent, what, procedure)
    });
    !agent.disabled && role && theirs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;

    fn procedure(id: &str) -> ProcedureId {
        ProcedureId::try_from(format!("org.example.{id}")).unwrap()
    }

    fn agent(roles: &[Role], teams: &[&str]) -> Agent {
        Agent {
            roles: roles.iter().copied().collect(),
            teams: teams.iter().map(|team| (*team).to_owned()).collect(),
            ..Agent::new("somebody".into(), String::new(), Digest::ZERO)
        }
    }

    /// Two teams; the procedure `orphan` is nobody's.
    fn teams() -> Teams {
        let team = |key: &str, ids: &[&str]| Team {
            key: key.into(),
            name: key.into(),
            procedures: ids.iter().map(|id| procedure(id)).collect(),
        };
        Teams(vec![team("a", &["mine", "shared"]), team("b", &["other", "shared"])])
    }

    /// One letter for each of `What::ALL`, a dot where it is refused.
    fn row(agent: &Agent, of: Option<&str>, teams: &Teams) -> String {
        let of = of.map(procedure);
        let letter =
            |(what, letter)| if may(agent, what, of.as_ref(), teams) { letter } else { '.' };
        What::ALL.into_iter().zip("RACSULD".chars()).map(letter).collect()
    }

    #[test]
    fn every_role_may_what_the_table_says() {
        // R read, A act, C assign, S sign, U audit, L staff, D administer; each role on a
        // procedure of its team, of another, of both, of none, and where none is meant.
        let table = [
            (Role::Agent, ["RA.....", ".......", "RA.....", ".......", "RA....."]),
            (Role::Supervisor, ["RAC....", ".......", "RAC....", "RAC....", "RAC...."]),
            (Role::Administrator, [".....LD", ".......", ".....LD", ".......", ".....LD"]),
            (Role::Auditor, ["R...U..", "R......", "R...U..", "R......", "R...U.."]),
            (Role::Signatory, ["R..S...", ".......", "R..S...", ".......", "R..S..."]),
        ];
        assert_eq!(table.len(), Role::ALL.len());
        let of = [Some("mine"), Some("other"), Some("shared"), Some("orphan"), None];
        for (role, expected) in table {
            let somebody = agent(&[role], &["a"]);
            let found = of.map(|of| row(&somebody, of, &teams()));
            assert_eq!(found, expected.map(str::to_owned), "{role}");
            let out = Agent { disabled: true, ..somebody };
            assert_eq!(of.map(|of| row(&out, of, &teams())), [const { "......." }; 5], "{role}");
        }
    }

    #[test]
    fn without_teams_everything_is_everybodys_and_with_them_outsiders_have_nothing() {
        let none = Teams::default();
        assert_eq!(row(&agent(&[Role::Agent], &[]), Some("mine"), &none), "RA.....");
        assert_eq!(row(&agent(&[Role::Agent], &["gone"]), Some("orphan"), &none), "RA.....");
        for role in [Role::Agent, Role::Supervisor, Role::Signatory] {
            assert_eq!(row(&agent(&[role], &["c"]), Some("mine"), &teams()), ".......", "{role}");
        }
        assert_eq!(row(&agent(&[], &["a"]), Some("mine"), &teams()), ".......");
    }

    #[test]
    fn several_roles_may_what_each_may() {
        for a in Role::ALL {
            for b in Role::ALL {
                for of in [Some("mine"), Some("other"), Some("orphan"), None] {
                    let both = row(&agent(&[a, b], &["a"]), of, &teams());
                    let each = [a, b].map(|role| row(&agent(&[role], &["a"]), of, &teams()));
                    let union = each[0].chars().zip(each[1].chars());
                    let union: String = union.map(|(x, y)| x.max(y)).collect();
                    assert_eq!(both, union, "{a} and {b} on {of:?}");
                }
            }
        }
    }
}
