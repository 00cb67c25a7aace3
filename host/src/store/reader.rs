//! What dossiers hold of pools and published in registers, read from the state.

use super::view::View;
use super::{Booking, StoreError, published, taken};
use crate::contract::{Position, Publication, Span};
use crate::plugin::ProcedureId;
use crate::pools::PoolName;

/// A way to read what dossiers hold and published. Each answer is from the state as it stands
/// when it is asked for. Every question names the procedure for which it is asked: `own/…` pools
/// and registers of others are not found.
#[derive(Clone)]
pub struct Reader(View);

impl Reader {
    pub(super) fn new(view: View) -> Self {
        Self(view)
    }

    /// What is taken of a pool at any instant of a span.
    pub fn bookings(
        &self,
        procedure: &ProcedureId,
        pool: &PoolName,
        within: Span,
    ) -> Result<Vec<Booking>, StoreError> {
        taken::bookings(&self.0, &taken::token(procedure, pool.as_str()), within)
    }

    /// What is taken of a pool of the town at any instant of a span.
    pub fn bookings_of_town(
        &self,
        pool: &PoolName,
        within: Span,
    ) -> Result<Vec<Booking>, StoreError> {
        taken::bookings(&self.0, &taken::token_of_town(pool), within)
    }

    /// Entries of a register whose key starts with `prefix`, in the order of keys.
    pub fn find(
        &self,
        procedure: &ProcedureId,
        register: &str,
        prefix: &str,
    ) -> Result<Vec<Publication>, StoreError> {
        published::find(&self.0, procedure, register, prefix)
    }

    /// Entries of a register within some metres, nearest first; of those equally far by key.
    pub fn near(
        &self,
        procedure: &ProcedureId,
        register: &str,
        at: Position,
        metres: u32,
    ) -> Result<Vec<Publication>, StoreError> {
        published::near(&self.0, procedure, register, at, metres)
    }
}
