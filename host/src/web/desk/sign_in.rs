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
use crate::identity::IdentityError;
use crate::limits::http::SIGN_IN_FAILURES;
use crate::limits::staff::CODE_FAILURES;
use crate::office::{OfficeError, Session};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    problem: Option<String>,
    /// The agents' identity provider.
    provider: Option<String>,
}

/// The page to sign in at, with what went wrong.
fn sign_in_at(
    shared: &Shared,
    t: &'static Texts,
    status: StatusCode,
    problem: Option<String>,
) -> Response {
    let provider = shared.office.desk_provider().map(str::to_owned);
    html(status, &SignInPage { frame: Frame::new(&shared.office, t), problem, provider })
}

pub(super) async fn sign_in_page(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    sign_in_at(&shared, t, StatusCode::OK, None)
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
    let refused =
        |status, key: &str| sign_in_at(&shared, t, status, Some(t.text(key).into_owned()));
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

pub(super) async fn to_provider(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match shared.office.begin_desk_sign_in().await {
        Ok((url, signing_in)) => {
            let jar = cookies::sent_to_provider(jar, signing_in, &shared.office);
            (jar, Redirect::to(&url)).into_response()
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/sign-in".into())),
    }
}

/// What the provider sends somebody back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6).
#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
}

pub(super) async fn from_provider(
    State(shared): State<Shared>,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
    jar: PrivateCookieJar,
) -> Response {
    let t = page::texts(None, &headers);
    let (signing_in, jar) = cookies::back_from_provider(jar, &shared.office);
    let work = async {
        let unfinished = |why| Err(OfficeError::SignInFailed(why));
        let (Some(signing_in), Some(state)) = (signing_in, answer.state) else {
            return unfinished(IdentityError::Unknown);
        };
        let Some(code) = answer.code else { return unfinished(IdentityError::Cancelled) };
        shared.office.finish_desk_sign_in(signing_in, &state, &code).await
    };
    match work.await {
        Ok(session) => entered(&shared, jar, t, &session),
        Err(OfficeError::SignIn) => {
            let unknown = t.text("desk-unknown").into_owned();
            (jar, sign_in_at(&shared, t, StatusCode::FORBIDDEN, Some(unknown))).into_response()
        }
        Err(error) => {
            let page = page::error(&shared.office, t, &error, Some("/desk/sign-in".into()));
            (jar, page).into_response()
        }
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
