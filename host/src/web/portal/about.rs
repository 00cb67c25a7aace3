//! What every town's pages must say: who publishes them, how accessible they are, how the service
//! is used, and by which rules a procedure computes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::Shared;
use super::super::page::{self, Frame, html, period, words};
use super::Lang;
use crate::office::OfficeError;
use crate::plugin::Words;
use crate::texts::Texts;

/// A page of headings, paragraphs, and labels with their values.
#[derive(Template)]
#[template(path = "about.html")]
struct About {
    frame: Frame,
    title: String,
    parts: Vec<Part>,
}

struct Part {
    heading: Option<String>,
    paragraphs: Vec<String>,
    rows: Vec<(String, String)>,
}

impl Part {
    fn said(heading: Option<String>, paragraphs: Vec<String>) -> Self {
        Self { heading, paragraphs, rows: vec![] }
    }
}

/// Paragraphs are parted by empty lines.
fn written(text: &Words, t: &Texts) -> Vec<String> {
    words(text, t)
        .split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(str::to_owned)
        .collect()
}

fn shown(shared: &Shared, t: &'static Texts, title: String, parts: Vec<Part>) -> Response {
    html(StatusCode::OK, &About { frame: Frame::new(&shared.office, t), title, parts })
}

pub(super) async fn legal(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let town = &shared.office.town;
    let mut paragraphs = written(&town.face.legal_notice, t);
    if paragraphs.is_empty() {
        let values = [("town", town.name.clone().into())];
        paragraphs.push(t.with("legal-publisher", &values));
    }
    let contact = crate::office::wording::service_lines(&town.service);
    let mut parts = vec![Part::said(None, paragraphs)];
    parts.push(Part::said(Some(t.text("contact-title").into_owned()), contact));
    shown(&shared, t, t.text("legal-title").into_owned(), parts)
}

pub(super) async fn accessibility(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let conformity = t.text(Frame::new(&shared.office, t).conformity).into_owned();
    let mut paragraphs = vec![format!("{conformity}.")];
    paragraphs.extend(written(&shared.office.town.face.accessibility, t));
    paragraphs
        .extend(["accessibility-report", "accessibility-defender"].map(|k| t.text(k).into_owned()));
    shown(
        &shared,
        t,
        t.text("accessibility-title").into_owned(),
        vec![Part::said(None, paragraphs)],
    )
}

pub(super) async fn terms(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let senders = shared.office.senders();
    let mail = if senders.is_empty() {
        t.text("terms-no-mail").into_owned()
    } else {
        t.with("terms-mail", &[("senders", senders.join(", ").into())])
    };
    let part = |heading: &str, paragraphs: Vec<String>| {
        Part::said(Some(t.text(heading).into_owned()), paragraphs)
    };
    let text = |key: &str| t.text(key).into_owned();
    let parts = vec![
        Part::said(None, vec![text("terms-lead")]),
        part("terms-use-title", vec![text("terms-use"), text("terms-identity")]),
        part("terms-receipt-title", vec![text("terms-receipt"), mail]),
        part("terms-pieces-title", vec![text("terms-pieces"), text("terms-originals")]),
        part("terms-language-title", vec![text("terms-language")]),
        part("terms-abuse-title", vec![text("terms-abuse")]),
        part("terms-otherwise-title", vec![text("terms-otherwise")]),
    ];
    shown(&shared, t, text("terms-title"), parts)
}

/// The rules by which a procedure computes (CRPA L312-1-3, D312-1-4).
pub(super) async fn rules(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let installed = match shared.office.installed(&id) {
        Ok(installed) if installed.manifest().algorithm.is_some() => installed,
        other => {
            let error = other.err().unwrap_or(OfficeError::NoPage);
            return page::error(&shared.office, t, &error, Some("/".into()));
        }
    };
    let manifest = installed.manifest();
    let purpose = manifest.algorithm.as_ref().map(|algorithm| words(&algorithm.purpose, t));
    let text = |key: &str| Some(t.text(key).into_owned());
    let label = |path: &str| {
        let setting = manifest.settings.iter().find(|setting| setting.key == path);
        setting.map_or(path, |setting| words(&setting.label, t)).to_owned()
    };
    let settings = installed.settings.iter().map(|a| (label(&a.path), t.value(&a.value, None)));
    let version = [("version", manifest.version.to_string().into())];
    let parts = vec![
        Part::said(
            None,
            vec![purpose.unwrap_or_default().to_owned(), t.with("rules-version", &version)],
        ),
        Part::said(text("rules-basis"), manifest.legal.basis.clone()),
        Part { heading: text("rules-settings"), paragraphs: vec![], rows: settings.collect() },
        Part::said(
            text("rules-yours"),
            vec![t.text("rules-explanation").into_owned(), t.text("rules-cada").into_owned()],
        ),
        Part::said(
            text("receipt-appeal"),
            manifest
                .legal
                .appeal
                .iter()
                .map(|a| {
                    let within = period(&a.within.to_string(), t);
                    t.with(&format!("appeal-{}", a.route), &[("within", within.into())])
                })
                .collect(),
        ),
    ];
    let title =
        t.with("rules-title", &[("procedure", words(&manifest.title, t).to_owned().into())]);
    shown(&shared, t, title, parts)
}

/// What is done with the data of a procedure (GDPR, article 13).
pub(super) async fn privacy(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let installed = match shared.office.installed(&id) {
        Ok(installed) => installed,
        Err(error) => return page::error(&shared.office, t, &error, Some("/".into())),
    };
    let manifest = installed.manifest();
    let text = |key: &str| t.text(key).into_owned();
    let rows = page::privacy_rows(&shared.office, &installed, t);
    let contact = crate::office::wording::service_lines(&installed.service);
    let parts = vec![
        Part { heading: None, paragraphs: vec![], rows },
        Part::said(Some(text("rights-title")), vec![text("privacy-rights"), text("privacy-cnil")]),
        Part::said(Some(text("contact-title")), contact),
    ];
    let procedure = words(&manifest.title, t).to_owned();
    let title = t.with("privacy-title", &[("procedure", procedure.into())]);
    shown(&shared, t, title, parts)
}

/// The town's logo. Whatever is written into it, a browser runs nothing of it.
pub(super) async fn logo(State(shared): State<Shared>) -> Response {
    let Some(logo) = shared.office.town.face.logo.clone() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, logo.media_type),
        (header::CACHE_CONTROL, "max-age=300"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ];
    (headers, logo.bytes).into_response()
}

/// The town's colours.
pub(super) async fn style(State(shared): State<Shared>) -> impl IntoResponse {
    let face = &shared.office.town.face;
    let style = format!(
        ":root {{ --accent: {}; }}\n@media (prefers-color-scheme: dark) {{ :root {{ --accent: {}; }} }}\n\
         @media print {{ :root {{ --accent: #000; }} }}\n",
        face.accent, face.accent_dark
    );
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, style)
}
