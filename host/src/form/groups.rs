//! Adding a group to a repeat and removing one: what becomes of the answers in the others.

use std::borrow::Cow;

use super::Answers;
use super::path;
use crate::contract::{Repeat, Value};

/// The answers with one more group of a repeat opened; unchanged where it has its most.
pub fn add_group(answers: &Answers, repeat: &Repeat) -> Answers {
    let mut more = answers.clone();
    if repeat.count < repeat.max {
        more.put(repeat.path.as_str(), Value::Integer(i64::from(repeat.count) + 1));
    }
    more
}

/// The answers without the group `index` of a repeat: its answers are gone, those of the later
/// groups move down by one. Unchanged where there is no such group or none may go.
pub fn remove_group(answers: &Answers, repeat: &Repeat, index: u32) -> Answers {
    if index >= repeat.count || repeat.count <= repeat.min {
        return answers.clone();
    }
    let mut left = Answers::new();
    for answer in answers {
        if let Some(path) = after_removal(&answer.path, &repeat.path, index) {
            left.put(path, answer.value.clone());
        }
    }
    left.put(repeat.path.as_str(), Value::Integer(i64::from(repeat.count) - 1));
    left
}

/// What a path, or the name of an input, is called after the group `index` of a repeat was
/// removed; nothing where it was in that group. What a draft keeps beside answers, such as
/// inputs that did not pass, moves by this too.
pub fn after_removal<'a>(name: &'a str, repeat: &str, index: u32) -> Option<Cow<'a, str>> {
    let here = path::indices(name).find(|(group, _)| *group == repeat);
    let Some((_, at)) = here else { return Some(name.into()) };
    if at < index {
        return Some(name.into());
    }
    if at == index {
        return None;
    }
    let rest = &name[repeat.len()..];
    let rest = rest.find(']').map_or("", |end| &rest[end + 1..]);
    Some(format!("{repeat}[{}]{rest}", at - 1).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(path: &str, min: u32, count: u32) -> Repeat {
        Repeat { path: path.into(), label: "Groups".into(), min, max: 12, count }
    }

    fn answers(paths: &[&str]) -> Answers {
        let mut answers = Answers::new();
        for path in paths {
            answers.set(*path, Value::Text((*path).into())).unwrap();
        }
        answers
    }

    #[test]
    fn later_groups_move_down() {
        let before =
            answers(&["a", "g[0].n", "g[1].n", "g[10].n", "g[2].h[1].n", "g[2].n", "gg[2].n"]);
        let after = remove_group(&before, &repeat("g", 0, 11), 1);
        let found: Vec<_> = after
            .iter()
            .map(|a| match &a.value {
                Value::Text(was) => format!("{}<{was}", a.path),
                other => format!("{}={other:?}", a.path),
            })
            .collect();
        let expected = [
            "a<a",
            "g=Integer(10)",
            "g[0].n<g[0].n",
            "g[1].h[1].n<g[2].h[1].n",
            "g[1].n<g[2].n",
            "g[9].n<g[10].n",
            "gg[2].n<gg[2].n",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn inner_groups_move_in_their_own_group_only() {
        let name = |name| after_removal(name, "g[1].h", 0).map(Cow::into_owned);
        assert_eq!(name("g[1].h[2].d:day").as_deref(), Some("g[1].h[1].d:day"));
        assert_eq!(name("g[0].h[2].d").as_deref(), Some("g[0].h[2].d"));
        assert_eq!(name("g[1].h[0].d"), None);
        assert_eq!(name("g[1].h").as_deref(), Some("g[1].h"));
    }

    #[test]
    fn the_fewest_and_the_most_are_held() {
        let before = answers(&["g[0].n"]);
        assert_eq!(remove_group(&before, &repeat("g", 1, 1), 0), before);
        assert_eq!(remove_group(&before, &repeat("g", 0, 1), 5), before);
        assert_eq!(add_group(&before, &repeat("g", 0, 12)), before);
        assert_eq!(add_group(&before, &repeat("g", 0, 1)).count_of("g"), Some(2));
    }
}
