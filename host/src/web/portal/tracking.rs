//! Following a dossier: receipt, status, timeline, reasons, and what the applicant may do.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::guard::source;
use super::super::page::{
    self, Frame, Suggest, TimelineView, answer_rows, charge_rows, html, receipt_rows, say,
    timeline, words,
};
use super::drafts::Fill;
use super::upload;
use crate::contract::*;
use crate::dossier::{AccessKey, Actor, DossierNumber};
use crate::limits::http::KEY_FAILURES;
use crate::office::{ActionForm, OfficeError, Posted, Tracked};
use crate::texts::Texts;

#[derive(Deserialize)]
pub(super) struct Access {
    pub(super) key: Option<String>,
    pub(super) lang: Option<String>,
    #[serde(default)]
    new: u8,
}

#[derive(Deserialize)]
pub(super) struct Find {
    number: Option<String>,
    key: Option<String>,
}

/// The form on the first page that asks for number and key.
pub(super) async fn find(
    State(shared): State<Shared>,
    Query(find): Query<Find>,
    headers: HeaderMap,
) -> Response {
    let number = find.number.as_deref().unwrap_or_default().trim().parse::<DossierNumber>();
    let key = find.key.as_deref().unwrap_or_default().trim().parse::<AccessKey>();
    match (number, key) {
        (Ok(number), Ok(key)) => {
            Redirect::to(&format!("/dossiers/{number}?key={key}")).into_response()
        }
        _ => page::error(
            &shared.office,
            page::texts(None, &headers),
            &OfficeError::NoDossier,
            Some("/".into()),
        ),
    }
}

/// The dossier that number and key open; wrong ones are counted.
pub(super) fn opened(
    shared: &Shared,
    from: SocketAddr,
    number: &str,
    key: Option<&str>,
) -> Result<Tracked, OfficeError> {
    let who = format!("key {}", source(from.ip()));
    if !shared.attempts.may_try(&who, KEY_FAILURES) {
        return Err(OfficeError::Busy);
    }
    let tracked =
        match (number.parse::<DossierNumber>(), key.unwrap_or_default().parse::<AccessKey>()) {
            (Ok(number), Ok(key)) => shared.office.track(number, &key),
            _ => Err(OfficeError::NoDossier),
        };
    tracked.inspect_err(|error| {
        if matches!(error, OfficeError::NoDossier) {
            shared.attempts.failed(&who);
        }
    })
}

#[derive(Template)]
#[template(path = "tracked.html")]
struct Page {
    frame: Frame,
    procedure: String,
    number: String,
    key: String,
    is_new: bool,
    status: String,
    complete_link: Option<String>,
    demands: Vec<String>,
    actions: Vec<ActionView>,
    charges: Vec<(String, String, String, i64)>,
    timeline: Vec<TimelineView>,
    documents: Vec<DocumentView>,
    messages: Vec<(String, String)>,
    receipt: Vec<(String, String)>,
    answers: Vec<(String, String)>,
    may_withdraw: bool,
}

pub(in super::super) struct ActionView {
    pub(in super::super) key: String,
    pub(in super::super) label: String,
    pub(in super::super) form: bool,
}

struct DocumentView {
    title: String,
    paragraphs: Vec<String>,
    lines: Vec<(String, String)>,
}

/// The actions that a party may take today.
pub(in super::super) fn action_views(
    tracked: &Tracked,
    party: Party,
    today: Date,
    t: &Texts,
) -> Vec<ActionView> {
    let view =
        |a: &Action| ActionView { key: a.key.clone(), label: say(&a.label, t), form: a.form };
    tracked.state.open_actions(party, today).map(view).collect()
}

pub(super) async fn show(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(access.lang.as_deref(), &headers);
    match opened(&shared, from, &number, access.key.as_deref()) {
        Ok(tracked) => {
            let t = access
                .lang
                .as_deref()
                .map_or_else(|| Texts::for_lang(&tracked.state.lang), Texts::for_lang);
            tracked_page(&shared, t, tracked, &access).await
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/".into())),
    }
}

async fn tracked_page(
    shared: &Shared,
    t: &'static Texts,
    tracked: Tracked,
    access: &Access,
) -> Response {
    let key = access.key.clone().unwrap_or_default();
    let number = tracked.number.to_string();
    let answers = match shared.office.applied_form(&tracked, t.lang()).await {
        Ok(form) => answer_rows(&form, &tracked.state.dossier.answers, t),
        // A procedure that has a fault does not hide the dossier.
        Err(_) => vec![],
    };
    let effects = || tracked.state.outbox.iter().map(|item| &item.effect);
    let document = |d: &Document| DocumentView {
        title: say(&d.title, t),
        paragraphs: d.paragraphs.iter().map(|p| say(p, t)).collect(),
        lines: d
            .lines
            .iter()
            .map(|l| {
                (
                    say(&l.label, t),
                    l.words.as_ref().map_or_else(|| t.value(&l.value, None), |w| say(w, t)),
                )
            })
            .collect(),
    };
    let demands = tracked.state.demand.iter().flat_map(|d| {
        d.pieces.iter().map(|p| {
            t.with(
                "piece",
                &[
                    ("label", say(&p.label, t).into()),
                    ("why", say(&p.why, t).into()),
                    ("until", t.date(d.until).into()),
                ],
            )
        })
    });
    let waiting =
        tracked.state.dossier.phase == Phase::WaitingForApplicant && tracked.state.demand.is_some();
    let template = Page {
        frame: Frame {
            lang_extra: format!("&key={key}"),
            ..Frame::of(&shared.office, &tracked.installed, t)
        },
        procedure: words(&tracked.installed.manifest().title, t).to_owned(),
        is_new: access.new == 1,
        status: say(&tracked.state.status, t),
        complete_link: waiting.then(|| format!("/dossiers/{number}/complete?key={key}")),
        demands: demands.collect(),
        actions: action_views(&tracked, Party::Applicant, shared.office.now().today(), t),
        charges: charge_rows(&tracked, t),
        timeline: timeline(&tracked, t),
        documents: effects()
            .filter_map(|e| match e {
                Effect::Issue(d) => Some(document(d)),
                _ => None,
            })
            .collect(),
        messages: effects()
            .filter_map(|e| match e {
                Effect::Notify(m) => Some((say(&m.subject, t), say(&m.body, t))),
                _ => None,
            })
            .collect(),
        receipt: receipt_rows(&tracked.receipt, t),
        answers,
        may_withdraw: tracked.state.may_withdraw(),
        number,
        key,
    };
    html(StatusCode::OK, &template)
}

/// A copy of everything that the town holds of a dossier.
pub(super) async fn copy(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let tracked = opened(&shared, from, &number, access.key.as_deref())?;
        let (office, number) = (shared.office.clone(), tracked.number);
        // It reads files, which other requests need not wait for.
        let copy = tokio::task::spawn_blocking(move || office.copy_of(&tracked)).await;
        Ok((copy.map_err(|e| OfficeError::Sandbox(e.to_string()))??, number))
    };
    match work.await {
        Ok((bytes, number)) => {
            let named = format!("attachment; filename=\"{number}.zip\"");
            let headers = [
                (header::CONTENT_TYPE, "application/zip".to_owned()),
                (header::CONTENT_DISPOSITION, named),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err::<_, OfficeError>(error) => {
            let t = page::texts(access.lang.as_deref(), &headers);
            page::error(&shared.office, t, &error, Some("/".into()))
        }
    }
}

/// The page of something to be filled in with a dossier.
pub(in super::super) struct Filling<'a> {
    pub(in super::super) t: &'static Texts,
    pub(in super::super) title: String,
    pub(in super::super) action: String,
    pub(in super::super) back: String,
    pub(in super::super) tracked: &'a Tracked,
}

/// Every page of an action's form at once: they are short.
pub(in super::super) fn action_page(
    shared: &Shared,
    filling: &Filling<'_>,
    shown: &ActionForm,
    status: StatusCode,
) -> Response {
    let t = filling.t;
    let (mut blocks, mut problems, mut multipart, mut live) =
        (Vec::new(), Vec::new(), false, false);
    let suggest = Suggest { from: shared.office.addresses(), to: shown.looked_up.as_deref() };
    for form_page in shown.form.pages() {
        let made = page::form_page(
            form_page,
            &shown.form,
            &shown.answers,
            &shown.rejected,
            &shown.problems,
            suggest,
            t,
        );
        blocks.extend(made.blocks);
        // A problem of the whole form is said once.
        problems.extend(made.problems.into_iter().filter(|p| p.anchor.is_some()));
        multipart |= made.multipart;
        live |= made.live;
    }
    let whole = shown.problems.iter().filter(|p| p.path.is_none());
    problems.extend(whole.map(|p| page::ProblemView { anchor: None, message: p.message.clone() }));
    html(
        status,
        &Fill {
            frame: Frame::of(&shared.office, &filling.tracked.installed, t),
            procedure: words(&filling.tracked.installed.manifest().title, t).to_owned(),
            page_title: filling.title.clone(),
            step: None,
            draft: None,
            problems,
            blocks,
            action: filling.action.clone(),
            submit_label: t.text("confirm").into_owned(),
            back: Some(filling.back.clone()),
            multipart,
            live,
            show_languages: false,
        },
    )
}

fn filling<'a>(
    tracked: &'a Tracked,
    t: &'static Texts,
    what: &str,
    title: String,
    key: &str,
) -> Filling<'a> {
    let number = tracked.number;
    Filling {
        t,
        title,
        action: format!("/dossiers/{number}/{what}?key={key}"),
        back: format!("/dossiers/{number}?key={key}"),
        tracked,
    }
}

pub(super) async fn action_form(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path((number, action)): Path<(String, String)>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let key = access.key.clone().unwrap_or_default();
        let tracked = opened(&shared, from, &number, Some(&key))?;
        let t = Texts::for_lang(&tracked.state.lang);
        let shown =
            shared.office.open_action(tracked.number, &action, Party::Applicant, t.lang()).await?;
        let title = title_of(&tracked, &action, t);
        Ok(action_page(
            &shared,
            &filling(&tracked, t, &format!("actions/{action}"), title, &key),
            &shown,
            StatusCode::OK,
        ))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/".into()))
    })
}

/// The label of an action.
pub(in super::super) fn title_of(tracked: &Tracked, action: &str, t: &Texts) -> String {
    tracked
        .state
        .actions
        .iter()
        .find(|a| a.key == action)
        .map_or_else(|| action.to_owned(), |a| say(&a.label, t))
}

/// The key stands in the query or, where a button alone was pressed, in the form.
fn key_in(access: &Access, posted: &Posted) -> String {
    let input =
        posted.inputs.iter().find(|(name, _)| name == "key").map(|(_, value)| value.clone());
    access.key.clone().or(input).unwrap_or_default()
}

pub(super) async fn act(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path((number, action)): Path<(String, String)>,
    Query(access): Query<Access>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let posted = upload::posted(&shared, None, request).await?;
        let key = key_in(&access, &posted);
        let tracked = opened(&shared, from, &number, Some(&key))?;
        let t = Texts::for_lang(&tracked.state.lang);
        match shared
            .office
            .post_action(tracked.number, Actor::Applicant, &action, posted, t.lang())
            .await?
        {
            None => {
                Ok(Redirect::to(&format!("/dossiers/{}?key={key}", tracked.number)).into_response())
            }
            Some(shown) => {
                let title = title_of(&tracked, &action, t);
                Ok(action_page(
                    &shared,
                    &filling(&tracked, t, &format!("actions/{action}"), title, &key),
                    &shown,
                    StatusCode::UNPROCESSABLE_ENTITY,
                ))
            }
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/".into()))
    })
}

pub(super) async fn completion_form(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let key = access.key.clone().unwrap_or_default();
        let tracked = opened(&shared, from, &number, Some(&key))?;
        let t = Texts::for_lang(&tracked.state.lang);
        let shown = shared.office.open_completion(tracked.number, t.lang()).await?;
        Ok(action_page(
            &shared,
            &filling(&tracked, t, "complete", t.text("complete").into_owned(), &key),
            &shown,
            StatusCode::OK,
        ))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/".into()))
    })
}

pub(super) async fn complete(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let key = access.key.clone().unwrap_or_default();
        let tracked = opened(&shared, from, &number, Some(&key))?;
        let t = Texts::for_lang(&tracked.state.lang);
        let posted =
            upload::posted(&shared, Some(shared.office.uploader_of(tracked.number)), request)
                .await?;
        match shared.office.post_completion(tracked.number, posted, t.lang()).await? {
            None => {
                Ok(Redirect::to(&format!("/dossiers/{}?key={key}", tracked.number)).into_response())
            }
            Some(shown) => Ok(action_page(
                &shared,
                &filling(&tracked, t, "complete", t.text("complete").into_owned(), &key),
                &shown,
                StatusCode::UNPROCESSABLE_ENTITY,
            )),
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/".into()))
    })
}

pub(super) async fn withdraw(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let posted = upload::posted(&shared, None, request).await?;
        let key = key_in(&access, &posted);
        let tracked = opened(&shared, from, &number, Some(&key))?;
        shared.office.withdraw(tracked.number, &tracked.state.lang).await?;
        Ok(Redirect::to(&format!("/dossiers/{}?key={key}", tracked.number)).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/".into()))
    })
}
