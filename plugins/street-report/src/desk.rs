//! What agents and reporters do, and what there is to fill in with it.

use guichet_sdk::prelude::*;

use crate::form::{self, Report};
use crate::kinds::{self, Owner, TroubleKind};
use crate::nearby;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const PLAN: &str = "plan";
    pub(crate) const FIX: &str = "fix";
    pub(crate) const NO_ACTION: &str = "no-action";
    pub(crate) const DUPLICATE: &str = "duplicate";
    pub(crate) const NOT_OURS: &str = "not-ours";
    pub(crate) const REFILE: &str = "change-kind";
    pub(crate) const REOPEN: &str = "reopen";
}

/// While something is to be done.
pub(crate) fn open() -> Vec<Action> {
    let with_form = |key, label| Action::agent(key, label).with_form();
    vec![
        with_form(key::PLAN, text! { fr: "Prévoir une intervention", en: "Plan the work" }),
        with_form(key::FIX, text! { fr: "Réparé", en: "Fixed" }),
        with_form(key::REFILE, text! { fr: "Changer de catégorie", en: "Change the category" }),
        with_form(key::DUPLICATE, text! { fr: "Déjà signalé", en: "Reported already" }),
        with_form(
            key::NOT_OURS,
            text! { fr: "Transmettre à un autre gestionnaire", en: "Pass to another authority" },
        ),
        with_form(key::NO_ACTION, text! { fr: "Sans suite", en: "No action" }),
    ]
}

/// Once it is done with, for some days.
pub(crate) fn done(until: Date) -> Vec<Action> {
    let label = text! { fr: "Le problème est toujours là", en: "The problem is still there" };
    vec![Action::new(key::REOPEN, label, [Party::Applicant, Party::Agent]).with_form().until(until)]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Report>) {
    let ctx = sheet.ctx();
    match turn.action.as_str() {
        key::PLAN => {
            sheet.ask::<Plan>();
        }
        key::FIX => {
            sheet.ask::<Fixed>();
            let count = nearby::followers(&turn.dossier.number);
            sheet.figure(text! { fr: "Personnes qui suivent ce signalement", en: "People who follow this report" }, count);
        }
        key::NO_ACTION => {
            sheet.ask::<NoAction>();
        }
        key::DUPLICATE => {
            sheet.ask::<Duplicate>();
            let known = others(ctx, turn);
            if known.is_empty() {
                sheet.note(text! {
                    fr: "Aucun signalement ouvert du même genre à proximité.", en: "No open report of this kind is near."
                });
            }
            if let Some(field) = sheet.edit("of") {
                field.kind = Kind::one_of(known.iter().map(|entry| nearby::item(ctx, entry)));
            }
        }
        key::NOT_OURS => {
            sheet.ask::<NotOurs>();
        }
        key::REFILE => {
            sheet.ask::<Refile>();
        }
        key::REOPEN => {
            sheet.ask::<Reopen>();
        }
        _ => {}
    }
}

/// Open reports of the same kind near the one that is looked at.
fn others(ctx: &Context, turn: &Turn<Report>) -> Vec<Entry> {
    let draft = Report::draft(&turn.dossier.given, ctx);
    let kind = turn.dossier.fact::<String>("kind").and_then(|kind| TroubleKind::of(&kind));
    let at = form::position(&draft.place);
    kind.zip(at)
        .map_or_else(Vec::new, |(kind, at)| nearby::same(&kind, at, Some(&turn.dossier.number)))
}

/// When somebody comes.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Plan {
    #[page("plan", fr = "Intervention", en = "Work")]
    #[field(label(fr = "Au plus tard le", en = "By"), earliest = ctx.today())]
    pub(crate) day: Date,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Fixed {
    #[page("fixed", fr = "Réparation", en = "Repair")]
    #[field(
        label(fr = "Ce qui a été fait", en = "What was done"),
        hint(fr = "La personne lit cette phrase", en = "The person reads this sentence"),
        kind = paragraph,
        max_length = 1000
    )]
    pub(crate) what: Option<String>,
}

/// Why nothing is done.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct NoAction {
    #[page("no-action", fr = "Sans suite", en = "No action")]
    #[field(
        label(fr = "Pourquoi", en = "Why"),
        hint(fr = "La personne lit cette phrase", en = "The person reads this sentence"),
        kind = paragraph, min_length = 10, max_length = 1000
    )]
    pub(crate) why: String,
}

/// Of which other report it is the same.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Duplicate {
    #[page("duplicate", fr = "Déjà signalé", en = "Reported already")]
    #[field(label(fr = "Le même que", en = "The same as"), options = Vec::new())]
    pub(crate) of: String,
}

/// Whose it is.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct NotOurs {
    #[page("not-ours", fr = "Autre gestionnaire", en = "Another authority")]
    #[field(
        label(fr = "Transmettre à", en = "Pass to"),
        options = Owner::all(true).into_iter().map(|owner| OptionItem::new(&owner.key, ctx.say(owner.name)))
    )]
    pub(crate) owner: String,
}

/// What it is after all.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Refile {
    #[page("kind", fr = "Catégorie", en = "Category")]
    #[field(label(fr = "Catégorie", en = "Category"), options = kinds::items(ctx, None))]
    pub(crate) kind: String,
}

/// What is still wrong.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Reopen {
    #[page("reopen", fr = "Toujours là", en = "Still there")]
    #[field(
        label(fr = "Ce qui ne va pas", en = "What is wrong"),
        kind = paragraph, min_length = 5, max_length = 1500
    )]
    pub(crate) what: String,
}
