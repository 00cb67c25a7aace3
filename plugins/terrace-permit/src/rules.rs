//! What a terrace must respect. Each rule is asked twice: as a problem at a path of the form,
//! which the applicant can put right, and as a reason of the decision that it was respected.

use guichet_sdk::prelude::*;
use guichet_sdk::sources::Company;

use crate::fee::{Fee, MonthCount, Months, Rate};
use crate::form::{Application, ApplicationDraft, Days, Term, TerraceDraft, TerraceKind, Zone};
use crate::settings::Settings;

/// Texts that the rules apply, as decisions quote them.
pub(crate) mod source {
    pub(crate) const TITLE: &str = "CGPPP L2122-1";
    pub(crate) const TEMPORARY: &str = "CGPPP L2122-2";
    pub(crate) const REVOCABLE: &str = "CGPPP L2122-3";
    pub(crate) const HEATING: &str = "CGPPP L2122-1-1 A et R2122-7-1";
    pub(crate) const FEE: &str = "CGPPP L2125-1 et L2125-3";
    pub(crate) const PASSAGE: &str = "arrêté du 15 janvier 2007, article 1er, 3°";
    pub(crate) const PERMIT: &str = "CGCT L2213-6";
    pub(crate) const ASKED_ONCE: &str = "CRPA L113-12";
    pub(crate) const ANCHORED: &str = "code de la voirie routière L113-2";
}

/// The longest side of a terrace in metres: beyond it, something else was measured.
const LONGEST: Decimal = Decimal::ONE_HUNDRED;

/// What stands against the rules among the answers given so far.
pub(crate) fn check(
    ctx: &Context,
    settings: &Settings,
    draft: &ApplicationDraft,
    received: Date,
) -> Vec<Problem> {
    let terrace = &draft.terrace;
    let mut problems = Vec::new();
    problems.extend(measures(ctx, terrace));
    if problems.is_empty() {
        problems.extend(passage(ctx, settings, terrace));
        problems.extend(facade(ctx, settings, terrace));
    }
    problems.extend(heating(ctx, terrace));
    problems.extend(lead_time(ctx, settings, draft, received));
    problems.extend(duration(ctx, settings, draft));
    if let Some(Err(problem)) = fee(ctx, settings, draft) {
        problems.push(problem);
    }
    problems
}

/// The establishment is closed.
pub(crate) fn closed(ctx: &Context, company: &Company) -> Problem {
    let name = company.name.as_str();
    ctx.problem("shop.siret", text! {
        fr: "{name} : cet établissement est fermé au répertoire Sirene. Indiquez le SIRET de celui que vous exploitez.",
        en: "{name}: this establishment is closed in the Sirene register. Give the SIRET of the one that you run."
    })
}

/// That it is open, where the register was asked.
pub(crate) fn open_reason(company: &Company) -> Reason {
    let name = company.name.as_str();
    Reason::new("company", text! {
        fr: "{name} : établissement ouvert au répertoire Sirene ; aucun extrait Kbis n’est demandé.",
        en: "{name}: establishment open in the Sirene register; no Kbis is asked for."
    })
    .source(source::ASKED_ONCE)
    .input("shop.siret")
}

fn is_measure(metres: Decimal) -> bool {
    metres > Decimal::ZERO && metres <= LONGEST && metres.normalize().scale() <= 2
}

fn measures(ctx: &Context, terrace: &TerraceDraft) -> Vec<Problem> {
    let fields = [
        ("terrace.length", terrace.length),
        ("terrace.depth", terrace.depth),
        ("terrace.facade", terrace.facade),
        ("terrace.passage", terrace.passage),
    ];
    let wrong = |metres: Option<Decimal>| metres.is_some_and(|metres| !is_measure(metres));
    fields
        .into_iter()
        .filter(|(_, metres)| wrong(*metres))
        .map(|(path, _)| {
            ctx.problem(
                path,
                text! {
                    fr: "Indiquez une mesure en mètres, de 0,01 à 100, au centimètre près.",
                    en: "Give a measure in metres, from 0.01 to 100, to the centimetre."
                },
            )
        })
        .collect()
}

/// Length × depth, where both are measures.
pub(crate) fn area(terrace: &TerraceDraft) -> Option<Decimal> {
    let (length, depth) = (terrace.length?, terrace.depth?);
    (is_measure(length) && is_measure(depth)).then(|| length * depth)
}

fn passage(ctx: &Context, settings: &Settings, terrace: &TerraceDraft) -> Option<Problem> {
    let (given, minimum, source) = (terrace.passage?, settings.minimum_passage, source::PASSAGE);
    (given < minimum).then(|| {
        ctx.problem("terrace.passage", text! {
            fr: "Le passage laissé aux piétons doit mesurer au moins {minimum} m ; vous indiquez {given} m. Réduisez la profondeur de la terrasse ({source}).",
            en: "The passage left to pedestrians must be at least {minimum} m; you give {given} m. Make the terrace less deep ({source}).";
            minimum, given
        })
    })
}

fn facade(ctx: &Context, settings: &Settings, terrace: &TerraceDraft) -> Option<Problem> {
    let (length, facade, source) = (terrace.length?, terrace.facade?, &settings.deliberation);
    (length > facade).then(|| {
        ctx.problem("terrace.length", text! {
            fr: "La terrasse ({length} m) ne peut pas être plus longue que votre façade ({facade} m). Réduisez sa longueur ({source}).",
            en: "The terrace ({length} m) may not be longer than your façade ({facade} m). Make it shorter ({source}).";
            length, facade
        })
    })
}

fn heating(ctx: &Context, terrace: &TerraceDraft) -> Option<Problem> {
    let source = source::HEATING;
    (terrace.heating? && terrace.kind? != TerraceKind::Closed).then(|| {
        ctx.problem("terrace.heating", text! {
            fr: "Chauffer ou climatiser l’extérieur est interdit sur le domaine public : renoncez-y ({source}).",
            en: "Heating or cooling the open air is forbidden on public property: do without ({source})."
        })
    })
}

fn lead_time(
    ctx: &Context,
    settings: &Settings,
    draft: &ApplicationDraft,
    received: Date,
) -> Option<Problem> {
    let (from, days, source) = (draft.period.from?, settings.lead_days, &settings.deliberation);
    if let Some(deadline) = next_year(settings, draft, received)
        && received > deadline
    {
        let year = from.year();
        return Some(ctx.problem("period.from", text! {
            fr: "Une occupation à l’année en {year} se demande au plus tard le {deadline} ({source}).",
            en: "A whole year of {year} is asked for on {deadline} at the latest ({source}).";
            deadline
        }));
    }
    let earliest = civil::plus_days(received, days);
    (from < earliest).then(|| {
        ctx.problem("period.from", text! {
            fr: "La demande se fait {days} jours avant : choisissez un premier jour à partir du {earliest} ({source}).",
            en: "Apply {days} days ahead: choose a first day from {earliest} on ({source}).";
            days, earliest
        })
    })
}

/// By when to ask for the whole of the year after the one of `received`.
fn next_year(settings: &Settings, draft: &ApplicationDraft, received: Date) -> Option<Date> {
    let from = draft.period.from?;
    let next = draft.period.term? == Term::Yearly && from.year() == received.year() + 1;
    settings.yearly_deadline.filter(|_| next)?.of(received.year())
}

fn duration(ctx: &Context, settings: &Settings, draft: &ApplicationDraft) -> Option<Problem> {
    let days = Days::of(&draft.period)?;
    if days.last < days.first {
        return Some(ctx.problem(
            "period.until",
            text! {
                fr: "Le dernier jour ne peut pas précéder le premier.",
                en: "The last day may not come before the first."
            },
        ));
    }
    let (months, source) = (settings.maximum_months, source::TEMPORARY);
    let path = if draft.period.until.is_some() { "period.until" } else { "period.term" };
    Months::between(days.first, days.last, MonthCount::Days).exceed(months).then(|| {
        ctx.problem(
            path,
            text! {
                fr: "L’occupation est temporaire : {months} mois au plus ({source}).",
                en: "The occupation is temporary: {months} months at most ({source})."
            },
        )
    })
}

/// The fee that a draft leads to; nothing where it does not say enough, a problem where the
/// town has no rate for it or the fee is beyond what can be charged.
pub(crate) fn fee(
    ctx: &Context,
    settings: &Settings,
    draft: &ApplicationDraft,
) -> Option<Result<Fee, Problem>> {
    let terrace = &draft.terrace;
    let (zone, kind) = (terrace.zone.as_deref()?, terrace.kind?);
    let Some(rate) = Zone::find(zone).and_then(|zone| Rate::find(&zone, kind)) else {
        let source = &settings.deliberation;
        return Some(Err(ctx.problem("terrace.kind", text! {
            fr: "La commune n’a pas de tarif pour ce type d’occupation dans cette zone : choisissez un autre type ({source}).",
            en: "The town has no rate for this kind in this zone: choose another kind ({source})."
        })));
    };
    let (area, days) = (area(terrace)?, Days::of(&draft.period)?);
    if days.last < days.first {
        return None;
    }
    let first_year = draft.period.first_year.unwrap_or(false);
    Some(priced(ctx, settings, area, rate, days, first_year))
}

fn priced(
    ctx: &Context,
    settings: &Settings,
    area: Decimal,
    rate: Rate,
    days: Days,
    first_year: bool,
) -> Result<Fee, Problem> {
    let months = Months::between(days.first, days.last, settings.month_count);
    Fee::of(settings, area, rate, months, first_year).ok_or_else(|| {
        ctx.problem("terrace.length", text! {
            fr: "La redevance dépasse ce qui peut être demandé en ligne : adressez-vous à la mairie.",
            en: "The fee is beyond what can be asked online: please see the town hall."
        })
    })
}

/// The fee of a finished application for these days, which may be fewer than were asked for.
pub(crate) fn fee_of(
    ctx: &Context,
    settings: &Settings,
    application: &Application,
    days: Days,
) -> Result<Fee, Problem> {
    let answers = Answers::from(application.to_answers());
    let mut draft = Application::draft(&answers, ctx);
    draft.period.term = Some(Term::Season);
    draft.period.from = Some(days.first);
    draft.period.until = Some(days.last);
    fee(ctx, settings, &draft).unwrap_or_else(|| {
        Err(ctx.refusal(text! {
            fr: "La redevance ne peut pas être calculée.",
            en: "The fee cannot be computed."
        }))
    })
}

/// Why the application respects the rules, one by one, and what it costs.
pub(crate) fn reasons(
    settings: &Settings,
    application: &Application,
    received: Date,
    fee: &Fee,
) -> Vec<Reason> {
    let terrace = &application.terrace;
    let (given, minimum) = (terrace.passage, settings.minimum_passage);
    let (length, facade) = (terrace.length, terrace.facade);
    let (from, lead) = (application.period.from, settings.lead_days);
    let ahead = civil::days_between(received, from);
    let mut reasons = vec![
        Reason::new("title", text! {
            fr: "Occuper le domaine public demande une autorisation écrite, temporaire et révocable : le silence de la commune ne vaut pas accord.",
            en: "Occupying public property takes a written permit, temporary and revocable: silence of the town is no consent."
        })
        .source("CGPPP L2122-1 à L2122-3 ; CE 387315"),
        Reason::new("passage", text! {
            fr: "Passage laissé aux piétons : {given} m, pour un minimum de {minimum} m.",
            en: "Passage left to pedestrians: {given} m; at least {minimum} m are needed.";
            given, minimum
        })
        .source(source::PASSAGE)
        .input("terrace.passage"),
        Reason::new("facade", text! {
            fr: "Longueur de {length} m, dans la limite de la façade de {facade} m.",
            en: "Length of {length} m, within the façade of {facade} m.";
            length, facade
        })
        .source(settings.deliberation.as_str())
        .input("terrace.length")
        .input("terrace.facade"),
        Reason::new("lead-time", text! {
            fr: "Demande reçue {ahead} jours avant le {from}, pour un délai de {lead} jours.",
            en: "Application received {ahead} days before {from}; {lead} days are needed.";
            from
        })
        .source(settings.deliberation.as_str())
        .input("period.from"),
        heating_reason(application),
        regime(application),
    ];
    reasons.push(fee_reason(settings, application, fee));
    reasons
}

fn heating_reason(application: &Application) -> Reason {
    let sentence = if application.terrace.heating {
        text! {
            fr: "Chauffage ou climatisation dans une terrasse fermée, où ils sont permis.",
            en: "Heating or air conditioning in a closed terrace, where they are allowed."
        }
    } else {
        text! {
            fr: "Ni chauffage ni climatisation en extérieur.",
            en: "No heating or air conditioning outdoors."
        }
    };
    Reason::new("heating", sentence)
        .source(source::HEATING)
        .input("terrace.heating")
        .input("terrace.kind")
}

/// Which of the two permits it is.
fn regime(application: &Application) -> Reason {
    let (sentence, source) = if application.terrace.anchored {
        let sentence = text! {
            fr: "L’installation est ancrée dans le sol : une permission de voirie est nécessaire.",
            en: "It is anchored in the ground: a “permission de voirie” is needed."
        };
        (sentence, source::ANCHORED)
    } else {
        let sentence = text! {
            fr: "L’installation n’est pas ancrée dans le sol : un permis de stationnement suffit.",
            en: "It is not anchored in the ground: a “permis de stationnement” is enough."
        };
        (sentence, source::PERMIT)
    };
    Reason::new("permit-kind", sentence).source(source).input("terrace.anchored")
}

/// What it costs and how that was computed.
pub(crate) fn fee_reason(settings: &Settings, application: &Application, fee: &Fee) -> Reason {
    let (area, computation) = (fee.area_in_words(), fee.in_words());
    let sentence =
        text! { fr: "{area} {computation}", en: "{area} {computation}"; area, computation };
    let mut reason = Reason::new("fee", sentence)
        .source(format!("{} ; {}", source::FEE, settings.deliberation))
        .input("terrace.zone")
        .input("terrace.kind")
        .input("terrace.length")
        .input("terrace.depth")
        .input("period.term")
        .input("period.from");
    if application.period.until.is_some() {
        reason = reason.input("period.until");
    }
    if fee.discount > 0 {
        reason = reason.input("period.first-year");
    }
    reason
}
