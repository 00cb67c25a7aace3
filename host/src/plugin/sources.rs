//! `[[sourced]]` of a manifest: what a procedure's forms may have asked elsewhere, and why.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::manifest::Words;

/// A source that the forms of a procedure ask, through the host and with the person's consent.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SourceAsked {
    /// What the forms call it. A town's source of this name answers, if it is of this kind.
    pub name: String,
    /// What can be asked of it and what it answers.
    pub kind: SourceKind,
    /// The purpose: shown to who grants it and to the person whose consent is asked, and
    /// recorded with each answer (CRPA L114-8).
    pub why: Words,
}

/// Kinds of source. Each says which parameters it takes and which answers it gives, below the
/// field's path; `sdk/rust` has a type for each.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Quotient familial of CAF or MSA: `value`, `provider`, `year`, `month`.
    ApiParticulierQuotientFamilial,
    /// What nursery fees are computed from: `children`, `disabled-children`,
    /// `annual-resources` in cents, `resources-year`.
    ApiParticulierEaje,
    /// Schooling and grant of a pupil: `enrolled`, `scholarship`, `scholarship-level`,
    /// `school-year`.
    ApiParticulierSchooling,
    /// An establishment by its SIRET: `siret`, `name`, `address`, `active`, `activity`.
    Company,
    /// An address as the Base Adresse Nationale knows it: `address`, `label`.
    Address,
    /// A row of a table that somebody publishes: its columns.
    TownTable,
}

impl SourceKind {
    /// As manifests and `guichet.toml` write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApiParticulierQuotientFamilial => "api-particulier-quotient-familial",
            Self::ApiParticulierEaje => "api-particulier-eaje",
            Self::ApiParticulierSchooling => "api-particulier-schooling",
            Self::Company => "company",
            Self::Address => "address",
            Self::TownTable => "town-table",
        }
    }

    /// Whether it is API Particulier, which needs a token and knows people.
    pub fn knows_people(self) -> bool {
        matches!(
            self,
            Self::ApiParticulierQuotientFamilial
                | Self::ApiParticulierEaje
                | Self::ApiParticulierSchooling
        )
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_as_it_is_named() {
        for kind in [
            SourceKind::ApiParticulierQuotientFamilial,
            SourceKind::ApiParticulierEaje,
            SourceKind::ApiParticulierSchooling,
            SourceKind::Company,
            SourceKind::Address,
            SourceKind::TownTable,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
