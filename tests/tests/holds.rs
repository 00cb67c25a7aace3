//! Pools and registers: what dossiers hold of places, halls and quotas, and how they find one
//! another. The procedure is `tests/guests/booking`, which does what its answers say.

use std::sync::Arc;
use std::time::Duration;

use guichet_tests::crates;
use guichet_tests::server::{Agent, Answer, Api, Browser, Town};
use serde_json::{Value, json};

const ID: &str = "org.example.booking";

/// A hall for one, and one with ten places.
const POOLS: &str = r#"
[[pool]]
key = "halls/great"
title = { fr = "Grande salle", en = "Great hall" }
limit = 1
open = { monday = ["08:00-22:00"], tuesday = ["08:00-22:00"], saturday = ["00:00-24:00"] }
closures = [{ from = "2030-12-24", until = "2031-01-01", why = { fr = "Fêtes", en = "Holidays" } }]

[[pool]]
key = "halls/ten"
title = { fr = "Dix places", en = "Ten places" }
limit = 10
"#;

fn town() -> Town {
    let package = crates::package("booking").expect("the guest is built");
    let mut town = Town::new(&[("booking", std::fs::read(package).expect("the package"))]);
    town.configure(POOLS);
    town.restart();
    town
}

/// Answers that take one place of a pool, on Tuesday the 3rd of December 2030 in the evening.
fn booking(pool: &str) -> Value {
    json!({"pool": pool, "from": "2030-12-03T18:00", "until": "2030-12-03T20:00", "asks": false})
}

/// The same with other answers.
fn with(mut answers: Value, more: Value) -> Value {
    let more = more.as_object().cloned().unwrap_or_default();
    answers.as_object_mut().expect("an object").extend(more);
    answers
}

fn request(api: &Api, id: &str, key: &str, answers: &Value) -> reqwest::RequestBuilder {
    let path = format!("/procedures/{id}/dossiers");
    let body = json!({"lang": "fr", "answers": answers});
    api.request(reqwest::Method::POST, &path).header("Idempotency-Key", key).json(&body)
}

async fn submit(api: &Api, key: &str, answers: &Value) -> Answer {
    api.send(request(api, ID, key, answers)).await
}

/// The paths and messages of what has to be put right.
fn problems(answer: &Answer) -> Vec<(String, String)> {
    let problems = answer.problem(422)["problems"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().replace('\u{a0}', " ");
    problems.iter().map(|p| (text(&p["path"]), text(&p["message"]))).collect()
}

fn full(pool: &str, when: &str) -> (String, String) {
    ("from".to_owned(), format!("{pool} : plus de place ({when})."))
}

struct Desk {
    api: Api,
    agent: Agent,
}

impl Desk {
    fn of(town: &Town) -> Self {
        let agent = town.agent("agent");
        Self { api: town.api().bearing(&agent.token), agent }
    }

    async fn act(&self, made: &Value, action: &str, inputs: Value) -> Answer {
        let number = made["number"].as_str().expect("a number");
        let path = format!("/desk/dossiers/{number}/actions/{action}");
        self.api.post(&path, &json!({ "inputs": inputs })).await
    }

    /// The status that a dossier has after it was asked.
    async fn asks(&self, made: &Value) -> String {
        let asked = self.act(made, "ask", json!({})).await.expect(200);
        asked["status"][0]["text"].as_str().expect("a status").to_owned()
    }

    async fn browser(&self, town: &Town) -> Browser {
        let desk = town.portal().in_english();
        let inputs =
            [("name", self.agent.name.as_str()), ("password", self.agent.password.as_str())];
        assert_eq!(desk.post("/desk/sign-in", &inputs).await.location(), "/desk");
        desk
    }
}

fn replays(town: &Town, made: &Value) {
    let number = made["number"].as_str().expect("a number");
    let replayed = town.command(&["dossier", "replay", number, "--json"]).json();
    assert_eq!(replayed["number"], made["number"]);
}

/// Clients that ask for ten places at once.
struct Rush {
    clients: Vec<tokio::task::JoinHandle<Option<Answer>>>,
    /// When they ask for them, in words.
    when: &'static str,
}

impl Rush {
    fn start(town: &Town, name: &str, answers: &Value, clients: usize) -> Self {
        let answers = Arc::new(answers.clone());
        let client = |client: usize| {
            let (api, answers) = (town.api(), answers.clone());
            let key = format!("{name}-{client}");
            tokio::spawn(async move {
                loop {
                    let sent = Answer::try_of(request(&api, ID, &key, &answers)).await;
                    match sent {
                        // Too many wait for the procedure: the same request again.
                        Ok(answer) if answer.status == 503 => {
                            tokio::time::sleep(Duration::from_millis(200)).await;
                        }
                        sent => return sent.ok(),
                    }
                }
            })
        };
        Self {
            clients: (0..clients).map(client).collect(),
            when: "3 décembre 2030, de 18 h à 20 h",
        }
    }

    /// The same at another time.
    fn at(self, when: &'static str) -> Self {
        Self { when, ..self }
    }

    /// All that were told yes; to everybody else who was told something it was that the places
    /// are gone.
    async fn end(self) -> Vec<Value> {
        let mut made = Vec::new();
        for client in self.clients {
            match client.await.expect("a client ends") {
                Some(answer) if answer.status == 201 => made.push(answer.json()),
                Some(answer) => {
                    assert_eq!(problems(&answer), [full("Dix places", self.when)]);
                }
                None => {}
            }
        }
        made
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_of_sixty_four_get_the_ten_places() {
    let town = town();
    let made = Rush::start(&town, "plain", &booking("town/halls/ten"), 64).end().await;
    assert_eq!(made.len(), 10);
    assert_eq!(town.records(), 10, "what was refused left nothing");

    // The same where each decision looks first, and is made again when others were faster.
    let asks = json!({"asks": true, "from": "2030-12-04T18:00", "until": "2030-12-04T20:00"});
    let asking = with(booking("town/halls/ten"), asks);
    let rush = Rush::start(&town, "asking", &asking, 24).at("4 décembre 2030, de 18 h à 20 h");
    let mut statuses = Vec::new();
    for made in rush.end().await {
        let key = made["access_key"].as_str().expect("a key");
        let tracked = town.api().bearing(key).get(&format!("/dossiers/{}", number(&made))).await;
        let status = tracked.expect(200)["status"][0]["text"].clone();
        statuses.push(status.as_str().expect("a status").to_owned());
        replays(&town, &made);
    }
    // Each was told what was taken before it, so no two the same.
    statuses.sort();
    let expected: Vec<String> =
        (0..10).map(|taken| format!("taken {taken} of 10 near [] all []")).collect();
    assert_eq!(statuses, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_rush_and_a_lost_state_change_nothing() {
    let mut town = town();
    let answers = booking("town/halls/ten");
    let rush = Rush::start(&town, "killed", &answers, 64);
    // Whatever is stored by then, some of it unanswered.
    tokio::time::sleep(Duration::from_millis(150)).await;
    town.kill();
    let made = rush.end().await;
    assert!(made.len() <= 10);
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    town.restart();
    // The same requests again: those that were taken are, and no more than ten.
    let again = Rush::start(&town, "killed", &answers, 64).end().await;
    assert_eq!(again.len(), 10);
    for made in &made {
        assert!(again.contains(made), "what was told yes is there");
    }
    assert_eq!(town.records(), 10);
    again.iter().take(3).for_each(|made| replays(&town, made));
    let desk = Desk::of(&town);
    let page = desk.browser(&town).await.get("/desk/pools/halls/ten?week=2030-W49").await;
    assert!(page.find("tbody td").contains(&"10 of 10".to_owned()), "{page:?}");
}

#[tokio::test]
async fn what_others_have_is_not_given_again_until_it_is_free() {
    let town = town();
    let (api, desk) = (town.api(), Desk::of(&town));
    let hall = booking("town/halls/great");
    let first = submit(&api, "first", &hall).await.expect(201);
    let when = "3 décembre 2030, de 18 h à 20 h";
    assert_eq!(problems(&submit(&api, "second", &hall).await), [full("Grande salle", when)]);
    // An hour that touches is free, one that overlaps is not, in any week of a series.
    let later = json!({"from": "2030-12-03T20:00", "until": "2030-12-03T21:00"});
    submit(&api, "later", &with(hall.clone(), later)).await.expect(201);
    let weekly = json!({"from": "2030-11-19T17:00", "until": "2030-11-19T18:30", "weeks": 3});
    let clash = problems(&submit(&api, "weekly", &with(hall.clone(), weekly)).await);
    assert_eq!(clash, [full("Grande salle", "3 décembre 2030, de 17 h à 18 h 30")]);

    // An agent moves it, back and forth; where somebody else is, nothing changes.
    let other = json!({"from": "2030-12-03T20:00", "until": "2030-12-03T20:30"});
    let refused = desk.act(&first, "move", other).await;
    assert_eq!(problems(&refused)[0].0, "until");
    let other = json!({"from": "2030-12-10T18:00", "until": "2030-12-10T20:00"});
    desk.act(&first, "move", other).await.expect(200);
    let second = submit(&api, "second", &hall).await.expect(201);
    // What was moved is taken where it is now.
    let moved = json!({"from": "2030-12-10T19:00", "until": "2030-12-10T19:30"});
    let moved = with(hall.clone(), moved);
    assert_eq!(problems(&submit(&api, "there", &moved).await).len(), 1);

    // Given back, refused and withdrawn is free again; closed is not.
    desk.act(&second, "close", json!({})).await.expect(200);
    assert_eq!(problems(&submit(&api, "third", &hall).await).len(), 1);
    desk.act(&first, "refuse", json!({})).await.expect(200);
    let third = submit(&api, "there", &moved).await.expect(201);
    desk.act(&third, "release", json!({})).await.expect(200);
    let fourth = submit(&api, "again", &moved).await.expect(201);
    let path = |made: &Value, below: &str| {
        let text = |key: &str| made[key].as_str().expect("a text").to_owned();
        format!("/dossiers/{}{below}?key={}", text("number"), text("access_key"))
    };
    let portal = town.portal();
    let page = portal.get(&path(&fourth, "")).await;
    assert!(page.find("dt").contains(&"Grande salle".to_owned()), "{page:?}");
    let spans: Vec<String> =
        page.find("dd").iter().map(|text| text.replace('\u{a0}', " ")).collect();
    assert!(spans.contains(&"10 décembre 2030, de 19 h à 19 h 30".to_owned()), "{spans:?}");
    portal.post(&path(&fourth, "/withdraw"), &[]).await.location();
    assert!(!portal.get(&path(&fourth, "")).await.find("dt").contains(&"Grande salle".to_owned()));
    submit(&api, "free", &moved).await.expect(201);
    [first, second, third, fourth].iter().for_each(|made| replays(&town, made));
}

#[tokio::test]
async fn a_closed_hall_is_not_booked() {
    let town = town();
    let (api, hall) = (town.api(), booking("town/halls/great"));
    let closed = [
        // A Wednesday, an hour before it opens, and in a closure.
        ("2030-12-04T18:00", "2030-12-04T20:00", "4 décembre 2030, de 18 h à 20 h"),
        ("2030-12-03T07:00", "2030-12-03T09:00", "3 décembre 2030, de 7 h à 8 h"),
        ("2030-12-28T10:00", "2030-12-28T12:00", "28 décembre 2030, de 10 h à 12 h"),
    ];
    for (from, until, when) in closed {
        let answers = with(hall.clone(), json!({"from": from, "until": until}));
        let said = problems(&submit(&api, from, &answers).await);
        assert_eq!(said, [("from".to_owned(), format!("Grande salle : fermé ({when})."))]);
    }
    let all_day = json!({"from": "2030-12-07T00:00", "until": "2030-12-08T00:00"});
    submit(&api, "saturday", &with(hall, all_day)).await.expect(201);
    assert_eq!(town.records(), 1);
}

#[tokio::test]
async fn a_resident_is_back_at_the_form_with_all_answers() {
    let town = town();
    let hall = booking("town/halls/great");
    let portal = town.portal();
    let begun = portal.post(&format!("/procedures/{ID}/drafts"), &[("lang", "fr")]).await;
    let draft = begun.location().rsplit_once('/').expect("a page").0.to_owned();
    let inputs: Vec<(&str, &str)> = ["pool", "from", "until"]
        .into_iter()
        .map(|name| (name, hall[name].as_str().expect("a text")))
        .collect();
    let next = portal.post(&format!("{draft}/what"), &inputs).await;
    assert_eq!(next.location(), format!("{draft}/where"));
    let next = portal.post(&format!("{draft}/where"), &[("kind", "fête")]).await;
    assert_eq!(next.location(), format!("{draft}/review"));
    // Somebody is faster.
    let other = submit(&town.api(), "faster", &hall).await.expect(201);
    let refused = portal.post(&format!("{draft}/submit"), &[]).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let links = refused.find_attribute(".summary a", "href");
    assert!(links.iter().all(|link| link.ends_with("from")) && links.len() == 1, "{links:?}");
    assert!(refused.find(".summary a")[0].contains("Grande salle"), "{refused:?}");
    let kept = portal.get(&format!("{draft}/what")).await;
    assert_eq!(kept.find_attribute("input[name=from]", "value"), ["2030-12-03T18:00"]);
    // Another evening, and it goes through.
    let mut inputs = inputs;
    (inputs[1].1, inputs[2].1) = ("2030-12-03T20:00", "2030-12-03T21:00");
    portal.post(&format!("{draft}/what"), &inputs).await.location();
    let sent = portal.post(&format!("{draft}/submit"), &[]).await;
    assert!(sent.location().starts_with("/dossiers/"));

    // An agent, too, is back at the form of the action with what they wrote.
    let desk = Desk::of(&town);
    let browser = desk.browser(&town).await;
    let number = other["number"].as_str().expect("a number");
    let action = format!("/desk/dossiers/{number}/actions/move");
    let inputs = [("from", "2030-12-03T20:30"), ("until", "2030-12-03T21:30")];
    let refused = browser.post(&action, &inputs).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(refused.find(".field.wrong label"), ["Until"]);
    assert_eq!(refused.find_attribute("input[name=from]", "value"), ["2030-12-03T20:30"]);
}

#[tokio::test]
async fn own_pools_are_a_procedures_own_and_the_towns_are_shared() {
    let other = crates::saying("booking", ID, "org.example.other").expect("another procedure");
    let package = crates::package("booking").expect("the guest is built");
    let booked = std::fs::read(package).expect("the package");
    let mut town = Town::new(&[("booking", booked), ("other", other)]);
    town.configure(POOLS);
    town.restart();
    let (api, desk) = (town.api(), Desk::of(&town));
    let of_other = async |key: &str, answers: &Value| {
        api.send(request(&api, "org.example.other", key, answers)).await
    };
    let quota = with(booking("own/places/W123456789"), json!({"limit": 2}));
    for key in ["one", "two"] {
        submit(&api, key, &quota).await.expect(201);
    }
    let refused = problems(&submit(&api, "three", &quota).await);
    let when = "3 décembre 2030, de 18 h à 20 h";
    assert_eq!(refused, [("from".to_owned(), format!("Plus de place ({when})."))]);
    let another = with(quota.clone(), json!({"pool": "own/places/W987654321"}));
    submit(&api, "another", &another).await.expect(201);
    let asking = json!({"asks": true, "kind": "CANARY"});
    let theirs = of_other("one", &with(quota.clone(), asking)).await.expect(201);
    assert_eq!(desk.asks(&theirs).await, format!("taken 1 of ? near [] all [{}]", number(&theirs)));
    of_other("two", &quota).await.expect(201);

    // The town's hall is the same hall for both.
    submit(&api, "hall", &booking("town/halls/great")).await.expect(201);
    assert_eq!(problems(&of_other("hall", &booking("town/halls/great")).await).len(), 1);
    let asking = with(booking("own/places/none"), json!({"limit": 1, "asks": true}));
    let ours = submit(&api, "asking", &asking).await.expect(201);
    assert_eq!(desk.asks(&ours).await, "taken 1 of ? near [] all []", "no entry of the other");
    assert!(town.log().contains("serving"));
}

fn number(made: &Value) -> &str {
    made["number"].as_str().expect("a number")
}

#[tokio::test]
async fn dossiers_find_one_another_nearest_first() {
    let mut town = town();
    let (api, desk) = (town.api(), Desk::of(&town));
    // Metres north of a place: 1e-7 degree is 11.1 mm.
    let at = |metres: i64| json!({"lat": 488_000_000 + metres * 10_000_000 / 111_195, "lon": 23_000_000});
    let answers = |key: &str, metres: i64| {
        let pool = with(booking(&format!("own/places/{key}")), json!({"limit": 9, "asks": true}));
        with(pool, json!({"kind": "lamp", "place": at(metres)}))
    };
    let mut made = Vec::new();
    for (key, metres) in [("far", 5_000), ("near", 900), ("nearest", -20), ("self", 0)] {
        made.push(submit(&api, key, &answers(key, metres)).await.expect(201));
    }
    let [far, near, nearest, own] = made.as_slice() else { panic!("four") };
    let mut all: Vec<&str> = made.iter().map(number).collect();
    all.sort_by_key(|number| number.replace('-', ""));
    let expected = |near: &[&Value]| {
        let near: Vec<&str> = near.iter().map(|made| number(made)).collect();
        format!("near [{}] all [{}]", near.join(","), all.join(","))
    };
    let said = desk.asks(own).await;
    assert!(said.ends_with(&expected(&[own, nearest, near])), "{said}");

    // Taken back by the agent and on withdrawal; the state built again says the same.
    desk.act(nearest, "hide", json!({})).await.expect(200);
    all.retain(|n| *n != number(nearest));
    let text = |made: &Value, key: &str| made[key].as_str().expect("a text").to_owned();
    let path = format!("/dossiers/{}/withdraw?key={}", number(far), text(far, "access_key"));
    town.portal().post(&path, &[]).await.location();
    all.retain(|n| *n != number(far));
    let expected = {
        let near: Vec<&str> = [own, near].iter().map(|made| number(made)).collect();
        format!("near [{}] all [{}]", near.join(","), all.join(","))
    };
    let said = desk.asks(own).await;
    assert!(said.ends_with(&expected), "{said}");
    town.kill();
    std::fs::remove_dir_all(town.data().join("sled")).expect("sled is removed");
    town.restart();
    let desk = Desk { api: town.api().bearing(&desk.agent.token), agent: desk.agent };
    let said = desk.asks(own).await;
    assert!(said.ends_with(&expected), "{said}");
    made.iter().for_each(|made| replays(&town, made));
}

#[tokio::test]
async fn what_a_careless_vendor_does_is_refused_and_leaves_nothing() {
    let town = town();
    let (api, ten) = (town.api(), booking("town/halls/ten"));
    let faults = [
        json!({"pool": "town/class"}),
        json!({"pool": "town/halls"}),
        json!({"pool": "own/licences/W1", "limit": 1}),
        json!({"pool": "own/places/a//b", "limit": 1}),
        json!({"pool": "own/places/none"}),
        json!({"limit": 100}),
        json!({"from": "2030-12-03T20:00", "until": "2030-12-03T18:00"}),
        json!({"until": "2030-12-03T18:00"}),
        json!({"until": "2030-13-03T18:00"}),
        json!({"until": "2030-12-03T24:00"}),
        json!({"until": "2099-12-03T20:00"}),
        json!({"from": "soon"}),
        json!({"weeks": 0}),
        json!({"weeks": 1_001}),
        json!({"units": 0}),
        json!({"units": -1}),
        json!({"units": 4_294_967_295_i64}),
        json!({"kind": "lamp", "name": "Jeanne Martin"}),
    ];
    for (at, fault) in faults.into_iter().enumerate() {
        let answer = submit(&api, &format!("fault-{at}"), &with(ten.clone(), fault.clone())).await;
        let problem = answer.problem(502);
        assert_eq!(problem["type"], "urn:guichet:problem:procedure-fault", "{fault}");
    }
    // More than there is, and a pool that the town does not have: no room.
    for more in [json!({"units": 11}), json!({"units": 1_000_000}), json!({"pool": "town/halls/x"})]
    {
        let answers = with(ten.clone(), more);
        assert_eq!(problems(&submit(&api, &answers.to_string(), &answers).await)[0].0, "from");
    }
    assert_eq!(town.records(), 0, "nothing was stored");
    assert!(!town.log().contains("Jeanne"), "nor said");
    // A thousand weeks of a place are within the limits.
    let weeks = with(ten.clone(), json!({"weeks": 1_000, "until": "2030-12-03T20:00"}));
    submit(&api, "weeks", &weeks).await.expect(201);
    let again =
        with(ten, json!({"units": 10, "from": "2040-01-03T18:00", "until": "2040-01-03T19:00"}));
    assert_eq!(problems(&submit(&api, "late", &again).await).len(), 1);
}

#[tokio::test]
async fn agents_see_the_week_of_a_hall() {
    let town = town();
    let desk = Desk::of(&town);
    for page in ["/desk/pools", "/desk/pools/halls/great"] {
        assert_eq!(town.portal().get(page).await.location(), "/desk/sign-in");
    }
    let made = submit(&town.api(), "a", &booking("town/halls/great")).await.expect(201);
    let year = json!({"from": "2030-09-01T00:00", "until": "2031-07-01T00:00", "units": 3});
    let class = submit(&town.api(), "b", &with(booking("town/halls/ten"), year)).await.expect(201);
    let browser = desk.browser(&town).await;
    assert!(browser.get("/desk").await.find_attribute("a", "href").contains(&"/desk/pools".into()));
    let pools = browser.get("/desk/pools").await;
    assert_eq!(pools.find("tbody th"), ["Great hall", "Ten places"]);
    assert_eq!(pools.find_attribute("tbody a", "href")[0], "/desk/pools/halls/great");

    let week = browser.get("/desk/pools/halls/great?week=2030-W49").await;
    assert_eq!(week.status, 200, "{week:?}");
    assert_eq!(week.find("tbody tr").len(), 7);
    let row = |page: &Answer, at: usize| page.find(&format!("tbody tr:nth-child({at})"))[0].clone();
    let tuesday = row(&week, 2);
    assert!(tuesday.contains("3 December 2030") && tuesday.contains("1 of 1"), "{tuesday}");
    assert!(tuesday.contains(&format!("18:00 to 20:00 : {} Booking", number(&made))), "{tuesday}");
    assert!(row(&week, 3).contains("all day"), "closed on Wednesdays");
    let links = week.find_attribute("tbody a", "href");
    assert_eq!(links, [format!("/desk/dossiers/{}", number(&made))]);
    let dossier = browser.get(&links[0]).await;
    assert!(dossier.find("dd").contains(&"3 December 2030, 18:00 to 20:00".to_owned()));
    let holidays = browser.get("/desk/pools/halls/great?week=2030-W52").await;
    assert!(row(&holidays, 2).contains("Holidays"), "{holidays:?}");

    let whole = browser.get("/desk/pools/halls/ten?week=2030-W49").await;
    assert!(whole.find("main ul")[0].contains(&format!("{} Booking (3 places)", number(&class))));
    assert!(row(&whole, 1).contains("3 of 10"));
    for wrong in ["halls/great?week=2030-W54", "halls/great?week=now", "halls/none", "%00"] {
        assert_eq!(browser.get(&format!("/desk/pools/{wrong}")).await.status, 404, "{wrong}");
    }
}
