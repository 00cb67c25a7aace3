//! What an applicant sends beside the procedure: messages, what they have a right to, consent,
//! and what they think of the service.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::following::{Followed, Following};
use super::upload;
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
        shared.office.ask(followed.tracked.number, right.ok_or(OfficeError::NoPage)?).await?;
        Ok(back(&followed, "#messages"))
    };
    following.then(&shared, work).await
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
