//! Who vouches for certificates in a test, and who believes them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// An authority of its own, which gives certificates without asking.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate.
    pub pem: String,
}

/// A certificate that was given, and its key.
pub struct Given {
    /// The certificate, PEM.
    pub certificate: String,
    /// The key, PEM.
    pub key: String,
}

impl Default for Authority {
    fn default() -> Self {
        let mut params = CertificateParams::new(vec![]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority of the tests");
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }
}

impl Authority {
    /// A certificate for a name or an address, from so many days ago until so many whole days from
    /// now.
    pub fn give(&self, name: &str, ago: i64, left: i64) -> Given {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let day = |days: i64| {
            let day = today.checked_add(days.days()).expect("a day");
            rcgen::date_time_ymd(day.year().into(), day.month() as u8, day.day() as u8)
        };
        params.not_before = day(-ago);
        params.not_after = day(left + 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").pem();
        Given { certificate, key: key.serialize_pem() }
    }
}

impl Given {
    /// Writes both into files of these names.
    pub fn write(&self, certificate: &Path, key: &Path) {
        // The key before the certificate, as somebody may who renews them: for a moment they do
        // not belong together.
        private(key, &self.key);
        std::fs::write(certificate, &self.certificate).expect("a file");
    }
}

/// Writes what only its owner may read.
fn private(file: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(file, text).expect("a file");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

/// A port of the loopback that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its number").port()
}

/// What speaks HTTPS here: it believes one authority (PEM) alone, finds a name on this machine,
/// and tells which certificate it was shown.
pub fn trusting(authority: &str, name: &str) -> reqwest::Client {
    let mut roots = rustls::RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(authority.as_bytes()).expect("a certificate");
    roots.add(root).expect("an authority");
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .tls_info(true)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .cookie_store(true)
        .resolve(name, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .timeout(crate::server::PATIENCE);
    client.build().expect("a client")
}

/// The certificate (DER) that an answer came under.
pub fn shown(response: &reqwest::Response) -> Vec<u8> {
    let info = response.extensions().get::<reqwest::tls::TlsInfo>().expect("it came by TLS");
    info.peer_certificate().expect("a certificate").to_vec()
}
