//! `[[team]]`: who works together, and on which procedures. Who belongs to a team is said at the
//! desk, since people come and go more often than a file is edited.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::limits::staff::{TEAM_KEY, TEAMS};
use crate::plugin::ProcedureId;
use crate::staff::{Team, Teams};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    key: String,
    name: String,
    #[serde(default)]
    procedures: BTreeSet<ProcedureId>,
}

pub(super) fn build(wires: Vec<Wire>) -> Result<Teams, String> {
    if wires.len() > TEAMS {
        return Err(format!("there are {} [[team]] blocks; {TEAMS} are allowed", wires.len()));
    }
    let mut teams: Vec<Team> = Vec::new();
    for Wire { key, name, procedures } in wires {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.is_empty() || key.len() > TEAM_KEY || !key.chars().all(plain) {
            return Err(format!(
                "[[team]] key = \"{key}\" must have 1 to {TEAM_KEY} lower-case letters, digits \
                 and hyphens"
            ));
        }
        if teams.iter().any(|team| team.key == key) {
            return Err(format!("[[team]] key = \"{key}\" is there twice"));
        }
        teams.push(Team { key, name, procedures });
    }
    Ok(Teams(teams))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str) -> Result<Teams, String> {
        #[derive(Deserialize)]
        struct All {
            team: Vec<Wire>,
        }
        let all: All = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        build(all.team)
    }

    #[test]
    fn teams_have_keys_of_their_own() {
        let one =
            "[[team]]\nkey = \"roads\"\nname = \"Voirie\"\nprocedures = [\"org.example.a\"]\n";
        assert_eq!(built(one).unwrap().0[0].procedures.len(), 1);
        assert!(built(&format!("{one}{one}")).unwrap_err().contains("\"roads\" is there twice"));
        assert!(built("[[team]]\nkey = \"A b\"\nname = \"\"").unwrap_err().contains("\"A b\""));
        assert!(built("[[team]]\nkey = \"a\"\nname = \"\"\nprocedures = [\"x y\"]").is_err());
    }
}
