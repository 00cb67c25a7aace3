//! Admission: what a package must show before it serves. It is compiled in a process of its own
//! with a limit on memory and time, its scenario cases run in the sandbox under the limits that
//! hold for every call, and it must not ask for what the law forbids.

use std::fs;

use super::{Office, scenario};
use crate::limits::versions::CASES_TIME;
use crate::plugin::{Breach, Grants, Package, breaches, computes};
use crate::runtime;

/// Why a package is not admitted.
#[derive(Debug, thiserror::Error)]
pub enum Unadmitted {
    /// It does not compile within the limits, or does not fit the contract.
    #[error("it is not admitted: {0}")]
    Load(String),
    /// It has no scenario case.
    #[error(
        "it is not admitted: it has no scenario cases, so nothing shows that it does what it should; its vendor must add cases/NAME.toml"
    )]
    NoCases,
    /// A scenario case failed.
    #[error("it is not admitted: its scenario case \"{case}\" fails: {problem}")]
    Case {
        /// Which.
        case: String,
        /// In one line.
        problem: String,
    },
    /// It breaks the law.
    #[error("it is not admitted: {0}")]
    Unlawful(Breach),
    /// All scenario cases together take too long.
    #[error("it is not admitted: its scenario cases take more than {} s", CASES_TIME.as_secs())]
    Slow,
}

impl Office {
    /// Whether a package may serve. Gives how many scenario cases it passed.
    pub(super) async fn admit_package(&self, package: &Package) -> Result<usize, Unadmitted> {
        lawful(package)?;
        self.try_cases(package).await
    }

    /// The same for one that guichet.toml declares and that is loaded already. What was admitted
    /// once by this version of the program is not tried again at each start.
    pub(super) async fn admit_declared(&self, package: &Package) -> Result<(), Unadmitted> {
        lawful(package)?;
        let folder = self.folder.join("admitted");
        let note = folder.join(package.digest.to_string());
        let by = env!("CARGO_PKG_VERSION");
        if fs::read(&note).is_ok_and(|noted| noted == by.as_bytes()) {
            return Ok(());
        }
        let cases = self.try_cases(package).await?;
        tracing::info!(procedure = %package.name(), digest = %package.digest, cases, "admitted");
        // Where it cannot be noted it is tried again.
        let noted = fs::create_dir_all(&folder).and_then(|()| fs::write(&note, by));
        if let Err(error) = noted {
            tracing::warn!(%error, file = %note.display(), "what was admitted could not be noted");
        }
        Ok(())
    }

    /// Runs the scenario cases of a package in the sandbox, and looks at what they compute.
    async fn try_cases(&self, package: &Package) -> Result<usize, Unadmitted> {
        let load = |e: runtime::LoadError| Unadmitted::Load(one_line(&e.to_string()));
        let grants = Grants::as_requested(&package.manifest);
        let procedure = self.runtime.load(package.clone(), grants).map_err(load)?;
        let cases = async {
            let mut passed = 0;
            for (name, text) in package.folder("cases") {
                let failed = |problem: String| Unadmitted::Case {
                    case: name.to_owned(),
                    problem: one_line(&problem),
                };
                let ran = scenario::run_text(&procedure, name, text).await.map_err(failed)?;
                let computed = ran.computed.and_then(|what| computes(&package.manifest, what));
                if let Some(breach) = computed {
                    return Err(Unadmitted::Unlawful(breach));
                }
                passed += 1;
            }
            if passed == 0 { Err(Unadmitted::NoCases) } else { Ok(passed) }
        };
        tokio::time::timeout(CASES_TIME, cases).await.map_err(|_| Unadmitted::Slow)?
    }
}

/// Whether what it asks for is within the law.
fn lawful(package: &Package) -> Result<(), Unadmitted> {
    breaches(&package.manifest).into_iter().next().map_or(Ok(()), |b| Err(Unadmitted::Unlawful(b)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
