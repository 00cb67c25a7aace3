//! What is asked of the resident: themselves, their home, their guests, the stay.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;

use crate::rules;

/// A request to have a certificate validated.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// Who puts the guests up.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group)]
    pub applicant: Applicant,
    /// As whom they live in France.
    #[field(label(fr = "Votre situation", en = "Your status"))]
    pub status: HostStatus,
    /// Where.
    #[page("home", fr = "Votre logement", en = "Your home")]
    #[field(group)]
    pub home: Home,
    /// By which means.
    #[field(group)]
    pub means: Means,
    /// Whom.
    #[page("guests", fr = "Les personnes accueillies", en = "Your guests")]
    #[field(label(fr = "Personnes accueillies", en = "Guests"), repeat(min = 1, max = 10))]
    pub guests: Vec<Guest>,
    /// Which the certificate names (CESEDA R313-6, 6°).
    #[field(
        label(
            fr = "Attestations d’accueil que vous avez déjà signées",
            en = "Certificates of accommodation that you signed before"
        ),
        hint(fr = "Pour qui, et quand", en = "For whom, and when"),
        kind = paragraph,
        max_length = 1000
    )]
    pub earlier: Option<String>,
    /// When.
    #[page("stay", fr = "Le séjour", en = "The stay")]
    #[field(group)]
    pub stay: Stay,
    /// What it costs.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "Numéro du timbre fiscal électronique",
            en = "Number of the electronic fiscal stamp"
        ),
        hint(
            fr = "16 chiffres, sur timbres.impots.gouv.fr",
            en = "16 digits, from timbres.impots.gouv.fr"
        ),
        min_length = 16,
        max_length = 19
    )]
    pub stamp: String,
    /// Only by consent.
    #[field(
        label(
            fr = "J’accepte que la commune vérifie mon logement sur place",
            en = "I consent to the town checking my home on site"
        ),
        hint(
            fr = "Personne n’entre sans votre accord écrit ; un refus vaut logement non conforme (CESEDA L313-4)",
            en = "Nobody enters without your written consent; to refuse counts as a home that does not comply (CESEDA L313-4)"
        )
    )]
    pub visit: bool,
    /// The duty that goes with it.
    #[field(
        label(
            fr = "Je m’engage à héberger ces personnes et à prendre en charge leurs frais de séjour si elles n’y parviennent pas",
            en = "I undertake to put these people up and to bear the costs of their stay should they be unable to"
        ),
        required
    )]
    pub undertaken: bool,
}

/// As whom somebody lives in France.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum HostStatus {
    /// French.
    #[choice(fr = "De nationalité française", en = "French national")]
    French,
    /// Citizen of the European Union, the EEA or Switzerland.
    #[choice(
        fr = "Citoyen de l’Union européenne, de l’EEE ou de la Suisse",
        en = "Citizen of the European Union, the EEA or Switzerland"
    )]
    European,
    /// With a residence permit.
    #[choice(fr = "Titulaire d’un titre de séjour", en = "Holder of a residence permit")]
    Permit,
}

/// Where guests are put up.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Home {
    /// By which right.
    #[field(label(fr = "Vous y êtes", en = "You live there as"))]
    pub tenure: Tenure,
    /// Living area.
    #[field(
        label(fr = "Surface habitable (m²)", en = "Living area (m²)"),
        min = 1,
        max = 2_000,
        live
    )]
    pub area: i64,
    /// Rooms to live in.
    #[field(label(fr = "Nombre de pièces", en = "Number of rooms"), min = 1, max = 50)]
    pub rooms: i64,
    /// Who lives there already.
    #[field(
        label(
            fr = "Nombre de personnes qui y vivent déjà, vous compris",
            en = "People who live there already, you included"
        ),
        min = 1,
        max = 30,
        live
    )]
    pub occupants: i64,
    /// The law lets it be asked for here.
    #[field(
        label(fr = "Justificatif de domicile", en = "Proof of address"),
        hint(
            fr = "Titre de propriété, bail ou facture récente. Une photo suffit.",
            en = "Title deed, lease or a recent bill. A photo will do."
        ),
        required
    )]
    pub proof: Vec<Attachment>,
}

/// By which right somebody lives somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Tenure {
    /// It is theirs.
    #[choice(fr = "Propriétaire", en = "Owner")]
    Owner,
    /// They rent it.
    #[choice(fr = "Locataire", en = "Tenant")]
    Tenant,
    /// Neither.
    #[choice(fr = "Occupant à titre gratuit", en = "Occupant free of charge")]
    Free,
}

/// What somebody lives on.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Means {
    /// Of the household.
    #[field(
        label(fr = "Ressources mensuelles de votre foyer", en = "Monthly means of your household"),
        min = 0,
        max = 100_000_000
    )]
    pub monthly: Cents,
    /// What proves them.
    #[field(
        label(fr = "Justificatif de ressources", en = "Proof of means"),
        hint(
            fr = "Trois bulletins de salaire ou avis d’imposition",
            en = "Three pay slips or a tax notice"
        ),
        max_files = 3,
        required
    )]
    pub proof: Vec<Attachment>,
}

/// Somebody who comes.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Guest {
    /// As in the passport.
    #[field(
        label(fr = "Nom de la personne accueillie", en = "Guest’s family name"),
        min_length = 1,
        max_length = 120
    )]
    pub family_name: String,
    /// As in the passport.
    #[field(
        label(fr = "Prénoms de la personne accueillie", en = "Guest’s given names"),
        min_length = 1,
        max_length = 120
    )]
    pub given_names: String,
    /// Day of birth.
    #[field(label(fr = "Date de naissance", en = "Date of birth"), latest = ctx.today(), live)]
    pub birth_date: Date,
    /// Place of birth.
    #[field(label(fr = "Lieu de naissance", en = "Place of birth"), max_length = 120)]
    pub birth_place: String,
    /// Nationality.
    #[field(label(fr = "Nationalité", en = "Nationality"), max_length = 80)]
    pub nationality: String,
    /// Passport.
    #[field(
        label(fr = "Numéro de passeport", en = "Passport number"),
        min_length = 4,
        max_length = 30
    )]
    pub passport: String,
    /// Where they live.
    #[field(label(fr = "Adresse à l’étranger", en = "Address abroad"), kind = paragraph, max_length = 300)]
    pub home: String,
    /// What they are to the host.
    #[field(
        label(fr = "Lien avec vous", en = "Relation to you"),
        hint(fr = "Parent, ami…", en = "Parent, friend…"),
        max_length = 120
    )]
    pub link: String,
    /// Of a minor who comes alone.
    #[field(
        label(fr = "Voyage sans ses parents", en = "Travels without their parents"),
        show_if = draft.birth_date.is_some_and(|born| civil::age_on(born, ctx.today()) < 18),
        live
    )]
    pub alone: bool,
    /// What says for how long and to whom.
    #[field(
        label(fr = "Lettre des parents", en = "Letter of the parents"),
        hint(fr = "Objet et durée du séjour, personne à qui l’enfant est confié", en = "Purpose and length of the stay, and who takes care of the child"),
        show_if = draft.alone == Some(true),
        required
    )]
    pub parental_letter: Vec<Attachment>,
}

/// When they come.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Stay {
    /// First day.
    #[field(label(fr = "Date d’arrivée", en = "Day of arrival"), live)]
    pub from: Date,
    /// Last day.
    #[field(label(fr = "Date de départ", en = "Day of departure"), live)]
    pub until: Date,
    /// Who insures the guests.
    #[field(label(
        fr = "L’assurance médicale est prise par",
        en = "The medical insurance is taken out by"
    ))]
    pub insurance: Insurance,
}

/// Who insures the guests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Insurance {
    /// The host.
    #[choice(fr = "moi", en = "me")]
    Host,
    /// The guest.
    #[choice(fr = "la personne accueillie", en = "the guest")]
    Guest,
}

/// What the struct cannot say.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    if let Some(sheet) = sheet.on_page("stay") {
        let (days, cover) = (rules::longest(ctx), rules::insurance(ctx));
        sheet.note(text! {
            fr: "Le séjour dure {days} jours au plus. L’assurance couvre au moins {cover} de soins.",
            en: "The stay lasts {days} days at most. The insurance covers at least {cover} of care.";
            cover
        });
        if let (Some(from), Some(until)) = (draft.stay.from, draft.stay.until)
            && from <= until
        {
            sheet.figure(
                text! { fr: "Durée du séjour (jours)", en: "Length of the stay (days)" },
                rules::length(from, until),
            );
        }
    }
    if let Some(sheet) = sheet.on_page("end") {
        let price = rules::stamp_price(ctx);
        sheet.note(text! {
            fr: "La demande est soumise à un timbre de {price}, même si elle est refusée. Vous viendrez en personne avec votre pièce d’identité et les originaux utiles.",
            en: "The request takes a stamp of {price}, even if it is refused. You will come in person with your identity document and what is needed.";
            price
        });
    }
    for problem in rules::problems(ctx, draft, ctx.today()) {
        sheet.report(problem);
    }
}
