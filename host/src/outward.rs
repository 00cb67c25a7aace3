//! The one way out over HTTP: TLS with the roots of the web, no detours, bounded answers. Knows
//! nothing of what is asked of whom.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER, USER_AGENT};
use reqwest::tls::TlsInfo;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use url::Url;

/// Nothing usable came back. Never says which address was asked: a code or a name may stand in it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

impl Unreachable {
    /// What came back is of no use, for this reason.
    pub fn because(reason: String) -> Self {
        Self(reason)
    }

    /// What went wrong, without the address.
    pub fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
        Self(format!("{error}{}", cause.unwrap_or_default()))
    }
}

/// What TLS computes with here, as a client and as a server.
pub fn crypto() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Has libraries that make their own clients use the same TLS as we do.
pub fn provide_crypto() {
    // Who provided it before provided the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client whose requests take `time` at most.
pub fn client(time: Duration) -> Result<reqwest::Client, String> {
    client_trusting(time, &[])
}

/// The same, that trusts others beside the authorities of the web.
pub fn client_trusting(
    time: Duration,
    others: &[CertificateDer<'static>],
) -> Result<reqwest::Client, String> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for other in others {
        roots.add(other.clone()).map_err(|e| e.to_string())?;
    }
    let tls = rustls::ClientConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .tls_info(true)
        // Who could send us elsewhere could have us ask inside the town's network.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(time)
        .connect_timeout(time.min(Duration::from_secs(5)))
        .build()
        .map_err(|e| e.to_string())
}

/// The body of a response, if it has at most so many bytes.
pub async fn body(response: &mut reqwest::Response, limit: usize) -> Result<Vec<u8>, Unreachable> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(Unreachable::of)? {
        if body.len() + piece.len() > limit {
            return Err(Unreachable(format!("it answers with more than {limit} bytes")));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// What a service said.
pub struct Said {
    /// The HTTP status.
    pub status: u16,
    /// After how long it wants to be asked again, where it says so in seconds.
    pub retry_after: Option<Duration>,
    /// The certificate under which it was said (X.509, DER), where that was HTTPS.
    pub certificate: Option<Vec<u8>>,
    /// The body.
    pub body: Vec<u8>,
}

/// Asks for an address within a time.
pub async fn get(
    client: &reqwest::Client,
    url: Url,
    bearer: Option<&str>,
    time: Duration,
    limit: usize,
) -> Result<Said, Unreachable> {
    let mut request = client
        .get(url)
        .timeout(time)
        .header(USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")));
    if let Some(bearer) = bearer {
        let mut value = HeaderValue::try_from(format!("Bearer {bearer}"))
            .map_err(|_| Unreachable("the token is none that HTTP can carry".into()))?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let mut response = request.send().await.map_err(Unreachable::of)?;
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = seconds.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let status = response.status().as_u16();
    let certificate = response.extensions().get::<TlsInfo>();
    let certificate = certificate.and_then(|tls| tls.peer_certificate()).map(<[u8]>::to_vec);
    let body = body(&mut response, limit).await?;
    Ok(Said { status, retry_after, certificate, body })
}
