//! `[catalogue]`: where the town learns which packages there are, and who keeps that list.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::identity::safe;
use crate::plugin::PublicKey;

/// The catalogue between towns.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Where it is.
    pub at: CatalogueAt,
    /// The key of who keeps it.
    pub key: PublicKey,
}

/// Where a catalogue is.
#[derive(Clone, Debug)]
pub enum CatalogueAt {
    /// On this machine.
    File(PathBuf),
    /// On a web server.
    Web(Url),
    /// In a registry, `oci://…`.
    Registry(String),
}

impl fmt::Display for CatalogueAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Web(url) => url.fmt(f),
            Self::Registry(reference) => reference.fmt(f),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    url: String,
    key: PublicKey,
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Catalogue, String> {
        let Self { url, key } = self;
        let at = if url.starts_with("oci://") {
            CatalogueAt::Registry(url)
        } else if url.contains("://") {
            let wrong = || {
                format!(
                    "[catalogue] url = \"{url}\" is neither a file nor an address such as \
                     \"https://catalogue.example/catalogue.json\" or \"oci://registry.example/catalogue\"; \
                     https is needed beyond this machine"
                )
            };
            let parsed = Url::parse(&url).ok().filter(safe);
            let parsed = parsed.filter(|u| u.username().is_empty() && u.password().is_none());
            CatalogueAt::Web(parsed.ok_or_else(wrong)?)
        } else {
            CatalogueAt::File(folder.join(url))
        };
        Ok(Catalogue { at, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(url: &str) -> Result<Catalogue, String> {
        let key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        let wire: Wire = toml::from_str(&format!("url = \"{url}\"\nkey = \"{key}\"")).unwrap();
        wire.build(Path::new("/town"))
    }

    #[test]
    fn it_is_a_file_a_page_or_in_a_registry() {
        for (url, at) in [
            ("catalogue.json", "/town/catalogue.json"),
            ("https://c.example/catalogue.json", "https://c.example/catalogue.json"),
            ("http://127.0.0.1:80/c", "http://127.0.0.1/c"),
            ("oci://r.example/catalogue", "oci://r.example/catalogue"),
        ] {
            assert_eq!(built(url).unwrap().at.to_string(), at);
        }
        for wrong in ["http://c.example/c", "ftp://c.example/c", "https://u:p@c.example/c"] {
            assert!(built(wrong).unwrap_err().contains("https is needed"), "{wrong}");
        }
    }
}
