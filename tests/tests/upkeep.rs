//! The first day of a town and every day: `init`, `doctor`, `backup`, `restore`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use guichet_tests::honest;
use guichet_tests::mail::Post;
use guichet_tests::server::{Said, Town, run};
use guichet_tests::terminal::{answering, secret, typed};
use serde_json::Value;

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

const ANSWERS: &str = r#"
name = "Sainte-Invention"
code = "97499"
host = "demarches.sainte-invention.example"
email = "mairie@sainte-invention.example"
address = "1 rue de l’Essai, 97499 Sainte-Invention"
phone = "+33 1 99 00 00 01"
mail = "smtp://town@mail.example:587"
administrator = "camille.exemple"
"#;

#[test]
fn answers_make_a_town_and_its_first_administrator() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("answers.toml"), ANSWERS).expect("a file");
    let config = path("guichet.toml");
    let init = |answers: &str| run(["init", "--config", &config, "--answers", answers]);
    let said = init(&path("answers.toml"));
    assert!(said.success && said.out.contains("password"), "{said:?}");
    let written = std::fs::read_to_string(&config).expect("guichet.toml");
    for words in
        ["Sainte-Invention", "Indian/Reunion", "https://demarches.sainte-invention.example", "acme"]
    {
        assert!(written.contains(words), "{words}");
    }
    assert!(written.lines().filter(|line| line.starts_with('#')).count() > 30, "it is commented");
    let agents = run(["agent", "list", "--config", &config, "--json"]);
    assert!(agents.success && agents.out.contains("camille.exemple"), "{agents:?}");
    let mode = std::fs::metadata(path("mail-password")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(init(&path("answers.toml")).complaint().contains("there already"));
    // What is wrong is named, and nothing is written.
    std::fs::remove_file(&config).expect("a file");
    for (from, to, word) in [
        ("97499\"", "974\"", "INSEE"),
        ("phone", "fone", "fone"),
        ("smtp://", "http://", "smtp://"),
    ] {
        std::fs::write(path("wrong.toml"), ANSWERS.replacen(from, to, 1)).expect("a file");
        assert!(init(&path("wrong.toml")).complaint().contains(word), "{word}");
        assert!(!Path::new(&config).exists());
    }
    // Without answers and without a terminal it is the sample.
    assert!(run(["init", "--config", &config]).success);
    assert_eq!(std::fs::read_to_string(&config).expect("guichet.toml"), guichet::config::FIRST);
}

#[test]
fn at_a_terminal_it_asks_until_every_answer_is_one_and_shows_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("guichet.toml");
    let init = ["init", "--config", text(&config)];
    // Who ends it in between finds nothing.
    let said = answering(
        &init,
        &[typed("Nom de la commune", "Sainte-Invention"), typed("INSEE", "\u{4}")],
    );
    assert!(!said.success && said.out.contains("nothing was written"), "{said:?}");
    assert!(!config.exists());
    let said = answering(
        &init,
        &[
            typed("Nom de la commune", ""),
            typed("Nom de la commune", "Sainte-Invention"),
            typed("INSEE", "974"),
            typed("INSEE", "97499"),
            typed("Nom du serveur", "demarches.sainte-invention.example"),
            typed("certificat", "peut-être"),
            typed("certificat", "oui"),
            typed("électronique", "mairie"),
            typed("électronique", "mairie@sainte-invention.example"),
            typed("postale", "1 rue de l’Essai, 97499 Sainte-Invention"),
            typed("Téléphone", "+33 1 99 00 00 01"),
            typed("courriels", "mail.example"),
            typed("courriels", "smtp://town@mail.example:587"),
            typed("administrateur", "Camille Exemple"),
            typed("administrateur", "camille.exemple"),
            secret("Mot de passe", "mot de passe du test"),
        ],
    );
    assert!(said.success, "{said:?}");
    assert_eq!(said.out.matches("Cette réponse ne va pas").count(), 6, "{said:?}");
    assert!(!said.out.contains("mot de passe du test"), "{said:?}");
    let written = std::fs::read_to_string(&config).expect("guichet.toml");
    for words in
        ["Sainte-Invention", "Indian/Reunion", "https://demarches.sainte-invention.example", "acme"]
    {
        assert!(written.contains(words), "{words} in {written}");
    }
    assert!(!written.contains("mot de passe du test"));
    let password = config.with_file_name("mail-password");
    assert_eq!(std::fs::read_to_string(&password).expect("a file"), "mot de passe du test");
    let mode = std::fs::metadata(password).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The first administrator is there, with the password that was shown.
    let agents = run(["agent", "list", "--config", text(&config), "--json"]).json();
    assert_eq!(agents[0]["name"], "camille.exemple");
    assert!(said.out.contains("password  "), "{said:?}");
}

/// What the doctor found of one thing.
fn found<'a>(said: &'a Value, check: &str) -> Vec<&'a Value> {
    said.as_array().expect("findings").iter().filter(|f| f["check"] == check).collect()
}

/// What it says, and whether that is well: the disk of the machine that this runs on may be full.
fn doctor(town: &Town, more: &[&str]) -> (bool, Value) {
    let said = town.command(&[&["doctor", "--json"], more].concat());
    let found: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("JSON: {said:?}"));
    let findings = found.as_array().expect("findings");
    assert_eq!(said.success, findings.iter().all(|f| f["state"] != "wrong"), "{found}");
    let well = findings.iter().all(|f| f["check"] == "disk" || f["state"] != "wrong");
    (well, found)
}

fn backup(town: &Town, file: &Path) -> Said {
    town.command(&["backup", text(file), "--json"])
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let post = Post::start();
    let mut town = Town::honest();
    let folder = tempfile::tempdir().expect("a folder");
    let (well, said) = doctor(&town, &[]);
    assert!(!well, "there is no backup: {said}");
    assert_eq!(found(&said, "backup")[0]["state"], "wrong");
    assert!(
        found(&said, "backup")[0]["todo"].as_str().is_some_and(|t| t.contains("guichet backup"))
    );
    assert_eq!(found(&said, "mail")[0]["state"], "note");
    for check in ["clock", "folder", "procedures"] {
        assert_eq!(found(&said, check)[0]["state"], "well", "{check}: {said}");
    }
    assert!(backup(&town, &folder.path().join("one")).success);
    let (well, said) = doctor(&town, &[]);
    assert!(well, "{said}");
    // For people it says the same in French.
    let shown = town.command(&["doctor"]);
    assert!(
        shown.out.contains("[bien]    Sauvegarde : la dernière a moins d’un jour"),
        "{shown:?}"
    );
    // A week and a day later, on a machine that others may look into.
    town.kill();
    let shown = town.command_later(&["doctor"], 8);
    assert!(!shown.success && shown.out.contains("la dernière a 8 jours"), "{shown:?}");
    let key = town.data().join("key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let (well, said) = doctor(&town, &[]);
    assert!(
        !well && found(&said, "folder")[0]["todo"] == format!("chmod 600 {}", key.display()),
        "{said}"
    );
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    // A clock that went back.
    let segment =
        std::fs::File::options().append(true).open(town.data().join("journal/00000001.seg"));
    let segment = segment.expect("the journal");
    segment.set_modified(SystemTime::now() + Duration::from_secs(3_600)).expect("a time");
    let (well, said) = doctor(&town, &[]);
    assert!(!well && found(&said, "clock")[0]["state"] == "wrong", "{said}");
    segment.set_modified(SystemTime::now()).expect("a time");
    // A procedure that cannot be served, and an address that nobody can reach.
    town.configure("\n[[procedure]]\nfile = \"nowhere.wasm\"\n");
    let (well, said) = doctor(&town, &[]);
    assert!(
        !well
            && found(&said, "procedures")[0]["says"]
                .as_str()
                .is_some_and(|t| t.contains("nowhere.wasm")),
        "{said}"
    );
    let first = guichet::config::FIRST;
    town.replace_config(&first.replace("data =", "url = \"https://127.0.0.1:9\"\ndata ="));
    let (well, said) = doctor(&town, &[]);
    assert!(!well && found(&said, "https")[0]["state"] == "wrong", "{said}");
    town.replace_config(&first.replace("data =", "url = \"http://mairie.example\"\ndata ="));
    let (_, said) = doctor(&town, &[]);
    assert!(
        found(&said, "https")[0]["says"].as_str().is_some_and(|t| t.contains("chiffrée")),
        "{said}"
    );
    // Mail goes to the service in charge, unless somebody else is to have it.
    town.replace_config(&format!("{first}\n{}", post.config()));
    let (well, said) = doctor(&town, &["--mail-to", "essai@saint-exemple.example"]);
    assert!(well && found(&said, "mail")[0]["state"] == "well", "{said}");
    let letters = post.letters("essai@saint-exemple.example");
    assert!(letters.len() == 1 && letters[0].contains("Message d’essai"), "{letters:?}");
    let (well, _) = doctor(&town, &["--mail-to", "none"]);
    assert!(well);
    town.replace_config(&format!(
        "{first}\n[mail]\nserver = \"smtp://127.0.0.1:9\"\nfrom = \"Mairie <mairie@saint-exemple.example>\"\n"
    ));
    let (well, said) = doctor(&town, &[]);
    assert!(!well && found(&said, "mail")[0]["state"] == "wrong", "{said}");
}

async fn keep_submitting(api: guichet_tests::server::Api, stop: Arc<AtomicBool>) -> Vec<Value> {
    let mut receipts = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let key = format!("meanwhile-{}", receipts.len());
        receipts.push(api.submit(&key, &honest::answers_of(&key)).await.expect(201));
    }
    receipts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_while_the_town_works_and_put_back_elsewhere() {
    let mut town = Town::honest();
    let folder = tempfile::tempdir().expect("a folder");
    let (file, keys) = (folder.path().join("monday"), folder.path().join("monday.keys"));
    let (api, plan) = (town.api(), b"%PDF-1.7\n%%EOF\n".to_vec());
    api.upload("plan.pdf", "application/pdf", plan).await.expect(201);
    let before = town.api().submit("before", &honest::answers()).await.expect(201);
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn(keep_submitting(town.api(), stop.clone()));
    // Several, so that one of them falls into the middle of something.
    for number in 0..4 {
        let file = folder.path().join(format!("other-{number}"));
        let said = tokio::task::block_in_place(|| backup(&town, &file));
        assert!(said.success, "{said:?}");
        let elsewhere = folder.path().join(format!("there-{number}"));
        let restored = restore(&town, &file, &elsewhere);
        assert!(restored.success, "{restored:?}");
    }
    let made = tokio::task::block_in_place(|| backup(&town, &file)).json();
    stop.store(true, Ordering::Relaxed);
    let receipts = busy.await.expect("every submission was taken");
    assert!(receipts.len() > 1, "{}", receipts.len());
    for path in [&file, &keys] {
        let mode = std::fs::metadata(path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(backup(&town, &file).complaint().contains("exists"), "a backup replaces nothing");
    // Nothing of a person can be read without the keys.
    let bytes = std::fs::read(&file).expect("the backup");
    assert!(!bytes.windows(5).any(|window| window == b"Zo\xc3\xa9 "));
    // Elsewhere, all of it is right, and the town goes on from there.
    town.kill();
    let elsewhere = folder.path().join("there");
    let config = town.config();
    let at = ["--config", text(&config), "--data", text(&elsewhere)];
    let there = |command: &[&str]| run(command.iter().copied().chain(at));
    assert!(restore(&town, &file, &elsewhere).success);
    let verified = there(&["dossier", "verify", "--json"]).json();
    assert_eq!(verified["records"], made["records"]);
    let number = before["number"].as_str().expect("a number");
    assert!(there(&["dossier", "replay", number]).success);
    // Where there is a town already, none is put.
    let said = restore(&town, &file, &elsewhere);
    assert!(said.complaint().contains("there is a town in it already"), "{said:?}");
    // A new machine has no guichet.toml: it comes from the backup.
    let config = folder.path().join("new/guichet.toml");
    std::fs::create_dir(folder.path().join("new")).expect("a folder");
    let new = run(["restore", text(&file), "--config", text(&config)]);
    assert!(new.success, "{new:?}");
    assert!(folder.path().join("new/data/journal").is_dir() && config.exists());
}

fn restore(town: &Town, file: &Path, data: &Path) -> Said {
    let config = town.config();
    run(["restore", text(file), "--config", text(&config), "--data", text(data), "--json"])
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_leaves_nothing() {
    let town = Town::honest();
    town.api().submit("a", &honest::answers()).await.expect(201);
    let folder = tempfile::tempdir().expect("a folder");
    let [file, other] = ["one", "two"].map(|name| folder.path().join(name));
    assert!(backup(&town, &file).success && backup(&town, &other).success);
    let data = folder.path().join("there");
    let refused = |file: &Path, keys: &Path, word: &str| {
        let config = town.config();
        let said = run([
            "restore",
            text(file),
            "--keys",
            text(keys),
            "--config",
            text(&config),
            "--data",
            text(&data),
        ]);
        assert!(said.complaint().contains(word), "{word}: {said:?}");
        assert!(!data.exists());
        let left = std::fs::read_dir(folder.path()).expect("a folder").flatten();
        assert!(
            !left.into_iter().any(|e| e.file_name().to_string_lossy().starts_with(".restoring"))
        );
    };
    let keys = folder.path().join("one.keys");
    refused(&file, &folder.path().join("two.keys"), "the keys of another backup");
    refused(&file, &folder.path().join("nowhere"), "nowhere");
    refused(&file, &file, "a part that belongs nowhere");
    let whole = std::fs::read(&file).expect("a backup");
    let damaged = folder.path().join("damaged");
    std::fs::write(&damaged, &whole[..whole.len() / 2]).expect("a file");
    refused(&damaged, &keys, "not a whole backup");
    // One byte of the journal.
    let mut flipped = whole.clone();
    let at = whole.windows(8).position(|w| w == b"GUICHETJ").expect("a segment") + 200;
    flipped[at] ^= 1;
    std::fs::write(&damaged, &flipped).expect("a file");
    refused(&damaged, &keys, "00000001.seg");
    std::fs::write(&damaged, b"hello").expect("a file");
    refused(&damaged, &keys, "not a whole backup");
    assert!(restore(&town, &file, &data).json()["records"].as_u64() > Some(0));
}
