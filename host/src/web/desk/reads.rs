//! Who looked into sensitive dossiers, for auditors (LAW.md RGPD-6).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html};
use super::Bar;
use super::admitted::{Admitted, Audit};
use crate::dossier::{Reading, Seen};
use crate::limits::queue::READINGS;
use crate::office::OfficeError;
use crate::texts::Texts;

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    number: String,
    #[serde(default)]
    agent: String,
    #[serde(default)]
    page: usize,
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/reads.html")]
struct Reads {
    frame: Frame,
    bar: Bar,
    number: String,
    agent: String,
    readings: Vec<ReadingRow>,
    previous: Option<String>,
    next: Option<String>,
}

struct ReadingRow {
    at: String,
    agent: String,
    number: String,
    what: String,
}

pub(super) async fn list(
    Admitted { agent, .. }: Admitted<Audit>,
    State(shared): State<Shared>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(wanted.lang.as_deref(), &headers);
    let number = match wanted.number.trim() {
        "" => None,
        text => match text.parse() {
            Ok(number) => Some(number),
            Err(_) => {
                return page::error(
                    &shared.office,
                    t,
                    &OfficeError::NoDossier,
                    Some("/desk/reads".into()),
                );
            }
        },
    };
    let by = Some(wanted.agent.trim()).filter(|name| !name.is_empty());
    let skip = wanted.page.saturating_mul(READINGS);
    let (readings, more) = match shared.office.readings(number, by, skip, READINGS) {
        Ok(found) => found,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk".into())),
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("number", wanted.number.trim())
        .append_pair("agent", wanted.agent.trim())
        .finish();
    let link = |page: usize| format!("/desk/reads?{query}&page={page}");
    let page = Reads {
        frame: Frame { lang_extra: format!("&{query}"), ..Frame::new(&shared.office, t) },
        bar: Bar::of(&shared, &agent),
        readings: readings.iter().map(|reading| row(&shared, reading, t)).collect(),
        previous: wanted.page.checked_sub(1).map(link),
        next: more.then(|| link(wanted.page + 1)),
        number: wanted.number,
        agent: wanted.agent,
    };
    html(StatusCode::OK, &page)
}

fn row(shared: &Shared, reading: &Reading, t: &Texts) -> ReadingRow {
    ReadingRow {
        at: t.moment(shared.office.moment(reading.at / 1_000)),
        agent: reading.agent.clone(),
        number: reading.number.to_string(),
        what: match &reading.what {
            Seen::Page => t.text("seen-page").into_owned(),
            Seen::File(_) => t.text("seen-file").into_owned(),
            Seen::Listed => t.text("seen-listed").into_owned(),
            Seen::Program => t.text("seen-program").into_owned(),
            Seen::Other(what) => t.with("seen-other", &[("what", what.as_str().into())]),
        },
    }
}
