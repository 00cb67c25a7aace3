//! Papers: documents of a dossier, made when somebody first wants one and kept from then on.
//!
//! The bytes are kept, not made again: a town changes its letterhead, and a later program sets a
//! line elsewhere, but whoever checks an old document must find the digest of what they hold.
//! They lie among the dossier's files, so that what becomes of those becomes of them.

mod sheet;

pub(super) use sheet::recipient;

use super::uploads::unwritten;
use super::{Office, OfficeError, Tracked, random};
use crate::contract::{Attachment, Date};
use crate::dossier::{Paper, PaperCode, PaperOf};
use crate::store::{Kept, Record, StoreError};
use crate::texts::Texts;

/// A paper that there is to have.
pub struct Titled {
    /// Which.
    pub of: PaperOf,
    /// What it is called.
    pub title: String,
    /// Its date.
    pub dated: Date,
}

/// A paper with its bytes, to be put into a copy.
pub(super) struct Enclosed {
    /// What it is called, in the dossier's language.
    pub(super) title: String,
    /// The paper.
    pub(super) paper: Paper,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

impl Office {
    /// The papers of a dossier with their bytes: what nobody wanted before is made now.
    pub(super) async fn enclosed(&self, tracked: &Tracked) -> Result<Vec<Enclosed>, OfficeError> {
        let mut enclosed = Vec::new();
        for Titled { of, title, .. } in self.papers(tracked, None, of_dossier(tracked)) {
            let (paper, bytes) = self.paper(tracked, of).await?;
            enclosed.push(Enclosed { title, paper, bytes });
        }
        Ok(enclosed)
    }

    /// The papers of a dossier that were made.
    pub(super) fn made_of(&self, tracked: &Tracked) -> Result<Vec<Enclosed>, OfficeError> {
        let mut enclosed = Vec::new();
        for Titled { of, title, .. } in self.papers(tracked, None, of_dossier(tracked)) {
            let code = PaperCode::new(&self.secret, tracked.number, of);
            let Some(paper) = self.store.paper(&code)? else { continue };
            let (paper, bytes) = self.made(paper)?;
            enclosed.push(Enclosed { title, paper, bytes });
        }
        Ok(enclosed)
    }

    /// The papers of a dossier, the oldest first; of a decision that waits to be opened, those
    /// before it.
    pub fn papers(&self, tracked: &Tracked, sealed: Option<u32>, t: &Texts) -> Vec<Titled> {
        let open = |of: &PaperOf| match (of, sealed) {
            (PaperOf::Receipt(_), _) | (_, None) => true,
            (of, Some(sealed)) => of.entry().is_none_or(|entry| entry < sealed),
        };
        let entries = tracked.timeline.iter().flat_map(|happened| {
            let papers = PaperOf::of_entry(&happened.entry).into_iter();
            papers.map(move |of| (happened.entry.at, happened.at.date, of))
        });
        let said = tracked.exchanges.iter().filter_map(|said| {
            Some((said.exchange.at, said.at.date, PaperOf::of_exchange(&said.exchange)?))
        });
        let mut papers: Vec<_> = entries.chain(said).filter(|(.., of)| open(of)).collect();
        papers.sort_by_key(|(at, ..)| *at);
        let titled = |(_, dated, of)| {
            let title = sheet::title(tracked, of, t)?;
            Some(Titled { of, title, dated })
        };
        papers.into_iter().filter_map(titled).collect()
    }

    /// A paper with its bytes: as it was made, or made now. When it returns, its digest is
    /// recorded and both are durable.
    pub async fn paper(
        &self,
        tracked: &Tracked,
        of: PaperOf,
    ) -> Result<(Paper, Vec<u8>), OfficeError> {
        let code = PaperCode::new(&self.secret, tracked.number, of);
        if let Some(made) = self.store.paper(&code)? {
            return self.made(made);
        }
        let composed = self.composed(tracked, of, code)?;
        let (kind, dated) = (composed.kind, composed.dated);
        let bytes = self.setter.pdf(composed.sheet).await.map_err(|error| {
            tracing::error!(number = %tracked.number, %of, %error, "a document was not made");
            OfficeError::Sandbox(error.to_string())
        })?;
        let name = format!("{}-{of}.pdf", tracked.number);
        let _filing = self.filing.read().await;
        let (file, kept) = self.keep_paper(name, bytes).await?;
        let digest = kept.digest;
        let (number, made) = (tracked.number, self.now().seconds());
        let paper = Paper { code, number, of, kind, dated, made, digest, file };
        match self.store.commit(Record::Paper(Box::new(paper.clone()), kept.key)).await {
            Ok(_) => self.made(paper),
            // Somebody else wanted it at the same time, and theirs came first.
            Err(StoreError::Stale) => {
                self.made(self.store.paper(&code)?.ok_or(OfficeError::Changed)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn made(&self, paper: Paper) -> Result<(Paper, Vec<u8>), OfficeError> {
        let (_, bytes) = self.file_of(paper.number, &paper.file.id)?;
        Ok((paper, bytes))
    }

    /// Makes a paper's bytes durable. Nobody owns them before the record of the paper is.
    async fn keep_paper(
        &self,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<(Attachment, Kept), OfficeError> {
        let files = self.store.files.clone();
        let id = hex::encode(random::<16>());
        let named = id.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let mut incoming = files.receive()?;
            incoming.write(&bytes)?;
            incoming.keep(&named)
        });
        let kept = kept.await.map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        let kept = kept.map_err(|e| unwritten(&name, &e))?;
        let (size, sha256) = (kept.size, kept.digest.to_string());
        let media_type = "application/pdf".to_owned();
        Ok((Attachment { id, name, media_type, size, sha256 }, kept))
    }

    /// What is told of the paper of a code: nothing that says whose it is.
    pub fn verified(&self, code: &PaperCode) -> Result<Option<Paper>, OfficeError> {
        Ok(self.store.paper(code)?)
    }
}

/// What is said in a dossier's own language.
fn of_dossier(tracked: &Tracked) -> &'static Texts {
    Texts::for_lang(&tracked.state.lang)
}
