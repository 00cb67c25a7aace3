//! What agents do: the buttons that are open at each stage, and what there is to fill in
//! with each.

use guichet_sdk::desk::{self, PieceKind, PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::form::{Application, Zone};
use crate::rules::source;
use crate::settings::Settings;

/// Keys of the actions.
pub(crate) mod key {
    pub(crate) const REQUEST_PIECES: &str = "request-pieces";
    pub(crate) const OPINION: &str = "opinion";
    pub(crate) const ACCEPT: &str = "accept";
    pub(crate) const REFUSE: &str = "refuse";
    pub(crate) const REVOKE: &str = "revoke";
    pub(crate) const ASK_RENEWAL: &str = "ask-renewal";
    pub(crate) const RENEW: &str = "renew";
}

/// While the town examines the application.
pub(crate) fn in_review() -> [Action; 4] {
    [
        Action::agent(
            key::REQUEST_PIECES,
            text! { fr: "Demander des pièces", en: "Ask for documents" },
        )
        .with_form(),
        opinion(),
        Action::agent(key::ACCEPT, text! { fr: "Accorder l’autorisation", en: "Grant the permit" })
            .leads_to(Verdict::Granted)
            .with_form(),
        Action::agent(key::REFUSE, text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form(),
    ]
}

/// While the applicant has time to complete it: no decision meanwhile.
pub(crate) fn waiting() -> [Action; 1] {
    [opinion()]
}

/// Where a permit is on its way to another year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Renewal {
    NotYet,
    Open,
    Asked,
}

/// While the permit is in force.
pub(crate) fn in_force(renewal: Renewal) -> Vec<Action> {
    let next = match renewal {
        Renewal::NotYet => None,
        Renewal::Open => {
            let ask = text! { fr: "Demander une année de plus", en: "Ask for another year" };
            Some(Action::applicant(key::ASK_RENEWAL, ask))
        }
        Renewal::Asked => {
            let renew = text! { fr: "Accorder une année de plus", en: "Grant another year" };
            Some(Action::agent(key::RENEW, renew).leads_to(Verdict::Granted))
        }
    };
    let revoke = text! { fr: "Révoquer l’autorisation", en: "Revoke the permit" };
    next.into_iter().chain([Action::agent(key::REVOKE, revoke).with_form()]).collect()
}

fn opinion() -> Action {
    Action::agent(key::OPINION, text! { fr: "Consigner un avis", en: "Record an opinion" })
        .with_form()
}

/// Lays out what an action asks.
pub(crate) fn lay_out(sheet: &mut Sheet<'_>, turn: &Turn<Application>) {
    match turn.action.as_str() {
        key::REQUEST_PIECES => {
            sheet.ask::<PiecesAsked<Piece>>();
        }
        key::OPINION => {
            sheet.ask::<Opinion>();
        }
        key::ACCEPT => {
            sheet.ask::<Acceptance>();
            for service in missing_opinions(sheet.ctx(), &turn.dossier) {
                sheet.note(text! {
                    fr: "Avis manquant : {service}.", en: "Opinion missing: {service}."; service
                });
            }
        }
        key::REFUSE => {
            sheet.ask::<Refusal<Basis>>();
        }
        key::REVOKE => {
            sheet.ask::<Revocation>();
        }
        _ => {}
    }
}

/// What an application may lack.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Piece {
    #[choice(fr = "Attestation d’assurance", en = "Insurance certificate")]
    Insurance,
    #[choice(fr = "Plan coté", en = "Plan with measures")]
    Plan,
    #[choice(fr = "Photos des lieux", en = "Photos of the place")]
    Photos,
    #[choice(fr = "Fiche technique du mobilier", en = "Data sheet of the furniture")]
    Materials,
    #[choice(fr = "Copie de la licence", en = "Copy of the licence")]
    Licence,
    #[choice(fr = "Numéro SIRET", en = "SIRET number")]
    Siret,
    #[choice(fr = "Dimensions de la terrasse", en = "Measures of the terrace")]
    Measures,
    #[choice(fr = "Période demandée", en = "Period asked for")]
    Period,
}

impl PieceKind for Piece {
    fn path(&self) -> &'static str {
        match self {
            Self::Insurance => "documents.insurance",
            Self::Plan => "documents.plan",
            Self::Photos => "documents.photos",
            Self::Materials => "documents.materials",
            Self::Licence => "documents.licence",
            Self::Siret => "shop.siret",
            Self::Measures => "terrace.length",
            Self::Period => "period.from",
        }
    }
}

/// An opinion of a service, as an agent records it.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Opinion {
    #[page("opinion", fr = "Avis", en = "Opinion")]
    #[field(label(fr = "Service", en = "Service"))]
    pub(crate) service: Service,
    #[field(label(fr = "Sens de l’avis", en = "Opinion"), live)]
    pub(crate) outcome: Outcome,
    #[field(
        label(fr = "Motifs ou prescriptions", en = "Why, or under which conditions"),
        kind = paragraph, max_length = 2000,
        required_if = draft.outcome.is_some_and(|outcome| outcome != Outcome::Favourable)
    )]
    pub(crate) words: Option<String>,
}

/// Who gives an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Service {
    #[choice(fr = "service de la voirie", en = "roads service")]
    Roads,
    #[choice(fr = "architecte des bâtiments de France", en = "historic-buildings architect")]
    HistoricBuildings,
    #[choice(fr = "police municipale", en = "municipal police")]
    Police,
    #[choice(fr = "visite des lieux", en = "visit of the place")]
    Visit,
}

impl Service {
    /// Where the dossier remembers what it said.
    fn fact(self) -> String {
        format!("opinion.{}", self.key())
    }

    fn words_fact(self) -> String {
        format!("opinion.{}.words", self.key())
    }
}

/// What an opinion says.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Outcome {
    #[choice(fr = "favorable", en = "favourable")]
    Favourable,
    #[choice(fr = "favorable avec prescriptions", en = "favourable under conditions")]
    Conditions,
    #[choice(fr = "défavorable", en = "unfavourable")]
    Unfavourable,
}

impl Opinion {
    /// Remembers it with the dossier, in place of an earlier one of the same service.
    pub(crate) fn record(&self, decision: Decision) -> Decision {
        let decision = decision.set(&self.service.fact(), self.outcome);
        match &self.words {
            Some(words) => decision.set(&self.service.words_fact(), words.clone()),
            None => decision.unset(&self.service.words_fact()),
        }
    }

    /// Those recorded so far, in the order of services.
    pub(crate) fn recorded(dossier: &Dossier<Application>) -> Vec<Opinion> {
        let of = |service: Service| {
            let outcome = dossier.fact(&service.fact())?;
            Some(Opinion { service, outcome, words: dossier.fact(&service.words_fact()) })
        };
        Service::VARIANTS.iter().filter_map(|each| of(each.value)).collect()
    }

    /// As a step of the reasoning.
    pub(crate) fn reason(&self) -> Reason {
        let (service, outcome) = (self.service, self.outcome);
        let words = self.words.as_deref().map(|words| format!(" {words}")).unwrap_or_default();
        Reason::new(
            &format!("opinion-{}", service.key()),
            text! {
                fr: "Avis ({service}) : {outcome}.{words}",
                en: "Opinion ({service}): {outcome}.{words}";
                service, outcome
            },
        )
        .source(source::PERMIT)
    }
}

/// Opinions that this application needs.
pub(crate) fn needed_opinions(ctx: &Context, application: &Application) -> Vec<Service> {
    let always = Settings::of(ctx).opinions;
    let protected = Zone::find(&application.terrace.zone).is_some_and(|zone| zone.protected);
    let needs = |service: Service| match service {
        _ if always.contains(&service) => true,
        Service::Roads => application.terrace.anchored,
        Service::HistoricBuildings => protected,
        Service::Police | Service::Visit => false,
    };
    Service::VARIANTS.iter().map(|each| each.value).filter(|service| needs(*service)).collect()
}

/// Those of them that nobody recorded yet.
pub(crate) fn missing_opinions(ctx: &Context, dossier: &Dossier<Application>) -> Vec<Service> {
    let given = Opinion::recorded(dossier);
    let mut needed = needed_opinions(ctx, &dossier.answers);
    needed.retain(|service| given.iter().all(|opinion| opinion.service != *service));
    needed
}

/// What an agent adds to a permit.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Acceptance {
    #[page("accept", fr = "Autorisation", en = "Permit")]
    #[field(
        label(fr = "Prescriptions particulières", en = "Particular conditions"),
        hint(fr = "Écrites dans l’autorisation", en = "Written in the permit"),
        kind = paragraph, max_length = 2000
    )]
    pub(crate) conditions: Option<String>,
}

/// Legal bases of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Basis {
    #[choice(fr = "Passage et accessibilité", en = "Passage and accessibility")]
    Accessibility,
    #[choice(fr = "Circulation et sécurité", en = "Traffic and safety")]
    Safety,
    #[choice(fr = "Affectation du domaine public", en = "Purpose of the public property")]
    Purpose,
    #[choice(fr = "Abords d’un monument protégé", en = "Surroundings of a protected monument")]
    Heritage,
    #[choice(fr = "Règlement communal des terrasses", en = "The town’s rules on terraces")]
    TownRules,
    #[choice(fr = "Redevance impayée", en = "Unpaid fee")]
    Unpaid,
    #[choice(fr = "Dossier resté incomplet", en = "Application left incomplete")]
    Incomplete,
}

impl desk::Ground for Basis {
    fn source(&self, ctx: &Context) -> String {
        let settings = Settings::of(ctx);
        match self {
            Self::Accessibility => format!("{} ; CGCT L2213-6", source::PASSAGE),
            Self::Safety => "CGCT L2212-2 et L2213-6".to_owned(),
            Self::Purpose => "CGPPP L2121-1".to_owned(),
            Self::Heritage => "code du patrimoine L621-32".to_owned(),
            Self::TownRules => settings.deliberation.clone(),
            Self::Unpaid => format!("CGPPP L2125-1 ; {}", settings.deliberation),
            Self::Incomplete => "CRPA L114-5".to_owned(),
        }
    }

    fn law(&self) -> Text {
        match self {
            Self::Accessibility => text! {
                fr: "L’occupation doit laisser aux piétons, et d’abord aux personnes handicapées, un cheminement libre et assez large.",
                en: "The occupation must leave pedestrians, disabled people first, a clear and wide enough way."
            },
            Self::Safety => text! {
                fr: "Le maire n’autorise une occupation que si elle ne gêne pas la circulation ; il veille à la sûreté et à la commodité du passage.",
                en: "The mayor permits an occupation only if it does not hinder traffic, and sees to a safe and easy passage."
            },
            Self::Purpose => text! {
                fr: "Les biens du domaine public sont utilisés conformément à leur affectation à l’utilité publique.",
                en: "Public property is used in accordance with its public purpose."
            },
            Self::Heritage => text! {
                fr: "Aux abords d’un monument historique, les travaux qui en modifient l’aspect demandent un accord.",
                en: "Around a historic monument, works that change its aspect need an agreement."
            },
            Self::TownRules => text! {
                fr: "Le règlement de la commune fixe les conditions d’occupation de son domaine public.",
                en: "The town’s rules set the conditions under which its public property is occupied."
            },
            Self::Unpaid => text! {
                fr: "Toute occupation du domaine public donne lieu au paiement d’une redevance ; l’autorisation n’est pas renouvelée à qui ne l’a pas payée.",
                en: "Any occupation of public property is paid for; a permit is not renewed for who did not pay."
            },
            Self::Incomplete => text! {
                fr: "Les pièces indispensables, demandées avec un délai, n’ont pas été produites.",
                en: "Indispensable documents, asked for with a time limit, were not supplied."
            },
        }
    }

    fn inputs(&self) -> &'static [&'static str] {
        match self {
            Self::Accessibility => &["terrace.passage", "terrace.depth", "documents.plan"],
            Self::Safety | Self::Purpose => &["shop.address", "terrace.kind", "documents.plan"],
            Self::Heritage => &["terrace.zone", "terrace.kind"],
            Self::TownRules => &["terrace.zone", "terrace.kind", "terrace.length"],
            Self::Unpaid => &["shop.siret"],
            Self::Incomplete => &["documents.insurance", "documents.plan"],
        }
    }
}

/// Why the town takes a permit back.
#[derive(Clone, Debug, PartialEq, Form)]
pub(crate) struct Revocation {
    #[page("revoke", fr = "Révocation", en = "Revocation")]
    #[field(label(fr = "Motif", en = "Ground"))]
    pub(crate) ground: Ground,
    #[field(
        label(fr = "Motif de fait", en = "Reason in fact"),
        kind = paragraph, min_length = 20, max_length = 4000
    )]
    pub(crate) facts: String,
    #[field(
        label(
            fr = "Le titulaire a pu présenter ses observations, ou l’urgence ne le permettait pas",
            en = "The holder could put forward observations, or urgency did not allow it"
        ),
        hint(fr = "CRPA L121-1 et L121-2", en = "CRPA L121-1 and L121-2"),
        required
    )]
    pub(crate) heard: bool,
}

/// Grounds of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Ground {
    #[choice(fr = "Intérêt général", en = "General interest")]
    GeneralInterest,
    #[choice(fr = "Conditions non respectées", en = "Conditions not respected")]
    Breach,
    #[choice(fr = "Redevance impayée", en = "Unpaid fee")]
    Unpaid,
    #[choice(fr = "Changement d’exploitant", en = "Change of operator")]
    OperatorChanged,
}

impl Ground {
    /// Whether the holder did not do what the permit asks: what was paid is then kept.
    pub(crate) fn is_fault(self) -> bool {
        matches!(self, Self::Breach | Self::Unpaid)
    }

    /// What the law says.
    pub(crate) fn law(self) -> Text {
        match self {
            Self::GeneralInterest => text! {
                fr: "L’autorisation est précaire et révocable : l’intérêt général y met fin.",
                en: "The permit is precarious and revocable: general interest ends it."
            },
            Self::Breach => text! {
                fr: "L’autorisation est précaire et révocable : elle prend fin si ses conditions ne sont pas respectées.",
                en: "The permit is precarious and revocable: it ends where its conditions are not respected."
            },
            Self::Unpaid => text! {
                fr: "L’occupation du domaine public est payante : l’autorisation prend fin si la redevance n’est pas payée.",
                en: "Occupying public property is paid for: the permit ends where the fee is not paid."
            },
            Self::OperatorChanged => text! {
                fr: "L’autorisation est personnelle : elle prend fin quand l’exploitant change.",
                en: "The permit is personal: it ends when the operator changes."
            },
        }
    }
}
