//! A procedure that nobody wrote: its form is random, and portal, API, submission and replay
//! must serve it all the same, since the host knows nothing of any procedure.
//!
//! The component is `tests/guests/generated`; a town's setting says what its form is, and its
//! decision is a sum over all answers, which [`model`] works out as well. So an answer that a
//! way through the host loses, changes or invents is seen, whichever way it is.
//!
//! `PROPTEST_CASES` sets how many forms are tried, `GUICHET_SEED` which.

mod answer;
mod model;
mod portal;
mod program;
mod town;

use anyhow::{Context as _, Result};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use model::{Case, PagePlan};
use town::Town;

/// Forms tried unless the environment says otherwise: about a second each.
const CASES: u32 = 12;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn a_random_procedure_passes_portal_api_submission_and_replay() {
    town::package().expect("the generated procedure");
    let cases = from_environment("PROPTEST_CASES").map_or(CASES, |cases| cases as u32);
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&from_environment("GUICHET_SEED").unwrap_or(2026).to_le_bytes());
    let config =
        Config { cases, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let result = TestRunner::new_with_rng(config, rng).run(&model::pages(), |pages| {
        let passed = runtime.block_on(passes(&pages));
        passed.map_err(|error| TestCaseError::fail(format!("{error:#}")))
    });
    if let Err(error) = result {
        let form = match &error {
            TestError::Fail(_, pages) => Case::of(pages).description,
            TestError::Abort(_) => String::new(),
        };
        let TestError::Fail(reason, _) = &error else { panic!("{error}") };
        panic!("{reason}\nwith the form\n{form}");
    }
}

async fn passes(pages: &[PagePlan]) -> Result<()> {
    let case = Case::of(pages);
    let town = Town::open(&case.description)?;
    guichet_tests::server::provide_crypto();
    let client = reqwest::Client::builder().build()?;
    both_ways(&client, &town, &case).await.with_context(|| format!("log: {}", town.log()))
}

async fn both_ways(client: &reqwest::Client, town: &Town, case: &Case) -> Result<()> {
    let by_program = program::submit(client, town, case).await.context("by the API")?;
    program::check(client, town, case, &by_program).await.context("by the API")?;
    let by_person = portal::submit(client, town, case).await.context("by the portal")?;
    program::check(client, town, case, &by_person).await.context("by the portal")?;
    for submitted in [by_program, by_person] {
        program::accept(client, town, &submitted).await.context("at the desk")?;
    }
    Ok(())
}
