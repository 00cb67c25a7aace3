//! What a town asks elsewhere for its residents: with their consent, within its budget, recorded
//! with source, date and purpose. The services are stand-ins with the published payloads.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use guichet_tests::honest;
use guichet_tests::identity::Provider;
use guichet_tests::server::{Answer, Browser, Town};
use guichet_tests::services::{Behaviour, Service, company, error, not_found, quotient};
use reqwest::Method;
use serde_json::{Value, json};

const PROCEDURE: &str = "/procedures/org.example.shed";
const TOKEN: &str = "a-token-of-the-tests";

/// A town whose quotient is asked at this service, and companies at the other.
fn town(quotient: &Service, company: &Service, more: &str) -> Town {
    let mut town = Town::new(&[("asking", honest::file(&honest::asking()))]);
    let token = town.config().with_file_name("token");
    std::fs::write(&token, format!("{TOKEN}\n")).expect("a token");
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    town.configure(&format!(
        "[[source]]\nname = \"quotient\"\nkind = \"api-particulier-quotient-familial\"\nurl = \"{}\"\n\
         token-file = \"token\"\nrecipient = \"21990001500019\"\ntimeout-seconds = 2\n{more}\n\
         [[source]]\nname = \"company\"\nkind = \"company\"\nurl = \"{}\"\n",
        quotient.at("/v3/dss/quotient_familial"),
        company.at("/search"),
    ));
    town.restart();
    town
}

fn services() -> (Service, Service) {
    (Service::start(quotient(850)), Service::start(company(honest::SIRET, "LE CAFE EXEMPLE")))
}

const OPEN: &str = "signed-in = false\n";

/// Begins a draft and fills in what comes before the sources. Gives its path.
async fn begin(browser: &Browser) -> String {
    let begun =
        browser.post(&format!("{PROCEDURE}/drafts"), &[("lang", "fr"), ("anew", "1")]).await;
    let draft = begun.location().rsplit_once('/').expect("a page of a draft").0.to_owned();
    browser.post(&format!("{draft}/who"), &[("who.name", "Camille")]).await;
    let next = browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    assert_eq!(next.location(), format!("{draft}/income"));
    draft
}

/// Presses a button of a source, and opens the page that it leads to.
async fn press(browser: &Browser, draft: &str, button: &str, path: &str) -> Answer {
    let answer = browser.post(&format!("{draft}/income"), &[(button, path)]).await;
    assert_eq!(answer.location(), format!("{draft}/income#f-{path}"));
    browser.get(&format!("{draft}/income")).await
}

/// The answers of a dossier, by path, as its applicant's copy has them, and the whole copy.
async fn copy(browser: &Browser, tracked: &str) -> (Value, Value) {
    let (path, query) = tracked.split_once('?').expect("a key");
    let request = browser.request(Method::GET, &format!("{path}/copy.zip?{query}"));
    let bytes = request.send().await.expect("an answer").bytes().await.expect("its bytes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP archive");
    let file = archive.by_name("dossier.json").expect("the dossier");
    let copy: Value = serde_json::from_reader(file).expect("JSON");
    let given = copy["answers"].as_array().expect("answers").clone();
    let pair = |a: Value| (a["path"].as_str().expect("a path").to_owned(), a["value"].clone());
    (given.into_iter().map(pair).collect::<serde_json::Map<_, _>>().into(), copy)
}

/// What is said where the source stands.
fn said(page: &Answer) -> String {
    page.find("#f-quotient .came").concat()
}

#[tokio::test]
async fn dln_1_dln_2_a_source_is_asked_with_consent_and_its_answer_is_recorded() {
    let (caf, register) = services();
    let town = town(&caf, &register, OPEN);
    let browser = town.portal();
    let draft = begin(&browser).await;

    let page = browser.get(&format!("{draft}/income")).await;
    let field = page.find("#f-quotient").concat();
    for told in ["CAF ou MSA", "Calculer l’aide selon vos revenus", "nom de naissance", "36 mois"]
    {
        assert!(field.contains(told), "{told}: {field}");
    }
    assert!(page.find("input[name^='quotient']").is_empty(), "nobody types it");
    assert_eq!(caf.requests().len(), 0, "nobody was asked");
    let unasked = browser.post(&format!("{draft}/income"), &[]).await;
    assert_eq!(unasked.status.as_u16(), 422, "it has to be asked or refused");

    let page = press(&browser, &draft, "_ask", "quotient").await;
    let field = page.find("#f-quotient").concat();
    assert!(field.contains("850") && field.contains("CNAF"), "{field}");
    assert!(page.find("input[name='declared']").is_empty());
    let asked = caf.requests();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].target.starts_with("/v3/dss/quotient_familial/identite?"));
    assert_eq!(asked[0].authorization.as_deref(), Some("Bearer a-token-of-the-tests"));
    for (name, value) in [
        ("recipient", "21990001500019"),
        ("nomNaissance", "Exemple"),
        ("prenoms[]", "Camille"),
        ("anneeDateNaissance", "1984"),
        ("codeCogInseePaysNaissance", "99999"),
    ] {
        assert_eq!(asked[0].param(name).as_deref(), Some(value));
    }
    let page = press(&browser, &draft, "_ask", "shop").await;
    assert!(page.find("#f-shop").concat().contains("LE CAFE EXEMPLE"), "{page:?}");
    assert_eq!(register.requests()[0].param("q").as_deref(), Some(honest::SIRET));
    assert_eq!(register.requests()[0].authorization, None);

    let review = browser.get(&format!("{draft}/review")).await;
    assert!(review.text.contains("LE CAFE EXEMPLE") && review.text.contains("850"));
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    let page = browser.get(submitted.location()).await;
    let rights = page.find("section[aria-labelledby='rights']").concat();
    for told in
        ["CAF ou MSA", "répondu, avec votre accord", "Calculer l’aide", "rectifier", "LE CAFE"]
    {
        assert!(rights.contains(told), "{told}: {rights}");
    }
    let (answers, copy) = copy(&browser, submitted.location()).await;
    assert_eq!(answers["quotient.value"], json!({"integer": 850}));
    assert_eq!(answers["shop.name"], json!({"text": "LE CAFE EXEMPLE"}));
    assert!(answers.get("declared").is_none(), "and no proof was asked for");
    let traces = copy["asked_of_sources"].as_array().expect("traces");
    assert_eq!(traces.len(), 2);
    assert_eq!(traces[1]["source"], "quotient", "the last one first");
    assert_eq!(traces[1]["outcome"], "answered");
    let told = ["birth-date", "birth-place", "family-name", "given-names", "sex"];
    assert_eq!(traces[1]["told"], json!(told));
    // Of a household only the number is kept, and no secret is anywhere.
    for hidden in ["SECRET", "RUE SECRETE", TOKEN] {
        assert!(!copy.to_string().contains(hidden) && !page.text.contains(hidden), "{hidden}");
        assert!(!town.log().contains(hidden), "{hidden}");
    }
    assert!(!town.log().contains("Camille"), "{}", town.log());

    let number = copy["number"].as_str().expect("a number").to_owned();
    assert!(town.command(&["dossier", "replay", &number]).success);
    let agent = town.agent("camille");
    let desk = browser.clone();
    let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await;
    let page = desk.get(&format!("/desk/dossiers/{number}")).await;
    assert!(page.text.contains("Données demandées à d’autres services"), "{page:?}");
}

#[tokio::test]
async fn a_refusal_opens_the_way_by_hand_and_asks_nobody() {
    let (caf, register) = services();
    let town = town(&caf, &register, OPEN);
    let browser = town.portal();
    let draft = begin(&browser).await;
    let page = press(&browser, &draft, "_decline", "quotient").await;
    assert!(said(&page).contains("Rien n’est demandé"), "{page:?}");
    assert_eq!(page.find("input[name='declared']").len(), 1);
    let typed = [("declared", "400"), ("quotient.value", "1"), ("quotient", "1")];
    let next = browser.post(&format!("{draft}/income"), &typed).await;
    assert_eq!(next.location(), format!("{draft}/review"));
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    let (answers, copied) = copy(&browser, submitted.location()).await;
    assert_eq!(answers["quotient.failure"], json!({"text": "refused"}));
    assert!(answers.get("quotient.value").is_none(), "what is typed there is nothing");
    assert_eq!(copied["asked_of_sources"][0]["outcome"], json!({"not": "refused"}));
    assert_eq!(copied["asked_of_sources"][0]["told"], json!([]));
    assert_eq!(caf.requests().len(), 0);

    // A consent is taken back as easily, and may be given after all.
    let draft = begin(&browser).await;
    press(&browser, &draft, "_ask", "quotient").await;
    let page = press(&browser, &draft, "_decline", "quotient").await;
    assert!(said(&page).contains("Rien n’est demandé") && !page.text.contains("CNAF"));
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(page.find("#f-quotient").concat().contains("850"));
}

#[tokio::test]
async fn every_way_to_fail_reaches_the_form_as_an_answer() {
    let (caf, register) = services();
    let town = town(&caf, &register, &format!("{OPEN}cache-minutes = 0\nper-second = 50\n"));
    let browser = town.portal();
    let unavailable = "ne répond pas en ce moment";
    let table = [
        (not_found(), "Rien n’a été trouvé"),
        (
            error(422, "00366", "Identité", "Impossible d'identifier l'allocataire"),
            "ne correspondent pas",
        ),
        (error(401, "00101", "Interdit", "Votre jeton n'est pas valide"), "ne peut pas demander"),
        (error(502, "37999", "Erreur inconnue", "Réponse invalide"), unavailable),
        (Behaviour::Answers(500, "<html>oops</html>".into()), unavailable),
        (Behaviour::Answers(200, "garbage".into()), unavailable),
        (Behaviour::Answers(200, "{\"data\":{}}".into()), unavailable),
        (Behaviour::Slow(Duration::from_secs(6)), unavailable),
        (Behaviour::Endless, unavailable),
        (Behaviour::Noise, unavailable),
        (Behaviour::Elsewhere(register.at("/secret")), unavailable),
        (Behaviour::TooMany(20), "Trop de demandes"),
    ];
    for (behaviour, expected) in table {
        let named = format!("{behaviour:?}");
        caf.becomes(behaviour);
        let draft = begin(&browser).await;
        let page = press(&browser, &draft, "_ask", "quotient").await;
        assert!(said(&page).contains(expected), "{named}: {}", said(&page));
        assert_eq!(page.find("input[name='declared']").len(), 1, "{named}");
        let next = browser.post(&format!("{draft}/income"), &[("declared", "1000")]).await;
        assert_eq!(next.location(), format!("{draft}/review"), "{named}");
    }
    assert_eq!(register.requests().len(), 0, "a service sends nobody elsewhere");
    // After "too many" the service is left alone for as long as it wants, and then asked again.
    caf.becomes(quotient(700));
    let asked = caf.requests().len();
    let draft = begin(&browser).await;
    press(&browser, &draft, "_ask", "quotient").await;
    assert_eq!(caf.requests().len(), asked, "it is left alone");
    tokio::time::sleep(Duration::from_secs(21)).await;
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(page.find("#f-quotient").concat().contains("700"), "{page:?}");
}

#[tokio::test]
async fn the_day_has_a_budget_and_an_answer_is_given_again_for_a_while() {
    let (caf, register) = services();
    let town = town(&caf, &register, &format!("{OPEN}per-day = 2\n"));
    let browser = town.portal();
    let draft = begin(&browser).await;
    for _ in 0..2 {
        press(&browser, &draft, "_ask", "quotient").await;
        press(&browser, &draft, "_decline", "quotient").await;
    }
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(page.find("#f-quotient").concat().contains("850"));
    assert_eq!(caf.requests().len(), 1, "to the same person the same answer");
    let second = begin(&browser).await;
    press(&browser, &second, "_ask", "quotient").await;
    assert_eq!(caf.requests().len(), 2, "and to nobody else");
    let third = begin(&browser).await;
    let page = press(&browser, &third, "_ask", "quotient").await;
    assert!(said(&page).contains("Trop de demandes"), "{page:?}");
    assert_eq!(caf.requests().len(), 2);
}

#[tokio::test]
async fn nobody_reads_of_other_people_what_is_asked_about_who_signed_in() {
    let (caf, register) = services();
    let provider = Provider::start();
    let mut town = town(&caf, &register, "");
    let browser = town.portal();
    let draft = begin(&browser).await;
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(said(&page).contains("identité confirmée"), "{page:?}");
    assert_eq!(caf.requests().len(), 0);

    town.configure(&provider.config());
    town.restart();
    let browser = town.portal();
    let link = format!("/sign-in/provider?next={PROCEDURE}");
    provider.sign_in(&town, &browser, &link, "camille", "eidas1").await;
    let draft = begin(&browser).await;
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(page.find("#f-quotient").concat().contains("850"), "{page:?}");
    assert_eq!(caf.requests().len(), 1);

    let browser = town.portal();
    provider.sign_in(&town, &browser, &link, "dominique", "eidas1").await;
    let draft = begin(&browser).await;
    let page = press(&browser, &draft, "_ask", "quotient").await;
    assert!(said(&page).contains("identité confirmée"), "{page:?}");
    assert_eq!(caf.requests().len(), 1, "it is of Camille, and Dominique asked");
}

#[tokio::test]
async fn what_a_town_did_not_grant_or_set_up_is_asked_of_nobody() {
    let (caf, register) = services();
    let mut town = town(&caf, &register, OPEN);
    let text = std::fs::read_to_string(town.config()).expect("the configuration");
    let only = text.replace(
        "grant = \"as-requested\"",
        "grant = { imports = [\"clock\"], effects = [\"notify\", \"request\"], sources = [\"company\"] }",
    );
    town.replace_config(&only);
    town.restart();
    let browser = town.portal();
    let draft = begin(&browser).await;
    let page = browser.get(&format!("{draft}/income")).await;
    assert!(said(&page).contains("ne peut pas demander"), "{page:?}");
    assert_eq!(page.find("input[name='declared']").len(), 1, "it is asked for by hand at once");
    assert!(page.find("#f-quotient button").is_empty(), "there is nothing to consent to");
    assert_eq!(page.find("#f-shop button[name='_ask']").len(), 1);
    let forced = browser.post(&format!("{draft}/income"), &[("_ask", "quotient")]).await;
    assert_eq!(forced.status.as_u16(), 303);
    assert_eq!(caf.requests().len(), 0);
    let file = town.config().with_file_name("asking.wasm");
    let said = guichet_tests::server::run(["plugin", "inspect", file.to_str().expect("a path")]);
    assert!(said.out.contains("quotient (api-particulier-quotient-familial)"), "{}", said.out);
    assert!(said.out.contains("To work out the help"), "{}", said.out);
}

#[tokio::test]
async fn a_client_of_the_api_brings_consent_and_never_an_answer() {
    let (caf, register) = services();
    let town = town(&caf, &register, OPEN);
    let api = town.api();
    let submit = async |key: &str, answers: &Value, sources: Value| {
        let body = json!({"lang": "en", "answers": answers, "sources": sources});
        let request = api.request(Method::POST, &format!("{PROCEDURE}/dossiers"));
        api.send(request.header("Idempotency-Key", key).json(&body)).await
    };
    // Neither left open nor given as an answer.
    let problem = submit("open", &honest::answers(), json!({})).await.problem(422);
    assert_eq!(problem["problems"][0]["path"], "quotient", "{problem}");
    for path in ["quotient", "quotient.value", "quotient.failure"] {
        let mut forged = honest::answers();
        forged[path] = json!(1);
        let problem = submit("forged", &forged, json!({"quotient": {"consent": true}})).await;
        let problem = problem.problem(422);
        assert_eq!(problem["problems"][0]["path"], path, "{problem}");
    }
    let asked = caf.requests().len();

    // With a consent the host asks as it submits, and once only for the same request.
    let consent = json!({"quotient": {"consent": true}});
    let accepted = submit("asked", &honest::answers(), consent.clone()).await.expect(201);
    let again = submit("asked", &honest::answers(), consent.clone()).await.expect(201);
    assert_eq!(accepted["number"], again["number"]);
    submit("asked", &honest::answers(), json!({"quotient": {"consent": false}})).await.problem(422);
    assert!(caf.requests().len() <= asked + 1, "the cache answers the same question");
    let key = accepted["access_key"].as_str().expect("a key");
    let number = accepted["number"].as_str().expect("a number");
    let dossier = api.bearing(key).get(&format!("/dossiers/{number}")).await.expect(200);
    assert_eq!(dossier["sources"][0]["outcome"], "answered");
    assert_eq!(dossier["sources"][0]["field"], "quotient");

    // A refusal opens the field by hand.
    let mut by_hand = honest::answers();
    by_hand["declared"] = json!(400);
    submit("refused", &by_hand, json!({"quotient": {"consent": false}})).await.expect(201);
    // Nothing is asked where nothing would be.
    submit("nowhere", &honest::answers(), json!({"declared": {"consent": true}}))
        .await
        .problem(422);
    let mut wrong =
        json!({"answers": honest::answers(), "sources": {"quotient": {"consent": "yes"}}});
    assert!(api.post(&format!("{PROCEDURE}/form"), &wrong).await.status.is_client_error());
    wrong["sources"] = json!([]);
    assert!(api.post(&format!("{PROCEDURE}/form"), &wrong).await.status.is_client_error());
}

#[tokio::test]
async fn an_answer_given_to_a_client_comes_back_as_it_was_given() {
    let (caf, register) = services();
    let town = town(&caf, &register, &format!("{OPEN}cache-minutes = 0\n"));
    let api = town.api();
    let body = json!({"lang": "en", "answers": honest::answers()});
    let path = format!("{PROCEDURE}/sources/quotient");
    caf.becomes(not_found());
    let failed = api.post(&path, &body).await.expect(200);
    assert_eq!(failed["answers"], json!({"quotient.failure": "not-found"}));
    caf.becomes(quotient(850));
    let came = api.post(&path, &body).await.expect(200);
    assert_eq!(came["answers"]["quotient.value"], 850);
    assert_eq!(came["told"][2], "family-name");
    assert!(came["purpose"].to_string().contains("To work out the help"), "{came}");

    // The form follows what is sent back, and so does a dossier; nobody is asked again.
    let asked = caf.requests().len();
    let with = |came: &Value| json!({"quotient": {"ticket": came["ticket"]}});
    let view = async |sources: &Value| {
        let body = json!({"lang": "en", "answers": honest::answers(), "sources": sources});
        api.post(&format!("{PROCEDURE}/form"), &body).await
    };
    let fields = async |sources: &Value| view(sources).await.expect(200).to_string();
    assert!(fields(&with(&failed)).await.contains("Your quotient"), "to be declared by hand");
    assert!(!fields(&with(&came)).await.contains("Your quotient"));
    let submit = async |key: &str, sources: &Value| {
        let body = json!({"lang": "en", "answers": honest::answers(), "sources": sources});
        let request = api.request(Method::POST, &format!("{PROCEDURE}/dossiers"));
        api.send(request.header("Idempotency-Key", key).json(&body)).await
    };
    let problem = submit("by-hand", &with(&failed)).await.problem(422);
    assert_eq!(problem["problems"][0]["path"], "declared", "{problem}");
    submit("ticket", &with(&came)).await.expect(201);
    assert_eq!(caf.requests().len(), asked);

    // Not a letter of it may change.
    let mut letters: Vec<char> = came["ticket"].as_str().expect("a ticket").chars().collect();
    let middle = letters.len() / 2;
    letters[middle] = if letters[middle] == '0' { '1' } else { '0' };
    for forged in [letters.into_iter().collect::<String>(), String::new(), "zz".repeat(40_000)] {
        let problem = submit("forged", &json!({"quotient": {"ticket": forged}})).await;
        let problem = problem.problem(422);
        assert_eq!(problem["problems"][0]["path"], "quotient", "{problem}");
    }
    let elsewhere = json!({"shop": {"ticket": came["ticket"]}});
    let problem = submit("elsewhere", &elsewhere).await.problem(422);
    assert_eq!(problem["problems"][0]["path"], "shop", "{problem}");
    api.post(&format!("{PROCEDURE}/sources/who.name"), &body).await.problem(404);
}

#[tokio::test]
async fn what_is_asked_after_a_submission_goes_to_the_dossier() {
    let (caf, register) = services();
    let town = town(&caf, &register, &format!("{OPEN}cache-minutes = 0\n"));
    let browser = town.portal();
    let draft = begin(&browser).await;
    press(&browser, &draft, "_ask", "quotient").await;
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await.location().to_owned();
    let (_, before) = copy(&browser, &submitted).await;
    let number = before["number"].as_str().expect("a number");
    let agent = town.agent("camille");
    let back = format!("/desk/dossiers/{number}/actions/grant");
    town.api().bearing(&agent.token).post(&back, &json!({"inputs": {}})).await.expect(200);

    let (page, query) = submitted.split_once('?').expect("a key");
    let query = query.replace("&new=1", "");
    let complete = format!("{page}/complete?{query}");
    let shown = browser.get(&complete).await;
    assert!(shown.find("#f-quotient").concat().contains("850"), "as it was answered: {shown:?}");
    caf.becomes(quotient(200));
    let given = [("who.name", "Camille"), ("what.size", "small")];
    let shown = browser.post(&complete, &[&given[..], &[("_decline", "quotient")]].concat()).await;
    assert!(said(&shown).contains("Rien n’est demandé"), "{shown:?}");
    let shown = browser.post(&complete, &[&given[..], &[("_ask", "quotient")]].concat()).await;
    assert!(shown.find("#f-quotient").concat().contains("200"), "{shown:?}");
    browser.post(&complete, &given).await.location();
    let (answers, after) = copy(&browser, &submitted).await;
    assert_eq!(answers["quotient.value"], json!({"integer": 200}));
    assert!(answers.get("quotient.failure").is_none());
    assert_eq!(after["asked_of_sources"].as_array().map(Vec::len), Some(3));
    assert!(town.command(&["dossier", "replay", number]).success);
}

#[tokio::test]
async fn dln_3_traces_stay_36_months_and_no_longer() {
    let (caf, register) = services();
    let mut town = town(&caf, &register, OPEN);
    let browser = town.portal();
    let draft = begin(&browser).await;
    press(&browser, &draft, "_ask", "quotient").await;
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await.location().to_owned();
    let traces = async |town: &Town| {
        let browser = town.portal();
        let page = browser.get(&submitted).await;
        let (answers, copy) = copy(&browser, &submitted).await;
        assert_eq!(answers["quotient.value"], json!({"integer": 850}), "the decision stood on it");
        let listed = page.text.contains("Données demandées à d’autres services");
        (listed, copy["asked_of_sources"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(traces(&town).await, (true, 1));
    town.wait(1_090);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(traces(&town).await, (true, 1), "35 months later");
    town.wait(10);
    // Housekeeping runs with the first tick.
    let mut left = (true, 1);
    for _ in 0..60 {
        left = traces(&town).await;
        if left == (false, 0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(left, (false, 0), "more than 36 months later");
    // A state built again from the journal has let go of them as well.
    town.stop();
    std::fs::remove_dir_all(town.data().join("sled")).expect("the state");
    town.restart();
    assert_eq!(traces(&town).await, (false, 0));
}

#[tokio::test]
async fn a_town_that_shows_its_token_is_told() {
    let (caf, register) = services();
    let mut town = town(&caf, &register, OPEN);
    let token = town.config().with_file_name("token");
    std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o644)).expect("its mode");
    let log = town.try_start().expect_err("it does not start");
    assert!(log.contains("chmod 600") && !log.contains(TOKEN), "{log}");
}

#[test]
fn the_cases_of_a_procedure_give_the_answers_of_sources() {
    let case = |name: &str, answers: &str, source: &str, expect: &str| {
        let text = format!(
            "name = \"{name}\"\ntoday = \"2026-11-26\"\n[answers]\n\"who.name\" = \"Camille\"\n\
             \"what.size\" = \"small\"\n{answers}\n{source}\n{expect}\n"
        );
        (format!("cases/{name}.toml"), text.into_bytes())
    };
    let answered = "[sources.quotient]\nvalue = 850\nprovider = \"CNAF\"\nyear = 2026\nmonth = 11";
    let submitted = "[[step]]\nsubmit = true\nexpect = { phase = \"in_review\" }";
    let refused = "[sources.quotient]\nfailure = \"refused\"";
    let none = "[expect]\nproblems = []";
    let by_source = format!("{none}\nno-fields = [\"declared\"]\n{submitted}");
    let by_hand = format!("{none}\nfields = [\"declared\"]\n{submitted}");
    let guest = honest::asking();
    let run = |cases: Vec<(String, Vec<u8>)>| {
        let manifest = guest.manifest.clone().expect("a manifest").into_bytes();
        let files = cases.into_iter().chain([("plugin.toml".to_owned(), manifest)]).collect();
        let component = guest.component().expect("a component");
        let package = guichet::plugin::assemble(&component, &files).expect("a package");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &package.bytes).expect("a file");
        guichet_tests::server::run(["plugin", "test", file.path().to_str().expect("a path")])
    };
    let said = run(vec![
        case("by-source", "", answered, &by_source),
        case("by-hand", "declared = 400", refused, &by_hand),
        case("not-asked", "", "", "[expect]\nproblems = [\"quotient\"]"),
    ]);
    assert!(said.success && said.out.contains("3 passed, 0 failed"), "{said:?}");
    let said = run(vec![case("moon", "", "[sources.quotient]\nfailure = \"moon\"", "")]);
    assert!(!said.success && said.out.contains("not-found"), "{said:?}");
}
