//! Reference tables: what the town keeps for its procedures, loaded from CSV.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::manifest::TableShape;
use crate::contract::{Answer, Value};
use crate::limits::package::TABLE_ROWS;

/// One table: rows by key. Every cell is a text, named by its column, in column order by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    rows: BTreeMap<String, Vec<Answer>>,
}

/// The tables of one procedure in one town, by name.
pub type Tables = BTreeMap<String, Arc<Table>>;

/// Why a table was not taken. Lines are counted from 1, the heading included.
#[derive(Debug, thiserror::Error)]
#[error("table {table}, line {line}: {problem}")]
pub struct TableError {
    /// The table's name.
    pub table: String,
    /// Where.
    pub line: u64,
    /// What is wrong and what is expected.
    pub problem: String,
}

impl Table {
    /// Reads a CSV text (RFC 4180, UTF-8, comma or semicolon) whose first line names the columns.
    pub fn from_csv(shape: &TableShape, csv: &[u8]) -> Result<Self, TableError> {
        let error =
            |line: u64, problem: String| TableError { table: shape.key.clone(), line, problem };
        let csv = csv.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(csv);
        let heading = csv.split(|b| *b == b'\n').next().unwrap_or_default();
        let delimiter = if heading.contains(&b';') { b';' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(csv);
        let headings = reader.headers().map_err(|e| error(1, e.to_string()))?.clone();
        if headings.iter().ne(shape.columns.iter()) {
            let expected = shape.columns.join(",");
            return Err(error(1, format!("the columns must be {expected}")));
        }
        let mut rows = BTreeMap::new();
        for record in reader.records() {
            let record = record
                .map_err(|e| error(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            if rows.len() >= TABLE_ROWS {
                return Err(error(line, format!("a table may have {TABLE_ROWS} rows")));
            }
            let key = record.iter().take(shape.key_columns).collect::<Vec<_>>().join("/");
            if key.trim_matches('/').is_empty() {
                return Err(error(line, "the key is empty".to_owned()));
            }
            if rows.insert(key.clone(), cells(shape, record.iter())).is_some() {
                return Err(error(line, format!("the key \"{key}\" is there twice")));
            }
        }
        Ok(Self { rows })
    }

    /// A table from rows written by hand, as scenario cases do.
    pub fn from_rows<'a>(
        shape: &TableShape,
        rows: impl Iterator<Item = &'a BTreeMap<String, String>>,
    ) -> Result<Self, TableError> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let problem = |e: csv::Error| TableError {
            table: shape.key.clone(),
            line: 0,
            problem: e.to_string(),
        };
        csv.write_record(&shape.columns).map_err(problem)?;
        for (number, row) in rows.enumerate() {
            if let Some(stranger) = row.keys().find(|k| !shape.columns.contains(k)) {
                let problem = format!("there is no column \"{stranger}\"");
                return Err(TableError {
                    table: shape.key.clone(),
                    line: number as u64 + 2,
                    problem,
                });
            }
            csv.write_record(shape.columns.iter().map(|c| row.get(c).map_or("", String::as_str)))
                .map_err(problem)?;
        }
        Self::from_csv(shape, &csv.into_inner().unwrap_or_default())
    }

    /// Its rows, in key order: cells by column.
    pub fn cells(&self) -> impl Iterator<Item = BTreeMap<String, String>> + use<'_> {
        let cell = |answer: &Answer| match &answer.value {
            Value::Text(text) => (answer.path.clone(), text.clone()),
            _ => (answer.path.clone(), String::new()),
        };
        self.rows.values().map(move |row| row.iter().map(cell).collect())
    }

    /// The cells of the row with this key.
    pub fn row(&self, key: &str) -> Option<&Vec<Answer>> {
        self.rows.get(key)
    }

    /// Rows whose key starts with `prefix`, in key order.
    pub fn rows<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Vec<Answer>)> {
        self.rows.range(prefix.to_owned()..).take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn cells<'a>(shape: &TableShape, values: impl Iterator<Item = &'a str>) -> Vec<Answer> {
    let cell = |(column, value): (&String, &str)| Answer {
        path: column.clone(),
        value: Value::Text(value.to_owned()),
    };
    let mut cells: Vec<Answer> = shape.columns.iter().zip(values).map(cell).collect();
    cells.sort_by(|a, b| a.path.cmp(&b.path));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> TableShape {
        TableShape {
            key: "fees".into(),
            columns: vec!["zone".into(), "type".into(), "cents".into()],
            key_columns: 2,
        }
    }

    #[test]
    fn a_table_is_read_with_either_separator() {
        for csv in [
            "zone,type,cents\na,open,200\na,closed,300\n",
            "\u{feff}zone;type;cents\r\na;open;200\r\na;closed;300\r\n",
        ] {
            let table = Table::from_csv(&shape(), csv.as_bytes()).unwrap();
            let keys: Vec<_> = table.rows("a/").map(|(k, _)| k.as_str()).collect();
            assert_eq!(keys, ["a/closed", "a/open"]);
            assert_eq!(table.row("a/open").unwrap()[0].value, Value::Text("200".into()));
        }
    }

    #[test]
    fn errors_name_the_line() {
        let error = |csv: &str| Table::from_csv(&shape(), csv.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            error("zone,cents\n"),
            "table fees, line 1: the columns must be zone,type,cents"
        );
        assert_eq!(
            error("zone,type,cents\na,b,1\na,b,2\n"),
            "table fees, line 3: the key \"a/b\" is there twice"
        );
        assert!(error("zone,type,cents\na,b\n").starts_with("table fees, line 2"));
        assert!(error("zone,type,cents\n,,2\n").contains("the key is empty"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(csv in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = Table::from_csv(&shape(), &csv);
            let _ = Table::from_csv(&shape(), &[b"zone,type,cents\n", csv.as_slice()].concat());
        }
    }
}
