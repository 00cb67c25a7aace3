//! Years in the register: what cases, each of a few steps, do not show.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Case, Town};

use crate::VulnerablePersons;
use crate::desk::{Away, Call, Change, HandOver, Outcome, Removal, Why};
use crate::form::*;

fn address(line: &str) -> Address {
    Address {
        lines: vec![line.to_owned()],
        postcode: "99001".to_owned(),
        city: "Petite-Ville".to_owned(),
        commune: None,
        country: "FR".to_owned(),
        ban_id: None,
        position: None,
    }
}

fn application(requester: Requester) -> Application {
    let another = requester != Requester::Oneself;
    Application {
        requester,
        applicant: Applicant {
            family_name: "Exemple".to_owned(),
            given_names: "Ginette".to_owned(),
            email: Some("ginette@example.org".to_owned()),
            phone: Some("+33123456789".to_owned()),
            address: address("2 rue des Tilleuls"),
        },
        quality: another.then(|| "voisine".to_owned()),
        written_request: vec![],
        person: another.then(|| Person {
            family_name: "Modèle".to_owned(),
            given_names: "Marcel".to_owned(),
            address: address("4 rue des Tilleuls"),
            phone: "+33198765432".to_owned(),
        }),
        situation: Situation {
            birth_date: date(1940, 1, 1),
            category: Category::Elderly,
            at_home: true,
        },
        services: vec![],
        contacts: vec![Contact {
            name: "Ada Modèle".to_owned(),
            relation: Some("fille".to_owned()),
            phone: "+33123000000".to_owned(),
        }],
        consents: !another,
        needs: if another { vec![] } else { vec![Need::Alone, Need::Electricity] },
        certified: true,
    }
}

fn registered(requester: Requester) -> (Town<VulnerablePersons>, Case) {
    let mut town = Town::on(date(2026, 6, 1));
    let case = town.submit(&application(requester)).unwrap();
    town.agent(case, "register").unwrap();
    (town, case)
}

fn tags(town: &Town<VulnerablePersons>, case: Case) -> Vec<String> {
    town.dossier(case).tags
}

fn call(town: &mut Town<VulnerablePersons>, case: Case, campaign: &str, outcome: Outcome) {
    let call = Call { campaign: campaign.to_owned(), outcome, note: None };
    town.act(case, Party::Agent, "record-call", &call).unwrap();
}

#[test]
fn a_third_partys_letter_goes_to_the_person_and_says_that_they_may_object() {
    let (town, case) = registered(Requester::ThirdParty);
    let document = &town.documents(case)[0];
    assert_eq!(document.lines[0].value, Value::Text("Marcel Modèle".to_owned()));
    let words = Text::from(document.paragraphs[0].as_slice()).pick("fr").to_owned();
    assert!(
        words.contains("Ginette Exemple") && words.contains("À défaut d’opposition"),
        "{words}"
    );
    assert!(!town.dossier(case).actions.contains(&"leave".to_owned()), "only the person leaves");

    let (town, case) = registered(Requester::Oneself);
    let words = Text::from(town.documents(case)[0].paragraphs[0].as_slice()).pick("fr").to_owned();
    assert!(!words.contains("opposition"), "{words}");
}

#[test]
fn calls_in_vain_become_a_visit_and_an_answer_ends_that() {
    let (mut town, case) = registered(Requester::Oneself);
    call(&mut town, case, "canicule 2026", Outcome::NoAnswer);
    call(&mut town, case, "canicule 2026", Outcome::NoAnswer);
    assert_eq!(tags(&town, case), ["no-answer", "registered"]);
    call(&mut town, case, "canicule 2026", Outcome::NoAnswer);
    assert_eq!(tags(&town, case), ["no-answer", "registered", "visit-needed"]);
    assert_eq!(town.dossier(case).fact("call.attempts"), Some(3_i64));
    call(&mut town, case, "canicule 2026", Outcome::Well);
    assert_eq!(tags(&town, case), ["registered"]);
    assert_eq!(town.dossier(case).fact("call.attempts"), Some(4_i64));
    assert_eq!(town.dossier(case).fact("call.unanswered"), Some(0_i64));
    call(&mut town, case, "grand froid 2027", Outcome::NoAnswer);
    assert_eq!(town.dossier(case).fact("call.attempts"), Some(1_i64), "another campaign");
    call(&mut town, case, "grand froid 2027", Outcome::Emergency);
    assert_eq!(tags(&town, case), ["emergency", "registered"]);
    assert!(!town.status(case).contains("urgence"), "what a call found is for agents");
}

#[test]
fn who_does_not_confirm_stays_and_is_marked_until_they_do() {
    let (mut town, case) = registered(Requester::Oneself);
    town.timer(case, "reconfirm").unwrap();
    assert_eq!(town.dossier(case).fact("confirmed-on"), Some(date(2026, 6, 1)));
    town.timer(case, "unconfirmed").unwrap();
    assert_eq!(tags(&town, case), ["registered", "unconfirmed"]);
    assert_eq!(town.dossier(case).verdict, Some(Verdict::Granted));
    town.act(case, Party::Applicant, "confirm", Answers::new()).unwrap();
    assert_eq!(tags(&town, case), ["registered"]);
    assert_eq!(town.dossier(case).fact("confirmed-on"), Some(date(2027, 7, 1)));
    assert_eq!(town.dossier(case).timers.len(), 1);
    town.timer(case, "reconfirm").unwrap();
    town.act(case, Party::Applicant, "confirm", Answers::new()).unwrap();
    assert_eq!(town.dossier(case).timers.len(), 1, "in time, nothing else is to come");
}

#[test]
fn who_is_away_is_not_called_and_comes_back() {
    let (mut town, case) = registered(Requester::Representative);
    town.act(case, Party::Agent, "suspend", &Away { until: date(2026, 8, 31) }).unwrap();
    assert!(tags(&town, case).is_empty());
    assert!(!town.dossier(case).actions.contains(&"record-call".to_owned()));
    town.timer(case, "back").unwrap();
    assert_eq!(tags(&town, case), ["registered"]);
    assert!(town.dossier(case).actions.contains(&"record-call".to_owned()));

    town.act(case, Party::Agent, "suspend", &Away { until: date(2026, 12, 31) }).unwrap();
    town.agent(case, "resume").unwrap();
    assert_eq!(town.dossier(case).timers.len(), 1, "that of the year");
}

#[test]
fn removal_takes_everything_along_at_once() {
    let (mut town, case) = registered(Requester::Oneself);
    call(&mut town, case, "canicule 2026", Outcome::Emergency);
    town.act(case, Party::Applicant, "leave", Answers::new()).unwrap();
    let dossier = town.dossier(case);
    assert_eq!(dossier.phase, Phase::Closed);
    assert!(dossier.timers.is_empty() && dossier.tags.is_empty() && dossier.actions.is_empty());
    let facts: Vec<_> = dossier.facts.iter().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(facts, ["removed.why"]);

    let (mut town, case) = registered(Requester::ThirdParty);
    town.act(case, Party::Agent, "remove", &Removal { why: Why::Death }).unwrap();
    assert_eq!(town.dossier(case).phase, Phase::Closed);
}

#[test]
fn the_prefect_is_given_todays_address_and_no_details() {
    let (mut town, case) = registered(Requester::Oneself);
    let change =
        Change { address: Some(address("8 place du Marché")), phone: Some("+33111111111".into()) };
    town.act(case, Party::Applicant, "change", &change).unwrap();
    let asked = HandOver { triggered: true, asked_on: date(2026, 6, 1) };
    town.act(case, Party::Agent, "hand-over", &asked).unwrap();
    let document = town.documents(case).last().cloned().unwrap();
    assert_eq!(document.key, "register-extract");
    assert_eq!(document.lines[1].value, Value::Address(address("8 place du Marché")));
    assert_eq!(document.lines[2].value, Value::Text("+33111111111".to_owned()));
    let all = format!("{document:?}");
    assert!(all.contains("Ada Modèle"));
    assert!(!all.contains("électricité") && !all.contains("electricity"), "consented to for calls");
}

#[test]
fn a_third_party_at_the_counter_brings_its_request_in_writing() {
    let mut town = Town::<VulnerablePersons>::on(date(2026, 6, 1)).channel(Channel::Counter);
    let problems = town.submit(&application(Requester::ThirdParty)).unwrap_err();
    assert_eq!(problems[0].path.as_deref(), Some("written-request"));
    assert!(town.submit(&application(Requester::Representative)).is_ok());
}
