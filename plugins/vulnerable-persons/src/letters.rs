//! What is posted to the person, and what the prefect is given.

use guichet_sdk::prelude::*;

use crate::form::{Application, Requester};
use crate::rules::source;

/// Keys of the documents.
pub(crate) const ACKNOWLEDGEMENT: &str = "register-acknowledgement";
pub(crate) const EXTRACT: &str = "register-extract";
/// Who gets an extract.
pub(crate) const PREFECT: &str = "prefecture";

/// Facts of a change of address or telephone.
pub(crate) const ADDRESS: &str = "changed.address";
pub(crate) const PHONE: &str = "changed.phone";

/// Who is registered, and how to reach them today.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Registered {
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) phone: String,
}

impl Registered {
    pub(crate) fn of(dossier: &Dossier<Application>) -> Self {
        let application = &dossier.answers;
        let applicant = &application.applicant;
        let (family, given, address, phone) = match &application.person {
            Some(person) => {
                (&person.family_name, &person.given_names, &person.address, Some(&person.phone))
            }
            None => (
                &applicant.family_name,
                &applicant.given_names,
                &applicant.address,
                applicant.phone.as_ref(),
            ),
        };
        Registered {
            name: format!("{given} {family}"),
            address: dossier.fact(ADDRESS).unwrap_or_else(|| address.clone()),
            phone: dossier.fact(PHONE).or_else(|| phone.cloned()).unwrap_or_default(),
        }
    }
}

fn who(document: Document, dossier: &Dossier<Application>) -> Document {
    let Registered { name, address, phone } = Registered::of(dossier);
    document
        .line(text! { fr: "Nom", en: "Name" }, name)
        .line(text! { fr: "Adresse", en: "Address" }, address)
        .line(text! { fr: "Téléphone", en: "Telephone" }, phone)
}

/// The letter that acknowledges a request, to the person, whoever asked.
pub(crate) fn acknowledgement(dossier: &Dossier<Application>) -> Document {
    let application = &dossier.answers;
    let received = dossier.submitted_on;
    let title = text! {
        fr: "Accusé de réception d’une inscription au registre des personnes vulnérables",
        en: "Acknowledgement of a registration as a vulnerable person"
    };
    let mut document = who(Document::new(ACKNOWLEDGEMENT, title), dossier);
    if application.requester == Requester::ThirdParty {
        let applicant = &application.applicant;
        let asked = format!("{} {}", applicant.given_names, applicant.family_name);
        document = document.paragraph(text! {
            fr: "{asked} a demandé par écrit, le {received}, votre inscription au registre que tient le maire. À défaut d’opposition de votre part, la réception de ce courrier vaut confirmation de votre accord. Pour vous opposer, il suffit de nous le dire, par tout moyen.",
            en: "{asked} asked in writing, on {received}, for your registration in the register that the mayor keeps. Unless you object, receiving this letter confirms that you agree. To object it is enough to tell us, by any means.";
            received
        });
    } else {
        document = document.paragraph(text! {
            fr: "Nous avons reçu le {received} la demande d’inscription au registre que tient le maire ; l’inscription est faite.",
            en: "On {received} we received the request to be entered in the register that the mayor keeps; it has been entered.";
            received
        });
    }
    let law = source::REGISTER;
    document
        .paragraph(text! {
            fr: "Ce registre ({law}) ne sert qu’à vous contacter si le plan d’alerte et d’urgence est déclenché. Seuls les agents que le maire désigne le lisent, tenus au secret professionnel ; il est communiqué au préfet, à sa demande, quand le plan est déclenché.",
            en: "This register ({law}) serves only to contact you should the alert and emergency plan be triggered. Only agents whom the mayor names read it, bound by professional secrecy; the prefect is given it on demand when the plan is triggered."
        })
        .paragraph(text! {
            fr: "Vous pouvez à tout moment lire et faire corriger ce qui y figure, ou en sortir.",
            en: "You may read and have corrected what stands in it at any time, or leave it."
        })
}

/// What the prefect is given: identity and contacts, not the details given by consent.
pub(crate) fn extract(dossier: &Dossier<Application>, asked_on: Date) -> Document {
    let application = &dossier.answers;
    let title = text! {
        fr: "Extrait du registre des personnes vulnérables",
        en: "Extract of the register of vulnerable persons"
    };
    let document = who(Document::new(EXTRACT, title), dossier)
        .line(
            text! { fr: "Date de naissance", en: "Date of birth" },
            application.situation.birth_date,
        )
        .line(text! { fr: "Demande du préfet", en: "Request of the prefect" }, asked_on);
    let document = application.services.iter().fold(document, |document, service| {
        let words = format!("{} ({})", service.name, service.phone);
        document.line(text! { fr: "Service à domicile", en: "Home service" }, words)
    });
    let document = application.contacts.iter().fold(document, |document, contact| {
        let words = format!("{} ({})", contact.name, contact.phone);
        document.line(text! { fr: "À prévenir", en: "To be told" }, words)
    });
    let law = source::REGISTER;
    document.paragraph(text! {
        fr: "Communiqué au préfet à l’occasion du déclenchement du plan d’alerte et d’urgence ({law}). À aucune autre fin.",
        en: "Handed over to the prefect as the alert and emergency plan was triggered ({law}). For no other purpose."
    })
}
