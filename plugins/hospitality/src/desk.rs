//! What agents do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::Application;
use crate::rules::source;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const APPOINT: &str = "appoint";
    pub(crate) const VERIFY: &str = "verify";
    pub(crate) const VISIT: &str = "record-visit";
    pub(crate) const VALIDATE: &str = "validate";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const COLLECTED: &str = "collected";
}

fn with_form(key: &str, label: Text) -> Action {
    Action::agent(key, label).with_form()
}

fn refuse() -> Action {
    with_form(key::REFUSE, text! { fr: "Refuser", en: "Refuse" }).leads_to(Verdict::Refused)
}

/// Before the host came in person.
pub(crate) fn to_meet() -> Vec<Action> {
    vec![
        with_form(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" }),
        with_form(key::APPOINT, text! { fr: "Fixer le rendez-vous", en: "Set the appointment" }),
        Action::agent(
            key::VERIFY,
            text! {
                fr: "Identité et originaux vérifiés au guichet", en: "Identity and originals checked at the counter"
            },
        ),
        refuse(),
    ]
}

/// Afterwards.
pub(crate) fn to_decide(visit: bool) -> Vec<Action> {
    let visit = visit.then(|| {
        with_form(
            key::VISIT,
            text! { fr: "Consigner la visite du logement", en: "Record the visit of the home" },
        )
    });
    visit
        .into_iter()
        .chain([
            Action::agent(
                key::VALIDATE,
                text! { fr: "Valider l’attestation", en: "Validate the certificate" },
            )
            .leads_to(Verdict::Granted),
            refuse(),
        ])
        .collect()
}

/// Once it is signed.
pub(crate) fn to_collect() -> Vec<Action> {
    vec![Action::agent(
        key::COLLECTED,
        text! { fr: "Attestation remise", en: "Certificate handed over" },
    )]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::APPOINT => {
            sheet.ask::<Appointment>();
        }
        key::VISIT => {
            sheet.ask::<Visit>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        _ => {}
    }
}

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Justificatif de domicile", en = "Proof of address")]
    Home,
    #[choice(fr = "Justificatif de ressources", en = "Proof of means")]
    Means,
    #[choice(fr = "Numéro de timbre", en = "Number of the stamp")]
    Stamp,
    #[choice(fr = "Dates du séjour", en = "Days of the stay")]
    Stay,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Home => "home.proof",
            Self::Means => "means.proof",
            Self::Stamp => "stamp",
            Self::Stay => "stay.until",
        }
    }
}

/// When the host comes.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Appointment {
    #[page("appointment", fr = "Rendez-vous", en = "Appointment")]
    #[field(label(fr = "Jour", en = "Day"), earliest = ctx.today())]
    pub(crate) day: Date,
    #[field(label(fr = "Heure", en = "Time"))]
    pub(crate) time: Time,
}

/// What was seen of the home.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Visit {
    #[page("visit", fr = "Visite", en = "Visit")]
    #[field(label(
        fr = "Le logement permet un accueil dans des conditions normales",
        en = "The home allows guests under normal conditions"
    ))]
    pub(crate) outcome: Outcome,
    #[field(label(fr = "Constat", en = "Findings"), kind = paragraph, min_length = 10, max_length = 2000)]
    pub(crate) facts: String,
}

/// What a visit found.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Outcome {
    #[choice(fr = "oui", en = "yes")]
    Fit,
    #[choice(fr = "non", en = "no")]
    Unfit,
    #[choice(
        fr = "le demandeur n’a pas consenti à la visite",
        en = "the applicant did not consent to the visit"
    )]
    NoConsent,
}

/// The grounds of the law.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "Pièces justificatives non présentées", en = "Pieces not presented")]
    Pieces,
    #[choice(
        fr = "Pas d’accueil dans des conditions normales de logement",
        en = "No normal conditions of accommodation"
    )]
    Housing,
    #[choice(fr = "Mentions inexactes", en = "Statements that are not true")]
    Untrue,
    #[choice(
        fr = "Détournement lors d’une demande antérieure",
        en = "Misuse in an earlier request"
    )]
    Misuse,
}

impl desk::Ground for Ground {
    fn law(&self) -> Text {
        match self {
            Self::Pieces => text! {
                fr: "L’attestation est refusée quand l’hébergeant ne peut présenter les pièces requises.",
                en: "It is refused where the host cannot present the pieces required."
            },
            Self::Housing => text! {
                fr: "L’attestation est refusée quand l’accueil ne peut avoir lieu dans des conditions normales de logement.",
                en: "It is refused where guests cannot be put up under normal conditions."
            },
            Self::Untrue => text! {
                fr: "L’attestation est refusée quand ses mentions sont inexactes.",
                en: "It is refused where its statements are not true."
            },
            Self::Misuse => text! {
                fr: "L’attestation est refusée quand des demandes antérieures révèlent un détournement de la procédure.",
                en: "It is refused where earlier requests show a misuse of the procedure."
            },
        }
    }

    fn source(&self, _ctx: &Context) -> String {
        source::GROUNDS.to_owned()
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::Pieces => &["home.proof"],
            Self::Housing => &["home.area"],
            Self::Untrue | Self::Misuse => &["guests"],
        }
    }
}
