//! The terrace permit: occupying public space in front of a shop.
//!
//! Start at `decision`, which says what each event does. `form` is what the applicant fills
//! in, `rules` what a terrace must respect, `fee` what it costs, `actions` what agents fill
//! in, `documents` what is written in the end. Rates, zones and delays belong to the town
//! and come from its tables and `settings`; nothing here knows one.

mod actions;
mod decision;
mod documents;
mod fee;
mod form;
mod rules;
mod settings;

#[cfg(test)]
mod life;

use guichet_sdk::prelude::*;

use form::{Application, ApplicationDraft};

/// The procedure.
pub(crate) struct TerracePermit;

impl Procedure for TerracePermit {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        form::complete_sheet(sheet, draft, sheet.ctx().today());
    }

    /// Lead times run from the day on which the application came in, not from today.
    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<Application>, draft: &ApplicationDraft) {
        form::complete_sheet(sheet, draft, dossier.submitted_on);
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
        actions::lay_out(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Application>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(TerracePermit);
