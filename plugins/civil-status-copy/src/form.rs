//! What is asked of the resident: what article 29 of the decree requires, and no more.
//!
//! Who asks for what anybody may have is asked neither for a link nor for an identity
//! document. Which answers the day, the settings or the sign-in make necessary is said in
//! [`finish`], not by the struct: a dossier must stay readable when those change later.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;

use crate::entitlement::{self, Identity, Question, Years};
use crate::texts;

/// What the record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum Act {
    /// A birth.
    #[choice(fr = "Naissance", en = "Birth")]
    Birth,
    /// A marriage.
    #[choice(fr = "Mariage", en = "Marriage")]
    Marriage,
    /// A death.
    #[choice(fr = "Décès", en = "Death")]
    Death,
    /// A parent recognised a child.
    #[choice(
        fr = "Reconnaissance d’un enfant",
        en = "Recognition of a child",
        hint(
            fr = "Acte par lequel un parent a reconnu l’enfant, à part de l’acte de naissance",
            en = "The record by which a parent recognised the child, apart from the birth record"
        )
    )]
    Recognition,
}

/// Who holds the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Place {
    /// This town; the form says its name.
    #[choice(fr = "Dans notre commune", en = "In our town")]
    Here,
    /// Another town of France.
    #[choice(fr = "Dans une autre commune de France", en = "In another town of France")]
    Elsewhere,
    /// A foreign country, or a French consulate.
    #[choice(fr = "À l’étranger", en = "Abroad")]
    Abroad,
}

/// How much of the record is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum CopyKind {
    /// All of it, margins included.
    #[choice(
        fr = "Copie intégrale",
        en = "Full copy",
        hint(
            fr = "Tout l’acte, avec ce qui est écrit en marge",
            en = "The whole record, with what is written in its margin"
        )
    )]
    Full,
    /// With the parents' names.
    #[choice(
        fr = "Extrait avec filiation",
        en = "Extract with filiation",
        hint(fr = "Avec les noms des parents", en = "With the parents’ names")
    )]
    WithFiliation,
    /// Without the parents' names.
    #[choice(
        fr = "Extrait sans filiation",
        en = "Extract without filiation",
        hint(
            fr = "Sans les noms des parents : toute personne peut le demander",
            en = "Without the parents’ names: anyone may ask for it"
        )
    )]
    WithoutFiliation,
    /// On the form of the CIEC conventions.
    #[choice(
        fr = "Extrait plurilingue",
        en = "Multilingual extract",
        hint(fr = "Pour une administration étrangère", en = "For an authority abroad")
    )]
    Multilingual,
}

/// What the requester is to the person of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Choice)]
pub enum Link {
    /// The person of the record.
    #[choice(key = "self", fr = "L’acte me concerne", en = "The record is about me")]
    Oneself,
    /// Parent, grandparent.
    #[choice(fr = "Je suis son parent ou grand-parent", en = "I am their parent or grandparent")]
    Ascendant,
    /// Child, grandchild.
    #[choice(fr = "Je suis son enfant ou petit-enfant", en = "I am their child or grandchild")]
    Descendant,
    /// Spouse or PACS partner.
    #[choice(
        fr = "Je suis son époux, son épouse ou son partenaire de PACS",
        en = "I am their spouse or PACS partner"
    )]
    Spouse,
    /// Guardian, curator with that power, parent of a minor.
    #[choice(
        fr = "Je suis son représentant légal",
        en = "I am their legal representative",
        hint(fr = "Tutelle, habilitation familiale…", en = "Guardian, family habilitation…")
    )]
    Representative,
    /// Mandated in writing by somebody entitled; lawyer or notary.
    #[choice(
        fr = "J’agis pour une personne qui y a droit",
        en = "I act for somebody who is entitled",
        hint(
            fr = "Mandat écrit, avocat ou notaire",
            en = "A written mandate, a lawyer or a notary"
        )
    )]
    Mandate,
    /// Brother or sister.
    #[choice(fr = "Je suis son frère ou sa sœur", en = "I am their brother or sister")]
    Sibling,
    /// Heir.
    #[choice(fr = "Je suis son héritier", en = "I am their heir")]
    Heir,
    /// Nobody of these.
    #[choice(fr = "Autre", en = "Other")]
    Other,
}

/// A finished request.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct CopyRequest {
    /// Which record.
    #[page("act", fr = "L’acte", en = "The record")]
    #[field(group)]
    pub act: Record,
    /// What of it.
    #[field(group)]
    pub copy: Wanted,
    /// Where the law looks at it: who asks.
    #[field(
        label(
            fr = "Que vous est la personne que l’acte concerne ?",
            en = "What are you to the person of the record?"
        ),
        show_if = entitlement::depends_on_link(draft, ctx),
        live
    )]
    pub link: Option<Link>,
    /// Of the requester, where their majority counts and the record does not tell it.
    #[field(
        label(fr = "Votre date de naissance", en = "Your date of birth"),
        latest = ctx.today(),
        show_if = draft.link == Some(Link::Oneself) && draft.act.event == Some(Act::Recognition),
        live
    )]
    pub birth_date: Option<Date>,
    /// A minor who may act alone.
    #[field(
        label(fr = "Je suis un mineur émancipé", en = "I am an emancipated minor"),
        hint(
            fr = "Par le mariage ou par une décision du juge, à partir de 16 ans",
            en = "By marriage or by a judge’s decision, from the age of 16"
        ),
        show_if = entitlement::may_be_emancipated(draft, ctx),
        live
    )]
    pub emancipated: bool,
    /// When the person of the record died, for who is not of the closest family.
    #[field(
        label(
            fr = "Si la personne est décédée : date du décès",
            en = "If the person has died: date of death"
        ),
        hint(
            fr = "Pour un mariage, le décès du dernier des deux époux. \
                  L’acte devient accessible à tous un certain temps après.",
            en = "For a marriage, the death of the second spouse to die. \
                  The record becomes open to all some time later."
        ),
        latest = ctx.today(),
        show_if = entitlement::is_stranger(draft),
        live
    )]
    pub died_on: Option<Date>,
    /// For who acts for somebody else.
    #[field(
        label(fr = "Mandat écrit", en = "Written mandate"),
        hint(
            fr = "Avocat ou notaire : une lettre à en-tête suffit",
            en = "Lawyer or notary: a letter with your heading will do"
        ),
        show_if = draft.link == Some(Link::Mandate),
        required
    )]
    pub mandate: Vec<Attachment>,
    /// Not asked for at first: an agent may.
    #[field(
        label(fr = "Preuve de votre lien (facultatif)", en = "Proof of your link (optional)"),
        hint(
            fr = "Livret de famille, votre acte de naissance, jugement. Une photocopie suffit.",
            en = "Family record book, your birth record, a judgment. A photocopy will do."
        ),
        max_files = 3,
        show_if = draft.link.is_some_and(entitlement::has_proof)
    )]
    pub link_proof: Vec<Attachment>,

    /// The person born, one of the spouses, the deceased, or who recognised the child.
    #[page("persons", fr = "Les personnes concernées", en = "The persons concerned")]
    #[field(group)]
    pub person: Name,
    /// Of a spouse: the record of a marriage tells neither.
    #[field(group, show_if = entitlement::names_birth(draft))]
    pub birth: Option<Birth>,
    /// The other spouse.
    #[field(
        group,
        label(fr = "L’autre époux ou épouse", en = "The other spouse"),
        show_if = draft.act.event == Some(Act::Marriage)
    )]
    pub spouse: Option<Name>,
    /// The child who was recognised, perhaps before birth.
    #[field(
        group,
        label(fr = "L’enfant reconnu", en = "The recognised child"),
        show_if = draft.act.event == Some(Act::Recognition)
    )]
    pub child: Option<Child>,
    /// Of the person; article 29.
    #[field(
        label(fr = "Les parents de cette personne", en = "The parents of this person"),
        note(
            fr = "Leurs noms nous permettent de vérifier que vous avez droit à cet acte.",
            en = "Their names let us check that you are entitled to this record."
        ),
        show_if = entitlement::names_parents(draft),
        repeat(min = 1, max = 2)
    )]
    pub parents: Vec<Parent>,

    /// Who asks.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group)]
    pub requester: Applicant,
    /// Where the right depends on who asks, and nobody vouches for it.
    #[field(
        label(fr = "Votre pièce d’identité", en = "Your identity document"),
        hint(
            fr = "Carte d’identité, passeport ou titre de séjour : une photo lisible suffit",
            en = "Identity card, passport or residence permit: a legible photograph will do"
        ),
        max_files = 2,
        show_if = entitlement::depends_on_identity(draft, ctx)
    )]
    pub identity_document: Vec<Attachment>,

    /// What is sent.
    #[page("delivery", fr = "L’envoi", en = "Delivery")]
    #[field(
        group,
        note(
            fr = "La délivrance est gratuite. Le document porte le sceau et la signature de \
                  l’officier de l’état civil : il part par la poste à votre adresse, jamais par \
                  courriel.",
            en = "It is free of charge. The document bears the seal and signature of the \
                  registrar: it goes by post to your address, never by e-mail."
        )
    )]
    pub delivery: Delivery,
    /// On their honour (CRPA L113-13).
    #[field(
        label(
            fr = "Je certifie que ces renseignements sont exacts",
            en = "I certify that this information is correct"
        ),
        required
    )]
    pub certified: bool,
}

/// Which record.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Record {
    /// What it is about.
    #[field(label(fr = "De quel acte s’agit-il ?", en = "Which record is it?"), live)]
    pub event: Act,
    /// Who holds it.
    #[field(
        label(fr = "Où l’acte a-t-il été établi ?", en = "Where was the record made?"),
        hint(
            fr = "Pour un décès, la mairie du dernier domicile convient aussi",
            en = "For a death, the town of the last home will do as well"
        ),
        live
    )]
    pub place: Place,
    /// The town that holds it.
    #[field(
        label(fr = "Quelle commune ?", en = "Which town?"),
        max_length = 120,
        show_if = draft.place == Some(Place::Elsewhere),
        live
    )]
    pub town: Option<String>,
    /// When it was drawn up. Civil status began on 20 September 1792.
    #[field(
        label(fr = "Date de l’événement", en = "Date of the event"),
        hint(
            fr = "Le jour de la naissance, du mariage, du décès ou de la reconnaissance",
            en = "The day of the birth, marriage, death or recognition"
        ),
        earliest = date(1792, 9, 20),
        latest = ctx.today(),
        live
    )]
    pub date: Date,
}

/// What of the record.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Wanted {
    /// How much of it.
    #[field(
        label(fr = "Que voulez-vous recevoir ?", en = "What would you like to receive?"),
        live
    )]
    pub kind: CopyKind,
}

/// A person of the record.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Name {
    /// As on the record.
    #[field(
        label(fr = "Nom de naissance", en = "Family name at birth"),
        min_length = 1,
        max_length = 120
    )]
    pub family_name: String,
    /// As on the record.
    #[field(label(fr = "Prénoms", en = "Given names"), min_length = 1, max_length = 120)]
    pub given_names: String,
}

/// Birth of a spouse.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Birth {
    /// The day.
    #[field(label(fr = "Date de naissance", en = "Date of birth"), latest = ctx.today())]
    pub date: Option<Date>,
    /// The town, and the country where it is not France.
    #[field(
        label(fr = "Lieu de naissance", en = "Place of birth"),
        hint(
            fr = "La commune, et le pays si ce n’est pas la France",
            en = "The town, and the country if it is not France"
        ),
        max_length = 120
    )]
    pub place: Option<String>,
}

/// A recognised child. Article 29 does not ask for its name: it may not have had one yet.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Child {
    /// If known.
    #[field(
        label(fr = "Nom de l’enfant, si vous le connaissez", en = "Child’s family name, if known"),
        max_length = 120
    )]
    pub family_name: Option<String>,
    /// If known.
    #[field(
        label(
            fr = "Prénoms de l’enfant, si vous les connaissez",
            en = "Child’s given names, if known"
        ),
        max_length = 120
    )]
    pub given_names: Option<String>,
}

/// A parent of the person.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Parent {
    /// As on the record.
    #[field(
        label(fr = "Nom du parent", en = "Parent’s family name"),
        hint(
            fr = "Si l’acte ne nomme aucun parent, écrivez « inconnu »",
            en = "Where the record names no parent, write “unknown”"
        ),
        max_length = 120
    )]
    pub family_name: Option<String>,
    /// The usual one will do.
    #[field(
        label(fr = "Prénom usuel du parent", en = "Parent’s usual given name"),
        max_length = 120
    )]
    pub given_names: Option<String>,
}

/// How often, and what for.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Delivery {
    /// No more than the town allows.
    #[field(
        label(fr = "Nombre d’exemplaires", en = "Number of copies"),
        min = 1,
        max = max_copies(ctx),
        prefill = 1
    )]
    pub copies: i64,
    /// Never a condition.
    #[field(
        label(
            fr = "À quoi servira ce document ? (facultatif)",
            en = "What is the document for? (optional)"
        ),
        hint(
            fr = "Votre réponse nous aide à vous envoyer le bon document",
            en = "Your answer helps us to send you the right document"
        ),
        max_length = 200
    )]
    pub purpose: Option<String>,
}

/// How many copies the town makes for one request.
pub fn max_copies(ctx: &Context) -> i64 {
    ctx.setting::<i64>("max-copies").unwrap_or(5).max(1)
}

/// What the struct cannot say: which kinds there are of this record, which answers this
/// request needs, and who is not entitled to what. `known` is what is known already of who asks.
pub fn finish(sheet: &mut Sheet<'_>, draft: &CopyRequestDraft, known: Identity) {
    let ctx = sheet.ctx();
    sheet.online("requester.email");
    name_this_town(sheet);
    if let Some(act) = draft.act.event
        && let Some(Field { kind: Kind::Choice(options), .. }) = sheet.edit("copy.kind")
    {
        let issued =
            |key: &str| CopyKind::from_key(key).is_some_and(|kind| entitlement::issued(act, kind));
        options.retain(|option| issued(&option.key));
    }
    for path in necessary(ctx, draft, known) {
        if let Some(field) = sheet.edit(&path) {
            field.required = true;
        }
    }
    for problem in problems(ctx, draft) {
        sheet.report(problem);
    }
    if let (Some(Place::Here), Some(years)) = (draft.act.place, closed_for(ctx, draft))
        && let Some(sheet) = sheet.on_page("act")
    {
        sheet.note(texts::open_to_all(years));
    }
}

fn name_this_town(sheet: &mut Sheet<'_>) {
    let town = &sheet.ctx().town_name;
    let here = sheet.ctx().say(text! { fr: "Ici : {town}", en: "Here: {town}" });
    if let Some(Field { kind: Kind::Choice(options), .. }) = sheet.edit("act.place")
        && let Some(option) = options.iter_mut().find(|option| option.key == Place::Here.key())
    {
        option.label = here;
    }
}

/// The years of the register's rule, where it already makes the record open to all and the
/// kind wanted would otherwise not be.
fn closed_for(ctx: &Context, draft: &CopyRequestDraft) -> Option<i64> {
    let (act, kind, day) = (draft.act.event?, draft.copy.kind?, draft.act.date?);
    let years = Years::of(ctx);
    let opened = entitlement::restricted(act, kind) && years.register_is_open(day, ctx.today());
    opened.then_some(years.register)
}

/// Paths of the answers that this request cannot do without, beyond those of every request.
pub fn necessary(ctx: &Context, draft: &CopyRequestDraft, known: Identity) -> Vec<String> {
    let mut paths = Vec::new();
    let mut need = |applies: bool, path: &str| {
        if applies {
            paths.push(path.to_owned());
        }
    };
    need(draft.act.place == Some(Place::Elsewhere), "act.town");
    let closed = !entitlement::open_to_all(draft, ctx);
    need(entitlement::depends_on_link(draft, ctx), "link");
    need(
        draft.link == Some(Link::Oneself) && draft.act.event == Some(Act::Recognition),
        "birth-date",
    );
    // Article 29, last paragraphs. Who searches archives may not know them.
    let named = entitlement::names_birth(draft) && closed;
    need(named, "birth.date");
    need(named, "birth.place");
    if entitlement::names_parents(draft) && closed {
        for index in 0..draft.parents.len() {
            need(true, &format!("parents[{index}].family-name"));
            need(true, &format!("parents[{index}].given-names"));
        }
    }
    let uploads = known == Identity::Unknown && ctx.channel == Channel::Online;
    need(entitlement::depends_on_identity(draft, ctx) && uploads, "identity-document");
    paths
}

/// What the person can put right; `decide` asks the same.
pub fn problems(ctx: &Context, draft: &CopyRequestDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    match draft.act.place {
        Some(Place::Elsewhere) => {
            let town = draft.act.town.as_deref().map(str::trim).filter(|town| !town.is_empty());
            if let Some(town) = town {
                problems.push(ctx.problem("act.place", texts::held_by(ctx, town)));
            }
        }
        Some(Place::Abroad) => problems.push(ctx.problem("act.place", texts::held_abroad())),
        Some(Place::Here) | None => {}
    }
    if let (Some(day), Some(died)) = (draft.act.date, draft.died_on)
        && died < day
    {
        problems.push(ctx.problem("died-on", texts::died_before()));
    }
    if let Some(question) = Question::of(draft, ctx)
        && let Some(Err(denial)) = question.answer()
    {
        problems.push(ctx.problem("copy.kind", texts::denied(&question, denial)));
    }
    problems
}
