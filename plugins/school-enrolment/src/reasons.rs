//! Why: the rules that a request was looked at by, with their sources, in words for the family.

use guichet_sdk::prelude::*;

use crate::desk::AgreementAnswer;
use crate::exemption::Situation;
use crate::file::{File, deliberation};
use crate::form::Lives;
use crate::level::{self, Level};

impl File<'_> {
    /// All that a decision stands on but the decision itself.
    pub(crate) fn reasons(&self, ctx: &Context) -> Vec<Reason> {
        let (situation, deliberation) = (self.situation, deliberation(ctx));
        let criteria = self.criteria.iter().map(|each| each.reason(situation, &deliberation));
        let mut reasons = vec![documents(), self.class()];
        reasons.extend(self.area(ctx));
        reasons.extend(criteria);
        reasons.extend(self.agreement.map(agreement));
        reasons
    }

    fn class(&self) -> Reason {
        let (level, year) = (self.level, level::in_words(self.year));
        let birth = self.dossier.answers.child.birth_date;
        let born = birth.year();
        let sentence = if Level::by_age(birth, self.year) != Some(level) {
            text! {
                fr: "Classe que vous indiquez pour {year} : {level}.",
                en: "Class that you give for {year}: {level}.";
                level
            }
        } else if level == Level::Tps {
            text! {
                fr: "L’enfant, né en {born}, peut entrer en {level} en {year}, s’il y a de la place.",
                en: "The child, born in {born}, may begin {level} in {year} if there is room.";
                level
            }
        } else {
            text! {
                fr: "L’enfant, né en {born}, est en âge d’entrer en {level} en {year} ; l’instruction est obligatoire.",
                en: "The child, born in {born}, is of age for {level} in {year}; instruction is compulsory.";
                level
            }
        };
        let source = match level {
            Level::Tps => "code de l’éducation L113-1 et D113-1",
            _ => "code de l’éducation L131-1 et L131-5",
        };
        Reason::new("class", sentence)
            .source(source)
            .input("child.birth-date")
            .input("schooling.year")
    }

    fn area(&self, ctx: &Context) -> Option<Reason> {
        let deliberation = deliberation(ctx);
        let sentence = match (&self.school, self.situation) {
            (_, Situation::FromElsewhere) => return None,
            (Some(school), _) => {
                let school = school.name.as_str();
                text! {
                    fr: "L’adresse de l’enfant dépend de l’école : {school}.", en: "The child’s address belongs to the school {school}."
                }
            }
            (None, _) => text! {
                fr: "L’adresse de l’enfant n’est pas dans la liste des rues : la mairie dit de quelle école elle dépend.",
                en: "The child’s address is not in the list of streets: the town hall says which school it belongs to."
            },
        };
        let path = match self.dossier.answers.home.lives {
            Lives::WithApplicant => "applicant.address",
            Lives::Elsewhere => "home.address",
        };
        let source = format!("code de l’éducation L131-5 et L212-7 ; {deliberation}");
        Some(Reason::new("catchment", sentence).source(source).input(path))
    }
}

fn agreement((answer, on): (AgreementAnswer, Date)) -> Reason {
    let sentence = match answer {
        AgreementAnswer::Agrees => text! {
            fr: "La commune de résidence a donné son accord le {on}.", en: "The town of residence agreed on {on}."; on
        },
        AgreementAnswer::Declines => text! {
            fr: "La commune de résidence a refusé son accord le {on}.", en: "The town of residence did not agree on {on}."; on
        },
    };
    Reason::new("agreement", sentence).source("code de l’éducation L212-8").input("home.in-town")
}

fn documents() -> Reason {
    Reason::new("documents", text! {
        fr: "Identité de l’enfant, identité des responsables, domicile : chacun par un document ou sur l’honneur. Vérifier le domicile n’empêche pas l’inscription.",
        en: "Identity of the child, identity of the guardians, home: each by a document or on one’s honour. Checking the home does not stand in the way of enrolment."
    })
    .source("code de l’éducation D131-3-1")
    .input("child-identity.means")
    .input("guardians-identity.means")
    .input("home-evidence.means")
}
