//! What agents and families do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::file::{File, deliberation};
use crate::form::Application;
use crate::points::{self, Row};
use crate::stay::Nursery;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const ASSESS: &str = "assess";
    pub(crate) const OFFER: &str = "offer";
    pub(crate) const KEEP_WAITING: &str = "keep-waiting";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const RENEW: &str = "renew";
    pub(crate) const BIRTH: &str = "report-birth";
    pub(crate) const ACCEPT: &str = "accept";
    pub(crate) const DECLINE: &str = "decline";
    pub(crate) const SIGN: &str = "sign-contract";
    pub(crate) const LEAVE: &str = "leave";
}

/// On the waiting list, from the day on which the request came in.
pub(crate) fn listed(assessed: bool, born: bool) -> Vec<Action> {
    let mut actions = vec![
        Action::agent(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" })
            .with_form(),
        Action::agent(key::ASSESS, text! { fr: "Vérifier les points", en: "Check the points" })
            .with_form(),
    ];
    if assessed {
        let offer = text! { fr: "Proposer une place", en: "Offer a place" };
        let wait =
            text! { fr: "Pas de place à cette commission", en: "No place at this commission" };
        actions.push(Action::agent(key::OFFER, offer).with_form());
        actions.push(Action::agent(key::KEEP_WAITING, wait).with_form());
    }
    let refuse = text! { fr: "Refuser la demande", en: "Refuse the request" };
    actions.push(Action::agent(key::REFUSE, refuse).leads_to(Verdict::Refused).with_form());
    let renew = text! { fr: "Confirmer ma demande", en: "Confirm my request" };
    actions.push(Action::applicant(key::RENEW, renew));
    if !born {
        let birth = text! { fr: "Annoncer la naissance", en: "Report the birth" };
        actions.push(Action::new(key::BIRTH, birth, [Party::Applicant, Party::Agent]).with_form());
    }
    actions
}

/// While a place is offered. An agent notes what a family answers by telephone.
pub(crate) fn offered(until: Date) -> [Action; 2] {
    let both = [Party::Applicant, Party::Agent];
    let accept = text! { fr: "Accepter la place", en: "Accept the place" };
    let decline = text! { fr: "Refuser la place", en: "Decline the place" };
    [
        Action::new(key::ACCEPT, accept, both).until(until),
        Action::new(key::DECLINE, decline, both).until(until),
    ]
}

/// Once a place is accepted: it is granted by who signs for the town.
pub(crate) fn accepted() -> [Action; 2] {
    let sign = text! { fr: "Le contrat est signé", en: "The contract is signed" };
    let sign = Action::agent(key::SIGN, sign).leads_to(Verdict::Granted).with_form();
    let leave = text! { fr: "La famille renonce : libérer les places", en: "The family does without: free the places" };
    [sign, Action::agent(key::LEAVE, leave)]
}

/// While the child has a place.
pub(crate) fn admitted() -> [Action; 1] {
    let leave =
        text! { fr: "L’enfant part : libérer ses places", en: "The child leaves: free the places" };
    [Action::agent(key::LEAVE, leave)]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    let file = File::of(sheet.ctx(), &turn.dossier);
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::ASSESS => ask_assessment(sheet, &file),
        key::OFFER => ask_offer(sheet, &file),
        key::KEEP_WAITING => {
            sheet.ask::<Waiting>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        key::BIRTH => {
            sheet.ask::<Birth>();
        }
        key::SIGN => {
            sheet.ask::<Contract>();
        }
        _ => {}
    }
}

fn ask_assessment(sheet: &mut Sheet<'_>, file: &File<'_>) {
    let ctx = sheet.ctx();
    sheet.ask::<Assessment>();
    let claimed = file.claimed();
    if let Some(field) = sheet.edit("set-aside") {
        let option =
            |each: &points::Counted| OptionItem::new(&each.rule, each.name.pick(&ctx.lang));
        field.kind = Kind::some_of(claimed.0.iter().map(option));
        field.prefill = Some(Value::Choices(file.history.set_aside.clone()));
    }
    if let Some(field) = sheet.edit("breach") {
        field.prefill = Some(Value::Flag(file.history.breach));
    }
    let row = Row::find(points::FOLLOW_UP);
    if let Some(field) = sheet.edit("follow-up") {
        let (least, most) = row.map_or((0, 0), |row| (row.least, row.points));
        let hint = text! { fr: "De {least} à {most}, selon l’expertise ; rien sans suivi", en: "From {least} to {most}, by the assessment; nothing without one" };
        field.hint = Some(ctx.say(hint));
        field.kind = Kind::Integer(guichet_sdk::NumberLimits { min: Some(least), max: Some(most) });
        field.prefill =
            Some(file.history.follow_up).filter(|points| *points > 0).map(Value::Integer);
    }
}

fn ask_offer(sheet: &mut Sheet<'_>, file: &File<'_>) {
    let ctx = sheet.ctx();
    sheet.ask::<Offer>();
    let entry = file.entry.max(ctx.today());
    let free =
        |nursery: &str| file.places(nursery, entry).iter().map(crate::stay::Place::free).min();
    if let Some(field) = sheet.edit("nursery") {
        let option = |nursery: Nursery| {
            let free = free(&nursery.key).unwrap_or(0);
            let hint = text! { fr: "Places libres ces jours-là : {free}", en: "Places left on these days: {free}" };
            OptionItem::new(&nursery.key, &nursery.name).hint(ctx.say(hint))
        };
        field.kind = Kind::one_of(Nursery::all().into_iter().map(option));
        let wish = file.nurseries.iter().find(|nursery| free(nursery).is_some_and(|free| free > 0));
        field.prefill = wish.map(|nursery| Value::Text(nursery.clone()));
    }
    if let Some(field) = sheet.edit("entry") {
        field.prefill = Some(Value::Date(entry.into()));
    }
}

/// What a request may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(
        fr = "Justificatif d’activité du premier parent",
        en = "Proof of the first parent’s occupation"
    )]
    FirstParent,
    #[choice(
        fr = "Justificatif d’activité du second parent",
        en = "Proof of the second parent’s occupation"
    )]
    SecondParent,
    #[choice(fr = "Notification de la MDPH pour l’enfant", en = "Notice of the MDPH for the child")]
    ChildDisability,
    #[choice(
        fr = "Notification de la MDPH pour un membre du foyer",
        en = "Notice of the MDPH for a member of the household"
    )]
    FamilyDisability,
    #[choice(fr = "Ressources du foyer", en = "Resources of the household")]
    Means,
    #[choice(fr = "Jours et heures d’accueil", en = "Days and hours of care")]
    Days,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::FirstParent => "parents[0].proof",
            Self::SecondParent => "parents[1].proof",
            Self::ChildDisability => "child.disability-proof",
            Self::FamilyDisability => "household.disability-proof",
            Self::Means => "means.how",
            Self::Days => "wanted.days",
        }
    }
}

/// What was found when the points were checked.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Assessment {
    #[page("points", fr = "Points", en = "Points")]
    #[field(
        label(fr = "Critères non justifiés, à ne pas compter", en = "Criteria that are not proven, not to be counted"),
        options = Vec::<OptionItem>::new()
    )]
    pub(crate) set_aside: Vec<String>,
    #[field(label(
        fr = "Points du suivi médico-social",
        en = "Points of medical or social follow-up"
    ))]
    pub(crate) follow_up: Option<i64>,
    #[field(label(
        fr = "Règlement non respecté par le passé",
        en = "The rules were not kept before"
    ))]
    pub(crate) breach: bool,
}

/// A place that is offered.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Offer {
    #[page("offer", fr = "Place proposée", en = "Place offered")]
    #[field(label(fr = "Crèche", en = "Nursery"), options = Vec::<OptionItem>::new())]
    pub(crate) nursery: String,
    #[field(label(fr = "Date d’entrée", en = "Day of entry"), earliest = ctx.today())]
    pub(crate) entry: Date,
}

/// What a family without a place is told: the law has them know where they stand (CRPA R311-3-1-2).
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Waiting {
    #[page("rank", fr = "Rang", en = "Rank")]
    #[field(label(fr = "Rang sur la liste", en = "Rank on the list"), min = 1, max = 100_000)]
    pub(crate) rank: Option<i64>,
    #[field(label(
        fr = "Points du dernier dossier retenu",
        en = "Points of the last one that was given a place"
    ))]
    pub(crate) last_admitted: Option<i64>,
}

/// A child that was born meanwhile.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Birth {
    #[page("birth", fr = "Naissance", en = "Birth")]
    #[field(
        label(fr = "Prénoms de l’enfant", en = "Child’s given names"),
        min_length = 1,
        max_length = 120
    )]
    pub(crate) given_names: String,
    #[field(
        label(fr = "Nom de l’enfant", en = "Child’s family name"),
        min_length = 1,
        max_length = 120
    )]
    pub(crate) family_name: String,
    #[field(label(fr = "Date de naissance de l’enfant", en = "Child’s date of birth"), latest = ctx.today())]
    pub(crate) birth_date: Date,
}

/// A contract that was signed.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Contract {
    #[page("contract", fr = "Contrat", en = "Contract")]
    #[field(label(fr = "Signé le", en = "Signed on"), latest = ctx.today())]
    pub(crate) signed_on: Date,
}

/// Why a request is refused, and not only left waiting.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "L’enfant a l’âge de l’école", en = "The child is of school age")]
    SchoolAge,
    #[choice(fr = "Renseignements inexacts", en = "Information that is not correct")]
    Untrue,
    #[choice(fr = "Pièce demandée et non fournie", en = "A piece that was asked for is missing")]
    Incomplete,
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        match self {
            Self::SchoolAge => "code de l’éducation L131-1 et L131-5".to_owned(),
            Self::Untrue => deliberation(ctx),
            Self::Incomplete => "CRPA L114-5".to_owned(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::SchoolAge => text! {
                fr: "Un enfant va à l’école à la rentrée de l’année de ses trois ans.",
                en: "A child goes to school from the autumn of the year of the third birthday."
            },
            Self::Untrue => text! {
                fr: "Une place est attribuée sur des renseignements exacts.",
                en: "A place is given on correct information."
            },
            Self::Incomplete => text! {
                fr: "La demande est incomplète après la demande de pièces.",
                en: "The request is incomplete after pieces were asked for."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::SchoolAge => &["child.birth-date", "wanted.entry"],
            Self::Untrue => &["certified"],
            Self::Incomplete => &["parents"],
        }
    }
}
