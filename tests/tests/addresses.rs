//! Addresses are suggested from the town's own table, and any other may be written.

use std::io::Cursor;

use guichet_tests::honest;
use guichet_tests::server::{Answer, Browser, Town};
use reqwest::Method;
use serde_json::{Value, json};

/// Invented: no commune has the code 99999.
const TABLE: &str = "\
id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat;nom_ld
99999_0001_00001;1;;Rue de l’Église;99999;99999;Saint-Exemple;-1.5;48.25;
99999_0001_00012;12;;Rue de l’Église;99999;99999;Saint-Exemple;-1.5;48.5;
99999_0001_00012_bis;12;bis;Rue de l’Église;99999;99999;Saint-Exemple;;;
99999_0002_00007;7;;Chemin du Lavoir;99999;99999;Saint-Exemple;;;Le Hameau
";

fn town(table: &str) -> Town {
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    std::fs::write(town.config().with_file_name("adresses.csv"), table).expect("a table");
    town.configure("[addresses]\nfile = \"adresses.csv\"\n");
    town
}

fn served(table: &str) -> Town {
    let mut town = town(table);
    town.restart();
    town
}

async fn suggested(browser: &Browser, query: &str) -> Value {
    browser.get(&format!("/addresses?q={query}&lang=en")).await.expect(200)
}

/// The values of the boxes of the address on a page.
fn boxes(page: &Answer) -> [String; 5] {
    let value = |part: &str| {
        let name = format!("[name='who.address:{part}']");
        page.find_attribute(&name, "value").pop().unwrap_or_else(|| page.find(&name).concat())
    };
    ["lines", "more", "postcode", "city", "ban"].map(value)
}

/// The inputs of the first page with this address.
fn page<'a>(address: [&'a str; 4], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let [lines, rest, postcode, city] = address;
    let mut inputs = vec![
        ("who.name", "Zoé Martin"),
        ("who.address:lines", lines),
        ("who.address:more", rest),
        ("who.address:postcode", postcode),
        ("who.address:city", city),
        ("who.address:country", "FR"),
    ];
    inputs.extend(more);
    inputs
}

/// Goes on to the end, and gives the address as the procedure is given it.
async fn submitted(browser: &Browser, draft: &str, inputs: &[(&str, &str)]) -> Value {
    let next = browser.post(&format!("{draft}/who"), inputs).await;
    assert_eq!(next.location(), format!("{draft}/what"));
    browser.post(&format!("{draft}/what"), &[("what.size", "small")]).await;
    let done = browser.post(&format!("{draft}/submit"), &[]).await;
    let copy = done.location().replace('?', "/copy.zip?");
    let response = browser.request(Method::GET, &copy).send().await.expect("an answer");
    let copy = Cursor::new(response.bytes().await.expect("a copy"));
    let mut archive = zip::ZipArchive::new(copy).expect("an archive");
    let dossier = archive.by_name("dossier.json").expect("what is known");
    let dossier: Value = serde_json::from_reader(dossier).expect("JSON");
    let answers = dossier["answers"].as_array().expect("answers");
    let answer = answers.iter().find(|answer| answer["path"] == "who.address");
    answer.expect("an address")["value"]["address"].clone()
}

#[tokio::test]
async fn addresses_are_suggested_while_they_are_typed() {
    let town = served(TABLE);
    let browser = town.portal();
    let found = suggested(&browser, "eglise%2012").await;
    assert_eq!(found["said"], "2 addresses suggested");
    let first = json!({
        "label": "12 Rue de l’Église, 99999 Saint-Exemple", "lines": "12 Rue de l’Église", "more": "",
        "postcode": "99999", "city": "Saint-Exemple", "country": "FR", "ban": "99999_0001_00012",
    });
    assert_eq!(found["addresses"][0], first);
    assert_eq!(found["addresses"][1]["ban"], "99999_0001_00012_bis");
    for nothing in ["", "%20", "zzz", "e", "%C3%A9%F0%9F%98%80"] {
        assert_eq!(suggested(&browser, nothing).await["addresses"], json!([]), "{nothing}");
    }
    assert_eq!(suggested(&browser, &"a%20".repeat(1_000)).await["addresses"], json!([]));
    let answer = browser.get("/addresses?q=lavoir").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!town.log().contains("lavoir") && !town.log().contains("eglise"));
}

#[tokio::test]
async fn a_chosen_address_brings_what_the_table_knows() {
    let town = served(TABLE);
    let browser = town.portal();
    let draft = browser.begin().await;
    let typed = ["12 Rue de l’Église", "Étage 2", "99999", "Saint-Exemple"];
    let chosen = page(typed, &[("who.address:ban", "99999_0001_00012")]);
    // It saves itself first; what was chosen is known again from the page that follows.
    browser.post(&format!("{draft}/who"), &[&chosen[..], &[("_save", "1")]].concat()).await;
    let shown = boxes(&browser.get(&format!("{draft}/who")).await);
    let [lines, more, postcode, city] = typed;
    assert_eq!(shown, [lines, more, postcode, city, "99999_0001_00012"]);
    let address = submitted(&browser, &draft, &page(typed, &[])).await;
    assert_eq!(
        address,
        json!({
            "lines": ["12 Rue de l’Église", "Étage 2"], "postcode": "99999", "city": "Saint-Exemple",
            "country": "FR", "commune": "99999", "ban_id": "99999_0001_00012",
            "position": {"lat": 485_000_000, "lon": -15_000_000},
        })
    );
}

#[tokio::test]
async fn any_other_address_is_taken_as_it_is_written() {
    let town = served(TABLE);
    let browser = town.portal();
    let draft = browser.begin().await;
    // Chosen first and changed then: it is not that address any more.
    let typed = ["12 quater, rue de l'eglise", "", "99999", "Saint-Exemple"];
    let changed = page(typed, &[("who.address:ban", "99999_0001_00012")]);
    let address = submitted(&browser, &draft, &changed).await;
    assert_eq!(
        address,
        json!({
            "lines": ["12 quater, rue de l'eglise"], "postcode": "99999", "city": "Saint-Exemple",
            "country": "FR", "commune": null, "ban_id": null, "position": null,
        })
    );
}

#[tokio::test]
async fn without_javascript_addresses_are_looked_up() {
    let town = served(TABLE);
    let browser = town.portal().in_english();
    let draft = browser.begin().await;
    let at = format!("{draft}/who");
    let first = browser.get(&at).await;
    assert_eq!(first.find("[name='_look-up']"), ["Look up the address"]);
    assert!(first.find("[name='_choose']").is_empty());
    assert_eq!(first.find_attribute("form button", "name"), ["_look-up"], "the first goes on");

    let typed = ["lavoir", "", "", ""];
    let asked = browser.post(&at, &page(typed, &[("_look-up", "who.address")])).await;
    assert_eq!(asked.location(), format!("{at}?found=who.address#f-who_address"));
    let found = browser.get(asked.location()).await;
    assert_eq!(boxes(&found)[0], "lavoir", "what was typed stays");
    assert_eq!(found.find_attribute("[name='who.name']", "value"), ["Zoé Martin"]);
    assert!(found.find(".error").iter().all(String::is_empty), "nothing is wrong yet: {found:?}");
    let label = "7 Chemin du Lavoir, Le Hameau, 99999 Saint-Exemple";
    assert_eq!(found.find("[name='_choose']"), [label]);
    let value = found.find_attribute("[name='_choose']", "value").remove(0);

    let chosen = browser.post(&at, &page(typed, &[("_choose", &value)])).await;
    assert_eq!(chosen.location(), format!("{at}#f-who_address"));
    let filled = browser.get(&at).await;
    let parts = ["7 Chemin du Lavoir", "Le Hameau", "99999", "Saint-Exemple"];
    assert_eq!(boxes(&filled)[..4], parts);
    let address = submitted(&browser, &draft, &page(parts, &[])).await;
    assert_eq!(address["ban_id"], "99999_0002_00007");
    assert_eq!(address["lines"], json!(["7 Chemin du Lavoir", "Le Hameau"]));
}

#[tokio::test]
async fn agents_look_addresses_up_too() {
    let town = served(TABLE);
    let accepted = town.api().submit("a", &honest::answers()).await.expect(201);
    let number = accepted["number"].as_str().expect("a number");
    let desk = town.portal().in_english();
    let agent = town.agent("claude");
    let inputs = [("name", agent.name.as_str()), ("password", agent.password.as_str())];
    desk.post("/desk/sign-in", &inputs).await;
    let at = format!("/desk/dossiers/{number}/actions/grant-with-note");
    let typed = |button: &'static str, value: &'static str| {
        [("note", "Bien"), ("place:lines", "12 bis eglise"), (button, value)]
    };
    let found = desk.post(&at, &typed("_look-up", "place")).await;
    assert_eq!(found.find("[name='_choose']"), ["12 bis Rue de l’Église, 99999 Saint-Exemple"]);
    assert_eq!(found.find_attribute("[name='place:lines']", "value"), ["12 bis eglise"]);
    assert!(found.find(".error").iter().all(String::is_empty), "{found:?}");
    let chosen = desk.post(&at, &typed("_choose", "place:99999_0001_00012_bis")).await;
    let value = |name: &str| chosen.find_attribute(&format!("[name='place:{name}']"), "value");
    assert_eq!(value("lines"), ["12 bis Rue de l’Église"]);
    assert_eq!(value("ban"), ["99999_0001_00012_bis"]);
    assert_eq!(chosen.find("[name='note']"), ["Bien"]);
}

#[tokio::test]
async fn what_is_not_found_can_be_written() {
    let town = served(TABLE);
    let browser = town.portal().in_english();
    let draft = browser.begin().await;
    let at = format!("{draft}/who");
    let typed = ["5 rue d’ailleurs", "", "75001", "Paris"];
    let asked = browser.post(&at, &page(typed, &[("_look-up", "who.address")])).await;
    let found = browser.get(asked.location()).await;
    assert!(found.find(".found").concat().contains("Complete it yourself"), "{found:?}");
    assert!(found.find("[name='_choose']").is_empty());
    // Buttons that no page has change nothing and take nothing away.
    for (name, value) in [
        ("_look-up", "who.name"),
        ("_look-up", "nothing"),
        ("_choose", "who.address:nothing"),
        ("_choose", "who.name:99999_0001_00001"),
        ("_choose", ""),
    ] {
        let sent = browser.post(&at, &page(typed, &[(name, value)])).await;
        assert_eq!(sent.location(), format!("{draft}/what"), "{name} {value}");
        assert_eq!(boxes(&browser.get(&at).await)[..4], typed, "{name} {value}");
    }
    let strange = browser.get(&format!("{at}?found=%3Cb%3E")).await;
    assert!(strange.status.is_success() && strange.find("[name='_choose']").is_empty());
}

#[tokio::test]
async fn a_town_without_a_table_suggests_nothing() {
    let town = Town::honest();
    let browser = town.portal();
    assert_eq!(suggested(&browser, "eglise").await["addresses"], json!([]));
    let draft = browser.begin().await;
    let page = browser.get(&format!("{draft}/who")).await;
    assert!(page.find("[name='_look-up'], [data-look-up]").is_empty(), "{page:?}");
    assert_eq!(page.find("textarea[name='who.address:lines']").len(), 1);
}

#[tokio::test]
async fn a_known_address_stays_known_when_the_table_is_gone() {
    let mut town = served(TABLE);
    let draft = town.portal().begin().await;
    let typed = ["1 Rue de l’Église", "", "99999", "Saint-Exemple"];
    let chosen = page(typed, &[("who.address:ban", "99999_0001_00001")]);
    town.portal().post(&format!("{draft}/who"), &chosen).await;
    let config = std::fs::read_to_string(town.config()).expect("guichet.toml");
    town.replace_config(&config.replace("[addresses]\nfile = \"adresses.csv\"\n", ""));
    town.restart();
    let address = submitted(&town.portal(), &draft, &page(typed, &[])).await;
    assert_eq!(address["ban_id"], "99999_0001_00001");
}

#[test]
fn a_table_that_is_wrong_is_refused_by_file_and_line() {
    let complaint = |town: &mut Town| {
        assert!(town.try_start().is_err());
        town.command(&["serve", "--listen", "127.0.0.1:0"]).complaint().to_owned()
    };
    let said = complaint(&mut town(&TABLE.replace("code_postal", "cp")));
    for part in ["adresses.csv", "line 1", "\"code_postal\"", "Base Adresse Nationale"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let said = complaint(&mut town(&TABLE.replace(";12;bis;", ";douze;bis;")));
    for part in
        ["adresses.csv", "line 4", "numero is \"douze\"", "put it right or take the row out"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
    let mut gone = town(TABLE);
    std::fs::remove_file(gone.config().with_file_name("adresses.csv")).expect("it was there");
    assert!(complaint(&mut gone).contains("adresses.csv"));
}
