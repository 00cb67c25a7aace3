//! The mayor's order, and what tells the police that an event is called off.

use guichet_sdk::blocks::Applicant;
use guichet_sdk::prelude::*;

use crate::desk::{Conditions, kind_in_words};
use crate::form::Application;
use crate::rules::Opening;

/// Keys of the documents.
pub(crate) const ORDER: &str = "drinks-order";
pub(crate) const CALLED_OFF: &str = "drinks-called-off";
/// Who gets a copy.
pub(crate) const POLICE: &str = "police";

fn subject(document: Document, application: &Application) -> Document {
    let Opening { from, until } = Opening::of_application(application);
    let kind = kind_in_words(application);
    document
        .line(text! { fr: "Association", en: "Association" }, application.association.name.clone())
        .line(text! { fr: "Numéro RNA", en: "RNA number" }, application.association.rna.clone())
        .line(text! { fr: "Manifestation", en: "Event" }, application.event.name.clone())
        .line_in_words(text! { fr: "Type", en: "Kind" }, application.event.kind.clone(), kind)
        .line(text! { fr: "Emplacement", en: "Place" }, application.event.place.clone())
        .line_in_words(text! { fr: "Du", en: "From" }, from.date(), moment(from))
        .line_in_words(text! { fr: "Au", en: "Until" }, until.date(), moment(until))
}

fn moment(at: DateTime) -> Text {
    let (day, time) = (at.date(), at.time());
    text! { fr: "{day} à {time}", en: "{day} at {time}"; day, time }
}

/// The licence.
pub(crate) fn licence(
    application: &Application,
    source: &str,
    conditions: &Conditions,
) -> Document {
    let Applicant { given_names, family_name, .. } = &application.applicant;
    let office = &application.office;
    let (opens, closes) = (application.event.opens, application.event.closes);
    let title = text! {
        fr: "Arrêté autorisant l’ouverture d’un débit de boissons temporaire",
        en: "Order that licenses a temporary bar"
    };
    let document = subject(Document::new(ORDER, title), application)
        .paragraph(text! {
            fr: "Vu {source}, CSP L3321-1 et CGCT L2212-2 : l’association est autorisée à ouvrir la buvette décrite ici.",
            en: "Under {source}, CSP L3321-1 and CGCT L2212-2: the association may open the bar described here."
        })
        .paragraph(text! {
            fr: "{given_names} {family_name} ({office}) répond de la buvette. Elle ouvre chaque jour à {opens} et ferme à {closes}.",
            en: "{given_names} {family_name} ({office}) answers for the bar. It opens at {opens} and closes at {closes} each day.";
            opens, closes
        })
        .paragraph(text! {
            fr: "Il n’y est vendu ou offert que des boissons des groupes 1 et 3. Servir de l’alcool à un mineur ou à une personne ivre est interdit (CSP L3342-1 et R3353-2).",
            en: "Only drinks of groups 1 and 3 are sold or offered there. To serve alcohol to a minor or to somebody drunk is forbidden (CSP L3342-1 and R3353-2)."
        });
    match &conditions.conditions {
        Some(words) => document.paragraph(text! {
            fr: "Prescriptions particulières : {words}", en: "Particular conditions: {words}"
        }),
        None => document,
    }
}

/// The event is called off.
pub(crate) fn called_off(application: &Application) -> Document {
    let title = text! {
        fr: "Débit de boissons temporaire : manifestation annulée",
        en: "Temporary bar: event called off"
    };
    subject(Document::new(CALLED_OFF, title), application).paragraph(text! {
        fr: "La manifestation est annulée : l’autorisation n’a plus d’effet.",
        en: "The event is called off: the licence has no effect any more."
    })
}
