//! What a card costs: the price less the discount of an age band and a bracket of quotients.
//! Exact, rounded once to the nearest cent, half a cent up. Knows the town's tables and nothing
//! of events. Start at [`of`].

use guichet_sdk::{prelude::*, tariff};

use crate::form::{ApplicationDraft, ByQuotient, Request};

/// An age band: a row of the town's table `fare-ages`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Band {
    pub(crate) key: String,
    pub(crate) name: Text,
    /// Whether a scholarship counts as the lowest quotient.
    pub(crate) scholarship: bool,
}

impl Band {
    /// The band of somebody born on a day; ages are in completed years, both ends within.
    pub(crate) fn at(born: Date, today: Date) -> Option<Self> {
        let age = civil::age_on(born, today);
        let holds = |row: &reference::Row| {
            row.get::<i64>("from-age").is_some_and(|from| from <= age)
                && row.get::<i64>("to-age").is_none_or(|to| age <= to)
        };
        let row = reference::rows("fare-ages", "").into_iter().find(holds)?;
        Some(Band {
            name: row.name()?,
            scholarship: row.get("scholarship").unwrap_or(false),
            key: row.key,
        })
    }
}

/// What one card costs, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fare {
    /// To pay.
    pub(crate) due: Cents,
    pub(crate) base: Cents,
    /// Nothing for a duplicate, which has one price.
    pub(crate) scale: Option<Scale>,
}

/// Where somebody stands on the town's scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) band: Band,
    /// As it was given; nothing where it was not, or a scholarship stands for it.
    pub(crate) quotient: Option<i64>,
    pub(crate) scholarship: bool,
    pub(crate) percent: i64,
}

/// The fare of what was asked, once enough is known; a problem where the town has none for it.
pub(crate) fn of(ctx: &Context, draft: &ApplicationDraft) -> Option<Result<Fare, Problem>> {
    if draft.rider.request? == Request::Duplicate {
        let due = ctx.setting("duplicate-fee").unwrap_or(Cents::euros(10));
        return Some(Ok(Fare { due, base: due, scale: None }));
    }
    let born = draft.rider.birth_date?;
    let Some(band) = Band::at(born, ctx.today()) else {
        return Some(Err(ctx.problem(
            "rider.birth-date",
            text! {
                fr: "Il n’y a pas de carte à cet âge.", en: "There is no card at this age."
            },
        )));
    };
    let means = &draft.fare;
    let scholarship = band.scholarship && means.scholarship == Some(true);
    let quotient = match means.by_quotient? {
        ByQuotient::Yes => Some(means.quotient?),
        ByQuotient::No => None,
    };
    let counted = if scholarship { 0 } else { quotient.unwrap_or(i64::MAX) };
    let row = tariff::bracket("fare-discounts", &format!("{}/", band.key), counted);
    let Some(percent) =
        row.and_then(|row| row.get::<i64>("percent")).filter(|p| (0..=100).contains(p))
    else {
        return Some(Err(ctx.refusal(text! {
            fr: "La commune n’a pas voté de tarif pour ce cas : contactez-la.",
            en: "The town voted no fare for this case: please contact it."
        })));
    };
    let base = ctx.setting("base-price").unwrap_or(Cents::euros(240));
    let due = base.ratio(100 - percent, 100, Rounding::MidpointAwayFromZero)?;
    Some(Ok(Fare { due, base, scale: Some(Scale { band, quotient, scholarship, percent }) }))
}

impl Fare {
    /// The computation, as the applicant reads it.
    pub(crate) fn in_words(&self) -> Text {
        let (base, due) = (self.base, self.due);
        let Some(Scale { band, quotient, scholarship, percent }) = &self.scale else {
            return text! { fr: "Prix d’un duplicata : {due}.", en: "Price of a duplicate: {due}."; due };
        };
        let name = band.name.clone();
        let means = match (scholarship, quotient) {
            (true, _) => text! { fr: "boursier", en: "scholarship" },
            (false, Some(quotient)) => {
                text! { fr: "quotient {quotient}", en: "quotient {quotient}" }
            }
            (false, None) => text! { fr: "quotient non indiqué", en: "no quotient given" },
        };
        text! {
            fr: "{base} moins {percent} % ({name}, {means}) = {due}, arrondi au centime le plus proche.",
            en: "{base} less {percent}% ({name}, {means}) = {due}, rounded to the nearest cent.";
            base, due, name, means
        }
    }

    /// The same as a step of the reasoning.
    pub(crate) fn reason(&self, ctx: &Context) -> Reason {
        let source: String = ctx.setting("deliberation").unwrap_or_default();
        let reason = Reason::new("fare", self.in_words()).source(source).input("rider.request");
        match &self.scale {
            None => reason,
            Some(_) => reason
                .input("rider.birth-date")
                .input("fare.by-quotient")
                .input("fare.quotient")
                .input("fare.scholarship"),
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::TransportCard;
    use crate::form::{MeansDraft, RiderDraft};

    fn town(base: i64) -> Town<TransportCard> {
        Town::on(date(2026, 3, 10))
            .setting("base-price", Cents(base))
            .row("fare-ages", "adult", &[("from-age", "26"), ("to-age", "64"), ("fr", "adultes")])
            .row("fare-discounts", "adult/1", &[("up-to", "400"), ("percent", "75")])
            .row("fare-discounts", "adult/2", &[("up-to", ""), ("percent", "0")])
    }

    fn asked(born: Date, quotient: Option<i64>) -> ApplicationDraft {
        let by_quotient = if quotient.is_some() { ByQuotient::Yes } else { ByQuotient::No };
        ApplicationDraft {
            rider: RiderDraft {
                birth_date: Some(born),
                request: Some(Request::First),
                ..RiderDraft::default()
            },
            fare: MeansDraft { by_quotient: Some(by_quotient), quotient, ..MeansDraft::default() },
            ..ApplicationDraft::default()
        }
    }

    fn due(base: i64, born: Date, quotient: Option<i64>) -> Option<Cents> {
        let fare = town(base).run(|ctx| of(ctx, &asked(born, quotient)));
        fare.and_then(Result::ok).map(|fare| fare.due)
    }

    #[test]
    fn a_band_holds_both_its_ends() {
        let born = |year, day| due(24_000, date(year, 3, day), None);
        assert_eq!(born(2000, 10), Some(Cents(24_000)), "26 today");
        assert_eq!(born(2000, 11), None, "26 tomorrow");
        assert_eq!(born(1961, 11), Some(Cents(24_000)), "65 tomorrow");
        assert_eq!(born(1961, 10), None, "65 today");
    }

    #[test]
    fn a_discount_is_rounded_once_half_a_cent_up() {
        let adult = date(1990, 1, 1);
        // A quarter of the price.
        for (base, cents) in [(24_000, 6_000), (10_001, 2_500), (10_002, 2_501), (10_003, 2_501)] {
            assert_eq!(due(base, adult, Some(400)), Some(Cents(cents)), "{base}");
        }
        assert_eq!(due(10_001, adult, Some(401)), Some(Cents(10_001)));
        assert_eq!(due(10_001, adult, None), Some(Cents(10_001)), "nobody has to say");
    }
}
