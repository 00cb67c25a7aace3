//! A place in a town's nurseries: points by the scale that the town voted, the national hourly
//! fee, a commission that ranks, offers with an end, and places that two families never both get.
//!
//! [`form`] says what is asked, `points` what a request counts, `fee` what an hour costs, `stay`
//! which places a child takes and for how long, `session` how a commission ranks, `file` what
//! is known of a request, `desk` what agents and families do, `decision` what becomes of it, `letters`
//! what is written in the end.

mod decision;
mod desk;
mod fee;
mod file;
mod form;
mod letters;
#[cfg(test)]
mod life;
mod points;
mod session;
mod stay;

use guichet_sdk::prelude::*;

pub use form::{Application, ApplicationDraft};

/// The procedure.
#[derive(Debug)]
pub struct NurseryPlace;

impl Procedure for NurseryPlace {
    type Answers = Application;

    fn form(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
        form::finish(sheet, draft, sheet.ctx().today());
    }

    /// Ages are those of the day on which the request came in.
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

impl Ranking for NurseryPlace {
    fn deliberate(ctx: &Context, key: &str, candidates: &[Candidate]) -> Vec<Proposal> {
        session::deliberate(ctx, key, candidates)
    }
}

export_ranking!(NurseryPlace);
