//! Opinions of advisers outside: asked for, and read.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::Shared;
use super::super::page;
use super::Inputs;
use super::admitted::{Act, On};
use super::working::back;
use crate::dossier::Passed;
use crate::form::Form;
use crate::office::{Sought, Tracked};
use crate::texts::Texts;

/// An opinion that was asked for.
pub(super) struct OpinionView {
    pub(super) adviser: String,
    pub(super) question: String,
    pub(super) until: String,
    /// By which it is given, while it is not and the day is not over.
    pub(super) link: Option<String>,
    /// What it says, and when it was given.
    pub(super) given: Option<(String, String, String)>,
}

/// The opinions that were asked for on a dossier, the oldest first.
pub(super) fn opinions(shared: &Shared, tracked: &Tracked, t: &Texts) -> Vec<OpinionView> {
    let today = shared.office.now().today();
    let view = |said: &crate::office::Said| {
        let Passed::Sought { adviser, question, until, .. } = &said.exchange.what else {
            return None;
        };
        let index = said.exchange.index;
        let given = tracked.opinion(index).and_then(|opined| match &opined.exchange.what {
            Passed::Opined { stance, text, .. } => {
                let stance = t.text(&format!("stance-{}", stance.name())).into_owned();
                Some((stance, text.clone(), t.moment(opined.at)))
            }
            _ => None,
        });
        Some(OpinionView {
            adviser: adviser.clone(),
            question: question.clone(),
            until: t.date(*until),
            link: (given.is_none() && today <= *until)
                .then(|| shared.office.opinion_link(tracked, index)),
            given,
        })
    };
    tracked.exchanges.iter().filter_map(view).collect()
}

/// Path and label of each answer, to choose from what an adviser sees.
pub(super) fn choices(form: Option<&Form>, tracked: &Tracked) -> Vec<(String, String)> {
    let label = |path: &str| {
        let field = form.and_then(|form| form.field(path));
        field.map_or_else(|| path.to_owned(), |field| field.label.clone())
    };
    let answers = &tracked.state.dossier.answers;
    answers.iter().map(|answer| (answer.path.clone(), label(&answer.path))).collect()
}

pub(super) async fn seek(
    On { agent, number, .. }: On<Act>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let text = |key: &str| inputs.one(key).unwrap_or_default().to_owned();
    let asked = Sought {
        adviser: text("adviser"),
        email: text("email"),
        question: text("question"),
        until: text("until"),
        paths: inputs.all("path").map(str::to_owned).collect(),
    };
    let done = shared.office.seek(number, &agent.name, &asked, t).await;
    back(&shared, t, number, "advice", done)
}
