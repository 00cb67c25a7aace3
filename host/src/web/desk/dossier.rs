//! The page of a dossier, with everything that an agent needs to see of it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::page::{
    self, BookingView, ChargeView, ConsultedView, Frame, MessageView, ProblemView, TimelineView,
    answer_rows, booking_rows, charge_rows, consulted_views, html, messages, payment_lines, say,
    task_line, timeline, words,
};
use super::super::papers::{PaperView, paper_views};
use super::super::portal::Lang;
use super::super::portal::acting::{ActionView, action_views};
use super::admitted::{On, Read};
use super::counter::on_paper;
use super::opinions::{OpinionView, choices, opinions};
use super::people::Choice;
use super::queue::name_of;
use super::signing::{ProposalView, proposal};
use crate::contract::*;
use crate::dossier::{Actor, DossierNumber, Entry, Passed, Person, Row};
use crate::office::wording::passed;
use crate::office::{Filter, OfficeError, Said, Tracked, level};
use crate::staff::{Agent, What, stand_in};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/dossier.html")]
struct DossierPage {
    frame: Frame,
    number: String,
    procedure: String,
    status: String,
    silence: String,
    /// As whom it was submitted.
    identity: String,
    tags: Vec<String>,
    /// Those that agents stuck on it.
    own_tags: Vec<String>,
    problems: Vec<ProblemView>,
    /// What was typed and is not taken any more.
    typed: Vec<(String, String)>,
    /// The name that the agent signs in with.
    me: String,
    /// Whether the agent may do something.
    acts: bool,
    /// How many entries it has.
    seen: u32,
    actions: Vec<ActionView>,
    /// A decision that waits for a signature.
    proposal: Option<ProposalView>,
    charges: Vec<ChargeView>,
    /// Every attempt to pay online.
    payments: Vec<String>,
    bookings: Vec<BookingView>,
    answers: Vec<(String, String)>,
    /// Whether they can be put right.
    corrects: bool,
    /// What was asked of sources.
    consulted: Vec<ConsultedView>,
    files: Vec<Attachment>,
    timeline: Vec<TimelineView>,
    messages: Vec<MessageView>,
    /// How the decision is notified.
    notice: String,
    outbox: Vec<String>,
    papers: Vec<PaperView>,
    /// How it came in, and went out, on paper.
    on_paper: Vec<String>,
    /// Whose work it is, in words.
    assignee: String,
    /// Whether it can be taken on, or given back.
    takes: bool,
    releases: bool,
    /// To whom it can be handed.
    people: Vec<Choice>,
    opinions: Vec<OpinionView>,
    /// Path and label of what an adviser can be shown.
    choices: Vec<(String, String)>,
    notes: Vec<NoteView>,
    neighbours: Vec<NeighbourView>,
    /// The filter of the list that it was opened from, as it stands in an address.
    query: String,
    previous: Option<String>,
    next: Option<String>,
}

/// Something that agents did among themselves.
struct NoteView {
    at: String,
    by: String,
    what: String,
    text: String,
}

/// Another dossier of the same person.
struct NeighbourView {
    number: String,
    procedure: String,
    received: String,
    phase: String,
    /// Whether it seems to be the same request.
    twice: bool,
}

/// What the page of a dossier shows beside it.
#[derive(Default)]
pub(super) struct More {
    pub(super) filter: Filter,
    pub(super) problems: Vec<Problem>,
    /// What was typed and is not taken any more.
    pub(super) typed: Vec<(String, String)>,
}

pub(super) async fn dossier(
    On { agent, number, .. }: On<Read>,
    State(shared): State<Shared>,
    Query(filter): Query<Filter>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match shared.office.dossier(number) {
        Ok(tracked) => {
            let more = More { filter, ..More::default() };
            dossier_page(&shared, t, &agent, &tracked, more, StatusCode::OK).await
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

/// What happened with an entry and who did it, by name.
pub(super) fn did(shared: &Shared, entry: &Entry, t: &Texts) -> String {
    let key = format!("event-{}", entry.event.name());
    let event = t.text(&key);
    format!("{event} ({})", actor(shared, &entry.by, t))
}

pub(super) fn actor(shared: &Shared, by: &Actor, t: &Texts) -> String {
    match by {
        Actor::Applicant => t.text("by-applicant").into_owned(),
        Actor::Adviser => t.text("by-adviser").into_owned(),
        Actor::Clock => t.text("by-clock").into_owned(),
        Actor::Agent(name) => called(shared, name),
    }
}

pub(super) fn called(shared: &Shared, name: &str) -> String {
    let agent = shared.office.agent(name).ok().flatten();
    agent.map_or_else(|| name.to_owned(), |agent| agent.called())
}

/// Whether the applicant is notified electronically, and when the decision counts as received
/// (CRPA L112-15, R112-20).
fn notice_line(shared: &Shared, tracked: &Tracked, t: &Texts) -> String {
    match tracked.notice(shared.office.now().today()) {
        None if tracked.consents() => t.text("desk-consents").into_owned(),
        None => t.text("desk-consents-not").into_owned(),
        Some(notice) => {
            let received = notice.received.map_or_else(|| "–".to_owned(), |day| t.date(day));
            let values = [("day", t.date(notice.available).into()), ("received", received.into())];
            t.with("desk-notice", &values)
        }
    }
}

/// As whom a dossier was submitted, and how surely (LAW.md ID-3).
fn identity_line(person: Option<&Person>, t: &Texts) -> String {
    let Some(person) = person else { return t.text("desk-anonymous").into_owned() };
    let level = t.text(&format!("level-{}", level(person.assurance))).into_owned();
    let acr = person.acr.clone().unwrap_or_default();
    t.with(
        "desk-identity",
        &[("name", person.name().into()), ("level", level.into()), ("acr", acr.into())],
    )
}

pub(super) async fn dossier_page(
    shared: &Shared,
    t: &'static Texts,
    agent: &Agent,
    tracked: &Tracked,
    more: More,
    status: StatusCode,
) -> Response {
    match shown(shared, t, agent, tracked, more).await {
        Ok(page) => html(status, &page),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
}

async fn shown(
    shared: &Shared,
    t: &'static Texts,
    agent: &Agent,
    tracked: &Tracked,
    more: More,
) -> Result<DossierPage, OfficeError> {
    let (office, number) = (&shared.office, tracked.number);
    let dossier = &tracked.state.dossier;
    let today = office.now().today();
    let form = office.applied_form(tracked, t.lang()).await.ok();
    let consulted = consulted_views(office, &tracked.consulted, form.as_ref(), t);
    let answers = match &form {
        Some(form) => answer_rows(form, &dossier.answers, t),
        // A procedure that has a fault does not hide the dossier: its answers have no labels then.
        None => dossier.answers.iter().map(|a| (a.path.clone(), t.value(&a.value, None))).collect(),
    };
    let files = dossier.answers.iter().filter_map(|a| match &a.value {
        Value::Attachments(files) => Some(files.clone()),
        _ => None,
    });
    let scans = tracked.state.counter.iter().map(|counter| counter.scans.clone());
    let acts = office.may(agent, What::Act, Some(&tracked.state.procedure));
    let hands_out = office.may(agent, What::Assign, Some(&tracked.state.procedure));
    let talk = office.talk(number)?;
    let all = office.agents()?;
    let theirs = talk.assignee.as_deref();
    let own = theirs.is_some_and(|name| stand_in(&all, name, today) == agent.name);
    let own = own || theirs == Some(agent.name.as_str());
    let able = all.iter().filter(|a| office.may(a, What::Act, Some(&tracked.state.procedure)));
    let person = |a: &Agent| Choice {
        key: a.name.clone(),
        label: a.called(),
        chosen: theirs == Some(a.name.as_str()),
    };
    let mut timeline = timeline(tracked, None, t);
    for (item, happened) in timeline.iter_mut().zip(tracked.timeline.iter().rev()) {
        item.what = did(shared, &happened.entry, t);
    }
    let query = more.filter.query();
    let wanted = office.wanted(agent, &more.filter)?;
    let (previous, next) = office.around(&wanted, number);
    let link = |number: DossierNumber| format!("/desk/dossiers/{number}?{query}");
    let problem = |p: Problem| ProblemView { anchor: None, message: p.message };
    Ok(DossierPage {
        frame: Frame {
            lang_extra: format!("&{query}"),
            ..Frame::of(office, &tracked.installed, t)
        },
        number: number.to_string(),
        procedure: words(&tracked.installed.manifest().title, t).to_owned(),
        status: say(&tracked.state.status, t),
        silence: task_line(&shared.office, &tracked.state, t),
        identity: identity_line(tracked.state.person.as_ref(), t),
        tags: dossier.tags.clone(),
        own_tags: talk.tags.clone(),
        problems: more.problems.into_iter().map(problem).collect(),
        typed: more.typed,
        me: agent.name.clone(),
        acts,
        seen: tracked.state.entries,
        actions: if acts { action_views(tracked, Party::Agent, today, t) } else { vec![] },
        proposal: proposal(shared, agent, tracked, t).await,
        charges: charge_rows(office, tracked, t),
        payments: payment_lines(office, tracked, t),
        bookings: booking_rows(&shared.office, tracked, t),
        answers,
        corrects: acts && tracked.state.may_complete(),
        consulted,
        files: files.flatten().chain(scans.flatten()).collect(),
        timeline,
        messages: messages(tracked, None, t),
        notice: notice_line(shared, tracked, t),
        papers: paper_views(shared, tracked, None, t),
        on_paper: on_paper(shared, tracked, t),
        outbox: tracked.state.outbox.iter().map(|item| outbox_line(&item.effect, t)).collect(),
        assignee: assignee_line(shared, &all, theirs, t),
        takes: acts
            && theirs != Some(agent.name.as_str())
            && (theirs.is_none() || own || hands_out),
        releases: acts && theirs.is_some() && (own || hands_out),
        people: if hands_out { able.map(person).collect() } else { vec![] },
        opinions: opinions(shared, tracked, t),
        choices: if acts { choices(form.as_ref(), tracked) } else { vec![] },
        notes: notes(shared, tracked, t),
        neighbours: neighbours(shared, agent, number, t)?,
        previous: previous.map(link),
        next: next.map(link),
        query: query.clone(),
    })
}

/// Whose work it is, and who does it while they are away.
fn assignee_line(shared: &Shared, all: &[Agent], theirs: Option<&str>, t: &Texts) -> String {
    let Some(name) = theirs else { return t.text("assignee-nobody").into_owned() };
    let of = |name: &str| {
        let agent = all.iter().find(|agent| agent.name == name);
        agent.map_or_else(|| name.to_owned(), Agent::called)
    };
    let deputy = stand_in(all, name, shared.office.now().today());
    if deputy == name {
        t.with("assignee", &[("agent", of(name).into())])
    } else {
        t.with("assignee-away", &[("agent", of(name).into()), ("deputy", of(deputy).into())])
    }
}

/// What agents did among themselves, the oldest first.
fn notes(shared: &Shared, tracked: &Tracked, t: &Texts) -> Vec<NoteView> {
    let opinion = |what: &Passed| matches!(what, Passed::Sought { .. } | Passed::Opined { .. });
    let inside = tracked
        .exchanges
        .iter()
        .filter(|said| said.exchange.what.inside() && !opinion(&said.exchange.what));
    let view = |said: &Said| NoteView {
        at: t.moment(said.at),
        by: actor(shared, &said.exchange.by, t),
        what: match &said.exchange.what {
            Passed::Assigned(Some(to)) => {
                t.with("passed-assigned", &[("agent", called(shared, to).into())])
            }
            what => passed(what, t),
        },
        text: match &said.exchange.what {
            Passed::Noted(text) => text.clone(),
            Passed::Recalled { reason, .. } => reason.clone(),
            _ => String::new(),
        },
    };
    inside.map(view).collect()
}

fn neighbours(
    shared: &Shared,
    agent: &Agent,
    number: DossierNumber,
    t: &Texts,
) -> Result<Vec<NeighbourView>, OfficeError> {
    let view = |(row, twice): (std::sync::Arc<Row>, bool)| NeighbourView {
        number: row.number.to_string(),
        procedure: shared.office.installed(&row.procedure).map_or_else(
            |_| row.procedure.to_string(),
            |installed| words(&installed.manifest().title, t).to_owned(),
        ),
        received: t.date(shared.office.moment(row.received_at / 1_000).date),
        phase: name_of(row.phase, t),
        twice,
    };
    Ok(shared.office.neighbours(agent, number)?.into_iter().map(view).collect())
}

/// What the outbox must do, in one line.
fn outbox_line(effect: &Effect, t: &Texts) -> String {
    let (key, what) = match effect {
        Effect::Notify(message) => ("outbox-notify", say(&message.subject, t)),
        Effect::Request(demand) => (
            "outbox-request",
            demand.pieces.iter().map(|p| say(&p.label, t)).collect::<Vec<_>>().join(", "),
        ),
        Effect::Issue(document) => ("outbox-issue", say(&document.title, t)),
        Effect::Transmit(sent) => {
            ("outbox-transmit", format!("{} → {}", sent.document, sent.recipient))
        }
        Effect::Refund(payment) => {
            ("outbox-refund", format!("{} {}", payment.charge, t.money(payment.cents)))
        }
        _ => ("outbox-other", String::new()),
    };
    t.with(key, &[("what", what.into())])
}
