//! What people see of sources: the question with its two buttons, what came of it, and the list
//! of everything that was asked for a dossier.

use super::fields::{Questions, SourcedView};
use super::say;
use crate::contract::*;
use crate::dossier::{Consulted, Outcome, Unanswered};
use crate::form::{Form, answered};
use crate::office::{Installed, Office, Question};
use crate::texts::Texts;

/// The questions of a form.
pub(in super::super) fn questions(
    office: &Office,
    installed: &Installed,
    form: &Form,
    consulted: &[Consulted],
    may_ask: bool,
    t: &Texts,
) -> Questions {
    let view = |(field, _): (&Field, _)| {
        let question = office.question(installed, consulted, field, t)?;
        Some((field.path.clone(), sourced_view(office, &field.path, question, may_ask, t)))
    };
    form.sourced().filter_map(view).collect()
}

fn sourced_view(
    office: &Office,
    path: &str,
    question: Question,
    may_ask: bool,
    t: &Texts,
) -> SourcedView {
    let provider = question.provider;
    let named = |key: &str| t.with(key, &[("provider", provider.clone().into())]);
    let (came, ask, decline) = match question.asked {
        None => (None, Some(named("source-ask")), Some("source-decline")),
        Some((at, Outcome::Answered)) => {
            let day = t.date(office.moment(at).date);
            let values = [("provider", provider.clone().into()), ("day", day.into())];
            (Some(t.with("source-answered", &values)), None, Some("source-take-back"))
        }
        Some((_, Outcome::Not(why))) => {
            let ask = match why {
                Unanswered::Refused => Some(named("source-ask-after-all")),
                Unanswered::NotConfigured => None,
                _ => Some(t.text("source-try-again").into_owned()),
            };
            (Some(named(&format!("source-{}", why.key()))), ask, None)
        }
    };
    SourcedView {
        purpose: say(&question.purpose, t),
        told: names(&question.told, t),
        may_ask,
        came,
        rows: rows(answered(&question.answers, path), t),
        ask: ask.filter(|_| may_ask),
        decline: decline.filter(|_| may_ask).map(|key| t.text(key).into_owned()),
        provider,
    }
}

/// What a service is told, as people call it.
fn names(told: &[String], t: &Texts) -> String {
    let name = |name: &String| words(&format!("source-param-{name}"), name, t);
    told.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The words of a key; what the source itself calls it, where the host has none.
fn words(key: &str, own: &str, t: &Texts) -> String {
    let words = t.text(key);
    if words == key { own.replace('-', " ") } else { words.into_owned() }
}

fn rows<'a>(
    answers: impl Iterator<Item = (&'a str, &'a Answer)>,
    t: &Texts,
) -> Vec<(String, String)> {
    let row = |(name, answer): (&str, &Answer)| {
        let value = match (name, &answer.value) {
            // The one amount among them; years are no numbers to group by thousands.
            ("annual-resources", Value::Integer(cents)) => t.money(*cents),
            ("year" | "resources-year" | "month", Value::Integer(number)) => number.to_string(),
            (_, value) => t.value(value, None),
        };
        (words(&format!("source-value-{name}"), name, t), value)
    };
    answers.map(row).collect()
}

/// The answers of a source in one line, or why there are none; nothing where it was not asked.
pub(in super::super) fn sourced_words<'a>(
    answers: impl IntoIterator<Item = &'a Answer>,
    path: &str,
    t: &Texts,
) -> Option<String> {
    let all: Vec<(&str, &Answer)> = answered(answers, path).collect();
    let failure = all.iter().find(|(name, _)| *name == "failure");
    if let Some((_, Answer { value: Value::Text(why), .. })) = failure {
        return Some(t.text(&format!("sources-outcome-{why}")).into_owned());
    }
    let shown = all.into_iter().filter(|(name, _)| *name != "asked-on");
    let words: Vec<String> =
        rows(shown, t).into_iter().map(|(label, value)| format!("{label} : {value}")).collect();
    (!words.is_empty()).then(|| words.join(" ; "))
}

/// One question as the page of a dossier lists it.
pub(in super::super) struct ConsultedView {
    pub(in super::super) heading: String,
    /// Label and value.
    pub(in super::super) rows: Vec<(String, String)>,
}

/// Everything that was asked for a dossier, the last first.
pub(in super::super) fn consulted_views(
    office: &Office,
    consulted: &[Consulted],
    form: Option<&Form>,
    t: &Texts,
) -> Vec<ConsultedView> {
    let view = |c: &Consulted| {
        let label = form.and_then(|form| form.field(&c.path)).map(|field| field.label.clone());
        let values = [
            ("label", label.unwrap_or_else(|| c.path.clone()).into()),
            ("at", t.moment(office.moment(c.at)).into()),
            ("provider", c.provider.clone().into()),
        ];
        let outcome = match (c.outcome, c.again) {
            (Outcome::Answered, true) => "again",
            (Outcome::Answered, false) => "answered",
            (Outcome::Not(why), _) => why.key(),
        };
        let told = match c.sent.is_empty() {
            true => t.text("sources-nothing-told").into_owned(),
            false => names(&c.sent, t),
        };
        let mut rows = vec![
            (t.text("sources-purpose").into_owned(), say(&c.purpose, t)),
            (t.text("sources-told").into_owned(), told),
            (
                t.text("sources-outcome").into_owned(),
                t.text(&format!("sources-outcome-{outcome}")).into_owned(),
            ),
        ];
        if let Some(words) = sourced_words(&c.answers, &c.path, t) {
            rows.push((t.text("sources-answer").into_owned(), words));
        }
        ConsultedView { heading: t.with("sources-asked", &values), rows }
    };
    consulted.iter().map(view).collect()
}
