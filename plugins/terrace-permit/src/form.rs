//! What the applicant fills in, and what the form works out meanwhile.
//!
//! Answers are data here; whether a terrace respects the rules is asked in `rules`.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;
use guichet_sdk::sources::Company;

use crate::fee::Fee;
use crate::rules;
use crate::settings::Settings;

/// The application.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Application {
    #[page("applicant", fr = "Vous", en = "You")]
    #[field(group)]
    pub(crate) applicant: Applicant,
    #[page("shop", fr = "Votre commerce", en = "Your shop")]
    #[field(group)]
    pub(crate) shop: Shop,
    #[page("terrace", fr = "La terrasse", en = "The terrace")]
    #[field(group)]
    pub(crate) terrace: Terrace,
    #[page("period", fr = "La période et la redevance", en = "The period and the fee")]
    #[field(group)]
    pub(crate) period: Period,
    #[page("documents", fr = "Pièces jointes", en = "Documents")]
    #[field(group)]
    pub(crate) documents: Documents,
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et que j’exploite moi-même ce commerce",
            en = "I certify that this information is correct and that I run this shop myself"
        ),
        note(
            fr = "L’autorisation est personnelle, temporaire et révocable. Vous ne pouvez ni la céder ni la louer ; elle prend fin si l’exploitant change (CGPPP L2122-2 et L2122-3).",
            en = "The permit is personal, temporary and revocable. You may neither transfer nor rent it out; it ends when the operator changes (CGPPP L2122-2 and L2122-3)."
        ),
        required
    )]
    pub(crate) certified: bool,
}

/// The shop in front of which the terrace stands.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Shop {
    #[field(
        label(fr = "Numéro SIRET de l’établissement", en = "SIRET number of the establishment"),
        hint(fr = "14 chiffres", en = "14 digits"),
        kind = siret,
        live
    )]
    pub(crate) siret: String,
    #[field(
        label(fr = "Enseigne", en = "Trade name"),
        max_length = 120,
        autofill = "organization"
    )]
    pub(crate) name: String,
    #[field(label(fr = "Licence", en = "Licence"))]
    pub(crate) licence: Licence,
    #[field(label(fr = "Adresse du commerce", en = "Address of the shop"))]
    pub(crate) address: Address,
}

/// What the shop may serve.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Licence {
    #[choice(fr = "Aucune : pas de vente d’alcool", en = "None: no alcohol is sold")]
    None,
    #[choice(fr = "Petite licence restaurant", en = "Small restaurant licence")]
    SmallRestaurant,
    #[choice(fr = "Licence restaurant", en = "Restaurant licence")]
    Restaurant,
    #[choice(fr = "Licence à emporter", en = "Take-away licence")]
    TakeAway,
    #[choice(key = "iii", fr = "Licence III", en = "Licence III")]
    Third,
    #[choice(key = "iv", fr = "Licence IV", en = "Licence IV")]
    Fourth,
}

/// The terrace: where, what, how large.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Terrace {
    #[field(label(fr = "Zone", en = "Zone"), options = reference::options(ctx, ZONES), live)]
    pub(crate) zone: String,
    #[field(label(fr = "Type d’occupation", en = "Kind of occupation"), live)]
    pub(crate) kind: TerraceKind,
    #[field(
        label(fr = "Longueur (m)", en = "Length (m)"),
        hint(
            fr = "Le long de la façade, au centimètre",
            en = "Along the façade, to the centimetre"
        ),
        live
    )]
    pub(crate) length: Decimal,
    #[field(
        label(fr = "Profondeur (m)", en = "Depth (m)"),
        hint(fr = "De la façade vers la rue", en = "From the façade towards the street"),
        live
    )]
    pub(crate) depth: Decimal,
    #[field(label(fr = "Largeur de la façade (m)", en = "Width of the façade (m)"), live)]
    pub(crate) facade: Decimal,
    #[field(
        label(fr = "Passage laissé aux piétons (m)", en = "Passage left to pedestrians (m)"),
        hint(
            fr = "Largeur libre de tout obstacle, une fois le mobilier en place",
            en = "Width free of any obstacle once the furniture stands"
        ),
        live
    )]
    pub(crate) passage: Decimal,
    #[field(
        label(fr = "L’installation est ancrée dans le sol", en = "It is anchored in the ground"),
        hint(
            fr = "Scellée, vissée, ou avec fondations",
            en = "Sealed, screwed down, or with foundations"
        ),
        live
    )]
    pub(crate) anchored: bool,
    #[field(
        label(
            fr = "Un chauffage ou une climatisation sera utilisé",
            en = "Heating or air conditioning will be used"
        ),
        hint(
            fr = "Interdit en extérieur ; permis seulement dans une terrasse fermée (CGPPP L2122-1-1 A)",
            en = "Forbidden outdoors; allowed only in a closed terrace (CGPPP L2122-1-1 A)"
        ),
        live
    )]
    pub(crate) heating: bool,
    #[field(label(fr = "Mobilier", en = "Furniture"), repeat(min = 0, max = 20))]
    pub(crate) furniture: Vec<Furniture>,
}

/// How public space is used.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum TerraceKind {
    #[choice(fr = "Terrasse ouverte", en = "Open terrace")]
    Open,
    #[choice(
        fr = "Terrasse semi-fermée",
        en = "Semi-closed terrace",
        hint(fr = "Écrans ou toiture, sans être close", en = "Screens or a roof, not shut")
    )]
    SemiClosed,
    #[choice(
        fr = "Terrasse fermée",
        en = "Closed terrace",
        hint(
            fr = "Couverte, étanche et close par des parois rigides",
            en = "Covered, airtight and shut by rigid walls"
        )
    )]
    Closed,
    #[choice(
        fr = "Contre-terrasse",
        en = "Counter-terrace",
        hint(
            fr = "Séparée de la façade par le passage des piétons",
            en = "Apart from the façade, beyond the passage of pedestrians"
        )
    )]
    CounterTerrace,
    #[choice(fr = "Étalage", en = "Display of goods")]
    Etalage,
    #[choice(fr = "Chevalet", en = "A-board")]
    Chevalet,
    #[choice(fr = "Jardinière", en = "Planter")]
    Planter,
}

/// Some pieces of furniture of one kind.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Furniture {
    #[field(label(fr = "Mobilier", en = "Piece"))]
    pub(crate) kind: FurnitureKind,
    #[field(label(fr = "Nombre", en = "How many"), min = 1, max = 500)]
    pub(crate) count: i64,
}

/// Kinds of furniture.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum FurnitureKind {
    #[choice(fr = "Tables", en = "Tables")]
    Table,
    #[choice(fr = "Chaises", en = "Chairs")]
    Chair,
    #[choice(fr = "Parasols", en = "Parasols")]
    Parasol,
    #[choice(fr = "Écrans", en = "Screens")]
    Screen,
    #[choice(fr = "Jardinières", en = "Planters")]
    Planter,
    #[choice(fr = "Présentoirs", en = "Stands")]
    Stand,
    #[choice(fr = "Porte-menus", en = "Menu boards")]
    Board,
    #[choice(fr = "Autre", en = "Other")]
    Other,
}

/// When.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Period {
    #[field(label(fr = "Durée", en = "Duration"), live)]
    pub(crate) term: Term,
    #[field(
        label(fr = "Premier jour", en = "First day"),
        latest = civil::plus_months(ctx.today(), 24),
        live
    )]
    pub(crate) from: Date,
    #[field(
        label(fr = "Dernier jour", en = "Last day"),
        show_if = draft.term == Some(Term::Season), required, live
    )]
    pub(crate) until: Option<Date>,
    #[field(label(fr = "Installation à partir de", en = "In place from"))]
    pub(crate) opens: Time,
    #[field(label(fr = "Rangement au plus tard à", en = "Cleared away by"))]
    pub(crate) closes: Time,
    #[field(
        label(
            fr = "C’est ma première terrasse à cette adresse",
            en = "It is my first terrace at this address"
        ),
        hint(fr = "La commune vérifie", en = "The town checks it"),
        show_if = Settings::of(ctx).first_year_discount > 0,
        live
    )]
    pub(crate) first_year: bool,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Term {
    #[choice(fr = "À l’année", en = "A whole year", hint(fr = "Douze mois", en = "Twelve months"))]
    Yearly,
    #[choice(
        fr = "Une saison",
        en = "A season",
        hint(fr = "De date à date", en = "From day to day")
    )]
    Season,
}

/// Files.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Documents {
    #[field(
        label(fr = "Attestation d’assurance", en = "Insurance certificate"),
        hint(fr = "Responsabilité civile, en cours de validité", en = "Civil liability, in force"),
        required
    )]
    pub(crate) insurance: Vec<Attachment>,
    #[field(
        label(fr = "Plan coté", en = "Plan with measures"),
        hint(
            fr = "Façade, terrasse, passage libre, obstacles. Un dessin lisible suffit",
            en = "Façade, terrace, clear passage, obstacles. A legible drawing is enough"
        ),
        required
    )]
    pub(crate) plan: Vec<Attachment>,
    #[field(label(fr = "Photos des lieux", en = "Photos of the place"), max_files = 5)]
    pub(crate) photos: Vec<Attachment>,
    #[field(
        label(fr = "Fiche technique du mobilier", en = "Data sheet of the furniture"),
        hint(fr = "Matériaux, dimensions, couleurs", en = "Materials, sizes, colours"),
        max_files = 3
    )]
    pub(crate) materials: Vec<Attachment>,
    #[field(
        label(fr = "Copie de la licence", en = "Copy of the licence"),
        hint(fr = "Si vous vendez de l’alcool", en = "If you sell alcohol")
    )]
    pub(crate) licence: Vec<Attachment>,
}

/// The town’s table of zones.
const ZONES: &str = "terrace-zones";

/// A zone of the town: a row of that table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zone {
    pub(crate) key: String,
    pub(crate) name: Text,
    /// Whether the historic-buildings architect is asked there.
    pub(crate) protected: bool,
}

impl Zone {
    pub(crate) fn find(key: &str) -> Option<Self> {
        reference::lookup(ZONES, key).and_then(Self::of)
    }

    fn of(row: reference::Row) -> Option<Self> {
        Some(Zone {
            name: row.name()?,
            protected: row.get("protected").unwrap_or(false),
            key: row.key,
        })
    }
}

/// The days of a permit, both in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Days {
    /// Those that a draft asks for, where it says enough. They may be in the wrong order.
    pub(crate) fn of(period: &PeriodDraft) -> Option<Self> {
        let first = period.from?;
        let last = match period.term? {
            Term::Yearly => civil::plus_days(civil::plus_months(first, 12), -1),
            Term::Season => period.until?,
        };
        Some(Days { first, last })
    }
}

/// Adds to the application form what its struct cannot say: notes, figures, and what stands
/// against a rule. `received` is the day from which lead times run.
pub(crate) fn complete_sheet(sheet: &mut Sheet<'_>, draft: &ApplicationDraft, received: Date) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    let settings = Settings::of(ctx);
    let fee = rules::fee(ctx, &settings, draft);
    if let (Some(siret), true) = (&draft.shop.siret, settings.look_up)
        && let Some(sheet) = sheet.on_page("shop")
    {
        look_up(sheet, siret);
    }
    if let Some(sheet) = sheet.on_page("terrace") {
        explain_terrace(sheet, draft, &settings, fee.as_ref().and_then(|fee| fee.as_ref().ok()));
    }
    if let Some(sheet) = sheet.on_page("period") {
        explain_period(sheet, &settings, fee.as_ref().and_then(|fee| fee.as_ref().ok()));
    }
    for problem in rules::check(ctx, &settings, draft, received) {
        sheet.report(problem);
    }
}

/// Where the establishment is asked about; nobody has to.
const COMPANY: &str = "company";

/// Offers to look the establishment up, in place of a Kbis.
fn look_up(sheet: &mut Sheet<'_>, siret: &str) {
    let ctx = sheet.ctx();
    let label = ctx.say(text! {
        fr: "Votre établissement au répertoire Sirene", en: "Your establishment in the Sirene register"
    });
    let asked = Kind::sourced(COMPANY, Answers::new().with("siret", siret.to_owned()));
    sheet.field(Field::new(COMPANY, label, asked).live());
    let company = company(sheet.answers());
    if let Some(company) = company.filter(|company| !company.active) {
        sheet.report(rules::closed(ctx, &company));
    }
}

/// What the register answered, if it was asked and did.
pub(crate) fn company(answers: &Answers) -> Option<Company> {
    answers.sourced::<Company>(COMPANY).answer().cloned()
}

fn explain_terrace(
    sheet: &mut Sheet<'_>,
    draft: &ApplicationDraft,
    settings: &Settings,
    fee: Option<&Fee>,
) {
    let minimum = settings.minimum_passage;
    sheet.note(text! {
        fr: "Laissez au moins {minimum} m aux piétons et ne dépassez pas votre façade.",
        en: "Leave at least {minimum} m to pedestrians and do not go beyond your façade.";
        minimum
    });
    if draft.terrace.anchored == Some(true) {
        sheet.note(text! {
            fr: "Une installation ancrée dans le sol relève d’une permission de voirie, et non d’un simple permis de stationnement : le service de la voirie donne son avis (code de la voirie routière L113-2).",
            en: "What is anchored in the ground needs a “permission de voirie”, not only a “permis de stationnement”: the roads service gives its opinion (code de la voirie routière L113-2)."
        });
    }
    let zone = draft.terrace.zone.as_deref().and_then(Zone::find);
    if zone.is_some_and(|zone| zone.protected) {
        sheet.note(text! {
            fr: "Cette zone est protégée : l’architecte des bâtiments de France est consulté.",
            en: "This zone is protected: the historic-buildings architect is consulted."
        });
    }
    if let Some(area) = rules::area(&draft.terrace) {
        let billed = settings.area_rounding.apply(area);
        let label = text! { fr: "Surface comptée (m²)", en: "Area counted (m²)" };
        match fee {
            Some(fee) => sheet.figure_because(label, billed, fee.area_in_words()),
            None => sheet.figure(label, billed),
        };
    }
}

fn explain_period(sheet: &mut Sheet<'_>, settings: &Settings, fee: Option<&Fee>) {
    let days = settings.lead_days;
    sheet.note(text! {
        fr: "Demandez au moins {days} jours avant le premier jour.",
        en: "Apply at least {days} days before the first day."
    });
    if let Some(fee) = fee {
        sheet.figure_because(text! { fr: "Redevance", en: "Fee" }, fee.due, fee.in_words());
    }
}
