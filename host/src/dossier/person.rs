//! Who somebody is, as far as it was confirmed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::{Assurance, Identity};
use crate::digest::Digest;

/// Somebody who signed in: by a link sent to their mailbox, which vouches for nothing but that,
/// or with an identity provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Person {
    /// By which they are known again: a token that only the town's secret makes of a mailbox, or
    /// of what the provider calls them.
    pub id: Digest,
    /// How surely it is them.
    pub assurance: Assurance,
    /// The provider's own word for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// What was vouched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// The mailbox that they confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Person {
    /// What to call them on a page.
    pub fn name(&self) -> String {
        match (&self.identity, &self.email) {
            (Some(known), _) => format!("{} {}", known.given_names, known.family_name),
            (None, email) => email.clone().unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({:?})", self.assurance)
    }
}
