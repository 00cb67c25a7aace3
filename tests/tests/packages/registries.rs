//! Packages in registries: a real one, and one that misbehaves.

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use guichet::digest::Digest;
use guichet_tests::registry::{ACCOUNT, Registry};
use guichet_tests::services::{Behaviour, Service};

use super::*;

fn push(place: &Place, package: &Package, to: &str) -> Said {
    let file = place.signed(package);
    run(["plugin", "push", text(&file), to, "--json"])
}

fn from(place: &Place, command: &str, reference: &str) -> Said {
    place.plugin(&[command, reference, "--yes", "--by", "Ada Admin", "--json"])
}

#[tokio::test]
async fn a_package_goes_through_a_registry_with_its_signature() {
    let registry = Registry::start();
    let place = Place::serving(&[]);
    let first = push(&place, &package("1.0.0", ""), &registry.at("town/shed")).json();
    let pinned = first["reference"].as_str().expect("a reference").to_owned();
    assert!(pinned.starts_with(&registry.at("town/shed:1.0.0@sha256:")), "{pinned}");
    assert_eq!(first["sha256"], package("1.0.0", "").digest.to_string());
    // What it is, by the conventions: any client of registries can say so.
    let url = format!("http://{}/v2/town/shed/manifests/1.0.0", registry.host());
    let client = guichet_tests::server::client();
    let accepts = client.get(url).header("Accept", "application/vnd.oci.image.manifest.v1+json");
    let manifest: Value = accepts.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(manifest["config"]["mediaType"], "application/vnd.wasm.config.v0+json");
    assert_eq!(manifest["layers"][0]["mediaType"], "application/wasm");
    assert_eq!(manifest["annotations"]["org.opencontainers.image.version"], "1.0.0");
    let blob = |digest: &Value| {
        let digest = digest.as_str().expect("a digest");
        client.get(format!("http://{}/v2/town/shed/blobs/{digest}", registry.host())).send()
    };
    let config = blob(&manifest["config"]["digest"]).await.expect("an answer");
    let config: Value = config.json().await.expect("JSON");
    assert_eq!((&config["architecture"], &config["os"]), (&json!("wasm"), &json!("wasip2")));
    assert_eq!(config["layerDigests"], json!([manifest["layers"][0]["digest"]]));
    assert_eq!(config["component"]["exports"], json!(["guichet:procedure/handler@0.1.0"]));
    let layer = blob(&manifest["layers"][0]["digest"]).await.expect("an answer");
    let layer = layer.text().await.map(|_| ()).is_ok();
    assert!(layer);
    // The town installs it, by the tag and by the digest, and says where it is from.
    let file = [&registry.at("town/shed:1.0.0"), "--by", "Ada"];
    let asked = place.plugin(&[&["install"], &file[..]].concat());
    assert!(asked.out.contains(&pinned) && asked.out.contains("Example"), "{asked:?}");
    assert!(from(&place, "install", &pinned).success);
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    // Without a tag it is the highest version that is no preview.
    for version in ["1.2.0", "1.10.0", "1.11.0-rc.1"] {
        assert!(push(&place, &package(version, ""), &registry.at("town/shed")).success);
    }
    assert_eq!(from(&place, "upgrade", &registry.at("town/shed")).json()["version"], "1.10.0");
    // Nothing is left of what was fetched.
    let left = std::fs::read_dir(place.town.data()).expect("the data folder");
    let left = left.filter(|e| {
        e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().starts_with("fetched"))
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn what_was_published_under_a_version_stays() {
    let registry = Registry::start();
    let place = Place::new(&[]);
    let to = registry.at("shed");
    assert!(push(&place, &package("1.0.0", ""), &to).success);
    assert!(push(&place, &package("1.0.0", ""), &to).success, "the same again is the same");
    let column = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n";
    let line = push(&place, &package("1.0.0", column), &to).complaint().to_owned();
    assert!(line.contains("1.0.0 is there already with other contents"), "{line}");
    // Another name is not a version, and may come to mean something else.
    let latest = registry.at("shed:latest");
    assert!(push(&place, &package("1.0.0", ""), &latest).success);
    assert!(push(&place, &package("1.1.0", ""), &latest).success);
    assert_eq!(from(&place, "install", &latest).json()["version"], "1.1.0");
    let line = run(["plugin", "push", "nowhere.wasm", &to]).complaint().to_owned();
    assert!(line.contains("nowhere.wasm"), "{line}");
}

#[test]
fn a_registry_that_wants_to_know_who_asks() {
    let registry = Registry::private();
    let mut place = Place::new(&[]);
    let password = place.folder.path().join("password");
    std::fs::write(&password, ACCOUNT.1).expect("a file");
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    let file = place.signed(&package("1.0.0", ""));
    let to = registry.at("shed");
    let line = run(["plugin", "push", text(&file), &to]).complaint().to_owned();
    assert!(line.contains("who asks"), "{line}");
    let account = ["--user", ACCOUNT.0, "--password-file", text(&password)];
    let said = run([&["plugin", "push", text(&file), &to], &account[..]].concat());
    assert!(said.success, "{said:?}");
    let line = from(&place, "install", &to).complaint().to_owned();
    assert!(line.contains("who asks") && !line.contains(ACCOUNT.1), "{line}");
    let (host, user) = (registry.host(), ACCOUNT.0);
    place.town.configure(&format!(
        "\n[[registry.host]]\nname = \"{host}\"\nuser = \"{user}\"\npassword-file = {:?}\n",
        text(&password)
    ));
    assert_eq!(from(&place, "install", &to).json()["version"], "1.0.0");
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let line = from(&place, "upgrade", &to).complaint().to_owned();
    assert!(line.contains("chmod 600"), "{line}");
}

#[tokio::test]
async fn a_registry_that_is_away_or_lies_stops_nobody() {
    let mut registry = Registry::start();
    let mut place = Place::new(&[]);
    place.town.configure("\n[registry]\ntimeout-seconds = 2\n");
    place.town.restart();
    assert!(place.install(&package("1.0.0", "")).success);
    let pushed = push(&place, &package("1.1.0", ""), &registry.at("shed")).json();
    let pinned = pushed["reference"].as_str().expect("a reference").to_owned();
    let refused = |reference: &str, words: &str| {
        let line = from(&place, "upgrade", reference).complaint().to_owned();
        assert!(line.contains(words), "{words}: {line}");
        assert!(line.contains(reference), "{reference}: {line}");
        assert_eq!(place.serves(), "org.example.shed 1.0.0");
    };
    refused(&registry.at("shed:2.0.0"), "it has no such thing");
    refused(&registry.at("other"), "it has no such thing");
    // The tag means another package than the one that was asked for.
    let other = format!("{}@sha256:{}", registry.at("shed:1.1.0"), Digest::of(b"another"));
    refused(&other, "it has no such thing");
    // What it keeps was changed.
    let file = std::fs::read(place.signed(&package("1.1.0", ""))).expect("a file");
    let changed = std::fs::read(place.signed(&package("1.2.0", ""))).expect("a file");
    registry.alter(&Digest::of(&file).to_string(), &changed);
    refused(&pinned, "digest");
    registry.stop();
    refused(&pinned, "error sending request");
    // One that gives whatever it likes, whatever is asked for.
    let layer = json!({"mediaType": "application/wasm", "digest": format!("sha256:{}", Digest::of(b"x")), "size": 5_000});
    let config = json!({"mediaType": "application/vnd.wasm.config.v0+json", "digest": format!("sha256:{}", Digest::of(b"{}")), "size": 2});
    let manifest = json!({"schemaVersion": 2, "config": config, "layers": [layer]}).to_string();
    let liar = Service::start(Behaviour::Answers(200, manifest.clone()));
    let host = liar.at("").replace("http://", "");
    let lies = format!("oci://{host}/shed:1.1.0");
    refused(&lies, "another digest");
    refused(&format!("{lies}@sha256:{}", Digest::of(b"pinned")), "another digest");
    liar.becomes(Behaviour::Answers(200, manifest.replace("application/wasm", "text/html")));
    refused(&lies, "its layer is of type \"text/html\"");
    liar.becomes(Behaviour::Answers(200, "<html>".into()));
    refused(&lies, "what it gives is no package");
    liar.becomes(Behaviour::Answers(500, "down\nfor tea".into()));
    refused(&lies, "it answers with status 500");
    liar.becomes(Behaviour::Noise);
    refused(&lies, "error sending request");
    liar.becomes(Behaviour::Slow(Duration::from_secs(60)));
    let began = Instant::now();
    refused(&lies, "it does not answer within 2 s");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    // Plain HTTP is for this machine.
    refused("oci://registry.invalid/shed:1.1.0", "error sending request");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
}

#[test]
fn a_mirror_stands_in_for_a_registry_that_is_away() {
    let mirror = Registry::start();
    let mut place = Place::new(&[]);
    assert!(push(&place, &package("1.0.0", ""), &mirror.at("town/shed")).success);
    let away = Service::start(Behaviour::Answers(503, String::new()));
    let host = away.at("").replace("http://", "");
    let wanted = format!("oci://{host}/town/shed:1.0.0");
    let line = from(&place, "install", &wanted).complaint().to_owned();
    assert!(line.contains("status 503"), "{line}");
    place.town.configure(&format!(
        "\n[[registry.host]]\nname = \"{host}\"\nmirrors = [\"{}\"]\n",
        mirror.host()
    ));
    assert_eq!(from(&place, "install", &wanted).json()["version"], "1.0.0");
    let line = from(&place, "upgrade", &wanted.replace("1.0.0", "9.9.9")).complaint().to_owned();
    assert!(line.contains("status 503") && line.contains("no such thing"), "{line}");
}
