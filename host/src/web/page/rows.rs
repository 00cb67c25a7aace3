//! What is shown of a dossier, to its applicant and to agents alike.

use crate::contract::*;
use crate::dossier::{Actor, Attempt, Online, Passed, Reference, Stage, State};
use crate::form::Form;
use crate::office::law_wording::{author_line, decision_rows, law_rows, law_sentence, law_task};
use crate::office::wording::passed;
use crate::office::{DueCharge, Happened, Office, Said, Tracked};
use crate::pools::PoolName;
use crate::texts::Texts;

use super::{say, sourced_words};

/// One thing that happened.
pub(in super::super) struct TimelineView {
    pub(in super::super) at: String,
    pub(in super::super) what: String,
    pub(in super::super) status: String,
    pub(in super::super) reasons: Vec<ReasonView>,
    /// The entry, where it took something that has a receipt of its own.
    pub(in super::super) receipt: Option<u32>,
}

/// One step of the reasoning.
pub(in super::super) struct ReasonView {
    pub(in super::super) rule: String,
    pub(in super::super) sentence: String,
    pub(in super::super) source: Option<String>,
    pub(in super::super) points: Option<String>,
}

/// One step of the reasoning, in words.
pub(in super::super) fn reason_view(r: &Reason, t: &Texts) -> ReasonView {
    ReasonView {
        rule: r.rule.clone(),
        sentence: say(&r.sentence, t),
        source: r.source.clone(),
        points: r.points.map(|points| format!("{points:+}")),
    }
}

/// What happened, the newest first; nothing from the entry on that waits to be opened.
pub(in super::super) fn timeline(
    tracked: &Tracked,
    sealed: Option<u32>,
    t: &Texts,
) -> Vec<TimelineView> {
    let item = |happened: &Happened| TimelineView {
        at: t.moment(happened.at),
        what: who_did(&happened.entry.by, happened.entry.event.name(), t),
        status: say(&happened.entry.decision.status, t),
        reasons: happened.entry.decision.reasons.iter().map(|r| reason_view(r, t)).collect(),
        receipt: happened.entry.received().then_some(happened.entry.index),
    };
    let shown = |happened: &&Happened| sealed.is_none_or(|sealed| happened.entry.index < sealed);
    tracked.timeline.iter().filter(shown).rev().map(item).collect()
}

/// Something that was said, by either side.
pub(in super::super) struct MessageView {
    pub(in super::super) at: String,
    pub(in super::super) from: String,
    pub(in super::super) heading: String,
    pub(in super::super) text: String,
    /// Id, name and size of its pieces.
    pub(in super::super) files: Vec<Attachment>,
    /// By when the town has to answer.
    pub(in super::super) due: Option<String>,
    /// The exchange, where it has a receipt of its own.
    pub(in super::super) receipt: Option<u32>,
    /// The exchange, where it waits for an answer.
    pub(in super::super) open: Option<u32>,
}

/// What was said by both sides, the oldest first: what decisions told the applicant, up to the
/// entry that waits to be opened, and what passed beside them.
pub(in super::super) fn messages(
    tracked: &Tracked,
    sealed: Option<u32>,
    t: &Texts,
) -> Vec<MessageView> {
    let mut all: Vec<(i64, MessageView)> = Vec::new();
    let shown = |happened: &&Happened| sealed.is_none_or(|sealed| happened.entry.index < sealed);
    for happened in tracked.timeline.iter().filter(shown) {
        for effect in &happened.entry.decision.effects {
            let Effect::Notify(message) = effect else { continue };
            let view = MessageView {
                at: t.moment(happened.at),
                from: tracked.installed.service.name.clone(),
                heading: say(&message.subject, t),
                text: say(&message.body, t),
                files: vec![],
                due: None,
                receipt: None,
                open: None,
            };
            all.push((happened.entry.at, view));
        }
    }
    for said in tracked.exchanges.iter().filter(|said| !said.exchange.what.inside()) {
        all.push((said.exchange.at, exchanged(tracked, said, t)));
    }
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, view)| view).collect()
}

fn exchanged(tracked: &Tracked, said: &Said, t: &Texts) -> MessageView {
    let applicant = said.exchange.by == Actor::Applicant;
    let (text, files) = match &said.exchange.what {
        Passed::Message { text, files } => (text.clone(), files.clone()),
        Passed::Answered { text, .. } => (text.clone(), vec![]),
        Passed::Rated { mark, comment } => (format!("{mark}/5 {comment}"), vec![]),
        what => {
            let rows = law_rows(what, tracked, t).map(|(_, rows)| rows).unwrap_or_default();
            let line = |(label, value): &(String, String)| format!("{label} : {value}");
            (rows.iter().map(line).collect::<Vec<_>>().join("\n"), vec![])
        }
    };
    let by = said.exchange.author.as_ref().map(|author| author_line(author, t));
    let service = &tracked.installed.service.name;
    let open = tracked.open_asks().any(|(open, _)| open.exchange.index == said.exchange.index);
    MessageView {
        at: t.moment(said.at),
        from: match by {
            Some(author) => author,
            None if applicant => t.text("by-applicant").into_owned(),
            None => service.clone(),
        },
        heading: passed(&said.exchange.what, t),
        text,
        files,
        due: said.due().filter(|_| open).map(|due| t.date(due)),
        receipt: said.exchange.what.received().then_some(said.exchange.index).filter(|_| applicant),
        open: open.then_some(said.exchange.index),
    }
}

fn who_did(by: &Actor, event: &str, t: &Texts) -> String {
    let who = match by {
        Actor::Applicant => "by-applicant",
        Actor::Agent(_) => "by-agent",
        Actor::Adviser => "by-adviser",
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
    let row = |field: &Field| {
        let words = match &field.kind {
            Kind::Sourced(_) => sourced_words(answers, &field.path, t)?,
            kind => {
                let answer = answers.iter().find(|answer| answer.path == field.path)?;
                t.value(&answer.value, Some(kind))
            }
        };
        Some((field.label.clone(), words))
    };
    form.fields().filter_map(row).collect()
}

/// A charge, and what its applicant can do about it.
pub(in super::super) struct ChargeView {
    pub(in super::super) label: String,
    pub(in super::super) amounts: String,
    pub(in super::super) key: String,
    /// What is due, in cents.
    pub(in super::super) due: i64,
    /// What the button says that begins to pay it online.
    pub(in super::super) offer: Option<String>,
    /// The attempt that can be gone on with.
    pub(in super::super) open: Option<Reference>,
    /// How the last attempt stands.
    pub(in super::super) said: Vec<String>,
}

pub(in super::super) fn charge_rows(
    office: &Office,
    tracked: &Tracked,
    t: &Texts,
) -> Vec<ChargeView> {
    let dues = tracked.dues(office.now(), office.pays_with().is_some());
    let row = |(account, due): (&Account, DueCharge)| {
        let amounts =
            [("cents", t.money(account.cents).into()), ("paid", t.money(account.paid).into())];
        let mut amounts = t.with("charge-amounts", &amounts);
        if account.refunded > 0 {
            let refund = [("amount", t.money(account.refunded).into())];
            amounts += &t.with("charge-refunded", &refund);
        }
        let amount = ("amount", t.money(due.cents).into());
        let wait = |key: &str, at: i64| t.with(key, &[("at", t.moment(office.moment(at)).into())]);
        let more = match &due.online {
            Some(Online::Wait(from)) => Some(wait("payment-wait", *from)),
            Some(Online::Open(_, until)) => Some(wait("payment-until", *until)),
            Some(Online::Beyond) => Some(t.text("payment-beyond").into_owned()),
            _ => None,
        };
        // What came to nothing is of no interest once nothing is due.
        let shown = |last: &Attempt| match last.stage {
            Stage::Paid => false,
            Stage::Taken | Stage::Amiss(_) | Stage::Unanswered => true,
            Stage::Begun | Stage::Refused | Stage::Abandoned => due.cents > 0,
        };
        let last = due.last.as_ref().filter(|last| shown(last)).map(|last| stage_line(last, t));
        ChargeView {
            label: tracked.charged_for(&account.key).map_or(account.key.clone(), |l| say(l, t)),
            amounts,
            key: account.key.clone(),
            due: due.cents,
            offer: (due.online == Some(Online::Offered)).then(|| t.with("payment-pay", &[amount])),
            said: last.into_iter().chain(more).collect(),
            open: match due.online {
                Some(Online::Open(reference, _)) => Some(reference),
                _ => None,
            },
        }
    };
    tracked.state.dossier.charges.iter().zip(dues).map(row).collect()
}

/// How an attempt to pay stands, for who pays.
fn stage_line(attempt: &Attempt, t: &Texts) -> String {
    let cents = match attempt.stage {
        Stage::Amiss(cents) => cents,
        _ => attempt.cents,
    };
    let key = format!("payment-{}", attempt.stage.name());
    t.with(&key, &[("amount", t.money(cents).into())])
}

/// Every attempt to pay online, for agents, the last first.
pub(in super::super) fn payment_lines(
    office: &Office,
    tracked: &Tracked,
    t: &Texts,
) -> Vec<String> {
    let line = |attempt: &Attempt| {
        let values = [
            ("at", t.moment(office.moment(attempt.at)).into()),
            ("reference", attempt.reference.to_string().into()),
            ("amount", t.money(attempt.cents).into()),
            ("stage", stage_line(attempt, t).into()),
        ];
        t.with("desk-payment", &values)
    };
    tracked.payments.iter().rev().map(line).collect()
}

/// What a dossier holds of one pool.
pub(in super::super) struct BookingView {
    pub(in super::super) what: String,
    pub(in super::super) spans: Vec<String>,
}

/// What a dossier holds, pool by pool, in plain words.
pub(in super::super) fn booking_rows(
    office: &Office,
    tracked: &Tracked,
    t: &Texts,
) -> Vec<BookingView> {
    let row = |hold: &Hold| {
        let pool = hold.pool.parse().ok().and_then(|name: PoolName| office.pools().get(&name));
        let title =
            pool.map_or_else(|| t.text("booking-own").into_owned(), |pool| say(&pool.title, t));
        let units = t.with("pool-units", &[("units", hold.units.into())]);
        let what = if hold.units > 1 { format!("{title} ({units})") } else { title };
        let mut spans = hold.spans.clone();
        spans.sort();
        BookingView { what, spans: spans.into_iter().map(|span| t.span(span)).collect() }
    };
    tracked.state.dossier.holds.iter().map(row).collect()
}

/// The legal clock of a dossier, for its applicant.
pub(in super::super) fn law_line(office: &Office, tracked: &Tracked, t: &Texts) -> String {
    let law = office.law(tracked.number, &tracked.state);
    law.map_or_else(|_| String::new(), |law| law_sentence(&law, t))
}

/// The same for who has to answer.
pub(in super::super) fn task_line(office: &Office, state: &State, t: &Texts) -> String {
    let number = state.dossier.number.parse().ok();
    let law = number.and_then(|number| office.law(number, state).ok());
    law.map_or_else(String::new, |law| law_task(&law, t))
}

/// What the last decision says beside itself: by whom, how to contest it, that it was computed.
pub(in super::super) fn decision_view(
    office: &Office,
    tracked: &Tracked,
    sealed: Option<u32>,
    t: &Texts,
) -> Vec<(String, String)> {
    let shown = |happened: &&Happened| sealed.is_none_or(|sealed| happened.entry.index < sealed);
    let mut decided = tracked.timeline.iter().rev().filter(shown).map(|happened| &happened.entry);
    let Some(entry) = decided.find(|entry| entry.decides()) else { return vec![] };
    let notified = office.notified(tracked, entry);
    decision_rows(&tracked.installed, entry, notified, &office.town.holidays, t)
}

/// When a decision went by post, and until when it can be contested counted from then.
pub(in super::super) fn posted_line(tracked: &Tracked, t: &Texts) -> Option<String> {
    let posted = tracked.posted_decision()?;
    let until = posted.appeal_until.map_or_else(|| "–".to_owned(), |day| t.date(day));
    let values = [("day", t.date(posted.posting.on).into()), ("until", until.into())];
    Some(t.with("post-decision", &values))
}
