//! What is asked: what is wrong, where, and, from who wants to hear of it, how to reach them. Of
//! an emergency nothing is asked: the number to call is shown.

use guichet_sdk::prelude::*;

use crate::kinds::{self, TroubleKind};
use crate::nearby;

/// A report.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Report {
    /// What is wrong.
    #[page("what", fr = "Le problème", en = "The problem")]
    #[field(group)]
    pub what: What,
    /// Where.
    #[page("where", fr = "Le lieu", en = "The place")]
    #[field(group, show_if = kinds::is_ordinary(draft.what.kind.as_deref()))]
    pub place: Option<Place>,
    /// In words and pictures.
    #[page("details", fr = "Précisions", en = "Details")]
    #[field(group, show_if = kinds::is_ordinary(draft.what.kind.as_deref()))]
    pub details: Option<Details>,
    /// Who reports it, if they like.
    #[page("you", fr = "Vous", en = "You")]
    #[field(group, show_if = kinds::is_ordinary(draft.what.kind.as_deref()))]
    pub reporter: Option<Reporter>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct What {
    /// First what it is about,
    #[field(label(fr = "Quel genre de problème ?", en = "What sort of problem?"), options = reference::options(ctx, "report-groups"), live)]
    pub group: String,
    /// then what it is.
    #[field(
        label(fr = "Précisément", en = "More exactly"),
        options = kinds::items(ctx, draft.group.as_deref()),
        show_if = draft.group.is_some(),
        required,
        live
    )]
    pub kind: Option<String>,
    /// Of a lamp or a container.
    #[field(
        label(fr = "Numéro inscrit dessus, si vous le lisez", en = "Number on it, if you can read it"),
        max_length = 40,
        show_if = kinds::is_numbered(draft.kind.as_deref())
    )]
    pub asset: Option<String>,
    /// Whether somebody may be hurt.
    #[field(
        label(fr = "Quelqu’un peut se blesser", en = "Somebody may be hurt"),
        show_if = kinds::is_ordinary(draft.kind.as_deref()),
        live
    )]
    pub danger: bool,
}

/// Where.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Place {
    /// The nearest address.
    #[field(
        label(fr = "L’adresse la plus proche", en = "The nearest address"),
        hint(fr = "Ou la position, ci-dessous", en = "Or the position, below"),
        live
    )]
    pub address: Option<Address>,
    /// A point on the map.
    #[field(label(fr = "La position", en = "The position"), live)]
    pub position: Option<Position>,
    /// How to find it.
    #[field(
        label(fr = "Comment trouver l’endroit", en = "How to find the place"),
        hint(
            fr = "Par exemple : sur le trottoir, devant l’école",
            en = "For example: on the pavement, in front of the school"
        ),
        max_length = 200
    )]
    pub detail: Option<String>,
}

/// In words and pictures.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Details {
    /// What was seen.
    #[field(
        label(fr = "Ce que vous avez vu", en = "What you saw"),
        hint(fr = "N’écrivez le nom de personne", en = "Please name nobody"),
        kind = paragraph,
        min_length = 5,
        max_length = 1500
    )]
    pub text: String,
    /// How it looks.
    #[field(
        label(fr = "Photos, trois au plus", en = "Photos, three at most"),
        hint(
            fr = "Sans visage ni plaque d’immatriculation. Le lieu et la date que l’appareil y inscrit sont effacés.",
            en = "Without faces or number plates. The place and time that the camera wrote into them are removed."
        ),
        media_types("image/jpeg", "image/png"),
        max_files = 3
    )]
    pub photos: Vec<Attachment>,
}

/// Who reports it.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Reporter {
    /// By name or not.
    #[field(
        label(
            fr = "Voulez-vous savoir ce qui est fait ?",
            en = "Would you like to hear what is done?"
        ),
        live
    )]
    pub follow: Follow,
    /// Family name.
    #[field(
        label(fr = "Votre nom", en = "Your family name"),
        max_length = 120,
        autofill = "family-name",
        show_if = draft.follow == Some(Follow::Told)
    )]
    pub family_name: Option<String>,
    /// Given names.
    #[field(
        label(fr = "Votre prénom", en = "Your given name"),
        max_length = 120,
        autofill = "given-name",
        show_if = draft.follow == Some(Follow::Told)
    )]
    pub given_names: Option<String>,
    /// Where the news goes.
    #[field(
        label(fr = "Votre courriel", en = "Your e-mail"),
        kind = email,
        autofill = "email",
        show_if = draft.follow == Some(Follow::Told)
    )]
    pub email: Option<String>,
    /// For questions.
    #[field(
        label(fr = "Votre téléphone", en = "Your telephone"),
        kind = phone,
        autofill = "tel",
        show_if = draft.follow == Some(Follow::Told)
    )]
    pub phone: Option<String>,
    /// For who has no e-mail.
    #[field(
        label(fr = "Votre adresse postale, si vous préférez une lettre", en = "Your postal address, if you prefer a letter"),
        autofill = "street-address",
        show_if = draft.follow == Some(Follow::Told)
    )]
    pub address: Option<Address>,
}

/// Whether somebody wants to hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Follow {
    /// They say how to reach them.
    #[choice(fr = "Oui, écrivez-moi", en = "Yes, write to me")]
    Told,
    /// They say nothing of themselves.
    #[choice(
        fr = "Non, je reste anonyme",
        en = "No, I stay anonymous",
        hint(
            fr = "Vous pourrez voir la suite avec la clé du dossier",
            en = "You can see what follows with the dossier’s key"
        )
    )]
    Anonymous,
}

/// Paths that the struct does not have.
pub(crate) mod path {
    /// Which of the reports nearby it is.
    pub(crate) const SAME: &str = "place.same";
    /// None of them.
    pub(crate) const OTHER: &str = "other";
}

/// Where a report lies: the point, or that of the address.
pub(crate) fn position(place: &PlaceDraft) -> Option<Position> {
    place.position.or_else(|| place.address.as_ref().and_then(|address| address.position))
}

/// What the struct cannot say: whom to call, what is known already, and what is wrong. `own` is
/// the number of the report that is put right.
pub(crate) fn finish(sheet: &mut Sheet<'_>, draft: &ReportDraft, own: Option<&str>) {
    let ctx = sheet.ctx();
    let kind = draft.what.kind.as_deref().and_then(TroubleKind::of);
    if draft.reporter.address.is_none() {
        sheet.online("reporter.email");
    }
    let number = kind.as_ref().and_then(|kind| kind.phone.clone());
    let urgent = number.or_else(|| {
        let duty = ctx.setting::<String>("emergency-phone").unwrap_or_else(|| "112".to_owned());
        (draft.what.danger == Some(true)).then_some(duty)
    });
    if let (Some(number), Some(what)) = (&urgent, sheet.on_page("what")) {
        what.note(text! {
            fr: "En cas d’urgence, appelez le {number}.", en: "In an emergency, call {number}."
        });
    }
    if let (Some(kind), Some(at)) = (&kind, position(&draft.place))
        && let Some(place) = sheet.on_page("where")
    {
        ask_whether_known(place, kind, at, own);
    }
    for problem in problems(ctx, draft) {
        sheet.report(problem);
    }
}

fn ask_whether_known(sheet: &mut Sheet<'_>, kind: &TroubleKind, at: Position, own: Option<&str>) {
    let ctx = sheet.ctx();
    let known = nearby::same(kind, at, own);
    if known.is_empty() {
        return;
    }
    let metres = kind.radius;
    sheet.note(text! {
        fr: "Un problème du même genre est déjà signalé à moins de {metres} mètres.",
        en: "A problem of this sort has been reported within {metres} metres."
    });
    let other =
        ctx.say(text! { fr: "Non, c’est un autre problème", en: "No, this is another problem" });
    let items = known.iter().map(|entry| nearby::item(ctx, entry));
    let items = items.chain([OptionItem::new(path::OTHER, other)]);
    let label = ctx.say(text! { fr: "Est-ce le même ?", en: "Is it the same?" });
    let hint = ctx.say(text! {
        fr: "Si c’est le même, vous en suivez la réparation", en: "If so, you follow its repair"
    });
    sheet.field(Field::new(path::SAME, label, Kind::one_of(items)).with_hint(hint).required(true));
}

/// What the person can put right; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &ReportDraft) -> Vec<Problem> {
    let Some(kind) = draft.what.kind.as_deref().and_then(TroubleKind::of) else {
        return Vec::new();
    };
    if let Some(number) = kind.phone {
        return ctx
            .problem(
                "what.kind",
                text! {
                    fr: "C’est une urgence : appelez le {number}. Il n’y a rien à envoyer ici.",
                    en: "This is an emergency: call {number}. There is nothing to send here."
                },
            )
            .into();
    }
    let mut problems = Vec::new();
    let place = &draft.place;
    if place.address.is_none() && place.position.is_none() {
        problems.push(ctx.problem("place.address", text! {
            fr: "Indiquez une adresse ou une position.", en: "Please give an address or a position."
        }));
    }
    let commune =
        place.address.as_ref().and_then(|address| Some((address.commune.as_ref()?, &address.city)));
    if let Some((_, city)) = commune.filter(|(commune, _)| **commune != ctx.town_code) {
        problems.push(ctx.problem(
            "place.address",
            text! {
                fr: "Cette adresse est à {city} : signalez-le à cette commune.",
                en: "This address is in {city}: please report it to that town."
            },
        ));
    }
    if place.position.is_some_and(|at| !is_within(ctx, at)) {
        problems.push(ctx.problem("place.position", text! {
            fr: "Cette position est hors de la commune.", en: "This position is outside of the town."
        }));
    }
    problems
}

/// Whether a point lies between the town’s parallels and meridians, its edges among them.
fn is_within(ctx: &Context, at: Position) -> bool {
    let degrees = |setting: &str, otherwise: i64| {
        ctx.setting::<Decimal>(setting).unwrap_or(Decimal::from(otherwise))
    };
    let of = |units: i32| Decimal::new(i64::from(units), 7);
    (degrees("south", -90)..=degrees("north", 90)).contains(&of(at.lat))
        && (degrees("west", -180)..=degrees("east", 180)).contains(&of(at.lon))
}
