//! The record of processing (GDPR, article 30), made from what the procedures say of their data.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::page::{self, Frame, html, privacy_rows, words};
use super::super::portal::Lang;
use super::Bar;
use super::admitted::Present;

#[derive(Template)]
#[template(path = "desk/processing.html")]
struct ProcessingPage {
    frame: Frame,
    bar: Bar,
    day: String,
    /// Title, and what is said of it.
    procedures: Vec<(String, Vec<(String, String)>)>,
}

pub(super) async fn show(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = &shared.office;
    let catalogue = office.catalogue();
    let text = |key: &str| t.text(key).into_owned();
    let procedure = |installed: &std::sync::Arc<crate::office::Installed>| {
        let manifest = installed.manifest();
        let mut rows = privacy_rows(office, installed, t);
        let columns = manifest.columns.iter().map(|column| words(&column.label, t));
        rows.push((
            text("processing-people"),
            text(&format!("applicant-{}", manifest.applicant.kind.name())),
        ));
        rows.push((text("processing-data"), columns.collect::<Vec<_>>().join(", ")));
        let sensitive = if manifest.privacy.sensitive { "processing-yes" } else { "processing-no" };
        rows.push((text("processing-sensitive"), text(sensitive)));
        rows.push((text("processing-security"), text("processing-measures")));
        (words(&manifest.title, t).to_owned(), rows)
    };
    let page = ProcessingPage {
        frame: Frame::new(office, t),
        bar: Bar::of(&shared, &agent),
        day: t.date(office.now().today()),
        procedures: catalogue.all().map(procedure).collect(),
    };
    html(StatusCode::OK, &page)
}
