//! The rules that a host holds a view to.

use std::collections::BTreeSet;

use crate::answers::{Answers, is_below};
use crate::civil::from_contract;
use crate::contract::forms::{Block, Field, Kind, Repeat, View};
use crate::contract::types::{Problem, Value};

/// What is wrong with a view; nothing where it is well made. [`Town::form`] calls
/// it and panics.
///
/// [`Town::form`]: super::Town::form
pub fn check_view(view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut pages, mut paths) = (BTreeSet::new(), BTreeSet::new());
    for page in &view.pages {
        if !pages.insert(page.key.as_str()) {
            wrong.push(format!("two pages have the key `{}`", page.key));
        }
        if page.title.trim().is_empty() {
            wrong.push(format!("the page `{}` has no title", page.key));
        }
        let mut repeats: Vec<&Repeat> = Vec::new();
        for block in &page.blocks {
            match block {
                Block::Field(field) => {
                    if !paths.insert(field.path.as_str()) {
                        wrong.push(format!("two fields have the path `{}`", field.path));
                    }
                    check_field(field, &mut wrong);
                    check_index(&field.path, &repeats, &mut wrong);
                }
                Block::Repeat(repeat) => {
                    if !paths.insert(repeat.path.as_str()) {
                        wrong.push(format!("the path `{}` of a repeat is taken", repeat.path));
                    }
                    if !(repeat.min..=repeat.max).contains(&repeat.count) {
                        let Repeat { path, min, max, count, .. } = repeat;
                        wrong.push(format!("`{path}` counts {count}, not {min} to {max}"));
                    }
                    check_path(&repeat.path, &mut wrong);
                    repeats.push(repeat);
                }
                Block::Heading(_) | Block::Note(_) | Block::Figure(_) => {}
            }
        }
    }
    for problem in &view.problems {
        let known =
            |path: &String| paths.iter().any(|each| is_below(each, path) || is_below(path, each));
        if let Some(path) = problem.path.as_ref().filter(|path| !known(path)) {
            wrong.push(format!("a problem is at `{path}`, where there is no field"));
        }
    }
    wrong
}

fn check_field(field: &Field, wrong: &mut Vec<String>) {
    let path = &field.path;
    check_path(path, wrong);
    if field.label.trim().is_empty() {
        wrong.push(format!("the field `{path}` has no label"));
    }
    if field.locked && field.prefill.is_none() {
        wrong.push(format!("the field `{path}` is locked and holds nothing"));
    }
    match &field.kind {
        Kind::Choice(options) | Kind::Choices(options) => {
            let mut keys = BTreeSet::new();
            for option in options {
                if !keys.insert(option.key.as_str()) {
                    wrong.push(format!("`{path}` has the option `{}` twice", option.key));
                }
            }
            if options.is_empty() {
                wrong.push(format!("`{path}` has no options"));
            }
        }
        Kind::Files(limits) if limits.media_types.is_empty() || limits.max_files == 0 => {
            wrong.push(format!("`{path}` takes no file at all"));
        }
        Kind::Line(limits) | Kind::Paragraph(limits)
            if limits.min_length.zip(limits.max_length).is_some_and(|(min, max)| min > max) =>
        {
            wrong.push(format!("no text fits the limits of `{path}`"));
        }
        Kind::Integer(limits) | Kind::Money(limits)
            if limits.min.zip(limits.max).is_some_and(|(min, max)| min > max) =>
        {
            wrong.push(format!("no number fits the limits of `{path}`"));
        }
        Kind::Date(limits)
            if limits.earliest.zip(limits.latest).is_some_and(|(first, last)| first > last) =>
        {
            wrong.push(format!("no day fits the limits of `{path}`"));
        }
        _ => {}
    }
}

/// A path is segments of `a-z`, `0-9` and `-` with a dot between them, each perhaps
/// with an index.
fn check_path(path: &str, wrong: &mut Vec<String>) {
    let segment_fits = |segment: &str| {
        let (name, index) = segment.split_once('[').unwrap_or((segment, "0]"));
        let index_fits = index
            .strip_suffix(']')
            .is_some_and(|digits| digits.parse::<u32>().is_ok_and(|it| it.to_string() == digits));
        let letter = |each: char| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '-';
        !name.is_empty() && name.chars().all(letter) && index_fits
    };
    if !path.split('.').all(segment_fits) {
        wrong.push(format!("`{path}` is no path: write `child.birth-date`, `guardians[1].name`"));
    }
}

/// A path with an index belongs to a repeat that comes before it on the page.
fn check_index(path: &str, repeats: &[&Repeat], wrong: &mut Vec<String>) {
    for (at, _) in path.match_indices('[') {
        let group = &path[..at];
        let index = path[at + 1..].split(']').next().and_then(|digits| digits.parse::<u32>().ok());
        let repeat = repeats.iter().find(|repeat| repeat.path == group);
        match (repeat, index) {
            (None, _) => wrong.push(format!("`{path}` follows no repeat `{group}` on its page")),
            (Some(repeat), Some(index)) if index >= repeat.count => {
                wrong.push(format!("`{path}` lies beyond the {} of `{group}`", repeat.count));
            }
            _ => {}
        }
    }
}

/// What a host finds wrong with the answers for a view: a required one that is
/// missing, one of another kind, one beyond its limits. The host does it in the
/// person's language, and with checks of IBAN, SIRET, e-mail and the like besides.
pub fn check_answers(view: &View, answers: &Answers) -> Vec<Problem> {
    let blocks = view.pages.iter().flat_map(|page| &page.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Field(field) => {
                // What a source answers lies below its path; a refusal is an answer too.
                if let Kind::Sourced(_) = field.kind {
                    let asked = answers.below(&field.path).next().is_some();
                    let message = (field.required && !asked).then(|| "not asked".to_owned())?;
                    return Some(Problem { path: Some(field.path.clone()), message });
                }
                let answer = answers.value(&field.path).or(field.prefill.as_ref());
                let message = check_answer(field, answer)?;
                Some(Problem { path: Some(field.path.clone()), message })
            }
            _ => None,
        })
        .collect()
}

fn check_answer(field: &Field, answer: Option<&Value>) -> Option<String> {
    let empty = match answer {
        None => true,
        Some(Value::Text(text)) => text.trim().is_empty(),
        Some(Value::Choices(keys)) => keys.is_empty(),
        Some(Value::Attachments(files)) => files.is_empty(),
        Some(Value::Flag(flag)) => !flag && field.required,
        Some(_) => false,
    };
    let Some(answer) = answer.filter(|_| !empty) else {
        return field.required.then(|| "required".to_owned());
    };
    let fits = match (&field.kind, answer) {
        (Kind::Line(limits) | Kind::Paragraph(limits), Value::Text(text)) => {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            limits.min_length.is_none_or(|min| length >= min)
                && limits.max_length.is_none_or(|max| length <= max)
        }
        (Kind::Email, Value::Text(text)) => text.contains('@'),
        (Kind::Phone | Kind::Iban | Kind::Siret | Kind::Rna, Value::Text(_)) => true,
        (Kind::Integer(limits) | Kind::Money(limits), Value::Integer(number)) => {
            limits.min.is_none_or(|min| *number >= min)
                && limits.max.is_none_or(|max| *number <= max)
        }
        (Kind::Decimal, Value::Decimal(_)) | (Kind::Flag, Value::Flag(_)) => true,
        (Kind::Date(limits), Value::Date(day)) => {
            from_contract(*day).is_some()
                && limits.earliest.is_none_or(|first| *day >= first)
                && limits.latest.is_none_or(|last| *day <= last)
        }
        (Kind::Time, Value::Time(_)) => true,
        (Kind::Choice(options), Value::Text(key)) => options.iter().any(|each| each.key == *key),
        (Kind::Choice(options) | Kind::Choices(options), Value::Choices(keys)) => {
            let one = matches!(field.kind, Kind::Choices(_)) || keys.len() == 1;
            one && keys.iter().all(|key| options.iter().any(|each| each.key == *key))
        }
        (Kind::Address, Value::Address(_)) | (Kind::Position, Value::Position(_)) => true,
        (Kind::Files(limits), Value::Attachments(files)) => {
            files.len() <= limits.max_files as usize
                && files.iter().all(|file| {
                    file.size <= limits.max_bytes && limits.media_types.contains(&file.media_type)
                })
        }
        _ => false,
    };
    (!fits).then(|| format!("{answer:?} does not fit {:?}", field.kind))
}

#[cfg(test)]
mod tests {
    use super::check_view;
    use crate::contract::forms::{Kind, TextLimits};
    use crate::{Block, Field, OptionItem, Page, Problem, Repeat, View};

    fn view(blocks: Vec<Block>) -> View {
        let page = Page { key: "one".into(), title: "One".into(), blocks };
        View { pages: vec![page], problems: Vec::new() }
    }

    fn line(path: &str) -> Block {
        let kind = Kind::Line(TextLimits { min_length: None, max_length: None });
        Block::Field(Field::new(path, "Label", kind))
    }

    fn repeat(path: &str, count: u32) -> Block {
        Block::Repeat(Repeat { path: path.into(), label: "Rows".into(), min: 0, max: 2, count })
    }

    #[test]
    fn each_mistake_in_a_view_is_named() {
        let twice = Kind::one_of([OptionItem::new("a", "A"), OptionItem::new("a", "B")]);
        let cases: Vec<(Vec<Block>, &str)> = vec![
            (vec![line("a"), line("a")], "two fields have the path `a`"),
            (vec![line("familyName")], "is no path"),
            (vec![line("a.[0]")], "is no path"),
            (vec![line("rows[0].name")], "follows no repeat `rows`"),
            (vec![repeat("rows", 1), line("rows[1].name")], "beyond the 1"),
            (vec![repeat("rows", 3)], "counts 3, not 0 to 2"),
            (vec![Block::Field(Field::new("a", "A", twice))], "has the option `a` twice"),
            (vec![Block::Field(Field::new("a", "A", Kind::one_of([])))], "no options"),
            (vec![Block::Field(Field::new("a", " ", Kind::Email))], "no label"),
        ];
        for (blocks, expected) in cases {
            let wrong = check_view(&view(blocks)).join("; ");
            assert!(wrong.contains(expected), "said {wrong:?}, not {expected:?}");
        }
        let mut lost = view(vec![line("a")]);
        lost.problems.push(Problem { path: Some("b".into()), message: "?".into() });
        assert!(check_view(&lost).join("").contains("where there is no field"));
        assert_eq!(check_view(&view(vec![repeat("rows", 1), line("rows[0].name")])), [""; 0]);
    }
}
