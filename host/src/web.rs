//! HTTP: the portal for residents, the desk for agents, the API for programs.
//!
//! The router reads as an index. Handlers turn requests into calls of the office and its
//! answers into pages or JSON; they decide nothing. axum is named only below here.

mod admin;
mod api;
mod cookies;
mod desk;
mod error;
mod guard;
mod page;
mod papers;
mod portal;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::config::Config;
use crate::limits::http;
use crate::office::Office;

pub use api::openapi_json;

/// What every handler can reach.
#[derive(Clone)]
pub struct Shared {
    /// The office.
    pub office: Arc<Office>,
    /// What guichet.toml says, for who looks whether it is right.
    config: Arc<Config>,
    cookies: axum_extra::extract::cookie::Key,
    attempts: Arc<guard::Attempts>,
    /// Wrong codes at the desk, which are counted for longer.
    codes: Arc<guard::Attempts>,
    metrics: Arc<metrics_exporter_prometheus::PrometheusHandle>,
}

impl axum::extract::FromRef<Shared> for axum_extra::extract::cookie::Key {
    fn from_ref(shared: &Shared) -> Self {
        shared.cookies.clone()
    }
}

/// Everything that is served.
pub fn router(office: Arc<Office>, config: &Config) -> Router {
    let config = Arc::new(config.clone());
    let cookies = cookies::key(&office);
    let metrics = Arc::new(metrics_handle());
    let within = |seconds| Arc::new(guard::Attempts::within(Duration::from_secs(seconds)));
    let (attempts, codes) = (within(60), within(3_600));
    let encrypted = office.url().starts_with("https:");
    let shared = Shared { office, config, cookies, attempts, codes, metrics };
    let pages = Router::new()
        .merge(portal::router())
        .nest("/desk", desk::router())
        .nest("/desk/admin", admin::router())
        .route("/admin", get(|| async { Redirect::to("/desk/admin") }))
        .layer(axum::middleware::from_fn(guard::same_origin));
    Router::new()
        .merge(pages)
        .merge(portal::payments::from_outside())
        .merge(api::router())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics_page))
        .fallback(error::no_such_page)
        .with_state(shared)
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::STRICT_TRANSPORT_SECURITY,
            encrypted.then(|| HeaderValue::from_static(STRICT_TRANSPORT_SECURITY)),
        ))
        .layer(axum::middleware::from_fn(guard::hear_out))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, http::REQUEST))
        .layer(CatchPanicLayer::custom(error::panicked))
}

/// The same, told by proxies that are named who comes through them.
pub fn told_by(proxies: Vec<IpAddr>, router: Router) -> Router {
    let proxies: Arc<[IpAddr]> = proxies.into();
    router.layer(axum::middleware::from_fn_with_state(proxies, guard::who_comes))
}

/// Sends who comes by plain HTTP on to the address of the town. Only who reads: a form that was
/// sent so has been read on the way already, and who sent it should come to know.
pub fn redirect(url: String) -> Router {
    let on = async move |uri: Uri| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&format!("{url}{path}"))
    };
    Router::new().fallback(get(on))
}

/// Nothing from elsewhere, nothing inline, nobody frames us, and forms post only to us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whose address is https is never again asked for in the clear, for a year.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The recorder of this process; made once, since tests start several servers in one.
fn metrics_handle() -> metrics_exporter_prometheus::PrometheusHandle {
    static HANDLE: std::sync::OnceLock<metrics_exporter_prometheus::PrometheusHandle> =
        std::sync::OnceLock::new();
    let install = || {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder may be there already when this is a library in somebody's process.
        let _ = metrics::set_global_recorder(recorder);
        handle
    };
    HANDLE.get_or_init(install).clone()
}

async fn metrics_page(
    axum::extract::State(shared): axum::extract::State<Shared>,
) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], shared.metrics.render())
}
