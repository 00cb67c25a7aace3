//! Files of dossiers.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page;
use super::admitted::{On, Read};

/// Pictures that may be shown in the page: what is in them was looked at when they came, and a
/// browser that reads them as something else is told not to.
const SHOWN: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

#[derive(Deserialize)]
pub(super) struct How {
    view: Option<String>,
}

/// A file of a dossier: as a download, or, of a picture, to be looked at in the page. Nothing
/// else that a resident sent opens in our pages.
pub(super) async fn file(
    On { number, .. }: On<Read>,
    State(shared): State<Shared>,
    Path((_, id)): Path<(String, String)>,
    Query(how): Query<How>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    match shared.office.file_of(number, &id) {
        Ok((attachment, bytes)) => {
            let shown = how.view.is_some() && SHOWN.contains(&attachment.media_type.as_str());
            page::file(&attachment, bytes, shown)
        }
        Err(error) => {
            page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
        }
    }
}
