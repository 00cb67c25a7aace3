//! What is asked: who pays, which children on which days, whom to call, by what quotient. Nothing
//! is asked of work or means beyond it, since every child of a school may come (code de
//! l’éducation L131-13), and of food only what the kitchen must know.

use guichet_sdk::blocks::{Applicant, Child};
use guichet_sdk::prelude::*;
use guichet_sdk::sources::{FamilyQuotient, Person, Sourced};

use crate::{calendar, fees};

/// A registration for a school year.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Registration {
    /// Who registers the children, and pays.
    #[page("payer", fr = "Vous", en = "You")]
    #[field(group)]
    pub applicant: Applicant,
    /// The children.
    #[page("children", fr = "Vos enfants", en = "Your children")]
    #[field(label(fr = "Enfants", en = "Children"), repeat(min = 1, max = 6))]
    pub children: Vec<Pupil>,
    /// What the price depends on.
    #[page("means", fr = "Votre tarif", en = "Your price")]
    #[field(group)]
    pub means: Means,
    /// Who is called when something happens.
    #[page("contacts", fr = "Personnes à prévenir", en = "People to call")]
    #[field(label(fr = "Personnes à prévenir", en = "People to call"), repeat(min = 1, max = 4))]
    pub contacts: Vec<Contact>,
    /// First day.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(fr = "À partir du", en = "From"),
        hint(
            fr = "L’inscription vaut jusqu’à la fin de l’année scolaire",
            en = "The registration is valid until the end of the school year"
        ),
        earliest = ctx.today(),
        latest = calendar::end_of_school_year(civil::plus_months(ctx.today(), 2)),
        live
    )]
    pub first_day: Date,
    /// How bills are paid.
    #[field(label(fr = "Comment payer les factures ?", en = "How to pay the bills?"), live)]
    pub payment: Payment,
    /// For a direct debit.
    #[field(
        label(fr = "IBAN du compte à débiter", en = "IBAN of the account to debit"),
        hint(
            fr = "La commune vous envoie le mandat SEPA à signer",
            en = "The town sends you the SEPA mandate to sign"
        ),
        kind = iban,
        show_if = draft.payment == Some(Payment::Debit),
        required
    )]
    pub iban: Option<String>,
    /// What cannot be checked.
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et j’accepte le règlement du service",
            en = "I certify that this information is correct and accept the rules of the service"
        ),
        required
    )]
    pub certified: bool,
}

/// A child, and the days on which it comes.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Pupil {
    /// Who.
    #[field(group)]
    pub child: Child,
    /// Where it goes to school.
    #[field(label(fr = "École", en = "School"), options = reference::options(ctx, "schools"))]
    pub school: String,
    /// Its class.
    #[field(label(fr = "Classe", en = "Class"), min_length = 1, max_length = 40)]
    pub class: String,
    /// Regularly, or as it comes.
    #[field(label(fr = "Quand vient-il ou elle ?", en = "When does the child come?"), live)]
    pub rhythm: Rhythm,
    /// Days with lunch.
    #[field(
        label(fr = "Repas de midi", en = "Lunch"),
        options = weekdays(ctx),
        show_if = draft.rhythm == Some(Rhythm::Weekly)
    )]
    pub lunch: Vec<String>,
    /// Days with care before school.
    #[field(
        label(fr = "Accueil du matin", en = "Care before school"),
        options = weekdays(ctx),
        show_if = draft.rhythm == Some(Rhythm::Weekly) && fees::is_offered(Service::Morning, ctx.today())
    )]
    pub morning: Vec<String>,
    /// Days with care after school.
    #[field(
        label(fr = "Accueil du soir", en = "Care after school"),
        options = weekdays(ctx),
        show_if = draft.rhythm == Some(Rhythm::Weekly) && fees::is_offered(Service::Evening, ctx.today())
    )]
    pub evening: Vec<String>,
    /// What the kitchen prepares.
    #[field(label(fr = "Menu", en = "Menu"))]
    pub menu: Menu,
    /// An allergy or illness that a school doctor wrote down what to do about.
    #[field(
        label(
            fr = "A un projet d’accueil individualisé (PAI)",
            en = "Has an individual care plan (PAI)"
        ),
        hint(
            fr = "Allergie ou maladie : il est signé par le médecin scolaire",
            en = "Allergy or illness: the school doctor signs it"
        ),
        live
    )]
    pub care_plan: bool,
    /// The plan itself.
    #[field(
        label(fr = "Le PAI", en = "The care plan"),
        show_if = draft.care_plan == Some(true),
        required
    )]
    pub care_plan_file: Vec<Attachment>,
    /// The family cooks.
    #[field(
        label(fr = "Apporte son repas, comme le PAI le prévoit", en = "Brings its own meal, as the plan says"),
        show_if = draft.care_plan == Some(true),
        live
    )]
    pub own_meal: bool,
}

/// When a child comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Rhythm {
    /// The same days each week.
    #[choice(fr = "Les mêmes jours chaque semaine", en = "The same days each week")]
    Weekly,
    /// Days are booked one by one.
    #[choice(
        fr = "De temps en temps",
        en = "Now and then",
        hint(
            fr = "Vous réservez les jours après l’inscription",
            en = "You book the days once registered"
        )
    )]
    Occasional,
}

/// What the kitchen prepares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Menu {
    /// Everything.
    #[choice(fr = "Tous les plats", en = "Everything")]
    Standard,
    /// No meat, no fish.
    #[choice(fr = "Végétarien", en = "Vegetarian")]
    Vegetarian,
}

/// What a child is billed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub(crate) enum Service {
    /// Lunch; its price is another one where the family brings the meal.
    #[choice(fr = "Repas de midi", en = "Lunch")]
    Lunch,
    /// Before school.
    #[choice(fr = "Accueil du matin", en = "Care before school")]
    Morning,
    /// After school.
    #[choice(fr = "Accueil du soir", en = "Care after school")]
    Evening,
}

impl Pupil {
    /// Days of the week on which it comes regularly.
    pub(crate) fn regular(&self, service: Service) -> &[String] {
        match service {
            Service::Lunch => &self.lunch,
            Service::Morning => &self.morning,
            Service::Evening => &self.evening,
        }
    }
}

/// What the price depends on. The quotient itself, where it is typed, and what proves it are
/// fields of [`finish`]: whether they are there depends on what a source answered.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Means {
    /// Nobody has to say what they earn.
    #[field(
        label(
            fr = "Comment connaître votre quotient familial ?",
            en = "How do we know your family quotient?"
        ),
        live
    )]
    pub how: How,
    /// Whom the caisse d’allocations familiales knows.
    #[field(group, show_if = draft.how == Some(How::Ask))]
    pub holder: Option<Holder>,
}

/// How the quotient becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum How {
    /// The State’s service is asked.
    #[choice(
        fr = "Demandez-le à la CAF ou à la MSA",
        en = "Ask the CAF or MSA",
        hint(fr = "Aucun document à fournir", en = "No document is needed")
    )]
    Ask,
    /// Typed, with a certificate.
    #[choice(fr = "Je l’indique moi-même", en = "I give it myself")]
    Typed,
    /// The highest price.
    #[choice(
        fr = "Je ne souhaite pas l’indiquer",
        en = "I would rather not say",
        hint(fr = "Le tarif le plus élevé s’applique", en = "The highest price applies")
    )]
    Unsaid,
}

/// By what the service knows who receives the allowances.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Holder {
    /// As in the civil status.
    #[field(label(fr = "Votre sexe à l’état civil", en = "Your sex in the civil status"), live)]
    pub sex: Sex,
    /// Born on.
    #[field(
        label(fr = "Votre date de naissance", en = "Your date of birth"),
        latest = ctx.today(),
        prefill = ctx.identity.as_ref().and_then(|known| known.birth_date).and_then(civil::from_contract),
        locked,
        autofill = "bday",
        live
    )]
    pub birth_date: Date,
    /// Born in.
    #[field(
        label(fr = "Code INSEE de votre lieu de naissance", en = "INSEE code of your place of birth"),
        hint(
            fr = "Cinq caractères : la commune, ou le pays si c’est à l’étranger",
            en = "Five characters: the commune, or the country if abroad"
        ),
        min_length = 5,
        max_length = 5,
        prefill = ctx.identity.as_ref().and_then(|known| known.birth_place.clone()),
        locked,
        live
    )]
    pub birth_place: String,
}

/// As the civil status has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Sex {
    /// Female.
    #[choice(key = "F", fr = "Féminin", en = "Female")]
    Female,
    /// Male.
    #[choice(key = "M", fr = "Masculin", en = "Male")]
    Male,
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Contact {
    /// Their name.
    #[field(label(fr = "Nom et prénom", en = "Name"), min_length = 1, max_length = 120)]
    pub name: String,
    /// Their telephone.
    #[field(label(fr = "Téléphone", en = "Telephone"), kind = phone)]
    pub phone: String,
    /// Whether the child may go with them.
    #[field(label(fr = "Peut venir chercher l’enfant", en = "May pick the child up"))]
    pub collects: bool,
}

/// How bills are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Payment {
    /// Each as it comes.
    #[choice(fr = "À réception de chaque facture", en = "On receipt of each bill")]
    Bill,
    /// By itself.
    #[choice(fr = "Par prélèvement automatique", en = "By direct debit")]
    Debit,
}

/// Paths that the struct does not have.
pub(crate) mod path {
    pub(crate) const ASKED: &str = "means.asked";
    pub(crate) const QUOTIENT: &str = "means.quotient";
    pub(crate) const PROOF: &str = "means.proof";
}

fn weekdays(ctx: &Context) -> Vec<OptionItem> {
    calendar::weekdays(ctx)
        .into_iter()
        .map(|day| OptionItem::new(day.key(), day.label(&ctx.lang)))
        .collect()
}

/// The quotient that was given; nothing where it was not. A source’s answer counts before what is
/// typed, and what was typed counts only where it was asked for.
pub(crate) fn quotient(answers: &Answers, how: Option<How>) -> Option<i64> {
    match how? {
        How::Ask => match answers.sourced::<FamilyQuotient>(path::ASKED) {
            Sourced::Answered { answer, .. } => Some(answer.value),
            Sourced::Failed(_) => answers.get(path::QUOTIENT),
            Sourced::NotAsked => None,
        },
        How::Typed => answers.get(path::QUOTIENT),
        How::Unsaid => None,
    }
}

/// The month of which the quotient counts, where the town fixed one: the last that has begun.
fn reference_month(ctx: &Context) -> Option<(i64, i64)> {
    let month = ctx.setting::<i64>("reference-month").filter(|month| (1..=12).contains(month))?;
    let today = ctx.today();
    let year = i64::from(today.year()) - i64::from(i64::from(today.month()) < month);
    Some((year, month))
}

fn person(draft: &RegistrationDraft) -> Option<Person> {
    let holder = &draft.means.holder;
    Some(Person {
        family_name: draft.applicant.family_name.clone()?,
        given_names: draft.applicant.given_names.clone()?,
        sex: holder.sex?.key().to_owned(),
        birth_date: holder.birth_date?,
        birth_place: Some(holder.birth_place.clone()?),
    })
}

/// What the struct cannot say: the quotient and the prices, and what is wrong.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &RegistrationDraft) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    if sheet.on_page("means").is_some() {
        ask_quotient(sheet, draft);
        show_prices(sheet, draft);
    }
    for problem in problems(ctx, draft) {
        sheet.report(problem);
    }
}

fn ask_quotient(sheet: &mut Sheet<'_>, draft: &RegistrationDraft) {
    let ctx = sheet.ctx();
    let mut typed = draft.means.how == Some(How::Typed);
    if draft.means.how == Some(How::Ask)
        && let Some(person) = person(draft)
    {
        let mut params = Answers::from(person);
        if let Some((year, month)) = reference_month(ctx) {
            params = params.with("year", year).with("month", month);
        }
        let label = text! { fr: "Votre quotient familial", en: "Your family quotient" };
        let name = "family-quotient";
        typed = sheet.ask_source::<FamilyQuotient>(path::ASKED, name, label, params).has_failed();
    }
    if !typed {
        return;
    }
    let limits = guichet_sdk::Limits { min: Some(0), max: Some(100_000), ..Default::default() };
    let label =
        ctx.say(text! { fr: "Quotient familial (€ par mois)", en: "Family quotient (€ a month)" });
    let hint = ctx.say(text! {
        fr: "Sur votre attestation de la CAF ou de la MSA", en: "On the certificate of your CAF or MSA"
    });
    let quotient = Field::new(path::QUOTIENT, label, Kind::Integer(limits.number()));
    sheet.field(quotient.with_hint(hint).required(true).live());
    let label = ctx.say(
        text! { fr: "Attestation de quotient familial", en: "Certificate of family quotient" },
    );
    let hint = ctx.say(text! {
        fr: "De moins de trois mois. Une photo suffit.", en: "Less than three months old. A photo will do."
    });
    let proof = Field::new(path::PROOF, label, Kind::Files(limits.files()));
    sheet.field(proof.with_hint(hint).required(true));
}

fn show_prices(sheet: &mut Sheet<'_>, draft: &RegistrationDraft) {
    let (ctx, how) = (sheet.ctx(), draft.means.how);
    let quotient = quotient(sheet.answers(), how);
    if how.is_none() || (how != Some(How::Unsaid) && quotient.is_none()) {
        return;
    }
    let own = draft.children.iter().any(|pupil| pupil.own_meal == Some(true));
    let day = draft.first_day.unwrap_or(ctx.today());
    for item in fees::Item::ALL {
        if let Some(price) = fees::price(ctx, item, quotient, day)
            && (item != fees::Item::OwnLunch || own)
        {
            sheet.figure_because(item.label(), price.due, price.in_words());
        }
    }
}

/// What the person can put right; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &RegistrationDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, pupil) in draft.children.iter().enumerate() {
        let item =
            if pupil.own_meal == Some(true) { fees::Item::OwnLunch } else { fees::Item::Lunch };
        if !fees::is_in_force(item, ctx.today()) {
            problems.push(ctx.problem(
                format!("children[{index}].menu"),
                text! {
                    fr: "La commune n’a pas voté de tarif pour ce repas : contactez-la.",
                    en: "The town voted no price for this meal: please contact it."
                },
            ));
        }
        let none = pupil.lunch.is_empty() && pupil.morning.is_empty() && pupil.evening.is_empty();
        if pupil.rhythm == Some(Rhythm::Weekly) && none {
            problems.push(ctx.problem(
                format!("children[{index}].lunch"),
                text! {
                    fr: "Choisissez au moins un jour, ou « De temps en temps ».",
                    en: "Choose one day at least, or “Now and then”."
                },
            ));
        }
    }
    if let Some(from) = draft.first_day
        && !calendar::is_open(ctx, from)
    {
        problems.push(ctx.problem(
            "first-day",
            text! {
                fr: "Il n’y a pas d’école ce jour-là.", en: "There is no school on that day."
            },
        ));
    }
    problems
}
