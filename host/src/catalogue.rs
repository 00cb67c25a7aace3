//! The catalogue between towns: a signed static index of packages, from a file, a web server or a
//! registry. Whoever gives it is trusted with nothing: the key that the town named says whether it
//! is the catalogue, and an older one than was seen before is refused, so that nobody can hide a
//! version, an advisory or a withdrawal.
//!
//! Start with [`read`]; `catalogue/index.rs` is what it says, and knows no I/O.

mod index;
mod known;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::config::{Catalogue, CatalogueAt, Config};
use crate::contract::Date;
use crate::limits::catalogue::{BYTES, TIME};
use crate::outward::{self, Unreachable};
use crate::registry::{self, CATALOGUE, RegistryError};

pub use index::{
    Advisory, Index, IndexError, Listed, ListedVersion, MakeError, Severity, in_english, in_french,
};

pub use known::Known;

/// Why there is no catalogue to look into.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The town names none.
    #[error("there is no [catalogue] in guichet.toml: name its url and its key there")]
    None,
    /// It cannot be had.
    #[error("the catalogue {0}: {1}")]
    Unreachable(String, String),
    /// It is not what it should be.
    #[error("the catalogue {0}: {1}")]
    Index(String, IndexError),
    /// What was seen cannot be remembered.
    #[error("{0}: {1}")]
    Folder(PathBuf, std::io::Error),
}

/// Gets the town's catalogue, and remembers it, so that no older one is taken for it later.
pub async fn read(config: &Config, today: Date) -> Result<Index, CatalogueError> {
    let catalogue = config.catalogue.as_ref().ok_or(CatalogueError::None)?;
    let bytes = fetched(config, catalogue).await?;
    let seen = last_seen(&config.data, catalogue);
    let opened = Index::open(&bytes, catalogue.key, today, seen.as_ref().map(|seen| seen.issued));
    let index = opened.map_err(|e| CatalogueError::Index(catalogue.at.to_string(), e))?;
    if seen.is_none_or(|seen| seen.issued < index.issued) {
        let file = place(&config.data);
        remember(&file, &bytes).map_err(|e| CatalogueError::Folder(file, e))?;
    }
    Ok(index)
}

/// When the catalogue that was seen last was made.
pub fn seen_last(config: &Config) -> Option<Timestamp> {
    last_seen(&config.data, config.catalogue.as_ref()?).map(|seen| seen.issued)
}

/// Where the catalogue that was seen last is kept.
fn place(data: &Path) -> PathBuf {
    data.join("catalogue.json")
}

/// The catalogue that was seen last, if it was signed with the key that counts now. Whether it has
/// expired makes no difference.
fn last_seen(data: &Path, catalogue: &Catalogue) -> Option<Index> {
    let bytes = fs::read(place(data)).ok()?;
    Index::opened(&bytes, catalogue.key).ok()
}

/// Half a catalogue is never there.
fn remember(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(file)?;
    Ok(())
}

async fn fetched(config: &Config, catalogue: &Catalogue) -> Result<Vec<u8>, CatalogueError> {
    let unreachable = |why: String| CatalogueError::Unreachable(catalogue.at.to_string(), why);
    match &catalogue.at {
        CatalogueAt::File(file) => {
            let size = fs::metadata(file).map_err(|e| unreachable(e.to_string()))?.len();
            if size > BYTES as u64 {
                return Err(unreachable(format!("it has {size} bytes; {BYTES} are read")));
            }
            fs::read(file).map_err(|e| unreachable(e.to_string()))
        }
        CatalogueAt::Web(url) => {
            let client = outward::client(TIME).map_err(&unreachable)?;
            let said = outward::get(&client, url.clone(), None, TIME, BYTES);
            let said = said.await.map_err(|e: Unreachable| unreachable(e.to_string()))?;
            match said.status {
                200 => Ok(said.body),
                status => Err(unreachable(format!("its server answers with status {status}"))),
            }
        }
        CatalogueAt::Registry(reference) => {
            let reference: registry::Reference = reference
                .parse()
                .map_err(|e: registry::NotAReference| unreachable(e.to_string()))?;
            let reference = reference.or_latest();
            let pulled = registry::pull(&config.registries, &reference, CATALOGUE);
            let pulled = pulled.await;
            Ok(pulled.map_err(|e: RegistryError| unreachable(e.reason().to_owned()))?.bytes)
        }
    }
}

/// This moment, as a catalogue says when it was made.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    // Whole seconds read better, and nobody makes two catalogues in one.
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
