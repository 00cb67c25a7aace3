//! Drafts: saved as one types, left and found again, and carried over to a new version.

use guichet_tests::honest;
use guichet_tests::server::Town;

#[tokio::test]
async fn a_page_saves_itself_without_finding_fault() {
    let mut town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let first = browser.get(&format!("{draft}/who")).await;
    assert_eq!(first.find("[data-save-state]"), [""], "nothing is saved yet, so nothing says so");
    let typed = [("who.name", "Zo"), ("who.email", "zoe@"), ("_save", "1")];
    let saved = browser.post(&format!("{draft}/who"), &typed).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    assert!(saved.find("#problems").is_empty() && saved.find("[data-block] .error").is_empty());
    assert!(saved.find("[data-save-state]")[0].starts_with("Enregistré à "), "{saved:?}");
    town.restart();
    let browser = town.portal();
    let again = browser.get(&format!("{draft}/who")).await;
    assert_eq!(again.find_attribute("[name='who.name']", "value"), ["Zo"]);
    assert_eq!(again.find_attribute("[name='who.email']", "value"), ["zoe@"], "as it was typed");
}

#[tokio::test]
async fn a_device_offers_what_it_has_begun_and_forgets_it_when_told_so() {
    let town = Town::honest();
    let (mine, other) = (town.portal(), town.portal());
    let draft = mine.begin().await;
    mine.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let procedure = format!("/procedures/{}", honest::ID);
    let link = format!("a[href='{draft}']");
    for page in ["/", procedure.as_str()] {
        assert_eq!(mine.get(page).await.find(&link).len(), 1, "{page}");
        assert!(other.get(page).await.find(&link).is_empty(), "another device knows nothing");
    }
    // A second one is begun only by who wants that.
    let again = mine.post(&format!("{procedure}/drafts"), &[]).await;
    assert_eq!(again.location(), format!("{procedure}?lang=fr"));
    let anew = mine.post(&format!("{procedure}/drafts"), &[("anew", "1")]).await;
    assert_ne!(anew.location().rsplit_once('/').unwrap().0, draft);

    // The link leads to what is still missing, on any device.
    let resumed = other.get(&draft).await;
    assert_eq!(resumed.location(), format!("{draft}/what"));
    let leave = other.get(&format!("{draft}/leave")).await;
    assert!(leave.find(".key")[0].ends_with(&draft), "{leave:?}");
    let left = other.post(&format!("{draft}/leave"), &[("wish", "forget")]).await;
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
    let home = other.get(left.location()).await;
    assert!(home.find("[data-forget]").len() == 1 && home.find(&link).is_empty(), "{home:?}");
    assert_eq!(mine.get(&format!("{draft}/what")).await.status, 200, "it is still there");

    mine.post(&format!("{draft}/leave"), &[("wish", "drop")]).await;
    assert_eq!(mine.get(&format!("{draft}/what")).await.status, 404);
    assert!(mine.get("/").await.find(&link).is_empty());
}

#[tokio::test]
async fn a_key_that_nobody_was_given_opens_nothing() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let (id, _) = draft.split_at("/drafts/".len() + 32);
    let forged = format!("{id}{}", "0".repeat(32));
    for page in ["", "/who", "/review", "/leave"] {
        assert_eq!(browser.get(&format!("{forged}{page}")).await.status, 404, "{page}");
    }
    for (page, inputs) in
        [("/who", [("who.name", "Eve")]), ("/submit", [("", "")]), ("/leave", [("wish", "drop")])]
    {
        assert_eq!(browser.post(&format!("{forged}{page}"), &inputs).await.status, 404, "{page}");
    }
    assert_eq!(browser.get(&format!("{draft}/who")).await.status, 200);
}

#[tokio::test]
async fn a_draft_outlives_a_new_version() {
    let mut town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let who = [("who.name", "Zoé"), ("who.email", "zoe@example.org")];
    browser.post(&format!("{draft}/who"), &who).await;
    browser.post(&format!("{draft}/what"), &[("what.size", "small"), ("what.count", "3")]).await;
    let stale = browser.get(&format!("{draft}/who")).await;
    let version = stale.find_attribute("[name='_version']", "value")[0].clone();

    town.install("honest", &honest::file(&honest::next_version()));
    town.restart();
    let browser = town.portal();
    let page = browser.get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé"], "what fits stays");
    assert_eq!(page.find("section.note dd"), ["zoe@example.org"], "the rest is shown: {page:?}");
    let what = browser.get(&format!("{draft}/what")).await;
    assert_eq!(what.find_attribute("[name='what.count']", "value"), ["3"]);
    assert_eq!(what.find("[data-block='what.size'] .error").len(), 1, "to be chosen again");

    // The page of the old version, sent now: what has no place is not lost.
    let old =
        [("_version", version.as_str()), ("who.name", "Zoé B"), ("who.email", "new@example.org")];
    let sent = browser.post(&format!("{draft}/who"), &old).await;
    let page = browser.get(sent.location()).await;
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé B"]);
    assert_eq!(page.find("section.note dd"), ["zoe@example.org", "new@example.org"]);
    // A page that is gone altogether.
    let gone = [("_version", version.as_str()), ("roof.colour", "red")];
    let sent = browser.post(&format!("{draft}/roof"), &gone).await;
    assert_eq!(sent.location(), format!("{draft}/who"));
    let page = browser.get(sent.location()).await;
    assert_eq!(page.find("section.note dd").last().unwrap(), "red");

    let read = [("_read", "1"), ("who.name", "Zoé C")];
    let page = browser.post(&format!("{draft}/who"), &read).await;
    let page = browser.get(page.location()).await;
    assert!(page.find("section.note").is_empty(), "read once, and gone: {page:?}");
    assert_eq!(page.find_attribute("[name='who.name']", "value"), ["Zoé C"]);
    browser.post(&format!("{draft}/what"), &[("what.size", "large")]).await;
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    assert!(submitted.location().starts_with("/dossiers/"), "{submitted:?}");
}

/// Bad input costs nothing of what was typed before, and is answered with words.
#[tokio::test]
async fn bad_input_is_answered_and_nothing_is_lost() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let page = format!("{draft}/who");
    browser.post(&page, &[("who.name", "Zoé")]).await;

    let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let sent = browser.post(&page, &[("who.name", script), ("who.email", script)]).await;
    assert_eq!(sent.find_attribute("[name='who.name']", "value"), [script]);
    assert!(sent.find("img, script:not([src])").is_empty(), "what was typed is text: {sent:?}");

    let emoji = browser.post(&page, &[("who.name", "🦊🦊")]).await;
    assert_eq!(emoji.location(), format!("{draft}/what"), "a name may be so written");
    let review = browser.get(&format!("{draft}/review")).await;
    assert!(review.find("dd").contains(&"🦊🦊".to_owned()), "{review:?}");

    let long = "a".repeat(1_000_000);
    let sent = browser.post(&page, &[("who.name", &long), ("_save", "1")]).await;
    assert!(sent.status == 200 || sent.status == 413, "{}", sent.status);
    let sent = browser.post(&page, &[("who.name", &long)]).await;
    assert_eq!(sent.status, 422);
    assert_eq!(sent.find("#problems li").len(), 1, "{:?}", sent.find("#problems"));
    let beyond = "a".repeat(2 << 20);
    let sent = browser.post(&page, &[("who.name", &beyond)]).await;
    assert_eq!(sent.status, 413);
    let kept = browser.get(&page).await;
    assert_eq!(kept.find_attribute("[name='who.name']", "value"), [long], "as it was last taken");

    let rows: Vec<(String, String)> =
        (0..10_000).map(|row| (format!("rows[{row}].name"), "x".to_owned())).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let sent = browser.post(&page, &rows).await;
    assert_eq!(sent.status, 400);
    assert!(sent.find("main p")[0].contains("2000"), "{sent:?}");
}
