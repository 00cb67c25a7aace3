//! What is written in the end: the certificate of enrolment, and the agreement to a school of
//! another town.

use guichet_sdk::prelude::*;

use crate::catchment::School;
use crate::file::File;
use crate::form::Elsewhere;
use crate::level;

/// Keys of the documents.
pub(crate) const CERTIFICATE: &str = "enrolment-certificate";
pub(crate) const AGREEMENT: &str = "residence-agreement";

fn about(key: &str, title: Text, file: &File<'_>) -> Document {
    let child = &file.dossier.answers.child;
    let name = format!("{} {}", child.given_names, child.family_name);
    Document::new(key, title)
        .line(text! { fr: "Enfant", en: "Child" }, name)
        .line(text! { fr: "Date de naissance", en: "Date of birth" }, child.birth_date)
        .line(text! { fr: "Année scolaire", en: "School year" }, level::in_words(file.year))
        .line_in_words(
            text! { fr: "Classe", en: "Class" },
            file.level,
            text! { fr: "{level}", en: "{level}"; level = file.level },
        )
}

/// With which the head of the school admits the child.
pub(crate) fn certificate(ctx: &Context, file: &File<'_>, school: &School) -> Document {
    let town = ctx.town_name.as_str();
    let title =
        text! { fr: "Certificat d’inscription scolaire", en: "Certificate of school enrolment" };
    about(CERTIFICATE, title, file)
        .line(text! { fr: "École", en: "School" }, school.name.clone())
        .paragraph(text! {
            fr: "Le maire de {town} certifie que l’enfant est inscrit dans l’école ci-dessous (code de l’éducation L131-5 et L131-6).",
            en: "The mayor of {town} certifies that the child is enrolled at the school below (code de l’éducation L131-5 and L131-6).";
            town
        })
        .paragraph(text! {
            fr: "Présentez ce certificat à la direction de l’école, qui prononce l’admission.",
            en: "Show this certificate to the head of the school, who admits the child."
        })
}

/// For the town where the child will go to school.
pub(crate) fn agreement(ctx: &Context, file: &File<'_>, elsewhere: &Elsewhere) -> Document {
    let town = ctx.town_name.as_str();
    let host = elsewhere.town.as_str();
    let title = text! { fr: "Accord de scolarisation hors de la commune", en: "Agreement to a school of another town" };
    let document = about(AGREEMENT, title, file)
        .line(text! { fr: "Commune d’accueil", en: "Host town" }, elsewhere.town.clone())
        .paragraph(text! {
            fr: "Le maire de {town} donne son accord à la scolarisation de l’enfant à {host} (code de l’éducation L212-8).",
            en: "The mayor of {town} agrees that the child go to school in {host} (code de l’éducation L212-8).";
            town, host
        });
    match &elsewhere.school {
        Some(school) => document.line(text! { fr: "École", en: "School" }, school.clone()),
        None => document,
    }
}
