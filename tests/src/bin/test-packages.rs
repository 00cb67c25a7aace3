//! Writes procedures that need no toolchain into a folder, for the tests in a browser.

use std::path::PathBuf;

use guichet_tests::guest::Guest;
use guichet_tests::{charging, honest};

/// With another manifest: of each pair, what the first says, it says as the second.
fn saying(guest: Guest, changes: &[(&str, &str)]) -> Guest {
    let mut manifest = guest.manifest.clone().expect("a manifest");
    for (from, to) in changes {
        assert!(manifest.contains(from), "{from} stands in the manifest");
        manifest = manifest.replace(from, to);
    }
    Guest { manifest: Some(manifest), ..guest }
}

fn main() {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("a folder"));
    // It asks sources, and its requests are published.
    let column =
        "[[column]]\npath = \"what.size\"\nlabel = { fr = \"Taille de l’abri\" }\n\n[effects]";
    let published =
        [("[effects]", column), ("request = true", "request = true, published = [\"what.size\"]")];
    let asking = saying(honest::asking(), &published);
    // What it keeps goes when its applicant says so.
    let consent =
        [("basis = \"public-task\"", "basis = \"consent\""), (honest::ID, "org.example.free")];
    let free = saying(honest::guest(), &consent);
    // It has a version that asks otherwise.
    let id = [(honest::ID, "org.example.changing")];
    let (changing, changed) = (saying(honest::guest(), &id), saying(honest::next_version(), &id));
    // It costs something.
    let charging = saying(charging::guest(), &[(honest::ID, "org.example.charging")]);
    for (name, guest) in [
        ("asking", asking),
        ("free", free),
        ("changing", changing),
        ("changed", changed),
        ("charging", charging),
    ] {
        let file = folder.join(name).with_extension("wasm");
        std::fs::write(file, honest::file(&guest)).expect("a file");
    }
}
