//! An agent sets up their second proof: a device that shows codes.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;

use super::super::Shared;
use super::super::cookies;
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use super::Bar;
use super::admitted::Entered;
use super::sign_in::Code;
use crate::limits::staff::CODE_FAILURES;
use crate::office::OfficeError;
use crate::staff::{Agent, Role};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/second.html")]
struct SecondPage {
    frame: Frame,
    bar: Bar,
    problem: Option<String>,
    /// Whether they cannot go on without.
    must: bool,
    /// Whether a device works already.
    works: bool,
    /// What is typed into the device, where one is being set up.
    typed: Option<String>,
    /// Codes for the paper, shown once.
    papers: Vec<String>,
}

fn shown(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    problem: Option<(StatusCode, &str)>,
    papers: Vec<String>,
) -> Response {
    let device = shared.office.device_of(agent).filter(|_| !agent.proves_twice());
    let status = problem.map_or(StatusCode::OK, |(status, _)| status);
    html(
        status,
        &SecondPage {
            frame: Frame::new(&shared.office, t),
            bar: Bar::of(shared, agent),
            problem: problem.map(|(_, key)| t.text(key).into_owned()),
            must: agent.is(Role::Administrator) && !agent.proves_twice(),
            works: agent.proves_twice(),
            typed: device.map(|device| device.typed()),
            papers,
        },
    )
}

pub(super) async fn page(
    Entered { agent, .. }: Entered,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    shown(&shared, &agent, page::texts(lang.lang.as_deref(), &headers), None, vec![])
}

pub(super) async fn begin(
    Entered { agent, .. }: Entered,
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    match shared.office.begin_second(&agent.name).await {
        Ok(_) | Err(OfficeError::Changed) => Redirect::to("/desk/me/second").into_response(),
        Err(error) => {
            page::error(&shared.office, page::texts(None, &headers), &error, Some("/desk".into()))
        }
    }
}

/// The picture that a device reads, until one works.
pub(super) async fn picture(
    Entered { agent, .. }: Entered,
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    let device = shared.office.device_of(&agent).filter(|_| !agent.proves_twice());
    let code = device.and_then(|d| d.link()).and_then(|link| QRBuilder::new(link).build().ok());
    match code {
        Some(code) => (
            [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")],
            SvgBuilder::default().to_str(&code),
        )
            .into_response(),
        None => {
            let t = page::texts(None, &headers);
            page::error(&shared.office, t, &OfficeError::NoPage, Some("/desk".into()))
        }
    }
}

pub(super) async fn confirm(
    Entered { agent, .. }: Entered,
    State(shared): State<Shared>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
    axum::Form(given): axum::Form<Code>,
) -> Response {
    let t = page::texts(None, &headers);
    if !shared.codes.may_try(&agent.name, CODE_FAILURES) {
        let wait = (StatusCode::TOO_MANY_REQUESTS, "second-wait");
        return shown(&shared, &agent, t, Some(wait), vec![]);
    }
    match shared.office.confirm_second(&agent.name, &given.code).await {
        Ok((papers, session)) => {
            let agent = shared.office.agent(&agent.name).ok().flatten().unwrap_or(agent);
            let page = shown(&shared, &agent, t, None, papers);
            (cookies::signed_in(jar, &session, &shared.office), page).into_response()
        }
        Err(OfficeError::SignIn) => {
            shared.codes.failed(&agent.name);
            let wrong = (StatusCode::UNPROCESSABLE_ENTITY, "second-wrong");
            shown(&shared, &agent, t, Some(wrong), vec![])
        }
        Err(OfficeError::Changed) => Redirect::to("/desk/me/second").into_response(),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}
