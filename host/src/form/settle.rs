//! Finding the form that belongs to given answers. Which fields there are depends on answers,
//! and which answers can be read depends on the fields: so the form is asked again, with what
//! it could read so far, until nothing new comes.

use super::json::{self, RawAnswers};
use super::prune::count_within;
use super::sourced::{self, FindSourced};
use super::{Answers, Form, check};
use crate::contract::{Attachment, Field, Path, Problem, Value};
use crate::limits::view;
use crate::texts::Texts;

/// Given answers as one form reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Those that fit their fields, with locked fields at their prefill and the number of
    /// groups of each repeat.
    pub answers: Answers,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
    /// Paths that the form has no field or repeat for.
    pub unknown: Vec<Path>,
}

impl Typed {
    /// Everything that is in the way of sending the form: what did not fit, then what is
    /// missing, then what the procedure says. Of one field only the first of these is told,
    /// since the others usually follow from it.
    pub fn all_problems(&self, form: &Form, texts: &Texts) -> Vec<Problem> {
        let mut found = self.problems.clone();
        for more in [check::missing(form, &self.answers, texts), form.problems().to_vec()] {
            let is_new = |new: &Problem| {
                new.path.is_none() || found.iter().all(|problem| problem.path != new.path)
            };
            let fresh: Vec<Problem> = more.into_iter().filter(is_new).collect();
            found.extend(fresh);
        }
        found
    }

    /// Takes what was read of one field.
    pub(super) fn read(&mut self, field: &Field, read: Result<Option<Value>, String>) {
        match read {
            Ok(Some(value)) => self.answers.put(field.path.as_str(), value),
            Ok(None) => {}
            Err(message) => {
                self.problems.push(Problem { path: Some(field.path.clone()), message });
            }
        }
    }
}

/// What to do after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Ask `form` with these answers, then step with what it returns.
    Ask(Answers),
    /// The form of this step belongs to these answers.
    Settled(Typed),
    /// The form changed with every answer to it, [`view::ROUNDS`] times: a fault of the
    /// procedure.
    Unsettled,
}

/// Looks up a file that the client or the draft holds, by its id.
pub type FindAttachment<'a> = dyn Fn(&str) -> Option<Attachment> + Sync + 'a;

enum Given<'a> {
    Raw(&'a RawAnswers, &'a FindAttachment<'a>),
    Kept(&'a Answers),
}

/// Asks for a form until it and the given answers agree. The caller asks the component:
///
/// ```ignore
/// let mut settle = Settle::raw(&raw, &find, texts);
/// let mut form = ask(settle.first()).await?;
/// let typed = loop {
///     match settle.step(&form) {
///         Next::Ask(answers) => form = ask(&answers).await?,
///         Next::Settled(typed) => break typed,
///         Next::Unsettled => return Err(fault),
///     }
/// };
/// ```
pub struct Settle<'a> {
    given: Given<'a>,
    sourced: Option<&'a FindSourced<'a>>,
    texts: &'a Texts,
    asked: Answers,
    rounds: usize,
}

impl<'a> Settle<'a> {
    /// For answers of the API. Paths that the settled form does not have are problems.
    pub fn raw(raw: &'a RawAnswers, find: &'a FindAttachment<'a>, texts: &'a Texts) -> Self {
        Self {
            given: Given::Raw(raw, find),
            sourced: None,
            texts,
            asked: Answers::new(),
            rounds: 0,
        }
    }

    /// For the answers that a draft kept. They are checked again, since limits depend on other
    /// answers and on the day; those that do not apply are in `unknown` and fall away.
    pub fn kept(kept: &'a Answers, texts: &'a Texts) -> Self {
        Self { given: Given::Kept(kept), sourced: None, texts, asked: kept.clone(), rounds: 0 }
    }

    /// With what sources answered, which nothing else can say.
    pub fn with_sourced(self, find: &'a FindSourced<'a>) -> Self {
        Self { sourced: Some(find), ..self }
    }

    /// The answers to ask `form` with first.
    pub fn first(&self) -> &Answers {
        &self.asked
    }

    /// Reads the given answers with the form that was asked for last.
    pub fn step(&mut self, form: &Form) -> Next {
        self.rounds += 1;
        let mut typed = match &self.given {
            Given::Raw(raw, find) => json::type_against(raw, form, self.texts, *find),
            Given::Kept(kept) => check_again(kept, form, self.texts),
        };
        if let Some(find) = self.sourced {
            sourced::put(&mut typed.answers, form, find);
        }
        if typed.answers == self.asked {
            if matches!(self.given, Given::Raw(..)) {
                let problem = |path: &Path| {
                    let key = match form.sourced_above(path) {
                        Some(_) => "json-sourced",
                        None => "json-unknown",
                    };
                    let message = self.texts.text(key).into_owned();
                    Problem { path: Some(path.clone()), message }
                };
                typed.problems.extend(typed.unknown.iter().map(problem));
            }
            return Next::Settled(typed);
        }
        if self.rounds >= view::ROUNDS {
            return Next::Unsettled;
        }
        self.asked = typed.answers.clone();
        Next::Ask(typed.answers)
    }
}

fn check_again(kept: &Answers, form: &Form, texts: &Texts) -> Typed {
    let mut typed = Typed::default();
    for field in form.fields() {
        let read = match (&field.prefill, kept.get(&field.path)) {
            (Some(prefill), _) if field.locked => Ok(Some(prefill.clone())),
            (_, Some(value)) => check::check(field, value, texts).map(Some),
            (_, None) => Ok(None),
        };
        typed.read(field, read);
    }
    for repeat in form.repeats() {
        let count = count_within(repeat, kept.count_of(&repeat.path));
        typed.answers.put(repeat.path.as_str(), count);
    }
    let has = |path: &str| form.field(path).is_some() || form.repeat(path).is_some();
    let unknown = kept.iter().filter(|answer| !has(&answer.path));
    typed.unknown = unknown.map(|answer| answer.path.clone()).collect();
    typed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;
    use crate::contract::{Block, Kind, View};

    /// A form that opens `b` once `a` is ticked, and a repeat of as many groups as were opened.
    fn growing(answers: &Answers) -> Form {
        let mut blocks = vec![Block::Field(samples::field("a", Kind::Flag))];
        if answers.get("a") == Some(&Value::Flag(true)) {
            blocks.push(Block::Field(samples::field("b", samples::line())));
            let count = answers.count_of("g").unwrap_or(1);
            blocks.push(Block::Repeat(samples::repeat("g", 1, 5, count)));
            for index in 0..count {
                let path = format!("g[{index}].n");
                blocks.push(Block::Field(samples::field(&path, samples::line())));
            }
        }
        samples::form(blocks)
    }

    fn settle(mut settle: Settle<'_>, ask: impl Fn(&Answers) -> Form) -> (Next, usize) {
        let mut form = ask(settle.first());
        for asked in 1.. {
            match settle.step(&form) {
                Next::Ask(answers) => form = ask(&answers),
                end => return (end, asked),
            }
        }
        unreachable!("a settle ends after a bounded number of rounds")
    }

    fn settle_json(given: serde_json::Value) -> Typed {
        let texts = Texts::for_lang("en");
        let raw = RawAnswers::parse(given, texts).unwrap();
        match settle(Settle::raw(&raw, &|_| None, texts), growing).0 {
            Next::Settled(typed) => typed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn answers_open_fields_until_all_are_read() {
        let typed = settle_json(json!({"a": true, "b": "x", "g[1].n": "y", "g[0].n": "z"}));
        assert_eq!(typed.problems, []);
        let paths: Vec<_> = typed.answers.iter().map(|answer| answer.path.as_str()).collect();
        assert_eq!(paths, ["a", "b", "g", "g[0].n", "g[1].n"]);
        assert_eq!(typed.answers.count_of("g"), Some(2));
    }

    #[test]
    fn what_the_settled_form_does_not_have_is_a_problem() {
        let typed = settle_json(json!({"a": false, "b": "x", "g[0].n": "z"}));
        assert_eq!(typed.unknown, ["b", "g[0].n"]);
        assert_eq!(typed.problems.len(), 2);
        let typed = settle_json(json!({"a": true, "g": 6}));
        assert_eq!(typed.problems[0].path.as_deref(), Some("g"));
    }

    #[test]
    fn kept_answers_that_no_longer_apply_fall_away() {
        let mut kept = Answers::new();
        kept.set("a", Value::Flag(false)).unwrap();
        kept.set("b", Value::Text("x".into())).unwrap();
        let (next, asked) = settle(Settle::kept(&kept, Texts::for_lang("en")), growing);
        let Next::Settled(typed) = next else { panic!("{next:?}") };
        assert_eq!((typed.answers.len(), typed.problems.len(), asked), (1, 0, 2));
        assert_eq!(typed.unknown, ["b"]);
    }

    #[test]
    fn of_one_field_only_the_first_problem_is_told() {
        let mut fields = ["a", "b", "c"].map(|path| samples::field(path, samples::line()));
        for field in &mut fields {
            field.required = true;
        }
        let told = |path: &str| Problem { path: Some(path.into()), message: "Said".into() };
        let whole = Problem { path: None, message: "Whole".into() };
        let pages = vec![samples::page("one", fields.map(Block::Field).to_vec())];
        let problems = vec![told("a"), told("b"), told("c"), whole];
        let form = Form::new(View { pages, problems }).unwrap();
        let texts = Texts::for_lang("en");
        let raw = RawAnswers::parse(json!({"a": 1, "c": "x"}), texts).unwrap();
        let all = json::type_against(&raw, &form, texts, &|_| None).all_problems(&form, texts);
        let all: Vec<_> = all.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(all, ["Expected: a JSON string.", "Answer “A label”.", "Said", "Whole"]);
    }

    #[test]
    fn it_is_kept_while_a_component_runs() {
        fn is_send<T: Send>(_: &T) {}
        let raw = RawAnswers::default();
        is_send(&Settle::raw(&raw, &|_| None, Texts::for_lang("fr")));
    }

    #[test]
    fn a_form_that_never_settles_is_given_up() {
        // Each of the two fields is there only while the other is answered, and not itself.
        let ask = |answers: &Answers| {
            let path = if answers.get("a").is_some() { "b" } else { "a" };
            samples::form(vec![Block::Field(samples::field(path, Kind::Flag))])
        };
        let texts = Texts::for_lang("en");
        let raw = RawAnswers::parse(json!({"a": true, "b": true}), texts).unwrap();
        let (next, asked) = settle(Settle::raw(&raw, &|_| None, texts), ask);
        assert_eq!((next, asked), (Next::Unsettled, view::ROUNDS));
    }
}
