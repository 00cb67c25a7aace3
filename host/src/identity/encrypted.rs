//! Tokens that a provider encrypts for the town, as FranceConnect+ does: JWE in its compact form
//! (RFC 7516), the key agreed on by ECDH-ES over P-256 (RFC 7518, 4.6), the content under A256GCM
//! (RFC 7518, 5.3). What comes out is a signed token like any other, and is checked like any other:
//! encryption says nothing of who wrote it.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey, ecdh};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The only ways that are taken, as their names stand in a token's header.
const AGREEMENT: &str = "ECDH-ES";
const CONTENT: &str = "A256GCM";

/// What opens tokens that were encrypted for the town.
#[derive(Clone)]
pub struct OpeningKey(SecretKey);

/// Why a token was not opened. Nothing of what stands in it is said.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It is no JWE of five parts in base64url, or its header is none.
    #[error("an encrypted token is malformed")]
    Malformed,
    /// It is encrypted in a way that is not taken, or asks for more than that.
    #[error("a token is encrypted otherwise than by ECDH-ES over P-256 and A256GCM")]
    Otherwise,
    /// It was encrypted for another key, or changed on its way.
    #[error("a token was encrypted for another key than the one of the town")]
    Other,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    epk: Option<Point>,
    #[serde(default)]
    apu: String,
    #[serde(default)]
    apv: String,
    zip: Option<Value>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Point {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl OpeningKey {
    /// The same key each time, from secrets of the town's: `secret` gives another one for each
    /// purpose. One in four thousand million is no key, and then the next is taken.
    pub fn of(secret: impl Fn(&str) -> [u8; 32]) -> Self {
        let keys =
            (0_u32..).map(|n| secret(&format!("opening tokens of the identity provider {n}")));
        let mut keys = keys.filter_map(|bytes| SecretKey::from_slice(&bytes).ok());
        Self(keys.next().expect("one of all secrets is a key"))
    }

    /// The public key as a JWK set (RFC 7517, 5), which the provider fetches.
    pub fn public(&self) -> Value {
        let point = self.0.public_key().to_sec1_point(false);
        let half =
            |bytes: Option<_>| bytes.map(|bytes: &_| BASE64.encode(bytes)).unwrap_or_default();
        let (x, y) = (half(point.x()), half(point.y()));
        // Its thumbprint (RFC 7638) names it.
        let named = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = BASE64.encode(Sha256::digest(named));
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "use": "enc", "alg": AGREEMENT,
        }]})
    }

    /// What was encrypted.
    pub fn open(&self, token: &str) -> Result<Vec<u8>, Unopened> {
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, key, iv, content, tag] = parts[..] else { return Err(Unopened::Malformed) };
        let header: Header =
            serde_json::from_slice(&bytes(protected)?).map_err(|_| Unopened::Malformed)?;
        let taken = header.alg == AGREEMENT && header.enc == CONTENT && key.is_empty();
        if !taken || header.zip.is_some() || header.crit.is_some() {
            return Err(Unopened::Otherwise);
        }
        let theirs = header.epk.ok_or(Unopened::Malformed)?.public()?;
        let shared = ecdh::diffie_hellman(self.0.to_nonzero_scalar(), theirs.as_affine());
        let (apu, apv) = (bytes(&header.apu)?, bytes(&header.apv)?);
        let key = derived(shared.raw_secret_bytes(), CONTENT, 256, &apu, &apv);
        let (iv, tag) = (bytes(iv)?, bytes(tag)?);
        if iv.len() != 12 || tag.len() != 16 {
            return Err(Unopened::Malformed);
        }
        let sealed = [bytes(content)?, tag].concat();
        let cipher = Aes256Gcm::new_from_slice(&key).map_err(|_| Unopened::Malformed)?;
        let payload = Payload { msg: &sealed, aad: protected.as_bytes() };
        cipher.decrypt(Nonce::from_slice(&iv), payload).map_err(|_| Unopened::Other)
    }

    /// An answer of the provider with what is encrypted in it opened: the ID token that a code was
    /// exchanged for, or the whole of what it says of the person.
    pub(super) fn opened(&self, answer: Vec<u8>) -> Result<Vec<u8>, Unopened> {
        let Ok(text) = std::str::from_utf8(&answer) else { return Ok(answer) };
        if is_encrypted(text.trim()) {
            return self.open(text.trim());
        }
        let Ok(Value::Object(mut said)) = serde_json::from_str::<Value>(text) else {
            return Ok(answer);
        };
        let Some(Value::String(token)) =
            said.get("id_token").filter(|t| t.as_str().is_some_and(is_encrypted))
        else {
            return Ok(answer);
        };
        let inner = String::from_utf8(self.open(token)?).map_err(|_| Unopened::Malformed)?;
        said.insert("id_token".into(), inner.into());
        serde_json::to_vec(&said).map_err(|_| Unopened::Malformed)
    }
}

impl Point {
    /// The point, where it lies on the curve.
    fn public(&self) -> Result<PublicKey, Unopened> {
        if (self.kty.as_str(), self.crv.as_str()) != ("EC", "P-256") {
            return Err(Unopened::Otherwise);
        }
        let (x, y) = (bytes(&self.x)?, bytes(&self.y)?);
        if (x.len(), y.len()) != (32, 32) {
            return Err(Unopened::Malformed);
        }
        PublicKey::from_sec1_bytes(&[&[4], &x[..], &y[..]].concat())
            .map_err(|_| Unopened::Malformed)
    }
}

/// Whether a text is a token in five parts and not in three.
fn is_encrypted(text: &str) -> bool {
    let of_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    text.starts_with("ey")
        && text.bytes().all(of_token)
        && text.bytes().filter(|b| *b == b'.').count() == 4
}

fn bytes(text: &str) -> Result<Vec<u8>, Unopened> {
    BASE64.decode(text).map_err(|_| Unopened::Malformed)
}

/// Concat KDF (NIST SP 800-56A, as RFC 7518, 4.6.2 uses it), of one round: at most 256 bits.
fn derived(shared: &[u8], algorithm: &str, bits: u32, apu: &[u8], apv: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new_with_prefix(1_u32.to_be_bytes());
    hash.update(shared);
    for part in [algorithm.as_bytes(), apu, apv] {
        hash.update((part.len() as u32).to_be_bytes());
        hash.update(part);
    }
    hash.update(bits.to_be_bytes());
    hash.finalize()[..bits as usize / 8].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> OpeningKey {
        OpeningKey::of(|_| [7; 32])
    }

    /// What a provider does, with a key of its own for this token alone.
    fn seal(content: &[u8], header: &str, own: [u8; 32]) -> String {
        let own = SecretKey::from_slice(&own).unwrap();
        let point = own.public_key().to_sec1_point(false);
        let epk = json!({
            "kty": "EC", "crv": "P-256",
            "x": BASE64.encode(point.x().unwrap()), "y": BASE64.encode(point.y().unwrap()),
        });
        let protected = BASE64.encode(header.replace("EPK", &epk.to_string()));
        let shared =
            ecdh::diffie_hellman(own.to_nonzero_scalar(), key().0.public_key().as_affine());
        let secret = derived(shared.raw_secret_bytes(), CONTENT, 256, b"", b"");
        let cipher = Aes256Gcm::new_from_slice(&secret).unwrap();
        let payload = Payload { msg: content, aad: protected.as_bytes() };
        let sealed = cipher.encrypt(Nonce::from_slice(&[3; 12]), payload).unwrap();
        let (content, tag) = sealed.split_at(sealed.len() - 16);
        let parts = [BASE64.encode([3; 12]), BASE64.encode(content), BASE64.encode(tag)];
        format!("{protected}..{}", parts.join("."))
    }

    const HEADER: &str = r#"{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK}"#;

    #[test]
    fn the_key_of_rfc_7518_is_derived() {
        let d = BASE64.decode("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw").unwrap();
        let bob = SecretKey::from_slice(&d).unwrap();
        let alice = Point {
            kty: "EC".into(),
            crv: "P-256".into(),
            x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0".into(),
            y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps".into(),
        };
        let alice = alice.public().unwrap();
        let shared = ecdh::diffie_hellman(bob.to_nonzero_scalar(), alice.as_affine());
        let key = derived(shared.raw_secret_bytes(), "A128GCM", 128, b"Alice", b"Bob");
        assert_eq!(BASE64.encode(key), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn what_was_encrypted_for_the_town_is_opened_wherever_it_stands() {
        let inner = "eyJ.eyJ.sig";
        let token = seal(inner.as_bytes(), HEADER, [9; 32]);
        assert_eq!(key().open(&token).unwrap(), inner.as_bytes());
        assert_eq!(key().opened(format!("{token}\n").into_bytes()).unwrap(), inner.as_bytes());
        let answer = json!({"access_token": "a.b.c.d.e", "id_token": token}).to_string();
        let opened: Value = serde_json::from_slice(&key().opened(answer.into()).unwrap()).unwrap();
        assert_eq!(opened, json!({"access_token": "a.b.c.d.e", "id_token": inner}));
        for plain in [inner, r#"{"id_token":"eyJ.eyJ.sig"}"#, "", "{", "[]"] {
            assert_eq!(key().opened(plain.into()).unwrap(), plain.as_bytes());
        }
        let another = OpeningKey::of(|_| [8; 32]);
        assert_eq!(another.open(&token), Err(Unopened::Other));
    }

    #[test]
    fn no_other_way_of_encrypting_is_taken() {
        for header in [
            r#"{"alg":"dir","enc":"A256GCM","epk":EPK}"#,
            r#"{"alg":"RSA1_5","enc":"A256GCM","epk":EPK}"#,
            r#"{"alg":"ECDH-ES","enc":"A128CBC-HS256","epk":EPK}"#,
            r#"{"alg":"ECDH-ES","enc":"A256GCM","zip":"DEF","epk":EPK}"#,
            r#"{"alg":"ECDH-ES","enc":"A256GCM","crit":["exp"],"epk":EPK}"#,
        ] {
            assert_eq!(
                key().open(&seal(b"x", header, [9; 32])),
                Err(Unopened::Otherwise),
                "{header}"
            );
        }
        let off = r#"{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
        assert_eq!(
            key().open(&seal(b"x", off, [9; 32])),
            Err(Unopened::Malformed),
            "not on the curve"
        );
    }

    proptest! {
        #[test]
        fn one_changed_character_opens_nothing(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
            let token = seal(b"a signed token", HEADER, [9; 32]);
            let at = at.index(token.len());
            let mut changed = token.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != token);
            // The last character of a part may carry bits that stand for nothing.
            if let Ok(opened) = key().open(&changed) {
                prop_assert_eq!(opened, b"a signed token");
            }
        }

        #[test]
        fn nothing_that_a_provider_says_is_a_panic(text in "(ey)?[A-Za-z0-9_.{}\":,-]{0,200}", raw in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = key().open(&text);
            let _ = key().opened(text.into_bytes());
            let _ = key().opened(raw);
        }
    }
}
