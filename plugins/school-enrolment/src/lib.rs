//! School enrolment: the school of the catchment area for who lives in the town, and exemptions
//! for another school, from and to another town. Schools, streets, classes and criteria are the
//! town's tables.
//!
//! [`form`] says what is asked, `level` which class a child is of age for, `catchment` which
//! school an address belongs to, `exemption` what a wish for another school is worth, `file` what is
//! known of a request, `desk` what agents do, `decision` what becomes of it, `reasons` why, `letters`
//! what is written in the end.

mod catchment;
mod decision;
mod desk;
mod exemption;
mod file;
mod form;
mod letters;
mod level;
mod reasons;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct SchoolEnrolment;

impl Procedure for SchoolEnrolment {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        form::finish(sheet, draft, sheet.ctx().today());
    }

    /// School years and ages are those of the day on which the request came in.
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

export!(SchoolEnrolment);
