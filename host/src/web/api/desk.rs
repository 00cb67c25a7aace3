//! The desk for programs: the queue and actions.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::Shared;
use super::super::error::ApiProblem;
use super::extract::{Agent, Body, Place};
use crate::contract::{Date, Party, Phase, Text, Verdict};
use crate::dossier::{DossierNumber, Seen, State as DossierState};
use crate::limits::http::QUEUE_PAGE;
use crate::office::OfficeError;
use crate::staff::What;

/// Which part of the queue.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    /// Only of this procedure.
    procedure: Option<String>,
    /// Also those that are closed or withdrawn.
    #[serde(default)]
    all: bool,
    /// Which page, from 0.
    #[serde(default)]
    page: u32,
}

/// A dossier in the queue.
#[derive(Serialize, ToSchema)]
pub(super) struct Queued {
    #[schema(example = "482-709-357-164")]
    number: String,
    procedure: String,
    submitted_on: Date,
    phase: Phase,
    verdict: Option<Verdict>,
    status: Text,
    score: Option<i64>,
    tags: Vec<String>,
    /// Keys of the actions that are open to agents.
    actions: Vec<String>,
    /// What the outbox must do, in the order of the decisions.
    #[schema(value_type = Vec<Object>)]
    outbox: Vec<crate::dossier::OutboxItem>,
}

/// A page of the queue.
#[derive(Serialize, ToSchema)]
pub(super) struct Queue {
    dossiers: Vec<Queued>,
    /// Whether another page follows.
    more: bool,
}

impl Queued {
    fn of(state: &DossierState, today: Date) -> Self {
        let dossier = &state.dossier;
        Self {
            number: dossier.number.clone(),
            procedure: state.procedure.to_string(),
            submitted_on: dossier.submitted_on,
            phase: dossier.phase,
            verdict: dossier.verdict,
            status: state.status.clone(),
            score: dossier.score,
            tags: dossier.tags.clone(),
            actions: state.open_actions(Party::Agent, today).map(|a| a.key.clone()).collect(),
            outbox: state.outbox.clone(),
        }
    }
}

/// The queue, the newest first.
#[utoipa::path(
    get,
    path = "/desk/dossiers",
    params(Filter),
    security(("agent" = [])),
    responses(
        (status = 200, body = Queue),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 401, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    Agent(agent): Agent,
    State(shared): State<Shared>,
    filter: Result<Query<Filter>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Queue>, ApiProblem> {
    let Query(filter) = filter.map_err(|e| OfficeError::Invalid(e.body_text()))?;
    let skip = filter.page as usize * QUEUE_PAGE;
    let asked = crate::office::Filter {
        procedure: filter.procedure.unwrap_or_default(),
        order: "received".into(),
        all: if filter.all { "yes".into() } else { String::new() },
        ..Default::default()
    };
    let wanted = shared.office.wanted(&agent, &asked)?;
    let page = shared.office.queue(&agent, &wanted, skip, QUEUE_PAGE).await?;
    // What is listed here tells of decisions.
    for (row, _) in &page.dossiers {
        shared.office.note_reading(&agent, row.number, Seen::Listed).await?;
    }
    let today = shared.office.now().today();
    let dossiers = page.dossiers.iter().map(|(_, state)| Queued::of(state, today)).collect();
    Ok(Json(Queue { dossiers, more: page.more }))
}

/// What is filled in with an action.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Inputs {
    /// One flat object, path -> value.
    #[serde(default)]
    #[schema(value_type = Object)]
    inputs: serde_json::Map<String, serde_json::Value>,
}

/// Takes an action on a dossier.
#[utoipa::path(
    post,
    path = "/desk/dossiers/{number}/actions/{key}",
    params(
        ("number" = String, Path, description = "number of the dossier"),
        ("key" = String, Path, description = "key of the action"),
    ),
    request_body = Inputs,
    security(("agent" = [])),
    responses(
        (status = 200, body = Queued),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 401, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 409, body = ApiProblem, content_type = "application/problem+json"),
        (status = 413, body = ApiProblem, content_type = "application/problem+json"),
        (status = 415, body = ApiProblem, content_type = "application/problem+json"),
        (status = 422, body = ApiProblem, content_type = "application/problem+json"),
        (status = 502, body = ApiProblem, content_type = "application/problem+json"),
        (status = 503, body = ApiProblem, content_type = "application/problem+json"),
        (status = 507, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn act(
    Agent(agent): Agent,
    State(shared): State<Shared>,
    Place((number, key)): Place<(String, String)>,
    Body(body): Body<Inputs>,
) -> Result<Json<Queued>, ApiProblem> {
    let number: DossierNumber = number.parse().map_err(|_| OfficeError::NoDossier)?;
    shared.office.let_at(&agent, What::Act, number)?;
    shared.office.note_reading(&agent, number, Seen::Program).await?;
    let office = shared.office.clone();
    let inputs = serde_json::Value::Object(body.inputs);
    let work =
        tokio::spawn(async move { office.act_with(number, &agent.name, &key, inputs, "fr").await });
    let state = work.await.map_err(|e| ApiProblem::from(OfficeError::Sandbox(e.to_string())))??;
    Ok(Json(Queued::of(&state, shared.office.now().today())))
}
