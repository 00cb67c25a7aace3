//! The counter and paper: what an agent fills in for somebody, and what people without e-mail get.

use guichet_tests::honest;
use guichet_tests::server::{Answer, Browser, Town};
use reqwest::Method;

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
async fn an_agent_fills_a_letter_in_and_its_clock_runs_from_its_arrival() {
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
    let path = draft.replace("/drafts/", "/desk/counter/");
    assert_eq!(other.get(&path).await.status, 404);

    let mut who = vec![("who.name", "Zoé Martin")];
    who.extend(ADDRESS);
    assert_eq!(desk.post(&next, &who).await.location(), format!("{draft}/what"));
    desk.post(&format!("{draft}/what"), &[("what.size", "small")]).await.location();
    let submitted = desk.post(&format!("{draft}/submit"), &[]).await;
    let dossier = submitted.location().to_owned();
    let page = desk.get(&dossier).await;
    for part in
        ["lettre, cachet de la poste", "par l’agent agent", "lettre.pdf", "Lettre arrivée le"]
    {
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
    let number = dossier.rsplit('/').next().expect("a number").to_owned();
    let replayed = town.command(&["dossier", "replay", &number]);
    assert!(replayed.success, "{replayed:?}");
}

/// So many days before today, as a date.
fn days_ago(days: i64) -> String {
    let day = format!("{days} days ago");
    let output = std::process::Command::new("date").args(["-d", &day, "+%F"]).output();
    String::from_utf8(output.expect("date").stdout).expect("text").trim().to_owned()
}
