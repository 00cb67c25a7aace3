//! What is asked: the association, who answers for the bar, the event, the drinks.
//!
//! What the table of kinds or the day makes necessary is said in [`necessary`], not by the
//! struct: a dossier must stay readable when the town changes its table.

use guichet_sdk::blocks::{Applicant, Association};
use guichet_sdk::prelude::*;

use crate::kind::{self, LicenceKind, Quota};
use crate::rules;

/// A request.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// Who organises the event.
    #[page("association", fr = "L’association", en = "The association")]
    #[field(group)]
    pub association: Association,
    /// Whether it is part of a club.
    #[field(group)]
    pub section: Section,
    /// Who answers for the bar.
    #[page("you", fr = "La personne responsable", en = "The person in charge")]
    #[field(group)]
    pub applicant: Applicant,
    /// As what they act.
    #[field(
        label(fr = "Votre fonction dans l’association", en = "Your office in the association"),
        hint(
            fr = "Présidente, trésorier, membre du bureau…",
            en = "President, treasurer, member of the board…"
        ),
        min_length = 2,
        max_length = 120
    )]
    pub office: String,
    /// What it is opened for.
    #[page("event", fr = "La manifestation", en = "The event")]
    #[field(group)]
    pub event: Gathering,
    /// What is served.
    #[page("drinks", fr = "Les boissons", en = "The drinks")]
    #[field(label(fr = "Qu’allez-vous servir ?", en = "What will you serve?"), live)]
    pub drinks: Drinks,
    /// On their honour (CRPA L113-13).
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et que l’association organise elle-même la manifestation",
            en = "I certify that this information is correct and that the association organises the event itself"
        ),
        required
    )]
    pub certified: bool,
}

/// Part of a club with several sports.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Section {
    /// Asked where it changes what is counted.
    #[field(
        label(
            fr = "Nous sommes une section d’un club omnisports",
            en = "We are a section of a multi-sports club"
        ),
        show_if = kind::counts_on_parent(ctx),
        live
    )]
    pub of_club: bool,
    /// Whose licences are counted.
    #[field(
        label(fr = "Numéro RNA du club omnisports", en = "RNA number of the multi-sports club"),
        hint(
            fr = "Les autorisations d’un club sont comptées ensemble, toutes sections comprises",
            en = "Licences of a club are counted together, all its sections included"
        ),
        kind = rna,
        show_if = draft.of_club == Some(true),
        required,
        live
    )]
    pub parent: Option<String>,
}

/// The event.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Gathering {
    /// A key of the town's table.
    #[field(
        label(fr = "Type de manifestation", en = "Kind of event"),
        options = reference::options(ctx, kind::TABLE),
        live
    )]
    pub kind: String,
    /// Of clubs.
    #[field(
        label(fr = "Numéro d’agrément sportif", en = "Number of the sports approval"),
        hint(fr = "Code du sport, article L121-4", en = "Code du sport, article L121-4"),
        max_length = 40,
        show_if = kind_of(draft).is_some_and(|kind| kind.approved)
    )]
    pub approval: Option<String>,
    /// As posters have it.
    #[field(
        label(fr = "Nom de la manifestation", en = "Name of the event"),
        min_length = 2,
        max_length = 160
    )]
    pub name: String,
    /// Where the bar stands.
    #[field(
        label(fr = "Emplacement de la buvette", en = "Where the bar stands"),
        hint(
            fr = "Par exemple : place du Marché, côté halle",
            en = "Such as: place du Marché, next to the hall"
        ),
        min_length = 2,
        max_length = 240
    )]
    pub place: String,
    /// Where the prefect protects places.
    #[field(
        label(
            fr = "L’emplacement est dans une zone protégée",
            en = "That is within a protected zone"
        ),
        show_if = rules::protected_metres(ctx) > 0,
        live
    )]
    pub protected: bool,
    /// First day.
    #[field(label(fr = "Premier jour", en = "First day"), live)]
    pub first_day: Date,
    /// Last day.
    #[field(
        label(fr = "Dernier jour", en = "Last day"),
        hint(
            fr = "Le jour où la buvette ouvre pour la dernière fois",
            en = "The day on which the bar opens for the last time"
        ),
        live
    )]
    pub last_day: Date,
    /// Each day.
    #[field(label(fr = "Ouverture de la buvette", en = "The bar opens at"), live)]
    pub opens: Time,
    /// Each day, or the night after it.
    #[field(label(fr = "Fermeture de la buvette", en = "The bar closes at"), live)]
    pub closes: Time,
    /// Where it is asked for later than the law wants.
    #[field(
        label(
            fr = "En quoi la manifestation est-elle exceptionnelle ?",
            en = "Why is the event exceptional?"
        ),
        kind = paragraph,
        min_length = 10,
        max_length = 1000,
        show_if = kind_of(draft).zip(draft.first_day)
            .is_some_and(|(kind, day)| kind.is_late(day, ctx.today()))
    )]
    pub exceptional: Option<String>,
}

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Drinks {
    /// Group 1.
    #[choice(
        fr = "Uniquement des boissons sans alcool",
        en = "Drinks without alcohol only",
        hint(fr = "Groupe 1 : eau, jus, sodas, café", en = "Group 1: water, juice, sodas, coffee")
    )]
    Soft,
    /// Groups 1 and 3.
    #[choice(
        fr = "Aussi du vin, de la bière, du cidre…",
        en = "Wine, beer, cider as well",
        hint(
            fr = "Groupes 1 et 3. Les alcools distillés ne sont pas permis.",
            en = "Groups 1 and 3. Spirits are not allowed."
        )
    )]
    Fermented,
}

pub(crate) fn kind_of(draft: &GatheringDraft) -> Option<LicenceKind> {
    LicenceKind::find(draft.kind.as_deref()?)
}

/// What the struct cannot say. `received` is the day from which times run, `own` what the dossier
/// holds already.
pub(crate) fn finish(
    sheet: &mut Sheet<'_>,
    draft: &ApplicationDraft,
    received: Date,
    own: &[Hold],
) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    for path in necessary(draft, received) {
        if let Some(field) = sheet.edit(path) {
            field.required = true;
        }
    }
    explain_zone(sheet);
    let quota = Quota::of(ctx, draft, own);
    if let Some(sheet) = sheet.on_page("event") {
        if let Some(kind) = kind_of(&draft.event) {
            let (notice, cap) = (kind.notice_in_words(), rules::closing_time(ctx));
            sheet.note(text! {
                fr: "Demandez au moins {notice} avant. La buvette ferme au plus tard à {cap}.",
                en: "Ask at least {notice} before. The bar closes at {cap} at the latest.";
                notice, cap
            });
            if let Some(months) = kind.early_months {
                sheet.note(text! {
                    fr: "Dans une enceinte sportive, la loi veut une demande {months} mois avant, sauf manifestation exceptionnelle (CSP D3335-17).",
                    en: "On sports grounds the law wants it asked for {months} months before, unless the event is exceptional (CSP D3335-17)."
                });
            }
        }
        if let Some(quota) = &quota {
            let year = quota.year();
            let label = text! { fr: "Autorisations encore libres en {year}", en: "Licences left in {year}" };
            sheet.figure_because(label, i64::from(quota.left()), rules::counted(quota));
        }
    }
    for problem in rules::problems(ctx, draft, received) {
        sheet.report(problem);
    }
    if let Some(quota) = quota.filter(|quota| quota.left() == 0) {
        sheet.report(rules::none_left(ctx, &quota));
    }
}

fn explain_zone(sheet: &mut Sheet<'_>) {
    let metres = rules::protected_metres(sheet.ctx());
    let hint = sheet.ctx().say(text! {
        fr: "À moins de {metres} m d’un établissement que le préfet protège : école, hôpital, stade… (CSP L3335-1)",
        en: "Less than {metres} m from a place that the prefect protects: school, hospital, stadium… (CSP L3335-1)"
    });
    if let Some(field) = sheet.edit("event.protected") {
        field.hint = Some(hint);
    }
}

/// Paths that this request cannot do without, beyond those of every request.
pub(crate) fn necessary(draft: &ApplicationDraft, received: Date) -> Vec<&'static str> {
    let Some(kind) = kind_of(&draft.event) else { return Vec::new() };
    let late = draft.event.first_day.is_some_and(|day| kind.is_late(day, received));
    let paths = [("event.approval", kind.approved), ("event.exceptional", late)];
    paths.into_iter().filter(|(_, needed)| *needed).map(|(path, _)| path).collect()
}
