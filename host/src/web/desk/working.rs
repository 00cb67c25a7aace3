//! What agents do with a dossier among themselves: notes, tags, whose work it is.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page;
use super::admitted::{Act, On};
use crate::dossier::DossierNumber;
use crate::office::OfficeError;
use crate::texts::Texts;

/// Back to the dossier, whatever was done, or an error that leads there.
pub(super) fn back(
    shared: &Shared,
    t: &'static Texts,
    number: DossierNumber,
    to: &str,
    done: Result<(), OfficeError>,
) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/desk/dossiers/{number}#{to}")).into_response(),
        Err(error) => {
            page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Note {
    text: String,
}

pub(super) async fn note(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(note): axum::Form<Note>,
) -> Response {
    let t = page::texts(None, &headers);
    let done = shared.office.note(number, &agent, &note.text, t).await;
    back(&shared, t, number, "notes", done)
}

#[derive(Deserialize)]
pub(super) struct Tag {
    tag: String,
    #[serde(default)]
    off: String,
}

pub(super) async fn tag(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(tag): axum::Form<Tag>,
) -> Response {
    let t = page::texts(None, &headers);
    let done = shared.office.tag(number, &agent, &tag.tag, tag.off.is_empty(), t).await;
    back(&shared, t, number, "main", done)
}

#[derive(Deserialize)]
pub(super) struct Assignment {
    /// The name that somebody signs in with; empty for nobody.
    to: String,
}

pub(super) async fn assign(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(assignment): axum::Form<Assignment>,
) -> Response {
    let t = page::texts(None, &headers);
    let to = Some(assignment.to.trim()).filter(|to| !to.is_empty());
    let done = shared.office.assign(number, &agent, to, t).await;
    back(&shared, t, number, "main", done)
}
