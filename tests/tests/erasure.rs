//! What is sealed, and what is left of what was erased: canaries are planted in answers, names of
//! files, files, drafts, messages and addresses, and looked for in every file of the data folder.

use std::path::{Path, PathBuf};

use guichet::dossier::Secret;
use guichet::vault::{KeyId, Vault, VaultError};
use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::{PATIENCE, Town};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

/// Words that nobody else uses.
const NAME: &str = "Canaria Nameson";
const EMAIL: &str = "canaria@example.org";
const FILE: &str = "canary-plan.pdf";
const CONTENTS: &[u8] = b"%PDF-1.7 canary contents";
const MESSAGE: &str = "Canary message";
const ALL: [&[u8]; 5] =
    [NAME.as_bytes(), EMAIL.as_bytes(), FILE.as_bytes(), CONTENTS, MESSAGE.as_bytes()];

/// A town that keeps data by consent alone.
fn consenting() -> Town {
    let guest = honest::saying("basis = \"public-task\"", "basis = \"consent\"");
    let mut town = Town::new(&[("honest", honest::file(&guest))]);
    town.restart();
    town
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// No file of the data folder has any of these bytes.
#[track_caller]
fn nowhere(town: &Town, canaries: &[&[u8]]) {
    for path in below(&town.data()) {
        // The socket of the command line is no file.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        // Segments are mostly zeroes, and this searches them at the speed of the standard library.
        let text = String::from_utf8_lossy(&bytes);
        for canary in canaries {
            let canary = String::from_utf8_lossy(canary);
            assert!(!text.contains(&*canary), "{canary} is in {path:?}");
        }
    }
}

/// A dossier full of canaries, sent with a draft: its number and key.
async fn plant(town: &Town) -> (String, String) {
    let browser = town.portal();
    let draft = browser.begin().await;
    let who = [("who.name", NAME), ("who.email", EMAIL)];
    browser.post(&format!("{draft}/who"), &who).await.location();
    let part = |name: &'static str, bytes: &'static [u8]| {
        Part::bytes(bytes).file_name(name).mime_str("application/pdf").expect("a type")
    };
    let form = Form::new().text("what.size", "small").part("what.plan", part(FILE, CONTENTS));
    let request = browser.request(Method::POST, &format!("{draft}/what")).multipart(form);
    browser.send(request).await.location();
    nowhere(town, &ALL);
    let tracked = browser.post(&format!("{draft}/submit"), &[]).await.location().to_owned();
    let (number, key) = tracked.split_once("?key=").expect("number and key");
    let number = number.trim_start_matches("/dossiers/").to_owned();
    let key = key.split('&').next().expect("a key").to_owned();
    let form = Form::new().text("text", MESSAGE).part("pieces", part(FILE, CONTENTS));
    let path = format!("/dossiers/{number}/messages?key={key}");
    browser.send(browser.request(Method::POST, &path).multipart(form)).await.location();
    (number, key)
}

/// The vault in a folder of keys, with the town's secret.
fn vault(town: &Town, keys: &Path) -> Vault {
    let secret = std::fs::read(town.data().join("key")).expect("the town's secret");
    let secret = Secret::new(secret.try_into().expect("32 bytes")).derive("key store");
    Vault::open(keys, &secret).expect("its keys").0
}

/// Sealed records of the journal about a dossier: key, header, sealed bytes.
fn sealed(town: &Town, number: &str) -> Vec<(KeyId, Vec<u8>, Vec<u8>)> {
    let segment = std::fs::read(town.data().join("journal/00000001.seg")).expect("a segment");
    let number = number.replace('-', "");
    let (mut found, mut at) = (Vec::new(), 64);
    while segment[at..].starts_with(b"GJR\x01") {
        let length = u32::from_le_bytes(segment[at + 16..at + 20].try_into().expect("four bytes"));
        let payload = &segment[at + 64..at + 64 + length as usize];
        at += 64 + length as usize;
        if payload[1] == 1 && payload[50] == 1 && payload[51..63] == *number.as_bytes() {
            let destroys = u16::from_be_bytes([payload[71], payload[72]]);
            let (header, rest) = payload.split_at(73 + usize::from(destroys) * 16);
            let key = <[u8; 16]>::try_from(&payload[2..18]).expect("an id");
            found.push((key.into(), header.to_vec(), rest.to_vec()));
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for path in below(from) {
        std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
    }
}

#[tokio::test]
async fn rgpd_4_what_is_erased_is_nowhere_and_cannot_be_opened_again() {
    let post = Post::start();
    let mut town = consenting();
    town.configure(&post.config());
    town.restart();
    let (number, key) = plant(&town).await;
    post.wait(EMAIL, 2);
    let other = town.api().submit("other", &honest::answers_of("Max")).await.expect(201);
    nowhere(&town, &ALL);
    assert!(town.stop());
    // With the keys of before, what was sealed opens, so the search below is for the right thing.
    let aside = town.data().join("../aside");
    copy(&town.data().join("keys"), &aside);
    let records = sealed(&town, &number);
    assert!(records.len() >= 2, "an entry and a message");
    let old = vault(&town, &aside);
    let opened = |vault: &Vault| {
        let open =
            |(key, header, rest): &(KeyId, Vec<u8>, Vec<u8>)| vault.open_sealed(*key, header, rest);
        records.iter().map(open).collect::<Vec<_>>()
    };
    let texts: Vec<u8> =
        opened(&old).into_iter().flat_map(|text| text.expect("it opens")).collect();
    assert!([NAME, EMAIL, FILE, MESSAGE].iter().all(|text| has(&texts, text.as_bytes())));
    drop(old);
    town.restart();

    let page = town.portal();
    let erased = page.post(&format!("/dossiers/{number}/asks/erasure?key={key}"), &[]).await;
    assert!(erased.location().starts_with("/erased"), "{erased:?}");
    post.wait(EMAIL, 3);
    town.kill();
    assert!(
        opened(&vault(&town, &town.data().join("keys")))
            .iter()
            .all(|opened| matches!(opened, Err(VaultError::Gone(_))))
    );
    assert!(below(&town.data().join("files")).is_empty(), "its files are gone");
    nowhere(&town, &ALL);

    // With the state as it was, built again, and with the old keys put back from a backup.
    for round in 0..3 {
        if round > 0 {
            std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
        }
        if round == 2 {
            copy(&aside, &town.data().join("keys"));
        }
        town.restart();
        let browser = town.portal();
        let gone = browser.get(&format!("/dossiers/{number}?key={key}")).await;
        assert_eq!(gone.status, 404, "{round}");
        let (kept, opens) = (other["number"].as_str().unwrap(), other["access_key"].as_str());
        let kept_page = browser.get(&format!("/dossiers/{kept}?key={}", opens.unwrap())).await;
        assert_eq!(kept_page.status, 200, "{round}");
        assert!(town.command(&["dossier", "replay", kept]).success);
        assert!(town.command(&["dossier", "verify"]).success);
        assert!(!town.command(&["dossier", "replay", &number]).success);
        // What it was submitted as is not submitted again.
        assert_eq!(town.api().submit("other", &honest::answers_of("Max")).await.expect(201), other);
        // The last letter says that it was done; then its address goes, too.
        let last = post.wait(EMAIL, 3).pop().expect("a letter");
        assert!(last.contains("effac") && last.contains(&number), "{last}");
        assert!(town.stop());
        assert!(
            opened(&vault(&town, &town.data().join("keys")))
                .iter()
                .all(|opened| matches!(opened, Err(VaultError::Gone(_))))
        );
        nowhere(&town, &ALL);
    }
}

#[tokio::test]
async fn rgpd_4_where_the_law_keeps_it_the_obligation_is_named_and_nothing_is_erased() {
    let town = Town::honest();
    let (number, key) = plant(&town).await;
    let path = format!("/dossiers/{number}/asks/erasure?key={key}");
    let refused = town.portal().post(&path, &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("mission d’intérêt public"), "{refused:?}");
    let page = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert!(page.text.contains(NAME), "{page:?}");
    nowhere(&town, &ALL);
}

#[tokio::test]
async fn drafts_and_attachments_that_nobody_took_are_destroyed() {
    let mut town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", NAME)]).await.location();
    let part = Part::bytes(CONTENTS).file_name(FILE).mime_str("application/pdf").expect("a type");
    let form = Form::new().text("what.size", "small").part("what.plan", part);
    let request = browser.request(Method::POST, &format!("{draft}/what")).multipart(form);
    browser.send(request).await.location();
    town.api().upload(FILE, "application/pdf", CONTENTS.to_vec()).await.expect(201);
    assert_eq!(below(&town.data().join("files")).len(), 2);
    let live = keys_in(&town);
    browser.post(&format!("{draft}/leave"), &[("wish", "drop")]).await;
    town.wait(8);
    let until = std::time::Instant::now() + PATIENCE;
    while !below(&town.data().join("files")).is_empty() {
        assert!(std::time::Instant::now() < until, "files that nobody took go");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(town.stop());
    let vault = vault(&town, &town.data().join("keys"));
    assert_eq!(live.len(), 3, "a draft and two files");
    assert!(live.iter().all(|key| !vault.holds(*key)), "their keys are destroyed");
    nowhere(&town, &ALL);
}

/// Keys that seal records of the journal.
fn keys_in(town: &Town) -> std::collections::BTreeSet<KeyId> {
    let segment = std::fs::read(town.data().join("journal/00000001.seg")).expect("a segment");
    let (mut found, mut at) = (std::collections::BTreeSet::new(), 64);
    while segment[at..].starts_with(b"GJR\x01") {
        let length = u32::from_le_bytes(segment[at + 16..at + 20].try_into().expect("four bytes"));
        let payload = &segment[at + 64..at + 64 + length as usize];
        if payload[1] == 1 {
            found.insert(<[u8; 16]>::try_from(&payload[2..18]).expect("an id").into());
        }
        at += 64 + length as usize;
    }
    found
}

#[tokio::test]
async fn keys_that_are_lost_are_said_to_be_and_nothing_is_changed() {
    let mut town = Town::honest();
    let made = town.api().submit("a", &honest::answers_of("Zoé")).await.expect(201);
    let number = made["number"].as_str().expect("a number").to_owned();
    assert!(town.stop());
    let (keys, aside) = (town.data().join("keys"), town.data().join("../aside"));
    copy(&keys, &aside);
    for without_sled in [false, true] {
        std::fs::remove_dir_all(&keys).expect("the keys are lost");
        if without_sled {
            std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
        }
        let said = town.command(&["dossier", "replay", &number]);
        let line = said.complaint().to_owned();
        assert!(line.contains("key store") && line.contains("backup"), "{line}");
        std::fs::remove_dir_all(&keys).expect("the new keys");
        copy(&aside, &keys);
        assert!(town.command(&["dossier", "replay", &number]).success);
    }
    // One of the two files is enough.
    for (copy, bytes) in [("a", None), ("b", Some(vec![0xff; 10_000]))] {
        match bytes {
            None => std::fs::remove_file(keys.join(copy)).expect("one copy is lost"),
            Some(bytes) => std::fs::write(keys.join(copy), bytes).expect("one copy is damaged"),
        }
        assert!(town.command(&["dossier", "replay", &number]).success);
    }
    town.restart();
    assert_eq!(town.api().submit("a", &honest::answers_of("Zoé")).await.expect(201), made);
}

#[tokio::test]
async fn a_request_that_was_erased_is_not_taken_a_second_time() {
    let mut town = consenting();
    let answers = json!({"who.name": NAME, "what.size": "small"});
    let made = town.api().submit("a", &answers).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string");
    let path = format!("/dossiers/{}/asks/erasure?key={}", text("number"), text("access_key"));
    town.portal().post(&path, &[]).await.location();
    // Whatever happens next, it is done.
    town.kill();
    town.restart();
    let again = town.api().submit("a", &answers).await.problem(422);
    assert_eq!(again["type"], "urn:guichet:problem:key-reused");
    assert_eq!(town.portal().post(&path, &[]).await.status, 404);
    nowhere(&town, &ALL);
}
