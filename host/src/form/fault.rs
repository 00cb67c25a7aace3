//! What may be wrong with the form that a component describes. All of it is hostile until it
//! passed here.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::path::{self, PathFault};
use super::sourced;
use crate::contract::{
    Block, DateLimits, Field, Figure, FileLimits, Kind, NumberLimits, OptionItem, Page, Path,
    Problem, Repeat, TextLimits, Value, View,
};
use crate::limits::{answer, view};
use crate::texts::Texts;

/// Why a view is not shown: a fault of the procedure, for its author to put right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewFault {
    /// The form shows nothing.
    #[error("the form has no page: return one at least")]
    NoPage,
    /// More of something than [`crate::limits::view`] allows.
    #[error("{place} has {count} {what}: {max} are allowed")]
    TooMany {
        /// Where: the form, a field.
        place: String,
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// A text that people read is blank or too long.
    #[error("the {what} of {place} is blank or longer than {max} characters", max = view::TEXT_CHARS)]
    Text {
        /// The label, the title.
        what: &'static str,
        /// Of which page, field or block.
        place: String,
    },
    /// The key of a page is not `[a-z0-9-]+` or too long.
    #[error("the page key `{0}` is not of a-z, 0-9 and `-`, {max} bytes at most", max = view::KEY)]
    PageKey(String),
    /// Two pages have one key.
    #[error("two pages have the key `{0}`: give each its own")]
    PageTwice(String),
    /// A path is none.
    #[error(transparent)]
    Path(#[from] PathFault),
    /// Two fields or repeats have one path.
    #[error("two fields or repeats have the path `{0}`: give each its own")]
    PathTwice(Path),
    /// A path with an index lies in no group that the form has before it.
    #[error(
        "`{path}` lies in no group: show a repeat `{repeat}` with a count above {index} before it"
    )]
    NoGroup {
        /// The path of the field or repeat.
        path: Path,
        /// The repeat that should be there.
        repeat: Path,
        /// The group that should be there.
        index: u32,
    },
    /// A repeat contradicts itself.
    #[error(
        "the repeat `{path}` counts {count} with min {min} and max {max}: keep min <= count <= max <= {most}",
        most = view::REPEATS
    )]
    Repeat {
        /// Its path.
        path: Path,
        /// Its fewest groups.
        min: u32,
        /// Its most groups.
        max: u32,
        /// Its groups.
        count: u32,
    },
    /// Limits that no answer can keep.
    #[error("no answer fits the limits of `{path}`: {why}")]
    Limits {
        /// The field.
        path: Path,
        /// What is wrong with them.
        why: &'static str,
    },
    /// The options of a choice.
    #[error("the options of `{path}` {why}")]
    Options {
        /// The field.
        path: Path,
        /// What is wrong with them.
        why: String,
    },
    /// The media types of a field of files.
    #[error("`{path}` allows the media type `{media_type}`: write one such as `application/pdf`")]
    MediaType {
        /// The field.
        path: Path,
        /// What it says.
        media_type: String,
    },
    /// The autofill token of a field.
    #[error("the autofill of `{0}` is not a token of HTML such as `family-name`")]
    Autofill(Path),
    /// The prefill is not of the field's kind, or no value at all.
    #[error("the prefill of `{0}` is not a value of its kind")]
    Prefill(Path),
    /// A field of files comes with files: the host alone knows whose a file is.
    #[error("`{0}` is prefilled with files: only a person attaches files")]
    PrefilledFiles(Path),
    /// A locked field holds nothing.
    #[error("`{0}` is locked without a prefill: nobody could answer it")]
    LockedEmpty(Path),
    /// The prefill of a locked field would not pass as an answer.
    #[error("`{path}` is locked at a prefill that does not fit it: {why}")]
    LockedWrong {
        /// The field.
        path: Path,
        /// The error that a person would read.
        why: String,
    },
    /// The question to a source.
    #[error("`{path}` asks the source `{source_name}` with what is no question: {why}")]
    Sourced {
        /// The field.
        path: Path,
        /// The source's name.
        source_name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A field where only a source answers.
    #[error(
        "`{path}` lies below `{sourced}`, where the answers of a source are: give it another path"
    )]
    BelowSourced {
        /// The field or repeat.
        path: Path,
        /// The field that asks the source.
        sourced: Path,
    },
    /// A figure shows what is no value.
    #[error(
        "the figure `{0}` shows a value that is none, such as a day that is not in the calendar"
    )]
    Figure(String),
    /// A problem at a path that the form does not have.
    #[error("a problem is told at `{0}`, which is no field or repeat of the form")]
    ProblemPath(Path),
}

/// Where each field and repeat of a view stands: page and block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) fields: BTreeMap<Path, (usize, usize)>,
    pub(super) repeats: BTreeMap<Path, (usize, usize)>,
}

/// Checks a view and finds its places. Locked prefills are brought into their normal form.
pub(super) fn inspect(view: &mut View) -> Result<Places, ViewFault> {
    if view.pages.is_empty() {
        return Err(ViewFault::NoPage);
    }
    at_most("the form", "pages", view.pages.len(), view::PAGES)?;
    let blocks = view.pages.iter().map(|page| page.blocks.len()).sum();
    at_most("the form", "blocks", blocks, view::BLOCKS)?;
    at_most("the form", "problems", view.problems.len(), view::PROBLEMS)?;
    check_pages(&view.pages)?;
    let mut inspector = Inspector::default();
    for (page_at, page) in view.pages.iter_mut().enumerate() {
        for (block_at, block) in page.blocks.iter_mut().enumerate() {
            inspector.block(block, (page_at, block_at))?;
        }
    }
    let places = inspector.places;
    sourced::check_below(view, &places)?;
    view.problems.iter().try_for_each(|problem| check_problem(problem, &places))?;
    Ok(places)
}

fn at_most(place: &str, what: &'static str, count: usize, max: usize) -> Result<(), ViewFault> {
    if count <= max {
        return Ok(());
    }
    Err(ViewFault::TooMany { place: place.to_owned(), what, count, max })
}

fn readable(text: &str, what: &'static str, place: impl Fn() -> String) -> Result<(), ViewFault> {
    if !text.trim().is_empty() && text.chars().count() <= view::TEXT_CHARS {
        return Ok(());
    }
    Err(ViewFault::Text { what, place: place() })
}

fn check_pages(pages: &[Page]) -> Result<(), ViewFault> {
    let mut keys = BTreeSet::new();
    for page in pages {
        if !path::is_key(&page.key) || page.key.len() > view::KEY {
            return Err(ViewFault::PageKey(page.key.chars().take(view::KEY).collect()));
        }
        if !keys.insert(&page.key) {
            return Err(ViewFault::PageTwice(page.key.clone()));
        }
        readable(&page.title, "title", || format!("the page `{}`", page.key))?;
    }
    Ok(())
}

fn check_problem(problem: &Problem, places: &Places) -> Result<(), ViewFault> {
    let place = || match &problem.path {
        Some(path) => format!("a problem at `{path}`"),
        None => "a problem of the whole form".to_owned(),
    };
    if let Some(path) = &problem.path {
        path::check(path)?;
        if !places.fields.contains_key(path) && !places.repeats.contains_key(path) {
            return Err(ViewFault::ProblemPath(path.clone()));
        }
    }
    readable(&problem.message, "message", place)
}

/// Walks the blocks in their order: a group's fields come after their repeat.
#[derive(Default)]
struct Inspector {
    places: Places,
    counts: BTreeMap<Path, u32>,
}

impl Inspector {
    fn block(&mut self, block: &mut Block, at: (usize, usize)) -> Result<(), ViewFault> {
        let place = || format!("block {} of page {}", at.1 + 1, at.0 + 1);
        match block {
            Block::Heading(text) => readable(text, "heading", place),
            Block::Note(text) => readable(text, "note", place),
            Block::Figure(figure) => check_figure(figure, place),
            Block::Repeat(repeat) => {
                self.new_path(&repeat.path)?;
                check_repeat(repeat)?;
                self.counts.insert(repeat.path.clone(), repeat.count);
                self.places.repeats.insert(repeat.path.clone(), at);
                Ok(())
            }
            Block::Field(field) => {
                self.new_path(&field.path)?;
                check_field(field)?;
                self.places.fields.insert(field.path.clone(), at);
                Ok(())
            }
        }
    }

    fn new_path(&self, new: &str) -> Result<(), ViewFault> {
        path::check(new)?;
        if self.places.fields.contains_key(new) || self.places.repeats.contains_key(new) {
            return Err(ViewFault::PathTwice(new.to_owned()));
        }
        for (repeat, index) in path::indices(new) {
            if self.counts.get(repeat).is_none_or(|count| index >= *count) {
                let (path, repeat) = (new.to_owned(), repeat.to_owned());
                return Err(ViewFault::NoGroup { path, repeat, index });
            }
        }
        Ok(())
    }
}

fn check_figure(figure: &Figure, place: impl Fn() -> String) -> Result<(), ViewFault> {
    readable(&figure.label, "label", &place)?;
    if let Some(reason) = &figure.reason {
        readable(reason, "reason", &place)?;
    }
    match check::is_sound(&figure.value) {
        true => Ok(()),
        false => Err(ViewFault::Figure(figure.label.clone())),
    }
}

fn check_repeat(repeat: &Repeat) -> Result<(), ViewFault> {
    let Repeat { min, max, count, .. } = *repeat;
    readable(&repeat.label, "label", || format!("`{}`", repeat.path))?;
    if min <= count && count <= max && max <= view::REPEATS {
        return Ok(());
    }
    Err(ViewFault::Repeat { path: repeat.path.clone(), min, max, count })
}

fn check_field(field: &mut Field) -> Result<(), ViewFault> {
    let place = || format!("`{}`", field.path);
    readable(&field.label, "label", place)?;
    if let Some(hint) = &field.hint {
        readable(hint, "hint", place)?;
    }
    check_autofill(field)?;
    check_kind(field)?;
    check_prefill(field)
}

fn check_autofill(field: &Field) -> Result<(), ViewFault> {
    let token = |token: &String| {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b' ';
        (1..=view::KEY).contains(&token.len()) && token.bytes().all(fits)
    };
    match field.autofill.as_ref().is_none_or(token) {
        true => Ok(()),
        false => Err(ViewFault::Autofill(field.path.clone())),
    }
}

fn check_kind(field: &Field) -> Result<(), ViewFault> {
    let path = &field.path;
    match &field.kind {
        Kind::Line(limits) => check_lengths(path, limits, answer::LINE_CHARS),
        Kind::Paragraph(limits) => check_lengths(path, limits, answer::TEXT_CHARS),
        Kind::Integer(limits) => check_numbers(path, limits, i64::MAX),
        Kind::Money(limits) => check_numbers(path, limits, answer::MONEY_CENTS),
        Kind::Date(limits) => check_dates(path, limits),
        Kind::Choice(options) | Kind::Choices(options) => check_options(path, options),
        Kind::Files(limits) => check_files(path, limits),
        Kind::Sourced(query) => sourced::check(path, query),
        Kind::Email | Kind::Phone | Kind::Iban | Kind::Siret | Kind::Rna => Ok(()),
        Kind::Decimal | Kind::Flag | Kind::Time | Kind::Address | Kind::Position => Ok(()),
    }
}

fn limits_fault(path: &str, why: &'static str) -> ViewFault {
    ViewFault::Limits { path: path.to_owned(), why }
}

fn check_lengths(path: &str, limits: &TextLimits, most: usize) -> Result<(), ViewFault> {
    let max = limits.max_length.map_or(most, |max| most.min(max as usize));
    if max == 0 {
        return Err(limits_fault(path, "its longest text is empty"));
    }
    if limits.min_length.is_some_and(|min| min as usize > max) {
        return Err(limits_fault(path, "the shortest text is longer than the longest"));
    }
    Ok(())
}

/// `most` is what the host takes at all, above zero and below.
fn check_numbers(path: &str, limits: &NumberLimits, most: i64) -> Result<(), ViewFault> {
    let min = limits.min.unwrap_or(i64::MIN);
    let max = limits.max.unwrap_or(i64::MAX);
    if min > max || min > most || max < most.saturating_neg() {
        return Err(limits_fault(path, "the least number is above the greatest"));
    }
    Ok(())
}

fn check_dates(path: &str, limits: &DateLimits) -> Result<(), ViewFault> {
    for day in [limits.earliest, limits.latest].into_iter().flatten() {
        if day.civil().is_none() {
            return Err(limits_fault(path, "one of them is not in the calendar"));
        }
    }
    let first = limits.earliest.zip(limits.latest);
    if first.is_some_and(|(first, last)| first > last)
        || limits.latest.is_some_and(|last| last.year < answer::FIRST_YEAR)
    {
        return Err(limits_fault(path, "the first day comes after the last"));
    }
    Ok(())
}

fn check_options(path: &str, options: &[OptionItem]) -> Result<(), ViewFault> {
    let fault = |why: String| ViewFault::Options { path: path.to_owned(), why };
    if options.is_empty() {
        return Err(fault("are none: leave the field out where there is nothing to choose".into()));
    }
    at_most(&format!("`{path}`"), "options", options.len(), view::OPTIONS)?;
    let mut keys = BTreeSet::new();
    for option in options {
        let key = &option.key;
        // Keys travel through HTML, which changes line breaks and blanks at the ends.
        if key.is_empty() || key.trim() != key || key.contains(char::is_control) {
            return Err(fault("have a key that is empty, or has blanks around it".into()));
        }
        if key.len() > view::KEY {
            return Err(fault(format!("have a key of more than {} bytes", view::KEY)));
        }
        if !keys.insert(key) {
            return Err(fault(format!("have the key `{key}` twice")));
        }
        readable(&option.label, "label", || format!("the option `{key}` of `{path}`"))?;
        if let Some(hint) = &option.hint {
            readable(hint, "hint", || format!("the option `{key}` of `{path}`"))?;
        }
    }
    Ok(())
}

fn check_files(path: &str, limits: &FileLimits) -> Result<(), ViewFault> {
    let types = limits.media_types.len();
    at_most(&format!("`{path}`"), "media types", types, view::MEDIA_TYPES)?;
    if types == 0 {
        return Err(limits_fault(path, "it allows no media type"));
    }
    if limits.max_bytes == 0 || limits.max_files == 0 {
        return Err(limits_fault(path, "it allows no file, or only empty ones"));
    }
    match limits.media_types.iter().find(|media_type| !is_media_type(media_type)) {
        None => Ok(()),
        Some(wrong) => Err(ViewFault::MediaType {
            path: path.to_owned(),
            media_type: wrong.chars().take(view::KEY).collect(),
        }),
    }
}

/// `type/subtype` of RFC 6838, without parameters and without `*`.
fn is_media_type(text: &str) -> bool {
    let name = |part: &str| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b".+-_".contains(&b);
        (1..=127).contains(&part.len()) && part.bytes().all(fits)
    };
    text.split_once('/').is_some_and(|(kind, subtype)| name(kind) && name(subtype))
}

fn check_prefill(field: &mut Field) -> Result<(), ViewFault> {
    let Some(prefill) = &field.prefill else {
        return match field.locked {
            true => Err(ViewFault::LockedEmpty(field.path.clone())),
            false => Ok(()),
        };
    };
    if let Value::Attachments(_) = prefill {
        return Err(ViewFault::PrefilledFiles(field.path.clone()));
    }
    if !check::is_of_kind(&field.kind, prefill) || !check::is_sound(prefill) {
        return Err(ViewFault::Prefill(field.path.clone()));
    }
    // One that a person may change is only shown: it is checked when it comes back.
    if field.locked {
        let normal = check::check(field, prefill, Texts::for_lang("en"));
        let path = field.path.clone();
        field.prefill = Some(normal.map_err(|why| ViewFault::LockedWrong { path, why })?);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
