//! `[identity]`: the OpenID provider that vouches for people, such as FranceConnect. Without it
//! nobody's identity is confirmed, and procedures that need one cannot be begun.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::{Host, Url};

use crate::contract::Assurance;

/// An OpenID provider.
#[derive(Clone)]
pub struct Provider {
    /// What people know it by.
    pub name: String,
    /// Its address, below which it describes itself.
    pub issuer: String,
    /// What the town is known to it by.
    pub client_id: String,
    /// What proves that.
    pub client_secret: String,
    /// What is asked of it.
    pub scopes: Vec<String>,
    /// How sure each of its `acr` values makes of a person.
    pub levels: BTreeMap<String, Assurance>,
}

/// An OpenID provider that vouches for agents. It lets in who is an agent already, and makes
/// nobody one.
#[derive(Clone, Debug)]
pub struct DeskProvider {
    /// The provider.
    pub provider: Provider,
    /// How sure it has to make of somebody at least. From `substantial` on, its word counts as two
    /// proofs.
    pub minimum: Assurance,
}

impl Provider {
    /// The `acr` value to ask for where a level is needed: the weakest that is enough, since more
    /// would shut people out for nothing.
    pub fn acr_for(&self, minimum: Assurance) -> Option<&str> {
        let enough = self.levels.iter().filter(|(_, level)| **level >= minimum);
        enough.min_by_key(|(acr, level)| (**level, acr.as_str())).map(|(acr, _)| acr.as_str())
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({})", self.issuer)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    #[serde(default = "france_connect")]
    name: String,
    issuer: String,
    client_id: String,
    secret_file: PathBuf,
    #[serde(default = "identity_scopes")]
    scopes: Vec<String>,
    #[serde(default = "eidas")]
    levels: BTreeMap<String, Assurance>,
}

/// `[desk-identity]`: the provider that vouches for agents, such as ProConnect.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DeskWire {
    #[serde(default = "pro_connect")]
    name: String,
    issuer: String,
    client_id: String,
    secret_file: PathBuf,
    #[serde(default = "desk_scopes")]
    scopes: Vec<String>,
    #[serde(default = "eidas")]
    levels: BTreeMap<String, Assurance>,
    #[serde(default = "low")]
    minimum: Assurance,
}

fn pro_connect() -> String {
    "ProConnect".into()
}

fn desk_scopes() -> Vec<String> {
    ["given_name", "usual_name", "email"].map(str::to_owned).into()
}

fn low() -> Assurance {
    Assurance::Low
}

impl DeskWire {
    pub(super) fn build(self, folder: &Path) -> Result<DeskProvider, String> {
        let Self { name, issuer, client_id, secret_file, scopes, levels, minimum } = self;
        let wire = Wire { name, issuer, client_id, secret_file, scopes, levels };
        let provider =
            wire.build(folder).map_err(|e| e.replace("[identity]", "[desk-identity]"))?;
        if provider.acr_for(minimum).is_none() || minimum == Assurance::None {
            return Err("[desk-identity] minimum is one of \"low\", \"substantial\", \"high\", \
                        and levels must have an acr value that reaches it"
                .to_owned());
        }
        Ok(DeskProvider { provider, minimum })
    }
}

fn france_connect() -> String {
    "FranceConnect".into()
}

/// FranceConnect names its scopes after the claims.
fn identity_scopes() -> Vec<String> {
    ["given_name", "family_name", "birthdate", "birthplace", "birthcountry", "email"]
        .map(str::to_owned)
        .into()
}

/// FranceConnect's levels.
fn eidas() -> BTreeMap<String, Assurance> {
    let levels = [Assurance::Low, Assurance::Substantial, Assurance::High];
    ["eidas1", "eidas2", "eidas3"].map(str::to_owned).into_iter().zip(levels).collect()
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Provider, String> {
        let url = Url::parse(&self.issuer).ok().filter(safe);
        if url.is_none_or(|url| url.query().is_some() || url.fragment().is_some()) {
            return Err(format!(
                "[identity] issuer = \"{}\" is not an address such as \
                 \"https://fcp.integ01.dev-franceconnect.fr/api/v2\"; https is needed beyond this \
                 machine",
                self.issuer
            ));
        }
        if self.levels.values().any(|level| *level == Assurance::None) || self.levels.is_empty() {
            return Err("[identity] levels gives each acr value one of \"low\", \
                        \"substantial\", \"high\""
                .to_owned());
        }
        let file = folder.join(&self.secret_file);
        let secret = std::fs::read_to_string(&file)
            .map_err(|e| format!("[identity] secret-file {}: {e}", file.display()))?;
        Ok(Provider {
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: secret.trim_end_matches(['\r', '\n']).to_owned(),
            scopes: self.scopes,
            levels: self.levels,
        })
    }
}

/// Whether nobody on the way reads what is said there.
pub(super) fn safe(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    };
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(lines: &str) -> Result<Provider, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "geheim\n").unwrap();
        let wire: Wire =
            toml::from_str(&format!("client-id = \"town\"\nsecret-file = \"secret\"\n{lines}"))
                .map_err(|e| e.to_string())?;
        wire.build(folder.path())
    }

    #[test]
    fn franceconnect_is_the_default() {
        let provider = built("issuer = \"https://fc.example/api/v2\"").unwrap();
        assert_eq!(
            (provider.name.as_str(), provider.client_secret.as_str()),
            ("FranceConnect", "geheim")
        );
        let acr = |level| provider.acr_for(level).unwrap_or_default();
        assert_eq!(acr(Assurance::None), "eidas1");
        assert_eq!(acr(Assurance::Substantial), "eidas2");
        assert!(!format!("{provider:?}").contains("geheim"));
        let only = built("issuer = \"http://[::1]:3000\"\nlevels = { weak = \"low\" }").unwrap();
        assert_eq!(only.acr_for(Assurance::High), None);
    }

    #[test]
    fn agents_have_a_provider_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "geheim\n").unwrap();
        let built = |lines: &str| {
            let text = format!("client-id = \"town\"\nsecret-file = \"secret\"\n{lines}");
            let wire: DeskWire = toml::from_str(&text).map_err(|e| e.to_string())?;
            wire.build(folder.path())
        };
        let desk = built("issuer = \"https://pc.example/api/v2\"").unwrap();
        assert_eq!((desk.provider.name.as_str(), desk.minimum), ("ProConnect", Assurance::Low));
        let error = built("issuer = \"pc.example\"").unwrap_err();
        assert!(error.contains("[desk-identity] issuer"), "{error}");
        let weak = "issuer = \"https://pc.example\"\nminimum = \"high\"\nlevels = { a = \"low\" }";
        assert!(built(weak).unwrap_err().contains("[desk-identity] minimum"));
    }

    #[test]
    fn errors_name_what_is_wrong() {
        for issuer in ["fc.example", "http://fc.example", "https://fc.example?x=1", "mailto:a@b"] {
            let error = built(&format!("issuer = \"{issuer}\"")).unwrap_err();
            assert!(error.contains("[identity] issuer"), "{error}");
        }
        let none = "issuer = \"https://fc.example\"\nlevels = { eidas1 = \"none\" }";
        assert!(built(none).unwrap_err().contains("levels"));
    }
}
