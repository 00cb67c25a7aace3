//! What is asked: the child, the parents, the days of care, the nurseries in order, and what the
//! hourly fee is computed from.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;
use guichet_sdk::sources::{NurseryBasis, Person};

use crate::fee;
use crate::points::{History, Scale};
use crate::stay::{self, Day, Nursery, Stay};

/// A request for a place.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// Who applies.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group)]
    pub applicant: Applicant,
    /// By which towns mostly rank.
    #[field(label(fr = "Habitez-vous la commune ?", en = "Do you live in the town?"), live)]
    pub in_town: InTown,
    /// The child.
    #[page("child", fr = "L’enfant", en = "The child")]
    #[field(group)]
    pub child: Child,
    /// Until the place.
    #[field(
        label(
            fr = "Garde actuelle ou prévue sans place",
            en = "Care at present, or without a place"
        ),
        live
    )]
    pub care: Care,
    /// Who has parental authority.
    #[page("household", fr = "Le foyer", en = "The household")]
    #[field(
        label(fr = "Parents qui vivent avec l’enfant", en = "Parents who live with the child"),
        note(
            fr = "Un seul parent si vous élevez seul votre enfant.",
            en = "One parent only if you bring up your child alone."
        ),
        repeat(min = 1, max = 2)
    )]
    pub parents: Vec<Parent>,
    /// The rest of it.
    #[field(group)]
    pub household: Household,
    /// When.
    #[page("care", fr = "L’accueil", en = "Care")]
    #[field(group)]
    pub wanted: Wanted,
    /// Where.
    #[page("nurseries", fr = "Les crèches", en = "Nurseries")]
    #[field(group)]
    pub wishes: Wishes,
    /// What the fee is computed from.
    #[page("means", fr = "Votre tarif", en = "Your fee")]
    #[field(group)]
    pub means: MeansGiven,
    /// What cannot be checked.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et signalerai tout changement",
            en = "I certify that this information is correct and shall report any change"
        ),
        required
    )]
    pub certified: bool,
}

/// Whether somebody lives in the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum InTown {
    /// They do.
    #[choice(fr = "Oui", en = "Yes")]
    Yes,
    /// They do not.
    #[choice(fr = "Non", en = "No")]
    No,
}

/// The child.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Child {
    /// Or expected.
    #[field(label(fr = "L’enfant est-il né ?", en = "Is the child born?"), live)]
    pub born: Born,
    /// Given names.
    #[field(
        label(fr = "Prénoms de l’enfant", en = "Child’s given names"),
        max_length = 120, show_if = draft.born == Some(Born::Yes), required
    )]
    pub given_names: Option<String>,
    /// Family name.
    #[field(
        label(fr = "Nom de l’enfant", en = "Child’s family name"),
        max_length = 120, show_if = draft.born == Some(Born::Yes), required
    )]
    pub family_name: Option<String>,
    /// Day of birth.
    #[field(
        label(fr = "Date de naissance de l’enfant", en = "Child’s date of birth"),
        latest = ctx.today(), show_if = draft.born == Some(Born::Yes), required, live
    )]
    pub birth_date: Option<Date>,
    /// Until then.
    #[field(
        label(fr = "Date prévue de la naissance", en = "Expected day of birth"),
        show_if = draft.born == Some(Born::No), required, live
    )]
    pub expected: Option<Date>,
    /// Twins or more.
    #[field(label(fr = "Naissance multiple", en = "Twins or more"), live)]
    pub multiple: bool,
    /// By adoption.
    #[field(label(fr = "Enfant adopté", en = "Adopted child"), live)]
    pub adopted: bool,
    /// Recognised by the MDPH.
    #[field(
        label(fr = "Enfant en situation de handicap", en = "Child with a disability"),
        hint(
            fr = "Reconnu par la MDPH ; aucun diagnostic n’est demandé",
            en = "Recognised by the MDPH; no diagnosis is asked for"
        ),
        live
    )]
    pub disability: bool,
    /// Of it.
    #[field(
        label(fr = "Notification de la MDPH pour l’enfant", en = "Notice of the MDPH for the child"),
        show_if = draft.disability == Some(true)
    )]
    pub disability_proof: Vec<Attachment>,
}

/// Whether a child is born.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Born {
    /// It is.
    #[choice(fr = "Oui", en = "Yes")]
    Yes,
    /// It is expected.
    #[choice(fr = "Pas encore", en = "Not yet")]
    No,
}

/// How a child is cared for without a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Care {
    /// Not, or not as the family needs it.
    #[choice(fr = "Aucune, ou une garde qui ne convient pas", en = "None, or none that suits")]
    None,
    /// By a parent on leave.
    #[choice(fr = "Congé parental", en = "Parental leave")]
    ParentalLeave,
    /// By others, lastingly.
    #[choice(
        fr = "Une garde durable",
        en = "Lasting care",
        hint(
            fr = "Assistante maternelle, famille, autre crèche",
            en = "Childminder, family, another nursery"
        )
    )]
    Stable,
}

/// A parent.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Parent {
    /// Names.
    #[field(
        label(fr = "Nom et prénoms du parent", en = "Parent’s names"),
        min_length = 1,
        max_length = 120
    )]
    pub name: String,
    /// Whether of age.
    #[field(label(fr = "Date de naissance du parent", en = "Parent’s date of birth"), latest = ctx.today(), live)]
    pub birth_date: Date,
    /// What they do.
    #[field(label(fr = "Activité du parent", en = "Parent’s occupation"), live)]
    pub activity: Activity,
    /// Of it.
    #[field(
        label(fr = "Justificatif d’activité du parent", en = "Proof of the parent’s occupation"),
        hint(fr = "Attestation d’emploi, de stage, d’études ou d’inscription à France Travail", en = "Certificate of employment, training, studies or registration as a job-seeker"),
        show_if = draft.activity.is_some_and(|activity| activity != Activity::Inactive)
    )]
    pub proof: Vec<Attachment>,
}

/// What a parent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Activity {
    /// Work, studies or training: scales count them alike.
    #[choice(fr = "Travail, études ou formation", en = "Work, studies or training")]
    Working,
    /// Looking for work.
    #[choice(fr = "Recherche d’emploi", en = "Looking for work")]
    Seeking,
    /// Neither.
    #[choice(fr = "Sans activité ou en congé parental", en = "Not working, or on parental leave")]
    Inactive,
}

/// The rest of the household.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Household {
    /// At one of the town's nurseries, or at home.
    #[field(
        label(
            fr = "L’enfant a des frères ou sœurs au foyer",
            en = "The child has brothers or sisters at home"
        ),
        live
    )]
    pub siblings: bool,
    /// Of another member.
    #[field(
        label(
            fr = "Un parent, un frère ou une sœur est en situation de handicap",
            en = "A parent, brother or sister has a disability"
        ),
        live
    )]
    pub disability: bool,
    /// Of it.
    #[field(
        label(fr = "Notification de la MDPH pour ce membre du foyer", en = "Notice of the MDPH for that member"),
        show_if = draft.disability == Some(true)
    )]
    pub disability_proof: Vec<Attachment>,
    /// By PMI or social services: an expert's assessment adds points.
    #[field(
        label(
            fr = "Nous sommes suivis par la PMI ou un service social",
            en = "The PMI or a social service follows us"
        ),
        hint(
            fr = "Vous n’avez rien à raconter : le service peut nous écrire",
            en = "You need not tell why: the service may write to us"
        )
    )]
    pub follow_up: bool,
    /// Of an association’s nursery.
    #[field(
        label(fr = "Départ d’une crèche associative, si vous y aviez une place", en = "When you left an association’s nursery, if you had a place there"),
        latest = ctx.today(),
        live
    )]
    pub former_member_until: Option<Date>,
    /// Earlier.
    #[field(
        label(
            fr = "Un aîné n’a pas obtenu de place en crèche",
            en = "An elder child was given no place"
        ),
        live
    )]
    pub elder_without_place: bool,
    /// Earlier, for this child.
    #[field(
        label(
            fr = "Demandes précédentes sans place, pour cet enfant",
            en = "Earlier requests without a place, for this child"
        ),
        min = 0,
        max = 20,
        live
    )]
    pub unsuccessful: Option<i64>,
}

/// When care is wanted.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Wanted {
    /// The first day.
    #[field(label(fr = "Date d’entrée souhaitée", en = "Day of entry wanted"), live)]
    pub entry: Date,
    /// Of the week.
    #[field(label(fr = "Jours d’accueil", en = "Days of care"), required, live)]
    pub days: Vec<Day>,
    /// Hours of Monday.
    #[field(group, show_if = draft.days.contains(&Day::Monday))]
    pub monday: Option<Hours>,
    /// Hours of Tuesday.
    #[field(group, show_if = draft.days.contains(&Day::Tuesday))]
    pub tuesday: Option<Hours>,
    /// Hours of Wednesday.
    #[field(group, show_if = draft.days.contains(&Day::Wednesday))]
    pub wednesday: Option<Hours>,
    /// Hours of Thursday.
    #[field(group, show_if = draft.days.contains(&Day::Thursday))]
    pub thursday: Option<Hours>,
    /// Hours of Friday.
    #[field(group, show_if = draft.days.contains(&Day::Friday))]
    pub friday: Option<Hours>,
}

/// Hours of one day.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Hours {
    /// Arrival.
    #[field(label(fr = "Arrivée", en = "Arrival"), live)]
    pub from: Time,
    /// Departure.
    #[field(label(fr = "Départ", en = "Departure"), live)]
    pub until: Time,
}

/// Nurseries, the most wanted first.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Wishes {
    /// The most wanted.
    #[field(label(fr = "Premier choix", en = "First choice"), options = Nursery::options(), live)]
    pub first: String,
    /// If not.
    #[field(label(fr = "Deuxième choix", en = "Second choice"), options = Nursery::options(), live)]
    pub second: Option<String>,
    /// If not either.
    #[field(label(fr = "Troisième choix", en = "Third choice"), options = Nursery::options(), live)]
    pub third: Option<String>,
}

/// What the hourly fee is computed from.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct MeansGiven {
    /// Nobody has to say what they have.
    #[field(
        label(fr = "Comment connaître vos ressources ?", en = "How may we know your resources?"),
        live
    )]
    pub how: How,
    /// Of the recipient of CAF or MSA.
    #[field(group, show_if = draft.how == Some(How::Caf))]
    pub recipient: Option<Recipient>,
    /// Of the household, before deductions.
    #[field(
        label(fr = "Ressources annuelles du foyer", en = "Yearly resources of the household"),
        hint(fr = "Sur votre avis d’imposition, avant abattements", en = "On your tax notice, before deductions"),
        min = 0,
        max = 1_000_000_000,
        show_if = draft.how == Some(How::ByHand),
        required,
        live
    )]
    pub resources: Option<Cents>,
    /// This one among them once born.
    #[field(
        label(fr = "Enfants à charge", en = "Dependent children"),
        min = 1,
        max = 20,
        show_if = draft.how.is_some_and(|how| how != How::Caf),
        required,
        live
    )]
    pub children: Option<i64>,
    /// Of them.
    #[field(
        label(fr = "Enfants pour lesquels vous recevez l’AEEH", en = "Children for whom you receive the AEEH allowance"),
        min = 0,
        max = 20,
        show_if = draft.how.is_some_and(|how| how != How::Caf),
        live
    )]
    pub disabled: Option<i64>,
}

/// Where resources are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum How {
    /// Asked of the State's service, with consent.
    #[choice(
        fr = "Demandez-les à la Caf ou à la MSA",
        en = "Ask CAF or MSA",
        hint(
            fr = "Avec votre accord, sans document à fournir",
            en = "With your consent, and no document to supply"
        )
    )]
    Caf,
    /// Typed.
    #[choice(fr = "Je les indique moi-même", en = "I give them myself")]
    ByHand,
    /// At the highest fee.
    #[choice(
        fr = "Je ne les indique pas",
        en = "I do not give them",
        hint(fr = "Le tarif le plus haut s’applique", en = "The highest fee applies")
    )]
    NotGiven,
}

/// Somebody whom CAF or MSA knows.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Recipient {
    /// In the civil status.
    #[field(label(fr = "Votre date de naissance", en = "Your date of birth"), latest = ctx.today(), live)]
    pub birth_date: Date,
    /// In the civil status.
    #[field(label(fr = "Votre sexe à l’état civil", en = "Your sex in the civil status"), live)]
    pub sex: Sex,
    /// INSEE code.
    #[field(
        label(
            fr = "Code Insee de votre commune ou pays de naissance",
            en = "INSEE code of your town or country of birth"
        ),
        hint(
            fr = "Du 6e au 10e caractère de votre numéro de sécurité sociale",
            en = "Characters 6 to 10 of your social security number"
        ),
        min_length = 5,
        max_length = 5,
        live
    )]
    pub birth_place: String,
}

/// As in the civil status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Sex {
    /// Female.
    #[choice(key = "F", fr = "Féminin", en = "Female")]
    F,
    /// Male.
    #[choice(key = "M", fr = "Masculin", en = "Male")]
    M,
}

impl ApplicationDraft {
    /// When the child was born, or is expected.
    pub(crate) fn birth(&self) -> Option<Date> {
        self.child.birth_date.or(self.child.expected)
    }

    /// Hours of each day of care, in order.
    fn hours(&self) -> [(&'static str, &HoursDraft, Day); 5] {
        let week = &self.wanted;
        [
            ("wanted.monday", &week.monday, Day::Monday),
            ("wanted.tuesday", &week.tuesday, Day::Tuesday),
            ("wanted.wednesday", &week.wednesday, Day::Wednesday),
            ("wanted.thursday", &week.thursday, Day::Thursday),
            ("wanted.friday", &week.friday, Day::Friday),
        ]
    }

    /// Minutes of care in a week, once each day has its hours.
    pub(crate) fn weekly_minutes(&self) -> Option<i64> {
        let days = &self.wanted.days;
        let wanted = self.hours().into_iter().filter(|(.., day)| days.contains(day));
        let minutes = wanted.map(|(_, hours, _)| minutes(hours)).collect::<Option<Vec<i64>>>()?;
        (!minutes.is_empty()).then(|| minutes.iter().sum())
    }

    /// Nurseries, the most wanted first, each once.
    pub(crate) fn nurseries(&self) -> Vec<String> {
        let wishes = [&self.wishes.first, &self.wishes.second, &self.wishes.third];
        let mut nurseries: Vec<String> = Vec::new();
        for wish in wishes.into_iter().flatten() {
            if !nurseries.contains(wish) {
                nurseries.push(wish.clone());
            }
        }
        nurseries
    }
}

fn minutes(hours: &HoursDraft) -> Option<i64> {
    let at = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    Some(at(hours.until?) - at(hours.from?))
}

/// `42 h 30`.
pub(crate) fn in_hours(minutes: i64) -> String {
    match minutes % 60 {
        0 => format!("{} h", minutes / 60),
        rest => format!("{} h {rest:02}", minutes / 60),
    }
}

/// What the struct cannot say. Limits of days are those of the day on which the request came in.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ApplicationDraft, received: Date) {
    let then = Context { today: received.into(), ..sheet.ctx().clone() };
    sheet.online("applicant.email");
    for (at, _, day) in draft.hours() {
        let day = day.label(&then.lang);
        for part in ["from", "until"] {
            // Agents read the answers of all days one below the other.
            if let Some(field) = sheet.edit(&format!("{at}.{part}")) {
                field.label = format!("{day} – {}", field.label);
            }
        }
    }
    stay_figures(sheet, draft);
    points_figure(sheet, draft, received);
    fee_figures(sheet, draft);
    for problem in problems(&then, draft) {
        sheet.report(problem);
    }
}

fn stay_figures(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let lang = sheet.ctx().lang.clone();
    let stay =
        draft.birth().zip(draft.wanted.entry).and_then(|(birth, entry)| Stay::of(birth, entry));
    let Some(page) = sheet.on_page("care") else { return };
    if let Some(group) = stay.as_ref().and_then(Stay::group) {
        page.figure(
            text! { fr: "Groupe d’âge à l’entrée", en: "Age group on entry" },
            group.name.pick(&lang).to_owned(),
        );
    }
    if let Some(minutes) = draft.weekly_minutes().filter(|minutes| *minutes > 0) {
        page.figure(text! { fr: "Heures par semaine", en: "Hours a week" }, in_hours(minutes));
    }
}

fn points_figure(sheet: &mut Sheet<'_>, draft: &ApplicationDraft, received: Date) {
    let lang = sheet.ctx().lang.clone();
    let scale = Scale::of(draft, draft.birth(), received, &History::default());
    let Some(page) = sheet.on_page("nurseries").filter(|_| !scale.0.is_empty()) else { return };
    let names =
        |lang: &str| scale.0.iter().map(|each| each.name.pick(lang)).collect::<Vec<_>>().join(", ");
    let names = names(&lang);
    page.figure_because(
        text! { fr: "Points de votre demande", en: "Points of your request" },
        scale.total(),
        text! {
            fr: "Selon le barème de la commune, une fois justifiés : {names}.",
            en: "By the town’s scale, once proven: {names}."
        },
    );
}

fn fee_figures(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let ctx = sheet.ctx();
    if sheet.on_page("means").is_none() {
        return;
    }
    if let (Some(How::Caf), Some(person)) = (draft.means.how, draft.recipient()) {
        let label = text! { fr: "Vos ressources, auprès de la Caf ou de la MSA", en: "Your resources, from CAF or MSA" };
        sheet.ask_source::<NurseryBasis>(fee::BASIS, "nursery-basis", label, person);
        if sheet.answers().sourced::<NurseryBasis>(fee::BASIS).has_failed() {
            sheet.problem("means.how", text! {
                fr: "Vos ressources n’ont pas pu être obtenues ainsi : indiquez-les vous-même, ou ne les indiquez pas.",
                en: "Your resources could not be had in this way: give them yourself, or do not give them."
            });
        }
    }
    let Some(fee) = fee::of(ctx, draft, sheet.answers(), ctx.today()) else { return };
    let words = fee.in_words();
    sheet.figure_because(text! { fr: "Tarif horaire", en: "Hourly fee" }, fee.hourly, words);
    let week = draft.weekly_minutes().filter(|minutes| *minutes > 0);
    if let Some((minutes, cents)) = week.and_then(|it| Some((it, fee.for_minutes(it)?))) {
        let hours = in_hours(minutes);
        sheet.figure_because(
            text! { fr: "Pour une semaine", en: "For a week" },
            cents,
            text! { fr: "{hours} au tarif horaire.", en: "{hours} at the hourly fee." },
        );
    }
}

impl ApplicationDraft {
    /// Whom CAF or MSA is asked about, once enough is known.
    fn recipient(&self) -> Option<Person> {
        let (applicant, recipient) = (&self.applicant, &self.means.recipient);
        Some(Person {
            family_name: applicant.family_name.clone()?,
            given_names: applicant.given_names.clone()?,
            sex: recipient.sex?.key().to_owned(),
            birth_date: recipient.birth_date?,
            birth_place: Some(recipient.birth_place.clone()?),
        })
    }
}

/// What the person can put right, on the day on which they ask; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(expected(ctx, draft));
    problems.extend(entry(ctx, draft));
    problems.extend(
        draft.hours().into_iter().filter_map(|(at, hours, _)| hours_of(ctx, draft, at, hours)),
    );
    problems.extend(wishes(ctx, draft));
    if let (Some(children), Some(disabled)) = (draft.means.children, draft.means.disabled)
        && disabled > children
    {
        problems.push(ctx.problem(
            "means.disabled",
            text! {
                fr: "Pas plus que d’enfants à charge.", en: "Not more than dependent children."
            },
        ));
    }
    problems
}

fn expected(ctx: &Context, draft: &ApplicationDraft) -> Option<Problem> {
    let expected = draft.child.expected?;
    let message = if expected < ctx.today() {
        text! {
            fr: "Cette date est passée : dites que l’enfant est né.",
            en: "That day is past: say that the child is born."
        }
    } else if expected > civil::plus_months(ctx.today(), 9) {
        text! {
            fr: "Une naissance est prévue dans les neuf mois.",
            en: "A birth is expected within nine months."
        }
    } else {
        return None;
    };
    Some(ctx.problem("child.expected", message))
}

fn entry(ctx: &Context, draft: &ApplicationDraft) -> Option<Problem> {
    let (entry, birth) = (draft.wanted.entry?, draft.birth());
    let message = if entry < ctx.today() {
        text! { fr: "Choisissez une date à venir.", en: "Choose a day to come." }
    } else if birth.and_then(stay::school_begins).is_some_and(|school| school <= entry) {
        text! {
            fr: "À cette date, l’enfant va à l’école : l’instruction est obligatoire à la rentrée de l’année des trois ans (code de l’éducation L131-1).",
            en: "By that day the child goes to school: instruction is compulsory from the autumn of the year of the third birthday (code de l’éducation L131-1)."
        }
    } else if birth.is_some_and(|birth| Stay::of(birth, entry).is_none()) {
        text! {
            fr: "Aucune crèche n’accueille un enfant de cet âge à cette date : choisissez une date plus tardive.",
            en: "No nursery takes a child of that age on that day: choose a later one."
        }
    } else {
        return None;
    };
    Some(ctx.problem("wanted.entry", message))
}

/// Within the opening hours of the first choice.
fn hours_of(
    ctx: &Context,
    draft: &ApplicationDraft,
    at: &str,
    hours: &HoursDraft,
) -> Option<Problem> {
    let (from, until) = (hours.from?, hours.until?);
    if until <= from {
        return Some(ctx.problem(
            format!("{at}.until"),
            text! {
                fr: "Le départ vient après l’arrivée.", en: "Departure comes after arrival."
            },
        ));
    }
    let (opens, closes) = Nursery::find(draft.wishes.first.as_ref()?)?.hours()?;
    let part = if from < opens {
        "from"
    } else if until > closes {
        "until"
    } else {
        return None;
    };
    let (opens, closes) = (in_clock(opens), in_clock(closes));
    Some(ctx.problem(
        format!("{at}.{part}"),
        text! {
            fr: "Votre premier choix est ouvert de {opens} à {closes}.",
            en: "Your first choice is open from {opens} to {closes}."
        },
    ))
}

/// `7 h 30`.
fn in_clock(time: Time) -> String {
    in_hours(i64::from(time.hour()) * 60 + i64::from(time.minute()))
}

fn wishes(ctx: &Context, draft: &ApplicationDraft) -> Option<Problem> {
    let WishesDraft { first, second, third } = &draft.wishes;
    let again = |path: &str| {
        ctx.problem(path, text! { fr: "Vous avez déjà choisi cette crèche.", en: "You chose this nursery already." })
    };
    if second.is_some() && second == first {
        Some(again("wishes.second"))
    } else if third.is_some() && (third == first || third == second) {
        Some(again("wishes.third"))
    } else {
        None
    }
}
