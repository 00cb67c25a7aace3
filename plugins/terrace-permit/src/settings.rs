//! What the town sets. The values here stand in only where a host gives none: the same as
//! the defaults of `plugin.toml`, which a test holds together.

use guichet_sdk::prelude::*;

use crate::actions::Service;
use crate::fee::{AreaRounding, MonthCount};

/// The settings of the town.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Metres left to pedestrians.
    pub(crate) minimum_passage: Decimal,
    /// Days before the start by which to apply.
    pub(crate) lead_days: i64,
    /// By which day of a year to ask for the whole next one, if the town sets one.
    pub(crate) yearly_deadline: Option<DayOfYear>,
    /// Months that a permit may last.
    pub(crate) maximum_months: i64,
    pub(crate) area_rounding: AreaRounding,
    pub(crate) month_count: MonthCount,
    /// Whether a yearly rate is reduced to the months, or due for each year begun.
    pub(crate) year_pro_rata: bool,
    /// Percent, 0 to 100.
    pub(crate) first_year_discount: i64,
    /// Opinions that every permit needs.
    pub(crate) opinions: Vec<Service>,
    pub(crate) completion_days: i64,
    pub(crate) payment_days: i64,
    /// Days before its end from which a yearly permit may be asked for again.
    pub(crate) renewal_days: i64,
    /// Metres within which other permits are looked for; none where 0.
    pub(crate) neighbour_metres: u32,
    /// Whether the town has a source to look establishments up with.
    pub(crate) look_up: bool,
    /// The council's decision, as it is quoted.
    pub(crate) deliberation: String,
}

impl Settings {
    pub(crate) fn of(ctx: &Context) -> Self {
        Settings {
            minimum_passage: ctx.setting("minimum-passage").unwrap_or(Decimal::new(140, 2)),
            lead_days: ctx.setting("lead-days").unwrap_or(30),
            yearly_deadline: ctx
                .setting::<String>("yearly-deadline")
                .and_then(|text| DayOfYear::read(&text)),
            maximum_months: ctx.setting("maximum-months").unwrap_or(12),
            area_rounding: ctx.setting("area-rounding").unwrap_or(AreaRounding::Half),
            month_count: ctx.setting("month-count").unwrap_or(MonthCount::Started),
            year_pro_rata: ctx.setting("year-pro-rata").unwrap_or(true),
            first_year_discount: ctx
                .setting::<i64>("first-year-discount")
                .unwrap_or(0)
                .clamp(0, 100),
            opinions: ctx.setting("opinions").unwrap_or_default(),
            completion_days: ctx.setting("completion-days").unwrap_or(15),
            payment_days: ctx.setting("payment-days").unwrap_or(30),
            renewal_days: ctx.setting("renewal-days").unwrap_or(60),
            neighbour_metres: ctx.setting("neighbour-metres").unwrap_or(10),
            look_up: ctx.setting("sirene-register").unwrap_or(false),
            deliberation: ctx.setting("deliberation").unwrap_or_else(|| {
                "délibération du conseil municipal fixant les droits de voirie".to_owned()
            }),
        }
    }
}

/// A day of every year, as the town writes it: `11-30`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DayOfYear {
    month: i8,
    day: i8,
}

impl DayOfYear {
    fn read(text: &str) -> Option<Self> {
        let (month, day) = text.trim().split_once('-')?;
        let read = DayOfYear { month: month.parse().ok()?, day: day.parse().ok()? };
        read.of(2024).map(|_| read)
    }

    /// That day of a year; nothing on 29 February of a common one.
    pub(crate) fn of(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}
