//! What an administrator says of the procedures on offer: install and upgrade with the same steps
//! as the command line, go back, remove, settings, tables; how each fares, and how the server does.

mod asks;
mod doctor;
mod installing;
mod settings;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::Shared;
use super::desk::Bar;
use super::desk::admitted::{Administer, Admitted};
use super::page::{self, Frame, html, words};
use super::portal::Lang;
use crate::limits::http::BODY;
use crate::limits::package::SENT;
use crate::office::{InstallError, Installed, OfficeError};
use crate::plugin::Grants;
use crate::texts::Texts;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(list))
        .route("/doctor", get(doctor::look).post(doctor::write))
        .route("/procedures/{id}", get(procedure))
        .route("/procedures/{id}/settings", post(settings::set))
        .route("/procedures/{id}/back", post(back))
        .route("/procedures/{id}/remove", post(remove))
        .route("/install/{digest}", post(installing::install))
        .layer(DefaultBodyLimit::max(BODY))
        .merge(
            Router::new()
                .route("/install", post(installing::look))
                .route("/procedures/{id}/tables/{table}", post(settings::table))
                .layer(DefaultBodyLimit::max(SENT)),
        )
}

#[derive(Template)]
#[template(path = "admin/list.html")]
struct ListPage {
    frame: Frame,
    bar: Bar,
    rows: Vec<Row>,
    /// Files that guichet.toml names and that are not served, with the reason.
    refused: Vec<(String, String)>,
    problem: Option<String>,
}

struct Row {
    id: String,
    title: String,
    version: String,
    declared: bool,
    health: Vec<(String, String)>,
}

async fn list(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    listed(&shared, &agent, t, None)
}

fn listed(
    shared: &Shared,
    agent: &crate::staff::Agent,
    t: &'static Texts,
    problem: Option<String>,
) -> Response {
    let catalogue = shared.office.catalogue();
    let row = |installed: &std::sync::Arc<Installed>| Row {
        id: installed.manifest().id.to_string(),
        title: words(&installed.manifest().title, t).to_owned(),
        version: installed.manifest().version.to_string(),
        declared: installed.served.declared,
        health: health(installed, t),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let refused = catalogue.refused.iter();
    let page = ListPage {
        frame: Frame::new(&shared.office, t),
        bar: Bar::of(shared, agent),
        rows: catalogue.all().map(row).collect(),
        refused: refused.map(|(file, why)| (file.display().to_string(), why.clone())).collect(),
        problem,
    };
    html(status, &page)
}

/// How a procedure fares since the start: calls, failures, time and memory.
fn health(installed: &Installed, t: &Texts) -> Vec<(String, String)> {
    let health = installed.procedure.health();
    let text = |key: &str| t.text(key).into_owned();
    vec![
        (text("admin-calls"), health.calls.to_string()),
        (text("admin-failures"), health.failures.to_string()),
        (text("admin-mean"), format!("{} µs", health.mean_micros())),
        (text("admin-memory"), t.bytes(health.peak_memory)),
    ]
}

#[derive(Template)]
#[template(path = "admin/procedure.html")]
struct ProcedurePage {
    frame: Frame,
    bar: Bar,
    id: String,
    title: String,
    declared: bool,
    facts: Vec<(String, String)>,
    health: Vec<(String, String)>,
    /// What it was granted, in words, and what it asked for and did not get.
    granted: Vec<String>,
    denied: Vec<String>,
    /// When, by whom, which version.
    history: Vec<(String, String, String)>,
    inputs: Vec<settings::Input>,
    toml: String,
    tables: Vec<settings::TableView>,
    problem: Option<String>,
    done: bool,
}

#[derive(serde::Deserialize)]
struct Shown {
    #[serde(default)]
    done: u8,
}

async fn procedure(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(lang): Query<Lang>,
    Query(Shown { done }): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    shown(&shared, &agent, &id, t, None, None, done == 1)
}

/// The page of a procedure, with what was typed where it was not taken.
fn shown(
    shared: &Shared,
    agent: &crate::staff::Agent,
    id: &str,
    t: &'static Texts,
    typed: Option<String>,
    problem: Option<String>,
    done: bool,
) -> Response {
    let office = &shared.office;
    let installed = match office.installed(id) {
        Ok(installed) => installed,
        Err(error) => return page::error(office, t, &error, Some("/desk/admin".into())),
    };
    let (manifest, served) = (installed.manifest(), &installed.served);
    let text = |key: &str| t.text(key).into_owned();
    let wanted = Grants::as_requested(manifest);
    let ask = |ask: &crate::plugin::Ask| asks::words(ask, ask.why(manifest).as_ref(), t);
    let signed = served.signed.as_ref().map(|signed| format!("{}, {}", signed.vendor, signed.key));
    let facts = vec![
        (text("admin-version"), manifest.version.to_string()),
        (text("admin-vendor"), manifest.vendor.clone()),
        (text("admin-signed"), signed.unwrap_or_else(|| "–".into())),
        (text("admin-digest"), served.digest.to_string()),
        (text("admin-licence"), manifest.licence.clone()),
    ];
    let history = office.history_of(id).map_or_else(Vec::new, |installation| {
        let noted = installation.noted.iter().rev();
        let line = |noted: &crate::plugin::Noted| {
            let at = t.moment(office.moment(noted.at / 1_000));
            let version = noted.version.as_ref().map_or_else(|| "–".into(), ToString::to_string);
            (at, noted.by.clone(), version)
        };
        noted.map(line).collect()
    });
    let toml = typed.unwrap_or_else(|| office.settings_text(id).unwrap_or_default());
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ProcedurePage {
        frame: Frame::new(office, t),
        bar: Bar::of(shared, agent),
        id: id.to_owned(),
        title: words(&manifest.title, t).to_owned(),
        declared: served.declared,
        facts,
        health: health(&installed, t),
        granted: served.grants.asks().iter().map(ask).collect(),
        denied: wanted.beyond(&served.grants).iter().map(ask).collect(),
        history,
        inputs: settings::inputs(&installed, t),
        toml,
        tables: settings::tables(&installed),
        problem,
        done,
    };
    html(status, &page)
}

/// Back to the procedure, or what stands in the way of what was asked for.
fn answered(
    shared: &Shared,
    agent: &crate::staff::Agent,
    id: &str,
    t: &'static Texts,
    result: Result<(), InstallError>,
) -> Response {
    match result {
        Ok(()) => Redirect::to(&format!("/desk/admin/procedures/{id}?done=1")).into_response(),
        Err(InstallError::Office(error)) => {
            page::error(&shared.office, t, &error, Some("/desk/admin".into()))
        }
        Err(error) => shown(shared, agent, id, t, None, Some(error.to_string()), false),
    }
}

async fn back(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let done = shared.office.roll_back(&id, &agent.name).await;
    answered(&shared, &agent, &id, t, done.map(drop))
}

async fn remove(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    match shared.office.remove(&id, &agent.name).await {
        Ok(_) => Redirect::to("/desk/admin").into_response(),
        Err(error) => answered(&shared, &agent, &id, t, Err(error)),
    }
}

/// What a form that sends files sent: its fields, and the file.
async fn sent(
    mut form: axum::extract::Multipart,
) -> Result<(Vec<(String, String)>, Vec<u8>), OfficeError> {
    let wrong = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            OfficeError::TooLarge(SENT)
        } else {
            OfficeError::Invalid(error.body_text())
        }
    };
    let (mut fields, mut file) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(wrong)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = field.bytes().await.map_err(wrong)?.to_vec();
        } else {
            fields.push((name, field.text().await.map_err(wrong)?));
        }
    }
    Ok((fields, file))
}
