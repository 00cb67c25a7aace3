//! What the town offers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies::{Device, Somebody};
use super::super::page::{self, Frame, html, words};
use super::Lang;
use crate::contract::Assurance;
use crate::dossier::Person;
use crate::office::{Begun, Installed, Office, level};
use crate::plugin::SilenceRule;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "catalogue.html")]
struct Catalogue {
    frame: Frame,
    /// Whether somebody just left a form, and this device forgets it.
    left: bool,
    /// What this device has begun: the procedure, when it was last saved, and its link.
    begun: Vec<(String, String, String)>,
    procedures: Vec<Offered>,
    /// Whether requests of some are published (CRPA L232-2).
    publishes: bool,
}

struct Offered {
    id: String,
    foreign: Option<&'static Texts>,
    title: String,
    summary: String,
}

#[derive(Deserialize)]
pub(super) struct Home {
    lang: Option<String>,
    left: Option<String>,
}

pub(super) async fn list(
    State(shared): State<Shared>,
    Query(home): Query<Home>,
    device: Device,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(home.lang.as_deref(), &headers);
    let begun = |begun: Begun| {
        let installed = shared.office.installed(&begun.procedure).ok()?;
        let title = words(&installed.manifest().title, t).to_owned();
        Some((title, t.moment(begun.saved), format!("/drafts/{}", begun.key)))
    };
    let known = device.begun(&shared.office, somebody.person.as_ref());
    let begun = known.into_iter().filter_map(begun).collect();
    let offered = |i: &std::sync::Arc<Installed>| Offered {
        id: i.manifest().id.to_string(),
        foreign: page::foreign(i, t),
        title: words(&i.manifest().title, t).to_owned(),
        summary: words(&i.manifest().summary, t).to_owned(),
    };
    let catalogue = shared.office.catalogue();
    let page = Catalogue {
        frame: Frame::new(&shared.office, t),
        left: home.left.is_some(),
        begun,
        procedures: catalogue.all().map(offered).collect(),
        publishes: catalogue.all().any(|i| !i.manifest().legal.published.is_empty()),
    };
    html(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "procedure.html")]
struct Procedure {
    frame: Frame,
    /// Drafts of it that this device has begun: when each was last saved, and its link.
    begun: Vec<(String, String)>,
    id: String,
    title: String,
    summary: String,
    notes: Vec<String>,
    /// Whether it computes, by rules that have a page.
    rules: bool,
    /// Where to sign in: first, or to have one's names filled in.
    sign_in: SignIn,
}

/// What a procedure's page says of signing in.
enum SignIn {
    /// Nothing.
    No,
    /// As whom one begins.
    As(String),
    /// That it has to be done first, and the level.
    First(String),
    /// That it can be done, with this provider.
    May(String),
}

impl SignIn {
    fn comes_first(&self) -> bool {
        matches!(self, Self::First(_))
    }

    fn of(office: &Office, minimum: Assurance, person: Option<Person>, t: &Texts) -> Self {
        let known = person.as_ref().map_or(Assurance::None, |person| person.assurance);
        match (person, office.provider(minimum)) {
            (Some(person), _) if known >= minimum => Self::As(person.name()),
            _ if minimum > Assurance::None => {
                Self::First(t.text(&format!("level-{}", level(minimum))).into_owned())
            }
            (_, Some(provider)) => Self::May(provider.to_owned()),
            (_, None) => Self::No,
        }
    }
}

pub(super) async fn procedure(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(lang): Query<Lang>,
    device: Device,
    somebody: Somebody,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let installed = match shared.office.installed(&id) {
        Ok(installed) => installed,
        Err(error) => return page::error(&shared.office, t, &error, Some("/".into())),
    };
    let manifest = installed.manifest();
    let begun = device.begun(&shared.office, somebody.person.as_ref());
    let begun = begun.into_iter().filter(|b| *b.procedure == *id);
    let begun = begun.map(|b| (t.moment(b.saved), format!("/drafts/{}", b.key))).collect();
    html(
        StatusCode::OK,
        &Procedure {
            begun,
            frame: Frame::of(&shared.office, &installed, t),
            title: words(&manifest.title, t).to_owned(),
            summary: words(&manifest.summary, t).to_owned(),
            notes: notes(&installed, t),
            rules: manifest.algorithm.is_some(),
            sign_in: SignIn::of(&shared.office, manifest.identity.minimum, somebody.person, t),
            id,
        },
    )
}

/// What a person wants to know before beginning, from the manifest alone.
fn notes(installed: &Installed, t: &Texts) -> Vec<String> {
    let manifest = installed.manifest();
    let mut notes = vec![t.text("note-draft").into_owned()];
    let period = manifest.legal.period.map(|p| page::period(&p.to_string(), t));
    match (manifest.legal.silence, period) {
        (SilenceRule::Accept, Some(period)) => {
            notes.push(t.with("note-accepted", &[("period", period.into())]))
        }
        (SilenceRule::Reject, Some(period)) => {
            notes.push(t.with("note-refused", &[("period", period.into())]))
        }
        _ => {}
    }
    notes.push(t.with(
        "note-purpose",
        &[("purpose", words(&manifest.privacy.purpose, t).to_owned().into())],
    ));
    notes.push(t.with(
        "note-kept",
        &[("period", page::period(&manifest.privacy.retention.to_string(), t).into())],
    ));
    if !manifest.documents.is_empty() {
        notes.push(t.text("note-copies").into_owned());
    }
    if let Some(algorithm) = &manifest.algorithm {
        notes.push(t.with(
            "note-algorithm",
            &[("purpose", words(&algorithm.purpose, t).to_owned().into())],
        ));
    }
    notes
}
