//! A transport card whose price follows age and means. No town's text was at hand for it: the
//! scale is an example, and every band, ceiling, percentage and price is the town's to set.
//!
//! [`form`] says what is asked, `fare` what a card costs, `decision` what becomes of a request,
//! `desk` what an agent fills in.

mod decision;
mod desk;
mod fare;
mod form;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct TransportCard;

impl Procedure for TransportCard {
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

export!(TransportCard);
