//! Following a dossier: status, timeline, reasons, documents, messages, and a copy of everything.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{
    self, BookingView, ChargeView, ConsultedView, Frame, MessageView, TimelineView, answer_rows,
    booking_rows, charge_rows, consulted_views, decision_view, html, law_line, messages, period,
    posted_line, receipt_rows, say, timeline, words,
};
use super::super::papers::{PaperView, paper_views};
use super::acting::{ActionView, action_views};
use super::following::{Followed, Following};
use crate::contract::*;
use crate::dossier::{AccessKey, DossierNumber, Passed, Right};
use crate::office::{Office, OfficeError, Tracked};
use crate::texts::Texts;

#[derive(Deserialize)]
pub(super) struct Find {
    number: Option<String>,
    key: Option<String>,
}

/// The form on the first page that asks for number and key.
pub(super) async fn find(
    State(shared): State<Shared>,
    Query(find): Query<Find>,
    headers: HeaderMap,
) -> Response {
    let number = find.number.as_deref().unwrap_or_default().trim().parse::<DossierNumber>();
    let key = find.key.as_deref().unwrap_or_default().trim().parse::<AccessKey>();
    match (number, key) {
        (Ok(number), Ok(key)) => {
            Redirect::to(&format!("/dossiers/{number}?key={key}")).into_response()
        }
        _ => page::error(
            &shared.office,
            page::texts(None, &headers),
            &OfficeError::NoDossier,
            Some("/".into()),
        ),
    }
}

#[derive(Template)]
#[template(path = "tracked.html")]
struct Page {
    frame: Frame,
    procedure: String,
    number: String,
    key: String,
    is_new: bool,
    /// A decision that waits to be opened.
    notice: Option<String>,
    status: String,
    /// When a decision counts as received.
    notified: Option<String>,
    /// Where it stands in law.
    silence: String,
    /// By whom it was decided, and how to contest it.
    decision: Vec<(String, String)>,
    complete_link: Option<String>,
    /// Where answers are put right.
    correct_link: Option<String>,
    demands: Vec<String>,
    actions: Vec<ActionView>,
    charges: Vec<ChargeView>,
    bookings: Vec<BookingView>,
    timeline: Vec<TimelineView>,
    /// Number and title.
    documents: Vec<(usize, String)>,
    papers: Vec<PaperView>,
    /// When the decision went by post.
    posted: Option<String>,
    messages: Vec<MessageView>,
    /// What can be asked for, by name.
    rights: Vec<&'static str>,
    /// What keeps the dossier from being erased.
    obligation: Option<String>,
    consents: bool,
    rated: bool,
    /// What was asked of sources.
    consulted: Vec<ConsultedView>,
    receipt: Vec<(String, String)>,
    answers: Vec<(String, String)>,
    may_withdraw: bool,
}

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    new: u8,
}

pub(super) async fn show(
    State(shared): State<Shared>,
    Query(shown): Query<Shown>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| Ok(tracked_page(&shared, followed, shown.new == 1).await);
    following.then(&shared, work).await
}

async fn tracked_page(shared: &Shared, followed: Followed, is_new: bool) -> Response {
    let Followed { tracked, t, .. } = &followed;
    // A procedure that has a fault does not hide the dossier.
    let form = shared.office.applied_form(tracked, t.lang()).await.ok();
    let given = &tracked.state.dossier.answers;
    let answers = form.as_ref().map_or(vec![], |form| answer_rows(form, given, t));
    let consulted = consulted_views(&shared.office, &tracked.consulted, form.as_ref(), t);
    let demands = tracked.state.demand.iter().flat_map(|d| {
        d.pieces.iter().map(|p| {
            t.with(
                "piece",
                &[
                    ("label", say(&p.label, t).into()),
                    ("why", say(&p.why, t).into()),
                    ("until", t.date(d.until).into()),
                ],
            )
        })
    });
    let waiting =
        tracked.state.dossier.phase == Phase::WaitingForApplicant && tracked.state.demand.is_some();
    let today = shared.office.now().today();
    let sealed = tracked.sealed(today);
    let notice = tracked.notice(today);
    let standing = tracked.standing();
    let asked = |right: &Right| tracked.open_asks().any(|(_, open)| open == *right);
    let rights = standing.rights(today).into_iter().filter(|right| !asked(right));
    let status = match sealed {
        Some(_) => t.text("notice-status").into_owned(),
        None => say(&tracked.state.status, t),
    };
    let template = Page {
        frame: followed.frame(shared),
        procedure: words(&tracked.installed.manifest().title, t).to_owned(),
        number: tracked.number.to_string(),
        key: followed.key.to_string(),
        is_new,
        notice: notice.as_ref().filter(|notice| !notice.opened).map(|notice| {
            let service = tracked.installed.service.name.clone();
            let day = t.date(notice.available);
            t.with("notice", &[("day", day.into()), ("service", service.into())])
        }),
        notified: notice.and_then(|notice| notice.received).map(|day| t.date(day)),
        silence: law_line(&shared.office, tracked, t),
        decision: decision_view(&shared.office, tracked, sealed, t),
        status,
        complete_link: waiting.then(|| followed.at("/complete")),
        correct_link: (tracked.state.may_complete() && !waiting).then(|| followed.at("/complete")),
        demands: demands.collect(),
        actions: action_views(tracked, Party::Applicant, today, t),
        charges: charge_rows(&shared.office, tracked, t),
        // They would say what the decision is.
        bookings: match sealed {
            Some(_) => vec![],
            None => booking_rows(&shared.office, tracked, t),
        },
        timeline: timeline(tracked, sealed, t),
        documents: documents(tracked, sealed)
            .enumerate()
            .map(|(at, document)| (at + 1, say(&document.title, t)))
            .collect(),
        papers: paper_views(shared, tracked, sealed, t),
        posted: posted_line(tracked, t),
        messages: messages(tracked, sealed, t),
        rights: rights.map(Right::name).collect(),
        obligation: standing.obligation().map(|_| obligation(&shared.office, tracked, t)),
        consents: tracked.consents(),
        rated: tracked
            .exchanges
            .iter()
            .any(|said| matches!(said.exchange.what, Passed::Rated { .. })),
        consulted,
        receipt: receipt_rows(&tracked.receipt, t),
        answers,
        may_withdraw: tracked.state.may_withdraw(),
    };
    html(StatusCode::OK, &template)
}

/// The documents that were issued, the oldest first.
fn documents(tracked: &Tracked, sealed: Option<u32>) -> impl Iterator<Item = &Document> {
    let shown = move |entry: u32| sealed.is_none_or(|sealed| entry < sealed);
    tracked.state.outbox.iter().filter_map(move |item| match &item.effect {
        Effect::Issue(document) if shown(item.entry) => Some(document),
        _ => None,
    })
}

/// What keeps a dossier from being erased, and until when (GDPR, article 17 (3)).
pub(super) fn obligation(office: &Office, tracked: &Tracked, t: &Texts) -> String {
    let manifest = tracked.installed.manifest();
    let basis = t.text(&format!("basis-{}", manifest.privacy.basis.name())).into_owned();
    let texts = manifest.legal.basis.join(", ");
    t.with(
        "erasure-blocked",
        &[
            ("basis", basis.into()),
            ("texts", if texts.is_empty() { office.town.name.clone() } else { texts }.into()),
            ("period", period(&manifest.privacy.retention.to_string(), t).into()),
        ],
    )
}

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    procedure: String,
    number: String,
    title: String,
    paragraphs: Vec<String>,
    lines: Vec<(String, String)>,
    back: String,
}

/// A document as a page to print.
pub(super) async fn document(
    State(shared): State<Shared>,
    Path((_, at)): Path<(String, usize)>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let Followed { tracked, t, .. } = &followed;
        let sealed = tracked.sealed(shared.office.now().today());
        let document = at.checked_sub(1).and_then(|at| documents(tracked, sealed).nth(at));
        let document = document.ok_or(OfficeError::NoPage)?;
        let value = |line: &DocumentLine| match &line.words {
            Some(words) => say(words, t),
            None => t.value(&line.value, None),
        };
        let page = DocumentPage {
            frame: followed.frame(&shared),
            procedure: words(&tracked.installed.manifest().title, t).to_owned(),
            number: tracked.number.to_string(),
            title: say(&document.title, t),
            paragraphs: document.paragraphs.iter().map(|p| say(p, t)).collect(),
            lines: document.lines.iter().map(|line| (say(&line.label, t), value(line))).collect(),
            back: followed.page(),
        };
        Ok(html(StatusCode::OK, &page))
    };
    following.then(&shared, work).await
}

/// A copy of everything that the town holds of a dossier.
pub(super) async fn copy(State(shared): State<Shared>, following: Following) -> Response {
    let work = async |followed: Followed| {
        let number = followed.tracked.number;
        let bytes = shared.office.clone().copy_of(followed.tracked).await?;
        Ok(page::archive(&number.to_string(), bytes))
    };
    following.then(&shared, work).await
}
