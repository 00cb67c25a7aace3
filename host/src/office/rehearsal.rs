//! A rehearsal of an upgrade: a new version makes every decision that was made on the town's own
//! dossiers again, each on what was recorded of it, and what would have come out otherwise is
//! told before anyone is affected. Nothing is stored.
//!
//! Questions to the town are answered from the transcript of that day. A version that asks a new
//! one cannot be compared there: that is said, and is no difference.

use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::catalogue::read_package;
use super::installing::InstallError;
use super::{Office, OfficeError};
use crate::contract::{Answer, Context, Decision, Effect, Verdict};
use crate::dossier::{self, DossierNumber, Entry};
use crate::limits::versions::{COMPARED, REHEARSED};
use crate::plugin::{Grants, Manifest, ProcedureId};
use crate::runtime::{Failure, Procedure, Source, UNRECORDED};

/// Which dossiers are rehearsed in one go. Without numbers those of the procedure are given, and
/// the package is made ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rehearsal {
    /// The new version's package file.
    pub file: std::path::PathBuf,
    /// The procedure whose dossiers it is tried on.
    pub procedure: String,
    /// Some of its dossiers.
    pub numbers: Vec<DossierNumber>,
}

/// What came of one go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rehearsed {
    /// All dossiers of the procedure, the oldest first, where none was named.
    pub all: Vec<DossierNumber>,
    /// Those that were named.
    pub dossiers: Vec<Compared>,
}

/// One dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Compared {
    /// Its number.
    pub number: String,
    /// Decisions that would be the same.
    pub same: usize,
    /// What would be otherwise.
    pub differences: Vec<Differs>,
    /// What cannot be compared.
    pub unknown: Vec<Unknown>,
}

/// One thing of one decision that would be otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Differs {
    /// The entry.
    pub entry: u32,
    /// What: `phase`, `verdict`, `fees`, `score`, `status`, `actions`, `letters`, `reasons`,
    /// `effects`, or `outcome` where there would be no decision at all.
    pub what: String,
    /// As it was decided.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// A decision that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unknown {
    /// The entry.
    pub entry: u32,
    /// Why.
    pub why: String,
}

impl Office {
    /// Rehearses the next dossiers of a procedure. It works one decision at a time, and rests as
    /// long as it worked: residents and agents come first.
    pub async fn rehearse(&self, wanted: &Rehearsal) -> Result<Rehearsed, InstallError> {
        let in_file = |problem: String| InstallError::File(wanted.file.clone(), problem);
        let package = read_package(&wanted.file).map_err(in_file)?;
        let manifest = package.manifest.clone();
        let wrong = |_| InstallError::NotInstalled(wanted.procedure.chars().take(100).collect());
        let id = ProcedureId::try_from(wanted.procedure.clone()).map_err(wrong)?;
        if manifest.id != id {
            return Err(in_file(format!("it is the procedure {}, not {id}", manifest.id)));
        }
        let grants = Grants::as_requested(&manifest);
        let procedure = self.runtime.load(package, grants).map_err(|e| in_file(e.to_string()))?;
        if wanted.numbers.is_empty() {
            let all = self.dossiers_of_procedure(&id)?;
            return Ok(Rehearsed { all, dossiers: vec![] });
        }
        let mut dossiers = Vec::new();
        for number in wanted.numbers.iter().take(REHEARSED) {
            dossiers.push(self.compare(&procedure, *number).await?);
        }
        Ok(Rehearsed { all: vec![], dossiers })
    }

    fn dossiers_of_procedure(&self, id: &ProcedureId) -> Result<Vec<DossierNumber>, OfficeError> {
        let mut numbers = Vec::new();
        for state in self.store.dossiers() {
            let state = state?;
            if state.procedure == *id {
                let number = state.dossier.number.parse();
                numbers.push(number.map_err(|_| OfficeError::NoDossier)?);
            }
        }
        numbers.reverse();
        Ok(numbers)
    }

    async fn compare(
        &self,
        procedure: &Procedure,
        number: DossierNumber,
    ) -> Result<Compared, OfficeError> {
        let mut compared =
            Compared { number: number.to_string(), same: 0, differences: vec![], unknown: vec![] };
        for chained in self.store.entries(number)? {
            let started = Instant::now();
            let entry = chained.entry;
            match decided_anew(procedure, &entry).await {
                Ok(differences) if differences.is_empty() => compared.same += 1,
                Ok(differences) => compared.differences.extend(differences),
                Err(why) => compared.unknown.push(Unknown { entry: entry.index, why }),
            }
            tokio::time::sleep(started.elapsed()).await;
        }
        Ok(compared)
    }
}

/// How the decision of a new version on what was recorded differs, or why nobody can know.
async fn decided_anew(procedure: &Procedure, entry: &Entry) -> Result<Vec<Differs>, String> {
    let context = Arc::new(context_for(&procedure.package.manifest, &entry.context)?);
    let source = Source::Recorded(entry.transcript.clone().into());
    let called = procedure.decide(source, context, entry.dossier.clone(), entry.event.clone());
    let otherwise = |after: String| {
        let before = "a decision".to_owned();
        vec![Differs { entry: entry.index, what: "outcome".into(), before, after }]
    };
    let decision = match called.await {
        Ok(called) => match called.value {
            Ok(decision) => decision,
            Err(problems) => {
                return Ok(otherwise(format!("refused with {} problems", problems.len())));
            }
        },
        Err(Failure::Trapped(why)) if why.contains(UNRECORDED) => {
            return Err("it asks the town what was not asked then".into());
        }
        Err(failure @ Failure::Trapped(_)) => return Ok(otherwise(failure.to_string())),
        Err(failure) => return Err(format!("could not be replayed: {failure}")),
    };
    let fault = dossier::verify(&entry.dossier, &entry.event, &decision, procedure.grants());
    if let Err(fault) = fault {
        return Ok(otherwise(fault.to_string()));
    }
    Ok(differences(entry.index, &entry.decision, &decision))
}

/// The context of then, with the settings that the new version has beside: their defaults. One
/// without a default nobody can know.
fn context_for(manifest: &Manifest, recorded: &Context) -> Result<Context, String> {
    let defaults = manifest.settings.iter().filter(|setting| setting.default.is_some());
    let known: toml::Table = defaults
        .filter_map(|setting| Some((setting.key.clone(), setting.default.clone()?)))
        .collect();
    let mut settings: Vec<Answer> = Vec::new();
    for setting in &manifest.settings {
        let then = recorded.settings.iter().find(|then| then.path == setting.key);
        match (then, known.get(&setting.key)) {
            (Some(then), _) => settings.push(then.clone()),
            (None, Some(_)) => {
                let alone = Manifest { settings: vec![setting.clone()], ..manifest.clone() };
                let value = crate::plugin::settings(&alone, &toml::Table::new());
                settings.extend(value.map_err(|e| e.to_string())?);
            }
            (None, None) => {
                return Err(format!(
                    "it has a setting \"{}\" that the town did not set then",
                    setting.key
                ));
            }
        }
    }
    settings.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Context { settings, ..recorded.clone() })
}

/// What of two decisions differs, part by part.
fn differences(entry: u32, before: &Decision, after: &Decision) -> Vec<Differs> {
    let money = |decision: &Decision| {
        let fee = |effect: &Effect| match effect {
            Effect::Charge(charge) => Some(format!("{} {} cents", charge.key, charge.cents)),
            Effect::Refund(refund) => Some(format!("{} -{} cents", refund.charge, refund.cents)),
            _ => None,
        };
        listed(decision.effects.iter().filter_map(fee))
    };
    let letters = |decision: &Decision| {
        let of = |effect: &&Effect| {
            matches!(effect, Effect::Notify(_) | Effect::Request(_) | Effect::Issue(_))
        };
        written(&decision.effects.iter().filter(of).collect::<Vec<_>>())
    };
    let others = |decision: &Decision| {
        let of = |effect: &&Effect| {
            !matches!(
                effect,
                Effect::Notify(_)
                    | Effect::Request(_)
                    | Effect::Issue(_)
                    | Effect::Charge(_)
                    | Effect::Refund(_)
            )
        };
        written(&decision.effects.iter().filter(of).collect::<Vec<_>>())
    };
    let verdict =
        |decision: &Decision| decision.verdict.as_ref().map_or("none".into(), written::<Verdict>);
    let score = |decision: &Decision| decision.score.map_or("none".into(), |s| s.to_string());
    type Part<'a> = (&'static str, &'a dyn Fn(&Decision) -> String);
    let parts: [Part<'_>; 9] = [
        ("phase", &|d| written(&d.phase)),
        ("verdict", &verdict),
        ("fees", &money),
        ("score", &score),
        ("status", &|d| written(&d.status)),
        ("actions", &|d| written(&d.actions)),
        ("letters", &letters),
        ("reasons", &|d| written(&d.reasons)),
        ("effects", &others),
    ];
    let differs = |(what, part): Part<'_>| {
        let (before, after) = (part(before), part(after));
        (before != after).then(|| Differs {
            entry,
            what: what.to_owned(),
            before: short(before),
            after: short(after),
        })
    };
    parts.into_iter().filter_map(differs).collect()
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "none".into() } else { parts.join(", ") }
}

fn written<T: Serialize>(part: &T) -> String {
    let text = serde_json::to_string(part).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

fn short(text: String) -> String {
    match text.char_indices().nth(COMPARED) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
