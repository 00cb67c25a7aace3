//! Submitting a dossier and following it.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::Shared;
use super::super::cookies::Somebody;
use super::super::error::ApiProblem;
use super::super::guard::source;
use super::extract::{Body, IdempotencyKey, Place, bearer};
use super::procedures::Answered;
use crate::contract::{Account, Date, Document, Effect, Moment, Phase, Reason, Text, Verdict};
use crate::dossier::{AccessKey, Consulted, DossierNumber, Outcome, Receipt};
use crate::limits::http::KEY_FAILURES;
use crate::office::{Office, OfficeError, Tracked};
use crate::texts::Texts;

/// What the applicant gets.
#[derive(Serialize, ToSchema)]
pub(super) struct Accepted {
    /// The dossier's number.
    #[schema(example = "482-709-357-164")]
    number: String,
    /// What opens the dossier beside its number. It is nowhere stored: keep it.
    access_key: String,
    /// The receipt.
    receipt: Receipt,
}

/// Submits a form. A repeated request with the same key and answers gets what the first one got.
#[utoipa::path(
    post,
    path = "/procedures/{id}/dossiers",
    params(
        ("id" = String, Path, description = "id of the procedure"),
        ("Idempotency-Key" = String, Header, description = "a random value of the client's own, the same when it repeats the request"),
    ),
    request_body = Answered,
    responses(
        (status = 201, body = Accepted),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 403, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 413, body = ApiProblem, content_type = "application/problem+json"),
        (status = 415, body = ApiProblem, content_type = "application/problem+json"),
        (status = 422, body = ApiProblem, content_type = "application/problem+json"),
        (status = 502, body = ApiProblem, content_type = "application/problem+json"),
        (status = 503, body = ApiProblem, content_type = "application/problem+json"),
        (status = 507, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn submit(
    State(shared): State<Shared>,
    Place(id): Place<String>,
    somebody: Somebody,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<Answered>,
) -> Result<Response, ApiProblem> {
    let office = shared.office.clone();
    // In a task of its own: a client that hangs up does not undo what was begun.
    let work = tokio::spawn(async move {
        let (lang, given) = body.split();
        office.submit_answers(&id, &lang, given, &key, somebody.person).await
    });
    let submitted =
        work.await.map_err(|e| ApiProblem::from(OfficeError::Sandbox(e.to_string())))??;
    let accepted = Accepted {
        number: submitted.number.to_string(),
        access_key: submitted.access_key.to_string(),
        receipt: submitted.receipt,
    };
    let location = format!("/api/v1/dossiers/{}", submitted.number);
    Ok((StatusCode::CREATED, [(axum::http::header::LOCATION, location)], Json(accepted))
        .into_response())
}

/// One thing that happened.
#[derive(Serialize, ToSchema)]
pub(super) struct TimelineItem {
    at: Moment,
    /// The event, without what was filled in with it.
    event: String,
    phase: Phase,
    verdict: Option<Verdict>,
    status: Text,
    reasons: Vec<Reason>,
}

/// What was asked of a source for a dossier.
#[derive(Serialize, ToSchema)]
pub(super) struct Asked {
    at: Moment,
    /// The field of the form.
    field: String,
    /// The source, as the procedure calls it.
    source: String,
    /// The service that was asked.
    provider: String,
    /// What it was asked for, by language.
    purpose: Text,
    /// What the service was told, by the names of it; empty where it was not asked.
    told: Vec<String>,
    /// `answered`, or why it was not.
    outcome: String,
}

/// How a dossier stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Dossier {
    number: String,
    procedure: String,
    phase: Phase,
    verdict: Option<Verdict>,
    /// In plain words, by language.
    status: Text,
    timeline: Vec<TimelineItem>,
    /// The reasons of the last decision.
    reasons: Vec<Reason>,
    /// Documents that were decided on, the newest last.
    documents: Vec<Document>,
    /// What was charged and paid, in cents.
    charges: Vec<Account>,
    /// What was asked of sources, with the person's consent, the last first; kept 36 months.
    sources: Vec<Asked>,
    /// Receipts, letters, documents and decisions as PDF: the paths of their bytes, the oldest
    /// first.
    papers: Vec<Listed>,
    receipt: Receipt,
}

/// A document that can be had as PDF.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed {
    /// What it is called, in the dossier's language.
    title: String,
    /// Its date.
    dated: Date,
    /// Where its bytes are.
    #[schema(example = "/api/v1/dossiers/482-709-357-164/papers/receipt-1")]
    path: String,
}

impl Dossier {
    fn of(tracked: Tracked, office: &Office) -> Self {
        let tracked = tracked.before_opening(office.now().today());
        let asked = |c: &Consulted| Asked {
            at: office.moment(c.at),
            field: c.path.clone(),
            source: c.source.clone(),
            provider: c.provider.clone(),
            purpose: c.purpose.clone(),
            told: c.sent.clone(),
            outcome: match c.outcome {
                Outcome::Answered => "answered".to_owned(),
                Outcome::Not(why) => why.key().to_owned(),
            },
        };
        let sources = tracked.consulted.iter().map(asked).collect();
        let dossier = &tracked.state.dossier;
        let issued = tracked.state.outbox.iter().filter_map(|item| match &item.effect {
            Effect::Issue(document) => Some(document.clone()),
            _ => None,
        });
        let t = Texts::for_lang(&tracked.state.lang);
        let papers = office.papers(&tracked, None, t).into_iter().map(|paper| Listed {
            path: format!("/api/v1/dossiers/{}/papers/{}", tracked.number, paper.of),
            title: paper.title,
            dated: paper.dated,
        });
        let timeline: Vec<_> = tracked
            .timeline
            .iter()
            .map(|happened| {
                let decision = &happened.entry.decision;
                TimelineItem {
                    at: happened.at,
                    event: happened.entry.event.name().to_owned(),
                    phase: decision.phase,
                    verdict: decision.verdict,
                    status: decision.status.clone(),
                    reasons: decision.reasons.clone(),
                }
            })
            .collect();
        Self {
            number: tracked.number.to_string(),
            procedure: tracked.state.procedure.to_string(),
            phase: dossier.phase,
            verdict: dossier.verdict,
            status: tracked.state.status.clone(),
            reasons: timeline.last().map_or(vec![], |item| item.reasons.clone()),
            timeline,
            documents: issued.collect(),
            charges: dossier.charges.clone(),
            sources,
            papers: papers.collect(),
            receipt: tracked.receipt.clone(),
        }
    }
}

/// How a dossier stands, for who has its key.
#[utoipa::path(
    get,
    path = "/dossiers/{number}",
    params(("number" = String, Path, description = "number of the dossier")),
    security(("access_key" = [])),
    responses(
        (status = 200, body = Dossier),
        (status = 400, body = ApiProblem, content_type = "application/problem+json"),
        (status = 401, body = ApiProblem, content_type = "application/problem+json"),
        (status = 404, body = ApiProblem, content_type = "application/problem+json"),
        (status = 429, body = ApiProblem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn track(
    State(shared): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Place(number): Place<String>,
    headers: HeaderMap,
) -> Result<Json<Dossier>, ApiProblem> {
    Ok(Json(Dossier::of(opened(&shared, from, &number, &headers)?, &shared.office)))
}

/// The dossier that number and bearer key open; wrong ones are counted.
pub(super) fn opened(
    shared: &Shared,
    from: SocketAddr,
    number: &str,
    headers: &HeaderMap,
) -> Result<Tracked, ApiProblem> {
    let who = format!("key {}", source(from.ip()));
    if !shared.attempts.may_try(&who, KEY_FAILURES) {
        return Err(ApiProblem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many",
            "Too many wrong keys",
            "wait a minute and try again",
        ));
    }
    let Some(key) = bearer(headers) else {
        return Err(ApiProblem::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "The access key is missing",
            "send Authorization: Bearer with the access_key of the dossier",
        ));
    };
    let tracked = match (number.parse::<DossierNumber>(), key.parse::<AccessKey>()) {
        (Ok(number), Ok(key)) => shared.office.track(number, &key),
        _ => Err(OfficeError::NoDossier),
    };
    let tracked = tracked.inspect_err(|error| {
        if matches!(error, OfficeError::NoDossier) {
            shared.attempts.failed(&who);
        }
    })?;
    Ok(tracked)
}
