//! The process: opens the office, listens, ends in good order.

mod attended;
mod listener;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::control;
use crate::limits::http::DRAIN;
use crate::office::{Hired, Office};
use crate::staff::Role;
use crate::tls;
use crate::web;
use listener::{Plain, Secure};

/// How often due timers are looked for.
const TICK: Duration = Duration::from_secs(20);
/// How often drafts and files that nobody wants any more are looked for.
const TEND: Duration = Duration::from_secs(3_600);

/// Lines for people while developing, JSON for a server's log otherwise. `RUST_LOG` says more.
pub fn start_logging(dev: bool) {
    let level = if dev { "warn,guichet=info,guichet::vendor=debug" } else { "warn,guichet=info" };
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| level.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if dev { log.without_time().try_init() } else { log.json().try_init() };
    if started.is_err() {
        eprintln!("guichet: logging was started before");
    }
}

/// Serves a town until it is told to stop.
pub fn serve(config: &Config) -> Result<(), String> {
    run(config, |_, _| async { Ok(()) })
}

/// Serves a sample town, with an agent whose sign-in is printed.
pub fn dev(config: &Config) -> Result<(), String> {
    run(config, |office: Arc<Office>, url: String| async move {
        let roles = Some([Role::Agent, Role::Supervisor].into());
        let sample = Hired {
            name: "agent".into(),
            roles,
            given_names: Some("Camille".into()),
            family_name: Some("Exemple".into()),
            quality: Some("Responsable de l’accueil".into()),
            ..Hired::default()
        };
        let agent = office.hire(&sample, None).await.map_err(|e| e.to_string())?;
        println!("portal    {url}/");
        println!(
            "desk      {url}/desk, sign in as {} with password {}",
            agent.name, agent.password
        );
        println!("API       {url}/api/v1/openapi.json, an agent's token is {}", agent.token);
        println!("A sample town: everything that the procedures ask for is granted.");
        Ok(())
    })
}

fn run<F: Future<Output = Result<(), String>>>(
    config: &Config,
    prepare: impl FnOnce(Arc<Office>, String) -> F,
) -> Result<(), String> {
    config.may_listen()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let secured = config.tls.as_ref().map(|tls| tls::open(tls, &config.data)).transpose()?;
        let office = Arc::new(Office::open(config).map_err(|e| e.to_string())?);
        office.settle_catalogue().await.map_err(|e| e.to_string())?;
        let listener =
            bound(config.listen, "--listen, or another port with PORT=… make demo").await?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let redirect = config.tls.as_ref().and_then(|tls| tls.redirect);
        let redirect = match redirect {
            Some(address) => Some(bound(address, "[tls] redirect").await?),
            None => None,
        };
        let scheme = if secured.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{address}");
        office.serves_at(&url);
        prepare(office.clone(), url.clone()).await?;
        if let Err(error) = office.settle_letters().await {
            tracing::error!(%error, "letters of before could not be looked through");
        }
        let mut beside = JoinSet::new();
        beside.spawn(listen_for_commands(control::listen(&config.data), office.clone()));
        beside.spawn(tick(office.clone()));
        beside.spawn(post(office.clone()));
        beside.spawn(events(office.clone()));
        beside.spawn(payments(office.clone()));
        if let Some(listener) = redirect {
            let redirect = web::redirect(office.url().to_owned());
            let served = axum::serve(Plain::for_all(listener), redirect);
            beside.spawn(async move { drop(served.await) });
        }
        println!("listening on {url}");
        let router = web::told_by(config.proxies.clone(), web::router(office, config));
        let served = match secured {
            None => until_asked(Plain::through(listener, config.proxies.clone()), router).await,
            Some((how, keeper)) => {
                beside.spawn(keeper.keep());
                until_asked(Secure::new(listener, how), router).await
            }
        };
        drop(beside);
        let _ = std::fs::remove_file(control::socket(&config.data));
        served
    })
}

async fn bound(address: SocketAddr, instead: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        let right = match error.kind() {
            std::io::ErrorKind::PermissionDenied => {
                " (ports below 1024 need CAP_NET_BIND_SERVICE, which a service manager gives)"
            }
            _ => "",
        };
        format!("{address}: {error}{right}; choose another address with {instead}")
    })
}

/// Serves until the process is asked to stop, and what is under way for a little longer.
async fn until_asked<L>(listener: L, router: Router) -> Result<(), String>
where
    L: Listener<Addr = SocketAddr>,
{
    let stopping = Arc::new(tokio::sync::Notify::new());
    let stop = stopping.clone();
    // Tapped, a listener says of each connection where it comes from.
    let served = axum::serve(
        listener.tap_io(|_| ()),
        router.into_make_service_with_connect_info::<SocketAddr>(),
    );
    let served = served.with_graceful_shutdown(async move {
        asked_to_stop().await;
        stop.notify_one();
    });
    tokio::select! {
        result = served => result.map_err(|e| e.to_string()),
        () = async { stopping.notified().await; tokio::time::sleep(DRAIN).await } => Ok(()),
    }
}

async fn listen_for_commands(
    listener: std::io::Result<tokio::net::UnixListener>,
    office: Arc<Office>,
) {
    let served = async { control::serve(listener?, office).await };
    if let Err(error) = served.await {
        tracing::error!(%error, "the command line cannot reach this server; stop it before using commands");
    }
}

async fn tick(office: Arc<Office>) {
    let mut interval = tokio::time::interval(TICK);
    let mut tended: Option<Instant> = None;
    loop {
        interval.tick().await;
        office.tick().await;
        if tended.is_none_or(|at| at.elapsed() >= TEND) {
            tended = Some(Instant::now());
            if let Err(error) = office.tend_drafts().await {
                tracing::warn!(%error, "old drafts could not be tended");
            }
            if let Err(error) = office.tend_retention().await {
                tracing::warn!(%error, "notice of the end of retention could not be given");
            }
            if let Err(error) = office.tend_consulted().await {
                tracing::warn!(%error, "what was asked of sources long ago could not be let go");
            }
            if let Err(error) = office.tend_files().await {
                tracing::warn!(%error, "old files could not be tended");
            }
        }
    }
}

/// Sends letters as they are written and fall due.
async fn post(office: Arc<Office>) {
    loop {
        office.letters_wait().await;
        if let Err(error) = office.carry_letters().await {
            tracing::warn!(%error, "letters could not be sent");
        }
    }
}

/// Tells the town's other programs what happens.
async fn events(office: Arc<Office>) {
    loop {
        tokio::time::sleep(crate::limits::mail::TICK).await;
        if let Err(error) = office.carry_events().await {
            tracing::warn!(%error, "other programs could not be told");
        }
    }
}

/// Asks from time to time what became of payments, whatever is notified.
async fn payments(office: Arc<Office>) {
    let mut last = 0;
    loop {
        match office.ask_about_payments(last).await {
            Ok(asked) => last = asked,
            Err(error) => tracing::warn!(%error, "payments could not be asked about"),
        }
        tokio::time::sleep(crate::limits::payment::TICK).await;
    }
}

/// Ctrl-C, or what a service manager sends.
async fn asked_to_stop() {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let Ok(mut terminate) = terminate else {
        return drop(tokio::signal::ctrl_c().await);
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
