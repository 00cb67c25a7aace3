//! Uploaded files: received piece by piece, checked by content, durable before they are named.

use super::{Office, OfficeError, random};
use crate::contract::Attachment;
use crate::dossier::DraftId;
use crate::limits::http::{FILE, FILE_NAME_CHARS};
use crate::limits::store::ATTACHMENT_DAYS;
use crate::store::{Filed, Incoming, Owner, Record};

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
        let id = hex::encode(random::<16>());
        let incoming = self.store.files.receive(id).map_err(|e| unwritten(&e))?;
        Ok(Upload { incoming, name: plain_name(name), declared: media_type.to_owned(), uploader })
    }

    /// Keeps a received file. When it returns, the file and what is known of it are durable.
    pub async fn keep(&self, upload: Upload) -> Result<Attachment, OfficeError> {
        if upload.incoming.size() == 0 {
            return Err(OfficeError::File(format!("the file \"{}\" is empty", upload.name)));
        }
        let media_type =
            checked_type(upload.incoming.start(), &upload.declared).ok_or_else(|| {
                OfficeError::File(format!(
                    "the file \"{}\" is not what its type says; send a PDF, JPEG or PNG file",
                    upload.name
                ))
            })?;
        let kept = tokio::task::spawn_blocking(move || {
            (upload.incoming.keep(), upload.name, upload.uploader)
        })
        .await;
        let (kept, name, uploader) = kept.map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        let (id, size, digest) = kept.map_err(|e| unwritten(&e))?;
        let attachment = Attachment { id, name, media_type, size, sha256: digest.to_string() };
        let owner = match uploader {
            Uploader::Draft(id) => Owner::Draft(id),
            Uploader::Client => Owner::Client,
            Uploader::Dossier(number) => Owner::Dossier(number),
        };
        let filed = Filed { attachment: attachment.clone(), owner, at: self.now().seconds() };
        self.store.commit(Record::Filed(filed)).await?;
        Ok(attachment)
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
        let bytes = self
            .store
            .files
            .read(id)
            .map_err(|e| OfficeError::File(format!("the file cannot be read: {e}")))?;
        if crate::digest::Digest::of(&bytes).to_string() != filed.attachment.sha256 {
            return Err(OfficeError::File(
                "the file is damaged: its bytes have another digest".into(),
            ));
        }
        Ok((filed.attachment, bytes))
    }
}

impl Upload {
    /// Takes a piece. Stops at the limit.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), OfficeError> {
        if self.incoming.size() + piece.len() as u64 > FILE as u64 {
            return Err(OfficeError::File(format!(
                "the file \"{}\" is larger than {} MB",
                self.name,
                FILE >> 20
            )));
        }
        self.incoming.write(piece).map_err(|e| unwritten(&e))
    }
}

fn unwritten(error: &std::io::Error) -> OfficeError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => OfficeError::Store(crate::store::StoreError::Full),
        _ => OfficeError::File(format!("the file could not be stored: {error}")),
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
    let found = match start {
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        _ => return None,
    };
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
