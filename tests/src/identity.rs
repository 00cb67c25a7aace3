//! A real OpenID provider for the length of a test: npm's `oidc-provider`, set up as FranceConnect
//! is (`tests/identity/provider.mjs`).

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use reqwest::Url;

use crate::guest::repository;
use crate::server::{Answer, Browser, Town, client};

/// The provider.
pub struct Provider {
    process: Child,
    // It ends when its input is closed, were this process to end without a word, and cannot do
    // without its output.
    _open: (ChildStdin, BufReader<ChildStdout>),
    issuer: String,
    secret: tempfile::NamedTempFile,
}

impl Provider {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// Where `npm ci` was not run for it: `make browser` and `make test` do.
    pub fn start() -> Self {
        let mut process = Command::new("node")
            .arg(repository().join("tests/identity/provider.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node");
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        assert!(line.starts_with("http"), "it starts: was npm ci run in tests/identity?");
        let secret = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(secret.path(), "a secret of the tests\n").expect("a file");
        let open = (process.stdin.take().expect("its input"), out);
        Self { process, _open: open, issuer: line.trim().to_owned(), secret }
    }

    /// What a town's configuration says of it.
    pub fn config(&self) -> String {
        format!(
            "[identity]\nissuer = \"{}\"\nclient-id = \"saint-exemple\"\nsecret-file = \"{}\"\n",
            self.issuer,
            self.secret.path().display()
        )
    }

    /// The same of a town for which everything is encrypted, as FranceConnect+ does.
    pub fn encrypting_config(&self) -> String {
        self.config().replace("\"saint-exemple\"", "\"saint-exemple-plus\"")
    }

    /// Encrypts for the key that stands at this address from now on.
    pub async fn encrypt_for(&self, address: &str) {
        let path = format!("{}/encrypts-for", self.issuer);
        let path = Url::parse_with_params(&path, [("keys", address)]).expect("an address");
        client().get(path).send().await.expect("an answer");
    }

    /// Follows a link of the town that leads here, signs in, and goes back. Gives what the town
    /// answers then.
    pub async fn sign_in(
        &self,
        town: &Town,
        browser: &Browser,
        link: &str,
        who: &str,
        acr: &str,
    ) -> Answer {
        let sent = browser.get(link).await;
        let back = self.back(sent.location(), who, acr).await;
        browser.get(back.strip_prefix(&town.address()).expect("a page of the town")).await
    }

    /// Signs in here, and gives where one is sent back to.
    pub async fn back(&self, link: &str, who: &str, acr: &str) -> String {
        let client = client();
        let mut next = Url::parse(link).expect("an address");
        assert!(link.starts_with(&self.issuer), "{link}");
        while next.as_str().starts_with(&self.issuer) {
            let answer = client.get(next.clone()).send().await.expect("an answer");
            let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
            next = match to {
                Some(to) => next.join(to).expect("an address"),
                None if next.path().starts_with("/interaction/") => {
                    let path = format!("{}/{who}/{acr}", next.path());
                    next.join(&path).expect("an address")
                }
                None => panic!("{next}: {}", answer.text().await.unwrap_or_default()),
            };
        }
        next.into()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
