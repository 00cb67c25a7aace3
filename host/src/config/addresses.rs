//! `[addresses]`: the town's own table of addresses, which are suggested to who writes one.

use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    file: PathBuf,
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> PathBuf {
        folder.join(self.file)
    }
}
