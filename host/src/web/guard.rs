//! What stands between a request and a handler: requests from other sites, guessing, and bodies
//! that nobody wants.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt as _};

use crate::limits::http::DISCARDED;

/// Refuses a request that changes something and comes from a page of another site. Browsers
/// say where a request comes from in `Sec-Fetch-Site` or `Origin`; a program without either
/// carries nobody's cookies.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    if changes(request.method()) && !from_here(&request) {
        return (
            StatusCode::FORBIDDEN,
            "This form was sent from another site. Open the page again and send it from there.\n",
        )
            .into_response();
    }
    next.run(request).await
}

/// Reads what a handler left of a request's body, and throws it away, before the answer goes
/// out. Else the connection would be closed under a client that still sends, which then never
/// reads why it was refused.
pub(super) async fn hear_out(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let response = next.run(Request::from_parts(parts, Body::from_stream(lent(&body)))).await;
    let (mut rest, mut heard) = (lent(&body), 0);
    while let Some(Ok(piece)) = rest.next().await {
        heard += piece.len();
        if heard > DISCARDED {
            break;
        }
    }
    response
}

/// Reads from a body without taking it away.
fn lent(
    body: &Arc<Mutex<BodyDataStream>>,
) -> impl Stream<Item = <BodyDataStream as Stream>::Item> + use<> {
    let body = body.clone();
    stream::poll_fn(move |context| {
        body.lock().unwrap_or_else(|e| e.into_inner()).poll_next_unpin(context)
    })
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn from_here(request: &Request) -> bool {
    let header =
        |name| request.headers().get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    if let Some(site) = header(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (header(header::ORIGIN), header(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        (Some(_), None) => false,
    }
}

/// Failed attempts by who made them, so that nobody guesses keys, passwords or codes for long.
pub(super) struct Attempts {
    failures: Mutex<BTreeMap<String, (u32, Instant)>>,
    /// They are counted within this time.
    window: Duration,
}

/// Whose attempts are remembered at once.
const REMEMBERED: usize = 10_000;

impl Attempts {
    /// Counted within a time.
    pub(super) fn within(window: Duration) -> Self {
        Self { failures: Mutex::default(), window }
    }

    /// Whether somebody may try, having failed fewer than `limit` times lately.
    pub(super) fn may_try(&self, who: &str, limit: u32) -> bool {
        let failures = self.failures.lock().unwrap_or_else(|e| e.into_inner());
        failures
            .get(who)
            .is_none_or(|(count, since)| *count < limit || since.elapsed() > self.window)
    }

    /// Counts a failure.
    pub(super) fn failed(&self, who: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(|e| e.into_inner());
        if failures.len() >= REMEMBERED {
            failures.retain(|_, (_, since)| since.elapsed() <= self.window);
        }
        if failures.len() >= REMEMBERED {
            failures.clear();
        }
        let entry = failures.entry(who.to_owned()).or_insert((0, Instant::now()));
        if entry.1.elapsed() > self.window {
            *entry = (0, Instant::now());
        }
        entry.0 += 1;
    }
}

/// Whose attempts are counted together: an IPv4 address, or the /64 of an IPv6 one.
pub(super) fn source(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments()[..4].iter().map(|s| format!("{s:x}:")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().method(method);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(axum::body::Body::empty()).unwrap()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let here = |headers: &[(&str, &str)]| from_here(&request(Method::POST, headers));
        assert!(here(&[("host", "town.example")]));
        assert!(here(&[("host", "town.example"), ("origin", "https://town.example")]));
        assert!(here(&[("sec-fetch-site", "same-origin")]));
        for origin in [
            "https://evil.example",
            "null",
            "https://town.example.evil.example",
            "http://town.example:81",
            "",
            "town.example",
        ] {
            assert!(!here(&[("host", "town.example"), ("origin", origin)]), "{origin}");
        }
        assert!(!here(&[("sec-fetch-site", "cross-site"), ("host", "a"), ("origin", "http://a")]));
        assert!(!here(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn guessing_ends() {
        let attempts = Attempts::within(Duration::from_secs(60));
        for _ in 0..3 {
            assert!(attempts.may_try("a", 3));
            attempts.failed("a");
        }
        assert!(!attempts.may_try("a", 3));
        assert!(attempts.may_try("b", 3));
    }
}
