//! The print queue: what goes by post, as one archive of PDFs, and the record of its posting.

use askama::Template;
use axum::extract::{Query, RawForm, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Shared;
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use super::Inputs;
use super::admitted::{Act, Admitted};
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
    Admitted { agent, .. }: Admitted<Act>,
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
    match shared.office.print_queue(&agent, t).await {
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
    let inputs = Inputs(url::form_urlencoded::parse(body).into_owned().collect());
    let printed = inputs.all("letter").take(LISTED).map(|name| {
        let (number, of) = name.split_once('/').ok_or(OfficeError::NoPage)?;
        Ok(Printed {
            number: number.parse().map_err(|_| OfficeError::NoDossier)?,
            of: of.parse().map_err(|_| OfficeError::NoPage)?,
            registered: inputs.one(&format!("registered:{name}")).map(str::to_owned),
        })
    });
    let printed: Vec<Printed> = printed.collect::<Result<_, OfficeError>>()?;
    if printed.is_empty() {
        return Err(OfficeError::Invalid(t.text("post-choose").into_owned()));
    }
    Ok(Chosen { printed, on: inputs.one("on").and_then(|day| day.parse().ok()) })
}

/// The chosen letters as one file.
pub(super) async fn download(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let letters = shared.office.print(&agent, &chosen(&body, t)?.printed).await?;
        Ok(page::archive("letters", letters.0))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/desk/post".into()))
    })
}

/// The agent posted them.
pub(super) async fn posted(
    Admitted { agent, .. }: Admitted<Act>,
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
