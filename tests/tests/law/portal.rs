//! What the law has the portal say and do for whoever uses it: receipts at once, rules that are
//! published, decisions without a person, copies instead of originals, names, French, access.

use super::*;

const COMPUTING: (&str, &str) = (
    "[effects]",
    "[algorithm]\npurpose = { fr = \"Classer les abris\", en = \"Rank\" }\n\n[effects]",
);
const AUTOMATIC: (&str, &str) = ("\"request\"]", "\"request\"]\nautomatic = [\"granted\"]");

/// A mail server that nobody reaches: nothing that the law has at once may wait for it.
const AWAY: &str = "[mail]\nserver = \"smtp://127.0.0.1:9\"\nfrom = \"Mairie <m@example.org>\"\n";

fn application(lang: &str) -> serde_json::Value {
    let answers =
        json!({"who.name": "Zoé Martin", "who.email": "zoe@example.org", "what.size": "small"});
    json!({"lang": lang, "answers": answers})
}

/// Submits in a language. Gives number and key.
async fn submitted(town: &Town, lang: &str) -> (String, String) {
    let api = town.api();
    let path = "/procedures/org.example.shed/dossiers";
    let request = api.request(reqwest::Method::POST, path).header("Idempotency-Key", lang);
    let made = api.send(request.json(&application(lang))).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    (text("number"), text("access_key"))
}

/// Why a town does not serve a package whose manifest was changed after it was built: what a vendor
/// could do who builds without the host.
fn refusal_of(changes: &[(&str, &str)], from: &str, to: &str) -> String {
    assert_eq!(from.len(), to.len());
    let mut file = honest::file(&lawful::guest(&day(10).to_string(), changes));
    let at = file.windows(from.len()).position(|bytes| bytes == from.as_bytes());
    let at = at.expect("it stands in the manifest");
    file[at..at + to.len()].copy_from_slice(to.as_bytes());
    let said = Town::new(&[("honest", file)]).command(&["plugin", "list"]);
    assert!(said.success && said.out.contains("not served"), "{said:?}");
    said.out
}

#[tokio::test]
async fn sve_4_every_receipt_is_given_at_once_so_that_no_registration_has_to_be() {
    let mut town = lawful_town(10, &[]);
    town.configure(AWAY);
    town.restart();
    let today = said(day(0));
    // By the portal: the page after the button is the receipt.
    let browser = town.portal();
    let draft = browser.begin().await;
    browser.post(&format!("{draft}/who"), &[("who.name", "Zoé Martin")]).await;
    browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    let sent = browser.post(&format!("{draft}/submit"), &[]).await;
    let received = |page: &Answer| page.find(".receipt dd").join("\n");
    let page = browser.get(sent.location()).await;
    assert!(received(&page).contains(&today), "{page:?}");
    // By the API: the answer has it.
    let case = Case::of(town).await;
    let api = case.town.api().bearing(&case.key);
    let dossier = api.get(&format!("/dossiers/{}", case.number)).await.expect(200);
    let moment = dossier["receipt"]["received"].as_str().expect("a moment");
    assert!(moment.starts_with(&day(0).to_string()), "{dossier}");
    // What is sent later: a message, and a piece that was asked for.
    case.acts("ask").await.location();
    let below = |what: &str| format!("/dossiers/{}{what}?key={}", case.number, case.key);
    let browser = case.town.portal();
    browser.post(&below("/messages"), &[("text", "Bonjour")]).await.location();
    let inputs =
        [("who.name", "Zoé Martin"), ("who.email", "zoe@example.org"), ("what.size", "small")];
    browser.post(&below("/complete"), &inputs).await.location();
    let page = case.page().await;
    let receipts = page.find_attribute("a[href*='/receipt?']", "href");
    let of = |kind: &str| receipts.iter().find(|link| link.contains(kind)).expect(kind).clone();
    for link in [of("exchange=1"), of("entry=3")] {
        let receipt = browser.get(&link).await;
        assert!(receipt.find("main dd").join("\n").contains(&today), "{receipt:?}");
    }
}

#[tokio::test]
async fn sve_1_a_payment_has_its_receipt() {
    let charging = ("\"request\"]", "\"request\", \"charge\"]\nmax-cents = 2000");
    let post = Post::start();
    let mut town = lawful_town(10, &[COMPUTING, charging]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    case.acts("charge").await.location();
    let page = case.page().await;
    assert!(page.text.contains("Redevance") && page.text.contains("12,05"), "{page:?}");
    post.wait("zoe@example.org", 1);
    case.does("/payments", &[("charge", "fee"), ("cents", "1205")]).await.location();
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    let page = case.page().await;
    let link = page.find_attribute("a[href*='/receipt?entry=3']", "href").remove(0);
    let receipt = case.town.portal().get(&link).await.find("main dd").join("\n");
    for part in ["Paiement enregistré", &said(day(0)), "Accueil de la mairie", "+33 1 99 00 00 00"]
    {
        assert!(letter.contains(part), "{part} in {letter}");
        assert!(receipt.contains(part), "{part} in {receipt}");
    }
}

#[tokio::test]
async fn alg_3_the_rules_of_what_is_computed_are_a_public_page() {
    let setting = (
        "[effects]",
        "[algorithm]\npurpose = { fr = \"Classer les abris\" }\n\n[[setting]]\nkey = \"points\"\n\
         kind = \"integer\"\ndefault = 1789\nlabel = { fr = \"Points par mètre\" }\n\n[effects]",
    );
    let mut town = lawful_town(10, &[setting]);
    town.restart();
    let anybody = town.portal();
    let procedure = anybody.get("/procedures/org.example.shed").await;
    let link = procedure.find_attribute("main a[href$='/rules']", "href");
    let rules = anybody.get(&link[0]).await;
    let shown = rules.find("main").concat();
    // What it is for, by which texts, with which values of this town, in which version.
    for part in ["Classer les abris", "CRPA L231-1", "Points par mètre", "789", "1.0.0", "CADA"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let mut plain = lawful_town(10, &[]);
    plain.restart();
    let anybody = plain.portal();
    let procedure = anybody.get("/procedures/org.example.shed").await;
    assert!(procedure.find_attribute("main a[href$='/rules']", "href").is_empty());
    assert_eq!(anybody.get("/procedures/org.example.shed/rules").await.status, 404);
}

#[tokio::test]
async fn alg_4_nothing_is_decided_without_a_person_unless_granted_and_said() {
    let town = |changes: &[(&str, &str)]| {
        let guest = lawful::deciding(&day(10).to_string(), changes);
        Town::new(&[("honest", honest::file(&guest))])
    };
    let case = Case::of(town(&[COMPUTING, AUTOMATIC])).await;
    let page = case.page().await;
    for part in ["Accordé", "calcul automatique", "Classer les abris", "L311-3-1"] {
        assert!(page.text.contains(part), "{part} in {page:?}");
    }

    // Not asked for by the procedure, or not granted by the town: nothing is decided, and the
    // person keeps what they wrote.
    let unasked = town(&[COMPUTING]);
    let ungranted = town(&[COMPUTING, AUTOMATIC]);
    let config = std::fs::read_to_string(ungranted.config()).expect("guichet.toml");
    let grant = "grant = { effects = [\"notify\", \"request\"] }";
    ungranted.replace_config(&config.replace("grant = \"as-requested\"", grant));
    for mut town in [unasked, ungranted] {
        town.restart();
        let browser = town.portal();
        let draft = browser.begin().await;
        browser.post(&format!("{draft}/who"), &[("who.name", "Zoé Martin")]).await;
        browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
        let records = town.records();
        let refused = browser.post(&format!("{draft}/submit"), &[]).await;
        assert_eq!(refused.status, 502, "{refused:?}");
        assert_eq!(town.records(), records, "nothing is stored");
        assert!(browser.get(&format!("{draft}/review")).await.text.contains("Zoé Martin"));
    }

    // What would decide unsaid is not published (loi 78-17, article 47).
    let refused = refusal(&[AUTOMATIC]);
    assert!(refused.contains("article 47") && refused.contains("(ALG-4)"), "{refused}");
}

#[tokio::test]
async fn dln_5_a_copy_is_enough_and_an_original_cannot_be_demanded() {
    let asking = ("[effects]", "[[document]]\npath = \"what.plan\"\ntype = \"plan\"\n\n[effects]");
    let mut town = lawful_town(10, &[asking]);
    town.restart();
    let browser = town.portal();
    let procedure = browser.get("/procedures/org.example.shed").await;
    assert!(procedure.text.contains("une copie ou une photo lisible suffit"), "{procedure:?}");
    let terms = browser.get("/terms").await.find("main p").join(" ");
    for part in ["copie certifiée", "R113-5", "R113-7", "R113-10", "R113-6"] {
        assert!(terms.contains(part), "{part} in {terms}");
    }
    // A manifest has no way to ask for more than that.
    for key in ["original", "certified"] {
        let said = format!("#{key} = true");
        let document = asking.1.replace("\"plan\"", &format!("\"plan\"\n{said}"));
        let refused = refusal_of(&[(asking.0, &document)], &said, &said.replace('#', " "));
        assert!(refused.contains(&format!("unknown field `{key}`")), "{refused}");
    }
}

#[tokio::test]
async fn dec_9_letters_address_people_by_their_family_name() {
    let named = ("kind = \"person\"", "kind = \"person\", family-name = \"who.name\"");
    let post = Post::start();
    let mut town = lawful_town(10, &[named]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    case.acts("refuse").await.location();
    let path = format!("/dossiers/{}/messages?key={}", case.number, case.key);
    case.town.portal().post(&path, &[("text", "Bonjour")]).await.location();
    for letter in post.wait("zoe@example.org", 3) {
        assert!(letter.contains("Madame, Monsieur Zoé Martin,"), "{letter}");
    }
}

#[tokio::test]
async fn lang_1_french_is_there_in_every_exchange() {
    // A procedure without French is none here.
    for text in ["title", "summary"] {
        let (french, german) = (format!("{text} = {{ fr"), format!("{text} = {{ de"));
        let refused = refusal_of(&[], &french, &german);
        assert!(refused.contains("no French text") && refused.contains("L111-1"), "{refused}");
    }
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    town.restart();
    // Whatever somebody speaks, French is what they read unless they ask for another language.
    let browser = town.portal();
    for wanted in ["", "de", "zz-ZZ, *;q=0.1"] {
        let request = browser.request(reqwest::Method::GET, "/").header("Accept-Language", wanted);
        let page = browser.send(request).await;
        assert_eq!(page.find_attribute("html", "lang"), ["fr"], "{wanted}");
    }
    let terms = browser.get("/terms?lang=en").await;
    assert!(terms.text.contains("L111-1"), "{terms:?}");
    // A letter in English has the French one with it.
    let (number, key) = submitted(&town, "en").await;
    let letter = post.wait("zoe@example.org", 1).remove(0);
    for (english, french) in
        [("Subject: Receipt", "Accusé de réception"), ("Received on", "Reçu le")]
    {
        assert!(letter.contains(english) && letter.contains(french), "{french} in {letter}");
    }
    // And each page is there in French.
    let page = browser.get(&format!("/dossiers/{number}?key={key}&lang=en")).await;
    let other = page.find_attribute("nav a[hreflang='fr']", "href");
    assert!(other[0].contains("lang=fr") && other[0].contains(&key), "{other:?}");
}

#[tokio::test]
async fn a11y_1_every_page_declares_its_access_and_can_be_used_without_seeing_it() {
    let mut town = lawful_town(10, &[]);
    town.restart();
    let browser = town.portal();
    let draft = browser.begin().await;
    let (number, key) = submitted(&town, "fr").await;
    let pages = [
        "/".to_owned(),
        "/procedures/org.example.shed".to_owned(),
        format!("{draft}/who"),
        format!("{draft}/what"),
        format!("{draft}/review"),
        format!("{draft}/leave"),
        format!("/dossiers/{number}?key={key}"),
        format!("/dossiers/{number}/receipt?key={key}"),
        "/lost".to_owned(),
        "/terms".to_owned(),
        "/legal".to_owned(),
        "/published".to_owned(),
        "/nothing".to_owned(),
    ];
    for path in pages {
        let page = browser.get(&path).await;
        // How far it conforms, with the declaration (loi 2005-102, article 47), on every page.
        let declared = page.find("footer a[href='/accessibility']");
        assert_eq!(declared, ["Accessibilité : non conforme"], "{path}");
        assert_eq!(page.find_attribute("html", "lang").len(), 1, "{path}");
        assert_eq!(page.find("h1").len(), 1, "{path}");
        assert_eq!(page.find_attribute("a.skip", "href"), ["#main"], "{path}");
        assert!(!page.find("title").concat().is_empty(), "{path}");
        let labelled = page.find_attribute("label", "for");
        let inputs = ["input:not([type=hidden])", "select", "textarea"];
        for id in inputs.iter().flat_map(|input| page.find_attribute(input, "id")) {
            assert!(labelled.contains(&id), "{id} has no label: {path}");
        }
        let unnamed = page.find("input:not([type=hidden]):not([id]), textarea:not([id])");
        assert!(unnamed.is_empty(), "{path}");
    }
    let declaration = browser.get("/accessibility").await.find("main p").join(" ");
    for part in ["non conforme", "nous vous aidons", "Défenseur des droits"] {
        assert!(declaration.contains(part), "{part} in {declaration}");
    }
}
