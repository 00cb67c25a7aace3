//! What an applicant has of a dossier: the receipt, its code, and a copy of everything.

use std::io::{Cursor, Read};

use guichet::digest::Digest;
use guichet_tests::poppler::Pdf;
use guichet_tests::server::{Browser, Town};
use reqwest::Method;
use serde_json::json;

/// Submits with a plan. Gives number and key.
async fn submit(town: &Town) -> (String, String) {
    let plan = town.api().upload("plan.pdf", "application/pdf", b"%PDF-1.7 plan".to_vec()).await;
    let plan = plan.expect(201)["id"].clone();
    let answers = json!({"who.name": "Zoé Martin", "what.size": "small", "what.plan": [plan]});
    let made = town.api().submit("a", &answers).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    (text("number"), text("access_key"))
}

async fn bytes(browser: &Browser, path: &str) -> Vec<u8> {
    let answer = browser.request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.expect("a body").to_vec()
}

#[tokio::test]
async fn sve_2_sve_3_the_receipt_is_a_page_to_print() {
    let town = Town::honest();
    let (number, key) = submit(&town).await;
    let browser = town.portal();
    let page = browser.get(&format!("/dossiers/{number}/receipt?key={key}")).await;
    let rows = page.find("main dd").join("\n");
    for part in [
        number.as_str(),
        &key,
        "Accueil de la mairie",
        "+33 1 99 00 00 00",
        "acceptée le",
        "complète",
        "L232-3",
    ] {
        assert!(rows.contains(part), "{part} in {rows}");
    }
    let code = page.find_attribute(".code img", "src")[0].clone();
    let svg = String::from_utf8(bytes(&browser, &code).await).expect("SVG");
    assert!(svg.starts_with("<svg") && !svg.contains("<script"), "{svg}");
    let english = browser.get(&format!("/dossiers/{number}/receipt?key={key}&lang=en")).await;
    assert_eq!(english.find("h1"), ["Receipt"]);
}

#[tokio::test]
async fn rgpd_3_a_copy_has_everything() {
    let town = Town::honest();
    let (number, key) = submit(&town).await;
    let agent = town.agent("agent");
    let grant = format!("/desk/dossiers/{number}/actions/grant");
    town.api().bearing(&agent.token).post(&grant, &json!({})).await.expect(200);
    let browser = town.portal();
    let receipt = format!("/dossiers/{number}/papers/receipt-1.pdf?key={key}");
    let receipt = bytes(&browser, &receipt).await;
    let copy = bytes(&browser, &format!("/dossiers/{number}/copy.zip?key={key}")).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(copy)).expect("an archive");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).expect(name).read_to_end(&mut bytes).expect("its bytes");
        bytes
    };
    assert_eq!(read("files/plan.pdf"), b"%PDF-1.7 plan");
    let dossier: serde_json::Value = serde_json::from_slice(&read("dossier.json")).expect("JSON");
    assert_eq!(dossier["number"], number);
    let answers = dossier["answers"].as_array().expect("answers");
    assert!(answers.iter().any(|a| a["path"] == "who.name" && a["value"]["text"] == "Zoé Martin"));
    assert_eq!(dossier["happened"][0]["event"], "submitted");
    assert_eq!(dossier["happened"][0]["reasons"][0]["rule"], "size");
    // What the town told, as the documents that they are: also what nobody opened so far.
    assert_eq!(read("documents/receipt-1.pdf"), receipt);
    let decision = read("documents/decision-2.pdf");
    assert!(Pdf(decision.clone()).text().contains("Vous pouvez le construire."));
    let documents = dossier["documents"].as_array().expect("documents");
    let files: Vec<&str> = documents.iter().filter_map(|d| d["file"].as_str()).collect();
    assert_eq!(files, ["documents/receipt-1.pdf", "documents/decision-2.pdf"]);
    assert_eq!(documents[1]["sha256"], Digest::of(&decision).to_string());
    let code = documents[1]["code"].as_str().expect("a code");
    assert_eq!(browser.get(&format!("/verify/{code}")).await.status, 200);
}

#[tokio::test]
async fn nothing_of_it_opens_without_the_key() {
    let town = Town::honest();
    let (number, _) = submit(&town).await;
    let browser = town.portal();
    for path in ["", "/receipt", "/code.svg", "/copy.zip", "/complete", "/actions/grant"] {
        for key in ["", "?key=", "?key=00000000000000000000000000000000"] {
            let page = browser.get(&format!("/dossiers/{number}{path}{key}")).await;
            assert_eq!(page.status, 404, "{path}{key}");
        }
    }
}
