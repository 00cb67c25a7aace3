//! Scenario cases: what a vendor promises of a procedure, as data. `cases/*.toml` are read
//! here and run by `office::scenario` in the real sandbox.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::contract::{
    Answer, Assurance, Channel, Date, Identity, Moment, Party, Phase, Position, Silence, Span,
    Value, Verdict,
};

/// One scenario: a town, a person's answers, and what happens then, step by step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    /// One sentence that says what is promised.
    pub name: String,
    /// The day on which it begins.
    pub today: Date,
    /// Language of the person.
    #[serde(default = "french")]
    pub lang: String,
    /// Who fills in the form.
    #[serde(default = "online")]
    pub channel: Channel,
    /// How surely the person is known.
    #[serde(default = "unknown")]
    pub assurance: Assurance,
    /// What an identity provider vouched for.
    pub identity: Option<Identity>,
    /// Settings that differ from the defaults.
    #[serde(default)]
    pub settings: toml::Table,
    /// Tables that differ from the package's sample tables, whole.
    #[serde(default)]
    pub tables: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// Pools by name, `[pools."town/halls/great"]`: those of the town with their limit, and what
    /// others hold of any.
    #[serde(default)]
    pub pools: BTreeMap<String, PoolStated>,
    /// What other dossiers published.
    #[serde(default)]
    pub published: Vec<PublishedElsewhere>,
    /// Answers by path, as the API takes them; a file is `{ name, media-type, size }`.
    #[serde(default)]
    pub answers: toml::Table,
    /// What sources answer, by the path of the field: values by name, or `failure`. One that does
    /// not stand here was not asked.
    #[serde(default)]
    pub sources: BTreeMap<String, toml::Table>,
    /// What the form says on these answers.
    #[serde(default)]
    pub expect: Expectation,
    /// What happens then.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
}

/// A pool in the town of a case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PoolStated {
    /// How many units it has; of an `own/…` pool the procedure says so.
    pub limit: Option<u32>,
    /// Days on which it is closed.
    #[serde(default)]
    pub closed: Vec<Date>,
    /// What others hold of it.
    #[serde(default)]
    pub held: Vec<HeldElsewhere>,
}

/// What others hold of a pool: `{ start = "2026-12-01T18:00", end = "2026-12-01T20:00" }`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "HeldWire")]
pub struct HeldElsewhere {
    /// When.
    pub span: Span,
    /// How many units.
    pub units: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldWire {
    start: Moment,
    end: Moment,
    #[serde(default = "one")]
    units: u32,
}

fn one() -> u32 {
    1
}

impl TryFrom<HeldWire> for HeldElsewhere {
    type Error = &'static str;
    fn try_from(wire: HeldWire) -> Result<Self, Self::Error> {
        let span = Span { start: wire.start, end: wire.end };
        if span.is_valid() {
            Ok(Self { span, units: wire.units })
        } else {
            Err("what others hold needs a start before its end")
        }
    }
}

/// What another dossier published in a register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PublishedElsewhere {
    /// Which register.
    pub register: String,
    /// Key of the entry.
    pub key: String,
    /// Where it lies, in units of 1e-7 degree: `{ lat = 488566000, lon = 23522000 }`.
    pub position: Option<Position>,
    /// Its cells by column: texts, numbers, yes or no, and days.
    #[serde(default)]
    cells: BTreeMap<String, CellStated>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum CellStated {
    Flag(bool),
    Integer(i64),
    Date(Date),
    Text(String),
}

impl PublishedElsewhere {
    /// Its cells as the contract has them.
    pub fn cells(&self) -> Vec<Answer> {
        let value = |cell: &CellStated| match cell {
            CellStated::Flag(flag) => Value::Flag(*flag),
            CellStated::Integer(number) => Value::Integer(*number),
            CellStated::Date(date) => Value::Date(*date),
            CellStated::Text(text) => Value::Text(text.clone()),
        };
        let cell = |(path, cell): (&String, &CellStated)| Answer {
            path: path.clone(),
            value: value(cell),
        };
        self.cells.iter().map(cell).collect()
    }
}

fn french() -> String {
    "fr".into()
}

fn online() -> Channel {
    Channel::Online
}

fn unknown() -> Assurance {
    Assurance::None
}

/// One thing that happens, and what is expected of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "StepWire")]
pub struct Step {
    /// The day, where it is another than the day before.
    pub today: Option<Date>,
    /// What happens.
    pub happening: Happening,
    /// What is expected.
    pub expect: Expectation,
}

/// What happens in a step.
#[derive(Clone, Debug)]
pub enum Happening {
    /// The answers are submitted.
    Submit,
    /// The applicant hands in answers that were asked for.
    Complete(toml::Table),
    /// An action is taken.
    Act {
        /// Which.
        action: String,
        /// By whom.
        by: Party,
        /// What is filled in with it.
        inputs: toml::Table,
    },
    /// A timer goes off.
    Timer(String),
    /// A charge is paid.
    Paid {
        /// Which.
        charge: String,
        /// How much.
        cents: i64,
    },
    /// The legal clock runs out.
    Silence(Silence),
    /// The time for missing pieces passes.
    Lapsed,
    /// The applicant withdraws.
    Withdrawn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StepWire {
    today: Option<Date>,
    #[serde(default)]
    submit: bool,
    complete: Option<toml::Table>,
    act: Option<String>,
    by: Option<Party>,
    #[serde(default)]
    inputs: toml::Table,
    timer: Option<String>,
    paid: Option<PaidWire>,
    silence: Option<Silence>,
    #[serde(default)]
    lapsed: bool,
    #[serde(default)]
    withdrawn: bool,
    #[serde(default)]
    expect: Expectation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaidWire {
    charge: String,
    cents: i64,
}

impl TryFrom<StepWire> for Step {
    type Error = &'static str;
    fn try_from(wire: StepWire) -> Result<Self, Self::Error> {
        let by = wire.by.unwrap_or(Party::Agent);
        let inputs = wire.inputs;
        let mut happenings = [
            wire.submit.then_some(Happening::Submit),
            wire.complete.map(Happening::Complete),
            wire.act.map(|action| Happening::Act { action, by, inputs }),
            wire.timer.map(Happening::Timer),
            wire.paid.map(|p| Happening::Paid { charge: p.charge, cents: p.cents }),
            wire.silence.map(Happening::Silence),
            wire.lapsed.then_some(Happening::Lapsed),
            wire.withdrawn.then_some(Happening::Withdrawn),
        ]
        .into_iter()
        .flatten();
        match (happenings.next(), happenings.next()) {
            (Some(happening), None) => {
                Ok(Self { today: wire.today, happening, expect: wire.expect })
            }
            _ => Err(
                "a step needs exactly one of submit, complete, act, timer, paid, silence, lapsed, withdrawn",
            ),
        }
    }
}

/// What is expected of a form or a decision. What is left out is not looked at.
///
/// `effects` and `reasons` are compared one by one, in order; of each only the keys that stand
/// in the case are looked at, and a text expects to be contained in the case's language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expectation {
    /// Problems that stop it, as `{ path, message }` or a path alone; an empty list: none.
    pub problems: Option<Vec<toml::Value>>,
    /// Computed figures of the form: value by label.
    pub figures: Option<toml::Table>,
    /// Paths of fields that must be there.
    pub fields: Option<Vec<String>>,
    /// Paths of fields that must not be there.
    pub no_fields: Option<Vec<String>>,
    /// Where the dossier is afterwards.
    pub phase: Option<Phase>,
    /// What was decided; `"none"` for nothing.
    pub verdict: Option<VerdictExpected>,
    /// Whether it is an exemption.
    pub exemption: Option<bool>,
    /// Contained in the status.
    pub status: Option<String>,
    /// What the queue sorts by.
    pub score: Option<i64>,
    /// Keys of the open actions, in order.
    pub actions: Option<Vec<String>>,
    /// Effects, each `{ kind = { … } }`.
    pub effects: Option<Vec<toml::Value>>,
    /// What the dossier holds then, each `{ key = "…", pool = "…", … }`.
    pub holds: Option<Vec<toml::Value>>,
    /// What the dossier has published then, each `{ register = "…", key = "…", … }`.
    pub published: Option<Vec<toml::Value>>,
    /// Reasons, each `{ rule = "…", … }` or the rule alone.
    pub reasons: Option<Vec<toml::Value>>,
}

/// A verdict that a case expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "wit/dossiers.wit says what each means")]
pub enum VerdictExpected {
    None,
    Granted,
    PartlyGranted,
    Refused,
    NoFurtherAction,
}

impl VerdictExpected {
    /// As the contract has it.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::None => None,
            Self::Granted => Some(Verdict::Granted),
            Self::PartlyGranted => Some(Verdict::PartlyGranted),
            Self::Refused => Some(Verdict::Refused),
            Self::NoFurtherAction => Some(Verdict::NoFurtherAction),
        }
    }
}

/// Why a case cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("case {name}: {problem}")]
pub struct CaseError {
    /// Name of its file.
    pub name: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Case {
    /// Reads one case file.
    pub fn parse(name: &str, text: &[u8]) -> Result<Self, CaseError> {
        let wrong = |problem: String| CaseError { name: name.to_owned(), problem };
        let text = std::str::from_utf8(text).map_err(|_| wrong("not UTF-8 text".into()))?;
        toml::from_str(text).map_err(|e| wrong(e.to_string().trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_one_thing() {
        let step = |text: &str| {
            let case = format!("name = \"n\"\ntoday = \"2026-11-22\"\n[[step]]\n{text}");
            Case::parse("c", case.as_bytes())
                .map(|c| c.steps[0].happening.clone())
                .map_err(|e| e.to_string())
        };
        assert!(matches!(step("submit = true"), Ok(Happening::Submit)));
        assert!(matches!(step("act = \"accept\""), Ok(Happening::Act { by: Party::Agent, .. })));
        assert!(step("submit = true\nlapsed = true").unwrap_err().contains("exactly one of"));
        assert!(step("dance = true").unwrap_err().contains("unknown field"));
    }
}
