//! What agents do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::Application;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const ACCEPT: &str = "accept";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const PRODUCE: &str = "produce";
    pub(crate) const LOST: &str = "declare-loss";
}

/// While the town looks at it.
pub(crate) fn in_review() -> [Action; 3] {
    [
        Action::agent(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" })
            .with_form(),
        Action::agent(key::ACCEPT, text! { fr: "Accorder la carte", en: "Grant the card" })
            .leads_to(Verdict::Granted),
        Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ]
}

/// Once it is paid, or free.
pub(crate) fn to_produce() -> [Action; 1] {
    [Action::agent(key::PRODUCE, text! { fr: "La carte est fabriquée", en: "The card is made" })
        .with_form()]
}

/// While it is valid.
pub(crate) fn in_use() -> [Action; 1] {
    [Action::applicant(
        key::LOST,
        text! { fr: "Déclarer la perte et demander un duplicata", en: "Report it lost and ask for a duplicate" },
    )]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        key::PRODUCE => {
            sheet.ask::<Production>();
        }
        _ => {}
    }
}

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Photo d’identité", en = "Portrait")]
    Photo,
    #[choice(fr = "Attestation de quotient familial", en = "Certificate of family quotient")]
    QuotientProof,
    #[choice(fr = "Notification de bourse", en = "Notice of scholarship")]
    ScholarshipProof,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Photo => "card.photo",
            Self::QuotientProof => "fare.quotient-proof",
            Self::ScholarshipProof => "fare.scholarship-proof",
        }
    }
}

/// Why a card is refused.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "N’habite pas la commune", en = "Does not live in the town")]
    NotResident,
    #[choice(fr = "Une carte en cours de validité existe", en = "There is a valid card already")]
    ValidCard,
    #[choice(fr = "Pièce demandée et non fournie", en = "A piece that was asked for is missing")]
    Incomplete,
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        ctx.setting("deliberation").unwrap_or_default()
    }

    fn law(&self) -> Text {
        match self {
            Self::NotResident => text! {
                fr: "La carte est réservée aux habitants de la commune.",
                en: "The card is for people who live in the town."
            },
            Self::ValidCard => text! {
                fr: "Une seule carte est délivrée par personne.",
                en: "One card is issued to each person."
            },
            Self::Incomplete => text! {
                fr: "La demande est incomplète après la demande de pièces.",
                en: "The request is incomplete after pieces were asked for."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::NotResident => &["applicant.address"],
            Self::ValidCard => &["rider.request"],
            Self::Incomplete => &["card.photo"],
        }
    }
}

/// A card that was made.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Production {
    #[page("card", fr = "La carte", en = "The card")]
    #[field(
        label(fr = "Numéro de la carte", en = "Number of the card"),
        min_length = 1,
        max_length = 40
    )]
    pub(crate) number: String,
    #[field(label(fr = "Lot de fabrication", en = "Production batch"), max_length = 40)]
    pub(crate) batch: Option<String>,
}
