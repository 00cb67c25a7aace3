//! The desk: agents sign in, see the queue, open a dossier with its reasons, take actions.

mod acting;
pub(super) mod admitted;
mod bulk;
mod disposal;
mod dossier;
mod files;
mod law;
mod letters;
mod me;
mod people;
mod pools;
mod queue;
mod reads;
mod second;
mod sign_in;
mod working;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::Shared;
use crate::dossier::DossierNumber;
use crate::limits::http::BODY;
use crate::office::OfficeError;
use crate::staff::{Agent, What};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(queue::queue))
        .route("/news", get(queue::news))
        .route("/bulk", post(bulk::bulk))
        .route("/reads", get(reads::list))
        .route("/sign-in", get(sign_in::sign_in_page).post(sign_in::sign_in))
        .route("/sign-in/provider", get(sign_in::to_provider))
        .route("/sign-in/callback", get(sign_in::from_provider))
        .route("/sign-in/code", get(sign_in::step_page).post(sign_in::step))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/letters", get(letters::list))
        .route("/letters/{id}", post(letters::resend))
        .route("/me", get(me::page))
        .route("/me/password", post(me::password))
        .route("/me/second", get(second::page).post(second::begin))
        .route("/me/second/code.svg", get(second::picture))
        .route("/me/second/confirm", post(second::confirm))
        .route("/me/absence", post(me::absence))
        .route("/me/filters", post(me::keep_filter))
        .route("/people", get(people::list).post(people::add))
        .route("/people/{name}", get(people::page).post(people::describe))
        .route("/people/{name}/secrets", post(people::secrets))
        .route("/people/{name}/out", post(people::out))
        .route("/disposal", get(disposal::show).post(disposal::draw))
        .route("/disposal/{id}/export.zip", get(disposal::export))
        .route("/disposal/{id}/visa", post(disposal::visa))
        .route("/disposal/{id}/purge", post(disposal::purge))
        .route("/pools", get(pools::list))
        .route("/pools/{*key}", get(pools::show))
        .route("/dossiers/{number}", get(dossier::dossier))
        .route("/dossiers/{number}/actions/{action}", get(acting::action_form).post(acting::act))
        .route("/dossiers/{number}/messages", post(acting::message))
        .route("/dossiers/{number}/notes", post(working::note))
        .route("/dossiers/{number}/tags", post(working::tag))
        .route("/dossiers/{number}/assignee", post(working::assign))
        .route("/dossiers/{number}/payments", post(acting::paid))
        .route("/dossiers/{number}/files/{id}", get(files::file))
        .merge(law::router())
        .layer(DefaultBodyLimit::max(BODY))
}

/// What stands above the pages of the desk.
struct Bar {
    /// Who is signed in.
    agent: String,
    /// Whether they handle dossiers.
    acts: bool,
    /// Whether they say who works here.
    staff: bool,
    /// Whether they see who read what.
    audits: bool,
    /// Whether they say what is offered, and what is destroyed.
    administers: bool,
}

impl Bar {
    fn of(shared: &Shared, agent: &Agent) -> Self {
        let may = |what| shared.office.may(agent, what, None);
        Self {
            agent: agent.called(),
            acts: may(What::Act),
            staff: may(What::Staff),
            audits: may(What::Audit),
            administers: may(What::Administer),
        }
    }
}

/// The inputs of a form in which some may stand several times.
struct Inputs(Vec<(String, String)>);

impl Inputs {
    /// The first with a name, without spaces around it.
    fn one(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim())
    }

    /// All with a name.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }
}

fn number_of(text: &str) -> Result<DossierNumber, OfficeError> {
    text.parse().map_err(|_| OfficeError::NoDossier)
}
