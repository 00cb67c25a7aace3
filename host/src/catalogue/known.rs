//! What a catalogue says of what a town serves. Pure.

use serde::Serialize;

use super::{Advisory, Index, Listed, ListedVersion};
use crate::plugin::{Installation, ProcedureId, Words};

/// What the catalogue says of a version that serves.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Known {
    /// The procedure.
    pub id: ProcedureId,
    /// The version that serves.
    pub serving: semver::Version,
    /// Whether the catalogue has it at all.
    pub listed: bool,
    /// A higher version to go to.
    pub newest: Option<ListedVersion>,
    /// Why it was withdrawn, if it was.
    pub yanked: Option<Words>,
    /// What is known against it.
    pub advisories: Vec<Advisory>,
}

impl Known {
    /// What the catalogue says of everything that serves.
    pub fn of(index: &Index, installations: &[Installation]) -> Vec<Self> {
        let of = |installation: &Installation| {
            let served = installation.served()?;
            let listed = index.procedure(&installation.procedure);
            let version = index.package(&installation.procedure, served.digest);
            let newest = listed.and_then(Listed::newest);
            Some(Self {
                id: installation.procedure.clone(),
                serving: served.version.clone(),
                listed: version.is_some(),
                newest: newest.filter(|newest| newest.version > served.version).cloned(),
                yanked: version.and_then(|v| v.yanked.clone()),
                advisories: version.map(|v| v.advisories.clone()).unwrap_or_default(),
            })
        };
        installations.iter().filter_map(of).collect()
    }

    /// Whether there is nothing to do.
    pub fn is_well(&self) -> bool {
        self.newest.is_none() && self.yanked.is_none() && self.advisories.is_empty()
    }
}
