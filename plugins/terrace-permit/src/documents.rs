//! What is written in the end: the permit, the refusal, the revocation, and the messages.
//!
//! Ways and times of appeal, the author of the decision and the mention of the computation
//! are the host's: it adds them from the manifest.

use guichet_sdk::desk::{Ground as _, Refusal};
use guichet_sdk::prelude::*;

use crate::actions::{Acceptance, Basis, Ground, Revocation};
use crate::fee::Fee;
use crate::form::{Application, Days, Zone};
use crate::rules::source;
use crate::settings::Settings;

/// Keys of what is copied to offices.
pub(crate) const PERMIT: &str = "permit";
pub(crate) const REVOCATION: &str = "revocation";

fn person(application: &Application) -> String {
    format!("{} {}", application.applicant.given_names, application.applicant.family_name)
}

fn place(address: &Address) -> String {
    let lines = address.lines.join(", ");
    format!("{lines}, {} {}", address.postcode, address.city)
}

fn measures(application: &Application) -> Text {
    let (length, depth) = (application.terrace.length, application.terrace.depth);
    text! { fr: "{length} m × {depth} m", en: "{length} m × {depth} m"; length, depth }
}

fn furniture(application: &Application) -> Text {
    let list = |lang: &str| {
        let piece =
            |each: &crate::form::Furniture| format!("{} : {}", each.kind.label(lang), each.count);
        application.terrace.furniture.iter().map(piece).collect::<Vec<_>>().join(", ")
    };
    Text::new().with("fr", list("fr")).with("en", list("en"))
}

fn hours(application: &Application) -> Text {
    let (opens, closes) = (application.period.opens, application.period.closes);
    text! { fr: "de {opens} à {closes}", en: "from {opens} to {closes}"; opens, closes }
}

/// From which day to which, in words.
pub(crate) fn days_in_words(days: Days) -> Text {
    let Days { first, last } = days;
    text! { fr: "du {first} au {last}", en: "from {first} to {last}"; first, last }
}

/// Who, where and what: the lines that every document has.
fn subject(document: Document, application: &Application) -> Document {
    let zone = Zone::find(&application.terrace.zone);
    let zone = zone.map_or_else(|| Text::from(application.terrace.zone.as_str()), |zone| zone.name);
    let kind = application.terrace.kind;
    document
        .line(
            text! { fr: "Titulaire ou demandeur", en: "Holder or applicant" },
            person(application),
        )
        .line(text! { fr: "Enseigne", en: "Shop" }, application.shop.name.clone())
        .line(text! { fr: "SIRET", en: "SIRET" }, application.shop.siret.clone())
        .line(text! { fr: "Lieu", en: "Place" }, place(&application.shop.address))
        .line_in_words(text! { fr: "Zone", en: "Zone" }, application.terrace.zone.clone(), zone)
        .line_in_words(
            text! { fr: "Type", en: "Kind" },
            kind,
            text! { fr: "{kind}", en: "{kind}"; kind },
        )
}

/// The permit.
pub(crate) fn permit(
    settings: &Settings,
    application: &Application,
    days: Days,
    fee: &Fee,
    acceptance: &Acceptance,
) -> Document {
    let terrace = &application.terrace;
    let title = if terrace.anchored {
        text! {
            fr: "Permission de voirie : occupation du domaine public",
            en: "“Permission de voirie”: occupation of public property"
        }
    } else {
        text! {
            fr: "Permis de stationnement : occupation du domaine public",
            en: "“Permis de stationnement”: occupation of public property"
        }
    };
    let document = subject(Document::new(PERMIT, title), application)
        .line_in_words(text! { fr: "Surface (m²)", en: "Area (m²)" }, fee.billed, {
            let (measures, billed) = (measures(application), fee.billed);
            text! { fr: "{measures}, comptés {billed} m²", en: "{measures}, counted as {billed} m²"; measures, billed }
        })
        .line(text! { fr: "Du", en: "From" }, days.first)
        .line(text! { fr: "Au", en: "To" }, days.last);
    let document = with_words(document, text! { fr: "Horaires", en: "Hours" }, hours(application));
    let document = if terrace.furniture.is_empty() {
        document
    } else {
        with_words(document, text! { fr: "Mobilier", en: "Furniture" }, furniture(application))
    };
    let due = fee.due;
    let document = document.line_in_words(
        text! { fr: "Redevance", en: "Fee" },
        due,
        text! { fr: "{due}", en: "{due}"; due },
    );
    conditions(document, settings, application, fee, acceptance)
}

/// A line whose value is words.
fn with_words(document: Document, label: Text, words: Text) -> Document {
    document.line_in_words(label, words.pick("fr").to_owned(), words.clone())
}

fn conditions(
    document: Document,
    settings: &Settings,
    application: &Application,
    fee: &Fee,
    acceptance: &Acceptance,
) -> Document {
    let (deliberation, minimum) = (&settings.deliberation, settings.minimum_passage);
    let (title, temporary, revocable) = (source::TITLE, source::TEMPORARY, source::REVOCABLE);
    let permit = if application.terrace.anchored { source::ANCHORED } else { source::PERMIT };
    let computation = fee.in_words();
    let document = document
        .paragraph(text! {
            fr: "Vu {title}, {temporary} et {revocable}, {permit}, et la {deliberation} : l’occupation décrite ici est autorisée.",
            en: "Under {title}, {temporary} and {revocable}, {permit}, and the {deliberation}: the occupation described here is permitted."
        })
        .paragraph(text! {
            fr: "Cette autorisation est personnelle. Vous ne pouvez ni la céder, ni la prêter, ni la louer ; elle prend fin si l’exploitant change.",
            en: "This permit is personal. You may neither transfer, lend nor rent it out; it ends when the operator changes."
        })
        .paragraph(text! {
            fr: "Elle est temporaire et révocable à tout moment ({temporary} et {revocable}). Elle ne se renouvelle pas d’elle-même.",
            en: "It is temporary and may be revoked at any time ({temporary} and {revocable}). It does not renew itself."
        })
        .paragraph(text! {
            fr: "Laissez aux piétons un passage libre d’au moins {minimum} m. Rangez le mobilier en dehors des horaires. Laissez l’accès aux secours et aux réseaux.",
            en: "Leave pedestrians a clear passage of at least {minimum} m. Clear the furniture away outside the hours. Leave access to rescue services and to mains.";
            minimum
        })
        .paragraph(text! {
            fr: "Chauffer ou climatiser l’extérieur est interdit ({heating}).",
            en: "Heating or cooling the open air is forbidden ({heating}).";
            heating = source::HEATING
        })
        .paragraph(text! {
            fr: "Redevance : {computation}",
            en: "Fee: {computation}";
            computation
        });
    match &acceptance.conditions {
        Some(words) => document.paragraph(text! {
            fr: "Prescriptions particulières : {words}", en: "Particular conditions: {words}"
        }),
        None => document,
    }
}

/// The refusal.
pub(crate) fn refusal(
    ctx: &Context,
    application: &Application,
    refusal: &Refusal<Basis>,
) -> Document {
    let (law, source, facts) = (refusal.ground.law(), refusal.ground.source(ctx), &refusal.facts);
    let title = text! {
        fr: "Refus d’occupation du domaine public",
        en: "Refusal of an occupation of public property"
    };
    subject(Document::new("refusal", title), application)
        .paragraph(text! { fr: "En droit ({source}) : {law}", en: "In law ({source}): {law}"; law })
        .paragraph(text! { fr: "En fait : {facts}", en: "In fact: {facts}" })
}

/// The revocation.
pub(crate) fn revocation(
    application: &Application,
    ended: Date,
    revocation: &Revocation,
    refund: Cents,
) -> Document {
    let (law, source, facts) = (revocation.ground.law(), source::REVOCABLE, &revocation.facts);
    let title = text! {
        fr: "Révocation d’une autorisation d’occupation du domaine public",
        en: "Revocation of a permit to occupy public property"
    };
    let document = subject(Document::new(REVOCATION, title), application)
        .line(text! { fr: "Fin de l’autorisation", en: "End of the permit" }, ended)
        .paragraph(text! { fr: "En droit ({source}) : {law}", en: "In law ({source}): {law}"; law })
        .paragraph(text! { fr: "En fait : {facts}", en: "In fact: {facts}" });
    if refund > Cents::ZERO {
        return document.paragraph(text! {
            fr: "La part de la redevance payée pour la période restante vous est rendue : {refund} (CGPPP L2125-6).",
            en: "The part of the fee paid for the remaining time is given back to you: {refund} (CGPPP L2125-6).";
            refund
        });
    }
    document
}

/// A message: subject and body.
pub(crate) type Letter = (Text, Text);

/// The permit ends soon, and may be asked for again.
pub(crate) fn renewal_letter(application: &Application, last: Date) -> Letter {
    let shop = &application.shop.name;
    (
        text! { fr: "Votre autorisation de terrasse prend bientôt fin", en: "Your terrace permit ends soon" },
        text! {
            fr: "L’autorisation de {shop} prend fin le {last}. Elle ne se renouvelle pas d’elle-même : demandez une année de plus depuis la page de votre dossier, une fois la redevance payée.",
            en: "The permit of {shop} ends on {last}. It does not renew itself: ask for another year from the page of your file, once the fee is paid.";
            last
        },
    )
}

/// The permit is granted.
pub(crate) fn granted_letter(
    application: &Application,
    days: Days,
    due: Cents,
    pay_by: Date,
) -> Letter {
    let (shop, days) = (&application.shop.name, days_in_words(days));
    let subject = text! {
        fr: "Votre autorisation de terrasse est accordée",
        en: "Your terrace permit is granted"
    };
    let body = if due > Cents::ZERO {
        text! {
            fr: "Bonjour,\n\nLa commune vous autorise à occuper le domaine public devant {shop}, {days}. L’autorisation est jointe à votre dossier.\n\nLa redevance est de {due}. Payez-la avant le {pay_by}.",
            en: "Hello,\n\nThe town permits you to use public space in front of {shop}, {days}. The permit is in your file.\n\nThe fee is {due}. Please pay it before {pay_by}.";
            days, due, pay_by
        }
    } else {
        text! {
            fr: "Bonjour,\n\nLa commune vous autorise à occuper le domaine public devant {shop}, {days}. L’autorisation est jointe à votre dossier. Il n’y a rien à payer.",
            en: "Hello,\n\nThe town permits you to use public space in front of {shop}, {days}. The permit is in your file. There is nothing to pay.";
            days
        }
    };
    (subject, body)
}

/// The application is refused.
pub(crate) fn refused_letter(application: &Application) -> Letter {
    let shop = &application.shop.name;
    (
        text! {
            fr: "Votre demande de terrasse est refusée",
            en: "Your application for a terrace is refused"
        },
        text! {
            fr: "Bonjour,\n\nLa commune a refusé votre demande pour {shop}. La décision, avec ses motifs et les moyens de la contester, est jointe à votre dossier.",
            en: "Hello,\n\nThe town has refused your application for {shop}. The decision, with its reasons and the ways to appeal, is in your file."
        },
    )
}

/// The fee is still to be paid.
pub(crate) fn reminder_letter(application: &Application, rest: Cents) -> Letter {
    let shop = &application.shop.name;
    (
        text! { fr: "Redevance de terrasse à payer", en: "Terrace fee to pay" },
        text! {
            fr: "Bonjour,\n\nNous n’avons pas reçu toute la redevance de votre terrasse devant {shop}. Il reste {rest} à payer. Une autorisation impayée peut être révoquée et n’est pas renouvelée.\n\nSi vous venez de payer, ne tenez pas compte de ce message.",
            en: "Hello,\n\nWe have not received the whole fee of your terrace in front of {shop}. {rest} are still to be paid. A permit that is not paid for may be revoked and is not renewed.\n\nIf you have just paid, please disregard this message.";
            rest
        },
    )
}

/// The permit has come to its end.
pub(crate) fn expired_letter(application: &Application, last: Date) -> Letter {
    let shop = &application.shop.name;
    (
        text! { fr: "Votre autorisation de terrasse a pris fin", en: "Your terrace permit has ended" },
        text! {
            fr: "Bonjour,\n\nVotre autorisation pour {shop} a pris fin le {last}. Le domaine public doit être libéré. Pour une nouvelle période, déposez une nouvelle demande.",
            en: "Hello,\n\nYour permit for {shop} ended on {last}. The public space must be cleared. For another period, please apply again.";
            last
        },
    )
}

/// The permit is revoked.
pub(crate) fn revoked_letter(application: &Application, ground: Ground) -> Letter {
    let (shop, law) = (&application.shop.name, ground.law());
    (
        text! { fr: "Votre autorisation de terrasse est révoquée", en: "Your terrace permit is revoked" },
        text! {
            fr: "Bonjour,\n\nLa commune met fin à votre autorisation pour {shop}. {law} La décision, avec ses motifs et les moyens de la contester, est jointe à votre dossier.",
            en: "Hello,\n\nThe town ends your permit for {shop}. {law} The decision, with its reasons and the ways to appeal, is in your file.";
            law
        },
    )
}

/// The town did not answer in time.
pub(crate) fn silence_letter(application: &Application) -> Letter {
    let shop = &application.shop.name;
    (
        text! {
            fr: "Votre demande de terrasse est réputée refusée",
            en: "Your application for a terrace is deemed refused"
        },
        text! {
            fr: "Bonjour,\n\nLa commune n’a pas répondu à temps à votre demande pour {shop} : elle est réputée refusée. Vous pouvez demander pourquoi dans le délai de recours ; la commune a un mois pour vous répondre (CRPA L232-4). Elle peut encore prendre une décision écrite.",
            en: "Hello,\n\nThe town did not answer your application for {shop} in time: it is deemed refused. Within the time for appeal you may ask why; the town has one month to answer (CRPA L232-4). It may still take a written decision."
        },
    )
}
