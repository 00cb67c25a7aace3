//! What receipts say, on pages and in letters alike.

use super::{Happened, Tracked};
use crate::contract::{Date, Event, Moment, Payment, Silence as Means, text_in};
use crate::dossier::{AppealNotice, DossierNumber, Passed, Receipt, Service, Silence};
use crate::texts::Texts;

/// What a receipt says beside number and key (CRPA R112-11-1).
pub fn receipt_rows(receipt: &Receipt, t: &Texts) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (t.text(label).into_owned(), value);
    let mut rows = match receipt.recorded {
        None => vec![row("receipt-received", t.moment(receipt.received))],
        Some(recorded) => vec![
            row("receipt-received", t.date(receipt.received.date)),
            row("receipt-recorded", t.moment(recorded)),
        ],
    };
    rows.push(row("receipt-service", service_lines(&receipt.service).join("\n")));
    if receipt.request {
        rows.push(row("receipt-silence", silence_sentence(receipt.silence, t)));
    }
    if !receipt.appeal.is_empty() {
        let line = |a: &AppealNotice| {
            t.with(&format!("appeal-{}", a.route), &[("within", period(&a.within, t).into())])
        };
        let lines = receipt.appeal.iter().map(line).collect::<Vec<_>>();
        rows.push(row("receipt-appeal", lines.join("\n")));
    }
    rows
}

/// What the receipt of a later message, piece or payment says (CRPA L112-11).
pub fn later_rows(
    number: DossierNumber,
    received: Moment,
    what: String,
    due: Option<Date>,
    service: &Service,
    t: &Texts,
) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (t.text(label).into_owned(), value);
    let mut rows = vec![
        row("number", number.to_string()),
        row("receipt-received", t.moment(received)),
        row("mail-received-what", what),
    ];
    rows.extend(due.map(|due| row("receipt-due", t.date(due))));
    rows.push(row("receipt-service", service_lines(service).join("\n")));
    rows
}

/// What the receipt of something that the procedure was told later says; of a payment also how
/// much, for what and how.
pub fn event_rows(tracked: &Tracked, happened: &Happened, t: &Texts) -> Vec<(String, String)> {
    let entry = &happened.entry;
    let what = t.text(&format!("event-{}", entry.event.name())).into_owned();
    let service = &tracked.installed.service;
    let mut rows = later_rows(tracked.number, happened.at, what, None, service, t);
    if let Event::Paid(Payment { charge, cents }) = &*entry.event {
        let label = tracked.charged_for(charge).map(|label| text_in(label, t.lang()).to_owned());
        let how = match &entry.settles {
            Some(reference) => {
                t.with("paid-online", &[("reference", reference.to_string().into())])
            }
            None => t.text("paid-counter").into_owned(),
        };
        let row = |label: &str, value: String| (t.text(label).into_owned(), value);
        rows.push(row("receipt-paid", t.money(*cents)));
        rows.push(row("receipt-paid-for", label.unwrap_or_else(|| charge.clone())));
        rows.push(row("receipt-paid-how", how));
    }
    rows
}

/// What passed beside the procedure, in a few words.
pub fn passed(what: &Passed, t: &Texts) -> String {
    match what {
        Passed::Message { files, .. } if files.is_empty() => t.text("passed-message").into_owned(),
        Passed::Message { files, .. } => {
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            t.with("passed-pieces", &[("files", names.join(", ").into())])
        }
        Passed::Asked(right) => t.text(&format!("asks-{}", right.name())).into_owned(),
        Passed::Answered { .. } => t.text("passed-answered").into_owned(),
        Passed::Consented(true) => t.text("passed-consented").into_owned(),
        Passed::Consented(false) => t.text("passed-refused").into_owned(),
        Passed::Opened(_) => t.text("passed-opened").into_owned(),
        Passed::Posted(posting) => {
            let day = ("day", t.date(posting.on).into());
            match &posting.registered {
                None => t.with("passed-posted", &[day]),
                Some(number) => {
                    t.with("passed-registered", &[day, ("letter", number.clone().into())])
                }
            }
        }
        Passed::Rated { .. } => t.text("passed-rated").into_owned(),
        Passed::Noted(_) => t.text("passed-noted").into_owned(),
        Passed::Assigned(Some(to)) => t.with("passed-assigned", &[("agent", to.as_str().into())]),
        Passed::Assigned(None) => t.text("passed-released").into_owned(),
        Passed::Tagged { tag, on } => {
            let key = if *on { "passed-tagged" } else { "passed-untagged" };
            t.with(key, &[("tag", tag.as_str().into())])
        }
        Passed::Proposed { verdict, .. } => t.with(
            "passed-proposed",
            &[("verdict", t.text(&format!("verdict-{}", verdict.name())).into_owned().into())],
        ),
        Passed::Sought { adviser, .. } => {
            t.with("passed-sought", &[("adviser", adviser.as_str().into())])
        }
        Passed::Opined { stance, .. } => t.with(
            "passed-opined",
            &[("stance", t.text(&format!("stance-{}", stance.name())).into_owned().into())],
        ),
        Passed::Recalled { .. } => t.text("passed-recalled").into_owned(),
        Passed::Expiring(from) => t.with("passed-expiring", &[("day", t.date(*from).into())]),
        Passed::Silent { means: Means::Accepted, .. } => t.text("silent-accepted").into_owned(),
        Passed::Silent { means: Means::Refused, .. } => t.text("silent-refused").into_owned(),
        Passed::HandedOver { .. } => t.text("handed-title").into_owned(),
        Passed::Irregular { .. } => t.text("irregular-title").into_owned(),
        Passed::TakingBack { .. } => t.text("taking-back-title").into_owned(),
    }
}

/// A service and how to reach it.
pub fn service_lines(service: &Service) -> Vec<String> {
    let Service { name, address, phone, email } = service;
    vec![name.clone(), address.clone(), phone.clone(), email.clone()]
}

/// `2 months` in the person's language.
pub fn period(text: &str, t: &Texts) -> String {
    let (count, unit) = text.split_once(' ').unwrap_or(("0", text));
    let unit = unit.trim_end_matches('s').replace(' ', "-");
    t.with(&format!("period-{unit}"), &[("count", count.parse::<i64>().unwrap_or(0).into())])
}

/// What silence will mean, and when.
pub fn silence_sentence(silence: Silence, t: &Texts) -> String {
    match silence {
        Silence::AcceptedOn(day) => t.with("silence-accepted", &[("day", t.date(day).into())]),
        Silence::RefusedOn(day) => t.with("silence-refused", &[("day", t.date(day).into())]),
        Silence::DecidesNothing => t.text("silence-nothing").into_owned(),
    }
}
