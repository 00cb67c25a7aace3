//! Signatures of packages: Ed25519 (RFC 8032) over what the file is.
//!
//! A signed package is one file: its contents, and after them one custom section with the
//! signature in JSON. The digest of a package is the SHA-256 of its contents, that is of every
//! byte before that section, so a package has one digest signed or not, whoever signs it, on a
//! USB stick and in a registry. What is signed are these lines, each ended by a line feed:
//!
//! ```text
//! guichet package signature, version 1
//! id ID
//! version VERSION
//! sha256 DIGEST
//! signed DATE
//! ```
//!
//! Pure: keys are read from text and made from random bytes that are passed in.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use wasm_encoder::Encode as _;

use super::manifest::ProcedureId;
use crate::contract::{Date, Malformed};
use crate::digest::Digest;

/// The custom section that a signature stands in.
pub(super) const SECTION: &str = "guichet-signature";

/// A vendor's public key, in base64.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    fn point(self) -> Option<ed25519_dalek::VerifyingKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).ok()?;
        // Under a weak key one signature fits many texts.
        (!key.is_weak()).then_some(key)
    }
}

impl FromStr for PublicKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WANTED: Malformed = Malformed("an Ed25519 public key of 32 bytes in base64");
        let bytes: [u8; 32] =
            BASE64.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(WANTED)?;
        Self(bytes).point().map(|_| Self(bytes)).ok_or(WANTED)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A vendor's key as a town trusts it: for whom, and from when until when, both days included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VendorKey {
    /// The vendor, as the town calls them.
    pub vendor: String,
    /// The first day on which a package may be signed with it and installed.
    pub from: Date,
    /// The last one.
    pub until: Date,
    /// The key.
    pub key: PublicKey,
}

impl VendorKey {
    /// Reads `KEY.pub`, as [`SigningKey::public_file`] wrote it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            trust: Keys,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Keys {
            key: [VendorKey; 1],
        }
        let file: File = toml::from_str(text).map_err(|e| KeyError::public(&e))?;
        let [key] = file.trust.key;
        Ok(key)
    }

    /// Whether the key counts on this day.
    pub fn counts_on(&self, day: Date) -> Result<(), SignatureError> {
        if day < self.from {
            Err(SignatureError::NotYet { vendor: self.vendor.clone(), from: self.from })
        } else if day > self.until {
            Err(SignatureError::Expired { vendor: self.vendor.clone(), until: self.until })
        } else {
            Ok(())
        }
    }
}

/// What a vendor signs with. Its secret is shown only in the file that it is written to.
#[derive(Clone)]
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    public: VendorKey,
}

/// `KEY`, as it is written to disk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretFile {
    vendor: String,
    from: Date,
    until: Date,
    secret: String,
}

impl SigningKey {
    /// A key made of 32 random bytes.
    pub fn new(seed: [u8; 32], vendor: String, from: Date, until: Date) -> Self {
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let public =
            VendorKey { vendor, from, until, key: PublicKey(secret.verifying_key().to_bytes()) };
        Self { secret, public }
    }

    /// Reads `KEY`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let file: SecretFile = toml::from_str(text).map_err(|_| KeyError::Secret)?;
        let seed = BASE64.decode(file.secret).ok().and_then(|b| b.try_into().ok());
        Ok(Self::new(seed.ok_or(KeyError::Secret)?, file.vendor, file.from, file.until))
    }

    /// What others may know of it.
    pub fn public(&self) -> &VendorKey {
        &self.public
    }

    /// `KEY`: who reads it can sign as this vendor.
    pub fn secret_file(&self) -> String {
        let VendorKey { vendor, from, until, .. } = &self.public;
        format!(
            "# Whoever has this file signs packages as {}. Keep it apart, and give it to nobody.\n{}",
            one_line(vendor),
            table(&[
                ("vendor", vendor),
                ("from", &from.to_string()),
                ("until", &until.to_string()),
                ("secret", &BASE64.encode(self.secret.to_bytes())),
            ])
        )
    }

    /// `KEY.pub`: a block that a town puts into its guichet.toml.
    pub fn public_file(&self) -> String {
        let VendorKey { vendor, from, until, key } = &self.public;
        format!(
            "# A town that trusts packages of {} puts this block into its guichet.toml.\n[[trust.key]]\n{}",
            one_line(vendor),
            table(&[
                ("vendor", vendor),
                ("from", &from.to_string()),
                ("until", &until.to_string()),
                ("key", &key.to_string()),
            ])
        )
    }

    /// Signs what a package is, on this day. A key that does not count on it signs nothing.
    pub fn sign(
        &self,
        id: &ProcedureId,
        version: &semver::Version,
        sha256: Digest,
        signed: Date,
    ) -> Result<Signature, SignatureError> {
        self.public.counts_on(signed)?;
        let (id, version, key) = (id.clone(), version.clone(), self.public.key);
        let message = message(&id, &version, sha256, signed);
        let signature = BASE64.encode(self.secret.sign(message.as_bytes()).to_bytes());
        Ok(Signature { id, version, sha256, signed, key, signature })
    }
}

impl SigningKey {
    /// Signs something that is no package, for a purpose of its own.
    pub fn sign_digest(
        &self,
        purpose: &str,
        sha256: Digest,
        today: Date,
    ) -> Result<String, SignatureError> {
        self.public.counts_on(today)?;
        let message = message_of(purpose, sha256);
        Ok(BASE64.encode(self.secret.sign(message.as_bytes()).to_bytes()))
    }
}

impl PublicKey {
    /// Whether the owner of this key signed that, for this purpose.
    pub fn signed_digest(self, purpose: &str, sha256: Digest, signature: &str) -> bool {
        let bytes = BASE64.decode(signature).ok();
        let signature = bytes.and_then(|b| ed25519_dalek::Signature::from_slice(&b).ok());
        let message = message_of(purpose, sha256);
        let holds = |(signature, point): (_, ed25519_dalek::VerifyingKey)| {
            point.verify_strict(message.as_bytes(), &signature).is_ok()
        };
        signature.zip(self.point()).is_some_and(holds)
    }
}

/// What is signed of something that is no package.
fn message_of(purpose: &str, sha256: Digest) -> String {
    format!("guichet {purpose} signature, version 1\nsha256 {sha256}\n")
}

/// A name in a comment of a file: nothing in it begins a line of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn table(lines: &[(&str, &str)]) -> String {
    lines.iter().map(|(key, value)| format!("{key} = {}\n", toml::Value::from(*value))).collect()
}

/// What is wrong with the file of a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Of a public one.
    #[error("not a public key as `guichet plugin keygen` writes it: {0}")]
    Public(String),
    /// Of a secret one. Nothing of it is shown.
    #[error("not a secret key as `guichet plugin keygen` writes it")]
    Secret,
}

impl KeyError {
    fn public(error: &toml::de::Error) -> Self {
        Self::Public(error.message().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A signature as it stands in a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signature {
    /// The procedure that was signed.
    pub id: ProcedureId,
    /// Its version.
    pub version: semver::Version,
    /// The digest of the package.
    pub sha256: Digest,
    /// When its vendor says to have signed it.
    pub signed: Date,
    /// With which key. What it is worth, the town's own list of keys says.
    pub key: PublicKey,
    /// 64 bytes in base64.
    signature: String,
}

/// Why a package is not taken for its vendor's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("it is not signed")]
    Unsigned,
    /// It is of another package, or the package was changed.
    #[error(
        "the signature is of {id} {version} with sha256 {sha256}: the file was changed after it was signed"
    )]
    Changed {
        /// What was signed.
        id: ProcedureId,
        /// Its version.
        version: semver::Version,
        /// Its digest.
        sha256: Digest,
    },
    /// It was signed with a key that is not the expected one.
    #[error("it was signed with the key {0}, which is another one")]
    AnotherKey(PublicKey),
    /// It was not made with the key that it names.
    #[error("the signature is not one of the key {0}")]
    Forged(PublicKey),
    /// The key does not count yet.
    #[error("the key of {vendor} counts only from {from} on")]
    NotYet {
        /// Whose.
        vendor: String,
        /// From when.
        from: Date,
    },
    /// The key counts no more.
    #[error("the key of {vendor} has expired: it counted until {until}")]
    Expired {
        /// Whose.
        vendor: String,
        /// Until when.
        until: Date,
    },
}

impl Signature {
    /// Whether this key, on this day, vouches for a package.
    pub fn verify(
        &self,
        id: &ProcedureId,
        version: &semver::Version,
        sha256: Digest,
        vendor: &VendorKey,
        today: Date,
    ) -> Result<(), SignatureError> {
        if (&self.id, &self.version, self.sha256) != (id, version, sha256) {
            let (id, version) = (self.id.clone(), self.version.clone());
            return Err(SignatureError::Changed { id, version, sha256: self.sha256 });
        }
        if self.key != vendor.key {
            return Err(SignatureError::AnotherKey(self.key));
        }
        let forged = || SignatureError::Forged(self.key);
        let bytes = BASE64.decode(&self.signature).map_err(|_| forged())?;
        let signature = ed25519_dalek::Signature::from_slice(&bytes).map_err(|_| forged())?;
        let message = message(id, version, sha256, self.signed);
        let point = vendor.key.point().ok_or_else(forged)?;
        point.verify_strict(message.as_bytes(), &signature).map_err(|_| forged())?;
        vendor.counts_on(self.signed)?;
        vendor.counts_on(today)
    }

    /// The section that carries it, to be put after the contents of a package.
    pub(super) fn section(&self) -> Vec<u8> {
        encoded(&serde_json::to_vec(self).unwrap_or_default())
    }
}

fn message(id: &ProcedureId, version: &semver::Version, sha256: Digest, signed: Date) -> String {
    format!(
        "guichet package signature, version 1\nid {id}\nversion {version}\nsha256 {sha256}\nsigned {signed}\n"
    )
}

/// The bytes of a section with this signature.
pub(super) fn encoded(data: &[u8]) -> Vec<u8> {
    let section = wasm_encoder::CustomSection { name: Cow::Borrowed(SECTION), data: data.into() };
    let mut out = vec![0];
    section.encode(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::new([seed; 32], "Ex\nample \"A\"".into(), day("2026-01-01"), day("2026-12-31"))
    }

    fn id() -> ProcedureId {
        "org.example.shed".to_owned().try_into().unwrap()
    }

    #[test]
    fn a_signature_holds_for_one_package_one_key_and_its_days() {
        let (version, digest) = (semver::Version::new(1, 0, 0), Digest::of(b"a package"));
        let signature = key(1).sign(&id(), &version, digest, day("2026-03-01")).unwrap();
        let verify = |key: &VendorKey, digest, today: &str| {
            signature.verify(&id(), &version, digest, key, day(today))
        };
        let public = key(1).public().clone();
        for today in ["2026-03-01", "2026-01-01", "2026-12-31"] {
            assert_eq!(verify(&public, digest, today), Ok(()));
        }
        let error = |result: Result<(), SignatureError>| result.unwrap_err().to_string();
        assert!(error(verify(&public, digest, "2027-01-01")).contains("expired"));
        assert!(error(verify(&public, digest, "2025-12-31")).contains("counts only from"));
        assert!(error(verify(key(2).public(), digest, "2026-03-01")).contains("another one"));
        let changed = error(verify(&public, Digest::of(b"another"), "2026-03-01"));
        assert!(changed.contains("changed after it was signed"), "{changed}");
        let newer = semver::Version::new(1, 0, 1);
        assert!(signature.verify(&id(), &newer, digest, &public, day("2026-03-01")).is_err());
        // A town may trust a key for fewer days than its vendor: what was signed outside of them
        // does not count.
        let later = VendorKey { from: day("2026-06-01"), ..public.clone() };
        assert!(error(verify(&later, digest, "2026-07-01")).contains("counts only from"));
        // Whatever else of it is altered, the signature no longer fits.
        let redated = Signature { signed: day("2026-03-02"), ..signature.clone() };
        let redated = redated.verify(&id(), &version, digest, &public, day("2026-03-01"));
        assert_eq!(redated, Err(SignatureError::Forged(public.key)));
        assert!(key(1).sign(&id(), &version, digest, day("2027-01-01")).is_err());
    }

    #[test]
    fn keys_read_back_from_their_files() {
        let key = key(3);
        let read = SigningKey::parse(&key.secret_file()).unwrap();
        assert_eq!(read.public(), key.public());
        assert_eq!(&VendorKey::parse(&key.public_file()).unwrap(), key.public());
        let broken = key.secret_file().replace("secret = \"", "secret = \"x");
        let error = SigningKey::parse(&broken).err().unwrap().to_string();
        let secret = key.secret_file();
        let secret = secret.lines().find(|l| l.starts_with("secret")).unwrap();
        assert!(!error.contains(&secret[10..30]), "nothing of the secret is shown: {error}");
        assert!(VendorKey::parse("[[trust.key]]\nvendor = \"a\"\n").is_err());
        // All zeroes is a point of small order, under which anybody can sign.
        let weak =
            key.public_file().replace(&key.public().key.to_string(), &BASE64.encode([0; 32]));
        assert!(VendorKey::parse(&weak).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC{0,300}") {
            let _ = SigningKey::parse(&text);
            let _ = VendorKey::parse(&text);
            let _ = serde_json::from_str::<Signature>(&text);
        }
    }
}
