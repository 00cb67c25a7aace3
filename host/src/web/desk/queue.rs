//! The queue: what waits at the desk, filtered and sorted as an agent likes, with what is overdue
//! first.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html, say, task_line, words};
use super::Bar;
use super::admitted::Present;
use super::people::Choice;
use crate::contract::{Party, Phase};
use crate::dossier::{Row, State as DossierState};
use crate::limits::http::QUEUE_PAGE;
use crate::limits::queue::NEWS;
use crate::office::{Filter, OfficeError};
use crate::staff::{Agent, What};
use crate::texts::Texts;

#[derive(Deserialize)]
pub(super) struct Paging {
    #[serde(default)]
    page: usize,
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    frame: Frame,
    bar: Bar,
    filter: Filter,
    /// The filter, as it stands in an address.
    query: String,
    procedures: Vec<Choice>,
    phases: Vec<Choice>,
    dues: Vec<Choice>,
    whose: Vec<Choice>,
    orders: Vec<Choice>,
    saved: Vec<(String, String)>,
    dossiers: Vec<QueueRow>,
    /// What can be done with several at once.
    bulk: Vec<Choice>,
    people: Vec<Choice>,
    previous: Option<String>,
    next: Option<String>,
    /// Where to ask for what came in since.
    news: String,
}

struct QueueRow {
    number: String,
    procedure: String,
    received: String,
    due: String,
    /// Whether that day has passed.
    late: bool,
    silence: String,
    status: String,
    columns: String,
    assignee: String,
    waits: Vec<String>,
    tags: Vec<String>,
}

/// The phases, as the contract writes them.
const PHASES: [Phase; 6] = [
    Phase::Received,
    Phase::InReview,
    Phase::WaitingForApplicant,
    Phase::Decided,
    Phase::Closed,
    Phase::Withdrawn,
];

fn key_of(phase: Phase) -> String {
    let key = serde_json::to_value(phase).ok();
    key.and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a phase is called.
pub(super) fn name_of(phase: Phase, t: &Texts) -> String {
    t.text(&format!("phase-{}", key_of(phase).replace('_', "-"))).into_owned()
}

pub(super) async fn queue(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(paging.lang.as_deref(), &headers);
    match shown(&shared, &agent, t, filter, paging.page).await {
        Ok(page) => html(StatusCode::OK, &page),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

async fn shown(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    filter: Filter,
    page: usize,
) -> Result<QueuePage, OfficeError> {
    let office = &shared.office;
    let since = office.now().millis;
    let wanted = office.wanted(agent, &filter)?;
    let found = office.queue(agent, &wanted, page.saturating_mul(QUEUE_PAGE), QUEUE_PAGE).await?;
    let all: BTreeMap<String, String> =
        office.agents()?.into_iter().map(|a| (a.name.clone(), a.called())).collect();
    let query = filter.query();
    let link = |page: usize| format!("/desk?{query}&page={page}");
    let choice = |key: &str, label: String, now: &str| Choice {
        key: key.to_owned(),
        label,
        chosen: key == now.trim(),
    };
    let catalogue = office.catalogue();
    let offered = catalogue.all().map(|installed| installed.manifest());
    let offered = offered.filter(|m| office.may(agent, What::Read, Some(&m.id)));
    let procedures =
        offered.map(|m| choice(&m.id, words(&m.title, t).to_owned(), &filter.procedure));
    let phases = PHASES.map(|phase| {
        let key = key_of(phase);
        choice(&key, name_of(phase, t), &filter.phase)
    });
    let dues = ["late", "7", "30"]
        .map(|key| choice(key, t.text(&format!("queue-due-{key}")).into_owned(), &filter.due));
    let orders = ["received", "score"]
        .map(|key| choice(key, t.text(&format!("queue-order-{key}")).into_owned(), &filter.order));
    let fixed = ["mine", "nobody"]
        .map(|key| choice(key, t.text(&format!("queue-whose-{key}")).into_owned(), &filter.whose));
    let named = all.iter().map(|(name, called)| choice(name, called.clone(), &filter.whose));
    let people = all.iter().map(|(name, called)| choice(name, called.clone(), ""));
    let acts = office.may(agent, What::Act, None);
    let bulk = if acts { bulk_choices(&found.dossiers, &filter, agent, shared, t) } else { vec![] };
    let rows = found.dossiers.iter().map(|(row, state)| queue_row(shared, row, state, &all, t));
    let saved = agent.filters.iter().map(|saved| (saved.name.clone(), saved.query.clone()));
    Ok(QueuePage {
        frame: Frame { lang_extra: format!("&{query}"), ..Frame::new(office, t) },
        bar: Bar::of(shared, agent),
        procedures: procedures.collect(),
        phases: phases.into(),
        dues: dues.into(),
        whose: fixed.into_iter().chain(named).collect(),
        orders: orders.into(),
        saved: saved.collect(),
        dossiers: rows.collect(),
        bulk,
        people: people.collect(),
        previous: page.checked_sub(1).map(link),
        next: found.more.then(|| link(page + 1)),
        news: format!("/desk/news?{query}&since={since}&lang={}", t.lang()),
        filter,
        query,
    })
}

/// What can be done with several dossiers: with all of them, and the actions without a form of
/// one procedure where only that one is listed.
fn bulk_choices(
    dossiers: &[(std::sync::Arc<Row>, DossierState)],
    filter: &Filter,
    agent: &Agent,
    shared: &Shared,
    t: &Texts,
) -> Vec<Choice> {
    let supervises = shared.office.may(agent, What::Assign, None);
    let fixed = ["take", "release", "tag", "untag"].into_iter();
    let fixed = fixed.chain(supervises.then_some("assign"));
    let mut choices: Vec<Choice> = fixed
        .map(|key| Choice {
            key: key.to_owned(),
            label: t.text(&format!("bulk-{key}")).into_owned(),
            chosen: false,
        })
        .collect();
    if !filter.procedure.trim().is_empty() {
        let today = shared.office.now().today();
        let actions =
            dossiers.iter().flat_map(|(_, state)| state.open_actions(Party::Agent, today));
        let mut seen = BTreeSet::new();
        for action in actions.filter(|action| !action.form) {
            if seen.insert(&action.key) {
                choices.push(Choice {
                    key: format!("action:{}", action.key),
                    label: say(&action.label, t),
                    chosen: false,
                });
            }
        }
    }
    choices
}

fn queue_row(
    shared: &Shared,
    row: &Row,
    state: &DossierState,
    all: &BTreeMap<String, String>,
    t: &Texts,
) -> QueueRow {
    let installed = shared.office.version_of(state).ok();
    // What is sensitive is read on the page of the dossier, where it is written down.
    let open = installed.iter().filter(|i| !i.manifest().privacy.sensitive);
    let columns = open.flat_map(|i| &i.manifest().columns).filter_map(|column| {
        let answer = state.dossier.answers.iter().find(|a| a.path == column.path)?;
        Some(format!("{} : {}", words(&column.label, t), t.value(&answer.value, None)))
    });
    let today = shared.office.now().today();
    QueueRow {
        number: row.number.to_string(),
        procedure: installed.as_ref().map_or_else(
            || state.procedure.to_string(),
            |i| words(&i.manifest().title, t).to_owned(),
        ),
        received: t.date(state.dossier.submitted_on),
        due: row.due.map_or_else(String::new, |day| t.date(day)),
        late: row.due.is_some_and(|day| day < today),
        silence: task_line(&shared.office, state, t),
        status: say(&state.status, t),
        columns: columns.collect::<Vec<_>>().join(" · "),
        assignee: row.assignee.as_ref().map_or_else(String::new, |name| {
            all.get(name).cloned().unwrap_or_else(|| name.clone())
        }),
        waits: waits(shared, row, t),
        tags: row.tags.clone(),
    }
}

/// What waits for an answer.
fn waits(shared: &Shared, row: &Row, t: &Texts) -> Vec<String> {
    let talk = shared.office.talk(row.number).unwrap_or_default();
    let message = talk.waiting.then(|| t.text("desk-message").into_owned());
    let asked =
        talk.asked.iter().map(|(_, right)| t.text(&format!("asks-{}", right.name())).into_owned());
    let to_sign = row.to_sign.then(|| t.text("queue-to-sign").into_owned());
    message.into_iter().chain(asked).chain(to_sign).collect()
}

#[derive(Deserialize)]
pub(super) struct Since {
    since: i64,
    lang: Option<String>,
}

/// How many dossiers came in since the page was made, for the script that asks.
pub(super) async fn news(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(filter): Query<Filter>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    use axum::response::IntoResponse;
    let t = page::texts(since.lang.as_deref(), &headers);
    match shared.office.wanted(&agent, &filter) {
        Ok(wanted) => {
            let count = shared.office.news(&wanted, since.since, NEWS);
            let text = t.with("queue-news", &[("count", count.into())]);
            Json(serde_json::json!({"new": count, "text": text})).into_response()
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}
