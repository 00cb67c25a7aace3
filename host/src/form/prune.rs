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

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::contract::Block;

    #[test]
    fn only_what_the_form_has_stays() {
        let mut locked = samples::field("fee", samples::line());
        (locked.locked, locked.prefill) = (true, Some(Value::Text("12".into())));
        let form = samples::form(vec![
            Block::Field(locked),
            Block::Repeat(samples::repeat("g", 1, 3, 2)),
            Block::Field(samples::field("g[1].n", samples::line())),
            Block::Repeat(samples::repeat("h", 1, 3, 2)),
        ]);
        let mut answers = Answers::new();
        for path in ["fee", "g[1].n", "g[2].n", "old"] {
            answers.set(path, Value::Text("x".into())).unwrap();
        }
        answers.set("g", Value::Integer(2)).unwrap();
        answers.set("h", Value::Integer(9)).unwrap();
        let left = applicable(&form, &answers);
        let paths: Vec<_> = left.iter().map(|answer| answer.path.as_str()).collect();
        assert_eq!(paths, ["fee", "g", "g[1].n", "h"]);
        assert_eq!(left.get("fee"), Some(&Value::Text("12".into())));
        assert_eq!((left.count_of("g"), left.count_of("h")), (Some(2), Some(2)));
        assert_eq!(applicable(&form, &left), left);
    }
}
