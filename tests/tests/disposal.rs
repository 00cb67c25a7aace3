//! The end of retention: notice, the list, the archives director's visa, and only then the end.

use std::io::Read as _;

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::{Browser, Said, Town};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A granted dossier of `zoe@example.org` and one that nobody looked at: their numbers.
async fn two(town: &Town) -> (String, String) {
    let api = town.api();
    let answers = json!({"who.name": "Zoé", "who.email": "zoe@example.org", "what.size": "small"});
    let granted = api.submit("granted", &answers).await.expect(201);
    let open = api.submit("open", &honest::answers_of("Max")).await.expect(201);
    let number = |made: &Value| made["number"].as_str().expect("a number").to_owned();
    let agent = api.bearing(&town.agent("agent").token);
    let grant = format!("/desk/dossiers/{}/actions/grant", number(&granted));
    agent.post(&grant, &json!({})).await.expect(200);
    (number(&granted), number(&open))
}

fn disposal(town: &Town, arguments: &[&str]) -> Said {
    town.command(&[&["dossier", "disposal"], arguments].concat())
}

fn due(town: &Town) -> Vec<Value> {
    disposal(town, &["list", "--json"]).json()["due"].as_array().expect("rows").clone()
}

fn complaint(said: &Said) -> String {
    said.complaint().to_owned()
}

#[tokio::test]
async fn rgpd_5_arc_1_nothing_is_destroyed_without_notice_and_the_visa() {
    let post = Post::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&post.config());
    town.restart();
    let (granted, open) = two(&town).await;
    post.wait("zoe@example.org", 1);
    assert!(due(&town).is_empty());
    let archive = town.data().join("../list.zip");
    let path = archive.to_str().expect("a path");
    assert!(complaint(&disposal(&town, &["export", "--out", path])).contains("two weeks"));
    assert!(!archive.exists());

    // A year after it was decided; its applicant is told two weeks before.
    let told = post.letters("zoe@example.org").len();
    town.wait(340);
    assert!(due(&town).is_empty());
    town.wait(14);
    let letter = post.wait("zoe@example.org", told + 1).pop().expect("a letter");
    assert!(letter.contains("sera détruit") && letter.contains(&granted), "{letter}");
    let rows = due(&town);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["number"], granted);
    assert!(rows[0]["from"].is_string() && rows[0]["list"].is_null(), "{rows:?}");
    assert!(complaint(&disposal(&town, &["export", "--out", path])).contains("two weeks"));
    town.wait(20);
    let roles = ["--role", "administrator", "--role", "agent"];
    let (agent, reader) = (town.hire("another", &roles), town.agent("reader"));
    let desk = town.portal();
    let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await.location();
    desk.prove_twice(340 + 14 + 20).await;
    let page = desk.get("/desk/disposal").await;
    assert!(page.find("dt")[0].contains(&granted), "{page:?}");

    // The list, with a digest of everything.
    let exported = disposal(&town, &["export", "--out", path, "--json"]).json();
    assert_eq!(exported["list"], 1);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&archive).expect("it")).expect("a ZIP");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).expect(name).read_to_end(&mut bytes).expect("its bytes");
        bytes
    };
    let sums = String::from_utf8(read("SHA256SUMS")).expect("text");
    let hex = |bytes: &[u8]| -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let mut names = Vec::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").expect("a sum and a name");
        assert_eq!(hex(&read(name)), sum, "{name}");
        names.push(name.to_owned());
    }
    assert_eq!(names, ["list.csv".to_owned(), format!("{granted}/dossier.json")]);
    let list = read("list.csv");
    let text = String::from_utf8(list.clone()).expect("text");
    assert!(text.contains(&granted) && !text.contains(&open) && !text.contains("Zo"), "{text}");
    let lists = disposal(&town, &["list", "--json"]).json()["lists"].clone();
    assert_eq!(lists[0]["digest"], hex(&list));
    assert!(complaint(&disposal(&town, &["export", "--out", path])).contains("list.zip"));

    // No visa, no end; and a visa is of a day, by somebody, with a reference.
    assert!(complaint(&disposal(&town, &["purge", "1"])).contains("visa"));
    let refused = desk.post("/desk/disposal/1/purge", &[]).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("n’a pas le visa du directeur des archives"), "{refused:?}");
    assert_eq!(gone(&desk, &granted).await, 200);
    let signed = today(&town);
    for (director, signed, reference) in
        [("", &*signed, "AD-1"), ("Ada Archivista", "2020-01-01", "AD-1"), ("A", &*signed, " ")]
    {
        let arguments =
            ["visa", "1", "--director", director, "--signed", signed, "--reference", reference];
        assert!(complaint(&disposal(&town, &arguments)).contains("visa"), "{director}");
    }
    let visa =
        [("director", "Ada Archivista"), ("signed", signed.as_str()), ("reference", "AD-2026-1")];
    desk.post("/desk/disposal/1/visa", &visa).await.location();
    assert_eq!(desk.post("/desk/disposal/1/visa", &visa).await.status, 409, "once");
    let page = desk.get("/desk/disposal").await;
    assert!(page.text.contains("Ada Archivista") && page.text.contains("AD-2026-1"), "{page:?}");
    let purged = disposal(&town, &["purge", "1", "--json"]).json();
    assert_eq!(purged["destroyed"], json!([granted]));
    assert_eq!(purged["left"], json!([]));
    assert!(!disposal(&town, &["purge", "1"]).success, "once");
    assert!(complaint(&disposal(&town, &["export", "1", "--out", path])).contains("list.zip"));
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    town.restart();
    let desk = town.portal();
    let inputs = [("name", reader.name.as_str()), ("password", reader.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await.location();
    assert_eq!(gone(&desk, &granted).await, 404);
    assert_eq!(gone(&desk, &open).await, 200, "what is open is kept");
    assert!(due(&town).is_empty());
    let lists = disposal(&town, &["list", "--json"]).json()["lists"].clone();
    assert!(lists[0]["purged"].is_i64() && lists[0]["visa"]["reference"] == "AD-2026-1", "{lists}");
}

async fn gone(desk: &Browser, number: &str) -> u16 {
    desk.get(&format!("/desk/dossiers/{number}")).await.status.as_u16()
}

/// The town's day, which is not ours: what it says of a visa that is too old.
fn today(town: &Town) -> String {
    let arguments =
        ["visa", "1", "--director", "A", "--signed", "2020-01-01", "--reference", "AD-1"];
    let said = complaint(&disposal(town, &arguments));
    let (_, day) = said.split_once("and today is ").expect("the town's day");
    day[..10].to_owned()
}
