//! What the town sets for a procedure: the manifest's defaults and the town's own values.

use super::manifest::{Manifest, Setting, SettingKind};
use crate::contract::{Answer, Value};
use crate::limits::answer;

/// The values that a procedure reads as `context.settings`, ordered by key.
pub type Settings = Vec<Answer>;

/// Why a setting was not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The manifest knows no such setting.
    #[error("there is no setting \"{key}\"; the procedure has: {known}")]
    Unknown {
        /// What the town wrote.
        key: String,
        /// What there is.
        known: String,
    },
    /// It has no default and the town gave none.
    #[error("the setting \"{0}\" has no value: the town must give one")]
    Missing(String),
    /// A value of another kind.
    #[error("the setting \"{key}\" = {value} is not {expected}")]
    Wrong {
        /// Which setting.
        key: String,
        /// What stands there.
        value: String,
        /// What should.
        expected: &'static str,
    },
}

/// The settings of a procedure: the town's values where it has some, else the defaults.
pub fn settings(manifest: &Manifest, town: &toml::Table) -> Result<Settings, SettingsError> {
    if let Some(key) = town.keys().find(|key| !manifest.settings.iter().any(|s| s.key == **key)) {
        let known = manifest.settings.iter().map(|s| s.key.as_str()).collect::<Vec<_>>().join(", ");
        return Err(SettingsError::Unknown { key: key.clone(), known });
    }
    let mut settings = Vec::new();
    for setting in &manifest.settings {
        let value = town.get(&setting.key).or(setting.default.as_ref());
        let value = value.ok_or_else(|| SettingsError::Missing(setting.key.clone()))?;
        let typed = typed(setting, value).map_err(|expected| SettingsError::Wrong {
            key: setting.key.clone(),
            value: value.to_string().chars().take(100).collect(),
            expected,
        })?;
        settings.push(Answer { path: setting.key.clone(), value: typed });
    }
    settings.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(settings)
}

fn typed(setting: &Setting, value: &toml::Value) -> Result<Value, &'static str> {
    let text = || value.as_str().filter(|t| t.chars().count() <= answer::TEXT_CHARS);
    let known = |key: &str| setting.options.iter().any(|o| o == key);
    match setting.kind {
        SettingKind::Line | SettingKind::Paragraph | SettingKind::Email | SettingKind::Phone => {
            text().map(|t| Value::Text(t.to_owned())).ok_or("a text in quotes")
        }
        SettingKind::Integer => value.as_integer().map(Value::Integer).ok_or("a whole number"),
        SettingKind::Money => {
            value.as_integer().map(Value::Integer).ok_or("a whole number of cents")
        }
        SettingKind::Decimal => text()
            .filter(|t| t.parse::<rust_decimal::Decimal>().is_ok())
            .map(|t| Value::Decimal(t.to_owned()))
            .ok_or("a decimal number in quotes, such as \"2.50\""),
        SettingKind::Flag => value.as_bool().map(Value::Flag).ok_or("true or false"),
        SettingKind::Date => text()
            .and_then(|t| t.parse().ok())
            .map(Value::Date)
            .ok_or("a date in quotes, such as \"2026-11-22\""),
        SettingKind::Time => text()
            .and_then(|t| t.parse().ok())
            .map(Value::Time)
            .ok_or("a time in quotes, such as \"14:30\""),
        SettingKind::Choice => text()
            .filter(|t| known(t))
            .map(|t| Value::Choices(vec![t.to_owned()]))
            .ok_or("one of its options"),
        SettingKind::Choices => value
            .as_array()
            .and_then(|keys| {
                keys.iter().map(|k| k.as_str().filter(|k| known(k)).map(str::to_owned)).collect()
            })
            .map(Value::Choices)
            .ok_or("a list of its options"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(kind: SettingKind) -> Setting {
        Setting {
            key: "k".into(),
            kind,
            default: None,
            label: Default::default(),
            hint: Default::default(),
            options: vec!["a".into()],
        }
    }

    #[test]
    fn every_kind_takes_its_own_values_only() {
        let v = |toml: &str| {
            toml::from_str::<toml::Table>(&format!("v = {toml}")).unwrap()["v"].clone()
        };
        let takes = |kind, toml: &str| typed(&setting(kind), &v(toml)).is_ok();
        assert!(takes(SettingKind::Decimal, "\"2.50\"") && !takes(SettingKind::Decimal, "1.4"));
        assert!(takes(SettingKind::Money, "1250") && !takes(SettingKind::Money, "12.5"));
        assert!(takes(SettingKind::Choice, "\"a\"") && !takes(SettingKind::Choice, "\"b\""));
        assert!(
            takes(SettingKind::Choices, "[\"a\"]") && !takes(SettingKind::Choices, "[\"a\", 1]")
        );
        assert!(
            takes(SettingKind::Date, "\"2028-02-29\"")
                && !takes(SettingKind::Date, "\"2027-02-29\"")
        );
        assert!(takes(SettingKind::Flag, "true") && !takes(SettingKind::Flag, "\"yes\""));
        assert!(takes(SettingKind::Integer, "-3") && !takes(SettingKind::Integer, "\"3\""));
    }
}
