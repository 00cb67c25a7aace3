//! The town's own values for a procedure: settings as a form or as TOML, tables from CSV with a
//! preview.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::desk::admitted::{Administer, Admitted};
use super::super::desk::{Bar, Inputs};
use super::super::page::{self, Frame, html, words};
use super::{answered, sent, shown};
use crate::contract::Value;
use crate::limits::package::PREVIEW;
use crate::office::{InstallError, Installed, Tuning};
use crate::plugin::{Setting, SettingKind};
use crate::texts::Texts;

/// One setting, as a form asks for it.
pub(super) struct Input {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) hint: String,
    /// As what it is asked: `text`, `area`, `flag`, `one` or `many`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    /// What there is to choose from, and whether it is chosen.
    pub(super) options: Vec<(String, bool)>,
}

/// A table that the town fills.
pub(super) struct TableView {
    pub(super) name: String,
    pub(super) columns: String,
    pub(super) rows: usize,
}

/// The settings of a procedure with the values that hold.
pub(super) fn inputs(installed: &Installed, t: &Texts) -> Vec<Input> {
    let input = |setting: &Setting| {
        let held = installed.settings.iter().find(|held| held.path == setting.key);
        let value = held.map(|held| &held.value);
        let chosen = match value {
            Some(Value::Choices(keys)) => keys.clone(),
            _ => vec![],
        };
        Input {
            key: setting.key.clone(),
            label: words(&setting.label, t).to_owned(),
            hint: words(&setting.hint, t).to_owned(),
            kind: match setting.kind {
                SettingKind::Paragraph => "area",
                SettingKind::Flag => "flag",
                SettingKind::Choice => "one",
                SettingKind::Choices => "many",
                _ => "text",
            },
            value: value.map_or_else(String::new, typed),
            options: setting
                .options
                .iter()
                .map(|option| (option.clone(), chosen.contains(option)))
                .collect(),
        }
    };
    installed.manifest().settings.iter().map(input).collect()
}

/// A value as it is typed: amounts in cents, as TOML has them.
fn typed(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Decimal(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Flag(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// The tables of a procedure.
pub(super) fn tables(installed: &Installed) -> Vec<TableView> {
    let view = |shape: &crate::plugin::TableShape| TableView {
        name: shape.key.clone(),
        columns: shape.columns.join(", "),
        rows: installed.table(&shape.key).map_or(0, |table| table.len()),
    };
    installed.manifest().tables.iter().map(view).collect()
}

/// What a form says of a setting, as TOML; nothing where it stays at its default.
fn read(setting: &Setting, inputs: &Inputs) -> Result<Option<toml::Value>, String> {
    let text = inputs.one(&setting.key).unwrap_or_default();
    let value = match setting.kind {
        SettingKind::Flag => toml::Value::Boolean(inputs.one(&setting.key).is_some()),
        SettingKind::Choices => {
            let keys = inputs.all(&setting.key).map(|key| toml::Value::String(key.to_owned()));
            toml::Value::Array(keys.collect())
        }
        _ if text.is_empty() => return Ok(None),
        SettingKind::Integer | SettingKind::Money => {
            let number = text.parse().map_err(|_| {
                format!("{} = \"{}\" is not a whole number", setting.key, short(text))
            })?;
            toml::Value::Integer(number)
        }
        _ => toml::Value::String(text.to_owned()),
    };
    Ok(Some(value).filter(|value| setting.default.as_ref() != Some(value)))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Takes settings, by a form or as TOML.
pub(super) async fn set(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let written = match inputs.one("toml") {
        Some(toml) => Ok(toml.replace("\r\n", "\n")),
        None => shared.office.installed(&id).map_err(|e| e.to_string()).and_then(|installed| {
            let mut table = toml::Table::new();
            for setting in &installed.manifest().settings {
                if let Some(value) = read(setting, &inputs)? {
                    table.insert(setting.key.clone(), value);
                }
            }
            toml::to_string(&table).map_err(|e| e.to_string())
        }),
    };
    let written = match written {
        Ok(written) => written,
        Err(problem) => return shown(&shared, &agent, &id, t, None, Some(problem), false),
    };
    let tuning = Tuning {
        id: id.clone(),
        by: agent.name.clone(),
        settings: Some(written.clone()),
        tables: Default::default(),
    };
    match shared.office.tune(&tuning).await {
        Err(error @ InstallError::Order(_)) => {
            shown(&shared, &agent, &id, t, Some(written), Some(error.to_string()), false)
        }
        done => answered(&shared, &agent, &id, t, done.map(drop)),
    }
}

#[derive(Template)]
#[template(path = "admin/table.html")]
struct TablePage {
    frame: Frame,
    bar: Bar,
    id: String,
    title: String,
    table: String,
    columns: Vec<String>,
    /// The first rows.
    rows: Vec<Vec<String>>,
    count: usize,
    csv: String,
}

/// Shows what a table would have, and takes it once that is confirmed.
pub(super) async fn table(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let t = page::texts(None, &headers);
    let (fields, file) = match sent(form).await {
        Ok(sent) => sent,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk/admin".into())),
    };
    let confirmed = fields.iter().find(|(key, _)| key == "csv").map(|(_, csv)| csv.clone());
    let office = &shared.office;
    if let Some(csv) = confirmed {
        let csv = csv.replace("\r\n", "\n");
        let done = office.tune_table(&id, &name, csv.as_bytes(), &agent.name).await;
        return answered(&shared, &agent, &id, t, done);
    }
    match office.preview_table(&id, &name, &file) {
        Ok(preview) => {
            let title = office.installed(&id).map_or_else(
                |_| id.clone(),
                |installed| words(&installed.manifest().title, t).to_owned(),
            );
            let page = TablePage {
                frame: Frame::new(office, t),
                bar: Bar::of(&shared, &agent),
                title,
                table: name,
                columns: preview.columns,
                count: preview.rows.len(),
                rows: preview.rows.into_iter().take(PREVIEW).collect(),
                csv: String::from_utf8_lossy(&file).into_owned(),
                id,
            };
            html(StatusCode::OK, &page)
        }
        Err(error) => answered(&shared, &agent, &id, t, Err(error)),
    }
}
