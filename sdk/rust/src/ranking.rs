//! Builders for what `deliberate` reads and returns.

use crate::contract::dossiers::{Reason, Taken};
use crate::contract::session::{Candidate, Proposal};
use crate::contract::types::Party;
use crate::value::FieldValue;

impl Candidate {
    /// What a decision on the dossier `set` at `path`.
    pub fn fact<T: FieldValue>(&self, path: &str) -> Option<T> {
        self.facts.iter().find(|each| each.path == path).and_then(|each| T::from_value(&each.value))
    }
}

impl Proposal {
    /// A rank, counted from 1, and the action that goes with it if the commission
    /// keeps it.
    pub fn new(candidate: &Candidate, rank: u32, act: impl Into<Option<Taken>>) -> Self {
        Proposal { number: candidate.number.clone(), rank, act: act.into(), reasons: Vec::new() }
    }

    /// One more step of the reasoning.
    pub fn reason(mut self, reason: Reason) -> Self {
        self.reasons.push(reason);
        self
    }
}

impl Taken {
    /// An agent's action that asks nothing.
    pub fn by_agent(key: &str) -> Self {
        Taken { key: key.to_owned(), party: Party::Agent, inputs: Vec::new() }
    }
}
