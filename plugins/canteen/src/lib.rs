//! School meals and after-school care: a family registers its children for a school year, books
//! and cancels days, and is billed each month by its quotient familial.
//!
//! [`form`] says what is asked, `fees` what a meal or a session costs, `calendar` on which days a
//! child is expected, `billing` what a month comes to, `decision` what becomes of a registration,
//! `desk` what families and agents fill in afterwards.

mod billing;
mod calendar;
mod decision;
mod desk;
mod fees;
mod form;

use guichet_sdk::prelude::*;

pub use form::{Registration, RegistrationDraft};

/// The procedure.
#[derive(Debug)]
pub struct Canteen;

impl Procedure for Canteen {
    type Answers = Registration;

    fn form(sheet: &mut Sheet<'_>, draft: &RegistrationDraft) {
        form::finish(sheet, draft);
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<Registration>) {
        desk::ask(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Registration>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(Canteen);
