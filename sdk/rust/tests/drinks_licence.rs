//! A sketch of a harder procedure: the temporary drinks licence of an association
//! (CSP L3334-2, L3335-4). So many per calendar year and association, pending ones
//! included; not beyond 48 hours; asked for in time; copied to the police.

use guichet_sdk::prelude::*;
use guichet_sdk::testing::Town;

#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Place {
    #[choice(fr = "Hors d’une enceinte sportive", en = "Outside of sports grounds")]
    Elsewhere,
    #[choice(fr = "Enceinte sportive", en = "Sports grounds")]
    SportsGrounds,
}

#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Group {
    #[choice(key = "1", fr = "Groupe 1 : sans alcool", en = "Group 1: no alcohol")]
    One,
    #[choice(key = "3", fr = "Groupe 3 : vin, bière, cidre", en = "Group 3: wine, beer, cider")]
    Three,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Licence {
    #[page("association", fr = "Association", en = "Association")]
    #[field(label(fr = "Numéro RNA", en = "RNA number"), kind = rna)]
    rna: String,
    #[field(group)]
    contact: Contact,
    #[page("event", fr = "Manifestation", en = "Event")]
    #[field(group)]
    event: Gathering,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Contact {
    #[field(
        label(fr = "Responsable", en = "Person in charge"),
        autofill = "name",
        max_length = 120
    )]
    name: String,
    #[field(label(fr = "Courriel", en = "E-mail"), kind = email, autofill = "email")]
    email: String,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Gathering {
    #[field(label(fr = "Nom", en = "Name"), max_length = 120)]
    name: String,
    #[field(label(fr = "Lieu", en = "Place"), live)]
    place: Place,
    #[field(
        label(fr = "Numéro d’agrément sportif", en = "Sports approval number"),
        show_if = draft.place == Some(Place::SportsGrounds), required
    )]
    approval: Option<String>,
    #[field(label(fr = "Boissons", en = "Drinks"), live)]
    groups: Vec<Group>,
    #[field(label(fr = "Début", en = "First day"), earliest = ctx.today(), live)]
    first_day: Date,
    #[field(label(fr = "Ouverture", en = "Opens at"))]
    opens: Time,
    #[field(label(fr = "Fin", en = "Last day"), earliest = ctx.today(), live)]
    last_day: Date,
    #[field(label(fr = "Fermeture", en = "Closes at"))]
    closes: Time,
}

struct DrinksLicence;

/// What is wrong with the dates; the form and `decide` share it.
fn timing(ctx: &Context, event: &GatheringDraft) -> Option<Problem> {
    let (first, last) = (event.first_day?, event.last_day?);
    let days = ctx.setting("lead-days").unwrap_or(15);
    if civil::days_between(ctx.today(), first) < days {
        let late = text! { fr: "À demander {days} jours avant", en: "Ask {days} days before" };
        return Some(ctx.problem("event.first-day", late));
    }
    let (opens, closes) = (event.opens?, event.closes?);
    let minutes = civil::minutes_between(first.to_datetime(opens), last.to_datetime(closes));
    let wrong = !(0..=48 * 60).contains(&minutes);
    wrong.then(|| {
        ctx.problem("event.last-day", text! { fr: "48 heures au plus", en: "48 hours at most" })
    })
}

/// One of the association's licences of the year, whoever of it asks.
fn quota(ctx: &Context, licence: &Licence) -> Hold {
    let (kind, most) = match licence.event.place {
        Place::Elsewhere => ("elsewhere", ctx.setting("per-year").unwrap_or(5)),
        Place::SportsGrounds => ("sports", ctx.setting("per-year-sports").unwrap_or(10)),
    };
    let pool = format!("own/{kind}/{}", licence.rna.to_lowercase());
    Hold::new("licence", pool, civil::span_of_year(licence.event.first_day))
        .limit(most)
        .at("event.first-day")
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Refusal {
    #[page("refusal", fr = "Refus", en = "Refusal")]
    #[field(label(fr = "Motif", en = "Why"), kind = paragraph, min_length = 20)]
    why: String,
}

impl Procedure for DrinksLicence {
    type Answers = Licence;

    fn form(sheet: &mut Sheet<'_>, draft: &LicenceDraft) {
        if draft.event.groups == [Group::One] {
            sheet.note(text! { fr: "Sans alcool, rien à demander.", en: "Without alcohol, there is nothing to ask." });
        }
        if let Some(problem) = timing(sheet.ctx(), &draft.event) {
            sheet.report(problem);
        }
    }

    fn action_form(sheet: &mut Sheet<'_>, _turn: &Turn<Licence>) {
        sheet.ask::<Refusal>();
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Licence>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        let licence = &dossier.answers;
        match (event, event.action()) {
            (Event::Submitted, _) => {
                Ok(Decision::in_review(text! { fr: "À l’étude", en: "Under review" })
                    .hold(quota(ctx, licence))
                    .action(
                        Action::agent("sign", text! { fr: "Signer", en: "Sign" })
                            .leads_to(Verdict::Granted),
                    )
                    .action(
                        Action::agent("refuse", text! { fr: "Refuser", en: "Refuse" })
                            .leads_to(Verdict::Refused)
                            .with_form(),
                    ))
            }
            (_, Some("sign")) => Ok(Decision::granted(text! { fr: "Autorisée", en: "Granted" })
                .reason(
                    Reason::new(
                        "quota",
                        text! { fr: "Dans la limite annuelle.", en: "Within the yearly limit." },
                    )
                    .source("CSP L3334-2")
                    .input("rna"),
                )
                .issue(
                    Document::new("licence", text! { fr: "Arrêté", en: "Order" }).line(
                        text! { fr: "Manifestation", en: "Event" },
                        licence.event.name.clone(),
                    ),
                )
                .transmit("licence", "police")),
            (Event::Acted(taken), Some("refuse")) => {
                let why = taken.inputs::<Refusal>(ctx)?.why;
                Ok(Decision::refused(text! { fr: "Refusée", en: "Refused" })
                    .reason(Reason::new("order", why.as_str()).source("CSP L3334-2"))
                    .release("licence"))
            }
            (Event::Withdrawn, _) => {
                Ok(Decision::withdrawn(text! { fr: "Retirée", en: "Withdrawn" }).release("licence"))
            }
            _ => Err(ctx
                .refusal(text! { fr: "Impossible à cette étape", en: "Not possible now" })
                .into()),
        }
    }
}

guichet_sdk::export!(DrinksLicence);

fn licence(day: Date) -> Licence {
    Licence {
        rna: "W123456789".into(),
        contact: Contact { name: "A. Petit".into(), email: "a@example.org".into() },
        event: Gathering {
            name: "Fête".into(),
            place: Place::Elsewhere,
            approval: None,
            groups: vec![Group::One, Group::Three],
            first_day: day,
            opens: time(18, 0, 0, 0),
            last_day: day,
            closes: time(23, 30, 0, 0),
        },
    }
}

#[test]
fn five_a_year_and_a_refused_one_does_not_count() {
    let mut town = Town::<DrinksLicence>::on(date(2026, 3, 1)).setting("per-year", 5);
    let late = town.submit(&licence(date(2026, 3, 10))).unwrap_err();
    assert_eq!(late[0].message, "À demander 15 jours avant");
    let cases: Vec<_> =
        (1..=5).map(|month| town.submit(&licence(date(2026, 5 + month, 2))).unwrap()).collect();
    let sixth = town.submit(&licence(date(2026, 12, 2))).unwrap_err();
    assert_eq!(sixth[0].path.as_deref(), Some("event.first-day"));
    assert!(town.submit(&licence(date(2027, 1, 2))).is_ok(), "another year, another five");

    let why = Refusal { why: "La place du marché est déjà occupée.".into() };
    town.act(cases[0], Party::Agent, "refuse", &why).unwrap();
    assert!(town.dossier(cases[0]).holds.is_empty());
    assert!(town.submit(&licence(date(2026, 12, 2))).is_ok());
    town.agent(cases[1], "sign").unwrap();
    assert_eq!(town.documents(cases[1]).len(), 1);
}
