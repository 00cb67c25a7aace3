//! What is read of a request before a handler sees it, with problems in place of axum's texts.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::super::Shared;
use super::super::error::ApiProblem;
use crate::limits::http::IDEMPOTENCY_KEY;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, ApiProblem> {
        let body = Json::<T>::from_request(request, shared).await;
        body.map(|Json(body)| Self(body)).map_err(|rejection| match rejection {
            JsonRejection::BytesRejection(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let detail = format!(
                    "a body may have {} bytes; files go to /api/v1/attachments",
                    crate::limits::http::BODY
                );
                ApiProblem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "too-large",
                    "The body is too large",
                    detail,
                )
            }
            JsonRejection::MissingJsonContentType(_) => ApiProblem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "The body is not JSON",
                "send Content-Type: application/json",
            ),
            JsonRejection::JsonDataError(e) => ApiProblem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-body",
                "The body is not what is expected",
                e.body_text(),
            ),
            other => ApiProblem::new(
                StatusCode::BAD_REQUEST,
                "not-json",
                "The body is not JSON in UTF-8",
                other.body_text(),
            ),
        })
    }
}

/// What stands in the path.
pub(super) struct Place<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Place<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, ApiProblem> {
        let place = Path::<T>::from_request_parts(parts, shared).await;
        place.map(|Path(place)| Self(place)).map_err(|rejection| {
            ApiProblem::new(
                StatusCode::BAD_REQUEST,
                "path",
                "The path is wrong",
                rejection.body_text(),
            )
        })
    }
}

/// The `Idempotency-Key` of a request.
pub(super) struct IdempotencyKey(pub(super) String);

impl FromRequestParts<Shared> for IdempotencyKey {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiProblem> {
        let wrong = |detail: String| {
            ApiProblem::new(
                StatusCode::BAD_REQUEST,
                "idempotency-key",
                "The Idempotency-Key is missing or wrong",
                detail,
            )
        };
        let value = parts.headers.get("idempotency-key").ok_or_else(|| {
            wrong("send a header Idempotency-Key with a random value of your own, such as a UUID, and the same one when you repeat the request".into())
        })?;
        let key = value.to_str().unwrap_or_default().trim_matches('"');
        if key.is_empty() || key.len() > IDEMPOTENCY_KEY {
            return Err(wrong(format!(
                "it must have 1 to {IDEMPOTENCY_KEY} visible ASCII characters"
            )));
        }
        Ok(Self(key.to_owned()))
    }
}

/// The bearer token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The agent whose token it is.
pub(super) struct Agent(pub(super) crate::staff::Agent);

impl FromRequestParts<Shared> for Agent {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, ApiProblem> {
        let agent = match bearer(&parts.headers) {
            Some(token) => shared.office.agent_by_token(token)?,
            None => None,
        };
        agent.map(Self).ok_or_else(|| {
            ApiProblem::new(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "Who are you?",
                "send Authorization: Bearer with the API token of an agent",
            )
        })
    }
}

/// A path is there, but not for this method.
pub(super) async fn method_not_allowed() -> ApiProblem {
    ApiProblem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "The method is not allowed here",
        "see /api/v1/openapi.json for what is",
    )
}
