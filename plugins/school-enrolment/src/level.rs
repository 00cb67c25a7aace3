//! Which class a child is of age for, and which school year a day lies in.

use guichet_sdk::prelude::*;

/// The classes of nursery and primary school, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum Level {
    /// From two years on, where there is room.
    #[choice(fr = "Toute petite section", en = "Toute petite section (age 2)")]
    Tps,
    /// In the year of the third birthday: schooling is compulsory.
    #[choice(fr = "Petite section", en = "Petite section (age 3)")]
    Ps,
    /// Age 4.
    #[choice(fr = "Moyenne section", en = "Moyenne section (age 4)")]
    Ms,
    /// Age 5.
    #[choice(fr = "Grande section", en = "Grande section (age 5)")]
    Gs,
    /// Age 6.
    #[choice(fr = "CP", en = "CP (age 6)")]
    Cp,
    /// Age 7.
    #[choice(fr = "CE1", en = "CE1 (age 7)")]
    Ce1,
    /// Age 8.
    #[choice(fr = "CE2", en = "CE2 (age 8)")]
    Ce2,
    /// Age 9.
    #[choice(fr = "CM1", en = "CM1 (age 9)")]
    Cm1,
    /// Age 10.
    #[choice(fr = "CM2", en = "CM2 (age 10)")]
    Cm2,
}

/// Which kind of school a class belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Cycle {
    #[choice(fr = "école maternelle", en = "nursery school")]
    Maternelle,
    #[choice(fr = "école élémentaire", en = "primary school")]
    Elementaire,
}

/// Age in the first class of all, counted as the year of school less the year of birth.
const YOUNGEST: i64 = 2;

impl Level {
    /// The class of children born in that year, in the school year that begins in `year`.
    pub(crate) fn by_age(birth: Date, year: i64) -> Option<Self> {
        let age = year - i64::from(birth.year());
        let at = usize::try_from(age - YOUNGEST).ok()?;
        Self::VARIANTS.get(at).map(|variant| variant.value)
    }

    pub(crate) fn cycle(self) -> Cycle {
        if self <= Self::Gs { Cycle::Maternelle } else { Cycle::Elementaire }
    }
}

/// Whether a child has completed two years on the first day of that school year.
pub(crate) fn is_two(birth: Date, year: i64) -> bool {
    days(year).is_some_and(|(first, _)| civil::age_on(birth, first) >= YOUNGEST)
}

/// First and last day of the school year that begins in `year`, counted from 1 September to
/// 31 August whatever the day on which lessons begin.
pub(crate) fn days(year: i64) -> Option<(Date, Date)> {
    let year = i16::try_from(year).ok()?;
    Some((Date::new(year, 9, 1).ok()?, Date::new(year.checked_add(1)?, 8, 31).ok()?))
}

/// School years that one may enrol for on a day, by the year in which they begin: the one under
/// way, unless its summer has come, and the next.
pub(crate) fn years(today: Date) -> Vec<i64> {
    let year = i64::from(today.year());
    match today.month() {
        7 | 8 => vec![year],
        9.. => vec![year, year + 1],
        _ => vec![year - 1, year],
    }
}

/// `2026-2027`.
pub(crate) fn in_words(year: i64) -> String {
    format!("{year}-{}", year + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_birth_decides_the_class() {
        let level = |year, month, day| Level::by_age(date(year, month, day), 2026);
        assert_eq!(level(2023, 12, 31), Some(Level::Ps), "three within the year");
        assert_eq!(level(2024, 1, 1), Some(Level::Tps));
        assert_eq!(level(2025, 1, 1), None);
        assert_eq!(level(2021, 1, 1), Some(Level::Gs));
        assert_eq!(level(2020, 12, 31), Some(Level::Cp));
        assert_eq!(level(2016, 1, 1), Some(Level::Cm2));
        assert_eq!(level(2015, 12, 31), None);
        assert_eq!(Level::Gs.cycle(), Cycle::Maternelle);
        assert_eq!(Level::Cp.cycle(), Cycle::Elementaire);
    }

    #[test]
    fn two_years_are_complete_on_the_first_day() {
        assert!(is_two(date(2024, 9, 1), 2026));
        assert!(!is_two(date(2024, 9, 2), 2026));
    }

    #[test]
    fn the_summer_closes_a_school_year() {
        assert_eq!(years(date(2026, 6, 30)), [2025, 2026]);
        assert_eq!(years(date(2026, 7, 1)), [2026]);
        assert_eq!(years(date(2026, 8, 31)), [2026]);
        assert_eq!(years(date(2026, 9, 1)), [2026, 2027]);
        assert_eq!(days(2026), Some((date(2026, 9, 1), date(2027, 8, 31))));
        assert_eq!(in_words(2026), "2026-2027");
    }
}
