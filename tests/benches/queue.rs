//! A page of the desk's queue among 100,000 dossiers, and among 1,000.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use guichet::config::Config;
use guichet::digest::Digest;
use guichet::dossier::{DossierNumber, Entry, Origin, Salt, days_after};
use guichet::office::{Filter, Hired, Office};
use guichet::store::{Record, Store};

use crate::clients::{self, Until};
use crate::submissions::{CONFIG, body, serve};
use crate::{guest, median};

const FEW: usize = 1_000;
const MANY: usize = 100_000;
/// How often each page is asked for.
const TIMES: usize = 40;
/// Dossiers of one page.
const PAGE: usize = 50;
/// Commits under way at once while the store is filled.
const AT_ONCE: usize = 1_000;

/// Seconds that pages took, in the median.
pub(crate) struct Pages {
    /// The first page, what is due first.
    pub(crate) first: f64,
    /// A filter that fits nothing: every line is looked at.
    pub(crate) nothing: f64,
    /// By score, which no order is kept of.
    pub(crate) score: f64,
    /// Opening the town, once.
    pub(crate) open: Duration,
}

/// Few dossiers, and many.
pub(crate) struct Measured {
    pub(crate) few: Pages,
    pub(crate) many: Pages,
}

/// Measures both.
pub(crate) fn measure() -> Result<Measured> {
    Ok(Measured { few: pages(FEW)?, many: pages(MANY)? })
}

fn pages(count: usize) -> Result<Pages> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let package = guest::guest().package()?;
    std::fs::write(folder.path().join("procedure.wasm"), &package.bytes)?;
    std::fs::write(folder.path().join("guichet.toml"), CONFIG)?;
    let config = Config::read(&folder.path().join("guichet.toml"))?;
    let path = format!("/api/v1/procedures/{}/dossiers", package.manifest.id);
    fill(&config, &path, count)?;

    let runtime = tokio::runtime::Runtime::new()?;
    let begun = Instant::now();
    let office = Office::open(&config)?;
    let open = begun.elapsed();
    runtime.block_on(async {
        let hired = Hired { name: "agent".into(), ..Hired::default() };
        office.hire(&hired, None).await?;
        let agent = office.agent("agent")?.context("the agent")?;
        let time = async |filter: Filter, found: usize| -> Result<f64> {
            let mut times = Vec::with_capacity(TIMES);
            for _ in 0..TIMES {
                let begun = Instant::now();
                let wanted = office.wanted(&agent, &filter)?;
                let page = office.queue(&agent, &wanted, 0, PAGE).await?;
                times.push(begun.elapsed().as_secs_f64());
                ensure!(page.dossiers.len() == found, "{} of {found}", page.dossiers.len());
            }
            Ok(median(&times))
        };
        let nothing = Filter { tag: "nothing".into(), ..Filter::default() };
        let score = Filter { order: "score".into(), ..Filter::default() };
        Ok(Pages {
            first: time(Filter::default(), PAGE).await?,
            nothing: time(nothing, 0).await?,
            score: time(score, PAGE).await?,
            open,
        })
    })
}

/// One dossier is submitted; the others are made from its entry.
fn fill(config: &Config, path: &str, count: usize) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let office = Arc::new(Office::open(config)?);
    let address = serve(&runtime, guichet::web::router(office.clone(), config))?;
    clients::run(1, address, path, &body(), "first", Until::Count(1))?;
    runtime.shutdown_timeout(Duration::from_secs(5));
    let wrapping = office.secret_for("key store");
    drop(office);
    let store = Store::open(&config.data, &wrapping)?;
    let model = only_one(&store)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        for first in (1..count).step_by(AT_ONCE) {
            let next = first..(first + AT_ONCE).min(count);
            let commits = next.map(|n| store.commit(Record::Entry(Box::new(like(&model, n)))));
            futures_util::future::try_join_all(commits).await?;
        }
        Ok(())
    })
}

/// The entry of the one dossier that there is.
fn only_one(store: &Store) -> Result<Entry> {
    let procedures = [guest::guest().package()?.manifest.id.clone()].into();
    let wanted = guichet::dossier::Wanted { procedures, ..Default::default() };
    let rows = store.rows(&wanted, 0, 1);
    let number = rows.first().context("a dossier")?.number;
    let entries = store.entries(number)?;
    Ok(entries.into_iter().next().context("an entry")?.entry)
}

/// The same for another dossier, with a day of its own.
fn like(entry: &Entry, n: usize) -> Entry {
    let number = DossierNumber::from_random(n as u64);
    let mut other = entry.clone();
    let mut dossier = (*entry.dossier).clone();
    dossier.number = number.to_string();
    other.number = number;
    other.at += n as i64;
    if let Some(opening) = &mut other.opening {
        opening.salt = Salt::from([n as u8; 16]);
        opening.origin = Origin::Key(Digest::of(&n.to_be_bytes()));
    }
    // Each has a day of its own on which silence decides.
    dossier.submitted_on = days_after(dossier.submitted_on, (n % 400) as i32);
    other.dossier = Arc::new(dossier);
    other
}
