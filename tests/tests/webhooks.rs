//! Webhooks against a real receiver that fails, hangs, and then accepts.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_tests::honest;
use guichet_tests::server::{PATIENCE, Town};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What the receiver does with a request.
#[derive(Clone, Copy)]
enum Does {
    Answers(u16),
    /// Reads it and never answers.
    Hangs,
    /// Reads it and closes.
    HangsUp,
}

/// What it was told.
#[derive(Clone)]
struct Told {
    head: String,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name} in {}", self.head)).to_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

struct Receiver {
    url: String,
    told: Arc<Mutex<Vec<Told>>>,
    does: Arc<Mutex<VecDeque<Does>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Receiver {
    /// Does these, one after the other, then accepts.
    async fn start(does: &[Does]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let does = Arc::new(Mutex::new(does.iter().copied().collect::<VecDeque<_>>()));
        let (heard, next) = (told.clone(), does.clone());
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (heard, next) = (heard.clone(), next.clone());
                tokio::spawn(async move {
                    let Some(request) = read(&mut stream).await else { return };
                    let does = next.lock().expect("it").pop_front().unwrap_or(Does::Answers(204));
                    heard.lock().expect("it").push(request);
                    match does {
                        Does::Answers(status) => {
                            let answer = format!(
                                "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                            );
                            let _ = stream.write_all(answer.as_bytes()).await;
                        }
                        Does::Hangs => tokio::time::sleep(PATIENCE).await,
                        Does::HangsUp => {}
                    }
                });
            }
        });
        Self { url, told, does, task }
    }

    fn told(&self) -> Vec<Told> {
        self.told.lock().expect("it").clone()
    }

    async fn wait(&self, count: usize) -> Vec<Told> {
        let until = Instant::now() + PATIENCE;
        while self.told().len() < count {
            assert!(Instant::now() < until, "{count} requests, not {}", self.told().len());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.told()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut tokio::net::TcpStream) -> Option<Told> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned)
            });
            if body.len() >= length.and_then(|l| l.parse().ok()).unwrap_or(0) {
                return Some(Told { head: head.to_owned(), body: body.to_owned() });
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

fn town(receiver: &Receiver, events: &str) -> Town {
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    let secret = town.config().with_file_name("hook-secret");
    std::fs::write(secret, "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n").expect("a file");
    town.configure(&format!(
        "[[webhook]]\nname = \"accounting\"\nurl = \"{}\"\nsecret-file = \"hook-secret\"\n{events}\n",
        receiver.url
    ));
    town.restart();
    town
}

async fn submit(town: &Town, key: &str) -> String {
    let accepted = town.api().submit(key, &honest::answers()).await.expect(201);
    accepted["number"].as_str().expect("a number").to_owned()
}

#[tokio::test]
async fn a_program_is_told_what_happened_signed_and_nothing_of_whom() {
    let receiver = Receiver::start(&[]).await;
    let town = town(&receiver, "events = [\"dossier.submitted\", \"dossier.decided\"]");
    let number = submit(&town, "a").await;
    let agent = town.agent("agent");
    let act = format!("/desk/dossiers/{number}/actions/grant");
    town.api().bearing(&agent.token).post(&act, &json!({})).await.expect(200);
    let told = receiver.wait(2).await;
    let kinds: Vec<Value> = told.iter().map(|told| told.json()["type"].clone()).collect();
    assert_eq!(kinds, ["dossier.submitted", "dossier.decided"]);
    let decided = told[1].json();
    assert_eq!(decided["data"]["number"], number.as_str());
    assert_eq!(decided["data"]["procedure"], honest::ID);
    assert_eq!(
        (&decided["data"]["phase"], &decided["data"]["verdict"]),
        (&json!("decided"), &json!("granted"))
    );
    for told in &told {
        assert!(!told.body.contains("Martin") && !told.body.contains("access"), "{}", told.body);
        let (id, at) = (told.header("webhook-id"), told.header("webhook-timestamp"));
        let signed = format!("{id}.{at}.{}", told.body);
        assert_eq!(told.header("webhook-signature"), signature(&signed), "{signed}");
    }
    assert_ne!(told[0].header("webhook-id"), told[1].header("webhook-id"));
}

/// As a receiver works it out, with what every machine has.
fn signature(signed: &str) -> String {
    let script = "import base64, hashlib, hmac, sys\n\
        key = b'0123456789abcdef0123456789abcdef'\n\
        print('v1,' + base64.b64encode(hmac.new(key, sys.argv[1].encode(), hashlib.sha256).digest()).decode())";
    let output =
        std::process::Command::new("/usr/bin/python3").args(["-c", script, signed]).output();
    String::from_utf8(output.expect("/usr/bin/python3").stdout).expect("text").trim().to_owned()
}

#[tokio::test]
async fn a_receiver_that_fails_hangs_up_and_hangs_is_told_again_under_the_same_id() {
    let does = [Does::Answers(500), Does::HangsUp];
    let receiver = Receiver::start(&does).await;
    let town = town(&receiver, "events = [\"dossier.submitted\"]");
    submit(&town, "a").await;
    let told = receiver.wait(3).await;
    let ids: std::collections::BTreeSet<_> = told.iter().map(|t| t.header("webhook-id")).collect();
    assert_eq!(ids.len(), 1, "by which the receiver knows it");
    assert!(told.iter().all(|t| t.body == told[0].body));
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(receiver.told().len(), 3, "accepted is told once");
}

#[tokio::test]
async fn after_a_crash_nothing_is_told_twice_by_itself() {
    let receiver = Receiver::start(&[Does::Hangs]).await;
    let mut town = town(&receiver, "events = [\"dossier.submitted\"]");
    submit(&town, "a").await;
    receiver.wait(1).await;
    town.restart();
    // What comes after it is told; what was on its way waits for an agent.
    submit(&town, "b").await;
    receiver.wait(2).await;
    let agent = town.agent("agent");
    let desk = town.portal();
    desk.post("/desk/sign-in", &[("name", &agent.name), ("password", &agent.password)]).await;
    let stuck = desk.get("/desk/letters").await;
    assert_eq!(stuck.find("article").len(), 1, "{stuck:?}");
    assert!(stuck.find("article h2")[0].contains("accounting"), "{stuck:?}");
    let first = receiver.told()[0].clone();
    let form = stuck.find_attribute("article form", "action")[0].clone();
    desk.post(&form, &[]).await.location();
    let told = receiver.wait(3).await;
    assert_eq!(told[2].header("webhook-id"), first.header("webhook-id"));
    receiver.does.lock().expect("it").push_back(Does::Answers(410));
    submit(&town, "c").await;
    receiver.wait(4).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let stuck = desk.get("/desk/letters").await;
    assert!(stuck.find("article")[0].contains("410"), "it wants no more: {stuck:?}");
}
