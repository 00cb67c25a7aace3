//! Errors of the office as answers: which status, which words. Mapped once, here.

use std::any::Any;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use crate::contract::Problem;
use crate::identity::IdentityError;
use crate::office::OfficeError;
use crate::store::StoreError;

/// A problem of the API (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiProblem {
    /// Names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:guichet:problem:invalid-answers")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong this time and what to do.
    detail: String,
    /// What has to be put right, path by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
}

impl ApiProblem {
    /// A problem of this kind.
    pub(super) fn new(
        status: StatusCode,
        kind: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("urn:guichet:problem:{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            problems: vec![],
        }
    }

    fn with(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            Json(self).into_response().into_body(),
        )
            .into_response()
    }
}

/// The status of an error of the office.
pub(super) fn status(error: &OfficeError) -> StatusCode {
    match error {
        OfficeError::NoProcedure(_)
        | OfficeError::NoDraft
        | OfficeError::NoPage
        | OfficeError::NoDossier => StatusCode::NOT_FOUND,
        OfficeError::AlreadySubmitted(_)
        | OfficeError::NoAction(_)
        | OfficeError::Obliged(_)
        | OfficeError::Rights(_)
        | OfficeError::Unnamed
        | OfficeError::ToSign(_)
        | OfficeError::Changed
        | OfficeError::Meanwhile(_) => StatusCode::CONFLICT,
        OfficeError::Problems(_) | OfficeError::KeyReused | OfficeError::File(..) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        OfficeError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        OfficeError::Expired(_) => StatusCode::GONE,
        OfficeError::Identity(_) | OfficeError::Blocked(_) | OfficeError::AtCounter => {
            StatusCode::FORBIDDEN
        }
        OfficeError::SignIn => StatusCode::UNAUTHORIZED,
        OfficeError::SignInFailed(IdentityError::Provider(_)) => StatusCode::BAD_GATEWAY,
        OfficeError::SignInFailed(_) => StatusCode::BAD_REQUEST,
        OfficeError::Invalid(_) | OfficeError::Disposal(_) | OfficeError::TooMany(_) => {
            StatusCode::BAD_REQUEST
        }
        OfficeError::Fault { .. } | OfficeError::Payment(_) => StatusCode::BAD_GATEWAY,
        OfficeError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        OfficeError::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
        OfficeError::Store(_) | OfficeError::Folder(..) | OfficeError::Sandbox(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl From<OfficeError> for ApiProblem {
    fn from(error: OfficeError) -> Self {
        let status = status(&error);
        let (kind, title) = match &error {
            OfficeError::Problems(_) => ("invalid-answers", "The answers have to be put right"),
            OfficeError::KeyReused => ("key-reused", "The Idempotency-Key was used before"),
            OfficeError::Fault { .. } => ("procedure-fault", "The procedure has a fault"),
            OfficeError::File(..) => ("file", "The file was not taken"),
            OfficeError::Identity(_) => ("identity", "A confirmed identity is needed"),
            OfficeError::Blocked(_) => ("blocked", "Nothing is taken from this source"),
            OfficeError::Rights(_) => ("rights", "The decision created rights"),
            OfficeError::Unnamed => ("unnamed", "Who decides has to be named"),
            OfficeError::NoAction(_)
            | OfficeError::Changed
            | OfficeError::Meanwhile(_)
            | OfficeError::AlreadySubmitted(_) => ("conflict", "It changed meanwhile"),
            OfficeError::Obliged(_) => ("obligation", "The law has the town keep it"),
            OfficeError::TooLarge(_) => ("too-large", "The body is too large"),
            _ if status == StatusCode::NOT_FOUND => ("not-found", "It is not there"),
            _ if status == StatusCode::UNAUTHORIZED => ("unauthorized", "Who are you?"),
            _ if status.is_server_error() => ("unavailable", "The service has a fault"),
            _ => ("bad-request", "The request is wrong"),
        };
        let detail = if status == StatusCode::INTERNAL_SERVER_ERROR {
            logged(&error)
        } else {
            error.to_string()
        };
        let problem = Self::new(status, kind, title, detail);
        match error {
            OfficeError::Problems(problems) => problem.with(problems),
            _ => problem,
        }
    }
}

/// What people are told of a fault of the host; the log has the rest.
pub(super) fn logged(error: &OfficeError) -> String {
    tracing::error!(%error, "a request failed");
    "The service has a fault. Nothing that was acknowledged is lost. Try again in a moment."
        .to_owned()
}

/// Nothing is served here.
pub(super) async fn no_such_page(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if uri.path().starts_with("/api/") {
        return ApiProblem::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "It is not there",
            "there is no such path in this API; see /api/v1/openapi.json",
        )
        .into_response();
    }
    let t = super::page::texts(None, &headers);
    super::page::error(&shared.office, t, &OfficeError::NoPage, Some("/".into()))
}

/// A handler panicked: a fault of ours, which costs only this request.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request handler panicked");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "The service has a fault. What you typed before is kept. Try again in a moment.\n",
    )
        .into_response()
}
