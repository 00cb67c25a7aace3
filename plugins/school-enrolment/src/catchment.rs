//! Which school an address belongs to: the street and the house number lead to a sector, the
//! sector and the kind of school to a school. Knows the town's tables `school-streets`,
//! `school-sectors`, `schools` and `school-classes`; nothing of exemptions. Start at [`school`].

use guichet_sdk::prelude::*;

use crate::level::{Cycle, Level};

/// A school, as the town calls it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct School {
    pub(crate) key: String,
    pub(crate) name: String,
}

impl School {
    pub(crate) fn find(key: &str) -> Option<Self> {
        let row = reference::lookup("schools", key)?;
        Some(Self { name: row.get("name")?, key: row.key })
    }

    /// Those that have a class of that level.
    pub(crate) fn with(level: Level) -> Vec<Self> {
        let rows = reference::rows("schools", "").into_iter();
        rows.filter_map(|row| Self::find(&row.key))
            .filter(|school| school.places(level).is_some())
            .collect()
    }

    pub(crate) fn all() -> Vec<Self> {
        let rows = reference::rows("schools", "").into_iter();
        rows.filter_map(|row| Some(Self { name: row.get("name")?, key: row.key })).collect()
    }

    /// How many children its classes of that level take; nothing where it has none.
    pub(crate) fn places(&self, level: Level) -> Option<u32> {
        reference::lookup("school-classes", &format!("{}/{}", self.key, level.key()))?.get("places")
    }

    /// The pool of these places.
    pub(crate) fn pool(&self, level: Level) -> String {
        format!("own/classes/{}/{}", self.key, level.key())
    }
}

/// The school of the catchment area in which an address lies, where the town's tables say so.
pub(crate) fn school(home: &Address, cycle: Cycle) -> Option<School> {
    let sector = sector(home)?;
    let row = reference::lookup("school-sectors", &format!("{sector}/{}", cycle.key()))?;
    School::find(&row.get::<String>("school")?)
}

fn sector(home: &Address) -> Option<String> {
    let by_number = |(street, number): (String, Option<i64>)| {
        let rows = reference::rows("school-streets", &format!("{street}/")).into_iter();
        rows.filter(|row| holds(row, number)).find_map(|row| row.get::<String>("sector"))
    };
    let known = home.ban_id.as_deref().and_then(ban_street);
    let written = home.lines.iter().rev().find_map(|line| written_street(line));
    known.into_iter().chain(written).find_map(by_number)
}

/// Whether a row's range has that number; a row for the whole street has it whatever it is.
fn holds(row: &reference::Row, number: Option<i64>) -> bool {
    let parity = row.get::<String>("parity").unwrap_or_default();
    let (from, to) = (row.get::<i64>("from"), row.get::<i64>("to"));
    let Some(number) = number else {
        return parity.is_empty() && from.is_none() && to.is_none();
    };
    let side = match parity.as_str() {
        "odd" => number % 2 == 1,
        "even" => number % 2 == 0,
        _ => true,
    };
    side && from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to)
}

/// Street and number of an identifier of the Base Adresse Nationale: `99999_0001_00002_bis`.
fn ban_street(id: &str) -> Option<(String, Option<i64>)> {
    let mut parts = id.split('_');
    let (commune, street, number) = (parts.next()?, parts.next()?, parts.next()?);
    Some((format!("{commune}_{street}"), number.parse().ok()))
}

/// Street and number of a line such as `2 bis rue des Tilleuls`; the street in capitals without
/// accents, as `nom_afnor` of the Base Adresse Nationale has it.
fn written_street(line: &str) -> Option<(String, Option<i64>)> {
    let plain = capitals(line);
    let mut words = plain.split(' ').peekable();
    let first = words.peek().copied().unwrap_or_default();
    let digits = first.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
    let number: Option<i64> = digits.parse().ok();
    if number.is_some() {
        words.next();
        // `2 B RUE …`, `2 BIS RUE …`, but `2 L ESPLANADE`.
        let letter = |word: &str| word.len() == 1 && word != "L";
        let adds = |word: &&str| letter(word) || matches!(*word, "BIS" | "TER" | "QUATER");
        words.next_if(adds);
    }
    let street = words.collect::<Vec<_>>().join(" ");
    (!street.is_empty()).then_some((street, number))
}

/// Capitals A to Z and digits, every other character a blank, no blank twice.
fn capitals(text: &str) -> String {
    let mut out = String::new();
    for letter in text.to_uppercase().chars() {
        match letter {
            'A'..='Z' | '0'..='9' => out.push(letter),
            'À' | 'Â' | 'Ä' | 'Á' | 'Ã' => out.push('A'),
            'É' | 'È' | 'Ê' | 'Ë' => out.push('E'),
            'Î' | 'Ï' | 'Í' => out.push('I'),
            'Ô' | 'Ö' | 'Ó' | 'Õ' => out.push('O'),
            'Ù' | 'Û' | 'Ü' | 'Ú' => out.push('U'),
            'Ÿ' => out.push('Y'),
            'Ç' => out.push('C'),
            'Ñ' => out.push('N'),
            'Œ' => out.push_str("OE"),
            'Æ' => out.push_str("AE"),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::SchoolEnrolment;

    fn at(line: &str, ban_id: Option<&str>) -> Address {
        Address {
            lines: vec![line.to_owned()],
            postcode: "99999".into(),
            city: "Saint-Exemple".into(),
            commune: None,
            country: "FR".into(),
            ban_id: ban_id.map(str::to_owned),
            position: None,
        }
    }

    #[test]
    fn a_written_street_is_found_however_it_is_written() {
        let street = |line| written_street(line).unwrap();
        let example = |number| ("RUE DE L EXEMPLE".to_owned(), number);
        assert_eq!(street("15 rue de l’Exemple"), example(Some(15)));
        assert_eq!(street("15, Rue de l'Exemple "), example(Some(15)));
        assert_eq!(street("15bis rue de l’exemple"), example(Some(15)));
        assert_eq!(street("15 bis, rue de l’Exemple"), example(Some(15)));
        assert_eq!(street("15 B rue de l’Exemple"), example(Some(15)));
        assert_eq!(street("Rue de l’Exemple"), example(None));
        assert_eq!(street("2 L’Esplanade"), ("L ESPLANADE".to_owned(), Some(2)));
        assert_eq!(street("3 rue du 8 Mai 1945"), ("RUE DU 8 MAI 1945".to_owned(), Some(3)));
        assert_eq!(street("1 place de l’Église").0, "PLACE DE L EGLISE");
        assert_eq!(written_street(" "), None);
        assert_eq!(ban_street("99999_0001_00002_bis"), Some(("99999_0001".to_owned(), Some(2))));
        assert_eq!(ban_street("99999"), None);
    }

    #[test]
    fn a_range_holds_both_its_ends_and_its_side_of_the_street() {
        let town = Town::<SchoolEnrolment>::on(date(2026, 3, 1))
            .row("schools", "nord", &[("name", "École du Nord")])
            .row("schools", "sud", &[("name", "École du Sud")])
            .row("school-sectors", "n/maternelle", &[("school", "nord")])
            .row("school-sectors", "s/maternelle", &[("school", "sud")])
            .row(
                "school-streets",
                "RUE DE L EXEMPLE/1",
                &[("parity", "odd"), ("from", "3"), ("to", "15"), ("sector", "n")],
            )
            .row(
                "school-streets",
                "RUE DE L EXEMPLE/2",
                &[("parity", "even"), ("from", ""), ("to", "8"), ("sector", "s")],
            )
            .row(
                "school-streets",
                "99999_0004/1",
                &[("parity", ""), ("from", ""), ("to", ""), ("sector", "s")],
            );
        let found = |line, ban_id| {
            let home = at(line, ban_id);
            town.run(|_| school(&home, Cycle::Maternelle)).map(|school| school.key)
        };
        let nord = Some("nord".to_owned());
        let sud = Some("sud".to_owned());
        assert_eq!(found("1 rue de l’Exemple", None), None);
        assert_eq!(found("3 rue de l’Exemple", None), nord);
        assert_eq!(found("15 rue de l’Exemple", None), nord);
        assert_eq!(found("17 rue de l’Exemple", None), None);
        assert_eq!(found("8 rue de l’Exemple", None), sud);
        assert_eq!(found("10 rue de l’Exemple", None), None);
        assert_eq!(found("rue de l’Exemple", None), None, "which side?");
        assert_eq!(found("3 rue de l’Exemple", Some("99999_0004_00003")), sud, "the known street");
        assert_eq!(found("3 rue de l’Exemple", Some("99999_0009_00003")), nord, "as written");
    }
}
