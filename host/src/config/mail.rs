//! `[mail]`: how the town sends mail. Without it none is sent, and pages promise none.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

/// How the town sends mail.
#[derive(Clone)]
pub struct Mail {
    /// The server that takes it.
    pub server: Server,
    /// Whom it is from: `Mairie <ne-pas-repondre@mairie.example>`.
    pub from: String,
}

/// A server that takes mail.
#[derive(Clone)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said to it is kept secret.
    pub security: Security,
    /// The name and password to sign in with.
    pub account: Option<(String, String)>,
}

/// How a connection is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte: `smtps://`.
    Tls,
    /// STARTTLS, without which nothing is sent: `smtp://`.
    StartTls,
    /// None: `smtp://` to this machine.
    Local,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail(from {} by {}:{})", self.from, self.server.host, self.server.port)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    server: String,
    from: String,
    password_file: Option<PathBuf>,
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Mail, String> {
        let server = self.server()?;
        let account = self.account(&server, folder)?;
        let address = self
            .from
            .rsplit_once('<')
            .map_or(self.from.as_str(), |(_, rest)| rest.trim_end().trim_end_matches('>'));
        if !email_address::EmailAddress::is_valid(address) || self.from.contains(['\r', '\n']) {
            return Err(format!(
                "[mail] from = \"{}\" is not an address such as \"Mairie <mairie@town.example>\"",
                self.from
            ));
        }
        let host = server.host_str().unwrap_or_default().to_owned();
        // Of a scheme that it does not know, the library reads a host as it is written.
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let local = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        let (security, port) = match (server.scheme(), local) {
            ("smtps", _) => (Security::Tls, 465),
            (_, true) => (Security::Local, 25),
            (_, false) => (Security::StartTls, 587),
        };
        let port = server.port().unwrap_or(port);
        Ok(Mail { server: Server { host, port, security, account }, from: self.from })
    }

    fn server(&self) -> Result<Url, String> {
        let url = Url::parse(&self.server).ok();
        let url = url.filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
        let secret = |url: &Url| url.password().is_some();
        url.filter(|url| !secret(url)).ok_or_else(|| {
            "[mail] server is not an address such as \"smtp://user@mail.example:587\"; a password \
             stands in password-file"
                .to_owned()
        })
    }

    fn account(&self, server: &Url, folder: &Path) -> Result<Option<(String, String)>, String> {
        let user = percent_encoding::percent_decode_str(server.username()).decode_utf8_lossy();
        match (&self.password_file, user.is_empty()) {
            (None, true) => Ok(None),
            (Some(file), false) => {
                let file = folder.join(file);
                let password = std::fs::read_to_string(&file)
                    .map_err(|e| format!("[mail] password-file {}: {e}", file.display()))?;
                Ok(Some((user.into_owned(), password.trim_end_matches(['\r', '\n']).to_owned())))
            }
            _ => Err("[mail] a user in server and a password-file belong together".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(text: &str) -> Result<Mail, String> {
        let wire: Wire = toml::from_str(text).map_err(|e| e.to_string())?;
        wire.build(Path::new(""))
    }

    #[test]
    fn secrecy_is_the_default() {
        let server = |server: &str| {
            let mail = built(&format!("server = \"{server}\"\nfrom = \"a@b.example\"")).unwrap();
            (mail.server.security, mail.server.port)
        };
        assert_eq!(server("smtp://mail.example"), (Security::StartTls, 587));
        assert_eq!(server("smtps://mail.example"), (Security::Tls, 465));
        assert_eq!(server("smtp://127.0.0.1:2525"), (Security::Local, 2525));
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let error = |text: &str| built(text).unwrap_err();
        assert!(error("server = \"mail.example\"\nfrom = \"a@b.example\"").contains("smtp://"));
        let secret = error("server = \"smtp://u:geheim@mail.example\"\nfrom = \"a@b.example\"");
        assert!(secret.contains("password-file") && !secret.contains("geheim"), "{secret}");
        assert!(
            error("server = \"smtp://u@m.example\"\nfrom = \"a@b.example\"").contains("belong")
        );
        assert!(error("server = \"smtp://m.example\"\nfrom = \"Mairie\"").contains("Mairie"));
    }
}
