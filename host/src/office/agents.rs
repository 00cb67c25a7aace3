//! Agents: who works at the desk, and how they prove it.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use super::{Office, OfficeError, random};
use crate::digest::Digest;
use crate::store::{Agent, Record};

/// An agent who was just added, with secrets that are shown once.
pub struct NewAgent {
    /// The name that they sign in with.
    pub name: String,
    /// Their password.
    pub password: String,
    /// Their token of the API.
    pub token: String,
}

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The name that they signed in with.
    pub agent: String,
    /// What ties a session to the password: a new password ends old sessions.
    pub stamp: String,
}

impl Office {
    /// Adds an agent, or gives one a new password and token.
    pub async fn add_agent(&self, name: &str) -> Result<NewAgent, OfficeError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        if name.is_empty() || name.len() > 100 || !name.chars().all(plain) {
            return Err(OfficeError::Invalid(format!(
                "\"{name}\" is not a name to sign in with: letters, digits, dot, hyphen, underscore and @, 100 at most"
            )));
        }
        let (password, token) = (hex::encode(random::<10>()), hex::encode(random::<32>()));
        let hash = hashed(password.clone()).await?;
        let agent =
            Agent { name: name.to_owned(), password: hash, token: Digest::of(token.as_bytes()) };
        self.store.commit(Record::Agent(agent)).await?;
        Ok(NewAgent { name: name.to_owned(), password, token })
    }

    /// Names of all agents.
    pub fn agents(&self) -> Result<Vec<String>, OfficeError> {
        Ok(self.store.agents()?.into_iter().map(|a| a.name).collect())
    }

    /// Signs an agent in. A wrong name takes as long as a wrong password.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Session, OfficeError> {
        let agent = self.store.agent(name)?;
        let known = agent.is_some();
        let hash = agent.map_or_else(|| NOBODY.to_owned(), |a| a.password);
        let (hash, password) = (hash.clone(), password.to_owned());
        let right = blocking({
            let hash = hash.clone();
            move || {
                PasswordHash::new(&hash).is_ok_and(|h| {
                    Argon2::default().verify_password(password.as_bytes(), &h).is_ok()
                })
            }
        });
        if right.await? && known {
            Ok(Session { agent: name.to_owned(), stamp: stamp(&hash) })
        } else {
            Err(OfficeError::SignIn)
        }
    }

    /// Whether a session is still good.
    pub fn resume(&self, session: &Session) -> Result<bool, OfficeError> {
        Ok(self.store.agent(&session.agent)?.is_some_and(|a| stamp(&a.password) == session.stamp))
    }

    /// The agent with this token of the API. Tokens have 256 random bits and are compared by
    /// digest, so no time tells how much of one was right.
    pub fn agent_by_token(&self, token: &str) -> Result<Option<String>, OfficeError> {
        let digest = Digest::of(token.as_bytes());
        Ok(self.store.agents()?.into_iter().find(|a| a.token == digest).map(|a| a.name))
    }
}

/// A hash that no password has, for names that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn stamp(hash: &str) -> String {
    Digest::of(hash.as_bytes()).to_string()[..16].to_owned()
}

async fn hashed(password: String) -> Result<String, OfficeError> {
    let hash = blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    });
    hash.await?.map_err(|e| OfficeError::Sandbox(e.to_string()))
}

/// Argon2 takes tens of milliseconds by design; not on a thread that serves requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| OfficeError::Sandbox(e.to_string()))
}
