//! Scenario cases, run in the real sandbox under production limits: what `plugin test` does.

mod imagined;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};

use super::decide::{self, Matter};
use super::error::OfficeError;
use crate::contract::*;
use crate::digest::Digest;
use crate::dossier::{Actor, DossierNumber, Entry, Opening, Origin, Salt, State, Unanswered};
use crate::form::json::RawAnswers;
use crate::form::{Form, Next, Settle, Typed};
use crate::plugin::{Case, Expectation, Grants, Happening, Package, Table, Tables, settings};
use crate::runtime::{Procedure, Runtime, Source};
use crate::texts::Texts;

use imagined::Imagined;

/// Runs every case of a package and prints a line for each. An error where one fails.
pub async fn run_all(package: Package) -> Result<(), String> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = Runtime::new(workers, None).map_err(|e| e.to_string())?;
    let grants = Grants::as_requested(&package.manifest);
    let procedure = runtime.load(package.clone(), grants).map_err(|e| e.to_string())?;
    let (mut passed, mut failed) = (0, 0);
    for (name, text) in package.folder("cases") {
        match run_text(&procedure, name, text).await {
            Ok(ran) => {
                passed += 1;
                println!("ok      {name}: {}", ran.promise);
            }
            Err(problem) => {
                failed += 1;
                println!("FAILED  {name}: {problem}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    match (passed, failed) {
        (0, 0) => Err("the package has no cases: add cases/NAME.toml".into()),
        (_, 0) => Ok(()),
        _ => Err(format!("{failed} cases of {} failed", package.name())),
    }
}

/// What a case writes down as the answer of a source.
fn sourced_value(value: &toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => Value::Text(text.clone()),
        toml::Value::Integer(number) => Value::Integer(*number),
        toml::Value::Boolean(flag) => Value::Flag(*flag),
        toml::Value::Datetime(date) => Value::Date(date.to_string().parse().ok()?),
        toml::Value::Table(_) => Value::Address(value.clone().try_into().ok()?),
        _ => return None,
    })
}

/// Runs one case of a package. Gives what it promises.
pub(super) async fn run_text(
    procedure: &Procedure,
    name: &str,
    text: &[u8],
) -> Result<Ran, String> {
    let case = Case::parse(name, text).map_err(|e| e.to_string())?;
    let computed = run(procedure, &case).await?;
    Ok(Ran { promise: case.name, computed })
}

/// A case that passed.
pub(super) struct Ran {
    /// What it promises.
    pub(super) promise: String,
    /// What was seen to be computed, if anything was.
    pub(super) computed: Option<&'static str>,
}

/// Runs one case. Gives what was seen to be computed: the law wants that to be said.
pub async fn run(procedure: &Procedure, case: &Case) -> Result<Option<&'static str>, String> {
    let trial = Trial::new(procedure, case)?;
    let (form, typed, problems) = trial.apply().await?;
    trial.check_form(&case.expect, &form, &problems)?;
    let figures = form.pages().iter().flat_map(|p| &p.blocks);
    let mut figures = figures.filter(|block| matches!(block, Block::Figure(_)));
    let mut computed = figures.next().map(|_| "figures of its form");
    let mut today = case.today;
    let mut state: Option<State> = None;
    for (number, step) in case.steps.iter().enumerate() {
        today = step.today.unwrap_or(today);
        let result = trial.step(state.as_ref(), &typed, &problems, &step.happening, today).await;
        let outcome = trial.outcome(state.as_ref(), result)?;
        trial
            .check_step(&step.expect, &outcome)
            .map_err(|problem| format!("step {}: {problem}", number + 1))?;
        if let Outcome::Decided(decided) = outcome {
            computed = computed.or(decided.decision.score.map(|_| "a score"));
            trial.go_on(&decided.state);
            state = Some(decided.state);
        }
    }
    Ok(computed)
}

/// What came of a step.
enum Outcome {
    Decided(Box<Decided>),
    Refused(Vec<Problem>),
}

struct Decided {
    decision: Decision,
    state: State,
}

struct Trial<'a> {
    procedure: &'a Procedure,
    case: &'a Case,
    tables: Arc<Tables>,
    settings: Vec<Answer>,
    /// What others hold and published.
    others: Imagined,
    /// The case's own dossier so far, which its procedure finds in pools and registers as well.
    state: Mutex<Option<State>>,
    texts: &'static Texts,
}

impl<'a> Trial<'a> {
    fn new(procedure: &'a Procedure, case: &'a Case) -> Result<Self, String> {
        let package = &procedure.package;
        let mut tables = super::catalogue::tables(package, &BTreeMap::new())?;
        for (name, rows) in &case.tables {
            let shape = package.manifest.tables.iter().find(|t| t.key == *name);
            let shape = shape.ok_or_else(|| format!("there is no table \"{name}\""))?;
            let table = Table::from_rows(shape, rows.iter()).map_err(|e| e.to_string())?;
            tables.insert(name.clone(), Arc::new(table));
        }
        let settings = settings(&package.manifest, &case.settings).map_err(|e| e.to_string())?;
        Ok(Self {
            procedure,
            case,
            tables: Arc::new(tables),
            settings,
            others: Imagined::new(case)?,
            state: Mutex::default(),
            texts: Texts::for_lang(&case.lang),
        })
    }

    fn state(&self) -> Option<State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn go_on(&self, state: &State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
    }

    fn context(&self, today: Date) -> Arc<Context> {
        Arc::new(Context {
            today,
            lang: self.case.lang.clone(),
            channel: self.case.channel,
            assurance: self.case.assurance,
            identity: self.case.identity.clone(),
            town_name: "Saint-Exemple".into(),
            town_code: "99999".into(),
            settings: self.settings.clone(),
        })
    }

    fn source(&self, today: Date) -> Source {
        let now = Moment { date: today, time: Time { hour: 10, minute: 0 } };
        Source::Town {
            tables: self.tables.clone(),
            records: Arc::new(self.others.with(self.state().as_ref())),
            now,
        }
    }

    async fn form(&self, task: &Task, today: Date, answers: &[Answer]) -> Result<Form, String> {
        let called = self.procedure.form(
            self.source(today),
            self.context(today),
            Arc::new(task.clone()),
            answers.into(),
        );
        let view = called.await.map_err(|failure| failure.to_string())?.value;
        let form = Form::new(view).map_err(|fault| fault.to_string())?;
        super::Office::check_sources(&self.procedure.package.manifest, form.view())?;
        Ok(form)
    }

    /// What the case says that the source of a field answers.
    fn sourced(&self) -> Result<BTreeMap<String, Vec<Answer>>, String> {
        let mut found = BTreeMap::new();
        for (path, values) in &self.case.sources {
            let mut answers = Vec::new();
            for (name, value) in values {
                let value = sourced_value(value)
                    .ok_or_else(|| format!("sources.{path}.{name} is no value of a source"))?;
                let known = |text: &str| Unanswered::of_key(text).is_some();
                if name == "failure" && !matches!(&value, Value::Text(text) if known(text)) {
                    let names = Unanswered::ALL.map(Unanswered::key).join(", ");
                    return Err(format!("sources.{path}.failure is one of {names}"));
                }
                answers.push(Answer { path: format!("{path}.{name}"), value });
            }
            if !values.contains_key("failure") && !values.contains_key("asked-on") {
                let value = Value::Date(self.case.today);
                answers.push(Answer { path: format!("{path}.asked-on"), value });
            }
            answers.sort_by(|a, b| a.path.cmp(&b.path));
            found.insert(path.clone(), answers);
        }
        Ok(found)
    }

    async fn fill(
        &self,
        task: Task,
        today: Date,
        given: &toml::Table,
    ) -> Result<(Form, Typed, Vec<Problem>), String> {
        let (given, files) = with_files(given)?;
        let raw = match RawAnswers::parse(given, self.texts) {
            Ok(raw) => raw,
            Err(problems) => {
                return Ok((self.form(&task, today, &[]).await?, Typed::default(), problems));
            }
        };
        let find = |id: &str| files.get(id).cloned();
        let sourced = self.sourced()?;
        let found = |path: &str, _: &SourceQuery| sourced.get(path).cloned();
        let mut settle = Settle::raw(&raw, &find, self.texts).with_sourced(&found);
        let mut form = self.form(&task, today, settle.first().as_slice()).await?;
        loop {
            match settle.step(&form) {
                Next::Ask(answers) => form = self.form(&task, today, answers.as_slice()).await?,
                Next::Unsettled => return Err("the form changes with every answer to it".into()),
                Next::Settled(typed) => {
                    let problems = typed.all_problems(&form, self.texts);
                    return Ok((form, typed, problems));
                }
            }
        }
    }

    async fn apply(&self) -> Result<(Form, Typed, Vec<Problem>), String> {
        self.fill(Task::Apply, self.case.today, &self.case.answers).await
    }

    /// What the event of a step does, as the office would let it happen.
    async fn step(
        &self,
        state: Option<&State>,
        typed: &Typed,
        problems: &[Problem],
        happening: &Happening,
        today: Date,
    ) -> Result<(Matter, Decision), OfficeError> {
        let invalid = |problem: String| OfficeError::Invalid(problem);
        let before = || state.ok_or_else(|| invalid("nothing was submitted yet".into()));
        let (dossier, event) = match happening {
            Happening::Submit if !problems.is_empty() => {
                return Err(OfficeError::Problems(problems.to_vec()));
            }
            Happening::Submit => (
                State::submitted(number(), today, typed.answers.as_slice().to_vec()),
                Event::Submitted,
            ),
            Happening::Act { action, by, inputs } => {
                let state = before()?;
                let open = state.action(action, *by, today).ok_or_else(|| {
                    invalid(format!(
                        "the action \"{action}\" is not open; open are {:?}",
                        state.dossier.actions
                    ))
                })?;
                let mut taken = Taken { key: action.clone(), party: *by, inputs: vec![] };
                if open.form {
                    let task = Task::Act(Turn {
                        dossier: state.dossier.clone(),
                        action: action.clone(),
                        party: *by,
                    });
                    let (_, typed, problems) =
                        self.fill(task, today, inputs).await.map_err(invalid)?;
                    if !problems.is_empty() {
                        return Err(OfficeError::Problems(problems));
                    }
                    taken.inputs = typed.answers.into();
                }
                (state.dossier.clone(), Event::Acted(taken))
            }
            Happening::Complete(changed) => {
                let dossier = before()?.dossier.clone();
                let mut given = self.case.answers.clone();
                given.extend(changed.clone());
                let task = Task::Complete(dossier.clone());
                let (_, typed, problems) = self.fill(task, today, &given).await.map_err(invalid)?;
                if !problems.is_empty() {
                    return Err(OfficeError::Problems(problems));
                }
                (Dossier { answers: typed.answers.into(), ..dossier }, Event::Completed)
            }
            Happening::Timer(key) => {
                let mut dossier = before()?.dossier.clone();
                dossier.timers.retain(|t| t.key != *key);
                (dossier, Event::Timer(key.clone()))
            }
            Happening::Paid { charge, cents } => {
                let mut dossier = before()?.dossier.clone();
                let account = dossier.charges.iter_mut().find(|a| a.key == *charge);
                account.ok_or_else(|| invalid(format!("there is no charge \"{charge}\"")))?.paid +=
                    cents;
                (dossier, Event::Paid(Payment { charge: charge.clone(), cents: *cents }))
            }
            Happening::Silence(silence) => (before()?.dossier.clone(), Event::Silence(*silence)),
            Happening::Lapsed => (before()?.dossier.clone(), Event::Lapsed),
            Happening::Withdrawn => (before()?.dossier.clone(), Event::Withdrawn),
        };
        let matter = Matter {
            context: self.context(today),
            dossier: Arc::new(dossier),
            event: Arc::new(event),
        };
        let (decision, _) = decide::decide(self.procedure, self.source(today), &matter).await?;
        Ok((matter, decision))
    }

    fn outcome(
        &self,
        state: Option<&State>,
        result: Result<(Matter, Decision), OfficeError>,
    ) -> Result<Outcome, String> {
        let (matter, decision) = match result {
            Ok(decided) => decided,
            Err(OfficeError::Problems(problems)) => return Ok(Outcome::Refused(problems)),
            Err(error) => return Err(error.to_string()),
        };
        let index = state.map_or(1, |s| s.entries + 1);
        let opening = (index == 1).then(|| Opening {
            salt: Salt::from([0; 16]),
            origin: Origin::Key(Digest::ZERO),
            body: Digest::ZERO,
            mailbox: None,
            person: None,
            arrived: None,
            terms: None,
            consulted: vec![],
            counter: None,
        });
        let manifest = &self.procedure.package.manifest;
        let entry = Entry {
            number: number(),
            index,
            at: 0,
            by: Actor::Applicant,
            procedure: manifest.id.clone(),
            version: manifest.version.to_string(),
            component: self.procedure.package.digest,
            context: matter.context,
            dossier: matter.dossier,
            event: matter.event,
            transcript: Default::default(),
            decision: decision.clone(),
            opening,
            letters: vec![],
            marks: None,
            author: None,
            prints: vec![],
            settles: None,
        };
        let before = state;
        let state = State::after(before.cloned(), &entry).ok_or("it was submitted twice")?;
        if let Some(problem) = self.others.refuses(before, &state, self.texts) {
            return Ok(Outcome::Refused(vec![problem]));
        }
        Ok(Outcome::Decided(Box::new(Decided { decision, state })))
    }

    fn check_form(
        &self,
        expect: &Expectation,
        form: &Form,
        problems: &[Problem],
    ) -> Result<(), String> {
        if let Some(expected) = &expect.problems {
            self.check_problems(expected, problems)?;
        }
        for path in expect.fields.iter().flatten() {
            form.field(path).ok_or_else(|| format!("the form has no field {path}"))?;
        }
        for path in expect.no_fields.iter().flatten() {
            if form.field(path).is_some() {
                return Err(format!("the form has the field {path}"));
            }
        }
        for (label, value) in expect.figures.iter().flatten() {
            let blocks = form.pages().iter().flat_map(|p| &p.blocks);
            let figure = blocks
                .filter_map(|b| match b {
                    Block::Figure(f) if f.label == *label => Some(f),
                    _ => None,
                })
                .next();
            let figure = figure.ok_or_else(|| format!("the form has no figure \"{label}\""))?;
            let found = crate::form::json::value_to_json(&figure.value);
            expect_part(label, &plain(value), &found, &self.case.lang)?;
        }
        Ok(())
    }

    fn check_problems(&self, expected: &[toml::Value], problems: &[Problem]) -> Result<(), String> {
        let as_object = |e: &toml::Value| match e {
            toml::Value::String(path) => json!({ "path": path }),
            other => plain(other),
        };
        let expected: Vec<Json> = expected.iter().map(as_object).collect();
        let found: Vec<Json> = problems.iter().map(|p| json!({ "path": p.path, "message": [{ "lang": self.case.lang, "text": p.message }] })).collect();
        expect_list("problems", &expected, &found, &self.case.lang)
    }

    fn check_step(&self, expect: &Expectation, outcome: &Outcome) -> Result<(), String> {
        let decided = match (outcome, &expect.problems) {
            (Outcome::Refused(problems), Some(expected)) => {
                return self.check_problems(expected, problems);
            }
            (Outcome::Refused(problems), None) => {
                return Err(format!(
                    "it was refused: {}",
                    serde_json::to_string(problems).unwrap_or_default()
                ));
            }
            (Outcome::Decided(_), Some(expected)) if !expected.is_empty() => {
                return Err("it was not refused".into());
            }
            (Outcome::Decided(decided), _) => decided,
        };
        let Decided { decision, state } = &**decided;
        same("phase", expect.phase, decision.phase)?;
        same("verdict", expect.verdict.map(|v| v.verdict()), decision.verdict)?;
        same("exemption", expect.exemption, decision.exemption)?;
        same("score", expect.score.map(Some), state.dossier.score)?;
        same("actions", expect.actions.clone(), state.dossier.actions.clone())?;
        let lang = &self.case.lang;
        if let Some(status) = &expect.status {
            expect_part("status", &json!(status), &json!(decision.status), lang)?;
        }
        if let Some(effects) = &expect.effects {
            let expected: Vec<Json> = effects.iter().map(plain).collect();
            expect_list("effects", &expected, &list(&decision.effects), lang)?;
        }
        for (what, expected, found) in [
            ("holds", &expect.holds, list(&state.dossier.holds)),
            ("published", &expect.published, list(&state.published)),
        ] {
            let Some(expected) = expected else { continue };
            let expected: Vec<Json> = expected.iter().map(plain).collect();
            expect_list(what, &expected, &found, lang)?;
        }
        if let Some(reasons) = &expect.reasons {
            let rule = |r: &toml::Value| {
                r.as_str().map_or_else(|| plain(r), |rule| json!({ "rule": rule }))
            };
            let expected: Vec<Json> = reasons.iter().map(rule).collect();
            expect_list("reasons", &expected, &list(&decision.reasons), lang)?;
        }
        Ok(())
    }
}

fn number() -> DossierNumber {
    DossierNumber::from_random(1)
}

fn list<T: serde::Serialize>(items: &[T]) -> Vec<Json> {
    items.iter().map(|item| json!(item)).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    expected: Option<T>,
    found: T,
) -> Result<(), String> {
    match expected {
        Some(expected) if expected != found => {
            Err(format!("the {what} is {found:?}, expected {expected:?}"))
        }
        _ => Ok(()),
    }
}

/// TOML as JSON, with the names of keys as JSON has them.
fn plain(value: &toml::Value) -> Json {
    match value {
        toml::Value::Datetime(moment) => json!(moment.to_string()),
        toml::Value::Array(items) => items.iter().map(plain).collect(),
        toml::Value::Table(table) => Json::Object(
            table.iter().map(|(key, value)| (key.replace('-', "_"), plain(value))).collect(),
        ),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
    }
}

/// The answers as the API takes them, and the files that they name. A file stands in a case as
/// `{ name, media-type, size }`.
fn with_files(given: &toml::Table) -> Result<(Json, BTreeMap<String, Attachment>), String> {
    let mut files = BTreeMap::new();
    let mut answers = serde_json::Map::new();
    for (path, value) in given {
        let is_file = |v: &toml::Value| v.get("media-type").is_some();
        let value = match value.as_array() {
            Some(items) if items.iter().any(is_file) => {
                items.iter().map(|file| json!(add_file(file, &mut files))).collect()
            }
            _ => plain_answer(value),
        };
        answers.insert(path.clone(), value);
    }
    Ok((Json::Object(answers), files))
}

/// As [`plain`], but answers keep their keys.
fn plain_answer(value: &toml::Value) -> Json {
    match value {
        toml::Value::Table(table) => Json::Object(
            table.iter().map(|(key, value)| (key.clone(), plain_answer(value))).collect(),
        ),
        toml::Value::Array(items) => items.iter().map(plain_answer).collect(),
        other => plain(other),
    }
}

fn add_file(file: &toml::Value, files: &mut BTreeMap<String, Attachment>) -> String {
    let text =
        |key: &str| file.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let id = format!("{:032x}", files.len() + 1);
    let size = file
        .get("size")
        .and_then(toml::Value::as_integer)
        .and_then(|s| u64::try_from(s).ok())
        .unwrap_or(1_000);
    let attachment = Attachment {
        id: id.clone(),
        name: text("name"),
        media_type: text("media-type"),
        size,
        sha256: Digest::of(id.as_bytes()).to_string(),
    };
    files.insert(id.clone(), attachment);
    id
}

fn expect_list(what: &str, expected: &[Json], found: &[Json], lang: &str) -> Result<(), String> {
    if expected.len() != found.len() {
        let found = serde_json::to_string(found).unwrap_or_default();
        return Err(format!("there are not {} {what} but: {found}", expected.len()));
    }
    let pairs = expected.iter().zip(found).enumerate();
    pairs
        .into_iter()
        .try_for_each(|(place, (e, f))| expect_part(&format!("{what}[{place}]"), e, f, lang))
}

/// Whether everything that is expected is found. A text in several languages is expected to
/// contain the words in the case's language.
fn expect_part(what: &str, expected: &Json, found: &Json, lang: &str) -> Result<(), String> {
    let wrong = || Err(format!("{what} is {found}, expected {expected}"));
    match (expected, found) {
        (Json::Object(expected), Json::Object(parts)) => {
            expected.iter().try_for_each(|(key, value)| match parts.get(key) {
                Some(part) => expect_part(&format!("{what}.{key}"), value, part, lang),
                None => Err(format!("{what} has no {key}: {found}")),
            })
        }
        (Json::String(words), Json::Array(_)) => {
            let text: Option<Text> = serde_json::from_value(found.clone()).ok();
            match text {
                Some(text) if text_in(&text, lang).contains(words.as_str()) => Ok(()),
                _ => wrong(),
            }
        }
        (Json::Array(expected), Json::Array(found)) => expect_list(what, expected, found, lang),
        (expected, found) if expected == found => Ok(()),
        _ => wrong(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_looked_for_and_texts_contain() {
        let found = json!({ "charge": { "key": "fee", "cents": 2400, "label": [{ "lang": "fr", "text": "Redevance" }, { "lang": "en", "text": "Fee" }] } });
        let expect = |expected: Json| expect_part("effect", &expected, &found, "fr");
        assert_eq!(expect(json!({ "charge": { "cents": 2400 } })), Ok(()));
        assert_eq!(expect(json!({ "charge": { "label": "Redev" } })), Ok(()));
        assert!(expect(json!({ "charge": { "cents": 2401 } })).is_err());
        assert!(expect(json!({ "charge": { "label": "Fee" } })).is_err());
        assert!(expect(json!({ "refund": {} })).is_err());
    }
}
