//! What a form asks a source with.

use crate::contract::{Answer, Date, Value};
use crate::dossier::Unanswered;
use crate::limits::sources::VALUE_CHARS;

/// Parameters of a question, by name. One that is missing or of another type is
/// [`Unanswered::Incomplete`], and nobody is asked.
#[derive(Clone, Copy, Debug)]
pub struct Params<'a>(pub &'a [Answer]);

impl<'a> Params<'a> {
    /// The value of a name.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|answer| answer.path == name).map(|answer| &answer.value)
    }

    /// A text, trimmed; nothing where it is blank.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        match self.value(name)? {
            Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// A day.
    pub fn date(&self, name: &str) -> Option<Date> {
        match self.value(name)? {
            Value::Date(date) => Some(*date).filter(|date| date.civil().is_some()),
            _ => None,
        }
    }

    pub(super) fn needed(&self, name: &str) -> Result<&'a str, Unanswered> {
        let text = self.text(name).filter(|text| text.chars().count() <= VALUE_CHARS);
        text.ok_or(Unanswered::Incomplete)
    }

    pub(super) fn needed_date(&self, name: &str) -> Result<Date, Unanswered> {
        self.date(name).ok_or(Unanswered::Incomplete)
    }
}
