//! The portal as a resident uses it, in a browser without JavaScript.

use guichet_tests::honest;
use guichet_tests::server::{Answer, Browser, Town};
use reqwest::Method;
use reqwest::multipart::{Form, Part};

/// Fills in both pages of the draft.
async fn fill_in(browser: &Browser, draft: &str) {
    let who = [("who.name", "Zoé Martin"), ("who.email", "")];
    let next = browser.post(&format!("{draft}/who"), &who).await;
    assert_eq!(next.location(), format!("{draft}/what"));
    let next = browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    assert_eq!(next.location(), format!("{draft}/review"));
}

fn is_safe(page: &Answer) {
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{page:?}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{page:?}");
    assert_eq!(page.header("referrer-policy"), "same-origin", "{page:?}");
    assert_eq!(page.header("x-frame-options"), "DENY", "{page:?}");
    if page.header("content-type").starts_with("text/html") {
        assert_eq!(page.header("cache-control"), "no-store", "{page:?}");
        let inline = [page.find("script:not([src])"), page.find("[style]"), page.find("style")];
        assert!(inline.concat().is_empty(), "{page:?}");
        assert_eq!(page.find("h1").len(), 1, "{page:?}");
    }
}

#[tokio::test]
async fn from_the_catalogue_to_the_tracking_page() {
    let town = Town::honest();
    let browser = town.portal();
    let catalogue = browser.get("/").await;
    let link = format!("a[href='/procedures/{}']", honest::ID);
    assert_eq!(catalogue.find(&link), ["Abri de jardin"]);
    let procedure = browser.get(&format!("/procedures/{}", honest::ID)).await;
    assert_eq!(procedure.find("h1"), ["Abri de jardin"]);
    let draft = browser.begin().await;
    let first = browser.get(&format!("{draft}/who")).await;
    assert_eq!(first.find("h1"), ["Qui êtes-vous ?"]);

    // An error: beside the field, in a summary that links to it, and what was typed is kept.
    let typed = [("who.name", ""), ("who.email", "zoé chez <b>")];
    let wrong = browser.post(&format!("{draft}/who"), &typed).await;
    assert_eq!(wrong.status, 422);
    let links = wrong.find_attribute("#problems a", "href");
    assert_eq!(links.len(), 2, "{wrong:?}");
    for link in links {
        let field = wrong.find_attribute(link.trim_start_matches(|c| c != '#'), "aria-describedby");
        let mut described = field[0].split_whitespace();
        assert!(described.any(|id| !wrong.find(&format!("#{id}.error")).is_empty()), "{wrong:?}");
    }
    assert_eq!(wrong.find(".field.wrong").len(), 2);
    assert_eq!(wrong.find_attribute("[name='who.email']", "value"), ["zoé chez <b>"]);
    assert!(!wrong.text.contains("<b>"), "what was typed is text");
    let again = browser.get(&format!("{draft}/who")).await;
    assert_eq!(again.find_attribute("[name='who.email']", "value"), ["zoé chez <b>"]);

    fill_in(&browser, &draft).await;
    let review = browser.get(&format!("{draft}/review")).await;
    assert_eq!(review.find("dd:not(.change)")[0], "Zoé Martin");
    assert!(review.find("#problems").is_empty(), "{review:?}");
    let submitted = browser.post(&format!("{draft}/submit"), &[]).await;
    let place = submitted.location().to_owned();
    let receipt = browser.get(&place).await;
    assert_eq!(receipt.find("h1"), ["Nous avons bien reçu votre dossier"]);
    let key = receipt.find(".receipt .key")[0].clone();
    let number = receipt.find(".receipt dd")[0].clone();
    assert!(receipt.text.contains("Accueil de la mairie"));

    // The same once more is the same dossier.
    assert_eq!(browser.post(&format!("{draft}/submit"), &[]).await.location(), place);
    let gone = browser.get(&format!("{draft}/who")).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text.contains(&number), "{gone:?}");

    let found = browser.get(&format!("/dossiers?number={number}&key={key}")).await;
    let tracked = browser.get(found.location()).await;
    assert!(tracked.find(".status")[0].contains("En cours d’examen"));
    assert!(tracked.find(".timeline li li")[0].contains("examiné par un agent"));
    for wrong in [format!("/dossiers/{number}"), format!("/dossiers/{number}?key=wrong")] {
        assert_eq!(browser.get(&wrong).await.status, 404);
    }
    let other = browser.post(&format!("/dossiers/{number}/withdraw?key=wrong"), &[]).await;
    assert_eq!(other.status, 404);
    let withdrawn = browser.post(&format!("/dossiers/{number}/withdraw?key={key}"), &[]).await;
    assert!(browser.get(withdrawn.location()).await.find(".status")[0].contains("Retiré"));
}

#[tokio::test]
async fn both_languages() {
    let town = Town::honest();
    let browser = town.portal().in_english();
    let catalogue = browser.get("/").await;
    assert_eq!(catalogue.find_attribute("html", "lang"), ["en"]);
    assert!(catalogue.text.contains("Build a shed in the garden"));
    assert!(browser.get("/?lang=fr").await.text.contains("Construire un abri au jardin"));
    let draft = browser.begin().await;
    assert_eq!(browser.get(&format!("{draft}/who")).await.find("h1"), ["Who are you?"]);
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let french = browser.get(&format!("{draft}/who?lang=fr")).await;
    assert_eq!(french.find("h1"), ["Qui êtes-vous ?"]);
    assert_eq!(french.find_attribute("[name='who.name']", "value"), ["Zoé"], "nothing is lost");
}

#[tokio::test]
async fn every_page_is_safe() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let pages = [
        "/".to_owned(),
        format!("/procedures/{}", honest::ID),
        "/procedures/nothing".to_owned(),
        format!("{draft}/who"),
        format!("{draft}/review"),
        format!("{draft}/nothing"),
        "/drafts/nothing/who".to_owned(),
        "/dossiers/111-111-111-111?key=x".to_owned(),
        "/dossiers".to_owned(),
        "/desk/sign-in".to_owned(),
        "/assets/style.css".to_owned(),
        "/nothing".to_owned(),
    ];
    for path in pages {
        let page = browser.get(&path).await;
        assert!(!page.status.is_server_error(), "{path}: {page:?}");
        is_safe(&page);
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    fill_in(&browser, &draft).await;
    let records = town.records();
    for path in [format!("{draft}/submit"), format!("{draft}/who"), "/desk/sign-in".to_owned()] {
        for (name, value) in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
        ] {
            let mut request = browser.request(Method::POST, &path).form(&[("who.name", "Eve")]);
            request = request.header(name, value);
            let mut request = request.build().expect("a request");
            // In place of the browser's own, not beside it.
            request.headers_mut().insert(
                reqwest::header::HeaderName::from_bytes(name.as_bytes()).expect("a name"),
                value.parse().expect("a value"),
            );
            let request =
                reqwest::RequestBuilder::from_parts(guichet_tests::server::client(), request);
            assert_eq!(browser.send(request).await.status, 403, "{path} {name}: {value}");
        }
    }
    assert_eq!(town.records(), records);
}

#[tokio::test]
async fn a_file_is_sent_with_its_page() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé")]).await;
    let page = browser.get(&format!("{draft}/what")).await;
    assert_eq!(page.find_attribute("form", "enctype"), ["multipart/form-data"]);
    let form = |name: &'static str, bytes: &'static [u8]| {
        let part = Part::bytes(bytes).file_name(name).mime_str("application/pdf").expect("a part");
        Form::new().text("what.size", "large").part("what.plan", part)
    };
    let path = format!("{draft}/what");
    let send = |form| browser.send(browser.request(Method::POST, &path).multipart(form));
    let wrong = send(form("plan.pdf", b"MZ")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("plan.pdf"), "{wrong:?}");
    let next = send(form("plan.pdf", b"%PDF-1.7\n")).await;
    assert_eq!(next.location(), format!("{draft}/review"));
    // A browser sends an empty part where no file was chosen; the file stays.
    send(form("", b"")).await;
    let review = browser.get(&format!("{draft}/review")).await;
    assert!(review.find("dd").iter().any(|answer| answer.contains("plan.pdf")), "{review:?}");
    browser.post(&format!("{draft}/submit"), &[]).await.location();
}

#[tokio::test]
async fn bad_requests_are_named_and_nothing_is_stored() {
    let town = Town::honest();
    let browser = town.portal();
    let draft = browser.begin().await;
    let records = town.records();
    let page = format!("{draft}/who");
    assert_eq!(browser.get("/drafts/00000000000000000000000000/who").await.status, 404);
    assert_eq!(browser.post("/drafts/nothing/who", &[("who.name", "Zoé")]).await.status, 404);
    assert_eq!(browser.post("/drafts/nothing/submit", &[]).await.status, 404);
    assert_eq!(browser.post(&format!("{draft}/nothing"), &[("a", "b")]).await.status, 404);
    assert_eq!(browser.post("/procedures/nothing/drafts", &[("lang", "fr")]).await.status, 404);
    let urlencoded = |body: Vec<u8>| {
        let request = browser.request(Method::POST, &page);
        request.header("Content-Type", "application/x-www-form-urlencoded").body(body)
    };
    let large = [b"who.name=".to_vec(), vec![b'x'; 10 << 20]].concat();
    let answer = browser.send(urlencoded(large)).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text.contains("1,1\u{a0}Mo"), "{answer:?}");
    let form = Form::new().text("who.name", "x".repeat(10 << 20));
    let answer = browser.send(browser.request(Method::POST, &page).multipart(form)).await;
    assert_eq!(answer.status, 413);
    for body in [&b"who.name=%FF"[..], b"who.name=\xff"] {
        let answer = browser.send(urlencoded(body.to_vec())).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains("UTF-8"), "{answer:?}");
    }
    let many = "a=b&".repeat(3000).into_bytes();
    assert_eq!(browser.send(urlencoded(many)).await.status, 400);
    // A page that is not filled in cannot be submitted either.
    let unfinished = browser.post(&format!("{draft}/submit"), &[]).await;
    assert_eq!(unfinished.status, 422);
    assert_eq!(unfinished.find("#problems li").len(), 2, "{unfinished:?}");
    assert_eq!(town.records(), records);
    // What is of the wrong kind is no answer, and still not lost.
    let wrong = browser.post(&format!("{draft}/what"), &[("what.size", "huge")]).await;
    assert_eq!(wrong.status, 422);
}
