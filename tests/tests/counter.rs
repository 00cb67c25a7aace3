//! The counter and paper: what an agent fills in for somebody, and what people without e-mail get.

use guichet::texts::Texts;
use guichet_tests::honest;
use guichet_tests::poppler::Pdf;
use guichet_tests::server::{Answer, Browser, Town};
use reqwest::Method;
use serde_json::json;

async fn signed_in(town: &Town, name: &str) -> Browser {
    let agent = town.agent(name);
    let desk = town.portal();
    desk.post("/desk/sign-in", &[("name", &agent.name), ("password", &agent.password)]).await;
    desk
}

/// Begins the honest procedure at the counter.
async fn begin(desk: &Browser, more: &[(&str, &str)], scan: Option<&[u8]>) -> Answer {
    let mut form = reqwest::multipart::Form::new().text("procedure", honest::ID).text("lang", "fr");
    for (name, value) in more {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some(scan) = scan {
        let part = reqwest::multipart::Part::bytes(scan.to_vec()).file_name("lettre.pdf");
        form = form.part("scans", part.mime_str("application/pdf").expect("a type"));
    }
    desk.send(desk.request(Method::POST, "/desk/counter").multipart(form)).await
}

const ADDRESS: [(&str, &str); 4] = [
    ("who.address:lines", "12 rue des Essais"),
    ("who.address:postcode", "99999"),
    ("who.address:city", "Saint-Exemple"),
    ("who.address:country", "FR"),
];

#[tokio::test]
async fn sve_2_sve_3_a_letter_that_an_agent_fills_in_counts_from_its_arrival() {
    let town = Town::start(&[("honest", honest::file(&honest::issuing()))]);
    let desk = signed_in(&town, "agent").await;
    assert_eq!(town.portal().get("/desk/counter").await.location(), "/desk/sign-in");
    for wrong in [
        vec![("reason", "")],
        vec![("reason", "lettre"), ("arrived", "2999-01-01")],
        vec![("reason", "lettre"), ("arrived", "1999-01-01")],
    ] {
        assert_eq!(begin(&desk, &wrong, None).await.status, 422, "{wrong:?}");
    }
    let arrived = days_ago(10);
    let letter = [("reason", "lettre, cachet de la poste"), ("arrived", arrived.as_str())];
    let begun = begin(&desk, &letter, Some(b"%PDF-1.7 a letter")).await;
    let draft = begun.location().to_owned();
    // It is the agent's: nobody else opens it, and their device does not offer it.
    assert_eq!(town.portal().get(&format!("{draft}/who")).await.location(), "/desk/counter");
    let next = desk.get(&draft).await.location().to_owned();
    assert_eq!(next, format!("{draft}/who"));
    assert!(!desk.get("/").await.text.contains("/drafts/"), "no draft is offered");
    assert_eq!(desk.get("/desk/counter").await.find("main ul a").len(), 1);
    let other = signed_in(&town, "other").await;
    assert!(other.get("/desk/counter").await.find("main ul a").is_empty());
    let auditor = town.hire("auditor", &["--role", "auditor"]);
    let watching = town.portal();
    let inputs = [("name", auditor.name.as_str()), ("password", auditor.password.as_str())];
    watching.post("/desk/sign-in", &inputs).await;
    assert_eq!(watching.get("/desk/counter").await.status, 404, "who may act at all");
    let path = draft.replace("/drafts/", "/desk/counter/");
    assert_eq!(other.get(&path).await.status, 404);

    let mut who = vec![("who.name", "Zoé Martin")];
    who.extend(ADDRESS);
    assert_eq!(desk.post(&next, &who).await.location(), format!("{draft}/what"));
    desk.post(&format!("{draft}/what"), &[("what.size", "small")]).await.location();
    let submitted = desk.post(&format!("{draft}/submit"), &[]).await;
    let dossier = submitted.location().to_owned();
    let page = desk.get(&dossier).await;
    let fr = Texts::for_lang("fr");
    let arrived: jiff::civil::Date = arrived.parse().expect("a day");
    let due = arrived.checked_add(jiff::Span::new().months(2)).expect("a day");
    let [arrived, due] = [arrived, due].map(|day| fr.date(day.into()));
    let said = format!("Lettre arrivée le {arrived}");
    for part in
        ["lettre, cachet de la poste", "par l’agent Agent Exemple", "lettre.pdf", &said, &due]
    {
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
    // The receipt for who wrote the letter names the day on which it came.
    let number = dossier.rsplit('/').next().expect("a number").to_owned();
    let request = desk.request(Method::GET, &format!("{dossier}/papers/receipt-1.pdf"));
    let receipt = request.send().await.expect("a PDF").bytes().await.expect("bytes");
    let receipt = Pdf(receipt.to_vec()).text();
    for part in [&arrived, &due, &number, "12 rue des Essais"] {
        assert!(receipt.contains(part), "{part} in {receipt}");
    }
    let replayed = town.command(&["dossier", "replay", &number]);
    assert!(replayed.success, "{replayed:?}");
}

/// So many days before today, as a date.
fn days_ago(days: i64) -> String {
    let day = format!("{days} days ago");
    let output = std::process::Command::new("date").args(["-d", &day, "+%F"]).output();
    String::from_utf8(output.expect("date").stdout).expect("text").trim().to_owned()
}

#[tokio::test]
async fn dec_5_dec_6_who_has_no_email_gets_letters_and_their_posting_is_recorded() {
    let town = Town::start(&[("honest", honest::file(&honest::issuing()))]);
    let address = json!({"lines": ["12 rue des Essais"], "postcode": "99999",
        "city": "Saint-Exemple", "country": "FR"});
    let answers = json!({"who.name": "Zoé Martin", "what.size": "small", "who.address": address});
    let accepted = town.api().submit("paper", &answers).await.expect(201);
    let number = accepted["number"].as_str().expect("a number").to_owned();
    let key = accepted["access_key"].as_str().expect("a key").to_owned();
    let mut with_mail = answers.clone();
    with_mail["who.email"] = json!("ann@example.org");
    town.api().submit("mail", &with_mail).await.expect(201);
    let desk = signed_in(&town, "agent").await;
    desk.post(&format!("/desk/dossiers/{number}/actions/grant"), &[]).await.location();
    desk.post(&format!("/desk/dossiers/{number}/messages"), &[("text", "Passez nous voir.")]).await;

    let queue = desk.get("/desk/post").await;
    let letters = queue.find_attribute("input[name=letter]", "value");
    let wanted =
        ["receipt-1", "decision-2", "told-2-1", "said-1"].map(|of| format!("{number}/{of}"));
    let sorted = |mut letters: Vec<String>| {
        letters.sort();
        letters
    };
    assert_eq!(sorted(letters.clone()), sorted(wanted.to_vec()));
    assert!(queue.find("address")[0].contains("12 rue des Essais"), "{queue:?}");

    let chosen: Vec<(&str, &str)> = letters.iter().map(|l| ("letter", l.as_str())).collect();
    let request = desk.request(Method::POST, "/desk/post/letters.zip").form(&chosen);
    let archive = request.send().await.expect("an archive").bytes().await.expect("bytes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("a ZIP");
    assert_eq!(archive.len(), 4);
    for at in 0..4 {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(at).expect("it"), &mut bytes).expect("it");
        let text = Pdf(bytes).text();
        for part in ["12 rue des Essais", "99999 Saint-Exemple"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    let today = desk.get("/desk/post").await.find_attribute("#on", "value")[0].clone();
    let decision = format!("{number}/decision-2");
    let registered = format!("registered:{decision}");
    let post = |on: &'static str| {
        let (desk, decision, registered) = (desk.clone(), decision.clone(), registered.clone());
        let on = if on.is_empty() { today.clone() } else { on.to_owned() };
        async move {
            let inputs =
                [("letter", decision.as_str()), ("on", on.as_str()), (&registered, "1A 999 0")];
            desk.post("/desk/post", &inputs).await
        }
    };
    assert_eq!(post("2999-01-01").await.status, 400);
    assert_eq!(post("2001-01-01").await.status, 400);
    assert_eq!(post("").await.location(), "/desk/post");
    assert_eq!(post("").await.status, 409, "once");
    assert_eq!(desk.get("/desk/post").await.find("input[name=letter]").len(), 3);
    let page = desk.get(&format!("/desk/dossiers/{number}")).await;
    assert!(page.text.contains("Le délai de recours court"), "{page:?}");
    let tracked = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert!(tracked.text.contains("lettre recommandée n° 1A 999 0"), "{tracked:?}");

    // The queue is built again from the journal.
    let mut town = town;
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled goes");
    town.restart();
    let desk = signed_in(&town, "agent").await;
    assert_eq!(desk.get("/desk/post").await.find("input[name=letter]").len(), 3);
}

#[tokio::test]
async fn rgpd_6_who_sees_names_and_addresses_in_the_print_queue_is_written_down() {
    let mut guest = honest::issuing();
    let sensitive =
        |manifest: String| manifest.replace("retention = ", "sensitive = true, retention = ");
    guest.manifest = guest.manifest.map(sensitive);
    let town = Town::start(&[("honest", honest::file(&guest))]);
    let address = json!({"lines": ["12 rue des Essais"], "postcode": "99999",
        "city": "Saint-Exemple", "country": "FR"});
    let answers = json!({"who.name": "Zoé Martin", "what.size": "small", "who.address": address});
    let accepted = town.api().submit("paper", &answers).await.expect(201);
    let number = accepted["number"].as_str().expect("a number");
    let desk = signed_in(&town, "agent").await;
    let audit = town.desk("audit", &["--role", "auditor"]).await;
    assert!(audit.get("/desk/reads").await.find("tbody tr").is_empty());
    // However many letters of it wait, it is one look.
    desk.post(&format!("/desk/dossiers/{number}/messages"), &[("text", "Passez nous voir.")]).await;
    let before = audit.get("/desk/reads").await.find("tbody tr").len();
    let queue = desk.get("/desk/post").await;
    assert!(queue.find("address").join(" ").contains("12 rue des Essais"), "{queue:?}");
    let reads = audit.get("/desk/reads").await.find("tbody tr");
    assert_eq!(reads.len(), before + 1, "{reads:?}");
    for part in ["agent", number, "found in a list"] {
        assert!(reads[0].contains(part), "{part} in {reads:?}");
    }
}
