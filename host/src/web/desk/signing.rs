//! A decision that waits for a signature: signed, sent back, or taken back.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, ReasonView, reason_view, say};
use super::super::portal::acting::title_of;
use super::admitted::{Act, On, Sign};
use super::dossier::actor;
use super::working::back;
use crate::office::Tracked;
use crate::staff::{Agent, What};
use crate::texts::Texts;

/// A decision that waits for a signature, and what it would say.
pub(super) struct ProposalView {
    pub(super) index: u32,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) at: String,
    pub(super) verdict: String,
    /// What was filled in with it.
    pub(super) inputs: Vec<(String, String)>,
    pub(super) status: String,
    pub(super) reasons: Vec<ReasonView>,
    /// What the procedure says against it by now.
    pub(super) problem: Option<String>,
    /// Whether the agent may sign it.
    pub(super) signs: bool,
}

/// What waits for a signature on a dossier, as it would be decided now.
pub(super) async fn proposal(
    shared: &Shared,
    agent: &Agent,
    tracked: &Tracked,
    t: &Texts,
) -> Option<ProposalView> {
    let office = &shared.office;
    let waiting = tracked.proposal()?;
    let foreseen = office.foresee(tracked, t.lang()).await;
    let (status, reasons, problem) = match foreseen {
        Ok(decision) => {
            let reasons = decision.reasons.iter().map(|reason| reason_view(reason, t));
            (say(&decision.status, t), reasons.collect(), None)
        }
        Err(error) => (String::new(), vec![], Some(error.to_string())),
    };
    let input = |a: &crate::contract::Answer| (a.path.clone(), t.value(&a.value, None));
    Some(ProposalView {
        index: waiting.said.exchange.index,
        title: title_of(tracked, waiting.action, t),
        by: actor(shared, &waiting.said.exchange.by, t),
        at: t.moment(waiting.said.at),
        verdict: t.text(&format!("verdict-{}", waiting.verdict.name())).into_owned(),
        inputs: waiting.inputs.iter().map(input).collect(),
        status,
        reasons,
        problem,
        signs: office.may(agent, What::Sign, Some(&tracked.state.procedure)),
    })
}

#[derive(Deserialize)]
pub(super) struct Signature {
    proposed: u32,
}

pub(super) async fn sign(
    On { agent, number, .. }: On<Sign>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(signature): axum::Form<Signature>,
) -> Response {
    let t = page::texts(None, &headers);
    let done = shared.office.sign(number, &agent, signature.proposed, t.lang()).await;
    back(&shared, t, number, "main", done.map(drop))
}

#[derive(Deserialize)]
pub(super) struct Recall {
    proposed: u32,
    reason: String,
}

/// Who signs sends it back.
pub(super) async fn send_back(
    On { agent, number, .. }: On<Sign>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(recall): axum::Form<Recall>,
) -> Response {
    recalled(&shared, &agent, number, recall, &headers).await
}

/// Who prepares decisions takes it back.
pub(super) async fn recall(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(recall): axum::Form<Recall>,
) -> Response {
    recalled(&shared, &agent, number, recall, &headers).await
}

async fn recalled(
    shared: &Shared,
    agent: &Agent,
    number: crate::dossier::DossierNumber,
    recall: Recall,
    headers: &HeaderMap,
) -> Response {
    let t = page::texts(None, headers);
    let done = shared.office.recall(number, agent, recall.proposed, &recall.reason, t).await;
    back(shared, t, number, "notes", done)
}
