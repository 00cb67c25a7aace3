//! The dossier that somebody follows: number in the path, key in the query.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, Query, RawPathParams};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::guard::source;
use super::super::page::{self, Frame};
use crate::dossier::{AccessKey, DossierNumber};
use crate::limits::http::KEY_FAILURES;
use crate::office::{OfficeError, Tracked};
use crate::texts::Texts;

/// Somebody who follows a dossier, or why they do not.
pub(super) struct Following {
    /// What they open.
    pub(super) opened: Result<Followed, OfficeError>,
    /// The language to say it in where they open nothing.
    t: &'static Texts,
}

/// A dossier that somebody opened.
pub(super) struct Followed {
    pub(super) tracked: Tracked,
    pub(super) key: AccessKey,
    /// The language asked for, else the dossier's.
    pub(super) t: &'static Texts,
}

#[derive(Deserialize)]
struct Access {
    key: Option<String>,
    lang: Option<String>,
}

impl Followed {
    /// The dossier's page.
    pub(super) fn page(&self) -> String {
        self.at("")
    }

    /// An address below the dossier's.
    pub(super) fn at(&self, below: &str) -> String {
        format!("/dossiers/{}{below}?key={}", self.tracked.number, self.key)
    }

    /// The frame of its pages.
    pub(super) fn frame(&self, shared: &Shared) -> Frame {
        Frame {
            lang_extra: format!("&key={}", self.key),
            ..Frame::of(&shared.office, &self.tracked.installed, self.t)
        }
    }
}

impl Following {
    /// An error as a page, with the way back to the dossier where there is one.
    pub(super) fn refused(
        shared: &Shared,
        t: &'static Texts,
        error: &OfficeError,
        back: Option<String>,
    ) -> Response {
        page::error(&shared.office, t, error, Some(back.unwrap_or_else(|| "/".into())))
    }

    /// Does something with the dossier; whatever stands in the way becomes a page.
    pub(super) async fn then(
        self,
        shared: &Shared,
        work: impl AsyncFnOnce(Followed) -> Result<Response, OfficeError>,
    ) -> Response {
        match self.opened {
            Err(error) => Self::refused(shared, self.t, &error, None),
            Ok(followed) => {
                let (t, back) = (followed.t, followed.page());
                match work(followed).await {
                    Ok(response) => response,
                    Err(error) => Self::refused(shared, t, &error, Some(back)),
                }
            }
        }
    }
}

impl FromRequestParts<Shared> for Following {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let access = Query::<Access>::from_request_parts(parts, shared).await;
        let access = access.map_or(Access { key: None, lang: None }, |Query(access)| access);
        let from = ConnectInfo::<SocketAddr>::from_request_parts(parts, shared).await.ok();
        let path = RawPathParams::from_request_parts(parts, shared).await.ok();
        let number = path.as_ref().and_then(|path| {
            path.iter().find(|(name, _)| *name == "number").map(|(_, number)| number)
        });
        let t = page::texts(access.lang.as_deref(), &parts.headers);
        let from = from.map(|ConnectInfo(from)| from);
        let track = |number, key: &AccessKey| shared.office.track(number, key);
        let opened = open(shared, from, number, access.key.as_deref(), track);
        let opened = opened.map(|(tracked, key)| {
            let t = Texts::for_lang(access.lang.as_deref().unwrap_or(&tracked.state.lang));
            Followed { tracked, key, t }
        });
        Ok(Self { opened, t })
    }
}

/// What number and key open; wrong ones are counted.
pub(super) fn open<T>(
    shared: &Shared,
    from: Option<SocketAddr>,
    number: Option<&str>,
    key: Option<&str>,
    find: impl FnOnce(DossierNumber, &AccessKey) -> Result<T, OfficeError>,
) -> Result<(T, AccessKey), OfficeError> {
    let who = format!("key {}", from.map_or_else(String::new, |from| source(from.ip())));
    if !shared.attempts.may_try(&who, KEY_FAILURES) {
        return Err(OfficeError::Busy);
    }
    let number = number.and_then(|number| number.parse::<DossierNumber>().ok());
    let key = key.and_then(|key| key.parse::<AccessKey>().ok());
    let opened = match (number, key) {
        (Some(number), Some(key)) => find(number, &key).map(|found| (found, key)),
        _ => Err(OfficeError::NoDossier),
    };
    opened.inspect_err(|error| {
        if matches!(error, OfficeError::NoDossier) {
            shared.attempts.failed(&who);
        }
    })
}
