//! What receipts say, on pages and in letters alike.

use crate::dossier::{AppealNotice, Receipt, Service, Silence};
use crate::texts::Texts;

/// What a receipt says beside number and key (CRPA R112-11-1).
pub fn receipt_rows(receipt: &Receipt, t: &Texts) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (t.text(label).into_owned(), value);
    let mut rows = vec![
        row("receipt-received", t.moment(receipt.received)),
        row("receipt-service", service_lines(&receipt.service).join("\n")),
    ];
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
