//! Cookies, signed or sealed by a secret of the data folder: who is signed in at the desk, and
//! which drafts this device has begun.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, Key, SameSite};
use axum_extra::extract::{PrivateCookieJar, SignedCookieJar};

use super::Shared;
use crate::dossier::DraftId;
use crate::limits::http::SESSION;
use crate::limits::store::{DEVICE_DRAFTS, DRAFT_DAYS};
use crate::office::{Begun, Office, Session};

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

const DRAFTS: &str = "drafts";

/// The drafts that this device has begun. The cookie names them and is sealed; their keys are
/// made from the names again.
pub(super) struct Device {
    jar: PrivateCookieJar,
    drafts: Vec<DraftId>,
}

impl Device {
    /// Those of them that can be gone on with, the last begun first.
    pub(super) fn begun(&self, office: &Office) -> Vec<Begun> {
        self.drafts.iter().rev().filter_map(|id| office.begun(&office.draft_key(*id))).collect()
    }

    /// Remembers a draft; the oldest is forgotten where there are too many.
    pub(super) fn remember(mut self, id: DraftId, office: &Office) -> PrivateCookieJar {
        self.drafts.retain(|known| *known != id);
        self.drafts.push(id);
        let surplus = self.drafts.len().saturating_sub(DEVICE_DRAFTS);
        self.drafts.drain(..surplus);
        self.written(office)
    }

    /// Forgets a draft on this device.
    pub(super) fn forget(mut self, id: DraftId, office: &Office) -> PrivateCookieJar {
        self.drafts.retain(|known| *known != id);
        self.written(office)
    }

    fn written(self, office: &Office) -> PrivateCookieJar {
        let value: Vec<String> = self.drafts.iter().map(ToString::to_string).collect();
        let kept = std::time::Duration::from_secs(DRAFT_DAYS.unsigned_abs() * 86_400);
        let cookie = Cookie::build((DRAFTS, value.join(" ")))
            .path("/")
            .http_only(true)
            .secure(office.url().starts_with("https:"))
            .same_site(SameSite::Lax)
            .max_age(kept.try_into().unwrap_or_default());
        self.jar.add(cookie)
    }
}

impl FromRequestParts<Shared> for Device {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let jar = PrivateCookieJar::<Key>::from_request_parts(parts, shared).await?;
        let drafts = jar.get(DRAFTS).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let drafts = drafts.split(' ').filter_map(|id| id.to_owned().try_into().ok()).collect();
        Ok(Self { jar, drafts })
    }
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
