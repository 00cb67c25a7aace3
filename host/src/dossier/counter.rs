//! What an agent fills in for somebody: at the counter, or from a letter.

use serde::{Deserialize, Serialize};

use crate::contract::Attachment;

/// A form that an agent fills in with, or for, a resident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counter {
    /// The agent, by the name that they sign in with.
    pub agent: String,
    /// Why they do, and not the resident: `letter, postmark of 3 March`.
    pub reason: String,
    /// By what the agent knows who the person is: `identity card shown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouched: Option<String>,
    /// The letter itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<Attachment>,
}
