//! Answers as a page of HTML posts them, and as its inputs hold them.
//!
//! | kind | inputs |
//! |---|---|
//! | most | one, named by the path |
//! | flag | checkbox, the path, `true`; absent is `false` |
//! | choice | radio buttons or a list, the path, the option's key |
//! | choices | checkboxes, the path, one for each chosen key |
//! | date | `path:day`, `path:month`, `path:year` |
//! | address | `path:lines` (lines of one text) and `path:more` (those after them), `path:postcode`, `path:city`, `path:country`; `path:ban`, the identifier of a known address that was chosen, which the office reads |
//! | position | `path:lat`, `path:lon`, decimal degrees |
//! | sourced | none: buttons, which the office reads |
//! | files | uploads named by the path; `path:remove`, the id of one to take away |
//!
//! Two buttons control the page: [`ADD`] with the path of a repeat, [`REMOVE`] with the path of
//! one of its groups. Neither `:` nor `_` can occur in a path.

mod inputs;

use super::check;
use super::path;
use super::view::{fields_of, repeats_of};
use super::{Answers, Form, applicable};
use crate::contract::{Answer, Attachment, Field, Kind, Page, Path, Value};
use crate::limits::answer;
use crate::texts::Texts;

pub use inputs::inputs_of;
use inputs::{Inputs, Read, read};

/// Name of the button that opens one more group of the repeat that is its value.
pub const ADD: &str = "_add";
/// Name of the button that removes the group that is its value, `guardians[1]`.
pub const REMOVE: &str = "_remove";

/// What a person typed that does not pass, to be shown again with what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The field.
    pub path: Path,
    /// Its inputs, name and value, as they came.
    pub inputs: Vec<(String, String)>,
    /// What is expected, in the person's language.
    pub message: String,
}

/// A posted page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    /// Answers that passed, in the order of the page.
    pub set: Vec<Answer>,
    /// Fields that were left empty.
    pub cleared: Vec<Path>,
    /// Fields with input that did not pass. Of files, those that passed are in `set`.
    pub rejected: Vec<Rejected>,
    /// The repeat to open a group of, with [`super::add_group`].
    pub add_to: Option<Path>,
    /// The repeat and the group to remove, with [`super::remove_group`].
    pub remove_from: Option<(Path, u32)>,
}

impl Posted {
    /// What the draft holds after this page. The old answer of a field whose new input was
    /// rejected is gone, lest it be sent in its stead; files stay. Groups are not yet added or
    /// removed.
    pub fn apply(&self, form: &Form, kept: &Answers) -> Answers {
        let mut answers = kept.clone();
        for rejected in &self.rejected {
            let kind = form.field(&rejected.path).map(|field| &field.kind);
            if !matches!(kind, Some(Kind::Files(_))) {
                answers.remove(&rejected.path);
            }
        }
        for path in &self.cleared {
            answers.remove(path);
        }
        for answer in &self.set {
            answers.put(answer.path.as_str(), answer.value.clone());
        }
        // A draft keeps answers of closed fields, in case they open again, while there is room.
        if answers.len() > answer::COUNT { applicable(form, &answers) } else { answers }
    }
}

/// Reads what the page with a key posted. `uploads` are files that were stored meanwhile, each
/// with the name of its input; `kept` is what the draft held before. Nothing where the form has
/// no such page. Inputs that are no fields of the page are passed over, and so are those of
/// locked fields, which hold their prefill.
pub fn parse_page(
    form: &Form,
    key: &str,
    inputs: &[(String, String)],
    uploads: Vec<(String, Attachment)>,
    kept: &Answers,
    texts: &Texts,
) -> Option<Posted> {
    let page = form.page(key)?;
    let all = Inputs::new(inputs);
    let mut posted = Posted { add_to: add_to(page, &all), ..Posted::default() };
    posted.remove_from = remove_from(page, &all);
    for field in fields_of(page) {
        if let (true, Some(prefill)) = (field.locked, &field.prefill) {
            posted.set.push(Answer { path: field.path.clone(), value: prefill.clone() });
            continue;
        }
        match &field.kind {
            Kind::Files(_) => {
                let new = uploads.iter().filter(|(name, _)| *name == field.path);
                let new: Vec<&Attachment> = new.map(|(_, file)| file).collect();
                posted.files(field, &all, &new, kept, texts);
            }
            // Its answers are the host's.
            Kind::Sourced(_) => {}
            _ => posted.field(field, &all, kept, texts),
        }
    }
    Some(posted)
}

fn add_to(page: &Page, all: &Inputs<'_>) -> Option<Path> {
    let wanted = all.last(ADD)?;
    let repeat = repeats_of(page).find(|repeat| repeat.path == wanted)?;
    (repeat.count < repeat.max).then(|| repeat.path.clone())
}

fn remove_from(page: &Page, all: &Inputs<'_>) -> Option<(Path, u32)> {
    let (wanted, index) = path::parse_group(all.last(REMOVE)?)?;
    let repeat = repeats_of(page).find(|repeat| repeat.path == wanted)?;
    let may = index < repeat.count && repeat.count > repeat.min;
    may.then(|| (repeat.path.clone(), index))
}

impl Posted {
    fn field(&mut self, field: &Field, all: &Inputs<'_>, kept: &Answers, texts: &Texts) {
        let read = match read(field, all, texts) {
            Ok(Read::Value(value)) => {
                let value = with_known_place(value, kept.get(&field.path));
                check::check(field, &value, texts).map(Some)
            }
            Ok(Read::Empty) => Ok(None),
            Ok(Read::Absent) => return,
            Err(message) => Err(message),
        };
        match read {
            Ok(Some(value)) => self.set.push(Answer { path: field.path.clone(), value }),
            Ok(None) => self.cleared.push(field.path.clone()),
            Err(message) => {
                let inputs = all.of(&field.path);
                self.rejected.push(Rejected { path: field.path.clone(), inputs, message });
            }
        }
    }

    /// Takes away what was ticked for removal and adds each upload that fits.
    fn files(
        &mut self,
        field: &Field,
        all: &Inputs<'_>,
        uploads: &[&Attachment],
        kept: &Answers,
        texts: &Texts,
    ) {
        let before = match kept.get(&field.path) {
            Some(Value::Attachments(files)) => files.as_slice(),
            _ => &[],
        };
        let removed: Vec<&str> = all.named(&format!("{}:remove", field.path)).collect();
        let stays = |file: &&Attachment| !removed.contains(&file.id.as_str());
        let mut files: Vec<Attachment> = before.iter().filter(stays).cloned().collect();
        // An upload whose answer was lost on the way is sent again: it is the file that is there.
        let known = |new: &Attachment| {
            files.iter().any(|old| (&old.sha256, &old.name) == (&new.sha256, &new.name))
        };
        let new: Vec<&Attachment> = uploads.iter().copied().filter(|file| !known(file)).collect();
        for upload in new {
            let mut more = files.clone();
            more.push((*upload).clone());
            match check::check(field, &Value::Attachments(more.clone()), texts) {
                Ok(_) => files = more,
                Err(message) => self.rejected.push(Rejected {
                    path: field.path.clone(),
                    inputs: vec![(field.path.clone(), upload.name.clone())],
                    message,
                }),
            }
        }
        let path = field.path.clone();
        match (files.is_empty(), files == before) {
            (true, false) => self.cleared.push(path),
            (_, true) => {}
            (false, false) => self.set.push(Answer { path, value: Value::Attachments(files) }),
        }
    }
}

/// An address that was picked from a list keeps its commune and place while what the person
/// reads of it stays the same.
fn with_known_place(value: Value, kept: Option<&Value>) -> Value {
    let (Value::Address(new), Some(Value::Address(old))) = (&value, kept) else { return value };
    let read = |address: &crate::contract::Address| {
        let parts = [&address.postcode, &address.city, &address.country];
        let parts = address.lines.iter().chain(parts).map(|part| part.trim().to_owned());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>()
    };
    if read(new) == read(old) { Value::Address(old.clone()) } else { value }
}

#[cfg(test)]
mod tests;
