//! Bad input: each is refused or resumed with one clear line, and the old version goes on serving.

use std::process::{Command, Stdio};
use std::time::Duration;

use guichet_tests::guest::section;
use guichet_tests::server::binary;

use super::*;

/// A town that serves 1.0.0, with its server up.
fn place() -> Place {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    place
}

/// Bytes as a file that is to be installed.
fn written(place: &Place, bytes: &[u8]) -> PathBuf {
    let file = place.folder.path().join("bad.wasm");
    std::fs::write(&file, bytes).expect("a file");
    file
}

/// It is refused in one line with this word, and 1.0.0 goes on serving.
#[track_caller]
fn refused(place: &Place, file: &Path, word: &str) {
    let said = place.plugin(&["upgrade", text(file), "--yes", "--by", "Ada"]);
    assert!(said.complaint().contains(word), "{word}: {said:?}");
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
}

#[tokio::test]
async fn damaged_and_oversized_files() {
    let place = place();
    let next = std::fs::read(place.signed(&package("1.1.0", ""))).expect("a file");
    refused(&place, &written(&place, &next[..next.len() / 2]), "not a WebAssembly component");
    refused(&place, &written(&place, b""), "not a WebAssembly component");
    let mut flipped = next.clone();
    // In the text of its manifest, so that it is a package still.
    let at = next.windows(7).position(|w| w == b"Example").expect("the vendor");
    flipped[at] ^= 1;
    refused(&place, &written(&place, &flipped), "changed after it was signed");
    refused(&place, &place.folder.path().join("nowhere.wasm"), "nowhere.wasm");
    // 200 MB of nothing: it is not even read.
    let huge = place.folder.path().join("huge.wasm");
    let file = std::fs::File::create(&huge).expect("a file");
    file.set_len(200 << 20).expect("a hole");
    refused(&place, &huge, "209715200 bytes");
    // A manifest of 50 MB is in a file of 50 MB; one of 1 MB is refused as what it is.
    let component = honest::guest().component().expect("a component");
    let with = |name: &str, bytes: usize| {
        let data = vec![b'#'; bytes];
        [&component[..], &section(&format!("guichet:{name}"), &data)].concat()
    };
    refused(&place, &written(&place, &with("plugin.toml", 50 << 20)), "bytes; a package may have");
    refused(&place, &written(&place, &with("plugin.toml", 1 << 20)), "plugin.toml: it has 1048576");
    for name in ["../../etc/passwd", "cases/../../x.toml", "/etc/passwd", "cases/..\\x"] {
        refused(&place, &written(&place, &with(name, 10)), "its name must be like");
    }
    place.town.api().submit("a", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn wrong_keys_old_versions_and_other_vendors() {
    let place = place();
    assert!(place.upgrade(&package("1.1.0", ""), &[]).success);
    assert!(place.rollback().success);
    let upgrade = |package: &Package| place.upgrade(package, &[]);
    let line = upgrade(&package("1.0.5", "")).complaint().to_owned();
    assert!(line.contains("older than 1.1.0") && line.contains("rollback"), "{line}");
    // Other contents under a version that served.
    let column = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n";
    for version in ["1.0.0", "1.1.0"] {
        let line = upgrade(&package(version, column)).complaint().to_owned();
        assert!(line.contains("another package with the same version"), "{line}");
    }
    // The same id from another maker, and from another key that the town trusts.
    let other = manifest("1.2.0").replace("vendor = \"Example\"", "vendor = \"Other\"");
    let other = made_of(&honest::guest(), &other, CASE);
    let line = upgrade(&other).complaint().to_owned();
    assert!(line.contains("is installed from Example; this one is from Other"), "{line}");
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn the_same_id_with_the_key_of_another_trusted_vendor() {
    let mut place = Place::new(&[]);
    let other = place.folder.path().join("other");
    assert!(run(["plugin", "keygen", "--vendor", "Other", "--out", text(&other)]).success);
    let block = std::fs::read_to_string(place.folder.path().join("other.pub")).expect("KEY.pub");
    place.town.configure(&block);
    assert!(place.install(&package("1.0.0", "")).success);
    let file = place.unsigned(&package("1.1.0", ""));
    assert!(run(["plugin", "sign", text(&file), "--key", text(&other)]).success);
    refused(&place, &file, "is installed from Example; this one is from Other");
}

/// Every kind of moment at which an upgrade can break off: the process that carries it out is
/// killed after ever more milliseconds. What serves afterwards is one of the two versions, whole.
#[tokio::test]
async fn a_kill_in_the_middle_of_an_upgrade() {
    let mut place = place();
    let mut serving = "1.0.0".to_owned();
    for (round, wait) in [5, 20, 50, 100, 200, 400, 800].into_iter().enumerate() {
        let version = format!("1.{}.0", round + 1);
        let file = place.signed(&package(&version, ""));
        let upgrade = Command::new(binary())
            .args(["plugin", "upgrade", text(&file), "--yes", "--by", "Ada", "--config"])
            .arg(place.town.config())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut upgrade = upgrade.expect("the binary runs");
        std::thread::sleep(Duration::from_millis(wait));
        place.town.kill();
        let _ = upgrade.kill();
        let _ = upgrade.wait();
        place.town.restart();
        let serves = place.serves();
        let serves = serves.strip_prefix("org.example.shed ").expect("one version").to_owned();
        assert!(serves == serving || serves == version, "{serves}, not {serving} nor {version}");
        place.town.api().submit(&version, &honest::answers()).await.expect(201);
        // What broke off can be done again.
        if serves != version {
            let done = place.upgrade(&package(&version, ""), &[]);
            assert!(done.success, "{done:?}");
        }
        serving = version;
    }
    assert!(place.town.command(&["dossier", "verify"]).success);
}

/// A disk that is full as soon as anything is written to it: no file may grow beyond a few
/// kilobytes.
#[tokio::test]
async fn a_full_disk_in_the_middle_of_an_install() {
    let mut place = place();
    assert!(place.town.stop());
    let next = place.signed(&package("1.1.0", ""));
    for limit in [0, 1, 4, 8] {
        let command = format!(
            "ulimit -f {limit}; trap '' XFSZ; exec {} plugin upgrade {} --yes --by Ada --config {}",
            binary().display(),
            next.display(),
            place.town.config().display()
        );
        let output = Command::new("bash")
            .args(["-c", &command])
            .env("RUST_LOG", "off")
            .stdin(Stdio::null())
            .output()
            .expect("bash runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{limit}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{limit}: {said}");
        assert!(said.starts_with("guichet: "), "{limit}: {said}");
    }
    place.town.restart();
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
    assert!(place.upgrade(&package("1.1.0", ""), &[]).success);
}
