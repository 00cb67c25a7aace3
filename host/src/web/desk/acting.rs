//! What agents do with a dossier: actions with their forms, messages, payments at the counter.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, say};
use super::super::portal::acting::{Filling, action_page, title_of};
use super::super::portal::upload;
use super::admitted::{Act, On};
use super::dossier::{More, did, dossier_page};
use crate::contract::{Party, Problem};
use crate::dossier::{Actor, DossierNumber};
use crate::office::{Happened, OfficeError, Tracked};
use crate::staff::Agent;
use crate::texts::Texts;

/// How many entries the dossier had when the agent looked at it.
#[derive(Deserialize)]
pub(super) struct Looked {
    seen: Option<u32>,
}

/// What an agent fills in with a dossier.
enum Asked<'a> {
    /// The form of an action.
    Action(&'a str),
    /// The applicant's own form, to put answers right or to hand in what came by letter.
    Answers,
}

impl Asked<'_> {
    fn path(&self) -> String {
        match self {
            Self::Action(key) => format!("actions/{key}"),
            Self::Answers => "answers".to_owned(),
        }
    }

    fn title(&self, tracked: &Tracked, t: &Texts) -> String {
        match self {
            Self::Action(key) => title_of(tracked, key, t),
            Self::Answers => t.text("desk-correct").into_owned(),
        }
    }
}

pub(super) async fn action_form(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    Path((_, action)): Path<(String, String)>,
    Query(looked): Query<Looked>,
    headers: HeaderMap,
) -> Response {
    open(&shared, &agent, number, &Asked::Action(&action), looked.seen, &headers).await
}

pub(super) async fn answers_form(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    Query(looked): Query<Looked>,
    headers: HeaderMap,
) -> Response {
    open(&shared, &agent, number, &Asked::Answers, looked.seen, &headers).await
}

async fn open(
    shared: &Shared,
    agent: &Agent,
    number: DossierNumber,
    asked: &Asked<'_>,
    seen: Option<u32>,
    headers: &HeaderMap,
) -> Response {
    let (t, office) = (page::texts(None, headers), &shared.office);
    let work = async {
        let tracked = office.dossier(number)?;
        let opened = match asked {
            Asked::Action(key) => office.open_action(number, key, Party::Agent, t.lang()).await,
            Asked::Answers => office.open_completion(number, t.lang()).await,
        };
        let stale = seen.filter(|seen| *seen != tracked.state.entries);
        match (opened, stale) {
            (Ok(mut shown), stale) => {
                shown
                    .problems
                    .extend(stale.into_iter().flat_map(|s| meanwhile(shared, &tracked, s, t)));
                Ok(action_page(shared, &filling(&tracked, asked, t), &shown, StatusCode::OK))
            }
            (Err(OfficeError::NoAction(_)), Some(seen)) => {
                Ok(lost(shared, t, agent, &tracked, seen, vec![]).await)
            }
            (Err(error), _) => Err(error),
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

fn filling<'a>(tracked: &'a Tracked, asked: &Asked<'_>, t: &'static Texts) -> Filling<'a> {
    let (number, seen) = (tracked.number, tracked.state.entries);
    Filling {
        t,
        title: asked.title(tracked, t),
        action: format!("/desk/dossiers/{number}/{}?seen={seen}", asked.path()),
        back: format!("/desk/dossiers/{number}"),
        tracked,
    }
}

/// Who did what since a dossier had so many entries, as lines above a form.
fn meanwhile(shared: &Shared, tracked: &Tracked, seen: u32, t: &Texts) -> Vec<Problem> {
    let since = tracked.timeline.iter().filter(|happened| happened.entry.index > seen);
    let line = |happened: &Happened| {
        let status = say(&happened.entry.decision.status, t);
        format!("{} {} – {status}", t.moment(happened.at), did(shared, &happened.entry, t))
    };
    let lines = std::iter::once(t.text("meanwhile").into_owned()).chain(since.map(line));
    lines.map(|message| Problem { path: None, message }).collect()
}

/// The dossier with what happened meanwhile, and what was typed, which nothing takes any more.
async fn lost(
    shared: &Shared,
    t: &'static Texts,
    agent: &Agent,
    tracked: &Tracked,
    seen: u32,
    typed: Vec<(String, String)>,
) -> Response {
    let problems = meanwhile(shared, tracked, seen, t);
    let more = More { problems, typed, ..More::default() };
    dossier_page(shared, t, agent, tracked, more, StatusCode::CONFLICT).await
}

pub(super) async fn act(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    Path((_, action)): Path<(String, String)>,
    Query(looked): Query<Looked>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let asked = Asked::Action(&action);
    take(&shared, &agent, number, &asked, looked.seen, &headers, request).await
}

pub(super) async fn correct(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    Query(looked): Query<Looked>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    take(&shared, &agent, number, &Asked::Answers, looked.seen, &headers, request).await
}

async fn take(
    shared: &Shared,
    agent: &Agent,
    number: DossierNumber,
    asked: &Asked<'_>,
    seen: Option<u32>,
    headers: &HeaderMap,
    request: Request,
) -> Response {
    let (t, office) = (page::texts(None, headers), &shared.office);
    let work = async {
        let uploader = match asked {
            Asked::Action(_) => None,
            Asked::Answers => Some(office.uploader_of(number)),
        };
        let posted = upload::posted(shared, uploader, request).await?;
        let mut typed = posted.inputs.clone();
        typed.retain(|(name, value)| !name.starts_with('_') && !value.trim().is_empty());
        let by = Actor::Agent(agent.name.clone());
        let done = match asked {
            Asked::Action(key) => office.post_action(number, by, key, posted, t.lang(), seen).await,
            Asked::Answers => office.post_completion(number, by, posted, t.lang(), seen).await,
        };
        let tracked = office.dossier(number)?;
        match done {
            Ok(None) => Ok(Redirect::to(&format!("/desk/dossiers/{number}")).into_response()),
            Ok(Some(mut shown)) => {
                let status = match shown.stale {
                    Some(seen) => {
                        shown.problems.extend(meanwhile(shared, &tracked, seen, t));
                        StatusCode::CONFLICT
                    }
                    None => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Ok(action_page(shared, &filling(&tracked, asked, t), &shown, status))
            }
            Err(OfficeError::Meanwhile(seen)) => {
                Ok(lost(shared, t, agent, &tracked, seen, typed).await)
            }
            Err(OfficeError::Problems(problems)) => {
                let more = More { problems, ..More::default() };
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(dossier_page(shared, t, agent, &tracked, more, status).await)
            }
            Err(error) => Err(error),
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

#[derive(Deserialize)]
pub(super) struct Message {
    text: String,
    /// What it answers, if something that was asked for.
    asked: Option<u32>,
}

pub(super) async fn message(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(message): axum::Form<Message>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        match message.asked {
            Some(asked) => shared.office.answer(number, &agent.name, asked, &message.text).await?,
            None => {
                let by = Actor::Agent(agent.name);
                shared.office.write_message(number, by, &message.text, vec![]).await?;
            }
        }
        Ok(Redirect::to(&format!("/desk/dossiers/{number}#messages")).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

#[derive(Deserialize)]
pub(super) struct Paid {
    charge: String,
    cents: i64,
}

pub(super) async fn paid(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(paid): axum::Form<Paid>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        shared.office.paid(number, &agent.name, &paid.charge, paid.cents).await?;
        Ok(Redirect::to(&format!("/desk/dossiers/{number}")).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}
