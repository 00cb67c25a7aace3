//! `[tls]` and `[proxy]`: how nobody on the way reads what people and the town say to each other.
//! The town serves HTTPS itself, with files of its own or a certificate that it orders, or a proxy
//! that is named does.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use url::{Host, Url};

use super::identity::safe;
use crate::limits::tls::PEM;

/// How the town serves HTTPS itself.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The name by which people reach it.
    pub host: String,
    /// Where its certificate is from.
    pub certificate: CertificateFrom,
    /// Where who comes by plain HTTP is sent on, if anywhere.
    pub redirect: Option<SocketAddr>,
    /// Who is trusted beside the authorities of the web: with the town's own certificate, and as an
    /// ACME server.
    pub roots: Vec<CertificateDer<'static>>,
}

/// Where a certificate is from.
#[derive(Clone, Debug)]
pub enum CertificateFrom {
    /// Files that somebody else renews.
    Files {
        /// The certificate, and those that vouch for it.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// An ACME server (RFC 8555), of which it is ordered.
    Acme {
        /// The server's directory.
        directory: Url,
        /// Where the server writes to, if it may.
        email: Option<String>,
    },
}

/// Let's Encrypt's.
const DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    acme: Option<AcmeWire>,
    redirect: Option<SocketAddr>,
    root: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AcmeWire {
    #[serde(default)]
    terms_agreed: bool,
    email: Option<String>,
    directory: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ProxyWire {
    pub(super) addresses: Vec<IpAddr>,
}

impl Wire {
    pub(super) fn build(self, url: Option<&str>, folder: &Path) -> Result<Tls, String> {
        let url = url.and_then(|url| Url::parse(url).ok()).filter(|url| url.scheme() == "https");
        let url = url.ok_or(
            "[tls] needs the address by which people reach this server: write url = \
             \"https://demarches.mairie.example\" above [town]",
        )?;
        let certificate = match (self.certificate, self.key, self.acme) {
            (Some(certificate), Some(key), None) => CertificateFrom::Files {
                certificate: folder.join(certificate),
                key: folder.join(key),
            },
            (None, None, Some(acme)) => acme.build(&url)?,
            _ => {
                return Err("[tls] has either certificate and key, which name files, or \
                            [tls.acme] with terms-agreed = true"
                    .into());
            }
        };
        let roots = self.root.map(|root| roots(&folder.join(root))).transpose()?;
        let host = match url.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => url.host_str().unwrap_or_default().to_owned(),
        };
        let roots = roots.unwrap_or_default();
        Ok(Tls { host, certificate, redirect: self.redirect, roots })
    }
}

impl AcmeWire {
    fn build(self, url: &Url) -> Result<CertificateFrom, String> {
        let wrong = |why: String| format!("[tls.acme] {why}");
        let directory = self.directory.as_deref().unwrap_or(DIRECTORY);
        if !self.terms_agreed {
            return Err(wrong(format!(
                "terms-agreed = true says that the town agrees to the terms of {directory}, without \
                 which it gives no certificate; those of Let's Encrypt are at \
                 https://letsencrypt.org/repository/"
            )));
        }
        if url.domain().is_none() {
            return Err(wrong(format!("{url} has no name that a certificate could be given for")));
        }
        let email = self.email.as_deref();
        if let Some(email) = email.filter(|email| !email_address::EmailAddress::is_valid(email)) {
            return Err(wrong(format!("email = \"{email}\" is not an address")));
        }
        let parsed = Url::parse(directory).ok().filter(safe);
        let directory = parsed.ok_or_else(|| {
            wrong(format!("directory = \"{directory}\" is not an address such as \"{DIRECTORY}\""))
        })?;
        Ok(CertificateFrom::Acme { directory, email: self.email })
    }
}

/// The certificates of a file.
fn roots(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |why: String| format!("[tls] root {}: {why}", file.display());
    let size = std::fs::metadata(file).map_err(|e| wrong(e.to_string()))?.len();
    if size > PEM {
        return Err(wrong(format!("it has {size} bytes; {PEM} are allowed")));
    }
    let pem = std::fs::read(file).map_err(|e| wrong(e.to_string()))?;
    let roots: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let roots = roots.map_err(|e| wrong(e.to_string()))?;
    if roots.is_empty() {
        return Err(wrong("it holds no certificate (PEM)".into()));
    }
    Ok(roots)
}

impl super::Config {
    /// Whether it may listen where it would: what is said in plain HTTP stays on this machine, or
    /// comes from a proxy that is named.
    pub fn may_listen(&self) -> Result<(), String> {
        let local = self.listen.ip().to_canonical().is_loopback();
        if local || self.tls.is_some() || !self.proxies.is_empty() {
            return Ok(());
        }
        Err(format!(
            "on {} people would be served in plain HTTP, which anybody on the way can read. Serve \
             HTTPS with [tls] in guichet.toml, or name the proxy that does so, as [proxy] \
             addresses = [\"10.0.0.1\"], or listen on 127.0.0.1",
            self.listen
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, FIRST};
    use super::*;

    fn built(url: &str, text: &str) -> Result<Tls, String> {
        let wire: Wire = toml::from_str(text).map_err(|e| e.to_string())?;
        wire.build(Some(url), Path::new("/town"))
    }

    const TOWN: &str = "https://town.example";

    #[test]
    fn a_certificate_is_the_towns_own_or_ordered() {
        let own = built(TOWN, "certificate = \"a.pem\"\nkey = \"/b.pem\"").unwrap();
        let CertificateFrom::Files { certificate, key } = own.certificate else { panic!("files") };
        assert_eq!(
            (certificate.as_path(), key.as_path()),
            (Path::new("/town/a.pem"), Path::new("/b.pem"))
        );
        let ordered = built(TOWN, "[acme]\nterms-agreed = true").unwrap();
        let CertificateFrom::Acme { directory, .. } = ordered.certificate else { panic!("ACME") };
        assert_eq!((directory.as_str(), ordered.host.as_str()), (DIRECTORY, "town.example"));
        assert_eq!(
            built("https://[::1]:8443", "certificate = \"a\"\nkey = \"b\"").unwrap().host,
            "::1"
        );
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let agreed = "[acme]\nterms-agreed = true\n";
        for (url, text, expected) in [
            ("http://town.example", "", "url ="),
            (TOWN, "", "either certificate and key"),
            (TOWN, "certificate = \"a.pem\"", "either certificate and key"),
            (TOWN, &format!("certificate = \"a\"\nkey = \"b\"\n{agreed}"), "either certificate"),
            (TOWN, "[acme]", "terms-agreed = true"),
            (TOWN, &format!("{agreed}email = \"mairie\""), "\"mairie\""),
            (TOWN, &format!("{agreed}directory = \"http://ca.example\""), "\"http://ca.example\""),
            ("https://192.0.2.1", agreed, "no name"),
            (TOWN, &format!("root = \"nowhere.pem\"\n{agreed}"), "/town/nowhere.pem"),
            (
                TOWN,
                &format!("root = \"/dev/null\"\n{agreed}"),
                "/dev/null: it holds no certificate",
            ),
            (TOWN, "colour = 1", "colour"),
        ] {
            let error = built(url, text).unwrap_err();
            assert!(error.contains(expected), "{error:?} should say {expected:?}");
        }
    }

    #[test]
    fn plain_http_stays_here_or_comes_from_a_proxy() {
        let may = |listen: &str, more: &str| {
            let text = FIRST.replacen("127.0.0.1:8080", listen, 1);
            Config::parse(&format!("{text}\n{more}"), Path::new("")).unwrap().may_listen()
        };
        assert!(may("127.0.0.1:8080", "").is_ok() && may("[::1]:8080", "").is_ok());
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80", "[::ffff:192.0.2.1]:80"] {
            assert!(may(listen, "").unwrap_err().contains("[proxy]"), "{listen}");
            assert!(may(listen, "[proxy]\naddresses = [\"10.0.0.1\"]").is_ok(), "{listen}");
        }
        let nobody = may("0.0.0.0:8080", "[proxy]\naddresses = []");
        assert!(nobody.is_err(), "a proxy has to be named");
    }
}
