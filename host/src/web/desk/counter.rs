//! The counter: an agent fills a form in with, or for, somebody.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;

use super::super::Shared;
use super::super::cookies;
use super::super::page::{self, Frame, html, posted_line, words};
use super::super::portal::{Lang, upload};
use super::admitted::{Act, Admitted};
use super::dossier::called;
use crate::contract::{Assurance, Date};
use crate::dossier::DraftKey;
use crate::office::{AtCounter, Installed, OfficeError, Posted, Tracked, Uploader};
use crate::staff::{Agent, What};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/counter.html")]
struct Counter {
    frame: Frame,
    /// What has to be put right.
    problem: Option<String>,
    given: Given,
    /// Id, title, whether it is chosen, and whether the agent has to vouch.
    procedures: Vec<(String, String, bool, bool)>,
    languages: Vec<&'static Texts>,
    today: String,
    /// What this agent has begun: the procedure, when it was last saved, and its link.
    begun: Vec<(String, String, String)>,
}

/// What was typed, so that nothing of it is lost.
#[derive(Default)]
struct Given {
    procedure: String,
    lang: String,
    reason: String,
    arrived: String,
    vouched: String,
}

pub(super) async fn ask(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let given = Given { lang: "fr".into(), ..Given::default() };
    shown(&shared, t, &agent, given, None)
}

fn shown(
    shared: &Shared,
    t: &'static Texts,
    agent: &Agent,
    given: Given,
    problem: Option<String>,
) -> Response {
    let office = &shared.office;
    let drafts = match office.drafts_at_counter(&agent.name) {
        Ok(drafts) => drafts,
        Err(error) => return page::error(office, t, &error, Some("/desk".into())),
    };
    let title = |id: &str| {
        let installed = office.installed(id).ok()?;
        Some(words(&installed.manifest().title, t).to_owned())
    };
    let begun = drafts.iter().filter_map(|begun| {
        let link = format!("/desk/counter/{}", begun.key);
        Some((title(&begun.procedure)?, t.moment(begun.saved), link))
    });
    let catalogue = office.catalogue();
    let theirs =
        |installed: &&Arc<Installed>| office.may(agent, What::Act, Some(&installed.manifest().id));
    let offered = catalogue.all().filter(theirs).map(|installed| {
        let manifest = installed.manifest();
        let id = manifest.id.to_string();
        let vouch = manifest.identity.minimum > Assurance::None;
        (id.clone(), words(&manifest.title, t).to_owned(), id == given.procedure, vouch)
    });
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let template = Counter {
        frame: Frame::new(office, t),
        problem,
        procedures: offered.collect(),
        languages: Texts::all().collect(),
        today: office.now().today().to_string(),
        begun: begun.collect(),
        given,
    };
    html(status, &template)
}

pub(super) async fn begin(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let key = shared.office.counter_key();
    let posted = upload::posted(&shared, Some(Uploader::Draft(key.id())), request).await;
    let Posted { inputs, uploads, refused } = match posted {
        Ok(posted) => posted,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk/counter".into())),
    };
    let input = |wanted: &str| {
        let input = inputs.iter().find(|(name, _)| name == wanted);
        input.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let given = Given {
        procedure: input("procedure"),
        lang: input("lang"),
        reason: input("reason"),
        arrived: input("arrived"),
        vouched: input("vouched"),
    };
    if let Some((_, file, fault)) = refused.first() {
        let problem = fault.message(file, t);
        return shown(&shared, t, &agent, given, Some(problem));
    }
    let arrived: Option<Date> = given.arrived.parse().ok();
    if arrived.is_none() && !given.arrived.is_empty() {
        let problem = t.text("check-date").into_owned();
        return shown(&shared, t, &agent, given, Some(problem));
    }
    let at_counter = AtCounter {
        procedure: given.procedure.clone(),
        lang: given.lang.clone(),
        reason: given.reason.clone(),
        arrived,
        vouched: given.vouched.clone(),
        scans: uploads.into_iter().map(|(_, file)| file).collect(),
    };
    match shared.office.begin_at_counter(key, &agent, at_counter, t).await {
        Ok(visitor) => opened(&shared, jar, &visitor.key),
        Err(OfficeError::Invalid(problem)) => shown(&shared, t, &agent, given, Some(problem)),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/counter".into())),
    }
}

/// Goes on with a draft of this agent.
pub(super) async fn resume(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(key): Path<String>,
    jar: PrivateCookieJar,
    headers: HeaderMap,
) -> Response {
    let own = || {
        let key: DraftKey = key.parse().map_err(|_| OfficeError::NoDraft)?;
        let own = shared.office.is_at_counter(&key, &agent.name)?;
        if own { Ok(key) } else { Err(OfficeError::NoDraft) }
    };
    match own() {
        Ok(key) => opened(&shared, jar, &key),
        Err(error) => {
            let t = page::texts(None, &headers);
            page::error(&shared.office, t, &error, Some("/desk/counter".into()))
        }
    }
}

/// What is said at the desk of how a dossier came in, and of its notification by post.
pub(super) fn on_paper(shared: &Shared, tracked: &Tracked, t: &Texts) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(counter) = &tracked.state.counter {
        let agent = ("agent", called(shared, &counter.agent).into());
        lines.push(t.with("counter-filled", &[agent, ("reason", counter.reason.clone().into())]));
        let vouched = counter.vouched.iter();
        lines.extend(
            vouched.map(|how| t.with("counter-filled-vouched", &[("how", how.clone().into())])),
        );
    }
    if let Some(arrived) = &tracked.state.arrived {
        lines.push(t.with("counter-filled-arrived", &[("day", t.date(arrived.date).into())]));
    }
    lines.extend(posted_line(tracked, t));
    lines
}

fn opened(shared: &Shared, jar: PrivateCookieJar, key: &DraftKey) -> Response {
    let jar = cookies::at_counter(jar, key, &shared.office);
    (jar, Redirect::to(&format!("/drafts/{key}"))).into_response()
}
