//! The desk: agents sign in, see the queue, open a dossier with its reasons, take actions.

mod acting;
pub(super) mod admitted;
mod bulk;
mod commission;
mod counter;
mod disposal;
mod dossier;
mod files;
mod law;
mod letters;
mod me;
mod numbers;
mod opinions;
mod papers;
mod people;
mod person;
mod pools;
mod post;
mod processing;
mod queue;
mod reads;
mod second;
mod sign_in;
mod signing;
mod working;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::Shared;
use crate::dossier::DossierNumber;
use crate::limits::http::{BODY, UPLOAD};
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
        .route(
            "/counter",
            get(counter::ask).post(counter::begin).layer(DefaultBodyLimit::max(UPLOAD)),
        )
        .route("/counter/{key}", get(counter::resume))
        .route("/post", get(post::list).post(post::posted))
        .route("/post/letters.zip", post(post::download))
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
        .route("/numbers", get(numbers::show))
        .route("/tables/{file}", get(numbers::table))
        .route("/processing", get(processing::show))
        .route("/search", get(person::ask).post(person::find))
        .route("/dossiers/{number}/copy.zip", get(person::copy))
        .route("/commissions", get(commission::list))
        .route("/commissions/{id}", get(commission::proposed).post(commission::close))
        .route("/minutes/{id}", get(commission::minutes))
        .route("/pools", get(pools::list))
        .route("/pools/{*key}", get(pools::show))
        .route("/dossiers/{number}", get(dossier::dossier))
        .route("/dossiers/{number}/actions/{action}", get(acting::action_form).post(acting::act))
        .route("/dossiers/{number}/messages", post(acting::message))
        .route("/dossiers/{number}/notes", post(working::note))
        .route("/dossiers/{number}/tags", post(working::tag))
        .route("/dossiers/{number}/assignee", post(working::assign))
        .route("/dossiers/{number}/opinions", post(opinions::seek))
        .route("/dossiers/{number}/signature", post(signing::sign))
        .route("/dossiers/{number}/sent-back", post(signing::send_back))
        .route("/dossiers/{number}/recall", post(signing::recall))
        .route("/dossiers/{number}/payments", post(acting::paid))
        .route("/dossiers/{number}/files/{id}", get(files::file))
        .route("/dossiers/{number}/papers/{paper}", get(papers::show))
        .merge(law::router())
        .layer(DefaultBodyLimit::max(BODY))
        .merge(
            Router::new()
                .route(
                    "/dossiers/{number}/answers",
                    get(acting::answers_form).post(acting::correct),
                )
                .layer(DefaultBodyLimit::max(UPLOAD)),
        )
}

/// What stands above the pages of the desk.
pub(super) struct Bar {
    /// Who is signed in.
    pub(super) agent: String,
    /// Whether they handle dossiers.
    pub(super) acts: bool,
    /// Whether there are procedures that a commission ranks.
    pub(super) ranks: bool,
    /// Whether they sign decisions.
    pub(super) signs: bool,
    /// Whether they say who works here.
    pub(super) staff: bool,
    /// Whether they see who read what.
    pub(super) audits: bool,
    /// Whether they say what is offered, and what is destroyed.
    pub(super) administers: bool,
}

impl Bar {
    pub(super) fn of(shared: &Shared, agent: &Agent) -> Self {
        let may = |what| shared.office.may(agent, what, None);
        Self {
            agent: agent.called(),
            acts: may(What::Act),
            ranks: !shared.office.ranking(agent).is_empty(),
            signs: may(What::Sign),
            staff: may(What::Staff),
            audits: may(What::Audit),
            administers: may(What::Administer),
        }
    }
}

/// The inputs of a form in which some may stand several times.
pub(super) struct Inputs(pub(super) Vec<(String, String)>);

impl Inputs {
    /// The first with a name, without spaces around it.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim())
    }

    /// All with a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }
}

fn number_of(text: &str) -> Result<DossierNumber, OfficeError> {
    text.parse().map_err(|_| OfficeError::NoDossier)
}
