//! Addresses suggested while somebody types one. What was typed is not kept, and not logged.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::super::{Shared, page};

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    q: String,
    lang: Option<String>,
}

/// What may be meant.
#[derive(Serialize)]
struct Suggestions {
    /// How many there are, in words for who hears the page.
    said: String,
    addresses: Vec<Suggestion>,
}

/// One address: what is shown of it, and what goes into each input of the field.
#[derive(Serialize)]
struct Suggestion {
    label: String,
    lines: String,
    more: String,
    postcode: String,
    city: String,
    country: &'static str,
    ban: String,
}

pub(super) async fn suggest(
    State(shared): State<Shared>,
    Query(typed): Query<Typed>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let t = page::texts(typed.lang.as_deref(), &headers);
    let found = shared.office.addresses().search(&typed.q);
    let suggestion = |known: &crate::addresses::Known<'_>| Suggestion {
        label: known.label(),
        lines: known.line(),
        more: known.more().join("\n"),
        postcode: known.postcode().to_owned(),
        city: known.city().to_owned(),
        country: crate::addresses::COUNTRY,
        ban: known.id().to_owned(),
    };
    let said = t.with("addresses-found", &[("count", found.len().into())]);
    let addresses = found.iter().map(suggestion).collect();
    ([(header::CACHE_CONTROL, "no-store")], Json(Suggestions { said, addresses }))
}
