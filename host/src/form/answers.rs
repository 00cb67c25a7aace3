//! The answers of one form: ordered by path, each path once, as the contract wants them.

use serde::{Deserialize, Serialize};

use super::path::{self, PathFault};
use crate::contract::{Answer, Path, Value};
use crate::limits::answer;

/// A list of answers is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswersFault {
    /// One of the paths is none.
    #[error(transparent)]
    Path(#[from] PathFault),
    /// The list is not ordered by path, or holds one twice.
    #[error(
        "the answer `{0}` stands after one that comes later, or twice: order answers by path, as bytes"
    )]
    Order(Path),
    /// More than [`answer::COUNT`].
    #[error("{0} answers are more than {max}", max = answer::COUNT)]
    TooMany(usize),
}

/// Answers ordered by path, as bytes, each path once. The number of groups that were opened of
/// a repeat is an answer too, an `Integer` at the repeat's path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Answer>", into = "Vec<Answer>")]
pub struct Answers(Vec<Answer>);

impl Answers {
    /// No answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer at a path.
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.find(path).ok().map(|at| &self.0[at].value)
    }

    /// How many groups of the repeat at a path were opened, where that is an answer.
    pub fn count_of(&self, repeat: &str) -> Option<u32> {
        match self.get(repeat)? {
            Value::Integer(count) => u32::try_from(*count).ok(),
            _ => None,
        }
    }

    /// Adds an answer, or replaces the one at its path.
    pub fn set(&mut self, path: impl Into<Path>, value: Value) -> Result<(), AnswersFault> {
        let path = path.into();
        path::check(&path)?;
        if self.0.len() >= answer::COUNT && self.get(&path).is_none() {
            return Err(AnswersFault::TooMany(self.0.len() + 1));
        }
        self.put(path, value);
        Ok(())
    }

    /// `set` for paths that are known to be good: of a checked form, of other answers.
    pub(super) fn put(&mut self, path: impl Into<Path>, value: Value) {
        let path = path.into();
        match self.find(&path) {
            Ok(at) => self.0[at].value = value,
            Err(at) => self.0.insert(at, Answer { path, value }),
        }
    }

    /// Removes the answer at a path and gives it back.
    pub fn remove(&mut self, path: &str) -> Option<Value> {
        self.find(path).ok().map(|at| self.0.remove(at).value)
    }

    /// The answers in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Answer> {
        self.0.iter()
    }

    /// The answers in their order, as the contract passes them.
    pub fn as_slice(&self) -> &[Answer] {
        &self.0
    }

    /// How many answers there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, path: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|answer| answer.path.as_str().cmp(path))
    }
}

impl TryFrom<Vec<Answer>> for Answers {
    type Error = AnswersFault;

    fn try_from(list: Vec<Answer>) -> Result<Self, AnswersFault> {
        if list.len() > answer::COUNT {
            return Err(AnswersFault::TooMany(list.len()));
        }
        list.iter().try_for_each(|answer| path::check(&answer.path))?;
        match list.windows(2).find(|pair| pair[0].path >= pair[1].path) {
            Some(pair) => Err(AnswersFault::Order(pair[1].path.clone())),
            None => Ok(Self(list)),
        }
    }
}

impl From<Answers> for Vec<Answer> {
    fn from(answers: Answers) -> Self {
        answers.0
    }
}

impl<'a> IntoIterator for &'a Answers {
    type Item = &'a Answer;
    type IntoIter = std::slice::Iter<'a, Answer>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Answers {
    type Item = Answer;
    type IntoIter = std::vec::IntoIter<Answer>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(path: &str) -> Answer {
        Answer { path: path.into(), value: Value::Flag(true) }
    }

    #[test]
    fn answers_are_ordered_as_bytes_and_hold_a_path_once() {
        let mut answers = Answers::new();
        for path in ["b", "a[9].x", "a[10].x", "a", "b"] {
            answers.set(path, Value::Text(path.into())).unwrap();
        }
        let paths: Vec<_> = answers.iter().map(|a| a.path.as_str()).collect();
        assert_eq!(paths, ["a", "a[10].x", "a[9].x", "b"]);
        assert_eq!(answers.remove("a"), Some(Value::Text("a".into())));
        assert_eq!(answers.get("a"), None);
    }

    #[test]
    fn lists_that_are_none_are_refused() {
        let order = |list: Vec<Answer>| Answers::try_from(list).unwrap_err();
        assert_eq!(order(vec![answer("b"), answer("a")]), AnswersFault::Order("a".into()));
        assert_eq!(order(vec![answer("a"), answer("a")]), AnswersFault::Order("a".into()));
        assert!(matches!(order(vec![answer("A")]), AnswersFault::Path(_)));
        let many = (0..=answer::COUNT).map(|n| answer(&format!("{n:09}"))).collect();
        assert_eq!(order(many), AnswersFault::TooMany(answer::COUNT + 1));
        let json = r#"[{"path":"b","value":{"flag":true}},{"path":"a","value":{"flag":true}}]"#;
        assert!(serde_json::from_str::<Answers>(json).is_err());
    }

    #[test]
    fn one_answer_too_many_is_refused() {
        let list = (0..answer::COUNT).map(|n| answer(&format!("{n:09}"))).collect::<Vec<_>>();
        let mut answers = Answers::try_from(list).unwrap();
        assert!(answers.set("000000000", Value::Flag(false)).is_ok());
        assert!(answers.set("x", Value::Flag(false)).is_err());
        assert!(answers.set("X", Value::Flag(false)).is_err());
    }
}
