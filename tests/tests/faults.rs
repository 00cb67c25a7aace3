//! Procedures that fail, as residents meet them: the service says that it has a fault, what they
//! typed is kept, and the others go on.

use guichet_tests::guest::{Guest, repository};
use guichet_tests::honest;
use guichet_tests::server::Town;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

/// What a hostile procedure of the corpus does.
fn hostile(name: &str) -> String {
    let file = repository().join("tests/hostile").join(name).join("module.wat");
    std::fs::read_to_string(file).expect("the text of a hostile procedure")
}

/// The honest procedure under another id.
fn neighbour() -> Vec<u8> {
    let mut guest = honest::guest();
    let manifest = guest.manifest.take().expect("a manifest");
    guest.manifest = Some(manifest.replace(honest::ID, "org.example.neighbour"));
    honest::file(&guest)
}

/// The honest procedure is replaced by one that does this; then it comes back.
async fn fails(module: &str) {
    let mut town =
        Town::start(&[("honest", honest::file(&honest::guest())), ("neighbour", neighbour())]);
    let draft = town.portal().begin().await;
    let accepted = town.api().submit("before", &honest::answers()).await.expect(201);
    assert!(town.stop());
    town.install("honest", &honest::file(&honest::broken(module)));
    town.restart();
    let (portal, api) = (town.portal(), town.api());

    let plan = Part::bytes(&b"%PDF-1.7\n"[..]).file_name("plan.pdf").mime_str("application/pdf");
    let typed = Form::new().text("what.size", "large").part("what.plan", plan.expect("a part"));
    let answers = [
        portal.get(&format!("{draft}/who")).await,
        portal.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await,
        portal.send(portal.request(Method::POST, &format!("{draft}/what")).multipart(typed)).await,
        portal.post(&format!("{draft}/submit"), &[]).await,
    ];
    for answer in answers {
        assert_eq!(answer.status, 502, "{answer:?}");
        assert_eq!(answer.find("h1"), ["Le service a un défaut"]);
        assert!(answer.text.contains("Ce que vous avez saisi est conservé."), "{answer:?}");
    }
    let problem = api.submit("during", &honest::answers()).await.problem(502);
    assert_eq!(problem["type"], "urn:guichet:problem:procedure-fault");
    // What was submitted before is there, with what is known without the procedure.
    let number = accepted["number"].as_str().expect("a number");
    let bearer = api.bearing(accepted["access_key"].as_str().expect("a key"));
    bearer.get(&format!("/dossiers/{number}")).await.expect(200);

    // The others go on.
    let path = "/procedures/org.example.neighbour/dossiers";
    let request = api.request(Method::POST, path).header("Idempotency-Key", "neighbour");
    let body = serde_json::json!({"answers": honest::answers()});
    api.send(request.json(&body)).await.expect(201);
    assert_eq!(api.get("/procedures").await.expect(200)["procedures"][1]["version"], "1.0.1");

    // The vendor puts it right.
    assert!(town.stop());
    town.install("honest", &honest::file(&honest::guest()));
    town.restart();
    let portal = town.portal();
    let page = portal.get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé"], "{page:?}");
    let page = portal.get(&format!("{draft}/what")).await;
    assert_eq!(page.find_attribute("[name='what.size'][checked]", "value"), ["large"], "{page:?}");
    assert!(page.find(".files li")[0].contains("plan.pdf"), "{page:?}");
    portal.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await.location();
    portal.post(&format!("{draft}/what"), &[("what.size", "large")]).await.location();
    portal.post(&format!("{draft}/submit"), &[]).await.location();
    assert_eq!(town.api().submit("before", &honest::answers()).await.expect(201), accepted);
}

#[tokio::test]
async fn one_that_traps() {
    fails(&hostile("trap_storm")).await;
}

#[tokio::test]
async fn one_that_never_ends() {
    fails(&hostile("loop_in_a_function")).await;
}

#[tokio::test]
async fn one_that_takes_memory_without_end() {
    fails(&hostile("memory_without_end")).await;
}

#[tokio::test]
async fn what_does_not_load_is_named_and_the_others_serve() {
    let guest = Guest::new("");
    let mut asks = Guest::read(&repository().join("tests/hostile/import_of_wasi")).expect("wasi");
    asks.manifest = guest.manifest.clone();
    let mut wasi = asks.component().expect("a component");
    let manifest = asks.manifest.expect("a manifest");
    wasi.extend(guichet_tests::guest::section("guichet:plugin.toml", manifest.as_bytes()));
    let honest_file = honest::file(&honest::guest());
    let packages: [(&str, Vec<u8>); 7] = [
        ("text", b"not a component".to_vec()),
        ("empty", Vec::new()),
        ("core", guest.core_module().expect("a module")),
        ("bare", guest.component().expect("a component")),
        ("cut", honest_file[..honest_file.len() / 2].to_vec()),
        ("wasi", wasi),
        ("honest", honest_file.clone()),
    ];
    let mut town = Town::new(&packages);
    town.install("twice", &honest_file);
    town.install("missing", b"");
    std::fs::remove_file(town.config().with_file_name("missing.wasm")).expect("it is removed");
    town.restart();
    let log = town.log();
    for refused in ["text", "empty", "core", "bare", "cut", "wasi", "twice", "missing"] {
        let file = format!("/{refused}.wasm");
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(&file)).collect();
        let [line] = lines.as_slice() else { panic!("{refused}: one line, not {lines:?}") };
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let problem = line["fields"]["problem"].as_str().expect("a problem");
        assert!(!problem.is_empty() && !problem.contains('\n'), "{refused}: {problem}");
    }
    let listed = town.command(&["plugin", "list"]);
    assert_eq!(listed.out.lines().count(), 9, "{listed:?}");
    let procedures = town.api().get("/procedures").await.expect(200);
    assert_eq!(procedures["procedures"].as_array().map(Vec::len), Some(1));
    town.api().submit("a", &honest::answers()).await.expect(201);
}

#[tokio::test]
async fn a_draft_of_a_procedure_that_does_not_load_any_more_is_kept() {
    let mut town = Town::honest();
    let draft = town.portal().begin().await;
    town.install("honest", b"not a component");
    town.restart();
    let answer = town.portal().post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    assert_eq!(answer.status, 404);
    town.install("honest", &honest::file(&honest::guest()));
    town.restart();
    let page = town.portal().get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé"], "{page:?}");
}

/// What is kept of a failing procedure's form has no form to be checked against, so it may grow.
#[tokio::test]
async fn a_draft_beyond_what_is_kept_costs_nobody_else() {
    let mut town = Town::honest();
    let draft = town.portal().begin().await;
    town.install("honest", &honest::file(&honest::broken(&hostile("trap_storm"))));
    town.install("neighbour", &neighbour());
    town.restart();
    let (portal, api) = (town.portal(), town.api());
    // Each of these takes six bytes when it is written down.
    let text = "\u{1}".repeat(1_000_000);
    let send = |name: &'static str| {
        let form = Form::new().text(name, text.clone());
        portal.send(portal.request(Method::POST, &format!("{draft}/who")).multipart(form))
    };
    assert_eq!(send("a").await.status, 502);
    let neighbours: Vec<_> = (0..20)
        .map(|number| {
            let request = api
                .request(Method::POST, "/procedures/org.example.neighbour/dossiers")
                .header("Idempotency-Key", number.to_string())
                .json(&serde_json::json!({"answers": honest::answers()}));
            let api = api.clone();
            tokio::spawn(async move { api.send(request).await })
        })
        .collect();
    assert_eq!(send("b").await.status, 413);
    for neighbour in neighbours {
        neighbour.await.expect("an answer").expect(201);
    }
}
