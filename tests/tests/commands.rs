//! The command line, with the server up and down.

use std::path::Path;

use guichet_tests::honest;
use guichet_tests::server::{Town, run};

#[test]
fn a_configuration_that_is_wrong_is_named_in_one_line() {
    let town = Town::new(&[]);
    let missing = run(["serve", "--config", "/nowhere/guichet.toml"]);
    assert!(missing.complaint().contains("/nowhere/guichet.toml"), "{missing:?}");
    let first = guichet::config::FIRST;
    let wrong = [
        (first.replace("listen =", "lisen ="), "lisen"),
        (first.replace("127.0.0.1:8080", "here"), "listen"),
        (first.replace("Europe/Paris", "Europe/Atlantis"), "Atlantis"),
        (first.replace("[town]", "[town"), "guichet.toml"),
        (format!("{first}\n[[procedure]]\nfiel = \"a.wasm\"\n"), "fiel"),
    ];
    for (text, word) in wrong {
        std::fs::write(town.config(), text).expect("guichet.toml");
        for command in [&["serve"][..], &["agent", "list"], &["dossier", "verify"]] {
            let said = town.command(command);
            assert!(said.complaint().contains(word), "{word}: {said:?}");
            assert!(said.err.contains("guichet.toml"), "{said:?}");
        }
    }
}

#[tokio::test]
async fn agents_with_the_server_up_and_down() {
    let mut town = Town::honest();
    let up = town.agent("up");
    assert!(town.stop());
    let down = town.agent("down");
    assert_eq!(
        town.command(&["agent", "list"]).out,
        "down  agent  Down Exemple\nup  agent  Up Exemple\n"
    );
    town.restart();
    let list = town.command(&["agent", "list", "--json"]).json();
    assert_eq!((&list[0]["name"], &list[1]["name"]), (&"down".into(), &"up".into()));
    assert_eq!(list[0]["roles"], serde_json::json!(["agent"]));
    for agent in [up, down] {
        town.api().bearing(&agent.token).get("/desk/dossiers").await.expect(200);
    }
    let said = town.command(&["agent", "add", "a name"]);
    assert!(said.complaint().contains("\"a name\""), "{said:?}");
}

#[tokio::test]
async fn one_server_for_a_data_folder() {
    let town = Town::honest();
    let said = town.command(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.complaint().contains("another process"), "{said:?}");
    // The one that runs is not disturbed, and commands still reach it.
    town.api().submit("a", &honest::answers()).await.expect(201);
    assert_eq!(town.records(), 1);
}

#[tokio::test]
async fn a_busy_port_is_named() {
    let (town, other) = (Town::honest(), Town::new(&[]));
    let address = town.address().replace("http://", "");
    let said = other.command(&["serve", "--listen", &address]);
    assert!(said.complaint().contains(&address), "{said:?}");
}

#[tokio::test]
async fn being_told_to_end_is_a_good_end() {
    let mut town = Town::honest();
    let accepted = town.api().submit("a", &honest::answers()).await.expect(201);
    assert!(town.data().join("control.sock").exists());
    assert!(town.stop(), "{}", town.log());
    assert!(!town.data().join("control.sock").exists());
    let number = accepted["number"].as_str().expect("a number");
    assert!(town.command(&["dossier", "replay", number]).success);
    assert_eq!(town.records(), 1);
    // A socket that a killed server left behind is in nobody's way.
    town.restart();
    town.kill();
    assert_eq!(town.records(), 1);
    town.restart();
    assert_eq!(town.records(), 1);
}

#[test]
fn init_overwrites_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("guichet.toml");
    let init = |file: &Path| run(["init", "--config", file.to_str().expect("a path")]);
    assert!(init(&file).success);
    assert!(init(&file).complaint().contains("guichet.toml"));
    let said = run(["agent", "list", "--config", file.to_str().expect("a path")]);
    assert!(said.success, "{said:?}");
}
