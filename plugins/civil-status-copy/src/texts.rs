//! Sentences that the form and the decisions share.

use guichet_sdk::prelude::*;

use crate::entitlement::{Denial, Ground, Question};
use crate::form::{Act, CopyKind, Link};

/// The decree on civil status.
pub const ARTICLE_25: &str = "décret 2017-890, article 25";
/// What a request states.
pub const ARTICLE_29: &str = "décret 2017-890, article 29";
/// Who may have full copies.
pub const ARTICLE_30: &str = "décret 2017-890, article 30";
/// Who may have extracts with filiation.
pub const ARTICLES_30_32: &str = "décret 2017-890, articles 30 et 32";
/// What anybody may have.
pub const ARTICLE_33: &str = "décret 2017-890, article 33";
/// When archives open.
pub const ARCHIVES: &str = "code du patrimoine, article L213-2";
/// Requests that came to the wrong place.
pub const TRANSMISSION: &str = "CRPA, article L114-2";

/// `l’acte de naissance`.
pub fn the_act(act: Act) -> Text {
    match act {
        Act::Birth => text! { fr: "l’acte de naissance", en: "the birth record" },
        Act::Marriage => text! { fr: "l’acte de mariage", en: "the marriage record" },
        Act::Death => text! { fr: "l’acte de décès", en: "the death record" },
        Act::Recognition => text! { fr: "l’acte de reconnaissance", en: "the recognition record" },
    }
}

/// `la copie intégrale`.
pub fn the_copy(kind: CopyKind) -> Text {
    match kind {
        CopyKind::Full => text! { fr: "la copie intégrale", en: "the full copy" },
        CopyKind::WithFiliation => {
            text! { fr: "l’extrait avec filiation", en: "the extract with filiation" }
        }
        CopyKind::WithoutFiliation => {
            text! { fr: "l’extrait sans filiation", en: "the extract without filiation" }
        }
        CopyKind::Multilingual => {
            text! { fr: "l’extrait plurilingue", en: "the multilingual extract" }
        }
    }
}

/// The article that says who may have this kind.
pub fn article_on(kind: CopyKind) -> &'static str {
    match kind {
        CopyKind::Full => ARTICLE_30,
        CopyKind::WithFiliation | CopyKind::Multilingual => ARTICLES_30_32,
        CopyKind::WithoutFiliation => ARTICLE_33,
    }
}

/// Another town has it.
pub fn held_by(ctx: &Context, town: &str) -> Text {
    let here = &ctx.town_name;
    text! {
        fr: "Cet acte se trouve à la mairie de {town}, pas à {here}. Demandez-le là-bas : c’est \
             gratuit, et plus rapide. Si vous nous écrivez malgré tout, nous transmettrons votre \
             demande à cette mairie (CRPA, article L114-2).",
        en: "This record is held by the town hall of {town}, not by {here}. Please ask there: it \
             is free of charge, and faster. Should you write to us all the same, we shall pass \
             your request on to that town hall (CRPA, article L114-2).",
    }
}

/// The State's central service has it, if France has it at all.
pub fn held_abroad() -> Text {
    text! {
        fr: "Si la personne est française, cet acte se trouve au Service central d’état civil, à \
             Nantes : demandez-le sur service-public.fr, c’est gratuit. Sinon, demandez-le aux \
             autorités du pays. Une demande que vous nous écririez serait transmise au Service \
             central (CRPA, article L114-2).",
        en: "If the person is French, this record is held by the Service central d’état civil in \
             Nantes: ask for it on service-public.fr, free of charge. If not, ask the authorities \
             of that country. A request that you write to us would be passed on to the Service \
             central (CRPA, article L114-2).",
    }
}

/// A death before the event.
pub fn died_before() -> Text {
    text! {
        fr: "Cette date est antérieure à celle de l’événement.",
        en: "This date is earlier than that of the event.",
    }
}

/// A register that has been closed for long enough.
pub fn open_to_all(years: i64) -> Text {
    text! {
        fr: "Le registre est clos depuis plus de {years} ans : toute personne peut obtenir cet \
             acte (code du patrimoine, article L213-2). Nous ne vous demandons ni votre lien ni \
             votre pièce d’identité.",
        en: "The register has been closed for more than {years} years: anyone may have this \
             record (code du patrimoine, article L213-2). We ask neither for your link nor for an \
             identity document.",
    }
}

/// Why not, by which article, and what may be had instead.
pub fn denied(question: &Question, denial: Denial) -> Text {
    let (the_act, the_copy) = (the_act(question.act), the_copy(question.kind));
    match denial {
        Denial::NotIssued if question.act == Act::Recognition => text! {
            fr: "Un acte de reconnaissance n’existe qu’en copie intégrale (décret 2017-890, \
                 articles 29 et 30) : choisissez « Copie intégrale ».",
            en: "Of a recognition there is only the full copy (décret 2017-890, articles 29 and \
                 30): please choose “Full copy”.",
        },
        Denial::NotIssued => text! {
            fr: "Un acte de décès n’a pas d’extrait avec filiation. Choisissez « Copie \
                 intégrale » : toute personne peut l’obtenir (décret 2017-890, article 33).",
            en: "A death has no extract with filiation. Please choose “Full copy”: anyone may \
                 have it (décret 2017-890, article 33).",
        },
        Denial::Minor => {
            let (article, instead) = (article_on(question.kind), instead(question.act));
            text! {
                fr: "Tant que vous êtes mineur, {the_copy} de {the_act} ne peut vous être remise \
                     ({article}) : un de vos parents ou votre tuteur peut la demander. {instead}",
                en: "As long as you are under age, you cannot be given {the_copy} of {the_act} \
                     ({article}): a parent or your guardian may ask for it. {instead}";
                the_copy, the_act, instead
            }
        }
        Denial::Stranger(link) => {
            let (article, instead) = (article_on(question.kind), instead(question.act));
            let who = who(link);
            let year = question.years.register_opens_in(question.day);
            text! {
                fr: "{who} n’a pas droit à {the_copy} de {the_act} ({article}). {instead} L’acte \
                     sera accessible à tous à partir du 1er janvier {year}.",
                en: "{who} is not entitled to {the_copy} of {the_act} ({article}). {instead} The \
                     record opens to everybody on 1 January {year}.";
                who, the_copy, the_act, instead
            }
        }
    }
}

fn instead(act: Act) -> Text {
    match act {
        Act::Recognition => text! {
            fr: "Vous pouvez demander à la place un extrait sans filiation de l’acte de naissance \
                 de l’enfant, que toute personne peut obtenir (article 33).",
            en: "You may ask instead for an extract without filiation of the child’s birth \
                 record, which anyone may have (article 33).",
        },
        _ => text! {
            fr: "Vous pouvez demander à la place un extrait sans filiation, que toute personne \
                 peut obtenir (article 33).",
            en: "You may ask instead for an extract without filiation, which anyone may have \
                 (article 33).",
        },
    }
}

fn who(link: Link) -> Text {
    match link {
        Link::Sibling => text! { fr: "Un frère ou une sœur", en: "A brother or sister" },
        Link::Heir => text! { fr: "Un héritier", en: "An heir" },
        _ => text! {
            fr: "Une personne qui n’est ni de la famille proche ni mandatée",
            en: "Somebody who is neither of the closest family nor mandated",
        },
    }
}

/// Why somebody may have it, as a step of the reasoning.
pub fn granted(question: &Question, ground: Ground) -> Reason {
    let (article, rule, sentence) = match ground {
        Ground::Death => (
            ARTICLE_33,
            "open-death",
            text! {
                fr: "Toute personne peut obtenir la copie d’un acte de décès.",
                en: "Anyone may have a copy of a death record.",
            },
        ),
        Ground::NoFiliation => (
            ARTICLE_33,
            "open-extract",
            text! {
                fr: "Toute personne peut obtenir un extrait sans filiation.",
                en: "Anyone may have an extract without filiation.",
            },
        ),
        Ground::OpenRegister => {
            let years = question.years.register;
            (
                ARCHIVES,
                "open-register",
                text! {
                    fr: "Le registre est clos depuis plus de {years} ans : l’acte est accessible à \
                         tous.",
                    en: "The register has been closed for more than {years} years: the record is \
                         open to everybody.",
                },
            )
        }
        Ground::LongDead => {
            let years = question.years.death;
            (
                ARCHIVES,
                "open-after-death",
                text! {
                    fr: "La personne est décédée depuis plus de {years} ans : l’acte est accessible \
                         à tous.",
                    en: "The person died more than {years} years ago: the record is open to \
                         everybody.",
                },
            )
        }
        Ground::Oneself => (
            article_on(question.kind),
            "entitled",
            text! {
                fr: "L’acte vous concerne et vous êtes majeur ou émancipé : vous y avez droit.",
                en: "The record is about you, and you are of full age or emancipated: you are \
                     entitled to it.",
            },
        ),
        Ground::Kin(link) => (article_on(question.kind), "entitled", kin(link)),
        Ground::Mandate => (
            article_on(question.kind),
            "entitled",
            text! {
                fr: "Vous agissez par mandat écrit d’une personne qui a droit à cet acte.",
                en: "You act by written mandate of somebody who is entitled to this record.",
            },
        ),
        Ground::ChildsHeir => (
            ARTICLE_30,
            "entitled",
            text! {
                fr: "Les héritiers de l’enfant reconnu ont droit à la copie de cet acte.",
                en: "Heirs of the recognised child are entitled to a copy of this record.",
            },
        ),
    };
    let reason = Reason::new(rule, sentence).source(article);
    let looked_at: &[&str] = match ground {
        Ground::Death => &["act.event"],
        Ground::NoFiliation => &["copy.kind"],
        Ground::OpenRegister => &["act.date"],
        Ground::LongDead => &["act.date", "died-on"],
        Ground::Oneself => &["copy.kind", "link", "act.date"],
        Ground::Kin(_) | Ground::Mandate | Ground::ChildsHeir => &["copy.kind", "link"],
    };
    looked_at.iter().fold(reason, |reason, path| reason.input(path))
}

fn kin(link: Link) -> Text {
    match link {
        Link::Ascendant => text! {
            fr: "Vous êtes un parent ou grand-parent de la personne : vous avez droit à cet acte.",
            en: "You are a parent or grandparent of the person: you are entitled to this record.",
        },
        Link::Descendant => text! {
            fr: "Vous descendez de la personne : vous avez droit à cet acte.",
            en: "You descend from the person: you are entitled to this record.",
        },
        Link::Spouse => text! {
            fr: "Vous êtes l’époux, l’épouse ou le partenaire de PACS de la personne : vous avez \
                 droit à cet acte.",
            en: "You are the person’s spouse or PACS partner: you are entitled to this record.",
        },
        _ => text! {
            fr: "Vous êtes le représentant légal de la personne : vous avez droit à cet acte.",
            en: "You are the person’s legal representative: you are entitled to this record.",
        },
    }
}
