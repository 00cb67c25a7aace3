//! Compiled code on disk: taken back if it is this host's own and unharmed, and otherwise
//! compiled anew, so that nobody brings native code in through the data folder.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use guichet::runtime::{Cache, Runtime};
use guichet_tests::call;
use guichet_tests::guest::Guest;

use super::{load, run};

const KEY: [u8; 32] = [7; 32];

/// Loads the guest in a sandbox of its own, as after a restart, and calls it.
fn restart(folder: &Path, key: [u8; 32], guest: &Guest) -> i64 {
    let runtime = Runtime::new(1, Some(Cache::new(folder.into(), key))).expect("a sandbox");
    run(call::score(&load(&runtime, guest)))
}

/// The compiled file of the guest.
fn compiled(folder: &Path, guest: &Guest) -> PathBuf {
    let digest = guest.package().expect("a package").digest.to_string();
    let files = fs::read_dir(folder).expect("the cache").map(|file| file.expect("a file").path());
    let mut own = files.filter(|file| file.to_string_lossy().contains(&digest));
    own.next().expect("it is in the cache")
}

/// A file that was replaced is another one, even if it holds the same.
fn inode(file: &Path) -> u64 {
    fs::metadata(file).expect("a file").ino()
}

fn one() -> Guest {
    Guest::scoring("(i64.const 1)")
}

#[test]
fn compiled_code_is_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(restart(folder.path(), KEY, &one()), 1);
    let before = inode(&compiled(folder.path(), &one()));
    assert_eq!(restart(folder.path(), KEY, &one()), 1);
    assert_eq!(inode(&compiled(folder.path(), &one())), before);
}

#[test]
fn harmed_or_foreign_code_is_compiled_anew() {
    let two = Guest::scoring("(i64.const 2)");
    let folder = tempfile::tempdir().expect("a folder");
    restart(folder.path(), KEY, &one());
    restart(folder.path(), KEY, &two);
    let file = compiled(folder.path(), &one());
    let good = fs::read(&file).expect("a file");
    let of_another = fs::read(compiled(folder.path(), &two)).expect("a file");
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let harmed = [
        ("a flipped byte in the tag", flipped(0)),
        ("a flipped byte in the code", flipped(good.len() / 2)),
        ("a flipped byte at the end", flipped(good.len() - 1)),
        ("half a file", good[..good.len() / 2].to_vec()),
        ("less than a tag", good[..10].to_vec()),
        ("nothing", Vec::new()),
        ("code without a tag", good[32..].to_vec()),
        ("code of another component", of_another),
    ];
    for (what, bytes) in harmed {
        fs::write(&file, &bytes).expect("it is written");
        let before = inode(&file);
        assert_eq!(restart(folder.path(), KEY, &one()), 1, "{what}");
        assert_ne!(inode(&file), before, "{what} was believed");
        assert_eq!(fs::read(&file).expect("a file").len(), good.len(), "{what} was replaced");
    }
}

#[test]
fn code_under_another_key_is_compiled_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    restart(folder.path(), KEY, &one());
    let file = compiled(folder.path(), &one());
    let before = inode(&file);
    assert_eq!(restart(folder.path(), [8; 32], &one()), 1);
    assert_ne!(inode(&file), before);
}

#[test]
fn without_a_folder_to_write_to_calls_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("it is written");
    assert_eq!(restart(&file, KEY, &one()), 1);
}
