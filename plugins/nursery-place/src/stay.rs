//! Which places a child takes, and for how long: a place of an age group in a nursery on each
//! day of the week that the family needs, from the day of entry to the end of August of the year
//! in which the child turns three and goes to school. Groups are formed again each September.
//! Knows the town's tables `nurseries`, `nursery-groups` and `nursery-places`.

use guichet_sdk::prelude::*;

/// Days on which nurseries are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum Day {
    /// Monday.
    #[choice(fr = "Lundi", en = "Monday")]
    Monday,
    /// Tuesday.
    #[choice(fr = "Mardi", en = "Tuesday")]
    Tuesday,
    /// Wednesday.
    #[choice(fr = "Mercredi", en = "Wednesday")]
    Wednesday,
    /// Thursday.
    #[choice(fr = "Jeudi", en = "Thursday")]
    Thursday,
    /// Friday.
    #[choice(fr = "Vendredi", en = "Friday")]
    Friday,
}

/// A nursery, as the town calls it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nursery {
    pub(crate) key: String,
    pub(crate) name: String,
}

impl Nursery {
    pub(crate) fn find(key: &str) -> Option<Self> {
        reference::lookup("nurseries", key).and_then(Self::read)
    }

    pub(crate) fn all() -> Vec<Self> {
        reference::rows("nurseries", "").into_iter().filter_map(Self::read).collect()
    }

    fn read(row: reference::Row) -> Option<Self> {
        Some(Self { name: row.get("name")?, key: row.key })
    }

    /// When it opens and closes, where the town says so.
    pub(crate) fn hours(&self) -> Option<(Time, Time)> {
        let row = reference::lookup("nurseries", &self.key)?;
        Some((row.get("opens")?, row.get("closes")?))
    }

    pub(crate) fn options() -> Vec<OptionItem> {
        Self::all().into_iter().map(|each| OptionItem::new(each.key, each.name)).collect()
    }
}

/// An age group: a row of the town's table `nursery-groups`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    pub(crate) key: String,
    pub(crate) name: Text,
}

impl Group {
    /// The group of a child of so many completed months.
    pub(crate) fn at(months: i64) -> Option<Self> {
        let holds = |row: &reference::Row| {
            row.get::<i64>("from-months").is_some_and(|from| from <= months)
                && row.get::<i64>("to-months").is_none_or(|to| months <= to)
        };
        let row = reference::rows("nursery-groups", "").into_iter().find(holds)?;
        let french: String = row.get("fr")?;
        let english = row.get("en").unwrap_or_else(|| french.clone());
        Some(Self { name: Text::new().with("fr", french).with("en", english), key: row.key })
    }
}

/// Completed months between two days; negative before birth.
pub(crate) fn months_between(birth: Date, day: Date) -> i64 {
    let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    // Who was born on the 31st completes a month on the last day of a shorter one.
    let due = birth.day().min(day.days_in_month());
    count(day) - count(birth) - i64::from(day.day() < due)
}

/// A part of a stay, within one age group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) group: Group,
    first: Date,
    last: Date,
}

/// A place of one group in one nursery on one day of the week, during a part of a stay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) pool: String,
    pub(crate) span: Span,
    pub(crate) limit: u32,
    /// Names the hold within the dossier.
    pub(crate) key: String,
}

/// From entry to school.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stay {
    /// The first one is that of the day of entry.
    pub(crate) parts: Vec<Part>,
    pub(crate) last: Date,
}

impl Stay {
    /// The stay of a child who enters on a day; nothing where no group takes them at that age, or
    /// school does.
    pub(crate) fn of(birth: Date, entry: Date) -> Option<Self> {
        let last = school_begins(birth)?.yesterday().ok()?;
        let mut parts = Vec::new();
        let mut first = entry;
        while first <= last {
            let end = end_of_year(first)?.min(last);
            parts.push(Part { group: Group::at(months_between(birth, first))?, first, last: end });
            first = end.tomorrow().ok()?;
        }
        (!parts.is_empty()).then_some(Self { parts, last })
    }

    pub(crate) fn group(&self) -> Option<&Group> {
        self.parts.first().map(|part| &part.group)
    }

    /// The places that it takes in a nursery. None of a group or day that the nursery does not
    /// have: such a place has no units.
    pub(crate) fn places(&self, nursery: &str, days: &[Day]) -> Vec<Place> {
        let place = |part: &Part, day: &Day| {
            let (group, day) = (&part.group.key, day.key());
            let row = reference::lookup("nursery-places", &format!("{nursery}/{group}"));
            Place {
                pool: format!("own/places/{nursery}/{group}/{day}"),
                span: civil::span_of_days(part.first, part.last),
                limit: row.and_then(|row| row.get(day)).unwrap_or(0),
                key: format!("{day}-{}", part.first),
            }
        };
        self.parts.iter().flat_map(|part| days.iter().map(move |day| place(part, day))).collect()
    }
}

impl Place {
    /// How many are left during all of it.
    pub(crate) fn free(&self) -> u32 {
        self.limit.saturating_sub(pools::usage(&self.pool, &self.span).peak())
    }
}

/// 1 September of the year in which a child turns three (code de l’éducation L131-1, L131-5).
pub(crate) fn school_begins(birth: Date) -> Option<Date> {
    Date::new(birth.year().checked_add(3)?, 9, 1).ok()
}

/// The last day of August on or after a day.
fn end_of_year(day: Date) -> Option<Date> {
    let year = if day.month() > 8 { day.year().checked_add(1)? } else { day.year() };
    Date::new(year, 8, 31).ok()
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::NurseryPlace;

    fn town() -> Town<NurseryPlace> {
        let group = |town: Town<NurseryPlace>, key, from, to| {
            town.row(
                "nursery-groups",
                key,
                &[("from-months", from), ("to-months", to), ("fr", key)],
            )
        };
        let town = group(Town::on(date(2026, 3, 1)), "babies", "2", "11");
        let town = group(group(town, "middle", "12", "23"), "big", "24", "");
        town.row("nursery-places", "lutins/babies", &[("monday", "2"), ("friday", "1")]).row(
            "nursery-places",
            "lutins/middle",
            &[("monday", "3")],
        )
    }

    #[test]
    fn months_are_complete_on_the_day_of_the_month() {
        assert_eq!(months_between(date(2026, 1, 15), date(2026, 3, 14)), 1);
        assert_eq!(months_between(date(2026, 1, 15), date(2026, 3, 15)), 2);
        assert_eq!(months_between(date(2025, 12, 31), date(2026, 2, 28)), 2);
        assert_eq!(months_between(date(2026, 3, 15), date(2026, 3, 1)), -1);
    }

    #[test]
    fn a_stay_goes_through_the_groups_until_school() {
        let stay = |birth, entry| town().run(|_| Stay::of(birth, entry));
        let found = stay(date(2026, 1, 15), date(2026, 10, 5)).unwrap();
        assert_eq!(found.last, date(2029, 8, 31));
        let parts: Vec<_> =
            found.parts.iter().map(|part| (&*part.group.key, part.first, part.last)).collect();
        assert_eq!(
            parts,
            [
                ("babies", date(2026, 10, 5), date(2027, 8, 31)),
                ("middle", date(2027, 9, 1), date(2028, 8, 31)),
                ("big", date(2028, 9, 1), date(2029, 8, 31)),
            ]
        );
        assert_eq!(stay(date(2026, 1, 15), date(2026, 3, 14)), None, "too young by a day");
        assert!(stay(date(2026, 1, 15), date(2026, 3, 15)).is_some());
        assert!(stay(date(2026, 1, 15), date(2029, 8, 31)).is_some(), "one day");
        assert_eq!(stay(date(2026, 1, 15), date(2029, 9, 1)), None, "school");
        assert_eq!(stay(date(2026, 12, 31), date(2027, 9, 1)).unwrap().last, date(2029, 8, 31));
    }

    #[test]
    fn a_stay_takes_a_place_of_each_day_in_each_part() {
        let taken = Hold::new(
            "x",
            "own/places/lutins/babies/monday",
            civil::span_of_days(date(2027, 8, 31), date(2027, 8, 31)),
        );
        let town = town().held("other", taken.limit(2));
        let places = town.run(|_| {
            let stay = Stay::of(date(2026, 9, 15), date(2027, 1, 4)).unwrap();
            let places = stay.places("lutins", &[Day::Monday, Day::Friday]);
            places
                .into_iter()
                .map(|place| (place.pool.clone(), place.limit, place.free(), place.key))
                .collect::<Vec<_>>()
        });
        assert_eq!(places.len(), 6);
        let of = |at: usize| (&*places[at].0, places[at].1, places[at].2, &*places[at].3);
        assert_eq!(of(0), ("own/places/lutins/babies/monday", 2, 1, "monday-2027-01-04"));
        assert_eq!(of(1), ("own/places/lutins/babies/friday", 1, 1, "friday-2027-01-04"));
        assert_eq!(of(2), ("own/places/lutins/babies/monday", 2, 2, "monday-2027-09-01"));
        assert_eq!(of(4), ("own/places/lutins/middle/monday", 3, 3, "monday-2028-09-01"));
        assert_eq!(of(5), ("own/places/lutins/middle/friday", 0, 0, "friday-2028-09-01"));
    }
}
