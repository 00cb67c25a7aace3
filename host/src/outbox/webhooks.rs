//! Webhooks: the town's other programs, told of what happened, as the Standard Webhooks
//! specification 1.0 has it. The receiver knows a repeated one by its `webhook-id`, and that it is
//! ours by its signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use sha2::Sha256;

use super::Outcome;
use crate::config::Webhook;
use crate::dossier::LetterId;
use crate::limits::mail::SAID;
use crate::limits::webhook::TIME;
use crate::outward::{self, Unreachable};

/// The way to the town's other programs.
pub struct Webhooks {
    hooks: Vec<Webhook>,
    client: reqwest::Client,
}

impl Webhooks {
    /// The way to these. Nothing is said to them yet.
    pub fn new(hooks: &[Webhook]) -> Result<Self, String> {
        Ok(Self { hooks: hooks.to_vec(), client: outward::client(TIME)? })
    }

    /// All of them.
    pub fn all(&self) -> &[Webhook] {
        &self.hooks
    }

    /// The one with this name.
    pub fn named(&self, name: &str) -> Option<&Webhook> {
        self.hooks.iter().find(|hook| hook.name == name)
    }

    /// Tells one of them, at a time in seconds since 1970. What was not accepted in time may have
    /// been: it is told again under the same id, by which the receiver knows it.
    pub async fn send(&self, hook: &Webhook, id: LetterId, now: i64, body: String) -> Outcome {
        let id = format!("msg_{id}");
        let request = self
            .client
            .post(hook.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("guichet/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &id)
            .header("webhook-timestamp", now.to_string())
            .header("webhook-signature", signature(&hook.secret, &id, now, &body))
            .body(body);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Outcome::Accepted,
            // 410: it wants to hear nothing more.
            Ok(answer) if answer.status().as_u16() == 410 => Outcome::Never("410 Gone".into()),
            Ok(answer) => Outcome::Later(answer.status().to_string()),
            Err(error) => {
                let said = Unreachable::of(error).to_string();
                Outcome::Later(said.chars().take(SAID).collect())
            }
        }
    }
}

/// `v1,` and the HMAC-SHA256 of id, time and body, in base64.
fn signature(secret: &[u8], id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any key length is taken");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_specification() {
        // The example of the specification's reference libraries.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        assert_eq!(
            signature(&secret, id, 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
