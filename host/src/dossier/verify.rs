//! Whether a decision is one that the contract, the limits and the grants allow.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::*;
use crate::limits::decision as limits;
use crate::limits::pools;
use crate::plugin::{Grants, Refusal};
use crate::pools::PoolName;

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
    /// A hold that is none.
    #[error("the decision has an unusable hold: {0}")]
    Hold(&'static str),
    /// An entry of a register that is none.
    #[error("the decision has an unusable entry of a register: {0}")]
    Entry(&'static str),
    /// More is given back of a charge than is there.
    #[error("the decision gives back {back} cents of \"{charge}\", of which the town has {left}")]
    Refund {
        /// Of which charge.
        charge: String,
        /// How much, in cents.
        back: i64,
        /// What was paid and not given back, in cents.
        left: i64,
    },
    /// An unfavourable decision, or an exemption, without reasons in law and in fact (CRPA L211-2,
    /// L211-3, L211-5).
    #[error("{0} needs a reason with its source, and with a sentence that says how it applies")]
    Unreasoned(&'static str),
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
    holds(before, &decision.effects)?;
    refunds(&before.charges, &decision.effects)?;
    if let Some(verdict) = decision.verdict.filter(|v| before.verdict != Some(*v)) {
        match (event, verdict) {
            (Event::Silence(Silence::Accepted), Verdict::Granted)
            | (Event::Silence(Silence::Refused), Verdict::Refused) => {}
            (Event::Silence(silence), verdict) => {
                return Err(DecisionFault::Silence(*silence, verdict));
            }
            // A refusal by silence has no reasons until they are asked for (CRPA L232-4).
            (_, Verdict::Refused | Verdict::PartlyGranted) => {
                reasoned("an unfavourable decision", &decision.reasons)?;
            }
            _ => {}
        }
        grants.allows_verdict(event, verdict)?;
    }
    // Also where an earlier verdict stays: what it grants by way of exemption is new.
    if decision.exemption && !matches!(event, Event::Silence(_)) {
        reasoned("an exemption", &decision.reasons)?;
    }
    if matches!(event, Event::Silence(_)) && decision.phase == Phase::Withdrawn {
        return Err(DecisionFault::Withdrawn(event.name()));
    }
    Ok(())
}

/// No more is given back of a charge than was paid.
fn refunds(charges: &[Account], effects: &[Effect]) -> Result {
    let mut backs = BTreeMap::<&str, i64>::new();
    for effect in effects {
        if let Effect::Refund(Payment { charge, cents }) = effect {
            let back = backs.entry(charge).or_default();
            *back = back.saturating_add(*cents);
        }
    }
    for (charge, back) in backs {
        let account = charges.iter().find(|account| account.key == charge);
        let left = account.map_or(0, |account| account.paid - account.refunded);
        if back > left {
            return Err(DecisionFault::Refund { charge: charge.to_owned(), back, left });
        }
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
        Effect::Hold(held) => hold(held),
        Effect::Publish(published) => entry(published),
        _ => Ok(()),
    }
}

fn hold(hold: &Hold) -> Result {
    let wrong = |what| Err(DecisionFault::Hold(what));
    key("hold", &hold.key)?;
    let Ok(pool) = hold.pool.parse::<PoolName>() else {
        return wrong("its pool is not named town/… or own/…, in at most 100 bytes");
    };
    match hold.limit {
        Some(_) if pool.is_towns() => return wrong("the limit of a town/… pool is the town's"),
        None if !pool.is_towns() => return wrong("an own/… pool has no limit but the hold's"),
        _ => {}
    }
    if !(1..=pools::UNITS).contains(&hold.units) {
        return wrong("its units are not 1 to 1000000");
    }
    if hold.spans.is_empty() || !hold.spans.iter().all(|span| is_within_limits(*span)) {
        return wrong("it needs spans, each in the calendar, not empty, and of 3660 days at most");
    }
    Ok(())
}

fn is_within_limits(span: Span) -> bool {
    let longest = || {
        let start = span.start.civil()?;
        start.checked_add(jiff::Span::new().days(pools::SPAN_DAYS)).ok()
    };
    span.is_valid() && longest().is_none_or(|longest| span.end <= longest.into())
}

/// What the dossier holds after all of it stays within the limits.
fn holds(before: &Dossier, effects: &[Effect]) -> Result {
    let mut spans: BTreeMap<&str, usize> =
        before.holds.iter().map(|hold| (hold.key.as_str(), hold.spans.len())).collect();
    for effect in effects {
        match effect {
            Effect::Hold(hold) => spans.insert(&hold.key, hold.spans.len()),
            Effect::Release(key) => spans.remove(key.as_str()),
            _ => continue,
        };
    }
    at_most("holds", spans.len(), pools::HOLDS)?;
    at_most("spans of holds", spans.values().sum(), pools::SPANS)
}

fn entry(entry: &Publication) -> Result {
    let wrong = |what| Err(DecisionFault::Entry(what));
    key("publish", &entry.key)?;
    at_most("cells", entry.cells.len(), pools::CELLS)?;
    if !entry.cells.is_sorted_by(|a, b| a.path < b.path) {
        return wrong("its cells are not in the order of their columns, each once");
    }
    if entry.position.is_some_and(|at| !at.is_valid()) {
        return wrong("its position is not on Earth");
    }
    entry.cells.iter().try_for_each(|cell| value("publish", &cell.value))
}

/// Whether a reason names a text that it applies and says how (CRPA L211-5).
fn in_law_and_fact(reason: &Reason) -> bool {
    let law = reason.source.as_ref().is_some_and(|source| !source.trim().is_empty());
    law && reason.sentence.iter().any(|said| !said.text.trim().is_empty())
}

/// What has to says why, in law and in fact.
fn reasoned(what: &'static str, reasons: &[Reason]) -> Result {
    if reasons.iter().any(in_law_and_fact) { Ok(()) } else { Err(DecisionFault::Unreasoned(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    fn good() -> Hold {
        Hold {
            key: "evening".into(),
            pool: "town/hall".into(),
            spans: vec![span("2026-12-01T18:00", "2026-12-01T20:00")],
            units: 1,
            limit: None,
            path: None,
        }
    }

    #[test]
    fn no_more_is_given_back_than_was_paid() {
        let paid = [Account { key: "rent".into(), cents: 900, paid: 500, refunded: 100 }];
        let back = |backs: &[(&str, i64)]| {
            let refund = |&(charge, cents): &(&str, i64)| {
                Effect::Refund(Payment { charge: charge.into(), cents })
            };
            refunds(&paid, &backs.iter().map(refund).collect::<Vec<_>>())
        };
        assert_eq!(back(&[("rent", 300), ("rent", 100)]), Ok(()));
        assert!(back(&[("rent", 401)]).is_err() && back(&[("deposit", 1)]).is_err());
        assert!(back(&[("rent", 300), ("rent", 101)]).is_err());
        assert!(back(&[("rent", i64::MAX), ("rent", i64::MAX)]).is_err());
    }

    #[test]
    fn holds_are_checked_before_anything_is_done_with_them() {
        assert_eq!(hold(&good()), Ok(()));
        let own = |limit| Hold { pool: "own/licences/W1".into(), limit, ..good() };
        assert_eq!(hold(&own(Some(0))), Ok(()));
        let nowhere =
            Moment { date: Date { year: 2026, month: 13, day: 1 }, ..good().spans[0].end };
        let spans = |spans: &[Span]| Hold { spans: spans.to_vec(), ..good() };
        let (start, end) = (good().spans[0].start, good().spans[0].end);
        let bad = [
            Hold { key: String::new(), ..good() },
            Hold { pool: "hall".into(), ..good() },
            Hold { limit: Some(5), ..good() },
            own(None),
            Hold { units: 0, ..good() },
            Hold { units: pools::UNITS + 1, ..good() },
            spans(&[]),
            spans(&[Span { start, end: start }]),
            spans(&[Span { start: end, end: start }]),
            spans(&[good().spans[0], Span { start, end: nowhere }]),
            spans(&[span("2026-01-01T00:00", "2036-01-09T00:01")]),
        ];
        for (at, bad) in bad.into_iter().enumerate() {
            assert!(hold(&bad).is_err(), "{at}: {bad:?}");
        }
        assert_eq!(hold(&spans(&[span("2026-01-01T00:00", "2036-01-09T00:00")])), Ok(()));
    }

    #[test]
    fn a_dossier_holds_so_much_and_no_more() {
        let before = crate::dossier::State::submitted(
            crate::dossier::DossierNumber::from_random(1),
            good().spans[0].start.date,
            vec![],
        );
        let one = |key: usize, spans: usize| {
            let spans = vec![good().spans[0]; spans];
            Effect::Hold(Hold { key: key.to_string(), spans, ..good() })
        };
        let many = |count: usize, spans: usize| -> Vec<Effect> {
            (0..count).map(|key| one(key, spans)).collect()
        };
        assert_eq!(holds(&before, &many(pools::HOLDS, 10)), Ok(()));
        assert!(holds(&before, &many(pools::HOLDS + 1, 1)).is_err());
        assert!(holds(&before, &many(10, 101)).is_err());
        // The same key again is the same hold, and one given back does not count.
        let again: Vec<Effect> = (0..300).map(|_| one(1, 900)).collect();
        assert_eq!(holds(&before, &again), Ok(()));
        let back = [one(1, 900), Effect::Release("1".into()), one(2, 900)];
        assert_eq!(holds(&before, &back), Ok(()));
    }

    #[test]
    fn entries_have_cells_in_order_and_lie_somewhere() {
        let cell = |path: &str, value| Answer { path: path.into(), value };
        let good = Publication {
            register: "reports".into(),
            key: "lamp".into(),
            position: Some(Position { lat: 488_000_000, lon: 23_000_000 }),
            cells: vec![cell("a", Value::Flag(true)), cell("b", Value::Flag(true))],
        };
        assert_eq!(entry(&good), Ok(()));
        let twice = vec![good.cells[0].clone(), good.cells[0].clone()];
        let day = Value::Date(Date { year: 2026, month: 2, day: 30 });
        let bad = [
            Publication { key: "a\nb".into(), ..good.clone() },
            Publication { position: Some(Position { lat: i32::MAX, lon: 0 }), ..good.clone() },
            Publication { cells: twice, ..good.clone() },
            Publication { cells: vec![cell("a", day)], ..good.clone() },
        ];
        for bad in bad {
            assert!(entry(&bad).is_err(), "{bad:?}");
        }
    }
}
