//! What is asked: who, which card, which means. A proof of address is not among it: the law lets
//! nobody ask for one here (CRPA R113-8).

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;

use crate::fare::{self, Band};

/// A request for a card.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// Who applies, and travels.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group)]
    pub applicant: Applicant,
    /// What they ask for.
    #[page("rider", fr = "Votre demande", en = "Your request")]
    #[field(group)]
    pub rider: Rider,
    /// What the price depends on; a duplicate has one price.
    #[page("fare", fr = "Votre tarif", en = "Your fare")]
    #[field(group, show_if = draft.rider.request.is_some_and(|request| request != Request::Duplicate))]
    pub fare: Option<Means>,
    /// The card itself.
    #[page("card", fr = "La carte", en = "The card")]
    #[field(group)]
    pub card: Card,
    /// What cannot be checked.
    #[page("end", fr = "Pour finir", en = "At last")]
    #[field(
        label(
            fr = "J’habite la commune et certifie que ces renseignements sont exacts",
            en = "I live in the town and certify that this information is correct"
        ),
        required
    )]
    pub certified: bool,
}

/// Which card, for whom.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Rider {
    /// By which the price is found.
    #[field(
        label(fr = "Votre date de naissance", en = "Your date of birth"),
        latest = ctx.today(),
        prefill = ctx.identity.as_ref().and_then(|known| known.birth_date).and_then(civil::from_contract),
        locked,
        autofill = "bday",
        live
    )]
    pub birth_date: Date,
    /// First, again, or in place of one.
    #[field(label(fr = "Que demandez-vous ?", en = "What do you ask for?"), live)]
    pub request: Request,
    /// On the card that they have or had.
    #[field(
        label(fr = "Numéro de votre carte, si vous le connaissez", en = "Number of your card, if you know it"),
        max_length = 40,
        show_if = draft.request.is_some_and(|request| request != Request::First)
    )]
    pub old_number: Option<String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Request {
    /// A first card.
    #[choice(fr = "Une première carte", en = "A first card")]
    First,
    /// The next one.
    #[choice(fr = "Le renouvellement de ma carte", en = "A renewal of my card")]
    Renewal,
    /// For one that is lost, stolen or broken.
    #[choice(
        fr = "Un duplicata",
        en = "A duplicate",
        hint(fr = "Carte perdue, volée ou abîmée", en = "Card lost, stolen or damaged")
    )]
    Duplicate,
}

/// What the price depends on beside age.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Means {
    /// Nobody has to say what they earn.
    #[field(
        label(
            fr = "Voulez-vous une réduction selon votre quotient familial ?",
            en = "Would you like a discount by your family quotient?"
        ),
        live
    )]
    pub by_quotient: ByQuotient,
    /// In euros a month, as the caisse d’allocations familiales or the MSA computes it.
    #[field(
        label(fr = "Quotient familial (€ par mois)", en = "Family quotient (€ a month)"),
        hint(
            fr = "Sur votre attestation de la CAF ou de la MSA",
            en = "On the certificate of your CAF or MSA"
        ),
        min = 0,
        max = 100_000,
        show_if = draft.by_quotient == Some(ByQuotient::Yes),
        required,
        live
    )]
    pub quotient: Option<i64>,
    /// What proves it.
    #[field(
        label(fr = "Attestation de quotient familial", en = "Certificate of family quotient"),
        hint(fr = "De moins de trois mois. Une photo suffit.", en = "Less than three months old. A photo will do."),
        show_if = draft.by_quotient == Some(ByQuotient::Yes),
        required
    )]
    pub quotient_proof: Vec<Attachment>,
    /// Which counts as the lowest quotient where the town says so.
    #[field(
        label(fr = "Je suis élève ou étudiant boursier", en = "I hold a scholarship"),
        hint(
            fr = "Compte comme le quotient le plus bas, pour les âges où la commune le prévoit",
            en = "Counts as the lowest quotient, at the ages for which the town says so"
        ),
        live
    )]
    pub scholarship: bool,
    /// What proves it.
    #[field(
        label(fr = "Notification de bourse", en = "Notice of scholarship"),
        show_if = draft.scholarship == Some(true),
        required
    )]
    pub scholarship_proof: Vec<Attachment>,
}

/// Whether somebody says what they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum ByQuotient {
    /// They give their quotient.
    #[choice(fr = "Oui, j’indique mon quotient", en = "Yes, I give my quotient")]
    Yes,
    /// They pay as the highest bracket does.
    #[choice(
        fr = "Non",
        en = "No",
        hint(
            fr = "Le tarif de la tranche la plus haute s’applique",
            en = "The fare of the highest bracket applies"
        )
    )]
    No,
}

/// The card.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Card {
    /// The holder’s face.
    #[field(
        label(fr = "Votre photo d’identité", en = "Your portrait"),
        hint(
            fr = "De face, tête nue, sur fond clair. JPEG ou PNG.",
            en = "Facing the camera, bare-headed, on a light background. JPEG or PNG."
        ),
        media_types("image/jpeg", "image/png"),
        required
    )]
    pub photo: Vec<Attachment>,
    /// How it comes to them.
    #[field(label(fr = "Comment recevoir la carte ?", en = "How to receive the card?"))]
    pub delivery: Delivery,
}

/// How the card comes to its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Delivery {
    /// By post.
    #[choice(fr = "Par la poste, à mon adresse", en = "By post, to my address")]
    Post,
    /// At the town hall.
    #[choice(fr = "Au guichet de la mairie", en = "At the town hall’s counter")]
    Counter,
}

/// What the struct cannot say: the price, and who has no right to it.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ApplicationDraft) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    let fare = fare::of(ctx, draft);
    let band = draft.rider.birth_date.and_then(|born| Band::at(born, ctx.today()));
    let scholars = band.as_ref().is_some_and(|band| band.scholarship);
    if let Some(means) = sheet.on_page("fare") {
        if let Some(band) = &band {
            let name = band.name.clone();
            means.note(
                text! { fr: "Votre tranche d’âge : {name}.", en: "Your age band: {name}."; name },
            );
        }
        if draft.fare.scholarship == Some(true) && !scholars {
            means.note(text! {
                fr: "À votre âge, une bourse ne change pas le tarif.",
                en: "At your age a scholarship does not change the fare."
            });
        }
    }
    if let Some(Ok(fare)) = &fare {
        let page = if draft.rider.request == Some(Request::Duplicate) { "rider" } else { "fare" };
        if let Some(sheet) = sheet.on_page(page) {
            let label = text! { fr: "Prix de la carte", en: "Price of the card" };
            sheet.figure_because(label, fare.due, fare.in_words());
        }
    }
    for problem in problems(ctx, draft) {
        sheet.report(problem);
    }
}

/// What the person can put right; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    let elsewhere = draft.applicant.address.as_ref().and_then(|address| address.commune.as_ref());
    if elsewhere.is_some_and(|commune| *commune != ctx.town_code) {
        let town = ctx.town_name.as_str();
        problems.push(ctx.problem(
            "applicant.address",
            text! {
                fr: "Cette carte est réservée aux habitants de {town}.",
                en: "This card is for people who live in {town}.";
                town
            },
        ));
    }
    if let Some(Err(problem)) = fare::of(ctx, draft) {
        problems.push(problem);
    }
    problems
}
