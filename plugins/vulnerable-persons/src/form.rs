//! What is asked: who asks for whom, which category the person claims, whom to tell. Never a
//! diagnosis, and no proof: the law asks for neither.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;

use crate::rules;

/// A request to be registered.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Application {
    /// For whom it is.
    #[page("you", fr = "Vous", en = "You")]
    #[field(
        label(fr = "Pour qui demandez-vous l’inscription ?", en = "Who is the registration for?"),
        live
    )]
    pub requester: Requester,
    /// Who asks.
    #[field(group)]
    pub applicant: Applicant,
    /// As what somebody else asks.
    #[field(
        label(fr = "En quelle qualité ?", en = "As what?"),
        hint(
            fr = "Tutrice, fils, voisine, médecin, service d’aide à domicile…",
            en = "Guardian, son, neighbour, physician, home-help service…"
        ),
        max_length = 120,
        show_if = rules::is_for_another(draft.requester),
        required
    )]
    pub quality: Option<String>,
    /// What a third party signed (décret 2004-926): needed where it does not write this form
    /// itself.
    #[field(
        label(fr = "Demande écrite et signée", en = "Written and signed request"),
        hint(
            fr = "Un tiers demande l’inscription par écrit. En ligne, ce formulaire suffit.",
            en = "A third party asks in writing. Online, this form will do."
        ),
        max_files = 2,
        show_if = draft.requester == Some(Requester::ThirdParty)
    )]
    pub written_request: Vec<Attachment>,
    /// Somebody else.
    #[page("person", fr = "La personne à inscrire", en = "The person to register")]
    #[field(group, show_if = rules::is_for_another(draft.requester))]
    pub person: Option<Person>,
    /// Why they may be registered.
    #[field(group)]
    pub situation: Situation,
    /// Who helps them already.
    #[page("contacts", fr = "Qui prévenir", en = "Whom to tell")]
    #[field(
        label(fr = "Services qui interviennent à domicile", en = "Services that come to the home"),
        note(
            fr = "Rien n’est obligatoire sur cette page, mais une personne à prévenir peut sauver un temps précieux.",
            en = "Nothing on this page is necessary, but somebody to tell may save precious time."
        ),
        repeat(min = 0, max = 3)
    )]
    pub services: Vec<Service>,
    /// Whom to tell.
    #[field(label(fr = "Personnes à prévenir", en = "People to tell"), repeat(min = 0, max = 3))]
    pub contacts: Vec<Contact>,
    /// What may be added, only by consent of the person.
    #[page("needs", fr = "Précisions facultatives", en = "Optional details")]
    #[field(
        label(
            fr = "J’accepte que les précisions ci-dessous figurent au registre",
            en = "I consent to the details below standing in the register"
        ),
        hint(
            fr = "Elles aident à appeler d’abord qui en a le plus besoin. Vous pouvez les retirer à tout moment.",
            en = "They help to call first who needs it most. You may take them back at any time."
        ),
        show_if = rules::may_consent(draft.requester),
        live
    )]
    pub consents: bool,
    /// No diagnosis among them.
    #[field(
        label(fr = "Précisions", en = "Details"),
        show_if = draft.consents == Some(true)
    )]
    pub needs: Vec<Need>,
    /// On their honour.
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts et que cette inscription est demandée librement",
            en = "I certify that this information is correct and that this registration is asked for freely"
        ),
        required
    )]
    pub certified: bool,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Requester {
    /// The person.
    #[choice(key = "self", fr = "Pour moi", en = "Myself")]
    Oneself,
    /// Who acts for them by law.
    #[choice(
        fr = "Pour une personne dont je suis le représentant légal",
        en = "Somebody whose legal representative I am"
    )]
    Representative,
    /// Anybody else.
    #[choice(
        fr = "Pour une autre personne, comme proche, voisin ou professionnel",
        en = "Somebody else, as a relative, neighbour or professional",
        hint(
            fr = "Nous lui écrirons : elle pourra s’y opposer",
            en = "We shall write to them: they may object"
        )
    )]
    ThirdParty,
}

/// Who is to be registered, where it is not who asks.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Person {
    /// Family name.
    #[field(label(fr = "Son nom", en = "Their family name"), min_length = 1, max_length = 120)]
    pub family_name: String,
    /// Given names.
    #[field(label(fr = "Ses prénoms", en = "Their given names"), min_length = 1, max_length = 120)]
    pub given_names: String,
    /// Where they live.
    #[field(label(fr = "Son adresse", en = "Their address"))]
    pub address: Address,
    /// By which they are called.
    #[field(label(fr = "Son téléphone", en = "Their telephone"), kind = phone)]
    pub phone: String,
}

/// Why somebody may be registered.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Situation {
    /// Day of birth.
    #[field(
        label(fr = "Date de naissance de la personne à inscrire", en = "Date of birth of the person to register"),
        latest = ctx.today(),
        live
    )]
    pub birth_date: Date,
    /// As what.
    #[field(
        label(fr = "À quel titre ?", en = "On which ground?"),
        hint(
            fr = "Aucun justificatif et aucun diagnostic ne sont demandés",
            en = "Neither proof nor diagnosis is asked for"
        ),
        live
    )]
    pub category: Category,
    /// And not in an institution.
    #[field(
        label(
            fr = "Cette personne vit à son domicile, et non dans un établissement",
            en = "This person lives at home, and not in an institution"
        ),
        required
    )]
    pub at_home: bool,
}

/// On which ground (décret 2004-926, article 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Category {
    /// By age.
    #[choice(fr = "Personne âgée", en = "Elderly person")]
    Elderly,
    /// Older than sixty and recognised as unfit for work.
    #[choice(
        fr = "Personne reconnue inapte au travail",
        en = "Person recognised as unfit for work"
    )]
    Unfit,
    /// An adult with a disability.
    #[choice(
        fr = "Personne adulte handicapée",
        en = "Adult with a disability",
        hint(
            fr = "AAH, ACTP ou PCH, carte mobilité inclusion, RQTH, pension d’invalidité",
            en = "AAH, ACTP or PCH, mobility inclusion card, RQTH, disability pension"
        )
    )]
    Disabled,
}

/// Who comes to the home.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Service {
    /// Its name.
    #[field(
        label(fr = "Nom du service", en = "Name of the service"),
        min_length = 2,
        max_length = 160
    )]
    pub name: String,
    /// Its telephone.
    #[field(label(fr = "Téléphone du service", en = "Telephone of the service"), kind = phone)]
    pub phone: String,
}

/// Whom to tell.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Contact {
    /// Names.
    #[field(label(fr = "Nom et prénom", en = "Names"), min_length = 2, max_length = 160)]
    pub name: String,
    /// What they are to the person.
    #[field(label(fr = "Lien", en = "Relation"), max_length = 120)]
    pub relation: Option<String>,
    /// Telephone.
    #[field(label(fr = "Téléphone", en = "Telephone"), kind = phone)]
    pub phone: String,
}

/// What makes a call more urgent, and is no diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Need {
    /// Lives alone.
    #[choice(fr = "Vit seule", en = "Lives alone")]
    Alone,
    /// Stairs without a lift.
    #[choice(fr = "Logement en étage sans ascenseur", en = "Upper floor without a lift")]
    Stairs,
    /// Depends on electricity.
    #[choice(
        fr = "Appareil indispensable qui fonctionne à l’électricité",
        en = "Indispensable equipment that needs electricity"
    )]
    Electricity,
}

/// What the struct cannot say. `received` is the day on which ages count.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ApplicationDraft, received: Date) {
    let ctx = sheet.ctx();
    sheet.online("applicant.email");
    // Who is registered is called by telephone.
    if draft.requester == Some(Requester::Oneself)
        && let Some(field) = sheet.edit("applicant.phone")
    {
        field.required = true;
    }
    if ctx.channel == Channel::Counter
        && let Some(field) = sheet.edit("written-request")
    {
        field.required = true;
    }
    if let Some(sheet) = sheet.on_page("you") {
        sheet.note(text! {
            fr: "Ce registre ne sert qu’à vous contacter si le préfet déclenche le plan d’alerte et d’urgence. L’inscription est facultative et gratuite ; vous pouvez en sortir à tout moment.",
            en: "This register serves only to contact you should the prefect trigger the alert and emergency plan. It is optional and free of charge; you may leave it at any time."
        });
    }
    for problem in rules::problems(ctx, draft, received) {
        sheet.report(problem);
    }
}
