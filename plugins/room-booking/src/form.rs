//! What is asked: who, which room, when, for what, and the insurance. What the register of
//! associations knows already (declaration, publication, statutes) is not asked again (CRPA
//! L113-12), nor is a proof of address (CRPA R113-8).

use guichet_sdk::blocks::{Applicant, Association};
use guichet_sdk::prelude::*;

use crate::{fees, rules};

/// A request for a room.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Booking {
    /// Who answers for it.
    #[page("you", fr = "Vous", en = "You")]
    #[field(
        group,
        note(
            fr = "La personne responsable, présente pendant l’occupation de la salle.",
            en = "The person in charge, who is there while the room is used."
        )
    )]
    pub applicant: Applicant,
    /// For whom.
    #[field(group)]
    pub user: User,
    /// Which room, for what.
    #[page("room", fr = "La salle", en = "The room")]
    #[field(group)]
    pub room: Room,
    /// When.
    #[page("when", fr = "Dates et heures", en = "Days and times")]
    #[field(label(fr = "Créneaux", en = "Slots"), repeat(min = 1, max = 5))]
    pub slots: Vec<Slot>,
    /// The insurance.
    #[page("papers", fr = "Assurance", en = "Insurance")]
    #[field(group)]
    pub insurance: Insurance,
    /// What cannot be checked.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et j’accepte le règlement des salles",
            en = "I certify that this information is correct and accept the rules of the rooms"
        ),
        required
    )]
    pub certified: bool,
}

/// For whom the room is.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct User {
    /// By which price and priority go.
    #[field(label(fr = "La salle est pour", en = "The room is for"), live)]
    pub kind: UserKind,
    /// Town or elsewhere: prices differ.
    #[field(
        label(fr = "Domicile ou siège", en = "Home or seat"),
        show_if = draft.kind.is_some_and(UserKind::has_origin),
        required,
        live
    )]
    pub origin: Option<Origin>,
    /// The association.
    #[field(group, show_if = draft.kind == Some(UserKind::Association))]
    pub association: Option<Association>,
    /// Since when it has its seat in the town.
    #[field(
        label(fr = "Siège dans la commune depuis le", en = "Seat in the town since"),
        latest = ctx.today(),
        show_if = draft.kind == Some(UserKind::Association) && draft.origin == Some(Origin::Town),
        required,
        live
    )]
    pub seat_since: Option<Date>,
    /// The company, school or service.
    #[field(
        label(fr = "Nom de l’organisme", en = "Name of the organisation"),
        min_length = 1,
        max_length = 160,
        autofill = "organization",
        show_if = draft.kind.is_some_and(UserKind::is_named),
        required
    )]
    pub organisation: Option<String>,
    /// Of a company.
    #[field(
        label(fr = "Numéro SIRET", en = "SIRET number"),
        kind = siret,
        show_if = draft.kind == Some(UserKind::Company),
        required
    )]
    pub siret: Option<String>,
}

/// Who uses a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum UserKind {
    /// An association.
    #[choice(fr = "une association", en = "an association")]
    Association,
    /// Somebody, for themselves.
    #[choice(fr = "un usage privé", en = "private use")]
    Person,
    /// A company or a self-employed person.
    #[choice(fr = "une entreprise", en = "a company")]
    Company,
    /// A school.
    #[choice(
        fr = "une école",
        en = "a school",
        hint(fr = "Réservation au guichet", en = "Booked at the counter")
    )]
    School,
    /// The town itself.
    #[choice(
        fr = "un service de la commune",
        en = "a service of the town",
        hint(fr = "Réservation au guichet", en = "Booked at the counter")
    )]
    TownService,
}

impl UserKind {
    fn has_origin(self) -> bool {
        matches!(self, Self::Association | Self::Person | Self::Company)
    }

    fn is_named(self) -> bool {
        matches!(self, Self::Company | Self::School | Self::TownService)
    }
}

/// Where a user is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Origin {
    /// In the town.
    #[choice(fr = "Dans la commune", en = "In the town")]
    Town,
    /// In another one.
    #[choice(fr = "Dans une autre commune", en = "In another town")]
    Elsewhere,
}

/// Which room, for what.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Room {
    /// Of the town’s table `rooms`.
    #[field(label(fr = "Salle", en = "Room"), options = reference::options(ctx, "rooms"), live)]
    pub key: String,
    /// What goes on there.
    #[field(label(fr = "Activité", en = "Activity"), min_length = 3, max_length = 200)]
    pub activity: String,
    /// How many people come at most.
    #[field(
        label(fr = "Nombre de personnes au plus", en = "People at most"),
        min = 1,
        max = 10_000,
        live
    )]
    pub people: i64,
    /// Whether anybody may come.
    #[field(label(fr = "Ouvert au public", en = "Open to the public"))]
    pub public: bool,
    /// Whether alcohol is sold.
    #[field(label(fr = "Vente de boissons alcoolisées", en = "Alcoholic drinks are sold"), live)]
    pub drinks: bool,
    /// Tables, microphones.
    #[field(label(fr = "Matériel souhaité", en = "Equipment wanted"), kind = paragraph, max_length = 500)]
    pub equipment: Option<String>,
}

/// A time, once or every week.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Slot {
    /// The day, or the first.
    #[field(label(fr = "Jour", en = "Day"), earliest = ctx.today(), live)]
    pub day: Date,
    /// When it begins.
    #[field(label(fr = "De", en = "From"), live)]
    pub from: Time,
    /// When it ends.
    #[field(
        label(fr = "À", en = "Until"),
        hint(
            fr = "Une heure avant le début est celle du lendemain",
            en = "A time before the start is that of the next day"
        ),
        live
    )]
    pub until: Time,
    /// Where it goes on for days.
    #[field(
        label(fr = "Dernier jour, si l’occupation dure plusieurs jours", en = "Last day, where it lasts for days"),
        earliest = draft.day.unwrap_or(ctx.today()),
        latest = civil::plus_days(draft.day.unwrap_or(ctx.today()), 14),
        live
    )]
    pub last_day: Option<Date>,
    /// Where it comes again.
    #[field(
        label(fr = "Chaque semaine jusqu’au", en = "Every week until"),
        hint(fr = "Pour une occupation régulière", en = "For regular use"),
        earliest = draft.day.unwrap_or(ctx.today()),
        show_if = draft.last_day.is_none(),
        live
    )]
    pub weekly_until: Option<Date>,
    /// Whether the holidays are left out.
    #[field(
        label(fr = "Sauf pendant les vacances scolaires", en = "Except in school holidays"),
        show_if = draft.weekly_until.is_some(),
        live
    )]
    pub terms_only: bool,
}

/// The certificate of insurance.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Insurance {
    /// The certificate.
    #[field(
        label(fr = "Attestation d’assurance", en = "Certificate of insurance"),
        hint(
            fr = "Responsabilité civile et risques locatifs",
            en = "Liability and damage to rented premises"
        ),
        required
    )]
    pub file: Vec<Attachment>,
    /// Until when it is valid.
    #[field(label(fr = "Valable jusqu’au", en = "Valid until"), earliest = ctx.today(), live)]
    pub until: Date,
}

/// What the struct cannot say: the price, what is free, and what is wrong.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &BookingDraft) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    if draft.room.drinks == Some(true)
        && let Some(room) = sheet.on_page("room")
    {
        room.note(text! {
            fr: "Vendre de l’alcool demande aussi une autorisation de buvette : faites-en la demande à part (code de la santé publique L3334-2).",
            en: "To sell alcohol you also need a temporary drinks licence: please apply for it apart (code de la santé publique L3334-2)."
        });
    }
    if let Some(Ok(price)) = fees::of_draft(ctx, draft)
        && let Some(when) = sheet.on_page("when")
    {
        when.figure_because(
            text! { fr: "Prix de la salle", en: "Price of the room" },
            price.rent,
            price.in_words(),
        );
        if price.deposit > Cents::ZERO {
            when.figure(text! { fr: "Caution, rendue après l’état des lieux", en: "Deposit, given back after the inspection" }, price.deposit);
        }
    }
    for problem in rules::problems(ctx, draft).into_iter().chain(rules::taken(ctx, draft)) {
        sheet.report(problem);
    }
}
