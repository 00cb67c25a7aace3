//! Who works at the desk: roles and teams on every route, second proofs, sessions, absence, and
//! who looked into what is sensitive.

use guichet_tests::guest::Guest;
use guichet_tests::honest;
use guichet_tests::identity::Provider;
use guichet_tests::server::{Answer, Browser, Town, code_of};
use serde_json::Value;

/// A town whose one procedure belongs to the team `sheds`.
fn town_with_teams(guest: &Guest) -> Town {
    let mut town = Town::new(&[("honest", honest::file(guest))]);
    town.configure(&format!(
        "[[team]]\nkey = \"sheds\"\nname = \"Abris\"\nprocedures = [\"{}\"]\n\
         [[team]]\nkey = \"others\"\nname = \"Autres\"\n",
        honest::ID
    ));
    town.restart();
    town
}

/// An agent with more said of them, and their browser, signed in.
async fn signed_in(town: &Town, name: &str, more: &[&str]) -> (Browser, String, String) {
    let agent = town.hire(name, more);
    let desk = town.portal().in_english();
    let inputs = [("name", name), ("password", agent.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await.location();
    (desk, agent.password, agent.token)
}

async fn submitted(town: &Town, key: &str, answers: &Value) -> String {
    let accepted = town.api().submit(key, answers).await.expect(201);
    accepted["number"].as_str().expect("a number").to_owned()
}

/// What the page says, without what is the agent's own.
fn body(answer: &Answer) -> String {
    answer.find("main").join(" ")
}

#[tokio::test]
async fn every_route_asks_who_may() {
    let town = town_with_teams(&honest::guest());
    let number = submitted(&town, "a", &honest::answers()).await;
    let dossier = format!("/desk/dossiers/{number}");
    let unknown = "/desk/dossiers/000-000-000-000".to_owned();
    let reads = [dossier.clone(), format!("{dossier}/papers/receipt-1.pdf")];
    let acts = [
        ("get", format!("{dossier}/actions/grant-with-note")),
        ("post", format!("{dossier}/actions/grant-with-note")),
        ("post", format!("{dossier}/messages")),
        ("post", format!("{dossier}/payments")),
        ("post", format!("{dossier}/notes")),
        ("post", format!("{dossier}/tags")),
        ("post", format!("{dossier}/assignee")),
        ("get", format!("{dossier}/answers")),
        ("post", format!("{dossier}/answers")),
        ("post", format!("{dossier}/opinions")),
        ("post", format!("{dossier}/recall")),
    ];
    // Which of reading, acting, the log of reads and the list of people each may.
    for (name, more, may) in [
        ("member", &["--team", "sheds"][..], [true, true, false, false]),
        ("stranger", &["--team", "others"], [false, false, false, false]),
        ("supervisor", &["--role", "supervisor", "--team", "sheds"], [true, true, false, false]),
        ("elsewhere", &["--role", "supervisor", "--team", "others"], [false, false, false, false]),
        ("signatory", &["--role", "signatory", "--team", "sheds"], [true, false, false, false]),
        ("auditor", &["--role", "auditor"], [true, false, true, false]),
    ] {
        let (desk, _, token) = signed_in(&town, name, more).await;
        let gone = desk.get(&unknown).await;
        assert_eq!(gone.status, 404);
        let check = |answer: &Answer, may: bool, what: &str| {
            assert_eq!(answer.status != 404, may, "{name}: {what}: {answer:?}");
            if !may && what.contains("/dossiers/") {
                assert_eq!(body(answer), body(&gone), "{name}: {what}");
            }
        };
        for path in &reads {
            check(&desk.get(path).await, may[0], path);
        }
        let file = desk.get(&format!("{dossier}/files/nothing")).await;
        assert_eq!(file.status, 404);
        for (method, path) in &acts {
            let answer = match *method {
                "get" => desk.get(path).await,
                _ => {
                    desk.post(
                        path,
                        &[
                            ("text", ""),
                            ("tag", ""),
                            ("to", "nobody-here"),
                            ("charge", "x"),
                            ("cents", "1"),
                            ("note", ""),
                        ],
                    )
                    .await
                }
            };
            check(&answer, may[1], path);
        }
        let bulk = desk
            .post("/desk/bulk", &[("number", number.as_str()), ("what", "tag"), ("tag", "")])
            .await;
        assert_eq!(
            bulk.status == 200,
            may[1] || name == "stranger" || name == "elsewhere",
            "{bulk:?}"
        );
        assert!(!bulk.text.contains(": done"));
        check(&desk.get("/desk/reads").await, may[2], "/desk/reads");
        for path in ["/desk/people", "/desk/people/member"] {
            check(&desk.get(path).await, may[3], path);
        }
        for path in [
            "/desk/people",
            "/desk/people/member",
            "/desk/people/member/secrets",
            "/desk/people/member/out",
        ] {
            let answer = desk.post(path, &[("name", "new"), ("out", "yes")]).await;
            assert_eq!(answer.status, 404, "{name}: {path}");
        }
        let listed = desk.get("/desk").await.find("tbody th");
        assert_eq!(listed.len(), usize::from(may[0]), "{name}");
        let api = town.api().bearing(&token);
        let listed = api.get("/desk/dossiers").await.expect(200);
        assert_eq!(
            listed["dossiers"].as_array().map(Vec::len),
            Some(usize::from(may[0])),
            "{name}"
        );
        let acted = api
            .post(&format!("/desk/dossiers/{number}/actions/nothing"), &serde_json::json!({}))
            .await;
        assert_eq!(acted.status, if may[1] { 409 } else { 404 }, "{name}: {acted:?}");
        // Who is shut out is out at once, with everything.
        assert!(town.command(&["agent", "disable", name]).success);
        assert_eq!(desk.get("/desk").await.location(), "/desk/sign-in");
        api.get("/desk/dossiers").await.problem(401);
    }
    for path in reads.iter().chain(acts.iter().map(|(_, path)| path)) {
        assert!(!town.portal().get(path).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn an_administrator_proves_twice_who_they_are() {
    let town = Town::honest();
    let more = ["--role", "administrator", "--given-names", "Zoé", "--family-name", "Exemple"];
    let (desk, password, _) = signed_in(&town, "zoe", &more).await;
    // Nothing but setting it up is open to them.
    for path in ["/desk", "/desk/people", "/desk/me"] {
        assert_eq!(desk.get(path).await.location(), "/desk/me/second");
    }
    desk.post("/desk/me/second", &[]).await.location();
    let page = desk.get("/desk/me/second").await;
    assert_eq!(desk.get("/desk/me/second/code.svg").await.header("content-type"), "image/svg+xml");
    let wrong = desk.post("/desk/me/second/confirm", &[("code", "12")]).await;
    assert_eq!(wrong.status, 422);
    let code = code_of(&page, 0);
    let confirmed = desk.post("/desk/me/second/confirm", &[("code", code.as_str())]).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    let papers = confirmed.find("li.key");
    assert_eq!(papers.len(), 8);
    assert_eq!(desk.get("/desk/people").await.status, 200);
    assert_eq!(desk.get("/desk/me/second/code.svg").await.status, 404, "it is shown no more");

    let other = town.portal().in_english();
    let inputs = [("name", "zoe"), ("password", password.as_str())];
    assert_eq!(other.post("/desk/sign-in", &inputs).await.location(), "/desk/sign-in/code?lang=en");
    assert_eq!(other.get("/desk").await.location(), "/desk/sign-in", "one step is not enough");
    let step = "/desk/sign-in/code";
    assert_eq!(
        other.post(step, &[("code", code.as_str())]).await.status,
        401,
        "it was used before"
    );
    let next = code_of(&page, 1);
    assert_eq!(other.post(step, &[("code", next.as_str())]).await.location(), "/desk");
    assert_eq!(other.get("/desk/people").await.status, 200);
    // A second browser with the same code, and with a code on paper, once.
    let third = town.portal().in_english();
    third.post("/desk/sign-in", &inputs).await.location();
    assert_eq!(third.post(step, &[("code", next.as_str())]).await.status, 401);
    assert_eq!(third.post(step, &[("code", papers[0].as_str())]).await.location(), "/desk");
    third.post("/desk/sign-out", &[]).await.location();
    // Signing out ends every session of theirs.
    assert_eq!(other.get("/desk").await.location(), "/desk/sign-in");
    third.post("/desk/sign-in", &inputs).await.location();
    assert_eq!(third.post(step, &[("code", papers[0].as_str())]).await.status, 401);
}

#[tokio::test]
async fn an_administrator_says_who_works_here() {
    let town = town_with_teams(&honest::guest());
    let more = ["--role", "administrator"];
    let (desk, _, _) = signed_in(&town, "chief", &more).await;
    desk.prove_twice(0).await;

    let added = desk.post("/desk/people", &[("name", "ali")]).await;
    let secrets = added.find(".key");
    assert_eq!((added.status.as_u16(), secrets.len()), (200, 2), "{added:?}");
    assert_eq!(desk.post("/desk/people", &[("name", "a b")]).await.status, 422);
    assert_eq!(desk.post("/desk/people", &[("name", "ali")]).await.status, 422);
    let person = [
        ("given-names", "Ali"),
        ("family-name", "Exemple"),
        ("quality", "Responsable de l’accueil"),
        ("email", "ali@saint-exemple.example"),
        ("role", "agent"),
        ("role", "signatory"),
        ("team", "sheds"),
    ];
    assert_eq!(desk.post("/desk/people/ali", &person).await.location(), "/desk/people");
    let list = town.command(&["agent", "list", "--json"]).json();
    assert_eq!(list[0]["roles"], serde_json::json!(["agent", "signatory"]));
    assert_eq!(list[0]["quality"], "Responsable de l’accueil");
    let wrong = desk.post("/desk/people/ali", &[("email", "nowhere")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("nowhere"), "{wrong:?}");
    let unknown = desk.post("/desk/people/ali", &[("team", "gone")]).await;
    assert!(unknown.status == 422 && unknown.text.contains("gone"), "{unknown:?}");
    // Somebody must be left who can.
    assert_eq!(desk.post("/desk/people/chief", &[("role", "agent")]).await.status, 422);
    assert_eq!(desk.post("/desk/people/chief/out", &[("out", "yes")]).await.status, 400);

    let ali = town.portal().in_english();
    let inputs = [("name", "ali"), ("password", secrets[0].as_str())];
    assert_eq!(ali.post("/desk/sign-in", &inputs).await.location(), "/desk");
    let short =
        ali.post("/desk/me/password", &[("old", secrets[0].as_str()), ("new", "short")]).await;
    assert_eq!(short.status, 422);
    let long = "a longer one of mine";
    let inputs = [("old", secrets[0].as_str()), ("new", long)];
    assert_eq!(ali.post("/desk/me/password", &inputs).await.location(), "/desk/me?done=password");
    assert_eq!(ali.get("/desk").await.status, 200, "who changed it stays");
    desk.post("/desk/people/ali/out", &[("out", "yes")]).await.location();
    assert_eq!(ali.get("/desk").await.location(), "/desk/sign-in");
    let inputs = [("name", "ali"), ("password", long)];
    assert_eq!(ali.post("/desk/sign-in", &inputs).await.status, 401);
    desk.post("/desk/people/ali/out", &[("out", "no")]).await.location();
    assert_eq!(ali.post("/desk/sign-in", &inputs).await.location(), "/desk");
}

#[tokio::test]
async fn rgpd_6_every_read_of_a_sensitive_dossier_is_written_down() {
    let mut guest = honest::saying("retention = ", "sensitive = true, retention = ");
    let column = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n\n[effects]";
    guest.manifest = guest.manifest.map(|manifest| manifest.replace("[effects]", column));
    let mut town = Town::start(&[("honest", honest::file(&guest))]);
    let number = submitted(&town, "a", &honest::answers()).await;
    let (desk, _, token) = signed_in(&town, "reader", &[]).await;
    let (audit, _, _) = signed_in(&town, "audit", &["--role", "auditor"]).await;
    let seen = async |audit: &Browser| audit.get("/desk/reads").await.find("tbody td");
    // The list of the desk tells nothing of it, and is not a read.
    let queue = desk.get("/desk").await;
    assert_eq!(queue.find("tbody th"), [number.as_str()]);
    assert!(!queue.text.contains("Zoé Martin"), "{queue:?}");
    assert!(seen(&audit).await.is_empty());
    assert_eq!(desk.get("/desk?text=martin").await.find("tbody th"), [number.as_str()]);
    assert!(desk.get("/desk?text=durand").await.find("tbody th").is_empty());
    desk.get(&format!("/desk/dossiers/{number}")).await;
    desk.get(&format!("/desk/dossiers/{number}/files/x")).await;
    desk.get(&format!("/desk/dossiers/{number}/actions/grant-with-note")).await;
    town.api().bearing(&token).get("/desk/dossiers").await.expect(200);
    let what = async |audit: &Browser| -> Vec<String> {
        let cells = seen(audit).await;
        cells.chunks(4).map(|row| format!("{} {} {}", row[1], row[2], row[3])).collect()
    };
    let expected = [
        "found in a list",
        "page “actions/grant-with-note”",
        "attachment",
        "page of the file",
        "found in a list",
    ];
    let expected = expected.map(|what| format!("reader {number} {what}"));
    assert_eq!(what(&audit).await, expected);
    // Auditors' own reads count too, and all of it outlives the server and its state.
    audit.get(&format!("/desk/dossiers/{number}")).await;
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled");
    town.restart();
    let (audit, _, _) = signed_in(&town, "audit", &["--role", "auditor"]).await;
    let all = what(&audit).await;
    assert_eq!(
        (all.len(), all[0].as_str()),
        (6, format!("audit {number} page of the file").as_str())
    );
    let filtered = audit.get("/desk/reads?agent=audit").await.find("tbody tr");
    assert_eq!(filtered.len(), 1);
    // What is not sensitive is not written down.
    let plain = Town::honest();
    let number = submitted(&plain, "a", &honest::answers()).await;
    let (desk, _, _) = signed_in(&plain, "reader", &[]).await;
    let before = plain.records();
    assert_eq!(desk.get(&format!("/desk/dossiers/{number}")).await.status, 200);
    assert_eq!(plain.records(), before);
}

#[tokio::test]
async fn work_of_who_is_away_goes_to_a_deputy() {
    let mut town = Town::honest();
    let number = submitted(&town, "a", &honest::answers()).await;
    let (away, _, _) = signed_in(&town, "away", &[]).await;
    let (deputy, password, _) =
        signed_in(&town, "deputy", &["--given-names", "Dan", "--family-name", "Deputy"]).await;
    away.post(&format!("/desk/dossiers/{number}/assignee"), &[("to", "away")]).await.location();
    assert!(deputy.get("/desk?whose=mine").await.find("tbody th").is_empty());
    assert_eq!(away.get("/desk?whose=mine").await.find("tbody th"), [number.as_str()]);
    // It is somebody else's.
    let taken =
        deputy.post(&format!("/desk/dossiers/{number}/assignee"), &[("to", "deputy")]).await;
    assert_eq!(taken.status, 400);
    for (until, who) in [("2099-12-31", "nobody"), ("2099-12-31", "away"), ("soon", "deputy")] {
        let wrong = away.post("/desk/me/absence", &[("until", until), ("deputy", who)]).await;
        assert_eq!(wrong.status, 422, "{until} {who}");
    }
    let until = later(2);
    let inputs = [("until", until.as_str()), ("deputy", "deputy")];
    away.post("/desk/me/absence", &inputs).await.location();
    assert_eq!(deputy.get("/desk?whose=mine").await.find("tbody th"), [number.as_str()]);
    let page = deputy.get(&format!("/desk/dossiers/{number}")).await;
    assert!(page.text.contains("Away Exemple, who is away; Dan Deputy stands in"), "{page:?}");
    // What they decide is theirs.
    let grant = format!("/desk/dossiers/{number}/actions/grant");
    deputy.post(&grant, &[]).await.location();
    let page = deputy.get(&format!("/desk/dossiers/{number}")).await;
    assert!(page.find(".timeline li p")[0].contains("(Dan Deputy)"), "{page:?}");
    // Once they are back, it is theirs again.
    town.wait(3);
    let deputy = town.portal().in_english();
    deputy
        .post("/desk/sign-in", &[("name", "deputy"), ("password", password.as_str())])
        .await
        .location();
    assert!(deputy.get("/desk?whose=mine&all=true").await.find("tbody th").is_empty());
}

#[tokio::test]
async fn id_2_agents_come_from_their_identity_provider_and_nobody_becomes_one_by_it() {
    let provider = Provider::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    let config = provider.config().replace("[identity]", "[desk-identity]");
    town.configure(&format!("{config}scopes = [\"given_name\", \"family_name\", \"email\"]\n"));
    town.restart();
    let camille =
        ["agent", "add", "camille", "--email", "Camille@example.org", "--role", "administrator"];
    assert!(town.command(&camille).success);
    let link = "/desk/sign-in/provider";
    let desk = town.portal().in_english();
    let page = desk.get("/desk/sign-in").await;
    assert_eq!(page.find("a.button"), ["Sign in with ProConnect"]);

    // Who is no agent is told so, and does not become one.
    let stranger = provider.sign_in(&town, &desk, link, "dominique", "eidas3").await;
    assert_eq!(stranger.status, 403, "{stranger:?}");
    assert!(stranger.find("[role=alert]")[0].contains("no agent"), "{stranger:?}");
    assert_eq!(town.command(&["agent", "list", "--json"]).json().as_array().map(Vec::len), Some(1));
    // A weak sign-in is one proof, and an administrator needs two; a strong one is as good.
    assert_eq!(provider.sign_in(&town, &desk, link, "camille", "eidas1").await.location(), "/desk");
    assert_eq!(desk.get("/desk/people").await.location(), "/desk/me/second");
    assert_eq!(provider.sign_in(&town, &desk, link, "camille", "eidas2").await.location(), "/desk");
    assert_eq!(desk.get("/desk/people").await.status, 200);
    let weird = provider.sign_in(&town, &desk, link, "camille", "weird").await;
    assert!(!weird.status.is_success() && !weird.status.is_redirection(), "{weird:?}");
    // They are known by what the provider calls them, whatever their address is said to be; and
    // who is shut out stays out.
    assert!(
        town.command(&["agent", "disable", "camille"]).complaint().contains("last administrator")
    );
    assert!(town.command(&["agent", "add", "other", "--role", "administrator"]).success);
    assert!(town.command(&["agent", "disable", "camille"]).success);
    assert_eq!(provider.sign_in(&town, &desk, link, "camille", "eidas2").await.status, 403);
    // What was sent back is good once, and for who went.
    let sent = desk.get(link).await;
    let back = provider.back(sent.location(), "camille", "eidas2").await;
    let path = back.strip_prefix(&town.address()).expect("a page of the town");
    let elsewhere = town.portal().get(path).await;
    assert_eq!(elsewhere.status, 400, "{elsewhere:?}");
}

/// A day so many days from now.
fn later(days: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    let days = now.as_secs() as i64 / 86_400 + days;
    // Civil from days (H. Hinnant, chrono-compatible low-level date algorithms).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
