//! The town's own values for a procedure that is installed: settings and tables, kept apart from
//! the package, checked against its schema, and recorded with who changed them and when.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Office;
use super::installing::{InstallError, administrator};
use crate::plugin::{Changed, Manifest, Served, SettingKind};

/// New values for a procedure. What is left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tuning {
    /// The procedure.
    pub id: String,
    /// Who says so.
    pub by: String,
    /// All settings that differ from the defaults, in TOML.
    pub settings: Option<String>,
    /// Tables: CSV files by name.
    #[serde(default)]
    pub tables: BTreeMap<String, PathBuf>,
}

impl Office {
    /// The town's settings of a procedure in TOML, with what else there is to set as comments.
    pub fn settings_text(&self, id: &str) -> Result<String, InstallError> {
        let catalogue = self.catalogue();
        let unknown = || InstallError::NotInstalled(id.chars().take(100).collect());
        let installed = catalogue.get(id).ok_or_else(unknown)?;
        Ok(described(installed.manifest(), &installed.served))
    }

    /// Takes new values. They hold for what is decided from now on by the version that serves;
    /// dossiers that are with another version keep those that it had.
    pub async fn tune(&self, tuning: &Tuning) -> Result<String, InstallError> {
        let _alone = self.installing.lock().await;
        let by = administrator(&tuning.by)?;
        let mut catalogue = (*self.catalogue()).clone();
        let (id, serving) = self.serving(&catalogue, &tuning.id)?;
        let unknown = || InstallError::NotInstalled(id.to_string());
        let offered = catalogue.get(&id).cloned().ok_or_else(unknown)?;
        let mut served = serving;
        if let Some(settings) = &tuning.settings {
            self.check_settings(offered.manifest(), settings)?;
            served.settings.clone_from(settings);
        }
        let mut tables = BTreeMap::new();
        for (name, digest) in &served.tables {
            let file = self.folder.join("tables").join(format!("{digest}.csv"));
            let csv = fs::read(&file).map_err(|e| InstallError::File(file, e.to_string()))?;
            tables.insert(name.clone(), csv);
        }
        for (name, file) in &tuning.tables {
            let csv = fs::read(file);
            let csv = csv.map_err(|e| InstallError::File(file.clone(), e.to_string()))?;
            tables.insert(name.clone(), csv);
        }
        let package = offered.procedure.package.clone();
        let installed = self
            .shelf()
            .put_up(package, served, offered.service.clone(), &tables)
            .map_err(InstallError::Order)?;
        let text = described(installed.manifest(), &installed.served);
        let what = Changed::Serves(Box::new(installed.served.clone()));
        self.record(&mut catalogue, id, by, what).await?;
        catalogue.serve(Arc::new(installed));
        self.swap(catalogue);
        Ok(text)
    }
}

/// Settings as an administrator edits them: what the town set, and below it, as comments, what
/// stands at its default.
fn described(manifest: &Manifest, served: &Served) -> String {
    let town: toml::Table = toml::from_str(&served.settings).unwrap_or_default();
    let mut lines = Vec::new();
    for setting in &manifest.settings {
        let words = |words: &crate::plugin::Words| words.get("fr").cloned().unwrap_or_default();
        let hint = words(&setting.hint);
        lines.push(format!("# {}", words(&setting.label)));
        if !hint.is_empty() {
            lines.push(format!("# {hint}"));
        }
        if matches!(setting.kind, SettingKind::Choice | SettingKind::Choices) {
            lines.push(format!("# {}", setting.options.join(", ")));
        }
        lines.push(match (town.get(&setting.key), &setting.default) {
            (Some(value), _) => format!("{} = {value}", setting.key),
            (None, Some(default)) => format!("# {} = {default}", setting.key),
            (None, None) => format!("# {} = ", setting.key),
        });
    }
    lines.join("\n")
}
