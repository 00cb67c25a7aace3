//! Signing in at the desk, and out again.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies;
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use super::admitted::Entered;
use crate::limits::http::SIGN_IN_FAILURES;
use crate::limits::staff::CODE_FAILURES;
use crate::office::{OfficeError, Session};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    problem: Option<String>,
}

pub(super) async fn sign_in_page(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    html(StatusCode::OK, &SignInPage { frame: Frame::new(&shared.office, t), problem: None })
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
}

pub(super) async fn sign_in(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
    axum::Form(given): axum::Form<Credentials>,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let who = format!("sign-in {}", given.name.chars().take(100).collect::<String>());
    let refused = |status, key: &str| {
        html(
            status,
            &SignInPage {
                frame: Frame::new(&shared.office, t),
                problem: Some(t.text(key).into_owned()),
            },
        )
    };
    if !shared.attempts.may_try(&who, SIGN_IN_FAILURES) {
        return refused(StatusCode::TOO_MANY_REQUESTS, "desk-wait");
    }
    match shared.office.sign_in(&given.name, &given.password).await {
        Ok(session) => entered(&shared, jar, t, &session),
        Err(OfficeError::SignIn) => {
            shared.attempts.failed(&who);
            refused(StatusCode::UNAUTHORIZED, "desk-wrong")
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/sign-in".into())),
    }
}

/// Lets somebody in whose first step was good, or asks for the second one.
pub(super) fn entered(
    shared: &Shared,
    jar: PrivateCookieJar,
    t: &'static Texts,
    session: &Session,
) -> Response {
    let office = &shared.office;
    match office.agent(&session.agent) {
        Ok(Some(agent)) if agent.proves_twice() && !session.vouched => {
            let to = format!("/desk/sign-in/code?lang={}", t.lang());
            (cookies::first_step(jar, session, office), Redirect::to(&to)).into_response()
        }
        Ok(_) => (cookies::signed_in(jar, session, office), Redirect::to("/desk")).into_response(),
        Err(error) => page::error(office, t, &error, Some("/desk/sign-in".into())),
    }
}

#[derive(Template)]
#[template(path = "desk/step.html")]
struct StepPage {
    frame: Frame,
    problem: Option<String>,
}

pub(super) async fn step_page(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    html(StatusCode::OK, &StepPage { frame: Frame::new(&shared.office, t), problem: None })
}

#[derive(Deserialize)]
pub(super) struct Code {
    pub(super) code: String,
}

pub(super) async fn step(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
    axum::Form(given): axum::Form<Code>,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let Some(first) = cookies::between_steps(&jar, shared.office.now().seconds()) else {
        return Redirect::to(&format!("/desk/sign-in?lang={}", t.lang())).into_response();
    };
    let refused = |status, key: &str| {
        let problem = Some(t.text(key).into_owned());
        html(status, &StepPage { frame: Frame::new(&shared.office, t), problem })
    };
    if !shared.codes.may_try(&first.agent, CODE_FAILURES) {
        return refused(StatusCode::TOO_MANY_REQUESTS, "second-wait");
    }
    match shared.office.second_step(&first, &given.code).await {
        Ok(()) => {
            let jar = cookies::signed_in(cookies::stepped(jar), &first, &shared.office);
            (jar, Redirect::to("/desk")).into_response()
        }
        Err(OfficeError::SignIn) => {
            shared.codes.failed(&first.agent);
            refused(StatusCode::UNAUTHORIZED, "second-wrong")
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/sign-in".into())),
    }
}

/// Ends all sessions of the agent, on whatever device: what a cookie was copied to ends too.
pub(super) async fn sign_out(
    entered: Result<Entered, Response>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
) -> Response {
    if let Ok(Entered { agent, .. }) = entered
        && let Err(error) = shared.office.end_sessions(&agent.name).await
    {
        let t = page::texts(None, &headers);
        return page::error(&shared.office, t, &error, Some("/desk".into()));
    }
    (cookies::signed_out(jar), Redirect::to("/desk/sign-in")).into_response()
}
