//! What dossiers hold of pools and published in registers, as the office tells it.

use crate::contract::{Occupancy, Position, Publication, Span};
use crate::pools::{PoolName, Pools, occupancy};

/// What dossiers hold and published, as one procedure of one town may know it: `own/…` pools and
/// registers are its own. Asked during a call, in which the same question is asked once. An
/// error is the host's, not the guest's, but for what it asks too much of.
pub trait Records: Send + Sync {
    /// How much of a pool is taken within a span, which is valid and at most 400 days long.
    fn usage(&self, pool: &PoolName, within: Span) -> Result<Occupancy, Unanswered>;

    /// At most 200 entries of a register whose key starts with `prefix`, in key order.
    fn find(&self, register: &str, prefix: &str) -> Result<Vec<Publication>, Unanswered>;

    /// At most 200 entries of a register within some metres, nearest first.
    fn near(
        &self,
        register: &str,
        at: Position,
        metres: u32,
    ) -> Result<Vec<Publication>, Unanswered>;
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// It asks for more than one answer may have.
    #[error(transparent)]
    TooMany(#[from] crate::pools::TooMany),
    /// What is stored could not be read.
    #[error("{0}")]
    Host(String),
}

/// A town in which nothing is held nor published.
#[derive(Clone, Debug, Default)]
pub struct NoRecords;

impl Records for NoRecords {
    fn usage(&self, pool: &PoolName, within: Span) -> Result<Occupancy, Unanswered> {
        Ok(occupancy(pool, &Pools::new(), std::iter::empty(), within)?)
    }

    fn find(&self, _: &str, _: &str) -> Result<Vec<Publication>, Unanswered> {
        Ok(vec![])
    }

    fn near(&self, _: &str, _: Position, _: u32) -> Result<Vec<Publication>, Unanswered> {
        Ok(vec![])
    }
}
