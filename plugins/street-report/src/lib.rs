//! Something is wrong in a street: a hole, a lamp, rubbish. Anybody says so, by name or not; it
//! goes to who looks after it, and whoever sees the same follows what is done. It asks for no
//! decision, so silence means nothing and no appeal follows.
//!
//! [`form`] says what is asked, `kinds` what can be reported and to whom it goes, `nearby` what is
//! known already, `decision` what becomes of a report, `desk` what is filled in afterwards.

mod decision;
mod desk;
mod form;
mod kinds;
mod nearby;

use guichet_sdk::prelude::*;

pub use form::{Report, ReportDraft};

/// The procedure.
#[derive(Debug)]
pub struct StreetReport;

impl Procedure for StreetReport {
    type Answers = Report;

    fn form(sheet: &mut Sheet<'_>, draft: &ReportDraft) {
        form::finish(sheet, draft, None);
    }

    /// A report that is put right does not find itself nearby.
    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<Report>, draft: &ReportDraft) {
        form::finish(sheet, draft, Some(&dossier.number));
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Report>) {
        desk::ask(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Report>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(StreetReport);
