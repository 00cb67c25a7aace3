//! What agents say of themselves: their password, and when they are away.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies;
use super::super::page::{self, Frame, ProblemView, html};
use super::Bar;
use super::admitted::Present;
use super::people::{Choice, roles_of, teams_of};
use crate::limits::http::SIGN_IN_FAILURES;
use crate::limits::staff::{PASSWORD_LEAST, PASSWORD_MOST};
use crate::office::{Filter, OfficeError};
use crate::staff::Agent;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/me.html")]
struct Me {
    frame: Frame,
    bar: Bar,
    problems: Vec<ProblemView>,
    done: bool,
    name: String,
    called: String,
    quality: String,
    roles: String,
    teams: String,
    /// Whether a second proof is asked for.
    works: bool,
    until: String,
    deputies: Vec<Choice>,
    rule: String,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    lang: Option<String>,
    done: Option<String>,
}

pub(super) async fn page(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(wanted.lang.as_deref(), &headers);
    shown(&shared, &agent, t, wanted.done.is_some(), None)
}

fn shown(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    done: bool,
    problem: Option<String>,
) -> Response {
    let all = match shared.office.agents() {
        Ok(all) => all,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk".into())),
    };
    let absence = agent.absence.as_ref();
    let others = all.iter().filter(|other| other.name != agent.name && !other.disabled);
    let deputy = |other: &Agent| Choice {
        key: other.name.clone(),
        label: other.called(),
        chosen: absence.is_some_and(|away| away.deputy == other.name),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problem = problem.map(|message| ProblemView { anchor: None, message });
    html(
        status,
        &Me {
            frame: Frame::new(&shared.office, t),
            bar: Bar::of(shared, agent),
            problems: problem.into_iter().collect(),
            done,
            name: agent.name.clone(),
            called: agent.called(),
            quality: agent.quality.clone(),
            roles: roles_of(agent, t),
            teams: teams_of(shared, agent),
            works: agent.proves_twice(),
            until: absence.map_or_else(String::new, |away| away.until.to_string()),
            deputies: others.map(deputy).collect(),
            rule: t.with(
                "desk-password-rule",
                &[("least", PASSWORD_LEAST.into()), ("most", PASSWORD_MOST.into())],
            ),
        },
    )
}

#[derive(Deserialize)]
pub(super) struct Passwords {
    old: String,
    new: String,
}

pub(super) async fn password(
    Present(agent): Present,
    State(shared): State<Shared>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
    axum::Form(passwords): axum::Form<Passwords>,
) -> Response {
    let t = page::texts(None, &headers);
    let who = format!("sign-in {}", agent.name);
    if !shared.attempts.may_try(&who, SIGN_IN_FAILURES) {
        return shown(&shared, &agent, t, false, Some(t.text("desk-wait").into_owned()));
    }
    let Passwords { old, new } = passwords;
    match shared.office.choose_password(&agent.name, &old, &new, t).await {
        Ok(session) => (
            cookies::signed_in(jar, &session, &shared.office),
            Redirect::to("/desk/me?done=password"),
        )
            .into_response(),
        Err(OfficeError::SignIn) => {
            shared.attempts.failed(&who);
            shown(&shared, &agent, t, false, Some(t.text("desk-wrong").into_owned()))
        }
        Err(OfficeError::Invalid(problem)) => shown(&shared, &agent, t, false, Some(problem)),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/me".into())),
    }
}

#[derive(Deserialize)]
pub(super) struct Away {
    until: String,
    deputy: String,
}

pub(super) async fn absence(
    Present(agent): Present,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(away): axum::Form<Away>,
) -> Response {
    let t = page::texts(None, &headers);
    match shared.office.goes_away(&agent.name, away.until.trim(), away.deputy.trim(), t).await {
        Ok(()) => Redirect::to("/desk/me?done=absence").into_response(),
        Err(OfficeError::Invalid(problem)) => shown(&shared, &agent, t, false, Some(problem)),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/me".into())),
    }
}

#[derive(Deserialize)]
pub(super) struct Kept {
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    off: String,
}

/// Keeps a filter of the queue, or keeps it no longer.
pub(super) async fn keep_filter(
    Present(agent): Present,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(kept): axum::Form<Kept>,
) -> Response {
    let t = page::texts(None, &headers);
    let filter = filter_of(&kept.query);
    let filter = Some(&filter).filter(|_| kept.off.is_empty());
    match shared.office.keep_filter(&agent, &kept.name, filter, t).await {
        Ok(()) => {
            let query = filter.map(Filter::query).unwrap_or_default();
            Redirect::to(&format!("/desk?{query}")).into_response()
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

/// A filter from what stands in an address.
fn filter_of(query: &str) -> Filter {
    let uri = format!("/?{query}").parse::<axum::http::Uri>().ok();
    let filter = uri.and_then(|uri| Query::<Filter>::try_from_uri(&uri).ok());
    filter.map(|Query(filter)| filter).unwrap_or_default()
}
