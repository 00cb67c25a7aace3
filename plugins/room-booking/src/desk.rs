//! What agents and applicants do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::Booking;
use crate::rules::source;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const CONFIRM: &str = "confirm";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const MOVE: &str = "move";
    pub(crate) const CANCEL: &str = "cancel";
    pub(crate) const CANCEL_FOR: &str = "cancel-for";
    pub(crate) const INSPECT: &str = "inspect";
}

fn to_move() -> Action {
    let label = text! { fr: "Changer la date ou les heures", en: "Change the day or the times" };
    Action::applicant(key::MOVE, label).with_form()
}

/// While the town looks at it; only a single session can be moved.
pub(crate) fn in_review(single: bool) -> Vec<Action> {
    let actions = [
        Action::agent(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" })
            .with_form(),
        Action::agent(
            key::CONFIRM,
            text! { fr: "Confirmer la réservation", en: "Confirm the booking" },
        )
        .leads_to(Verdict::Granted),
        Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ];
    actions.into_iter().chain(single.then(to_move)).collect()
}

/// Until the room is used.
pub(crate) fn booked(single: bool) -> Vec<Action> {
    let actions = [
        Action::applicant(
            key::CANCEL,
            text! { fr: "Annuler la réservation", en: "Cancel the booking" },
        ),
        Action::agent(key::CANCEL_FOR, text! { fr: "Annuler", en: "Cancel" }).with_form(),
    ];
    single.then(to_move).into_iter().chain(actions).collect()
}

/// Afterwards.
pub(crate) fn used() -> Vec<Action> {
    vec![
        Action::agent(
            key::INSPECT,
            text! { fr: "Consigner l’état des lieux", en: "Record the inspection" },
        )
        .with_form(),
    ]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Booking>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        key::MOVE => {
            sheet.ask::<Move>();
        }
        key::CANCEL_FOR => {
            sheet.ask::<Cancellation>();
        }
        key::INSPECT => {
            sheet.ask::<Inspection>();
        }
        _ => {}
    }
}

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Attestation d’assurance", en = "Certificate of insurance")]
    Insurance,
    #[choice(fr = "Nature de l’activité", en = "Kind of activity")]
    Activity,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Insurance => "insurance.file",
            Self::Activity => "room.activity",
        }
    }
}

/// Why a room is refused: what CGCT L2144-3 lets a mayor look at.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(
        fr = "Besoin d’un service public ou d’une école",
        en = "Needed by a public service or a school"
    )]
    Needed,
    #[choice(
        fr = "Administration des propriétés communales",
        en = "Management of the town’s property"
    )]
    Property,
    #[choice(fr = "Ordre public", en = "Public order")]
    Order,
    #[choice(fr = "Assurance absente ou insuffisante", en = "Insurance missing or not enough")]
    Uninsured,
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        match self {
            Self::Uninsured => ctx.setting("deliberation").unwrap_or_default(),
            _ => source::USE.to_owned(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::Needed => text! {
                fr: "Le maire tient compte des nécessités du fonctionnement des services.",
                en: "The mayor takes what the services need into account."
            },
            Self::Property => text! {
                fr: "Le maire tient compte des nécessités de l’administration des propriétés communales.",
                en: "The mayor takes the management of the town’s property into account."
            },
            Self::Order => text! {
                fr: "Le maire tient compte des nécessités du maintien de l’ordre public.",
                en: "The mayor takes public order into account."
            },
            Self::Uninsured => text! {
                fr: "Une salle n’est prêtée qu’à une personne assurée pour cette occupation.",
                en: "A room is lent only to who is insured for its use."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::Needed => &["slots"],
            Self::Property => &["room.key", "slots"],
            Self::Order => &["room.activity"],
            Self::Uninsured => &["insurance.file"],
        }
    }
}

/// Another time for a booking of one session.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Move {
    #[page("move", fr = "Nouvelle date", en = "New day")]
    #[field(label(fr = "Jour", en = "Day"), earliest = ctx.today())]
    pub(crate) day: Date,
    #[field(label(fr = "De", en = "From"))]
    pub(crate) from: Time,
    #[field(label(fr = "À", en = "Until"))]
    pub(crate) until: Time,
}

/// A booking that an agent cancels.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Cancellation {
    #[page("cancel", fr = "Annulation", en = "Cancellation")]
    #[field(label(fr = "Pourquoi", en = "Why"))]
    pub(crate) cause: Cause,
    #[field(
        label(fr = "Les faits", en = "The facts"),
        hint(fr = "Le demandeur lit cette phrase", en = "The applicant reads this sentence"),
        kind = paragraph, min_length = 20, max_length = 2000
    )]
    pub(crate) facts: String,
}

/// Why a booking is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Cause {
    #[choice(fr = "À la demande du bénéficiaire", en = "Asked for by the user")]
    User,
    #[choice(
        fr = "Décès ou hospitalisation dans la famille du bénéficiaire",
        en = "Death or hospital stay in the user’s family",
        hint(fr = "Rien n’est gardé", en = "Nothing is kept")
    )]
    Hardship,
    #[choice(
        fr = "Par la commune : la salle est indisponible",
        en = "By the town: the room cannot be used",
        hint(fr = "Rien n’est gardé", en = "Nothing is kept")
    )]
    Town,
}

/// How the room was found.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Inspection {
    #[page("inspection", fr = "État des lieux", en = "Inspection")]
    #[field(label(fr = "La salle est rendue", en = "The room is given back"), live)]
    pub(crate) state: State,
    #[field(
        label(fr = "À retenir sur la caution", en = "To be kept of the deposit"),
        min = 1,
        show_if = draft.state == Some(State::Damaged),
        required
    )]
    pub(crate) kept: Option<Cents>,
    #[field(
        label(fr = "Constat", en = "Findings"),
        kind = paragraph,
        min_length = 20,
        max_length = 2000,
        show_if = draft.state == Some(State::Damaged),
        required
    )]
    pub(crate) facts: Option<String>,
}

/// How a room is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum State {
    #[choice(fr = "en bon état", en = "in good order")]
    Good,
    #[choice(fr = "sale ou abîmée", en = "dirty or damaged")]
    Damaged,
}
