//! A row of a table that somebody publishes at an address, such as another town's list of
//! schools: CSV with a line of headings, or a JSON array of objects.
//!
//! Parameter: `key`, looked up in the column that the town names. Every other column whose
//! name is of a-z, 0-9 and hyphens is answered as a text; `_` and blanks count as hyphens.

use std::collections::BTreeMap;

use url::Url;

use super::{Connector, Params, Values};
use crate::config::Source;
use crate::contract::Value;
use crate::dossier::Unanswered;
use crate::limits::sources::{TABLE, TABLE_ROWS};

pub(super) struct Row;

impl Connector for Row {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        params.needed("key").map(|_| source.url.clone())
    }

    fn read(
        &self,
        source: &Source,
        params: &Params<'_>,
        body: &[u8],
    ) -> Result<Values, Unanswered> {
        let key = params.needed("key")?;
        let column = source.key.as_deref().ok_or(Unanswered::NotConfigured)?;
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        let row = if first == Some(&b'[') {
            of_json(body, column, key)
        } else {
            of_csv(body, column, key)
        };
        let row = row?.ok_or(Unanswered::NotFound)?;
        let values = row.into_iter().filter(|(name, text)| name != column && !text.is_empty());
        let values = values.filter_map(|(name, text)| Some((named(&name)?, Value::Text(text))));
        let values: Values = values.collect();
        if values.is_empty() { Err(Unanswered::Unavailable) } else { Ok(values) }
    }

    fn limit(&self) -> usize {
        TABLE
    }
}

type Cells = BTreeMap<String, String>;

/// A heading as an answer's name.
fn named(heading: &str) -> Option<String> {
    let name: String = heading
        .trim()
        .chars()
        .map(|c| if c == '_' || c == ' ' { '-' } else { c.to_ascii_lowercase() })
        .collect();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

fn of_csv(body: &[u8], column: &str, key: &str) -> Result<Option<Cells>, Unanswered> {
    let wrong = |_| Unanswered::Unavailable;
    let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // French spreadsheets write semicolons.
    let delimiter = if first.contains(&b';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(body);
    let headings = reader.headers().map_err(wrong)?.clone();
    let at = headings.iter().position(|heading| heading.trim() == column);
    let at = at.ok_or(Unanswered::Unavailable)?;
    for record in reader.records().take(TABLE_ROWS) {
        let record = record.map_err(wrong)?;
        if record.get(at).is_some_and(|cell| cell.trim() == key) {
            let cells = headings.iter().zip(record.iter());
            return Ok(Some(cells.map(|(h, c)| (h.trim().into(), c.trim().into())).collect()));
        }
    }
    Ok(None)
}

fn of_json(body: &[u8], column: &str, key: &str) -> Result<Option<Cells>, Unanswered> {
    let rows: Vec<BTreeMap<String, serde_json::Value>> =
        serde_json::from_slice(body).map_err(|_| Unanswered::Unavailable)?;
    let cell = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.trim().to_owned()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    let is_meant = |row: &&BTreeMap<String, serde_json::Value>| {
        row.get(column).and_then(cell).is_some_and(|text| text == key)
    };
    let row = rows.iter().take(TABLE_ROWS).find(is_meant);
    Ok(row.map(|row| row.iter().filter_map(|(k, v)| Some((k.clone(), cell(v)?))).collect()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;
    use crate::plugin::SourceKind;

    fn row(key: &str, body: &str) -> Result<Values, Unanswered> {
        read(SourceKind::TownTable, &[("key", Value::Text(key.into()))], body)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_row_of_csv_or_json_is_found_by_its_key() {
        let expected = Ok(vec![
            ("accord".to_owned(), text("oui")),
            ("nom-usuel".to_owned(), text("École de l’Exemple")),
        ]);
        let semicolons =
            "\u{feff}code;Nom usuel;accord;Été\nA;x;non;1\nB1; École de l’Exemple ;oui;2\n";
        assert_eq!(row("B1", semicolons), expected);
        let commas = "code,nom_usuel,accord\nB1,École de l’Exemple,oui\n";
        assert_eq!(row("B1", commas), expected);
        let json = r#" [{"code":"A"},{"code":"B1","nom_usuel":"École de l’Exemple","accord":"oui","more":[1]}]"#;
        assert_eq!(row("B1", json), expected);
        assert_eq!(row("1", r#"[{"code":1,"n":2}]"#), Ok(vec![("n".into(), text("2"))]));
    }

    #[test]
    fn what_is_no_table_is_no_answer() {
        assert_eq!(row("C", "code,n\nA,1\n"), Err(Unanswered::NotFound));
        for body in
            ["", "<html>", "nom,n\nA,1\n", "code,n\n\"A,1\n", "[1]", "[{\"code\":", "code\nA\n"]
        {
            assert!(
                matches!(row("A", body), Err(Unanswered::Unavailable | Unanswered::NotFound)),
                "{body:?}"
            );
        }
    }
}
