//! Signing in, with an identity provider or by a link sent by mail, and what somebody who signed
//! in has begun and submitted.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Query, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies::{AtCounter, Somebody};
use super::super::page::{self, Frame, html, say, words};
use super::{Lang, lost};
use crate::contract::Assurance;
use crate::dossier::{LetterKey, Person};
use crate::identity::IdentityError;
use crate::limits::answer::EMAIL;
use crate::limits::identity::NEXT;
use crate::office::{Begun, OfficeError, Visitor, level};
use crate::texts::Texts;

/// Who opens the draft whose key stands in the path.
pub(super) struct Visit(pub(super) Result<Visitor, OfficeError>);

impl FromRequestParts<Shared> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let person = Somebody::from_request_parts(parts, shared).await?.person;
        let AtCounter(agent) = AtCounter::from_request_parts(parts, shared).await?;
        let path = RawPathParams::from_request_parts(parts, shared).await.ok();
        let key = path.as_ref().and_then(|path| {
            path.iter().find(|(name, _)| *name == "key").and_then(|(_, key)| key.parse().ok())
        });
        Ok(Self(key.map(|key| Visitor { key, person, agent }).ok_or(OfficeError::NoDraft)))
    }
}

/// An error as a page; who has to sign in first is sent to do so, and comes back.
pub(super) fn refused(
    shared: &Shared,
    t: &'static Texts,
    error: &OfficeError,
    back: &str,
) -> Response {
    match error {
        OfficeError::Identity(_) => Redirect::to(&sign_in_to(back, t)).into_response(),
        OfficeError::AtCounter => Redirect::to("/desk/counter").into_response(),
        OfficeError::NoDraft | OfficeError::AlreadySubmitted(_) | OfficeError::NoProcedure(_) => {
            page::error(&shared.office, t, error, Some("/".into()))
        }
        _ => page::error(&shared.office, t, error, Some(back.to_owned())),
    }
}

/// Where to go on to: a page of ours, and nowhere else.
fn onward(next: Option<&str>) -> String {
    let ours = |next: &&str| {
        next.len() <= NEXT
            && next.starts_with('/')
            && !next.starts_with("//")
            && next
                .bytes()
                .all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>'))
    };
    next.filter(ours).unwrap_or("/me").to_owned()
}

/// Where to sign in, to go on to a page.
fn sign_in_to(next: &str, t: &Texts) -> String {
    format!("/sign-in?lang={}&next={}", t.lang(), encoded(next))
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Who signed in from a draft that nobody held fills it in.
async fn hold(shared: &Shared, next: &str, person: &Person) -> Result<(), OfficeError> {
    let key = next.strip_prefix("/drafts/").and_then(|rest| rest.split('/').next()?.parse().ok());
    let Some(key) = key else { return Ok(()) };
    let visitor = Visitor { key, person: Some(person.clone()), agent: None };
    match shared.office.hold(&visitor).await {
        // The page itself says what stands in the way.
        Err(OfficeError::Identity(_) | OfficeError::NoDraft | OfficeError::AlreadySubmitted(_)) => {
            Ok(())
        }
        other => other,
    }
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn {
    frame: Frame,
    next: String,
    /// The same, within an address.
    encoded: String,
    /// How sure one has to be made of, if at all.
    needed: Option<String>,
    /// The identity provider that can.
    provider: Option<String>,
    /// Whether a mailbox is enough, and letters are sent.
    mail: bool,
    sent: bool,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    lang: Option<String>,
    next: Option<String>,
    sent: Option<String>,
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(wanted.lang.as_deref(), &headers);
    let next = onward(wanted.next.as_deref());
    let needed = shared.office.needed_for(&next);
    let frame =
        Frame { lang_extra: format!("&next={}", encoded(&next)), ..Frame::new(&shared.office, t) };
    let page = SignIn {
        frame,
        needed: (needed > Assurance::None)
            .then(|| t.text(&format!("level-{}", level(needed))).into_owned()),
        provider: shared.office.provider(needed).map(str::to_owned),
        mail: needed == Assurance::None && shared.office.sends_mail(),
        sent: wanted.sent.is_some(),
        encoded: encoded(&next),
        next,
    };
    html(StatusCode::OK, &page)
}

pub(super) async fn go(
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(wanted.lang.as_deref(), &headers);
    let next = onward(wanted.next.as_deref());
    match shared.office.begin_sign_in(shared.office.needed_for(&next)).await {
        Ok((url, signing_in)) => {
            (somebody.went(next, signing_in, &shared.office), Redirect::to(&url)).into_response()
        }
        Err(error) => failed(&shared, t, &error, &next),
    }
}

/// What the provider sends somebody back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6).
#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
}

pub(super) async fn come_back(
    State(shared): State<Shared>,
    Query(answer): Query<Answer>,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let sent = somebody.came_back(&shared.office);
    let next = sent.as_ref().map_or_else(|| "/me".to_owned(), |sent| sent.next.clone());
    let unfinished = |why| Err(OfficeError::SignInFailed(why));
    let work = async {
        let (Some(sent), Some(state)) = (sent, answer.state) else {
            return unfinished(IdentityError::Unknown);
        };
        let Some(code) = answer.code else { return unfinished(IdentityError::Cancelled) };
        let (person, sign_out) =
            shared.office.finish_sign_in(sent.signing_in, &state, &code).await?;
        hold(&shared, &next, &person).await?;
        Ok((person, sign_out))
    };
    match work.await {
        Ok((person, sign_out)) => {
            (somebody.is(person, sign_out, &shared.office), Redirect::to(&next)).into_response()
        }
        Err(error) => failed(&shared, t, &error, &next),
    }
}

/// What the identity provider encrypts for.
pub(super) async fn keys(State(shared): State<Shared>) -> Response {
    match shared.office.identity_keys() {
        Some(keys) => ([(header::CACHE_CONTROL, "max-age=3600")], axum::Json(keys)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Nobody was signed in: says why, and offers to try again.
fn failed(shared: &Shared, t: &'static Texts, error: &OfficeError, next: &str) -> Response {
    page::error(&shared.office, t, error, Some(sign_in_to(next, t)))
}

#[derive(Deserialize)]
pub(super) struct Mailbox {
    email: String,
    lang: Option<String>,
    next: Option<String>,
}

pub(super) async fn mail(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    axum::Form(mailbox): axum::Form<Mailbox>,
) -> Response {
    let t = page::texts(mailbox.lang.as_deref(), &headers);
    let next = onward(mailbox.next.as_deref());
    let work = async {
        if !lost::may_ask(&shared, from) {
            return Err(OfficeError::Busy);
        }
        if mailbox.email.len() > EMAIL || !shared.office.sends_mail() {
            return Err(OfficeError::Invalid(t.text("check-email").into_owned()));
        }
        shared.office.send_sign_in(&mailbox.email, t.lang(), &next).await
    };
    match work.await {
        Ok(()) => Redirect::to(&format!("{}&sent=1", sign_in_to(&next, t))).into_response(),
        Err(error) => failed(&shared, t, &error, &next),
    }
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm {
    frame: Frame,
    key: LetterKey,
}

/// The link of a letter only asks: programs that look into mail open links, and would use it up.
pub(super) async fn confirm(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match key.parse() {
        Ok(key) => html(StatusCode::OK, &Confirm { frame: Frame::new(&shared.office, t), key }),
        Err(_) => failed(&shared, t, &OfficeError::SignInFailed(IdentityError::Unknown), "/me"),
    }
}

pub(super) async fn confirmed(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let key = key.parse().map_err(|_| OfficeError::SignInFailed(IdentityError::Unknown))?;
        let (person, next) = shared.office.confirm_mailbox(&key).await?;
        hold(&shared, &next, &person).await?;
        Ok((person, next))
    };
    match work.await {
        Ok((person, next)) => {
            (somebody.is(person, None, &shared.office), Redirect::to(&next)).into_response()
        }
        Err(error) => failed(&shared, t, &error, "/me"),
    }
}

#[derive(Template)]
#[template(path = "me.html")]
struct Me {
    frame: Frame,
    name: String,
    /// The procedure, when it was last saved, and its link.
    begun: Vec<(String, String, String)>,
    dossiers: Vec<DossierView>,
}

struct DossierView {
    procedure: String,
    number: String,
    status: String,
    received: String,
    link: String,
}

pub(super) async fn me(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let Some(person) = somebody.person else {
        return Redirect::to(&format!("/sign-in?lang={}", t.lang())).into_response();
    };
    let office = &shared.office;
    let title = |id: &str| {
        let installed = office.installed(id);
        installed.map_or_else(|_| id.to_owned(), |i| words(&i.manifest().title, t).to_owned())
    };
    let work = || {
        let begun = |begun: Begun| {
            let link = format!("/drafts/{}", begun.key);
            (title(&begun.procedure), t.moment(begun.saved), link)
        };
        let dossier = |mine: crate::office::Mine| DossierView {
            procedure: title(&mine.state.procedure),
            number: mine.number.to_string(),
            status: say(&mine.state.status, t),
            received: t.date(office.moment(mine.state.received_at / 1_000).date),
            link: format!("/dossiers/{}?key={}", mine.number, mine.key),
        };
        Ok(Me {
            frame: Frame::new(office, t),
            name: person.name(),
            begun: office.drafts_of(&person)?.into_iter().map(begun).collect(),
            dossiers: office.dossiers_of(&person)?.into_iter().map(dossier).collect(),
        })
    };
    match work() {
        Ok(me) => html(StatusCode::OK, &me),
        Err(error) => page::error(office, t, &error, Some("/".into())),
    }
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOut {
    frame: Frame,
    /// Where to sign out at the provider too, which would sign in whoever comes next.
    there: Option<String>,
    provider: String,
}

pub(super) async fn sign_out(
    State(shared): State<Shared>,
    somebody: Somebody,
    headers: HeaderMap,
    axum::Form(lang): axum::Form<Lang>,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let provider = shared.office.provider(Assurance::None).unwrap_or_default().to_owned();
    let there = somebody.sign_out.clone();
    let page = SignedOut { frame: Frame::new(&shared.office, t), there, provider };
    (somebody.leaves(), html(StatusCode::OK, &page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::onward;

    #[test]
    fn one_goes_on_to_our_pages_only() {
        assert_eq!(onward(Some("/drafts/0a/who?lang=fr")), "/drafts/0a/who?lang=fr");
        for next in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "",
            "/é",
            "/\"x",
        ] {
            assert_eq!(onward(Some(next)), "/me", "{next}");
        }
        assert_eq!(onward(None), "/me");
    }
}
