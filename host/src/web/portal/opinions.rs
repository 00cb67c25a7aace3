//! An adviser outside gives an opinion: number and key in the address, nothing to sign in to.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, answer_rows, html, words};
use super::following;
use crate::contract::{Answer, Attachment, Value};
use crate::dossier::{AccessKey, Stance};
use crate::office::{Consultation, OfficeError};

#[derive(Template)]
#[template(path = "opinion.html")]
struct OpinionPage {
    frame: Frame,
    number: String,
    procedure: String,
    adviser: String,
    question: String,
    until: String,
    answers: Vec<(String, String)>,
    files: Vec<Attachment>,
    /// Where to send the opinion.
    action: String,
    key: String,
    index: u32,
    given: bool,
    problem: Option<String>,
    stances: Vec<&'static str>,
    text: String,
}

#[derive(Deserialize)]
pub(super) struct Access {
    key: Option<String>,
    lang: Option<String>,
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path((number, index)): Path<(String, u32)>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(access.lang.as_deref(), &headers);
    match open(&shared, from, &number, index, access.key.as_deref()) {
        Ok((consultation, key)) => {
            shown(&shared, t, &consultation, &key, None, String::new()).await
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/".into())),
    }
}

#[derive(Deserialize)]
pub(super) struct Given {
    stance: String,
    text: String,
}

pub(super) async fn give(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path((number, index)): Path<(String, u32)>,
    Query(access): Query<Access>,
    headers: HeaderMap,
    axum::Form(given): axum::Form<Given>,
) -> Response {
    let t = page::texts(access.lang.as_deref(), &headers);
    let (consultation, key) = match open(&shared, from, &number, index, access.key.as_deref()) {
        Ok(opened) => opened,
        Err(error) => return page::error(&shared.office, t, &error, Some("/".into())),
    };
    let done = match Stance::ALL.into_iter().find(|stance| stance.name() == given.stance) {
        Some(stance) => shared.office.opine(&consultation, stance, &given.text, t).await,
        None => Err(OfficeError::Invalid(t.text("opinion-choose").into_owned())),
    };
    match done {
        Ok(()) => Redirect::to(&format!(
            "/opinions/{}/{index}?key={key}&lang={}",
            consultation.tracked.number,
            t.lang()
        ))
        .into_response(),
        Err(OfficeError::Invalid(problem)) => {
            shown(&shared, t, &consultation, &key, Some(problem), given.text).await
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/".into())),
    }
}

/// A file among the answers that the adviser sees.
pub(super) async fn file(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path((number, index, id)): Path<(String, u32, String)>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(access.lang.as_deref(), &headers);
    let opened = open(&shared, from, &number, index, access.key.as_deref());
    let found = opened.and_then(|(consultation, _)| {
        let seen = seen(&consultation);
        let shown = files(&seen).any(|file| file.id == id);
        if !shown {
            return Err(OfficeError::NoPage);
        }
        shared.office.file_of(consultation.tracked.number, &id)
    });
    match found {
        Ok((attachment, bytes)) => page::file(&attachment, bytes, false),
        Err(error) => page::error(&shared.office, t, &error, Some("/".into())),
    }
}

/// What number and key ask for an opinion on.
fn open(
    shared: &Shared,
    from: SocketAddr,
    number: &str,
    index: u32,
    key: Option<&str>,
) -> Result<(Consultation, AccessKey), OfficeError> {
    let find = |number, key: &AccessKey| shared.office.consultation(number, index, key);
    following::open(shared, Some(from), Some(number), key, find)
}

/// The answers that the adviser sees.
fn seen(consultation: &Consultation) -> Vec<Answer> {
    let answers = &consultation.tracked.state.dossier.answers;
    answers.iter().filter(|answer| consultation.paths.contains(&answer.path)).cloned().collect()
}

fn files(answers: &[Answer]) -> impl Iterator<Item = &Attachment> {
    let files = answers.iter().filter_map(|answer| match &answer.value {
        Value::Attachments(files) => Some(files),
        _ => None,
    });
    files.flatten()
}

async fn shown(
    shared: &Shared,
    t: &'static crate::texts::Texts,
    consultation: &Consultation,
    key: &AccessKey,
    problem: Option<String>,
    text: String,
) -> Response {
    let Consultation { tracked, index, question, adviser, until, .. } = consultation;
    let seen = seen(consultation);
    let answers = match shared.office.applied_form(tracked, t.lang()).await {
        Ok(form) => answer_rows(&form, &seen, t),
        Err(_) => seen.iter().map(|a| (a.path.clone(), t.value(&a.value, None))).collect(),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = OpinionPage {
        frame: Frame {
            lang_extra: format!("&key={key}"),
            ..Frame::of(&shared.office, &tracked.installed, t)
        },
        number: tracked.number.to_string(),
        procedure: words(&tracked.installed.manifest().title, t).to_owned(),
        adviser: adviser.clone(),
        question: question.clone(),
        until: t.date(*until),
        answers,
        files: files(&seen).cloned().collect(),
        action: format!("/opinions/{}/{index}?key={key}&lang={}", tracked.number, t.lang()),
        key: key.to_string(),
        index: *index,
        given: tracked.opinion(*index).is_some(),
        problem,
        stances: Stance::ALL.map(Stance::name).into(),
        text,
    };
    html(status, &page)
}
