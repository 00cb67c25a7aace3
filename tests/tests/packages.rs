//! Packages: signed, installed, upgraded and undone, with the server up and down.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use guichet::plugin::{Package, VendorKey, assemble};
use guichet_tests::guest::Guest;
use guichet_tests::honest;
use guichet_tests::server::{Api, Said, Town, run};
use serde_json::{Value, json};

mod admin;
mod bad;
mod building;
mod bundles;
mod catalogues;
mod evidence;
mod flight;
mod registries;
mod signing;
mod steps;

/// A case that holds of every version here.
const CASE: &str = r#"
name = "A submission is looked at by an agent"
today = "2026-11-22"
answers = { "who.name" = "Zoé Martin", "what.size" = "small" }

[[step]]
submit = true
expect = { phase = "in_review", verdict = "none" }
"#;

/// The honest procedure in this version, with its case and whatever else its manifest says.
fn package(version: &str, more: &str) -> Package {
    with_case(version, more, CASE)
}

fn with_case(version: &str, more: &str, case: &str) -> Package {
    made_of(&honest::guest(), &format!("{}\n{more}", manifest(version)), case)
}

/// The manifest of the honest procedure as the law wants one that is to be installed: it says by
/// what an applicant is known, and what is computed.
fn manifest(version: &str) -> String {
    let manifest = honest::guest().manifest.expect("a manifest");
    let who = "family-name = \"who.name\", given-names = \"who.name\", postal-address = \"who.address\", email";
    manifest
        .replace("version = \"1.0.0\"", &format!("version = \"{version}\""))
        .replace("kind = \"person\", email", &format!("kind = \"person\", {who}"))
        .replace("[effects]", "[algorithm]\npurpose = { fr = \"Trier\" }\n\n[effects]")
}

fn made_of(guest: &Guest, manifest: &str, case: &str) -> Package {
    let mut files = BTreeMap::from([("plugin.toml".to_owned(), manifest.as_bytes().to_vec())]);
    if !case.is_empty() {
        files.insert("cases/submission.toml".to_owned(), case.as_bytes().to_vec());
    }
    assemble(&guest.component().expect("a component"), &files).expect("a package")
}

/// A vendor with a key, and a town that trusts it.
struct Place {
    town: Town,
    folder: tempfile::TempDir,
}

impl Place {
    fn new(packages: &[(&str, Vec<u8>)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("vendor");
        let made = run(["plugin", "keygen", "--vendor", "Example", "--out", text(&key)]);
        assert!(made.success, "{made:?}");
        let public = std::fs::read_to_string(folder.path().join("vendor.pub")).expect("KEY.pub");
        let mut town = Town::new(packages);
        town.configure(&public);
        Self { town, folder }
    }

    /// With its server up.
    fn serving(packages: &[(&str, Vec<u8>)]) -> Self {
        let mut place = Self::new(packages);
        place.town.restart();
        place
    }

    /// A file of the vendor's, signed.
    fn signed(&self, package: &Package) -> PathBuf {
        let file = self.unsigned(package);
        let key = self.folder.path().join("vendor");
        let signed = run(["plugin", "sign", text(&file), "--key", text(&key)]);
        assert!(signed.success, "{signed:?}");
        file
    }

    fn unsigned(&self, package: &Package) -> PathBuf {
        let name = format!("{}-{}.wasm", package.manifest.version, package.digest);
        let file = self.folder.path().join(name);
        std::fs::write(&file, &package.bytes).expect("a file");
        file
    }

    fn plugin(&self, arguments: &[&str]) -> Said {
        self.town.command(&[&["plugin"], arguments].concat())
    }

    fn install(&self, package: &Package) -> Said {
        let file = self.signed(package);
        self.plugin(&["install", text(&file), "--yes", "--by", "Ada Admin", "--json"])
    }

    fn upgrade(&self, package: &Package, more: &[&str]) -> Said {
        let file = self.signed(package);
        let upgrade = ["upgrade", text(&file), "--yes", "--by", "Ada Admin", "--json"];
        self.plugin(&[&upgrade[..], more].concat())
    }

    fn rollback(&self) -> Said {
        self.plugin(&["rollback", honest::ID, "--by", "Ada Admin", "--json"])
    }

    /// The version that is offered.
    fn serves(&self) -> String {
        let said = self.plugin(&["list"]);
        assert!(said.success, "{said:?}");
        said.out.trim().to_owned()
    }

    fn history(&self) -> Value {
        self.plugin(&["history", "--json"]).json()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[tokio::test]
async fn a_package_is_installed_upgraded_and_undone_while_the_server_serves() {
    let place = Place::serving(&[]);
    assert_eq!(place.serves(), "");
    place.town.api().submit("a", &honest::answers()).await.problem(404);
    let done = place.install(&package("1.0.0", "")).json();
    assert_eq!((&done["version"], &done["cases"]), (&json!("1.0.0"), &json!(1)));
    place.town.api().submit("a", &honest::answers()).await.expect(201);
    assert_eq!(place.upgrade(&package("1.1.0", ""), &[]).json()["version"], "1.1.0");
    assert_eq!(place.serves(), "org.example.shed 1.1.0");
    assert_eq!(place.rollback().json()["version"], "1.0.0");
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    let line = place.rollback().complaint().to_owned();
    assert!(line.contains("no version of org.example.shed served before 1.0.0"), "{line}");
    place.town.api().submit("b", &honest::answers()).await.expect(201);
    // Who decided what and when is known.
    let history = place.history();
    let noted = history[0]["noted"].as_array().expect("changes");
    let versions: Vec<_> = noted.iter().map(|n| n["version"].as_str().unwrap_or("-")).collect();
    assert_eq!(versions, ["1.0.0", "1.1.0", "1.0.0"]);
    assert!(noted.iter().all(|n| n["by"] == "Ada Admin" && n["at"].as_i64() > Some(0)));
}

#[tokio::test]
async fn what_was_installed_outlives_the_server_and_the_state() {
    let mut place = Place::new(&[]);
    // With the server down, the same commands do the same.
    assert!(place.install(&package("1.0.0", "")).success);
    place.town.restart();
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    assert!(place.upgrade(&package("1.1.0", ""), &[]).success);
    place.town.kill();
    assert_eq!(place.serves(), "org.example.shed 1.1.0");
    std::fs::remove_dir_all(place.town.data().join("sled")).expect("sled is removed");
    assert!(place.rollback().success);
    place.town.restart();
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn what_is_asked_for_is_shown_and_waits_for_a_yes() {
    let place = Place::serving(&[]);
    let file = place.signed(&package("1.0.0", ""));
    let asked = place.plugin(&["install", text(&file), "--by", "Ada"]);
    assert!(asked.complaint().contains("--yes"), "{asked:?}");
    for shown in ["import:clock", "Pour dater la décision", "effect:notify", "Example"] {
        assert!(asked.out.contains(shown), "{shown}: {asked:?}");
    }
    assert_eq!(place.serves(), "");
    assert!(place.install(&package("1.0.0", "")).success);
    // An upgrade that asks for nothing more says so; one that does shows the difference only.
    let tag = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n";
    let same = place.signed(&package("1.0.1", tag));
    let same = place.plugin(&["upgrade", text(&same), "--by", "Ada"]);
    assert!(same.out.contains("asks for nothing that"), "{same:?}");
    let more = with_effects("1.1.0", "[\"notify\", \"charge\"]\nmax-cents = 1205");
    let file = place.signed(&more);
    let shown = place.plugin(&["upgrade", text(&file), "--by", "Ada"]);
    assert!(shown.out.contains("effect:charge") && shown.out.contains("12.05 euros"), "{shown:?}");
    assert!(!shown.out.contains("Pour dater"), "{shown:?}");
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    // What is denied is not granted, and is not asked for again.
    let denied = place.upgrade(&more, &["--deny", "effect:charge"]);
    assert!(denied.success, "{denied:?}");
    let history = place.history();
    let grants = &history[0]["versions"][more.digest.to_string()]["grants"];
    assert_eq!(grants["effects"], json!(["notify"]));
    let wrong = place.upgrade(&with_effects("1.2.0", "[\"notify\"]"), &["--deny", "effect:tag"]);
    assert!(wrong.complaint().contains("does not ask for effect:tag"), "{wrong:?}");
}

/// The honest procedure with these effects.
fn with_effects(version: &str, effects: &str) -> Package {
    let manifest = manifest(version);
    let manifest = manifest
        .replace("[effects]\nkinds = [\"notify\"]", &format!("[effects]\nkinds = {effects}"));
    made_of(&honest::guest(), &manifest, CASE)
}

#[tokio::test]
async fn a_package_whose_case_fails_is_not_admitted_and_the_case_is_named() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let failing = with_case("1.1.0", "", &CASE.replace("in_review", "decided"));
    let line = place.upgrade(&failing, &[]).complaint().to_owned();
    assert!(line.contains("\"submission\" fails") && line.contains("phase"), "{line}");
    let line = place.upgrade(&with_case("1.2.0", "", ""), &[]).complaint().to_owned();
    assert!(line.contains("no scenario cases"), "{line}");
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn dln_4_sve_8_alg_1_what_breaks_the_law_is_not_admitted() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let refused = |manifest: String, words: [&str; 2]| {
        let line = place.upgrade(&made_of(&honest::guest(), &manifest, CASE), &[]);
        let line = line.complaint().to_owned();
        assert!(words.iter().all(|word| line.contains(word)), "{words:?}: {line}");
        assert_eq!(place.serves(), "org.example.shed 1.0.0");
    };
    let proof = "[[document]]\npath = \"what.plan\"\ntype = \"proof-of-address\"\n";
    refused(format!("{}\n{proof}", manifest("1.1.0")), ["what.plan", "R113-8"]);
    refused(manifest("1.1.0").replace("given-names", "phone"), ["given-names", "R112-9-1"]);
    // Its decisions have a score, as running its case shows.
    let unsaid = manifest("1.1.0").replace("[algorithm]\npurpose = { fr = \"Trier\" }", "");
    refused(unsaid, ["a score", "L311-3-1"]);
}

#[tokio::test]
async fn a_procedure_is_removed_once_no_dossier_needs_it_and_nothing_is_deleted() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let receipt = place.town.api().submit("a", &honest::answers()).await.expect(201);
    let number = receipt["number"].as_str().expect("a number");
    let remove = || place.plugin(&["remove", honest::ID, "--by", "Ada Admin"]);
    let line = remove().complaint().to_owned();
    assert!(line.contains(number) && line.contains("1 dossiers"), "{line}");
    let agent = place.town.api().bearing(&place.town.agent("agent").token);
    agent.post(&format!("/desk/dossiers/{number}/actions/grant"), &json!({})).await.expect(200);
    assert!(remove().success);
    assert_eq!(place.serves(), "");
    place.town.api().submit("b", &honest::answers()).await.problem(404);
    // Its dossier can still be followed, and replayed.
    let access = receipt["access_key"].as_str().expect("a key");
    let tracked = place.town.api().bearing(access).get(&format!("/dossiers/{number}")).await;
    assert_eq!(tracked.expect(200)["receipt"], receipt["receipt"]);
    assert!(place.town.command(&["dossier", "replay", number]).success);
    let line = remove().complaint().to_owned();
    assert!(line.contains("is not installed"), "{line}");
    // It can come back, and go on.
    assert!(place.install(&package("1.0.0", "")).success);
    place.town.api().submit("b", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn settings_are_the_town_s_own_and_change_while_it_serves() {
    let place = Place::serving(&[]);
    let asking = "[[setting]]\nkey = \"size\"\nkind = \"integer\"\ndefault = 5\nlabel = { fr = \"Taille\" }\n";
    assert!(place.install(&package("1.0.0", asking)).success);
    let settings = |more: &[&str]| place.plugin(&[&["settings", honest::ID], more].concat());
    assert_eq!(settings(&[]).out.trim(), "# Taille\n# size = 5");
    let file = place.folder.path().join("settings.toml");
    let set = |text_of: &str| {
        std::fs::write(&file, text_of).expect("a file");
        settings(&["--set", text(&file), "--by", "Ada Admin"])
    };
    assert!(set("size = 7\n").success);
    assert_eq!(settings(&[]).out.trim(), "# Taille\nsize = 7");
    for (wrong, word) in
        [("size = \"big\"", "whole number"), ("colour = 1", "colour"), ("=", "TOML")]
    {
        let said = set(wrong);
        assert!(said.complaint().contains(word), "{wrong}: {said:?}");
    }
    assert_eq!(settings(&[]).out.trim(), "# Taille\nsize = 7");
    // An upgrade keeps them, and what it does not know goes.
    assert!(place.upgrade(&package("1.1.0", asking), &[]).success);
    assert_eq!(settings(&[]).out.trim(), "# Taille\nsize = 7");
    assert!(place.upgrade(&package("1.2.0", ""), &[]).success);
    assert_eq!(settings(&[]).out.trim(), "");
    assert!(place.rollback().success);
    assert_eq!(settings(&[]).out.trim(), "# Taille\nsize = 7");
}

#[tokio::test]
async fn what_guichet_toml_declares_is_changed_there() {
    let declared = package("1.0.0", "");
    let mut place = Place::new(&[]);
    let file = place.signed(&declared);
    place.town.install("shed", &std::fs::read(&file).expect("a file"));
    place.town.restart();
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    for said in [place.upgrade(&package("1.1.0", ""), &[]), place.rollback()] {
        assert!(said.complaint().contains("guichet.toml declares org.example.shed"), "{said:?}");
    }
    // A town that lists whom it trusts holds its own file to it.
    place.town.install("shed", &declared.bytes);
    place.town.restart();
    let listed = place.serves();
    assert!(listed.contains("not served") && listed.contains("it is not signed"), "{listed}");
}

#[tokio::test]
async fn what_guichet_toml_declares_is_tried_before_it_serves() {
    let mut town = Town::new(&[]);
    town.try_offers();
    let refused = |town: &mut Town, package: &Package, word: &str| {
        town.install("shed", &package.bytes);
        town.restart();
        let listed = town.command(&["plugin", "list"]).out;
        assert!(listed.contains("not served") && listed.contains(word), "{word}: {listed}");
    };
    let failing = with_case("1.0.0", "", &CASE.replace("in_review", "decided"));
    refused(&mut town, &failing, "\"submission\" fails");
    town.api().submit("a", &honest::answers()).await.problem(404);
    refused(&mut town, &with_case("1.0.0", "", ""), "no scenario cases");
    let proof = "[[document]]\npath = \"what.plan\"\ntype = \"proof-of-address\"\n";
    refused(&mut town, &package("1.0.0", proof), "R113-8");
    let good = package("1.0.0", "");
    town.install("shed", &good.bytes);
    town.restart();
    town.api().submit("a", &honest::answers()).await.expect(201);
    // What was admitted once is not tried at each start.
    town.restart();
    town.api().submit("b", &honest::answers()).await.expect(201);
    assert_eq!(town.log().matches("\"message\":\"admitted\"").count(), 1, "{}", town.log());
    assert!(town.data().join(format!("admitted/{}", good.digest)).exists());
}
