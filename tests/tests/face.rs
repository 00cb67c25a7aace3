//! The town's face: its colours, what its pages must say, and in which words.

use guichet_tests::honest;
use guichet_tests::server::Town;

fn town(face: &str) -> Town {
    let town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    let config = std::fs::read_to_string(town.config()).expect("guichet.toml");
    let (before, after) = config.split_once("[town.face]").expect("a face");
    let (_, after) = after.split_once("\n\n").expect("what follows it");
    town.replace_config(&format!("{before}[town.face]\n{face}\n\n{after}"));
    town
}

#[test]
fn colours_that_nobody_can_read_are_refused() {
    let mut town = town("accent = \"#f0c000\"");
    assert!(town.try_start().is_err());
    let said = town.command(&["serve", "--listen", "127.0.0.1:0"]);
    let complaint = said.complaint();
    assert!(complaint.contains("#f0c000") && complaint.contains("4.5"), "{complaint}");
}

#[tokio::test]
async fn the_town_speaks_in_its_colours_and_words() {
    let mut town = town(
        "accent = \"#7a1f5c\"\nconformity = \"partial\"\nlegal-notice.fr = \"Éditeur : Mme Exemple.\\n\\nHébergeur : la commune.\"",
    );
    town.restart();
    let browser = town.portal();
    let style = browser.get("/assets/town.css").await;
    assert!(style.text.contains("--accent: #7a1f5c"), "{style:?}");
    let legal = browser.get("/legal").await;
    let paragraphs = legal.find("main p");
    assert!(
        paragraphs
            .starts_with(&["Éditeur : Mme Exemple.".into(), "Hébergeur : la commune.".into()])
    );
    assert!(legal.find("footer").join("").contains("partiellement conforme"), "{legal:?}");
}

#[tokio::test]
async fn a_logo_stands_beside_the_name_and_runs_nothing() {
    let mut town = town("logo = \"arms.svg\"");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    std::fs::write(town.config().with_file_name("arms.svg"), svg).expect("a file");
    town.restart();
    let browser = town.portal();
    let page = browser.get("/").await;
    assert_eq!(page.find_attribute(".town img", "src"), ["/assets/logo"]);
    assert_eq!(page.find_attribute(".town img", "alt"), [""], "the name stands beside it");
    let logo = browser.get("/assets/logo").await;
    assert_eq!((logo.header("content-type"), logo.text.as_str()), ("image/svg+xml", svg));
    let policy = logo.header("content-security-policy");
    assert!(policy.contains("sandbox") && !policy.contains("script-src"), "{policy}");
    assert_eq!(Town::honest().portal().get("/assets/logo").await.status, 404);
}

#[tokio::test]
async fn rgpd_1_a_procedure_says_what_becomes_of_the_data() {
    let town = Town::honest();
    let browser = town.portal();
    let procedure = browser.get(&format!("/procedures/{}", honest::ID)).await;
    let link = procedure.find_attribute("main a[href$='/privacy']", "href").remove(0);
    let page = browser.get(&link).await;
    let said = page.find("main").join(" ");
    for part in ["Examiner la demande", "article 6, 1, e", "1 an", "CNIL", "Accueil de la mairie"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[tokio::test]
async fn sve_5_sve_9_the_terms_say_how_the_service_is_used() {
    let town = Town::honest();
    let browser = town.portal();
    let terms = browser.get("/terms").await.find("main p").join(" ");
    for part in ["L112-8", "R112-9-1", "L112-11", "n’envoie pas de courriels", "L111-1"] {
        assert!(terms.contains(part), "{part} in {terms}");
    }
    for page in ["/terms", "/legal", "/accessibility"] {
        let english = browser.get(&format!("{page}?lang=en")).await;
        assert_eq!(english.find_attribute("html", "lang"), ["en"], "{page}");
        assert!(english.find("footer").join(" ").contains("+33 1 99 00 00 00"), "{page}");
    }
    // No rules where nothing is computed.
    let rules = browser.get(&format!("/procedures/{}/rules", honest::ID)).await;
    assert_eq!(rules.status, 404);
}
