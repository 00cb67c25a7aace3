//! Requests from the form to the letter box, in a town of `cargo test`.

use civil_status_copy::desk::{Article, Missing, PieceRequest, Redirection};
use civil_status_copy::form::*;
use civil_status_copy::{CivilStatusCopy, CopyRequest};
use guichet_sdk::blocks::Applicant;
use guichet_sdk::desk::Refusal;
use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Case, Town};

const TODAY: Date = date(2026, 3, 10);

fn town() -> Town<CivilStatusCopy> {
    Town::on(TODAY)
}

fn file(name: &str) -> Vec<Attachment> {
    vec![Attachment {
        id: name.into(),
        name: name.into(),
        media_type: "application/pdf".into(),
        size: 120_000,
        sha256: "0".repeat(64),
    }]
}

fn name(family_name: &str, given_names: &str) -> Name {
    Name { family_name: family_name.into(), given_names: given_names.into() }
}

fn parent(family_name: &str, given_names: &str) -> Parent {
    Parent { family_name: Some(family_name.into()), given_names: Some(given_names.into()) }
}

/// The full copy of one's own birth record.
fn own_birth() -> CopyRequest {
    CopyRequest {
        act: Record { event: Act::Birth, place: Place::Here, town: None, date: date(1980, 6, 1) },
        copy: Wanted { kind: CopyKind::Full },
        link: Some(Link::Oneself),
        birth_date: None,
        emancipated: false,
        died_on: None,
        mandate: vec![],
        link_proof: vec![],
        person: name("Martin", "Jeanne"),
        birth: None,
        spouse: None,
        child: None,
        parents: vec![parent("Martin", "Paul"), parent("Petit", "Anne")],
        requester: Applicant {
            family_name: "Martin".into(),
            given_names: "Jeanne".into(),
            email: Some("jeanne@example.org".into()),
            phone: None,
            address: Address {
                lines: vec!["1 rue du Port".into()],
                postcode: "99001".into(),
                city: "Petite-Ville".into(),
                commune: None,
                country: "FR".into(),
                ban_id: None,
                position: None,
            },
        },
        identity_document: file("carte.pdf"),
        delivery: Delivery { copies: 2, purpose: None },
        certified: true,
    }
}

fn with(change: impl FnOnce(&mut CopyRequest)) -> CopyRequest {
    let mut request = own_birth();
    change(&mut request);
    request
}

/// The extract without filiation of somebody's marriage record.
fn a_marriage() -> CopyRequest {
    with(|request| {
        request.act =
            Record { event: Act::Marriage, place: Place::Here, town: None, date: date(2001, 9, 8) };
        request.copy.kind = CopyKind::WithoutFiliation;
        request.link = None;
        request.parents = vec![];
        request.spouse = Some(name("Roy", "Luc"));
        request.identity_document = vec![];
    })
}

fn vouched(birth: Date) -> Identity {
    Identity {
        family_name: "Martin".into(),
        given_names: "Jeanne".into(),
        birth_date: Some(birth.into()),
        birth_place: None,
        email: None,
    }
}

fn paths(problems: &[Problem]) -> Vec<&str> {
    problems.iter().filter_map(|problem| problem.path.as_deref()).collect()
}

/// What stops this request: paths of the problems.
fn stopped(town: &mut Town<CivilStatusCopy>, request: &CopyRequest) -> Vec<String> {
    match town.submit(request) {
        Ok(_) => vec![],
        Err(problems) => paths(&problems).into_iter().map(str::to_owned).collect(),
    }
}

fn fields(view: &View) -> Vec<&str> {
    view.pages
        .iter()
        .flat_map(|page| &page.blocks)
        .filter_map(|block| match block {
            Block::Field(field) => Some(field.path.as_str()),
            _ => None,
        })
        .collect()
}

fn actions(town: &Town<CivilStatusCopy>, case: Case) -> Vec<String> {
    town.dossier(case).actions
}

#[test]
fn a_request_is_checked_printed_and_posted() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    assert_eq!(town.rules(case), ["held-here", "entitled", "stated", "identity", "free"]);
    assert!(town.decision(case).reasons.iter().all(|reason| reason.source.is_some()));
    assert!(town.status(case).contains("3 jours ouvrés"));
    assert_eq!(actions(&town, case), ["verify", "request-piece", "redirect", "refuse"]);

    town.agent(case, "verify").unwrap();
    assert_eq!(actions(&town, case), ["print", "refuse"]);
    town.agent(case, "print").unwrap();
    assert_eq!(actions(&town, case), ["post", "refuse"]);
    assert!(town.messages(case).is_empty());
    town.advance_days(1);
    town.agent(case, "post").unwrap();
    assert_eq!(town.status(case), "Envoyé par la poste le 11 mars 2026. Nombre d’exemplaires : 2.");
    let dossier = town.dossier(case);
    assert_eq!((dossier.phase, dossier.verdict), (Phase::Decided, Some(Verdict::Granted)));
    assert_eq!(dossier.fact("verified-on"), Some(TODAY));
    assert_eq!(dossier.fact("printed-on"), Some(TODAY));
    assert_eq!(dossier.fact("posted-on"), Some(date(2026, 3, 11)));
    assert!(dossier.actions.is_empty());
    // The document itself never leaves by e-mail.
    assert_eq!((town.messages(case).len(), town.documents(case).len()), (1, 0));
    assert!(town.withdraw(case).is_err(), "what has been posted cannot be withdrawn");
    assert!(town.silence(case, Silence::Refused).is_err());
}

#[test]
fn who_may_have_it_anyway_is_not_asked_who_they_are() {
    let mut town = town();
    let marriage = a_marriage();
    let view = town.form(&marriage);
    for path in ["link", "identity-document", "birth.date", "parents[0].family-name", "died-on"] {
        assert!(!fields(&view).contains(&path), "{path} is asked");
    }
    let case = town.submit(&marriage).unwrap();
    assert_eq!(town.rules(case), ["held-here", "open-extract", "stated", "free"]);

    let death = with(|request| {
        request.act.event = Act::Death;
        request.act.date = date(2026, 3, 9);
        request.link = None;
        request.parents = vec![];
        request.identity_document = vec![];
    });
    let case = town.submit(&death).unwrap();
    assert_eq!(town.rules(case), ["held-here", "open-death", "stated", "free"]);

    let old = with(|request| {
        request.act.date = date(1950, 12, 31);
        request.link = None;
        request.parents = vec![Parent { family_name: None, given_names: None }];
        request.identity_document = vec![];
    });
    let case = town.submit(&old).unwrap();
    assert_eq!(town.rules(case), ["held-here", "open-register", "stated", "free"]);
    let recent = with(|request| {
        request.act.date = date(1951, 1, 1);
        request.link = None;
        request.parents = vec![];
        request.identity_document = vec![];
    });
    let missing = stopped(&mut town, &recent);
    assert_eq!(missing, ["link", "parents[0].family-name", "parents[0].given-names"]);
}

#[test]
fn who_is_not_entitled_reads_it_on_the_form() {
    let mut town = town();
    for (link, who) in [
        (Link::Sibling, "Un frère ou une sœur"),
        (Link::Heir, "Un héritier"),
        (Link::Other, "Une personne qui n’est ni"),
    ] {
        let request = with(|request| request.link = Some(link));
        let view = town.form(&request);
        let problem = &view.problems[0];
        assert_eq!(problem.path.as_deref(), Some("copy.kind"));
        assert!(problem.message.starts_with(who), "{}", problem.message);
        assert!(problem.message.contains("décret 2017-890, article 30"));
        assert!(problem.message.contains("un extrait sans filiation"));
        assert!(problem.message.contains("1er janvier 2056"));
        assert!(fields(&view).contains(&"died-on"));
        assert_eq!(stopped(&mut town, &request), ["copy.kind"]);

        let extract = with(|request| {
            request.link = None;
            request.copy.kind = CopyKind::WithoutFiliation;
        });
        assert!(town.submit(&extract).is_ok(), "what they may have instead");
        let dead = |died| with(|request| (request.link, request.died_on) = (Some(link), died));
        assert!(town.submit(&dead(Some(date(2001, 3, 9)))).is_ok());
        assert_eq!(stopped(&mut town, &dead(Some(TODAY))), ["copy.kind"]);
        assert_eq!(stopped(&mut town, &dead(Some(date(2001, 3, 10)))), ["copy.kind"]);
    }
    let early = with(|request| {
        (request.link, request.died_on) = (Some(Link::Heir), Some(date(1980, 5, 31)));
    });
    assert_eq!(stopped(&mut town, &early), ["died-on"]);
}

#[test]
fn english_speakers_read_it_in_english() {
    let town = town().lang("en");
    let view = town.form(&with(|request| request.link = Some(Link::Sibling)));
    let message = &view.problems[0].message;
    assert!(message.starts_with("A brother or sister is not entitled to the full copy"));
}

#[test]
fn minors_are_told_at_the_kind_until_the_day_they_come_of_age() {
    let mut town = town();
    let born = |day: Date| with(|request| request.act.date = day);
    assert!(town.submit(&born(date(2008, 3, 10))).is_ok(), "eighteen today");
    assert_eq!(stopped(&mut town, &born(date(2008, 3, 11))), ["copy.kind"]);
    let emancipated = |day: Date| {
        with(|request| {
            request.act.date = day;
            request.emancipated = true;
        })
    };
    assert!(town.submit(&emancipated(date(2008, 3, 11))).is_ok());
    assert!(town.submit(&emancipated(date(2010, 3, 10))).is_ok(), "sixteen today");
    assert_eq!(stopped(&mut town, &emancipated(date(2010, 3, 11))), ["copy.kind"]);
    let parent = with(|request| {
        request.act.date = date(2020, 1, 1);
        request.link = Some(Link::Ascendant);
    });
    assert!(town.submit(&parent).is_ok(), "a parent asks for a child");
}

#[test]
fn a_sign_in_or_a_counter_stands_for_the_document() {
    let without = with(|request| request.identity_document = vec![]);
    assert_eq!(stopped(&mut town(), &without), ["identity-document"]);
    let person = vouched(date(1980, 6, 1));
    let mut low = town().identity(person.clone(), Assurance::Low);
    assert_eq!(stopped(&mut low, &without), ["identity-document"]);
    for assurance in [Assurance::Substantial, Assurance::High] {
        let mut town = town().identity(person.clone(), assurance);
        assert!(!fields(&town.form(&without)).contains(&"identity-document"));
        let case = town.submit(&without).unwrap();
        assert_eq!(town.rules(case), ["held-here", "entitled", "stated", "identity", "free"]);
        // The agent at work is not the applicant who signed in.
        town.context().identity = None;
        town.context().assurance = Assurance::None;
        town.context().channel = Channel::Counter;
        town.agent(case, "verify").unwrap();
        let identity = &town.decision(case).reasons[3];
        assert!(identity.sentence[0].text.contains("garantie"));
    }
    let mut counter = town().channel(Channel::Counter);
    let case = counter.submit(&without).unwrap();
    assert!(counter.decision(case).reasons[3].sentence[0].text.contains("guichet"));
}

#[test]
fn a_marriage_states_births_and_parents() {
    let mut town = town();
    let full = |change: fn(&mut CopyRequest)| {
        with(|request| {
            request.act.event = Act::Marriage;
            request.act.date = date(2001, 9, 8);
            request.spouse = Some(name("Roy", "Luc"));
            request.birth =
                Some(Birth { date: Some(date(1980, 6, 1)), place: Some("Petite-Ville".into()) });
            change(request);
        })
    };
    assert!(town.submit(&full(|_| {})).is_ok());
    let unborn = full(|request| request.birth = None);
    assert_eq!(stopped(&mut town, &unborn), ["birth.date", "birth.place"]);
    let orphan = full(|request| request.parents[1].given_names = None);
    assert_eq!(stopped(&mut town, &orphan), ["parents[1].given-names"]);
}

#[test]
fn a_recognition_is_copied_in_full_for_heirs_too() {
    let mut town = town();
    let recognition = |link| {
        with(|request| {
            request.act.event = Act::Recognition;
            request.link = Some(link);
            request.parents = vec![];
            request.child = Some(Child { family_name: None, given_names: None });
        })
    };
    assert!(town.submit(&recognition(Link::Heir)).is_ok());
    assert_eq!(stopped(&mut town, &recognition(Link::Sibling)), ["copy.kind"]);
    assert_eq!(stopped(&mut town, &recognition(Link::Oneself)), ["birth-date"]);
    let aged = |day| {
        let mut request = recognition(Link::Oneself);
        request.birth_date = Some(day);
        request
    };
    assert!(town.submit(&aged(date(2008, 3, 10))).is_ok());
    assert_eq!(stopped(&mut town, &aged(date(2008, 3, 11))), ["copy.kind"]);

    let view = town.form(&recognition(Link::Heir));
    let kinds = view.pages[0].blocks.iter().find_map(|block| match block {
        Block::Field(Field { path, kind: Kind::Choice(options), .. }) if path == "copy.kind" => {
            Some(options.iter().map(|option| option.key.as_str()).collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(kinds.unwrap(), ["full"]);
    let mut extract = recognition(Link::Heir);
    extract.copy.kind = CopyKind::Multilingual;
    assert_eq!(stopped(&mut town, &extract), ["copy.kind"]);
}

#[test]
fn a_mandate_is_enclosed() {
    let mut town = town();
    let agent =
        |mandate| with(|request| (request.link, request.mandate) = (Some(Link::Mandate), mandate));
    assert_eq!(stopped(&mut town, &agent(vec![])), ["mandate"]);
    assert!(town.submit(&agent(file("mandat.pdf"))).is_ok());
}

#[test]
fn a_record_of_another_town_is_told_before_sending() {
    let mut town = town();
    let there = |place, other: Option<&str>| {
        with(|request| {
            (request.act.place, request.act.town) = (place, other.map(str::to_owned));
        })
    };
    let view = town.form(&there(Place::Elsewhere, Some("Grande-Ville")));
    let problem = &view.problems[0];
    assert_eq!(problem.path.as_deref(), Some("act.place"));
    assert!(problem.message.contains("mairie de Grande-Ville, pas à Petite-Ville"));
    assert!(problem.message.contains("L114-2"));
    assert_eq!(stopped(&mut town, &there(Place::Elsewhere, Some("X"))), ["act.place"]);
    assert_eq!(stopped(&mut town, &there(Place::Elsewhere, None)), ["act.town"]);
    let abroad = there(Place::Abroad, None);
    assert!(town.form(&abroad).problems[0].message.contains("Nantes"));
    assert_eq!(stopped(&mut town, &abroad), ["act.place"]);
}

#[test]
fn copies_dates_and_certificates_have_bounds() {
    let mut town = town().setting("max-copies", 3);
    let copies = |copies| with(|request| request.delivery.copies = copies);
    assert!(town.submit(&copies(3)).is_ok());
    assert_eq!(stopped(&mut town, &copies(4)), ["delivery.copies"]);
    assert_eq!(stopped(&mut town, &copies(0)), ["delivery.copies"]);
    let tomorrow = with(|request| {
        request.act.date = date(2026, 3, 11);
        request.copy.kind = CopyKind::WithoutFiliation;
        request.link = None;
    });
    assert_eq!(stopped(&mut town, &tomorrow), ["act.date"]);
    let before = with(|request| request.act.date = date(1792, 9, 19));
    assert_eq!(stopped(&mut town, &before), ["act.date"]);
    assert_eq!(stopped(&mut town, &with(|request| request.certified = false)), ["certified"]);
}

#[test]
fn an_agent_refuses_in_law_and_in_fact() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    let refusal = |facts: &str| Refusal { ground: Article::NotStated, facts: facts.into() };
    let short = town.act(case, Party::Agent, "refuse", &refusal("Non.")).unwrap_err();
    assert_eq!(paths(&short), ["facts"]);
    town.act(case, Party::Agent, "refuse", &refusal("Les parents ne sont pas ceux de l’acte."))
        .unwrap();
    let dossier = town.dossier(case);
    assert_eq!((dossier.phase, dossier.verdict), (Phase::Decided, Some(Verdict::Refused)));
    assert_eq!(town.rules(case), ["not-stated", "facts"]);
    let decision = town.decision(case);
    assert!(decision.reasons.iter().all(|reason| reason.source.is_some()));
    assert!(decision.reasons[1].sentence[0].text.contains("ne sont pas ceux de l’acte"));
    let body = &town.messages(case)[0].body[0].text;
    assert!(body.contains("article 1436") && body.contains("Commission d’accès"));
    assert!(town.dossier(case).actions.is_empty());
}

#[test]
fn an_agent_passes_a_request_on() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    let to = Redirection { town: "Grande-Ville".into(), contact: Some("01 00 00 00 00".into()) };
    town.act(case, Party::Agent, "redirect", &to).unwrap();
    let dossier = town.dossier(case);
    assert_eq!(dossier.verdict, Some(Verdict::NoFurtherAction));
    let reason = &town.decision(case).reasons[0];
    assert_eq!(reason.source.as_deref(), Some("CRPA, article L114-2"));
    assert_eq!(town.status(case), "Demande transmise le 10 mars 2026 : Grande-Ville.");
    assert!(town.messages(case)[0].body[0].text.contains("01 00 00 00 00"));
}

/// The demand of the latest decision.
fn demand(town: &Town<CivilStatusCopy>, case: Case) -> guichet_sdk::Demand {
    let effects = &town.decision(case).effects;
    let demand = effects.iter().find_map(|effect| match effect {
        Effect::Request(demand) => Some(demand.clone()),
        _ => None,
    });
    demand.unwrap()
}

#[test]
fn what_an_agent_asks_for_comes_and_the_request_goes_on() {
    let mut town = town().setting("piece-days", 10);
    let case = town.submit(&with(|request| request.link = Some(Link::Descendant))).unwrap();
    let pieces = PieceRequest { pieces: vec![Missing::LinkProof, Missing::Names] };
    town.act(case, Party::Agent, "request-piece", &pieces).unwrap();
    assert_eq!(town.dossier(case).phase, Phase::WaitingForApplicant);
    let demand = demand(&town, case);
    assert_eq!(demand.until, date(2026, 3, 20).into());
    assert!(demand.suspends, "the clock stops (CRPA L114-5)");
    let asked: Vec<_> = demand.pieces.iter().map(|piece| piece.path.as_str()).collect();
    assert_eq!(asked, ["link-proof", "person.family-name"]);
    assert_eq!(demand.pieces[0].label[0].text, "Preuve du lien de famille");
    assert_eq!(demand.pieces[0].label[1].text, "Proof of the family link");

    let missing = town.complete(case, Answers::new()).unwrap_err();
    assert_eq!(paths(&missing), ["link-proof"]);
    let given = Answers::new()
        .with("link-proof", file("livret.pdf"))
        .with("person.family-name", "Martín".to_owned());
    town.complete(case, given).unwrap();
    let dossier = town.dossier(case);
    assert_eq!(dossier.phase, Phase::InReview);
    assert_eq!(dossier.answers.person.family_name, "Martín");
    assert!(dossier.facts.value("requested").is_none());
    assert_eq!(dossier.actions[0], "verify");
    // Answers are put right until it is decided, and what was checked is checked again.
    town.agent(case, "verify").unwrap();
    town.complete(case, Answers::new().with("person.family-name", "Marín".to_owned())).unwrap();
    assert_eq!(town.dossier(case).answers.person.family_name, "Marín");
    assert_eq!(town.dossier(case).actions[0], "verify");
    for action in ["verify", "print", "post"] {
        town.agent(case, action).unwrap();
    }
    assert!(town.complete(case, Answers::new()).is_err(), "it was decided");
}

#[test]
fn an_agent_asks_only_for_what_there_is_a_field_for() {
    let mut town = town();
    let options = |town: &Town<CivilStatusCopy>, case| {
        let view = town.action_form(case, Party::Agent, "request-piece", Answers::new());
        view.pages[0].blocks.iter().find_map(|block| match block {
            Block::Field(Field { kind: Kind::Choices(options), .. }) => {
                Some(options.iter().map(|option| option.key.clone()).collect::<Vec<_>>())
            }
            _ => None,
        })
    };
    let own = town.submit(&own_birth()).unwrap();
    assert_eq!(options(&town, own).unwrap(), ["identity", "event-date", "names"]);
    let anybody = town.submit(&a_marriage()).unwrap();
    assert_eq!(options(&town, anybody).unwrap(), ["event-date", "names"]);
}

#[test]
fn a_completion_cannot_smuggle_in_another_copy() {
    let mut town = town();
    let extract = with(|request| {
        request.copy.kind = CopyKind::WithoutFiliation;
        request.link = None;
        request.identity_document = vec![];
        request.parents = vec![];
    });
    let case = town.submit(&extract).unwrap();
    let pieces = PieceRequest { pieces: vec![Missing::EventDate] };
    town.act(case, Party::Agent, "request-piece", &pieces).unwrap();
    let sibling = Answers::new().with("copy.kind", CopyKind::Full).with("link", Link::Sibling);
    let problems = town.complete(case, sibling).unwrap_err();
    assert!(paths(&problems).contains(&"copy.kind"));
    let oneself = Answers::new()
        .with("copy.kind", CopyKind::Full)
        .with("link", Link::Oneself)
        .with("parents[0].family-name", "Martin".to_owned())
        .with("parents[0].given-names", "Paul".to_owned());
    let problems = town.complete(case, oneself).unwrap_err();
    assert_eq!(paths(&problems), ["identity-document"]);
}

#[test]
fn a_signed_in_person_answers_without_a_document_later() {
    let without = with(|request| request.identity_document = vec![]);
    let mut town = town().identity(vouched(date(1980, 6, 1)), Assurance::High);
    let case = town.submit(&without).unwrap();
    let pieces = PieceRequest { pieces: vec![Missing::EventDate] };
    town.act(case, Party::Agent, "request-piece", &pieces).unwrap();
    // They come back by their access key.
    town.context().identity = None;
    town.context().assurance = Assurance::None;
    town.complete(case, Answers::new().with("act.date", date(1980, 6, 2))).unwrap();
    assert_eq!(town.dossier(case).answers.act.date, date(1980, 6, 2));
    assert!(town.decision(case).reasons[3].sentence[0].text.contains("garantie"));
}

#[test]
fn a_request_for_pieces_lapses_into_the_agents_hands() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    assert!(town.lapse(case).is_err(), "nothing was asked for");
    let pieces = PieceRequest { pieces: vec![Missing::Identity] };
    town.act(case, Party::Agent, "request-piece", &pieces).unwrap();
    town.advance_days(15);
    town.lapse(case).unwrap();
    let dossier = town.dossier(case);
    assert_eq!((dossier.phase, dossier.verdict), (Phase::InReview, None));
    assert!(dossier.has_tag("piece-overdue"));
    town.agent(case, "verify").unwrap();
    assert!(!town.dossier(case).has_tag("piece-overdue"));
}

#[test]
fn silence_refuses_in_law_and_the_town_still_answers() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    town.agent(case, "verify").unwrap();
    assert!(town.silence(case, Silence::Accepted).is_err());
    town.silence(case, Silence::Refused).unwrap();
    let dossier = town.dossier(case);
    assert_eq!((dossier.phase, dossier.verdict), (Phase::InReview, None));
    assert!(dossier.has_tag("overdue"));
    assert!(town.messages(case)[0].body[0].text.contains("L232-4"));
    assert_eq!(actions(&town, case), ["print", "refuse"]);
    town.agent(case, "print").unwrap();
    town.agent(case, "post").unwrap();
    assert_eq!(town.dossier(case).verdict, Some(Verdict::Granted));
}

#[test]
fn a_request_can_be_withdrawn_until_it_is_decided() {
    let mut town = town();
    for steps in [&[][..], &["verify"], &["verify", "print"]] {
        let case = town.submit(&own_birth()).unwrap();
        for step in steps {
            town.agent(case, step).unwrap();
        }
        town.withdraw(case).unwrap();
        assert_eq!(town.dossier(case).phase, Phase::Withdrawn);
        assert!(town.withdraw(case).is_err());
    }
}

#[test]
fn towns_may_lengthen_the_years_without_losing_old_dossiers() {
    let mut town = town().setting("open-after-years", 75);
    let old = with(|request| {
        request.act.date = date(1945, 5, 8);
        request.link = None;
        request.parents = vec![Parent { family_name: None, given_names: None }];
        request.identity_document = vec![];
    });
    let case = town.submit(&old).unwrap();
    town = town.setting("open-after-years", 100);
    town.agent(case, "verify").unwrap();
    assert_eq!(town.dossier(case).phase, Phase::InReview);
}

#[test]
fn stale_buttons_and_strange_events_are_refused() {
    let mut town = town();
    let case = town.submit(&own_birth()).unwrap();
    let dossier = town.dossier(case);
    let refused =
        |event: Event| town.run(|ctx| CivilStatusCopy::decide(ctx, &dossier, &event)).is_err();
    let acted =
        |key: &str, party| Event::Acted(Taken { key: key.into(), party, inputs: Vec::new() });
    assert!(refused(acted("post", Party::Agent)), "not printed yet");
    assert!(refused(acted("print", Party::Agent)), "not checked yet");
    assert!(refused(acted("verify", Party::Applicant)), "not theirs");
    assert!(refused(acted("dance", Party::Agent)));
    assert!(refused(Event::Submitted), "only once");
    assert!(refused(Event::Lapsed));
    assert!(refused(Event::Timer("any".into())));
}
