//! Answers by path. They are a [`BTreeMap`], so that a list of them is ordered by
//! path as bytes and holds each path once, which is what the contract asks for.

use std::collections::BTreeMap;

use crate::Answer;
use crate::contract::types::Value;
use crate::value::FieldValue;

/// Answers, facts, settings or cells of a table, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer at `path`, nothing where there is none or it is of another type.
    pub fn get<T: FieldValue>(&self, path: &str) -> Option<T> {
        self.0.get(path).and_then(T::from_value)
    }

    /// The answer at `path` as the host gave it.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.0.get(path)
    }

    /// Answers `path`, in place of an earlier answer.
    pub fn set<T: FieldValue>(&mut self, path: impl Into<String>, value: T) {
        self.0.insert(path.into(), value.to_value());
    }

    /// The same answers with one more; for tests and tables.
    pub fn with<T: FieldValue>(mut self, path: impl Into<String>, value: T) -> Self {
        self.set(path, value);
        self
    }

    /// As [`Answers::set`], for a value already in the contract's form.
    pub fn set_value(&mut self, path: impl Into<String>, value: Value) {
        self.0.insert(path.into(), value);
    }

    /// Takes the answer at `path` away.
    pub fn unset(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// These answers, and those of `later` over them.
    pub fn overlaid(mut self, later: Answers) -> Answers {
        self.0.extend(later.0);
        self
    }

    /// Paths and values in the order of paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(path, value)| (path.as_str(), value))
    }

    /// Paths and values at or below `path`: itself, `path.…` and `path[…`.
    pub fn below(&self, path: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.iter().filter(move |(each, _)| is_below(each, path))
    }

    /// Keeps the answers whose path `keep` accepts.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|path, _| keep(path));
    }

    /// Whether there is no answer at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many rows of the repeated group at `path` are known: the count that the
    /// host gives at the path itself, or else what the highest index shows.
    pub(crate) fn rows(&self, path: &str) -> usize {
        if let Some(count) = self.get::<i64>(path) {
            return usize::try_from(count).unwrap_or(0);
        }
        self.below(path)
            .filter_map(|(each, _)| {
                let (index, _) = each.strip_prefix(path)?.strip_prefix('[')?.split_once(']')?;
                index.parse::<usize>().ok()?.checked_add(1)
            })
            .max()
            .unwrap_or(0)
    }
}

/// Whether `path` is `root` or lies below it.
pub(crate) fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

impl From<&[Answer]> for Answers {
    fn from(answers: &[Answer]) -> Self {
        answers.iter().map(|each| (each.path.clone(), each.value.clone())).collect()
    }
}

impl From<Vec<Answer>> for Answers {
    fn from(answers: Vec<Answer>) -> Self {
        answers.into_iter().map(|each| (each.path, each.value)).collect()
    }
}

impl From<Answers> for Vec<Answer> {
    fn from(answers: Answers) -> Self {
        answers.0.into_iter().map(|(path, value)| Answer { path, value }).collect()
    }
}

impl FromIterator<(String, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(answers: I) -> Self {
        // One by one: collecting would bring two sorts into every component, for
        // lists that the host gives in order.
        let mut out = BTreeMap::new();
        for (path, value) in answers {
            out.insert(path, value);
        }
        Answers(out)
    }
}

impl Answer {
    /// One answer.
    pub fn new<T: FieldValue>(path: impl Into<String>, value: T) -> Self {
        Answer { path: path.into(), value: value.to_value() }
    }
}
