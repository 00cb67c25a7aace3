//! The register of vulnerable persons: who wishes it is called when the alert and emergency plan
//! is triggered, in a heatwave or a cold spell (CASF L121-6-1).
//!
//! [`form`] says what is asked, `rules` who may be registered, `decision` what becomes of it,
//! `desk` what agents do, calls among it, `letters` what is posted and handed over. No diagnosis
//! is asked for, and nothing decides on anybody but an agent.

mod decision;
mod desk;
mod form;
mod letters;
mod rules;

#[cfg(test)]
mod life;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct VulnerablePersons;

impl Procedure for VulnerablePersons {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        let today = sheet.ctx().today();
        form::finish(sheet, draft, today);
    }

    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<Application>, draft: &ApplicationDraft) {
        form::finish(sheet, draft, dossier.submitted_on);
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
        desk::ask(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Application>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(VulnerablePersons);
