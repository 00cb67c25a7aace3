//! A copy of everything that the town holds of one dossier, for its applicant (GDPR, articles 15
//! and 20): answers and what happened as JSON, the files below `files`, and what the town told as
//! PDF below `documents`.

use std::collections::BTreeSet;
use std::io::{Cursor, Seek, Write};
use std::sync::Arc;

use serde_json::json;
use zip::write::SimpleFileOptions;

use super::papers::Enclosed;
use super::{Office, OfficeError, Tracked};
use crate::contract::Value;
use crate::digest::Digest;
use crate::dossier::{Consulted, Paper, Passed};

/// A ZIP archive that remembers the digests of what is in it.
pub(super) struct Archive<W: Write + Seek> {
    zip: zip::ZipWriter<W>,
    digests: String,
}

impl<W: Write + Seek> Archive<W> {
    pub(super) fn new(to: W) -> Self {
        Self { zip: zip::ZipWriter::new(to), digests: String::new() }
    }

    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), OfficeError> {
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(unwritten)?;
        self.zip.write_all(bytes).map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        self.digests.push_str(&format!("{}  {name}\n", Digest::of(bytes)));
        Ok(())
    }

    /// What `sha256sum -c` reads, for all files so far.
    pub(super) fn digests(&self) -> &str {
        &self.digests
    }

    pub(super) fn finish(self) -> Result<W, OfficeError> {
        self.zip.finish().map_err(unwritten)
    }
}

fn unwritten(error: zip::result::ZipError) -> OfficeError {
    OfficeError::Sandbox(error.to_string())
}

impl Office {
    /// The copy, as the bytes of a ZIP archive.
    pub async fn copy_of(self: Arc<Self>, tracked: Tracked) -> Result<Vec<u8>, OfficeError> {
        let tracked = tracked.before_opening(self.now().today());
        let papers = self.enclosed(&tracked).await?;
        // It reads files, which other requests need not wait for.
        let pack = move || {
            let mut archive = Archive::new(Cursor::new(Vec::new()));
            self.copy_into(&tracked, papers, "", &mut archive)?;
            Ok(archive.finish()?.into_inner())
        };
        let packed = tokio::task::spawn_blocking(pack).await;
        packed.map_err(|e| OfficeError::Sandbox(e.to_string()))?
    }

    /// The same below a folder of an archive, with these papers.
    pub(super) fn copy_into<W: Write + Seek>(
        &self,
        tracked: &Tracked,
        papers: Vec<Enclosed>,
        below: &str,
        archive: &mut Archive<W>,
    ) -> Result<(), OfficeError> {
        let dossier = serde_json::to_vec_pretty(&self.described(tracked, &papers))
            .map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        archive.add(&format!("{below}dossier.json"), &dossier)?;
        let files = tracked.state.dossier.answers.iter().filter_map(|a| match &a.value {
            Value::Attachments(files) => Some(files),
            _ => None,
        });
        let mut names = BTreeSet::new();
        let sent = tracked.exchanges.iter().filter_map(|said| match &said.exchange.what {
            Passed::Message { files, .. } => Some(files),
            _ => None,
        });
        for (at, file) in files.chain(sent).flatten().enumerate() {
            let (file, bytes) = self.file_of(tracked.number, &file.id)?;
            let mut name = file.name;
            if !names.insert(name.clone()) {
                name = format!("{}-{name}", at + 1);
            }
            archive.add(&format!("{below}files/{name}"), &bytes)?;
        }
        for Enclosed { paper, bytes, .. } in papers {
            archive.add(&format!("{below}{}", place(&paper)), &bytes)?;
        }
        Ok(())
    }

    fn described(&self, tracked: &Tracked, papers: &[Enclosed]) -> serde_json::Value {
        let state = &tracked.state;
        let happened = |happened: &super::Happened| {
            let decision = &happened.entry.decision;
            json!({
                "at": happened.at,
                "by": happened.entry.by,
                "event": *happened.entry.event,
                "procedure_version": happened.entry.version,
                "status": decision.status,
                "verdict": decision.verdict,
                "reasons": decision.reasons,
                "effects": decision.effects,
            })
        };
        let said = |said: &super::Said| {
            json!({
                "at": said.at,
                "by": said.exchange.by,
                "what": said.exchange.what,
            })
        };
        let asked = |c: &Consulted| {
            json!({
                "at": self.moment(c.at),
                "field": c.path,
                "source": c.source,
                "provider": c.provider,
                "purpose": c.purpose,
                "told": c.sent,
                "outcome": c.outcome,
                "answers": c.answers,
            })
        };
        let enclosed = |Enclosed { title, paper, .. }: &Enclosed| {
            json!({
                "file": place(paper),
                "title": title,
                "dated": paper.dated,
                "code": paper.code,
                "sha256": paper.digest,
            })
        };
        // What agents note among themselves is given out by a person, who looks first whether it
        // names others or still prepares a decision (CRPA L311-2, L311-6; GDPR, article 15 (4)).
        let exchanged = tracked.exchanges.iter().filter(|said| !said.exchange.what.inside());
        json!({
            "number": tracked.number,
            "procedure": state.procedure,
            "town": self.town.name,
            "language": state.lang,
            "signed_in_as": state.person,
            "phase": state.dossier.phase,
            "status": state.status,
            "receipt": tracked.receipt,
            "answers": state.dossier.answers,
            "facts": state.dossier.facts,
            "charges": state.dossier.charges,
            "online_payments": tracked.payments,
            "bookings": state.dossier.holds,
            "asked_of_sources": tracked.consulted.iter().map(asked).collect::<Vec<_>>(),
            "exchanged": exchanged.map(said).collect::<Vec<_>>(),
            "happened": tracked.timeline.iter().map(happened).collect::<Vec<_>>(),
            "documents": papers.iter().map(enclosed).collect::<Vec<_>>(),
        })
    }
}

/// Where a paper lies in a copy: `documents/receipt-1.pdf`.
fn place(paper: &Paper) -> String {
    format!("documents/{}.pdf", paper.of)
}
