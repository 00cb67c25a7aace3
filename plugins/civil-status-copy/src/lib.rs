//! Copies and extracts of civil-status records (décret 2017-890, articles 25 to 33).
//!
//! [`form`] says what is asked, [`entitlement`] who may have what, [`decision`] what becomes
//! of a request. What an agent fills in with an action is in [`desk`], the sentences that
//! several of them need in [`texts`]. Nothing here prints or posts: the record is paper with
//! the officer's seal and signature (article 27), and an agent ticks that it has left.

pub mod decision;
pub mod desk;
pub mod entitlement;
pub mod form;
pub mod texts;

use guichet_sdk::prelude::*;

use entitlement::Identity;
pub use form::{CopyRequest, CopyRequestDraft};

/// The procedure.
#[derive(Debug)]
pub struct CivilStatusCopy;

impl Procedure for CivilStatusCopy {
    type Answers = CopyRequest;

    fn form(sheet: &mut Sheet<'_>, draft: &CopyRequestDraft) {
        form::finish(sheet, draft, Identity::Unknown);
    }

    fn completion(sheet: &mut Sheet<'_>, dossier: &Dossier<CopyRequest>, draft: &CopyRequestDraft) {
        form::finish(sheet, draft, Identity::of(dossier));
        desk::mark_requested(sheet, dossier);
    }

    fn action_form(sheet: &mut Sheet<'_>, turn: &Turn<CopyRequest>) {
        desk::ask(sheet, turn);
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<CopyRequest>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        decision::decide(ctx, dossier, event)
    }
}

export!(CivilStatusCopy);
