//! Several requests for one room: what cases, which are about one, cannot show.

use guichet_sdk::blocks::{Applicant, Association};
use guichet_sdk::prelude::*;
use guichet_sdk::testing::Town;

use crate::RoomBooking;
use crate::form::*;

fn town() -> Town<RoomBooking> {
    Town::on(date(2026, 3, 2))
        .pool("town/rooms/gymnase", 1)
        .pool("town/rooms/polyvalente", 1)
        .setting("club-hours", 4i64)
        .table("rooms", include_str!("../tables/rooms.csv"), 1)
        .table("room-fees", include_str!("../tables/room-fees.csv"), 2)
        .table("cancellation-fees", include_str!("../tables/cancellation-fees.csv"), 2)
        .table("school-holidays", include_str!("../tables/school-holidays.csv"), 1)
}

fn address() -> Address {
    Address {
        lines: vec!["1 rue du Stade".to_owned()],
        postcode: "99999".to_owned(),
        city: "Saint-Exemple".to_owned(),
        commune: None,
        country: "FR".to_owned(),
        ban_id: None,
        position: None,
    }
}

/// A club’s evenings of an hour and a half, every Tuesday until the end of May, from an hour on.
fn training(rna: &str, hour: i8) -> Booking {
    Booking {
        applicant: Applicant {
            family_name: "Exemple".to_owned(),
            given_names: "Marius".to_owned(),
            email: Some("marius@example.org".to_owned()),
            phone: None,
            address: address(),
        },
        user: User {
            kind: UserKind::Association,
            origin: Some(Origin::Town),
            association: Some(Association {
                name: "Club imaginaire".to_owned(),
                rna: rna.to_owned(),
                seat: address(),
            }),
            seat_since: Some(date(2020, 1, 1)),
            organisation: None,
            siret: None,
        },
        room: Room {
            key: "gymnase".to_owned(),
            activity: "volley-ball".to_owned(),
            people: 20,
            public: false,
            drinks: false,
            equipment: None,
        },
        slots: vec![Slot {
            day: date(2026, 4, 28),
            from: time(hour, 0, 0, 0),
            until: time(hour + 1, 30, 0, 0),
            last_day: None,
            weekly_until: Some(date(2026, 5, 31)),
            terms_only: false,
        }],
        insurance: Insurance { file: vec![certificate()], until: date(2026, 12, 31) },
        certified: true,
    }
}

fn certificate() -> Attachment {
    Attachment {
        id: "1".to_owned(),
        name: "assurance.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 80_000,
        sha256: String::new(),
    }
}

const VOLLEY: &str = "W999000001";
const JUDO: &str = "W999000002";

/// Where a request is stopped.
fn stopped<T>(decided: Result<T, Vec<Problem>>) -> Vec<String> {
    let problems = decided.err().unwrap_or_default();
    problems.into_iter().filter_map(|problem| problem.path).collect()
}

#[test]
fn set_up_and_clean_up_keep_two_clubs_apart() {
    let mut town = town();
    let first = town.submit(&training(VOLLEY, 18)).unwrap();
    assert_eq!(town.dossier(first).holds[0].spans.len(), 5, "28 April to 26 May");
    // Until 19:30, then half an hour of each club.
    assert_eq!(stopped(town.submit(&training(JUDO, 20))), ["slots[0].day"]);
    assert!(town.submit(&training(JUDO, 21)).is_ok());
    town.withdraw(first).unwrap();
    assert!(town.submit(&training(VOLLEY, 18)).is_ok(), "what is withdrawn is free again");
}

#[test]
fn the_quota_of_a_club_counts_all_its_requests_of_a_week() {
    let mut town = town();
    for hour in [8, 11] {
        town.submit(&training(VOLLEY, hour)).unwrap();
    }
    // Three of four hours a week are taken; a third evening has an hour and a half.
    assert_eq!(stopped(town.submit(&training(VOLLEY, 14))), ["slots[0].day"]);
    assert!(town.submit(&training(JUDO, 14)).is_ok(), "another club has its own");
    let mut short = training(VOLLEY, 18);
    short.slots[0].until = time(19, 0, 0, 0);
    assert!(town.submit(&short).is_ok(), "and an hour is left");
}

#[test]
fn a_closed_day_among_many_stops_the_request() {
    let closed = civil::span_of_days(date(2026, 5, 12), date(2026, 5, 12));
    let mut town = town().closed("town/rooms/gymnase", closed);
    let problems = town.submit(&training(VOLLEY, 18)).unwrap_err();
    assert!(problems[0].message.contains("12 mai 2026"), "{problems:?}");
}

#[test]
fn a_cancelled_booking_gives_back_its_room_and_its_money() {
    let mut town = town();
    let mut party = training(VOLLEY, 18);
    party.user =
        User { kind: UserKind::Person, association: None, seat_since: None, ..party.user.clone() };
    party.room.key = "polyvalente".to_owned();
    party.slots[0].weekly_until = None;
    let case = town.submit(&party).unwrap();
    town.agent(case, "confirm").unwrap();
    town.pay(case, "rent").unwrap();
    town.pay(case, "deposit").unwrap();
    assert_eq!(town.status(case), "Salle réservée");
    // 57 days before: 30 % of 260 € are kept.
    town.act(case, Party::Applicant, "cancel", Answers::new()).unwrap();
    let dossier = town.dossier(case);
    assert!(dossier.holds.is_empty() && dossier.timers.is_empty());
    assert_eq!(dossier.charge("rent").unwrap().refunded, 18_200);
    assert_eq!(dossier.charge("deposit").unwrap().refunded, 35_000);
    assert_eq!(dossier.fact("given-back.rent"), Some(Cents(18_200)));
}
