//! What was asked of another service for a dossier: by whom it was answered, when, to what
//! purpose and with what. Shown to the person (CRPA L114-8) and kept 36 months (R114-9-7).

use serde::{Deserialize, Serialize};

use crate::contract::{Answer, Date, Path, Text, Value};
use crate::digest::Digest;

/// One question put to a source, or the person's refusal to have it put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Consulted {
    /// The field of the form.
    pub path: Path,
    /// The source, as the procedure calls it.
    pub source: String,
    /// The service that was asked, as people know it.
    pub provider: String,
    /// What it was asked for, in the vendor's words.
    pub purpose: Text,
    /// When, in seconds since 1970.
    pub at: i64,
    /// What was asked, as a token that only the town's secret makes of it: the answer stands
    /// as long as the same would be asked.
    pub query: Digest,
    /// What the service was told, by the names of it; empty where it was not asked.
    pub sent: Vec<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The answers, below the path; none where there was no answer.
    pub answers: Vec<Answer>,
    /// Whether the answer is one that the service gave the same person before.
    #[serde(default)]
    pub again: bool,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was answered, with the person's consent.
    Answered,
    /// It was not.
    Not(Unanswered),
}

/// Why a question has no answer. Procedures read its name at `….failure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unanswered {
    /// The person does not want it asked.
    Refused,
    /// The service knows nothing of it.
    NotFound,
    /// The service did not answer, or not as it should.
    Unavailable,
    /// The town, or the person, asked as much as may be asked at once.
    Budget,
    /// The town did not grant the source, does not have it, or has no valid access to it.
    NotConfigured,
    /// What was asked for is not what the service, or the identity provider, says of the person.
    Mismatch,
    /// What has to be told to the service was not given, or not in a form that it takes.
    Incomplete,
    /// It is asked only of people who confirmed who they are, about themselves.
    NotSignedIn,
}

impl Unanswered {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Refused,
        Self::NotFound,
        Self::Unavailable,
        Self::Budget,
        Self::NotConfigured,
        Self::Mismatch,
        Self::Incomplete,
        Self::NotSignedIn,
    ];

    /// As `….failure` says it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotFound => "not-found",
            Self::Unavailable => "unavailable",
            Self::Budget => "budget",
            Self::NotConfigured => "not-configured",
            Self::Mismatch => "mismatch",
            Self::Incomplete => "incomplete",
            Self::NotSignedIn => "not-signed-in",
        }
    }

    /// The one of this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.key() == key)
    }

    /// What a procedure reads of it.
    pub fn answer(self, path: &str) -> Answer {
        Answer { path: format!("{path}.failure"), value: Value::Text(self.key().to_owned()) }
    }
}

impl Consulted {
    /// What the procedure reads of it, below its path and in the order of paths: the answers and
    /// the day of the question, or why there are none.
    pub fn given(&self, on: Date) -> Vec<Answer> {
        match self.outcome {
            Outcome::Not(why) => vec![why.answer(&self.path)],
            Outcome::Answered => {
                let mut given = self.answers.clone();
                let path = format!("{}.asked-on", self.path);
                given.push(Answer { path, value: Value::Date(on) });
                given.sort_by(|a, b| a.path.cmp(&b.path));
                given
            }
        }
    }

    /// Whether it answers what would be asked now. A refusal is of the source, whatever would
    /// be asked of it.
    pub fn stands_for(&self, path: &str, source: &str, query: &Digest) -> bool {
        let refused = self.outcome == Outcome::Not(Unanswered::Refused);
        self.path == path && self.source == source && (refused || self.query == *query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consulted(outcome: Outcome) -> Consulted {
        let value = Answer { path: "q.value".into(), value: Value::Integer(850) };
        Consulted {
            path: "q".into(),
            source: "quotient".into(),
            provider: "CAF".into(),
            purpose: vec![],
            at: 0,
            query: Digest::of(b"a"),
            sent: vec![],
            outcome,
            answers: if outcome == Outcome::Answered { vec![value] } else { vec![] },
            again: false,
        }
    }

    #[test]
    fn names_are_those_that_are_stored() {
        for each in Unanswered::ALL {
            assert_eq!(serde_json::to_value(each).unwrap(), each.key());
            assert_eq!(Unanswered::of_key(each.key()), Some(each));
        }
    }

    #[test]
    fn an_answer_stands_for_its_question_and_a_refusal_for_all() {
        let answered = consulted(Outcome::Answered);
        assert!(answered.stands_for("q", "quotient", &Digest::of(b"a")));
        assert!(!answered.stands_for("q", "quotient", &Digest::of(b"b")));
        assert!(!answered.stands_for("r", "quotient", &Digest::of(b"a")));
        let refused = consulted(Outcome::Not(Unanswered::Refused));
        assert!(refused.stands_for("q", "quotient", &Digest::of(b"b")));
        assert!(!refused.stands_for("q", "another", &Digest::of(b"b")));
    }

    #[test]
    fn procedures_read_answers_with_their_day_or_why_there_are_none() {
        let paths = |c: Consulted| {
            let given = c.given("2026-11-26".parse().unwrap());
            given.into_iter().map(|a| a.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(consulted(Outcome::Answered)), ["q.asked-on", "q.value"]);
        assert_eq!(paths(consulted(Outcome::Not(Unanswered::Budget))), ["q.failure"]);
    }
}
