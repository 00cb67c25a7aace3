//! The national hourly fee of nurseries that the CNAF funds (prestation de service unique):
//! monthly resources within a floor and a ceiling, times a rate for the number of children.
//! Exact, rounded once to the nearest cent, half a cent up. Start at [`of`].

use guichet_sdk::sources::{NurseryBasis, Sourced};
use guichet_sdk::{prelude::*, tariff};

use crate::form::{ApplicationDraft, How};

/// Where the answer of the CAF stands among the answers.
pub(crate) const BASIS: &str = "means.basis";
const SOURCE: &str = "barème national des participations familiales (CNAF)";
const MONTHS: i64 = 12;

/// An hourly fee, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fee {
    /// For an hour.
    pub(crate) hourly: Cents,
    /// Of a year; nothing where they are not given.
    resources: Option<Cents>,
    children: i64,
    disabled: i64,
    percent: Decimal,
    /// Of a month.
    floor: Cents,
    ceiling: Cents,
}

/// What a family is charged by.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Basis {
    /// Nothing counts as the ceiling.
    resources: Option<Cents>,
    children: i64,
    disabled: i64,
}

/// The fee of a family, once enough is known, by the scale in force on a day.
pub(crate) fn of(
    ctx: &Context,
    draft: &ApplicationDraft,
    given: &Answers,
    day: Date,
) -> Option<Fee> {
    let means = &draft.means;
    let basis = match means.how? {
        How::Caf => match given.sourced::<NurseryBasis>(BASIS) {
            Sourced::Answered { answer, .. } => Basis {
                resources: Some(answer.annual_resources),
                children: answer.children,
                disabled: answer.disabled_children,
            },
            _ => return None,
        },
        How::ByHand => Basis {
            resources: Some(means.resources?),
            children: means.children?,
            disabled: means.disabled.unwrap_or(0),
        },
        How::NotGiven => Basis {
            resources: None,
            children: means.children?,
            disabled: means.disabled.unwrap_or(0),
        },
    };
    hourly(ctx, basis, day)
}

fn hourly(ctx: &Context, basis: Basis, day: Date) -> Option<Fee> {
    let Basis { resources, children, disabled } = basis;
    let floor = ctx.setting("psu-floor").unwrap_or(Cents::ZERO);
    let ceiling =
        tariff::in_force("psu-ceilings", "", day)?.get::<Cents>("monthly-cents")?.max(floor);
    let percent = rate(children, disabled)?;
    // Over a year, so that a twelfth of it need not be rounded before the rate is applied.
    let yearly = resources.unwrap_or(ceiling * MONTHS).clamp(floor * MONTHS, ceiling * MONTHS);
    let exact =
        Decimal::from(yearly.0).checked_mul(percent)?.checked_div(Decimal::from(100 * MONTHS))?;
    let hourly = Cents(1).times(exact, Rounding::MidpointAwayFromZero)?;
    Some(Fee { hourly, resources, children, disabled, percent, floor, ceiling })
}

/// The percentage for so many children: each child with the AEEH allowance leads to the next
/// lower rate, and no further than the last.
fn rate(children: i64, disabled: i64) -> Option<Decimal> {
    let mut rows = reference::rows("psu-rates", "");
    let up_to = |row: &reference::Row| row.get::<i64>(tariff::UP_TO).unwrap_or(i64::MAX);
    rows.sort_by_key(up_to);
    let at = rows.iter().position(|row| children.max(1) <= up_to(row))?;
    let lower = at.saturating_add(usize::try_from(disabled).unwrap_or(0));
    rows.get(lower.min(rows.len() - 1))?.get("percent")
}

impl Fee {
    /// The computation, as the family reads it.
    pub(crate) fn in_words(&self) -> Text {
        let Fee { hourly, children, disabled, percent, floor, ceiling, .. } = self.clone();
        let family = match disabled {
            0 => text! { fr: "enfants à charge : {children}", en: "children: {children}" },
            _ => text! {
                fr: "enfants à charge : {children}, dont {disabled} avec AEEH", en: "children: {children}, {disabled} with AEEH"
            },
        };
        let Some(yearly) = self.resources else {
            return text! {
                fr: "Ressources non indiquées : le plafond de {ceiling} par mois × {percent} % ({family}) = {hourly} de l’heure.",
                en: "Resources not given: the ceiling of {ceiling} a month × {percent}% ({family}) = {hourly} an hour.";
                ceiling, percent, family, hourly
            };
        };
        let bound = if yearly > ceiling * MONTHS {
            text! { fr: ", ramenées au plafond de {ceiling} par mois", en: ", brought down to the ceiling of {ceiling} a month"; ceiling }
        } else if yearly < floor * MONTHS {
            text! { fr: ", portées au plancher de {floor} par mois", en: ", brought up to the floor of {floor} a month"; floor }
        } else {
            text! { fr: "", en: "" }
        };
        text! {
            fr: "{yearly} par an{bound}, ÷ 12 × {percent} % ({family}) = {hourly} de l’heure, arrondi au centime le plus proche.",
            en: "{yearly} a year{bound}, ÷ 12 × {percent}% ({family}) = {hourly} an hour, rounded to the nearest cent.";
            yearly, bound, percent, family, hourly
        }
    }

    /// The same as a step of the reasoning.
    pub(crate) fn reason(&self) -> Reason {
        Reason::new("hourly-fee", self.in_words()).source(SOURCE).input("means.how")
    }

    /// For so many minutes, rounded to the nearest cent, half a cent up.
    pub(crate) fn for_minutes(&self, minutes: i64) -> Option<Cents> {
        self.hourly.ratio(minutes, 60, Rounding::MidpointAwayFromZero)
    }
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::NurseryPlace;

    fn town(floor: i64) -> Town<NurseryPlace> {
        Town::on(date(2026, 3, 1))
            .setting("psu-floor", Cents(floor))
            .table("psu-rates", include_str!("../tables/psu-rates.csv"), 1)
            .table("psu-ceilings", include_str!("../tables/psu-ceilings.csv"), 1)
    }

    fn fee(floor: i64, resources: Option<i64>, children: i64, disabled: i64, day: Date) -> i64 {
        let basis = Basis { resources: resources.map(Cents), children, disabled };
        town(floor).run(|ctx| hourly(ctx, basis, day)).unwrap().hourly.0
    }

    #[test]
    fn the_rate_falls_with_children_and_with_each_allowance() {
        let percent = |children, disabled| {
            let percent = town(0).run(|_| rate(children, disabled)).unwrap();
            percent.to_string()
        };
        assert_eq!(percent(1, 0), "0.0619");
        assert_eq!(percent(3, 0), "0.0413");
        assert_eq!(percent(4, 0), "0.0310");
        assert_eq!(percent(7, 0), "0.0310");
        assert_eq!(percent(8, 0), "0.0206");
        assert_eq!(percent(1, 1), "0.0516");
        assert_eq!(percent(1, 2), "0.0413", "cumulative");
        assert_eq!(percent(4, 1), "0.0206", "the next rate, and not that of five children");
        assert_eq!(percent(8, 3), "0.0206");
    }

    #[test]
    fn a_fee_is_rounded_once_half_a_cent_up() {
        let day = date(2026, 3, 1);
        // 36 000 € a year: 3 000 € × 0.0516 % = 1.548 €.
        assert_eq!(fee(0, Some(3_600_000), 2, 0, day), 155);
        // 60 000 € a year: 5 000 € × 0.0619 % = 3.095 €, half a cent exactly.
        assert_eq!(fee(0, Some(6_000_000), 1, 0, day), 310);
        assert_eq!(fee(0, Some(5_999_999), 1, 0, day), 309, "one cent a year less");
        // 0.0310 % of a twelfth of 59 806.45 € is 1.544 999 9 €, of one cent more 1.545 000 0 €.
        assert_eq!(fee(0, Some(5_980_645), 4, 0, day), 154);
        assert_eq!(fee(0, Some(5_980_646), 4, 0, day), 155);
    }

    #[test]
    fn resources_stay_within_floor_and_ceiling() {
        let day = date(2026, 3, 1);
        let floor = 80_000;
        assert_eq!(fee(floor, Some(0), 1, 0, day), 50, "800 € × 0.0619 % = 0.4952 €");
        assert_eq!(fee(floor, Some(960_000), 1, 0, day), 50);
        assert_eq!(fee(floor, Some(10_200_000), 1, 0, day), 526, "8 500 €");
        assert_eq!(fee(floor, Some(99_999_999), 1, 0, day), 526);
        assert_eq!(fee(floor, None, 1, 0, day), 526, "not given");
        assert_eq!(fee(0, None, 1, 0, date(2025, 8, 31)), 433, "7 000 €");
        assert_eq!(fee(0, None, 1, 0, date(2024, 8, 31)), 371, "6 000 €");
    }

    #[test]
    fn minutes_are_charged_by_the_hour() {
        let basis = Basis { resources: None, children: 1, disabled: 0 };
        let fee = town(0).run(|ctx| hourly(ctx, basis, date(2026, 3, 1))).unwrap();
        assert_eq!(fee.for_minutes(60), Some(Cents(526)));
        assert_eq!(fee.for_minutes(30), Some(Cents(263)));
        assert_eq!(fee.for_minutes(15), Some(Cents(132)), "131.5");
    }
}
