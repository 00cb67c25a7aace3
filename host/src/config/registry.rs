//! `[registry]`: how packages come from OCI registries: who the town is to one, and what stands in
//! for one that is away. Without it registries are asked by nobody in particular.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::sources::secret;
use crate::limits::registry::{HOSTS, MIRRORS, TIME, TIME_MOST};

/// How packages come from registries.
#[derive(Clone, Debug)]
pub struct Registries {
    /// How long one registry may take for one package.
    pub time: Duration,
    /// What is known of single ones.
    pub hosts: Vec<Registry>,
}

impl Default for Registries {
    fn default() -> Self {
        Self { time: TIME, hosts: vec![] }
    }
}

/// One registry.
#[derive(Clone, Debug)]
pub struct Registry {
    /// Its name, with its port where that is not the usual one.
    pub name: String,
    /// What is asked in its place where it gives nothing, in this order.
    pub mirrors: Vec<String>,
    /// Who the town is there.
    pub account: Option<Account>,
}

/// A name and what proves it.
#[derive(Clone)]
pub struct Account {
    /// The name.
    pub user: String,
    /// The proof.
    pub password: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({})", self.user)
    }
}

impl Account {
    /// With the password that stands in a file that nobody else reads.
    pub fn read(user: String, file: &Path) -> Result<Self, String> {
        Ok(Self { user, password: secret("password-file", file)? })
    }
}

impl Registries {
    /// Who the town is to a registry.
    pub fn account(&self, host: &str) -> Option<&Account> {
        self.hosts.iter().find(|known| known.name == host)?.account.as_ref()
    }

    /// What is asked where a registry gives nothing.
    pub fn mirrors(&self, host: &str) -> &[String] {
        self.hosts.iter().find(|known| known.name == host).map_or(&[], |known| &known.mirrors)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    timeout_seconds: Option<u64>,
    #[serde(default, rename = "host")]
    hosts: Vec<HostWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct HostWire {
    name: String,
    #[serde(default)]
    mirrors: Vec<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Registries, String> {
        let time = self.timeout_seconds.map_or(TIME, Duration::from_secs);
        if time.is_zero() || time > TIME_MOST {
            let most = TIME_MOST.as_secs();
            return Err(format!("[registry] timeout-seconds is 1 to {most}"));
        }
        if self.hosts.len() > HOSTS {
            return Err(format!("[[registry.host]] stands there more than {HOSTS} times"));
        }
        let mut hosts: Vec<Registry> = Vec::new();
        for wire in self.hosts {
            let name = wire.name.clone();
            let wrong = |why: String| format!("[[registry.host]] \"{name}\": {why}");
            if hosts.iter().any(|known| known.name == name) {
                return Err(wrong("it stands there twice".into()));
            }
            if let Some(strange) = [&name].into_iter().chain(&wire.mirrors).find(|n| !is_host(n)) {
                return Err(wrong(format!(
                    "\"{strange}\" is not the name of a registry, such as \"registry.example\" or \"localhost:5000\""
                )));
            }
            if wire.mirrors.len() > MIRRORS {
                return Err(wrong(format!("it has more than {MIRRORS} mirrors")));
            }
            let account = match (wire.user, wire.password_file) {
                (None, None) => None,
                (Some(user), Some(file)) => {
                    Some(Account::read(user, &folder.join(file)).map_err(wrong)?)
                }
                _ => return Err(wrong("user and password-file belong together".into())),
            };
            hosts.push(Registry { name: wire.name, mirrors: wire.mirrors, account });
        }
        Ok(Registries { time, hosts })
    }
}

/// A name or an address with a port, and nothing of a URL beside them.
fn is_host(text: &str) -> bool {
    let url = url::Url::parse(&format!("https://{text}/")).ok();
    !text.is_empty()
        && url.is_some_and(|url| {
            url.has_host() && url.path() == "/" && url.username().is_empty() && !text.contains('/')
        })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn built(text: &str) -> Result<Registries, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "geheim\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let wire: Wire = toml::from_str(text).map_err(|e| e.to_string())?;
        wire.build(folder.path())
    }

    #[test]
    fn a_registry_has_mirrors_and_an_account() {
        let text = "[[host]]\nname = \"registry.example\"\nmirrors = [\"localhost:5000\"]\n\
                    user = \"town\"\npassword-file = \"password\"\n";
        let built = built(text).unwrap();
        assert_eq!(built.mirrors("registry.example"), ["localhost:5000"]);
        assert_eq!(built.account("registry.example").unwrap().password, "geheim");
        assert!(built.account("other.example").is_none() && built.mirrors("other").is_empty());
        assert!(!format!("{built:?}").contains("geheim"));
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let host = "[[host]]\nname = \"r.example\"\n";
        for (text, expected) in [
            (format!("{host}{host}"), "twice"),
            (host.replace("r.example", "https://r.example"), "not the name of a registry"),
            (host.replace("r.example", "u@r.example"), "not the name of a registry"),
            (format!("{host}mirrors = [\"a/b\"]"), "\"a/b\""),
            (format!("{host}user = \"town\""), "belong together"),
            (format!("{host}user = \"town\"\npassword-file = \"nowhere\""), "nowhere"),
            ("timeout-seconds = 0".to_owned(), "timeout-seconds"),
        ] {
            let error = built(&text).unwrap_err();
            assert!(error.contains(expected), "{error:?} should say {expected:?}");
        }
    }
}
