//! Commissions, numbers, tables, the record of processing, and one search for all of a person's
//! data.

use std::io::Read as _;

use guichet_tests::server::{Answer, Town};
use guichet_tests::{crates, honest};
use serde_json::json;

const ID: &str = "org.example.booking";

/// Submits a booking of so many places.
async fn booked(town: &Town, units: i64) -> String {
    let answers = json!({"pool": "own/places/a", "from": "2030-01-07T10:00",
        "until": "2030-01-07T12:00", "asks": false, "units": units, "limit": 100});
    let body = json!({"lang": "fr", "answers": answers});
    let (api, path) = (town.api(), format!("/procedures/{ID}/dossiers"));
    let request = api.request(reqwest::Method::POST, &path);
    let request = request.header("Idempotency-Key", format!("k{units}")).json(&body);
    let made = api.send(request).await.expect(201);
    made["number"].as_str().expect("a number").to_owned()
}

fn column(page: &Answer, at: usize) -> Vec<String> {
    page.find(&format!("tbody td:nth-child({at})"))
}

#[tokio::test]
async fn a_commission_keeps_what_it_likes_of_a_ranking_and_its_minutes_stay() {
    let booking = crates::package("booking").expect("the guest is built");
    let booking = std::fs::read(booking).expect("the package");
    let mut town = Town::start(&[("booking", booking)]);
    let [small, large, middle] =
        [booked(&town, 3).await, booked(&town, 9).await, booked(&town, 5).await];
    let agent = town.desk("claude", &[]).await;
    assert!(agent.get("/desk").await.text.contains("/desk/commissions"));
    let path = format!("/desk/commissions/{ID}");
    assert_eq!(agent.get(&format!("{path}?key=a%20b")).await.status, 400);
    let page = agent.get(&format!("{path}?key=places-15")).await;
    assert_eq!(page.find("tbody th"), [large.as_str(), &middle, &small], "by score");
    assert_eq!(column(&page, 1), ["1", "2", "3"]);
    assert_eq!(column(&page, 4), ["close", "close", ""], "as far as there is room");
    assert!(page.find("tbody td")[3].contains("Le plus de places d’abord (règlement)"), "{page:?}");

    let digest = page.find_attribute("input[name=digest]", "value").remove(0);
    let inputs = |members: &'static str, digest: &'static str| {
        [("key", "places-15"), ("members", members), ("digest", digest)]
    };
    let digest: &'static str = digest.leak();
    let unsigned = agent.post(&path, &inputs(" ", digest)).await;
    assert_eq!(unsigned.status, 422);
    // Who looked before something happened looks again.
    booked(&town, 1).await;
    assert_eq!(agent.post(&path, &inputs("A. Exemple", digest)).await.status, 409);
    let page = agent.get(&format!("{path}?key=places-15")).await;
    let digest = page.find_attribute("input[name=digest]", "value").remove(0);
    let keep = [
        ("key", "places-15"),
        ("members", "A. Exemple, B. Exemple"),
        ("digest", digest.as_str()),
        ("number", large.as_str()),
    ];
    let minutes = agent.post(&path, &keep).await.location().to_owned();
    let page = agent.get(&minutes).await;
    assert_eq!(page.find("tbody th").len(), 4);
    let outcomes = column(&page, 5);
    assert_eq!(outcomes[0], "kept, and carried out");
    assert_eq!(outcomes[1..], ["not kept", "not kept", "not kept"]);
    assert!(page.text.contains("A. Exemple, B. Exemple"), "{page:?}");
    for (number, closed) in [(&large, true), (&middle, false)] {
        let status = agent.get(&format!("/desk/dossiers/{number}")).await.find(".status").join("");
        assert_eq!(status.contains("clos"), closed, "{status}");
    }
    // The minutes are in the journal: they are there without the state that was made of it.
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("the state");
    town.restart();
    let agent = town.desk("claude", &[]).await;
    assert_eq!(agent.get(&minutes).await.find("tbody th").len(), 4);
    assert!(agent.get("/desk/commissions").await.text.contains("places-15"));
    let outsider = town.desk("otto", &["--role", "administrator"]).await;
    assert!(outsider.get(&minutes).await.status != 200);
}

#[tokio::test]
async fn numbers_and_tables_say_what_became_of_dossiers() {
    let column = "[[column]]\npath = \"who.name\"\nlabel = { fr = \"Nom\" }\n\n[effects]";
    let guest = honest::saying("[effects]", column);
    let town = Town::start(&[("honest", honest::file(&guest))]);
    let mut numbers = Vec::new();
    for name in ["Ada", "=1+1", "Bea \"B\" <b>"] {
        let made = town.api().submit(name, &honest::answers_of(name)).await.expect(201);
        numbers.push(made["number"].as_str().expect("a number").to_owned());
    }
    let agent = town.desk("claude", &[]).await;
    agent.post(&format!("/desk/dossiers/{}/actions/grant", numbers[0]), &[]).await.location();
    let page = agent.get("/desk/numbers").await;
    let row = page.find("tbody td");
    assert_eq!(row[..6], ["3", "2", "0", "0", "0", "0"], "{page:?}");
    assert_eq!(row[6], "1", "granted");
    assert_eq!(page.find("figure svg[role=img]").len(), 4);

    let csv = agent.get("/desk/tables/dossiers.csv?all=true").await;
    let mut reader = csv::Reader::from_reader(csv.text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().any(|row| &row[11] == "Nom: =1+1"), "{rows:?}");
    let json = agent.get("/desk/tables/dossiers.json?all=true").await.expect(200);
    let granted =
        json.as_array().expect("a list").iter().find(|row| row["number"] == numbers[0].as_str());
    assert_eq!(granted.expect("the first")["verdict"], "granted");
    assert_eq!(granted.expect("the first")["columns"]["Nom"], "Ada");
    let bytes = agent.bytes("/desk/tables/dossiers.ods?all=true").await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut content = String::new();
    archive.by_name("content.xml").expect("content").read_to_string(&mut content).expect("text");
    assert!(
        content.contains("Bea \"B\" &lt;b&gt;") || content.contains("Bea &quot;B&quot; &lt;b&gt;")
    );
    // What the queue is filtered by, the table is too.
    let found = agent.get("/desk/tables/dossiers.json?text=ada&all=true").await.expect(200);
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!(agent.get("/desk/tables/dossiers.xls").await.status, 404);
    let auditor = town.desk("otto", &["--role", "auditor"]).await;
    assert_eq!(auditor.get("/desk/tables/dossiers.csv").await.status, 404);
    assert_eq!(auditor.get("/desk/numbers").await.status, 200);
}

#[tokio::test]
async fn few_of_a_sensitive_procedure_are_not_counted_and_not_listed() {
    let sensitive =
        honest::saying("retention = \"1 year\"", "retention = \"1 year\", sensitive = true");
    let town = Town::start(&[("honest", honest::file(&sensitive))]);
    town.api().submit("a", &honest::answers()).await.expect(201);
    let agent = town.desk("claude", &[]).await;
    assert_eq!(agent.get("/desk/numbers").await.find("tbody td")[0], "< 5");
    let table = agent.get("/desk/tables/dossiers.json?all=true").await;
    assert!(!table.text.contains("Martin"), "{table:?}");
}

#[tokio::test]
async fn rgpd_2_rgpd_3_the_record_of_processing_and_one_search_for_a_person() {
    let mut town = Town::new(&[("honest", honest::file(&honest::guest()))]);
    town.configure(&format!(
        "[[team]]\nkey = \"sheds\"\nname = \"Abris\"\nprocedures = [\"{}\"]\n",
        honest::ID
    ));
    let post = guichet_tests::mail::Post::start();
    town.configure(&post.config());
    town.restart();
    let answers = json!({"who.name": "Zoé", "who.email": "zoe@example.org", "what.size": "small"});
    let made = town.api().submit("a", &answers).await.expect(201);
    let number = made["number"].as_str().expect("a number");
    let agent = town.desk("claude", &["--team", "sheds"]).await;
    let record = agent.get("/desk/processing").await;
    assert!(record.text.contains("1 an") || record.text.contains("1 year"), "{record:?}");

    assert_eq!(agent.post("/desk/search", &[("email", "")]).await.status, 422);
    let found = agent.post("/desk/search", &[("email", "ZOE@example.org")]).await;
    assert!(found.text.contains(number), "{found:?}");
    let none = agent.post("/desk/search", &[("email", "nobody@example.org")]).await;
    assert!(!none.text.contains(number));
    let copy = agent.bytes(&format!("/desk/dossiers/{number}/copy.zip")).await;
    assert!(zip::ZipArchive::new(std::io::Cursor::new(copy)).is_ok_and(|z| !z.is_empty()));
    // Who may not see it learns that there is something, and nothing else.
    let other = town.desk("otto", &[]).await;
    let hidden = other.post("/desk/search", &[("email", "zoe@example.org")]).await;
    assert!(
        !hidden.text.contains(number) && hidden.text.contains("One more dossier"),
        "{hidden:?}"
    );
    assert_eq!(other.get(&format!("/desk/dossiers/{number}/copy.zip")).await.status, 404);
}
