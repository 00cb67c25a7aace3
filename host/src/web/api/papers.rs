//! Letters, receipts and decisions of a dossier as files.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::Shared;
use super::super::error::ApiProblem;
use super::super::papers::{file, paper};
use super::dossiers::opened;
use super::extract::Place;

/// A document of a dossier as an accessible PDF, always the same bytes.
#[utoipa::path(
    get,
    path = "/dossiers/{number}/papers/{paper}",
    params(
        ("number" = String, Path, description = "number of the dossier"),
        ("paper" = String, Path, description = "which document, as the dossier lists them"),
    ),
    security(("access_key" = [])),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/pdf"),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 401, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 429, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Place((number, name)): Place<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let tracked = opened(&shared, from, &number, &headers)?;
    let sealed = tracked.sealed(shared.office.now().today());
    Ok(file(paper(&shared, &tracked, sealed, &name).await?))
}
