//! Mail through a real server: receipts, links, lost numbers, and what happens when the server
//! does not do what it should.

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::{Browser, PATIENCE, Town};
use serde_json::json;

fn town(post: &Post) -> Town {
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&post.config());
    town.restart();
    town
}

/// Submits with this address. Gives number and key.
async fn submit(town: &Town, lang: &str, email: &str) -> (String, String) {
    let answers = json!({"who.name": "Zoé Martin", "who.email": email, "what.size": "small"});
    let body = json!({"lang": lang, "answers": answers});
    let api = town.api();
    let path = format!("/procedures/{}/dossiers", honest::ID);
    let request = api.request(reqwest::Method::POST, &path).header("Idempotency-Key", email);
    let made = api.send(request.json(&body)).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    (text("number"), text("access_key"))
}

/// The first link of a letter, from the path on.
fn link(letter: &str, town: &Town) -> String {
    let found = letter.lines().find_map(|line| line.strip_prefix(&town.address()));
    found.unwrap_or_else(|| panic!("a link in {letter}")).to_owned()
}

async fn signed_in(town: &Town) -> Browser {
    let agent = town.agent("agent");
    let desk = town.portal();
    desk.post("/desk/sign-in", &[("name", &agent.name), ("password", &agent.password)]).await;
    desk
}

/// Waits until the desk lists as many letters that were not sent.
async fn stuck(desk: &Browser, count: usize) -> Vec<String> {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        let page = desk.get("/desk/letters").await;
        let letters = page.find("article dl");
        if letters.len() == count {
            return letters;
        }
        assert!(std::time::Instant::now() < until, "{count} letters, not {page:?}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn sve_1_sve_2_sve_3_sve_5_the_receipt_comes_by_mail() {
    let post = Post::start();
    let town = town(&post);
    let (number, key) = submit(&town, "fr", "zoe@example.org").await;
    let letter = &post.wait("zoe@example.org", 1)[0];
    for part in [
        "From: Mairie <mairie@saint-exemple.example>",
        "Subject: Accusé de réception",
        "Auto-Submitted: auto-generated",
        number.as_str(),
        // SVE-2: the date of receipt, the service, its addresses and its telephone.
        "Reçu le",
        "Accueil de la mairie",
        "mairie@saint-exemple.example",
        "1 place de la Mairie",
        "+33 1 99 00 00 00",
        // SVE-3: what silence means, when, on which condition, and the attestation.
        "acceptée",
        "complète",
        "attestation",
    ] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    assert_eq!(letter.matches("<html").count(), 1, "a part for each kind of reader");
    let place = link(letter, &town);
    assert_eq!(place, format!("/dossiers/{number}?key={key}"));
    assert_eq!(town.portal().get(&place).await.status, 200);
    submit(&town, "en", "ann@example.org").await;
    assert!(post.wait("ann@example.org", 1)[0].contains("Subject: Receipt"));

    // SVE-1: so does one for what is sent later, and what the decision has to say.
    town.portal().post(&format!("/dossiers/{number}/withdraw?key={key}"), &[]).await;
    let later = &post.wait("zoe@example.org", 2)[1];
    assert!(later.contains("Demande retirée") && later.contains("Accueil de la mairie"), "{later}");
    assert!(!town.log().contains("zoe@example.org"), "no address in the log");
}

#[tokio::test]
async fn what_the_town_does_is_told_in_the_language_of_the_dossier() {
    let post = Post::start();
    let town = town(&post);
    let agent = town.agent("program");
    for (lang, email, says) in
        [("en", "ann@example.org", "Shed granted"), ("fr", "zoe@example.org", "Abri accordé")]
    {
        let (number, _) = submit(&town, lang, email).await;
        post.wait(email, 1);
        // Whatever language the agent's program or pages are in.
        let act = format!("/desk/dossiers/{number}/actions/grant");
        town.api().bearing(&agent.token).post(&act, &json!({})).await.expect(200);
        let letter = post.wait(email, 2).remove(1);
        assert!(letter.contains(&format!("Subject: {says}")), "{letter}");
    }
    let (number, _) = submit(&town, "fr", "max@example.org").await;
    let desk = town.desk("agent", &[]).await;
    desk.post(&format!("/desk/dossiers/{number}/actions/grant"), &[]).await.location();
    let letter = post.wait("max@example.org", 2).remove(1);
    assert!(letter.contains("Subject: Abri accordé"), "{letter}");
}

#[tokio::test]
async fn what_a_server_does_not_take_is_tried_again_or_shown_and_never_sent_twice() {
    let post = Post::start();
    let mut town = town(&post);
    let desk = signed_in(&town).await;
    for address in ["later@example.org", "refused@example.org", "dropped@example.org"] {
        submit(&town, "fr", address).await;
    }
    post.wait("later@example.org", 1);
    let letters = stuck(&desk, 2).await;
    let all = letters.join("\n");
    assert!(all.contains("Refusé") && all.contains("no such mailbox"), "{all}");
    assert!(all.contains("Peut-être parti"), "{all}");
    assert_eq!(post.letters("dropped@example.org").len(), 1);

    // Killed between handing a letter over and hearing of it.
    submit(&town, "fr", "slow@example.org").await;
    post.wait("slow@example.org", 1);
    town.restart();
    let desk = signed_in(&town).await;
    stuck(&desk, 3).await;
    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
    for address in ["later@example.org", "dropped@example.org", "slow@example.org"] {
        assert_eq!(post.letters(address).len(), 1, "{address}");
    }

    // An agent may have it sent again.
    let page = desk.get("/desk/letters").await;
    for form in page.find_attribute("article form", "action") {
        desk.post(&form, &[]).await;
    }
    post.wait("slow@example.org", 2);
    post.wait("dropped@example.org", 2);
    stuck(&desk, 2).await;
}

#[tokio::test]
async fn a_server_that_is_away_costs_nothing() {
    let post = Post::start();
    let config = post.config();
    drop(post);
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&config);
    town.restart();
    let (number, key) = submit(&town, "fr", "zoe@example.org").await;
    let tracked = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert_eq!(tracked.status, 200);
    let desk = signed_in(&town).await;
    assert!(stuck(&desk, 0).await.is_empty(), "it is tried again for two days");
}

#[tokio::test]
async fn a_lost_number_is_sent_to_its_address_and_told_to_nobody_else() {
    let post = Post::start();
    let town = town(&post);
    let (number, _) = submit(&town, "fr", "zoe@example.org").await;
    post.wait("zoe@example.org", 1);
    let browser = town.portal();
    let ask = |email: &'static str| {
        let browser = browser.clone();
        async move { browser.post("/lost", &[("email", email)]).await }
    };
    let known = ask("Zoe@example.org ").await;
    let unknown = ask("nobody@example.org").await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    let letter = &post.wait("zoe@example.org", 2)[1];
    assert!(letter.contains(&number), "{letter}");
    assert_eq!(browser.get(&link(letter, &town)).await.status, 200);
    assert!(post.letters("nobody@example.org").is_empty());
    for _ in 0..5 {
        ask("nobody@example.org").await;
    }
    assert_eq!(ask("zoe@example.org").await.status, 503, "nobody asks without end");
}

#[tokio::test]
async fn a_draft_goes_on_where_its_link_is_opened() {
    let post = Post::start();
    let town = town(&post);
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let leave = format!("{draft}/leave");
    let wrong = browser.post(&leave, &[("wish", "mail"), ("email", "zoe")]).await;
    assert_eq!(wrong.status, 400);
    let sent = browser.post(&leave, &[("wish", "mail"), ("email", "zoe@example.org")]).await;
    assert_eq!(browser.get(sent.location()).await.find(".done").len(), 1);
    let letter = &post.wait("zoe@example.org", 1)[0];
    let other = town.portal();
    let next = other.get(&link(letter, &town)).await;
    assert_eq!(next.location(), format!("{draft}/what"));
    let page = other.get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé"]);
}

#[tokio::test]
async fn notice_is_given_before_a_draft_expires_and_saving_it_keeps_it() {
    let post = Post::start();
    let mut town = town(&post);
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let wish = [("wish", "mail"), ("email", "zoe@example.org")];
    browser.post(&format!("{draft}/leave"), &wish).await.location();
    post.wait("zoe@example.org", 1);
    // Begun by somebody who came through a mailbox: known without asking.
    let theirs = town.portal();
    theirs.post("/sign-in/mail", &[("email", "lou@example.org")]).await.location();
    let letter = post.wait("lou@example.org", 1).remove(0);
    theirs.post(&link(&letter, &town), &[]).await.location();
    theirs.begin().await;

    town.wait(77);
    let letter = post.wait("zoe@example.org", 2).remove(1);
    assert!(letter.contains("supprimé"), "{letter}");
    post.wait("lou@example.org", 2);
    let page = town.portal().get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé"]);
    town.portal().post(&format!("{draft}/who"), &[("who.name", "Zoé B")]).await.location();
    town.wait(20);
    let page = town.portal().get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé B"], "saved, it stays");
    assert_eq!(post.letters("zoe@example.org").len(), 2, "no notice without need");
    town.wait(75);
    assert_eq!(town.portal().get(&format!("{draft}/who")).await.status, 404);
    assert_eq!(post.letters("lou@example.org").len(), 2, "told once");
}
