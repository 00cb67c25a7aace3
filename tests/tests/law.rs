//! The law kept by machine: what silence decides and when, what stops the clock, what agents may
//! and must, what keeps a procedure from being published. The server lives days and months later
//! where the law takes as long.
//!
//! `docs/law.md` says of each rule where it is held; the end of this file holds the two together.

mod portal;
mod table;

use std::time::Instant;

use guichet::texts::Texts;
use guichet_tests::mail::Post;
use guichet_tests::server::{Answer, Browser, PATIENCE, Town};
use guichet_tests::{honest, lawful};
use jiff::civil;
use serde_json::json;

const REFUSES: (&str, &str) = ("silence = \"accept\"", "silence = \"reject\"");

/// A day of the town, so many days from now.
fn day(later: i32) -> civil::Date {
    let now = jiff::Zoned::now().in_tz("Europe/Paris").expect("the time zone of the town");
    now.date() + jiff::Span::new().days(later)
}

/// As pages say it.
fn said(day: civil::Date) -> String {
    Texts::for_lang("fr").date(day.into())
}

/// A dossier of a town, as its applicant follows it and an agent sees it.
struct Case {
    town: Town,
    number: String,
    key: String,
    agent: guichet_tests::server::Agent,
}

impl Case {
    async fn of(mut town: Town) -> Self {
        town.restart();
        let answers =
            json!({"who.name": "Zoé Martin", "who.email": "zoe@example.org", "what.size": "small"});
        let made = town.api().submit("a", &answers).await.expect(201);
        let text = |key: &str| made[key].as_str().expect("a string").to_owned();
        let (number, key) = (text("number"), text("access_key"));
        let agent = town.agent("agent");
        Self { town, number, key, agent }
    }

    async fn page(&self) -> Answer {
        self.town.page(&self.path()).await
    }

    /// The page, once it says this.
    async fn says(&self, words: &str) -> Answer {
        self.town.says(&self.path(), words).await
    }

    fn path(&self) -> String {
        format!("/dossiers/{}?key={}", self.number, self.key)
    }

    async fn desk(&self) -> Browser {
        self.town.portal().signed_in(&self.agent).await
    }

    /// What the agent does with the dossier.
    async fn does(&self, below: &str, inputs: &[(&str, &str)]) -> Answer {
        let path = format!("/desk/dossiers/{}{below}", self.number);
        self.desk().await.post(&path, inputs).await
    }

    async fn acts(&self, action: &str) -> Answer {
        self.does(&format!("/actions/{action}"), &[]).await
    }
}

fn honest_town(from: &str, to: &str) -> Town {
    Town::new(&[("honest", honest::file(&honest::saying(from, to)))])
}

fn lawful_town(until: i32, changes: &[(&str, &str)]) -> Town {
    let guest = lawful::guest(&day(until).to_string(), changes);
    Town::new(&[("honest", honest::file(&guest))])
}

#[tokio::test]
async fn sil_1_silence_decides_on_its_day_whatever_becomes_of_the_procedure() {
    let post = Post::start();
    let mut town = honest_town("\"2 months\"", "\"10 days\"");
    town.configure(&post.config());
    let mut case = Case::of(town).await;
    let last = said(day(10));
    case.town.wait(10);
    let page = case.page().await;
    assert!(page.text.contains(&format!("au plus tard le {last}")), "{page:?}");
    let desk = case.desk().await;
    assert!(desk.get("/desk").await.text.contains("C’est le dernier jour"));
    assert!(desk.get("/desk/deadlines").await.text.contains(&case.number));

    // The town was away for weeks: it happens with its own day, and is told once.
    case.town.wait(21);
    let page = case.says("Accordé par le silence").await;
    assert!(page.text.contains(&format!("acceptée depuis le {last}")), "{page:?}");
    let letters = post.wait("zoe@example.org", 2);
    assert!(letters[1].contains(&last) && letters[1].contains("attestation"), "{}", letters[1]);
    let replayed = case.town.command(&["dossier", "replay", &case.number]);
    assert!(replayed.success, "{replayed:?}");
    case.town.restart();
    assert_eq!(post.letters("zoe@example.org").len(), 2);

    // A procedure that has a fault changes nothing of what the law says.
    let faulty = lawful::faulty(&day(9).to_string(), &[("\"2 months\"", "\"10 days\"")]);
    let mut case = Case::of(Town::new(&[("honest", honest::file(&faulty))])).await;
    case.town.wait(12);
    let page = case.says(&format!("acceptée depuis le {last}")).await;
    assert!(!page.text.contains("Accordé par le silence"), "{page:?}");
    let desk = case.desk().await;
    assert!(desk.get("/desk/deadlines").await.text.contains("Le silence a décidé"));
}

#[tokio::test]
async fn inc_1_inc_3_pieces_stop_the_clock_of_a_refusal_no_longer_than_the_time_given() {
    let post = Post::start();
    let mut town = lawful_town(10, &[REFUSES, ("\"2 months\"", "\"20 days\"")]);
    town.configure(&post.config());
    let mut case = Case::of(town).await;
    case.town.wait(5);
    case.acts("ask").await.location();
    let suspended = format!("suspendu depuis le {}", said(day(5)));
    let page = case.says(&suspended).await;
    assert!(page.text.contains(&format!("au plus tard le {}", said(day(25)))), "{page:?}");
    // INC-1: what is missing, by when, and what that does to the time to answer.
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    for part in ["Un plan", &said(day(10)), "est suspendu jusqu’à la réception", "L114-5"] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    case.town.wait(6);
    let page = case.says("Délai pour fournir les éléments écoulé").await;
    assert!(page.text.contains(&format!("au plus tard le {}", said(day(25)))), "{page:?}");
    case.town.wait(14);
    assert!(case.page().await.text.contains("Réponse attendue"), "the last day is the town's");
    case.town.wait(1);
    let page = case.says(&format!("refusée depuis le {}", said(day(25)))).await;
    assert!(page.text.contains("Refusé par le silence") || !page.text.contains("Accordé"));
    let replayed = case.town.command(&["dossier", "replay", &case.number]);
    assert!(replayed.success, "{replayed:?}");
}

#[tokio::test]
async fn inc_2_the_clock_of_an_acceptance_begins_when_the_pieces_come() {
    let mut case = Case::of(lawful_town(40, &[("\"2 months\"", "\"20 days\"")])).await;
    case.town.wait(5);
    case.acts("ask").await.location();
    case.says("n’a pas commencé").await;
    case.town.wait(25);
    let page = case.page().await;
    assert!(page.text.contains("n’a pas commencé"), "{page:?}");
    let complete = format!("/dossiers/{}/complete?key={}", case.number, case.key);
    let inputs =
        [("who.name", "Zoé Martin"), ("who.email", "zoe@example.org"), ("what.size", "small")];
    case.town.portal().post(&complete, &inputs).await.location();
    let last = said(day(50));
    assert!(case.page().await.text.contains(&format!("au plus tard le {last}")));
    case.town.wait(21);
    case.says(&format!("acceptée depuis le {last}")).await;
}

#[tokio::test]
async fn inc_4_a_missing_piece_does_not_stop_the_clock_of_a_right() {
    let right = ("request = true", "request = true, right = true");
    let changes = [REFUSES, right, ("\"2 months\"", "\"20 days\"")];
    let mut case = Case::of(lawful_town(10, &changes)).await;
    case.acts("ask").await.location();
    let page = case.page().await;
    assert!(page.text.contains(&format!("au plus tard le {}", said(day(20)))), "{page:?}");
    case.town.wait(21);
    case.says(&format!("refusée depuis le {}", said(day(20)))).await;
    let indispensable =
        ("request = true", "request = true, right = true, indispensable = [\"what.plan\"]");
    let changes = [REFUSES, indispensable, ("\"2 months\"", "\"20 days\"")];
    let case = Case::of(lawful_town(10, &changes)).await;
    case.acts("ask").await.location();
    assert!(case.page().await.text.contains("suspendu depuis le"));
}

#[tokio::test]
async fn sve_11_what_is_not_ours_is_handed_over_and_its_clock_runs_on_from_the_first_receipt() {
    let post = Post::start();
    let mut town = lawful_town(10, &[REFUSES, ("\"2 months\"", "\"20 days\"")]);
    town.configure(&post.config());
    let mut case = Case::of(town).await;
    let nobody = [("name", " "), ("address", "1 rue Fictive, 99998 Ville-Exemple")];
    assert_eq!(case.does("/hand-over", &nobody).await.status, 400);
    let to = [("name", "Préfecture d’Exemple"), ("address", "1 rue Fictive, 99998 Ville-Exemple")];
    case.does("/hand-over", &to).await.location();
    let page = case.page().await;
    for part in ["Préfecture d’Exemple", "1 rue Fictive", "n’est pas compétente", &said(day(20))]
    {
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    for part in ["Préfecture d’Exemple", "L114-2", "L114-3", &said(day(20))] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    assert_eq!(case.does("/hand-over", &to).await.status, 409, "once");
    // What silence of another administration means is not recorded here.
    case.town.wait(30);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert!(!case.page().await.text.contains("refusée depuis"));
}

#[tokio::test]
async fn inc_5_an_invitation_says_what_by_when_and_on_which_texts() {
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    let until = day(15).to_string();
    let past = day(-1).to_string();
    let formalities = ("formalities", "Signez la demande.");
    for refused in [
        [formalities, ("basis", "CRPA L114-6"), ("until", past.as_str())],
        [formalities, ("basis", ""), ("until", until.as_str())],
        [("formalities", ""), ("basis", "CRPA L114-6"), ("until", until.as_str())],
        [formalities, ("basis", "CRPA L114-6"), ("until", "soon")],
    ] {
        assert_eq!(case.does("/invite", &refused).await.status, 400, "{refused:?}");
    }
    let inputs = [formalities, ("basis", "CRPA L114-6"), ("until", until.as_str())];
    case.does("/invite", &inputs).await.location();
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    let page = case.page().await;
    for part in ["Signez la demande.", "CRPA L114-6", &said(day(15))] {
        assert!(letter.contains(part), "{part} in {letter}");
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
}

#[tokio::test]
async fn sve_10_a_blocked_source_is_told_why_and_gets_no_receipt() {
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    post.wait("zoe@example.org", 1);
    assert_eq!(case.does("/block", &[("notice", "")]).await.status, 400);
    let notice = "Quatre cents demandes identiques en une heure.";
    assert_eq!(case.does("/block", &[("notice", notice)]).await.location(), "/desk/blocked");
    let answers =
        json!({"who.name": "Zoé Martin", "who.email": "Zoe@Example.org", "what.size": "small"});
    let refused = case.town.api().submit("b", &answers).await.problem(403);
    assert!(refused["detail"].as_str().expect("words").contains(notice), "{refused}");
    let path = format!("/dossiers/{}/messages?key={}", case.number, case.key);
    let refused = case.town.portal().post(&path, &[("text", "Encore moi")]).await;
    assert_eq!(refused.status, 403);
    for part in [notice, "Pour le contester", "+33 1 99 00 00 00", "tribunal administratif"] {
        assert!(refused.text.contains(part), "{part} in {refused:?}");
    }
    // Others are not touched, and a block ends.
    let other = json!({"who.name": "Ann", "who.email": "ann@example.org", "what.size": "small"});
    case.town.api().submit("c", &other).await.expect(201);
    let desk = case.desk().await;
    let form = desk.get("/desk/blocked").await.find_attribute("article form", "action").remove(0);
    desk.post(&form, &[]).await.location();
    let again =
        json!({"who.name": "Zoé Martin", "who.email": "zoe@example.org", "what.size": "small"});
    case.town.api().submit("d", &again).await.expect(201);
    assert_eq!(post.wait("zoe@example.org", 2).len(), 2, "nothing refused has a receipt");
}

#[tokio::test]
async fn dec_8_rights_are_taken_back_within_four_months_and_with_a_reason_on_record() {
    let case = Case::of(lawful_town(10, &[])).await;
    assert_eq!(
        case.does("/take-back", &[("ground", "illegal"), ("reason", "x")]).await.status,
        409
    );
    case.acts("grant").await.location();
    let refused = case.acts("undo").await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("a créé des droits"), "{refused:?}");
    assert!(case.page().await.text.contains("Accordé"));
    assert_eq!(case.does("/take-back", &[("ground", "illegal"), ("reason", "")]).await.status, 400);
    let illegal = [("ground", "illegal"), ("reason", "La parcelle est classée.")];
    case.does("/take-back", &illegal).await.location();
    case.acts("undo").await.location();
    assert!(case.page().await.text.contains("En cours d’examen"));

    let mut late = Case::of(lawful_town(10, &[])).await;
    late.acts("grant").await.location();
    late.town.wait(130);
    assert_eq!(late.does("/take-back", &illegal).await.status, 409, "four months are over");
    assert_eq!(late.acts("undo").await.status, 409);
    let asked = [("ground", "asked"), ("reason", "Le bénéficiaire y renonce.")];
    late.does("/take-back", &asked).await.location();
    late.acts("undo").await.location();
}

#[tokio::test]
async fn dec_1_dec_5_dec_6_a_refusal_has_reasons_in_law_and_fact_and_says_how_to_appeal() {
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    post.wait("zoe@example.org", 1);
    assert_eq!(case.acts("bare").await.status, 502, "no free refusal");
    case.acts("refuse").await.location();
    let page = case.page().await;
    // The procedure sends no letter of its own: the host tells of the decision.
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    for part in
        ["L’abri est trop haut.", "délibération 2026-12", "tribunal administratif", "2 mois"]
    {
        assert!(page.text.contains(part), "{part} in {page:?}");
        assert!(letter.contains(part), "{part} in {letter}");
    }
}

#[tokio::test]
async fn dec_2_an_exemption_has_reasons_in_law_and_fact_as_a_refusal_has() {
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    post.wait("zoe@example.org", 1);
    assert_eq!(case.acts("favour").await.status, 502, "no exemption on facts alone");
    assert!(!case.page().await.text.contains("Accordé"));
    case.acts("exempt").await.location();
    let page = case.page().await;
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    for part in ["Accordé par dérogation", "Le voisin est d’accord.", "délibération 2026-12"]
    {
        assert!(page.text.contains(part), "{part} in {page:?}");
        assert!(letter.contains(part), "{part} in {letter}");
    }
}

#[tokio::test]
async fn dec_5_the_last_day_to_appeal_is_counted_from_the_notification() {
    let mut case = Case::of(lawful_town(10, &[])).await;
    let consent = format!("/dossiers/{}/consent?key={}", case.number, case.key);
    case.town.portal().post(&consent, &[("agrees", "yes")]).await.location();
    case.acts("refuse").await.location();
    case.town.wait(3);
    let open = format!("/dossiers/{}/open?key={}", case.number, case.key);
    case.town.portal().post(&open, &[]).await.location();
    // Two months from the third day, and the day after them; moved where that is not worked.
    let last = day(3) + jiff::Span::new().months(2).days(1);
    let page = case.page().await;
    let days = (0..5).map(|more| said(last + jiff::Span::new().days(more)));
    assert!(
        days.into_iter().any(|day| page.text.contains(&format!("jusqu’au {day} inclus"))),
        "{page:?}"
    );
}

#[tokio::test]
async fn alg_1_a_computed_decision_says_so_with_the_rights_that_follow() {
    let post = Post::start();
    let computing = (
        "[effects]",
        "[algorithm]\npurpose = { fr = \"Classer les abris\", en = \"Rank\" }\n\n[effects]",
    );
    let mut town = lawful_town(10, &[computing]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    case.acts("grant").await.location();
    let letter = post.wait("zoe@example.org", 2).pop().expect("a letter");
    let page = case.page().await;
    for part in ["Classer les abris", "règles de ce calcul", "L311-3-1", "CADA"] {
        assert!(letter.contains(part), "{part} in {letter}");
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
    let plain = Case::of(lawful_town(10, &[])).await;
    plain.acts("grant").await.location();
    assert!(!plain.page().await.text.contains("règles de ce calcul"));
}

#[tokio::test]
async fn sil_2_what_silence_would_accept_is_published_where_third_parties_must_be_told() {
    let publishing = (
        "[effects]",
        "[[column]]\npath = \"what.size\"\nlabel = { fr = \"Taille de l’abri\" }\n\n[effects]",
    );
    let named = ("request = true", "request = true, published = [\"what.size\"]");
    let mut case =
        Case::of(lawful_town(10, &[publishing, named, ("\"2 months\"", "\"20 days\"")])).await;
    let page = case.town.portal().get("/published").await;
    for part in ["Abri de jardin", "Taille de l’abri", &said(day(20))] {
        assert!(page.text.contains(part), "{part} in {page:?}");
    }
    assert!(!page.text.contains("Zoé"), "nothing that is not named");
    case.town.wait(21);
    case.says("acceptée depuis le").await;
    assert!(case.town.portal().get("/published").await.find("article").is_empty());
    let secret = Case::of(lawful_town(10, &[])).await;
    assert!(secret.town.portal().get("/published").await.find("article").is_empty());
}

#[tokio::test]
async fn sve_6_a_receipt_that_was_not_sent_is_shown_to_agents() {
    let post = Post::start();
    let mut town = lawful_town(10, &[]);
    town.configure(&post.config());
    let case = Case::of(town).await;
    post.wait("zoe@example.org", 1);
    let law = format!("/desk/dossiers/{}/law", case.number);
    let until = Instant::now() + PATIENCE;
    while case
        .desk()
        .await
        .get(&law)
        .await
        .text
        .contains("ne sont pas opposables (CRPA, article L112-12)")
    {
        assert!(Instant::now() < until, "it was sent");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let answers =
        json!({"who.name": "Ann", "who.email": "refused@example.org", "what.size": "small"});
    let made = case.town.api().submit("b", &answers).await.expect(201);
    let law = format!("/desk/dossiers/{}/law", made["number"].as_str().expect("a number"));
    let page = case.desk().await.get(&law).await;
    assert!(page.text.contains("ne sont pas opposables (CRPA, article L112-12)"), "{page:?}");
}

/// Why a town does not serve a package.
fn refusal(changes: &[(&str, &str)]) -> String {
    let town = lawful_town(10, changes);
    let said = town.command(&["plugin", "list"]);
    assert!(said.success && said.out.contains("not served"), "{said:?}");
    said.out
}

#[test]
fn sil_1_dec_5_dln_4_alg_1_rgpd_2_what_lacks_legal_data_is_not_published() {
    let proof = "[[document]]\npath = \"what.plan\"\ntype = \"proof-of-address\"\n\n[effects]";
    let appeal = ", appeal = [{ route = \"gracious\", within = \"2 months\" }, { route = \"administrative-court\", within = \"2 months\" }]";
    for (from, to, article, rule) in [
        (", basis = [\"CRPA L231-1\"]", "", "CRPA L231-1", "(SIL-1)"),
        (appeal, "", "CJA R421-1", "(DEC-5)"),
        ("[effects]", proof, "CRPA R113-8", "(DLN-4)"),
        ("[\"notify\"", "[\"charge\"", "CRPA L311-3-1", "(ALG-1)"),
        ("\"1 year\"", "\"0 years\"", "GDPR", "(RGPD-2)"),
    ] {
        let refused = refusal(&[(from, to)]);
        for part in [article, rule] {
            assert!(refused.contains(part), "{part} in {refused}");
        }
        assert_eq!(refused.trim().lines().count(), 1, "{refused}");
    }
}

#[test]
fn sve_2_a_service_that_nobody_can_call_keeps_its_procedures_from_being_published() {
    let town = lawful_town(10, &[]);
    let config = std::fs::read_to_string(town.config()).expect("guichet.toml");
    for (from, key) in
        [("+33 1 99 00 00 00", "phone"), ("mairie@saint-exemple.example\"\naddress", "email")]
    {
        assert!(config.contains(from));
        let to = from.replace("+33 1 99 00 00 00", " ").replace("mairie@saint-exemple.example", "");
        town.replace_config(&config.replace(from, &to));
        let said = town.command(&["plugin", "list"]);
        assert!(said.out.contains("CRPA R112-11-1, SVE-2") && said.out.contains(key), "{said:?}");
    }
}
