//! The certificate that the town is reached with: from files that somebody else renews, or ordered
//! of an ACME server, kept in the data folder and renewed here. A new one takes the place of the
//! old one between two connections; until it is there and good, the old one serves.
//!
//! Knows nothing of what is served. Start with [`open`].

mod acme;
mod certificate;
mod files;

use std::path::Path;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::config::{CertificateFrom, Tls};
use crate::limits::tls::TICK;
use crate::outward;

pub use acme::{Failure, KEPT, failure};
pub use certificate::{Life, life};

/// The protocol with which an ACME server looks whether a name is the town's (RFC 8737).
pub const CHALLENGE: &[u8] = b"acme-tls/1";

/// What connections are made with.
#[derive(Debug, Default)]
struct Shown {
    /// What people are shown.
    certificate: RwLock<Option<Arc<CertifiedKey>>>,
    /// What an ACME server is shown while it looks.
    challenge: RwLock<Option<Arc<CertifiedKey>>>,
}

impl Shown {
    fn show(&self, certificate: Arc<CertifiedKey>) {
        *self.certificate.write().unwrap_or_else(|e| e.into_inner()) = Some(certificate);
    }

    fn answer(&self, challenge: Option<Arc<CertifiedKey>>) {
        *self.challenge.write().unwrap_or_else(|e| e.into_inner()) = challenge;
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let looked = hello.alpn().is_some_and(|mut protocols| protocols.any(|p| p == CHALLENGE));
        let shown = if looked { &self.challenge } else { &self.certificate };
        shown.read().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

/// Where the certificate is from, and when it is looked for again.
enum Source {
    Files(files::Files),
    Acme(Box<acme::Acme>),
}

/// Keeps the certificate.
pub struct Keeper {
    source: Source,
    shown: Arc<Shown>,
}

/// How the town serves HTTPS, and who keeps its certificate.
pub fn open(tls: &Tls, data: &Path) -> Result<(Arc<ServerConfig>, Keeper), String> {
    let shown = Arc::new(Shown::default());
    let mut protocols = vec![b"http/1.1".to_vec()];
    let source = match &tls.certificate {
        CertificateFrom::Files { certificate, key } => {
            let (files, first) = files::Files::open(certificate, key, &tls.host)?;
            shown.show(first);
            Source::Files(files)
        }
        CertificateFrom::Acme { directory, email } => {
            protocols.push(CHALLENGE.to_vec());
            let (acme, kept) = acme::Acme::open(tls, directory, email.as_deref(), data)?;
            if let Some(kept) = kept {
                shown.show(kept);
            }
            Source::Acme(Box::new(acme))
        }
    };
    let mut config = ServerConfig::builder_with_provider(outward::crypto())
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_no_client_auth()
        .with_cert_resolver(shown.clone());
    config.alpn_protocols = protocols;
    Ok((Arc::new(config), Keeper { source, shown }))
}

/// What is wrong with the town's own files, if it has any.
pub fn trouble(tls: &Tls) -> Option<String> {
    match &tls.certificate {
        CertificateFrom::Files { certificate, key } => {
            files::Files::open(certificate, key, &tls.host).err()
        }
        CertificateFrom::Acme { .. } => None,
    }
}

impl Keeper {
    /// Renews the certificate whenever it is time, without end.
    pub async fn keep(mut self) {
        loop {
            match &mut self.source {
                Source::Files(files) => {
                    if let Some(changed) = files.changed() {
                        self.shown.show(changed);
                    }
                }
                Source::Acme(acme) => acme.tend(&self.shown, Timestamp::now()).await,
            }
            tokio::time::sleep(TICK).await;
        }
    }
}
