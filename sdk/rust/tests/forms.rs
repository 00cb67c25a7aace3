//! `#[derive(Form)]`: fields of the view, and typed answers both ways.

use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Town, check_view};

#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Link {
    #[choice(fr = "Parent", en = "Parent")]
    Parent,
    #[choice(fr = "Tuteur légal", en = "Legal guardian")]
    LegalGuardian,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Enrolment {
    #[page("child", fr = "L’enfant", en = "The child")]
    #[field(group, label(fr = "Identité", en = "Identity"))]
    child: Child,
    #[page("guardians", fr = "Responsables", en = "Guardians")]
    #[field(label(fr = "Responsables", en = "Guardians"), repeat(min = 1, max = 3))]
    guardians: Vec<Guardian>,
    #[page("meals", fr = "Cantine", en = "Canteen")]
    #[field(label(fr = "Mange à la cantine", en = "Eats at school"), live)]
    canteen: bool,
    #[field(label(fr = "Jours", en = "Days"), options = days(), show_if = draft.canteen == Some(true), required, live)]
    days: Vec<String>,
    #[field(group, show_if = !draft.days.is_empty())]
    payer: Option<Payer>,
    #[field(
        label(fr = "Règlement accepté", en = "Rules accepted"),
        note(fr = "À lire avant de signer."),
        required
    )]
    accepted: bool,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Child {
    #[field(label(fr = "Nom", en = "Family name"), hint(fr = "De naissance"), min_length = 1, max_length = 80, autofill = "family-name", prefill = ctx.identity.as_ref().map(|it| it.family_name.clone()), locked)]
    family_name: String,
    #[field(label(fr = "Né le", en = "Born on"), latest = ctx.today(), live)]
    birth_date: Date,
    #[field(
        label(fr = "Nom de la crèche", en = "Nursery"),
        required_if = draft.birth_date.is_some_and(|birth| civil::age_on(birth, ctx.today()) < 3)
    )]
    nursery: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Guardian {
    #[field(label(fr = "Nom", en = "Name"), name = "full-name")]
    name: String,
    #[field(label(fr = "Lien", en = "Link"))]
    link: Link,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Payer {
    #[field(label(fr = "Quotient familial", en = "Family quotient"), min = 0)]
    quotient: Option<i64>,
    #[field(label(fr = "IBAN", en = "IBAN"), kind = iban)]
    iban: String,
    #[field(label(fr = "Plafond", en = "Ceiling"), max = 10_000)]
    ceiling: Option<Cents>,
}

fn days() -> [OptionItem; 2] {
    [OptionItem::new("mon", "Lundi"), OptionItem::new("tue", "Mardi")]
}

struct School;

impl Procedure for School {
    type Answers = Enrolment;

    fn decide(_: &Context, _: &Dossier<Enrolment>, _: &Event) -> Result<Decision, Vec<Problem>> {
        Ok(Decision::in_review(text! { fr: "Reçue", en: "Received" }))
    }
}

fn town() -> Town<School> {
    Town::on(date(2026, 3, 1))
}

fn enrolment() -> Enrolment {
    Enrolment {
        child: Child { family_name: "Roy".into(), birth_date: date(2020, 2, 29), nursery: None },
        guardians: vec![
            Guardian { name: "A. Roy".into(), link: Link::Parent },
            Guardian { name: "B. Roy".into(), link: Link::LegalGuardian },
        ],
        canteen: true,
        days: vec!["tue".into()],
        payer: Some(Payer { quotient: Some(650), iban: "FR76…".into(), ceiling: None }),
        accepted: true,
    }
}

/// The view in one line per block.
fn outline(view: &View) -> Vec<String> {
    let line = |block: &Block| match block {
        Block::Heading(text) => format!("# {text}"),
        Block::Note(text) => format!("- {text}"),
        Block::Repeat(repeat) => format!("{} × {}", repeat.path, repeat.count),
        Block::Field(field) => format!("{}{}", field.path, if field.required { " *" } else { "" }),
        Block::Figure(figure) => format!("= {}", figure.label),
    };
    view.pages.iter().flat_map(|page| page.blocks.iter().map(line)).collect()
}

#[test]
fn answers_go_both_ways_in_the_order_of_bytes() {
    let answers = enrolment().to_answers();
    let paths: Vec<&str> = answers.iter().map(|answer| answer.path.as_str()).collect();
    let expected = [
        "accepted",
        "canteen",
        "child.birth-date",
        "child.family-name",
        "days",
        "guardians",
        "guardians[0].full-name",
        "guardians[0].link",
        "guardians[1].full-name",
        "guardians[1].link",
        "payer.iban",
        "payer.quotient",
    ];
    assert_eq!(paths, expected);
    let back = town().run(|ctx| Enrolment::from_answers(&Answers::from(answers), ctx));
    assert_eq!(back, Ok(enrolment()));
}

#[test]
fn the_form_follows_the_answers() {
    let empty = town().form(Answers::new());
    let expected = [
        "# Identité",
        "child.family-name *",
        "child.birth-date *",
        "child.nursery",
        "guardians × 1",
        "guardians[0].full-name *",
        "guardians[0].link *",
        "canteen",
        "- À lire avant de signer.",
        "accepted *",
    ];
    assert_eq!(outline(&empty), expected);

    let answers = Answers::new()
        .with("child.birth-date", date(2024, 1, 1))
        .with("guardians", 2)
        .with("canteen", true)
        .with("days", vec!["mon".to_owned()]);
    let view = town().lang("en").form(answers);
    let lines = outline(&view);
    for line in ["child.nursery *", "guardians × 2", "days *", "payer.iban *", "payer.ceiling"] {
        assert!(lines.contains(&line.to_owned()), "{line} is not in {lines:?}");
    }
    assert_eq!(view.pages[0].title, "The child");
    assert!(matches!(&view.pages[0].blocks[1], Block::Field(field)
        if field.label == "Family name" && field.hint.as_deref() == Some("De naissance")
            && matches!(&field.kind, Kind::Line(limits) if limits.max_length == Some(80))));
}

#[test]
fn what_a_hidden_field_asked_for_is_forgotten_with_it() {
    // `payer` depends on `days`, and `days` on `canteen`.
    let mut answers = Answers::from(enrolment().to_answers());
    answers.set("canteen", false);
    let form = town().run(|ctx| Enrolment::from_answers(&answers, ctx)).unwrap();
    assert_eq!((form.days.len(), form.payer), (0, None));
    assert!(!outline(&town().form(answers)).iter().any(|line| line.starts_with("payer")));
}

#[test]
fn every_missing_answer_is_a_problem_at_its_path() {
    let answers = Answers::new()
        .with("child.birth-date", date(2025, 1, 1))
        .with("guardians", 2)
        .with("canteen", true);
    let problems = town().run(|ctx| Enrolment::from_answers(&answers, ctx)).unwrap_err();
    let paths: Vec<&str> = problems.iter().filter_map(|problem| problem.path.as_deref()).collect();
    let expected = [
        "child.family-name",
        "child.nursery",
        "guardians[0].full-name",
        "guardians[0].link",
        "guardians[1].full-name",
        "guardians[1].link",
        "days",
        "accepted",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn rows_stay_within_their_bounds_whatever_the_answers_say() {
    for (count, rows) in [(-1_i64, 1), (0, 1), (3, 3), (9_000_000_000, 3)] {
        let draft =
            town().run(|ctx| Enrolment::draft(&Answers::new().with("guardians", count), ctx));
        assert_eq!(draft.guardians.len(), rows);
    }
    let inferred = Answers::new().with("guardians[1].full-name", "B");
    assert_eq!(town().run(|ctx| Enrolment::draft(&inferred, ctx)).guardians.len(), 2);
}

#[test]
fn a_lock_holds_only_what_is_known() {
    let locked = |town: Town<School>| match &town.form(Answers::new()).pages[0].blocks[1] {
        Block::Field(field) => (field.locked, field.prefill.clone()),
        other => panic!("no field: {other:?}"),
    };
    assert_eq!(locked(town()), (false, None));
    let identity = Identity {
        family_name: "Roy".into(),
        given_names: "Ada".into(),
        birth_date: None,
        birth_place: None,
        email: None,
    };
    let known = locked(town().identity(identity, Assurance::Low));
    assert_eq!(known, (true, Some(Value::Text("Roy".into()))));
}

#[test]
fn a_form_without_a_page_gets_one() {
    #[derive(Clone, Debug, PartialEq, Form)]
    struct Note {
        #[field(label(fr = "Note"))]
        note: Option<String>,
    }
    let view = town().run(|ctx| {
        let mut sheet = Sheet::new(ctx, &[]);
        sheet.ask::<Note>();
        sheet.into_view()
    });
    assert_eq!(check_view(&view), Vec::<String>::new());
    assert_eq!(view.pages[0].title, "Formulaire");
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Outing {
    #[page("child", fr = "L’enfant")]
    #[field(label(fr = "Né le"), live)]
    born: Date,
    #[field(
        label(fr = "École"),
        required_if = draft.born.is_some_and(|born| civil::age_on(born, ctx.today()) >= 3)
    )]
    school: Option<String>,
}

struct Trips;

impl Procedure for Trips {
    type Answers = Outing;

    fn decide(_: &Context, _: &Dossier<Outing>, _: &Event) -> Result<Decision, Vec<Problem>> {
        Ok(Decision::new(Phase::InReview, Text::from("À l’étude")))
    }
}

#[test]
fn an_answer_does_not_become_missing_because_time_has_passed() {
    let mut town = Town::<Trips>::on(date(2026, 1, 1));
    let under_three = Outing { born: date(2023, 1, 2), school: None };
    let case = town.submit(&under_three).unwrap();
    town.advance_days(2);
    assert_eq!(town.withdraw(case), Ok(()));
    assert!(town.submit(&under_three).is_err(), "asked for from the third birthday on");
}
