//! Who is at the desk, and whether they may: every route names what it needs in the type of its
//! first argument, so that none can forget to ask. Who may not is told the same as of what is
//! not there.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::Key;

use super::super::Shared;
use super::super::{cookies, page};
use super::number_of;
use crate::dossier::{DossierNumber, Seen};
use crate::office::OfficeError;
use crate::staff::{Agent, Role, What};

/// An agent who is signed in, whatever they still have to set up; anybody else is sent to sign
/// in. Only for what every agent does with themselves.
pub(in super::super) struct Entered {
    pub(in super::super) agent: Agent,
    /// Whether an identity provider made as sure of them as two proofs do.
    pub(in super::super) vouched: bool,
}

/// An agent who is signed in, and set up what they have to; anybody else is sent to do so.
pub(in super::super) struct Present(pub(in super::super) Agent);

/// An agent who is signed in and may do what `W` says, whatever dossier it is about.
pub(in super::super) struct Admitted<W> {
    pub(in super::super) agent: Agent,
    what: PhantomData<W>,
}

/// An agent who is signed in and may do what `W` says with the dossier whose number stands in
/// the path. That they look into it is written down before, where it is sensitive.
pub(in super::super) struct On<W> {
    pub(in super::super) agent: Agent,
    pub(in super::super) number: DossierNumber,
    what: PhantomData<W>,
}

/// What a route needs.
pub(in super::super) trait Needs: Send {
    /// What it is.
    const WHAT: What;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        /// See [`What`].
        pub(in super::super) struct $name;
        impl Needs for $name {
            const WHAT: What = What::$name;
        }
    )*};
}
needs!(Read, Act, Sign, Staff, Audit, Administer);

impl FromRequestParts<Shared> for Entered {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let jar = PrivateCookieJar::<Key>::from_request_parts(parts, shared)
            .await
            .map_err(IntoResponse::into_response)?;
        let session = cookies::at_desk(&jar, shared.office.now().seconds());
        let session = session.ok_or_else(to_sign_in)?;
        let agent = shared.office.resume(&session).ok().flatten().ok_or_else(to_sign_in)?;
        Ok(Self { agent, vouched: session.vouched })
    }
}

fn to_sign_in() -> Response {
    Redirect::to("/desk/sign-in").into_response()
}

impl FromRequestParts<Shared> for Present {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let Entered { agent, vouched } = Entered::from_request_parts(parts, shared).await?;
        // Who says what others may do proves twice who they are.
        if agent.is(Role::Administrator) && !agent.proves_twice() && !vouched {
            return Err(Redirect::to("/desk/me/second").into_response());
        }
        Ok(Self(agent))
    }
}

impl<W: Needs> FromRequestParts<Shared> for Admitted<W> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let Present(agent) = Present::from_request_parts(parts, shared).await?;
        if shared.office.may(&agent, W::WHAT, None) {
            Ok(Self { agent, what: PhantomData })
        } else {
            Err(absent(parts, shared, &OfficeError::NoPage))
        }
    }
}

impl<W: Needs> FromRequestParts<Shared> for On<W> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let Present(agent) = Present::from_request_parts(parts, shared).await?;
        let path = RawPathParams::from_request_parts(parts, shared).await.ok();
        let number = path.as_ref().and_then(|path| path.iter().find(|(name, _)| *name == "number"));
        let number = number.map_or(Err(OfficeError::NoDossier), |(_, number)| number_of(number));
        let let_at = number.and_then(|n| shared.office.let_at(&agent, W::WHAT, n).map(|()| n));
        let noted = async {
            let number = let_at?;
            shared.office.note_reading(&agent, number, seen(parts)).await?;
            Ok(number)
        };
        match noted.await {
            Ok(number) => Ok(Self { agent, number, what: PhantomData }),
            Err(error) => Err(absent(parts, shared, &error)),
        }
    }
}

/// What a request looks at, by its address: `/dossiers/NUMBER` and what follows.
fn seen(parts: &Parts) -> Seen {
    let path = parts.uri.path();
    let below = path.split_once("/dossiers/").and_then(|(_, rest)| rest.split_once('/'));
    match below.map(|(_, below)| (below, below.strip_prefix("files/"))) {
        None | Some(("", _)) => Seen::Page,
        Some((_, Some(id))) => Seen::File(id.to_owned()),
        Some((below, None)) => Seen::Other(below.to_owned()),
    }
}

/// What there is not, for this agent or at all.
fn absent(parts: &Parts, shared: &Shared, error: &OfficeError) -> Response {
    let t = page::texts(None, &parts.headers);
    page::error(&shared.office, t, error, Some("/desk".into()))
}
