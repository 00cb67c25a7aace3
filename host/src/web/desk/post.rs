//! The print queue: what goes by post, as one archive of PDFs, and the record of its posting.

use askama::Template;
use axum::extract::{Query, RawForm, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Shared;
use super::super::cookies::SignedIn;
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use crate::contract::Date;
use crate::limits::post::LISTED;
use crate::office::{OfficeError, Printed, Waiting};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/post.html")]
struct Post {
    frame: Frame,
    today: String,
    letters: Vec<LetterView>,
}

struct LetterView {
    /// Dossier and document, as the form names them.
    name: String,
    number: String,
    of: String,
    title: String,
    procedure: String,
    recipient: Vec<String>,
    since: String,
    registered: bool,
}

pub(super) async fn list(
    _: SignedIn,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let view = |waiting: Waiting| LetterView {
        name: format!("{}/{}", waiting.number, waiting.of),
        number: waiting.number.to_string(),
        of: waiting.of.to_string(),
        title: waiting.title,
        procedure: waiting.procedure,
        recipient: waiting.recipient,
        since: t.moment(waiting.since),
        registered: waiting.registered,
    };
    match shared.office.print_queue(t) {
        Ok(waiting) => html(
            StatusCode::OK,
            &Post {
                frame: Frame::new(&shared.office, t),
                today: shared.office.now().today().to_string(),
                letters: waiting.into_iter().map(view).collect(),
            },
        ),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

/// What was chosen on the page, and the day of posting.
struct Chosen {
    printed: Vec<Printed>,
    on: Option<Date>,
}

fn chosen(body: &[u8], t: &Texts) -> Result<Chosen, OfficeError> {
    let inputs: Vec<(String, String)> = form_urlencoded(body);
    let input = |wanted: &str| {
        inputs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    };
    let papers = inputs.iter().filter(|(name, _)| name == "letter").map(|(_, value)| value);
    let printed = papers.take(LISTED).map(|name| {
        let (number, of) = name.split_once('/').ok_or(OfficeError::NoPage)?;
        Ok(Printed {
            number: number.parse().map_err(|_| OfficeError::NoDossier)?,
            of: of.parse().map_err(|_| OfficeError::NoPage)?,
            registered: input(&format!("registered:{name}")),
        })
    });
    let printed: Vec<Printed> = printed.collect::<Result<_, OfficeError>>()?;
    if printed.is_empty() {
        return Err(OfficeError::Invalid(t.text("post-choose").into_owned()));
    }
    Ok(Chosen { printed, on: input("on").and_then(|day| day.parse().ok()) })
}

fn form_urlencoded(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// The chosen letters as one file.
pub(super) async fn download(
    _: SignedIn,
    State(shared): State<Shared>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let letters = shared.office.print(&chosen(&body, t)?.printed).await?;
        let headers = [
            (header::CONTENT_TYPE, "application/zip"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"letters.zip\""),
            (header::CACHE_CONTROL, "no-store"),
        ];
        Ok((headers, letters.0).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/desk/post".into()))
    })
}

/// The agent posted them.
pub(super) async fn posted(
    SignedIn(agent): SignedIn,
    State(shared): State<Shared>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let Chosen { printed, on } = chosen(&body, t)?;
        let on = on.ok_or_else(|| OfficeError::Invalid(t.text("check-date").into_owned()))?;
        for printed in &printed {
            shared.office.posted_on(&agent, printed, on, t).await?;
        }
        Ok(Redirect::to("/desk/post").into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/desk/post".into()))
    })
}
