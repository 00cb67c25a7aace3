//! Temporary drinks licence: an association opens a bar for the time of an event that it
//! organises (CSP L3334-2, and L3335-4 on sports grounds).
//!
//! [`form`] says what is asked, `kind` what the law allows of each kind of event and how often a
//! year, `rules` what a request is held to, `decision` what becomes of it, `desk` what agents do.
//! How many licences of the year are taken is not counted here: the host's pools are asked, so
//! that two requests for the last one never both get it.

mod decision;
mod desk;
mod form;
mod kind;
mod order;
mod rules;

#[cfg(test)]
mod life;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct DrinksLicence;

impl Procedure for DrinksLicence {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        let today = sheet.ctx().today();
        form::finish(sheet, draft, today, &[]);
    }

    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<Application>, draft: &ApplicationDraft) {
        form::finish(sheet, draft, dossier.submitted_on, &dossier.holds);
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

export!(DrinksLicence);
