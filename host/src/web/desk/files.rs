//! Files of dossiers.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page;
use super::admitted::{On, Read};

/// Pictures that may be shown in the page: what is in them was looked at when they came, and a
/// browser that reads them as something else is told not to.
const SHOWN: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Nothing of it may load, run, or count as a page of ours.
const SANDBOX: &str = "default-src 'none'; sandbox";

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
            let name = percent_encoding::utf8_percent_encode(
                &attachment.name,
                percent_encoding::NON_ALPHANUMERIC,
            );
            let shown = how.view.is_some() && SHOWN.contains(&attachment.media_type.as_str());
            let disposition = if shown { "inline" } else { "attachment" };
            let headers = [
                (header::CONTENT_TYPE, attachment.media_type.clone()),
                (header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
                (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
        }
    }
}
