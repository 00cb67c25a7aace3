//! What a provider says of somebody as a signed token (OpenID Connect Core 1.0, 5.3.2). The library
//! takes RS256 alone there, and FranceConnect+ signs by ES256.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use openidconnect::core::{CoreJsonWebKeySet, CoreJsonWebKeyUse, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JwsSigningAlgorithm};
use serde::Deserialize;

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

/// Who says it, and to whom.
#[derive(Deserialize)]
struct Between {
    iss: String,
    aud: Audience,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The claims, as JSON, of a token that this issuer signed with one of its keys for this client.
pub(super) fn claims(
    token: &str,
    keys: &CoreJsonWebKeySet,
    issuer: &str,
    client: &str,
) -> Result<Vec<u8>, &'static str> {
    let malformed = "it is no signed token";
    let bytes = |part: &str| BASE64.decode(part).map_err(|_| malformed);
    let (message, signature) = token.rsplit_once('.').ok_or(malformed)?;
    let (header, claims) = message.split_once('.').ok_or(malformed)?;
    let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| malformed)?;
    let taken = matches!(
        header.alg,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256 | CoreJwsSigningAlgorithm::EcdsaP256Sha256
    );
    if !taken || header.crit.is_some() {
        return Err("it is signed otherwise than by RS256 or ES256");
    }
    let (signature, claims) = (bytes(signature)?, bytes(claims)?);
    let meant = |key: &&openidconnect::core::CoreJsonWebKey| {
        let named =
            key.key_id().is_none_or(|id| header.kid.as_ref().is_none_or(|kid| kid == id.as_str()));
        let signs = key.key_use() != Some(&CoreJsonWebKeyUse::Encryption);
        named && signs && header.alg.key_type().as_ref() == Some(key.key_type())
    };
    let mut keys = keys.keys().iter().filter(meant);
    if !keys.any(|key| key.verify_signature(&header.alg, message.as_bytes(), &signature).is_ok()) {
        return Err("none of its keys signed them");
    }
    let between: Between =
        serde_json::from_slice(&claims).map_err(|_| "they do not say by and for whom they are")?;
    let ours = match &between.aud {
        Audience::One(aud) => aud == client,
        Audience::Several(all) => all.iter().any(|aud| aud == client),
    };
    if between.iss != issuer || !ours {
        return Err("they are by or for somebody else");
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Signer;
    use p256::ecdsa::{Signature, SigningKey};
    use p256::elliptic_curve::sec1::ToSec1Point;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://provider.example";

    fn key(byte: u8) -> p256::SecretKey {
        p256::SecretKey::from_slice(&[byte; 32]).unwrap()
    }

    fn keys(byte: u8) -> CoreJsonWebKeySet {
        let point = key(byte).public_key().to_sec1_point(false);
        let (x, y) = (BASE64.encode(point.x().unwrap()), BASE64.encode(point.y().unwrap()));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "k", "use": "sig"});
        serde_json::from_value(json!({"keys": [jwk]})).unwrap()
    }

    fn token(header: &serde_json::Value, claims: &serde_json::Value) -> String {
        let [header, claims] = [header, claims].map(|part| BASE64.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        let signature: Signature = SigningKey::from(key(7)).sign(message.as_bytes());
        format!("{message}.{}", BASE64.encode(signature.to_bytes()))
    }

    fn good() -> String {
        let claims = json!({"iss": ISSUER, "aud": ["town"], "sub": "s"});
        token(&json!({"alg": "ES256", "kid": "k"}), &claims)
    }

    #[test]
    fn what_the_issuer_signed_for_this_client_is_taken_and_nothing_else() {
        let claims = super::claims(&good(), &keys(7), ISSUER, "town").unwrap();
        assert!(String::from_utf8(claims).unwrap().contains("\"sub\""));
        assert!(super::claims(&good(), &keys(8), ISSUER, "town").is_err(), "another key");
        assert!(super::claims(&good(), &keys(7), ISSUER, "other").is_err(), "another client");
        assert!(super::claims(&good(), &keys(7), "https://x.example", "town").is_err());
        let claims = json!({"iss": ISSUER, "aud": "town"});
        for header in [
            json!({"alg": "none"}),
            json!({"alg": "HS256", "kid": "k"}),
            json!({"alg": "RS256", "kid": "k"}),
            json!({"alg": "ES256", "kid": "other"}),
            json!({"alg": "ES256", "kid": "k", "crit": ["x"]}),
        ] {
            assert!(
                super::claims(&token(&header, &claims), &keys(7), ISSUER, "town").is_err(),
                "{header}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_changed_token_is_refused(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
            let mut changed = good();
            let at = at.index(changed.len());
            changed.replace_range(at..=at, &to);
            // The last character of a part may carry bits that stand for nothing.
            if let Ok(claims) = claims(&changed, &keys(7), ISSUER, "town") {
                prop_assert!(String::from_utf8(claims).unwrap().contains("\"sub\":\"s\""));
            }
        }

        #[test]
        fn nothing_is_a_panic(text in ".{0,200}") {
            let _ = claims(&text, &keys(7), ISSUER, "town");
        }
    }
}
