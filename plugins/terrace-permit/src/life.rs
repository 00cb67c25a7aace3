//! What a dossier goes through, where the cases do not look: documents, money that comes in
//! parts or late, boundaries of days, what agents may not do.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::desk::PiecesAsked;
use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Case, Town};
use guichet_sdk::{Account, Payment, Timer};

use crate::TerracePermit;
use crate::actions::{Acceptance, Ground, Piece, Revocation};
use crate::form::*;
use crate::settings::Settings;

fn file(name: &str) -> Vec<Attachment> {
    vec![Attachment {
        id: name.to_owned(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        sha256: String::new(),
    }]
}

fn address(line: &str) -> Address {
    Address {
        lines: vec![line.to_owned()],
        postcode: "81600".to_owned(),
        city: "Gaillac".to_owned(),
        commune: None,
        country: "FR".to_owned(),
        ban_id: None,
        position: None,
    }
}

/// Six metres by two, from June to August.
fn application() -> Application {
    Application {
        applicant: Applicant {
            family_name: "Durand".into(),
            given_names: "Claire".into(),
            email: Some("claire@example.org".into()),
            phone: Some("+33612345678".into()),
            address: address("3 rue des Halles"),
        },
        shop: Shop {
            siret: "73282932000074".into(),
            name: "Café du Marché".into(),
            licence: Licence::Fourth,
            address: address("1 place du Marché"),
        },
        terrace: Terrace {
            zone: "faubourgs".into(),
            kind: TerraceKind::Open,
            length: Decimal::new(600, 2),
            depth: Decimal::new(200, 2),
            facade: Decimal::new(750, 2),
            passage: Decimal::new(180, 2),
            anchored: false,
            heating: false,
            furniture: vec![Furniture { kind: FurnitureKind::Table, count: 6 }],
        },
        period: Period {
            term: Term::Season,
            from: date(2026, 6, 1),
            until: Some(date(2026, 8, 31)),
            opens: time(8, 0, 0, 0),
            closes: time(22, 30, 0, 0),
            first_year: false,
        },
        documents: Documents {
            insurance: file("assurance.pdf"),
            plan: file("plan.pdf"),
            photos: Vec::new(),
            materials: Vec::new(),
            licence: Vec::new(),
        },
        certified: true,
    }
}

fn town() -> Town<TerracePermit> {
    Town::on(date(2026, 4, 1))
        .row("terrace-fees", "faubourgs/open", &[("per", "month"), ("cents-per-m2", "150")])
        .row("terrace-fees", "faubourgs/planter", &[("per", "year"), ("cents-per-m2", "0")])
        .row(
            "terrace-zones",
            "faubourgs",
            &[("fr", "Faubourgs"), ("en", "Suburbs"), ("protected", "false")],
        )
}

fn accepted(town: &mut Town<TerracePermit>, application: &Application) -> Case {
    let case = town.submit(application).unwrap();
    town.act(case, Party::Agent, "accept", &Acceptance { conditions: None }).unwrap();
    case
}

fn revocation(ground: Ground) -> Revocation {
    Revocation { ground, facts: "La chaussée est ouverte pour des travaux.".into(), heard: true }
}

/// The only problem of a form that is sent.
fn problem(application: &Application) -> (String, String) {
    let mut problems = town().submit(application).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    (problem.path.unwrap(), problem.message)
}

#[test]
fn the_permit_says_all_that_was_granted_in_both_languages() {
    let mut town = town();
    let case = town.submit(&application()).unwrap();
    let conditions = Some("Parasols fermés la nuit.".to_owned());
    town.act(case, Party::Agent, "accept", &Acceptance { conditions }).unwrap();
    let documents = town.documents(case);
    let permit = documents[0];
    for (lang, expected) in [
        (
            "fr",
            [
                "personnelle",
                "révocable",
                "au moins 1,40 m",
                "54,00\u{a0}€",
                "Parasols fermés la nuit.",
            ],
        ),
        ("en", ["personal", "revoked", "at least 1.40 m", "€54.00", "Parasols fermés la nuit."]),
    ] {
        let paragraphs: Vec<String> = permit
            .paragraphs
            .iter()
            .map(|it| Text::from(it.as_slice()).pick(lang).to_owned())
            .collect();
        let all = paragraphs.join("\n");
        for words in expected {
            assert!(all.contains(words), "{words} is not in {all}");
        }
    }
    let line = |label: &str| {
        let found = permit.lines.iter().find(|line| line.label.iter().any(|it| it.text == label));
        let line = found.unwrap_or_else(|| panic!("no line {label}"));
        let words = line.words.as_ref().map(|it| Text::from(it.as_slice()).pick("fr").to_owned());
        (line.value.clone(), words)
    };
    assert_eq!(line("Du").0, Value::Date(date(2026, 6, 1).into()));
    assert_eq!(line("Au").0, Value::Date(date(2026, 8, 31).into()));
    assert_eq!(line("Horaires").1.unwrap(), "de 8\u{a0}h à 22\u{a0}h\u{a0}30");
    assert_eq!(line("Mobilier").1.unwrap(), "Tables : 6");
    assert_eq!(line("Redevance"), (Value::Integer(5400), Some("54,00\u{a0}€".to_owned())));
    assert_eq!(line("Surface (m²)").1.unwrap(), "6,00 m × 2,00 m, comptés 12 m²");
}

#[test]
fn a_centimetre_of_passage_and_of_facade_decides() {
    let mut short = application();
    short.terrace.passage = Decimal::new(139, 2);
    assert_eq!(problem(&short).0, "terrace.passage");
    short.terrace.passage = Decimal::new(140, 2);
    assert!(town().submit(&short).is_ok());
    short.terrace.passage = Decimal::new(14, 1);
    assert!(town().submit(&short).is_ok(), "1.4 is 1.40");

    let mut long = application();
    long.terrace.length = Decimal::new(751, 2);
    let (path, message) = problem(&long);
    assert_eq!(path, "terrace.length");
    assert!(message.contains("délibération"), "{message}");
    long.terrace.length = Decimal::new(750, 2);
    assert!(town().submit(&long).is_ok());
}

#[test]
fn a_day_of_lead_time_and_of_duration_decides() {
    let on = |today: Date| {
        let mut town = town();
        town.advance(today.at(12, 0, 0, 0));
        town.submit(&application()).map(|_| ()).map_err(|problems| problems[0].path.clone())
    };
    assert_eq!(on(date(2026, 5, 2)), Ok(()));
    assert_eq!(on(date(2026, 5, 3)), Err(Some("period.from".to_owned())));

    let mut long = application();
    long.period.until = Some(date(2027, 5, 31));
    assert!(town().submit(&long).is_ok());
    long.period.until = Some(date(2027, 6, 1));
    assert_eq!(problem(&long).0, "period.until");
    long.period.until = Some(date(2026, 5, 31));
    assert_eq!(problem(&long).0, "period.until");
    long.period.until = Some(date(2026, 6, 1));
    assert!(town().submit(&long).is_ok(), "one day");
}

#[test]
fn measures_are_metres_to_the_centimetre() {
    for (wrong, digits) in [(-100, 2), (0, 0), (2001, 3), (10_001, 2)] {
        let mut application = application();
        application.terrace.depth = Decimal::new(wrong, digits);
        assert_eq!(problem(&application).0, "terrace.depth", "{wrong}e-{digits}");
    }
    let mut zeros = application();
    zeros.terrace.depth = Decimal::new(20_000, 4);
    assert!(town().submit(&zeros).is_ok(), "2.0000 is to the centimetre");
}

#[test]
fn heating_is_for_closed_terraces_only() {
    let mut heated = application();
    heated.terrace.heating = true;
    assert_eq!(problem(&heated).0, "terrace.heating");
    heated.terrace.kind = TerraceKind::Closed;
    let mut town = town().row(
        "terrace-fees",
        "faubourgs/closed",
        &[("per", "year"), ("cents-per-m2", "2000"), ("minimum-cents", "1500")],
    );
    assert!(town.submit(&heated).is_ok());
    heated.terrace.kind = TerraceKind::Etalage;
    let paths: Vec<_> = town.submit(&heated).unwrap_err().into_iter().map(|it| it.path).collect();
    let expected = ["terrace.heating", "terrace.kind"].map(|path| Some(path.to_owned()));
    assert_eq!(paths, expected, "no rate for it either");
}

#[test]
fn an_empty_form_has_no_problem_of_its_own_and_shows_no_fee() {
    let view = town().form(Answers::new());
    assert_eq!(view.problems, []);
    let figures = |view: &View| {
        let blocks = view.pages.iter().flat_map(|page| &page.blocks);
        blocks.filter(|block| matches!(block, Block::Figure(_))).count()
    };
    assert_eq!(figures(&view), 0);
    let measured = Answers::new()
        .with("terrace.length", Decimal::new(6, 0))
        .with("terrace.depth", Decimal::new(2, 0));
    assert_eq!(figures(&town().form(measured)), 1, "the area alone");
    assert_eq!(figures(&town().form(&application())), 2);
}

#[test]
fn completing_late_does_not_break_the_lead_time() {
    let mut town = town();
    let case = town.submit(&application()).unwrap();
    let asked = PiecesAsked { pieces: vec![Piece::Plan], why: "Le plan est illisible.".into() };
    town.act(case, Party::Agent, "request-pieces", &asked).unwrap();
    town.advance_days(55);
    town.complete(case, Answers::new().with("documents.plan", file("cote.pdf"))).unwrap();
    assert_eq!(town.dossier(case).phase, Phase::InReview);
    assert_eq!(town.dossier(case).answers.documents.plan[0].name, "cote.pdf");
}

#[test]
fn a_completed_application_respects_the_rules_again() {
    let mut town = town();
    let case = town.submit(&application()).unwrap();
    let asked = PiecesAsked { pieces: vec![Piece::Measures], why: "Mesures à revoir.".into() };
    town.act(case, Party::Agent, "request-pieces", &asked).unwrap();
    let wrong = Answers::new().with("terrace.length", Decimal::new(8, 0));
    assert_eq!(town.complete(case, wrong).unwrap_err()[0].path.as_deref(), Some("terrace.length"));
    let right =
        Answers::new().with("terrace.length", Decimal::new(5, 0)).with("terrace.anchored", true);
    town.complete(case, right).unwrap();
    assert!(town.dossier(case).has_tag("permission-de-voirie"));
}

#[test]
fn a_part_of_the_fee_leaves_the_rest_to_pay() {
    let mut town = town();
    let case = accepted(&mut town, &application());
    let part = |paid| {
        let mut dossier = town.dossier(case);
        let account = dossier.charges[0].clone();
        dossier.charges = vec![Account { paid, ..account }];
        let event = Event::Paid(Payment { charge: "occupancy-fee".into(), cents: paid });
        let decision = town.run(|ctx| TerracePermit::decide(ctx, &dossier, &event)).unwrap();
        (Text::from(decision.status.as_slice()).pick("fr").to_owned(), decision.effects.len())
    };
    assert!(part(53_99).0.ends_with("il reste 0,01\u{a0}€ à payer"));
    assert_eq!(part(53_99).1, 0, "the reminder stays");
    assert!(part(54_00).0.starts_with("Autorisation en vigueur"));
    assert!(part(54_01).0.starts_with("Autorisation en vigueur"), "too much is not too little");
}

#[test]
fn money_that_comes_after_the_end_is_taken() {
    let mut town = town();
    let case = accepted(&mut town, &application());
    town.timer(case, "expiry").unwrap();
    assert!(town.dossier(case).timers.is_empty());
    town.pay(case, "occupancy-fee").unwrap();
    assert_eq!(
        (town.dossier(case).phase, town.status(case)),
        (Phase::Closed, "Autorisation terminée".into())
    );
    assert_eq!(town.dossier(case).verdict, Some(Verdict::Granted));
}

#[test]
fn no_timer_is_ever_refused() {
    let mut town = town();
    let case = accepted(&mut town, &application());
    town.act(case, Party::Agent, "revoke", &revocation(Ground::Breach)).unwrap();
    let mut dossier = town.dossier(case);
    assert_eq!(dossier.timers, []);
    for key in ["expiry", "payment-reminder", "unknown"] {
        dossier.timers = vec![Timer { key: key.into(), at: date(2026, 9, 1).into() }];
        let decision = town
            .run(|ctx| TerracePermit::decide(ctx, &dossier, &Event::Timer(key.into())))
            .unwrap();
        assert_eq!((decision.phase, decision.effects.len()), (Phase::Closed, 0), "{key}");
    }
}

#[test]
fn a_revocation_gives_back_the_days_that_are_left_unless_by_fault() {
    let refunded = |ground, on: Date| {
        let mut town = town();
        let case = accepted(&mut town, &application());
        town.pay(case, "occupancy-fee").unwrap();
        town.advance(on.at(12, 0, 0, 0));
        town.act(case, Party::Agent, "revoke", &revocation(ground)).unwrap();
        town.dossier(case).charges[0].refunded
    };
    // 92 days for 54 €.
    let general = |on| refunded(Ground::GeneralInterest, on);
    assert_eq!(general(date(2026, 5, 31)), 54_00, "before the first day");
    assert_eq!(general(date(2026, 6, 1)), 53_41, "one day used: 58.69… cents");
    assert_eq!(general(date(2026, 7, 16)), 27_00, "half");
    assert_eq!(general(date(2026, 8, 31)), 0, "the last day");
    assert_eq!(refunded(Ground::OperatorChanged, date(2026, 7, 16)), 27_00);
    assert_eq!(refunded(Ground::Breach, date(2026, 6, 1)), 0);
    assert_eq!(refunded(Ground::Unpaid, date(2026, 6, 1)), 0);
}

#[test]
fn nothing_to_pay_is_not_charged() {
    let mut town = town();
    let mut free = application();
    free.terrace.kind = TerraceKind::Planter;
    let case = accepted(&mut town, &free);
    let dossier = town.dossier(case);
    assert!(dossier.charges.is_empty());
    assert_eq!(dossier.timers.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["expiry"]);
    assert!(town.status(case).starts_with("Autorisation en vigueur"));
}

#[test]
fn a_period_that_is_over_is_not_granted() {
    let on = |day: Date| {
        let mut town = town();
        let case = town.submit(&application()).unwrap();
        town.advance(day.at(12, 0, 0, 0));
        let done = town.act(case, Party::Agent, "accept", &Acceptance { conditions: None });
        done.map(|()| town.dossier(case).charges[0].cents)
    };
    assert_eq!(on(date(2026, 6, 1)), Ok(54_00));
    assert_eq!(on(date(2026, 6, 2)), Ok(54_00), "three months begun");
    assert_eq!(on(date(2026, 8, 31)), Ok(18_00), "one day");
    assert!(on(date(2026, 9, 1)).is_err());
}

#[test]
fn what_means_nothing_at_a_stage_is_refused_and_changes_nothing() {
    let mut town = town();
    let case = accepted(&mut town, &application());
    let before = town.dossier(case);
    let act = |key: &str| {
        Event::Acted(Taken { key: key.into(), party: Party::Agent, inputs: Vec::new() })
    };
    let events = [
        Event::Completed,
        Event::Lapsed,
        Event::Withdrawn,
        Event::Silence(Silence::Refused),
        Event::Silence(Silence::Accepted),
        act("accept"),
        act("refuse"),
        act("opinion"),
        act("dance"),
    ];
    for event in events {
        let refused = town.run(|ctx| TerracePermit::decide(ctx, &before, &event)).unwrap_err();
        assert_eq!(refused[0].message, "Ce n’est pas possible à cette étape.");
    }
}

/// A whole year from 1 June, of twelve months at 18 €.
fn yearly() -> Application {
    let mut application = application();
    application.period = Period { term: Term::Yearly, until: None, ..application.period };
    application
}

#[test]
fn a_paid_year_is_renewed_at_the_rates_of_the_day_and_refunded_as_a_year_of_its_own() {
    let mut town = town();
    let case = accepted(&mut town, &yearly());
    let year = Cents(21_600);
    assert_eq!(town.dossier(case).charges[0].cents, year.0);
    town.timer(case, "renewal").unwrap();
    let unpaid = town.act(case, Party::Applicant, "ask-renewal", Answers::new()).unwrap_err();
    assert!(unpaid[0].message.contains("216,00"), "{}", unpaid[0].message);
    town.pay(case, "occupancy-fee").unwrap();
    assert_eq!(town.dossier(case).actions, ["ask-renewal", "revoke"]);
    town.act(case, Party::Applicant, "ask-renewal", Answers::new()).unwrap();
    assert_eq!(town.dossier(case).actions, ["renew", "revoke"]);

    // The council has voted another rate since.
    let mut town =
        town.row("terrace-fees", "faubourgs/open", &[("per", "month"), ("cents-per-m2", "200")]);
    town.agent(case, "renew").unwrap();
    let dossier = town.dossier(case);
    assert_eq!(dossier.charges[0].cents, year.0 + 28_800);
    assert_eq!(
        town.status(case),
        "Autorisation accordée du 1er juin 2027 au 31 mai 2028 ; redevance à payer : 288,00\u{a0}€"
    );
    assert_eq!(dossier.actions, ["revoke"]);
    assert!(!dossier.has_tag("renewable") && !dossier.has_tag("renewal-asked"));
    town.pay(case, "occupancy-fee").unwrap();
    assert!(town.status(case).starts_with("Autorisation en vigueur"));

    town.advance(date(2027, 11, 30).at(12, 0, 0, 0));
    town.act(case, Party::Agent, "revoke", &revocation(Ground::GeneralInterest)).unwrap();
    let refunded = town.dossier(case).charges[0].refunded;
    // 183 of 366 days are used: half of the second year, and nothing of the first.
    assert_eq!(refunded, 14_400);
    assert!(town.dossier(case).timers.is_empty());
}

#[test]
fn a_season_is_not_renewed() {
    let mut town = town();
    let case = accepted(&mut town, &application());
    assert!(town.dossier(case).timers.iter().all(|timer| timer.key != "renewal"));
}

#[test]
fn permits_close_by_on_the_same_days_are_told_of_and_others_are_not() {
    // A metre is 89.8 units of latitude, which are 1e-7 of a degree.
    let at = |metres: i32| Position { lat: 439_000_000 + metres * 90, lon: 18_970_000 };
    let permit = |key: &str, metres, first, last| {
        Entry::new("terraces", key)
            .position(at(metres))
            .cell("kind", TerraceKind::Open)
            .cell("first", first)
            .cell("last", last)
    };
    let told = |entry: Entry| {
        let mut town = town().published("somebody else", entry);
        let mut application = application();
        application.shop.address.position = Some(at(0));
        let case = town.submit(&application).unwrap();
        let told = town.dossier(case).has_tag("neighbour-to-check");
        assert_eq!(told, town.rules(case).contains(&"neighbours"));
        told
    };
    assert!(told(permit("a", 9, date(2026, 1, 1), date(2026, 6, 1))), "the first day");
    assert!(!told(permit("a", 9, date(2026, 1, 1), date(2026, 5, 31))), "the day before");
    assert!(told(permit("a", 9, date(2026, 8, 31), date(2026, 12, 31))), "the last day");
    assert!(!told(permit("a", 9, date(2026, 9, 1), date(2026, 12, 31))), "the day after");
    assert!(!told(permit("a", 12, date(2026, 6, 1), date(2026, 8, 31))), "further away");
}

#[test]
fn what_is_in_force_is_found_until_it_ends() {
    let mut town = town();
    let mut first = application();
    first.shop.address.position = Some(Position { lat: 439_000_000, lon: 18_970_000 });
    let case = accepted(&mut town, &first);
    let second = town.submit(&first).unwrap();
    assert!(town.dossier(second).has_tag("neighbour-to-check"));
    town.act(case, Party::Agent, "revoke", &revocation(Ground::Breach)).unwrap();
    let third = town.submit(&first).unwrap();
    assert!(!town.dossier(third).has_tag("neighbour-to-check"));
}

#[test]
fn the_whole_of_next_year_is_asked_for_by_the_towns_day() {
    let asked = |today, from, deadline: &str| {
        let mut application = yearly();
        application.period.from = from;
        let mut town = town().setting("yearly-deadline", deadline.to_owned());
        town.advance(today);
        town.submit(&application).is_ok()
    };
    let (noon, new_year) = (|day: Date| day.at(12, 0, 0, 0), date(2027, 1, 1));
    assert!(asked(noon(date(2026, 11, 30)), new_year, "11-30"));
    assert!(!asked(noon(date(2026, 12, 1)), new_year, "11-30"));
    assert!(asked(noon(date(2026, 12, 1)), new_year, ""), "no such day");
    assert!(asked(noon(date(2026, 12, 1)), new_year, "13-45"), "no day of any year");
    assert!(asked(noon(date(2026, 4, 1)), date(2026, 6, 1), "01-31"), "a year that has begun");
}

#[test]
fn the_fallbacks_of_settings_are_the_defaults_of_the_manifest() {
    let manifest: toml::Table = include_str!("../plugin.toml").parse().unwrap();
    let mut named = Town::<TerracePermit>::on(date(2026, 4, 1));
    for setting in manifest["setting"].as_array().unwrap() {
        let (key, default) = (setting["key"].as_str().unwrap(), &setting["default"]);
        named = match setting["kind"].as_str().unwrap() {
            "integer" => named.setting(key, default.as_integer().unwrap()),
            "flag" => named.setting(key, default.as_bool().unwrap()),
            "choices" => named.setting(key, Vec::<String>::new()),
            _ => named.setting(key, default.as_str().unwrap().to_owned()),
        };
    }
    let nothing = Town::<TerracePermit>::on(date(2026, 4, 1));
    assert_eq!(named.run(Settings::of), nothing.run(Settings::of));
}
