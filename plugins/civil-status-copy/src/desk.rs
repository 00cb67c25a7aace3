//! What an agent fills in with an action.

use guichet_sdk::desk::{Ground, Refusal};
use guichet_sdk::prelude::*;

use crate::entitlement::{Identity, has_proof};
use crate::form::{CopyRequest, Link};
use crate::texts::{ARCHIVES, ARTICLE_25, ARTICLE_29, ARTICLE_30, ARTICLES_30_32};

/// Why a request is refused, in law: a closed list, so that no refusal is without an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Article {
    /// Not one of those who may have it.
    #[choice(
        fr = "N’a pas droit à cet acte (décret 2017-890, article 30)",
        en = "Not entitled to this record (décret 2017-890, article 30)"
    )]
    NotEntitled,
    /// Identity or link remain unproven.
    #[choice(
        fr = "Identité ou lien non prouvé (décret 2017-890, articles 30 et 32)",
        en = "Identity or link not proven (décret 2017-890, articles 30 and 32)"
    )]
    NotProven,
    /// What must be stated is missing or does not fit the record.
    #[choice(
        fr = "Noms, dates ou parents absents ou inexacts (décret 2017-890, article 29)",
        en = "Names, dates or parents missing or wrong (décret 2017-890, article 29)"
    )]
    NotStated,
    /// No such record in the town's registers.
    #[choice(
        fr = "Acte absent de nos registres (décret 2017-890, article 25)",
        en = "Record not in our registers (décret 2017-890, article 25)"
    )]
    NotHeld,
    /// Not open to all yet.
    #[choice(
        fr = "Acte pas encore accessible à tous (code du patrimoine, article L213-2)",
        en = "Record not open to all yet (code du patrimoine, article L213-2)"
    )]
    NotOpen,
}

impl Ground for Article {
    fn source(&self, _ctx: &Context) -> String {
        let text = match self {
            Article::NotEntitled => ARTICLE_30,
            Article::NotProven => ARTICLES_30_32,
            Article::NotStated => ARTICLE_29,
            Article::NotHeld => ARTICLE_25,
            Article::NotOpen => ARCHIVES,
        };
        text.to_owned()
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Article::NotEntitled => &["link", "copy.kind"],
            Article::NotProven => &["link"],
            Article::NotStated => &["act.date", "person.family-name"],
            Article::NotHeld => &["act.place", "act.date"],
            Article::NotOpen => &["act.date"],
        }
    }

    fn law(&self) -> Text {
        match self {
            Article::NotEntitled => text! {
                fr: "Cet acte est remis à la personne majeure ou émancipée, à ses ascendants, \
                     ses descendants, son conjoint ou partenaire de PACS, son représentant légal \
                     et aux personnes qu’elle mandate par écrit.",
                en: "This record is given to the person of full age or emancipated, their \
                     ascendants, descendants, spouse or PACS partner, legal representative, and \
                     whom they mandate in writing.",
            },
            Article::NotProven => text! {
                fr: "L’acte n’est remis qu’aux personnes qui y ont droit : leur identité et leur \
                     lien doivent être établis.",
                en: "The record is given only to those entitled: their identity and their link \
                     must be established.",
            },
            Article::NotStated => text! {
                fr: "La demande indique les noms, la date et le lieu de l’événement et, pour une \
                     copie intégrale ou un extrait avec filiation, les noms des parents.",
                en: "The request states the names, the date and place of the event and, for a \
                     full copy or an extract with filiation, the parents’ names.",
            },
            Article::NotHeld => text! {
                fr: "L’officier de l’état civil délivre les actes qu’il détient ; celui-ci n’est \
                     pas dans nos registres.",
                en: "The registrar issues the records that they hold; this one is not in our \
                     registers.",
            },
            Article::NotOpen => text! {
                fr: "Le délai après lequel toute personne peut obtenir cet acte n’est pas écoulé.",
                en: "The time after which anyone may have this record has not passed.",
            },
        }
    }
}

/// With `redirect`: who holds the record.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Redirection {
    /// The town hall, or the central service.
    #[page("redirect", fr = "Transmission", en = "Redirection")]
    #[field(
        label(fr = "Mairie ou service qui détient l’acte", en = "Who holds the record"),
        min_length = 2,
        max_length = 120
    )]
    pub town: String,
    /// Where the applicant may ask after it.
    #[field(
        label(fr = "Adresse, téléphone ou site de ce service", en = "Address, telephone or site"),
        max_length = 300
    )]
    pub contact: Option<String>,
}

/// A piece or an answer that an agent may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Missing {
    /// The identity document.
    #[choice(fr = "Pièce d’identité lisible", en = "Legible identity document")]
    Identity,
    /// Proof of the link.
    #[choice(fr = "Preuve du lien de famille", en = "Proof of the family link")]
    LinkProof,
    /// The mandate.
    #[choice(fr = "Mandat écrit", en = "Written mandate")]
    Mandate,
    /// The date.
    #[choice(fr = "Date de l’événement à vérifier", en = "Date of the event to be checked")]
    EventDate,
    /// The names.
    #[choice(fr = "Noms à vérifier", en = "Names to be checked")]
    Names,
}

impl Missing {
    /// The field where it goes.
    pub fn path(self) -> &'static str {
        match self {
            Missing::Identity => "identity-document",
            Missing::LinkProof => "link-proof",
            Missing::Mandate => "mandate",
            Missing::EventDate => "act.date",
            Missing::Names => "person.family-name",
        }
    }

    /// The text that asks for it.
    pub fn source(self) -> &'static str {
        match self {
            Missing::Identity | Missing::LinkProof | Missing::Mandate => ARTICLES_30_32,
            Missing::EventDate | Missing::Names => ARTICLE_29,
        }
    }

    /// Why it is needed, to the applicant.
    pub fn why(self) -> Text {
        match self {
            Missing::Identity => text! {
                fr: "Pour vérifier que c’est bien vous qui demandez cet acte.",
                en: "To check that it is you who ask for this record.",
            },
            Missing::LinkProof => text! {
                fr: "Pour vérifier que votre lien avec la personne vous donne droit à cet acte.",
                en: "To check that your link to the person entitles you to this record.",
            },
            Missing::Mandate => text! {
                fr: "Pour vérifier que vous agissez pour une personne qui a droit à cet acte.",
                en: "To check that you act for somebody who is entitled to this record.",
            },
            Missing::EventDate => text! {
                fr: "Nous ne trouvons pas d’acte à cette date : corrigez-la ou confirmez-la.",
                en: "We find no record of that date: please correct or confirm it.",
            },
            Missing::Names => text! {
                fr: "Nous ne trouvons pas d’acte à ces noms : corrigez-les ou confirmez-les.",
                en: "We find no record of these names: please correct or confirm them.",
            },
        }
    }

    /// Whether it can be of use, and the applicant's form has a field for it.
    pub fn applies(self, ctx: &Context, dossier: &Dossier<CopyRequest>) -> bool {
        let draft = CopyRequest::draft(&dossier.given, ctx);
        match self {
            Missing::Identity => {
                let known = Identity::of(dossier);
                matches!(known, Identity::Document | Identity::Counter)
            }
            Missing::LinkProof => draft.link.is_some_and(has_proof),
            Missing::Mandate => draft.link == Some(Link::Mandate),
            Missing::EventDate | Missing::Names => true,
        }
    }
}

/// With `request-piece`.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct PieceRequest {
    /// One or several.
    #[page("pieces", fr = "Pièces", en = "Pieces")]
    #[field(
        label(fr = "Que manque-t-il ?", en = "What is missing?"),
        hint(
            fr = "Ne demandez que ce dont vous ne pouvez vous passer (CRPA, article L114-5-1)",
            en = "Ask only for what you cannot do without (CRPA, article L114-5-1)"
        ),
        required
    )]
    pub pieces: Vec<Missing>,
}

/// Lays out what there is to fill in with an action.
pub fn ask(sheet: &mut Sheet<'_>, turn: &Turn<CopyRequest>) {
    match turn.action.as_str() {
        "refuse" => {
            sheet.ask::<Refusal<Article>>();
        }
        "redirect" => {
            sheet.ask::<Redirection>();
        }
        "request-piece" => {
            sheet.ask::<PieceRequest>();
            let ctx = sheet.ctx();
            if let Some(Field { kind: Kind::Choices(options), .. }) = sheet.edit("pieces") {
                options.retain(|option| {
                    Missing::from_key(&option.key)
                        .is_some_and(|piece| piece.applies(ctx, &turn.dossier))
                });
            }
        }
        _ => {}
    }
}

/// What the open request asks for.
pub fn requested(dossier: &Dossier<CopyRequest>) -> Vec<Missing> {
    dossier.fact("requested").unwrap_or_default()
}

/// In the form with which the applicant answers a request: what was asked for is required.
pub fn mark_requested(sheet: &mut Sheet<'_>, dossier: &Dossier<CopyRequest>) {
    for piece in requested(dossier) {
        if let Some(field) = sheet.edit(piece.path()) {
            field.required = true;
        }
    }
}
