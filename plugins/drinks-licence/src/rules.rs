//! What a request is held to, each rule twice: as a problem that the person can put right, and
//! as a reason of the decision.

use guichet_sdk::prelude::*;

use crate::form::{Application, ApplicationDraft, Drinks, kind_of, necessary};
use crate::kind::{self, LicenceKind, Quota};

/// Texts that the rules come from, beside those of the town's table.
pub(crate) mod source {
    pub(crate) const DRINKS: &str = "CSP L3334-2, L3335-4 et L3321-1";
    pub(crate) const EARLY: &str = "CSP D3335-17";
    pub(crate) const ZONES: &str = "CSP L3335-1";
    pub(crate) const POLICE: &str = "CGCT L2212-2";
    pub(crate) const SILENCE: &str = "CRPA L231-1";
}

/// When bars close.
pub(crate) fn closing_time(ctx: &Context) -> Time {
    ctx.setting("closing-time").unwrap_or(civil::time(2, 0, 0, 0))
}

/// Metres around protected places; none where the town has no such zone.
pub(crate) fn protected_metres(ctx: &Context) -> i64 {
    ctx.setting("protected-metres").unwrap_or(0)
}

/// The town's or the prefect's rules, as decisions quote them.
pub(crate) fn town_rules(ctx: &Context) -> String {
    ctx.setting("rules").unwrap_or_default()
}

/// When a bar is open: from the first opening to the last closing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Opening {
    pub(crate) from: DateTime,
    pub(crate) until: DateTime,
}

impl Opening {
    /// A bar that closes at or before the hour at which it opens does so in the night after.
    pub(crate) fn of(first: Date, last: Date, opens: Time, closes: Time) -> Self {
        let closing_day = if closes <= opens { civil::plus_days(last, 1) } else { last };
        Opening { from: first.to_datetime(opens), until: closing_day.to_datetime(closes) }
    }

    fn of_draft(draft: &ApplicationDraft) -> Option<Self> {
        let event = &draft.event;
        Some(Self::of(event.first_day?, event.last_day?, event.opens?, event.closes?))
    }

    pub(crate) fn of_application(application: &Application) -> Self {
        let event = &application.event;
        Self::of(event.first_day, event.last_day, event.opens, event.closes)
    }

    fn minutes(self) -> i64 {
        civil::minutes_between(self.from, self.until)
    }

    /// Whether each night ends in time: hours at or before that of opening are of the night after.
    fn closes_by(self, cap: Time) -> bool {
        let of_night = |time: Time| (time <= self.from.time(), time.hour(), time.minute());
        of_night(self.until.time()) <= of_night(cap)
    }
}

/// What the person can put right.
pub(crate) fn problems(ctx: &Context, draft: &ApplicationDraft, received: Date) -> Vec<Problem> {
    let (event, kind) = (&draft.event, kind_of(&draft.event));
    let mut problems = Vec::new();
    if draft.drinks == Some(Drinks::Soft) {
        problems.push(ctx.problem(
            "drinks",
            text! {
                fr: "Sans alcool, aucune autorisation n’est nécessaire : vous n’avez rien à demander.",
                en: "Without alcohol no licence is needed: there is nothing to ask for."
            },
        ));
    }
    if let (Some(kind), Some(day)) = (&kind, event.first_day)
        && received > kind.last_day_to_ask(day)
    {
        let notice = kind.notice_in_words();
        problems.push(ctx.problem(
            "event.first-day",
            text! {
                fr: "C’est trop tard : il faut demander au moins {notice} avant le premier jour.",
                en: "That is too late: it must be asked for at least {notice} before the first day.";
                notice
            },
        ));
    }
    if let Some(opening) = Opening::of_draft(draft) {
        problems.extend(hours(ctx, kind.as_ref(), opening));
    }
    problems
}

fn hours(ctx: &Context, kind: Option<&LicenceKind>, opening: Opening) -> Option<Problem> {
    if opening.from.date() > opening.until.date() || opening.minutes() <= 0 {
        return Some(ctx.problem(
            "event.last-day",
            text! {
                fr: "Le dernier jour est avant le premier.", en: "The last day is before the first."
            },
        ));
    }
    if let Some(most) = kind.and_then(|kind| kind.max_hours)
        && opening.minutes() > most * 60
    {
        return Some(ctx.problem(
            "event.last-day",
            text! {
                fr: "Une autorisation de ce type dure {most} heures au plus.",
                en: "A licence of this kind lasts {most} hours at most."
            },
        ));
    }
    let cap = closing_time(ctx);
    (!opening.closes_by(cap)).then(|| {
        ctx.problem(
            "event.closes",
            text! {
                fr: "La buvette doit fermer à {cap} au plus tard.",
                en: "The bar has to close at {cap} at the latest.";
                cap
            },
        )
    })
}

/// No licence of the year is left.
pub(crate) fn none_left(ctx: &Context, quota: &Quota) -> Problem {
    let (most, year) = (quota.most, quota.year());
    ctx.problem(
        "event.first-day",
        text! {
            fr: "Les {most} autorisations de {year} sont prises, demandes en cours comprises.",
            en: "The {most} licences of {year} are taken, pending requests included."
        },
    )
}

/// How many are taken, in words.
pub(crate) fn counted(quota: &Quota) -> Text {
    let (others, most, year) = (quota.others, quota.most, quota.year());
    text! {
        fr: "Déjà comptées en {year}, demandes en cours comprises : {others} sur {most}.",
        en: "Counted already in {year}, pending requests included: {others} of {most}."
    }
}

/// Answers that are missing though this request needs them.
pub(crate) fn missing(ctx: &Context, draft: &ApplicationDraft, received: Date) -> Vec<Problem> {
    let is_missing = |path: &&str| match *path {
        "event.approval" => draft.event.approval.is_none(),
        _ => draft.event.exceptional.is_none(),
    };
    let paths = necessary(draft, received).into_iter().filter(is_missing);
    paths.map(|path| ctx.unanswered(path)).collect()
}

/// Rule by rule, why the request may be granted.
pub(crate) fn reasons(ctx: &Context, application: &Application, received: Date) -> Vec<Reason> {
    let Some(kind) = kind::asked(application) else { return Vec::new() };
    let notice = kind.notice_in_words();
    let in_time = Reason::new(
        "notice",
        text! {
            fr: "Demandée le {received}, au moins {notice} avant la manifestation.",
            en: "Asked for on {received}, at least {notice} before the event.";
            received, notice
        },
    )
    .source(town_rules(ctx))
    .input("event.first-day");
    let drinks = Reason::new(
        "drinks",
        text! {
            fr: "Seules des boissons des groupes 1 et 3 sont servies.",
            en: "Only drinks of groups 1 and 3 are served."
        },
    )
    .source(source::DRINKS)
    .input("drinks");
    let cap = closing_time(ctx);
    let hours = Reason::new(
        "closing",
        text! {
            fr: "La buvette ferme à {cap} au plus tard.",
            en: "The bar closes at {cap} at the latest.";
            cap
        },
    )
    .source(town_rules(ctx))
    .input("event.opens")
    .input("event.closes");
    let mut reasons = vec![in_time, drinks, hours];
    reasons.extend(kind.max_hours.map(|most| {
        let sentence = text! {
            fr: "La dérogation dure {most} heures au plus.",
            en: "The exemption lasts {most} hours at most."
        };
        Reason::new("duration", sentence)
            .source(kind.source.as_str())
            .input("event.first-day")
            .input("event.last-day")
    }));
    if let Some(why) = &application.event.exceptional {
        let sentence = text! {
            fr: "Demandée moins de {months} mois avant, pour une manifestation exceptionnelle : {why}",
            en: "Asked for less than {months} months before, for an exceptional event: {why}";
            months = i64::from(kind.early_months.unwrap_or(0))
        };
        reasons.push(
            Reason::new("exceptional", sentence).source(source::EARLY).input("event.exceptional"),
        );
    }
    if application.event.protected {
        let metres = protected_metres(ctx);
        let sentence = text! {
            fr: "L’emplacement est à moins de {metres} m d’un établissement protégé : un agent le vérifie.",
            en: "The bar is less than {metres} m from a protected place: an agent checks it."
        };
        reasons.push(Reason::new("zone", sentence).source(source::ZONES).input("event.protected"));
    }
    reasons
}

/// Within how many of the year the licence is.
pub(crate) fn quota_reason(quota: &Quota, kind: &LicenceKind) -> Reason {
    let (counted, whose, most) = (counted(quota), kind.counted_in_words(), quota.most);
    Reason::new(
        "quota",
        text! {
            fr: "{most} autorisations par an pour {whose}. {counted}",
            en: "{most} licences a year for {whose}. {counted}";
            counted, whose
        },
    )
    .source(kind.source.as_str())
    .input("association.rna")
    .input("event.kind")
    .input("event.first-day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::LicenceKind;
    use crate::life::town;

    fn opening(last: i8, opens: (i8, i8), closes: (i8, i8)) -> Opening {
        let at = |(hour, minute)| civil::time(hour, minute, 0, 0);
        Opening::of(date(2026, 6, 5), date(2026, 6, last), at(opens), at(closes))
    }

    #[test]
    fn a_bar_that_closes_before_it_opens_closes_in_the_night_after() {
        assert_eq!(opening(5, (18, 0), (23, 30)).minutes(), 330);
        assert_eq!(opening(5, (18, 0), (1, 0)).minutes(), 420);
        assert_eq!(opening(5, (18, 0), (18, 0)).minutes(), 24 * 60, "around the clock");
        assert_eq!(opening(6, (18, 0), (18, 0)).minutes(), 48 * 60);
        assert_eq!(opening(6, (18, 0), (18, 1)).minutes(), 24 * 60 + 1);
        assert!(opening(4, (18, 0), (23, 0)).minutes() < 0);
    }

    #[test]
    fn two_in_the_night_is_later_than_midnight_and_earlier_than_a_minute_past_two() {
        let cap = civil::time(2, 0, 0, 0);
        let closes_by = |closes| opening(5, (18, 0), closes).closes_by(cap);
        for (closes, fits) in [
            ((23, 59), true),
            ((0, 0), true),
            ((1, 59), true),
            ((2, 0), true),
            ((2, 1), false),
            ((18, 0), false),
            ((18, 1), true),
        ] {
            assert_eq!(closes_by(closes), fits, "{closes:?}");
        }
        let eleven = civil::time(23, 0, 0, 0);
        assert!(opening(5, (18, 0), (23, 0)).closes_by(eleven));
        assert!(!opening(5, (18, 0), (23, 1)).closes_by(eleven));
        assert!(!opening(5, (18, 0), (0, 30)).closes_by(eleven));
    }

    #[test]
    fn the_last_day_to_ask_is_counted_from_the_event() {
        town().run(|_| {
            let last = |kind: &str, day| LicenceKind::find(kind).unwrap().last_day_to_ask(day);
            assert_eq!(last("fair", date(2026, 6, 20)), date(2026, 6, 5));
            assert_eq!(last("fair", date(2026, 3, 1)), date(2026, 2, 14));
            let club = LicenceKind::find("sports-club").unwrap();
            assert!(!club.is_late(date(2026, 6, 20), date(2026, 3, 20)));
            assert!(club.is_late(date(2026, 6, 20), date(2026, 3, 21)));
            assert!(!club.is_late(date(2026, 5, 31), date(2026, 2, 28)), "a shorter month");
            assert!(
                !LicenceKind::find("fair").unwrap().is_late(date(2026, 6, 20), date(2026, 6, 5))
            );
        });
    }
}
