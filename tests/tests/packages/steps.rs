//! What breaks off at each step of an upgrade, one step after the other: a library stands between
//! the command and the disk, and has the process end, or the disk be full, at the step whose turn
//! it is. What serves afterwards is one of the two versions, whole, and the upgrade can be made.

use std::process::{Command, Output, Stdio};

use guichet_tests::guest::repository;
use guichet_tests::server::binary;

use super::*;

/// More steps than any upgrade has.
const MOST: usize = 300;

/// What stands between a program and the disk, compiled.
fn shim(folder: &Path) -> PathBuf {
    let library = folder.join("shim.so");
    let source = repository().join("tests/faults/shim.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .status();
    assert!(compiled.expect("cc").success());
    library
}

/// A town that serves 1.0.0, with its server down.
fn place() -> Place {
    let place = Place::new(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    place
}

/// The upgrade to a file with a fault at a step.
fn upgrade(place: &Place, library: &Path, file: &Path, fault: &str, step: usize) -> Output {
    let mut command = Command::new(binary());
    command.args(["plugin", "upgrade", text(file), "--yes", "--by", "Ada", "--config"]);
    command.arg(place.town.config()).env("RUST_LOG", "off").stdin(Stdio::null());
    command.env("LD_PRELOAD", library).env("GUICHET_FAULT", format!("{fault}:{step}"));
    command.output().expect("the binary runs")
}

/// Tries an upgrade with a fault at each step in turn, until there is none left. Gives how many
/// there were.
fn at_each_step(fault: &str, check: impl Fn(&Output)) -> usize {
    let place = place();
    let library = shim(place.folder.path());
    let mut serving = "1.0.0".to_owned();
    for step in 1..MOST {
        let next = format!("1.{step}.0");
        let file = place.signed(&package(&next, ""));
        let ended = upgrade(&place, &library, &file, fault, step);
        let serves = place.serves();
        let serves = serves.strip_prefix("org.example.shed ").expect("one version").to_owned();
        assert!(
            serves == serving || serves == next,
            "step {step}: {serves}, not {serving} nor {next}"
        );
        if ended.status.success() {
            assert_eq!(serves, next);
            assert!(place.town.command(&["dossier", "verify"]).success);
            return step - 1;
        }
        check(&ended);
        // Once in a while what broke off is done again; else the next step begins from here.
        if serves != next && step % 5 == 0 {
            let done = place.plugin(&["upgrade", text(&file), "--yes", "--by", "Ada"]);
            assert!(done.success, "step {step}: {done:?}");
            serving = next;
        } else {
            serving = serves;
        }
    }
    panic!("an upgrade has more than {MOST} steps");
}

#[test]
fn a_kill_at_each_step_of_an_upgrade() {
    let steps = at_each_step("kill", |ended| assert_eq!(ended.status.code(), None, "{ended:?}"));
    // The package and its folder, the record, and what opens and closes the store.
    assert!(steps >= 4, "{steps}");
}

#[test]
fn a_disk_that_is_full_from_each_step_of_an_upgrade_on() {
    let steps = at_each_step("full", |ended| {
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(said.trim().lines().count(), 1, "{said}");
        assert!(said.starts_with("guichet: "), "{said}");
    });
    assert!(steps >= 4, "{steps}");
}
