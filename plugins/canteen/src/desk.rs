//! What agents and families do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::calendar::Attendance;
use crate::form::{Registration, Service};
use crate::{billing, calendar};

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const ACCEPT: &str = "accept";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const CHANGE: &str = "change-days";
    pub(crate) const QUOTIENT: &str = "new-quotient";
    pub(crate) const CONFIRM: &str = "confirm-quotient";
    pub(crate) const BILL: &str = "bill-month";
    pub(crate) const SUSPEND: &str = "suspend";
    pub(crate) const RESUME: &str = "resume";
    pub(crate) const END: &str = "end";
}

/// While the town looks at it.
pub(crate) fn in_review() -> [Action; 3] {
    [
        Action::agent(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" })
            .with_form(),
        Action::agent(key::ACCEPT, text! { fr: "Inscrire", en: "Register" })
            .leads_to(Verdict::Granted),
        Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ]
}

/// What stands open on a registration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// A new quotient waits for an agent.
    pub(crate) asked: bool,
    /// A bill is overdue, and the town suspends for that.
    pub(crate) overdue: bool,
    /// Nobody is expected meanwhile.
    pub(crate) suspended: bool,
}

/// While it is valid.
pub(crate) fn registered(standing: Standing) -> Vec<Action> {
    let mut actions = Vec::new();
    if !standing.suspended {
        let label = text! { fr: "Réserver ou annuler des jours", en: "Book or cancel days" };
        actions.push(Action::applicant(key::CHANGE, label).with_form());
    }
    let label = text! { fr: "Signaler un nouveau quotient", en: "Report a new quotient" };
    actions.push(Action::applicant(key::QUOTIENT, label).with_form());
    let label = text! { fr: "Mettre fin à l’inscription", en: "End the registration" };
    actions.push(Action::new(key::END, label, [Party::Applicant, Party::Agent]).with_form());
    let label = text! { fr: "Facturer le mois", en: "Bill the month" };
    actions.push(Action::agent(key::BILL, label).with_form());
    if standing.asked {
        let label = text! { fr: "Vérifier le nouveau quotient", en: "Check the new quotient" };
        actions.push(Action::agent(key::CONFIRM, label).with_form());
    }
    if standing.suspended {
        let label = text! { fr: "Lever la suspension", en: "Lift the suspension" };
        actions.push(Action::agent(key::RESUME, label));
    } else if standing.overdue {
        let label = text! { fr: "Suspendre pour impayé", en: "Suspend for an unpaid bill" };
        actions.push(Action::agent(key::SUSPEND, label).with_form());
    }
    actions
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Registration>) {
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Ground>>();
        }
        key::CHANGE => {
            sheet.ask::<Change>();
            name_children(sheet, turn, &["child"]);
        }
        key::QUOTIENT => {
            sheet.ask::<NewQuotient>();
        }
        key::CONFIRM => {
            sheet.ask::<Check>();
            if let Some(quotient) = turn.dossier.fact::<i64>("asked.quotient") {
                sheet.figure(text! { fr: "Quotient signalé", en: "Quotient reported" }, quotient);
            }
        }
        key::BILL => ask_corrections(sheet, turn),
        key::SUSPEND => {
            sheet.ask::<Suspension>();
        }
        key::END => {
            sheet.ask::<End>();
        }
        _ => {}
    }
}

fn ask_corrections(sheet: &mut Sheet<'_>, turn: &Turn<Registration>) {
    let (ctx, dossier) = (sheet.ctx(), &turn.dossier);
    let month = billing::next_month(ctx, dossier);
    let attendance = Attendance::of(ctx, dossier);
    sheet.page("bill", text! { fr: "Facture", en: "Bill" });
    let key = billing::key_of(month);
    sheet.note(text! { fr: "Mois à facturer : {key}.", en: "Month to bill: {key}." });
    for (index, pupil) in dossier.answers.children.iter().enumerate() {
        for service in Service::VARIANTS.iter().map(|variant| variant.value) {
            let count = attendance.count(index, service, month);
            if count > 0 {
                let name = pupil.child.given_names.as_str();
                let label =
                    text! { fr: "{name}, {service}", en: "{name}, {service}"; name, service };
                sheet.figure(label, count);
            }
        }
    }
    let draft = sheet.ask::<Corrections>();
    let rows = |name: &str, count: usize| -> Vec<String> {
        (0..count).map(|index| format!("{name}[{index}].child")).collect()
    };
    let paths =
        [rows("unbooked", draft.unbooked.len()), rows("excused", draft.excused.len())].concat();
    name_children(sheet, turn, &paths.iter().map(String::as_str).collect::<Vec<_>>());
}

/// The children of the registration as options of fields.
fn name_children(sheet: &mut Sheet<'_>, turn: &Turn<Registration>, paths: &[&str]) {
    let children = turn.dossier.answers.children.iter().enumerate();
    let items: Vec<OptionItem> = children
        .map(|(index, pupil)| OptionItem::new(index.to_string(), pupil.child.given_names.clone()))
        .collect();
    for path in paths {
        if let Some(field) = sheet.edit(path) {
            field.kind = Kind::one_of(items.clone());
        }
    }
}

/// What a registration may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Attestation de quotient familial", en = "Certificate of family quotient")]
    QuotientProof,
    #[choice(fr = "PAI d’un enfant", en = "Care plan of a child")]
    CarePlan,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::QuotientProof => crate::form::path::PROOF,
            Self::CarePlan => "children",
        }
    }
}

/// Why a registration is refused. Neither work nor means nor debts are among them: every child of
/// a school has a right to the canteen that it has (code de l’éducation L131-13).
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "Plus de place", en = "No place is left")]
    Full,
    #[choice(fr = "Enfant non scolarisé dans la commune", en = "Child not at school in the town")]
    NotAtSchool,
    #[choice(fr = "PAI demandé et non fourni", en = "Care plan asked for and not supplied")]
    NoCarePlan,
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        match self {
            Self::Full => "code de l’éducation L131-13 ; CE 22 mars 2021, n° 429361".to_owned(),
            Self::NotAtSchool => "code de l’éducation L131-13".to_owned(),
            Self::NoCarePlan => ctx.setting("deliberation").unwrap_or_default(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::Full => text! {
                fr: "Le service peut refuser un enfant lorsque sa capacité maximale d’accueil est atteinte.",
                en: "The service may refuse a child once it is full."
            },
            Self::NotAtSchool => text! {
                fr: "L’inscription est un droit pour les enfants scolarisés dans les écoles du service.",
                en: "Registration is a right of children at the schools that are served."
            },
            Self::NoCarePlan => text! {
                fr: "Un enfant allergique ou malade est accueilli selon un projet d’accueil individualisé.",
                en: "A child with an allergy or illness is looked after by an individual care plan."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::Full | Self::NotAtSchool => &["children[0].school"],
            Self::NoCarePlan => &["children[0].care-plan"],
        }
    }
}

/// Days that a family books or cancels.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Change {
    #[page("days", fr = "Vos jours", en = "Your days")]
    #[field(label(fr = "Enfant", en = "Child"), options = Vec::new())]
    pub(crate) child: String,
    #[field(label(fr = "Que voulez-vous faire ?", en = "What would you like to do?"))]
    pub(crate) what: What,
    #[field(label(fr = "Services", en = "Services"), required)]
    pub(crate) services: Vec<Service>,
    #[field(label(fr = "Du", en = "From"), earliest = ctx.today(), live)]
    pub(crate) from: Date,
    #[field(
        label(fr = "Au", en = "Until"),
        hint(fr = "31 jours au plus", en = "31 days at most"),
        earliest = draft.from.unwrap_or(ctx.today()),
        latest = civil::plus_days(draft.from.unwrap_or(ctx.today()), 30)
    )]
    pub(crate) until: Date,
}

/// What happens to days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum What {
    #[choice(fr = "Réserver", en = "Book")]
    Book,
    #[choice(fr = "Annuler", en = "Cancel")]
    Cancel,
}

/// A family’s quotient has changed.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct NewQuotient {
    #[page("quotient", fr = "Nouveau quotient", en = "New quotient")]
    #[field(
        label(fr = "Quotient familial (€ par mois)", en = "Family quotient (€ a month)"),
        hint(
            fr = "Il compte à partir du mois prochain, sans effet sur les mois passés",
            en = "It counts from next month on, and changes nothing for past months"
        ),
        min = 0,
        max = 100_000
    )]
    pub(crate) quotient: i64,
    #[field(
        label(fr = "Attestation de quotient familial", en = "Certificate of family quotient"),
        required
    )]
    pub(crate) proof: Vec<Attachment>,
}

/// Whether the certificate says what was reported.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Check {
    #[page("check", fr = "Vérification", en = "Check")]
    #[field(label(
        fr = "L’attestation confirme ce quotient",
        en = "The certificate confirms this quotient"
    ))]
    pub(crate) confirmed: bool,
}

/// What the register of the canteen says beside what was booked.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Corrections {
    #[page("bill", fr = "Facture", en = "Bill")]
    #[field(
        label(fr = "Servis sans réservation", en = "Served without a booking"),
        repeat(min = 0, max = 20)
    )]
    pub(crate) unbooked: Vec<Correction>,
    #[field(
        label(fr = "Absences excusées", en = "Absences that are excused"),
        repeat(min = 0, max = 20)
    )]
    pub(crate) excused: Vec<Correction>,
}

/// So many of one child and service.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Correction {
    #[field(label(fr = "Enfant", en = "Child"), options = Vec::new())]
    pub(crate) child: String,
    #[field(label(fr = "Service", en = "Service"))]
    pub(crate) service: Service,
    #[field(label(fr = "Nombre", en = "Number"), min = 1, max = 31)]
    pub(crate) count: i64,
}

impl Corrections {
    pub(crate) fn unbooked(&self, child: usize, service: Service) -> i64 {
        count(&self.unbooked, child, service)
    }

    pub(crate) fn excused(&self, child: usize, service: Service) -> i64 {
        count(&self.excused, child, service)
    }
}

fn count(rows: &[Correction], child: usize, service: Service) -> i64 {
    let child = child.to_string();
    rows.iter()
        .filter(|row| row.child == child && row.service == service)
        .map(|row| row.count)
        .sum()
}

/// Why a registration is suspended.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Suspension {
    #[page("suspension", fr = "Suspension", en = "Suspension")]
    #[field(
        label(fr = "Premier jour sans accueil", en = "First day without care"),
        earliest = civil::plus_days(ctx.today(), 1)
    )]
    pub(crate) from: Date,
    #[field(
        label(fr = "Les faits", en = "The facts"),
        hint(
            fr = "Factures, relances, ce que la famille a répondu. Elle lit cette phrase.",
            en = "Bills, reminders, what the family answered. They read this sentence."
        ),
        kind = paragraph, min_length = 20, max_length = 2000
    )]
    pub(crate) facts: String,
}

/// When a registration ends.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct End {
    #[page("end", fr = "Fin de l’inscription", en = "End of the registration")]
    #[field(
        label(fr = "Dernier jour", en = "Last day"),
        earliest = ctx.today(),
        latest = calendar::end_of_school_year(ctx.today())
    )]
    pub(crate) last: Date,
}
