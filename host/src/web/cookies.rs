//! Cookies, sealed by a secret of the data folder: who is signed in, at the desk and as
//! a resident, and which drafts this device has begun.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, Key, SameSite};
use serde::{Deserialize, Serialize};

use super::Shared;
use crate::dossier::{AccessKey, DossierNumber, DraftId, DraftKey, Person};
use crate::identity::SigningIn;
use crate::limits::http::SESSION;
use crate::limits::identity::{COOKIE, SESSION as SESSION_OF_PERSON, SIGN_IN};
use crate::limits::payment::AWAY;
use crate::limits::staff::SECOND_STEP;
use crate::limits::store::{DEVICE_DRAFTS, DRAFT_DAYS};
use crate::office::{Begun, Office, Session};

const NAME: &str = "desk";

pub(super) fn key(office: &Office) -> Key {
    let halves = [office.secret_for("cookies, signing"), office.secret_for("cookies, sealing")];
    Key::from(&halves.concat())
}

/// What an agent's cookie says.
#[derive(Serialize, Deserialize)]
struct AtDesk {
    until: i64,
    session: Session,
}

/// The cookies of an agent who signed in now.
pub(super) fn signed_in(
    jar: PrivateCookieJar,
    session: &Session,
    office: &Office,
) -> PrivateCookieJar {
    let at_desk = AtDesk { until: ends(office, SESSION), session: session.clone() };
    let value = serde_json::to_string(&at_desk).unwrap_or_default();
    jar.add(sealed(NAME, "/desk", value, SESSION, office))
}

/// The cookies of an agent who leaves.
pub(super) fn signed_out(jar: PrivateCookieJar) -> PrivateCookieJar {
    jar.remove(Cookie::build(NAME).path("/desk"))
}

const STEP: &str = "desk-step";

/// The cookies of an agent whose first step of a sign-in was good, and who is asked for the
/// second one.
pub(super) fn first_step(
    jar: PrivateCookieJar,
    session: &Session,
    office: &Office,
) -> PrivateCookieJar {
    let at_desk = AtDesk { until: ends(office, SECOND_STEP), session: session.clone() };
    let value = serde_json::to_string(&at_desk).unwrap_or_default();
    jar.add(sealed(STEP, "/desk/sign-in", value, SECOND_STEP, office))
}

/// Whose second step it is, if the first was not too long ago.
pub(super) fn between_steps(jar: &PrivateCookieJar, now: i64) -> Option<Session> {
    let at_desk: AtDesk = serde_json::from_str(jar.get(STEP)?.value()).ok()?;
    (now < at_desk.until).then_some(at_desk.session)
}

/// The cookies after the second step.
pub(super) fn stepped(jar: PrivateCookieJar) -> PrivateCookieJar {
    jar.remove(Cookie::build(STEP).path("/desk/sign-in"))
}

const PROVIDER: &str = "desk-provider";

/// What an agent is known by when they come back from their identity provider.
#[derive(Serialize, Deserialize)]
struct Away {
    until: i64,
    signing_in: SigningIn,
}

/// The cookies of an agent who goes to their identity provider.
pub(super) fn sent_to_provider(
    jar: PrivateCookieJar,
    signing_in: SigningIn,
    office: &Office,
) -> PrivateCookieJar {
    let away = Away { until: ends(office, SIGN_IN), signing_in };
    let value = serde_json::to_string(&away).unwrap_or_default();
    jar.add(sealed(PROVIDER, "/desk/sign-in", value, SIGN_IN, office))
}

/// What they went there with, if it was not too long ago; and the cookies without it.
pub(super) fn back_from_provider(
    jar: PrivateCookieJar,
    office: &Office,
) -> (Option<SigningIn>, PrivateCookieJar) {
    let away = jar.get(PROVIDER).and_then(|c| serde_json::from_str::<Away>(c.value()).ok());
    let away = away.filter(|away| office.now().seconds() < away.until);
    let jar = jar.remove(Cookie::build(PROVIDER).path("/desk/sign-in"));
    (away.map(|away| away.signing_in), jar)
}

/// The session that an agent's cookie stands for, if it has not ended by itself.
pub(super) fn at_desk(jar: &PrivateCookieJar, now: i64) -> Option<Session> {
    let at_desk: AtDesk = serde_json::from_str(jar.get(NAME)?.value()).ok()?;
    (now < at_desk.until).then_some(at_desk.session)
}

const DRAFTS: &str = "drafts";

/// The drafts that this device has begun. The cookie names them and is sealed; their keys are
/// made from the names again.
pub(super) struct Device {
    jar: PrivateCookieJar,
    drafts: Vec<DraftId>,
}

impl Device {
    /// Those of them that can be gone on with, the last begun first; then those of a person who
    /// signed in, begun on whatever device.
    pub(super) fn begun(&self, office: &Office, person: Option<&Person>) -> Vec<Begun> {
        let here = self.drafts.iter().rev().filter_map(|id| office.begun(&office.draft_key(*id)));
        let mut begun: Vec<Begun> = here.collect();
        let elsewhere = person.and_then(|person| office.drafts_of(person).ok()).unwrap_or_default();
        begun.extend(elsewhere.into_iter().filter(|b| !self.drafts.contains(&b.key.id())));
        begun
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
        let kept = Duration::from_secs(DRAFT_DAYS.unsigned_abs() * 86_400);
        self.jar.add(sealed(DRAFTS, "/", value.join(" "), kept, office))
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

const PERSON: &str = "person";
const SIGNING_IN: &str = "signing-in";

/// Who is at the other end, as far as they signed in. Their cookie is sealed.
pub(super) struct Somebody {
    jar: PrivateCookieJar,
    pub(super) person: Option<Person>,
    /// Where they sign out at their identity provider.
    pub(super) sign_out: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    until: i64,
    person: Person,
    sign_out: Option<String>,
}

/// A sign-in that was sent to the provider.
#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    until: i64,
    pub(super) next: String,
    pub(super) signing_in: SigningIn,
}

impl Somebody {
    /// They are this person now.
    pub(super) fn is(
        self,
        person: Person,
        sign_out: Option<String>,
        office: &Office,
    ) -> PrivateCookieJar {
        let until = ends(office, SESSION_OF_PERSON);
        let known =
            |sign_out| serde_json::to_string(&Known { until, person: person.clone(), sign_out });
        let short = known(sign_out).ok().filter(|known| known.len() <= COOKIE);
        let value = short.or_else(|| known(None).ok()).unwrap_or_default();
        self.jar
            .add(sealed(PERSON, "/", value, SESSION_OF_PERSON, office))
            .remove(Cookie::build(SIGNING_IN).path("/sign-in"))
    }

    /// They are nobody from now on.
    pub(super) fn leaves(self) -> PrivateCookieJar {
        self.jar.remove(Cookie::build(PERSON).path("/"))
    }

    /// Remembers that they went to the provider.
    pub(super) fn went(
        self,
        next: String,
        signing_in: SigningIn,
        office: &Office,
    ) -> PrivateCookieJar {
        let sent = Sent { until: ends(office, SIGN_IN), next, signing_in };
        let value = serde_json::to_string(&sent).unwrap_or_default();
        self.jar.add(sealed(SIGNING_IN, "/sign-in", value, SIGN_IN, office))
    }

    /// What they went to the provider for, if it was not too long ago.
    pub(super) fn came_back(&self, office: &Office) -> Option<Sent> {
        let sent: Sent = serde_json::from_str(self.jar.get(SIGNING_IN)?.value()).ok()?;
        (office.now().seconds() < sent.until).then_some(sent)
    }
}

const PAYING: &str = "paying";

/// The cookies of somebody who goes to pay for a dossier.
pub(super) fn went_to_pay(
    jar: PrivateCookieJar,
    number: DossierNumber,
    key: &AccessKey,
    office: &Office,
) -> PrivateCookieJar {
    jar.add(sealed(PAYING, "/payments", format!("{number} {key}"), AWAY, office))
}

/// For which dossier somebody went to pay, and what opens it.
pub(super) fn went_to_pay_for(jar: &PrivateCookieJar) -> Option<(DossierNumber, AccessKey)> {
    let cookie = jar.get(PAYING)?;
    let (number, key) = cookie.value().split_once(' ')?;
    number.parse().ok().zip(key.parse().ok())
}

fn ends(office: &Office, after: Duration) -> i64 {
    office.now().seconds() + i64::try_from(after.as_secs()).unwrap_or(0)
}

fn sealed(
    name: &'static str,
    path: &'static str,
    value: String,
    kept: Duration,
    office: &Office,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(path)
        .http_only(true)
        .secure(office.url().starts_with("https:"))
        .same_site(SameSite::Lax)
        .max_age(kept.try_into().unwrap_or_default())
        .build()
}

impl FromRequestParts<Shared> for Somebody {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let jar = PrivateCookieJar::<Key>::from_request_parts(parts, shared).await?;
        let known = jar.get(PERSON).and_then(|c| serde_json::from_str::<Known>(c.value()).ok());
        let known = known.filter(|known| shared.office.now().seconds() < known.until);
        let (person, sign_out) = known.map_or((None, None), |k| (Some(k.person), k.sign_out));
        Ok(Self { jar, person, sign_out })
    }
}

const COUNTER: &str = "counter";

/// The agent who fills this draft in at the counter. The cookie of the desk stays there; this one
/// goes to the pages of the one draft, and is worth what the agent's session is worth.
pub(super) struct AtCounter(pub(super) Option<String>);

#[derive(Serialize, Deserialize)]
struct Counter {
    until: i64,
    key: String,
    session: Session,
}

/// A cookie for the pages of a draft that an agent fills in. None where nobody is at the desk.
pub(super) fn at_counter(
    jar: PrivateCookieJar,
    key: &DraftKey,
    office: &Office,
) -> PrivateCookieJar {
    let Some(session) = at_desk(&jar, office.now().seconds()) else { return jar };
    let (until, key) = (ends(office, SESSION), key.to_string());
    let path = format!("/drafts/{key}");
    let value = serde_json::to_string(&Counter { until, key, session }).unwrap_or_default();
    let mut cookie = sealed(COUNTER, "/", value, SESSION, office);
    cookie.set_path(path);
    jar.add(cookie)
}

impl FromRequestParts<Shared> for AtCounter {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let jar = PrivateCookieJar::<Key>::from_request_parts(parts, shared).await?;
        let known = jar.get(COUNTER).and_then(|c| serde_json::from_str::<Counter>(c.value()).ok());
        // It opens the draft that it was made for, and no other.
        let here = |known: &Counter| {
            let place = format!("/drafts/{}", known.key);
            shared.office.now().seconds() < known.until && parts.uri.path().starts_with(&place)
        };
        let session = known.filter(here).map(|known| known.session);
        let agent = session.and_then(|session| shared.office.resume(&session).ok().flatten());
        Ok(Self(agent.map(|agent| agent.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends() {
        let session = Session { agent: "a|b".into(), stamp: "s".into(), vouched: false };
        let value = serde_json::to_string(&AtDesk { until: 1_000, session: session.clone() });
        let jar = PrivateCookieJar::new(Key::generate()).add(Cookie::new(NAME, value.unwrap()));
        assert_eq!(at_desk(&jar, 999), Some(session));
        assert_eq!(at_desk(&jar, 1_000), None);
        assert_eq!(at_desk(&signed_out(jar), 0), None);
        let jar = PrivateCookieJar::new(Key::generate()).add(Cookie::new(NAME, ""));
        assert_eq!(at_desk(&jar, 0), None);
    }
}
