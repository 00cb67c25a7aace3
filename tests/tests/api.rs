//! The API as programs use it, and what it says to those who use it wrongly.

use std::collections::BTreeSet;

use guichet_tests::honest;
use guichet_tests::server::{Api, Town, run};
use reqwest::Method;
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.7\nsmall";

fn form_path() -> String {
    format!("/procedures/{}/form", honest::ID)
}

fn dossiers_path() -> String {
    format!("/procedures/{}/dossiers", honest::ID)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("a string \"{key}\" in {value}"))
}

#[tokio::test]
async fn the_catalogue_and_the_form_store_nothing() {
    let town = Town::honest();
    let api = town.api();
    let catalogue = api.get("/procedures").await.expect(200);
    assert_eq!(catalogue["procedures"][0]["id"], honest::ID);
    assert_eq!(catalogue["procedures"][0]["title"]["en"], "Garden shed");
    let answers = json!({"lang": "en", "answers": {"who.email": "not one"}});
    let view = api.post(&form_path(), &answers).await.expect(200);
    assert_eq!(view["pages"][0]["title"], "Who are you?");
    assert_eq!(view["pages"][0]["blocks"][0]["field"]["kind"]["line"]["max_length"], 80);
    assert_eq!(view["problems"][0]["path"], "who.email");
    assert_eq!(town.records(), 0);
}

#[tokio::test]
async fn a_submission_is_taken_once() {
    let town = Town::honest();
    let api = town.api();
    let answer = api.submit("first", &honest::answers()).await;
    let accepted = answer.expect(201);
    let number = text(&accepted, "number");
    assert_eq!(answer.header("location"), format!("/api/v1/dossiers/{number}"));
    assert!(!text(&accepted, "access_key").is_empty());
    assert_eq!(accepted["receipt"]["service"]["name"], "Accueil de la mairie");
    let records = town.records();
    assert_eq!(api.submit("first", &honest::answers()).await.expect(201), accepted);
    let other = api.submit("first", &honest::answers_of("Max")).await.problem(422);
    assert_eq!(other["type"], "urn:guichet:problem:key-reused");
    let body = json!({"answers": honest::answers()});
    let missing = api.post(&dossiers_path(), &body).await.problem(400);
    assert!(text(&missing, "detail").contains("Idempotency-Key"));
    for key in ["", &"k".repeat(256)] {
        api.submit(key, &honest::answers()).await.problem(400);
    }
    assert_eq!(town.records(), records);
    let second = api.submit("second", &honest::answers()).await.expect(201);
    assert_ne!(second["number"], accepted["number"]);
}

#[tokio::test]
async fn submissions_at_the_same_time_with_one_key_make_one_dossier() {
    let town = Town::honest();
    let api = town.api();
    let submissions: Vec<_> = (0..8)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move { api.submit("same", &honest::answers()).await.expect(201) })
        })
        .collect();
    let mut receipts = BTreeSet::new();
    for submission in submissions {
        receipts.insert(submission.await.expect("a receipt").to_string());
    }
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(town.records(), 1);
}

#[tokio::test]
async fn a_dossier_opens_to_its_key_alone() {
    let town = Town::honest();
    let api = town.api();
    let accepted = api.submit("a", &honest::answers()).await.expect(201);
    let other = api.submit("b", &honest::answers()).await.expect(201);
    let path = format!("/dossiers/{}", text(&accepted, "number"));
    let tracked = api.bearing(text(&accepted, "access_key")).get(&path).await.expect(200);
    assert_eq!(tracked["phase"], "in_review");
    assert_eq!(tracked["receipt"], accepted["receipt"]);
    assert_eq!(tracked["timeline"][0]["event"], "submitted");
    assert_eq!(tracked["reasons"][0]["rule"], "size");
    api.get(&path).await.problem(401);
    let stranger = api.bearing(text(&other, "access_key")).get(&path).await.problem(404);
    let nobody = api.bearing(text(&other, "access_key")).get("/dossiers/111-111-111-111").await;
    assert_eq!(stranger, nobody.problem(404), "a wrong key and a wrong number look the same");
    api.bearing("nonsense").get(&path).await.problem(404);
    api.bearing("nonsense").get("/dossiers/nonsense").await.problem(404);
}

#[tokio::test]
async fn guessing_keys_ends() {
    let town = Town::honest();
    let guess = town.api().bearing("nonsense");
    for _ in 0..guichet::limits::http::KEY_FAILURES {
        guess.get("/dossiers/111-111-111-111").await.problem(404);
    }
    guess.get("/dossiers/111-111-111-111").await.problem(429);
}

#[tokio::test]
async fn agents_see_the_queue_and_act() {
    let town = Town::honest();
    let api = town.api();
    let agent = api.bearing(&town.agent("claude").token);
    let accepted = api.submit("a", &honest::answers()).await.expect(201);
    let number = text(&accepted, "number");
    let grant = format!("/desk/dossiers/{number}/actions/grant");
    for stranger in [api.clone(), api.bearing("x"), api.bearing(text(&accepted, "access_key"))] {
        stranger.get("/desk/dossiers").await.problem(401);
        stranger.post(&grant, &json!({})).await.problem(401);
    }
    let queue = agent.get("/desk/dossiers").await.expect(200);
    assert_eq!(queue["dossiers"][0]["number"], number);
    assert_eq!(queue["dossiers"][0]["actions"], json!(["grant", "grant-with-note"]));
    let noted = format!("/desk/dossiers/{number}/actions/grant-with-note");
    let missing = agent.post(&noted, &json!({})).await.problem(422);
    assert_eq!(missing["problems"][0]["path"], "note");
    let unknown = agent.post(&noted, &json!({"inputs": {"nota": "x"}})).await.problem(422);
    assert_eq!(unknown["problems"][0]["path"], "nota");
    agent.post(&format!("/desk/dossiers/{number}/actions/burn"), &json!({})).await.problem(409);
    agent.post("/desk/dossiers/111-111-111-111/actions/grant", &json!({})).await.problem(404);
    agent.get("/desk/dossiers?page=x").await.problem(400);
    let granted = agent.post(&noted, &json!({"inputs": {"note": "Bien"}})).await.expect(200);
    assert_eq!(granted["verdict"], "granted");
    agent.post(&grant, &json!({})).await.problem(409);
    let path = format!("/dossiers/{number}");
    let tracked = api.bearing(text(&accepted, "access_key")).get(&path).await.expect(200);
    assert_eq!(tracked["verdict"], "granted");
    assert_eq!(tracked["timeline"][1]["reasons"][0]["rule"], "granted");
    assert!(!tracked.to_string().contains("Bien"), "an agent's note is not for the applicant");
}

#[tokio::test]
async fn a_file_belongs_to_one_dossier() {
    let town = Town::honest();
    let api = town.api();
    let sent = api.upload("plan.pdf", "application/pdf", PDF.into()).await.expect(201);
    assert_eq!((text(&sent, "name"), sent["size"].as_u64()), ("plan.pdf", Some(14)));
    assert_eq!(text(&sent, "media_type"), "application/pdf");
    let mut answers = honest::answers();
    answers["what.plan"] = json!([sent["id"]]);
    let accepted = api.submit("a", &answers).await.expect(201);
    let taken = api.submit("b", &answers).await.problem(422);
    assert_eq!(taken["problems"][0]["path"], "what.plan");
    assert_eq!(api.submit("a", &answers).await.expect(201), accepted);
    answers["what.plan"] = json!(["0".repeat(32)]);
    api.submit("c", &answers).await.problem(422);
    assert_eq!(town.records(), 2);
}

#[tokio::test]
async fn files_that_are_not_taken() {
    let town = Town::honest();
    let api = town.api();
    let wrong = [
        ("image/png", PDF.to_vec()),
        ("text/html", b"<script>".to_vec()),
        ("application/pdf", b"MZ".to_vec()),
        ("application/pdf", Vec::new()),
    ];
    for (media_type, bytes) in wrong {
        let problem = api.upload("plan.pdf", media_type, bytes).await.problem(422);
        assert!(text(&problem, "detail").contains("plan.pdf"), "{problem}");
    }
    let beyond = [PDF, &vec![0; guichet::limits::http::FILE]].concat();
    let problem = api.upload("plan.pdf", "application/pdf", beyond).await.problem(422);
    assert!(text(&problem, "detail").contains("10 MB"), "{problem}");
    api.send(api.request(Method::POST, "/attachments").body(PDF)).await.problem(400);
    assert_eq!(town.records(), 0);
    let left = std::fs::read_dir(town.data().join("files")).expect("the folder of files").count();
    assert_eq!(left, 0, "what was not taken is not kept");
    // What the host takes may still be more than the field does.
    let large = [PDF, &vec![0; 100_000]].concat();
    let sent = api.upload("plan.pdf", "application/pdf", large).await.expect(201);
    let mut answers = honest::answers();
    answers["what.plan"] = json!([sent["id"]]);
    let problem = api.submit("a", &answers).await.problem(422);
    assert_eq!(problem["problems"][0]["path"], "what.plan");
}

/// A request of the wrong kind: its status, and a word that its problem has.
async fn refused(api: &Api, request: reqwest::RequestBuilder, status: u16, word: &str) {
    let answer = api.send(request).await;
    let problem = answer.problem(status);
    assert!(problem.to_string().contains(word), "{word} is not in {problem}");
}

#[tokio::test]
async fn bad_requests_are_named_and_nothing_is_stored() {
    let town = Town::honest();
    let api = town.api();
    let records = town.records();
    let post = |path: &str| api.request(Method::POST, path).header("Idempotency-Key", "k");
    let json_body = |body: &'static [u8]| {
        post(&dossiers_path()).header("Content-Type", "application/json").body(body)
    };
    let answers: [(Value, &str); 11] = [
        (json!({"who.name": "Zoé", "what.size": "small", "who.nmae": "x"}), "who.nmae"),
        (json!({"who.name": 7, "what.size": "small"}), "who.name"),
        (json!({"who.name": "Zoé", "what.size": {"small": true}}), "what.size"),
        (json!({"who.name": "Zoé", "what.size": "small", "what.count": "2"}), "what.count"),
        (json!({"who.name": "Zoé", "what.size": "small", "what.count": 10}), "what.count"),
        (json!({"who.name": "Zoé", "what.size": "small", "what.count": 1.5}), "what.count"),
        (json!({"what.size": "small"}), "who.name"),
        (json!({"who.name": "Zoé", "what.size": "huge"}), "what.size"),
        (json!({"who.name": "Zoé", "what.size": ["small"]}), "what.size"),
        (json!({"who.name": "é".repeat(81), "what.size": "small"}), "who.name"),
        (json!(["Zoé"]), "json"),
    ];
    for (answers, path) in answers {
        let problem = api.submit("k", &answers).await.problem(422);
        if path != "json" {
            assert_eq!(problem["problems"][0]["path"], path, "{problem}");
        }
        assert!(!text(&problem["problems"][0], "message").is_empty());
    }
    let all = api.submit("k", &json!({"who.email": "x"})).await.problem(422);
    assert_eq!(all["problems"].as_array().map(Vec::len), Some(3), "every problem at once: {all}");

    refused(&api, json_body(b"{\"answers\": {\"who.name\": \"\xff\"}}"), 400, "not-json").await;
    refused(&api, json_body(b"{\"answers\": "), 400, "not-json").await;
    refused(&api, json_body(b""), 400, "not-json").await;
    refused(&api, json_body(b"{\"answers\": {}, \"also\": 1}"), 422, "also").await;
    refused(&api, json_body(b"{}"), 422, "answers").await;
    refused(&api, post(&dossiers_path()).body("who.name=x"), 415, "application/json").await;
    let unknown = post("/procedures/org.example.nothing/dossiers").json(&json!({"answers": {}}));
    refused(&api, unknown, 404, "org.example.nothing").await;
    refused(&api, api.request(Method::GET, "/nothing"), 404, "openapi.json").await;
    let unreadable = post("/procedures/%FF/form").json(&json!({"answers": {}}));
    refused(&api, unreadable, 400, "UTF-8").await;
    refused(&api, api.request(Method::GET, "/dossiers/%FF"), 400, "UTF-8").await;
    refused(&api, api.request(Method::DELETE, "/procedures"), 405, "openapi.json").await;
    assert_eq!(town.records(), records);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_words() {
    let town = Town::honest();
    let api = town.api();
    let body = format!("{{\"answers\": {{\"who.name\": \"{}\"}}}}", "x".repeat(10 << 20));
    for path in [dossiers_path(), form_path()] {
        for _ in 0..4 {
            let request = api.request(Method::POST, &path).header("Idempotency-Key", "k");
            let request = request.header("Content-Type", "application/json").body(body.clone());
            refused(&api, request, 413, "1048576 bytes").await;
        }
    }
    // Nor does one that nobody asked for break the connection.
    let request = api.request(Method::POST, "/nothing").body(body);
    refused(&api, request, 404, "openapi.json").await;
    assert_eq!(town.records(), 0);
}

#[tokio::test]
async fn the_description_lists_exactly_what_is_served() {
    let town = Town::honest();
    let api = town.api();
    let described = api.get("/openapi.json").await.expect(200);
    let printed: Value = serde_json::from_str(&run(["openapi"]).out).expect("JSON");
    assert_eq!(described, printed);
    assert!(text(&described, "openapi").starts_with("3.1"));
    let paths: BTreeSet<(String, String)> = described["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").keys();
            methods.map(|method| (path.clone(), method.clone())).collect::<Vec<_>>()
        })
        .collect();
    let expected = [
        ("/api/v1/attachments", "post"),
        ("/api/v1/desk/dossiers", "get"),
        ("/api/v1/desk/dossiers/{number}/actions/{key}", "post"),
        ("/api/v1/dossiers/{number}", "get"),
        ("/api/v1/dossiers/{number}/papers/{paper}", "get"),
        ("/api/v1/procedures", "get"),
        ("/api/v1/procedures/{id}/dossiers", "post"),
        ("/api/v1/procedures/{id}/form", "post"),
        ("/api/v1/procedures/{id}/sources/{path}", "post"),
    ];
    let expected = expected.map(|(path, method)| (path.to_owned(), method.to_owned()));
    assert_eq!(paths, BTreeSet::from(expected));
    for (path, method) in &paths {
        let path = path.strip_prefix("/api/v1").expect("below /api/v1");
        let path = path.replace("{id}", honest::ID).replace("{number}", "1").replace("{key}", "a");
        let path = path.replace("{path}", "who.name").replace("{paper}", "receipt");
        let method: Method = method.to_uppercase().parse().expect("a method");
        let answer = api.send(api.request(method, &path)).await;
        let problem = if answer.status.is_success() { json!({}) } else { answer.json() };
        assert!(!problem.to_string().contains("openapi.json"), "{path} is not served: {answer:?}");
    }
}
