//! What of a dossier falls due by law, on which day. The index of legal deadlines is made of it.

use super::exchange::Passed;
use super::state::{State, Talk};
use crate::contract::{Date, Phase, Silence, Verdict};

/// What falls due at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// The time to supply what was asked for.
    Lapse,
    /// The time to answer: silence decides.
    Silence,
    /// The procedure is to be told that silence decided.
    Tell,
}

impl Due {
    /// All of them, in the order in which they fall on one day.
    pub const ALL: [Self; 3] = [Self::Lapse, Self::Silence, Self::Tell];
}

/// What falls due, each at the end of its day. A dossier that was handed over is another
/// administration's.
pub fn due(state: &State, talk: &Talk) -> Vec<(Date, Due)> {
    let mut due = Vec::new();
    if talk.handed.is_some() {
        return due;
    }
    if let Some(demand) = &state.demand
        && state.dossier.phase == Phase::WaitingForApplicant
    {
        due.push((demand.until, Due::Lapse));
    }
    if let Some(course) = state.course.as_ref().filter(|course| course.ended.is_none()) {
        match (talk.silent, course.deadline()) {
            (Some((on, _)), _) if !course.told => due.push((on, Due::Tell)),
            (None, Some((day, _))) => due.push((day, Due::Silence)),
            _ => {}
        }
    }
    due
}

/// What silence decided, if this is that it did and the dossier's clock says the same.
pub fn is_silent(state: &State, talk: &Talk, what: &Passed) -> bool {
    let Passed::Silent { on, means } = what else { return false };
    let course = state.course.as_ref();
    due(state, talk).contains(&(*on, Due::Silence))
        && course.and_then(|course| course.deadline()) == Some((*on, *means))
}

/// What was decided in law: silence that accepted is a decision like another.
pub fn verdict(state: &State, talk: &Talk) -> Option<Verdict> {
    let silent = talk.silent.filter(|(_, means)| *means == Silence::Accepted);
    state.dossier.verdict.or(silent.map(|_| Verdict::Granted))
}

/// Whether what comes after takes back rights that were there before (CRPA L242-1).
pub fn takes_back(before: Option<Verdict>, after: Option<Verdict>) -> bool {
    match before {
        Some(Verdict::Granted) => after != Some(Verdict::Granted),
        Some(Verdict::PartlyGranted) => {
            !matches!(after, Some(Verdict::Granted | Verdict::PartlyGranted))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dec_8_what_takes_rights_back_is_known() {
        use Verdict::*;
        for (before, after, takes) in [
            (Some(Granted), Some(Granted), false),
            (Some(Granted), Some(PartlyGranted), true),
            (Some(Granted), Some(Refused), true),
            (Some(Granted), None, true),
            (Some(PartlyGranted), Some(Granted), false),
            (Some(PartlyGranted), Some(NoFurtherAction), true),
            (Some(Refused), Some(Granted), false),
            (Some(NoFurtherAction), None, false),
            (None, Some(Refused), false),
        ] {
            assert_eq!(takes_back(before, after), takes, "{before:?} {after:?}");
        }
    }
}
