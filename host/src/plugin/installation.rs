//! What a town serves of one procedure, and served before: kept in the journal, change by
//! change, since it is an administrator's decision and evidence as any other. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grants::Grants;
use super::manifest::ProcedureId;
use super::signature::PublicKey;
use crate::digest::Digest;

/// One change, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The administrator who said so; `guichet.toml` where that file did.
    pub by: String,
    /// What changed.
    pub what: Changed,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    /// This version serves from now on.
    Serves(Box<Served>),
    /// What served before serves again, with the grants and settings that it had.
    Back,
    /// Nothing serves any more. What was decided stays, and so does what decided it.
    Removed,
}

/// A version as it serves or served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Served {
    /// Its version.
    pub version: semver::Version,
    /// The package.
    pub digest: Digest,
    /// Who the package says has made it.
    pub maker: String,
    /// Whose signature it was taken for; nothing where the town named it by its digest, or took
    /// the file that guichet.toml names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// Whether guichet.toml has it, not a command.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// What the town granted it.
    pub grants: Grants,
    /// The town's own settings, in TOML.
    #[serde(default)]
    pub settings: String,
    /// The town's own tables, by the digest of their CSV.
    #[serde(default)]
    pub tables: BTreeMap<String, Digest>,
    /// Whether it decides on the dossiers that earlier versions decided before, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// Who vouched for a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Signed {
    /// The vendor, as the town calls them.
    pub vendor: String,
    /// With which key.
    pub key: PublicKey,
}

/// What a change was, when and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Noted {
    /// The version that served after it, if one did.
    pub version: Option<semver::Version>,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: String,
}

/// What all changes of one procedure amount to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Installation {
    /// The procedure.
    pub procedure: ProcedureId,
    /// The package that serves.
    pub serving: Option<Digest>,
    /// Packages that served, in the order in which they would serve again.
    pub before: Vec<Digest>,
    /// Every version that ever served, as it did last.
    pub versions: BTreeMap<Digest, Served>,
    /// Which version decides on dossiers that another one decided before, where it is not that
    /// one.
    pub moved: BTreeMap<Digest, Digest>,
    /// The last changes, the newest at the end.
    pub noted: Vec<Noted>,
}

/// Why a version may not follow on what is installed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A version below one that served.
    #[error(
        "version {version} is older than {highest}, which served here; to go back to what served before, use `guichet plugin rollback {procedure}`"
    )]
    Downgrade {
        /// Which procedure.
        procedure: ProcedureId,
        /// The version.
        version: semver::Version,
        /// The highest that ever served.
        highest: semver::Version,
    },
    /// Another package with the version of one that served.
    #[error(
        "version {version} served here as sha256 {known}; this is another package with the same version: its vendor must give it a new one"
    )]
    Replaced {
        /// The version.
        version: semver::Version,
        /// What served under it.
        known: Digest,
    },
    /// The same id from somebody else.
    #[error("{procedure} is installed from {known}; this one is from {other}")]
    AnotherVendor {
        /// Which procedure.
        procedure: ProcedureId,
        /// Whose it is.
        known: String,
        /// Whose the new one is.
        other: String,
    },
}

/// Changes that are noted beside the journal, which has all of them.
const NOTED: usize = 50;

impl Installation {
    /// Of a procedure that never served.
    pub fn new(procedure: ProcedureId) -> Self {
        Self {
            procedure,
            serving: None,
            before: vec![],
            versions: BTreeMap::new(),
            moved: BTreeMap::new(),
            noted: vec![],
        }
    }

    /// The version that serves.
    pub fn served(&self) -> Option<&Served> {
        self.versions.get(self.serving.as_ref()?)
    }

    /// The version that would serve after going back.
    pub fn previous(&self) -> Option<&Served> {
        self.versions.get(self.before.last()?)
    }

    /// The version that decides on a dossier whose last decision this package made.
    pub fn deciding(&self, component: Digest) -> Digest {
        self.moved.get(&component).copied().unwrap_or(component)
    }

    /// Whether a version may serve after all that did.
    pub fn admits(&self, next: &Served) -> Result<(), Unfit> {
        let procedure = self.procedure.clone();
        for known in self.versions.values() {
            let others = [
                Some((&known.maker, &next.maker)),
                known
                    .signed
                    .as_ref()
                    .zip(next.signed.as_ref())
                    .map(|(a, b)| (&a.vendor, &b.vendor)),
            ];
            if let Some((known, other)) = others.into_iter().flatten().find(|(a, b)| a != b) {
                let (known, other) = (known.clone(), other.clone());
                return Err(Unfit::AnotherVendor { procedure, known, other });
            }
            if known.version == next.version && known.digest != next.digest {
                let version = known.version.clone();
                return Err(Unfit::Replaced { version, known: known.digest });
            }
        }
        let highest = self.versions.values().map(|known| &known.version).max();
        match highest.filter(|highest| **highest > next.version) {
            Some(highest) => Err(Unfit::Downgrade {
                procedure,
                version: next.version.clone(),
                highest: highest.clone(),
            }),
            None => Ok(()),
        }
    }

    /// The same after a change. Nothing where it does not follow on.
    pub fn after(mut self, change: &Change) -> Option<Self> {
        match &change.what {
            Changed::Serves(served) => {
                let digest = served.digest;
                if let Some(serving) = self.serving.replace(digest).filter(|s| *s != digest) {
                    self.before.retain(|known| *known != serving && *known != digest);
                    self.before.push(serving);
                }
                self.moved.remove(&digest);
                if served.open {
                    let earlier = self.versions.keys().filter(|known| **known != digest);
                    self.moved.extend(earlier.map(|known| (*known, digest)));
                }
                self.versions.insert(digest, (**served).clone());
            }
            Changed::Back => {
                let from = self.serving?;
                let back = self.before.pop()?;
                self.serving = Some(back);
                // Dossiers that moved on with the version that goes are their own version's again.
                self.moved.retain(|_, to| *to != from);
            }
            Changed::Removed => {
                let serving = self.serving.take()?;
                self.before.retain(|known| *known != serving);
                self.before.push(serving);
            }
        }
        let version = self.served().map(|served| served.version.clone());
        self.noted.push(Noted { version, at: change.at, by: change.by.clone() });
        let surplus = self.noted.len().saturating_sub(NOTED);
        self.noted.drain(..surplus);
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ProcedureId {
        "org.example.shed".to_owned().try_into().unwrap()
    }

    fn served(version: &str) -> Served {
        Served {
            version: version.parse().unwrap(),
            digest: Digest::of(version.as_bytes()),
            maker: "Example".into(),
            signed: None,
            declared: false,
            grants: Grants::none(),
            settings: String::new(),
            tables: BTreeMap::new(),
            open: false,
        }
    }

    fn change(what: Changed) -> Change {
        Change { procedure: id(), at: 0, by: "a".into(), what }
    }

    fn serves(version: &str) -> Changed {
        Changed::Serves(Box::new(served(version)))
    }

    fn open(version: &str) -> Changed {
        Changed::Serves(Box::new(Served { open: true, ..served(version) }))
    }

    fn all(changes: &[Changed]) -> Option<Installation> {
        let changes = changes.iter().cloned().map(change);
        changes.into_iter().try_fold(Installation::new(id()), |i, c| i.after(&c))
    }

    fn digest(version: &str) -> Digest {
        Digest::of(version.as_bytes())
    }

    #[test]
    fn going_back_is_the_way_that_was_come() {
        let serving =
            |changes: &[Changed]| all(changes).unwrap().served().map(|s| s.version.to_string());
        let some = |version: &str| Some(version.to_owned());
        let (one, two, three) = (serves("1.0.0"), serves("2.0.0"), serves("3.0.0"));
        let back = Changed::Back;
        assert_eq!(serving(&[one.clone(), two.clone()]), some("2.0.0"));
        assert_eq!(serving(&[one.clone(), two.clone(), back.clone()]), some("1.0.0"));
        let up = [one.clone(), two.clone(), three.clone(), back.clone(), back.clone()];
        assert_eq!(serving(&up), some("1.0.0"));
        assert!(all(&[one.clone(), back.clone()]).is_none(), "nothing served before");
        assert!(all(&[back.clone()]).is_none());
        let again = [one.clone(), two.clone(), back.clone(), two.clone(), back.clone()];
        assert_eq!(serving(&again), some("1.0.0"));
        // The same again, with other grants, is no step of its own.
        assert!(all(&[one.clone(), one.clone(), back.clone()]).is_none());
        assert_eq!(serving(&[one.clone(), Changed::Removed]), None);
        assert!(all(&[one, Changed::Removed, Changed::Removed]).is_none());
    }

    #[test]
    fn dossiers_stay_on_their_version_unless_it_is_adopted_for_open_ones() {
        let decides = |changes: &[Changed], on: &str| all(changes).unwrap().deciding(digest(on));
        let up = [serves("1.0.0"), serves("2.0.0")];
        assert_eq!(decides(&up, "1.0.0"), digest("1.0.0"));
        let adopted = [serves("1.0.0"), open("2.0.0")];
        assert_eq!(decides(&adopted, "1.0.0"), digest("2.0.0"));
        // A third one for new dossiers only leaves them where they are.
        let third = [serves("1.0.0"), open("2.0.0"), serves("3.0.0")];
        assert_eq!(decides(&third, "1.0.0"), digest("2.0.0"));
        assert_eq!(decides(&third, "2.0.0"), digest("2.0.0"));
        let back = [serves("1.0.0"), open("2.0.0"), Changed::Back];
        assert_eq!(decides(&back, "1.0.0"), digest("1.0.0"));
        assert_eq!(decides(&back, "2.0.0"), digest("2.0.0"));
        let again = [serves("1.0.0"), open("2.0.0"), open("3.0.0")];
        assert_eq!(decides(&again, "1.0.0"), digest("3.0.0"));
        assert_eq!(decides(&again, "2.0.0"), digest("3.0.0"));
    }

    #[test]
    fn no_downgrade_no_other_contents_no_other_vendor() {
        let installed = all(&[serves("1.0.0"), serves("2.0.0"), Changed::Back]).unwrap();
        let error = |next: Served| installed.admits(&next).unwrap_err().to_string();
        assert_eq!(installed.admits(&served("2.0.0")), Ok(()));
        assert_eq!(installed.admits(&served("2.0.1")), Ok(()));
        assert!(error(served("1.5.0")).contains("rollback org.example.shed"));
        assert!(error(Served { digest: Digest::ZERO, ..served("2.0.0") }).contains("same version"));
        assert!(error(Served { digest: Digest::ZERO, ..served("1.0.0") }).contains("same version"));
        let other = Served { maker: "Other".into(), ..served("3.0.0") };
        assert_eq!(
            error(other),
            "org.example.shed is installed from Example; this one is from Other"
        );
    }
}
