//! Reading the table: a CSV as the Base Adresse Nationale gives it out for a commune.

use std::collections::BTreeMap;

use super::folded::{long, words};
use super::{Addresses, House, Street};
use crate::contract::Position;
use crate::limits::addresses::ROWS;
use crate::limits::answer::{BAN_ID, LINE_CHARS};

/// The columns that are needed; others are passed over.
const COLUMNS: [&str; 7] =
    ["id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune"];
/// Read where they are there.
const PLACE: [&str; 2] = ["lat", "lon"];
const MORE: [&str; 2] = ["nom_ld", "nom_ancienne_commune"];

/// Why a table was not taken. Lines are counted from 1, the heading included.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct TableError {
    line: u64,
    problem: String,
}

/// What tells streets apart.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    name: String,
    more: Vec<String>,
    postcode: String,
    city: String,
    commune: String,
}

impl Place {
    /// Its words, and how many of them are not those of its town. In this order streets are
    /// suggested: of those that have all words that were typed, the one with the fewest others
    /// is the likeliest.
    fn words(&self) -> (usize, String) {
        let own = [&self.name].into_iter().chain(&self.more);
        let count = own.clone().flat_map(|text| words(text)).count();
        let all = own.chain([&self.city, &self.postcode]).flat_map(|text| words(text));
        let all: Vec<String> = all.map(|word| long(&word).to_owned()).collect();
        (count, all.join(" "))
    }
}

impl Addresses {
    /// Reads a table (UTF-8, semicolon or comma) whose first line names the columns.
    pub fn from_csv(csv: &[u8]) -> Result<Self, TableError> {
        let error = |line: u64, problem: String| TableError { line, problem };
        let csv = csv.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(csv);
        let heading = csv.split(|b| *b == b'\n').next().unwrap_or_default();
        let delimiter = if heading.contains(&b';') { b';' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(csv);
        let headings = reader.headers().map_err(|e| error(1, said(&e)))?;
        let columns = Columns::of(headings).map_err(|problem| error(1, problem))?;
        let mut streets: BTreeMap<Place, Vec<House>> = BTreeMap::new();
        for (count, record) in reader.records().enumerate() {
            let record =
                record.map_err(|e| error(e.position().map_or(0, csv::Position::line), said(&e)))?;
            let line = record.position().map_or(0, csv::Position::line);
            if count >= ROWS {
                let advice = "keep the rows of the town and of what is around it";
                return Err(error(line, format!("a table may have {ROWS} rows: {advice}")));
            }
            let (street, house) = columns.read(&record).map_err(|problem| error(line, problem))?;
            streets.entry(street).or_default().push(house);
        }
        Ok(Self::of(streets))
    }

    fn of(found: BTreeMap<Place, Vec<House>>) -> Self {
        let with_words = |(place, houses): (Place, _)| (place.words(), place, houses);
        let mut found: Vec<_> = found.into_iter().map(with_words).collect();
        found.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let (mut streets, mut houses) = (Vec::new(), Vec::new());
        for ((_, words), place, of_street) in found {
            let street = streets.len() as u32;
            houses.extend(of_street.into_iter().map(|house| House { street, ..house }));
            let Place { name, more, postcode, city, commune } = place;
            let own = Vec::new();
            streets.push(Street { name, more, postcode, city, commune, words, houses: own });
        }
        // A house with several doors has a row for each. Sorting is stable: the first one stays.
        houses.sort_by(|a, b| a.id.cmp(&b.id));
        houses.dedup_by(|a, b| a.id == b.id);
        for (at, house) in houses.iter().enumerate() {
            streets[house.street as usize].houses.push(at as u32);
        }
        for street in &mut streets {
            let order = |at: &u32| {
                let house = &houses[*at as usize];
                (house.number, house.suffix.clone())
            };
            street.houses.sort_by_cached_key(order);
            street.houses.dedup_by_key(|at| order(at));
        }
        Self { streets, houses }
    }
}

/// What the reader of CSV says, in one line and with what to do.
fn said(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "this is not UTF-8: save the table in UTF-8".into(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the heading has {expected_len}: put the row right")
        }
        _ => error.to_string(),
    }
}

/// Where the columns stand.
struct Columns {
    needed: [usize; 7],
    place: [Option<usize>; 2],
    more: [Option<usize>; 2],
}

impl Columns {
    fn of(headings: &csv::StringRecord) -> Result<Self, String> {
        let find = |name: &str| headings.iter().position(|heading| heading == name);
        let mut needed = [0; 7];
        for (at, name) in needed.iter_mut().zip(COLUMNS) {
            *at = find(name).ok_or_else(|| {
                format!(
                    "there is no column \"{name}\": take the CSV that the Base Adresse Nationale \
                     gives out for the commune, with its heading"
                )
            })?;
        }
        Ok(Self { needed, place: PLACE.map(find), more: MORE.map(find) })
    }

    /// The house of a row, with what belongs to its street.
    fn read(&self, row: &csv::StringRecord) -> Result<(Place, House), String> {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let [id, number, suffix, name, postcode, commune, city] = self.needed.map(cell);
        let is_id = id.len() <= BAN_ID && id.bytes().all(|b| b.is_ascii_graphic());
        holds(!id.is_empty() && is_id, "id", id, "such as 35238_1234_00012")?;
        let house_number =
            number.parse().ok().filter(|_| number.bytes().all(|b| b.is_ascii_digit()));
        let house_number = house_number.ok_or_else(|| wrong("numero", number, "a whole number"))?;
        holds(is_line(suffix), "rep", suffix, "such as bis, or nothing")?;
        holds(!name.is_empty() && is_line(name), "nom_voie", name, "the name of a street")?;
        let is_postcode = postcode.len() == 5 && postcode.bytes().all(|b| b.is_ascii_digit());
        holds(is_postcode, "code_postal", postcode, "five digits")?;
        holds(is_commune(commune), "code_insee", commune, "five characters, such as 35238")?;
        holds(!city.is_empty() && is_line(city), "nom_commune", city, "the name of a commune")?;
        let mut more: Vec<String> = Vec::new();
        for (column, at) in MORE.into_iter().zip(self.more) {
            let text = at.map_or("", cell);
            holds(is_line(text), column, text, "one line")?;
            if !text.is_empty() && text != city && !more.iter().any(|known| known == text) {
                more.push(text.to_owned());
            }
        }
        let position = self.position(cell)?;
        let street = Place {
            name: name.to_owned(),
            more,
            postcode: postcode.to_owned(),
            city: city.to_owned(),
            commune: commune.to_owned(),
        };
        let (id, suffix) = (id.into(), suffix.into());
        Ok((street, House { id, street: 0, number: house_number, suffix, position }))
    }

    /// Where it lies, if the row says so.
    fn position<'a>(&self, cell: impl Fn(usize) -> &'a str) -> Result<Option<Position>, String> {
        let [lat, lon] = self.place.map(|at| at.map_or("", &cell));
        if lat.is_empty() && lon.is_empty() {
            return Ok(None);
        }
        let lat = units(lat, 90).ok_or_else(|| wrong("lat", lat, "degrees from -90 to 90"))?;
        let lon = units(lon, 180).ok_or_else(|| wrong("lon", lon, "degrees from -180 to 180"))?;
        Ok(Some(Position { lat, lon }))
    }
}

/// Degrees in units of 1e-7.
fn units(text: &str, most: u32) -> Option<i32> {
    let degrees: f64 = text.parse().ok()?;
    let most = f64::from(most);
    (-most..=most).contains(&degrees).then(|| (degrees * 1e7).round() as i32)
}

/// What fits on one line of an address, beside the number and what follows it.
fn is_line(text: &str) -> bool {
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    text.chars().count() <= LINE_CHARS / 3 && !text.contains(breaks)
}

/// 35238, 2A004.
fn is_commune(code: &str) -> bool {
    let place = |(at, b): (usize, u8)| b.is_ascii_digit() || (at == 1 && matches!(b, b'A' | b'B'));
    code.len() == 5 && code.bytes().enumerate().all(place)
}

fn holds(fits: bool, column: &str, value: &str, expected: &str) -> Result<(), String> {
    if fits { Ok(()) } else { Err(wrong(column, value, expected)) }
}

fn wrong(column: &str, value: &str, expected: &str) -> String {
    let value: String = value.chars().take(40).flat_map(char::escape_debug).collect();
    format!("{column} is \"{value}\", which is not {expected}: put it right or take the row out")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::contract::Address;

    /// Invented: no commune has the code 99999.
    pub(in super::super) const CSV: &str = "\
id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;nom_ancienne_commune;lon;lat;nom_ld
99999_0001_00012;;12;;Rue de l’Église;99999;99999;Saint-Exemple;;-1.5;48.1234567;
99999_0001_00014;;14;;Rue de l’Église;99999;99999;Saint-Exemple;;-1.5;48.1;
99999_0002_00012;;12;;Rue de l’Église;99999;99999;Saint-Exemple;Ancienne-Exemple;;;Le Hameau
99999_0003_00010;;10;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00001;;1;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00002_ter;;2;ter;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00002_bis;;2;bis;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00002;;2;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00003;;3;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00004;;4;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00005;;5;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0003_00011;;11;;Avenue de la Gare;99999;99999;Saint-Exemple;;;;
99999_0004_00001;;1;;Rue du 8 Mai 1945;99999;99999;Saint-Exemple;Saint-Exemple;;;
99999_0004_00008;;8;;Rue du 8 Mai 1945;99999;99999;Saint-Exemple;Saint-Exemple;;;
";

    pub(in super::super) fn addresses(csv: &str) -> Addresses {
        Addresses::from_csv(csv.as_bytes()).unwrap()
    }

    #[test]
    fn a_table_is_read_whole() {
        let addresses = addresses(CSV);
        assert_eq!((addresses.len(), addresses.streets.len()), (14, 4));
        let known = addresses.find("99999_0001_00012").unwrap();
        let written = Address {
            lines: vec!["Bâtiment B".into(), known.line()],
            postcode: known.postcode().into(),
            city: known.city().into(),
            commune: None,
            country: "FR".into(),
            ban_id: None,
            position: None,
        };
        assert!(known.is_said_by(&written));
        for other in [
            Address { lines: vec!["12 Rue".into()], ..written.clone() },
            Address { postcode: "99998".into(), ..written.clone() },
            Address { country: "BE".into(), ..written.clone() },
        ] {
            assert!(!known.is_said_by(&other), "{other:?}");
        }
        let placed = known.placed(written);
        assert_eq!(placed.lines[0], "Bâtiment B");
        assert_eq!(placed.commune.as_deref(), Some("99999"));
        assert_eq!(placed.ban_id.as_deref(), Some("99999_0001_00012"));
        assert_eq!(placed.position, Some(Position { lat: 481_234_567, lon: -15_000_000 }));
        assert!(addresses.find("99999_0009").is_none());
        assert_eq!(
            addresses.find("99999_0003_00002_bis").unwrap().line(),
            "2 bis Avenue de la Gare"
        );
    }

    #[test]
    fn separators_marks_and_doors_make_no_difference() {
        let comma = format!("\u{feff}{}", CSV.replace(';', ",").replace('\n', "\r\n"));
        assert_eq!(addresses(&comma).len(), 14);
        let twice =
            format!("{CSV}99999_0001_00012;;12;;Rue de l’Église;99999;99999;Saint-Exemple;;2;2;\n");
        let twice = addresses(&twice);
        assert_eq!(twice.len(), 14);
        let first = twice.find("99999_0001_00012").unwrap().house.position.unwrap();
        assert_eq!(first.lon, -15_000_000);
    }

    #[test]
    fn errors_name_the_line_and_what_to_do() {
        let error = |from: &str, to: &str| {
            let csv = CSV.replacen(from, to, 1);
            Addresses::from_csv(csv.as_bytes()).unwrap_err().to_string()
        };
        assert_eq!(
            error("code_postal", "cp"),
            "line 1: there is no column \"code_postal\": take the CSV that the Base Adresse \
             Nationale gives out for the commune, with its heading"
        );
        assert_eq!(
            error("Église;99999;", "Église;9999;"),
            "line 2: code_postal is \"9999\", which is not five digits: put it right or take the \
             row out"
        );
        for (from, to, expected) in [
            (";;14;;", ";;x;;", "line 3: numero is \"x\""),
            (";;14;;", ";;-1;;", "line 3: numero is \"-1\""),
            ("99999_0001_00014", "", "line 3: id is \"\""),
            ("48.1;", "98.1;", "line 3: lat is \"98.1\""),
            ("48.1;", ";", "line 3: lat is \"\""),
            ("-1.5;48.1;", "x;48.1;", "line 3: lon is \"x\""),
            ("Avenue de la Gare", "", "line 5: nom_voie is \"\""),
            ("Avenue de la Gare;99999;99999", "A;99999;9C999", "line 5: code_insee is \"9C999\""),
            ("Le Hameau", "\"Le\nHameau\"", "line 4: nom_ld is \"Le\\nHameau\""),
            ("Le Hameau", "Le;Hameau", "line 4: 13 columns where the heading has 12"),
        ] {
            let said = error(from, to);
            assert!(said.starts_with(expected), "{said}");
        }
        let latin =
            [CSV.as_bytes(), b"99999_9;;1;;Rue de l'\xC9glise;99999;99999;Saint-Exemple;;;;\n"];
        let said = Addresses::from_csv(&latin.concat()).unwrap_err().to_string();
        assert_eq!(said, "line 16: this is not UTF-8: save the table in UTF-8");
    }

    #[test]
    fn a_table_has_room_for_a_large_town_only() {
        let rows = |count: usize| -> String {
            let row = |at| format!("{at};{at};;Rue;99999;99999;Saint-Exemple\n");
            let rows = (1..=count).map(row);
            [format!("{}\n", COLUMNS.join(";"))].into_iter().chain(rows).collect()
        };
        assert_eq!(addresses(&rows(ROWS)).len(), ROWS);
        let said = Addresses::from_csv(rows(ROWS + 1).as_bytes()).unwrap_err().to_string();
        assert!(
            said.contains(&format!("line {}: a table may have {ROWS} rows", ROWS + 2)),
            "{said}"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(csv in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = Addresses::from_csv(&csv);
            let _ = Addresses::from_csv(&[CSV.as_bytes(), csv.as_slice()].concat());
        }

        #[test]
        fn no_row_makes_the_reader_panic(cells in proptest::collection::vec("[0-9a-é\";\\. ]{0,8}", 12)) {
            let _ = Addresses::from_csv(format!("{CSV}{}\n", cells.join(";")).as_bytes());
        }
    }
}
