//! A room or a sports hall of the town, once or every week. Who has it when is the host’s to
//! arbitrate: each request holds the room over its sessions, set-up and clean-up included, or is
//! refused.
//!
//! [`form`] says what is asked, `sessions` when the room is taken, `rules` what a request is held
//! to, `fees` what it costs and what a cancellation leaves, `decision` what becomes of it, `desk`
//! what is filled in afterwards.

mod decision;
mod desk;
mod fees;
mod form;
#[cfg(test)]
mod life;
mod rules;
mod sessions;

use guichet_sdk::prelude::*;

pub use form::{Booking, BookingDraft};

/// The procedure.
#[derive(Debug)]
pub struct RoomBooking;

impl Procedure for RoomBooking {
    type Answers = Booking;

    fn form(sheet: &mut Sheet<'_>, draft: &BookingDraft) {
        form::finish(sheet, draft);
    }

    /// Whether the room is free is not asked again: the request itself holds it, and would be in
    /// its own way.
    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<Booking>, draft: &BookingDraft) {
        let then = Context { today: dossier.submitted_on.into(), ..sheet.ctx().clone() };
        sheet.online("applicant.email");
        for problem in rules::problems(&then, draft) {
            sheet.report(problem);
        }
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Booking>) {
        desk::ask(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Booking>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(RoomBooking);
