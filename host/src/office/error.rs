//! What can go wrong at the office, in the office's words. `web` maps each to a status once.

use std::path::PathBuf;

use super::disposal::DisposalError;
use super::people::level;
use super::uploads::FileFault;
use crate::contract::{Assurance, Problem, Verdict};
use crate::dossier::{DecisionFault, DossierNumber};
use crate::identity::IdentityError;
use crate::payment::PaymentError;
use crate::plugin::{LawfulBasis, ProcedureId};
use crate::runtime::Failure;
use crate::store::StoreError;

/// Why something did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The town offers no such procedure.
    #[error("there is no procedure {0} here")]
    NoProcedure(String),
    /// No such draft; it may have been submitted or have expired.
    #[error("there is no such draft: it was submitted, thrown away, or has expired")]
    NoDraft,
    /// The draft was submitted.
    #[error("this form was submitted as dossier {0}")]
    AlreadySubmitted(DossierNumber),
    /// No such page for the answers given.
    #[error("this form has no such page for the answers given")]
    NoPage,
    /// No such dossier, or not the key that opens it: which of the two is not said.
    #[error("there is no dossier with this number and key")]
    NoDossier,
    /// The action is not open to this party.
    #[error("the action \"{0}\" is not open: someone may have taken it meanwhile")]
    NoAction(String),
    /// The law has the town keep the dossier.
    #[error("the dossier cannot be erased when asked for: it is kept under {}", .0.name())]
    Obliged(LawfulBasis),
    /// Somebody changed the dossier at the same time, more often than it was tried again.
    #[error("the dossier was changed at the same time; look at it again")]
    Changed,
    /// Somebody did something with the dossier since the agent looked at it, at this many entries.
    #[error("somebody did something with this dossier since it was looked at; look at it again")]
    Meanwhile(u32),
    /// What the person must put right.
    #[error("{} problems have to be put right", .0.len())]
    Problems(Vec<Problem>),
    /// An idempotency key was used before with another body.
    #[error(
        "this Idempotency-Key was used before with other answers; use a new one for a new request"
    )]
    KeyReused,
    /// The procedure asks for an identity that this way in cannot give.
    #[error("a confirmed identity is needed (level {}): sign in at /sign-in and send it again with the cookie", level(*.0))]
    Identity(Assurance),
    /// An agent fills this form in, and only they open it.
    #[error("an agent fills this form in: sign in at /desk")]
    AtCounter,
    /// Somebody could not be signed in.
    #[error("nobody was signed in: {0}")]
    SignInFailed(IdentityError),
    /// The provider of payments is of no help.
    #[error("nothing was paid: {0}")]
    Payment(PaymentError),
    /// The procedure has a fault. What the person typed is kept.
    #[error("the procedure {procedure} has a fault: {fault}")]
    Fault {
        /// Which procedure.
        procedure: ProcedureId,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A file was not taken.
    #[error("{1}: \"{0}\"")]
    File(String, FileFault),
    /// More was sent than is taken.
    #[error("more was sent than is taken: at most {0} bytes")]
    TooLarge(usize),
    /// More inputs were sent than a form may have.
    #[error("a form may have {0} inputs")]
    TooMany(usize),
    /// Too many requests wait.
    #[error("too many requests wait for this; try again in a moment")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The data folder cannot be used.
    #[error("{0}: {1}")]
    Folder(PathBuf, String),
    /// The sandbox cannot be set up.
    #[error("{0}")]
    Sandbox(String),
    /// An agent's name or password is wrong.
    #[error("the name or the password is wrong")]
    SignIn,
    /// What would be taken back created rights on this day, and nothing on record allows it.
    #[error(
        "the decision of {0} created rights: record first why it may be taken back (CRPA L242-1)"
    )]
    Rights(crate::contract::Date),
    /// Whoever sends this is blocked, for this reason (CRPA L112-11).
    #[error("nothing is taken from this source: {0}")]
    Blocked(String),
    /// Who decides or writes in the town's name has to be named (CRPA L111-2, L212-1).
    #[error(
        "who decides or writes is named: given names, family name and quality of this agent are \
         missing (CRPA L111-2, L212-1); `guichet agent add` or an administrator's page says them"
    )]
    Unnamed,
    /// What was to be done until this day cannot be done any more.
    #[error("this could be done until {0}")]
    Expired(crate::contract::Date),
    /// The decision is a signatory's to make: the proposal was kept for them.
    #[error("this decision is made by who signs it")]
    ToSign(Verdict),
    /// Nothing of this kind happens at the end of retention.
    #[error(transparent)]
    Disposal(#[from] DisposalError),
    /// What was asked for does not make sense.
    #[error("{0}")]
    Invalid(String),
}

/// What is wrong with a procedure.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A call failed.
    #[error("{0}")]
    Call(Failure),
    /// Its form is not one.
    #[error("its form is unusable: {0}")]
    Form(String),
    /// Its decision is not one, or beyond its grant.
    #[error("{0}")]
    Decision(DecisionFault),
}

impl OfficeError {
    /// The error of a failed call.
    pub(super) fn call(procedure: &ProcedureId, failure: Failure) -> Self {
        match failure {
            Failure::Busy => Self::Busy,
            failure => Self::Fault { procedure: procedure.clone(), fault: Fault::Call(failure) },
        }
    }
}

impl From<StoreError> for OfficeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::TooLarge => Self::TooLarge(crate::limits::store::RECORD),
            StoreError::Stale | StoreError::NumberTaken | StoreError::Outdated => Self::Changed,
            StoreError::Repeated { number, .. } => Self::AlreadySubmitted(number),
            StoreError::File(id) => Self::File(id, FileFault::Elsewhere),
            other => Self::Store(other),
        }
    }
}
