//! Commissions: what a procedure proposes, what the commission keeps of it, and the minutes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, ReasonView, html, reason_view, words};
use super::super::portal::Lang;
use super::admitted::{Act, Admitted, Present};
use super::{Bar, Inputs};
use crate::office::{Closing, Minutes, OfficeError, Outcome};
use crate::staff::Agent;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/commissions.html")]
struct ListPage {
    frame: Frame,
    bar: Bar,
    /// Id and title.
    procedures: Vec<(String, String)>,
    minutes: Vec<MinutesRow>,
}

struct MinutesRow {
    id: u32,
    procedure: String,
    key: String,
    at: String,
}

pub(super) async fn list(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = &shared.office;
    match office.minutes(&agent) {
        Ok(minutes) => {
            let row = |session: &Minutes| MinutesRow {
                id: session.id,
                procedure: title(&shared, session, t),
                key: session.key.clone(),
                at: t.moment(office.moment(session.at / 1_000)),
            };
            let ranking = office.ranking(&agent);
            let procedure = |i: &std::sync::Arc<crate::office::Installed>| {
                (i.manifest().id.to_string(), words(&i.manifest().title, t).to_owned())
            };
            html(
                StatusCode::OK,
                &ListPage {
                    frame: Frame::new(office, t),
                    bar: Bar::of(&shared, &agent),
                    procedures: ranking.iter().map(procedure).collect(),
                    minutes: minutes.iter().map(row).collect(),
                },
            )
        }
        Err(error) => page::error(office, t, &error, Some("/desk".into())),
    }
}

fn title(shared: &Shared, session: &Minutes, t: &Texts) -> String {
    shared.office.installed(&session.procedure).map_or_else(
        |_| session.procedure.to_string(),
        |installed| words(&installed.manifest().title, t).to_owned(),
    )
}

#[derive(Template)]
#[template(path = "desk/commission.html")]
struct SessionPage {
    frame: Frame,
    bar: Bar,
    id: String,
    procedure: String,
    key: String,
    digest: String,
    members: String,
    problem: Option<String>,
    rows: Vec<ProposalRow>,
}

struct ProposalRow {
    number: String,
    rank: u32,
    score: String,
    action: String,
    reasons: Vec<ReasonView>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    key: String,
    lang: Option<String>,
}

pub(super) async fn proposed(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(Key { key, lang }): Query<Key>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.as_deref(), &headers);
    shown(&shared, &agent, &id, key.trim(), String::new(), None, t).await
}

async fn shown(
    shared: &Shared,
    agent: &Agent,
    id: &str,
    key: &str,
    members: String,
    problem: Option<String>,
    t: &'static Texts,
) -> Response {
    let office = &shared.office;
    let work = async {
        let deliberation = office.deliberate(agent, id, key, t.lang()).await?;
        let installed = office.installed(id)?;
        let rows = deliberation.proposals.iter().zip(&deliberation.scores);
        let row = |(p, score): (&crate::contract::Proposal, &Option<i64>)| ProposalRow {
            number: p.number.clone(),
            rank: p.rank,
            score: score.map_or_else(String::new, |score| score.to_string()),
            action: p.act.as_ref().map_or_else(String::new, |act| act.key.clone()),
            reasons: p.reasons.iter().map(|reason| reason_view(reason, t)).collect(),
        };
        let status =
            if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(html(
            status,
            &SessionPage {
                frame: Frame {
                    lang_extra: format!("&key={key}"),
                    ..Frame::of(office, &installed, t)
                },
                bar: Bar::of(shared, agent),
                id: id.to_owned(),
                procedure: words(&installed.manifest().title, t).to_owned(),
                key: key.to_owned(),
                digest: deliberation.digest.to_string(),
                members,
                problem,
                rows: rows.map(row).collect(),
            },
        ))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(office, t, &error, Some("/desk/commissions".into()))
    })
}

pub(super) async fn close(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let key = inputs.one("key").unwrap_or_default().to_owned();
    let members = inputs.one("members").unwrap_or_default().to_owned();
    let kept: Vec<_> = inputs.all("number").filter_map(|number| number.parse().ok()).collect();
    let digest = inputs.one("digest").unwrap_or_default();
    let closing = Closing { key: &key, kept: &kept, members: &members, digest };
    let closed = shared.office.close_session(&agent, &id, &closing, t.lang()).await;
    match closed {
        Ok(minutes) => Redirect::to(&format!("/desk/minutes/{minutes}")).into_response(),
        Err(OfficeError::Invalid(problem)) => {
            shown(&shared, &agent, &id, &key, members, Some(problem), t).await
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/commissions".into())),
    }
}

#[derive(Template)]
#[template(path = "desk/minutes.html")]
struct MinutesPage {
    frame: Frame,
    procedure: String,
    key: String,
    at: String,
    members: String,
    component: String,
    rows: Vec<OutcomeRow>,
}

struct OutcomeRow {
    number: String,
    rank: u32,
    score: String,
    action: String,
    kept: bool,
    failed: Option<String>,
}

/// The minutes of a session, to print.
pub(super) async fn minutes(
    Present(agent): Present,
    State(shared): State<Shared>,
    Path(id): Path<u32>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = &shared.office;
    let found = office.minutes(&agent).and_then(|all| {
        all.into_iter().find(|session| session.id == id).ok_or(OfficeError::NoPage)
    });
    match found {
        Ok(session) => {
            let row = |outcome: &Outcome| OutcomeRow {
                number: outcome.number.to_string(),
                rank: outcome.rank,
                score: outcome.score.map_or_else(String::new, |score| score.to_string()),
                action: outcome.action.clone().unwrap_or_default(),
                kept: outcome.kept,
                failed: outcome.failed.clone(),
            };
            html(
                StatusCode::OK,
                &MinutesPage {
                    frame: Frame::new(office, t),
                    procedure: title(&shared, &session, t),
                    key: session.key.clone(),
                    at: t.moment(office.moment(session.at / 1_000)),
                    members: session.members.clone(),
                    component: session.component.to_string(),
                    rows: session.outcomes.iter().map(row).collect(),
                },
            )
        }
        Err(error) => page::error(office, t, &error, Some("/desk/commissions".into())),
    }
}
