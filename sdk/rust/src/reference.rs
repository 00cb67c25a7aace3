//! Tables that the town keeps: tariffs, rooms, streets. The manifest names them
//! under `import = "reference"`; a component that never asks does not import it.

use std::ops::RangeInclusive;

use crate::answers::Answers;
use crate::civil::Date;
use crate::contract::forms::OptionItem;
use crate::contract::types::Context;
use crate::text::Text;
use crate::value::FieldValue;

#[cfg(target_arch = "wasm32")]
use crate::contract::reference as host;
#[cfg(not(target_arch = "wasm32"))]
use crate::testing::imports as host;

/// A row: cells by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's key.
    pub key: String,
    /// Its cells by column.
    pub cells: Answers,
}

impl Row {
    /// The cell in that column, nothing where it is empty or of another type.
    /// Numbers, days and amounts (in cents) are read out of texts as well.
    pub fn get<T: FieldValue>(&self, column: &str) -> Option<T> {
        self.cells.get(column)
    }

    /// Its name for people: the columns that are named after a language of two letters, `fr` and
    /// `en`. Nothing where the French one is empty.
    pub fn name(&self) -> Option<Text> {
        let named = |column: &str| self.get::<String>(column).filter(|name| !name.is_empty());
        let french = Text::from(named("fr")?.as_str());
        let languages = self.cells.iter().map(|(column, _)| column).filter(|name| name.len() == 2);
        Some(languages.fold(french, |text, lang| match named(lang) {
            Some(name) => text.with(lang, name),
            None => text,
        }))
    }
}

impl From<crate::contract::reference::Row> for Row {
    fn from(row: crate::contract::reference::Row) -> Self {
        Row { key: row.key, cells: row.cells.into() }
    }
}

/// The row with exactly this key.
///
/// ```no_run
/// use guichet_sdk::prelude::*;
/// let price: Option<Cents> =
///     reference::lookup("tariffs", "resident").and_then(|row| row.get("cents"));
/// ```
pub fn lookup(table: &str, key: &str) -> Option<Row> {
    host::lookup(table, key).map(Row::from)
}

/// At most 200 rows whose key starts with `prefix`, in the order of keys.
pub fn rows(table: &str, prefix: &str) -> Vec<Row> {
    host::rows(table, prefix).into_iter().map(Row::from).collect()
}

/// The rows of a table as options of a field: their keys, and their [names](Row::name).
pub fn options(ctx: &Context, table: &str) -> Vec<OptionItem> {
    let item = |row: Row| Some(OptionItem::new(&row.key, ctx.say(row.name()?)));
    rows(table, "").into_iter().filter_map(item).collect()
}

/// The spans of days of a table with the columns `from` and `until`, such as holidays. Both ends
/// are in a span; without an `until` it is one day.
pub fn spans_of_days(table: &str) -> Vec<RangeInclusive<Date>> {
    let span = |row: Row| {
        let from: Date = row.get("from")?;
        Some(from..=row.get("until").unwrap_or(from))
    };
    rows(table, "").into_iter().filter_map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::date;

    fn row(cells: &[(&str, &str)]) -> Row {
        let cells = cells
            .iter()
            .fold(Answers::new(), |cells, (column, text)| cells.with(*column, (*text).to_owned()));
        Row { key: "row".into(), cells }
    }

    #[test]
    fn a_name_is_in_the_languages_that_have_one() {
        let name = row(&[("fr", "Place"), ("en", "Square"), ("uk", ""), ("size", "9")]).name();
        let name = name.unwrap();
        assert_eq!(
            ["fr", "en", "uk", "size"].map(|lang| name.pick(lang)),
            ["Place", "Square", "Place", "Place"]
        );
        assert_eq!(row(&[("fr", ""), ("en", "Square")]).name(), None);
    }

    #[test]
    fn a_cell_is_read_as_what_is_asked_for() {
        let row = row(&[("from", "2026-04-04"), ("cents", "1250"), ("empty", "")]);
        assert_eq!(row.get::<Date>("from"), Some(date(2026, 4, 4)));
        assert_eq!(row.get::<i64>("cents"), Some(1250));
        assert_eq!(row.get::<i64>("empty"), None);
    }
}
