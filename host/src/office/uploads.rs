//! Uploaded files: received piece by piece, checked by content, durable before they are named.

use super::{Office, OfficeError, pictures, random};
use crate::contract::Attachment;
use crate::digest::Digest;
use crate::dossier::DraftId;
use crate::limits::http::{FILE, FILE_NAME_CHARS, PIXELS};
use crate::limits::store::ATTACHMENT_DAYS;
use crate::scan::{self, Found};
use crate::store::{Filed, Incoming, Owner, Record, StoreError};
use crate::texts::Texts;

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Its bytes are not what its type says, or of a type that is not taken.
    #[error("the file is not what its type says; send a PDF, JPEG or PNG file")]
    Type,
    /// It has too many bytes.
    #[error("the file is larger than {} MB", FILE >> 20)]
    Large,
    /// It is a picture that cannot be read.
    #[error("the picture is damaged; take it anew or save it anew")]
    Broken,
    /// It is a picture of more pixels than anybody's computer shows well.
    #[error("the picture has more than {} million pixels; send a smaller one", PIXELS / 1_000_000)]
    Vast,
    /// It has a virus.
    #[error("the file has a virus; it was not kept")]
    Virus,
    /// Nobody could look for viruses.
    #[error("the file cannot be looked through for viruses now; try again in a few minutes")]
    Unscanned,
    /// It did not arrive whole.
    #[error("the file did not arrive whole; send it again")]
    Cut,
    /// It is not there, or somebody else's.
    #[error("the file is not there, or belongs to another dossier")]
    Elsewhere,
    /// It could not be written or read.
    #[error("the file could not be stored or read; try again in a few minutes")]
    Disk,
}

impl FileFault {
    /// What a person is told of a file with this name.
    pub fn message(self, name: &str, t: &Texts) -> String {
        let key = match self {
            Self::Empty => "file-empty",
            Self::Type => "file-type",
            Self::Large => "file-large",
            Self::Broken => "file-broken",
            Self::Vast => "file-vast",
            Self::Virus => "file-virus",
            Self::Unscanned => "file-unscanned",
            Self::Cut => "file-cut",
            Self::Elsewhere => "file-elsewhere",
            Self::Disk => "file-disk",
        };
        let size = i64::try_from(FILE >> 20).unwrap_or(0);
        let pixels = PIXELS / 1_000_000;
        let values =
            [("name", name.to_owned().into()), ("size", size.into()), ("pixels", pixels.into())];
        t.with(key, &values)
    }
}

/// Who uploads.
#[derive(Clone, Copy, Debug)]
pub enum Uploader {
    /// A person filling in this draft.
    Draft(DraftId),
    /// An API client.
    Client,
    /// An applicant who hands in what was asked for.
    Dossier(crate::dossier::DossierNumber),
}

/// A file on its way in.
pub struct Upload {
    incoming: Incoming,
    name: String,
    declared: String,
    uploader: Uploader,
}

impl Office {
    /// Begins to receive a file.
    pub fn receive(
        &self,
        uploader: Uploader,
        name: &str,
        media_type: &str,
    ) -> Result<Upload, OfficeError> {
        let incoming = self.store.files.receive().map_err(|e| unwritten(name, &e))?;
        Ok(Upload { incoming, name: plain_name(name), declared: media_type.to_owned(), uploader })
    }

    /// Keeps a received file: without what a camera wrote into it, and after it was looked
    /// through for viruses. When it returns, the file and what is known of it are durable.
    pub async fn keep(&self, mut upload: Upload) -> Result<Attachment, OfficeError> {
        let name = upload.name.clone();
        let refused = |fault| OfficeError::File(name.clone(), fault);
        if upload.incoming.size() == 0 {
            return Err(refused(FileFault::Empty));
        }
        let media_type = checked_type(upload.incoming.start(), &upload.declared)
            .ok_or_else(|| refused(FileFault::Type))?;
        if let Some(scanner) = &self.scanner {
            let reader = upload.incoming.reader().map_err(|e| unwritten(&name, &e))?;
            match scan::scan(scanner, reader).await {
                Ok(Found::Nothing) => {}
                Ok(Found::Virus(virus)) => {
                    tracing::warn!(virus, "a file with a virus was refused");
                    return Err(refused(FileFault::Virus));
                }
                Err(error) => {
                    tracing::error!(%error, "clamd could not look through a file");
                    return Err(refused(FileFault::Unscanned));
                }
            }
        }
        let upload_owner = upload.uploader;
        let _filing = self.filing.read().await;
        let files = self.store.files.clone();
        let picture = media_type.starts_with("image/").then(|| media_type.clone());
        let id = hex::encode(random::<16>());
        let named = id.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let Some(picture) = picture else { return upload.incoming.keep(&named).map(Ok) };
            let plain = match pictures::stripped(&picture, upload.incoming.bytes()?) {
                Ok(plain) => plain,
                Err(fault) => return Ok(Err(fault)),
            };
            let mut incoming = files.receive()?;
            incoming.write(&plain)?;
            incoming.keep(&named).map(Ok)
        });
        let kept = kept.await.map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        let kept = kept.map_err(|e| unwritten(&name, &e))?;
        let kept = kept.map_err(refused)?;
        let (size, sha256) = (kept.size, kept.digest.to_string());
        let attachment = Attachment { id, name, media_type, size, sha256 };
        let owner = match upload_owner {
            Uploader::Draft(id) => Owner::Draft(id),
            Uploader::Client => Owner::Client,
            Uploader::Dossier(number) => Owner::Dossier(number),
        };
        let (at, key) = (self.now().seconds(), Some(kept.key));
        let filed = Filed { attachment: attachment.clone(), owner, at, key };
        self.store.commit(Record::Filed(filed)).await?;
        Ok(attachment)
    }

    /// Throws files away that no dossier took in time: those of drafts that are gone, and those
    /// that the API left. Their keys are destroyed, and then their bytes go.
    pub async fn tend_files(&self) -> Result<(), OfficeError> {
        let _alone = self.filing.write().await;
        let now = self.now().seconds();
        let mut dropped = Vec::new();
        for filed in self.store.all_filed() {
            let filed = filed?;
            let old = now - filed.at >= ATTACHMENT_DAYS * 86_400;
            let gone = match filed.owner {
                Owner::Dossier(_) => false,
                Owner::Client => old,
                Owner::Draft(draft) => self.store.draft(&draft)?.is_none(),
            };
            if gone {
                dropped.push(filed.attachment);
            }
        }
        for file in dropped {
            match self.store.commit(Record::FileDropped(file.id.clone())).await {
                Err(StoreError::Stale) => continue,
                other => other?,
            };
            self.store.files.remove(&file.id).map_err(|e| unwritten(&file.name, &e))?;
        }
        let known = |id: &str| !matches!(self.store.filed(id), Ok(None));
        self.store.files.sweep(known).map_err(|e| unwritten("", &e))
    }

    /// A file that this uploader may use in answers.
    pub(super) fn usable(&self, uploader: Uploader, id: &str) -> Option<Attachment> {
        let filed = self.store.filed(id).ok().flatten()?;
        let age = self.now().seconds() - filed.at;
        let own = match (uploader, filed.owner) {
            (Uploader::Draft(draft), Owner::Draft(owner)) => draft == owner,
            (Uploader::Client, Owner::Client) => age < ATTACHMENT_DAYS * 86_400,
            (Uploader::Dossier(dossier), Owner::Dossier(owner)) => dossier == owner,
            _ => false,
        };
        own.then_some(filed.attachment)
    }

    /// A file of a dossier, with its bytes. Only files of this dossier are found.
    pub fn file_of(
        &self,
        number: crate::dossier::DossierNumber,
        id: &str,
    ) -> Result<(Attachment, Vec<u8>), OfficeError> {
        let filed = self.store.filed(id)?.filter(|f| f.owner == Owner::Dossier(number));
        let filed = filed.ok_or(OfficeError::NoDossier)?;
        let damaged = || OfficeError::File(filed.attachment.name.clone(), FileFault::Disk);
        let digest: Digest = filed.attachment.sha256.parse().map_err(|_| damaged())?;
        let bytes = self.store.files.read(&filed.attachment.id).map_err(|error| {
            tracing::error!(%error, file = id, "a file cannot be read");
            damaged()
        })?;
        if Digest::of(&bytes) != digest {
            tracing::error!(file = id, "a file is damaged: its bytes have another digest");
            return Err(damaged());
        }
        Ok((filed.attachment, bytes))
    }
}

impl Upload {
    /// Takes a piece. Stops at the limit.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), OfficeError> {
        if self.incoming.size() + piece.len() as u64 > FILE as u64 {
            return Err(OfficeError::File(self.name.clone(), FileFault::Large));
        }
        self.incoming.write(piece).map_err(|e| unwritten(&self.name, &e))
    }
}

pub(super) fn unwritten(name: &str, error: &std::io::Error) -> OfficeError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => OfficeError::Store(StoreError::Full),
        _ => {
            tracing::error!(%error, "a file could not be stored");
            OfficeError::File(name.to_owned(), FileFault::Disk)
        }
    }
}

/// The last part of a name, without what could mislead a person or a header.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '\u{202a}'..='\u{202e}'))
        .take(FILE_NAME_CHARS)
        .collect();
    if plain.trim().is_empty() { "file".to_owned() } else { plain }
}

/// The type of a file by its first bytes, if the declared one agrees. Only types whose start
/// is known are taken; nothing that a browser would run is among them.
fn checked_type(start: &[u8], declared: &str) -> Option<String> {
    let found = infer::get(start)?.mime_type();
    if !["application/pdf", "image/jpeg", "image/png"].contains(&found) {
        return None;
    }
    let declared = declared.split(';').next().unwrap_or_default().trim();
    let agrees = declared.is_empty() || declared == found || declared == "application/octet-stream";
    agrees.then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_what_the_bytes_say() {
        assert_eq!(
            checked_type(b"%PDF-1.7", "application/pdf").as_deref(),
            Some("application/pdf")
        );
        assert_eq!(checked_type(b"%PDF-1.7", "").as_deref(), Some("application/pdf"));
        assert_eq!(checked_type(b"%PDF-1.7", "image/png"), None);
        assert_eq!(checked_type(b"<svg>", "image/svg+xml"), None);
        assert_eq!(checked_type(b"", "application/pdf"), None);
    }

    #[test]
    fn names_lose_folders_and_tricks() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\a\\plan.pdf"), "plan.pdf");
        assert_eq!(plain_name("a\"\r\nb\u{202e}.pdf"), "ab.pdf");
        assert_eq!(plain_name("/"), "file");
    }
}
