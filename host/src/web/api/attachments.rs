//! Files: sent first, then named by their ids in the answers.

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::Shared;
use super::super::error::ApiProblem;
use crate::contract::Attachment;
use crate::office::{FileFault, OfficeError, Uploader};

/// What the file is called.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// Its name, with which people will see it.
    name: String,
}

/// Sends a file, as the raw body with its `Content-Type`. It belongs to who knows its id, and
/// to one dossier once submitted with it.
#[utoipa::path(
    post,
    path = "/attachments",
    params(Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = Attachment),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 422, body = ApiProblem, content_type = "application/problem+json"),
        (status = 503, body = ApiProblem, content_type = "application/problem+json"),
        (status = 507, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn upload(
    State(shared): State<Shared>,
    named: Result<Query<Named>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Attachment>), ApiProblem> {
    let Query(named) = named.map_err(|e| OfficeError::Invalid(e.body_text()))?;
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut upload = shared.office.receive(Uploader::Client, &named.name, media_type)?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let cut = |_| OfficeError::File(named.name.clone(), FileFault::Cut);
        upload.write(&piece.map_err(cut)?)?;
    }
    Ok((StatusCode::CREATED, Json(shared.office.keep(upload).await?)))
}
