//! Documents: what the town tells somebody, set on its letterhead as an accessible PDF (tagged,
//! PDF/UA-1, ISO 14289-1). Words in, bytes out; the same words give the same bytes, whenever they
//! are set. Knows nothing of dossiers.
//!
//! Nothing that a resident or a procedure wrote is ever read as typst's markup: the letter is one
//! fixed template (`documents/letter.typ`), and words come to it as the strings of a JSON file.

mod typeset;
mod words;

use serde::Serialize;
use tokio::sync::Semaphore;

use crate::limits::document::{AT_ONCE, BYTES, PAGES, TIME, WORDS};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sheet {
    /// Its language: `fr`.
    pub lang: String,
    /// Whether that is written from right to left.
    pub rtl: bool,
    /// What it is: the title of the file and its first heading.
    pub title: String,
    /// The town, who writes.
    pub town: String,
    /// The service and how it is reached, a line each.
    pub service: Vec<String>,
    /// Colour of the letterhead, `#10477e`.
    pub accent: String,
    /// To whom, a line each: nothing where nobody's address is known.
    pub recipient: Vec<String>,
    /// Place and date in words.
    pub dated: String,
    /// Number of the dossier and whatever else it is found by.
    pub references: Vec<(String, String)>,
    /// What it says.
    pub parts: Vec<Part>,
    /// Who answers for it: name, quality and service (CRPA L111-2, L212-1).
    pub author: Vec<String>,
    /// How anybody sees that it is genuine.
    pub proof: Proof,
    /// What stands before the number of a page.
    pub footer: String,
    /// When it came to be, in seconds since 1970: the date of the file.
    #[serde(skip)]
    pub made: i64,
    /// The town's arms or logo: PNG, JPEG, WebP or SVG.
    #[serde(skip)]
    pub logo: Option<Vec<u8>>,
}

/// Something that a document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A heading below the title.
    Heading(String),
    /// A paragraph; its lines stay lines.
    Text(String),
    /// A table of labels and values.
    Rows(Vec<(String, String)>),
    /// Points of a list.
    Points(Vec<String>),
}

/// How anybody sees that a document is genuine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The address of the page that tells it.
    pub link: String,
    /// What is asked for there, for who types it.
    pub code: String,
    /// What the page is for.
    pub words: String,
    /// What the picture of the address shows, for who does not see it.
    pub alt: String,
}

/// Why a document was not set.
#[derive(Debug, thiserror::Error)]
pub enum Unset {
    /// Too many others are set.
    #[error("no turn came within {} s: too many documents are set at once", TIME.as_secs())]
    Late,
    /// It says too much.
    #[error("its words have {0} bytes; {WORDS} are set")]
    Words(usize),
    /// It is too long.
    #[error("it has {0} pages; {PAGES} are set")]
    Pages(usize),
    /// Its file is too large.
    #[error("its file has {0} bytes; {BYTES} are kept")]
    Bytes(usize),
    /// The typesetter has a fault.
    #[error("it could not be set: {0}")]
    Fault(String),
}

/// Who sets documents, a few at a time.
#[derive(Debug)]
pub struct Setter {
    turns: Semaphore,
}

impl Default for Setter {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE) }
    }
}

impl Setter {
    /// Sets a document, when its turn comes. A fault of the typesetter is an error of this one
    /// document.
    pub async fn pdf(&self, sheet: Sheet) -> Result<Vec<u8>, Unset> {
        let turn = tokio::time::timeout(TIME, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| Unset::Late)?.map_err(|e| Unset::Fault(e.to_string()))?;
        // What panics there comes back as an error of the task, without the words that it was at.
        let set = tokio::task::spawn_blocking(move || typeset::pdf(&sheet)).await;
        set.unwrap_or_else(|_| Err(Unset::Fault("the typesetter panicked".into())))
    }
}

#[cfg(test)]
mod tests;
