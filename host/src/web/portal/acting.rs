//! What an applicant does with a dossier: actions, handing in what was asked for, withdrawal.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Shared;
use super::super::page::{self, Frame, Given, Suggest, html, say, words};
use super::drafts::Fill;
use super::following::{Followed, Following};
use super::upload;
use crate::contract::*;
use crate::dossier::Actor;
use crate::office::{ActionForm, Tracked};
use crate::texts::Texts;

pub(in super::super) struct ActionView {
    pub(in super::super) key: String,
    pub(in super::super) label: String,
    pub(in super::super) form: bool,
}

/// The actions that a party may take today.
pub(in super::super) fn action_views(
    tracked: &Tracked,
    party: Party,
    today: Date,
    t: &Texts,
) -> Vec<ActionView> {
    let view =
        |a: &Action| ActionView { key: a.key.clone(), label: say(&a.label, t), form: a.form };
    tracked.state.open_actions(party, today).map(view).collect()
}

/// The label of an action.
pub(in super::super) fn title_of(tracked: &Tracked, action: &str, t: &Texts) -> String {
    tracked
        .state
        .actions
        .iter()
        .find(|a| a.key == action)
        .map_or_else(|| action.to_owned(), |a| say(&a.label, t))
}

/// The page of something to be filled in with a dossier.
pub(in super::super) struct Filling<'a> {
    pub(in super::super) t: &'static Texts,
    pub(in super::super) title: String,
    pub(in super::super) action: String,
    pub(in super::super) back: String,
    pub(in super::super) tracked: &'a Tracked,
}

/// Every page of an action's form at once: they are short.
pub(in super::super) fn action_page(
    shared: &Shared,
    filling: &Filling<'_>,
    shown: &ActionForm,
    status: StatusCode,
) -> Response {
    let t = filling.t;
    let (mut blocks, mut problems, mut multipart, mut live) =
        (Vec::new(), Vec::new(), false, false);
    let suggest = Suggest { from: shared.office.addresses(), to: shown.looked_up.as_deref() };
    let office = &shared.office;
    for form_page in shown.form.pages() {
        let questions = page::questions(
            office,
            &filling.tracked.installed,
            &shown.form,
            &shown.consulted,
            shown.may_ask,
            t,
        );
        let given =
            Given { answers: &shown.answers, rejected: &shown.rejected, problems: &shown.problems };
        let made = page::form_page(form_page, &shown.form, given, suggest, questions, t);
        blocks.extend(made.blocks);
        // A problem of the whole form is said once.
        problems.extend(made.problems.into_iter().filter(|p| p.anchor.is_some()));
        multipart |= made.multipart;
        live |= made.live;
    }
    let whole = shown.problems.iter().filter(|p| p.path.is_none());
    problems.extend(whole.map(|p| page::ProblemView { anchor: None, message: p.message.clone() }));
    html(
        status,
        &Fill {
            frame: Frame::of(&shared.office, &filling.tracked.installed, t),
            procedure: words(&filling.tracked.installed.manifest().title, t).to_owned(),
            page_title: filling.title.clone(),
            step: None,
            draft: None,
            problems,
            blocks,
            action: filling.action.clone(),
            submit_label: t.text("confirm").into_owned(),
            back: Some(filling.back.clone()),
            multipart,
            live,
            show_languages: false,
        },
    )
}

fn filling<'a>(followed: &'a Followed, what: &str, title: String) -> Filling<'a> {
    Filling {
        t: followed.t,
        title,
        action: followed.at(&format!("/{what}")),
        back: followed.page(),
        tracked: &followed.tracked,
    }
}

fn acting<'a>(followed: &'a Followed, action: &str) -> Filling<'a> {
    let title = title_of(&followed.tracked, action, followed.t);
    filling(followed, &format!("actions/{action}"), title)
}

fn completing(followed: &Followed) -> Filling<'_> {
    let asked = followed.tracked.state.demand.is_some();
    let title = if asked { "complete" } else { "correct" };
    filling(followed, "complete", followed.t.text(title).into_owned())
}

pub(super) async fn action_form(
    State(shared): State<Shared>,
    Path((_, action)): Path<(String, String)>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let (number, lang) = (followed.tracked.number, followed.t.lang());
        let shown = shared.office.open_action(number, &action, Party::Applicant, lang).await?;
        Ok(action_page(&shared, &acting(&followed, &action), &shown, StatusCode::OK))
    };
    following.then(&shared, work).await
}

pub(super) async fn act(
    State(shared): State<Shared>,
    Path((_, action)): Path<(String, String)>,
    following: Following,
    request: Request,
) -> Response {
    let work = async |followed: Followed| {
        let (number, lang) = (followed.tracked.number, followed.t.lang());
        let posted = upload::posted(&shared, None, request).await?;
        let again = shared
            .office
            .post_action(number, Actor::Applicant, &action, posted, lang, None)
            .await?;
        Ok(done_or(&shared, &followed, again, acting(&followed, &action)))
    };
    following.then(&shared, work).await
}

/// Back to the dossier, or the form again where something has to be put right.
fn done_or(
    shared: &Shared,
    followed: &Followed,
    again: Option<ActionForm>,
    filling: Filling<'_>,
) -> Response {
    match again {
        None => Redirect::to(&followed.page()).into_response(),
        Some(shown) => action_page(shared, &filling, &shown, StatusCode::UNPROCESSABLE_ENTITY),
    }
}

pub(super) async fn completion_form(
    State(shared): State<Shared>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let (number, lang) = (followed.tracked.number, followed.t.lang());
        let shown = shared.office.open_completion(number, lang).await?;
        Ok(action_page(&shared, &completing(&followed), &shown, StatusCode::OK))
    };
    following.then(&shared, work).await
}

pub(super) async fn complete(
    State(shared): State<Shared>,
    following: Following,
    request: Request,
) -> Response {
    let work = async |followed: Followed| {
        let (number, lang) = (followed.tracked.number, followed.t.lang());
        let uploader = shared.office.uploader_of(number);
        let posted = upload::posted(&shared, Some(uploader), request).await?;
        let by = Actor::Applicant;
        let again = shared.office.post_completion(number, by, posted, lang, None).await?;
        Ok(done_or(&shared, &followed, again, completing(&followed)))
    };
    following.then(&shared, work).await
}

pub(super) async fn withdraw(State(shared): State<Shared>, following: Following) -> Response {
    let work = async |followed: Followed| {
        let tracked = &followed.tracked;
        shared.office.withdraw(tracked.number, &tracked.state.lang).await?;
        Ok(Redirect::to(&followed.page()).into_response())
    };
    following.then(&shared, work).await
}
