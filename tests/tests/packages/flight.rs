//! Several versions at once: what is in flight when another version takes over.

use super::*;

/// Which version decided each entry of a dossier, as replaying it finds.
fn versions(place: &Place, number: &str) -> Vec<String> {
    let replayed = place.town.command(&["dossier", "replay", number, "--json"]).json();
    let versions = replayed["versions"].as_array().expect("versions");
    versions.iter().map(|v| v.as_str().expect("a version").to_owned()).collect()
}

async fn submit(place: &Place, key: &str) -> String {
    let receipt = place.town.api().submit(key, &honest::answers()).await.expect(201);
    receipt["number"].as_str().expect("a number").to_owned()
}

async fn grant(agent: &Api, number: &str) {
    let path = format!("/desk/dossiers/{number}/actions/grant");
    agent.post(&path, &json!({})).await.expect(200);
}

#[tokio::test]
async fn a_dossier_stays_with_the_version_that_decided_on_it() {
    let mut place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let agent = place.town.agent("agent");
    let [first, second, third] =
        [submit(&place, "a").await, submit(&place, "b").await, submit(&place, "c").await];
    assert!(place.upgrade(&package("2.0.0", ""), &[]).success);
    let new = submit(&place, "d").await;
    grant(&place.town.api().bearing(&agent.token), &first).await;
    assert_eq!(versions(&place, &first), ["1.0.0", "1.0.0"]);
    assert_eq!(versions(&place, &new), ["2.0.0"]);
    // After a restart, too, and on a third version.
    place.town.restart();
    assert!(place.upgrade(&package("3.0.0", ""), &["--open"]).success);
    // It was adopted for open dossiers: those go on with it, whichever version began them.
    let api = place.town.api().bearing(&agent.token);
    grant(&api, &second).await;
    assert_eq!(versions(&place, &second), ["1.0.0", "3.0.0"]);
    grant(&api, &new).await;
    assert_eq!(versions(&place, &new), ["2.0.0", "3.0.0"]);
    // Undone, what did not move on yet is with its own version again.
    assert_eq!(place.rollback().json()["version"], "2.0.0");
    grant(&api, &third).await;
    assert_eq!(versions(&place, &third), ["1.0.0", "1.0.0"]);
    assert_eq!(versions(&place, &second), ["1.0.0", "3.0.0"]);
}

#[tokio::test]
async fn a_dossier_whose_procedure_is_offered_no_more_is_followed_and_decided() {
    let mut place = Place::new(&[]);
    let file = place.signed(&package("1.0.0", ""));
    place.town.install("shed", &std::fs::read(&file).expect("a file"));
    place.town.restart();
    let agent = place.town.agent("agent");
    let receipt = place.town.api().submit("a", &honest::answers()).await.expect(201);
    let number = receipt["number"].as_str().expect("a number").to_owned();
    // The block is taken out of guichet.toml.
    place.town.replace_config(guichet::config::FIRST);
    place.town.restart();
    assert_eq!(place.serves(), "");
    place.town.api().submit("b", &honest::answers()).await.problem(404);
    let access = receipt["access_key"].as_str().expect("a key");
    let api = place.town.api();
    let tracked = api.bearing(access).get(&format!("/dossiers/{number}")).await.expect(200);
    assert_eq!(tracked["receipt"], receipt["receipt"]);
    grant(&api.bearing(&agent.token), &number).await;
    assert_eq!(versions(&place, &number), ["1.0.0", "1.0.0"]);
}

#[tokio::test]
async fn a_draft_moves_on_to_the_new_version() {
    let place = Place::serving(&[]);
    assert!(place.install(&package("1.0.0", "")).success);
    let portal = place.town.portal();
    let draft = portal.begin().await;
    let inputs = [("who.name", "Zoé"), ("who.email", "zoe@example.org")];
    portal.post(&format!("{draft}/who"), &inputs).await.location();
    let next = honest::next_version();
    let case = CASE.replace("\"small\"", "\"large\"");
    let next = made_of(&next, &manifest("1.1.0"), &case);
    let said = place.upgrade(&next, &[]);
    assert!(said.success, "{said:?}");
    let page = portal.get(&format!("{draft}/who")).await;
    assert_eq!(page.find_attribute("input[name='who.name']", "value"), ["Zoé"]);
    assert_eq!(page.find_attribute("input[name='who.phone']", "type").len(), 1);
    // What has no place any more is shown, not lost.
    assert!(page.text.contains("zoe@example.org"), "{}", page.text);
}

/// Clients that submit while versions come and go.
const CLIENTS: usize = 4;

async fn keep_submitting(api: Api, client: usize, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut numbers = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let key = format!("{client}-{}", numbers.len());
        let receipt = api.submit(&key, &honest::answers_of(&key)).await.expect(201);
        numbers.push(receipt["number"].as_str().expect("a number").to_owned());
    }
    numbers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_is_lost_while_versions_come_and_go() {
    let place = Arc::new(Place::serving(&[]));
    assert!(place.install(&package("1.0.0", "")).success);
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| tokio::spawn(keep_submitting(place.town.api(), client, stop.clone())))
        .collect();
    let changing = place.clone();
    let changed = tokio::task::spawn_blocking(move || {
        for minor in 1..=3 {
            let package = package(&format!("1.{minor}.0"), "");
            assert!(changing.upgrade(&package, &[]).success);
            assert!(changing.rollback().success);
            assert!(changing.upgrade(&package, &["--open"]).success);
        }
    });
    changed.await.expect("every change is made");
    stop.store(true, Ordering::Relaxed);
    let mut numbers = Vec::new();
    for client in clients {
        numbers.extend(client.await.expect("every submission was taken"));
    }
    assert!(numbers.len() > CLIENTS, "{}", numbers.len());
    assert_eq!(place.serves(), "org.example.shed 1.3.0");
    let mut seen = std::collections::BTreeSet::new();
    let step = numbers.len().div_ceil(24).max(1);
    for number in numbers.iter().step_by(step) {
        seen.extend(versions(&place, number));
    }
    assert!(seen.len() > 1, "several versions decided: {seen:?}");
}
