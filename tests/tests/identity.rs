//! Who somebody is: an identity provider's word for it, a link to a mailbox, and what opens with
//! neither. The provider is a real one, set up as FranceConnect is.

use std::io::Read;

use guichet_tests::honest;
use guichet_tests::identity::Provider;
use guichet_tests::mail::Post;
use guichet_tests::server::{Answer, Browser, Town};
use serde_json::json;

fn town(provider: &Provider, minimum: &str) -> Town {
    let mut town = Town::new(&[("honest", honest::file(&honest::identified(minimum)))]);
    town.configure(&provider.config());
    town.restart();
    town
}

fn procedure() -> String {
    format!("/procedures/{}", honest::ID)
}

fn to_provider(next: &str) -> String {
    format!("/sign-in/provider?next={next}")
}

/// Begins a draft. Gives its path.
async fn begin(browser: &Browser) -> String {
    let begun =
        browser.post(&format!("{}/drafts", procedure()), &[("lang", "fr"), ("anew", "1")]).await;
    let first = begun.location();
    assert!(first.starts_with("/drafts/"), "{first}");
    first.rsplit_once('/').expect("a page of a draft").0.to_owned()
}

/// What the applicant's copy says of who submitted it.
async fn signed_in_as(browser: &Browser, tracked: &str) -> serde_json::Value {
    let (path, query) = tracked.split_once('?').expect("a key");
    let request = browser.request(reqwest::Method::GET, &format!("{path}/copy.zip?{query}"));
    let bytes = request.send().await.expect("an answer").bytes().await.expect("its bytes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP archive");
    let mut text = String::new();
    let mut file = archive.by_name("dossier.json").expect("the dossier");
    file.read_to_string(&mut text).expect("text");
    let copy: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    copy["signed_in_as"].clone()
}

#[tokio::test]
async fn id_1_what_the_provider_vouches_for_is_filled_in_and_fixed() {
    let provider = Provider::start();
    let town = town(&provider, "none");
    let browser = town.portal();
    let page = browser.get(&procedure()).await;
    assert_eq!(page.find("a[href^='/sign-in']").len(), 1, "offered, and not asked for: {page:?}");
    assert_eq!(page.find("form button").last().unwrap(), "Commencer");

    let back =
        provider.sign_in(&town, &browser, &to_provider(&procedure()), "camille", "eidas1").await;
    assert_eq!(back.location(), procedure());
    let page = browser.get(&procedure()).await;
    assert!(page.text.contains("en tant que Camille Andrée Exemple"), "{page:?}");

    let draft = begin(&browser).await;
    let page = browser.get(&format!("{draft}/who")).await;
    assert_eq!(page.find("p.fixed"), ["Exemple"], "{page:?}");
    assert!(page.find("input[name='who.name']").is_empty());
    let email = page.find_attribute("input[name='who.email']", "value");
    assert_eq!(email, ["camille@example.org"], "offered, and free to change");
    let other = [("who.name", "Autre"), ("who.email", "other@example.org")];
    browser.post(&format!("{draft}/who"), &other).await;
    browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    let tracked = browser.get(submitted.location()).await;
    assert!(tracked.text.contains("Exemple") && !tracked.text.contains("Autre"), "{tracked:?}");

    let person = signed_in_as(&browser, submitted.location()).await;
    assert_eq!(person["assurance"], "low");
    assert_eq!(person["acr"], "eidas1");
    assert_eq!(person["identity"]["birth_place"], "99999");
    let agent = town.agent("agent");
    let desk = town.portal();
    desk.post("/desk/sign-in", &[("name", &agent.name), ("password", &agent.password)]).await;
    let number = submitted.location().split(['/', '?']).nth(2).expect("a number");
    let page = desk.get(&format!("/desk/dossiers/{number}")).await;
    assert!(page.text.contains("niveau faible eidas1"), "{page:?}");
    assert!(!town.log().contains("Exemple"), "nobody's name is logged");
}

#[tokio::test]
async fn id_3_the_minimum_level_holds_on_portal_api_and_resume() {
    let provider = Provider::start();
    let town = town(&provider, "substantial");
    let start = format!("{}/drafts", procedure());
    let answers = json!({"lang": "fr", "answers": {"what.size": "small"}});
    let submit = |browser: &Browser, key: &str| {
        let path = format!("/api/v1{}/dossiers", procedure());
        let request = browser.request(reqwest::Method::POST, &path);
        let request = request.header("Idempotency-Key", key.to_owned()).json(&answers);
        let browser = browser.clone();
        async move { browser.send(request).await }
    };

    // Somebody unknown, and somebody of whom the provider is not sure enough.
    let unknown = town.portal();
    let low = town.portal();
    provider.sign_in(&town, &low, &to_provider("/me"), "camille", "eidas1").await;
    for browser in [&unknown, &low] {
        let page = browser.get(&procedure()).await;
        assert!(page.find("form button").is_empty(), "nothing can be begun: {page:?}");
        let begun = browser.post(&start, &[("lang", "fr")]).await;
        assert!(begun.location().starts_with("/sign-in?"), "{begun:?}");
        let page = browser.get(begun.location()).await;
        assert!(page.text.contains("niveau substantiel"), "{page:?}");
        assert_eq!(page.find("input[type='email']").len(), 0, "a mailbox is not enough");
        let problem = submit(browser, "k").await.problem(403);
        assert_eq!(problem["type"], "urn:guichet:problem:identity");
    }

    let sure = town.portal();
    let sent = sure.get(&to_provider(&procedure())).await;
    assert!(sent.location().contains("acr_values=eidas2"), "no more than needed: {sent:?}");
    provider.sign_in(&town, &sure, &to_provider(&procedure()), "camille", "eidas2").await;
    let made = submit(&sure, "k").await.expect(201);
    assert!(made["number"].is_string(), "the API takes it from who signed in");
    // The same key and answers of somebody else are another request.
    let other = town.portal();
    provider.sign_in(&town, &other, &to_provider("/me"), "dominique", "eidas3").await;
    assert_eq!(submit(&other, "k").await.status, 422);

    // The draft's link is not enough.
    let draft = begin(&sure).await;
    sure.post(&format!("{draft}/who"), &[("who.email", "c@example.org")]).await;
    for page in ["", "/who", "/review", "/leave"] {
        let path = format!("{draft}{page}");
        for browser in [&unknown, &low] {
            let answer = browser.get(&path).await;
            let next = answer.location().split_once("next=").expect("a way back").1;
            assert_eq!(next, path.replace('/', "%2F"), "signed in, one comes back");
        }
        assert_eq!(other.get(&path).await.status, 404, "to somebody else there is none");
    }
    assert!(unknown.post(&format!("{draft}/submit"), &[]).await.location().starts_with("/sign-in"));
    let page = sure.get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("input[name='who.email']", "value"), ["c@example.org"]);

    // On another device, signed in, it goes on, and is found without its link.
    let device = town.portal();
    let back = provider.sign_in(&town, &device, &to_provider(&draft), "camille", "eidas2").await;
    assert_eq!(back.location(), draft);
    let mine = device.get("/me").await;
    assert!(mine.find_attribute("main a", "href").contains(&draft), "{mine:?}");
    device.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    let submitted = device.post(&format!("{draft}/submit"), &[]).await;
    let person = signed_in_as(&device, submitted.location()).await;
    assert_eq!(
        (person["acr"].as_str(), person["assurance"].as_str()),
        (Some("eidas2"), Some("substantial"))
    );
    let mine = sure.get("/me").await;
    let dossiers = mine.find("main .cards li");
    assert_eq!(dossiers.len(), 2, "by the API and by the portal: {mine:?}");
    assert!(!mine.find_attribute("main a", "href").contains(&draft), "no draft any more");
    assert!(other.get("/me").await.find("main .cards li").is_empty());
}

/// FranceConnect+ signs by ES256 and encrypts for the key that the town publishes.
#[tokio::test]
async fn id_1_what_is_encrypted_for_the_town_is_opened_and_nothing_else() {
    let provider = Provider::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::identified("substantial")))]);
    town.configure(&provider.encrypting_config());
    town.restart();
    let browser = town.portal();
    let keys = town.address() + "/sign-in/keys";
    provider.encrypt_for(&keys).await;
    let published = browser.get("/sign-in/keys").await;
    assert!(published.text.contains("\"ECDH-ES\"") && !published.text.contains("\"d\""));
    let back =
        provider.sign_in(&town, &browser, &to_provider(&procedure()), "camille", "eidas2").await;
    assert_eq!(back.location(), procedure(), "{back:?}");
    let draft = begin(&browser).await;
    assert_eq!(browser.get(&format!("{draft}/who")).await.find("p.fixed"), ["Exemple"]);

    // The town keeps its key; what is encrypted for another is not taken.
    town.restart();
    assert_eq!(town.portal().get("/sign-in/keys").await.text, published.text);
    let other = Town::new(&[("honest", honest::file(&honest::identified("substantial")))]);
    let mut other = other;
    other.configure(&provider.encrypting_config());
    other.restart();
    provider.encrypt_for(&(other.address() + "/sign-in/keys")).await;
    let browser = town.portal();
    let refused = provider.sign_in(&town, &browser, &to_provider("/me"), "camille", "eidas2").await;
    assert_eq!(refused.status, 502, "{refused:?}");
    assert!(town.log().contains("encrypted for another key"), "{}", town.log());
    assert!(browser.get("/me").await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn what_is_typed_after_the_session_ended_is_kept() {
    let provider = Provider::start();
    let town = town(&provider, "low");
    let browser = town.portal();
    provider.sign_in(&town, &browser, &to_provider("/me"), "camille", "eidas1").await;
    let draft = begin(&browser).await;
    let page = format!("{draft}/who");
    browser.post("/sign-out", &[]).await;
    let sent = browser.post(&page, &[("who.email", "typed@example.org")]).await;
    assert!(sent.location().starts_with("/sign-in?"), "{sent:?}");
    assert!(browser.get("/me").await.location().starts_with("/sign-in"));

    let back = provider.sign_in(&town, &browser, &to_provider(&page), "camille", "eidas1").await;
    let shown = browser.get(back.location()).await;
    let typed = shown.find_attribute("input[name='who.email']", "value");
    assert_eq!(typed, ["typed@example.org"], "{shown:?}");
}

#[tokio::test]
async fn a_sign_in_that_fails_says_so_and_signs_nobody_in() {
    let provider = Provider::start();
    let town = town(&provider, "low");
    let browser = town.portal();
    let says = |answer: &Answer, status: u16, words: &str| {
        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
        assert!(answer.find("main").join(" ").contains(words), "{answer:?}");
        assert_eq!(answer.find("main a[href^='/sign-in']").len(), 1, "one can try again");
    };
    let refused = provider.sign_in(&town, &browser, &to_provider("/me"), "nobody", "no").await;
    says(&refused, 400, "interrompue");
    let weird = provider.sign_in(&town, &browser, &to_provider("/me"), "camille", "weird").await;
    says(&weird, 502, "ne répond pas comme prévu");
    assert!(town.log().contains("weird"), "the town is told which level it has to name");

    // The answer of another browser's sign-in, one that was used, and an invented one.
    let sent = browser.get(&to_provider("/me")).await;
    let back = provider.back(sent.location(), "camille", "eidas1").await;
    let back = back.strip_prefix(&town.address()).expect("a page of the town");
    says(&town.portal().get(back).await, 400, "autre navigateur");
    let state = back.split_once("state=").expect("a state").1.split('&').next().unwrap();
    let other = back.replace(state, &state.chars().rev().collect::<String>());
    says(&browser.get(&other).await, 400, "autre navigateur");
    assert_eq!(browser.get(back).await.location(), "/me");
    let invented = town.portal();
    invented.get(&to_provider("/me")).await;
    says(&invented.get("/sign-in/callback?code=x&state=y").await, 400, "autre navigateur");
    assert!(invented.get("/me").await.location().starts_with("/sign-in"));

    // Nothing that anybody writes into the link leads elsewhere.
    let evil = to_provider("https://evil.example/");
    let back = provider.sign_in(&town, &browser, &evil, "camille", "eidas1").await;
    assert_eq!(back.location(), "/me");

    // Signing out here says that one is still signed in there.
    let out = browser.post("/sign-out", &[]).await;
    let there = out.find_attribute("main a.button", "href");
    assert!(there[0].contains("id_token_hint=") && there[0].contains("post_logout_redirect_uri="));
    assert!(browser.get("/me").await.location().starts_with("/sign-in"));

    drop(provider);
    says(&browser.get(&to_provider("/me")).await, 502, "ne répond pas comme prévu");
    assert_eq!(browser.get("/").await.status, 200, "the rest goes on");
    assert!(!town.log().contains("Exemple"));
}

#[tokio::test]
async fn a_link_to_a_mailbox_signs_in_once() {
    let post = Post::start();
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&post.config());
    town.restart();
    let browser = town.portal();
    // A dossier with this address, which anybody could have typed.
    let draft = browser.begin().await;
    browser
        .post(&format!("{draft}/who"), &[("who.name", "Zoé"), ("who.email", "zoe@example.org")])
        .await;
    browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    browser.post(&format!("{draft}/submit"), &[]).await;
    post.wait("zoe@example.org", 1);

    let asked =
        browser.post("/sign-in/mail", &[("email", "Zoe@example.org"), ("next", "/me")]).await;
    assert!(browser.get(asked.location()).await.text.contains("le lien est parti"));
    let letter = post.wait("Zoe@example.org", 1).remove(0);
    let link = letter
        .lines()
        .find_map(|line| line.strip_prefix(&town.address()))
        .expect("a link")
        .to_owned();
    // A program that looks into mail opens links: that signs nobody in, and uses nothing up.
    let scanner = town.portal();
    assert_eq!(scanner.get(&link).await.status, 200);
    assert!(scanner.get("/me").await.location().starts_with("/sign-in"));
    let page = browser.get(&link).await;
    assert_eq!(page.find("form button"), ["Continuer"]);
    assert_eq!(browser.post(&link, &[]).await.location(), "/me");
    assert_eq!(scanner.post(&link, &[]).await.status, 400, "once only");

    let mine = browser.get("/me").await;
    assert_eq!(mine.find("main .cards li").len(), 1, "{mine:?}");
    let dossier = mine.find_attribute("main .cards a", "href").remove(0);
    assert_eq!(browser.get(&dossier).await.status, 200);
    // A form that is begun now is found on another device.
    let draft = begin(&browser).await;
    assert!(browser.get("/me").await.find_attribute("main a", "href").contains(&draft));
    let page = browser.get(&format!("{draft}/who")).await;
    assert!(page.find("p.fixed").is_empty(), "a mailbox says nobody's name");

    // Another mailbox sees nothing of it; a forged key opens nothing.
    let eve = town.portal();
    eve.post("/sign-in/mail", &[("email", "eve@example.org")]).await;
    let letter = post.wait("eve@example.org", 1).remove(0);
    let theirs = letter
        .lines()
        .find_map(|line| line.strip_prefix(&town.address()))
        .expect("a link")
        .to_owned();
    let (head, _) = theirs.split_at(theirs.len() - 32);
    let forged = format!("{head}{}", "0".repeat(32));
    assert_eq!(eve.post(&forged, &[]).await.status, 400);
    eve.post(&theirs, &[]).await;
    let mine = eve.get("/me").await;
    assert!(mine.find("main .cards li").is_empty() && !mine.text.contains(&draft), "{mine:?}");
}
