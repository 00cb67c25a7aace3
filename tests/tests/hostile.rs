//! The hostile corpus: each folder of `tests/hostile/` is a procedure that means harm or is
//! badly broken, and says in `case.toml` where it must be stopped and as what.
//!
//! A case that is stopped in a call is called while a well-behaved procedure is called too, on
//! the same thread: that one must work before, during and after.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use guichet::digest::Digest;
use guichet::limits::component;
use guichet::plugin::{Grants, ImportName, Package};
use guichet::runtime::{Cache, Failure, Procedure, Runtime};
use guichet_tests::call::{self, empty_town};
use guichet_tests::guest::{Guest, repository};
use guichet_tests::process;
use serde::Deserialize;

/// After which a call counts as never stopped. Its budget is 250 ms of running; the rest is
/// for a machine that does other things too.
const NEVER_STOPPED: Duration = Duration::from_secs(10);

/// What may stay resident after a call: what the allocator keeps, and other tests' own.
const MAY_STAY: usize = 40 << 20;

/// Each test is one folder; `every_folder_has_its_test` holds the two together.
macro_rules! corpus {
    ($($name:ident)*) => {
        const TESTS: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { check(stringify!($name)); })*
    };
}

corpus! {
    // Stopped when the file is read.
    import_of_wasi
    handler_not_exported
    import_not_requested
    core_module
    precompiled_file
    manifest_missing
    manifest_broken
    file_too_large
    // Stopped when it is loaded.
    import_of_another_type
    import_of_a_function_that_is_not_there
    import_not_granted
    export_of_another_type
    export_of_half_a_handler
    memories_in_one_module
    five_memories
    memory_declared_beyond_the_limit
    table_declared_beyond_the_limit
    core_instances_without_end
    name_that_drives_a_terminal
    // Stopped in a call: time.
    loop_in_a_function
    loop_in_the_start_function
    loop_in_realloc
    loop_in_post_return
    loop_of_bulk_fills
    loop_of_imports
    // Stopped in a call: memory, tables, stack.
    memory_without_end
    memories_of_several_instances
    tables_without_end
    recursion_without_end
    recursion_with_large_frames
    // Stopped in a call: what passes between component and host.
    string_of_60_mb
    string_of_60_mb_to_an_import
    list_of_overlapping_strings
    list_longer_than_memory
    list_whose_size_overflows
    string_out_of_range
    string_out_of_range_to_an_import
    result_out_of_range
    result_not_aligned
    string_not_utf8
    discriminant_of_an_enum
    discriminant_of_an_option
    discriminant_of_a_result
    realloc_out_of_range
    realloc_not_aligned
    // Stopped in a call: what it does to imports.
    table_not_granted
    table_named_like_a_resident
    pool_not_granted
    span_not_in_the_calendar
    register_not_granted
    questions_without_end
    questions_that_fill_the_transcript
    // Not stopped at once, and harmless.
    trap_storm
    trap_in_the_start_function
    flood_of_log_lines
}

/// `case.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    /// What it does and why it must not.
    #[expect(dead_code, reason = "for who reads the case")]
    what: String,
    /// Where it is stopped.
    stage: Stage,
    /// What the error of `read` or `load` says.
    #[serde(default)]
    says: String,
    /// The limit that a call exceeds.
    limit: Option<String>,
    /// What the host says of a call that traps.
    trapped: Option<String>,
    /// It may also end by itself.
    #[serde(default)]
    may_end: bool,
    /// What no error may say.
    #[serde(default)]
    unsaid: Vec<String>,
    /// The function that is called.
    #[serde(default)]
    function: Function,
    /// How often.
    calls: Option<u32>,
    /// Whether it runs for the whole budget of time, so that others must get their turn.
    #[serde(default)]
    runs: bool,
    /// Imports that the town grants, where not all.
    grants: Option<Vec<ImportName>>,
    /// What is given in place of the package.
    #[serde(default)]
    given: Given,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    Read,
    Load,
    Call,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Function {
    #[default]
    Decide,
    Form,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Given {
    #[default]
    Package,
    /// Its core module.
    CoreModule,
    /// What this very host compiled of it.
    Precompiled,
    /// The component without anything embedded.
    Component,
    /// The package with more bytes at its end than a package may have.
    Padded,
}

/// Cases share a sandbox, as procedures of a host do, and take turns, so that what stays
/// resident is their own.
static SANDBOX: LazyLock<Runtime> = LazyLock::new(|| Runtime::new(2, None).expect("a sandbox"));
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn folder() -> PathBuf {
    repository().join("tests/hostile")
}

#[test]
fn every_folder_has_its_test() {
    let folders: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the corpus")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    let tests: BTreeSet<String> = TESTS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(folders, tests);
}

fn check(name: &str) {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = folder().join(name);
    let text = std::fs::read_to_string(folder.join("case.toml")).expect("case.toml");
    let case: Case = toml::from_str(&text).expect("case.toml");
    let guest = Guest::read(&folder).expect("the guest's files");
    let package = Package::read(case.bytes(&guest));
    if case.stage == Stage::Read {
        return case.expect_words(package.expect_err("it is not read"));
    }
    let package = package.expect("it is read");
    let mut grants = Grants::as_requested(&package.manifest);
    if let Some(granted) = &case.grants {
        grants = grants.only_imports(granted);
    }
    let procedure = SANDBOX.load(package, grants);
    if case.stage == Stage::Load {
        return case.expect_words(procedure.err().expect("it does not load"));
    }
    case.call(procedure.expect("it loads"));
}

impl Case {
    fn bytes(&self, guest: &Guest) -> Vec<u8> {
        let package = || guest.package().expect("a package").bytes.to_vec();
        match self.given {
            // As a file, since what is expected may be that it is not read.
            Given::Package => embedded(guest),
            Given::CoreModule => guest.core_module().expect("a core module"),
            Given::Component => guest.component().expect("a component"),
            Given::Precompiled => precompiled(guest),
            Given::Padded => {
                let mut bytes = package();
                bytes.resize(component::BYTES + 1, 0);
                bytes
            }
        }
    }

    fn expect_words(&self, error: impl std::fmt::Display) {
        let error = error.to_string();
        assert!(!self.says.is_empty(), "case.toml must say what the error says: {error}");
        assert!(error.contains(&self.says), "it says: {error}");
        self.expect_unsaid(&error);
    }

    fn expect_unsaid(&self, error: &str) {
        let drives_terminal = |c: char| c.is_control() && c != '\n';
        assert!(!error.contains(drives_terminal), "it says: {error:?}");
        for unsaid in &self.unsaid {
            assert!(!error.contains(unsaid), "it says: {error}");
        }
    }

    fn call(&self, hostile: Procedure) {
        let neighbour = call::load(&SANDBOX, Guest::new("").package().expect("a package"));
        let neighbour = neighbour.expect("the neighbour loads");
        // One thread, so that the neighbour gets its turns from the hostile call alone.
        let thread = tokio::runtime::Builder::new_current_thread().enable_all().build();
        thread.expect("a thread").block_on(self.call_beside(Arc::new(hostile), &neighbour));
    }

    async fn call_beside(&self, hostile: Arc<Procedure>, neighbour: &Procedure) {
        assert_eq!(call::score(neighbour).await, 7);
        let resident = process::resident();
        let (calls, function) = (self.calls.unwrap_or(1), self.function);
        let started = Instant::now();
        let hostile = tokio::spawn(async move {
            let mut ends = Vec::new();
            for number in 0..calls {
                let began = Instant::now();
                let end = match function {
                    Function::Decide => call::decide(&hostile, empty_town()).await.map(drop),
                    Function::Form => call::form(&hostile, empty_town()).await.map(drop),
                };
                ends.push((end, began.elapsed()));
                if number % 50 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            ends
        });
        let (mut beside, mut slowest) = (0, Duration::ZERO);
        while !hostile.is_finished() {
            let started = Instant::now();
            assert_eq!(call::score(neighbour).await, 7);
            slowest = slowest.max(started.elapsed());
            beside += 1;
            tokio::task::yield_now().await;
        }
        let took = started.elapsed();
        for (end, took) in hostile.await.expect("the host does not panic") {
            self.expect_end(end);
            assert!(took < NEVER_STOPPED, "it was stopped after {took:?}");
        }
        if self.runs {
            assert!(beside >= 10, "the neighbour was called {beside} times in {took:?}");
            assert!(slowest < took / 2, "the neighbour waited for {slowest:?} of {took:?}");
        }
        assert_eq!(call::score(neighbour).await, 7);
        let stays = process::resident().saturating_sub(resident);
        assert!(stays < MAY_STAY, "{} MiB stay resident", stays >> 20);
    }

    fn expect_end(&self, end: Result<(), Failure>) {
        match end {
            Ok(()) => assert!(self.may_end, "the call gave a result"),
            Err(failure) => {
                self.expect_unsaid(&failure.to_string());
                match &failure {
                    Failure::Limit(limit) if self.limit == Some(limit.to_string()) => {}
                    Failure::Trapped(text)
                        if self.trapped.as_ref().is_some_and(|t| text.contains(t)) => {}
                    other => panic!("it ended as {other:?}"),
                }
            }
        }
    }
}

/// The component with its manifest in it, unread.
fn embedded(guest: &Guest) -> Vec<u8> {
    let mut bytes = guest.component().expect("a component");
    if let Some(manifest) = &guest.manifest {
        bytes.extend(guichet_tests::guest::section("guichet:plugin.toml", manifest.as_bytes()));
    }
    bytes
}

/// The file that the host's own cache holds of it, without the cache's tag.
fn precompiled(guest: &Guest) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = Cache::new(folder.path().into(), [1; 32]);
    let runtime = Runtime::new(1, Some(cache)).expect("a sandbox");
    let package = guest.package().expect("a package");
    let digest: Digest = package.digest;
    call::load(&runtime, package).expect("it loads");
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    let [file] = files.as_slice() else { panic!("one compiled component, not {files:?}") };
    assert!(file.to_string_lossy().contains(&digest.to_string()));
    std::fs::read(file).expect("a file")[32..].to_vec()
}
