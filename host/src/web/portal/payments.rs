//! Paying a charge online: to the provider's page and back, and the provider's notifications.
//!
//! Who comes back is known by a sealed cookie: what opens a dossier is told to no provider. What
//! is said from outside about a payment is not believed; it only has the provider asked.

use askama::Template;
use axum::Form;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::PrivateCookieJar;
use serde::Deserialize;

use super::super::Shared;
use super::super::cookies;
use super::super::page::{self, Frame, html, say, words};
use super::following::{Followed, Following};
use crate::dossier::{Attempt, Reference};
use crate::limits::payment::NOTICES;
use crate::office::OfficeError;

/// What the provider and who comes from it call: no page of this town, so that it may come from
/// another site.
pub(in super::super) fn from_outside() -> Router<Shared> {
    Router::new()
        .route("/payments/{reference}/return", get(come_back).post(posted_back))
        .route("/payments/{reference}/notification", post(notified))
}

#[derive(Deserialize)]
pub(super) struct Begin {
    charge: String,
}

/// Begins to pay a charge.
pub(super) async fn begin(
    State(shared): State<Shared>,
    following: Following,
    Form(begin): Form<Begin>,
) -> Response {
    let work = async |followed: Followed| {
        let number = followed.tracked.number;
        let attempt = shared.office.begin_payment(number, &begin.charge).await?;
        let page = followed.at(&format!("/payments/{}", attempt.reference));
        Ok(Redirect::to(&page).into_response())
    };
    following.then(&shared, work).await
}

#[derive(Template)]
#[template(path = "payment.html")]
struct Page {
    frame: Frame,
    procedure: String,
    number: String,
    label: String,
    amount: String,
    reference: String,
    about: String,
    until: String,
    go: String,
    go_label: String,
    back: String,
}

/// What is about to be paid, where, and the way there. A link, since forms post only to us.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path((_, reference)): Path<(String, String)>,
    following: Following,
    jar: PrivateCookieJar,
) -> Response {
    let work = async |followed: Followed| {
        let Followed { tracked, t, key } = &followed;
        let office = &shared.office;
        let attempt = office.payment(tracked.number, &named(reference.clone())?)?;
        let (Some(go), Some(provider)) = (office.payment_page(&attempt), office.pays_with()) else {
            return Ok(Redirect::to(&followed.page()).into_response());
        };
        let Attempt { reference, charge, cents, .. } = &attempt;
        let until = t.moment(office.moment(attempt.opens_until()));
        let values = [("amount", t.money(*cents).into()), ("provider", provider.into())];
        let template = Page {
            frame: followed.frame(&shared),
            procedure: words(&tracked.installed.manifest().title, t).to_owned(),
            number: tracked.number.to_string(),
            label: tracked.charged_for(charge).map_or(charge.clone(), |label| say(label, t)),
            amount: t.money(*cents),
            reference: reference.to_string(),
            about: t.with("payment-about", &values),
            until: t.with("payment-until", &[("at", until.into())]),
            go,
            go_label: t.with("payment-go", &values),
            back: followed.page(),
        };
        let jar = cookies::went_to_pay(jar.clone(), tracked.number, key, office);
        Ok((jar, html(StatusCode::OK, &template)).into_response())
    };
    following.then(&shared, work).await
}

/// Back from the provider by a form of another site, with which no cookie comes.
async fn posted_back(Path(reference): Path<String>) -> Response {
    match named(reference) {
        Ok(reference) => Redirect::to(&format!("/payments/{reference}/return")).into_response(),
        Err(error) => super::super::error::status(&error).into_response(),
    }
}

/// Back from the provider: to the dossier, which says how the payment stands.
async fn come_back(
    State(shared): State<Shared>,
    Path(reference): Path<String>,
    jar: PrivateCookieJar,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let number = match asked(&shared, reference).await {
        Ok(attempt) => attempt.number,
        Err(error @ OfficeError::NoPage) => {
            return page::error(&shared.office, t, &error, Some("/".into()));
        }
        // It is asked again in a minute; the dossier says so.
        Err(error) => {
            tracing::warn!(%error, "who came back from paying does not know yet how it went");
            match cookies::went_to_pay_for(&jar) {
                Some((number, _)) => number,
                None => return page::error(&shared.office, t, &error, Some("/".into())),
            }
        }
    };
    match cookies::went_to_pay_for(&jar) {
        Some((theirs, key)) if theirs == number => {
            Redirect::to(&format!("/dossiers/{number}?key={key}#charges")).into_response()
        }
        _ => {
            let line = t.text("payment-back").into_owned();
            page::message(
                &shared.office,
                t,
                StatusCode::OK,
                "payment-title",
                line,
                Some("/".into()),
            )
        }
    }
}

/// The provider says that something happened. It is told well once that was asked for and is
/// durable.
async fn notified(State(shared): State<Shared>, Path(reference): Path<String>) -> StatusCode {
    match asked(&shared, reference).await {
        Ok(_) => StatusCode::OK,
        Err(OfficeError::NoPage) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::warn!(%error, "a notification of a payment came to nothing; it is asked about again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Has the provider asked, a few times within a minute.
async fn asked(shared: &Shared, reference: String) -> Result<Attempt, OfficeError> {
    let reference = named(reference)?;
    let who = format!("payment {reference}");
    if !shared.attempts.may_try(&who, NOTICES) {
        return Err(OfficeError::Busy);
    }
    let settled = shared.office.settle_payment(&reference).await;
    if !matches!(settled, Err(OfficeError::NoPage)) {
        shared.attempts.failed(&who);
    }
    settled
}

fn named(reference: String) -> Result<Reference, OfficeError> {
    reference.try_into().map_err(|_| OfficeError::NoPage)
}
