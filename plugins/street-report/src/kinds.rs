//! What can be reported, and who looks after it: the town’s tables `report-groups`,
//! `report-kinds` and `report-owners`.

use guichet_sdk::prelude::*;

/// A kind of trouble: a row of `report-kinds`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TroubleKind {
    pub(crate) key: String,
    pub(crate) name: Text,
    /// Who looks after it.
    pub(crate) owner: String,
    /// Reports of one kind as near as this may be the same trouble.
    pub(crate) radius: u32,
    /// In which the town means to have dealt with it; nothing where it set no target.
    pub(crate) working_days: Option<i64>,
    /// Whether the thing bears a number.
    pub(crate) numbered: bool,
    /// Of an emergency: whom to call instead of filling in a form.
    pub(crate) phone: Option<String>,
}

/// Who looks after something: a row of `report-owners`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Owner {
    pub(crate) key: String,
    pub(crate) name: Text,
    /// Not the town: the département, a utility, a neighbouring authority.
    pub(crate) outside: bool,
    /// The recipient of the manifest that reports go to, where there is one.
    pub(crate) recipient: Option<String>,
    /// How people reach it.
    pub(crate) contact: Option<String>,
}

fn text(row: &reference::Row, column: &str) -> Option<String> {
    row.get::<String>(column).filter(|text| !text.trim().is_empty())
}

impl TroubleKind {
    pub(crate) fn of(key: &str) -> Option<Self> {
        Self::read(reference::lookup("report-kinds", key)?)
    }

    fn read(row: reference::Row) -> Option<Self> {
        Some(TroubleKind {
            name: row.name()?,
            owner: row.get("owner")?,
            radius: row.get("radius-metres").unwrap_or(50),
            working_days: row.get("working-days").filter(|days| *days > 0),
            numbered: row.get("numbered").unwrap_or(false),
            phone: text(&row, "phone"),
            key: row.key,
        })
    }
}

impl Owner {
    pub(crate) fn of(key: &str) -> Option<Self> {
        Self::read(reference::lookup("report-owners", key)?)
    }

    /// All of them, or those outside of the town.
    pub(crate) fn all(outside_only: bool) -> Vec<Self> {
        let rows = reference::rows("report-owners", "").into_iter();
        rows.filter_map(Self::read).filter(|owner| owner.outside || !outside_only).collect()
    }

    fn read(row: reference::Row) -> Option<Self> {
        Some(Owner {
            name: row.name()?,
            outside: row.get("outside").unwrap_or(false),
            recipient: text(&row, "recipient"),
            contact: text(&row, "contact"),
            key: row.key,
        })
    }
}

/// The kinds of a group, or all of them, as options.
pub(crate) fn items(ctx: &Context, group: Option<&str>) -> Vec<OptionItem> {
    let within = |row: &reference::Row| {
        group.is_none_or(|group| row.get::<String>("group").as_deref() == Some(group))
    };
    let rows = reference::rows("report-kinds", "").into_iter().filter(within);
    rows.filter_map(TroubleKind::read)
        .map(|kind| OptionItem::new(&kind.key, ctx.say(kind.name)))
        .collect()
}

/// Whether a kind is no emergency: there is a form to fill in. One that the town took out of its
/// table since is none either, so that what was reported stays readable.
pub(crate) fn is_ordinary(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| TroubleKind::of(kind).is_none_or(|kind| kind.phone.is_none()))
}

/// Whether things of a kind bear a number.
pub(crate) fn is_numbered(kind: Option<&str>) -> bool {
    kind.and_then(TroubleKind::of).is_some_and(|kind| kind.numbered && kind.phone.is_none())
}

/// So many working days after a day, without weekends and the days of the table `days-off`.
pub(crate) fn working_days_after(day: Date, days: i64) -> Date {
    let off: Vec<Date> =
        reference::rows("days-off", "").iter().filter_map(|row| row.get("day")).collect();
    let works = |day: &Date| {
        !matches!(day.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
            && !off.contains(day)
    };
    let following = (1..=3660).map(|more| civil::plus_days(day, more));
    let nth = usize::try_from(days.max(1) - 1).unwrap_or(0);
    following.filter(works).nth(nth).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::StreetReport;

    #[test]
    fn working_days_leave_out_weekends_and_days_off() {
        let town = Town::<StreetReport>::on(date(2026, 4, 30)).row(
            "days-off",
            "2026-05-01",
            &[("day", "2026-05-01")],
        );
        // 30 April is a Thursday, the 1st of May is off.
        let after = |days| town.run(|_| working_days_after(date(2026, 4, 30), days));
        assert_eq!(after(1), date(2026, 5, 4));
        assert_eq!(after(5), date(2026, 5, 8));
        assert_eq!(after(6), date(2026, 5, 11));
        assert_eq!(after(0), date(2026, 5, 4), "a target is a day at least");
    }

    #[test]
    fn an_emergency_has_a_number_and_no_form() {
        let town = Town::<StreetReport>::on(date(2026, 4, 30))
            .row(
                "report-kinds",
                "gas",
                &[("fr", "Gaz"), ("owner", "x"), ("phone", "0 800 00 00 00"), ("numbered", "true")],
            )
            .row(
                "report-kinds",
                "lamp",
                &[("fr", "Lampe"), ("owner", "x"), ("phone", ""), ("numbered", "true")],
            );
        let asked = |kind| town.run(|_| (is_ordinary(kind), is_numbered(kind)));
        assert_eq!(asked(Some("gas")), (false, false));
        assert_eq!(asked(Some("lamp")), (true, true));
        assert_eq!(asked(Some("moon")), (true, false), "once, it may have been one");
        assert_eq!(asked(None), (false, false));
    }
}
