//! What a family keeps of its place.

use guichet_sdk::prelude::*;

use crate::file::File;
use crate::form;
use crate::stay::Nursery;

/// Key of the document.
const ADMISSION: &str = "nursery-admission";

/// Where, from when, on which days and at which price.
pub(crate) fn admission(
    ctx: &Context,
    file: &File<'_>,
    nursery: &Nursery,
    entry: Date,
) -> Document {
    let days = |lang| file.days.iter().map(|day| day.label(lang)).collect::<Vec<_>>().join(", ");
    let title =
        text! { fr: "Attribution d’une place en crèche", en: "Grant of a place at a nursery" };
    let mut document = Document::new(ADMISSION, title)
            .paragraph(text! {
                fr: "La commune vous attribue une place en crèche, selon le contrat d’accueil que vous avez signé.",
                en: "The town gives you a place at a nursery, by the contract that you signed."
            })
            .line(text! { fr: "Crèche", en: "Nursery" }, nursery.name.clone())
            .line(text! { fr: "Entrée", en: "Entry" }, entry)
            .line_in_words(
                text! { fr: "Jours", en: "Days" },
                file.days.clone(),
                Text::new().with("fr", days("fr")).with("en", days("en")),
            );
    if let Some(minutes) = file.draft.weekly_minutes() {
        let label = text! { fr: "Heures par semaine", en: "Hours a week" };
        document = document.line(label, form::in_hours(minutes));
    }
    if let Some(fee) = file.fee(ctx) {
        let hourly = fee.hourly;
        document = document
            .line_in_words(
                text! { fr: "Tarif horaire", en: "Hourly fee" },
                hourly,
                text! { fr: "{hourly}", en: "{hourly}"; hourly },
            )
            .paragraph(fee.in_words());
    }
    document
}
