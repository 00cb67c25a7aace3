//! What agents and the applicant do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::{Application, Requester};
use crate::rules::source;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const REGISTER: &str = "register";
    pub(crate) const OBJECTION: &str = "record-objection";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const CALL: &str = "record-call";
    pub(crate) const CONFIRM: &str = "confirm";
    pub(crate) const CHANGE: &str = "change";
    pub(crate) const HAND_OVER: &str = "hand-over";
    pub(crate) const SUSPEND: &str = "suspend";
    pub(crate) const RESUME: &str = "resume";
    pub(crate) const REMOVE: &str = "remove";
    pub(crate) const LEAVE: &str = "leave";
}

fn agent(key: &str, label: Text) -> Action {
    Action::agent(key, label)
}

/// Before the request is acknowledged.
pub(crate) fn to_acknowledge() -> Vec<Action> {
    vec![
        agent(key::REQUEST, text! { fr: "Demander une précision", en: "Ask for what is missing" })
            .with_form(),
        agent(
            key::REGISTER,
            text! { fr: "Inscrire, et accuser réception par courrier", en: "Register, and acknowledge by letter" },
        )
        .leads_to(Verdict::Granted),
        agent(
            key::OBJECTION,
            text! { fr: "La personne s’oppose à l’inscription", en: "The person objects" },
        )
        .leads_to(Verdict::NoFurtherAction),
        agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ]
}

fn of_both(key: &str, label: Text) -> Action {
    Action::new(key, label, [Party::Agent, Party::Applicant])
}

/// Leaving: the person and who represents them need no reason; a third party asks the town.
fn leaving(requester: Requester) -> Vec<Action> {
    let remove = text! { fr: "Retirer du registre", en: "Remove from the register" };
    let leave = text! { fr: "Quitter le registre", en: "Leave the register" };
    let remove = agent(key::REMOVE, remove).with_form();
    match requester {
        Requester::ThirdParty => vec![remove],
        _ => vec![remove, Action::applicant(key::LEAVE, leave)],
    }
}

/// While somebody is registered.
pub(crate) fn registered(requester: Requester) -> Vec<Action> {
    let mut actions = vec![
        agent(key::CALL, text! { fr: "Consigner un appel", en: "Record a call" }).with_form(),
        of_both(
            key::CONFIRM,
            text! { fr: "Confirmer l’inscription", en: "Confirm the registration" },
        ),
        of_both(
            key::CHANGE,
            text! { fr: "Changer d’adresse ou de téléphone", en: "Change address or telephone" },
        )
        .with_form(),
        agent(
            key::HAND_OVER,
            text! { fr: "Communiquer au préfet", en: "Hand over to the prefect" },
        )
        .with_form(),
        agent(key::SUSPEND, text! { fr: "Suspendre (absence)", en: "Suspend (away)" }).with_form(),
    ];
    actions.extend(leaving(requester));
    actions
}

/// While somebody is away.
pub(crate) fn suspended(requester: Requester) -> Vec<Action> {
    let resume = text! { fr: "Reprendre les appels", en: "Call again" };
    let mut actions = vec![agent(key::RESUME, resume)];
    actions.extend(leaving(requester));
    actions
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        key::CALL => {
            sheet.ask::<Call>();
            // The campaign goes on until an agent begins another.
            let known: Option<String> = turn.dossier.fact(CAMPAIGN);
            if let (Some(field), Some(known)) = (sheet.edit("campaign"), known) {
                field.prefill = Some(Value::Text(known));
            }
        }
        key::CHANGE => {
            sheet.ask::<Change>();
        }
        key::HAND_OVER => {
            sheet.ask::<HandOver>();
        }
        key::SUSPEND => {
            sheet.ask::<Away>();
        }
        key::REMOVE => {
            sheet.ask::<Removal>();
        }
        _ => {}
    }
}

/// The fact that names the campaign of the latest call.
pub(crate) const CAMPAIGN: &str = "call.campaign";

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Demande écrite et signée", en = "Written and signed request")]
    Written,
    #[choice(fr = "Date de naissance", en = "Date of birth")]
    BirthDate,
    #[choice(fr = "Titre de l’inscription", en = "Ground of the registration")]
    Category,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Written => "written-request",
            Self::BirthDate => "situation.birth-date",
            Self::Category => "situation.category",
        }
    }

    fn source(&self) -> &'static str {
        source::DECREE
    }
}

/// A call of a campaign.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Call {
    #[page("call", fr = "Appel", en = "Call")]
    #[field(
        label(fr = "Campagne", en = "Campaign"),
        hint(fr = "Par exemple : canicule, juillet 2026", en = "Such as: heatwave, July 2026"),
        min_length = 2,
        max_length = 80
    )]
    pub(crate) campaign: String,
    #[field(label(fr = "Issue de l’appel", en = "Outcome of the call"))]
    pub(crate) outcome: Outcome,
    #[field(
        label(fr = "À retenir", en = "To remember"),
        hint(fr = "Rien sur la santé de la personne", en = "Nothing on the person’s health"),
        kind = paragraph,
        max_length = 500
    )]
    pub(crate) note: Option<String>,
}

/// How a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Outcome {
    #[choice(key = "ok", fr = "Tout va bien", en = "All is well")]
    Well,
    #[choice(fr = "Pas de réponse", en = "No answer")]
    NoAnswer,
    #[choice(fr = "Visite nécessaire", en = "Visit needed")]
    Visit,
    #[choice(fr = "Urgence : secours appelés", en = "Emergency: rescue called")]
    Emergency,
}

/// Where and how somebody is reached from now on.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Change {
    #[page("change", fr = "Nouvelles coordonnées", en = "New contact details")]
    #[field(
        label(fr = "Nouvelle adresse", en = "New address"),
        hint(
            fr = "Dans la commune ; ailleurs, quittez le registre",
            en = "In the town; elsewhere, leave the register"
        )
    )]
    pub(crate) address: Option<Address>,
    #[field(label(fr = "Nouveau téléphone", en = "New telephone"), kind = phone)]
    pub(crate) phone: Option<String>,
}

/// The prefect asks for the register.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct HandOver {
    #[page("hand-over", fr = "Communication au préfet", en = "Handing over to the prefect")]
    #[field(
        label(
            fr = "Le préfet l’a demandé en déclenchant le plan d’alerte et d’urgence",
            en = "The prefect asked for it when triggering the alert and emergency plan"
        ),
        required
    )]
    pub(crate) triggered: bool,
    #[field(label(fr = "Date de sa demande", en = "Day of that request"), latest = ctx.today())]
    pub(crate) asked_on: Date,
}

/// Somebody is away.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Away {
    #[page("away", fr = "Absence", en = "Away")]
    #[field(label(fr = "Jusqu’au", en = "Until"), earliest = ctx.today())]
    pub(crate) until: Date,
}

/// Somebody leaves the register.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Removal {
    #[page("removal", fr = "Retrait", en = "Removal")]
    #[field(label(fr = "Pourquoi", en = "Why"))]
    pub(crate) why: Why,
}

/// Why somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Why {
    #[choice(fr = "À la demande de la personne", en = "At the person’s request")]
    Request,
    #[choice(fr = "Opposition de la personne", en = "The person objects")]
    Objection,
    #[choice(fr = "Déménagement", en = "Moved away")]
    Moved,
    #[choice(fr = "Entrée en établissement", en = "Moved to an institution")]
    Institution,
    #[choice(fr = "Décès", en = "Death")]
    Death,
}

/// Why nobody is registered.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "N’est d’aucune des catégories", en = "Of none of the categories")]
    Category,
    #[choice(fr = "Ne vit pas à son domicile", en = "Does not live at home")]
    Institution,
    #[choice(fr = "Ne vit pas dans la commune", en = "Does not live in the town")]
    Elsewhere,
    #[choice(fr = "Demande d’un tiers sans écrit", en = "Request of a third party without writing")]
    NotWritten,
}

impl desk::Ground for Ground {
    fn source(&self, _ctx: &Context) -> String {
        let source = match self {
            Self::Category | Self::Institution => source::PERSONS,
            Self::Elsewhere => source::REGISTER,
            Self::NotWritten => source::DECREE,
        };
        source.to_owned()
    }

    fn law(&self) -> Text {
        match self {
            Self::Category => text! {
                fr: "Le registre est ouvert aux personnes âgées, aux personnes inaptes au travail et aux adultes handicapés que le décret désigne.",
                en: "The register is open to the elderly, to people unfit for work and to disabled adults whom the decree names."
            },
            Self::Institution => text! {
                fr: "Le registre est ouvert aux personnes qui vivent à leur domicile.",
                en: "The register is open to people who live at home."
            },
            Self::Elsewhere => text! {
                fr: "Le maire tient le registre des personnes de sa commune.",
                en: "The mayor keeps the register of the people of the town."
            },
            Self::NotWritten => text! {
                fr: "La demande d’un tiers est faite par écrit.",
                en: "The request of a third party is made in writing."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::Category => &["situation.category", "situation.birth-date"],
            Self::Institution => &["situation.at-home"],
            Self::Elsewhere => &["applicant.address"],
            Self::NotWritten => &["written-request"],
        }
    }
}
