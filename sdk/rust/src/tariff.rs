//! Prices by bracket and by rate, as towns vote them: a row of a reference table for each
//! bracket, or a share of an amount within a floor and a ceiling. Exact, rounded once.

use crate::civil::Date;
use crate::money::{Cents, Decimal, Rounding};
use crate::reference::{self, Row};

/// Column of a bracket’s highest value, which is still in it; empty for the last bracket.
pub const UP_TO: &str = "up-to";
/// Column of the first day on which a row is in force, of tables that have one.
pub const FROM: &str = "from";

/// The row of the bracket that `value` falls in: among the rows of `table` whose key starts with
/// `prefix`, the one with the lowest `up-to` that is not below it. A row without an `up-to`
/// takes everything beyond the others. Nothing where no bracket reaches so far.
///
/// ```no_run
/// use guichet_sdk::{tariff, Cents};
/// // resident/1 up-to 622 cents 100, resident/2 up-to 1000 cents 330, resident/3 cents 340
/// let price: Option<Cents> = tariff::bracket("meals", "resident/", 623).and_then(|row| row.get("cents"));
/// ```
pub fn bracket(table: &str, prefix: &str, value: i64) -> Option<Row> {
    let limit = |row: &Row| row.get::<i64>(UP_TO).unwrap_or(i64::MAX);
    let rows = reference::rows(table, prefix).into_iter();
    rows.filter(|row| limit(row) >= value).min_by_key(limit)
}

/// The row in force on a day: among those whose key starts with `prefix`, the last one whose
/// `from` is not after it. A row without a `from` was always in force. Tariffs are not changed
/// retroactively, so a town adds rows and leaves the old ones.
pub fn in_force(table: &str, prefix: &str, day: Date) -> Option<Row> {
    let from = |row: &Row| row.get::<Date>(FROM).unwrap_or(Date::MIN);
    let rows = reference::rows(table, prefix).into_iter();
    rows.filter(|row| from(row) <= day).max_by_key(from)
}

/// A percentage of a quotient or an income in euros, rounded to a cent, within its floor and its
/// ceiling: 0.36 % of a quotient of 900 is 3.24 €.
///
/// Nothing where the product is no amount of money. A ceiling below the floor counts as the
/// floor.
pub fn linear(
    euros: i64,
    percent: Decimal,
    floor: Cents,
    ceiling: Cents,
    rounding: Rounding,
) -> Option<Cents> {
    // A percent of a euro is a cent.
    let exact = Decimal::from(euros).checked_mul(percent)?;
    let cents = i64::try_from(exact.round_dp_with_strategy(0, rounding)).ok()?;
    Some(Cents(cents).clamp(floor, ceiling.max(floor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::date;
    use crate::prelude::*;
    use crate::testing::Town;

    #[derive(Clone, Debug, PartialEq, Form)]
    struct Nothing {
        #[field(label(fr = "Rien", en = "Nothing"))]
        nothing: Option<i64>,
    }

    struct Free;

    impl Procedure for Free {
        type Answers = Nothing;
        fn decide(_: &Context, _: &Dossier<Nothing>, _: &Event) -> Result<Decision, Vec<Problem>> {
            Ok(Decision::granted(text! { fr: "Oui", en: "Yes" }))
        }
    }

    #[test]
    fn a_bracket_holds_its_highest_value_and_one_more_is_in_the_next() {
        let town = Town::<Free>::on(date(2026, 1, 1))
            .row("meals", "in/1", &[("up-to", "622"), ("cents", "100")])
            .row("meals", "in/2", &[("up-to", "1000"), ("cents", "330")])
            .row("meals", "in/3", &[("up-to", ""), ("cents", "350")])
            .row("meals", "out/1", &[("up-to", "10"), ("cents", "900")]);
        let price = |prefix, value| {
            town.run(|_| bracket("meals", prefix, value).and_then(|row| row.get::<Cents>("cents")))
        };
        for (value, cents) in
            [(-1, 100), (0, 100), (622, 100), (623, 330), (1000, 330), (1001, 350)]
        {
            assert_eq!(price("in/", value), Some(Cents(cents)), "{value}");
        }
        assert_eq!((price("out/", 10), price("out/", 11)), (Some(Cents(900)), None));
    }

    #[test]
    fn a_row_is_in_force_from_its_first_day() {
        let town = Town::<Free>::on(date(2026, 1, 1))
            .row("ceilings", "a", &[("cents", "600000")])
            .row("ceilings", "b", &[("from", "2024-09-01"), ("cents", "700000")])
            .row("ceilings", "c", &[("from", "2025-09-01"), ("cents", "850000")]);
        let on = |day| {
            town.run(|_| in_force("ceilings", "", day).and_then(|row| row.get::<Cents>("cents")))
        };
        assert_eq!(on(date(2024, 8, 31)), Some(Cents(600_000)));
        assert_eq!(on(date(2024, 9, 1)), Some(Cents(700_000)));
        assert_eq!(on(date(2025, 8, 31)), Some(Cents(700_000)));
        assert_eq!(on(date(2025, 9, 1)), Some(Cents(850_000)));
    }

    #[test]
    fn a_share_stays_within_floor_and_ceiling() {
        let (floor, ceiling) = (Cents(260), Cents(450));
        let price = |quotient| {
            linear(quotient, Decimal::new(36, 2), floor, ceiling, Rounding::MidpointAwayFromZero)
        };
        assert_eq!(price(0), Some(floor));
        assert_eq!(price(722), Some(floor), "259.92 cents");
        assert_eq!(price(724), Some(Cents(261)), "260.64 cents");
        assert_eq!(price(900), Some(Cents(324)));
        assert_eq!(price(1250), Some(ceiling), "exactly");
        assert_eq!(price(1251), Some(ceiling));
        assert_eq!(price(i64::MAX), Some(ceiling));
    }
}
