//! What an applicant sends beside the procedure: messages, what they have a right to, consent,
//! and what they think of the service.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page;
use super::following::{Followed, Following};
use super::tracking::obligation;
use super::{Lang, upload};
use crate::dossier::{Actor, Right};
use crate::office::OfficeError;

pub(super) async fn message(
    State(shared): State<Shared>,
    following: Following,
    request: Request,
) -> Response {
    let work = async |followed: Followed| {
        let number = followed.tracked.number;
        let uploader = shared.office.uploader_of(number);
        let posted = upload::posted(&shared, Some(uploader), request).await?;
        if let Some((_, file, fault)) = posted.refused.into_iter().next() {
            return Err(OfficeError::File(file, fault));
        }
        let text = posted.inputs.iter().find(|(name, _)| name == "text");
        let text = text.map(|(_, text)| text.as_str()).unwrap_or_default();
        let files = posted.uploads.into_iter().map(|(_, file)| file).collect();
        shared.office.write_message(number, Actor::Applicant, text, files).await?;
        Ok(back(&followed, "#messages"))
    };
    following.then(&shared, work).await
}

fn back(followed: &Followed, to: &str) -> Response {
    Redirect::to(&format!("{}{to}", followed.page())).into_response()
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    Path((_, right)): Path<(String, String)>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let right = Right::ALL.into_iter().find(|known| known.name() == right);
        let right = right.ok_or(OfficeError::NoPage)?;
        if right == Right::Erasure {
            return erase(&shared, &followed).await;
        }
        shared.office.ask(followed.tracked.number, right).await?;
        Ok(back(&followed, "#messages"))
    };
    following.then(&shared, work).await
}

/// Where nothing stands against it, a dossier is erased at once; elsewhere the obligation is said.
async fn erase(shared: &Shared, followed: &Followed) -> Result<Response, OfficeError> {
    let Followed { tracked, t, .. } = followed;
    match shared.office.erase_at_request(tracked.number).await {
        Ok(()) => Ok(Redirect::to(&format!("/erased?lang={}", t.lang())).into_response()),
        Err(OfficeError::Obliged(_)) => {
            let why = obligation(&shared.office, tracked, t);
            let page = Some(followed.page());
            Ok(page::message(&shared.office, t, StatusCode::CONFLICT, "obliged-title", why, page))
        }
        Err(error) => Err(error),
    }
}

/// That a dossier was erased. It says not which: nobody who comes here has its key any more.
pub(super) async fn erased(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let said = t.text("erased").into_owned();
    page::message(&shared.office, t, StatusCode::OK, "erased-title", said, Some("/".into()))
}

#[derive(Deserialize)]
pub(super) struct Consent {
    /// `yes` or `no`.
    agrees: String,
}

pub(super) async fn consent(
    State(shared): State<Shared>,
    following: Following,
    axum::Form(consent): axum::Form<Consent>,
) -> Response {
    let work = async |followed: Followed| {
        shared.office.consent(followed.tracked.number, consent.agrees == "yes").await?;
        Ok(back(&followed, "#notification"))
    };
    following.then(&shared, work).await
}

pub(super) async fn open(State(shared): State<Shared>, following: Following) -> Response {
    let work = async |followed: Followed| {
        shared.office.open_notice(followed.tracked.number).await?;
        Ok(back(&followed, ""))
    };
    following.then(&shared, work).await
}

#[derive(Deserialize)]
pub(super) struct Rating {
    #[serde(default)]
    mark: String,
    #[serde(default)]
    comment: String,
}

pub(super) async fn rate(
    State(shared): State<Shared>,
    following: Following,
    axum::Form(rating): axum::Form<Rating>,
) -> Response {
    let work = async |followed: Followed| {
        let mark = rating.mark.parse().unwrap_or(0);
        shared.office.rate(followed.tracked.number, mark, &rating.comment).await?;
        Ok(back(&followed, "#rating"))
    };
    following.then(&shared, work).await
}
