//! `kill -9` while residents submit: what was acknowledged is there after the restart, with the
//! state in sled and without it, and each dossier replays.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_tests::honest;
use guichet_tests::server::{Answer, Api, PATIENCE, Town};
use serde_json::Value;

/// Clients that submit at the same time.
const CLIENTS: usize = 8;
/// How often the server is killed.
const ROUNDS: usize = 3;
/// How long each round submits.
const ROUND: Duration = Duration::from_millis(1200);
/// Dossiers of a round that are replayed, evenly spread.
const SAMPLE: usize = 12;

/// What was acknowledged, by `Idempotency-Key`.
type Acknowledged = Arc<Mutex<BTreeMap<String, Value>>>;
/// The keys of requests that nothing came back of.
type Unanswered = Arc<Mutex<BTreeSet<String>>>;

/// Submits until the server is gone.
async fn submit(api: Api, client: String, acknowledged: Acknowledged, unanswered: Unanswered) {
    for number in 0.. {
        let key = format!("{client}-{number}");
        match Answer::try_of(api.submission(&key, &honest::answers_of(&key))).await {
            Ok(answer) => {
                let receipt = answer.expect(201);
                acknowledged.lock().expect("a map").insert(key, receipt);
            }
            Err(_) => {
                unanswered.lock().expect("a set").insert(key);
                return;
            }
        }
    }
}

/// Every acknowledged dossier opens with its key and has the receipt that was given.
async fn all_there(town: &Town, acknowledged: &BTreeMap<String, Value>) {
    let api = town.api();
    for (key, receipt) in acknowledged {
        let (number, access) = (&receipt["number"], &receipt["access_key"]);
        let api = api.bearing(access.as_str().expect("a key"));
        let path = format!("/dossiers/{}", number.as_str().expect("a number"));
        let tracked = api.get(&path).await.expect(200);
        assert_eq!(tracked["receipt"], receipt["receipt"], "{key}");
        assert_eq!(api.submit(key, &honest::answers_of(key)).await.expect(201), *receipt);
    }
}

fn replays<'a>(town: &Town, receipts: impl ExactSizeIterator<Item = &'a Value>) {
    let step = receipts.len().div_ceil(SAMPLE).max(1);
    for receipt in receipts.step_by(step) {
        let number = receipt["number"].as_str().expect("a number");
        let replayed = town.command(&["dossier", "replay", number, "--json"]).json();
        assert_eq!((&replayed["number"], &replayed["entries"]), (&receipt["number"], &1.into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost() {
    let mut town = Town::honest();
    let acknowledged = Acknowledged::default();
    let unanswered = Unanswered::default();
    for round in 0..ROUNDS {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (api, name) = (town.api(), format!("r{round}-c{client}"));
                tokio::spawn(submit(api, name, acknowledged.clone(), unanswered.clone()))
            })
            .collect();
        tokio::time::sleep(ROUND).await;
        town.kill();
        for client in clients {
            client.await.expect("the client ends when the server does");
        }
        if round % 2 == 1 {
            std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
        }
        town.restart();
        let receipts = acknowledged.lock().expect("a map").clone();
        assert!(receipts.len() > CLIENTS, "only {} were acknowledged", receipts.len());
        all_there(&town, &receipts).await;
        replays(&town, receipts.values());
    }
    // What nothing came back of may have been taken or not; sent again it is there once.
    let receipts = acknowledged.lock().expect("a map").clone();
    let mut numbers: BTreeSet<String> =
        receipts.values().map(|receipt| receipt["number"].to_string()).collect();
    assert_eq!(numbers.len(), receipts.len(), "each has a number of its own");
    let unanswered = unanswered.lock().expect("a set").clone();
    assert!(!unanswered.is_empty());
    for key in &unanswered {
        let first = town.api().submit(key, &honest::answers_of(key)).await.expect(201);
        assert_eq!(town.api().submit(key, &honest::answers_of(key)).await.expect(201), first);
        assert!(numbers.insert(first["number"].to_string()), "a number of its own");
    }
    assert_eq!(town.records() as usize, numbers.len(), "one dossier for each request");

    // Without a server, and without sled.
    town.kill();
    replays(&town, receipts.values());
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    replays(&town, receipts.values());
    town.restart();
    all_there(&town, &receipts).await;
    assert_eq!(town.records() as usize, numbers.len());
}

#[tokio::test]
async fn files_and_agents_and_drafts_outlive_a_kill() {
    let mut town = Town::honest();
    let agent = town.agent("claude");
    let file = town.api().upload("plan.pdf", "application/pdf", b"%PDF-1.7\n".to_vec()).await;
    let draft = town.portal().begin().await;
    let page = town.portal().post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    assert_eq!(page.location(), format!("{draft}/what"));
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    town.restart();
    let api = town.api();
    api.bearing(&agent.token).get("/desk/dossiers").await.expect(200);
    let mut answers = honest::answers();
    answers["what.plan"] = serde_json::json!([file.expect(201)["id"]]);
    api.submit("a", &answers).await.expect(201);
    let page = town.portal().get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("input[name='who.name']", "value"), ["Zoé"]);
}

#[tokio::test]
async fn who_hangs_up_undoes_nothing() {
    let town = Town::honest();
    let address = town.address();
    let address = address.strip_prefix("http://").expect("an address");
    let body = serde_json::json!({"lang": "fr", "answers": honest::answers()}).to_string();
    let head = |key: &str| {
        format!(
            "POST /api/v1/procedures/{}/dossiers HTTP/1.1\r\nHost: {address}\r\n\
             Content-Type: application/json\r\nIdempotency-Key: {key}\r\n\
             Content-Length: {}\r\n\r\n",
            honest::ID,
            body.len()
        )
    };
    // Half a request is none.
    let mut half = std::net::TcpStream::connect(address).expect("a connection");
    half.write_all(head("half").as_bytes()).expect("the head is sent");
    half.write_all(&body.as_bytes()[..body.len() / 2]).expect("half a body is sent");
    drop(half);
    // A whole one is there once or not at all, whenever the line goes dead.
    let waits = [0, 1, 2, 4, 8, 16, 32, 1000];
    for wait in waits {
        let mut whole = std::net::TcpStream::connect(address).expect("a connection");
        let request = head(&format!("hung-up-{wait}")) + &body;
        whole.write_all(request.as_bytes()).expect("the request is sent");
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
    let until = Instant::now() + PATIENCE;
    while town.records() == 0 {
        assert!(Instant::now() < until, "the one that waited a second was taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for wait in waits {
        let key = format!("hung-up-{wait}");
        let first = town.api().submit(&key, &honest::answers()).await.expect(201);
        assert_eq!(town.api().submit(&key, &honest::answers()).await.expect(201), first);
    }
    assert_eq!(town.records() as usize, waits.len());
}
