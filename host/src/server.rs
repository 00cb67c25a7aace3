//! The process: opens the office, listens, ends in good order.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;

use crate::config::Config;
use crate::control;
use crate::limits::http::DRAIN;
use crate::office::{Hired, Office};
use crate::staff::Role;
use crate::web;

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
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let office = Arc::new(Office::open(config).map_err(|e| e.to_string())?);
        office.settle_catalogue().await.map_err(|e| e.to_string())?;
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|e| format!("{}: {e}; choose another address with --listen, or another port with PORT=… make demo", config.listen))?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let url = format!("http://{address}");
        office.serves_at(&url);
        prepare(office.clone(), url.clone()).await?;
        if let Err(error) = office.settle_letters().await {
            tracing::error!(%error, "letters of before could not be looked through");
        }
        let socket =
            tokio::spawn(listen_for_commands(control::listen(&config.data), office.clone()));
        let ticks = tokio::spawn(tick(office.clone()));
        let post = tokio::spawn(post(office.clone()));
        let events = tokio::spawn(events(office.clone()));
        let payments = tokio::spawn(payments(office.clone()));
        println!("listening on {url}");
        let served = axum::serve(
            listener,
            web::router(office, config).into_make_service_with_connect_info::<std::net::SocketAddr>(),
        );
        let stopping = Arc::new(tokio::sync::Notify::new());
        let stop = stopping.clone();
        let served = served.with_graceful_shutdown(async move {
            asked_to_stop().await;
            stop.notify_one();
        });
        let served = tokio::select! {
            result = served => result.map_err(|e| e.to_string()),
            () = async { stopping.notified().await; tokio::time::sleep(DRAIN).await } => Ok(()),
        };
        socket.abort();
        ticks.abort();
        post.abort();
        events.abort();
        payments.abort();
        let _ = std::fs::remove_file(control::socket(&config.data));
        served
    })
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
