//! The way to OCI registries, by the conventions of the Wasm OCI artifact: one layer
//! `application/wasm`, which is the package with its signature, and a config
//! `application/vnd.wasm.config.v0+json`. Knows nothing of installing.
//!
//! A registry is trusted with nothing: what it gives is held against the digests that name it, and
//! whether a package is its vendor's, its signature says. Roots of TLS are those of the machine, so
//! that a town reaches a registry of its own; plain HTTP is spoken with this machine only.
//!
//! Start with [`pull`] and [`push_package`].

mod reference;

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use oci_client::client::{ClientConfig, ClientProtocol, Config, ImageLayer};
use oci_client::errors::{DigestError, OciDistributionError, OciErrorCode};
use oci_client::manifest::{OCI_IMAGE_MEDIA_TYPE, OciImageManifest};
use oci_client::secrets::RegistryAuth;
use oci_client::{Client, RegistryOperation};
use reqwest::header::HeaderValue;

use crate::config::{Account, Registries};
use crate::contract::Date;
use crate::digest::Digest;
use crate::limits::registry::{CONNECT, MANIFEST, SAID, TAG_PAGES, TAGS, TIME};
use crate::limits::{catalogue, component, package};
use crate::outward::{self, Unreachable};
use crate::plugin::Package;

pub use reference::{NotAReference, Reference};

/// A kind of thing that registries keep.
#[derive(Clone, Copy, Debug)]
pub struct Artifact {
    /// The media type of its config, by which it is known.
    config: &'static str,
    /// The media type of its one layer.
    layer: &'static str,
    /// The most bytes of it.
    bytes: usize,
    /// What it is called.
    name: &'static str,
}

/// A package.
pub const PACKAGE: Artifact = Artifact {
    config: "application/vnd.wasm.config.v0+json",
    layer: "application/wasm",
    bytes: component::BYTES + package::SIGNATURE,
    name: "package",
};

/// A catalogue of packages.
pub const CATALOGUE: Artifact = Artifact {
    config: "application/vnd.guichet.catalogue.config.v1+json",
    layer: "application/vnd.guichet.catalogue.v1+json",
    bytes: catalogue::BYTES,
    name: "catalogue",
};

/// Something that came from a registry.
#[derive(Debug)]
pub struct Pulled {
    /// Where it was asked for, with the digest under which it is the same for ever.
    pub from: Reference,
    /// The bytes that the digest stands for.
    pub bytes: Vec<u8>,
}

/// Why a registry gave or took nothing.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("{0}")]
    Away(#[from] Unreachable),
    #[error("it does not answer within {0} s")]
    Slow(u64),
    #[error("it answers with status {0}")]
    Status(u16),
    #[error("it wants to know who asks: name user and password-file in its [[registry.host]]")]
    Unauthorized,
    #[error("it has no such thing")]
    Unknown,
    #[error("what it gives has another digest: {0}")]
    AnotherDigest(String),
    #[error("what it gives is no {0}: {1}")]
    Strange(&'static str, String),
    #[error("it says: {0}")]
    Said(String),
    #[error(
        "version {0} is there already with other contents: what was published stays, give this one a new version"
    )]
    Published(String),
}

/// Nothing came from a registry or went to one, and why. What is installed is not touched.
#[derive(Debug, thiserror::Error)]
#[error("{of}: {why}")]
pub struct RegistryError {
    of: String,
    why: String,
}

impl RegistryError {
    /// Why, without of what.
    pub fn reason(&self) -> &str {
        &self.why
    }
}

/// Gets something, from the registry that the reference names or else from what stands in for it.
/// Without tag and digest it is the highest version that is no preview.
pub async fn pull(
    registries: &Registries,
    wanted: &Reference,
    what: Artifact,
) -> Result<Pulled, RegistryError> {
    let hosts = std::iter::once(wanted.host())
        .chain(registries.mirrors(wanted.host()).iter().map(|m| &**m));
    let mut refused = Vec::new();
    for host in hosts {
        let place = Place { host, account: registries.account(host) };
        let pulled = tokio::time::timeout(registries.time, place.pull(wanted, what)).await;
        match pulled.unwrap_or(Err(Refused::Slow(registries.time.as_secs()))) {
            Ok(pulled) => return Ok(pulled),
            Err(why) => refused.push(format!("{host}: {why}")),
        }
    }
    Err(RegistryError { of: wanted.to_string(), why: refused.join("; ") })
}

/// Puts a package into a registry, under the tag that is named or else under its version. Gives
/// where it is from then on.
pub async fn push_package(
    account: Option<&Account>,
    to: &Reference,
    package: &Package,
    today: Date,
) -> Result<Reference, RegistryError> {
    let version = package.manifest.version.to_string();
    let tag = to.tag().map_or_else(|| reference::tag_of(&version), str::to_owned);
    let bytes = package.file();
    let layer = format!("sha256:{}", Digest::of(&bytes));
    let config = config_of(package, &layer, today);
    let annotations = annotations_of(package);
    let made = Made { what: PACKAGE, bytes, config, annotations };
    put(account, &to.clone().tagged(Some(tag)), made).await
}

/// Puts a catalogue into a registry, under the tag that is named or else as the latest.
pub async fn push_catalogue(
    account: Option<&Account>,
    to: &Reference,
    bytes: Vec<u8>,
) -> Result<Reference, RegistryError> {
    let (config, annotations) = (b"{}".to_vec(), BTreeMap::new());
    put(account, &to.or_latest(), Made { what: CATALOGUE, bytes, config, annotations }).await
}

async fn put(
    account: Option<&Account>,
    to: &Reference,
    made: Made,
) -> Result<Reference, RegistryError> {
    let place = Place { host: to.host(), account };
    let put = tokio::time::timeout(TIME, place.put(to, made)).await;
    put.unwrap_or(Err(Refused::Slow(TIME.as_secs())))
        .map_err(|why| RegistryError { of: to.to_string(), why: why.to_string() })
}

/// Something that is to be in a registry.
struct Made {
    what: Artifact,
    bytes: Vec<u8>,
    config: Vec<u8>,
    annotations: BTreeMap<String, String>,
}

/// The config of a package: what it is without reading it.
fn config_of(package: &Package, layer: &str, today: Date) -> Vec<u8> {
    let (imports, exports) = package.interfaces();
    // The day of the signature, so that the same file pushed again is the same artifact.
    let created = package.signature.as_ref().map_or(today, |signature| signature.signed);
    let config = serde_json::json!({
        "created": format!("{created}T00:00:00Z"),
        "author": package.manifest.vendor,
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [layer],
        "component": { "exports": exports, "imports": imports },
    });
    config.to_string().into_bytes()
}

/// What a registry's own pages show.
fn annotations_of(package: &Package) -> BTreeMap<String, String> {
    let manifest = &package.manifest;
    let summary = manifest.summary.get("en").or_else(|| manifest.summary.get("fr"));
    let said = [
        ("title", Some(manifest.id.to_string())),
        ("version", Some(manifest.version.to_string())),
        ("vendor", Some(manifest.vendor.clone())),
        ("licenses", Some(manifest.licence.clone())),
        ("description", summary.cloned()),
        ("source", manifest.source.clone()),
        ("url", manifest.homepage.clone()),
    ];
    let named = |(key, value): (&str, Option<String>)| {
        Some((format!("org.opencontainers.image.{key}"), value?))
    };
    said.into_iter().filter_map(named).collect()
}

/// A registry, or a mirror of one.
struct Place<'a> {
    host: &'a str,
    account: Option<&'a Account>,
}

impl Place<'_> {
    fn client(&self) -> Result<Client, Refused> {
        outward::provide_crypto();
        let protocol = if reference::is_here(self.host) {
            ClientProtocol::HttpsExcept(vec![self.host.to_owned()])
        } else {
            ClientProtocol::Https
        };
        let config = ClientConfig {
            protocol,
            use_monolithic_push: true,
            connect_timeout: Some(CONNECT),
            user_agent: concat!("guichet/", env!("CARGO_PKG_VERSION")),
            ..ClientConfig::default()
        };
        Ok(Client::try_from(config)?)
    }

    fn auth(&self) -> RegistryAuth {
        match self.account {
            Some(account) => RegistryAuth::Basic(account.user.clone(), account.password.clone()),
            None => RegistryAuth::Anonymous,
        }
    }

    async fn pull(&self, wanted: &Reference, what: Artifact) -> Result<Pulled, Refused> {
        let client = self.client()?;
        let tag = match (wanted.tag(), wanted.digest()) {
            (None, None) => Some(self.newest(&client, wanted).await?),
            (tag, _) => tag.map(str::to_owned),
        };
        let wanted = wanted.clone().tagged(tag);
        let image = wanted.at(self.host);
        let (manifest, _) =
            client.pull_manifest_raw(&image, &self.auth(), &[OCI_IMAGE_MEDIA_TYPE]).await?;
        let digest = Digest::of(&manifest);
        if wanted.digest().is_some_and(|pinned| pinned != digest) {
            return Err(Refused::AnotherDigest(format!("sha256:{digest}")));
        }
        let (layer, size) = layer_of(&manifest, what)?;
        let mut stream = client.pull_blob_stream(&image, &*format!("sha256:{layer}")).await?;
        let mut bytes = Vec::with_capacity(size);
        while let Some(piece) = stream.try_next().await.map_err(broken_off)? {
            if bytes.len() + piece.len() > size {
                return Err(Refused::Strange(what.name, "it is longer than it says".into()));
            }
            bytes.extend_from_slice(&piece);
        }
        let found = Digest::of(&bytes);
        if found != layer {
            return Err(Refused::AnotherDigest(format!("sha256:{found}")));
        }
        Ok(Pulled { from: wanted.pinned(digest), bytes })
    }

    /// The tag of the highest version that is no preview.
    async fn newest(&self, client: &Client, wanted: &Reference) -> Result<String, Refused> {
        let image = wanted.clone().tagged(Some("none".into())).at(self.host);
        let auth = self.auth();
        let mut newest: Option<(semver::Version, String)> = None;
        let mut last: Option<String> = None;
        for _ in 0..TAG_PAGES {
            let tags = client.list_tags(&image, &auth, Some(TAGS), last.as_deref()).await?.tags;
            let whole = tags.len() >= TAGS;
            for tag in &tags {
                let Some(version) = reference::version_of(tag).filter(|v| v.pre.is_empty()) else {
                    continue;
                };
                if newest.as_ref().is_none_or(|(known, _)| *known < version) {
                    newest = Some((version, tag.clone()));
                }
            }
            last = tags.into_iter().next_back();
            if !whole {
                break;
            }
        }
        newest.map(|(_, tag)| tag).ok_or(Refused::Unknown)
    }

    async fn put(&self, to: &Reference, made: Made) -> Result<Reference, Refused> {
        let Made { what, bytes, config, annotations } = made;
        let client = self.client()?;
        let image = to.at(self.host);
        let layer = ImageLayer::new(bytes, what.layer.to_owned(), None);
        let config = Config::new(config, what.config.to_owned(), None);
        let mut manifest =
            OciImageManifest::build(std::slice::from_ref(&layer), &config, Some(annotations));
        manifest.media_type = Some(OCI_IMAGE_MEDIA_TYPE.to_owned());
        let written = serde_json::to_vec(&manifest)
            .map_err(|e| Refused::Strange(what.name, e.to_string()))?;
        let digest = Digest::of(&written);
        client.auth(&image, &self.auth(), RegistryOperation::Push).await?;
        if let Some(tag) = to.tag().filter(|tag| reference::version_of(tag).is_some()) {
            match client.fetch_manifest_digest(&image, &self.auth()).await.map_err(Refused::from) {
                Ok(there) if there != format!("sha256:{digest}") => {
                    return Err(Refused::Published(tag.to_owned()));
                }
                Ok(_) | Err(Refused::Unknown) => {}
                Err(other) => return Err(other),
            }
        }
        client.push_blob(&image, layer.data, &manifest.layers[0].digest).await?;
        client.push_blob(&image, config.data, &manifest.config.digest).await?;
        let media_type = HeaderValue::from_static(OCI_IMAGE_MEDIA_TYPE);
        client.push_manifest_raw(&image, written, media_type).await?;
        Ok(to.clone().pinned(digest))
    }
}

/// The digest of the one layer, and how many bytes it has.
fn layer_of(manifest: &[u8], what: Artifact) -> Result<(Digest, usize), Refused> {
    let strange = |why: String| Refused::Strange(what.name, why);
    if manifest.len() > MANIFEST {
        return Err(strange(format!("its manifest has {} bytes", manifest.len())));
    }
    let manifest: OciImageManifest =
        serde_json::from_slice(manifest).map_err(|e| strange(said(&e.to_string())))?;
    if manifest.config.media_type != what.config {
        let found = said(&manifest.config.media_type);
        return Err(strange(format!("its config is of type \"{found}\", not \"{}\"", what.config)));
    }
    let [layer] = &manifest.layers[..] else {
        return Err(strange(format!("it has {} layers, not one", manifest.layers.len())));
    };
    if layer.media_type != what.layer {
        let found = said(&layer.media_type);
        return Err(strange(format!("its layer is of type \"{found}\", not \"{}\"", what.layer)));
    }
    let digest = layer.digest.strip_prefix("sha256:").and_then(|digest| digest.parse().ok());
    let digest = digest.ok_or_else(|| strange("its layer is not named by a SHA-256".into()))?;
    match usize::try_from(layer.size) {
        Ok(size) if size <= what.bytes => Ok((digest, size)),
        _ => Err(strange(format!("it has {} bytes; {} are read", layer.size, what.bytes))),
    }
}

/// What somebody else wrote, in one short line.
fn said(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(SAID).collect()
}

/// Why a layer came to no end.
fn broken_off(error: std::io::Error) -> Refused {
    let inner = error.get_ref().map(ToString::to_string).unwrap_or_default();
    match error.downcast::<DigestError>() {
        Ok(error) => error.into(),
        Err(_) => Refused::Said(said(&format!("it breaks off: {inner}"))),
    }
}

impl From<DigestError> for Refused {
    fn from(error: DigestError) -> Self {
        match error {
            DigestError::VerificationError { actual, .. } => Self::AnotherDigest(said(&actual)),
            other => Self::Said(said(&other.to_string())),
        }
    }
}

impl From<OciDistributionError> for Refused {
    fn from(error: OciDistributionError) -> Self {
        use OciDistributionError as Oci;
        let unknown = |code: &OciErrorCode| {
            matches!(
                code,
                OciErrorCode::ManifestUnknown
                    | OciErrorCode::NameUnknown
                    | OciErrorCode::BlobUnknown
                    | OciErrorCode::NotFound
            )
        };
        match error {
            Oci::RequestError(error) => Self::Away(Unreachable::of(error)),
            Oci::ServerError { code: 404, .. } | Oci::ImageManifestNotFoundError(_) => {
                Self::Unknown
            }
            Oci::ServerError { code: 401 | 403, .. }
            | Oci::UnauthorizedError { .. }
            | Oci::AuthenticationFailure(_) => Self::Unauthorized,
            Oci::ServerError { code, .. } => Self::Status(code),
            Oci::RegistryError { envelope, .. } => match envelope.errors.first() {
                Some(first) if unknown(&first.code) => Self::Unknown,
                Some(first)
                    if matches!(first.code, OciErrorCode::Unauthorized | OciErrorCode::Denied) =>
                {
                    Self::Unauthorized
                }
                Some(first) => Self::Said(said(&first.message)),
                None => Self::Said("an error without a name".into()),
            },
            Oci::DigestError(error) => error.into(),
            other => Self::Said(said(&other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
        let digest = format!("sha256:{}", Digest::of(b"a package"));
        let mut manifest = serde_json::json!({
            "schemaVersion": 2,
            "mediaType": OCI_IMAGE_MEDIA_TYPE,
            "config": { "mediaType": PACKAGE.config, "digest": digest, "size": 2 },
            "layers": [{ "mediaType": PACKAGE.layer, "digest": digest, "size": 9 }],
        });
        change(&mut manifest);
        manifest.to_string().into_bytes()
    }

    #[test]
    fn only_the_artifact_of_a_package_is_read() {
        let read = layer_of(&manifest(|_| {}), PACKAGE).unwrap();
        assert_eq!(read, (Digest::of(b"a package"), 9));
        let refused = |change: fn(&mut serde_json::Value)| {
            layer_of(&manifest(change), PACKAGE).unwrap_err().to_string()
        };
        let image = refused(|m| m["config"]["mediaType"] = "application/x\u{1b}[2J".into());
        assert!(image.contains("\"application/x[2J\""), "{image:?}");
        assert!(refused(|m| m["layers"] = serde_json::json!([])).contains("0 layers"));
        assert!(
            refused(|m| m["layers"][0]["mediaType"] = "text/plain".into()).contains("text/plain")
        );
        assert!(refused(|m| m["layers"][0]["digest"] = "sha512:0".into()).contains("SHA-256"));
        assert!(refused(|m| m["layers"][0]["size"] = (-1).into()).contains("-1 bytes"));
        assert!(refused(|m| m["layers"][0]["size"] = (1_u64 << 40).into()).contains("are read"));
        assert!(refused(|m| *m = "\n".into()).contains("no package"));
    }

    proptest::proptest! {
        #[test]
        fn no_manifest_makes_the_reader_panic(bytes in ".{0,400}") {
            let _ = layer_of(bytes.as_bytes(), PACKAGE);
        }

        #[test]
        fn what_is_shown_of_others_is_one_short_line(text in "(?s).{0,600}") {
            let line = said(&text);
            proptest::prop_assert!(line.chars().count() <= SAID && !line.chars().any(char::is_control));
        }
    }
}
