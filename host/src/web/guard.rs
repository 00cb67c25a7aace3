//! What stands between a request and a handler: who comes through a proxy, requests from other
//! sites, guessing, and bodies that nobody wants.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt as _};

use crate::limits::http::DISCARDED;

/// Takes the word of a proxy that is named on who comes through it, and nobody else's.
pub(super) async fn who_comes(
    State(proxies): State<Arc<[IpAddr]>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let from = SocketAddr::new(comes(peer.ip(), request.headers(), &proxies), peer.port());
        request.extensions_mut().insert(ConnectInfo(from));
    }
    next.run(request).await
}

/// Who comes, where each proxy has added at the end of `X-Forwarded-For` who came to it.
fn comes(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let said: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    let mut from = peer.to_canonical();
    for before in said.iter().rev() {
        let known: Result<IpAddr, _> = before.trim().parse();
        match known.map(|before| before.to_canonical()) {
            Ok(before) if proxies.contains(&from) => from = before,
            _ => break,
        }
    }
    from
}

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
    fn a_proxy_says_who_comes_and_nobody_else_does() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        let from = |peer: &str, said: &[&str]| {
            let said: Vec<_> = said.iter().map(|line| ("x-forwarded-for", *line)).collect();
            comes(ip(peer), request(Method::GET, &said).headers(), &proxies).to_string()
        };
        assert_eq!(from("10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(from("::ffff:10.0.0.1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
        // What the person wrote themselves stands before what the proxy added.
        assert_eq!(from("10.0.0.1", &["198.51.100.1, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(from("10.0.0.1", &["198.51.100.1", "192.0.2.7, 10.0.0.2"]), "192.0.2.7");
        assert_eq!(from("203.0.113.5", &["192.0.2.7"]), "203.0.113.5");
        for strange in ["", "unknown", "192.0.2.7, nobody", "192.0.2.7:80", ","] {
            assert_eq!(from("10.0.0.1", &[strange]), "10.0.0.1", "{strange}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_said_before_the_proxy_counts_for_nothing(said in "[\\x20-\\x7e]{0,60}") {
            let proxy: IpAddr = [10, 0, 0, 1].into();
            let line = format!("{said}, 192.0.2.7");
            let request = request(Method::GET, &[("x-forwarded-for", &line)]);
            let from = comes(proxy, request.headers(), &[proxy]);
            proptest::prop_assert_eq!(from, IpAddr::from([192, 0, 2, 7]));
            let from = comes([203, 0, 113, 5].into(), request.headers(), &[proxy]);
            proptest::prop_assert_eq!(from, IpAddr::from([203, 0, 113, 5]));
        }
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
