//! The catalogue, and forms for the answers given so far.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::Shared;
use super::super::cookies::Somebody;
use super::super::error::ApiProblem;
use super::extract::{Body, Place};
use crate::contract::{Answer, Moment, Text, View};
use crate::dossier::Service;
use crate::form::json::value_to_json;
use crate::office::{Given, Installed, Wish};
use crate::plugin::{Category, SilenceRule, Words};

/// A procedure of the catalogue.
#[derive(Serialize, ToSchema)]
pub(super) struct Procedure {
    /// Its id.
    #[schema(example = "org.example.parking-card")]
    id: String,
    /// Its version.
    version: String,
    /// Its name by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    title: Words,
    /// What it is for, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    summary: Words,
    /// Where the catalogue lists it.
    #[schema(value_type = String)]
    category: Category,
    /// The service in charge.
    service: Service,
    /// What silence of the town means.
    #[schema(value_type = String)]
    silence: SilenceRule,
    /// After how long.
    #[schema(value_type = Option<String>)]
    period: Option<crate::plugin::Period>,
}

impl Procedure {
    fn of(installed: &Installed) -> Self {
        let manifest = installed.manifest();
        Self {
            id: manifest.id.to_string(),
            version: manifest.version.to_string(),
            title: manifest.title.clone(),
            summary: manifest.summary.clone(),
            category: manifest.category,
            service: installed.service.clone(),
            silence: manifest.legal.silence,
            period: manifest.legal.period,
        }
    }
}

/// A list of procedures.
#[derive(Serialize, ToSchema)]
pub(super) struct Procedures {
    procedures: Vec<Procedure>,
}

/// The procedures that the town offers.
#[utoipa::path(get, path = "/procedures", responses((status = 200, body = Procedures)))]
pub(super) async fn list(State(shared): State<Shared>) -> Json<Procedures> {
    Json(Procedures {
        procedures: shared.office.catalogue().all().map(|i| Procedure::of(i)).collect(),
    })
}

/// Answers in a language.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    /// Language of the person; French where it is left out.
    #[serde(default = "french")]
    #[schema(example = "fr")]
    pub(super) lang: String,
    /// One flat object, path -> value.
    #[schema(value_type = Object)]
    pub(super) answers: serde_json::Value,
    /// What the person says to having sources asked, by the path of each field of kind `sourced`.
    /// Answers of sources are never taken from `answers`.
    #[serde(default)]
    pub(super) sources: BTreeMap<String, Said>,
}

/// What the person says to having a source asked.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Said {
    /// That it be asked now, or that it not be: the procedure then reads `….failure = "refused"`.
    /// `form` stores nothing and asks nobody, so there `true` does nothing.
    Consent(Consent),
    /// The answer that `sources/{path}` gave, which is taken if the same would be asked.
    Ticket(Ticket),
}

/// `{"consent": true}`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    consent: bool,
}

/// `{"ticket": "…"}`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticket {
    ticket: String,
}

impl Answered {
    /// The language, and what was given in it.
    pub(super) fn split(self) -> (String, Given) {
        let wish = |said| match said {
            Said::Consent(Consent { consent }) => Wish::Consent(consent),
            Said::Ticket(Ticket { ticket }) => Wish::Ticket(ticket),
        };
        let wishes = self.sources.into_iter().map(|(path, said)| (path, wish(said))).collect();
        (self.lang, Given { answers: self.answers, wishes })
    }
}

fn french() -> String {
    "fr".into()
}

/// What the form looks like for these answers, with the problems of those given. Stores nothing.
#[utoipa::path(
    post,
    path = "/procedures/{id}/form",
    params(("id" = String, Path, description = "id of the procedure")),
    request_body = Answered,
    responses(
        (status = 200, body = View),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 413, body = ApiProblem, content_type = "application/problem+json"),
        (status = 415, body = ApiProblem, content_type = "application/problem+json"),
        (status = 422, body = ApiProblem, content_type = "application/problem+json"),
        (status = 502, body = ApiProblem, content_type = "application/problem+json"),
        (status = 503, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn form(
    State(shared): State<Shared>,
    Place(id): Place<String>,
    somebody: Somebody,
    Body(body): Body<Answered>,
) -> Result<Json<View>, ApiProblem> {
    let (lang, given) = body.split();
    Ok(Json(shared.office.view(&id, &lang, given, somebody.person.as_ref()).await?))
}

/// What came of asking a source.
#[derive(Serialize, ToSchema)]
pub(super) struct Came {
    /// When it was asked.
    at: Moment,
    /// The source, as the procedure calls it.
    source: String,
    /// The service that was asked.
    provider: String,
    /// What it was asked for, by language: tell the person, who has a right to see and to put
    /// right what it answers.
    purpose: Text,
    /// What the service was told, by the names of it.
    told: Vec<String>,
    /// What the procedure will read, path -> value: the answers, or `….failure`: `not-found`,
    /// `unavailable`, `budget`, `not-configured`, `mismatch`, `incomplete`, `not-signed-in`.
    #[schema(value_type = Object)]
    answers: serde_json::Map<String, serde_json::Value>,
    /// To be sent back in `sources` of the form within a day, by the same person.
    ticket: String,
}

/// Has the source of a field asked, for a person who agreed to it: that is what the request says.
/// The answer is kept nowhere but in the ticket, and goes into the dossier with it. A failure is
/// an answer as well, status 200.
#[utoipa::path(
    post,
    path = "/procedures/{id}/sources/{path}",
    params(
        ("id" = String, Path, description = "id of the procedure"),
        ("path" = String, Path, description = "path of a field of kind `sourced`, as the form shows it for these answers"),
    ),
    request_body = Answered,
    responses(
        (status = 200, body = Came),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 403, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 413, body = ApiProblem, content_type = "application/problem+json"),
        (status = 415, body = ApiProblem, content_type = "application/problem+json"),
        (status = 422, body = ApiProblem, content_type = "application/problem+json"),
        (status = 502, body = ApiProblem, content_type = "application/problem+json"),
        (status = 503, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn ask(
    State(shared): State<Shared>,
    Place((id, path)): Place<(String, String)>,
    somebody: Somebody,
    Body(body): Body<Answered>,
) -> Result<Json<Came>, ApiProblem> {
    let (lang, given) = body.split();
    let person = somebody.person.as_ref();
    let (consulted, answers, ticket) =
        shared.office.consult_for(&id, &path, &lang, given, person).await?;
    let answer = |a: Answer| (a.path, value_to_json(&a.value));
    Ok(Json(Came {
        at: shared.office.moment(consulted.at),
        source: consulted.source,
        provider: consulted.provider,
        purpose: consulted.purpose,
        told: consulted.sent,
        answers: answers.into_iter().map(answer).collect(),
        ticket,
    }))
}
