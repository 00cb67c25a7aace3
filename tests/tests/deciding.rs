//! Who decides, and what others say before: named authors, signatures and delegations, opinions
//! of advisers outside, answers that are put right.

use guichet_tests::honest;
use guichet_tests::server::{Answer, Browser, Town};

/// A dossier of somebody in a town, with what opens it.
struct Case {
    town: Town,
    number: String,
    key: String,
}

impl Case {
    async fn of(town: Town) -> Self {
        let made = town.api().submit("a", &honest::answers()).await.expect(201);
        let text = |key: &str| made[key].as_str().expect("a string").to_owned();
        let (number, key) = (text("number"), text("access_key"));
        Self { town, number, key }
    }

    fn at(&self, below: &str) -> String {
        format!("/desk/dossiers/{}{below}", self.number)
    }

    async fn desk(&self, name: &str, more: &[&str]) -> Browser {
        self.town.desk(name, more).await
    }

    async fn tracked(&self) -> Answer {
        let path = format!("/dossiers/{}?key={}&lang=en", self.number, self.key);
        self.town.portal().get(&path).await
    }

    async fn status(&self) -> String {
        self.tracked().await.find(".status").join(" ")
    }
}

#[tokio::test]
async fn dec_3_dec_4_who_decides_and_who_writes_is_named() {
    let case = Case::of(Town::honest()).await;
    let said = case.town.command(&["agent", "add", "nameless", "--json"]).json();
    let desk = case.town.portal().in_english();
    let password = said["password"].as_str().expect("a password");
    desk.post("/desk/sign-in", &[("name", "nameless"), ("password", password)]).await.location();
    for (path, inputs) in
        [(case.at("/actions/grant"), &[][..]), (case.at("/messages"), &[("text", "Good morning")])]
    {
        let refused = desk.post(&path, inputs).await;
        assert_eq!(refused.status, 409, "{path}");
        assert_eq!(refused.find("h1"), ["Your name is missing"], "{path}");
    }
    // Notes stay inside, and name nobody to anybody.
    desk.post(&case.at("/notes"), &[("text", "To look at")]).await.location();
    assert!(case.status().await.contains("Under review"));

    let desk = case.desk("claude", &[]).await;
    desk.post(&case.at("/messages"), &[("text", "Good morning")]).await.location();
    desk.post(&case.at("/actions/grant"), &[]).await.location();
    let page = case.tracked().await;
    let named = "Claude Exemple, Agent d’accueil";
    assert!(page.find("article .hint").iter().any(|from| from.starts_with(named)), "{page:?}");
    assert!(page.find("dd").iter().any(|row| row.starts_with(named)), "{page:?}");
}

#[tokio::test]
async fn a_signatory_makes_the_decisions_that_agents_prepare() {
    let mut town = Town::honest();
    town.configure(&format!("[signature]\nprocedures = [\"{}\"]\n", honest::ID));
    town.restart();
    let case = Case::of(town).await;
    let agent = case.desk("claude", &[]).await;
    let order = "arrêté 2026-12 du 3 mars 2026";
    let delegate = &["--role", "signatory", "--delegation", order];
    let signatory = case.desk("dominique", delegate).await;
    let (grant, proposal) =
        (case.at("/actions/grant-with-note"), "section[aria-labelledby=proposal]");

    agent.post(&grant, &[("note", "Looks well")]).await.location();
    assert!(case.status().await.contains("Under review"));
    let page = agent.get(&case.at("")).await;
    assert!(page.find(proposal)[0].contains("Looks well"), "{page:?}");
    assert!(!page.find(proposal)[0].contains("Shed granted for good"));
    assert!(page.find(&format!("{proposal} button")) == ["Take back"], "{page:?}");
    assert_eq!(agent.post(&case.at("/signature"), &[("proposed", "1")]).await.status, 404);
    // What waits already is not prepared a second time.
    assert_eq!(agent.post(&case.at("/actions/grant"), &[]).await.status, 409);
    assert_eq!(signatory.get("/desk?sign=true").await.find("tbody th"), [case.number.as_str()]);
    // It can be taken back until it is signed, with a reason.
    let without = agent.post(&case.at("/recall"), &[("proposed", "1"), ("reason", " ")]).await;
    assert_eq!(without.status, 400);
    let recalled = [("proposed", "1"), ("reason", "The note was wrong")];
    agent.post(&case.at("/recall"), &recalled).await.location();
    assert!(agent.get(&case.at("")).await.find(proposal).is_empty());
    assert!(signatory.get("/desk?sign=true").await.find("tbody th").is_empty());
    assert_eq!(signatory.post(&case.at("/signature"), &[("proposed", "1")]).await.status, 409);

    // Who signs sends it back; what is prepared again is signed, and only then is it decided.
    agent.post(&grant, &[("note", "Looks better")]).await.location();
    let back = [("proposed", "3"), ("reason", "Say which plan")];
    signatory.post(&case.at("/sent-back"), &back).await.location();
    assert!(agent.get(&case.at("")).await.text.contains("Say which plan"));
    agent.post(&grant, &[("note", "The plan of May")]).await.location();
    let page = signatory.get(&case.at("")).await;
    assert!(page.find(proposal)[0].contains("Granted"), "{page:?}");
    signatory.post(&case.at("/signature"), &[("proposed", "5")]).await.location();
    assert!(case.status().await.contains("Granted"), "{:?}", case.status().await);
    let page = case.tracked().await;
    let author = format!(
        "Dominique Exemple, Agent d’accueil, Service de l’urbanisme, for the mayor and by delegation ({order})"
    );
    let rows = page.find("dd");
    let by = rows.iter().find(|row| row.contains("Dominique")).expect("an author");
    let (before, after) = author.split_once("Service de l’urbanisme").expect("a service");
    assert!(by.starts_with(before) && by.ends_with(after), "{by}");
    // Nothing of what was prepared is the applicant's to see.
    assert!(!page.text.contains("Looks well") && !page.text.contains("The note was wrong"));
    assert!(case.town.command(&["dossier", "replay", &case.number]).success);
}

#[tokio::test]
async fn what_happens_meanwhile_voids_a_prepared_decision() {
    let mut town = Town::honest();
    town.configure(&format!("[signature]\nprocedures = [\"{}\"]\n", honest::ID));
    town.restart();
    let case = Case::of(town).await;
    let agent = case.desk("claude", &[]).await;
    let signatory = case.desk("dominique", &["--role", "signatory"]).await;
    agent.post(&case.at("/actions/grant"), &[]).await.location();
    let withdraw = format!("/dossiers/{}/withdraw?key={}", case.number, case.key);
    case.town.portal().post(&withdraw, &[]).await.location();
    assert_eq!(signatory.post(&case.at("/signature"), &[("proposed", "1")]).await.status, 409);
    assert!(signatory.get("/desk?sign=true&all=true").await.find("tbody th").is_empty());
    assert!(!case.status().await.contains("Granted"));
}

#[tokio::test]
async fn an_adviser_gives_an_opinion_through_a_link_that_ends() {
    let mut case = Case::of(Town::honest()).await;
    let desk = case.desk("claude", &[]).await;
    let today = jiff::Zoned::now().in_tz("Europe/Paris").expect("the zone of the town").date();
    let until = today.saturating_add(jiff::Span::new().days(3)).to_string();
    let asked = |until: &'static str| {
        [("adviser", "Roads"), ("email", ""), ("question", "Is it safe?"), ("until", until)]
    };
    for wrong in ["", "yesterday", "2020-01-01", "2999-01-01"] {
        let refused = desk.post(&case.at("/opinions"), &asked(wrong)).await;
        assert_eq!(refused.status, 400, "{wrong}");
    }
    let inputs = [
        ("adviser", "Roads"),
        ("question", "Is it safe?"),
        ("until", until.as_str()),
        ("path", "what.size"),
    ];
    desk.post(&case.at("/opinions"), &inputs).await.location();
    desk.post(&case.at("/opinions"), &inputs).await.location();
    let page = desk.get(&case.at("")).await;
    let links = page.find("#advice ~ article .key");
    let path = |link: &String| link[link.find("/opinions/").expect("a link")..].to_owned();
    let (first, second) = (path(&links[0]), path(&links[1]));

    let adviser = case.town.portal().in_english();
    let page = adviser.get(&first).await;
    assert_eq!(page.find(".message"), ["Is it safe?"]);
    assert_eq!(page.find("dd"), ["Less than 5 m²"], "what was chosen, and nothing else");
    assert!(!page.text.contains("Martin"), "{page:?}");
    let (base, key) = first.split_once("?key=").expect("a key");
    let forged = format!("{base}?key={}", second.split_once("?key=").expect("a key").1);
    for wrong in [base.to_owned(), format!("{base}?key=00"), forged] {
        assert_eq!(adviser.get(&wrong).await.status, 404, "{wrong}");
    }
    let opinion = [("stance", "reserved"), ("text", "Leave two metres.")];
    let unsaid = adviser.post(&first, &[("stance", "perhaps"), ("text", "Hm")]).await;
    assert_eq!(unsaid.status, 422);
    assert_eq!(unsaid.find("textarea"), ["Hm"]);
    adviser.post(&first, &opinion).await.location();
    assert_eq!(adviser.post(&first, &opinion).await.status, 409, "given once");
    assert_eq!(adviser.get(&first).await.find("[role=status]").len(), 1);
    let page = desk.get(&case.at("")).await;
    assert!(
        page.text.contains("favourable under conditions")
            && page.text.contains("Leave two metres.")
    );
    assert!(!case.tracked().await.text.contains("Leave two metres."));

    // It opens on its last day, and not on the next.
    case.town.wait(3);
    assert_eq!(case.town.portal().get(&second).await.status, 200);
    case.town.wait(1);
    assert_eq!(case.town.portal().get(&second).await.status, 410);
    assert_eq!(case.town.portal().post(&second, &opinion).await.status, 410);
    assert!(!key.is_empty());
}

#[tokio::test]
async fn answers_are_put_right_until_it_is_decided() {
    let case = Case::of(Town::honest()).await;
    let desk = case.desk("claude", &[]).await;
    let form = desk.get(&case.at("/answers")).await;
    assert_eq!(form.find_attribute("input[name='who.name']", "value"), ["Zoé Martin"]);
    let answers = [("who.name", "Zoé Martine"), ("what.size", "small")];
    let nobody = [("who.name", ""), ("what.size", "small")];
    assert_eq!(desk.post(&case.at("/answers?seen=1"), &nobody).await.status, 422);
    desk.post(&case.at("/answers?seen=1"), &answers).await.location();
    assert!(desk.get(&case.at("")).await.find("dd").contains(&"Zoé Martine".to_owned()));
    // Somebody did something since: what was typed stands there, and nothing happened.
    let late = [("who.name", "Zoé Late"), ("what.size", "small")];
    let stale = desk.post(&case.at("/answers?seen=1"), &late).await;
    assert_eq!(stale.status, 409);
    assert_eq!(stale.find_attribute("input[name='who.name']", "value"), ["Zoé Late"]);

    let complete = format!("/dossiers/{}/complete?key={}", case.number, case.key);
    let own = [("who.name", "Zoé M. Martin"), ("what.size", "large")];
    case.town.portal().post(&complete, &own).await.location();
    let page = desk.get(&case.at("")).await;
    assert!(page.find("dd").contains(&"From 5 to 20 m²".to_owned()), "{page:?}");
    assert_eq!(page.find(".timeline > li").len(), 3, "each is an entry");
    desk.post(&case.at("/actions/grant"), &[]).await.location();
    assert_eq!(case.town.portal().post(&complete, &own).await.status, 409);
    assert_eq!(desk.post(&case.at("/answers"), &answers).await.status, 409);
    assert!(case.town.command(&["dossier", "replay", &case.number]).success);
}
