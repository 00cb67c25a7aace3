//! Installing, upgrading, going back and removing, while the office serves.
//!
//! The order of an installation: everything is checked; the package is kept under its digest; the
//! change is made durable in the store; only then it is offered. Whatever breaks off before the
//! change is durable leaves what was offered as it was, and from then on the new version is
//! offered at the next start too.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::admission::Unadmitted;
use super::catalogue::{Catalogue, kept, read_package, served};
use super::{Office, OfficeError};
use crate::digest::Digest;
use crate::limits::versions::NAME_CHARS;
use crate::plugin::{
    Ask, Changed, Difference, Grants, Manifest, Package, ProcedureId, Served, Trust, Unfit,
    Untrusted, Voucher, granting, settings,
};

/// What an administrator wants installed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Order {
    /// The package file.
    pub file: PathBuf,
    /// Where the file came from, where it is only a copy: what messages call it.
    #[serde(default)]
    pub from: Option<String>,
    /// Whether it takes the place of a version that serves.
    pub upgrade: bool,
    /// The digest of what was shown to them; a file that is another one by now is refused.
    pub digest: Option<Digest>,
    /// Their name.
    pub by: String,
    /// What of that which is asked for they do not grant.
    #[serde(default)]
    pub deny: Vec<Ask>,
    /// The most cents of one charge or refund, if less than what is asked for.
    #[serde(default)]
    pub max_cents: Option<i64>,
    /// The town's settings, in TOML. Without them those of the version before stay.
    #[serde(default)]
    pub settings: Option<String>,
    /// The town's tables: CSV files by name. Those of the version before stay beside them.
    #[serde(default)]
    pub tables: BTreeMap<String, PathBuf>,
    /// Whether it decides on dossiers that are open, too.
    #[serde(default)]
    pub open: bool,
}

impl Order {
    /// What messages call the package.
    fn name(&self) -> PathBuf {
        self.from.as_ref().map_or_else(|| self.file.clone(), PathBuf::from)
    }
}

/// What installing would do, to be shown before anybody says yes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The procedure.
    pub id: ProcedureId,
    /// Its name in French.
    pub title: String,
    /// Where it came from, where that is not a file of the town's.
    pub from: Option<String>,
    /// The version.
    pub version: semver::Version,
    /// The package.
    pub digest: Digest,
    /// Who vouches for it, in words.
    pub voucher: String,
    /// The version that serves now.
    pub serving: Option<semver::Version>,
    /// What it asks for that the town did not grant yet, and what it asks for no more.
    pub difference: Difference,
    /// What it would be granted in all.
    pub grants: Vec<Ask>,
}

/// What was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Done {
    /// The procedure.
    pub id: ProcedureId,
    /// The version that serves from now on, if one does.
    pub version: Option<semver::Version>,
    /// Its package.
    pub digest: Option<Digest>,
    /// How many scenario cases it passed before.
    pub cases: usize,
}

/// Why nothing was installed. What served goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The file is not a package, or cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, String),
    /// Nobody whom the town trusts vouches for it.
    #[error("{0}: {1}")]
    Untrusted(PathBuf, Box<Untrusted>),
    /// It does not follow on what served.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// It was not admitted.
    #[error("{0}: {1}")]
    Unadmitted(PathBuf, Unadmitted),
    /// guichet.toml has it.
    #[error(
        "guichet.toml declares {0} in a [[procedure]]: change that block, or take it out and install the procedure"
    )]
    Declared(ProcedureId),
    /// It serves already.
    #[error(
        "{0} {1} serves already: `guichet plugin upgrade FILE` puts another version in its place"
    )]
    Installed(ProcedureId, semver::Version),
    /// It does not serve.
    #[error("{0} is not installed; see `guichet plugin list`")]
    NotInstalled(String),
    /// Nothing served before.
    #[error("no version of {0} served before {1}")]
    NothingBefore(ProcedureId, semver::Version),
    /// Dossiers need it.
    #[error("{id} is needed by {count} dossiers, {first} among them: they must be closed first")]
    Needed {
        /// Which procedure.
        id: ProcedureId,
        /// By how many.
        count: usize,
        /// One of them.
        first: String,
    },
    /// What is to be done with it makes no sense.
    #[error("{0}")]
    Order(String),
    /// It could not be stored or read.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// Everything that is known once an order was looked at.
struct Checked {
    package: Package,
    served: Served,
    plan: Plan,
    tables: BTreeMap<String, Vec<u8>>,
}

impl Office {
    /// What an order would do. Changes nothing, and runs nothing of the package.
    pub fn plan(&self, order: &Order) -> Result<Plan, InstallError> {
        self.check(&self.catalogue(), order).map(|checked| checked.plan)
    }

    /// Installs a package, or upgrades to it. When it returns, the new version serves and that is
    /// durable; calls under way end on the old one.
    pub async fn install(&self, order: &Order) -> Result<Done, InstallError> {
        let _alone = self.installing.lock().await;
        let mut catalogue = (*self.catalogue()).clone();
        let Checked { package, served, plan, tables } = self.check(&catalogue, order)?;
        let by = administrator(&order.by)?;
        let admitted = self.admit_package(&package).await;
        let cases = admitted.map_err(|e| InstallError::Unadmitted(order.name(), e))?;
        let (id, digest) = (plan.id.clone(), package.digest);
        let shelf = self.shelf();
        let service = catalogue.get(&id).map_or(&self.town.service, |i| &i.service).clone();
        let installed = shelf
            .put_up(package, served, service, &tables)
            .map_err(|problem| InstallError::File(order.name(), problem))?;
        let what = Changed::Serves(Box::new(installed.served.clone()));
        self.record(&mut catalogue, id.clone(), by, what).await?;
        catalogue.serve(Arc::new(installed));
        self.swap(catalogue);
        Ok(Done { id, version: Some(plan.version), digest: Some(digest), cases })
    }

    /// Has the version serve again that served before, with its grants and settings.
    pub async fn roll_back(&self, id: &str, by: &str) -> Result<Done, InstallError> {
        let _alone = self.installing.lock().await;
        let by = administrator(by)?;
        let mut catalogue = (*self.catalogue()).clone();
        let (id, serving) = self.serving(&catalogue, id)?;
        let previous = catalogue.installation(&id).and_then(|i| i.previous()).cloned();
        let Some(previous) = previous else {
            return Err(InstallError::NothingBefore(id, serving.version));
        };
        let service = catalogue.get(&id).map_or(&self.town.service, |i| &i.service).clone();
        let installed = self.shelf().recorded(&previous, service);
        let installed = installed
            .map_err(|e| InstallError::Order(format!("{id} {}: {e}", previous.version)))?;
        self.record(&mut catalogue, id.clone(), by, Changed::Back).await?;
        catalogue.serve(Arc::new(installed));
        self.swap(catalogue);
        let (version, digest) = (Some(previous.version), Some(previous.digest));
        Ok(Done { id, version, digest, cases: 0 })
    }

    /// Offers a procedure no more. Nothing that was decided goes, nor what decided it.
    pub async fn remove(&self, id: &str, by: &str) -> Result<Done, InstallError> {
        let _alone = self.installing.lock().await;
        let by = administrator(by)?;
        let mut catalogue = (*self.catalogue()).clone();
        let (id, _) = self.serving(&catalogue, id)?;
        let needing = self.needing(&id)?;
        if let Some(first) = needing.first().cloned() {
            return Err(InstallError::Needed { id, count: needing.len(), first });
        }
        self.record(&mut catalogue, id.clone(), by, Changed::Removed).await?;
        catalogue.withdraw(&id);
        self.swap(catalogue);
        Ok(Done { id, version: None, digest: None, cases: 0 })
    }

    /// The version that serves of a procedure that a command may change.
    pub(super) fn serving(
        &self,
        catalogue: &Catalogue,
        id: &str,
    ) -> Result<(ProcedureId, Served), InstallError> {
        let unknown = || InstallError::NotInstalled(id.chars().take(100).collect());
        let id = ProcedureId::try_from(id.to_owned()).map_err(|_| unknown())?;
        let declared = catalogue.get(&id).is_some_and(|offered| offered.served.declared);
        if declared {
            return Err(InstallError::Declared(id));
        }
        let served = catalogue.installation(&id).and_then(|i| i.served()).cloned();
        Ok((id, served.filter(|served| !served.declared).ok_or_else(unknown)?))
    }

    fn check(&self, catalogue: &Catalogue, order: &Order) -> Result<Checked, InstallError> {
        let in_file = |problem: String| InstallError::File(order.name(), problem);
        let package = read_package(&order.file).map_err(in_file)?;
        if order.digest.is_some_and(|shown| shown != package.digest) {
            return Err(in_file("it is another file now than the one that was shown".into()));
        }
        let nothing = Trust::default();
        let trust = self.trust.as_ref().unwrap_or(&nothing);
        let voucher = trust.voucher(&package, self.now().today());
        let voucher = voucher.map_err(|e| InstallError::Untrusted(order.name(), e.into()))?;
        let vouches = match &voucher {
            Voucher::Vendor { vendor, key } => format!("signed by {vendor}, key {key}"),
            Voucher::Town => "not signed; [trust] unsigned names it".to_owned(),
        };
        let manifest = package.manifest.clone();
        let id = manifest.id.clone();
        if catalogue.get(&id).is_some_and(|offered| offered.served.declared) {
            return Err(InstallError::Declared(id));
        }
        let installation = catalogue.installation(&id);
        let serving = installation.and_then(|i| i.served()).filter(|served| !served.declared);
        match (order.upgrade, serving) {
            (false, Some(serving)) => {
                return Err(InstallError::Installed(id, serving.version.clone()));
            }
            (true, None) => return Err(InstallError::NotInstalled(id.to_string())),
            _ => {}
        }
        let before = self.before(serving);
        let before = before.as_ref().map(|(manifest, grants)| (&**manifest, grants));
        self.deniable(order, &manifest)?;
        let grants = granting(before, &manifest, &order.deny, order.max_cents);
        let mut served = Served { open: order.open, ..served(&package, Some(voucher), grants) };
        if let Some(installation) = installation {
            installation.admits(&served)?;
        }
        let mut tables = BTreeMap::new();
        if let Some(serving) = serving {
            served.settings = settings_for(&manifest, &serving.settings);
            // A table that the new version has no more goes with the old one.
            let has = |name: &str| manifest.tables.iter().any(|shape| shape.key == name);
            served.tables = serving.tables.clone();
            served.tables.retain(|name, _| has(name));
            for (name, digest) in &served.tables {
                let file = self.folder.join("tables").join(format!("{digest}.csv"));
                let csv = fs::read(&file).map_err(|e| InstallError::File(file, e.to_string()))?;
                tables.insert(name.clone(), csv);
            }
        }
        for (name, file) in &order.tables {
            let csv = fs::read(file);
            let csv = csv.map_err(|e| InstallError::File(file.clone(), e.to_string()))?;
            tables.insert(name.clone(), csv);
        }
        if let Some(settings) = &order.settings {
            served.settings.clone_from(settings);
        }
        self.check_settings(&manifest, &served.settings)?;
        let plan = Plan {
            title: manifest.title.get("fr").cloned().unwrap_or_default(),
            from: order.from.clone(),
            version: manifest.version.clone(),
            digest: package.digest,
            voucher: vouches,
            serving: serving.map(|serving| serving.version.clone()),
            difference: Difference::between(before, &manifest),
            grants: served.grants.asks().into_iter().collect(),
            id,
        };
        Ok(Checked { package, served, plan, tables })
    }

    /// What the version that serves asked for, and what it was granted.
    fn before(&self, serving: Option<&Served>) -> Option<(Arc<Manifest>, Grants)> {
        let serving = serving?;
        let package = kept(&self.folder, serving.digest).ok()?;
        Some((package.manifest, serving.grants.clone()))
    }

    /// Who denies what is not asked for has misunderstood something.
    fn deniable(&self, order: &Order, manifest: &Manifest) -> Result<(), InstallError> {
        let asked = Grants::as_requested(manifest).asks();
        match order.deny.iter().find(|denied| !asked.contains(denied)) {
            Some(denied) => {
                let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
                Err(InstallError::Order(format!(
                    "it does not ask for {denied}; it asks for: {}",
                    asked.join(" ")
                )))
            }
            None => Ok(()),
        }
    }

    pub(super) fn check_settings(
        &self,
        manifest: &Manifest,
        text: &str,
    ) -> Result<(), InstallError> {
        let table = toml::from_str(text).map_err(|e: toml::de::Error| {
            let why = e.message().split_whitespace().collect::<Vec<_>>().join(" ");
            InstallError::Order(format!("the settings are not TOML: {why}"))
        })?;
        settings(manifest, &table).map_err(|e| InstallError::Order(e.to_string()))?;
        Ok(())
    }
}

/// The settings of another version, without those that this one does not know.
fn settings_for(manifest: &Manifest, text: &str) -> String {
    let mut table: toml::Table = toml::from_str(text).unwrap_or_default();
    table.retain(|key, _| manifest.settings.iter().any(|setting| setting.key == *key));
    toml::to_string(&table).unwrap_or_default()
}

/// Who decides on what is installed has a name.
pub(super) fn administrator(name: &str) -> Result<&str, InstallError> {
    let name = name.trim();
    let sound = !name.is_empty()
        && name.chars().count() <= NAME_CHARS
        && !name.chars().any(char::is_control);
    if sound {
        Ok(name)
    } else {
        Err(InstallError::Order(format!(
            "--by must name who decides this, in {NAME_CHARS} characters at most"
        )))
    }
}
