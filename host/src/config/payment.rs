//! `[payment]`: the provider with which charges are paid online, PayFiP of the Direction générale
//! des finances publiques. Without it they are paid at the counter.

use std::fmt;

use serde::Deserialize;
use url::Url;

use super::identity::safe;

/// How charges are paid online.
#[derive(Clone, PartialEq, Eq)]
pub struct PayFip {
    /// Where its web service answers.
    pub service: Url,
    /// Where people pay; the operation is added as `idop`.
    pub page: Url,
    /// What the town is known to it by, `numcli`: six digits.
    pub client: String,
    /// Whether money moves.
    pub entry: Entry,
}

/// PayFiP's `saisie`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// `T`: nothing is paid.
    Test,
    /// `X`: real cards, to have the town activated.
    Activation,
    /// `W`: money moves.
    Production,
}

impl Entry {
    /// The letter that PayFiP knows it by.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Test => "T",
            Self::Activation => "X",
            Self::Production => "W",
        }
    }
}

impl fmt::Debug for PayFip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayFip({}, {:?})", self.client, self.entry)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    client: String,
    entry: Entry,
    #[serde(default = "service")]
    service: String,
    #[serde(default = "page")]
    page: String,
}

fn service() -> String {
    "https://www.payfip.gouv.fr/tpa/services/securite".into()
}

fn page() -> String {
    "https://www.payfip.gouv.fr/tpa/paiementws.web".into()
}

impl Wire {
    pub(super) fn build(self) -> Result<PayFip, String> {
        if self.client.len() != 6 || !self.client.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!(
                "[payment] client = \"{}\" is not the number of six digits that the DGFiP gave \
                 the town (numcli)",
                self.client
            ));
        }
        let address = |key: &str, text: &str| {
            Url::parse(text).ok().filter(safe).ok_or_else(|| {
                format!(
                    "[payment] {key} = \"{text}\" is not an address such as \"https://www.payfip.gouv.fr/…\"; \
                     https is needed beyond this machine"
                )
            })
        };
        Ok(PayFip {
            service: address("service", &self.service)?,
            page: address("page", &self.page)?,
            client: self.client,
            entry: self.entry,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(lines: &str) -> Result<PayFip, String> {
        toml::from_str::<Wire>(lines).map_err(|e| e.to_string())?.build()
    }

    #[test]
    fn what_is_wrong_is_named() {
        let good = "client = \"123456\"\nentry = \"test\"";
        let payfip = built(good).unwrap();
        assert_eq!((payfip.entry.letter(), payfip.page.scheme()), ("T", "https"));
        assert!(built("client = \"12345\"\nentry = \"test\"").unwrap_err().contains("numcli"));
        assert!(built("client = \"123456\"\nentry = \"real\"").unwrap_err().contains("production"));
        let plain = format!("{good}\nservice = \"http://pay.example/\"");
        assert!(built(&plain).unwrap_err().contains("https is needed"));
    }
}
