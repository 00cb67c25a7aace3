//! What the town's other programs are told of: that something happened to a dossier, and nothing
//! of whom it concerns.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::contract::{Event, Phase};

/// Something that happened to a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Happening {
    /// It was submitted.
    #[serde(rename = "dossier.submitted")]
    Submitted,
    /// The applicant is asked for what is missing.
    #[serde(rename = "dossier.requested")]
    Requested,
    /// The applicant handed in what was asked for.
    #[serde(rename = "dossier.completed")]
    Completed,
    /// A charge was paid.
    #[serde(rename = "dossier.paid")]
    Paid,
    /// The applicant withdrew it.
    #[serde(rename = "dossier.withdrawn")]
    Withdrawn,
    /// It was decided.
    #[serde(rename = "dossier.decided")]
    Decided,
    /// It was closed.
    #[serde(rename = "dossier.closed")]
    Closed,
}

impl Happening {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Submitted,
        Self::Requested,
        Self::Completed,
        Self::Paid,
        Self::Withdrawn,
        Self::Decided,
        Self::Closed,
    ];

    /// Its name outside.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "dossier.submitted",
            Self::Requested => "dossier.requested",
            Self::Completed => "dossier.completed",
            Self::Paid => "dossier.paid",
            Self::Withdrawn => "dossier.withdrawn",
            Self::Decided => "dossier.decided",
            Self::Closed => "dossier.closed",
        }
    }

    /// What happened with an entry.
    pub fn of(entry: &Entry) -> impl Iterator<Item = Self> {
        let (before, after) = (entry.dossier.phase, entry.decision.phase);
        let is = move |happening: &Self| match happening {
            Self::Submitted => matches!(*entry.event, Event::Submitted),
            Self::Requested => after == Phase::WaitingForApplicant && before != after,
            Self::Completed => matches!(*entry.event, Event::Completed),
            Self::Paid => matches!(*entry.event, Event::Paid(_)),
            Self::Withdrawn => matches!(*entry.event, Event::Withdrawn),
            Self::Decided => entry.decides(),
            Self::Closed => after == Phase::Closed && before != after,
        };
        Self::ALL.into_iter().filter(is)
    }
}
