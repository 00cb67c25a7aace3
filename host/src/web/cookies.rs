//! The one cookie: who is signed in at the desk, signed by a secret of the data folder.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, Key, SameSite};

use super::Shared;
use crate::limits::http::SESSION;
use crate::office::{Office, Session};

const NAME: &str = "desk";

pub(super) fn key(office: &Office) -> Key {
    let halves = [office.secret_for("cookies, signing"), office.secret_for("cookies, sealing")];
    Key::from(&halves.concat())
}

/// A cookie for somebody who signed in now.
pub(super) fn signed_in(session: &Session, now: i64) -> Cookie<'static> {
    let until = now + i64::try_from(SESSION.as_secs()).unwrap_or(0);
    cookie(format!("{until}|{}|{}", session.stamp, session.agent))
}

/// A cookie that ends a session.
pub(super) fn signed_out() -> Cookie<'static> {
    cookie(String::new())
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build((NAME, value)).path("/desk").http_only(true).same_site(SameSite::Lax).build()
}

fn session(cookie: &str, now: i64) -> Option<Session> {
    let mut parts = cookie.splitn(3, '|');
    let until: i64 = parts.next()?.parse().ok()?;
    let (stamp, agent) = (parts.next()?, parts.next()?);
    (now < until).then(|| Session { agent: agent.to_owned(), stamp: stamp.to_owned() })
}

/// An agent who is signed in; anybody else is sent to sign in.
pub(super) struct SignedIn(pub(super) String);

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let jar = SignedCookieJar::<Key>::from_request_parts(parts, shared)
            .await
            .map_err(IntoResponse::into_response)?;
        let session = jar.get(NAME).and_then(|c| session(c.value(), shared.office.now().seconds()));
        match session {
            Some(session) if shared.office.resume(&session).unwrap_or(false) => {
                Ok(Self(session.agent))
            }
            _ => Err(Redirect::to("/desk/sign-in").into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends() {
        let made = signed_in(&Session { agent: "a|b".into(), stamp: "s".into() }, 1_000);
        let end = 1_000 + SESSION.as_secs() as i64;
        assert_eq!(session(made.value(), end - 1).unwrap().agent, "a|b");
        assert_eq!(session(made.value(), end), None);
        assert_eq!(session("", 0), None);
    }
}
