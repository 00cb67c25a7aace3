//! Leaving a form: how to come back to it, forgetting it on this device, throwing it away.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies::Device;
use super::super::page::{self, Frame, html, words};
use super::lost;
use super::people::{self, Visit};
use crate::office::OfficeError;

#[derive(Template)]
#[template(path = "leave.html")]
struct Leave {
    frame: Frame,
    procedure: String,
    key: String,
    /// Opens the form again, on any device.
    link: String,
    until: String,
    sends_mail: bool,
    mailed: bool,
}

#[derive(Deserialize)]
pub(super) struct Sent {
    mailed: Option<String>,
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Visit(visitor): Visit,
    Query(sent): Query<Sent>,
    headers: HeaderMap,
) -> Response {
    let show = async {
        let filled = shared.office.open_draft(&visitor?).await?;
        let t = filled.texts;
        let (_, until) = shared.office.kept(&filled.draft);
        let leave = Leave {
            frame: Frame::of(&shared.office, &filled.installed, t),
            procedure: words(&filled.installed.manifest().title, t).to_owned(),
            link: format!("{}/drafts/{key}", shared.office.url()),
            until: t.date(until),
            sends_mail: shared.office.sends_mail(),
            mailed: sent.mailed.is_some(),
            key: key.clone(),
        };
        Ok(html(StatusCode::OK, &leave))
    };
    show.await.unwrap_or_else(|error: OfficeError| {
        let t = page::texts(None, &headers);
        people::refused(&shared, t, &error, &format!("/drafts/{key}/leave"))
    })
}

#[derive(Deserialize)]
pub(super) struct Wish {
    /// `mail` the link to an address, `forget` on this device, or `drop` for good.
    wish: String,
    #[serde(default)]
    email: String,
}

pub(super) async fn leave(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Visit(visitor): Visit,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    device: Device,
    headers: HeaderMap,
    axum::Form(wish): axum::Form<Wish>,
) -> Response {
    let work = async {
        let visitor = visitor?;
        match wish.wish.as_str() {
            "mail" if !lost::may_ask(&shared, from) => return Err(OfficeError::Busy),
            "mail" => {
                shared.office.send_link(&visitor, &wish.email).await?;
                let back = format!("/drafts/{key}/leave?mailed=1");
                return Ok(Redirect::to(&back).into_response());
            }
            "drop" => shared.office.drop_draft(&visitor).await?,
            _ => {}
        }
        Ok((
            device.forget(visitor.key.id(), &shared.office),
            // What the browser kept of it goes as well.
            [(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"")],
            Redirect::to("/?left=1"),
        )
            .into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        let t = page::texts(None, &headers);
        people::refused(&shared, t, &error, &format!("/drafts/{key}/leave"))
    })
}

/// A draft's link leads to the first page that still lacks something, or to the review.
pub(super) async fn resume(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Visit(visitor): Visit,
    device: Device,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let visitor = visitor?;
        let filled = shared.office.open_draft(&visitor).await?;
        let next = filled.form.first_page_with(&filled.problems());
        let next = next.map_or("review", |page| page.key.as_str());
        let next = Redirect::to(&format!("/drafts/{key}/{next}"));
        // What an agent fills in is offered to nobody on their device.
        if filled.draft.counter.is_some() {
            return Ok(next.into_response());
        }
        Ok((device.remember(visitor.key.id(), &shared.office), next).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        let t = page::texts(None, &headers);
        people::refused(&shared, t, &error, &format!("/drafts/{key}"))
    })
}
