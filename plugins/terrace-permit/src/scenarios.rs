//! `cases/*.toml`, natively: what `guichet plugin test` runs in the sandbox is run here in
//! the SDK's town, so that an expectation is wrong in both or in none. Reads only as much of
//! the format as these cases use, and stops at anything else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use guichet_sdk::prelude::*;
use guichet_sdk::testing::{Case, Town, check_answers};
use toml::{Table, Value as Toml};

use crate::TerracePermit;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn toml(path: &Path) -> Table {
    let text = fs::read_to_string(path).unwrap();
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).map(|value| value.as_str().unwrap_or_else(|| panic!("{key} is no text")))
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

/// Cells of a line of CSV, some in double quotes.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

/// The tables of the town: those of the case, else the samples.
fn tables(mut town: Town<TerracePermit>, case: &Table) -> Town<TerracePermit> {
    let given = case.get("tables").and_then(Toml::as_table).cloned().unwrap_or_default();
    for (table, keys) in [("terrace-fees", 2), ("terrace-zones", 1)] {
        let sample = fs::read_to_string(folder("tables").join(format!("{table}.csv"))).unwrap();
        let mut lines = sample.lines();
        let columns = cells(lines.next().unwrap());
        let rows: Vec<Vec<String>> = match given.get(table) {
            None => lines.map(cells).collect(),
            Some(rows) => {
                let cell =
                    |row: &Toml, column: &String| row[column.as_str()].as_str().unwrap().to_owned();
                let row = |row: &Toml| columns.iter().map(|column| cell(row, column)).collect();
                rows.as_array().unwrap().iter().map(row).collect()
            }
        };
        for row in rows {
            assert_eq!(row.len(), columns.len(), "{table}: {row:?}");
            let key = row[..keys].join("/");
            let named: Vec<(&str, &str)> =
                columns.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect();
            town = town.row(table, &key, &named);
        }
    }
    town
}

/// The settings of the manifest, and those of the case over them.
fn settings(town: &mut Town<TerracePermit>, case: &Table) {
    let manifest = toml(&folder("plugin.toml"));
    let own = case.get("settings").and_then(Toml::as_table).cloned().unwrap_or_default();
    let mut settings = Answers::new();
    let mut known = Vec::new();
    for setting in manifest["setting"].as_array().unwrap() {
        let key = setting["key"].as_str().unwrap();
        let value = own.get(key).unwrap_or(&setting["default"]);
        let kind = match setting["kind"].as_str().unwrap() {
            "choice" => Value::Choices(vec![value.as_str().unwrap().to_owned()]),
            "choices" => Value::Choices(words(value)),
            "decimal" => Value::Decimal(value.as_str().unwrap().to_owned()),
            "integer" => Value::Integer(value.as_integer().unwrap()),
            "flag" => Value::Flag(value.as_bool().unwrap()),
            "line" => Value::Text(value.as_str().unwrap().to_owned()),
            kind => panic!("a setting of kind {kind}"),
        };
        settings.set(key, kind);
        known.push(key);
    }
    assert!(own.keys().all(|key| known.contains(&key.as_str())), "unknown setting in {own:?}");
    town.context().settings = settings.into();
}

fn words(value: &Toml) -> Vec<String> {
    value.as_array().unwrap().iter().map(|each| each.as_str().unwrap().to_owned()).collect()
}

/// Answers typed by the fields that ask for them; those without a field are left out.
fn typed(raw: &Table, known: &Answers, view: impl Fn(&Answers) -> View) -> Answers {
    let mut answers = known.clone();
    loop {
        let before = answers.clone();
        for block in view(&answers).pages.iter().flat_map(|page| &page.blocks) {
            match block {
                Block::Field(field) => {
                    if let Some(value) = raw.get(&field.path) {
                        answers.set_value(field.path.clone(), answer(&field.kind, value));
                    }
                }
                Block::Repeat(repeat) => {
                    if let Some(count) = raw.get(&repeat.path) {
                        answers.set(repeat.path.clone(), count.as_integer().unwrap());
                    }
                }
                _ => {}
            }
        }
        if answers == before {
            let unused: Vec<&String> =
                raw.keys().filter(|path| answers.value(path).is_none()).collect();
            assert!(unused.is_empty(), "no field asks for {unused:?}");
            return answers;
        }
    }
}

fn answer(kind: &Kind, value: &Toml) -> Value {
    let text = || value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned();
    match kind {
        Kind::Flag => Value::Flag(value.as_bool().unwrap()),
        Kind::Integer(_) => Value::Integer(value.as_integer().unwrap()),
        Kind::Decimal => Value::Decimal(text()),
        Kind::Date(_) => Value::Date(day(&text()).into()),
        Kind::Time => Value::Time(text().parse::<guichet_sdk::Time>().unwrap().into()),
        Kind::Choices(_) => Value::Choices(words(value)),
        Kind::Files(_) => {
            Value::Attachments(value.as_array().unwrap().iter().map(attachment).collect())
        }
        Kind::Address => Value::Address(Address {
            lines: words(&value["lines"]),
            postcode: value["postcode"].as_str().unwrap().to_owned(),
            city: value["city"].as_str().unwrap().to_owned(),
            commune: None,
            country: value["country"].as_str().unwrap().to_owned(),
            ban_id: None,
            position: None,
        }),
        _ => Value::Text(text()),
    }
}

fn attachment(file: &Toml) -> Attachment {
    Attachment {
        id: file["name"].as_str().unwrap().to_owned(),
        name: file["name"].as_str().unwrap().to_owned(),
        media_type: file["media-type"].as_str().unwrap().to_owned(),
        size: u64::try_from(file["size"].as_integer().unwrap()).unwrap(),
        sha256: String::new(),
    }
}

/// A run of one case.
struct Run {
    name: String,
    lang: String,
    town: Town<TerracePermit>,
    answers: Answers,
    case: Option<Case>,
    /// Cents paid so far.
    paid: i64,
    /// Whether a part was paid, which the town did not see.
    partly: bool,
}

impl Run {
    fn begin(path: &Path) -> (Self, Table) {
        let case = toml(path);
        let lang = text(&case, "lang").unwrap_or("fr").to_owned();
        let town = Town::on(day(text(&case, "today").unwrap())).lang(&lang);
        let mut town = tables(town, &case);
        settings(&mut town, &case);
        let raw = case["answers"].as_table().unwrap();
        let answers = typed(raw, &Answers::new(), |answers| town.form(answers.clone()));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (Run { name, lang, town, answers, case: None, paid: 0, partly: false }, case)
    }

    fn case(&self) -> Case {
        self.case.unwrap_or_else(|| panic!("{}: nothing is submitted", self.name))
    }

    fn step(&mut self, step: &Table) -> Result<(), Vec<Problem>> {
        if let Some(today) = text(step, "today") {
            self.town.advance(day(today).at(12, 0, 0, 0));
        }
        if step.contains_key("submit") {
            self.case = Some(self.town.submit(self.answers.clone())?);
            return Ok(());
        }
        let case = self.case();
        if let Some(given) = step.get("complete") {
            let view = |answers: &Answers| self.town.completion_form(case, answers.clone());
            let given = typed(given.as_table().unwrap(), &Answers::new(), view);
            return self.town.complete(case, given);
        }
        if let Some(action) = text(step, "act") {
            let raw = step.get("inputs").and_then(Toml::as_table).cloned().unwrap_or_default();
            let view = |inputs: &Answers| {
                self.town.action_form(case, Party::Agent, action, inputs.clone())
            };
            let inputs = typed(&raw, &Answers::new(), view);
            return self.town.act(case, Party::Agent, action, inputs);
        }
        if let Some(timer) = text(step, "timer") {
            return self.town.timer(case, timer);
        }
        if let Some(paid) = step.get("paid") {
            return self.pay(paid["charge"].as_str().unwrap(), paid["cents"].as_integer().unwrap());
        }
        match (text(step, "silence"), step.contains_key("lapsed"), step.contains_key("withdrawn")) {
            (Some("refused"), ..) => self.town.silence(case, Silence::Refused),
            (Some("accepted"), ..) => self.town.silence(case, Silence::Accepted),
            (None, true, _) => self.town.lapse(case),
            (None, _, true) => self.town.withdraw(case),
            _ => panic!("{}: what happens in {step:?}?", self.name),
        }
    }

    /// The town of the SDK pays only in full: parts are added up until they are the whole,
    /// and `life` looks at what a part does.
    fn pay(&mut self, charge: &str, cents: i64) -> Result<(), Vec<Problem>> {
        let account = self.town.dossier(self.case()).charge(charge).cloned().unwrap();
        self.paid += cents;
        self.partly = self.paid < account.cents;
        if self.partly { Ok(()) } else { self.town.pay(self.case(), charge) }
    }

    fn said(&self, text: &[guichet_sdk::contract::Translation]) -> String {
        Text::from(text).pick(&self.lang).to_owned()
    }

    fn expect_form(&self, expect: &Table) {
        let view = self.town.form(self.answers.clone());
        let mut problems = check_answers(&view, &self.answers);
        problems.extend(view.problems.iter().cloned());
        self.expect_problems(expect, &problems);
        let (mut fields, mut figures) = (Vec::new(), BTreeMap::new());
        for block in view.pages.iter().flat_map(|page| &page.blocks) {
            match block {
                Block::Field(field) => fields.push(field.path.clone()),
                Block::Figure(figure) => {
                    figures.insert(figure.label.clone(), figure.value.clone());
                }
                _ => {}
            }
        }
        for path in expect.get("fields").map(words).unwrap_or_default() {
            assert!(fields.contains(&path), "{}: no field {path}", self.name);
        }
        for path in expect.get("no-fields").map(words).unwrap_or_default() {
            assert!(!fields.contains(&path), "{}: a field {path}", self.name);
        }
        for (label, value) in expect.get("figures").and_then(Toml::as_table).into_iter().flatten() {
            let found = figures.get(label).map(plain);
            assert_eq!(found.as_ref(), Some(value), "{}: {label}", self.name);
        }
    }

    fn expect_problems(&self, expect: &Table, found: &[Problem]) {
        let Some(expected) = expect.get("problems").and_then(Toml::as_array) else {
            assert!(found.is_empty(), "{}: {found:?}", self.name);
            return;
        };
        assert_eq!(expected.len(), found.len(), "{}: {found:?}", self.name);
        for (expected, found) in expected.iter().zip(found) {
            let part = |key| expected.get(key).and_then(Toml::as_str);
            if let Some(path) = expected.as_str().or(part("path")) {
                assert_eq!(found.path.as_deref(), Some(path), "{}", self.name);
            }
            let words = part("message").unwrap_or("");
            assert!(found.message.contains(words), "{}: {:?}", self.name, found.message);
        }
    }

    /// Whether the manifest asks for all that the last decision does: the town of the SDK
    /// grants everything.
    fn expect_granted(&self) {
        let manifest = toml(&folder("plugin.toml"));
        let effects = manifest["effects"].as_table().unwrap();
        let (kinds, documents) = (words(&effects["kinds"]), words(&effects["documents"]));
        for effect in &self.town.decision(self.case()).effects {
            let known = self.effect(effect);
            let kind = known.as_table().unwrap().keys().next().unwrap().replace('_', "-");
            assert!(kinds.contains(&kind), "{}: the manifest asks for no {kind}", self.name);
            if let Effect::Issue(document) = effect {
                assert!(documents.contains(&document.key), "{}: {}", self.name, document.key);
            }
        }
    }

    fn expect_decision(&self, expect: &Table) {
        let (name, decision) = (&self.name, self.town.decision(self.case()));
        for (key, value) in expect {
            match key.as_str() {
                "problems" => {}
                "phase" => assert_eq!(value.as_str(), Some(phase(decision.phase)), "{name}"),
                "verdict" => assert_eq!(value.as_str(), Some(verdict(decision.verdict)), "{name}"),
                "status" => {
                    let status = self.said(&decision.status);
                    assert!(status.contains(value.as_str().unwrap()), "{name}: {status}");
                }
                "actions" => {
                    let keys: Vec<String> =
                        decision.actions.iter().map(|action| action.key.clone()).collect();
                    assert_eq!(words(value), keys, "{name}");
                }
                "effects" => {
                    self.expect_list(value, decision.effects.iter().map(|it| self.effect(it)))
                }
                "reasons" => {
                    self.expect_list(value, decision.reasons.iter().map(|it| self.reason(it)))
                }
                _ => panic!("{name}: what is {key}?"),
            }
        }
    }

    fn expect_list(&self, expected: &Toml, found: impl Iterator<Item = Toml>) {
        let (expected, found) = (expected.as_array().unwrap(), found.collect::<Vec<_>>());
        assert_eq!(expected.len(), found.len(), "{}: {found:#?}", self.name);
        for (expected, found) in expected.iter().zip(&found) {
            assert!(matches(expected, found), "{}: {expected:#?} is not in {found:#?}", self.name);
        }
    }

    fn effect(&self, effect: &Effect) -> Toml {
        let said = |text: &[guichet_sdk::contract::Translation]| Toml::String(self.said(text));
        let (kind, value) = match effect {
            Effect::Notify(it) => {
                ("notify", table([("subject", said(&it.subject)), ("body", said(&it.body))]))
            }
            Effect::Request(it) => (
                "request",
                table([
                    ("until", plain(&Value::Date(it.until))),
                    ("suspends", Toml::Boolean(it.suspends)),
                ]),
            ),
            Effect::Issue(it) => {
                ("issue", table([("key", it.key.clone().into()), ("title", said(&it.title))]))
            }
            Effect::Schedule(it) => {
                let at = it.civil().unwrap();
                let at = format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute());
                ("schedule", table([("key", it.key.clone().into()), ("at", at.into())]))
            }
            Effect::Charge(it) => {
                ("charge", table([("key", it.key.clone().into()), ("cents", it.cents.into())]))
            }
            Effect::Refund(it) => (
                "refund",
                table([("charge", it.charge.clone().into()), ("cents", it.cents.into())]),
            ),
            Effect::Set(it) => {
                let kind = match &it.value {
                    Value::Text(_) => "text",
                    Value::Date(_) => "date",
                    other => panic!("a fact {other:?}"),
                };
                let value = table([(kind, plain(&it.value))]);
                ("set", table([("path", it.path.clone().into()), ("value", value)]))
            }
            Effect::Unset(path) => ("unset", path.clone().into()),
            Effect::CancelTimer(key) => ("cancel_timer", key.clone().into()),
            Effect::Tag(tag) => ("tag", tag.clone().into()),
            Effect::Untag(tag) => ("untag", tag.clone().into()),
            other => panic!("{}: {other:?}", self.name),
        };
        table([(kind, value)])
    }

    fn reason(&self, reason: &Reason) -> Toml {
        let inputs = reason.inputs.iter().cloned().map(Toml::String).collect();
        table([
            ("rule", reason.rule.clone().into()),
            ("source", reason.source.clone().unwrap_or_default().into()),
            ("sentence", self.said(&reason.sentence).into()),
            ("inputs", Toml::Array(inputs)),
        ])
    }
}

fn table<const N: usize>(entries: [(&str, Toml); N]) -> Toml {
    Toml::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A value as the API writes it.
fn plain(value: &Value) -> Toml {
    match value {
        Value::Text(text) | Value::Decimal(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::Date(day) => format!("{:04}-{:02}-{:02}", day.year, day.month, day.day).into(),
        other => panic!("{other:?}"),
    }
}

/// Whether what stands in the case stands in what was found; texts for people in part.
fn matches(expected: &Toml, found: &Toml) -> bool {
    let of_people = ["subject", "body", "title", "sentence"];
    match (expected, found) {
        (Toml::String(rule), Toml::Table(reason)) => reason["rule"].as_str() == Some(rule),
        (Toml::Table(expected), Toml::Table(found)) => expected.iter().all(|(key, value)| {
            let there = found.get(key).unwrap_or_else(|| panic!("there is no {key}"));
            match (value, there) {
                (Toml::String(part), Toml::String(whole)) if of_people.contains(&key.as_str()) => {
                    whole.contains(part.as_str())
                }
                _ => matches(value, there),
            }
        }),
        _ => expected == found,
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Received => "received",
        Phase::InReview => "in_review",
        Phase::WaitingForApplicant => "waiting_for_applicant",
        Phase::Decided => "decided",
        Phase::Closed => "closed",
        Phase::Withdrawn => "withdrawn",
    }
}

fn verdict(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "none",
        Some(Verdict::Granted) => "granted",
        Some(Verdict::PartlyGranted) => "partly_granted",
        Some(Verdict::Refused) => "refused",
        Some(Verdict::NoFurtherAction) => "no_further_action",
    }
}

#[test]
fn every_case_holds() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 12);
    for path in paths {
        let (mut run, case) = Run::begin(&path);
        let nothing = Table::new();
        if let Some(expect) = case.get("expect").and_then(Toml::as_table) {
            run.expect_form(expect);
        }
        for step in case.get("step").and_then(Toml::as_array).into_iter().flatten() {
            let step = step.as_table().unwrap();
            let expect = step.get("expect").and_then(Toml::as_table).unwrap_or(&nothing);
            match run.step(step) {
                Ok(()) => {
                    run.expect_granted();
                    run.expect_problems(expect, &[]);
                    if !run.partly {
                        run.expect_decision(expect);
                    }
                }
                Err(problems) => run.expect_problems(expect, &problems),
            }
        }
    }
}
