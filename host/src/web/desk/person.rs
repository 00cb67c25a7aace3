//! All dossiers of a person, for a request that was made on paper (LAW.md RGPD-3).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html, words};
use super::super::portal::Lang;
use super::Bar;
use super::admitted::{Act, Admitted, On, Read};
use super::queue::name_of;
use crate::staff::Agent;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    frame: Frame,
    bar: Bar,
    problem: Option<String>,
    /// Number, procedure, day of receipt and phase; nothing before something was looked for.
    found: Option<Vec<[String; 4]>>,
    /// How many more there are that the agent may not see.
    hidden: usize,
}

pub(super) async fn ask(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    shown(&shared, &agent, page::texts(lang.lang.as_deref(), &headers), None, None, 0)
}

/// Who is looked for. Sent in a body: addresses of pages end in logs and histories.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Person {
    #[serde(default)]
    email: String,
    #[serde(default)]
    family_name: String,
    #[serde(default)]
    given_names: String,
    #[serde(default)]
    birth_date: String,
}

pub(super) async fn find(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(person): axum::Form<Person>,
) -> Response {
    let t = page::texts(None, &headers);
    let office = &shared.office;
    let named = !person.family_name.trim().is_empty() && !person.given_names.trim().is_empty();
    let born = person.birth_date.trim().parse().ok().filter(|_| named);
    let names = born.map(|born| (person.family_name.as_str(), person.given_names.as_str(), born));
    if person.email.trim().is_empty() && names.is_none() {
        let problem = t.text("search-empty").into_owned();
        return shown(&shared, &agent, t, Some(problem), None, 0);
    }
    match office.search_person(&agent, &person.email, names).await {
        Ok((rows, hidden)) => {
            let row = |row: &std::sync::Arc<crate::dossier::Row>| {
                let procedure = office.installed(&row.procedure).map_or_else(
                    |_| row.procedure.to_string(),
                    |installed| words(&installed.manifest().title, t).to_owned(),
                );
                let received = t.date(office.moment(row.received_at / 1_000).date);
                [row.number.to_string(), procedure, received, name_of(row.phase, t)]
            };
            let found = rows.iter().map(row).collect();
            shown(&shared, &agent, t, None, Some(found), hidden)
        }
        Err(error) => page::error(office, t, &error, Some("/desk/search".into())),
    }
}

fn shown(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    problem: Option<String>,
    found: Option<Vec<[String; 4]>>,
    hidden: usize,
) -> Response {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (frame, bar) = (Frame::new(&shared.office, t), Bar::of(shared, agent));
    html(status, &SearchPage { frame, bar, problem, found, hidden })
}

/// A copy of everything that the town holds of a dossier, to be given to its applicant.
pub(super) async fn copy(
    On { number, .. }: On<Read>,
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let office = shared.office.clone();
    let copy = async { office.clone().copy_of(office.dossier(number)?).await };
    match copy.await {
        Ok(bytes) => page::archive(&number.to_string(), bytes),
        Err(error) => {
            page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
        }
    }
}
