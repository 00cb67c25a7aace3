//! `oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST]`: where something is in a registry. Pure.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::digest::Digest;

const SCHEME: &str = "oci://";

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    host: String,
    repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// It is not written as a reference is.
#[derive(Debug, thiserror::Error)]
#[error(
    "\"{0}\" is not the address of something in a registry, such as oci://registry.example/town/shed:1.0.0"
)]
pub struct NotAReference(String);

impl Reference {
    /// Whether a text means a registry, and not a file.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(SCHEME)
    }

    /// The registry.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The name that it has there.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// What it must be.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// The same, or what is called the latest where nothing is said of which.
    pub fn or_latest(&self) -> Self {
        let which = self.tag.is_some() || self.digest.is_some();
        if which { self.clone() } else { self.clone().tagged(Some("latest".into())) }
    }

    /// The same under a tag.
    pub(super) fn tagged(self, tag: Option<String>) -> Self {
        Self { tag, ..self }
    }

    /// The same, and no other whatever the tag comes to mean.
    pub(super) fn pinned(self, digest: Digest) -> Self {
        Self { digest: Some(digest), ..self }
    }

    /// The same at a registry or a mirror, for the library.
    pub(super) fn at(&self, host: &str) -> oci_client::Reference {
        let (host, repository) = (host.to_owned(), self.repository.clone());
        match (&self.tag, self.digest) {
            (_, Some(digest)) => {
                oci_client::Reference::with_digest(host, repository, format!("sha256:{digest}"))
            }
            (tag, None) => {
                let tag = tag.clone().unwrap_or_default();
                oci_client::Reference::with_tag(host, repository, tag)
            }
        }
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let wrong = || NotAReference(text.chars().filter(|c| !c.is_control()).take(200).collect());
        let rest = text.strip_prefix(SCHEME).ok_or_else(wrong)?;
        let (host, name) = rest.split_once('/').ok_or_else(wrong)?;
        // The library takes a name without a host for one of a certain registry.
        let read: oci_client::Reference = rest.parse().map_err(|_| wrong())?;
        if read.registry() != host || !name.starts_with(read.repository()) {
            return Err(wrong());
        }
        let digest = match read.digest() {
            Some(digest) => {
                let hex = digest.strip_prefix("sha256:").ok_or_else(wrong)?;
                Some(hex.parse().map_err(|_| wrong())?)
            }
            None => None,
        };
        // It also adds a tag where there is none.
        let tagged = name[read.repository().len()..].starts_with(':');
        let tag = read.tag().filter(|_| tagged).map(str::to_owned);
        Ok(Self { host: host.to_owned(), repository: read.repository().to_owned(), tag, digest })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.host, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        self.digest.map_or(Ok(()), |digest| write!(f, "@sha256:{digest}"))
    }
}

/// The tag of a version: tags have no `+`.
pub(super) fn tag_of(version: &str) -> String {
    version.replace('+', "_")
}

/// The version that a tag names, if it is one.
pub(super) fn version_of(tag: &str) -> Option<semver::Version> {
    tag.replace('_', "+").parse().ok()
}

/// Whether a registry is on this machine, so that nobody on the way reads what is said there.
pub(super) fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_says_where_what_and_which() {
        let digest = Digest::of(b"a manifest");
        for whole in [
            "oci://registry.example/shed".to_owned(),
            "oci://registry.example/town/shed:1.0.0".to_owned(),
            "oci://localhost:5000/town/shed:latest".to_owned(),
            format!("oci://127.0.0.1:5000/shed@sha256:{digest}"),
            format!("oci://127.0.0.1:5000/shed:1.0.0@sha256:{digest}"),
        ] {
            let read: Reference = whole.parse().unwrap();
            assert_eq!(read.to_string(), whole);
        }
        let read: Reference = "oci://localhost:5000/town/shed".parse().unwrap();
        assert_eq!((read.host(), read.tag(), read.digest()), ("localhost:5000", None, None));
        assert_eq!(
            read.pinned(digest).at("m.example").to_string(),
            format!("m.example/town/shed@sha256:{digest}")
        );
    }

    #[test]
    fn what_is_none_is_refused() {
        for wrong in [
            "shed.wasm",
            "oci://",
            "oci://registry.example",
            "oci://registry.example/",
            // A bare name would be one of a registry that nobody named.
            "oci://shed/shed",
            "oci://user:pw@registry.example/shed",
            "oci://registry.example/../shed",
            "oci://registry.example/Shed",
            "oci://registry.example/shed@sha256:00",
            "oci://registry.example/shed@sha512:00",
            "oci://registry.example/shed:1.0.0\u{1b}[2J",
            "oci://registry.example/shed?tag=1",
        ] {
            assert!(wrong.parse::<Reference>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for here in ["localhost", "localhost:5000", "127.0.0.1:5000", "127.1.2.3", "[::1]:5000"] {
            assert!(is_here(here), "{here}");
        }
        for away in ["registry.example", "10.0.0.1:5000", "localhost.example", "127.0.0.1.example"]
        {
            assert!(!is_here(away), "{away}");
        }
    }

    #[test]
    fn a_version_is_a_tag() {
        let version = "1.0.0-rc.1+build.7";
        assert_eq!(version_of(&tag_of(version)).unwrap().to_string(), version);
        assert!(version_of("latest").is_none());
    }

    proptest::proptest! {
        #[test]
        fn what_reads_is_written_the_same(text in "oci://[a-z0-9.:/@_-]{0,60}") {
            if let Ok(read) = text.parse::<Reference>() {
                proptest::prop_assert_eq!(read.to_string(), text);
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(oci://)?\\PC{0,100}") {
            let _ = text.parse::<Reference>();
        }
    }
}
