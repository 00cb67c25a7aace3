//! Documents as files, and the page that tells whether one is genuine.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{ConnectInfo, Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Shared;
use super::guard::source;
use super::page::{self, Frame, html};
use super::portal::Lang;
use crate::digest::{Digest, Digesting};
use crate::dossier::{Paper, PaperCode, PaperOf};
use crate::limits::http::{BODY, FILE, KEY_FAILURES};
use crate::office::{OfficeError, Titled, Tracked};
use crate::texts::Texts;

/// A paper in a list.
pub(super) struct PaperView {
    pub(super) of: String,
    pub(super) label: String,
}

/// The papers of a dossier as links.
pub(super) fn paper_views(
    shared: &Shared,
    tracked: &Tracked,
    sealed: Option<u32>,
    t: &Texts,
) -> Vec<PaperView> {
    let view = |paper: Titled| {
        let values = [("title", paper.title.into()), ("day", t.date(paper.dated).into())];
        PaperView { of: paper.of.to_string(), label: t.with("paper-link", &values) }
    };
    shared.office.papers(tracked, sealed, t).into_iter().map(view).collect()
}

/// The document of this name, if it may be had now.
pub(super) async fn paper(
    shared: &Shared,
    tracked: &Tracked,
    sealed: Option<u32>,
    name: &str,
) -> Result<(Paper, Vec<u8>), OfficeError> {
    let of: PaperOf = name.trim_end_matches(".pdf").parse().map_err(|_| OfficeError::NoPage)?;
    let t = Texts::for_lang(&tracked.state.lang);
    if !shared.office.papers(tracked, sealed, t).iter().any(|paper| paper.of == of) {
        return Err(OfficeError::NoPage);
    }
    shared.office.paper(tracked, of).await
}

/// A document as a file to keep.
pub(super) fn file((paper, bytes): (Paper, Vec<u8>)) -> Response {
    let name = format!("attachment; filename=\"{}\"", paper.file.name);
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    frame: Frame,
    unknown: bool,
    found: Option<Found>,
}

struct Found {
    code: String,
    kind: String,
    number: String,
    dated: String,
    digest: String,
    /// What a comparison says.
    same: Option<&'static str>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    code: Option<String>,
    lang: Option<String>,
}

/// Asks for a code, or goes on to the page of the one that was typed.
pub(super) async fn ask(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(asked.lang.as_deref(), &headers);
    match asked.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        None => unfound(&shared, t, false),
        Some(code) => match code.parse::<PaperCode>() {
            Ok(code) => Redirect::to(&format!("/verify/{code}?lang={}", t.lang())).into_response(),
            Err(_) => unfound(&shared, t, true),
        },
    }
}

fn unfound(shared: &Shared, t: &'static Texts, unknown: bool) -> Response {
    let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let frame = Frame::new(&shared.office, t);
    html(status, &Verify { frame, unknown, found: None })
}

/// What is told of the document of a code: nothing that says whose it is.
pub(super) async fn show(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(code): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match look_up(&shared, from, &code) {
        Ok(paper) => found(&shared, t, &paper, None),
        Err(error) => refused(&shared, t, &error),
    }
}

/// Compares a file, or a digest, with the document of a code.
pub(super) async fn compare(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(code): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
    parts: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let work = async {
        let paper = look_up(&shared, from, &code)?;
        let parts = parts.map_err(|e| OfficeError::Invalid(e.body_text()))?;
        let same = match given(parts).await? {
            None => "verify-nothing",
            Some(digest) if digest == paper.digest => "verify-same",
            Some(_) => "verify-other",
        };
        Ok(found(&shared, t, &paper, Some(same)))
    };
    work.await.unwrap_or_else(|error: OfficeError| refused(&shared, t, &error))
}

/// The paper of a code; wrong ones are counted.
fn look_up(shared: &Shared, from: SocketAddr, code: &str) -> Result<Paper, OfficeError> {
    let who = format!("verify {}", source(from.ip()));
    if !shared.attempts.may_try(&who, KEY_FAILURES) {
        return Err(OfficeError::Busy);
    }
    let paper = match code.parse::<PaperCode>() {
        Ok(code) => shared.office.verified(&code)?,
        Err(_) => None,
    };
    paper.ok_or_else(|| {
        shared.attempts.failed(&who);
        OfficeError::NoPage
    })
}

fn refused(shared: &Shared, t: &'static Texts, error: &OfficeError) -> Response {
    match error {
        OfficeError::NoPage => unfound(shared, t, true),
        error => page::error(&shared.office, t, error, Some("/verify".into())),
    }
}

fn found(
    shared: &Shared,
    t: &'static Texts,
    paper: &Paper,
    same: Option<&'static str>,
) -> Response {
    let found = Found {
        code: paper.code.to_string(),
        kind: format!("paper-kind-{}", paper.kind.name()),
        number: paper.number.to_string(),
        dated: t.date(paper.dated),
        digest: paper.digest.to_string(),
        same,
    };
    let frame = Frame::new(&shared.office, t);
    html(StatusCode::OK, &Verify { frame, unknown: false, found: Some(found) })
}

/// The digest of the file that was sent, which is kept nowhere, or the one that was pasted.
async fn given(mut parts: Multipart) -> Result<Option<Digest>, OfficeError> {
    let broken = |error: MultipartError| OfficeError::Invalid(error.body_text());
    let mut pasted = None;
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let limit = if part.file_name().is_some() { FILE } else { BODY };
        let is_file = part.file_name().is_some();
        let (mut digesting, mut size, mut text) = (Digesting::default(), 0, Vec::new());
        while let Some(piece) = part.chunk().await.map_err(broken)? {
            size += piece.len();
            if size > limit {
                return Err(OfficeError::TooLarge(limit));
            }
            if is_file {
                digesting.take(&piece);
            } else {
                text.extend_from_slice(&piece);
            }
        }
        if is_file && size > 0 {
            return Ok(Some(digesting.end()));
        }
        let text = String::from_utf8_lossy(&text).trim().to_lowercase();
        pasted = pasted.or_else(|| text.parse::<Digest>().ok());
    }
    Ok(pasted)
}
