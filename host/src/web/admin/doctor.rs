//! What `guichet doctor` says, as a page: in French, as there, whatever else is said in which
//! language.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use email_address::EmailAddress;
use serde::Deserialize;

use super::super::Shared;
use super::super::desk::Bar;
use super::super::desk::admitted::{Administer, Admitted};
use super::super::page::{self, Frame, html};
use super::super::portal::Lang;
use crate::doctor::{Finding, State as Found, Told, examine};
use crate::staff::Agent;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "admin/doctor.html")]
struct Page {
    frame: Frame,
    bar: Bar,
    found: Vec<Row>,
    mail: bool,
    to: String,
    problem: Option<String>,
}

struct Row {
    name: &'static str,
    /// In the language of who reads.
    state: String,
    wrong: bool,
    says: String,
    todo: Option<String>,
}

/// Looks at everything, and sends nothing.
pub(super) async fn look(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let to = shared.config.town.service.email.clone();
    examined(&shared, &agent, t, None, to).await
}

#[derive(Deserialize)]
pub(super) struct Writes {
    to: String,
}

/// Looks at everything, and sends a message to see that mail goes.
pub(super) async fn write(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    Form(Writes { to }): Form<Writes>,
) -> Response {
    let t = page::texts(None, &headers);
    examined(&shared, &agent, t, Some(to.trim()), to.trim().to_owned()).await
}

async fn examined(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    mail_to: Option<&str>,
    to: String,
) -> Response {
    let office = &shared.office;
    let wrong = mail_to.is_some_and(|to| !EmailAddress::is_valid(to));
    let refused = office.catalogue().refused.clone();
    let refused = refused.iter().map(|(file, why)| format!("{} : {why}", file.display()));
    let told = Told { refused: refused.collect(), installations: office.history() };
    let mail_to = mail_to.filter(|_| !wrong);
    let found = examine(&shared.config, &Ok(told), mail_to, office.now().today()).await;
    let row = |finding: Finding| Row {
        name: finding.check.name(),
        state: t.text(&format!("doctor-{}", finding.state.name())).into_owned(),
        wrong: finding.state == Found::Wrong,
        says: finding.says,
        todo: finding.todo,
    };
    let page = Page {
        frame: Frame::new(office, t),
        bar: Bar::of(shared, agent),
        found: found.into_iter().map(row).collect(),
        mail: shared.config.mail.is_some(),
        to,
        problem: wrong.then(|| t.text("check-email").into_owned()),
    };
    html(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
