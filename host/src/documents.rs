//! Documents: what the town tells somebody, set on its letterhead as an accessible PDF (tagged,
//! PDF/UA-1, ISO 14289-1). Data in, bytes out; the same data give the same bytes, whenever they
//! are set.
//!
//! They are set by a program of its own, `documents/` in the repository, which stands beside this
//! one: words that keep a typesetter busy, and its faults, end that process and no server.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine;
use serde::{Serialize, Serializer};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::limits::document::{BYTES, TIME};

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
    /// Who answers for it: name, quality (CRPA L111-2, L212-1).
    pub author: Vec<String>,
    /// How anybody sees that it is genuine.
    pub proof: Proof,
    /// What stands before the number of a page.
    pub footer: String,
    /// When it came to be, in seconds since 1970: the date of the file.
    pub made: i64,
    /// The town's arms or logo: PNG, JPEG, WebP or SVG.
    #[serde(serialize_with = "in_base64")]
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
    /// The program that sets them is not there.
    #[error("the program guichet-documents cannot be run: {0}")]
    Absent(std::io::Error),
    /// It took too long.
    #[error("the document was not set within {} s", TIME.as_secs())]
    Late,
    /// It could not be set.
    #[error("the document could not be set: {0}")]
    Fault(String),
}

/// The program that sets documents.
#[derive(Clone, Debug)]
pub struct Setter(PathBuf);

impl Setter {
    /// The one that stands beside this program, if it does.
    pub fn beside() -> Option<Self> {
        let own = std::env::current_exe().ok()?;
        let place = own.parent().unwrap_or(Path::new("")).join("guichet-documents");
        place.is_file().then_some(Self(place))
    }

    /// Sets a document.
    pub async fn pdf(&self, sheet: &Sheet) -> Result<Vec<u8>, Unset> {
        let words = serde_json::to_vec(sheet).map_err(|e| Unset::Fault(e.to_string()))?;
        let mut process = Command::new(&self.0)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(Unset::Absent)?;
        let mut input = process.stdin.take();
        // It reads all before it says anything: no two pipes wait for each other.
        let told = async move {
            if let Some(input) = &mut input {
                let _ = input.write_all(&words).await;
            }
            drop(input);
            process.wait_with_output().await
        };
        let output = tokio::time::timeout(TIME, told).await.map_err(|_| Unset::Late)?;
        let output = output.map_err(Unset::Absent)?;
        let made = output.status.success() && output.stdout.starts_with(b"%PDF-");
        if made && output.stdout.len() <= BYTES {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Unset::Fault(said.trim().chars().take(300).collect()))
    }
}

fn in_base64<S: Serializer>(logo: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
    let bytes = logo.as_deref().unwrap_or_default();
    to.serialize_str(&base64::engine::general_purpose::STANDARD.encode(bytes))
}
