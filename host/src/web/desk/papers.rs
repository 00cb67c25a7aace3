//! Letters, receipts and decisions of a dossier as files, for agents.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::Shared;
use super::super::page;
use super::super::papers::{file, paper};
use super::admitted::{On, Read};
use crate::office::OfficeError;

pub(super) async fn show(
    On { number, .. }: On<Read>,
    State(shared): State<Shared>,
    Path((_, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let tracked = shared.office.dossier(number)?;
        Ok(file(paper(&shared, &tracked, None, &name).await?))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        let back = format!("/desk/dossiers/{number}");
        page::error(&shared.office, page::texts(None, &headers), &error, Some(back))
    })
}
