//! `[trust]`: whose packages the town takes.

use serde::Deserialize;

use crate::digest::Digest;
use crate::plugin::{Trust, VendorKey};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    #[serde(default)]
    unsigned: Vec<Digest>,
    #[serde(default, rename = "key")]
    keys: Vec<VendorKey>,
}

impl Wire {
    pub(super) fn build(self) -> Result<Trust, String> {
        if let Some(key) = self.keys.iter().find(|key| key.from > key.until) {
            return Err(format!(
                "[[trust.key]] of {}: it counts from {} until {}, which is never",
                key.vendor, key.from, key.until
            ));
        }
        Ok(Trust { keys: self.keys, unsigned: self.unsigned })
    }
}
