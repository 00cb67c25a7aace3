//! What agents do, and what there is to fill in with it.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::catchment::School;
use crate::exemption::{Criterion, OF_RIGHT, Situation};
use crate::file::File;
use crate::form::Application;
use crate::level::Level;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST: &str = "request-pieces";
    pub(crate) const CHECK: &str = "check";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const ALLOCATE: &str = "allocate";
    pub(crate) const AGREEMENT: &str = "record-agreement";
    pub(crate) const REFER: &str = "refer";
    pub(crate) const GRANT: &str = "grant-exemption";
    pub(crate) const REFUSE_EXEMPTION: &str = "refuse-exemption";
    pub(crate) const AGREE: &str = "agree";
    pub(crate) const RELEASE: &str = "release";
}

fn request() -> Action {
    Action::agent(key::REQUEST, text! { fr: "Demander une pièce", en: "Ask for a piece" })
        .with_form()
}

/// Before the dossier was looked through.
pub(crate) fn to_check() -> Vec<Action> {
    vec![
        request(),
        Action::agent(
            key::CHECK,
            text! { fr: "Le dossier est vérifié", en: "The dossier is checked" },
        ),
        Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ]
}

/// A place in the school of the catchment area is a right; before three it depends on room.
pub(crate) fn to_allocate(level: Level) -> Vec<Action> {
    let mut actions = vec![
        Action::agent(
            key::ALLOCATE,
            text! { fr: "Inscrire dans une école", en: "Enrol at a school" },
        )
        .leads_to(Verdict::Granted)
        .with_form(),
        request(),
    ];
    if level == Level::Tps {
        let label = text! { fr: "Refuser, faute de place", en: "Refuse for want of room" };
        let refuse = Action::agent(key::REFUSE, label).leads_to(Verdict::Refused).with_form();
        actions.push(refuse);
    }
    actions
}

/// A wish for another school on which the town decides, with or without a day set for it.
pub(crate) fn to_rank(situation: Situation, referred: bool) -> Vec<Action> {
    let label = if referred {
        text! { fr: "Changer de commission", en: "Refer to another commission" }
    } else {
        text! { fr: "Inscrire à une commission", en: "Refer to a commission" }
    };
    let mut actions = vec![Action::agent(key::REFER, label).with_form()];
    if situation == Situation::FromElsewhere {
        let label = text! {
            fr: "Noter la réponse de la commune de résidence", en: "Record the answer of the town of residence"
        };
        actions.push(Action::agent(key::AGREEMENT, label).with_form());
    }
    if referred {
        let label = text! { fr: "Accorder l’école demandée", en: "Grant the school asked for" };
        actions.push(Action::agent(key::GRANT, label).leads_to(Verdict::Granted));
        let verdict = match situation {
            Situation::OtherSchool => Verdict::PartlyGranted,
            _ => Verdict::Refused,
        };
        actions.push(refuse_exemption(verdict));
    }
    actions.push(request());
    actions
}

/// A school of another town: this town’s mayor agrees or not.
pub(crate) fn to_agree() -> Vec<Action> {
    vec![
        Action::agent(
            key::AGREE,
            text! { fr: "Donner l’accord de la commune", en: "Give the town’s agreement" },
        )
        .leads_to(Verdict::Granted),
        refuse_exemption(Verdict::Refused),
        request(),
    ]
}

fn refuse_exemption(verdict: Verdict) -> Action {
    let label = match verdict {
        Verdict::PartlyGranted => text! {
            fr: "Refuser la dérogation et inscrire dans l’école du secteur",
            en: "Refuse the exemption and enrol at the school of the area"
        },
        _ => text! { fr: "Refuser", en: "Refuse" },
    };
    Action::agent(key::REFUSE_EXEMPTION, label).leads_to(verdict).with_form()
}

/// While the child has a place.
pub(crate) fn enrolled() -> [Action; 1] {
    let label = text! { fr: "L’enfant quitte l’école : libérer sa place", en: "The child leaves the school: free the place" };
    [Action::agent(key::RELEASE, label)]
}

pub(crate) fn ask(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    let file = File::of(sheet.ctx(), &turn.dossier);
    match turn.action.as_str() {
        key::REQUEST => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::REFUSE => ask_refusal(sheet, &Ground::before_exemption(&file)),
        key::ALLOCATE => ask_school(sheet, &file),
        key::REFER => ask_referral(sheet, &file),
        key::AGREEMENT => {
            sheet.ask::<Agreement>();
        }
        key::REFUSE_EXEMPTION => {
            ask_refusal(sheet, &Ground::of_exemption(file.situation));
            if file.situation == Situation::OtherSchool {
                ask_school(sheet, &file);
            }
        }
        _ => {}
    }
}

fn ask_refusal(sheet: &mut Sheet<'_>, grounds: &[Ground]) {
    let lang = &sheet.ctx().lang;
    sheet.ask::<Refusal<Ground>>();
    if let Some(field) = sheet.edit("ground") {
        let items = Ground::VARIANTS.iter().filter(|each| grounds.contains(&each.value));
        field.kind = Kind::one_of(items.map(|each| each.item(lang)));
    }
}

fn ask_school(sheet: &mut Sheet<'_>, file: &File<'_>) {
    let ctx = sheet.ctx();
    sheet.ask::<Allocation>();
    let Some(field) = sheet.edit("school") else { return };
    let option = |school: School| {
        let free = file.free(ctx, &school);
        let hint = text! { fr: "Places libres : {free}", en: "Places left: {free}" };
        OptionItem::new(&school.key, &school.name).hint(ctx.say(hint))
    };
    field.kind = Kind::one_of(School::with(file.level).into_iter().map(option));
    field.prefill = file.school.as_ref().map(|school| Value::Text(school.key.clone()));
}

fn ask_referral(sheet: &mut Sheet<'_>, file: &File<'_>) {
    let ctx = sheet.ctx();
    sheet.ask::<Referral>();
    if let Some(field) = sheet.edit("on") {
        field.prefill = file.next_commission().map(|on| Value::Date(on.into()));
    }
    if let Some(field) = sheet.edit("retained") {
        field.kind = Kind::some_of(Criterion::options(file.situation, &ctx.lang));
        let keys = file.criteria.iter().map(|each| each.key.clone()).collect();
        field.prefill = Some(Value::Choices(keys));
    }
}

/// What a request may lack. No more may be asked for enrolment itself.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Identité de l’enfant", en = "Identity of the child")]
    Child,
    #[choice(fr = "Identité des responsables", en = "Identity of the guardians")]
    Guardians,
    #[choice(fr = "Domicile", en = "Home")]
    Home,
    #[choice(fr = "Motifs de la demande d’une autre école", en = "Reasons for another school")]
    Reasons,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Child => "child-identity.means",
            Self::Guardians => "guardians-identity.means",
            Self::Home => "home-evidence.means",
            Self::Reasons => "reasons.proof",
        }
    }

    fn source(&self) -> &'static str {
        match self {
            Self::Reasons => "CRPA L114-5",
            _ => "code de l’éducation D131-3-1",
        }
    }
}

/// At which school a child is enrolled.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Allocation {
    #[page("school", fr = "École", en = "School")]
    #[field(
        label(fr = "École d’inscription", en = "School of enrolment"),
        options = Vec::<OptionItem>::new()
    )]
    pub(crate) school: String,
}

/// When the commission looks at a wish for another school, and at what.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Referral {
    #[page("commission", fr = "Commission", en = "Commission")]
    #[field(label(fr = "Date de la commission", en = "Day of the commission"), earliest = ctx.today())]
    pub(crate) on: Date,
    #[field(
        label(fr = "Motifs justifiés", en = "Reasons that are proven"),
        hint(
            fr = "Décochez ceux que les justificatifs n’établissent pas",
            en = "Clear those that the proofs do not establish"
        ),
        options = Vec::<OptionItem>::new()
    )]
    pub(crate) retained: Vec<String>,
}

/// What the town where the child lives answered.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Agreement {
    #[page(
        "agreement",
        fr = "Accord de la commune de résidence",
        en = "Agreement of the town of residence"
    )]
    #[field(label(fr = "Sa réponse", en = "Its answer"))]
    pub(crate) answer: AgreementAnswer,
    #[field(label(fr = "Date de la réponse", en = "Day of the answer"), latest = ctx.today())]
    pub(crate) on: Date,
}

/// What a mayor may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum AgreementAnswer {
    #[choice(fr = "Accord", en = "It agrees")]
    Agrees,
    #[choice(fr = "Refus", en = "It does not agree")]
    Declines,
}

/// Why something is refused. That a home is not proven is not among them: checking it may not
/// stand in the way of enrolment (code de l’éducation D131-3-1).
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(
        fr = "Le demandeur n’est pas responsable de l’enfant",
        en = "The applicant is not in charge of the child"
    )]
    NotInCharge,
    #[choice(fr = "Pas de place avant trois ans", en = "No room before three")]
    NoRoomBeforeThree,
    #[choice(fr = "L’école demandée n’a plus de place", en = "The school asked for is full")]
    NoRoom,
    #[choice(fr = "Aucun motif ne répond aux critères", en = "No reason meets the criteria")]
    NoCriterion,
    #[choice(fr = "Les motifs ne sont pas justifiés", en = "The reasons are not proven")]
    NotProven,
    #[choice(
        fr = "Pas d’accord de la commune de résidence",
        en = "No agreement of the town of residence"
    )]
    NoAgreement,
    #[choice(
        fr = "Les écoles de la commune peuvent accueillir l’enfant",
        en = "The town’s schools have room for the child"
    )]
    OwnSchools,
}

impl Ground {
    /// Enrolment itself is refused in two cases only.
    pub(crate) fn before_exemption(file: &File<'_>) -> Vec<Self> {
        let mut grounds = vec![Self::NotInCharge];
        if file.level == Level::Tps {
            grounds.push(Self::NoRoomBeforeThree);
        }
        grounds
    }

    pub(crate) fn of_exemption(situation: Situation) -> Vec<Self> {
        match situation {
            Situation::Catchment => vec![],
            Situation::OtherSchool => vec![Self::NoRoom, Self::NoCriterion, Self::NotProven],
            Situation::FromElsewhere => {
                vec![Self::NoRoom, Self::NoCriterion, Self::NotProven, Self::NoAgreement]
            }
            Situation::OtherTown => vec![Self::OwnSchools, Self::NotProven],
        }
    }

    /// Whether it holds against a reason that is of right.
    pub(crate) fn outweighs_right(self) -> bool {
        matches!(self, Self::NoRoom | Self::NotProven)
    }
}

impl desk::Ground for Ground {
    fn source(&self, ctx: &Context) -> String {
        match self {
            Self::NotInCharge => "code de l’éducation L131-4 et L131-5".to_owned(),
            Self::NoRoomBeforeThree => "code de l’éducation L113-1 et D113-1".to_owned(),
            Self::NoRoom | Self::NoCriterion => crate::file::deliberation(ctx),
            Self::NotProven => format!("{} ; {OF_RIGHT}", crate::file::deliberation(ctx)),
            Self::NoAgreement | Self::OwnSchools => "code de l’éducation L212-8".to_owned(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::NotInCharge => text! {
                fr: "L’inscription est demandée par une personne responsable de l’enfant.",
                en: "Enrolment is asked for by a person in charge of the child."
            },
            Self::NoRoomBeforeThree => text! {
                fr: "Avant trois ans, un enfant est accueilli dans la limite des places disponibles.",
                en: "Before three, a child is taken as far as there is room."
            },
            Self::NoRoom => text! {
                fr: "Une dérogation est accordée dans la limite des places de l’école demandée.",
                en: "An exemption is granted as far as the school asked for has room."
            },
            Self::NoCriterion => text! {
                fr: "Une dérogation est accordée selon les critères que la commune a fixés.",
                en: "An exemption is granted by the criteria that the town has set."
            },
            Self::NotProven => text! {
                fr: "Les motifs d’une dérogation doivent être établis.",
                en: "The reasons of an exemption must be established."
            },
            Self::NoAgreement => text! {
                fr: "Hors des cas de droit, la scolarisation hors de la commune de résidence demande l’accord de son maire.",
                en: "But for the cases of right, going to school outside the town of residence takes its mayor’s agreement."
            },
            Self::OwnSchools => text! {
                fr: "Hors des cas de droit, la commune n’est pas tenue d’accepter quand ses écoles peuvent accueillir l’enfant.",
                en: "But for the cases of right, the town need not agree where its own schools have room for the child."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::NotInCharge => &["relation"],
            Self::NoRoomBeforeThree => &["child.birth-date", "schooling.year"],
            Self::NoRoom => &["school-target"],
            Self::NoCriterion | Self::NotProven => &["reasons.criteria"],
            Self::NoAgreement | Self::OwnSchools => &["home.in-town", "reasons.criteria"],
        }
    }
}
