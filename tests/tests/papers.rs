//! Documents as PDF: what they say, that they stay what they were, and the page that tells whether
//! one is genuine.

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::poppler::Pdf;
use guichet_tests::server::{Browser, Town};
use reqwest::Method;
use serde_json::json;

/// A town whose procedure issues a permit, a dossier of it that was granted, and its key.
async fn granted() -> (Town, String, String) {
    let town = Town::start(&[("honest", honest::file(&honest::issuing()))]);
    let (number, key) = grant(&town, &honest::answers_of("Zoé #Martin")).await;
    (town, number, key)
}

async fn grant(town: &Town, answers: &serde_json::Value) -> (String, String) {
    let accepted = town.api().submit("a", answers).await.expect(201);
    let text = |key: &str| accepted[key].as_str().expect("a string").to_owned();
    let (number, key) = (text("number"), text("access_key"));
    let named = ["--given-names", "Camille", "--quality", "Cheffe du service urbanisme"];
    let agent = town.hire("chief", &named);
    let act = format!("/desk/dossiers/{number}/actions/grant");
    town.api().bearing(&agent.token).post(&act, &json!({})).await.expect(200);
    (number, key)
}

async fn bytes(browser: &Browser, path: &str) -> Vec<u8> {
    let answer = browser.request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert!(answer.headers()["content-disposition"].to_str().expect("text").contains("attachment"));
    answer.bytes().await.expect("a body").to_vec()
}

/// What stands behind a label on the page of a document.
fn row(page: &guichet_tests::server::Answer, at: usize) -> String {
    page.find("dl dd")[at].clone()
}

#[tokio::test]
async fn sve_2_sve_3_dec_1_dec_5_alg_1_documents_say_what_the_law_wants() {
    let (town, number, key) = granted().await;
    let resident = town.portal();
    let page = resident.get(&format!("/dossiers/{number}?key={key}")).await;
    let links = page.find_attribute("#papers + ul a", "href");
    assert_eq!(links.len(), 3, "receipt, decision, permit: {links:?}");

    let receipt = Pdf(bytes(&resident, &links[0]).await);
    let info = receipt.info();
    let info = info.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Tagged: yes", "Title: Accusé de réception", "Author: Saint-Exemple"] {
        assert!(info.contains(part), "{part} in {info}");
    }
    let raw = String::from_utf8_lossy(&receipt.0);
    assert!(raw.contains("<pdfuaid:part>1</pdfuaid:part>") && raw.contains("/Lang"), "PDF/UA-1");
    let text = receipt.text();
    for part in ["Saint-Exemple", "Accueil de la mairie", "+33 1 99 00 00 00", &number, "complète"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let structure = receipt.structure();
    for part in ["H1", "Table", "TH", "TD", "Figure"] {
        assert!(structure.contains(part), "{part} in {structure}");
    }

    let decision = Pdf(bytes(&resident, &links[1]).await).text();
    for part in [
        "demande acceptée",
        "Vous pouvez le construire.",
        // DEC-1: in law and in fact; DEC-5: how to appeal; ALG-1: the mention of the algorithm.
        "L’abri respecte la règle. (délibération 2026-12)",
        "Recours gracieux auprès de la mairie, dans un délai de 2 mois",
        "Peser l’abri",
        "L311-3-1",
        // DEC-3: who decided.
        "Camille Exemple, Cheffe du service urbanisme",
    ] {
        assert!(decision.contains(part), "{part} in {decision}");
    }
    let permit = Pdf(bytes(&resident, &links[2]).await);
    assert!(permit.structure().contains("H2"));
    let text = permit.text();
    for part in ["Permis d’abri", "#panic() L’abri est *permis*.", "Surface", "5 m²"] {
        assert!(text.contains(part), "{part} in {text}");
    }

    // Agents and programs have the same bytes.
    let agent = town.agent("agent");
    let desk = town.portal();
    desk.post("/desk/sign-in", &[("name", &agent.name), ("password", &agent.password)]).await;
    let at_desk = desk.get(&format!("/desk/dossiers/{number}")).await;
    let at_desk = at_desk.find_attribute("#papers + ul a", "href");
    assert_eq!(bytes(&desk, &at_desk[2]).await, permit.0);
    let api = town.api().bearing(&key);
    let papers = api.get(&format!("/dossiers/{number}")).await.expect(200)["papers"].clone();
    let path = papers[2]["path"].as_str().expect("a path").to_owned();
    let request = api.request(Method::GET, path.trim_start_matches("/api/v1"));
    assert_eq!(request.send().await.expect("it").bytes().await.expect("it"), permit.0);
    api.get(&format!("/dossiers/{number}/papers/decision-9")).await.problem(404);
    town.api()
        .bearing(&"0".repeat(32))
        .get(&format!("/dossiers/{number}/papers/receipt-1"))
        .await
        .problem(404);
    assert_eq!(town.portal().get(&links[0].replace(&key, &"0".repeat(32))).await.status, 404);
}

#[tokio::test]
async fn a_document_stays_what_it_was_and_anybody_can_check_it() {
    let (mut town, number, key) = granted().await;
    let link = format!("/dossiers/{number}/papers/told-2-1.pdf?key={key}");
    let made = bytes(&town.portal(), &link).await;
    let text = Pdf(made.clone()).text();
    let code =
        text.split_whitespace().find(|word| word.len() == 24 && word.matches('-').count() == 4);
    let code = code.unwrap_or_else(|| panic!("a code in {text}")).to_owned();

    // Another letterhead, another process: the document is the one that was made.
    let config = std::fs::read_to_string(town.config()).expect("guichet.toml");
    town.replace_config(&config.replace("name = \"Saint-Exemple\"", "name = \"Saint-Autre\""));
    town.restart();
    assert_eq!(bytes(&town.portal(), &link).await, made);
    assert!(town.command(&["dossier", "verify"]).success);

    let anybody = town.portal();
    let typed = anybody.get(&format!("/verify?code={}", code.to_lowercase())).await;
    assert_eq!(typed.location(), format!("/verify/{code}?lang=fr"));
    let page = anybody.get(&format!("/verify/{code}")).await;
    assert_eq!((row(&page, 0).as_str(), row(&page, 1)), ("Document délivré", number.clone()));
    let digest = guichet::digest::Digest::of(&made).to_string();
    assert_eq!(row(&page, 3), digest);
    assert!(!page.text.contains("Martin") && !page.text.contains("abri"), "nothing of whom");

    let compare = async |file: Vec<u8>, pasted: &str| {
        let form = reqwest::multipart::Form::new()
            .part("file", reqwest::multipart::Part::bytes(file).file_name("permit.pdf"))
            .text("digest", pasted.to_owned());
        let request = anybody.request(Method::POST, &format!("/verify/{code}")).multipart(form);
        anybody.send(request).await.find("[role=status]").join("")
    };
    assert!(compare(made.clone(), "").await.contains("rien n’y a été changé"));
    let mut changed = made.clone();
    changed[1_000] ^= 1;
    assert!(compare(changed, "").await.contains("n’est pas celui"));
    assert!(compare(vec![], &digest.to_uppercase()).await.contains("rien n’y a été changé"));
    assert!(compare(vec![], "").await.contains("Choisissez un fichier"));

    // Nobody finds a document by guessing.
    let other = code.replace(['0', '1', '2', '3'], "Z");
    let unknown = anybody.get(&format!("/verify/{other}Z")).await;
    assert_eq!(unknown.status, 404);
    for _ in 0..guichet::limits::http::KEY_FAILURES {
        anybody.get(&format!("/verify/{}", "0".repeat(20))).await;
    }
    assert_eq!(anybody.get(&format!("/verify/{}", "0".repeat(20))).await.status, 503);
}

#[tokio::test]
async fn dec_7_a_decision_that_waits_to_be_opened_is_no_document_before() {
    let town = Town::start(&[("honest", honest::file(&honest::issuing()))]);
    let accepted = town.api().submit("a", &honest::answers()).await.expect(201);
    let text = |key: &str| accepted[key].as_str().expect("a string").to_owned();
    let (number, key) = (text("number"), text("access_key"));
    let resident = town.portal();
    resident.post(&format!("/dossiers/{number}/consent?key={key}"), &[("agrees", "yes")]).await;
    let agent = town.agent("agent");
    let act = format!("/desk/dossiers/{number}/actions/grant");
    town.api().bearing(&agent.token).post(&act, &json!({})).await.expect(200);
    let decision = format!("/dossiers/{number}/papers/decision-2.pdf?key={key}");
    assert_eq!(resident.get(&decision).await.status, 404);
    // Nor does a copy or a program tell of it, which would open it for nobody.
    let api = town.api().bearing(&key);
    let copied = async || {
        let path = format!("/dossiers/{number}/copy.zip?key={key}");
        let copy = std::io::Cursor::new(resident.bytes(&path).await);
        let mut copy = zip::ZipArchive::new(copy).expect("a ZIP");
        let described = copy.by_name("dossier.json").expect("the dossier");
        let described: serde_json::Value = serde_json::from_reader(described).expect("JSON");
        (described["phase"].clone(), copy.by_name("documents/decision-2.pdf").is_ok())
    };
    assert_eq!(copied().await, (json!("in_review"), false));
    let told = api.get(&format!("/dossiers/{number}")).await.expect(200);
    assert_eq!((&told["phase"], &told["verdict"]), (&json!("in_review"), &json!(null)));
    assert!(!told.to_string().contains("Accordé"), "{told}");
    resident.post(&format!("/dossiers/{number}/open?key={key}"), &[]).await;
    assert!(Pdf(bytes(&resident, &decision).await).text().contains("demande acceptée"));
    assert_eq!(copied().await, (json!("decided"), true));
    let told = api.get(&format!("/dossiers/{number}")).await.expect(200);
    assert_eq!(told["verdict"], "granted");
}

#[tokio::test]
async fn a_document_goes_to_the_office_that_the_procedure_names() {
    let post = Post::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::issuing()))]);
    town.configure(&post.config());
    town.restart();
    let (number, _) = grant(&town, &honest::answers()).await;
    let agent = town.agent("agent");
    let desk = town.portal();
    let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await;
    // The town named no address: an agent sees it, and sends it again when there is one.
    let until = std::time::Instant::now() + guichet_tests::server::PATIENCE;
    let stuck = loop {
        let page = desk.get("/desk/letters").await;
        if !page.find("article dl").is_empty() || std::time::Instant::now() > until {
            break page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(stuck.find("article").join("").contains("[offices]"), "{stuck:?}");
    town.configure("[offices]\npolice = \"police@example.org\"\n");
    town.restart();
    for form in stuck.find_attribute("article form", "action") {
        let desk = town.portal();
        desk.post("/desk/sign-in", &inputs).await;
        desk.post(&form, &[]).await;
    }
    let letter = &post.wait("police@example.org", 1)[0];
    assert!(letter.contains("Document transmis") && letter.contains(&number), "{letter}");
    let raw = post.raw("police@example.org");
    assert!(raw[0].contains("application/pdf") && raw[0].contains("told-2-1.pdf"));
}
