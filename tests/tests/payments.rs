//! Charges paid online and at the counter: whatever happens on the way, what was paid is on record
//! once, with one receipt, and nothing else is.

use std::time::Duration;

use guichet_tests::guest::Guest;
use guichet_tests::mail::Post;
use guichet_tests::payfip::PayFip;
use guichet_tests::server::{Answer, Browser, Town};
use guichet_tests::{charging, honest};
use reqwest::Method;
use serde_json::json;

const EMAIL: &str = "zoe@example.org";

/// A dossier with a charge, in a town with PayFiP.
struct Case {
    town: Town,
    payfip: PayFip,
    number: String,
    key: String,
    browser: Browser,
}

impl Case {
    async fn new() -> Self {
        Self::of(&charging::guest(), "").await
    }

    async fn of(guest: &Guest, config: &str) -> Self {
        let payfip = PayFip::start();
        let mut town = Town::new(&[("honest", honest::file(guest))]);
        town.configure(&payfip.config());
        town.configure(config);
        town.restart();
        let answers = json!({"who.name": "Zoé Martin", "who.email": EMAIL, "what.size": "small"});
        let made = town.api().submit("a", &answers).await.expect(201);
        let text = |key: &str| made[key].as_str().expect("a string").to_owned();
        let (number, key) = (text("number"), text("access_key"));
        let browser = town.portal();
        Self { town, payfip, number, key, browser }
    }

    fn at(&self, below: &str) -> String {
        format!("/dossiers/{}{below}?key={}", self.number, self.key)
    }

    async fn page(&self) -> Answer {
        self.town.page(&self.at("")).await
    }

    /// The page, once it says this.
    async fn says(&self, words: &str) -> Answer {
        self.town.says(&self.at(""), words).await
    }

    /// The button that begins to pay, as the page says it.
    async fn offers(&self) -> Vec<String> {
        self.page().await.find(&format!("form[action='{}'] button", self.at("/payments")))
    }

    async fn pay(&self) -> Answer {
        self.browser.post(&self.at("/payments"), &[("charge", "fee")]).await
    }

    /// Begins to pay. Gives the operation.
    async fn begin(&self) -> usize {
        let shown = self.browser.get(self.pay().await.location()).await;
        assert_eq!(shown.status, 200, "{shown:?}");
        let links = shown.find_attribute("a.button", "href");
        self.payfip.operation(&links[0])
    }

    /// Comes back from PayFiP with the same browser.
    async fn come_back(&self, operation: usize) -> Answer {
        let back = self.payfip.orders()[operation]["urlredirect"].clone();
        let path = back.strip_prefix(&self.town.address()).expect("an address of the town");
        self.browser.get(path).await
    }

    /// How many times the dossier says that something was paid; it replays.
    async fn payments(&self) -> usize {
        let api = self.town.api().bearing(&self.key);
        let tracked = api.get(&format!("/dossiers/{}", self.number)).await.expect(200);
        let replayed = self.town.command(&["dossier", "replay", &self.number]);
        assert!(replayed.success, "{replayed:?}");
        let timeline = tracked["timeline"].as_array().expect("a timeline");
        timeline.iter().filter(|item| item["event"] == "paid").count()
    }

    async fn desk(&self) -> Browser {
        self.town.portal().signed_in(&self.town.agent("agent")).await
    }
}

#[tokio::test]
async fn pay_1_sve_1_a_charge_is_paid_online_once_and_has_a_receipt_of_its_own() {
    let post = Post::start();
    let case = Case::of(&charging::guest(), &post.config()).await;
    post.wait(EMAIL, 1);
    assert_eq!(case.offers().await, ["Payer 12,50 € en ligne"]);
    let shown = case.browser.get(case.pay().await.location()).await;
    assert!(shown.text.contains("PayFiP") && shown.text.contains("12,50"), "{shown:?}");
    let operation = case.payfip.operation(&shown.find_attribute("a.button", "href")[0]);
    let order = &case.payfip.orders()[operation];
    let year = jiff::Zoned::now().in_tz("Europe/Paris").expect("a time zone").year().to_string();
    for (name, value) in [
        ("numcli", "123456"),
        ("exer", year.as_str()),
        ("montant", "1250"),
        ("mel", EMAIL),
        ("objet", "Droits dinstruction lete Abri de jardin"),
        ("saisie", "T"),
    ] {
        assert_eq!(order[name], value, "{name}");
    }
    assert!(order["refdet"].starts_with(&case.number.replace('-', "")), "{order:?}");
    // What opens the dossier is the applicant's and nobody else's.
    assert!(order.values().all(|value| !value.contains(&case.key)), "{order:?}");

    case.payfip.pays(operation);
    assert_eq!(case.payfip.notifies(operation).await, Some(200));
    assert_eq!(case.payfip.notifies(operation).await, Some(200));
    // By a form of PayFiP's page, as browsers send it: without cookies, from another site.
    let back = order["urlredirect"].strip_prefix(&case.town.address()).expect("the town's");
    let posted = case.town.portal().request(Method::POST, back);
    let posted = posted.header("Sec-Fetch-Site", "cross-site").header("Origin", "null");
    assert_eq!(case.browser.send(posted).await.location(), back);
    let back = case.come_back(operation).await;
    assert_eq!(back.location(), format!("{}#charges", case.at("")));
    // Somebody else's device is told nothing.
    let other = case
        .town
        .portal()
        .get(order["urlredirect"].strip_prefix(&case.town.address()).expect("the town's"))
        .await;
    assert!(other.status == 200 && !other.text.contains(&case.key), "{other:?}");

    let page = case.page().await;
    assert!(page.text.contains("dont 12,50") && page.text.contains("Accordé"), "{page:?}");
    assert!(case.offers().await.is_empty());
    assert_eq!(case.pay().await.status, 409);
    assert_eq!(case.payments().await, 1);
    // The receipt, and the decision that followed.
    let letters = post.wait(EMAIL, 3);
    let receipt = letters.iter().find(|l| l.contains("Paiement enregistré")).expect("a receipt");
    let printed = case.town.portal().get(&format!("{}&entry=2", case.at("/receipt"))).await;
    for part in ["12,50", "Droits d’instruction", &order["refdet"], "Accueil de la mairie"] {
        assert!(receipt.contains(part), "{part} in {receipt}");
        assert!(printed.text.contains(part), "{part} in {printed:?}");
    }
    let receipts = |letters: &[String]| {
        letters.iter().filter(|letter| letter.contains("Paiement enregistré")).count()
    };
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(receipts(&post.letters(EMAIL)), 1, "one receipt");
    let desk = case.desk().await.get(&format!("/desk/dossiers/{}", case.number)).await;
    assert!(
        desk.text.contains(&order["refdet"]) && desk.text.contains("est enregistré"),
        "{desk:?}"
    );
}

#[tokio::test]
async fn pay_1_sve_1_what_is_paid_at_the_counter_has_a_receipt_as_well() {
    let case = Case::new().await;
    let paid = format!("/desk/dossiers/{}/payments", case.number);
    let desk = case.desk().await;
    let beyond = desk.post(&paid, &[("charge", "fee"), ("cents", "1251")]).await;
    assert_eq!(beyond.status, 400, "more than is due");
    desk.post(&paid, &[("charge", "fee"), ("cents", "1250")]).await.location();
    assert_eq!(case.payments().await, 1);
    let printed = case.town.portal().get(&format!("{}&entry=2", case.at("/receipt"))).await;
    for part in ["12,50", "Droits d’instruction", "À l’accueil de la mairie"] {
        assert!(printed.text.contains(part), "{part} in {printed:?}");
    }
    assert!(case.offers().await.is_empty());
    assert!(case.payfip.orders().is_empty(), "nobody else was asked");
}

#[tokio::test]
async fn pay_1_a_payment_that_was_refused_can_be_tried_again_and_not_too_soon() {
    let mut case = Case::new().await;
    let operation = case.begin().await;
    case.payfip.refuses(operation);
    assert_eq!(case.come_back(operation).await.location(), format!("{}#charges", case.at("")));
    let page = case.page().await;
    assert!(
        page.text.contains("a refusé le paiement") && page.text.contains("de nouveau à partir du"),
        "{page:?}"
    );
    assert!(case.offers().await.is_empty());
    assert_eq!(case.pay().await.status, 409, "the first may still come to be paid");
    assert_eq!(case.payments().await, 0);
    case.town.wait(1);
    assert_eq!(case.offers().await.len(), 1);
    case.browser = case.town.portal();
    let again = case.begin().await;
    assert_ne!(again, operation);
    let orders = case.payfip.orders();
    assert_ne!(orders[again]["refdet"], orders[operation]["refdet"]);
    case.payfip.pays(again);
    case.come_back(again).await.location();
    assert_eq!(case.payments().await, 1);
}

#[tokio::test]
async fn pay_1_a_payment_that_was_abandoned_can_be_gone_on_with_or_begun_anew() {
    let mut case = Case::new().await;
    let operation = case.begin().await;
    assert_eq!(case.begin().await, operation, "one at a time");
    case.payfip.cancels(operation);
    case.come_back(operation).await.location();
    let page = case.page().await;
    assert!(
        page.text.contains("est commencé") && page.text.contains("Reprendre le paiement"),
        "{page:?}"
    );
    assert_eq!((case.begin().await, case.payfip.orders().len()), (operation, 1));
    case.payfip.forgets(operation);
    case.town.wait(1);
    case.says("n’a pas été terminé").await;
    let asked = case.payfip.asked();
    case.town.restart();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(case.payfip.asked(), asked, "nobody asks about it any more");
    case.browser = case.town.portal();
    let again = case.begin().await;
    case.payfip.pays(again);
    assert_eq!(case.payfip.notifies(again).await, Some(200));
    assert_eq!(case.payments().await, 1);
}

#[tokio::test]
async fn pay_1_two_who_begin_at_once_begin_one_payment() {
    let case = Case::new().await;
    let (one, two) = tokio::join!(case.pay(), case.pay());
    assert_eq!(one.location(), two.location());
    let operation = case.begin().await;
    case.payfip.pays(operation);
    // Everything that can say so says so at once.
    let (back, first, second) = tokio::join!(
        case.come_back(operation),
        case.payfip.notifies(operation),
        case.payfip.notifies(operation),
    );
    assert_eq!((back.status.as_u16(), first, second), (303, Some(200), Some(200)));
    assert_eq!(case.payments().await, 1);
}

#[tokio::test]
async fn pay_1_a_payment_is_found_out_where_no_notification_comes() {
    let mut case = Case::new().await;
    let operation = case.begin().await;
    // The service does not answer: nothing is concluded, and nothing is lost.
    case.payfip.is_away(true);
    assert_eq!(case.payfip.notifies(operation).await, Some(503));
    assert_eq!(case.come_back(operation).await.location(), format!("{}#charges", case.at("")));
    assert!(case.page().await.text.contains("est commencé"));
    case.payfip.is_away(false);

    // Paid while the town was away, whose notification reached nobody.
    case.town.kill();
    case.payfip.pays(operation);
    assert_eq!(case.payfip.notifies(operation).await, None);
    case.town.restart();
    case.says("Accordé").await;
    assert_eq!(case.payments().await, 1);

    // A state that is lost is built again with it, and nothing is paid twice.
    case.town.kill();
    std::fs::remove_dir_all(case.town.data().join("sled")).expect("sled is removed");
    case.town.restart();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(case.payments().await, 1);
    assert!(case.page().await.text.contains("dont 12,50"));
}

#[tokio::test]
async fn pay_1_a_forged_notification_only_has_payfip_asked() {
    let case = Case::new().await;
    let operation = case.begin().await;
    let reference = case.payfip.orders()[operation]["refdet"].clone();
    let forged = |reference: String| {
        let path = format!("/payments/{reference}/notification");
        let browser = case.town.portal();
        async move {
            let inputs = [("idop", "x"), ("resultrans", "P"), ("montant", "1250")];
            browser.post(&path, &inputs).await.status.as_u16()
        }
    };
    let other = format!("{}{}", &reference[..12], "0".repeat(16));
    for unknown in ["x".to_owned(), other, "0".repeat(28)] {
        assert_eq!(forged(unknown.clone()).await, 404, "{unknown}");
    }
    let asked = case.payfip.asked();
    assert_eq!(forged(reference.clone()).await, 200);
    assert_eq!(case.payfip.asked(), asked + 1);
    assert_eq!(case.payments().await, 0);
    // Nor has anybody PayFiP asked without end.
    for _ in 0..15 {
        forged(reference.clone()).await;
    }
    assert!(case.payfip.asked() <= asked + 12, "{}", case.payfip.asked());

    // A payment belongs to its dossier.
    let answers = json!({"who.name": "Lou", "who.email": EMAIL, "what.size": "small"});
    let made = case.town.api().submit("b", &answers).await.expect(201);
    let (number, key) = (made["number"].as_str().expect("one"), made["access_key"].as_str());
    let path = format!("/dossiers/{number}/payments/{reference}?key={}", key.expect("one"));
    assert_eq!(case.town.portal().get(&path).await.status, 404);
}

#[tokio::test]
async fn pay_1_what_does_not_fit_what_is_due_is_an_agents_to_look_at() {
    let case = Case::new().await;
    let operation = case.begin().await;
    case.payfip.pays_only(operation, 100);
    case.come_back(operation).await.location();
    let page = case.page().await;
    assert!(
        page.text.contains("1,00\u{a0}€") && page.text.contains("ne correspond pas"),
        "{page:?}"
    );
    assert!(case.offers().await.is_empty(), "nobody pays twice");
    assert_eq!(case.payments().await, 0);
    let desk = case.desk().await.get(&format!("/desk/dossiers/{}", case.number)).await;
    let reference = &case.payfip.orders()[operation]["refdet"];
    assert!(desk.text.contains(reference) && desk.text.contains("ne correspond pas"), "{desk:?}");

    // Paid at the counter meanwhile: what came online as well is not due any more.
    let case = Case::new().await;
    let operation = case.begin().await;
    let paid = [("charge", "fee"), ("cents", "1250")];
    let desk = case.desk().await;
    desk.post(&format!("/desk/dossiers/{}/payments", case.number), &paid).await.location();
    case.payfip.pays(operation);
    assert_eq!(case.payfip.notifies(operation).await, Some(200));
    assert_eq!(case.payments().await, 1);
    let page = desk.get(&format!("/desk/dossiers/{}", case.number)).await;
    assert!(page.text.contains("ne correspond pas"), "{page:?}");
}

#[tokio::test]
async fn pay_1_a_procedure_with_a_fault_loses_no_payment() {
    let today = jiff::Zoned::now().in_tz("Europe/Paris").expect("a time zone").day();
    let mut case = Case::of(&charging::faulty_on(today), "").await;
    let operation = case.begin().await;
    case.payfip.pays(operation);
    assert_eq!(case.payfip.notifies(operation).await, Some(503));
    let page = case.page().await;
    assert!(page.text.contains("est reçu") && case.offers().await.is_empty(), "{page:?}");
    // It does not hang on what PayFiP still says, nor on a state that can be lost.
    case.payfip.forgets(operation);
    case.town.kill();
    std::fs::remove_dir_all(case.town.data().join("sled")).expect("sled is removed");
    case.town.wait(1);
    case.says("Accordé").await;
    assert_eq!(case.payments().await, 1);
}

#[tokio::test]
async fn without_a_provider_charges_are_paid_at_the_counter() {
    let town = Town::start(&[("honest", honest::file(&charging::guest()))]);
    let made = town.api().submit("a", &honest::answers()).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    let (number, key) = (text("number"), text("access_key"));
    let page = town.portal().get(&format!("/dossiers/{number}?key={key}")).await;
    assert!(page.text.contains("12,50") && !page.text.contains("en ligne"), "{page:?}");
    let path = format!("/dossiers/{number}/payments?key={key}");
    assert_eq!(town.portal().post(&path, &[("charge", "fee")]).await.status, 404);

    // Nor is anything paid online without an address, which PayFiP asks for.
    let payfip = PayFip::start();
    let mut town = Town::new(&[("honest", honest::file(&charging::guest()))]);
    town.configure(&payfip.config());
    town.restart();
    let made = town.api().submit("a", &honest::answers()).await.expect(201);
    let text = |key: &str| made[key].as_str().expect("a string").to_owned();
    let path = format!("/dossiers/{}/payments?key={}", text("number"), text("access_key"));
    let refused = town.portal().post(&path, &[("charge", "fee")]).await;
    assert!(refused.status == 400 && refused.text.contains("adresse électronique"), "{refused:?}");
    assert!(payfip.orders().is_empty());
}
