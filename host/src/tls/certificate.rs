//! A certificate and its key, out of PEM, checked as far as one can without asking who trusts it.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use crate::outward::crypto;

/// From when until when a certificate is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its first instant.
    pub from: Timestamp,
    /// Its last one.
    pub until: Timestamp,
}

impl Life {
    /// When it is to be renewed: with a third of its life left.
    pub(super) fn renewal(self) -> Timestamp {
        self.until.checked_sub(self.from.duration_until(self.until) / 3).unwrap_or(self.until)
    }
}

/// The life of a certificate (X.509, DER).
pub fn life(certificate: &[u8]) -> Result<Life, String> {
    let certificate = Certificate::from_der(certificate).map_err(|e| e.to_string())?;
    let validity = certificate.tbs_certificate().validity();
    let at = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Timestamp::from_second(seconds).map_err(|e| e.to_string())
    };
    Ok(Life { from: at(validity.not_before)?, until: at(validity.not_after)? })
}

/// What is served as `host`: a chain, and the key of its first certificate.
pub(super) fn serving(
    chain: &[u8],
    key: &[u8],
    host: &str,
) -> Result<(Arc<CertifiedKey>, Life), Bad> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let chain = chain.map_err(|e| Bad::Certificate(e.to_string()))?;
    let first = chain.first();
    let first = first.ok_or_else(|| Bad::Certificate("it holds no certificate (PEM)".into()))?;
    let life = life(first).map_err(Bad::Certificate)?;
    let name = ServerName::try_from(host).map_err(|e| Bad::Certificate(e.to_string()))?;
    ParsedCertificate::try_from(first)
        .and_then(|parsed| verify_server_name(&parsed, &name))
        .map_err(|e| Bad::Certificate(format!("it is not for {host}: {e}")))?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|e| Bad::Key(format!("it holds no private key (PEM): {e}")))?;
    let serving = CertifiedKey::from_der(chain, key, &crypto())
        .map_err(|e| Bad::Key(format!("it is not the key of the certificate: {e}")))?;
    Ok((Arc::new(serving), life))
}

/// Which of the two is not good, and why.
#[derive(Debug)]
pub(super) enum Bad {
    Certificate(String),
    Key(String),
}

impl Bad {
    pub(super) fn why(self) -> String {
        match self {
            Self::Certificate(why) | Self::Key(why) => why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(host: &str) -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec![host.to_owned()]).unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    #[test]
    fn what_is_not_good_is_named() {
        let (chain, key) = made("town.example");
        let (_, life) = serving(chain.as_bytes(), key.as_bytes(), "town.example").unwrap();
        assert!(life.from < life.renewal() && life.renewal() < life.until);
        let (_, other) = made("town.example");
        let said = |chain: &str, key: &str, host: &str| match serving(
            chain.as_bytes(),
            key.as_bytes(),
            host,
        )
        .unwrap_err()
        {
            Bad::Certificate(why) => format!("certificate: {why}"),
            Bad::Key(why) => format!("key: {why}"),
        };
        assert!(said(&chain, &other, "town.example").contains("key: it is not the key"));
        assert!(said(&chain, &key, "other.example").contains("certificate: it is not for other"));
        assert!(said(&chain, &chain, "town.example").contains("key: it holds no private key"));
        assert!(said(&key, &key, "town.example").contains("certificate: it holds no certificate"));
        let cut = &chain[..chain.len() / 2];
        assert!(said(cut, &key, "town.example").starts_with("certificate: "));
    }

    #[test]
    fn a_third_of_the_life_is_left_for_renewal() {
        let life =
            Life { from: Timestamp::UNIX_EPOCH, until: Timestamp::from_second(900).unwrap() };
        assert_eq!(life.renewal().as_second(), 600);
    }

    proptest::proptest! {
        #[test]
        fn whatever_bytes_there_are_they_are_refused(bytes: Vec<u8>) {
            proptest::prop_assert!(life(&bytes).is_err());
            proptest::prop_assert!(serving(&bytes, &bytes, "town.example").is_err());
        }
    }
}
