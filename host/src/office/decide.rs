//! One decision: asked of the procedure, checked, and made into an entry. Used for dossiers and
//! for scenario cases alike.

use std::sync::Arc;

use super::error::{Fault, OfficeError};
use super::{Installed, Now};
use crate::contract::{Context, Decision, Dossier, Event};
use crate::dossier::{self, Actor, DossierNumber, Entry, Opening};
use crate::runtime::{Procedure, Source, Transcript};

/// What is decided on: the three arguments of `decide`.
#[derive(Clone)]
pub(super) struct Matter {
    pub(super) context: Arc<Context>,
    pub(super) dossier: Arc<Dossier>,
    pub(super) event: Arc<Event>,
}

/// Asks the procedure. Its own refusal comes back as problems, a decision that may not be as
/// its fault.
pub(super) async fn decide(
    procedure: &Procedure,
    source: Source,
    matter: &Matter,
) -> Result<(Decision, Transcript), OfficeError> {
    let id = &procedure.package.manifest.id;
    let Matter { context, dossier, event } = matter.clone();
    let called = procedure.decide(source, context, dossier, event).await;
    let called = called.map_err(|failure| {
        tracing::warn!(procedure = %procedure.package.name(), digest = %procedure.package.digest, %failure, "a decision failed");
        OfficeError::call(id, failure)
    })?;
    let decision = called.value.map_err(OfficeError::Problems)?;
    dossier::verify(&matter.dossier, &matter.event, &decision, procedure.grants()).map_err(|fault| {
        tracing::warn!(procedure = %procedure.package.name(), digest = %procedure.package.digest, %fault, "a decision was refused");
        OfficeError::Fault { procedure: id.clone(), fault: Fault::Decision(fault) }
    })?;
    Ok((decision, called.transcript))
}

/// Which entry it becomes.
pub(super) struct Place {
    pub(super) number: DossierNumber,
    pub(super) index: u32,
    pub(super) by: Actor,
    pub(super) opening: Option<Opening>,
}

/// Decides and writes down why.
pub(super) async fn entry(
    installed: &Installed,
    now: Now,
    place: Place,
    matter: Matter,
) -> Result<Entry, OfficeError> {
    let (decision, transcript) =
        decide(&installed.procedure, installed.source(now), &matter).await?;
    let package = &installed.procedure.package;
    Ok(Entry {
        number: place.number,
        index: place.index,
        at: now.millis,
        by: place.by,
        procedure: package.manifest.id.clone(),
        version: package.manifest.version.to_string(),
        component: package.digest,
        context: matter.context,
        dossier: matter.dossier,
        event: matter.event,
        transcript,
        decision,
        opening: place.opening,
        letters: vec![],
        marks: None,
        author: None,
        prints: vec![],
        settles: None,
    })
}
