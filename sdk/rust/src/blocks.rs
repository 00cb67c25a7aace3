//! Groups of fields that many procedures ask for, worded once: who applies, a child, a
//! guardian, an association. Each is a [`Form`] to use with `#[field(group)]` or
//! `#[field(repeat(…))]`; a procedure adds its own fields beside them.
//!
//! Only what nearly every procedure asks is here (CRPA L113-12: nothing is asked without need);
//! what one procedure needs belongs to it.

use crate::prelude::*;

/// Somebody who applies for themselves or for somebody else, and how to reach them. What an
/// identity provider vouched for is filled in and locked.
///
/// The paths are those of `[applicant]` in `plugin.toml`: `applicant.family-name` and so on,
/// where the group is called `applicant`.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Applicant {
    /// Family name.
    #[field(
        label(fr = "Votre nom", en = "Your family name"),
        min_length = 1, max_length = 120, autofill = "family-name",
        prefill = ctx.identity.as_ref().map(|known| known.family_name.clone()), locked
    )]
    pub family_name: String,
    /// Given names.
    #[field(
        label(fr = "Vos prénoms", en = "Your given names"),
        min_length = 1, max_length = 120, autofill = "given-name",
        prefill = ctx.identity.as_ref().map(|known| known.given_names.clone()), locked
    )]
    pub given_names: String,
    /// For receipts and questions; [`Sheet::online`] makes it necessary where somebody fills in
    /// the form alone. At the counter and on paper people without one are written to by post.
    #[field(
        label(fr = "Votre courriel", en = "Your e-mail"), kind = email, autofill = "email",
        prefill = ctx.identity.as_ref().and_then(|known| known.email.clone())
    )]
    pub email: Option<String>,
    /// For questions.
    #[field(
        label(fr = "Votre téléphone", en = "Your telephone"),
        kind = phone, autofill = "tel"
    )]
    pub phone: Option<String>,
    /// Where to write to.
    #[field(
        label(fr = "Votre adresse postale", en = "Your postal address"),
        autofill = "street-address"
    )]
    pub address: Address,
}

/// A child that a procedure is about.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Child {
    /// Family name.
    #[field(
        label(fr = "Nom de l’enfant", en = "Child’s family name"),
        min_length = 1,
        max_length = 120
    )]
    pub family_name: String,
    /// Given names.
    #[field(
        label(fr = "Prénoms de l’enfant", en = "Child’s given names"),
        min_length = 1,
        max_length = 120
    )]
    pub given_names: String,
    /// Day of birth.
    #[field(
        label(fr = "Date de naissance de l’enfant", en = "Child’s date of birth"),
        latest = ctx.today(), live
    )]
    pub birth_date: Date,
}

/// Somebody who has parental authority, or a child in their care.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Guardian {
    /// Family name.
    #[field(
        label(fr = "Nom du responsable", en = "Guardian’s family name"),
        min_length = 1,
        max_length = 120
    )]
    pub family_name: String,
    /// Given names.
    #[field(
        label(fr = "Prénoms du responsable", en = "Guardian’s given names"),
        min_length = 1,
        max_length = 120
    )]
    pub given_names: String,
    /// What they are to the child.
    #[field(label(fr = "Lien avec l’enfant", en = "Relation to the child"))]
    pub relation: Relation,
    /// Telephone.
    #[field(label(fr = "Téléphone du responsable", en = "Guardian’s telephone"), kind = phone)]
    pub phone: Option<String>,
    /// E-mail.
    #[field(label(fr = "Courriel du responsable", en = "Guardian’s e-mail"), kind = email)]
    pub email: Option<String>,
}

/// What somebody is to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Relation {
    /// Mother or father.
    #[choice(fr = "Parent", en = "Parent")]
    Parent,
    /// By a judge’s or the family council’s decision.
    #[choice(fr = "Tuteur ou tutrice", en = "Legal guardian")]
    LegalGuardian,
    /// Foster family, institution.
    #[choice(
        fr = "Personne ou service à qui l’enfant est confié",
        en = "Person or service in charge of the child"
    )]
    Carer,
}

/// An association.
#[derive(Clone, Debug, PartialEq, Form)]
pub struct Association {
    /// Its name.
    #[field(
        label(fr = "Nom de l’association", en = "Name of the association"),
        min_length = 1,
        max_length = 160,
        autofill = "organization"
    )]
    pub name: String,
    /// Its number in the Répertoire national des associations (CRPA R112-9-1).
    #[field(
        label(fr = "Numéro RNA", en = "RNA number"),
        hint(
            fr = "W et neuf chiffres, sur le récépissé de déclaration",
            en = "W and nine digits, on the receipt of its declaration"
        ),
        kind = rna,
        live
    )]
    pub rna: String,
    /// Where it has its seat.
    #[field(label(fr = "Adresse du siège", en = "Address of its seat"))]
    pub seat: Address,
}

impl Sheet<'_> {
    /// Makes the field at `path` necessary where somebody fills in the form alone: an applicant
    /// who applies electronically has an electronic address (CRPA R112-9-1).
    ///
    /// In `form` and not in the struct, so that a dossier from the counter stays readable.
    pub fn online(&mut self, path: &str) -> &mut Self {
        if self.ctx().channel == Channel::Online
            && let Some(field) = self.edit(path)
        {
            field.required = true;
        }
        self
    }
}
