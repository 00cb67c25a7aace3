//! A certificate in files that somebody else renews, looked at again and again.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::sign::CertifiedKey;

use super::certificate::{Bad, serving};
use crate::limits::tls::PEM;

/// By what one sees that a file has changed: another file in its place (certbot puts links to new
/// files), or another content.
type Stamp = (u64, u64, i64, i64);

/// The two files.
pub(super) struct Files {
    certificate: PathBuf,
    key: PathBuf,
    host: String,
    seen: Option<[Stamp; 2]>,
}

impl Files {
    /// The files, and what is in them now.
    pub(super) fn open(
        certificate: &Path,
        key: &Path,
        host: &str,
    ) -> Result<(Self, Arc<CertifiedKey>), String> {
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        let mut files = Self { certificate, key, host: host.to_owned(), seen: None };
        files.seen = files.stamps();
        let first = files.read()?;
        Ok((files, first))
    }

    /// What is in them, if that is new and good.
    pub(super) fn changed(&mut self) -> Option<Arc<CertifiedKey>> {
        let now = self.stamps();
        if now == self.seen {
            return None;
        }
        // Before reading: what changes meanwhile is seen the next time.
        self.seen = now;
        match self.read() {
            Ok(certificate) => {
                tracing::info!("a new certificate is served from now on");
                Some(certificate)
            }
            Err(error) => {
                tracing::error!(%error, "the new certificate is not good; the one before is still served");
                None
            }
        }
    }

    fn stamps(&self) -> Option<[Stamp; 2]> {
        let stamp = |file: &Path| {
            let seen = fs::metadata(file).ok()?;
            Some((seen.ino(), seen.len(), seen.mtime(), seen.mtime_nsec()))
        };
        Some([stamp(&self.certificate)?, stamp(&self.key)?])
    }

    fn read(&self) -> Result<Arc<CertifiedKey>, String> {
        let wrong =
            |key: &str, file: &Path, why: String| format!("[tls] {key} {}: {why}", file.display());
        let certificate = |why: String| wrong("certificate", &self.certificate, why);
        let key = |why: String| wrong("key", &self.key, why);
        let chain = bounded(&self.certificate).map_err(certificate)?;
        let mode = fs::metadata(&self.key).map_err(|e| key(e.to_string()))?.mode();
        if mode & 0o007 != 0 {
            return Err(key(format!(
                "everybody may read it (mode {:03o}): chmod o= {}",
                mode & 0o777,
                self.key.display()
            )));
        }
        let secret = bounded(&self.key).map_err(key)?;
        match serving(&chain, &secret, &self.host) {
            Ok((serving, _)) => Ok(serving),
            Err(Bad::Certificate(why)) => Err(certificate(why)),
            Err(Bad::Key(why)) => Err(key(why)),
        }
    }
}

fn bounded(file: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(file).map_err(|e| e.to_string())?.len();
    if size > PEM {
        return Err(format!("it has {size} bytes; {PEM} are allowed"));
    }
    fs::read(file).map_err(|e| e.to_string())
}
