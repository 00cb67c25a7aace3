//! What passes between applicant and town beside the procedure: messages, what the law lets people
//! ask for, consent to electronic notification, and what they think of it.

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::{Answer, Browser, PATIENCE, Town};
use serde_json::json;

/// A dossier of a town, as its applicant follows it and an agent sees it.
struct Case {
    town: Town,
    number: String,
    key: String,
    agent: guichet_tests::server::Agent,
}

impl Case {
    async fn of(mut town: Town) -> Self {
        town.restart();
        let answers =
            json!({"who.name": "Zoé Martin", "who.email": "zoe@example.org", "what.size": "small"});
        let made = town.api().submit("a", &answers).await.expect(201);
        let text = |key: &str| made[key].as_str().expect("a string").to_owned();
        let (number, key) = (text("number"), text("access_key"));
        let agent = town.agent("agent");
        Self { town, number, key, agent }
    }

    fn at(&self, below: &str) -> String {
        format!("/dossiers/{}{below}?key={}", self.number, self.key)
    }

    async fn page(&self) -> Answer {
        self.town.page(&self.at("")).await
    }

    async fn post(&self, below: &str, inputs: &[(&str, &str)]) -> Answer {
        self.town.portal().post(&self.at(below), inputs).await
    }

    async fn desk(&self) -> Browser {
        self.town.portal().signed_in(&self.agent).await
    }

    fn dossier(&self) -> String {
        format!("/desk/dossiers/{}", self.number)
    }

    /// What can be asked for.
    async fn rights(&self) -> Vec<String> {
        let forms = self.page().await.find_attribute("form[action*='/asks/']", "action");
        let name = |action: &String| {
            action.split("/asks/").nth(1).and_then(|rest| rest.split('?').next()).map(str::to_owned)
        };
        forms.iter().filter_map(name).collect()
    }
}

impl Case {
    /// Waits until this can be asked for: silence is recorded soon after a start, and not with it.
    async fn rights_become(&self, expected: &[&str]) {
        let until = std::time::Instant::now() + PATIENCE;
        while self.rights().await != expected {
            assert!(std::time::Instant::now() < until, "{expected:?}");
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
}

fn offering(manifest: (&str, &str)) -> Town {
    Town::new(&[("honest", honest::file(&honest::saying(manifest.0, manifest.1)))])
}

fn honest_town() -> Town {
    Town::new(&[("honest", honest::file(&honest::guest()))])
}

#[tokio::test]
async fn sve_1_every_later_message_and_piece_has_its_receipt() {
    let post = Post::start();
    let mut town = honest_town();
    town.configure(&post.config());
    let case = Case::of(town).await;
    post.wait("zoe@example.org", 1);

    // With a piece, as a browser sends it.
    let form = reqwest::multipart::Form::new().text("text", "Voici le <b>plan</b>.").part(
        "pieces",
        reqwest::multipart::Part::bytes(b"%PDF-1.7 plan".to_vec())
            .file_name("plan.pdf")
            .mime_str("application/pdf")
            .expect("a type"),
    );
    let browser = case.town.portal();
    let request = browser.request(reqwest::Method::POST, &case.at("/messages")).multipart(form);
    let sent = browser.send(request).await;
    assert!(sent.location().ends_with("#messages"), "{sent:?}");
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    for part in [
        "Accusé de réception",
        "plan.pdf",
        "Accueil de la mairie",
        "+33 1 99 00 00 00",
        &case.number,
    ] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    let page = case.page().await;
    assert_eq!(page.find(".message"), ["Voici le <b>plan</b>."], "text stays text");
    let receipt = page.find_attribute("#messages ~ article a", "href").remove(0);
    let receipt = browser.get(&receipt).await;
    assert!(receipt.find("main dd").iter().any(|row| row.contains("plan.pdf")), "{receipt:?}");

    // The agent sees it in the queue, reads it, opens the piece and answers.
    let desk = case.desk().await;
    assert!(desk.get("/desk").await.find("td .tag").contains(&"Message".to_owned()));
    let dossier = desk.get(&case.dossier()).await;
    let file = dossier.find_attribute("article a[download]", "href").remove(0);
    assert_eq!(desk.get(&file).await.text, "%PDF-1.7 plan");
    let answered =
        desk.post(&format!("{}/messages", case.dossier()), &[("text", "Merci, bien reçu.")]).await;
    assert!(answered.location().ends_with("#messages"), "{answered:?}");
    assert!(desk.get("/desk").await.find("td .tag").is_empty());
    let letter = post.wait("zoe@example.org", 3).pop().expect("a letter");
    assert!(
        letter.contains("Merci, bien reçu.") && letter.contains("Message de la mairie"),
        "{letter}"
    );
    assert_eq!(case.page().await.find(".message").last().unwrap(), "Merci, bien reçu.");

    // A payment at the counter, a withdrawal: each has one too (the letters' test has the former).
    case.post("/withdraw", &[]).await.location();
    let page = case.page().await;
    let receipts = page.find_attribute(".timeline a", "href");
    assert_eq!(receipts.len(), 2, "of the request and of the withdrawal: {page:?}");
    let receipt = browser.get(&receipts[0]).await;
    assert!(
        receipt.find("main dd").iter().any(|row| row.contains("Demande retirée")),
        "{receipt:?}"
    );

    // All of it is in the copy, and the evidence stays whole.
    let copy = case.town.portal().request(reqwest::Method::GET, &case.at("/copy.zip"));
    let copy = copy.send().await.expect("an answer").bytes().await.expect("its bytes");
    let mut copy = zip::ZipArchive::new(std::io::Cursor::new(copy)).expect("a ZIP archive");
    let mut text = String::new();
    let mut described = copy.by_name("dossier.json").expect("the dossier");
    std::io::Read::read_to_string(&mut described, &mut text).expect("text");
    assert!(text.contains("Merci, bien reçu.") && text.contains("<b>plan</b>"), "{text}");
    drop(described);
    assert!(copy.by_name("files/plan.pdf").is_ok());
    assert!(case.town.command(&["dossier", "verify", "--json"]).json()["records"].is_u64());
    let replayed = case.town.command(&["dossier", "replay", &case.number]);
    assert!(replayed.success, "{replayed:?}");
}

#[tokio::test]
async fn messages_that_cannot_be_taken_are_refused_in_words() {
    let case = Case::of(honest_town()).await;
    let long = "é".repeat(5_001);
    for (text, says) in [("", "Écrivez"), ("  \n ", "Écrivez"), (long.as_str(), "5000")] {
        let refused = case.post("/messages", &[("text", text)]).await;
        assert_eq!(refused.status, 400, "{refused:?}");
        let said = refused.find("main").join(" ").replace(['\u{a0}', '\u{202f}'], "");
        assert!(said.contains(says), "{said}");
    }
    let script = "<script>alert(1)</script> 😀";
    case.post("/messages", &[("text", script)]).await.location();
    assert_eq!(case.page().await.find(".message"), [script]);
    let lying = reqwest::multipart::Form::new()
        .text("text", "x")
        .part("pieces", reqwest::multipart::Part::bytes(b"MZ".to_vec()).file_name("a.pdf"));
    let browser = case.town.portal();
    let request = browser.request(reqwest::Method::POST, &case.at("/messages")).multipart(lying);
    assert_eq!(browser.send(request).await.status, 422);
    // Without the key, nobody writes or asks.
    for below in ["/messages", "/asks/erasure", "/consent", "/open", "/rating", "/withdraw"] {
        let path = format!("/dossiers/{}{below}?key={}", case.number, "0".repeat(32));
        let refused = browser.post(&path, &[("text", "x"), ("agrees", "yes")]).await;
        assert_eq!(refused.status, 404, "{below}");
    }
}

#[tokio::test]
async fn sil_2_after_a_silent_acceptance_the_attestation_is_asked_for_once() {
    let mut case = Case::of(honest_town()).await;
    assert!(case.rights().await.is_empty());
    assert_eq!(case.post("/asks/attestation", &[]).await.status, 409, "before its time");
    case.town.wait(63);
    case.rights_become(&["attestation"]).await;
    case.post("/asks/attestation", &[]).await.location();
    assert!(case.rights().await.is_empty(), "it is asked for");
    assert_eq!(case.post("/asks/attestation", &[]).await.status, 409);
    let page = case.page().await;
    assert!(page.text.contains("Réponse au plus tard le"), "its clock: {page:?}");
    let receipt = page.find_attribute("#messages ~ article a", "href").remove(0);
    let receipt = case.town.portal().get(&receipt).await;
    assert!(receipt.find("main dd").join(" ").contains("attestation"), "{receipt:?}");

    let desk = case.desk().await;
    assert!(desk.get("/desk").await.find("td .tag")[0].contains("attestation"));
    let dossier = desk.get(&case.dossier()).await;
    let asked = dossier.find_attribute("input[name='asked']", "value").remove(0);
    let answer = [("asked", asked.as_str()), ("text", "Attestation : votre demande est acceptée.")];
    desk.post(&format!("{}/messages", case.dossier()), &answer).await.location();
    assert_eq!(desk.post(&format!("{}/messages", case.dossier()), &answer).await.status, 409);
    assert!(desk.get("/desk").await.find("td .tag").is_empty());
    let page = case.page().await;
    assert!(
        page.text.contains("votre demande est acceptée") && !page.text.contains("au plus tard le")
    );
}

#[tokio::test]
async fn sil_3_the_reasons_of_a_silent_refusal_are_due_in_a_month() {
    let refusing = ("silence = \"accept\"", "silence = \"reject\"");
    let mut case = Case::of(offering(refusing)).await;
    assert!(case.rights().await.is_empty());
    case.town.wait(63);
    case.rights_become(&["reasons"]).await;
    case.post("/asks/reasons", &[]).await.location();
    let desk = case.desk().await;
    assert!(desk.get(&case.dossier()).await.text.contains("Réponse au plus tard le"));
    // Once the time for appeal is over, nothing can be asked for any more.
    let mut late = Case::of(offering(refusing)).await;
    late.town.wait(63);
    late.rights_become(&["reasons"]).await;
    late.town.wait(67);
    assert!(late.rights().await.is_empty());
}

#[tokio::test]
async fn alg_2_who_was_decided_on_by_computation_asks_how() {
    let computing =
        ("[effects]", "[algorithm]\npurpose = { fr = \"Classer\", en = \"Rank\" }\n\n[effects]");
    let case = Case::of(offering(computing)).await;
    assert!(case.rights().await.is_empty(), "nothing is decided yet");
    let desk = case.desk().await;
    desk.post(&format!("{}/actions/grant", case.dossier()), &[]).await.location();
    assert_eq!(case.rights().await, ["explanation"]);
    case.post("/asks/explanation", &[]).await.location();
    assert!(desk.get("/desk?all=true").await.find("td .tag")[0].contains("calcul"));
}

#[tokio::test]
async fn rgpd_4_erasure_where_the_law_allows_it_and_the_obligation_elsewhere() {
    let case = Case::of(honest_town()).await;
    let page = case.page().await;
    assert!(page.text.contains("mission d’intérêt public"), "the obligation is named: {page:?}");
    assert_eq!(case.post("/asks/erasure", &[]).await.status, 409);
    let case = Case::of(offering(("basis = \"public-task\"", "basis = \"consent\""))).await;
    assert_eq!(case.rights().await, ["erasure"]);
    // At once; `erasure.rs` looks for what is left.
    let erased = case.post("/asks/erasure", &[]).await;
    let page = case.town.portal().get(erased.location()).await;
    assert_eq!(page.find("h1"), ["Le dossier est effacé"]);
    assert_eq!(case.town.portal().get(&case.at("")).await.status, 404);
    assert_eq!(case.desk().await.get(&case.dossier()).await.status, 404);
}

#[tokio::test]
async fn dec_7_a_decision_waits_to_be_opened_or_for_the_fifteenth_day() {
    let post = Post::start();
    let mut town = honest_town();
    town.configure(&post.config());
    let mut case = Case::of(town).await;
    post.wait("zoe@example.org", 1);
    case.post("/consent", &[("agrees", "yes")]).await.location();
    post.wait("zoe@example.org", 2);
    assert!(case.page().await.text.contains("Je ne suis plus d’accord"));
    let desk = case.desk().await;
    desk.post(&format!("{}/actions/grant", case.dossier()), &[]).await.location();
    // The notice says that there is a decision, from whom and since when, and not which.
    let letter = post.wait("zoe@example.org", 3).pop().expect("a letter");
    for part in ["Une décision vous attend", "quinze jours", "Accueil de la mairie"] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    assert!(!letter.contains("Vous pouvez le construire"), "{letter}");
    let page = case.page().await;
    assert!(!page.text.contains("Accordé") && !page.text.contains("construire"), "{page:?}");
    assert!(desk.get(&case.dossier()).await.text.contains("réputée reçue le –"));

    case.post("/open", &[]).await.location();
    let page = case.page().await;
    assert!(page.text.contains("Accordé") && page.text.contains("Vous pouvez le construire."));
    assert!(page.text.contains("Décision réputée reçue le"), "{page:?}");
    assert!(!desk.get(&case.dossier()).await.text.contains("réputée reçue le –"));
    assert_eq!(case.post("/open", &[]).await.status, 409, "the first time counts");

    // Never opened: the fifteenth day. Without consent nothing waits.
    let mut unopened = Case::of(honest_town()).await;
    unopened.post("/consent", &[("agrees", "yes")]).await.location();
    let desk = unopened.desk().await;
    desk.post(&format!("{}/actions/grant", unopened.dossier()), &[]).await.location();
    unopened.town.wait(14);
    assert!(!unopened.page().await.text.contains("réputée reçue le"));
    unopened.town.wait(1);
    assert!(unopened.page().await.text.contains("Décision réputée reçue le"));
    case.town.wait(1);
    let withdrawn = Case::of(honest_town()).await;
    withdrawn.post("/consent", &[("agrees", "yes")]).await.location();
    withdrawn.post("/consent", &[("agrees", "no")]).await.location();
    let desk = withdrawn.desk().await;
    desk.post(&format!("{}/actions/grant", withdrawn.dossier()), &[]).await.location();
    assert!(withdrawn.page().await.text.contains("Accordé"));
}

#[tokio::test]
async fn one_question_at_the_end_answered_once() {
    let case = Case::of(honest_town()).await;
    assert_eq!(case.page().await.find("#rating ~ form input[type='radio']").len(), 5);
    assert_eq!(case.post("/rating", &[("comment", "x")]).await.status, 400);
    case.post("/rating", &[("mark", "4"), ("comment", "Bien")]).await.location();
    assert!(case.page().await.text.contains("Merci de votre avis"));
    assert_eq!(case.post("/rating", &[("mark", "1")]).await.status, 409);
    let desk = case.desk().await;
    assert!(desk.get(&case.dossier()).await.text.contains("4/5 Bien"));
}
