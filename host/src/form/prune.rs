//! Which answers apply: those that the form has a place for.

use super::{Answers, Form};
use crate::contract::{Repeat, Value};

/// The answers that a form has fields for, with the locked ones at their prefill and the number
/// of groups of each repeat. What an earlier choice opened and a later one closed falls away
/// here, so that no decision sees it.
pub fn applicable(form: &Form, answers: &Answers) -> Answers {
    let mut applicable = Answers::new();
    for field in form.fields() {
        let held = field.prefill.as_ref().filter(|_| field.locked);
        if let Some(value) = held.or_else(|| answers.get(&field.path)) {
            applicable.put(field.path.as_str(), value.clone());
        }
    }
    for repeat in form.repeats() {
        let given = answers.count_of(&repeat.path);
        applicable.put(repeat.path.as_str(), count_within(repeat, given));
    }
    applicable
}

/// The number of groups as an answer: what was given where the repeat allows it, else what the
/// form shows.
pub(super) fn count_within(repeat: &Repeat, given: Option<u32>) -> Value {
    let allowed = given.filter(|count| (repeat.min..=repeat.max).contains(count));
    Value::Integer(i64::from(allowed.unwrap_or(repeat.count)))
}
