//! Filling in a form, page by page, and submitting it.

use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies::{Device, Somebody};
use super::super::page::{
    self, BlockView, Frame, Given, NamedBlock, ProblemView, Suggest, element_id, fields::*, html,
    sourced_words, words,
};
use super::people::{self, Visit};
use super::{Lang, upload};
use crate::contract::{Block, Kind, Problem};
use crate::dossier::SetAside;
use crate::office::{
    ASK, CHOOSE, DECLINE, Filled, LOOK_UP, Office, OfficeError, READ, Then, VERSION, Visitor,
    version,
};
use crate::texts::Texts;

#[derive(Deserialize)]
pub(super) struct Begin {
    lang: Option<String>,
    /// Says that the drafts begun before were offered, and another one is wanted.
    anew: Option<String>,
}

pub(super) async fn begin(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    device: Device,
    somebody: Somebody,
    headers: HeaderMap,
    axum::Form(begin): axum::Form<Begin>,
) -> Response {
    let t = page::texts(begin.lang.as_deref(), &headers);
    let known = device.begun(&shared.office, somebody.person.as_ref());
    if begin.anew.is_none() && known.iter().any(|begun| *begun.procedure == *id) {
        return Redirect::to(&format!("/procedures/{id}?lang={}", t.lang())).into_response();
    }
    let first = async {
        let visitor = shared.office.begin(&id, t.lang(), somebody.person).await?;
        let filled = shared.office.open_draft(&visitor).await?;
        let key = visitor.key;
        Ok::<_, OfficeError>((key, format!("/drafts/{key}/{}", filled.form.pages()[0].key)))
    };
    match first.await {
        Ok((key, first)) => {
            (device.remember(key.id(), &shared.office), Redirect::to(&first)).into_response()
        }
        Err(error) => people::refused(&shared, t, &error, &format!("/procedures/{id}")),
    }
}

/// A page to fill in: of an application, a completion, or an action.
#[derive(Template)]
#[template(path = "form.html")]
pub(in super::super) struct Fill {
    pub(in super::super) frame: Frame,
    pub(in super::super) procedure: String,
    pub(in super::super) page_title: String,
    pub(in super::super) step: Option<String>,
    /// Of a page that saves itself.
    pub(in super::super) draft: Option<DraftView>,
    pub(in super::super) problems: Vec<ProblemView>,
    pub(in super::super) blocks: Vec<NamedBlock>,
    pub(in super::super) action: String,
    pub(in super::super) submit_label: String,
    pub(in super::super) back: Option<String>,
    pub(in super::super) multipart: bool,
    pub(in super::super) live: bool,
    pub(in super::super) show_languages: bool,
}

/// What a page says of the draft that it belongs to.
pub(in super::super) struct DraftView {
    /// Whether nothing was saved yet.
    fresh: bool,
    saved: String,
    version: String,
    set_aside: Vec<SetAside>,
    leave: String,
}

impl DraftView {
    fn of(office: &Office, key: &str, filled: &Filled) -> Self {
        let Filled { draft, texts: t, .. } = filled;
        let (saved, until) = office.kept(draft);
        let day = if saved.date == office.now().today() { None } else { Some(saved.date) };
        let at = day.map_or_else(|| t.time(saved.time), |_| t.moment(saved));
        Self {
            fresh: draft.answers.is_empty() && draft.rejected.is_empty(),
            saved: t.with("saved", &[("at", at.into()), ("until", t.date(until).into())]),
            version: version(&filled.installed),
            set_aside: draft.set_aside.clone(),
            leave: format!("/drafts/{key}/leave"),
        }
    }
}

/// How a page is to be shown.
#[derive(Deserialize)]
pub(super) struct Shown {
    lang: Option<String>,
    /// The address field whose suggestions were asked for.
    found: Option<String>,
}

pub(super) async fn page(
    State(shared): State<Shared>,
    Path((key, page)): Path<(String, String)>,
    Visit(visitor): Visit,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(shown.lang.as_deref(), &headers);
    let show = async {
        let filled = opened(&shared, visitor, shown.lang.as_deref()).await?;
        let found = shown.found.as_deref();
        let mut problems = filled.misfits();
        // Who looks an address up has not finished it.
        problems.retain(|p| found.is_none() || p.path.as_deref() != found);
        let suggest = Suggest { from: shared.office.addresses(), to: found };
        fill(&shared.office, &key, &page, &filled, &problems, suggest, StatusCode::OK)
    };
    let back = format!("/drafts/{key}/{page}");
    show.await.unwrap_or_else(|error| people::refused(&shared, t, &error, &back))
}

/// The draft, in another language from here on where one is asked for.
async fn opened(
    shared: &Shared,
    visitor: Result<Visitor, OfficeError>,
    lang: Option<&str>,
) -> Result<Filled, OfficeError> {
    let visitor = visitor?;
    if let Some(lang) = lang {
        shared.office.speak(&visitor, lang).await?;
    }
    shared.office.open_draft(&visitor).await
}

fn fill(
    office: &Office,
    key: &str,
    page: &str,
    filled: &Filled,
    problems: &[Problem],
    suggest: Suggest<'_>,
    status: StatusCode,
) -> Result<Response, OfficeError> {
    let Filled { form, texts: t, installed, draft, .. } = filled;
    let shown = form.page(page).ok_or(OfficeError::NoPage)?;
    let here: Vec<Problem> = problems
        .iter()
        .filter(|p| {
            p.path
                .as_deref()
                .is_some_and(|path| form.page_of(path).is_some_and(|of| of.key == page))
        })
        .cloned()
        .collect();
    // The draft's own answers, so that what does not fit is shown to be put right.
    let answers = crate::form::Answers::try_from(draft.answers.clone()).unwrap_or_default();
    let questions = page::questions(office, installed, form, &draft.consulted, true, t);
    let given = Given { answers: &answers, rejected: &draft.rejected, problems: &here };
    let made = page::form_page(shown, form, given, suggest, questions, t);
    let place = form.page_at(page).unwrap_or(0);
    let step =
        t.with("step", &[("number", (place + 1).into()), ("count", form.pages().len().into())]);
    let template = Fill {
        frame: Frame::of(office, installed, t),
        procedure: words(&installed.manifest().title, t).to_owned(),
        page_title: shown.title.clone(),
        step: Some(step),
        draft: Some(DraftView::of(office, key, filled)),
        problems: made.problems,
        blocks: made.blocks,
        action: format!("/drafts/{key}/{page}"),
        submit_label: t.text("next").into_owned(),
        back: Some(form.previous_page(page).map_or_else(
            || format!("/procedures/{}", installed.manifest().id),
            |p| format!("/drafts/{key}/{}", p.key),
        )),
        multipart: made.multipart,
        live: made.live,
        show_languages: true,
    };
    Ok(html(status, &template))
}

pub(super) async fn post(
    State(shared): State<Shared>,
    Path((key, page)): Path<(String, String)>,
    Visit(visitor): Visit,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let t = page::texts(None, &headers);
    let back = format!("/drafts/{key}/{page}");
    let work = async {
        let visitor = visitor?;
        let uploader = shared.office.uploader_of_draft(&visitor.key)?;
        let posted = upload::posted(&shared, Some(uploader), request).await?;
        let (filled, then) = shared.office.post_page(&visitor, &page, posted).await?;
        let problems = filled.problems_of(&page);
        let shown = |problems: &[Problem], status| {
            let suggest = Suggest { from: shared.office.addresses(), to: None };
            fill(&shared.office, &key, &page, &filled, problems, suggest, status)
        };
        let next = match (then, filled.form.next_page(&page)) {
            // While somebody types, what is not finished is no mistake; a file that was not taken
            // has to be known of at once.
            (Then::Saved, _) => {
                let files = filled.refused_files();
                return shown(&files, StatusCode::OK);
            }
            (Then::Stay(None), _) => back.clone(),
            (Then::Stay(Some(path)), _) => format!("{back}#{}", element_id(&path)),
            (Then::LookUp(path), _) => format!("{back}?found={path}#{}", element_id(&path)),
            (Then::Anew, _) => format!("/drafts/{key}/{}", filled.form.pages()[0].key),
            (Then::Next, _) if !problems.is_empty() => {
                return shown(&problems, StatusCode::UNPROCESSABLE_ENTITY);
            }
            (Then::Next, Some(next)) => format!("/drafts/{key}/{}", next.key),
            (Then::Next, None) => format!("/drafts/{key}/review"),
        };
        Ok(Redirect::to(&next).into_response())
    };
    work.await.unwrap_or_else(|error: OfficeError| match error {
        // What leads away is kept where the draft is.
        OfficeError::NoDraft => page::error(&shared.office, t, &error, Some("/".into())),
        error => people::refused(&shared, t, &error, &back),
    })
}

#[derive(Template)]
#[template(path = "review.html")]
struct Review {
    frame: Frame,
    procedure: String,
    problems: Vec<ProblemView>,
    pages: Vec<ReviewPage>,
    key: String,
    back: String,
}

struct ReviewPage {
    key: String,
    title: String,
    rows: Vec<ReviewRow>,
}

struct ReviewRow {
    id: String,
    label: String,
    value: String,
    change: bool,
}

pub(super) async fn review(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Visit(visitor): Visit,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let show = async {
        let filled = opened(&shared, visitor, lang.lang.as_deref()).await?;
        let problems = filled.problems();
        Ok(reviewed(&shared.office, &key, &filled, &problems, StatusCode::OK))
    };
    show.await.unwrap_or_else(|error: OfficeError| {
        people::refused(&shared, t, &error, &format!("/drafts/{key}/review"))
    })
}

fn reviewed(
    office: &Office,
    key: &str,
    filled: &Filled,
    problems: &[Problem],
    status: StatusCode,
) -> Response {
    let t = filled.texts;
    let row = |block: &Block| match block {
        Block::Field(field) => Some(ReviewRow {
            id: element_id(&field.path),
            label: field.label.clone(),
            value: match &field.kind {
                Kind::Sourced(_) => sourced_words(&filled.typed.answers, &field.path, t),
                kind => filled.typed.answers.get(&field.path).map(|v| t.value(v, Some(kind))),
            }
            .unwrap_or_else(|| t.text("no-answer").into_owned()),
            change: !field.locked,
        }),
        Block::Figure(figure) => Some(ReviewRow {
            id: String::new(),
            label: figure.label.clone(),
            value: figure.words.clone().unwrap_or_else(|| t.value(&figure.value, None)),
            change: false,
        }),
        _ => None,
    };
    let page = |page: &crate::contract::Page| ReviewPage {
        key: page.key.clone(),
        title: page.title.clone(),
        rows: page.blocks.iter().filter_map(row).collect(),
    };
    let problem = |p: &Problem| ProblemView {
        anchor: p.path.as_deref().map(element_id),
        message: labelled(filled, p),
    };
    let last = filled.form.pages().last().map_or(String::new(), |p| p.key.clone());
    html(
        status,
        &Review {
            frame: Frame::of(office, &filled.installed, t),
            procedure: words(&filled.installed.manifest().title, t).to_owned(),
            problems: problems.iter().map(problem).collect(),
            pages: filled.form.pages().iter().map(page).collect(),
            key: key.to_owned(),
            back: format!("/drafts/{key}/{last}"),
        },
    )
}

fn labelled(filled: &Filled, problem: &Problem) -> String {
    let field = problem.path.as_deref().and_then(|path| filled.form.field(path));
    field.map_or_else(|| problem.message.clone(), |f| format!("{} : {}", f.label, problem.message))
}

pub(super) async fn submit(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Visit(visitor): Visit,
    headers: HeaderMap,
) -> Response {
    let t: &'static Texts = page::texts(None, &headers);
    let work = async {
        let visitor = visitor?;
        let (office, submits) = (shared.office.clone(), visitor.clone());
        // In a task of its own: a browser that hangs up does not undo what was begun.
        let submitted = tokio::spawn(async move { office.submit_draft(&submits).await }).await;
        match submitted.unwrap_or_else(|e| Err(OfficeError::Sandbox(e.to_string()))) {
            // The agent goes on at the desk; who is at the counter gets the receipt on paper.
            Ok(submitted) if visitor.agent.is_some() => {
                let next = format!("/desk/dossiers/{}", submitted.number);
                Ok(Redirect::to(&next).into_response())
            }
            Ok(submitted) => Ok(Redirect::to(&format!(
                "/dossiers/{}?key={}&new=1",
                submitted.number, submitted.access_key
            ))
            .into_response()),
            Err(OfficeError::Problems(problems)) => {
                let filled = shared.office.open_draft(&visitor).await?;
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(reviewed(&shared.office, &key, &filled, &problems, status))
            }
            Err(error) => Err(error),
        }
    };
    work.await.unwrap_or_else(|error: OfficeError| {
        people::refused(&shared, t, &error, &format!("/drafts/{key}/review"))
    })
}
