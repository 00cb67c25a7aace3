//! The end of retention: what is due, the lists for the archives director, their visa, and the
//! destruction.

use std::io::Cursor;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html, words};
use super::super::portal::Lang;
use super::admitted::{Administer, Admitted};
use crate::dossier::Actor;
use crate::limits::disposal::{DIRECTOR_CHARS, EXPORT, REFERENCE_CHARS};
use crate::office::{DisposalError, Due, OfficeError};
use crate::store::Disposal;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/disposal.html")]
struct Page {
    frame: Frame,
    due: Vec<DueView>,
    /// Whether a list can be drawn up.
    ready: bool,
    lists: Vec<ListView>,
    director_chars: usize,
    reference_chars: usize,
}

struct DueView {
    number: String,
    procedure: String,
    until: String,
    state: String,
}

struct ListView {
    id: u32,
    drawn: String,
    count: usize,
    digest: String,
    visa: Option<String>,
    purged: Option<String>,
}

pub(super) async fn show(
    _: Admitted<Administer>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = shared.office.clone();
    // It reads every dossier, which other requests need not wait for.
    let read = move || Ok((office.due_for_disposal()?, office.disposal_lists()?));
    let read = tokio::task::spawn_blocking(read).await;
    match read.unwrap_or_else(|error| Err(OfficeError::Sandbox(error.to_string()))) {
        Ok((due, lists)) => {
            let today = shared.office.now().today();
            let ready =
                |due: &Due| due.list.is_none() && due.from.is_some_and(|from| from <= today);
            let page = Page {
                frame: Frame::new(&shared.office, t),
                ready: due.iter().any(ready),
                due: due.iter().map(|due| due_view(&shared, due, t)).collect(),
                lists: lists.iter().rev().map(|list| list_view(&shared, list, t)).collect(),
                director_chars: DIRECTOR_CHARS,
                reference_chars: REFERENCE_CHARS,
            };
            html(StatusCode::OK, &page)
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

fn due_view(shared: &Shared, due: &Due, t: &Texts) -> DueView {
    let catalogue = shared.office.catalogue();
    let installed = catalogue.all().find(|i| *i.manifest().id == *due.procedure);
    let state = match (due.list, due.from) {
        (Some(list), _) => t.with("disposal-on-list", &[("list", i64::from(list).into())]),
        (None, Some(from)) => t.with("disposal-from", &[("day", t.date(from).into())]),
        (None, None) => t.text("disposal-untold").into_owned(),
    };
    DueView {
        number: due.number.to_string(),
        procedure: installed
            .map_or_else(|| due.procedure.clone(), |i| words(&i.manifest().title, t).to_owned()),
        until: t.date(due.until),
        state,
    }
}

fn list_view(shared: &Shared, list: &Disposal, t: &Texts) -> ListView {
    let day = |millis: i64| t.date(shared.office.moment(millis / 1_000).date);
    let visa = |visa: &crate::store::Visa| {
        let signed = t.date(visa.signed).into();
        let values = [
            ("director", visa.director.clone().into()),
            ("day", signed),
            ("reference", visa.reference.clone().into()),
        ];
        t.with("disposal-visa-is", &values)
    };
    ListView {
        id: list.id,
        drawn: day(list.at),
        count: list.dossiers.len(),
        digest: list.digest.to_string(),
        visa: list.visa.as_ref().map(visa),
        purged: list.purged.map(day),
    }
}

/// What somebody at the desk does comes back to the page.
fn back(shared: &Shared, headers: &HeaderMap, done: Result<(), OfficeError>) -> Response {
    match done {
        Ok(()) => Redirect::to("/desk/disposal").into_response(),
        Err(error) => {
            let t = page::texts(None, headers);
            page::error(&shared.office, t, &error, Some("/desk/disposal".into()))
        }
    }
}

pub(super) async fn draw(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    let drawn = shared.office.draw_disposal_list(Actor::Agent(agent.name)).await;
    back(&shared, &headers, drawn.map(drop))
}

pub(super) async fn export(
    _: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Response {
    let office = shared.office.clone();
    let pack = move || {
        if office.size_of_disposal_list(id)? > EXPORT {
            return Err(DisposalError::TooLarge(id).into());
        }
        Ok(office.export_disposal_list(id, Cursor::new(Vec::new()))?.into_inner())
    };
    let packed = tokio::task::spawn_blocking(pack).await;
    match packed.unwrap_or_else(|error| Err(OfficeError::Sandbox(error.to_string()))) {
        Ok(bytes) => page::archive(&format!("disposal-{id}"), bytes),
        Err(error) => back(&shared, &headers, Err(error)),
    }
}

#[derive(Deserialize)]
pub(super) struct Signed {
    director: String,
    /// A day, as date inputs send it.
    signed: String,
    reference: String,
}

pub(super) async fn visa(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<u32>,
    headers: HeaderMap,
    axum::Form(visa): axum::Form<Signed>,
) -> Response {
    let record = async {
        let signed = visa.signed.parse();
        let signed = signed.map_err(|_| {
            let t = page::texts(None, &headers);
            OfficeError::Invalid(t.text("disposal-no-day").into_owned())
        })?;
        let by = Actor::Agent(agent.name);
        shared.office.record_visa(id, by, &visa.director, signed, &visa.reference).await
    };
    let recorded = record.await;
    back(&shared, &headers, recorded)
}

pub(super) async fn purge(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Response {
    let purged = shared.office.purge(id, Actor::Agent(agent.name)).await;
    back(&shared, &headers, purged.map(drop))
}
