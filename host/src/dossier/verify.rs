//! Whether a decision is one that the contract, the limits and the grants allow.

use std::collections::BTreeSet;

use crate::contract::*;
use crate::limits::decision as limits;
use crate::plugin::{Grants, Refusal};

/// What is wrong with a decision. It is a fault of the procedure: nothing of it is kept.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionFault {
    /// It went beyond its grant.
    #[error("the decision is refused: {0}")]
    Grant(#[from] Refusal),
    /// It has more of something than allowed.
    #[error("the decision has {found} {what}; {limit} are allowed")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many it may.
        limit: usize,
    },
    /// A key that is empty, too long, or there twice.
    #[error("the decision has an unusable key in {0}")]
    Key(&'static str),
    /// A text that is too long or in no language.
    #[error("the decision has an unusable text in {0}")]
    Text(&'static str),
    /// A day or time that does not exist.
    #[error("the decision has a date that does not exist in {0}")]
    Date(&'static str),
    /// An unfavourable decision without reasons in law and in fact (CRPA L211-2, L211-5).
    #[error(
        "an unfavourable decision needs a reason with its source and the answers that it looked at"
    )]
    Unreasoned,
    /// Silence decided otherwise (CRPA L231-1, L231-4).
    #[error("silence has {0:?} the request by law, and the decision says {1:?}")]
    Silence(Silence, Verdict),
    /// The applicant alone withdraws a request.
    #[error("only the applicant withdraws a request: the phase cannot be \"withdrawn\" after {0}")]
    Withdrawn(&'static str),
}

type Result = std::result::Result<(), DecisionFault>;

/// Checks a decision on an event, and that the grants allow it.
pub fn verify(before: &Dossier, event: &Event, decision: &Decision, grants: &Grants) -> Result {
    at_most("effects", decision.effects.len(), limits::EFFECTS)?;
    at_most("reasons", decision.reasons.len(), limits::REASONS)?;
    at_most("actions", decision.actions.len(), limits::ACTIONS)?;
    let bytes = serde_json::to_vec(decision).map_or(usize::MAX, |json| json.len());
    at_most("bytes", bytes, limits::BYTES)?;
    text("status", &decision.status)?;
    actions(&decision.actions)?;
    decision.reasons.iter().try_for_each(reason)?;
    for effect in &decision.effects {
        well_formed(effect)?;
        grants.allows_effect(effect)?;
    }
    let facts = before.facts.len()
        + decision.effects.iter().filter(|e| matches!(e, Effect::Set(_))).count();
    at_most("facts", facts, limits::FACTS)?;
    if let Some(verdict) = decision.verdict.filter(|v| before.verdict != Some(*v)) {
        match (event, verdict) {
            (Event::Silence(Silence::Accepted), Verdict::Granted)
            | (Event::Silence(Silence::Refused), Verdict::Refused) => {}
            (Event::Silence(silence), verdict) => {
                return Err(DecisionFault::Silence(*silence, verdict));
            }
            // A refusal by silence has no reasons until they are asked for (CRPA L232-4).
            (_, verdict) => reasoned(verdict, &decision.reasons)?,
        }
        grants.allows_verdict(event, verdict)?;
    }
    if matches!(event, Event::Silence(_)) && decision.phase == Phase::Withdrawn {
        return Err(DecisionFault::Withdrawn(event.name()));
    }
    Ok(())
}

fn at_most(what: &'static str, found: usize, limit: usize) -> Result {
    if found > limit { Err(DecisionFault::TooMany { what, found, limit }) } else { Ok(()) }
}

fn key(what: &'static str, key: &str) -> Result {
    let usable = !key.is_empty() && key.len() <= limits::KEY && !key.chars().any(char::is_control);
    if usable { Ok(()) } else { Err(DecisionFault::Key(what)) }
}

fn text(what: &'static str, text: &[Translation]) -> Result {
    let fits = |t: &Translation| t.lang.len() <= 35 && t.text.chars().count() <= limits::TEXT_CHARS;
    let usable = !text.is_empty() && text.len() <= limits::LANGUAGES && text.iter().all(fits);
    if usable { Ok(()) } else { Err(DecisionFault::Text(what)) }
}

fn date(what: &'static str, date: Date) -> Result {
    date.civil().map(|_| ()).ok_or(DecisionFault::Date(what))
}

fn value(what: &'static str, value: &Value) -> Result {
    match value {
        Value::Date(day) => date(what, *day),
        Value::Time(time) if !time.is_valid() => Err(DecisionFault::Date(what)),
        _ => Ok(()),
    }
}

/// Actions have usable keys, no two the same. An action's key names it in a URL.
fn actions(actions: &[Action]) -> Result {
    let mut seen = BTreeSet::new();
    for action in actions {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        key("actions", &action.key)?;
        if !action.key.bytes().all(plain) || !seen.insert(&action.key) {
            return Err(DecisionFault::Key("actions"));
        }
        text("actions", &action.label)?;
        action.until.map_or(Ok(()), |until| date("actions", until))?;
    }
    Ok(())
}

fn reason(reason: &Reason) -> Result {
    key("reasons", &reason.rule)?;
    text("reasons", &reason.sentence)
}

fn well_formed(effect: &Effect) -> Result {
    match effect {
        Effect::Notify(message) => {
            text("notify", &message.subject).and(text("notify", &message.body))
        }
        Effect::Request(demand) => {
            date("request", demand.until)?;
            at_most("pieces", demand.pieces.len(), limits::EFFECTS)?;
            demand
                .pieces
                .iter()
                .try_for_each(|p| text("request", &p.label).and(text("request", &p.why)))
        }
        Effect::Issue(document) => {
            text("issue", &document.title)?;
            document.paragraphs.iter().try_for_each(|p| text("issue", p))?;
            document
                .lines
                .iter()
                .try_for_each(|l| text("issue", &l.label).and(value("issue", &l.value)))
        }
        Effect::Schedule(timer) => {
            key("schedule", &timer.key)?;
            timer.at.civil().map(|_| ()).ok_or(DecisionFault::Date("schedule"))
        }
        Effect::Charge(charge) => key("charge", &charge.key).and(text("charge", &charge.label)),
        Effect::Set(fact) => key("set", &fact.path).and(value("set", &fact.value)),
        Effect::Tag(tag) => key("tag", tag),
        _ => Ok(()),
    }
}

/// Whether a reason names a text that it applies and says how (CRPA L211-5).
fn in_law_and_fact(reason: &Reason) -> bool {
    let law = reason.source.as_ref().is_some_and(|source| !source.trim().is_empty());
    law && reason.sentence.iter().any(|said| !said.text.trim().is_empty())
}

/// An unfavourable verdict says why, in law and in fact.
fn reasoned(verdict: Verdict, reasons: &[Reason]) -> Result {
    let unfavourable = matches!(verdict, Verdict::Refused | Verdict::PartlyGranted);
    if !unfavourable || reasons.iter().any(in_law_and_fact) {
        Ok(())
    } else {
        Err(DecisionFault::Unreasoned)
    }
}
