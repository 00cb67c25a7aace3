//! Fields that a source answers: what a question may be, and where the answers lie. They are the
//! host's: nothing that a person or a client sends becomes one.

use super::check::is_sound;
use super::fault::{Places, ViewFault};
use super::{Answers, Form, path};
use crate::contract::{Answer, Field, Kind, Path, SourceQuery, View};
use crate::limits::view;

/// Looks up what a source answered to the question of a field, or why it did not: answers below
/// the field's path. Nothing where it was not asked.
pub type FindSourced<'a> = dyn Fn(&str, &SourceQuery) -> Option<Vec<Answer>> + Sync + 'a;

/// Whether a path lies below another.
pub(super) fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.') || rest.starts_with('['))
}

/// The answers below a field that a source answers.
pub fn answered<'a>(
    answers: impl IntoIterator<Item = &'a Answer>,
    field: &str,
) -> impl Iterator<Item = (&'a str, &'a Answer)> {
    let of = move |answer: &'a Answer| {
        let name = answer.path.strip_prefix(field)?.strip_prefix('.')?;
        Some((name, answer))
    };
    answers.into_iter().filter_map(of)
}

/// The question of a field, if it asks a source.
pub fn query_of(field: &Field) -> Option<&SourceQuery> {
    match &field.kind {
        Kind::Sourced(query) => Some(query),
        _ => None,
    }
}

impl Form {
    /// The fields that ask a source, with their questions.
    pub fn sourced(&self) -> impl Iterator<Item = (&Field, &SourceQuery)> {
        self.fields().filter_map(|field| Some((field, query_of(field)?)))
    }

    /// The field whose answers lie where this path is, if it asks a source.
    pub fn sourced_above(&self, path: &str) -> Option<&Field> {
        self.sourced().map(|(field, _)| field).find(|field| is_below(path, &field.path))
    }
}

/// Puts what was found of every source in, and nothing else below their fields.
pub(super) fn put(answers: &mut Answers, form: &Form, find: &FindSourced<'_>) {
    for (field, query) in form.sourced() {
        for answer in find(&field.path, query).unwrap_or_default() {
            if is_below(&answer.path, &field.path) {
                answers.put(answer.path, answer.value);
            }
        }
    }
}

/// Checks a question: a name, and parameters by name, each once and in order.
pub(super) fn check(path: &str, query: &SourceQuery) -> Result<(), ViewFault> {
    let wrong = |why: &'static str| ViewFault::Sourced {
        path: path.to_owned(),
        source_name: query.source.chars().take(view::KEY).collect(),
        why,
    };
    if !path::is_key(&query.source) || query.source.len() > view::KEY {
        return Err(wrong("its name is not of a-z, 0-9 and `-`"));
    }
    if query.params.len() > view::PARAMS {
        return Err(wrong("it has too many parameters"));
    }
    if !query.params.iter().all(|param| path::is_key(&param.path)) {
        return Err(wrong("a parameter has a name that is not of a-z, 0-9 and `-`"));
    }
    if query.params.windows(2).any(|pair| pair[0].path >= pair[1].path) {
        return Err(wrong("its parameters are not in order, each once"));
    }
    match query.params.iter().all(|param| is_sound(&param.value)) {
        true => Ok(()),
        false => Err(wrong("a parameter is no value, such as a day that is not in the calendar")),
    }
}

/// No field or repeat lies where a source answers.
pub(super) fn check_below(found: &View, places: &Places) -> Result<(), ViewFault> {
    let fields = found.pages.iter().flat_map(super::fields_of);
    let sourced: Vec<&Path> =
        fields.filter(|field| query_of(field).is_some()).map(|field| &field.path).collect();
    for path in places.fields.keys().chain(places.repeats.keys()) {
        if let Some(root) = sourced.iter().find(|root| is_below(path, root)) {
            let (path, sourced) = (path.clone(), (*root).clone());
            return Err(ViewFault::BelowSourced { path, sourced });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::json::RawAnswers;
    use super::super::{Next, Settle, Typed, samples};
    use super::*;
    use crate::contract::{Block, Value};
    use crate::texts::Texts;

    fn asking(name: &str) -> Kind {
        let param = Answer { path: "key".into(), value: Value::Text(name.into()) };
        Kind::Sourced(SourceQuery { source: "register".into(), params: vec![param] })
    }

    /// A form that asks a source with the answer to `who`, and for a number where it failed.
    fn form(answers: &Answers) -> Form {
        let mut blocks = vec![Block::Field(samples::field("who", samples::line()))];
        if let Some(Value::Text(who)) = answers.get("who") {
            let mut field = samples::field("q", asking(who));
            field.required = true;
            blocks.push(Block::Field(field));
        }
        if answers.get("q.failure").is_some() {
            blocks.push(Block::Field(samples::field("by-hand", samples::line())));
        }
        samples::form(blocks)
    }

    fn settled(settle: Settle<'_>) -> (Form, Typed) {
        let mut settle = settle;
        let mut shown = form(settle.first());
        loop {
            match settle.step(&shown) {
                Next::Ask(answers) => shown = form(&answers),
                Next::Settled(typed) => return (shown, typed),
                Next::Unsettled => panic!("it settles"),
            }
        }
    }

    fn found(name: &'static str) -> impl Fn(&str, &SourceQuery) -> Option<Vec<Answer>> {
        move |path, query| {
            let asked = query.params[0].value == Value::Text("Zoé".into());
            let value = Value::Text("failed".into());
            asked.then(|| vec![Answer { path: format!("{path}.{name}"), value }])
        }
    }

    #[test]
    fn what_a_source_answered_is_put_in_and_opens_fields() {
        let texts = Texts::for_lang("en");
        let raw = RawAnswers::parse(json!({"who": "Zoé", "by-hand": "850"}), texts).unwrap();
        let failed = found("failure");
        let (shown, typed) = settled(Settle::raw(&raw, &|_| None, texts).with_sourced(&failed));
        let paths: Vec<_> = typed.answers.iter().map(|a| a.path.as_str()).collect();
        assert_eq!(paths, ["by-hand", "q.failure", "who"]);
        assert_eq!(typed.all_problems(&shown, texts), []);
        // To another question it is no answer.
        let raw = RawAnswers::parse(json!({"who": "Yann"}), texts).unwrap();
        let (shown, typed) = settled(Settle::raw(&raw, &|_| None, texts).with_sourced(&failed));
        assert!(typed.answers.get("q.failure").is_none());
        let problems = typed.all_problems(&shown, texts);
        assert_eq!(problems.len(), 1, "it has to be asked");
        assert_eq!(problems[0].path.as_deref(), Some("q"));
    }

    #[test]
    fn nobody_else_answers_for_a_source() {
        let texts = Texts::for_lang("en");
        for given in [json!({"q": "x"}), json!({"q.value": "1"}), json!({"q.failure": "refused"})] {
            let mut given = given;
            given["who"] = json!("Zoé");
            let raw = RawAnswers::parse(given, texts).unwrap();
            let (_, typed) = settled(Settle::raw(&raw, &|_| None, texts));
            assert!(typed.answers.iter().all(|a| a.path == "who"), "{typed:?}");
            assert_eq!(typed.problems.len(), 1);
            assert!(typed.problems[0].message.contains("source"), "{:?}", typed.problems);
        }
        let mut kept = Answers::new();
        for path in ["q.value", "who"] {
            kept.set(path, Value::Text("Zoé".into())).unwrap();
        }
        let (_, typed) = settled(Settle::kept(&kept, texts));
        assert!(typed.answers.get("q.value").is_none());
        // A look-up that answers elsewhere is not listened to.
        let elsewhere = |_: &str, _: &SourceQuery| {
            Some(vec![Answer { path: "who".into(), value: Value::Text("Other".into()) }])
        };
        let (_, typed) = settled(Settle::kept(&kept, texts).with_sourced(&elsewhere));
        assert_eq!(typed.answers.get("who"), Some(&Value::Text("Zoé".into())));
    }

    #[test]
    fn a_path_is_below_another_by_whole_parts() {
        assert!(is_below("q.value", "q") && is_below("q[0].a", "q"));
        assert!(!is_below("q", "q") && !is_below("quotient.value", "q"));
    }
}
