//! Entries: the evidence of what happened to a dossier and why.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::access::Salt;
use super::consulted::Consulted;
use super::counter::Counter;
use super::draft::DraftId;
use super::legal_clock::Terms;
use super::letter::Letter;
use super::number::DossierNumber;
use super::paper::PaperOf;
use super::payment::Reference;
use super::person::Person;
use super::queue::Marks;
use crate::contract::{Context, Date, Decision, Dossier, Event, Party};
use crate::digest::Digest;
use crate::plugin::ProcedureId;
use crate::runtime::Transcript;

/// Who caused an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The person whose dossier it is.
    Applicant,
    /// An agent of the town, by the name that they sign in with.
    Agent(String),
    /// Somebody outside who was asked for an opinion.
    Adviser,
    /// Time passing.
    Clock,
}

/// One event of a dossier: everything that the decision stood on, and the decision. Written
/// once, never changed; replaying it must give the same transcript and decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Whose.
    pub number: DossierNumber,
    /// Which of its entries, from 1.
    pub index: u32,
    /// When the host took it, in milliseconds since 1970.
    pub at: i64,
    /// Who caused it.
    pub by: Actor,
    /// The procedure.
    pub procedure: ProcedureId,
    /// Its version.
    pub version: String,
    /// Digest of the package that decided.
    pub component: Digest,
    /// The first argument of `decide`.
    pub context: Arc<Context>,
    /// The second.
    pub dossier: Arc<Dossier>,
    /// The third.
    pub event: Arc<Event>,
    /// What the imports answered.
    pub transcript: Transcript,
    /// What it decided.
    pub decision: Decision,
    /// What the first entry says beside that.
    pub opening: Option<Opening>,
    /// What the applicant is told of it by mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<Letter>,
    /// What it says for the lists of the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
    /// Who decided it, as people are told (CRPA L212-1). What an agent is called changes; what a
    /// decision says does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// What the applicant is told of it by post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<PaperOf>,
    /// The online payment that it credits, which no other entry does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<Reference>,
}

/// Who decides or writes in the town's name (CRPA L111-2, L212-1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Author {
    /// Given names.
    pub given_names: String,
    /// Family name.
    pub family_name: String,
    /// In which quality: `Maire`, `Cheffe du service population`.
    pub quality: String,
    /// Of which service.
    pub service: String,
    /// The order by which they sign in the mayor's place, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<String>,
}

impl std::fmt::Debug for Author {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Author({})", self.quality)
    }
}

impl Entry {
    /// Whether a verdict falls with it, so that it has to say how to appeal and who made it.
    pub fn decides(&self) -> bool {
        self.decision.verdict.is_some() && self.decision.verdict != self.dossier.verdict
    }

    /// Whether it took something from the applicant, which has its receipt (CRPA L112-11).
    pub fn received(&self) -> bool {
        match &*self.event {
            Event::Submitted | Event::Completed | Event::Withdrawn | Event::Paid(_) => true,
            Event::Acted(taken) => taken.party == Party::Applicant,
            _ => self.by == Actor::Applicant,
        }
    }
}

/// What the submission of a dossier says beside the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opening {
    /// From which the access key is derived.
    pub salt: Salt,
    /// Which request it answers.
    pub origin: Origin,
    /// Digest of what was submitted, by which a repeated request is known from a new one.
    pub body: Digest,
    /// The applicant's mailbox, as a token that only the town's secret makes of an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<Digest>,
    /// Who submitted it, where they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// What was asked of sources before, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<Consulted>,
    /// When and how it arrived, where that was not with this entry: a letter, or something that
    /// another administration handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Arrival>,
    /// Which agent filled it in, where one did, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// What its legal clock runs by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// When something arrived that an agent entered later. Legal clocks run from that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Arrival {
    /// The day on which the town received it; never after the entry.
    pub date: Date,
    /// How that is known: `postmark and stamp of arrival`.
    pub reason: String,
    /// The agent who says so, by the name that they sign in with.
    pub by: String,
    /// The day on which another administration received it first, which handed it over (CRPA
    /// L114-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Date>,
}

/// Which request a submission answers. The same one never makes a second dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A draft of the portal; it is removed with the submission.
    Draft(DraftId),
    /// An `Idempotency-Key` of the API, within its procedure.
    Key(Digest),
}

impl Origin {
    /// What it is indexed under.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Draft(id) => Digest::of_parts(&[b"draft", id.bytes()]),
            Self::Key(digest) => *digest,
        }
    }
}
