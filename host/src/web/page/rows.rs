//! What is shown of a dossier, to its applicant and to agents alike.

use crate::contract::*;
use crate::dossier::{Actor, Receipt, State};
use crate::form::Form;
use crate::office::Tracked;
use crate::office::wording::silence_sentence;
use crate::texts::Texts;

use super::say;

/// One thing that happened.
pub(in super::super) struct TimelineView {
    pub(in super::super) at: String,
    pub(in super::super) what: String,
    pub(in super::super) status: String,
    pub(in super::super) reasons: Vec<ReasonView>,
}

/// One step of the reasoning.
pub(in super::super) struct ReasonView {
    pub(in super::super) rule: String,
    pub(in super::super) sentence: String,
    pub(in super::super) source: Option<String>,
    pub(in super::super) points: Option<String>,
}

/// What happened, the newest first.
pub(in super::super) fn timeline(tracked: &Tracked, t: &Texts) -> Vec<TimelineView> {
    let reason = |r: &Reason| ReasonView {
        rule: r.rule.clone(),
        sentence: say(&r.sentence, t),
        source: r.source.clone(),
        points: r.points.map(|points| format!("{points:+}")),
    };
    let item = |happened: &crate::office::Happened| TimelineView {
        at: t.moment(happened.at),
        what: who_did(&happened.entry.by, happened.entry.event.name(), t),
        status: say(&happened.entry.decision.status, t),
        reasons: happened.entry.decision.reasons.iter().map(reason).collect(),
    };
    tracked.timeline.iter().rev().map(item).collect()
}

fn who_did(by: &Actor, event: &str, t: &Texts) -> String {
    let who = match by {
        Actor::Applicant => "by-applicant",
        Actor::Agent(_) => "by-agent",
        Actor::Clock => "by-clock",
    };
    format!("{} ({})", t.text(&format!("event-{event}")), t.text(who))
}

/// Label and value of each answer, as the form of today names them.
pub(in super::super) fn answer_rows(
    form: &Form,
    answers: &[Answer],
    t: &Texts,
) -> Vec<(String, String)> {
    let row = |answer: &Answer| {
        let field = form.field(&answer.path)?;
        Some((field.label.clone(), t.value(&answer.value, Some(&field.kind))))
    };
    let mut rows: Vec<(usize, (String, String))> = answers
        .iter()
        .filter_map(|a| Some((form.fields().position(|f| f.path == a.path)?, row(a)?)))
        .collect();
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Label, amounts, key and what is due of each charge.
pub(in super::super) fn charge_rows(
    tracked: &Tracked,
    t: &Texts,
) -> Vec<(String, String, String, i64)> {
    let label = |key: &str| {
        let effects = tracked.timeline.iter().flat_map(|h| &h.entry.decision.effects);
        let mut charges = effects.filter_map(|e| match e {
            Effect::Charge(charge) if charge.key == key => Some(say(&charge.label, t)),
            _ => None,
        });
        charges.next_back().unwrap_or_else(|| key.to_owned())
    };
    let row = |a: &Account| {
        let amounts = t.with(
            "charge-amounts",
            &[("cents", t.money(a.cents).into()), ("paid", t.money(a.paid).into())],
        );
        (label(&a.key), amounts, a.key.clone(), (a.cents - a.paid).max(0))
    };
    tracked.state.dossier.charges.iter().map(row).collect()
}

/// The legal clock in one line, for the desk.
pub(in super::super) fn silence_line(receipt: &Receipt, state: &State, t: &Texts) -> String {
    let decided = matches!(state.dossier.phase, Phase::Decided | Phase::Closed | Phase::Withdrawn);
    if decided || !receipt.request { String::new() } else { silence_sentence(receipt.silence, t) }
}
