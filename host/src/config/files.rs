//! `[files]`: what is done with uploaded files beyond what always is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Where clamd listens, which every uploaded file is shown to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// At an address.
    Tcp(SocketAddr),
    /// At a socket.
    Unix(PathBuf),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    clamd: String,
}

impl Wire {
    pub(super) fn build(self, folder: &Path) -> Result<Scanner, String> {
        if let Some(path) = self.clamd.strip_prefix("unix:") {
            return Ok(Scanner::Unix(folder.join(path)));
        }
        self.clamd.parse().map(Scanner::Tcp).map_err(|_| {
            format!(
                "[files] clamd = \"{}\" is neither an address such as \"127.0.0.1:3310\" nor a \
                 socket such as \"unix:/run/clamav/clamd.ctl\"",
                self.clamd
            )
        })
    }
}
