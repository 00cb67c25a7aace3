//! Several dossiers at once. Each has its own outcome: what one refuses stops no other.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::page::{self, Frame, html};
use super::admitted::{Act, Admitted};
use super::{Bar, Inputs, number_of};
use crate::dossier::{Actor, DossierNumber, Seen};
use crate::form::Answers;
use crate::limits::queue::BULK;
use crate::office::OfficeError;
use crate::staff::{Agent, What};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/bulk.html")]
struct Bulk {
    frame: Frame,
    bar: Bar,
    done: usize,
    /// Each dossier, whether it was done, and what came of it.
    outcomes: Vec<(String, bool, String)>,
    back: String,
}

pub(super) async fn bulk(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let back = format!("/desk?{}", inputs.one("query").unwrap_or_default());
    let numbers: Vec<&str> = inputs.all("number").collect();
    if numbers.is_empty() || numbers.len() > BULK {
        let problem = t.with("bulk-choose", &[("count", BULK.into())]);
        return page::error(&shared.office, t, &OfficeError::Invalid(problem), Some(back));
    }
    let mut outcomes = Vec::with_capacity(numbers.len());
    for text in numbers {
        let outcome = async {
            let number = number_of(text)?;
            shared.office.let_at(&agent, What::Act, number)?;
            shared.office.note_reading(&agent, number, Seen::Other("bulk".into())).await?;
            one(&shared, &agent, number, &inputs, t).await
        };
        let (done, what) = match outcome.await {
            Ok(()) => (true, t.text("bulk-done").into_owned()),
            Err(error) => (false, said(&error, t)),
        };
        outcomes.push((text.to_owned(), done, what));
    }
    let done = outcomes.iter().filter(|(_, done, _)| *done).count();
    let (frame, bar) = (Frame::new(&shared.office, t), Bar::of(&shared, &agent));
    html(StatusCode::OK, &Bulk { frame, bar, done, outcomes, back })
}

async fn one(
    shared: &Shared,
    agent: &Agent,
    number: DossierNumber,
    inputs: &Inputs,
    t: &Texts,
) -> Result<(), OfficeError> {
    let office = &shared.office;
    let given = |name: &str| inputs.one(name).unwrap_or_default();
    match given("what") {
        "take" => office.assign(number, agent, Some(&agent.name), t).await,
        "release" => office.assign(number, agent, None, t).await,
        "assign" => office.assign(number, agent, Some(given("agent")), t).await,
        "tag" => office.tag(number, agent, given("tag"), true, t).await,
        "untag" => office.tag(number, agent, given("tag"), false, t).await,
        what => {
            let action = what.strip_prefix("action:").unwrap_or_default();
            let by = Actor::Agent(agent.name.clone());
            // One with a form is filled in for each.
            if office.needs_form(number, action)? {
                return Err(OfficeError::NoAction(action.to_owned()));
            }
            office.act(number, by, action, Answers::new(), t.lang(), None).await.map(drop)
        }
    }
}

/// Why one was not done, in a few words.
fn said(error: &OfficeError, t: &Texts) -> String {
    match error {
        OfficeError::NoDossier => t.text("no-dossier").into_owned(),
        OfficeError::Changed | OfficeError::NoAction(_) => t.text("bulk-not-open").into_owned(),
        OfficeError::Invalid(problem) => problem.clone(),
        OfficeError::Problems(problems) => {
            problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join(" ")
        }
        OfficeError::Busy => t.text("busy").into_owned(),
        error => {
            super::super::error::logged(error);
            t.text("fault-kept").into_owned()
        }
    }
}
