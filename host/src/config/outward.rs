//! `[[webhook]]` and `[offices]`: the town's other programs that are told of dossiers, and the
//! addresses of the offices that procedures send documents to.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::{Host, Url};

use crate::dossier::Happening;
use crate::limits::webhook::{HOOKS, SECRET};

/// A program that is told of dossiers.
#[derive(Clone)]
pub struct Webhook {
    /// What agents know it by.
    pub name: String,
    /// Where it listens.
    pub url: Url,
    /// What it knows us by: the key of the signatures.
    pub secret: Vec<u8>,
    /// Of what it is told.
    pub events: Vec<Happening>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.name)
    }
}

/// Mail addresses of offices, by the name that manifests give them.
pub type Offices = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    name: String,
    url: String,
    secret_file: PathBuf,
    #[serde(default = "all")]
    events: Vec<Happening>,
}

fn all() -> Vec<Happening> {
    Happening::ALL.into()
}

/// Reads all of them; no two have the same name.
pub(super) fn webhooks(wires: Vec<Wire>, folder: &Path) -> Result<Vec<Webhook>, String> {
    if wires.len() > HOOKS {
        return Err(format!("there are {} [[webhook]]; {HOOKS} are allowed", wires.len()));
    }
    let hooks: Vec<Webhook> =
        wires.into_iter().map(|wire| wire.build(folder)).collect::<Result<_, _>>()?;
    for (at, hook) in hooks.iter().enumerate() {
        if hooks[..at].iter().any(|before| before.name == hook.name) {
            return Err(format!("two [[webhook]] have the name \"{}\"", hook.name));
        }
    }
    Ok(hooks)
}

impl Wire {
    fn build(self, folder: &Path) -> Result<Webhook, String> {
        let Self { name, url, secret_file, events } = self;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 50 || !name.chars().all(plain) {
            return Err(format!(
                "[[webhook]] name = \"{name}\" is none: letters, digits, dot, hyphen and \
                 underscore, 50 at most"
            ));
        }
        let wrong = |what: String| format!("[[webhook]] {name}: {what}");
        let url = Url::parse(&url).ok().filter(safe).ok_or_else(|| {
            wrong(format!(
                "url = \"{url}\" is not an address such as \"https://programme.example/guichet\"; \
                 https is needed beyond this machine, and no user or password in it"
            ))
        })?;
        let file = folder.join(secret_file);
        let text = std::fs::read_to_string(&file)
            .map_err(|e| wrong(format!("secret-file {}: {e}", file.display())))?;
        let secret = secret(text.trim()).ok_or_else(|| {
            wrong(format!(
                "secret-file {} holds no secret: whsec_ and at least {SECRET} random bytes in \
                 base64, as `openssl rand -base64 32` prints them",
                file.display()
            ))
        })?;
        if events.is_empty() {
            return Err(wrong("events = [] tells it of nothing: leave it out for all".into()));
        }
        Ok(Webhook { name, url, secret, events })
    }
}

/// As the Standard Webhooks write one: `whsec_` and base64. The prefix may be left out.
fn secret(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let text = text.strip_prefix("whsec_").unwrap_or(text);
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    (bytes.len() >= SECRET).then_some(bytes)
}

/// Whether nobody on the way reads what is said there.
fn safe(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    };
    let bare = url.username().is_empty() && url.password().is_none();
    bare && url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

/// Checks the addresses of offices.
pub(super) fn offices(offices: Offices) -> Result<Offices, String> {
    for (name, address) in &offices {
        if !email_address::EmailAddress::is_valid(address) {
            return Err(format!(
                "[offices] {name} = \"{address}\" is not an address such as \
                 \"police@saint-exemple.example\""
            ));
        }
    }
    Ok(offices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(secret: &str, lines: &str) -> Result<Webhook, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), secret).unwrap();
        let text = format!("secret-file = \"secret\"\n{lines}");
        let wire: Wire = toml::from_str(&text).map_err(|e| e.to_string())?;
        webhooks(vec![wire], folder.path()).map(|mut hooks| hooks.remove(0))
    }

    const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";

    #[test]
    fn a_webhook_is_told_of_everything_unless_said() {
        let hook = built(SECRET, "name = \"a\"\nurl = \"https://a.example/x\"").unwrap();
        assert_eq!(hook.events, Happening::ALL);
        assert_eq!(hook.secret, b"0123456789abcdef0123456789abcdef");
        assert_eq!(format!("{hook:?}"), "Webhook(a)");
        let lines = "name = \"a\"\nurl = \"http://127.0.0.1:1/x\"\nevents = [\"dossier.decided\"]";
        assert_eq!(built(SECRET, lines).unwrap().events, [Happening::Decided]);
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let error = |secret: &str, lines: &str| built(secret, lines).unwrap_err();
        for url in ["a.example", "http://a.example", "https://u:p@a.example", "ftp://a.example"] {
            let error = error(SECRET, &format!("name = \"a\"\nurl = \"{url}\""));
            assert!(error.contains("[[webhook]] a") && error.contains("https"), "{error}");
        }
        let good = "name = \"a\"\nurl = \"https://a.example\"";
        assert!(error("geheim", good).contains("whsec_"));
        assert!(!error("geheim", good).contains("geheim"));
        assert!(error(SECRET, "name = \"a b\"\nurl = \"https://a.example\"").contains("\"a b\""));
        assert!(error(SECRET, &format!("{good}\nevents = [\"all\"]")).contains("all"));
        let wrong = Offices::from([("police".to_owned(), "police".to_owned())]);
        assert!(offices(wrong).unwrap_err().contains("police"));
    }
}
