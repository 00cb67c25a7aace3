//! Who of the town looked into dossiers that are sensitive (LAW.md RGPD-6).

use serde::{Deserialize, Serialize};

use super::number::DossierNumber;

/// Somebody of the town looked into a dossier. Written before anything of it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reading {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who, by the name that they sign in with.
    pub agent: String,
    /// Into which.
    pub number: DossierNumber,
    /// What of it.
    pub what: Seen,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Its page at the desk.
    Page,
    /// One of its files.
    File(String),
    /// Its line in a list, where what is found or listed tells something of it.
    Listed,
    /// By a program.
    Program,
    /// Another page of it at the desk, by what stands in the address after its number.
    Other(String),
}
