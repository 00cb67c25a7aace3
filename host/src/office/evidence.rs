//! The evidence of one dossier in one file, which decides it again on another machine, whatever
//! became of the town's own: a ZIP archive with `evidence.json` (every entry with its transcript,
//! and what chained it), the packages that decided under `components/`, and the files under
//! `files/`, each named by its digest.
//!
//! It has personal data: it is written for the user alone who runs the command, and replaces
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::{Cursor, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;

use super::replay::{ReplayError, Replaying};
use super::{Office, OfficeError, catalogue};
use crate::contract::{Attachment, Value};
use crate::digest::Digest;
use crate::dossier::{DossierNumber, Entry, Exchange, Passed};
use crate::limits::{component, evidence as limits};
use crate::plugin::{Grants, Package};
use crate::runtime::Runtime;

/// The layout that this version writes and reads.
const LAYOUT: u32 = 1;

/// `evidence.json`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Evidence {
    layout: u32,
    number: DossierNumber,
    /// The town, by its name.
    town: String,
    entries: Vec<Link>,
    /// What passed beside the procedure.
    exchanges: Vec<Exchange>,
}

/// An entry with what chains it to the one before.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Link {
    previous: Digest,
    digest: Digest,
    entry: Entry,
}

/// What was written, or read and found right.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proved {
    /// The dossier.
    pub number: DossierNumber,
    /// The version that made each decision.
    pub versions: Vec<String>,
    /// How many files belong to it.
    pub files: usize,
}

/// Why a file is not the evidence of a dossier, or what in it is not right.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// It cannot be read or written.
    #[error("{0}")]
    File(String),
    /// It is not as this program writes it.
    #[error("it is not evidence of a dossier as `guichet dossier export` writes it: {0}")]
    Layout(String),
    /// It does not decide as it says.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The office could not give it.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

fn layout(problem: impl std::fmt::Display) -> EvidenceError {
    EvidenceError::Layout(problem.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
}

impl Office {
    /// Writes the evidence of a dossier into a new file.
    pub fn export(&self, number: DossierNumber, out: &Path) -> Result<Proved, EvidenceError> {
        let unwritten =
            |e: &dyn std::fmt::Display| EvidenceError::File(format!("{}: {e}", out.display()));
        let tracked = self.dossier(number)?;
        let stored = self.store.entries(number).map_err(OfficeError::from)?;
        let exchanges: Vec<Exchange> = tracked.exchanges.into_iter().map(|s| s.exchange).collect();
        let entries: Vec<Link> = stored
            .into_iter()
            .map(|c| Link { previous: c.previous, digest: c.digest, entry: c.entry })
            .collect();
        let evidence =
            Evidence { layout: LAYOUT, number, town: self.town.name.clone(), entries, exchanges };
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut put = |name: String, bytes: &[u8]| {
            let options = SimpleFileOptions::default();
            archive.start_file(name, options).map_err(|e| unwritten(&e))?;
            archive.write_all(bytes).map_err(|e| unwritten(&e))
        };
        let json = serde_json::to_vec_pretty(&evidence).map_err(|e| unwritten(&e))?;
        put("evidence.json".to_owned(), &json)?;
        let components: BTreeSet<Digest> =
            evidence.entries.iter().map(|link| link.entry.component).collect();
        for digest in components {
            let package = catalogue::kept(&self.folder, digest);
            let package = package.map_err(|problem| EvidenceError::File(problem))?;
            put(format!("components/{digest}.wasm"), &package.bytes)?;
        }
        let files = files_of(&evidence);
        for (digest, id) in &files {
            let (_, bytes) = self.file_of(number, id)?;
            put(format!("files/{digest}"), &bytes)?;
        }
        let bytes = archive.finish().map_err(|e| unwritten(&e))?.into_inner();
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(out);
        let mut file = file.map_err(|e| unwritten(&e))?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half of it would prove nothing.
            let _ = std::fs::remove_file(out);
            return Err(unwritten(&error));
        }
        let versions = evidence.entries.iter().map(|l| l.entry.version.clone()).collect();
        Ok(Proved { number, versions, files: files.len() })
    }
}

/// The files that the entries and exchanges name: their ids, by digest.
fn files_of(evidence: &Evidence) -> BTreeMap<String, String> {
    let answered = evidence.entries.iter().flat_map(|link| &link.entry.dossier.answers);
    let answered = answered.filter_map(|answer| match &answer.value {
        Value::Attachments(files) => Some(files),
        _ => None,
    });
    let said = evidence.exchanges.iter().filter_map(|exchange| match &exchange.what {
        Passed::Message { files, .. } => Some(files),
        _ => None,
    });
    let named = |file: &Attachment| (file.sha256.clone(), file.id.clone());
    answered.chain(said).flatten().map(named).collect()
}

/// Reads a file that [`Office::export`] wrote, on any machine, makes every decision in it again,
/// and checks that every file is the one that was handed in.
pub async fn replay_evidence(file: &Path) -> Result<Proved, EvidenceError> {
    let named = |e: std::io::Error| EvidenceError::File(format!("{}: {e}", file.display()));
    let size = std::fs::metadata(file).map_err(named)?.len();
    if size > limits::BYTES {
        return Err(layout(format!("it has {size} bytes; {} are read", limits::BYTES)));
    }
    let bytes = std::fs::read(file).map_err(named)?;
    let mut parts = Parts::read(&bytes)?;
    let json = parts.take("evidence.json")?;
    let evidence: Evidence = serde_json::from_slice(&json).map_err(layout)?;
    if evidence.layout != LAYOUT {
        return Err(layout(format!(
            "it has layout {}; this version reads {LAYOUT}",
            evidence.layout
        )));
    }
    let mut previous = Digest::ZERO;
    for link in &evidence.entries {
        if link.previous != previous {
            return Err(layout(format!("entry {} does not follow on", link.entry.index)));
        }
        previous = link.digest;
    }
    for digest in files_of(&evidence).keys() {
        let bytes = parts.take(&format!("files/{digest}"))?;
        if Digest::of(&bytes).to_string() != *digest {
            return Err(layout(format!("the file {digest} was altered")));
        }
    }
    let files = files_of(&evidence).len();
    let runtime = Runtime::new(1, None).map_err(layout)?;
    let mut replaying = Replaying::new(evidence.number);
    let mut versions = Vec::new();
    for link in &evidence.entries {
        let load = |digest: Digest| {
            let bytes = parts.take(&format!("components/{digest}.wasm"));
            let bytes = bytes.map_err(|e| e.to_string())?;
            if Digest::of(&bytes) != digest {
                return Err(format!("the component {digest} was altered"));
            }
            let package = Package::read(bytes).map_err(|e| e.to_string())?;
            let grants = Grants::as_requested(&package.manifest);
            runtime.load(package, grants).map_err(|e| e.to_string())
        };
        replaying.entry(&link.entry, load).await?;
        versions.push(link.entry.version.clone());
    }
    if versions.is_empty() {
        return Err(layout("it has no entries"));
    }
    parts.end()?;
    Ok(Proved { number: evidence.number, versions, files })
}

/// The parts of the archive. Only those that the evidence names are looked for, and none is
/// written anywhere, so what a name says leads nowhere.
struct Parts<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    taken: BTreeSet<String>,
}

impl<'a> Parts<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, EvidenceError> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(layout)?;
        if archive.len() > limits::PARTS {
            return Err(layout(format!("it has {} parts", archive.len())));
        }
        Ok(Self { archive, taken: BTreeSet::new() })
    }

    /// A part, unpacked within its limit.
    fn take(&mut self, name: &str) -> Result<Vec<u8>, EvidenceError> {
        let limit =
            if name.starts_with("components/") { component::BYTES as u64 } else { limits::PART };
        let part = self.archive.by_name(name);
        let part = part.map_err(|_| layout(format!("{name} is not in it")))?;
        let mut bytes = Vec::new();
        part.take(limit + 1).read_to_end(&mut bytes).map_err(layout)?;
        if bytes.len() as u64 > limit {
            return Err(layout(format!("{name} has more than {limit} bytes")));
        }
        self.taken.insert(name.to_owned());
        Ok(bytes)
    }

    /// Whether there is nothing else in it.
    fn end(&self) -> Result<(), EvidenceError> {
        let mut names = self.archive.file_names();
        let strange = names.find(|name| !name.as_ref().is_ok_and(|n| self.taken.contains(&**n)));
        match strange {
            Some(name) => {
                let name = name.map_err(layout)?;
                let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
                Err(layout(format!("it has a part that belongs to nothing: {name}")))
            }
            None => Ok(()),
        }
    }
}
