//! The portal: catalogue, forms, receipt, tracking. Plain HTML that needs no JavaScript.

mod about;
pub(super) mod acting;
mod addresses;
mod catalogue;
mod drafts;
mod exchanges;
mod following;
mod leaving;
mod lost;
mod opinions;
mod papers;
pub(super) mod payments;
mod people;
mod published;
mod receipt;
mod tracking;
pub(super) mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::Deserialize;

use super::Shared;
use crate::limits::http::{BODY, UPLOAD};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(catalogue::list))
        .route("/procedures/{id}", get(catalogue::procedure))
        .route("/procedures/{id}/drafts", post(drafts::begin))
        .route("/drafts/{key}", get(leaving::resume))
        .route("/drafts/{key}/leave", get(leaving::ask).post(leaving::leave))
        .route("/drafts/{key}/review", get(drafts::review))
        .route("/drafts/{key}/submit", post(drafts::submit))
        .route("/addresses", get(addresses::suggest))
        .route("/lost", get(lost::ask).post(lost::send))
        .route("/me", get(people::me))
        .route("/sign-in", get(people::ask))
        .route("/sign-in/provider", get(people::go))
        .route("/sign-in/callback", get(people::come_back))
        .route("/sign-in/keys", get(people::keys))
        .route("/sign-in/mail", post(people::mail))
        .route("/sign-in/mail/{key}", get(people::confirm).post(people::confirmed))
        .route("/sign-out", post(people::sign_out))
        .route("/dossiers", get(tracking::find))
        .route("/dossiers/{number}", get(tracking::show))
        .route("/dossiers/{number}/receipt", get(receipt::show))
        .route("/dossiers/{number}/code.svg", get(receipt::code))
        .route("/dossiers/{number}/copy.zip", get(tracking::copy))
        .route("/dossiers/{number}/actions/{action}", get(acting::action_form).post(acting::act))
        .route("/dossiers/{number}/payments", post(payments::begin))
        .route("/dossiers/{number}/payments/{reference}", get(payments::show))
        .route("/dossiers/{number}/withdraw", post(acting::withdraw))
        .route("/dossiers/{number}/documents/{at}", get(tracking::document))
        .route("/dossiers/{number}/papers/{paper}", get(papers::show))
        .route("/verify", get(super::papers::ask))
        .route("/dossiers/{number}/asks/{right}", post(exchanges::ask))
        .route("/opinions/{number}/{index}", get(opinions::ask).post(opinions::give))
        .route("/opinions/{number}/{index}/files/{id}", get(opinions::file))
        .route("/erased", get(exchanges::erased))
        .route("/dossiers/{number}/consent", post(exchanges::consent))
        .route("/dossiers/{number}/open", post(exchanges::open))
        .route("/dossiers/{number}/rating", post(exchanges::rate))
        .route("/procedures/{id}/rules", get(about::rules))
        .route("/procedures/{id}/privacy", get(about::privacy))
        .route("/published", get(published::list))
        .route("/legal", get(about::legal))
        .route("/accessibility", get(about::accessibility))
        .route("/terms", get(about::terms))
        .route("/assets/town.css", get(about::style))
        .route("/assets/logo", get(about::logo))
        .route("/assets/style.css", get(style))
        .route("/assets/portal.js", get(script))
        .route("/assets/desk.js", get(desk_script))
        .route("/assets/icon.svg", get(icon))
        .layer(DefaultBodyLimit::max(BODY))
        .merge(
            Router::new()
                .route("/drafts/{key}/{page}", get(drafts::page).post(drafts::post))
                .route("/verify/{code}", get(super::papers::show).post(super::papers::compare))
                .route("/dossiers/{number}/messages", post(exchanges::message))
                .route(
                    "/dossiers/{number}/complete",
                    get(acting::completion_form).post(acting::complete),
                )
                .layer(DefaultBodyLimit::max(UPLOAD)),
        )
}

/// `?lang=` of any page.
#[derive(Deserialize)]
pub(super) struct Lang {
    pub(super) lang: Option<String>,
}

async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("../../assets/style.css"))
}

async fn script() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("../../assets/portal.js"))
}

async fn desk_script() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("../../assets/desk.js"))
}

async fn icon() -> impl IntoResponse {
    asset("image/svg+xml", include_str!("../../assets/icon.svg"))
}

fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "max-age=300")], text)
}
