//! Requests that silence would accept and that third parties must be told of (CRPA L232-2).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::page::{self, Frame, html, words};
use super::Lang;
use crate::office::Published;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "published.html")]
struct Page {
    frame: Frame,
    requests: Vec<View>,
}

struct View {
    procedure: String,
    foreign: Option<&'static Texts>,
    rows: [(String, String); 2],
    answers: Vec<(String, String)>,
}

pub(super) async fn list(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let published = match shared.office.published() {
        Ok(published) => published,
        Err(error) => return page::error(&shared.office, t, &error, Some("/".into())),
    };
    let view = |request: Published| {
        let row = |key: &str, value: String| (t.text(key).into_owned(), value);
        let manifest = request.installed.manifest();
        let answers = request.answers.iter().filter_map(|answer| {
            let column = manifest.columns.iter().find(|column| column.path == answer.path)?;
            Some((words(&column.label, t).to_owned(), t.value(&answer.value, None)))
        });
        View {
            procedure: words(&manifest.title, t).to_owned(),
            foreign: page::foreign(&request.installed, t),
            rows: [
                row("receipt-received", t.date(request.received)),
                row("published-until", t.date(request.accepted)),
            ],
            answers: answers.collect(),
        }
    };
    let requests = published.into_iter().map(view).collect();
    html(StatusCode::OK, &Page { frame: Frame::new(&shared.office, t), requests })
}
