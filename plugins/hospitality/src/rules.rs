//! What a request is held to. What the law leaves to the mayor’s judgement only marks the
//! dossier.

use guichet_sdk::prelude::*;

use crate::form::{Application, ApplicationDraft};

/// Where the rules come from.
pub(crate) mod source {
    pub(crate) const STAY: &str = "CESEDA L313-1";
    pub(crate) const UNDERTAKING: &str = "CESEDA L313-2";
    pub(crate) const GROUNDS: &str = "CESEDA L313-3";
    pub(crate) const VISIT: &str = "CESEDA L313-4";
    pub(crate) const STAMP: &str = "CESEDA L313-6";
    pub(crate) const INSURANCE: &str = "CESEDA L311-1 et L313-8";
    pub(crate) const IN_PERSON: &str = "CESEDA R313-9";
    pub(crate) const SILENCE: &str = "CESEDA R313-11";
    pub(crate) const ADDRESS: &str = "CRPA R113-8";
}

/// The longest stay, in days.
pub(crate) fn longest(ctx: &Context) -> i64 {
    ctx.setting("longest-days").unwrap_or(90)
}

/// What the insurance covers.
pub(crate) fn insurance(ctx: &Context) -> Cents {
    ctx.setting("insurance").unwrap_or(Cents::euros(30_000))
}

/// The price of the stamp.
pub(crate) fn stamp_price(ctx: &Context) -> Cents {
    ctx.setting("stamp-price").unwrap_or(Cents::euros(30))
}

/// Days of a stay, the first and the last among them.
pub(crate) fn length(from: Date, until: Date) -> i64 {
    civil::days_between(from, until) + 1
}

/// From the fifth person on there is a rate of its own.
const AT_FIRST_RATES: i64 = 4;

/// Square metres that the town wants for so many people before it looks at the home.
pub(crate) fn area_for(ctx: &Context, people: i64) -> i64 {
    let square_metres = |key: &str| ctx.setting::<i64>(key).unwrap_or(9);
    let next = (people.min(AT_FIRST_RATES) - 1).max(0);
    let beyond = (people - AT_FIRST_RATES).max(0);
    square_metres("area-first")
        .saturating_add(square_metres("area-next").saturating_mul(next))
        .saturating_add(square_metres("area-beyond").saturating_mul(beyond))
}

/// Whether the home is to be looked at.
pub(crate) fn is_small(ctx: &Context, application: &Application) -> bool {
    let people = application.home.occupants + application.guests.len() as i64;
    application.home.area < area_for(ctx, people)
}

/// Whether the means are to be looked at.
pub(crate) fn is_poor(ctx: &Context, application: &Application) -> bool {
    application.means.monthly < ctx.setting("monthly-means").unwrap_or(Cents::ZERO)
}

/// What the person can put right, on a day.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft, today: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let longest = longest(ctx);
    if let (Some(from), Some(until)) = (draft.stay.from, draft.stay.until) {
        if until < from {
            problems.push(ctx.problem(
                "stay.until",
                text! {
                    fr: "Le départ est avant l’arrivée.", en: "The departure is before the arrival."
                },
            ));
        } else if length(from, until) > longest {
            problems.push(ctx.problem("stay.until", text! {
                fr: "Le séjour dépasse {longest} jours : au-delà, il faut un visa de long séjour.",
                en: "The stay is longer than {longest} days: beyond, a long-stay visa is needed."
            }));
        }
    }
    if draft.stay.from.is_some_and(|from| from < today) {
        problems.push(ctx.problem(
            "stay.from",
            text! {
                fr: "L’arrivée est passée.", en: "The arrival is past."
            },
        ));
    }
    if let Some(stamp) = &draft.stamp {
        let digits = stamp.chars().filter(|c| !c.is_whitespace());
        if digits.clone().count() != 16 || !digits.clone().all(|c| c.is_ascii_digit()) {
            problems.push(ctx.problem(
                "stamp",
                text! {
                    fr: "Le numéro d’un timbre électronique a 16 chiffres.",
                    en: "The number of an electronic stamp has 16 digits."
                },
            ));
        }
    }
    problems
}

/// What is known of a request, step by step.
pub(crate) fn reasons(ctx: &Context, application: &Application) -> Vec<Reason> {
    let (longest, days) = (longest(ctx), length(application.stay.from, application.stay.until));
    let (area, people) =
        (application.home.area, application.home.occupants + application.guests.len() as i64);
    let wanted = area_for(ctx, people);
    let (price, cover, insurer) = (stamp_price(ctx), insurance(ctx), application.stay.insurance);
    let stay = text! {
        fr: "Le séjour dure {days} jours ; la loi en permet {longest}.",
        en: "The stay lasts {days} days; the law allows {longest}."
    };
    let home = text! {
        fr: "{area} m² pour {people} personnes ; la commune vérifie en dessous de {wanted} m².",
        en: "{area} m² for {people} people; the town checks below {wanted} m²."
    };
    let insured = text! {
        fr: "Une assurance d’au moins {cover} de soins est prise par : {insurer}.",
        en: "An insurance of at least {cover} of care is taken out by: {insurer}.";
        cover, insurer
    };
    let stamp = text! {
        fr: "La demande est soumise à un timbre de {price}.",
        en: "The request takes a stamp of {price}.";
        price
    };
    vec![
        Reason::new("stay", stay).source(source::STAY).input("stay.from").input("stay.until"),
        Reason::new("home", home)
            .source(source::GROUNDS)
            .input("home.area")
            .input("home.occupants"),
        Reason::new(
            "proof-of-address",
            text! {
                fr: "Un justificatif de domicile peut être exigé pour une attestation d’accueil.",
                en: "A proof of address may be demanded for a certificate of accommodation."
            },
        )
        .source(source::ADDRESS)
        .input("home.proof"),
        Reason::new("insurance", insured).source(source::INSURANCE).input("stay.insurance"),
        Reason::new(
            "undertaking",
            text! {
                fr: "Vous vous engagez à prendre en charge les frais de séjour, si les personnes accueillies n’y parviennent pas.",
                en: "You undertake to bear the costs of the stay, should your guests be unable to."
            },
        )
        .source(source::UNDERTAKING)
        .input("undertaken"),
        Reason::new("stamp", stamp).source(source::STAMP).input("stamp"),
    ]
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::Hospitality;
    use crate::form::StayDraft;

    const TODAY: Date = date(2026, 5, 4);

    fn town() -> Town<Hospitality> {
        Town::on(TODAY)
    }

    #[test]
    fn a_stay_counts_both_its_days() {
        assert_eq!(length(date(2026, 6, 1), date(2026, 6, 1)), 1);
        assert_eq!(length(date(2026, 6, 1), date(2026, 8, 29)), 90);
        assert_eq!(length(date(2026, 12, 15), date(2027, 3, 15)), 91, "over New Year");
        assert_eq!(length(date(2028, 2, 1), date(2028, 3, 1)), 30, "a leap year");
    }

    fn paths(draft: &ApplicationDraft) -> Vec<String> {
        let problems = town().run(|ctx| problems(ctx, draft, TODAY));
        problems.into_iter().filter_map(|problem| problem.path).collect()
    }

    fn stay(from: Date, until: Date) -> ApplicationDraft {
        let stay = StayDraft { from: Some(from), until: Some(until), insurance: None };
        ApplicationDraft { stay, ..ApplicationDraft::default() }
    }

    #[test]
    fn ninety_days_and_not_a_day_more_from_today_on() {
        assert!(paths(&stay(date(2026, 6, 1), date(2026, 8, 29))).is_empty());
        assert_eq!(paths(&stay(date(2026, 6, 1), date(2026, 8, 30))), ["stay.until"]);
        assert!(paths(&stay(TODAY, TODAY)).is_empty());
        assert_eq!(paths(&stay(date(2026, 5, 3), TODAY)), ["stay.from"]);
        assert_eq!(paths(&stay(date(2026, 6, 2), date(2026, 6, 1))), ["stay.until"]);
    }

    #[test]
    fn a_stamp_has_sixteen_digits_however_they_are_grouped() {
        let wrong = |stamp: &str| {
            let stamp = Some(stamp.to_owned());
            !paths(&ApplicationDraft { stamp, ..ApplicationDraft::default() }).is_empty()
        };
        assert!(!wrong("1234567890123456"));
        assert!(!wrong("1234 5678 9012 3456"));
        assert!(wrong("123456789012345"));
        assert!(wrong("12345678901234567"));
        assert!(wrong("123456789012345O"), "a letter");
    }

    #[test]
    fn area_is_counted_person_by_person_and_apart_from_the_fifth_on() {
        let wanted = |people| town().run(|ctx| area_for(ctx, people));
        assert_eq!([1, 2, 4, 5].map(wanted), [9, 18, 36, 45]);
        let alfortville =
            town().setting("area-first", 14).setting("area-next", 14).setting("area-beyond", 10);
        let wanted = |people| alfortville.run(|ctx| area_for(ctx, people));
        assert_eq!([1, 3, 4, 5, 6].map(wanted), [14, 42, 56, 66, 76]);
    }
}
