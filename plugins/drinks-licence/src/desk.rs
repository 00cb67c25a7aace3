//! What agents do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::Application;
use crate::kind;
use crate::rules::{source, town_rules};

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const CHECK: &str = "check";
    pub(crate) const SIGN: &str = "sign";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const CANCEL: &str = "cancel";
    pub(crate) const CLOSE: &str = "close";
}

fn refuse() -> Action {
    Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
        .leads_to(Verdict::Refused)
        .with_form()
}

/// Before an agent has looked at it.
pub(crate) fn to_check() -> Vec<Action> {
    vec![
        Action::agent(
            key::REQUEST,
            text! { fr: "Demander une précision", en: "Ask for what is missing" },
        )
        .with_form(),
        Action::agent(key::CHECK, text! { fr: "Demande vérifiée", en: "Request checked" }),
        refuse(),
    ]
}

/// Once it is checked.
pub(crate) fn to_sign() -> Vec<Action> {
    let sign = text! { fr: "Arrêté signé par le maire", en: "Order signed by the mayor" };
    vec![Action::agent(key::SIGN, sign).leads_to(Verdict::Granted).with_form(), refuse()]
}

/// Until the event.
pub(crate) fn to_cancel(first_day: Date) -> Vec<Action> {
    let cancel = text! { fr: "La manifestation est annulée", en: "The event is called off" };
    let parties = [Party::Agent, Party::Applicant];
    vec![Action::new(key::CANCEL, cancel, parties).until(first_day)]
}

/// Once the event is over without a decision.
pub(crate) fn to_close() -> Vec<Action> {
    let close = text! { fr: "Classer la demande", en: "Close the request" };
    vec![Action::agent(key::CLOSE, close).leads_to(Verdict::NoFurtherAction)]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::SIGN => {
            sheet.ask::<Conditions>();
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
    #[choice(fr = "Numéro RNA", en = "RNA number")]
    Rna,
    #[choice(fr = "Numéro d’agrément sportif", en = "Number of the sports approval")]
    Approval,
    #[choice(fr = "Emplacement de la buvette", en = "Where the bar stands")]
    Place,
    #[choice(fr = "Jours de la manifestation", en = "Days of the event")]
    Days,
    #[choice(fr = "Heure de fermeture", en = "Closing time")]
    Closing,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Rna => "association.rna",
            Self::Approval => "event.approval",
            Self::Place => "event.place",
            Self::Days => "event.first-day",
            Self::Closing => "event.closes",
        }
    }
}

/// What the mayor adds to a licence.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Conditions {
    #[page("sign", fr = "Arrêté", en = "Order")]
    #[field(
        label(fr = "Prescriptions particulières", en = "Particular conditions"),
        hint(fr = "Écrites dans l’arrêté", en = "Written in the order"),
        kind = paragraph, max_length = 2000
    )]
    pub(crate) conditions: Option<String>,
}

/// Why a licence is refused.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "Ordre, sécurité ou tranquillité publics", en = "Public order, safety or quiet")]
    PublicOrder,
    #[choice(fr = "Zone protégée", en = "Protected zone")]
    Zone,
    #[choice(
        fr = "N’est pas de celles qui peuvent l’obtenir",
        en = "Not one of those who may have it"
    )]
    NotEntitled,
    #[choice(fr = "Demandée trop tard", en = "Asked for too late")]
    Late,
    #[choice(fr = "Manifestation non exceptionnelle", en = "Event not exceptional")]
    NotExceptional,
    #[choice(fr = "Demande restée incomplète", en = "Request left incomplete")]
    Incomplete,
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        match self {
            Self::PublicOrder => source::POLICE.to_owned(),
            Self::Zone => source::ZONES.to_owned(),
            Self::NotEntitled => "CSP L3334-2 et L3335-4".to_owned(),
            Self::Late => town_rules(ctx),
            Self::NotExceptional => source::EARLY.to_owned(),
            Self::Incomplete => "CRPA L114-5".to_owned(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::PublicOrder => text! {
                fr: "Le maire veille au bon ordre, à la sûreté, à la sécurité et à la salubrité publiques.",
                en: "The mayor sees to public order, safety, security and health."
            },
            Self::Zone => text! {
                fr: "Le préfet peut interdire les débits de boissons à moins d’une certaine distance de certains établissements.",
                en: "The prefect may forbid bars within a certain distance of certain places."
            },
            Self::NotEntitled => text! {
                fr: "L’autorisation est donnée à une association pour une manifestation publique qu’elle organise et, dans une enceinte sportive, seulement à ceux que la loi nomme.",
                en: "A licence is given to an association for a public event that it organises and, on sports grounds, only to those whom the law names."
            },
            Self::Late => text! {
                fr: "La commune fixe le délai dans lequel une autorisation est demandée.",
                en: "The town sets the time by which a licence is asked for."
            },
            Self::NotExceptional => text! {
                fr: "Dans une enceinte sportive, la demande est faite trois mois avant, sauf manifestation exceptionnelle.",
                en: "On sports grounds it is asked for three months before, unless the event is exceptional."
            },
            Self::Incomplete => text! {
                fr: "La demande est restée incomplète après une demande de précision.",
                en: "The request stayed incomplete after what was missing was asked for."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::PublicOrder => &["event.place", "event.closes"],
            Self::Zone => &["event.place", "event.protected"],
            Self::NotEntitled => &["association.rna", "event.kind", "event.approval"],
            Self::Late => &["event.first-day"],
            Self::NotExceptional => &["event.exceptional"],
            Self::Incomplete => &["association.rna", "event.approval"],
        }
    }
}

/// The kind of event, in words.
pub(crate) fn kind_in_words(application: &Application) -> Text {
    kind::asked(application).map_or_else(Text::new, |kind| kind.name)
}
