//! What pages have in common: the frame, and forms from views.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::config::Conformity;
use crate::contract::*;
use crate::dossier::Service;
use crate::identity::IdentityError;
use crate::office::{Installed, Office, OfficeError};
use crate::plugin::Words;
use crate::texts::Texts;

pub(super) mod fields;
mod rows;
mod sourced;

pub(super) use crate::office::wording::{period, receipt_rows};
pub(super) use fields::{
    BlockView, Given, NamedBlock, ProblemView, Suggest, element_id, form_page,
};
pub(super) use rows::{
    BookingView, ChargeView, MessageView, ReasonView, TimelineView, answer_rows, booking_rows,
    charge_rows, decision_view, law_line, messages, payment_lines, posted_line, reason_view,
    task_line, timeline,
};
pub(super) use sourced::{ConsultedView, consulted_views, questions, sourced_words};

/// What the frame of every page shows.
pub(super) struct Frame {
    pub(super) t: &'static Texts,
    pub(super) town: String,
    pub(super) service: Service,
    /// Whether the town has a logo.
    pub(super) logo: bool,
    /// Whether people can sign in.
    pub(super) signs_in: bool,
    /// The key of what is said of the pages' accessibility.
    pub(super) conformity: &'static str,
    /// The languages that the host speaks.
    pub(super) languages: Vec<&'static Texts>,
    /// Language and direction of what the procedure says, where it does not speak the page's.
    pub(super) foreign: Option<&'static Texts>,
    /// What a language link keeps of the query.
    pub(super) lang_extra: String,
}

impl Frame {
    pub(super) fn new(office: &Office, t: &'static Texts) -> Self {
        Self {
            t,
            town: office.town.name.clone(),
            service: office.town.service.clone(),
            logo: office.town.face.logo.is_some(),
            signs_in: office.signs_in(),
            conformity: match office.town.face.conformity {
                Conformity::None => "accessibility-none",
                Conformity::Partial => "accessibility-partial",
                Conformity::Full => "accessibility-full",
            },
            languages: Texts::all().collect(),
            foreign: None,
            lang_extra: String::new(),
        }
    }

    pub(super) fn of(office: &Office, installed: &Installed, t: &'static Texts) -> Self {
        let foreign = foreign(installed, t);
        Self { service: installed.service.clone(), foreign, ..Self::new(office, t) }
    }
}

/// The language of what a procedure says, where it does not speak the page's.
pub(super) fn foreign(installed: &Installed, t: &Texts) -> Option<&'static Texts> {
    let speaks = installed.manifest().title.contains_key(t.lang());
    (!speaks).then(|| Texts::for_lang("fr"))
}

/// The language asked for: by `?lang=`, else by the browser.
pub(super) fn texts(lang: Option<&str>, headers: &HeaderMap) -> &'static Texts {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    lang.map_or_else(|| Texts::for_accept_language(accepted), Texts::for_lang)
}

/// The words of a manifest in a language, in French where it lacks it.
pub(super) fn words<'a>(words: &'a Words, t: &Texts) -> &'a str {
    words.get(t.lang()).or_else(|| words.get("fr")).map_or("", String::as_str)
}

/// A template as a page.
pub(super) fn html(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(page) => (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "The service has a fault. Try again in a moment.\n")
                .into_response()
        }
    }
}

/// Nothing of a file that was sent in may load, run, or count as a page of ours.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// A file of a dossier: to be kept, or to be looked at in a page.
pub(super) fn file(attachment: &Attachment, bytes: Vec<u8>, shown: bool) -> Response {
    let name =
        percent_encoding::utf8_percent_encode(&attachment.name, percent_encoding::NON_ALPHANUMERIC);
    let disposition = if shown { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, attachment.media_type.clone()),
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// What is said of the data of a procedure (GDPR, articles 13 and 30).
pub(super) fn privacy_rows(
    office: &Office,
    installed: &Installed,
    t: &Texts,
) -> Vec<(String, String)> {
    let manifest = installed.manifest();
    let privacy = &manifest.privacy;
    let text = |key: &str| t.text(key).into_owned();
    let mut recipients = vec![installed.service.name.clone()];
    recipients.extend(privacy.recipients.iter().cloned());
    let mut rows = vec![
        (text("privacy-controller"), office.town.name.clone()),
        (text("privacy-purpose"), words(&privacy.purpose, t).to_owned()),
        (text("privacy-basis"), t.text(&format!("lawful-{}", privacy.basis.name())).into_owned()),
        (text("privacy-recipients"), recipients.join(", ")),
        (text("privacy-retention"), period(&privacy.retention.to_string(), t)),
    ];
    if !manifest.legal.basis.is_empty() {
        rows.push((text("privacy-texts"), manifest.legal.basis.join(", ")));
    }
    rows
}

/// A ZIP archive, to be kept.
pub(super) fn archive(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.zip\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "message.html")]
pub(super) struct Message {
    frame: Frame,
    heading: String,
    lines: Vec<String>,
    link: Option<(String, String)>,
}

/// An error as a page, in the person's language, with a way on.
pub(super) fn error(
    office: &Office,
    t: &'static Texts,
    error: &OfficeError,
    back: Option<String>,
) -> Response {
    let status = super::error::status(error);
    let (heading, line) = match error {
        OfficeError::Fault { .. } => ("fault-title", t.text("fault-kept").into_owned()),
        OfficeError::NoDraft => ("gone-title", t.text("no-draft").into_owned()),
        OfficeError::NoDossier => ("gone-title", t.text("no-dossier").into_owned()),
        OfficeError::AlreadySubmitted(number) => (
            "submitted-before",
            t.with("submitted-before-as", &[("number", number.to_string().into())]),
        ),
        OfficeError::Busy => ("busy-title", t.text("busy").into_owned()),
        OfficeError::NoAction(_) | OfficeError::Changed | OfficeError::Meanwhile(_) => {
            ("changed-title", t.text("changed").into_owned())
        }
        OfficeError::Obliged(basis) => {
            ("obliged-title", t.text(&format!("basis-{}", basis.name())).into_owned())
        }
        OfficeError::Problems(problems) => (
            "problems-title",
            problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join(" "),
        ),
        OfficeError::File(name, fault) => ("problems-title", fault.message(name, t)),
        OfficeError::Invalid(problem) => ("problems-title", problem.clone()),
        OfficeError::Disposal(why) => ("problems-title", why.said(t)),
        OfficeError::Rights(day) => {
            ("rights-kept-title", t.with("rights-kept", &[("day", t.date(*day).into())]))
        }
        OfficeError::Expired(day) => {
            ("expired-title", t.with("expired", &[("day", t.date(*day).into())]))
        }
        OfficeError::Unnamed => ("unnamed-title", t.text("unnamed").into_owned()),
        OfficeError::Blocked(notice) => {
            let service = office.town.service.clone();
            let lines = crate::office::wording::service_lines(&service).join(", ");
            let values = [("notice", notice.clone().into()), ("service", lines.into())];
            ("blocked-title", t.with("blocked", &values))
        }
        OfficeError::TooLarge(bytes) => {
            let size = t.bytes(u64::try_from(*bytes).unwrap_or(u64::MAX));
            ("problems-title", t.with("too-large", &[("size", size.into())]))
        }
        OfficeError::TooMany(inputs) => {
            ("problems-title", t.with("too-many", &[("count", inputs.to_string().into())]))
        }
        OfficeError::Identity(_) => ("identity-title", t.text("identity").into_owned()),
        OfficeError::SignInFailed(why) => (
            "sign-in-failed",
            t.text(match why {
                IdentityError::Cancelled => "sign-in-cancelled",
                IdentityError::Unknown => "sign-in-unknown",
                IdentityError::Provider(_) => {
                    tracing::warn!(%error, "an identity provider was of no help");
                    "sign-in-provider"
                }
            })
            .into_owned(),
        ),
        OfficeError::Payment(why) => {
            tracing::warn!(%why, "the provider of payments was of no help");
            ("payment-failed-title", t.text("payment-failed").into_owned())
        }
        _ if status == StatusCode::NOT_FOUND => ("gone-title", t.text("no-page").into_owned()),
        _ => {
            super::error::logged(error);
            ("fault-title", t.text("fault-kept").into_owned())
        }
    };
    message(office, t, status, heading, line, back)
}

/// A page that says one thing, under a heading of the texts, with a way on.
pub(super) fn message(
    office: &Office,
    t: &'static Texts,
    status: StatusCode,
    heading: &str,
    line: String,
    back: Option<String>,
) -> Response {
    let link = back.map(|href| (href, t.text("go-back").into_owned()));
    let (frame, heading) = (Frame::new(office, t), t.text(heading).into_owned());
    html(status, &Message { frame, heading, lines: vec![line], link })
}

/// The text of the contract in the page's language.
pub(super) fn say(text: &[Translation], t: &Texts) -> String {
    text_in(text, t.lang()).to_owned()
}
