//! What the law means for a dossier, in plain words, on pages and in letters alike.

use super::wording::period;
use super::{Installed, Law, Tracked};
use crate::contract::{Date, Silence, Verdict};
use crate::dossier::{Author, Due, Entry, Holidays, Legally, Passed};
use crate::plugin::Appeal;
use crate::texts::Texts;

/// Where a dossier stands in law; nothing where there is nothing to say.
pub fn law_sentence(law: &Law, t: &Texts) -> String {
    let day = |day: Date| ("day", t.date(day).into());
    if let Some(handed) = law.handed {
        return t.with("law-handed", &[day(handed)]);
    }
    match (law.silent, law.standing) {
        (Some((on, Silence::Accepted)), _) => t.with("law-accepted", &[day(on)]),
        (Some((on, Silence::Refused)), _) => t.with("law-refused", &[day(on)]),
        (None, Legally::Due(last, means)) => {
            let key = match means {
                Silence::Accepted => "law-due-accepted",
                Silence::Refused => "law-due-refused",
            };
            t.with(key, &[day(last)])
        }
        (None, Legally::NotBegun(asked)) => t.with("law-not-begun", &[day(asked.on)]),
        (None, Legally::Suspended(asked, last)) => t.with(
            "law-suspended",
            &[("since", t.date(asked.on).into()), ("until", t.date(asked.until).into()), day(last)],
        ),
        (None, Legally::Free | Legally::Over) => String::new(),
    }
}

/// The same for who has to answer: with the working days that are left, and the town's own aim.
pub fn law_task(law: &Law, t: &Texts) -> String {
    let mut said = law_sentence(law, t);
    let runs = matches!(law.standing, Legally::Due(..) | Legally::Suspended(..));
    if law.handed.is_none() && law.silent.is_none() && runs {
        said = format!("{said} {}", days_left(law.left, t));
    }
    if let Some(target) = law.target.filter(|_| law.handed.is_none()) {
        said = format!("{said} {}", t.with("law-target", &[("day", t.date(target).into())]));
    }
    said.trim().to_owned()
}

/// `12 working days left`, or that the day is over.
pub fn days_left(left: i32, t: &Texts) -> String {
    match left {
        ..0 => t.with("law-overdue", &[("count", (-left).into())]),
        0 => t.text("law-today").into_owned(),
        _ => t.with("law-left", &[("count", left.into())]),
    }
}

/// What falls due.
pub fn due_name(due: Due, t: &Texts) -> String {
    let key = match due {
        Due::Lapse => "due-lapse",
        Due::Silence => "due-silence",
        Due::Tell => "due-tell",
    };
    t.text(key).into_owned()
}

/// What asking for pieces does to the clock (CRPA L114-5, R112-11-4).
pub fn suspension_sentence(tracked: &Tracked, law: &Law, until: Date, t: &Texts) -> String {
    let values = [("until", t.date(until).into())];
    match law.standing {
        Legally::NotBegun(_) => t.text("suspension-not-begun").into_owned(),
        Legally::Suspended(..) => t.with("suspension-suspended", &values),
        Legally::Due(..) if tracked.state.demand.is_some() => {
            t.text("suspension-none").into_owned()
        }
        _ => String::new(),
    }
}

/// Ways to appeal, each with its time, and its last day where it is known when the decision was
/// notified (CJA R421-1, R421-5).
pub fn appeal_lines(
    appeals: &[Appeal],
    notified: Option<Date>,
    holidays: &Holidays,
    t: &Texts,
) -> Vec<String> {
    let line = |appeal: &Appeal| {
        let within = period(&appeal.within.to_string(), t);
        let said = t.with(&format!("appeal-{}", appeal.route), &[("within", within.into())]);
        let last = notified.and_then(|day| holidays.last_day_to_appeal(day, appeal.within));
        match last {
            Some(last) => {
                format!("{said} {}", t.with("appeal-last-day", &[("day", t.date(last).into())]))
            }
            None => format!("{said} {}", t.text("appeal-from")),
        }
    };
    appeals.iter().map(line).collect()
}

/// Given and family name, quality and service of who decided or wrote (CRPA L111-2, L212-1).
pub fn author_line(author: &Author, t: &Texts) -> String {
    let key = if author.delegation.is_some() { "author-line-delegated" } else { "author-line" };
    t.with(
        key,
        &[
            ("name", format!("{} {}", author.given_names, author.family_name).into()),
            ("quality", author.quality.clone().into()),
            ("service", author.service.clone().into()),
            ("order", author.delegation.clone().unwrap_or_default().into()),
        ],
    )
}

/// What a decision has to say beside itself: who made it, how to contest it, that it was computed
/// (CRPA L212-1, L311-3-1; CJA R421-5).
pub fn decision_rows(
    installed: &Installed,
    entry: &Entry,
    notified: Option<Date>,
    holidays: &Holidays,
    t: &Texts,
) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (t.text(label).into_owned(), value);
    let manifest = installed.manifest();
    let mut rows = Vec::new();
    if let Some(author) = &entry.author {
        rows.push(row("decision-author", author_line(author, t)));
    }
    let decision = &entry.decision;
    let unfavourable = matches!(decision.verdict, Some(Verdict::Refused | Verdict::PartlyGranted));
    if unfavourable || decision.exemption {
        let line = |reason: &crate::contract::Reason| {
            let said = crate::contract::text_in(&reason.sentence, t.lang());
            match &reason.source {
                Some(source) => format!("{said} ({source})"),
                None => said.to_owned(),
            }
        };
        let reasons: Vec<String> = decision.reasons.iter().map(line).collect();
        rows.push(row("decision-reasons", reasons.join("\n")));
    }
    let lines = appeal_lines(&manifest.legal.appeal, notified, holidays, t);
    if !lines.is_empty() {
        rows.push(row("receipt-appeal", lines.join("\n")));
    }
    if let Some(algorithm) = &manifest.algorithm {
        rows.push(row("decision-algorithm", algorithm_mention(&algorithm.purpose, t)));
    }
    rows
}

/// That a decision was computed, and what its addressee may ask for (CRPA R311-3-1-1).
pub fn algorithm_mention(purpose: &crate::plugin::Words, t: &Texts) -> String {
    let purpose = purpose.get(t.lang()).or_else(|| purpose.get("fr")).cloned().unwrap_or_default();
    t.with("algorithm-mention", &[("purpose", purpose.into())])
}

/// What passed in terms of the law: a heading, and rows that say it. Nothing of other things.
pub fn law_rows(
    what: &Passed,
    tracked: &Tracked,
    t: &Texts,
) -> Option<(String, Vec<(String, String)>)> {
    let row = |label: &str, value: String| (t.text(label).into_owned(), value);
    let said = |key: &str, day: Date| t.with(key, &[("day", t.date(day).into())]);
    match what {
        Passed::Silent { on, means: Silence::Accepted } => Some((
            t.text("silent-accepted").into_owned(),
            vec![
                row("status", said("law-accepted", *on)),
                row("silent-right", t.text("right-attestation").into_owned()),
            ],
        )),
        Passed::Silent { on, means: Silence::Refused } => {
            let mut rows = vec![
                row("status", said("law-refused", *on)),
                row("silent-right", t.text("right-reasons").into_owned()),
            ];
            let legal = &tracked.installed.manifest().legal;
            let course = tracked.state.course.as_ref();
            let lines = course.map(|course| {
                appeal_lines(&legal.appeal, Some(*on), &course.terms.holidays, t).join("\n")
            });
            rows.extend(lines.filter(|l| !l.is_empty()).map(|lines| row("receipt-appeal", lines)));
            Some((t.text("silent-refused").into_owned(), rows))
        }
        Passed::HandedOver { on, to } => {
            let clock = match tracked.state.course.as_ref().and_then(|course| course.deadline()) {
                Some((day, Silence::Refused)) => said("handed-refused", day),
                _ => match tracked.state.course.as_ref().map(|course| course.terms.silence) {
                    Some(crate::plugin::SilenceRule::Accept) => {
                        t.text("handed-accepted").into_owned()
                    }
                    _ => String::new(),
                },
            };
            let mut rows = vec![
                row("handed-why", said("law-handed", *on)),
                row("handed-to", format!("{}\n{}", to.name, to.address)),
            ];
            if !clock.is_empty() {
                rows.push(row("receipt-silence", clock));
            }
            Some((t.text("handed-title").into_owned(), rows))
        }
        Passed::Irregular { until, formalities, basis } => Some((
            t.text("irregular-title").into_owned(),
            vec![
                row("irregular-what", formalities.clone()),
                row("irregular-by", t.date(*until)),
                row("irregular-texts", basis.clone()),
            ],
        )),
        Passed::TakingBack { ground, reason } => Some((
            t.text("taking-back-title").into_owned(),
            vec![
                row(
                    "taking-back-ground",
                    t.text(&format!("ground-{}", ground.name())).into_owned(),
                ),
                row("taking-back-why", reason.clone()),
            ],
        )),
        _ => None,
    }
}
