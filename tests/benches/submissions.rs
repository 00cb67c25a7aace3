//! Durable submissions, ours and a bare append, in turns.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use guichet::config::Config;
use guichet::contract::Value;
use guichet::limits::store::CHECKPOINT;
use guichet::office::Office;
use guichet_tests::process;
use tokio::net::TcpListener;

use crate::clients::{Seen, Until};
use crate::{bare, clients, guest, median};

/// How many send at once.
pub(crate) const CLIENTS: usize = 32;
const ROUNDS: usize = 5;
/// Longer than sled waits for its checkpoint, so that each round has one.
const ROUND: Duration = Duration::from_secs(3);
/// Submissions of each client before anything counts.
const WARM_UP: usize = 10;

pub(crate) const CONFIG: &str = r#"
listen = "127.0.0.1:0"
data = "data"
[town]
name = "Saint-Exemple"
code = "99999"
time-zone = "Europe/Paris"
service = { name = "Mairie", email = "mairie@example.org", address = "1 place", phone = "0100000000" }
[[procedure]]
file = "procedure.wasm"
grant = "as-requested"
"#;

/// What one side took.
#[derive(Default)]
pub(crate) struct Side {
    /// Answers per second, in each round.
    rates: Vec<f64>,
    latencies: Vec<Duration>,
    /// CPU time of all requests together, without the clients'.
    pub(crate) cpu: Duration,
    /// How many were answered.
    pub(crate) answered: usize,
}

impl Side {
    /// Answers per second in the median of the rounds.
    pub(crate) fn median(&self) -> f64 {
        median(&self.rates)
    }

    /// What 99 of 100 answers took at most.
    pub(crate) fn late(&self) -> Duration {
        let mut latencies = self.latencies.clone();
        latencies.sort();
        latencies.get(latencies.len() * 99 / 100).copied().unwrap_or_default()
    }

    fn round(&mut self, send: impl FnOnce() -> Result<Seen>, rest: Duration) -> Result<()> {
        let cpu = process::cpu();
        let seen = send()?;
        // What was put off is done now, and not at the expense of the other side's round.
        std::thread::sleep(rest);
        self.cpu += process::cpu().saturating_sub(cpu).saturating_sub(seen.cpu);
        self.rates.push(seen.latencies.len() as f64 / seen.took.as_secs_f64());
        self.answered += seen.latencies.len();
        self.latencies.extend(seen.latencies);
        Ok(())
    }
}

/// Both.
pub(crate) struct Measured {
    pub(crate) ours: Side,
    pub(crate) bare: Side,
    /// Bytes of the journal for one submission, which the bare side appends too.
    pub(crate) record: usize,
}

/// Measures both sides in turns.
pub(crate) fn measure() -> Result<Measured> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let package = guest::guest().package()?;
    let path = format!("/api/v1/procedures/{}/dossiers", package.manifest.id);
    std::fs::write(folder.path().join("procedure.wasm"), &package.bytes)?;
    std::fs::write(folder.path().join("guichet.toml"), CONFIG)?;
    let config = Config::read(&folder.path().join("guichet.toml"))?;
    let body = body();

    let runtime = tokio::runtime::Runtime::new()?;
    let office = Arc::new(Office::open(&config)?);
    let refused = office.catalogue().refused.clone();
    ensure!(refused.is_empty(), "{refused:?}");
    let ours = serve(&runtime, guichet::web::router(office, &config))?;
    let send_ours = |key: &str, until| clients::run(CLIENTS, ours, &path, &body, key, until);
    send_ours("warm", Until::Count(WARM_UP))?;
    let record = written(&config.data.join("journal"))? / (CLIENTS * WARM_UP);
    let bare = serve(&runtime, bare::appending(&folder.path().join("bare"), record)?)?;
    let send_bare = |key: &str, until| clients::run(CLIENTS, bare, "/", &body, key, until);
    send_bare("warm", Until::Count(WARM_UP))?;

    let mut measured = Measured { ours: Side::default(), bare: Side::default(), record };
    for round in 0..ROUNDS {
        let (key, until) = (format!("round-{round}"), Until::Elapsed(ROUND));
        let rest = CHECKPOINT + Duration::from_millis(500);
        measured.ours.round(|| send_ours(&key, until), rest)?;
        measured.bare.round(|| send_bare(&key, until), Duration::ZERO)?;
    }
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(measured)
}

/// Serves a router on a free port of the loopback.
pub(crate) fn serve(runtime: &tokio::runtime::Runtime, router: axum::Router) -> Result<SocketAddr> {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}

/// The answers in JSON.
pub(crate) fn body() -> String {
    let answers = guest::answers().into_iter().map(|answer| match answer.value {
        Value::Text(text) => (answer.path, serde_json::Value::from(text)),
        other => (answer.path, serde_json::json!(other)),
    });
    let answers: serde_json::Map<_, _> = answers.collect();
    serde_json::json!({ "lang": "fr", "answers": answers }).to_string()
}

/// Bytes in the files of a folder, without the zeroes after them that only hold a place.
fn written(folder: &Path) -> Result<usize> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let bytes = std::fs::read(entry?.path())?;
        sum += bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    }
    Ok(sum)
}
