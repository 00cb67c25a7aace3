//! The receipt as a page to print, which is the accusé de réception électronique of CRPA
//! R112-11-1, those of what was sent later, and the code that leads from paper to the dossier.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{Frame, html, receipt_rows, words};
use super::following::{Followed, Following};
use crate::dossier::Actor;
use crate::office::wording::{event_rows, later_rows, passed};
use crate::office::{OfficeError, Tracked};
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

/// Of what: the request, unless something later is named.
#[derive(Deserialize)]
pub(super) struct Of {
    entry: Option<u32>,
    exchange: Option<u32>,
}

pub(super) async fn show(
    State(shared): State<Shared>,
    Query(of): Query<Of>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let Followed { tracked, t, .. } = &followed;
        let rows = match (of.entry, of.exchange) {
            (None, None) | (Some(1), _) => Some(receipt_rows(&tracked.receipt, t)),
            (Some(entry), _) => of_entry(tracked, entry, t),
            (None, Some(exchange)) => of_exchange(tracked, exchange, t),
        };
        let page = Receipt {
            frame: followed.frame(&shared),
            procedure: words(&tracked.installed.manifest().title, t).to_owned(),
            rows: rows.ok_or(OfficeError::NoPage)?,
            number: tracked.number.to_string(),
            key: followed.key.to_string(),
        };
        Ok(html(StatusCode::OK, &page))
    };
    following.then(&shared, work).await
}

fn of_entry(tracked: &Tracked, entry: u32, t: &Texts) -> Option<Vec<(String, String)>> {
    let happened = tracked.timeline.iter().find(|happened| happened.entry.index == entry)?;
    let received = happened.entry.received().then_some(happened)?;
    Some(event_rows(tracked, received, t).split_off(1))
}

fn of_exchange(tracked: &Tracked, exchange: u32, t: &Texts) -> Option<Vec<(String, String)>> {
    let said = tracked.exchanges.iter().find(|said| said.exchange.index == exchange)?;
    let said = (said.exchange.by == Actor::Applicant).then_some(said)?;
    let what = passed(&said.exchange.what, t);
    let service = &tracked.installed.service;
    Some(later_rows(tracked.number, said.at, what, said.due(), service, t).split_off(1))
}

/// The link to the dossier as a picture.
pub(super) async fn code(State(shared): State<Shared>, following: Following) -> Response {
    let drawn = |followed: Followed| {
        let link = format!("{}{}", shared.office.url(), followed.page());
        let code = QRBuilder::new(link).build();
        let code = code.map_err(|e| OfficeError::Invalid(e.to_string()))?;
        Ok(SvgBuilder::default().to_str(&code))
    };
    match following.opened.and_then(drawn) {
        Ok(svg) => {
            let headers =
                [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")];
            (headers, svg).into_response()
        }
        Err(error) => super::super::error::status(&error).into_response(),
    }
}
