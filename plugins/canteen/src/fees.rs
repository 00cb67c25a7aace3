//! What a meal or a session costs: a row of the town’s table `school-fees`, by bracket or as a
//! share of the quotient. Exact, rounded once to the nearest cent, half a cent up, and never more
//! than the service costs (code de l’éducation R531-53). Knows nothing of dossiers. Start at
//! [`price`].

use guichet_sdk::{prelude::*, tariff};

use crate::form::Service;

const TABLE: &str = "school-fees";

/// What has a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Lunch,
    /// A meal that the family brings, as an individual care plan says.
    OwnLunch,
    Morning,
    Evening,
}

impl Item {
    pub(crate) const ALL: [Item; 4] = [Item::Lunch, Item::OwnLunch, Item::Morning, Item::Evening];

    /// What a child is billed for under a service.
    pub(crate) fn of(service: Service, own_meal: bool) -> Self {
        match service {
            Service::Lunch if own_meal => Item::OwnLunch,
            Service::Lunch => Item::Lunch,
            Service::Morning => Item::Morning,
            Service::Evening => Item::Evening,
        }
    }

    /// The first part of the keys of its rows.
    fn key(self) -> &'static str {
        match self {
            Item::Lunch => "lunch",
            Item::OwnLunch => "own-lunch",
            Item::Morning => "morning",
            Item::Evening => "evening",
        }
    }

    pub(crate) fn label(self) -> Text {
        match self {
            Item::Lunch => text! { fr: "Prix d’un repas", en: "Price of a meal" },
            Item::OwnLunch => {
                text! { fr: "Prix d’un repas apporté (PAI)", en: "Price of a meal that you bring (PAI)" }
            }
            Item::Morning => {
                text! { fr: "Prix d’un accueil du matin", en: "Price of care before school" }
            }
            Item::Evening => {
                text! { fr: "Prix d’un accueil du soir", en: "Price of care after school" }
            }
        }
    }
}

/// How a price was found.
#[derive(Clone, Debug, PartialEq)]
enum Basis {
    /// Up to so many euros of quotient; nothing in the last bracket.
    Bracket(Option<i64>),
    /// A percentage of the quotient.
    Share { percent: Decimal, floor: Cents, ceiling: Cents },
}

/// A price, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Price {
    /// To pay for one.
    pub(crate) due: Cents,
    quotient: Option<i64>,
    basis: Basis,
    /// What the service costs, where the price voted is more.
    capped: bool,
}

/// Whether a service has any price on a day.
pub(crate) fn is_offered(service: Service, day: Date) -> bool {
    is_in_force(Item::of(service, false), day)
}

pub(crate) fn is_in_force(item: Item, day: Date) -> bool {
    season(item, day).is_some()
}

/// The first parts of the keys of the rows in force on a day. Tariffs are not changed
/// retroactively: a town adds rows with a later `from`.
fn season(item: Item, day: Date) -> Option<String> {
    let row = tariff::in_force(TABLE, &format!("{}/", item.key()), day)?;
    let from = row.get::<String>(tariff::FROM).unwrap_or_default();
    Some(format!("{}/{from}/", item.key()))
}

/// The price of an item for a quotient, the highest where it is not known; nothing where the town
/// has none.
pub(crate) fn price(ctx: &Context, item: Item, quotient: Option<i64>, day: Date) -> Option<Price> {
    let counted = quotient.unwrap_or(i64::MAX);
    let row = tariff::bracket(TABLE, &season(item, day)?, counted)?;
    let (voted, basis) = match row.get::<Decimal>("percent") {
        Some(percent) => {
            let (floor, ceiling) = (row.get("floor-cents")?, row.get("ceiling-cents")?);
            let rounding = Rounding::MidpointAwayFromZero;
            let due = match quotient {
                Some(quotient) => tariff::linear(quotient, percent, floor, ceiling, rounding)?,
                None => ceiling,
            };
            (due, Basis::Share { percent, floor, ceiling })
        }
        None => (row.get("cents")?, Basis::Bracket(row.get(tariff::UP_TO))),
    };
    let due = at_most_cost(ctx, item, voted);
    Some(Price { due, quotient, basis, capped: due < voted })
}

/// The price of something that was not booked.
pub(crate) fn unbooked(ctx: &Context, item: Item, price: Cents) -> Option<Cents> {
    let percent = surcharge(ctx);
    let more = price.ratio(100 + percent, 100, Rounding::MidpointAwayFromZero)?;
    Some(at_most_cost(ctx, item, more))
}

/// Percent that is added where nothing was booked.
pub(crate) fn surcharge(ctx: &Context) -> i64 {
    ctx.setting::<i64>("unbooked-percent").unwrap_or(10).clamp(0, 1_000)
}

/// Meals alone have a cost by law; where the town did not say it, nothing is cut.
fn at_most_cost(ctx: &Context, item: Item, price: Cents) -> Cents {
    let meal = matches!(item, Item::Lunch | Item::OwnLunch);
    let cost = ctx.setting::<Cents>("lunch-cost").filter(|cost| meal && *cost > Cents::ZERO);
    cost.map_or(price, |cost| price.min(cost))
}

/// What the State pays the town for the meals of a month that cost one euro at most, where the
/// town has three brackets or more.
pub(crate) fn state_aid(ctx: &Context, price: Cents, meals: i64, day: Date) -> Cents {
    let aid = ctx.setting("state-aid").unwrap_or(Cents::ZERO);
    let ceiling = ctx.setting("state-aid-ceiling").unwrap_or(Cents::euros(1));
    let prefix = season(Item::Lunch, day).unwrap_or_default();
    let brackets = reference::rows(TABLE, &prefix)
        .iter()
        .filter(|row| row.get::<Cents>("cents").is_some())
        .count();
    if price <= ceiling && brackets >= 3 { aid * meals } else { Cents::ZERO }
}

impl Price {
    /// The computation, as the family reads it.
    pub(crate) fn in_words(&self) -> Text {
        let due = self.due;
        let known = match self.quotient {
            Some(quotient) => text! { fr: "Quotient {quotient}", en: "Quotient {quotient}" },
            None => text! { fr: "Quotient non indiqué", en: "No quotient given" },
        };
        let how = match &self.basis {
            Basis::Bracket(Some(up_to)) => {
                text! { fr: "tranche jusqu’à {up_to}", en: "bracket up to {up_to}" }
            }
            Basis::Bracket(None) => text! { fr: "dernière tranche", en: "last bracket" },
            Basis::Share { percent, floor, ceiling } => {
                let (percent, floor, ceiling) = (*percent, *floor, *ceiling);
                text! {
                    fr: "{percent} % du quotient, de {floor} à {ceiling}, arrondi au centime le plus proche",
                    en: "{percent}% of the quotient, from {floor} to {ceiling}, rounded to the nearest cent";
                    percent, floor, ceiling
                }
            }
        };
        let capped = if self.capped {
            text! { fr: " (ramené au coût du repas)", en: " (cut to the cost of the meal)" }
        } else {
            text! { fr: "", en: "" }
        };
        text! { fr: "{known} : {how} = {due}{capped}.", en: "{known}: {how} = {due}{capped}."; known, how, due, capped }
    }

    /// The same as a step of the reasoning.
    pub(crate) fn reason(&self, ctx: &Context, item: Item) -> Reason {
        let label = item.label();
        let words = self.in_words();
        let sentence = text! { fr: "{label}. {words}", en: "{label}. {words}"; label, words };
        let voted: String = ctx.setting("deliberation").unwrap_or_default();
        let source = match (item, self.capped) {
            (_, true) => "code de l’éducation R531-53".to_owned(),
            (Item::Lunch | Item::OwnLunch, false) => {
                format!("code de l’éducation R531-52, {voted}")
            }
            _ => voted,
        };
        Reason::new(item.key(), sentence).source(source).input("means.how")
    }
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::Canteen;

    fn champcevinel() -> Town<Canteen> {
        let csv = include_str!("../tables/school-fees.csv");
        Town::on(date(2026, 3, 10)).table(TABLE, csv, 3)
    }

    fn fay_aux_loges() -> Town<Canteen> {
        let csv = include_str!("../examples/fay-aux-loges/school-fees.csv");
        Town::on(date(2026, 3, 10)).table(TABLE, csv, 3)
    }

    fn due(town: &Town<Canteen>, item: Item, quotient: Option<i64>) -> Option<i64> {
        town.run(|ctx| price(ctx, item, quotient, ctx.today())).map(|price| price.due.0)
    }

    #[test]
    fn a_bracket_holds_its_last_euro() {
        let town = champcevinel();
        let of = |quotient| due(&town, Item::Lunch, quotient);
        for (quotient, cents) in
            [(0, 100), (622, 100), (623, 330), (1000, 330), (1001, 340), (1500, 340), (1501, 350)]
        {
            assert_eq!(of(Some(quotient)), Some(cents), "{quotient}");
        }
        assert_eq!(of(None), Some(350), "nobody has to say");
    }

    #[test]
    fn a_share_is_rounded_once_within_floor_and_ceiling() {
        let town = fay_aux_loges();
        let of = |quotient| due(&town, Item::Lunch, quotient);
        // 0.36 % of a quotient: 723 gives 260.28 cents, 724 260.64, 1250 just the ceiling.
        for (quotient, cents) in [
            (0, 260),
            (722, 260),
            (723, 260),
            (724, 261),
            (1000, 360),
            (1249, 450),
            (1250, 450),
            (1251, 450),
        ] {
            assert_eq!(of(Some(quotient)), Some(cents), "{quotient}");
        }
        assert_eq!(of(None), Some(450));
        assert_eq!(due(&town, Item::OwnLunch, Some(0)), Some(175));
        assert_eq!(due(&town, Item::Evening, Some(0)), None, "not offered");
    }

    #[test]
    fn prices_hold_from_their_first_day() {
        let town = champcevinel();
        let on = |day| town.run(|ctx| price(ctx, Item::Lunch, None, day)).map(|price| price.due.0);
        assert_eq!(on(date(2022, 8, 31)), None);
        assert_eq!(on(date(2022, 9, 1)), Some(350));
        let town =
            town.row(TABLE, "lunch/2026-09-01/1", &[("from", "2026-09-01"), ("cents", "360")]);
        let on = |day| town.run(|ctx| price(ctx, Item::Lunch, None, day)).map(|price| price.due.0);
        assert_eq!((on(date(2026, 8, 31)), on(date(2026, 9, 1))), (Some(350), Some(360)));
    }

    #[test]
    fn what_was_not_booked_costs_more_and_never_more_than_the_meal() {
        let more = |town: &Town<Canteen>, cents| {
            town.run(|ctx| unbooked(ctx, Item::Lunch, Cents(cents))).unwrap().0
        };
        let town = champcevinel();
        // 10 %: 330 → 363, 345 → 379.5 → 380, 344 → 378.4 → 378.
        assert_eq!([330, 345, 344].map(|cents| more(&town, cents)), [363, 380, 378]);
        let town = town.setting("lunch-cost", Cents(370));
        assert_eq!([330, 345].map(|cents| more(&town, cents)), [363, 370]);
        let town = town.setting("lunch-cost", Cents(349));
        assert_eq!(due(&town, Item::Lunch, Some(1501)), Some(349));
        assert_eq!(due(&town, Item::Lunch, Some(1500)), Some(340));
    }

    #[test]
    fn the_state_pays_for_meals_of_one_euro_where_there_are_three_brackets() {
        let aid = |town: &Town<Canteen>, cents| {
            town.run(|ctx| state_aid(ctx, Cents(cents), 10, ctx.today())).0
        };
        let town = champcevinel().setting("state-aid", Cents::euros(3));
        assert_eq!((aid(&town, 100), aid(&town, 101)), (3_000, 0));
        let linear = fay_aux_loges().setting("state-aid", Cents::euros(3));
        assert_eq!(aid(&linear, 100), 0);
    }
}
