//! The catalogue, and forms for the answers given so far.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::Shared;
use super::super::cookies::Somebody;
use super::super::error::ApiProblem;
use super::extract::{Body, Place};
use crate::contract::View;
use crate::dossier::Service;
use crate::office::Installed;
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
    Ok(Json(shared.office.view(&id, &body.lang, body.answers, somebody.person.as_ref()).await?))
}
