//! What is asked: who is responsible for the child, the child, where they live, which school.
//! Only three things may be proven, each by a document or on one's honour (code de l'éducation
//! D131-3-1); reasons for another school are proven as the person likes.

use guichet_sdk::blocks::{Applicant, Child, Guardian, Relation};
use guichet_sdk::prelude::*;

use crate::catchment::{self, School};
use crate::exemption::{self, Criterion, Situation};
use crate::level::{self, Level};

/// A request for enrolment.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// Who applies.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group)]
    pub applicant: Applicant,
    /// What they are to the child.
    #[field(label(fr = "Votre lien avec l’enfant", en = "Your relation to the child"))]
    pub relation: Relation,
    /// With whom the child lives.
    #[field(label(fr = "Résidence de l’enfant", en = "Where the child lives"), live)]
    pub custody: Custody,
    /// Never a condition: the law's list of documents is closed.
    #[field(
        label(fr = "Jugement, si vous souhaitez le joindre", en = "Judgment, if you would like to add it"),
        hint(
            fr = "Il n’est pas exigé : le joindre évite des questions",
            en = "It is not demanded: adding it saves questions"
        ),
        show_if = draft.custody.is_some_and(|custody| custody != Custody::Together)
    )]
    pub judgment: Vec<Attachment>,
    /// The other person with parental authority.
    #[field(
        label(fr = "Autre responsable de l’enfant", en = "Other guardian of the child"),
        repeat(min = 0, max = 1)
    )]
    pub guardians: Vec<Guardian>,
    /// Of the guardians.
    #[field(group)]
    pub guardians_identity: Evidence,
    /// The child.
    #[page("child", fr = "L’enfant", en = "The child")]
    #[field(group)]
    pub child: Child,
    /// What the school list says besides.
    #[field(group)]
    pub birth: Birth,
    /// Of the child.
    #[field(group)]
    pub child_identity: Evidence,
    /// Where the child lives.
    #[page("home", fr = "Le domicile", en = "Home")]
    #[field(group)]
    pub home: Home,
    /// Of the home.
    #[field(group)]
    pub home_evidence: Evidence,
    /// For which year and class.
    #[page("school", fr = "L’école", en = "School")]
    #[field(group)]
    pub schooling: Schooling,
    /// Which school is asked for.
    #[field(
        label(fr = "Quelle école demandez-vous ?", en = "Which school do you ask for?"),
        name = "school-request",
        show_if = draft.home.in_town == Some(InTown::Yes),
        required,
        live
    )]
    pub request: Option<Request>,
    /// Another school of this town.
    #[page("exemption", fr = "L’école demandée", en = "The school asked for")]
    #[field(
        label(fr = "École demandée dans la commune", en = "School asked for in the town"),
        name = "school-target",
        options = School::all().into_iter().map(|school| OptionItem::new(school.key, school.name)),
        show_if = draft.situation().is_some_and(Situation::is_ranked),
        required,
        live
    )]
    pub target: Option<String>,
    /// A school of another town.
    #[field(group, show_if = draft.situation() == Some(Situation::OtherTown))]
    pub elsewhere: Option<Elsewhere>,
    /// Why not the school of the catchment area.
    #[field(group, show_if = draft.situation().is_some_and(|it| it != Situation::Catchment))]
    pub reasons: Option<Reasons>,
    /// What cannot be checked.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "J’exerce l’autorité parentale ou j’ai la charge de l’enfant, et je certifie que ces renseignements sont exacts",
            en = "I have parental authority or the care of the child, and certify that this information is correct"
        ),
        required
    )]
    pub certified: bool,
}

/// With whom a child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Custody {
    /// With both, or the only one.
    #[choice(
        fr = "Avec ses responsables, à une même adresse",
        en = "With their guardians, at one address"
    )]
    Together,
    /// With each in turn.
    #[choice(fr = "En alternance chez ses parents", en = "With each parent in turn")]
    Alternating,
    /// With one of them.
    #[choice(fr = "Chez un seul de ses parents", en = "With one parent only")]
    Sole,
}

/// A document, or one's word.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Evidence {
    /// Which.
    #[field(label(fr = "Comment le justifiez-vous ?", en = "How do you show it?"), live)]
    pub means: Means,
    /// A copy is enough (CRPA R113-10).
    #[field(
        label(fr = "Votre document", en = "Your document"),
        hint(fr = "Une copie ou une photo suffit", en = "A copy or a photograph will do"),
        max_files = 3,
        show_if = draft.means == Some(Means::Document),
        required
    )]
    pub document: Vec<Attachment>,
    /// One's word.
    #[field(
        label(
            fr = "Je déclare sur l’honneur que les renseignements ci-dessus sont exacts",
            en = "I declare on my honour that the information above is correct"
        ),
        show_if = draft.means == Some(Means::Sworn),
        required
    )]
    pub sworn: bool,
}

/// How something is shown to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Means {
    /// By a document.
    #[choice(fr = "Je joins un document", en = "I add a document")]
    Document,
    /// On one's honour.
    #[choice(fr = "Je le déclare sur l’honneur", en = "I declare it on my honour")]
    Sworn,
}

/// What the school list says of a child besides their name and birthday.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Birth {
    /// As in the civil status.
    #[field(label(
        fr = "Sexe de l’enfant à l’état civil",
        en = "Child’s sex in the civil status"
    ))]
    pub sex: Sex,
    /// Town and department, or country.
    #[field(
        label(fr = "Lieu de naissance de l’enfant", en = "Child’s place of birth"),
        hint(fr = "Commune et département, ou pays", en = "Town and department, or country"),
        min_length = 1,
        max_length = 120
    )]
    pub place: String,
}

/// As in the civil status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Sex {
    /// Female.
    #[choice(fr = "Fille", en = "Girl")]
    F,
    /// Male.
    #[choice(fr = "Garçon", en = "Boy")]
    M,
}

/// Where the child lives.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Home {
    /// With the applicant or not.
    #[field(label(fr = "L’enfant habite", en = "The child lives"), live)]
    pub lives: Lives,
    /// Where not.
    #[field(
        label(fr = "Adresse de l’enfant", en = "Address of the child"),
        show_if = draft.lives == Some(Lives::Elsewhere),
        required,
        live
    )]
    pub address: Option<Address>,
    /// Which mayor is in charge.
    #[field(
        label(
            fr = "Cette adresse est-elle dans la commune ?",
            en = "Is that address in this town?"
        ),
        live
    )]
    pub in_town: InTown,
}

/// Where a child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Lives {
    /// At the applicant's.
    #[choice(fr = "À mon adresse", en = "At my address")]
    WithApplicant,
    /// At another address.
    #[choice(fr = "À une autre adresse", en = "At another address")]
    Elsewhere,
}

/// Whether an address is in the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum InTown {
    /// It is.
    #[choice(fr = "Oui", en = "Yes")]
    Yes,
    /// It is in another one.
    #[choice(fr = "Non, dans une autre commune", en = "No, in another town")]
    No,
}

/// For which year and class.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Schooling {
    /// The year in which it begins.
    #[field(
        label(fr = "Année scolaire", en = "School year"),
        options = level::years(ctx.today()).into_iter().map(|year| OptionItem::new(year.to_string(), level::in_words(year))),
        live
    )]
    pub year: String,
    /// Where the school decided otherwise.
    #[field(
        label(
            fr = "Classe, si ce n’est pas celle de son âge",
            en = "Class, if it is not that of the child’s age"
        ),
        hint(
            fr = "Par exemple après un maintien décidé par l’école",
            en = "For instance where the school decided to keep the child back"
        ),
        live
    )]
    pub level: Option<Level>,
    /// Of the national list of schools.
    #[field(
        label(
            fr = "Code UAI de l’école actuelle, si vous le connaissez",
            en = "UAI code of the present school, if you know it"
        ),
        hint(fr = "Sept chiffres et une lettre", en = "Seven digits and a letter"),
        max_length = 8
    )]
    pub current: Option<String>,
    /// Brothers and sisters at school.
    #[field(
        label(
            fr = "Frère ou sœur déjà à l’école dans la commune",
            en = "Brother or sister at school in the town already"
        ),
        repeat(min = 0, max = 6)
    )]
    pub siblings: Vec<Sibling>,
    /// For the canteen.
    #[field(label(fr = "La cantine m’intéresse", en = "I am interested in the canteen"))]
    pub canteen: bool,
    /// Before and after lessons.
    #[field(label(
        fr = "L’accueil du matin et du soir m’intéresse",
        en = "I am interested in before- and after-school care"
    ))]
    pub after_school: bool,
}

/// A brother or sister.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Sibling {
    /// What they are called.
    #[field(label(fr = "Nom et prénom", en = "Name"), min_length = 1, max_length = 120)]
    pub name: String,
    /// Where they go.
    #[field(
        label(fr = "Son école", en = "Their school"),
        options = School::all().into_iter().map(|school| OptionItem::new(school.key, school.name))
    )]
    pub school: String,
}

/// Which school is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Request {
    /// That of the catchment area.
    #[choice(fr = "L’école de mon secteur", en = "The school of my area")]
    Catchment,
    /// Another one of the town.
    #[choice(
        fr = "Une autre école de la commune",
        en = "Another school of the town",
        hint(fr = "C’est une demande de dérogation", en = "This is a request for an exemption")
    )]
    OtherSchool,
    /// One of another town.
    #[choice(
        fr = "Une école d’une autre commune",
        en = "A school of another town",
        hint(
            fr = "L’accord du maire de votre commune est nécessaire",
            en = "It takes the agreement of the mayor of your town"
        )
    )]
    OtherTown,
}

/// A school of another town.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Elsewhere {
    /// Which town.
    #[field(
        label(fr = "Commune de l’école demandée", en = "Town of the school asked for"),
        min_length = 1,
        max_length = 120
    )]
    pub town: String,
    /// Which school.
    #[field(label(fr = "École demandée", en = "School asked for"), max_length = 120)]
    pub school: Option<String>,
}

/// Why another school.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Reasons {
    /// Rows of the town's table.
    #[field(
        label(fr = "Motifs de votre demande", en = "Reasons of your request"),
        options = Vec::<OptionItem>::new(),
        live
    )]
    pub criteria: Vec<String>,
    /// In their own words.
    #[field(
        label(fr = "Votre situation en quelques mots", en = "Your situation in a few words"),
        hint(
            fr = "N’indiquez aucun diagnostic : un certificat attestant le besoin suffit",
            en = "Give no diagnosis: a certificate of the need will do"
        ),
        kind = paragraph,
        max_length = 2000
    )]
    pub explanation: Option<String>,
    /// As they like.
    #[field(
        label(fr = "Justificatifs de ces motifs", en = "Proofs of these reasons"),
        max_files = 5
    )]
    pub proof: Vec<Attachment>,
}

impl ApplicationDraft {
    /// What is asked for, once enough is known.
    pub(crate) fn situation(&self) -> Option<Situation> {
        if self.home.in_town? == InTown::No {
            return Some(Situation::FromElsewhere);
        }
        Some(match self.request? {
            Request::Catchment => Situation::Catchment,
            Request::OtherSchool => Situation::OtherSchool,
            Request::OtherTown => Situation::OtherTown,
        })
    }

    /// Where the child lives.
    pub(crate) fn address(&self) -> Option<&Address> {
        match self.home.lives? {
            Lives::WithApplicant => self.applicant.address.as_ref(),
            Lives::Elsewhere => self.home.address.as_ref(),
        }
    }

    pub(crate) fn year(&self) -> Option<i64> {
        self.schooling.year.as_ref()?.parse().ok()
    }

    /// The class: that of the child's age, or the one that the person gives.
    pub(crate) fn level(&self) -> Option<Level> {
        self.schooling.level.or_else(|| Level::by_age(self.child.birth_date?, self.year()?))
    }

    /// The school of the catchment area, where the child lives in the town.
    pub(crate) fn school(&self) -> Option<School> {
        let lives_here = self.home.in_town? == InTown::Yes;
        let cycle = self.level()?.cycle();
        self.address().filter(|_| lives_here).and_then(|home| catchment::school(home, cycle))
    }

    /// The criteria that are claimed.
    pub(crate) fn criteria(&self) -> Vec<Criterion> {
        let criteria = |situation| Criterion::among(situation, &self.reasons.criteria);
        self.situation().map(criteria).unwrap_or_default()
    }
}

/// What the struct cannot say. School years are those of the day on which the request came in.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ApplicationDraft, received: Date) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    say_what_is_shown(sheet);
    for path in ["applicant.address", "home.address"] {
        if let Some(field) = sheet.edit(path) {
            field.live = true;
        }
    }
    if let Some(field) = sheet.edit("schooling.year") {
        let item = |year: i64| OptionItem::new(year.to_string(), level::in_words(year));
        field.kind = Kind::one_of(level::years(received).into_iter().map(item));
    }
    if let Some(situation) = draft.situation()
        && let Some(field) = sheet.edit("reasons.criteria")
    {
        field.kind = Kind::some_of(Criterion::options(situation, &ctx.lang));
    }
    class_and_school(sheet, draft);
    exemption_notes(sheet, draft);
    for problem in problems(ctx, draft) {
        sheet.report(problem);
    }
}

/// Three groups ask the same of different things: each label says of which, since agents read them
/// one below the other.
fn say_what_is_shown(sheet: &mut Sheet<'_>) {
    let ctx = sheet.ctx();
    let groups = [
        (
            "guardians-identity",
            text! { fr: "l’identité des responsables", en: "the identity of the guardians" },
        ),
        ("child-identity", text! { fr: "l’identité de l’enfant", en: "the identity of the child" }),
        ("home-evidence", text! { fr: "le domicile", en: "the home" }),
    ];
    for (group, what) in groups {
        let labels = [
            (
                "means",
                text! { fr: "Justifier {what}", en: "How to show {what}"; what = what.clone() },
            ),
            (
                "document",
                text! { fr: "Document qui justifie {what}", en: "Document that shows {what}"; what = what.clone() },
            ),
            (
                "sworn",
                text! {
                    fr: "Je déclare sur l’honneur que les renseignements ci-dessus sur {what} sont exacts",
                    en: "I declare on my honour that the information above on {what} is correct";
                    what
                },
            ),
        ];
        for (field, label) in labels {
            if let Some(field) = sheet.edit(&format!("{group}.{field}")) {
                field.label = ctx.say(label);
            }
        }
    }
}

fn class_and_school(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let ctx = sheet.ctx();
    let (Some(level), Some(page)) = (draft.level(), sheet.on_page("school")) else { return };
    page.figure(text! { fr: "Classe", en: "Class" }, level.label(&ctx.lang).to_owned());
    if draft.home.in_town != Some(InTown::Yes) || draft.address().is_none() {
        return;
    }
    match draft.school() {
        Some(school) => page.figure_because(
            text! { fr: "École de votre secteur", en: "School of your area" },
            school.name,
            text! {
                fr: "D’après l’adresse de l’enfant (code de l’éducation L131-5 et L212-7).",
                en: "By the child’s address (code de l’éducation L131-5 and L212-7)."
            },
        ),
        None => page.note(text! {
            fr: "La mairie vous dira de quelle école dépend cette adresse.",
            en: "The town hall will tell you which school this address belongs to."
        }),
    };
}

fn exemption_notes(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let Some(situation) = draft.situation().filter(|it| *it != Situation::Catchment) else {
        return;
    };
    let criteria = draft.criteria();
    let Some(page) = sheet.on_page("exemption") else { return };
    if situation.is_ranked() && !criteria.is_empty() {
        page.figure_because(
            text! { fr: "Points de votre demande", en: "Points of your request" },
            exemption::points(&criteria),
            text! {
                fr: "Somme des points de vos motifs, une fois justifiés.",
                en: "Sum of the points of your reasons, once they are proven."
            },
        );
    }
    if criteria.iter().any(|each| each.of_right) {
        page.note(text! {
            fr: "Un de vos motifs est de droit : une fois justifié, l’accord de la commune de résidence n’est pas nécessaire (code de l’éducation R212-21).",
            en: "One of your reasons is of right: once it is proven, no agreement of the town of residence is needed (code de l’éducation R212-21)."
        });
    } else if situation == Situation::FromElsewhere {
        page.note(text! {
            fr: "Nous demanderons l’accord de la commune où habite l’enfant (code de l’éducation L212-8).",
            en: "We shall ask the town where the child lives for its agreement (code de l’éducation L212-8)."
        });
    }
}

/// What the person can put right; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft) -> Vec<Problem> {
    let mut problems: Vec<Problem> = class(ctx, draft).into_iter().collect();
    let uai = |code: &String| {
        let code = code.trim();
        code.len() == 8
            && code.bytes().take(7).all(|letter| letter.is_ascii_digit())
            && code.ends_with(|letter: char| letter.is_ascii_alphabetic())
    };
    if draft.schooling.current.as_ref().is_some_and(|code| !uai(code)) {
        problems.push(ctx.problem(
            "schooling.current",
            text! {
                fr: "Un code UAI a sept chiffres et une lettre : 0123456A.",
                en: "A UAI code has seven digits and a letter: 0123456A."
            },
        ));
    }
    let commune = draft.address().and_then(|address| address.commune.as_ref());
    if let (Some(commune), Some(in_town)) = (commune, draft.home.in_town)
        && (*commune == ctx.town_code) != (in_town == InTown::Yes)
    {
        problems.push(ctx.problem(
            "home.in-town",
            text! {
                fr: "L’adresse de l’enfant dit le contraire : corrigez l’une ou l’autre.",
                en: "The child’s address says otherwise: please correct one of them."
            },
        ));
    }
    if let (Some(Situation::OtherSchool), Some(target)) = (draft.situation(), &draft.target)
        && draft.school().is_some_and(|school| school.key == *target)
    {
        problems.push(ctx.problem(
            "school-target",
            text! {
                fr: "C’est déjà l’école de votre secteur : aucune dérogation n’est nécessaire.",
                en: "This is the school of your area already: no exemption is needed."
            },
        ));
    }
    if let (Some(key), Some(level)) = (&draft.target, draft.level())
        && School::find(key).is_some_and(|school| school.places(level).is_none())
    {
        problems.push(ctx.problem("school-target", text! {
            fr: "Cette école n’a pas de classe de {level}.", en: "This school has no class of {level}.";
            level
        }));
    }
    problems
}

/// Whether there is a class for the child.
fn class(ctx: &Context, draft: &ApplicationDraft) -> Option<Problem> {
    let (birth, year) = (draft.child.birth_date?, draft.year()?);
    let by_age = Level::by_age(birth, year);
    let age = year - i64::from(birth.year());
    let (path, message) = if draft.level() == Some(Level::Tps) {
        if !level::is_two(birth, year) {
            (
                "child.birth-date",
                text! {
                    fr: "L’enfant doit avoir deux ans révolus à la rentrée (code de l’éducation D113-1).",
                    en: "The child must be two years old when school begins (code de l’éducation D113-1)."
                },
            )
        } else if School::with(Level::Tps).is_empty() {
            (
                "child.birth-date",
                text! {
                    fr: "La commune n’a pas de classe avant trois ans : l’école est obligatoire à partir de la rentrée de l’année des trois ans.",
                    en: "The town has no class before three: school is compulsory from the autumn of the year of the third birthday."
                },
            )
        } else {
            return None;
        }
    } else if by_age.is_none() && age < 3 {
        (
            "child.birth-date",
            text! {
                fr: "L’enfant est trop jeune pour cette année scolaire.",
                en: "The child is too young for this school year."
            },
        )
    } else if by_age.is_none() && draft.schooling.level.is_none() {
        (
            "schooling.level",
            text! {
                fr: "À cet âge, un enfant entre au collège : indiquez sa classe s’il est encore à l’école primaire.",
                en: "At this age a child goes to collège: give the class if the child is still at primary school."
            },
        )
    } else {
        return None;
    };
    Some(ctx.problem(path, message))
}
