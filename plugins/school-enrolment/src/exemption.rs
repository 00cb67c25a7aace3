//! What a wish for another school is worth: the criteria of the town's table
//! `exemption-criteria`, their points, and which of them are of right. Knows nothing of events.

use guichet_sdk::prelude::*;

/// What is asked for, seen from where the child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    /// The school of the catchment area.
    Catchment,
    /// Another school of the town.
    OtherSchool,
    /// A school of another town: the residence's mayor agrees or not (code de l'éducation L212-8).
    OtherTown,
    /// A school of this town, for a child who lives elsewhere.
    FromElsewhere,
}

impl Situation {
    /// Whether a commission looks at it, and it takes a place of this town.
    pub(crate) fn is_ranked(self) -> bool {
        matches!(self, Self::OtherSchool | Self::FromElsewhere)
    }

    pub(crate) fn crosses_towns(self) -> bool {
        matches!(self, Self::OtherTown | Self::FromElsewhere)
    }
}

/// Cases in which no agreement of the residence's mayor is needed.
pub(crate) const OF_RIGHT: &str = "code de l’éducation L212-8 et R212-21";

/// A criterion of the town.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Criterion {
    pub(crate) key: String,
    pub(crate) name: Text,
    pub(crate) points: i64,
    pub(crate) of_right: bool,
}

impl Criterion {
    /// Those that may be claimed in that situation; none for the catchment area.
    pub(crate) fn of(situation: Situation) -> Vec<Self> {
        let applies = |row: &reference::Row| match row.get::<String>("where").as_deref() {
            Some("town") => situation == Situation::OtherSchool,
            Some("elsewhere") => situation.crosses_towns(),
            _ => situation != Situation::Catchment,
        };
        let rows = reference::rows("exemption-criteria", "").into_iter();
        rows.filter(applies).filter_map(|row| Self::read(row, situation)).collect()
    }

    fn read(row: reference::Row, situation: Situation) -> Option<Self> {
        let french: String = row.get("fr")?;
        let english = row.get("en").unwrap_or_else(|| french.clone());
        Some(Self {
            name: Text::new().with("fr", french).with("en", english),
            points: row.get("points")?,
            // Within the town nothing is of right: its council sets the areas (L212-7).
            of_right: situation.crosses_towns() && row.get("of-right").unwrap_or(false),
            key: row.key,
        })
    }

    /// Those among `keys`.
    pub(crate) fn among(situation: Situation, keys: &[String]) -> Vec<Self> {
        Self::of(situation).into_iter().filter(|each| keys.contains(&each.key)).collect()
    }

    pub(crate) fn options(situation: Situation, lang: &str) -> Vec<OptionItem> {
        let item = |each: Self| OptionItem::new(each.key, each.name.pick(lang));
        Self::of(situation).into_iter().map(item).collect()
    }

    /// As a step of the reasoning; points are said where a commission ranks by them.
    pub(crate) fn reason(&self, situation: Situation, deliberation: &str) -> Reason {
        let (name, points) = (self.name.clone(), self.points);
        let sentence = match (situation.is_ranked(), self.of_right) {
            (true, true) => text! {
                fr: "{name} : {points} points ; motif de droit.", en: "{name}: {points} points; of right.";
                name, points
            },
            (true, false) => text! {
                fr: "{name} : {points} points.", en: "{name}: {points} points."; name, points
            },
            (false, true) => {
                text! { fr: "{name} : motif de droit.", en: "{name}: of right."; name }
            }
            (false, false) => text! { fr: "{name}.", en: "{name}."; name },
        };
        let source = if self.of_right { OF_RIGHT } else { deliberation };
        let reason = Reason::new(&self.key, sentence).source(source).input("reasons.criteria");
        if situation.is_ranked() { reason.points(self.points) } else { reason }
    }
}

/// The sum by which the commission's list is sorted.
pub(crate) fn points(criteria: &[Criterion]) -> i64 {
    criteria.iter().map(|each| each.points).fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::SchoolEnrolment;

    #[test]
    fn criteria_are_those_of_the_situation_and_of_right_only_between_towns() {
        let row = |town: Town<SchoolEnrolment>, key, place, points, of_right| {
            town.row(
                "exemption-criteria",
                key,
                &[("where", place), ("points", points), ("of-right", of_right), ("fr", key)],
            )
        };
        let town = Town::on(date(2026, 3, 1));
        let town = row(town, "sibling", "", "30", "true");
        let town = row(town, "workplace", "town", "10", "");
        let town = row(town, "work", "elsewhere", "0", "true");
        let of = |situation| town.run(|_| Criterion::of(situation));
        let keys = |situation| {
            of(situation).into_iter().map(|each| (each.key, each.of_right)).collect::<Vec<_>>()
        };
        let (sibling, work) = ("sibling".to_owned(), "work".to_owned());
        assert_eq!(keys(Situation::Catchment), []);
        assert_eq!(
            keys(Situation::OtherSchool),
            [(sibling.clone(), false), ("workplace".to_owned(), false)]
        );
        let across = [(sibling.clone(), true), (work, true)];
        assert_eq!(keys(Situation::FromElsewhere), across);
        assert_eq!(keys(Situation::OtherTown), across);
        let claimed = town.run(|_| {
            Criterion::among(Situation::OtherSchool, &[sibling, "workplace".into(), "x".into()])
        });
        assert_eq!(points(&claimed), 40);
        assert_eq!(points(&[]), 0);
    }
}
