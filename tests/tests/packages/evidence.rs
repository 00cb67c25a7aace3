//! What a new version would decide otherwise, and the evidence of a dossier in one file.

use std::io::{Read as _, Write as _};

use super::*;

/// The honest procedure in a version that does what this text of its module says.
fn otherwise(version: &str, from: &str, to: &str) -> Package {
    let mut guest = honest::guest();
    assert!(guest.module.contains(from), "{from} stands in the module");
    guest.module = guest.module.replace(from, to);
    made_of(&guest, &manifest(version), CASE)
}

/// The honest procedure with other words of the same length.
fn saying(version: &str, from: &str, to: &str) -> Package {
    let mut component = honest::guest().component().expect("a component");
    let at = component.windows(from.len()).position(|w| w == from.as_bytes()).expect(from);
    assert_eq!(from.len(), to.len());
    component[at..at + to.len()].copy_from_slice(to.as_bytes());
    let files = BTreeMap::from([
        ("plugin.toml".to_owned(), manifest(version).into_bytes()),
        ("cases/submission.toml".to_owned(), CASE.as_bytes().to_vec()),
    ]);
    assemble(&component, &files).expect("a package")
}

fn rehearse(place: &Place, package: &Package) -> Value {
    let file = place.signed(package);
    place.plugin(&["replay", text(&file), "--against", honest::ID, "--json"]).json()
}

#[tokio::test]
async fn a_new_version_is_tried_on_the_town_s_own_dossiers_before_anyone_is_affected() {
    let mut place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let api = place.town.api();
    let first = api.submit("a", &honest::answers()).await.expect(201);
    let number = first["number"].as_str().expect("a number").to_owned();
    api.submit("b", &honest::answers_of("Max")).await.expect(201);
    let agent = api.bearing(&place.town.agent("agent").token);
    agent.post(&format!("/desk/dossiers/{number}/actions/grant"), &json!({})).await.expect(200);
    // The same code decides the same.
    let same = rehearse(&place, &package("1.1.0", ""));
    assert_eq!(
        (&same["all"], &same["same"], &same["different"]),
        (&json!(2), &json!(2), &json!(0))
    );
    // Another score is shown, decision by decision.
    let other = otherwise("1.1.0", "(i64.const 10000)", "(i64.const 20000)");
    let other = rehearse(&place, &other);
    assert_eq!((&other["same"], &other["different"]), (&json!(0), &json!(2)));
    let differs = other["dossiers"][0]["differences"].as_array().expect("differences");
    assert_eq!(other["dossiers"][0]["number"], number.as_str());
    assert_eq!(
        differs.iter().map(|d| d["entry"].clone()).collect::<Vec<_>>(),
        [json!(1), json!(2)]
    );
    assert!(differs.iter().all(|d| d["what"] == "score" && d["before"] != d["after"]));
    // So is another text.
    let said = rehearse(&place, &saying("1.1.0", "Abri accord", "Toit accord"));
    assert_eq!((&said["same"], &said["different"]), (&json!(1), &json!(1)));
    let letters = &said["dossiers"][0]["differences"][0];
    assert_eq!(letters["what"], "letters");
    assert!(letters["after"].as_str().expect("a text").contains("Toit accord"), "{letters}");
    // One that traps would not decide at all.
    let traps = otherwise("1.1.0", "(call $now (i32.const 256))", "(unreachable)");
    let traps = rehearse(&place, &traps);
    assert_eq!(traps["dossiers"][1]["differences"][0]["what"], "outcome");
    // Nothing came of it, and with the server down it is the same.
    assert_eq!(place.serves(), "org.example.shed 1.0.0");
    let records = place.town.records();
    assert!(place.town.stop());
    let same = rehearse(&place, &package("1.1.0", ""));
    assert_eq!(same["same"], 2);
    assert_eq!(place.town.records(), records);
    // A file of another procedure is named.
    let file = place.signed(&package("1.1.0", ""));
    let said = place.plugin(&["replay", text(&file), "--against", "org.example.other"]);
    assert!(said.complaint().contains("org.example.shed, not org.example.other"), "{said:?}");
}

#[test]
fn a_version_that_does_not_load_is_refused_where_there_is_no_dossier_to_compare() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let file = place.signed(&saying("1.1.0", "decide", "decade"));
    let said = place.plugin(&["replay", text(&file), "--against", honest::ID]);
    assert!(said.complaint().contains("it does not compile"), "{said:?}");
}

#[tokio::test]
async fn a_version_that_asks_a_new_question_cannot_be_compared_and_says_so() {
    let place = Place::serving(&[]);
    // It does not ask for the time of day.
    let quiet = otherwise("1.0.0", "(call $now (i32.const 256))", "");
    assert!(place.install(&quiet).success);
    place.town.api().submit("a", &honest::answers()).await.expect(201);
    let asking = rehearse(&place, &package("1.1.0", ""));
    assert_eq!(
        (&asking["same"], &asking["different"], &asking["not-comparable"]),
        (&json!(0), &json!(0), &json!(1))
    );
    let why = asking["dossiers"][0]["unknown"][0]["why"].as_str().expect("a reason");
    assert!(why.contains("was not asked then"), "{why}");
}

#[tokio::test]
async fn the_evidence_of_a_dossier_decides_it_again_on_another_machine() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let api = place.town.api();
    let plan = api.upload("plan.pdf", "application/pdf", b"%PDF-1.7\nplan\n".to_vec()).await;
    let mut answers = honest::answers();
    answers["what.plan"] = json!([plan.expect(201)["id"]]);
    let receipt = api.submit("a", &answers).await.expect(201);
    let number = receipt["number"].as_str().expect("a number");
    assert!(place.upgrade(&package("2.0.0", ""), &["--open"]).success);
    let agent = api.bearing(&place.town.agent("agent").token);
    agent.post(&format!("/desk/dossiers/{number}/actions/grant"), &json!({})).await.expect(200);
    let file = place.folder.path().join("evidence.zip");
    let export = || place.town.command(&["dossier", "export", number, "--out", text(&file)]);
    assert!(export().success);
    assert!(export().complaint().contains("evidence.zip"), "nothing is written over");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&file).expect("a file").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let whole = std::fs::read(&file).expect("a file");
    drop(place);
    // No town, no configuration, no data.
    let moved = tempfile::tempdir().expect("a folder");
    let there = moved.path().join("dossier.zip");
    let replay = |bytes: &[u8]| {
        std::fs::write(&there, bytes).expect("a file");
        run(["dossier", "replay", text(&there), "--json"])
    };
    let proved = replay(&whole).json();
    assert_eq!(proved["versions"], json!(["1.0.0", "2.0.0"]));
    assert_eq!((&proved["number"], &proved["files"]), (&json!(number), &json!(1)));
    // Whatever is altered in it is found.
    for (part, from, to, word) in [
        ("evidence.json", "Zoé Martin", "Zoé Martim", "differs"),
        ("evidence.json", "\"layout\": 1", "\"layout\": 9", "layout 9"),
        ("evidence.json", "\"version\": \"1.0.0\"", "\"version\": 1", "not evidence"),
        ("files/", "plan", "plaN", "was altered"),
        ("components/", "Abri accord", "Abry accord", "was altered"),
    ] {
        let line = replay(&altered(&whole, part, from, to)).complaint().to_owned();
        assert!(line.contains(word), "{part} {from}: {line}");
        assert!(!line.contains("Zo"), "a complaint says nothing of the answers: {line}");
    }
    assert!(replay(&whole[..whole.len() / 2]).complaint().contains("not evidence"));
    let line = replay(&with_part(&whole, "../../evil")).complaint().to_owned();
    assert!(line.contains("belongs to nothing"), "{line}");
}

/// The archive with these words in place of those, in the first part whose name begins so.
fn altered(whole: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut done = false;
    let changed = rewritten(whole, |name, bytes| {
        let at = bytes.windows(from.len()).position(|w| w == from.as_bytes());
        if let Some(at) = at.filter(|_| name.starts_with(part)) {
            bytes.splice(at..at + from.len(), to.bytes());
            done = true;
        }
    });
    assert!(done, "{from} stands in {part}");
    changed
}

fn with_part(whole: &[u8], name: &str) -> Vec<u8> {
    let mut archive =
        zip::ZipWriter::new_append(std::io::Cursor::new(whole.to_vec())).expect("an archive");
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
    archive.write_all(b"evil").expect("its bytes");
    archive.finish().expect("an archive").into_inner()
}

fn rewritten(whole: &[u8], mut change: impl FnMut(&str, &mut Vec<u8>)) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(whole)).expect("an archive");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        change(&name, &mut bytes);
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(&bytes).expect("its bytes");
    }
    to.finish().expect("an archive").into_inner()
}
