//! The receipt as a page to print, which is the accusé de réception électronique of CRPA
//! R112-11-1, and the code that leads from paper to the dossier.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;

use super::super::Shared;
use super::super::page::{self, Frame, html, receipt_rows, words};
use super::tracking::{Access, opened};
use crate::office::OfficeError;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "receipt.html")]
struct Receipt {
    frame: Frame,
    procedure: String,
    number: String,
    key: String,
    rows: Vec<(String, String)>,
}

pub(super) async fn show(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
    headers: HeaderMap,
) -> Response {
    let tracked = match opened(&shared, from, &number, access.key.as_deref()) {
        Ok(tracked) => tracked,
        Err(error) => {
            let t = page::texts(access.lang.as_deref(), &headers);
            return page::error(&shared.office, t, &error, Some("/".into()));
        }
    };
    let t = Texts::for_lang(access.lang.as_deref().unwrap_or(&tracked.state.lang));
    let key = access.key.unwrap_or_default();
    let frame = Frame::of(&shared.office, &tracked.installed, t);
    html(
        StatusCode::OK,
        &Receipt {
            frame: Frame { lang_extra: format!("&key={key}"), ..frame },
            procedure: words(&tracked.installed.manifest().title, t).to_owned(),
            rows: receipt_rows(&tracked.receipt, t),
            number: tracked.number.to_string(),
            key,
        },
    )
}

/// The link to the dossier as a picture.
pub(super) async fn code(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(number): Path<String>,
    Query(access): Query<Access>,
) -> Response {
    let drawn = || {
        let tracked = opened(&shared, from, &number, access.key.as_deref())?;
        let key = access.key.as_deref().unwrap_or_default();
        let link = format!("{}/dossiers/{}?key={key}", shared.office.url(), tracked.number);
        let code = QRBuilder::new(link).build();
        let code = code.map_err(|e| OfficeError::Invalid(e.to_string()))?;
        Ok(SvgBuilder::default().to_str(&code))
    };
    match drawn() {
        Ok(svg) => {
            let headers =
                [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")];
            (headers, svg).into_response()
        }
        Err::<_, OfficeError>(error) => super::super::error::status(&error).into_response(),
    }
}
