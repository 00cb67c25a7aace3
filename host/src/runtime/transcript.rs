//! What a call asked of the town, and what it was told. Replaying a call answers from here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::{Answer, Moment, Occupancy, Position, Publication, Span};

/// A question that a component asked by calling an imported function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// `reference.lookup`.
    Lookup {
        /// Which table.
        table: String,
        /// Key of the row.
        key: String,
    },
    /// `reference.rows`.
    Rows {
        /// Which table.
        table: String,
        /// What the keys start with.
        prefix: String,
    },
    /// `clock.now`.
    Now,
    /// `pools.usage`.
    Usage {
        /// Which pool.
        pool: String,
        /// When.
        within: Span,
    },
    /// `registers.find`.
    Find {
        /// Which register.
        register: String,
        /// What the keys start with.
        prefix: String,
    },
    /// `registers.near`.
    Near {
        /// Which register.
        register: String,
        /// Around where.
        at: Position,
        /// How far.
        metres: u32,
    },
}

/// What it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// Of `reference`: rows with key and cells; none or one for a lookup.
    Rows(Vec<Row>),
    /// Of `clock`.
    Moment(Moment),
    /// Of `pools`.
    Occupancy(Occupancy),
    /// Of `registers`.
    Entries(Vec<Publication>),
}

/// A row of a reference table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its key.
    pub key: String,
    /// Its cells, ordered by column.
    pub cells: Vec<Answer>,
}

/// One question with its reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was asked.
    pub question: Question,
    /// What it was told.
    pub reply: Reply,
}

/// Every question of a call with its reply, ordered by question: within one call the same
/// question always has the same reply, so when it was asked does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Exchange>", into = "Vec<Exchange>")]
pub struct Transcript(BTreeMap<Question, Reply>);

impl Transcript {
    /// The reply to a question, if it was asked.
    pub fn reply(&self, question: &Question) -> Option<&Reply> {
        self.0.get(question)
    }

    /// Remembers a reply.
    pub fn record(&mut self, question: Question, reply: Reply) {
        self.0.insert(question, reply);
    }

    /// Questions with their replies, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Question, &Reply)> {
        self.0.iter()
    }
}

impl From<Vec<Exchange>> for Transcript {
    fn from(exchanges: Vec<Exchange>) -> Self {
        Self(exchanges.into_iter().map(|e| (e.question, e.reply)).collect())
    }
}

impl From<Transcript> for Vec<Exchange> {
    fn from(transcript: Transcript) -> Self {
        transcript.0.into_iter().map(|(question, reply)| Exchange { question, reply }).collect()
    }
}
