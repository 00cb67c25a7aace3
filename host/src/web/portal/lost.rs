//! Lost numbers and keys: sent again to the address that a dossier has. The answer is the same
//! whether or not there is one.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::guard::source;
use super::super::page::{self, Frame, html};
use super::Lang;
use crate::limits::answer::EMAIL;
use crate::limits::mail::ASKED;
use crate::office::OfficeError;

#[derive(Template)]
#[template(path = "lost.html")]
struct Lost {
    frame: Frame,
    done: bool,
    sends_mail: bool,
}

pub(super) async fn ask(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    shown(&shared, lang.lang.as_deref(), &headers, false)
}

fn shown(shared: &Shared, lang: Option<&str>, headers: &HeaderMap, done: bool) -> Response {
    let frame = Frame::new(&shared.office, page::texts(lang, headers));
    html(StatusCode::OK, &Lost { frame, done, sends_mail: shared.office.sends_mail() })
}

#[derive(Deserialize)]
pub(super) struct Address {
    email: String,
    lang: Option<String>,
}

pub(super) async fn send(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    axum::Form(Address { email, lang }): axum::Form<Address>,
) -> Response {
    let t = page::texts(lang.as_deref(), &headers);
    if !may_ask(&shared, from) {
        return page::error(&shared.office, t, &OfficeError::Busy, Some("/lost".into()));
    }
    if email.len() <= EMAIL {
        // Apart, so that nobody learns from the time it takes whether the address is known.
        let office = shared.office.clone();
        tokio::spawn(async move {
            if let Err(error) = office.send_lost(&email, t.lang()).await {
                tracing::warn!(%error, "lost numbers could not be sent");
            }
        });
    }
    shown(&shared, Some(t.lang()), &headers, true)
}

/// Whether somebody may have one more letter sent; counts it.
pub(super) fn may_ask(shared: &Shared, from: SocketAddr) -> bool {
    let who = format!("mail {}", source(from.ip()));
    let may = shared.attempts.may_try(&who, ASKED);
    shared.attempts.failed(&who);
    may
}
