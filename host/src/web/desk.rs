//! The desk: agents sign in, see the queue, open a dossier with its reasons, take actions.

mod counter;
mod letters;
mod papers;
mod post;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::SignedCookieJar;
use serde::Deserialize;

use super::Shared;
use super::cookies::{self, SignedIn};
use super::page::{
    self, Frame, MessageView, ProblemView, TimelineView, answer_rows, charge_rows, html, messages,
    say, silence_line, timeline, words,
};
use super::papers::{PaperView, paper_views};
use super::portal::acting::{ActionView, Filling, action_page, action_views, title_of};
use super::portal::{Lang, upload};
use crate::contract::*;
use crate::dossier::{Actor, DossierNumber, Person, State as DossierState};
use crate::limits::http::{BODY, QUEUE_PAGE, SIGN_IN_FAILURES, UPLOAD};
use crate::office::{OfficeError, Tracked, level};
use crate::texts::Texts;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(queue))
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/letters", get(letters::list))
        .route("/letters/{id}", post(letters::resend))
        .route("/post", get(post::list).post(post::posted))
        .route("/post/letters.zip", post(post::download))
        .route("/dossiers/{number}", get(dossier))
        .route("/dossiers/{number}/actions/{action}", get(action_form).post(act))
        .route("/dossiers/{number}/messages", post(message))
        .route("/dossiers/{number}/payments", post(paid))
        .route("/dossiers/{number}/files/{id}", get(file))
        .route("/dossiers/{number}/papers/{paper}", get(papers::show))
        .layer(DefaultBodyLimit::max(BODY))
        .route(
            "/counter",
            get(counter::ask).post(counter::begin).layer(DefaultBodyLimit::max(UPLOAD)),
        )
        .route("/counter/{key}", get(counter::resume))
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    problem: Option<String>,
}

async fn sign_in_page(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    html(StatusCode::OK, &SignInPage { frame: Frame::new(&shared.office, t), problem: None })
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

async fn sign_in(
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
    jar: SignedCookieJar,
    axum::Form(given): axum::Form<Credentials>,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let who = format!("sign-in {}", given.name.chars().take(100).collect::<String>());
    let refused = |status, key: &str| {
        html(
            status,
            &SignInPage {
                frame: Frame::new(&shared.office, t),
                problem: Some(t.text(key).into_owned()),
            },
        )
    };
    if !shared.attempts.may_try(&who, SIGN_IN_FAILURES) {
        return refused(StatusCode::TOO_MANY_REQUESTS, "desk-wait");
    }
    match shared.office.sign_in(&given.name, &given.password).await {
        Ok(session) => (
            jar.add(cookies::signed_in(&session, shared.office.now().seconds())),
            Redirect::to("/desk"),
        )
            .into_response(),
        Err(OfficeError::SignIn) => {
            shared.attempts.failed(&who);
            refused(StatusCode::UNAUTHORIZED, "desk-wrong")
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/sign-in".into())),
    }
}

async fn sign_out(jar: SignedCookieJar) -> Response {
    (jar.add(cookies::signed_out()), Redirect::to("/desk/sign-in")).into_response()
}

#[derive(Deserialize)]
struct Filter {
    procedure: Option<String>,
    #[serde(default)]
    all: Option<String>,
    #[serde(default)]
    page: usize,
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    frame: Frame,
    agent: String,
    procedures: Vec<(String, String, bool)>,
    all: bool,
    dossiers: Vec<QueueRow>,
    previous: Option<String>,
    next: Option<String>,
}

struct QueueRow {
    number: String,
    procedure: String,
    received: String,
    silence: String,
    status: String,
    columns: String,
    waits: Vec<String>,
    tags: Vec<String>,
}

async fn queue(
    SignedIn(agent): SignedIn,
    State(shared): State<Shared>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(filter.lang.as_deref(), &headers);
    let wanted = filter.procedure.as_deref().filter(|p| !p.is_empty());
    let all = filter.all.is_some();
    let found =
        shared.office.queue(wanted, !all, filter.page.saturating_mul(QUEUE_PAGE), QUEUE_PAGE);
    let (states, more) = match found {
        Ok(found) => found,
        Err(error) => return page::error(&shared.office, t, &error, None),
    };
    let link = |page: usize| {
        format!(
            "/desk?page={page}{}{}",
            wanted.map_or(String::new(), |p| format!("&procedure={p}")),
            if all { "&all=true" } else { "" }
        )
    };
    let offered = |i: &std::sync::Arc<crate::office::Installed>| {
        let id = i.manifest().id.to_string();
        let chosen = wanted == Some(id.as_str());
        (id, words(&i.manifest().title, t).to_owned(), chosen)
    };
    html(
        StatusCode::OK,
        &QueuePage {
            frame: Frame::new(&shared.office, t),
            agent,
            procedures: shared.office.catalogue().all().map(offered).collect(),
            all,
            dossiers: states.iter().map(|s| queue_row(&shared, s, t)).collect(),
            previous: filter.page.checked_sub(1).map(link),
            next: more.then(|| link(filter.page + 1)),
        },
    )
}

fn queue_row(shared: &Shared, state: &DossierState, t: &Texts) -> QueueRow {
    let installed = shared.office.version_of(state).ok();
    let number = state.dossier.number.parse::<DossierNumber>().ok();
    let columns = installed.iter().flat_map(|i| &i.manifest().columns).filter_map(|column| {
        let answer = state.dossier.answers.iter().find(|a| a.path == column.path)?;
        Some(format!("{} : {}", words(&column.label, t), t.value(&answer.value, None)))
    });
    let silence = installed
        .as_ref()
        .zip(number)
        .map(|(i, n)| silence_line(&shared.office.receipt(i, n, state), state, t));
    QueueRow {
        number: state.dossier.number.clone(),
        procedure: installed.as_ref().map_or_else(
            || state.procedure.to_string(),
            |i| words(&i.manifest().title, t).to_owned(),
        ),
        received: t.date(state.dossier.submitted_on),
        silence: silence.unwrap_or_default(),
        status: say(&state.status, t),
        columns: columns.collect::<Vec<_>>().join(" · "),
        waits: number.map_or_else(Vec::new, |number| waits(shared, number, t)),
        tags: state.dossier.tags.clone(),
    }
}

/// What waits for an answer.
fn waits(shared: &Shared, number: DossierNumber, t: &Texts) -> Vec<String> {
    let talk = shared.office.talk(number).unwrap_or_default();
    let message = talk.waiting.then(|| t.text("desk-message").into_owned());
    let asked =
        talk.asked.iter().map(|(_, right)| t.text(&format!("asks-{}", right.name())).into_owned());
    message.into_iter().chain(asked).collect()
}

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
    problems: Vec<ProblemView>,
    actions: Vec<ActionView>,
    charges: Vec<(String, String, String, i64)>,
    answers: Vec<(String, String)>,
    files: Vec<Attachment>,
    timeline: Vec<TimelineView>,
    messages: Vec<MessageView>,
    /// How the decision is notified.
    notice: String,
    outbox: Vec<String>,
    papers: Vec<PaperView>,
    /// How it came in, and went out, on paper.
    on_paper: Vec<String>,
}

fn number_of(text: &str) -> Result<DossierNumber, OfficeError> {
    text.parse().map_err(|_| OfficeError::NoDossier)
}

async fn dossier(
    _: SignedIn,
    State(shared): State<Shared>,
    Path(number): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    match number_of(&number).and_then(|n| shared.office.dossier(n)) {
        Ok(tracked) => dossier_page(&shared, t, &tracked, vec![], StatusCode::OK).await,
        Err(error) => page::error(&shared.office, t, &error, Some("/desk".into())),
    }
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

async fn dossier_page(
    shared: &Shared,
    t: &'static Texts,
    tracked: &Tracked,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Response {
    let dossier = &tracked.state.dossier;
    let answers = match shared.office.applied_form(tracked, t.lang()).await {
        Ok(form) => answer_rows(&form, &dossier.answers, t),
        // A procedure that has a fault does not hide the dossier: its answers have no labels then.
        Err(_) => {
            dossier.answers.iter().map(|a| (a.path.clone(), t.value(&a.value, None))).collect()
        }
    };
    let files = dossier.answers.iter().filter_map(|a| match &a.value {
        Value::Attachments(files) => Some(files.clone()),
        _ => None,
    });
    let scans = tracked.state.counter.iter().map(|counter| counter.scans.clone());
    html(
        status,
        &DossierPage {
            frame: Frame::of(&shared.office, &tracked.installed, t),
            number: tracked.number.to_string(),
            procedure: words(&tracked.installed.manifest().title, t).to_owned(),
            status: say(&tracked.state.status, t),
            silence: silence_line(&tracked.receipt, &tracked.state, t),
            identity: identity_line(tracked.state.person.as_ref(), t),
            tags: dossier.tags.clone(),
            problems: problems
                .into_iter()
                .map(|p| ProblemView { anchor: None, message: p.message })
                .collect(),
            actions: action_views(tracked, Party::Agent, shared.office.now().today(), t),
            charges: charge_rows(tracked, t),
            answers,
            files: files.flatten().chain(scans.flatten()).collect(),
            timeline: timeline(tracked, None, t),
            messages: messages(tracked, None, t),
            notice: notice_line(shared, tracked, t),
            outbox: tracked.state.outbox.iter().map(|item| outbox_line(&item.effect, t)).collect(),
            papers: paper_views(shared, tracked, None, t),
            on_paper: counter::on_paper(tracked, t),
        },
    )
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

async fn action_form(
    _: SignedIn,
    State(shared): State<Shared>,
    Path((number, action)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let tracked = shared.office.dossier(number_of(&number)?)?;
        let shown =
            shared.office.open_action(tracked.number, &action, Party::Agent, t.lang()).await?;
        Ok(action_page(&shared, &filling(&tracked, &action, t), &shown, StatusCode::OK))
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

fn filling<'a>(tracked: &'a Tracked, action: &str, t: &'static Texts) -> Filling<'a> {
    let number = tracked.number;
    Filling {
        t,
        title: title_of(tracked, action, t),
        action: format!("/desk/dossiers/{number}/actions/{action}"),
        back: format!("/desk/dossiers/{number}"),
        tracked,
    }
}

async fn act(
    SignedIn(agent): SignedIn,
    State(shared): State<Shared>,
    Path((number, action)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let tracked = shared.office.dossier(number_of(&number)?)?;
        let posted = upload::posted(&shared, None, request).await?;
        match shared
            .office
            .post_action(tracked.number, Actor::Agent(agent), &action, posted, t.lang())
            .await
        {
            Ok(None) => {
                Ok(Redirect::to(&format!("/desk/dossiers/{}", tracked.number)).into_response())
            }
            Ok(Some(shown)) => Ok(action_page(
                &shared,
                &filling(&tracked, &action, t),
                &shown,
                StatusCode::UNPROCESSABLE_ENTITY,
            )),
            Err(OfficeError::Problems(problems)) => {
                Ok(dossier_page(&shared, t, &tracked, problems, StatusCode::UNPROCESSABLE_ENTITY)
                    .await)
            }
            Err(error) => Err(error),
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

#[derive(Deserialize)]
struct Message {
    text: String,
    /// What it answers, if something that was asked for.
    asked: Option<u32>,
}

async fn message(
    SignedIn(agent): SignedIn,
    State(shared): State<Shared>,
    Path(number): Path<String>,
    headers: HeaderMap,
    axum::Form(message): axum::Form<Message>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let number = number_of(&number)?;
        match message.asked {
            Some(asked) => shared.office.answer(number, &agent, asked, &message.text).await?,
            None => {
                let by = Actor::Agent(agent);
                shared.office.write_message(number, by, &message.text, vec![]).await?;
            }
        }
        Ok(Redirect::to(&format!("/desk/dossiers/{number}#messages")).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

#[derive(Deserialize)]
struct Paid {
    charge: String,
    cents: i64,
}

async fn paid(
    SignedIn(agent): SignedIn,
    State(shared): State<Shared>,
    Path(number): Path<String>,
    headers: HeaderMap,
    axum::Form(paid): axum::Form<Paid>,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        let number = number_of(&number)?;
        shared.office.paid(number, &agent, &paid.charge, paid.cents).await?;
        Ok(Redirect::to(&format!("/desk/dossiers/{number}")).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
    })
}

/// A file of a dossier, always as a download: nothing that a resident sent opens in our pages.
async fn file(
    _: SignedIn,
    State(shared): State<Shared>,
    Path((number, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    match number_of(&number).and_then(|n| shared.office.file_of(n, &id)) {
        Ok((attachment, bytes)) => {
            let name = percent_encoding::utf8_percent_encode(
                &attachment.name,
                percent_encoding::NON_ALPHANUMERIC,
            );
            let headers = [
                (header::CONTENT_TYPE, attachment.media_type.clone()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            page::error(&shared.office, t, &error, Some(format!("/desk/dossiers/{number}")))
        }
    }
}
