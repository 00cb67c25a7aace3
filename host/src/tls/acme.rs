//! A certificate that is ordered of an ACME server (RFC 8555) and renewed before it ends.
//!
//! The server looks whether the name is the town's on the very port that people come to
//! (TLS-ALPN-01, RFC 8737): no second port has to be open, nothing is served in the clear, and what
//! renews a certificate is what serves it. What is to be remembered is one file in the data folder,
//! replaced as a whole: a server that is started again orders nothing again, and one that is
//! started again and again does not use up what an ACME server lets a town try.

use std::fs;
use std::future::Future;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType,
    Error, HttpClient, Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Shown;
use super::certificate::{Bad, Life, serving};
use crate::config::Tls;
use crate::limits::tls::{AGAIN, ANSWER, ANSWER_TIME, ORDER, RESTARTED, RETRIES, SAID};
use crate::outward::{self, Unreachable};

/// The file in the data folder that holds account, certificate and keys.
pub const KEPT: &str = "acme.json";

/// What is kept of one ACME server.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The server's directory.
    directory: String,
    /// The name that the certificate is for.
    host: String,
    /// The town's account there, with its key.
    account: Option<serde_json::Value>,
    /// The private key and the chain, PEM.
    certificate: Option<String>,
    /// When that was given.
    issued: Option<Timestamp>,
    /// That it could not be renewed since.
    failure: Option<Failure>,
}

/// That no certificate could be had.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// How often one after another.
    pub times: usize,
    /// When the last time.
    pub at: Timestamp,
    /// Why, as the ACME server or what is between says it.
    pub why: String,
}

impl Failure {
    /// When it is tried again by a server that goes on.
    pub fn next(&self) -> Timestamp {
        let wait = RETRIES[self.times.clamp(1, RETRIES.len()) - 1];
        later(self.at, wait)
    }
}

/// The last failure to get a certificate, if none was had since.
pub fn failure(data: &Path) -> Option<Failure> {
    read(&data.join(KEPT)).ok()?.failure
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

fn read(file: &Path) -> Result<Kept, String> {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| e.to_string()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error.to_string()),
    }
}

/// The certificate that an ACME server gives.
pub(super) struct Acme {
    file: PathBuf,
    email: Option<String>,
    client: reqwest::Client,
    kept: Kept,
    /// The life of the certificate that is kept, if it is good.
    life: Option<Life>,
    /// Whether the last failure is one of an earlier start.
    restarted: bool,
}

impl Acme {
    /// What is kept, and the certificate if there is one already.
    pub(super) fn open(
        tls: &Tls,
        directory: &Url,
        email: Option<&str>,
        data: &Path,
    ) -> Result<(Self, Option<Arc<CertifiedKey>>), String> {
        let file = data.join(KEPT);
        let wrong = |why| {
            format!(
                "{}: {why}; it may be removed, then a certificate is ordered anew",
                file.display()
            )
        };
        let mut kept = read(&file).map_err(wrong)?;
        if kept.directory != directory.as_str() {
            // What a server for trials gives is nothing for people.
            kept = Kept { directory: directory.to_string(), ..Kept::default() };
        }
        if kept.host != tls.host {
            let Kept { directory, account, .. } = kept;
            kept = Kept { directory, account, host: tls.host.clone(), ..Kept::default() };
        }
        let served = kept.certificate.as_ref().and_then(|pem| {
            serving(pem.as_bytes(), pem.as_bytes(), &tls.host)
                .inspect_err(|error| tracing::warn!(?error, "another certificate is ordered"))
                .ok()
        });
        let (served, life) = served.unzip();
        let acme = Self {
            email: email.map(|email| format!("mailto:{email}")),
            client: outward::client_trusting(ANSWER_TIME, &tls.roots)?,
            restarted: kept.failure.is_some(),
            file,
            kept,
            life,
        };
        Ok((acme, served))
    }

    /// Orders a certificate if it is time.
    pub(super) async fn tend(&mut self, shown: &Shown, now: Timestamp) {
        if !self.is_due(now) {
            return;
        }
        tracing::info!(
            name = self.kept.host,
            directory = self.kept.directory,
            "a certificate is ordered"
        );
        let ordered = tokio::time::timeout(ORDER, self.order(shown)).await;
        shown.answer(None);
        let late = || Err(format!("it took more than {} seconds", ORDER.as_secs()));
        match ordered.unwrap_or_else(|_| late()).and_then(|pem| self.take(pem, shown, now)) {
            Ok(life) => {
                tracing::info!(name = self.kept.host, until = %life.until, "a certificate was given");
            }
            Err(why) => {
                let times = self.kept.failure.as_ref().map_or(0, |failure| failure.times) + 1;
                let why = why.chars().take(SAID).collect();
                let failure = Failure { times, at: now, why };
                tracing::error!(error = failure.why, times, next = %failure.next(), "no certificate was given");
                self.kept.failure = Some(failure);
                self.restarted = false;
                self.keep();
            }
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        // A clock that was put back must not keep it from what is due.
        let past = |at: Timestamp, wait: i64| now >= later(at, wait) || now < at;
        if let Some(failure) = &self.kept.failure {
            let wait = failure.next().duration_since(failure.at).as_secs();
            return past(failure.at, if self.restarted { wait.min(RESTARTED) } else { wait });
        }
        match (self.life, self.kept.issued) {
            (Some(life), Some(issued)) => now >= life.renewal() && past(issued, AGAIN),
            (Some(life), None) => now >= life.renewal(),
            (None, _) => true,
        }
    }

    /// Shows a new certificate from now on.
    fn take(&mut self, pem: String, shown: &Shown, now: Timestamp) -> Result<Life, String> {
        let good = serving(pem.as_bytes(), pem.as_bytes(), &self.kept.host);
        let (certificate, life) = good.map_err(Bad::why)?;
        self.life = Some(life);
        self.kept.certificate = Some(pem);
        self.kept.issued = Some(now);
        self.kept.failure = None;
        // First kept, so that what people were shown once is there after a restart.
        self.keep();
        shown.show(certificate);
        Ok(life)
    }

    /// Writes down what is to be remembered.
    fn keep(&self) {
        if let Err(error) = self.written() {
            tracing::error!(%error, file = %self.file.display(), "the certificate is not kept");
        }
    }

    fn written(&self) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        // Nobody else may read it: that is how it is made.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(&self.kept)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.file)?;
        fs::File::open(folder)?.sync_all()
    }

    /// A certificate and its key, PEM.
    async fn order(&mut self, shown: &Shown) -> Result<String, String> {
        let name = [Identifier::Dns(self.kept.host.clone())];
        let new = NewOrder::new(&name);
        let mut begun = self.account().await?.new_order(&new).await;
        if begun.as_ref().is_err_and(is_no_account) {
            self.kept.account = None;
            begun = self.account().await?.new_order(&new).await;
        }
        let mut order = begun.map_err(|e| e.to_string())?;
        self.prove(&mut order, shown).await.map_err(|e| e.to_string())?;
        let patience = RetryPolicy::new().initial_delay(Duration::from_secs(1)).timeout(ORDER);
        match order.poll_ready(&patience).await {
            Ok(OrderStatus::Ready) => {}
            other => {
                let refused = refused(&mut order).await;
                return Err(refused.unwrap_or_else(|| {
                    other.map_or_else(
                        |error| error.to_string(),
                        |status| format!("the order is {status:?}"),
                    )
                }));
            }
        }
        let key = order.finalize().await.map_err(|e| e.to_string())?;
        let chain = order.poll_certificate(&patience).await.map_err(|e| e.to_string())?;
        Ok(key + &chain)
    }

    /// The town's account, made if there is none.
    async fn account(&mut self) -> Result<Account, String> {
        let builder = Account::builder_with_http(Box::new(Way(self.client.clone())));
        if let Some(kept) = &self.kept.account {
            let known: AccountCredentials =
                serde_json::from_value(kept.clone()).map_err(|e| e.to_string())?;
            return builder.from_credentials(known).await.map_err(|e| e.to_string());
        }
        let contact: Vec<&str> = self.email.as_deref().into_iter().collect();
        let new = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let made = builder.create(&new, self.kept.directory.clone(), None).await;
        let (account, known) = made.map_err(|e| e.to_string())?;
        self.kept.account = Some(serde_json::to_value(known).map_err(|e| e.to_string())?);
        self.keep();
        Ok(account)
    }

    /// Has the server look whether the name is the town's.
    async fn prove(&self, order: &mut Order, shown: &Shown) -> Result<(), Error> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status != AuthorizationStatus::Pending {
                continue;
            }
            let mut challenge = authorization
                .challenge(ChallengeType::TlsAlpn01)
                .ok_or(Error::Unsupported("tls-alpn-01"))?;
            let digest = challenge.key_authorization().digest();
            shown.answer(Some(answer(&self.kept.host, digest.as_ref())?));
            challenge.set_ready().await?;
        }
        Ok(())
    }
}

/// What the server is to find: a certificate that nobody vouches for, with what only the account
/// can say in it.
fn answer(host: &str, digest: &[u8]) -> Result<Arc<CertifiedKey>, Error> {
    let other = |e: rcgen::Error| Error::Other(e.into());
    let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(other)?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate().map_err(other)?;
    let certificate = params.self_signed(&key).map_err(other)?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let key =
        outward::crypto().key_provider.load_private_key(key).map_err(|e| Error::Other(e.into()))?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key)))
}

/// Why the server does not find that the name is the town's.
async fn refused(order: &mut Order) -> Option<String> {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let state = authorization.refresh().await.ok()?;
        if let Some(problem) = state.challenges.iter().find_map(|c| c.error.as_ref()) {
            return Some(problem.to_string());
        }
    }
    None
}

/// Whether the server has forgotten the town.
fn is_no_account(error: &Error) -> bool {
    let Error::Api(problem) = error else { return false };
    problem.r#type.as_deref() == Some("urn:ietf:params:acme:error:accountDoesNotExist")
}

/// The host's one way out, for the ACME library.
struct Way(reqwest::Client);

impl HttpClient for Way {
    fn request(
        &self,
        request: http::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        Box::pin(send(self.0.clone(), request))
    }
}

async fn send(
    client: reqwest::Client,
    request: http::Request<BodyWrapper<Bytes>>,
) -> Result<BytesResponse, Error> {
    let other = |e: Unreachable| Error::Other(e.into());
    let request = reqwest::Request::try_from(request.map(reqwest::Body::wrap));
    let request = request.map_err(|e| other(Unreachable::of(e)))?;
    let sent = client.execute(request).await;
    let mut response = sent.map_err(|e| other(Unreachable::of(e)))?;
    let body = outward::body(&mut response, ANSWER).await.map_err(other)?;
    let mut answer = http::Response::new(BodyWrapper::from(body));
    *answer.status_mut() = response.status();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    Ok(BytesResponse::from(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn acme() -> Acme {
        crate::outward::provide_crypto();
        Acme {
            file: PathBuf::new(),
            email: None,
            client: outward::client(ANSWER_TIME).unwrap(),
            kept: Kept { host: "town.example".into(), ..Kept::default() },
            life: None,
            restarted: false,
        }
    }

    #[test]
    fn it_is_renewed_with_a_third_of_its_life_left_and_not_twice_within_an_hour() {
        let mut acme = acme();
        assert!(acme.is_due(at(0)), "there is none");
        acme.life = Some(Life { from: at(0), until: at(90_000) });
        assert!(!acme.is_due(at(59_999)) && acme.is_due(at(60_000)));
        acme.kept.issued = Some(at(59_000));
        assert!(!acme.is_due(at(59_000 + AGAIN - 1)) && acme.is_due(at(59_000 + AGAIN + 1_000)));
    }

    #[test]
    fn after_failures_it_waits_longer_and_longer() {
        let mut acme = acme();
        for (times, wait) in [(1, 60), (2, 720), (7, 86_400), (100, 86_400)] {
            acme.kept.failure = Some(Failure { times, at: at(1_000), why: String::new() });
            assert!(!acme.is_due(at(1_000 + wait - 1)) && acme.is_due(at(1_000 + wait)), "{times}");
        }
        assert!(acme.is_due(at(999)), "a clock that was put back keeps nothing from being done");
        acme.restarted = true;
        assert!(!acme.is_due(at(1_000 + RESTARTED - 1)) && acme.is_due(at(1_000 + RESTARTED)));
        // Five failures of one name in an hour are what Let's Encrypt allows.
        let within = RETRIES.iter().scan(0, |sum, wait| {
            *sum += wait;
            Some(*sum)
        });
        assert!(within.take_while(|at| *at < 3_600).count() < 5 && 3_600 / RESTARTED <= 5);
    }
}
