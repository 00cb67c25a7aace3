//! What an administrator does with packages by a browser, in the same steps as on the command line.

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::Browser;
use serde_json::json;

use super::{Place, package};

/// What of a manifest the town sets: an amount, a yes or no, one of two, and a table.
const SETTABLE: &str = r#"
[[setting]]
key = "fee"
kind = "money"
default = 500
label = { fr = "Droit", en = "Fee" }

[[setting]]
key = "open"
kind = "flag"
default = true
label = { fr = "Ouvert" }

[[setting]]
key = "zone"
kind = "choice"
default = "town"
options = ["town", "country"]
label = { fr = "Zone" }

[[table]]
key = "streets"
columns = ["street", "school"]
"#;

async fn administrator(place: &Place) -> Browser {
    let desk = place.town.desk("ada", &["--role", "administrator"]).await;
    desk.prove_twice(0).await;
    desk
}

#[tokio::test]
async fn an_administrator_installs_upgrades_and_goes_back_by_a_browser() {
    let place = Place::serving(&[]);
    let desk = administrator(&place).await;
    let other = place.town.desk("claude", &[]).await;
    for path in ["/desk/admin", &format!("/desk/admin/procedures/{}", honest::ID)] {
        assert_eq!(other.get(path).await.status, 404, "{path}");
        assert_eq!(place.town.portal().get(path).await.location(), "/desk/sign-in");
    }

    let broken = desk.send_file("/desk/admin/install", b"not a package".to_vec(), &[]).await;
    assert_eq!(broken.status, 422);
    let unsigned = std::fs::read(place.unsigned(&package("1.0.0", ""))).expect("a file");
    let refused = desk.send_file("/desk/admin/install", unsigned, &[]).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let first = std::fs::read(place.signed(&package("1.0.0", ""))).expect("a file");
    let shown = desk.send_file("/desk/admin/install", first, &[]).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    let asks = shown.find_attribute("input[name=grant]", "value");
    assert_eq!(asks, ["import:clock", "effect:notify"]);
    assert!(shown.text.contains("signed by Example"), "{shown:?}");
    assert_eq!(place.serves(), "", "looking changes nothing");
    let action = shown.find_attribute("main form[method=post]", "action").pop().expect("a form");
    let grants = [("grant", "import:clock"), ("grant", "effect:notify")];
    let path = format!("/desk/admin/procedures/{}", honest::ID);
    assert_eq!(desk.post(&action, &grants).await.location(), format!("{path}?done=1"));
    assert!(place.serves().contains("1.0.0"));
    assert_eq!(place.history()[0]["noted"][0]["by"], "ada");
    place.town.api().submit("a", &honest::answers()).await.expect(201);
    let page = desk.get("/desk/admin").await;
    assert!(page.find("dd")[0].parse::<u32>().is_ok_and(|calls| calls > 0), "{page:?}");

    let second = std::fs::read(place.signed(&package("1.1.0", ""))).expect("a file");
    let shown = desk.send_file("/desk/admin/install", second, &[]).await;
    let action = shown.find_attribute("main form[method=post]", "action").pop().expect("a form");
    desk.post(&action, &[]).await.location();
    assert!(place.serves().contains("1.1.0"));
    assert_eq!(desk.post(&action, &[]).await.status, 422, "it was taken, and is not kept");
    desk.post(&format!("{path}/back"), &[]).await.location();
    assert!(place.serves().contains("1.0.0"));
    let needed = desk.post(&format!("{path}/remove"), &[]).await;
    assert_eq!(needed.status, 422, "an open dossier needs it");
    assert!(place.serves().contains("1.0.0"));
}

#[tokio::test]
async fn settings_and_tables_are_edited_by_a_browser() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", SETTABLE)).success);
    let desk = administrator(&place).await;
    let path = format!("/desk/admin/procedures/{}", honest::ID);
    let page = desk.get(&path).await;
    assert_eq!(page.find_attribute("input[name=fee]", "value"), ["500"]);
    let settings = format!("{path}/settings");
    let wrong = [("fee", "five"), ("open", "true"), ("zone", "town")];
    let refused = desk.post(&settings, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.find("[role=alert]")[0].contains("fee"), "{refused:?}");
    desk.post(&settings, &[("fee", "750"), ("zone", "country")]).await.location();
    let page = desk.get(&path).await;
    assert_eq!(page.find_attribute("input[name=fee]", "value"), ["750"]);
    assert!(page.find_attribute("input[name=open][checked]", "value").is_empty());
    assert_eq!(page.find("option[selected]"), ["country"]);
    let written = place.plugin(&["settings", honest::ID]);
    assert!(written.out.contains("fee = 750") && written.out.contains("open = false"));
    desk.post(&settings, &[("toml", "fee = 900\n")]).await.location();
    assert_eq!(desk.get(&path).await.find_attribute("input[name=fee]", "value"), ["900"]);
    let unknown = desk.post(&settings, &[("toml", "fees = 900\n")]).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(unknown.find("textarea[name=toml]"), ["fees = 900"], "what was typed stands there");

    let table = format!("{path}/tables/streets");
    let twice = b"street,school\nLilas,A\nLilas,B\n".to_vec();
    let refused = desk.send_file(&table, twice, &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.find("[role=alert]")[0].contains("line 3"), "{refused:?}");
    let shown = desk.send_file(&table, b"street,school\nLilas,A\nRoses,B\n".to_vec(), &[]).await;
    assert_eq!(shown.find("tbody td"), ["Lilas", "A", "Roses", "B"]);
    let csv = shown.find_attribute("main form[enctype]", "action");
    assert_eq!(csv, [table.as_str()]);
    let hint = async || desk.get(&path).await.find("#th-streets").join("");
    assert!(hint().await.starts_with("0 rows"), "it is not taken yet");
    let taken = [("csv", "street,school\r\nLilas,A\r\nRoses,B\r\n")];
    desk.send_file(&table, vec![], &taken).await.location();
    assert!(hint().await.starts_with("2 rows"), "{}", hint().await);
    let history = place.history();
    assert_eq!(history[0]["noted"].as_array().map(Vec::len), Some(4), "{history}");
    assert_eq!(json!("ada"), history[0]["noted"][3]["by"]);
}

#[tokio::test]
async fn an_administrator_sees_how_the_server_is_and_what_to_do() {
    let post = Post::start();
    let mut place = Place::serving(&[]);
    place.town.configure(&post.config());
    place.town.restart();
    let desk = administrator(&place).await;
    let page = desk.get("/desk/admin/doctor").await;
    assert_eq!(page.status, 200, "{page:?}");
    let found = page.find("section h2");
    for (check, state) in [("Sauvegarde", "to do"), ("Horloge", "well"), ("Courriel", "well")] {
        assert!(found.contains(&format!("{check} : {state}")), "{check}: {page:?}");
    }
    assert!(page.text.contains("guichet backup"), "it says what to do: {page:?}");
    assert_eq!(desk.post("/desk/admin/doctor", &[("to", "nobody")]).await.status, 422);
    let to = "essai@saint-exemple.example";
    let sent = desk.post("/desk/admin/doctor", &[("to", to)]).await;
    assert!(sent.text.contains("un message d’essai est parti"), "{sent:?}");
    assert_eq!(post.letters(to).len(), 1);
}
