//! Licences of a year, counted over several requests: what cases, which are about one, cannot
//! show.

use guichet_sdk::blocks::{Applicant, Association};
use guichet_sdk::desk::{PiecesAsked, Refusal};
use guichet_sdk::prelude::*;
use guichet_sdk::testing::Town;

use crate::DrinksLicence;
use crate::desk::{Ground, Piece};
use crate::form::*;

/// The town of the defaults, on the first of February.
pub(crate) fn town() -> Town<DrinksLicence> {
    Town::on(date(2026, 2, 1))
        .table("licence-kinds", include_str!("../tables/licence-kinds.csv"), 1)
        .setting("rules", "arrêté municipal sur les débits de boissons".to_owned())
}

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

fn asked(kind: &str, rna: &str, day: Date) -> Application {
    Application {
        association: Association {
            name: "Comité des fêtes imaginaire".to_owned(),
            rna: rna.to_owned(),
            seat: address("1 place du Marché"),
        },
        section: Section { of_club: false, parent: None },
        applicant: Applicant {
            family_name: "Exemple".to_owned(),
            given_names: "Dominique".to_owned(),
            email: Some("dominique@example.org".to_owned()),
            phone: None,
            address: address("3 rue des Tilleuls"),
        },
        office: "Présidente".to_owned(),
        event: Gathering {
            kind: kind.to_owned(),
            approval: (kind == "sports-club").then(|| "44 S 1".to_owned()),
            name: "Fête du printemps".to_owned(),
            place: "Place du Marché".to_owned(),
            protected: false,
            first_day: day,
            last_day: day,
            opens: civil::time(18, 0, 0, 0),
            closes: civil::time(1, 0, 0, 0),
            exceptional: None,
        },
        drinks: Drinks::Fermented,
        certified: true,
    }
}

const FETE: &str = "W123456789";
const OTHER: &str = "W987654321";

fn stopped<T>(decided: Result<T, Vec<Problem>>) -> Vec<String> {
    let problems = decided.err().unwrap_or_default();
    problems.into_iter().filter_map(|problem| problem.path).collect()
}

#[test]
fn five_a_year_for_each_association_pending_ones_included() {
    let mut town = town();
    for month in 3..8 {
        town.submit(&asked("fair", FETE, date(2026, month, 14))).unwrap();
    }
    let sixth = asked("fair", FETE, date(2026, 12, 31));
    assert_eq!(stopped(town.submit(&sixth)), ["event.first-day"]);
    assert!(
        town.submit(&asked("fair", &FETE.to_lowercase(), date(2026, 9, 1))).is_err(),
        "one number"
    );
    assert!(town.submit(&asked("fair", OTHER, date(2026, 12, 31))).is_ok(), "another association");
    assert!(town.submit(&asked("fair", FETE, date(2027, 1, 1))).is_ok(), "another year");
}

#[test]
fn an_event_over_new_year_counts_in_the_year_in_which_it_begins() {
    let mut town = town();
    let mut eve = asked("fair", FETE, date(2026, 12, 31));
    eve.event.last_day = date(2027, 1, 1);
    town.submit(&eve).unwrap();
    for day in 2..7 {
        town.submit(&asked("fair", FETE, date(2027, 2, day))).unwrap();
    }
    assert_eq!(stopped(town.submit(&asked("fair", FETE, date(2027, 3, 1)))), ["event.first-day"]);
}

#[test]
fn what_is_refused_withdrawn_or_called_off_is_not_counted() {
    let mut town = town();
    let cases: Vec<_> = (3..8)
        .map(|month| town.submit(&asked("fair", FETE, date(2026, month, 14))).unwrap())
        .collect();
    let sixth = asked("fair", FETE, date(2026, 12, 5));
    let facts = "La place du Marché est déjà occupée ce soir-là.".to_owned();
    town.act(cases[0], Party::Agent, "refuse", &Refusal { ground: Ground::PublicOrder, facts })
        .unwrap();
    let again = town.submit(&sixth).unwrap();
    assert!(town.submit(&sixth).is_err());

    town.withdraw(again).unwrap();
    town.submit(&sixth).unwrap();
    assert!(town.submit(&sixth).is_err());

    town.agent(cases[1], "check").unwrap();
    town.act(cases[1], Party::Agent, "sign", Answers::new()).unwrap();
    assert_eq!(town.documents(cases[1]).len(), 1);
    town.act(cases[1], Party::Applicant, "cancel", Answers::new()).unwrap();
    assert!(town.dossier(cases[1]).holds.is_empty());
    town.submit(&sixth).unwrap();
}

#[test]
fn a_licence_that_was_used_stays_counted() {
    let mut town = town();
    let cases: Vec<_> = (3..8)
        .map(|month| town.submit(&asked("fair", FETE, date(2026, month, 14))).unwrap())
        .collect();
    town.agent(cases[0], "check").unwrap();
    town.act(cases[0], Party::Agent, "sign", Answers::new()).unwrap();
    town.timer(cases[0], "over").unwrap();
    let dossier = town.dossier(cases[0]);
    assert_eq!((dossier.phase, dossier.holds.len()), (Phase::Closed, 1));
    assert!(town.submit(&asked("fair", FETE, date(2026, 12, 5))).is_err());
}

#[test]
fn kinds_are_counted_apart_and_farming_events_for_the_whole_town() {
    let mut town = town();
    for month in 3..8 {
        town.submit(&asked("fair", FETE, date(2026, month, 14))).unwrap();
    }
    let farming = |rna, day| asked("farming", rna, day);
    town.submit(&farming(FETE, date(2026, 6, 1))).unwrap();
    town.submit(&farming(OTHER, date(2026, 6, 8))).unwrap();
    assert_eq!(
        stopped(town.submit(&farming("W111111111", date(2026, 6, 15)))),
        ["event.first-day"]
    );
}

#[test]
fn sections_of_a_club_share_its_ten() {
    let mut town = town();
    let section = |rna: &str, day| {
        let mut asked = asked("sports-club", rna, day);
        asked.section = Section { of_club: true, parent: Some(FETE.to_owned()) };
        asked
    };
    for day in 1..10 {
        town.submit(&section(OTHER, date(2026, 6, day))).unwrap();
    }
    town.submit(&section("W111111111", date(2026, 7, 1))).unwrap();
    assert!(town.submit(&section("W222222222", date(2026, 7, 2))).is_err());
    assert!(town.submit(&asked("sports-club", FETE, date(2026, 7, 2))).is_err(), "the club itself");
    assert!(town.submit(&asked("sports-club", OTHER, date(2026, 7, 2))).is_ok(), "on its own");

    // A fête is no dérogation on sports grounds: each association has its own five.
    let mut fair = asked("fair", OTHER, date(2026, 7, 14));
    fair.section = Section { of_club: true, parent: Some(FETE.to_owned()) };
    let case = town.submit(&fair).unwrap();
    assert_eq!(town.dossier(case).holds[0].pool, format!("own/licences/fair/{OTHER}"));
}

#[test]
fn who_holds_the_last_one_can_still_complete_their_request() {
    let mut town = town();
    let cases: Vec<_> = (3..8)
        .map(|month| town.submit(&asked("fair", FETE, date(2026, month, 14))).unwrap())
        .collect();
    let pieces = PiecesAsked { pieces: vec![Piece::Days], why: "Le 14 est un mardi.".to_owned() };
    town.act(cases[4], Party::Agent, "request-pieces", &pieces).unwrap();
    let moved = asked("fair", FETE, date(2026, 7, 15));
    town.complete(cases[4], &moved).unwrap();
    assert_eq!(town.dossier(cases[4]).holds.len(), 1);
    assert_eq!(town.dossier(cases[4]).timers.len(), 1);
}

#[test]
fn the_other_town_asks_earlier_and_offers_fewer_kinds() {
    let kinds = include_str!("../examples/nantes/licence-kinds.csv");
    let mut nantes = Town::<DrinksLicence>::on(date(2026, 2, 1)).table("licence-kinds", kinds, 1);
    assert_eq!(
        stopped(nantes.submit(&asked("fair", FETE, date(2026, 2, 28)))),
        ["event.first-day"]
    );
    assert!(nantes.submit(&asked("fair", FETE, date(2026, 3, 1))).is_ok());
    assert_eq!(stopped(nantes.submit(&asked("farming", FETE, date(2026, 6, 1)))), ["event.kind"]);
}
