//! Tables that the town keeps: tariffs, rooms, streets. The manifest names them
//! under `import = "reference"`; a component that never asks does not import it.

use crate::answers::Answers;
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
