//! What a terrace costs: area × rate × time, exactly, then rounded once to a cent.
//!
//! Knows the town's table of rates and nothing of forms or events. Start at [`Fee::of`].

use guichet_sdk::prelude::*;

use crate::form::{TerraceKind, Zone};
use crate::settings::Settings;

/// The most that one charge may be: `max-cents` of `plugin.toml`.
pub(crate) const CEILING: Cents = Cents(5_000_000);

/// How an area becomes the one that is billed.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum AreaRounding {
    #[choice(fr = "demi-mètre carré supérieur", en = "next half square metre")]
    Half,
    #[choice(fr = "mètre carré supérieur", en = "next square metre")]
    Full,
    #[choice(fr = "sans arrondi", en = "not rounded")]
    Exact,
}

impl AreaRounding {
    /// Square metres billed for these square metres.
    pub(crate) fn apply(self, area: Decimal) -> Decimal {
        let billed = match self {
            Self::Half => (area * Decimal::TWO).ceil() / Decimal::TWO,
            Self::Full => area.ceil(),
            Self::Exact => area,
        };
        billed.normalize()
    }
}

/// How the last month of a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum MonthCount {
    #[choice(fr = "tout mois commencé est dû", en = "each month begun counts whole")]
    Started,
    #[choice(fr = "dernier mois au jour près", en = "last month by the day")]
    Days,
}

/// A number of months: `whole`, and `days` of a month of `of` days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Months {
    pub(crate) whole: i64,
    pub(crate) days: i64,
    pub(crate) of: i64,
}

impl Months {
    /// Months from `first` to `last`, both in it, counted date to date: from 15 May to
    /// 14 June is one. A month that begins on a day that the next one lacks ends with it.
    pub(crate) fn between(first: Date, last: Date, count: MonthCount) -> Self {
        let end = civil::plus_days(last, 1);
        let start_of =
            |month: i64| civil::plus_months(first, i32::try_from(month).unwrap_or(i32::MAX));
        let calendar =
            i64::from(end.year() - first.year()) * 12 + i64::from(end.month() - first.month());
        let whole = if start_of(calendar) <= end { calendar } else { calendar - 1 }.max(0);
        let days = civil::days_between(start_of(whole), end).max(0);
        let of = civil::days_between(start_of(whole), start_of(whole + 1)).max(1);
        match count {
            MonthCount::Started => Months { whole: whole + i64::from(days > 0), days: 0, of: 1 },
            MonthCount::Days => Months { whole, days, of },
        }
    }

    /// Months as a fraction: numerator and denominator.
    fn fraction(self) -> (i64, i64) {
        (self.whole * self.of + self.days, self.of)
    }

    /// Years begun.
    fn years_begun(self) -> i64 {
        let begun = self.whole + i64::from(self.days > 0);
        begun.div_euclid(12) + i64::from(begun.rem_euclid(12) > 0)
    }

    /// Whether it is more than that many months.
    pub(crate) fn exceed(self, months: i64) -> bool {
        self.whole > months || (self.whole == months && self.days > 0)
    }
}

impl Say for Months {
    /// `3 mois`, `2 mois et 10/31`.
    fn say(&self, lang: &str) -> String {
        let (whole, days, of) = (self.whole, self.days, self.of);
        let unit = match lang {
            "fr" => "mois",
            _ if whole == 1 => "month",
            _ => "months",
        };
        let and = if lang == "fr" { "et" } else { "and" };
        match days {
            0 => format!("{whole} {unit}"),
            _ => format!("{whole} {unit} {and} {days}/{of}"),
        }
    }
}

/// What a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Per {
    #[choice(fr = "par mois", en = "per month")]
    Month,
    #[choice(fr = "par an", en = "per year")]
    Year,
}

/// A row of the town's table `terrace-fees`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    pub(crate) per: Per,
    /// For one square metre.
    pub(crate) amount: Cents,
    /// The least that is asked.
    pub(crate) minimum: Cents,
}

impl Rate {
    /// What the town asks for this type in this zone; nothing where it has no rate for it.
    pub(crate) fn find(zone: &Zone, kind: TerraceKind) -> Option<Self> {
        let row = reference::lookup("terrace-fees", &format!("{}/{}", zone.key, kind.key()))?;
        let rate = Rate {
            per: row.get("per")?,
            amount: row.get("cents-per-m2")?,
            minimum: row.get("minimum-cents").unwrap_or(Cents::ZERO),
        };
        (rate.amount >= Cents::ZERO && rate.minimum >= Cents::ZERO).then_some(rate)
    }
}

/// What one terrace is billed, and each step of the way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fee {
    /// Length × depth, in square metres.
    pub(crate) measured: Decimal,
    /// The same, rounded as the town says.
    pub(crate) billed: Decimal,
    pub(crate) rate: Rate,
    pub(crate) months: Months,
    /// Percent.
    pub(crate) discount: i64,
    /// After the discount, before the minimum.
    pub(crate) computed: Cents,
    /// To pay.
    pub(crate) due: Cents,
    rounding: AreaRounding,
    year_pro_rata: bool,
}

impl Fee {
    /// The fee of `area` square metres for `months`. Nothing where it is beyond [`CEILING`].
    ///
    /// The product is exact; it is rounded once, to the nearest cent, half a cent up. The
    /// discount comes before the minimum, which holds whatever the discount.
    pub(crate) fn of(
        settings: &Settings,
        area: Decimal,
        rate: Rate,
        months: Months,
        first_year: bool,
    ) -> Option<Self> {
        let billed = settings.area_rounding.apply(area);
        let discount = if first_year { settings.first_year_discount } else { 0 };
        let (numerator, denominator) = match (rate.per, settings.year_pro_rata) {
            (Per::Month, _) => months.fraction(),
            (Per::Year, true) => {
                let (numerator, denominator) = months.fraction();
                (numerator, denominator * 12)
            }
            (Per::Year, false) => (months.years_begun(), 1),
        };
        let product = Decimal::from(rate.amount.0)
            .checked_mul(billed)?
            .checked_mul(Decimal::from(numerator))?
            .checked_mul(Decimal::from(100 - discount))?;
        let exact = product.checked_div(Decimal::from(denominator * 100))?;
        let cents = exact.round_dp_with_strategy(0, Rounding::MidpointAwayFromZero);
        let computed = Cents(i64::try_from(cents).ok()?);
        let due = computed.max(rate.minimum);
        (due <= CEILING).then(|| Fee {
            measured: area.normalize(),
            billed,
            rate,
            months,
            discount,
            computed,
            due,
            rounding: settings.area_rounding,
            year_pro_rata: settings.year_pro_rata,
        })
    }

    /// How the area was rounded, in a sentence.
    pub(crate) fn area_in_words(&self) -> Text {
        let (measured, billed) = (self.measured, self.billed);
        match self.rounding {
            AreaRounding::Exact => text! {
                fr: "{measured} m² mesurés, sans arrondi.",
                en: "{measured} m² measured, not rounded.";
                measured
            },
            AreaRounding::Half => text! {
                fr: "{measured} m² mesurés, comptés {billed} m² : au demi-mètre carré supérieur.",
                en: "{measured} m² measured, counted as {billed} m²: up to the next half square metre.";
                measured, billed
            },
            AreaRounding::Full => text! {
                fr: "{measured} m² mesurés, comptés {billed} m² : au mètre carré supérieur.",
                en: "{measured} m² measured, counted as {billed} m²: up to the next square metre.";
                measured, billed
            },
        }
    }

    /// The computation, step by step, as the applicant reads it.
    pub(crate) fn in_words(&self) -> Text {
        let (billed, amount, computed) = (self.billed, self.rate.amount, self.computed);
        let (time, discount) = (self.time_in_words(), self.discount_in_words());
        let product = text! {
            fr: "{billed} m² × {amount} par m² {per} × {time}{discount} = {computed}, arrondi au centime le plus proche.",
            en: "{billed} m² × {amount} per m² {per} × {time}{discount} = {computed}, rounded to the nearest cent.";
            billed, amount, computed, time, discount, per = self.rate.per
        };
        if self.due == self.computed {
            return product;
        }
        let due = self.due;
        text! {
            fr: "{product} Le minimum de {due} s’applique.",
            en: "{product} The minimum of {due} applies.";
            product, due
        }
    }

    fn time_in_words(&self) -> Text {
        let months = self.months;
        match (self.rate.per, self.year_pro_rata) {
            (Per::Month, _) => text! { fr: "{months}", en: "{months}"; months },
            (Per::Year, true) if (months.whole, months.days) == (12, 0) => {
                text! { fr: "1 an", en: "1 year" }
            }
            (Per::Year, true) => {
                text! { fr: "{months} sur 12", en: "{months} of 12"; months }
            }
            (Per::Year, false) => {
                let years = months.years_begun();
                text! { fr: "{years} an (toute année commencée est due)", en: "{years} year (each year begun is due)" }
            }
        }
    }

    fn discount_in_words(&self) -> Text {
        let (discount, kept) = (self.discount, 100 - self.discount);
        match discount {
            0 => text! { fr: "", en: "" },
            _ => text! {
                fr: " × {kept} % (remise de première année : {discount} %)",
                en: " × {kept}% (first-year discount: {discount}%)"
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
        let town = guichet_sdk::testing::Town::<crate::TerracePermit>::on(date(2026, 1, 1));
        let mut settings = town.run(Settings::of);
        change(&mut settings);
        settings
    }

    fn rate(per: Per, cents: i64, minimum: i64) -> Rate {
        Rate { per, amount: Cents(cents), minimum: Cents(minimum) }
    }

    fn started(whole: i64) -> Months {
        Months { whole, days: 0, of: 1 }
    }

    #[test]
    fn areas_are_rounded_up_and_never_when_they_fit() {
        let table = [
            ("12.4", "12.5", "13"),
            ("12.5", "12.5", "13"),
            ("12.6", "13", "13"),
            ("12.5001", "13", "13"),
            ("13", "13", "13"),
            ("13.0000", "13", "13"),
            ("13.1", "13.5", "14"),
            ("0.01", "0.5", "1"),
        ];
        for (area, half, full) in table {
            let area = decimal(area);
            assert_eq!(AreaRounding::Half.apply(area), decimal(half), "half of {area}");
            assert_eq!(AreaRounding::Full.apply(area), decimal(full), "full of {area}");
            assert_eq!(AreaRounding::Exact.apply(area), area);
        }
    }

    #[test]
    fn months_run_from_date_to_date() {
        let months = |from, until, count| {
            let Months { whole, days, of } = Months::between(from, until, count);
            (whole, days, of)
        };
        let summer = |until| months(date(2026, 6, 1), until, MonthCount::Started);
        assert_eq!(summer(date(2026, 8, 30)), (3, 0, 1), "two and most of a third");
        assert_eq!(summer(date(2026, 8, 31)), (3, 0, 1), "three exactly");
        assert_eq!(summer(date(2026, 9, 1)), (4, 0, 1), "one day more begins a fourth");
        assert_eq!(summer(date(2026, 6, 1)), (1, 0, 1), "one day");

        let by_day = |from, until| months(from, until, MonthCount::Days);
        assert_eq!(by_day(date(2026, 6, 1), date(2026, 8, 31)), (3, 0, 30));
        assert_eq!(by_day(date(2026, 6, 1), date(2026, 9, 1)), (3, 1, 30));
        assert_eq!(by_day(date(2026, 6, 1), date(2026, 8, 30)), (2, 30, 31));
        assert_eq!(by_day(date(2026, 1, 31), date(2026, 2, 27)), (1, 0, 31), "a short month");
        assert_eq!(by_day(date(2026, 1, 31), date(2026, 2, 28)), (1, 1, 31));
        assert_eq!(by_day(date(2028, 2, 29), date(2029, 2, 27)), (12, 0, 29));
        assert_eq!(by_day(date(2026, 12, 15), date(2027, 1, 14)), (1, 0, 31), "across a year");
    }

    #[test]
    fn a_period_exceeds_a_limit_by_one_day() {
        let year = |until| Months::between(date(2026, 5, 1), until, MonthCount::Days).exceed(12);
        assert!(!year(date(2027, 4, 30)));
        assert!(year(date(2027, 5, 1)));
    }

    #[test]
    fn rates_of_a_month_and_of_a_year() {
        let town = settings(|_| {});
        let due = |area: &str, rate, months| {
            Fee::of(&town, decimal(area), rate, months, false).unwrap().due
        };
        let open = rate(Per::Month, 200, 0);
        assert_eq!(due("12.00", open, started(3)), Cents(72_00));
        assert_eq!(due("12.10", open, started(3)), Cents(75_00));
        assert_eq!(due("12.00", open, started(12)), Cents(28_800));
        let semi_closed = rate(Per::Year, 50_00, 0);
        assert_eq!(due("8", semi_closed, started(12)), Cents(40_000));
        assert_eq!(due("8", semi_closed, started(5)), Cents(16_667), "166.666…");
        assert_eq!(due("8", semi_closed, started(1)), Cents(33_33), "33.333…");
    }

    #[test]
    fn half_a_cent_goes_up_and_less_goes_down() {
        let exact = settings(|it| it.area_rounding = AreaRounding::Exact);
        let due = |area: &str| {
            Fee::of(&exact, decimal(area), rate(Per::Month, 10, 0), started(1), false).unwrap().due
        };
        assert_eq!(due("0.14"), Cents(1));
        assert_eq!(due("0.15"), Cents(2));
        assert_eq!(due("0.1499"), Cents(1));
        assert_eq!(due("0.25"), Cents(3));
    }

    #[test]
    fn days_are_counted_exactly_before_rounding() {
        let by_day = settings(|it| it.month_count = MonthCount::Days);
        let months = Months::between(date(2026, 6, 1), date(2026, 8, 10), MonthCount::Days);
        let fee = Fee::of(&by_day, decimal("10"), rate(Per::Month, 200, 0), months, false);
        // 2 months and 10 of 31 days: 20 € × 72/31 = 46.4516…
        assert_eq!(fee.unwrap().due, Cents(46_45));
    }

    #[test]
    fn the_minimum_holds_from_one_cent_below_it() {
        let town = settings(|_| {});
        let fee = |minimum| {
            Fee::of(&town, decimal("5"), rate(Per::Month, 200, minimum), started(1), false).unwrap()
        };
        assert_eq!(
            (fee(9_99).due, fee(10_00).due, fee(10_01).due),
            (Cents(10_00), Cents(10_00), Cents(10_01))
        );
        assert!(!fee(10_00).in_words().pick("fr").contains("minimum"));
        assert!(
            fee(10_01).in_words().pick("fr").contains("Le minimum de 10,01\u{a0}€ s’applique.")
        );
    }

    #[test]
    fn the_discount_is_for_the_first_year_and_stays_above_the_minimum() {
        let town = settings(|it| it.first_year_discount = 50);
        let due = |minimum, first| {
            let rate = rate(Per::Month, 200, minimum);
            Fee::of(&town, decimal("5"), rate, started(1), first).unwrap().due
        };
        assert_eq!(due(0, false), Cents(10_00));
        assert_eq!(due(0, true), Cents(5_00));
        assert_eq!(due(5_01, true), Cents(5_01));
        let third = settings(|it| it.first_year_discount = 33);
        let fee = Fee::of(&third, decimal("0.5"), rate(Per::Month, 1, 0), started(1), true);
        assert_eq!(fee.unwrap().due, Cents(0), "0.335 cents");
    }

    #[test]
    fn a_year_begun_is_due_whole_where_the_town_says_so() {
        let whole = settings(|it| it.year_pro_rata = false);
        let due = |months| {
            Fee::of(&whole, decimal("2"), rate(Per::Year, 25_00, 0), months, false).unwrap().due
        };
        assert_eq!(
            (due(started(1)), due(started(12)), due(started(13))),
            (Cents(5_000), Cents(5_000), Cents(10_000))
        );
    }

    #[test]
    fn what_cannot_be_charged_at_once_is_no_fee() {
        let town = settings(|_| {});
        let fee =
            |cents| Fee::of(&town, decimal("1"), rate(Per::Month, cents, 0), started(1), false);
        assert_eq!(fee(5_000_000).unwrap().due, CEILING);
        assert_eq!(fee(5_000_001), None);
        assert_eq!(fee(i64::MAX), None);
        let manifest = include_str!("../plugin.toml");
        assert!(manifest.contains("max-cents = 5_000_000"), "CEILING and the manifest agree");
    }

    #[test]
    fn the_words_say_each_step_in_both_languages() {
        let town = settings(|it| it.first_year_discount = 20);
        let fee =
            Fee::of(&town, decimal("12.1"), rate(Per::Month, 200, 0), started(3), true).unwrap();
        assert_eq!(
            fee.in_words().pick("fr"),
            "12,5 m² × 2,00\u{a0}€ par m² par mois × 3 mois × 80 % (remise de première année : 20 %) = 60,00\u{a0}€, arrondi au centime le plus proche."
        );
        assert!(
            fee.in_words()
                .pick("en")
                .starts_with("12.5 m² × €2.00 per m² per month × 3 months × 80%")
        );
        assert!(fee.area_in_words().pick("fr").starts_with("12,1 m² mesurés, comptés 12,5 m²"));
    }
}
