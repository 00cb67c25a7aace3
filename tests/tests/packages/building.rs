//! Builds: the same source gives the same package, wherever and by whomever it is built.

use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use guichet_tests::guest::repository;
use guichet_tests::server::binary;

use super::*;

/// A copy of what a plugin is built from, in a folder of its own.
fn copied(to: &Path) {
    for part in ["sdk", "wit", "plugins"] {
        copy(&repository().join(part), &to.join(part));
    }
    // The workspace of the copy has what a procedure needs, with the versions of ours.
    let whole = std::fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let members = r#"members = ["plugins/*", "sdk/rust", "sdk/rust/derive"]"#;
    let lines = whole.lines().map(|l| if l.starts_with("members") { members } else { l });
    let text: Vec<&str> = lines.collect();
    std::fs::write(to.join("Cargo.toml"), text.join("\n")).expect("Cargo.toml");
    std::fs::copy(repository().join("Cargo.lock"), to.join("Cargo.lock")).expect("Cargo.lock");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            if !matches!(entry.file_name().to_str(), Some("target" | "node_modules")) {
                copy(&entry.path(), &target);
            }
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The folder that cargo and rustup keep a user's things in.
fn own(variable: &str, folder: &str) -> PathBuf {
    let home = || std::env::home_dir().expect("a home").join(folder);
    std::env::var_os(variable).map_or_else(home, PathBuf::from)
}

/// Builds a plugin as another user would, whose home is `home`. What was downloaded is there.
fn built(source: &Path, home: &Path) -> Package {
    let cargo = home.join(".cargo");
    std::fs::create_dir_all(&cargo).expect("a home");
    symlink(own("CARGO_HOME", ".cargo").join("registry"), cargo.join("registry")).expect("a link");
    let out = home.join("package.wasm");
    let said = Command::new(binary())
        .args(["plugin", "build", text(&source.join("plugins/civil-status-copy"))])
        .args(["--out", text(&out)])
        .env("HOME", home)
        .env("CARGO_HOME", &cargo)
        .env("RUSTUP_HOME", own("RUSTUP_HOME", ".rustup"))
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    Package::read(std::fs::read(out).expect("a package")).expect("a package")
}

#[test]
fn two_folders_and_two_users_give_one_digest() {
    let (here, there) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
    let deep = there.path().join("somewhere/else with a space");
    copied(here.path());
    copied(&deep);
    let first = built(here.path(), &here.path().join("home-of-ada"));
    let second = built(&deep, &there.path().join("bo"));
    assert_eq!(first.digest, second.digest);
    let has = |needle: &[u8]| first.bytes.windows(needle.len()).any(|w| w == needle);
    assert!(!has(text(here.path()).as_bytes()), "no path of the machine is in it");
    assert!(!has(b"home-of-ada"));
    // It says what built it.
    let builders = first.builders();
    let rustc = builders.iter().find(|(name, _)| name == "rustc").expect("the compiler");
    assert!(rustc.1.starts_with("1."), "{builders:?}");
    assert!(builders.iter().any(|(name, _)| name == "guichet"), "{builders:?}");
}
