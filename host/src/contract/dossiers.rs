//! `wit/dossiers.wit`: a submitted form and what becomes of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasmtime::component::{ComponentType, Lift, Lower};

use super::types::*;

/// Where the dossier is in its life. What the person reads is `status`.
#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Phase {
    #[component(name = "received")]
    Received,
    #[component(name = "in-review")]
    InReview,
    #[component(name = "waiting-for-applicant")]
    WaitingForApplicant,
    #[component(name = "decided")]
    Decided,
    #[component(name = "closed")]
    Closed,
    #[component(name = "withdrawn")]
    Withdrawn,
}

/// What was decided, in law. An unfavourable one needs reasons in law and in fact.
#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Verdict {
    #[component(name = "granted")]
    Granted,
    #[component(name = "partly-granted")]
    PartlyGranted,
    #[component(name = "refused")]
    Refused,
    #[component(name = "no-further-action")]
    NoFurtherAction,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Dossier {
    pub number: String,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    #[component(name = "submitted-on")]
    pub submitted_on: Date,
    pub answers: Vec<Answer>,
    /// What earlier decisions `set`: the procedure's own memory of this dossier.
    pub facts: Vec<Answer>,
    pub holds: Vec<Hold>,
    pub charges: Vec<Account>,
    /// Timers that are still to come.
    pub timers: Vec<Timer>,
    /// Keys of the actions that are open.
    pub actions: Vec<String>,
    pub tags: Vec<String>,
    pub score: Option<i64>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Account {
    pub key: String,
    pub cents: i64,
    pub paid: i64,
    pub refunded: i64,
}

/// What a party may do next, shown as a button. Where `form` is true, the
/// handler's `form` describes what to fill in with it.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Action {
    pub key: String,
    pub label: Text,
    pub parties: Vec<Party>,
    pub until: Option<Date>,
    pub form: bool,
    /// The verdict that it leads to: the host asks for what the law requires of it.
    #[component(name = "leads-to")]
    pub leads_to: Option<Verdict>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Taken {
    pub key: String,
    pub party: Party,
    pub inputs: Vec<Answer>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Payment {
    pub charge: String,
    pub cents: i64,
}

#[derive(
    ComponentType,
    Lift,
    Lower,
    ToSchema,
    Serialize,
    Deserialize,
    Clone,
    Debug,
    PartialEq,
    Eq,
    Copy,
    PartialOrd,
    Ord,
)]
#[component(enum)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Silence {
    #[component(name = "accepted")]
    Accepted,
    #[component(name = "refused")]
    Refused,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    #[component(name = "submitted")]
    Submitted,
    /// The applicant supplied what an earlier decision requested, or somebody put answers right
    /// before the decision.
    #[component(name = "completed")]
    Completed,
    #[component(name = "acted")]
    Acted(Taken),
    #[component(name = "timer")]
    Timer(String),
    #[component(name = "paid")]
    Paid(Payment),
    /// The legal clock ran out.
    #[component(name = "silence")]
    Silence(Silence),
    /// The time set by a request passed with pieces missing.
    #[component(name = "lapsed")]
    Lapsed,
    #[component(name = "withdrawn")]
    Withdrawn,
}

/// What a person is filling in.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    #[component(name = "apply")]
    Apply,
    #[component(name = "complete")]
    Complete(Dossier),
    #[component(name = "act")]
    Act(Turn),
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Turn {
    pub dossier: Dossier,
    pub action: String,
    pub party: Party,
}

/// Goes to the applicant, and to nobody else, as plain text on the town's paper.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Message {
    pub subject: Text,
    pub body: Text,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Piece {
    pub path: Path,
    pub label: Text,
    pub why: Text,
    pub source: Option<String>,
}

/// Asks for what is missing. Where the law lets it, `suspends` stops the clock
/// until the pieces come or `until` has passed.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Demand {
    pub pieces: Vec<Piece>,
    pub until: Date,
    pub suspends: bool,
}

/// A document that the host sets on the town's letterhead as an accessible PDF.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Document {
    pub key: String,
    pub title: Text,
    pub paragraphs: Vec<Text>,
    pub lines: Vec<DocumentLine>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct DocumentLine {
    pub label: Text,
    pub value: Value,
    pub words: Option<Text>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Timer {
    pub key: String,
    pub at: Moment,
}

/// Units of a pool over one or more spans: a hall every Tuesday evening, a class for a year,
/// one of an association's five licences. `town/…` pools have the town's limit; `own/…` pools
/// belong to this procedure, which gives theirs.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Hold {
    /// Names this hold within the dossier.
    pub key: String,
    pub pool: String,
    pub spans: Vec<Span>,
    pub units: u32,
    pub limit: Option<u32>,
    /// Where in the form to say so when there is no room.
    pub path: Option<Path>,
}

/// What other dossiers of this procedure may find. Only cells that the manifest
/// declares free of personal data are taken.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Publication {
    pub register: String,
    pub key: String,
    pub position: Option<Position>,
    pub cells: Vec<Answer>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Charge {
    pub key: String,
    pub label: Text,
    pub cents: i64,
}

/// Sends an issued document to an office that the manifest names in
/// `[privacy] recipients`: a licence to the police, a permit to the roads service.
/// The town keeps the office's address; the procedure never sees it.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Transmission {
    pub document: String,
    pub recipient: String,
}

/// The host carries out all the effects of a decision with the decision, or none.
/// The kinds that a procedure may use are requested and granted like imports.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(variant)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    #[component(name = "notify")]
    Notify(Message),
    #[component(name = "request")]
    Request(Demand),
    #[component(name = "issue")]
    Issue(Document),
    #[component(name = "transmit")]
    Transmit(Transmission),
    #[component(name = "schedule")]
    Schedule(Timer),
    #[component(name = "cancel-timer")]
    CancelTimer(String),
    /// Refuses the event where the pool has no room over the span.
    #[component(name = "hold")]
    Hold(Hold),
    #[component(name = "release")]
    Release(String),
    #[component(name = "charge")]
    Charge(Charge),
    #[component(name = "refund")]
    Refund(Payment),
    #[component(name = "set")]
    Set(Answer),
    #[component(name = "unset")]
    Unset(Path),
    #[component(name = "publish")]
    Publish(Publication),
    #[component(name = "unpublish")]
    Unpublish(String),
    #[component(name = "tag")]
    Tag(String),
    #[component(name = "untag")]
    Untag(String),
}

/// One step of the reasoning, in words that the applicant can read.
#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Reason {
    /// Stable name of the rule.
    pub rule: String,
    /// The text that it applies: `CRPA L114-5`, `délibération 2026-12`.
    pub source: Option<String>,
    pub sentence: Text,
    /// Answers that it looked at.
    pub inputs: Vec<Path>,
    pub points: Option<i64>,
}

#[derive(
    ComponentType, Lift, Lower, ToSchema, Serialize, Deserialize, Clone, Debug, PartialEq, Eq,
)]
#[component(record)]
pub struct Decision {
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    /// The verdict departs from a general rule of law or regulation: it needs reasons in law and
    /// in fact, however favourable it is. Records from before there was this lack it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exemption: bool,
    pub status: Text,
    /// What the queue sorts by.
    pub score: Option<i64>,
    pub actions: Vec<Action>,
    pub effects: Vec<Effect>,
    pub reasons: Vec<Reason>,
}

/// A dossier that competes for a place.
#[derive(ComponentType, Lift, Lower, Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[component(record)]
pub struct Candidate {
    pub number: String,
    #[component(name = "submitted-on")]
    pub submitted_on: Date,
    pub score: Option<i64>,
    pub facts: Vec<Answer>,
}

/// The rank that a procedure proposes for a dossier, and what is done if the commission keeps it.
#[derive(ComponentType, Lift, Lower, Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[component(record)]
pub struct Proposal {
    pub number: String,
    pub rank: u32,
    pub act: Option<Taken>,
    pub reasons: Vec<Reason>,
}

impl Phase {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in-review",
            Self::WaitingForApplicant => "waiting-for-applicant",
            Self::Decided => "decided",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Verdict {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::PartlyGranted => "partly-granted",
            Self::Refused => "refused",
            Self::NoFurtherAction => "no-further-action",
        }
    }
}

impl Event {
    /// Its name, without what came with it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Completed => "completed",
            Self::Acted(_) => "acted",
            Self::Timer(_) => "timer",
            Self::Paid(_) => "paid",
            Self::Silence(_) => "silence",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }
}
