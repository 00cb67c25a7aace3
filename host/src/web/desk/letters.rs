//! Letters that were not sent, for agents to look at and send again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Shared;
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use super::admitted::{Act, Admitted};
use crate::dossier::{About, Carried, LetterId, Posted};
use crate::office::OfficeError;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/letters.html")]
struct Letters {
    frame: Frame,
    letters: Vec<Stuck>,
}

struct Stuck {
    id: String,
    what: String,
    state: String,
    since: String,
    why: String,
}

pub(super) async fn list(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match shared.office.stuck_letters(&agent) {
        Ok(stuck) => {
            let letters = stuck.iter().map(|posted| view(&shared, posted, t)).collect();
            html(StatusCode::OK, &Letters { frame: Frame::new(&shared.office, t), letters })
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

fn view(shared: &Shared, posted: &Posted, t: &Texts) -> Stuck {
    let (state, why) = match &posted.carried {
        Carried::Failed { why } => ("desk-letter-failed", why.clone()),
        _ => ("desk-letter-unknown", String::new()),
    };
    let what = match &posted.letter.about {
        About::Receipt { number, .. }
        | About::Effect { number, .. }
        | About::Decision { number, .. }
        | About::Exchange { number, .. } => number.to_string(),
        About::Resume(_) | About::Expiring(_) => t.text("mail-resume-link").into_owned(),
        About::SignIn(_) => t.text("sign-in-title").into_owned(),
        About::Lost(_) => t.text("lost-title").into_owned(),
        About::Erased(number) => number.to_string(),
        About::Event { number, what, .. } => {
            format!("{} · {number} · {}", posted.letter.to, what.name())
        }
        About::Transmission { number, .. } => format!("{} · {number}", posted.letter.to),
    };
    Stuck {
        id: posted.letter.id.to_string(),
        what,
        state: t.text(state).into_owned(),
        since: t.moment(shared.office.moment(posted.since)),
        why,
    }
}

pub(super) async fn resend(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id: Result<LetterId, _> = id.try_into().map_err(|_| OfficeError::NoPage);
    let sent = async { shared.office.resend(id?, &agent).await };
    match sent.await {
        Ok(()) => Redirect::to("/desk/letters").into_response(),
        Err(error) => {
            let t = page::texts(None, &headers);
            page::error(&shared.office, t, &error, Some("/desk/letters".into()))
        }
    }
}
