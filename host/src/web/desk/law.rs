//! What agents do with a dossier in terms of the law, beside its procedure: hand it over, invite to
//! put it right, record why rights may be taken back, block its sender; and what falls due.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html, words};
use super::super::portal::Lang;
use super::admitted::{Act, Admitted, On, Present, Read};
use crate::contract::Date;
use crate::dossier::{Administration, DossierNumber, Ground};
use crate::office::OfficeError;
use crate::office::law_wording::{days_left, due_name, law_task};
use crate::staff::What;
use crate::texts::Texts;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/deadlines", get(deadlines))
        .route("/blocked", get(blocked))
        .route("/blocked/{source}", post(unblock))
        .route("/dossiers/{number}/law", get(show))
        .route("/dossiers/{number}/hand-over", post(hand_over))
        .route("/dossiers/{number}/invite", post(invite))
        .route("/dossiers/{number}/take-back", post(take_back))
        .route("/dossiers/{number}/block", post(block))
}

#[derive(Template)]
#[template(path = "desk/law.html")]
struct LawPage {
    frame: Frame,
    number: String,
    procedure: String,
    clock: String,
    /// That its receipt was not sent.
    receipt: String,
    handed: bool,
    /// Whether there are rights that could be taken back.
    rights: bool,
    grounds: Vec<(&'static str, String)>,
}

async fn show(
    On { number, .. }: On<Read>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let work = || {
        let tracked = shared.office.dossier(number)?;
        let law = shared.office.law(tracked.number, &tracked.state)?;
        let ground = |ground: Ground| {
            (ground.name(), t.text(&format!("ground-{}", ground.name())).into_owned())
        };
        Ok(html(
            StatusCode::OK,
            &LawPage {
                frame: Frame::of(&shared.office, &tracked.installed, t),
                number: tracked.number.to_string(),
                procedure: words(&tracked.installed.manifest().title, t).to_owned(),
                clock: law_task(&law, t),
                receipt: shared.office.receipt_missing(&tracked)?.map_or_else(String::new, |due| {
                    t.with("receipt-missing", &[("day", t.date(due).into())])
                }),
                handed: law.handed.is_some(),
                rights: tracked.rights_since().is_some(),
                grounds: Ground::ALL.map(ground).into(),
            },
        ))
    };
    work().unwrap_or_else(|error| refused(&shared, t, &error, number))
}

fn refused(
    shared: &Shared,
    t: &'static Texts,
    error: &OfficeError,
    number: DossierNumber,
) -> Response {
    page::error(&shared.office, t, error, Some(format!("/desk/dossiers/{number}/law")))
}

fn done(number: DossierNumber) -> Response {
    Redirect::to(&format!("/desk/dossiers/{number}")).into_response()
}

async fn hand_over(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(to): axum::Form<Administration>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        shared.office.hand_over(number, &agent.name, to).await?;
        Ok(done(number))
    };
    work.await.unwrap_or_else(|error| refused(&shared, t, &error, number))
}

#[derive(Deserialize)]
struct Invitation {
    /// As browsers write dates: `2026-12-24`.
    until: String,
    formalities: String,
    basis: String,
}

async fn invite(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(given): axum::Form<Invitation>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let until = given.until.trim().parse::<Date>();
        let until =
            until.map_err(|_| OfficeError::Invalid(t.text("irregular-until").into_owned()))?;
        shared.office.invite(number, &agent.name, until, &given.formalities, &given.basis).await?;
        Ok(done(number))
    };
    work.await.unwrap_or_else(|error| refused(&shared, t, &error, number))
}

#[derive(Deserialize)]
struct TakingBack {
    ground: Ground,
    reason: String,
}

async fn take_back(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(given): axum::Form<TakingBack>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        shared.office.record_ground(number, &agent.name, given.ground, &given.reason).await?;
        Ok(done(number))
    };
    work.await.unwrap_or_else(|error| refused(&shared, t, &error, number))
}

#[derive(Deserialize)]
struct Notice {
    notice: String,
}

async fn block(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(given): axum::Form<Notice>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        shared.office.block(number, &agent.name, &given.notice).await?;
        Ok(Redirect::to("/desk/blocked").into_response())
    };
    work.await.unwrap_or_else(|error| refused(&shared, t, &error, number))
}

#[derive(Template)]
#[template(path = "desk/blocked.html")]
struct BlockedPage {
    frame: Frame,
    blocked: Vec<BlockedView>,
}

struct BlockedView {
    source: String,
    number: String,
    notice: String,
    by: String,
    at: String,
}

async fn blocked(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let blocked = match shared.office.blocked() {
        Ok(blocked) => blocked,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk".into())),
    };
    let view = |blocked: crate::office::Blocked| BlockedView {
        source: blocked.source.to_string(),
        number: blocked.number.to_string(),
        notice: blocked.notice,
        by: blocked.by,
        at: t.moment(shared.office.moment(blocked.at)),
    };
    let theirs = |blocked: &crate::office::Blocked| {
        shared.office.let_at(&agent, What::Act, blocked.number).is_ok()
    };
    let blocked = blocked.into_iter().filter(theirs).map(view).collect();
    html(StatusCode::OK, &BlockedPage { frame: Frame::new(&shared.office, t), blocked })
}

async fn unblock(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(source): Path<String>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let source = source.parse().map_err(|_| OfficeError::NoPage)?;
        shared.office.unblock(source, &agent.name).await?;
        Ok(Redirect::to("/desk/blocked").into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/desk/blocked".into()))
    })
}

#[derive(Template)]
#[template(path = "desk/deadlines.html")]
struct DeadlinesPage {
    frame: Frame,
    deadlines: Vec<DeadlineView>,
}

struct DeadlineView {
    number: String,
    procedure: String,
    what: String,
    day: String,
    left: String,
}

async fn deadlines(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let deadlines = match shared.office.deadlines() {
        Ok(deadlines) => deadlines,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk".into())),
    };
    let view = |deadline: crate::office::Deadline| DeadlineView {
        number: deadline.state.dossier.number.clone(),
        procedure: shared.office.installed(&deadline.state.procedure).map_or_else(
            |_| deadline.state.procedure.to_string(),
            |installed| words(&installed.manifest().title, t).to_owned(),
        ),
        what: due_name(deadline.due, t),
        day: t.date(deadline.day),
        left: days_left(deadline.left, t),
    };
    let theirs = |deadline: &crate::office::Deadline| {
        shared.office.may(&agent, What::Read, Some(&deadline.state.procedure))
    };
    let deadlines = deadlines.into_iter().filter(theirs).map(view).collect();
    html(StatusCode::OK, &DeadlinesPage { frame: Frame::new(&shared.office, t), deadlines })
}
