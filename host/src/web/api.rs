//! The API: JSON in and out, problems as RFC 9457, described by `openapi.json`.

mod attachments;
mod desk;
mod dossiers;
mod extract;
mod papers;
mod procedures;

use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Shared;
use crate::limits::http::BODY;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Guichet",
        description = "Administrative procedures of a town. Answers are one flat object, path -> value: strings, integers, booleans, \"2026-11-22\" for dates, \"14:30\" for times, arrays of keys for choices, objects for addresses, arrays of attachment ids for files.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    modifiers(&Bearer),
)]
struct Description;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let bearer = |what: &str| {
            SecurityScheme::Http(
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build(),
            )
        };
        components.add_security_scheme("access_key", bearer("the access_key of the dossier"));
        components.add_security_scheme("agent", bearer("the API token of an agent"));
    }
}

fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .routes(routes!(procedures::list))
            .routes(routes!(procedures::form))
            .routes(routes!(procedures::ask))
            .routes(routes!(dossiers::submit))
            .routes(routes!(dossiers::track))
            .routes(routes!(papers::get))
            .routes(routes!(desk::list))
            .routes(routes!(desk::act))
            .layer(DefaultBodyLimit::max(BODY))
            .routes(routes!(attachments::upload)),
    )
}

/// The routes below `/api/v1`.
pub(super) fn router() -> Router<Shared> {
    let (router, description) = routes().split_for_parts();
    router
        .route("/api/v1/openapi.json", get(|| async move { Json(description) }))
        .method_not_allowed_fallback(extract::method_not_allowed)
}

/// The description of the API.
pub fn openapi_json() -> String {
    let (_, description) = routes().split_for_parts();
    description.to_pretty_json().unwrap_or_default()
}
