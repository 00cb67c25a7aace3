//! What a request is held to. What the law leaves to the mayor’s judgement only marks the
//! dossier.

use guichet_sdk::prelude::*;

use crate::form::{Application, ApplicationDraft};

/// Where the rules come from.
pub(crate) mod source {
    pub(crate) const STAY: &str = "CESEDA L313-1";
    pub(crate) const GROUNDS: &str = "CESEDA L313-2";
    pub(crate) const ADDRESS: &str = "CRPA R113-8";
    pub(crate) const STAMP: &str = "CGI 1635 bis Q";
}

/// The longest stay, in days.
pub(crate) fn longest(ctx: &Context) -> i64 {
    ctx.setting("longest-days").unwrap_or(90)
}

/// What the insurance covers, in euros.
pub(crate) fn insurance(ctx: &Context) -> i64 {
    ctx.setting("insurance-euros").unwrap_or(30_000)
}

/// The price of the stamp.
pub(crate) fn stamp_price(ctx: &Context) -> Cents {
    ctx.setting("stamp-price").unwrap_or(Cents::euros(30))
}

/// Days of a stay, the first and the last among them.
pub(crate) fn length(from: Date, until: Date) -> i64 {
    civil::days_between(from, until) + 1
}

/// Square metres that the town wants for so many people before it looks at the home.
pub(crate) fn area_for(ctx: &Context, people: i64) -> i64 {
    let first: i64 = ctx.setting("area-first").unwrap_or(9);
    let next: i64 = ctx.setting("area-next").unwrap_or(9);
    first + next.saturating_mul((people - 1).max(0))
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
    let price = stamp_price(ctx);
    let stay = text! {
        fr: "Le séjour dure {days} jours ; la loi en permet {longest}.",
        en: "The stay lasts {days} days; the law allows {longest}."
    };
    let home = text! {
        fr: "{area} m² pour {people} personnes ; la commune vérifie en dessous de {wanted} m².",
        en: "{area} m² for {people} people; the town checks below {wanted} m²."
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
        Reason::new("stamp", stamp).source(source::STAMP).input("stamp"),
    ]
}
