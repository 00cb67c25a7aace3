//! The rules that a host holds a decision to.

use std::collections::BTreeSet;

use crate::contract;
use crate::contract::dossiers::{Decision, Effect, Phase, Verdict};
use crate::contract::types::Translation;

/// What is wrong with a decision on `dossier`; nothing where it is well made.
/// [`Town`](super::Town) calls it for each decision and panics.
pub fn check_decision(dossier: &contract::Dossier, decision: &Decision) -> Vec<String> {
    let mut wrong = Vec::new();
    text("the status", &decision.status, &mut wrong);
    check_verdict(decision, &mut wrong);
    let mut keys = BTreeSet::new();
    for action in &decision.actions {
        if !keys.insert(action.key.as_str()) {
            wrong.push(format!("two actions have the key `{}`", action.key));
        }
        if action.parties.is_empty() {
            wrong.push(format!("nobody may take the action `{}`", action.key));
        }
        text(&format!("the action `{}`", action.key), &action.label, &mut wrong);
    }
    for reason in &decision.reasons {
        text(&format!("the reason `{}`", reason.rule), &reason.sentence, &mut wrong);
    }
    for effect in &decision.effects {
        check_effect(dossier, decision, effect, &mut wrong);
    }
    wrong
}

fn check_verdict(decision: &Decision, wrong: &mut Vec<String>) {
    if decision.phase == Phase::Decided && decision.verdict.is_none() {
        wrong.push("the dossier is decided without a verdict".to_owned());
    }
    let unfavourable = matches!(decision.verdict, Some(Verdict::Refused | Verdict::PartlyGranted));
    let reasoned = decision.reasons.iter().any(|reason| reason.source.is_some());
    if decision.exemption && !reasoned {
        wrong.push(
            "an exemption gives no reason with a source (CRPA L211-3): add \
             `Reason::new(…).source(…)`"
                .to_owned(),
        );
    }
    if unfavourable && decision.phase == Phase::Decided && !reasoned {
        wrong.push(
            "an unfavourable decision gives no reason with a source (CRPA L211-5): add \
             `Reason::new(…).source(…)`"
                .to_owned(),
        );
    }
}

fn check_effect(
    dossier: &contract::Dossier,
    decision: &Decision,
    effect: &Effect,
    wrong: &mut Vec<String>,
) {
    match effect {
        Effect::Notify(message) => {
            text("a subject", &message.subject, wrong);
            text("a message", &message.body, wrong);
        }
        Effect::Request(demand) if demand.pieces.is_empty() => {
            wrong.push("a request asks for no piece".to_owned());
        }
        Effect::Issue(document) => {
            text(&format!("the document `{}`", document.key), &document.title, wrong);
        }
        Effect::Transmit(sent) => {
            let issued = decision.effects.iter().any(
                |each| matches!(each, Effect::Issue(document) if document.key == sent.document),
            );
            if !issued && dossier.phase != Phase::Decided {
                wrong.push(format!("`{}` is transmitted and never issued", sent.document));
            }
        }
        Effect::Charge(charge) => {
            // Of a charge that there is, nothing may be due any more.
            let known = dossier.charges.iter().any(|account| account.key == charge.key);
            if charge.cents < i64::from(!known) {
                wrong.push(format!("the charge `{}` of {} cents", charge.key, charge.cents));
            }
        }
        Effect::Refund(refund) => {
            let account = dossier.charges.iter().find(|account| account.key == refund.charge);
            let left = account.map_or(0, |account| account.paid - account.refunded);
            if refund.cents <= 0 || refund.cents > left {
                let (key, cents) = (&refund.charge, refund.cents);
                wrong.push(format!("a refund of {cents} cents of `{key}`, where {left} were paid"));
            }
        }
        Effect::Hold(hold) => {
            if hold.spans.is_empty() || hold.spans.iter().any(|span| span.start >= span.end) {
                wrong.push(format!("the hold `{}` has no span, or one that is empty", hold.key));
            }
            if hold.units == 0 || hold.units > 1_000_000 {
                wrong.push(format!("the hold `{}` takes {} units", hold.key, hold.units));
            }
            match (hold.pool.split('/').next(), hold.limit) {
                (Some("own"), Some(_)) | (Some("town"), None) => {}
                (Some("own"), None) => {
                    wrong.push(format!("the pool `{}` needs `Hold::limit`", hold.pool));
                }
                (Some("town"), Some(_)) => {
                    wrong.push(format!("the town sets the limit of `{}`", hold.pool));
                }
                _ => wrong.push(format!("the pool `{}` is neither town/… nor own/…", hold.pool)),
            }
        }
        _ => {}
    }
}

fn text(what: &str, translations: &[Translation], wrong: &mut Vec<String>) {
    if !translations.iter().any(|each| each.lang == "fr" && !each.text.trim().is_empty()) {
        wrong.push(format!("{what} has no French text"));
    }
}
