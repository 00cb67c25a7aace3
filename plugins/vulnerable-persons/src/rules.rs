//! Who may be registered, and why.

use guichet_sdk::prelude::*;

use crate::form::{Application, ApplicationDraft, Category, Requester};

/// Where the rules come from.
pub(crate) mod source {
    pub(crate) const REGISTER: &str = "CASF L121-6-1";
    pub(crate) const PERSONS: &str = "décret 2004-926, article 2";
    pub(crate) const DECREE: &str = "décret 2004-926 (CASF R121-2 et suivants)";
    pub(crate) const CONSENT: &str = "RGPD, articles 7 et 9";
}

/// From which age on somebody is of full age (code civil, article 414).
const FULL_AGE: i64 = 18;

/// Whether somebody asks for somebody else.
pub(crate) fn is_for_another(requester: Option<Requester>) -> bool {
    requester.is_some_and(|requester| requester != Requester::Oneself)
}

/// Whether who asks can consent to more than the law has in the register.
pub(crate) fn may_consent(requester: Option<Requester>) -> bool {
    requester.is_some_and(|requester| requester != Requester::ThirdParty)
}

/// Days within which the town acknowledges a request.
pub(crate) fn acknowledgement_days(ctx: &Context) -> i64 {
    ctx.setting("acknowledgement-days").unwrap_or(8)
}

/// From which age on somebody is registered by age alone.
fn elderly_age(ctx: &Context) -> i64 {
    ctx.setting("elderly-age").unwrap_or(65)
}

/// Beyond which age somebody unfit for work is.
fn unfit_age(ctx: &Context) -> i64 {
    ctx.setting("unfit-age").unwrap_or(60)
}

/// Whether somebody born on a day may be registered on another. Who is unfit for work is *older*
/// than sixty: from the day after the birthday on.
pub(crate) fn may_be(ctx: &Context, category: Category, born: Date, day: Date) -> bool {
    match category {
        Category::Elderly => civil::age_on(born, day) >= elderly_age(ctx),
        Category::Unfit => civil::age_on(born, civil::plus_days(day, -1)) >= unfit_age(ctx),
        Category::Disabled => civil::age_on(born, day) >= FULL_AGE,
    }
}

fn of_whom(ctx: &Context, category: Category) -> Text {
    let (elderly, unfit) = (elderly_age(ctx), unfit_age(ctx));
    match category {
        Category::Elderly => text! {
            fr: "personnes de {elderly} ans et plus", en: "people aged {elderly} and over"
        },
        Category::Unfit => text! {
            fr: "personnes de plus de {unfit} ans reconnues inaptes au travail",
            en: "people older than {unfit} recognised as unfit for work"
        },
        Category::Disabled => text! {
            fr: "personnes adultes handicapées", en: "adults with a disability"
        },
    }
}

/// What the person can put right.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft, received: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let situation = &draft.situation;
    if let (Some(category), Some(born)) = (situation.category, situation.birth_date)
        && !may_be(ctx, category, born, received)
    {
        let whom = of_whom(ctx, category);
        problems.push(ctx.problem(
            "situation.category",
            text! {
                fr: "À ce titre, le registre est ouvert aux {whom}.",
                en: "On this ground the register is open to {whom}.";
                whom
            },
        ));
    }
    let (path, address) = if is_for_another(draft.requester) {
        ("person.address", draft.person.address.as_ref())
    } else {
        ("applicant.address", draft.applicant.address.as_ref())
    };
    let commune = address.and_then(|address| address.commune.as_ref());
    if commune.is_some_and(|commune| *commune != ctx.town_code) {
        let town = ctx.town_name.as_str();
        problems.push(ctx.problem(
            path,
            text! {
                fr: "Ce registre est celui de {town} : adressez-vous à la commune où la personne vit.",
                en: "This is the register of {town}: please turn to the town where the person lives.";
                town
            },
        ));
    }
    problems
}

/// Rule by rule, why somebody is registered.
pub(crate) fn reasons(ctx: &Context, application: &Application) -> Vec<Reason> {
    let whom = of_whom(ctx, application.situation.category);
    let eligible = Reason::new(
        "category",
        text! {
            fr: "Le registre est ouvert aux {whom} qui vivent à leur domicile.",
            en: "The register is open to {whom} who live at home.";
            whom
        },
    )
    .source(source::PERSONS)
    .input("situation.category")
    .input("situation.birth-date")
    .input("situation.at-home");
    let purpose = Reason::new(
        "purpose",
        text! {
            fr: "L’inscription est facultative et ne sert qu’au plan d’alerte et d’urgence.",
            en: "Registration is optional and serves only the alert and emergency plan."
        },
    )
    .source(source::REGISTER);
    let mut reasons = vec![eligible, purpose];
    if application.requester == Requester::ThirdParty {
        let sentence = text! {
            fr: "La demande d’un tiers est écrite ; la personne peut s’y opposer.",
            en: "The request of a third party is in writing; the person may object."
        };
        reasons
            .push(Reason::new("third-party", sentence).source(source::DECREE).input("requester"));
    }
    if application.consents {
        let sentence = text! {
            fr: "Les précisions sont inscrites avec votre accord, que vous pouvez retirer.",
            en: "The details are registered by your consent, which you may take back."
        };
        reasons.push(
            Reason::new("details", sentence)
                .source(source::CONSENT)
                .input("consents")
                .input("needs"),
        );
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VulnerablePersons;
    use guichet_sdk::testing::Town;

    #[test]
    fn ages_are_looked_at_to_the_day() {
        let day = date(2026, 6, 15);
        Town::<VulnerablePersons>::on(day).run(|ctx| {
            let may_be = |category, year, month, of_month| {
                may_be(ctx, category, date(year, month, of_month), day)
            };
            assert!(may_be(Category::Elderly, 1961, 6, 15), "65 today");
            assert!(!may_be(Category::Elderly, 1961, 6, 16), "65 tomorrow");
            assert!(may_be(Category::Unfit, 1966, 6, 14), "60 since yesterday");
            assert!(!may_be(Category::Unfit, 1966, 6, 15), "60 today, not older");
            assert!(may_be(Category::Disabled, 2008, 6, 15), "18 today");
            assert!(!may_be(Category::Disabled, 2008, 6, 16), "18 tomorrow");
        });
    }
}
