//! The catalogue between towns: what there is, what is newer, what was withdrawn.

use guichet_tests::registry::Registry;
use guichet_tests::services::{Behaviour, Service};

use super::*;

const NOTES: &str =
    "name = \"Catalogue d’essai\"\nat = \"oci://registry.example/{id}:{version}\"\n";

const AGAINST: &str = r#"
[[yanked]]
procedure = "org.example.shed"
version = "1.0.0"
why.en = "It counts twice"

[[advisory]]
id = "EX-2026-1"
procedure = "org.example.shed"
versions = "<1.1"
severity = "high"
title.fr = "Montant faux"
"#;

/// Has a key made for who keeps the catalogue. Gives its public half.
fn keeper(place: &Place) -> String {
    let key = place.folder.path().join("keeper");
    assert!(run(["plugin", "keygen", "--out", text(&key)]).success);
    let public = std::fs::read_to_string(place.folder.path().join("keeper.pub")).expect("KEY.pub");
    VendorKey::parse(&public).expect("a key").key.to_string()
}

/// Writes a catalogue of these packages.
fn index(place: &Place, packages: &[&Package], notes: &str) -> PathBuf {
    let shelf = tempfile::tempdir_in(place.folder.path()).expect("a folder");
    for package in packages {
        let name = format!("{}.wasm", package.digest);
        std::fs::write(shelf.path().join(name), package.file()).expect("a file");
    }
    std::fs::write(shelf.path().join("catalogue.toml"), notes).expect("a file");
    let (key, out) =
        (place.folder.path().join("keeper"), place.folder.path().join("catalogue.json"));
    let said =
        run(["plugin", "index", text(shelf.path()), "--key", text(&key), "--out", text(&out)]);
    assert!(said.success, "{said:?}");
    out
}

fn catalogue(url: &str, key: &str) -> String {
    format!("\n[catalogue]\nurl = \"{url}\"\nkey = \"{key}\"\n")
}

#[test]
fn a_town_learns_what_there_is_and_what_is_newer() {
    let mut place = Place::new(&[]);
    let key = keeper(&place);
    let (first, second) = (package("1.0.0", ""), package("1.1.0", ""));
    let none = place.plugin(&["search", "abri"]);
    assert!(none.complaint().contains("[catalogue]"), "{none:?}");
    let file = index(&place, &[&first], NOTES);
    place.town.configure(&catalogue(text(&file), &key));
    let found = place.plugin(&["search", "example", "SHED"]);
    assert!(found.success && found.out.starts_with("org.example.shed 1.0.0"), "{found:?}");
    assert!(found.out.contains("oci://registry.example/org.example.shed:1.0.0"), "{found:?}");
    assert_eq!(place.plugin(&["search", "piscine"]).out.trim(), "nothing was found");
    let listed = place.plugin(&["search", "--json"]).json();
    assert_eq!(listed[0]["versions"][0]["sha256"], first.digest.to_string());
    assert!(place.install(&first).success);
    let outdated = || place.plugin(&["outdated", "--json"]).json();
    assert_eq!(outdated()[0]["newest"], Value::Null);
    assert!(place.plugin(&["outdated"]).out.contains("nothing newer"));
    // A second catalogue, in which the first version was withdrawn.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    index(&place, &[&first, &second], &format!("{NOTES}{AGAINST}"));
    let known = outdated();
    assert_eq!(known[0]["newest"]["version"], "1.1.0");
    assert_eq!(known[0]["yanked"]["en"], "It counts twice");
    assert_eq!(known[0]["advisories"][0]["id"], "EX-2026-1");
    let said = place.plugin(&["outdated"]);
    for words in
        ["was withdrawn: It counts twice", "EX-2026-1 (high): Montant faux", "upgrade oci://"]
    {
        assert!(said.out.contains(words), "{words}: {said:?}");
    }
    // Against the newer one nothing is known.
    let said = place.upgrade(&second, &[]);
    assert!(said.success && said.err.is_empty(), "{said:?}");
}

#[test]
fn who_installs_a_withdrawn_version_is_warned() {
    let mut place = Place::new(&[]);
    let key = keeper(&place);
    let first = package("1.0.0", "");
    let file = index(&place, &[&first], &format!("{NOTES}{AGAINST}"));
    place.town.configure(&catalogue(text(&file), &key));
    let said = place.install(&first);
    assert!(said.success, "{said:?}");
    assert!(said.err.contains("org.example.shed 1.0.0 was withdrawn: It counts twice"), "{said:?}");
    // A catalogue that is away keeps nobody from installing.
    std::fs::remove_file(&file).expect("a file");
    let said = place.upgrade(&package("1.2.0", ""), &[]);
    assert!(said.success && said.err.contains("warning"), "{said:?}");
}

#[test]
fn no_other_older_or_expired_catalogue_is_taken() {
    let mut place = Place::new(&[]);
    let key = keeper(&place);
    let first = package("1.0.0", "");
    let file = index(&place, &[&first], NOTES);
    let older = std::fs::read(&file).expect("a catalogue");
    place.town.configure(&catalogue(text(&file), &key));
    let search = || place.plugin(&["search"]);
    assert!(search().success);
    // Changed after it was signed.
    let changed = String::from_utf8(older.clone()).expect("text").replace("1.0.0", "1.0.1");
    std::fs::write(&file, changed).expect("a file");
    assert!(search().complaint().contains("changed after it was signed"));
    std::fs::write(&file, "{}").expect("a file");
    assert!(search().complaint().contains("not a catalogue"));
    // A later one, and then the first again.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    index(&place, &[&first, &package("1.1.0", "")], NOTES);
    assert!(search().success);
    std::fs::write(&file, &older).expect("a file");
    assert!(search().complaint().contains("older than the one of"), "{:?}", search());
    // Expired: on another day it counts no more.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    index(&place, &[&first], &format!("days = 1\n{NOTES}"));
    assert!(search().success);
    let later = place.town.command_later(&["plugin", "search"], 3);
    assert!(later.complaint().contains("it has expired"), "{later:?}");
    // Signed by somebody else.
    let stranger = Place::new(&[]);
    let other = keeper(&stranger);
    let file = index(&stranger, &[&first], NOTES);
    place.town.replace_config(&format!(
        "{}{}",
        guichet::config::FIRST,
        catalogue(text(&file), &key)
    ));
    assert!(
        place.plugin(&["search"]).complaint().contains(&other),
        "{:?}",
        place.plugin(&["search"])
    );
}

#[test]
fn it_comes_from_a_web_server_or_a_registry_too() {
    let place = Place::new(&[]);
    let key = keeper(&place);
    let file = index(&place, &[&package("1.0.0", "")], NOTES);
    let json = std::fs::read_to_string(&file).expect("a catalogue");
    let registry = Registry::start();
    let at = registry.at("catalogue");
    let pushed = run(["plugin", "push", text(&file), &at]);
    assert!(pushed.success && pushed.out.contains("catalogue:latest@sha256:"), "{pushed:?}");
    let server = Service::start(Behaviour::Answers(200, json));
    let from = |url: &str| {
        place.town.replace_config(&format!("{}{}", guichet::config::FIRST, catalogue(url, &key)));
        place.plugin(&["search", "shed"])
    };
    assert!(from(&at).out.contains("org.example.shed"), "{:?}", from(&at));
    assert!(from(&server.at("/catalogue.json")).out.contains("org.example.shed"));
    server.becomes(Behaviour::Answers(500, String::new()));
    assert!(from(&server.at("/catalogue.json")).complaint().contains("status 500"));
    server.becomes(Behaviour::Endless);
    assert!(from(&server.at("/catalogue.json")).complaint().contains("more than"));
    assert!(from(&registry.at("nothing")).complaint().contains("no such thing"));
}
