//! What a backup takes of the store: how far the journal goes, and the keys of that same moment.

use std::path::PathBuf;

use super::{Store, StoreError};

/// The store at one moment, while it goes on being written to.
#[derive(Debug)]
pub struct Snapshot {
    /// The segments of the journal, and how many bytes of each belong to that moment.
    pub segments: Vec<(PathBuf, u64)>,
    /// How many records they have.
    pub records: u64,
    /// The key store: every key that those records need, and none that they destroyed.
    pub keys: Vec<u8>,
}

impl Store {
    /// Looks at the store. No key is made or destroyed meanwhile, so that the keys are those of the
    /// records: a record's key is durable before it is appended, and a key is destroyed only after
    /// the record that says so.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let (keys, extent) = self.view.vault.still(|| self.journal.durable())?;
        let mut segments = Vec::new();
        for segment in extent.segments {
            let bytes = if segment.closed {
                let size = std::fs::metadata(&segment.path);
                size.map_err(|e| StoreError::State(format!("{}: {e}", segment.path.display())))?
                    .len()
            } else {
                extent.end.offset
            };
            segments.push((segment.path, bytes));
        }
        Ok(Snapshot { segments, records: extent.head.records(), keys })
    }
}
