//! What a paper says: the words of a dossier's entry or exchange, and what the law adds to them.

use super::super::law_wording::{algorithm_mention, appeal_lines, author_line, law_rows};
use super::super::wording::{event_rows, later_rows, passed, receipt_rows, service_lines};
use super::super::{Happened, Office, OfficeError, Said, Tracked};
use crate::contract::*;
use crate::documents::{Part, Proof, Sheet};
use crate::dossier::{Actor, Author, Holidays, PaperCode, PaperKind, PaperOf, Passed};
use crate::plugin::SilenceRule;
use crate::texts::Texts;

/// A paper before it is set.
pub(super) struct Composed {
    pub(super) sheet: Sheet,
    pub(super) kind: PaperKind,
    pub(super) dated: Date,
}

/// What is particular to a paper: its words, when it came to be and by whom.
struct Subject {
    kind: PaperKind,
    title: String,
    parts: Vec<Part>,
    /// When, in milliseconds since 1970.
    at: i64,
    moment: Moment,
    /// Who answers for it: nobody for a receipt.
    author: Option<Author>,
}

/// What a paper is called, if there is such a one.
pub(super) fn title(tracked: &Tracked, of: PaperOf, t: &Texts) -> Option<String> {
    subject(tracked, of, t).map(|said| said.title)
}

fn say(text: &[Translation], t: &Texts) -> String {
    text_in(text, t.lang()).to_owned()
}

fn subject(tracked: &Tracked, of: PaperOf, t: &Texts) -> Option<Subject> {
    match of {
        PaperOf::Said(exchange) => {
            let said = tracked.exchanges.iter().find(|said| said.exchange.index == exchange)?;
            PaperOf::of_exchange(&said.exchange)?;
            Some(exchanged(tracked, said, t))
        }
        of => {
            let entry = of.entry()?;
            let happened = tracked.timeline.iter().find(|h| h.entry.index == entry)?;
            PaperOf::of_entry(&happened.entry).contains(&of).then_some(())?;
            let said = match of {
                PaperOf::Receipt(1) => Some(receipt(tracked, t)),
                PaperOf::Receipt(_) => Some(later(tracked, happened, t)),
                PaperOf::Decision(_) => Some(decision(tracked, happened, t)),
                PaperOf::Told(_, effect) => told(tracked, happened, effect, t),
                PaperOf::Said(_) => None,
            };
            let (kind, title, parts) = said?;
            let (at, moment, author) = (happened.entry.at, happened.at, &happened.entry.author);
            let author = author.clone().filter(|_| kind != PaperKind::Receipt);
            Some(Subject { kind, title, parts, at, moment, author })
        }
    }
}

type Words = (PaperKind, String, Vec<Part>);

/// The receipt of the request (CRPA R112-11-1).
fn receipt(tracked: &Tracked, t: &Texts) -> Words {
    let parts = vec![
        Part::Text(t.text("paper-receipt").into_owned()),
        Part::Rows(receipt_rows(&tracked.receipt, t)),
    ];
    (PaperKind::Receipt, t.text("paper-receipt-title").into_owned(), parts)
}

/// The receipt of something sent later (CRPA L112-11).
fn later(tracked: &Tracked, happened: &Happened, t: &Texts) -> Words {
    let rows = Part::Rows(event_rows(tracked, happened, t));
    let parts = vec![Part::Text(t.text("paper-receipt").into_owned()), rows];
    (PaperKind::Receipt, t.text("paper-receipt-title").into_owned(), parts)
}

/// The decision (CRPA L211-5, L212-1; CJA R421-5).
fn decision(tracked: &Tracked, happened: &Happened, t: &Texts) -> Words {
    let decision = &happened.entry.decision;
    let mut parts = vec![Part::Text(say(&decision.status, t))];
    for effect in &decision.effects {
        if let Effect::Notify(message) = effect {
            parts.push(Part::Text(say(&message.body, t)));
        }
    }
    parts.extend(why(tracked, happened, t));
    let verdict = match decision.verdict {
        Some(Verdict::Granted) => "paper-decision-granted",
        Some(Verdict::PartlyGranted) => "paper-decision-partly",
        Some(Verdict::Refused) => "paper-decision-refused",
        _ => "paper-decision-none",
    };
    (PaperKind::Decision, t.text(verdict).into_owned(), parts)
}

/// Why it was decided so, how it was computed, and how to appeal.
fn why(tracked: &Tracked, happened: &Happened, t: &Texts) -> Vec<Part> {
    let mut parts = Vec::new();
    let heading = |key: &str| Part::Heading(t.text(key).into_owned());
    let reasons: Vec<String> =
        happened.entry.decision.reasons.iter().map(|r| reason(r, t)).collect();
    if !reasons.is_empty() {
        parts.extend([heading("reasons"), Part::Points(reasons)]);
    }
    let manifest = tracked.installed.manifest();
    if let Some(algorithm) = &manifest.algorithm {
        let mention = algorithm_mention(&algorithm.purpose, t);
        parts.extend([heading("decision-algorithm"), Part::Text(mention)]);
    }
    // A document is the same whenever it is made: it names no last day.
    let appeal = appeal_lines(&manifest.legal.appeal, None, &Holidays::default(), t);
    if !appeal.is_empty() {
        parts.extend([heading("receipt-appeal"), Part::Points(appeal)]);
    }
    parts
}

fn reason(reason: &Reason, t: &Texts) -> String {
    let sentence = say(&reason.sentence, t);
    let source = reason.source.as_ref().map(|source| format!(" ({source})"));
    let points = reason.points.map(|points| format!(" [{points:+}]"));
    format!("{sentence}{}{}", source.unwrap_or_default(), points.unwrap_or_default())
}

/// What an effect tells.
fn told(tracked: &Tracked, happened: &Happened, effect: u32, t: &Texts) -> Option<Words> {
    let effect = happened.entry.decision.effects.get(effect as usize)?;
    let mut words = match effect {
        Effect::Notify(message) => {
            let parts = vec![Part::Text(say(&message.body, t))];
            (PaperKind::Message, say(&message.subject, t), parts)
        }
        Effect::Request(demand) => request(tracked, demand, t),
        Effect::Issue(document) => issued(document, t),
        _ => return None,
    };
    // A document that carries the decision out is its notification too.
    if matches!(effect, Effect::Issue(_)) && happened.entry.decides() {
        words.2.extend(why(tracked, happened, t));
    }
    Some(words)
}

/// What is missing, why, and by when (CRPA L114-5).
fn request(tracked: &Tracked, demand: &Demand, t: &Texts) -> Words {
    let until = t.date(demand.until);
    let mut parts = vec![Part::Text(t.with("paper-request", &[("until", until.into())]))];
    let piece = |piece: &Piece| {
        let why = say(&piece.why, t);
        let why = match &piece.source {
            Some(source) => format!("{why} ({source})"),
            None => why,
        };
        (say(&piece.label, t), why)
    };
    parts.push(Part::Rows(demand.pieces.iter().map(piece).collect()));
    let terms = tracked.state.course.as_ref().map(|course| &course.terms);
    let clock = terms.and_then(|terms| match (terms.silence, terms.suspends(demand)) {
        (SilenceRule::None, _) => None,
        (_, false) => Some("suspension-none"),
        (SilenceRule::Accept, true) => Some("suspension-not-begun"),
        (SilenceRule::Reject, true) => Some("suspension-suspended"),
    });
    let until = [("until", t.date(demand.until).into())];
    parts.extend(clock.map(|clock| Part::Text(t.with(clock, &until))));
    (PaperKind::Request, t.text("paper-request-title").into_owned(), parts)
}

fn issued(document: &Document, t: &Texts) -> Words {
    let value = |line: &DocumentLine| match &line.words {
        Some(words) => say(words, t),
        None => t.value(&line.value, None),
    };
    let rows: Vec<_> =
        document.lines.iter().map(|line| (say(&line.label, t), value(line))).collect();
    let mut parts = Vec::new();
    if !rows.is_empty() {
        parts.push(Part::Rows(rows));
    }
    parts.extend(document.paragraphs.iter().map(|p| Part::Text(say(p, t))));
    (PaperKind::Document, say(&document.title, t), parts)
}

/// What passed beside the procedure.
fn exchanged(tracked: &Tracked, said: &Said, t: &Texts) -> Subject {
    let exchange = &said.exchange;
    let what = passed(&exchange.what, t);
    let law = law_rows(&exchange.what, tracked, t);
    let (kind, title, parts) = match (&exchange.what, law) {
        (_, Some((heading, rows))) => (PaperKind::Message, heading, vec![Part::Rows(rows)]),
        (Passed::Message { text, .. } | Passed::Answered { text, .. }, _)
            if exchange.by != Actor::Applicant =>
        {
            (PaperKind::Message, what, vec![Part::Text(text.clone())])
        }
        _ => {
            let service = &tracked.installed.service;
            let rows = later_rows(tracked.number, said.at, what, said.due(), service, t);
            let parts = vec![Part::Text(t.text("paper-receipt").into_owned()), Part::Rows(rows)];
            (PaperKind::Receipt, t.text("paper-receipt-title").into_owned(), parts)
        }
    };
    let (at, moment, author) = (exchange.at, said.at, exchange.author.clone());
    Subject { kind, title, parts, at, moment, author }
}

/// The applicant and their postal address, as far as the answers have them.
pub(in super::super) fn recipient(tracked: &Tracked) -> Vec<String> {
    let applicant = &tracked.installed.manifest().applicant;
    let answer = |path: &Option<String>| {
        let path = path.as_ref()?;
        tracked.state.dossier.answers.iter().find(|answer| answer.path == *path)
    };
    let text = |path: &Option<String>| match answer(path).map(|answer| &answer.value) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    let name = [text(&applicant.given_names), text(&applicant.family_name)];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = text(&applicant.organisation).into_iter().collect();
    lines.extend((!name.is_empty()).then_some(name));
    if let Some(Value::Address(address)) = answer(&applicant.postal_address).map(|a| &a.value) {
        lines.extend(address.lines.iter().cloned());
        lines.push(format!("{} {}", address.postcode, address.city).trim().to_owned());
        if address.country != "FR" {
            lines.push(address.country.clone());
        }
    }
    lines
}

impl Office {
    /// A paper as it stands today, ready to be set.
    pub(super) fn composed(
        &self,
        tracked: &Tracked,
        of: PaperOf,
        code: PaperCode,
    ) -> Result<Composed, OfficeError> {
        let t = Texts::for_lang(&tracked.state.lang);
        let said = subject(tracked, of, t).ok_or(OfficeError::NoPage)?;
        let Subject { kind, title, parts, at, moment, author } = said;
        let (number, town) = (tracked.number.to_string(), self.town.name.clone());
        let row = |label: &str, value: String| (t.text(label).into_owned(), value);
        let manifest = tracked.installed.manifest();
        let procedure = manifest.title.get(t.lang()).or_else(|| manifest.title.get("fr"));
        let dated = [("town", town.clone().into()), ("day", t.date(moment.date).into())];
        let link = format!("{}/verify/{code}", self.url());
        let sheet = Sheet {
            lang: t.lang().to_owned(),
            rtl: t.direction() == "rtl",
            title: title.clone(),
            town: town.clone(),
            service: service_lines(&tracked.installed.service),
            accent: self.town.face.accent.to_string(),
            recipient: recipient(tracked),
            dated: t.with("paper-dated", &dated),
            references: vec![
                row("dossier", number.clone()),
                row("paper-procedure", procedure.cloned().unwrap_or_default()),
                row("paper-code", code.to_string()),
            ],
            parts,
            author: author.iter().map(|author| author_line(author, t)).collect(),
            proof: Proof {
                link,
                code: code.to_string(),
                words: t.text("paper-proof").into_owned(),
                alt: t.text("paper-proof-alt").into_owned(),
            },
            footer: format!("{town} · {number} · {title}"),
            made: at.div_euclid(1_000),
            logo: self.town.face.logo.as_ref().map(|logo| logo.bytes.clone()),
        };
        Ok(Composed { sheet, kind, dated: moment.date })
    }
}
