//! A certificate of accommodation: a resident vouches for visitors from abroad, for three months
//! at most (CESEDA L313-1 and following).
//!
//! [`form`] says what is asked, `rules` what it is held to, `decision` what becomes of it, `desk`
//! what an agent fills in. The certificate itself is the State's paper form, which the mayor
//! signs; nothing here issues it.

mod decision;
mod desk;
mod form;
mod rules;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct Hospitality;

impl Procedure for Hospitality {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        form::finish(sheet, draft);
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

export!(Hospitality);
