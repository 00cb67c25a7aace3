//! A page of a form as the template shows it: one control for each kind of field.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::addresses::{Addresses, Known};
use crate::contract::*;
use crate::dossier::Rejected;
use crate::form::{Answers, Form, check, fields_of, html};
use crate::texts::Texts;

/// A field as the template shows it.
pub(in super::super) struct FieldView {
    pub(in super::super) path: String,
    pub(in super::super) id: String,
    pub(in super::super) label: String,
    pub(in super::super) hint: Option<String>,
    pub(in super::super) required: bool,
    pub(in super::super) error: Option<String>,
    pub(in super::super) control: Control,
}

/// What a field is filled in with.
pub(in super::super) enum Control {
    /// One line.
    Line(Line),
    /// Several lines, and the autofill token.
    Paragraph(String, Option<String>),
    /// A box to tick.
    Flag(bool),
    /// Boxes to choose from, and whether several may be.
    Boxes(Vec<OptionView>, bool),
    /// A list to choose one from, and the autofill token.
    Select(Vec<OptionView>, Option<String>),
    /// Several inputs that make one value.
    Parts(Vec<Part>),
    /// The same of an address that can be looked up.
    Address(Vec<Part>, LookUp),
    /// The same of a place, which a device may know.
    Place(Vec<Part>),
    /// Files.
    Files(FilesView),
    /// Asked of a source.
    Sourced(SourcedView),
    /// Not to be changed.
    Fixed(String),
}

pub(in super::super) struct Line {
    pub(in super::super) input_type: &'static str,
    pub(in super::super) value: String,
    pub(in super::super) inputmode: Option<&'static str>,
    pub(in super::super) autofill: Option<String>,
    pub(in super::super) class: &'static str,
}

pub(in super::super) struct FilesView {
    pub(in super::super) kept: Vec<Attachment>,
    /// The media types taken.
    pub(in super::super) accept: String,
    /// Those of them that a camera makes; empty where there is none.
    pub(in super::super) photos: String,
    /// Whether several may be sent.
    pub(in super::super) multiple: bool,
}

pub(in super::super) struct OptionView {
    pub(in super::super) key: String,
    pub(in super::super) label: String,
    pub(in super::super) hint: Option<String>,
    pub(in super::super) chosen: bool,
}

pub(in super::super) struct Part {
    pub(in super::super) name: String,
    pub(in super::super) label: String,
    pub(in super::super) value: String,
    pub(in super::super) class: &'static str,
    pub(in super::super) numeric: bool,
    pub(in super::super) lines: bool,
    pub(in super::super) autofill: Option<String>,
}

/// What stands under the first line of an address that can be looked up.
pub(in super::super) struct LookUp {
    /// Name and value of the input that holds which one was chosen.
    pub(in super::super) chosen: (String, String),
    /// Value and words of the suggestions, once they were asked for.
    pub(in super::super) found: Option<Vec<(String, String)>>,
}

/// What stands where a source may be asked.
pub(in super::super) struct SourcedView {
    pub(in super::super) provider: String,
    pub(in super::super) purpose: String,
    /// What the service is told.
    pub(in super::super) told: String,
    /// Whether the person may have it asked here.
    pub(in super::super) may_ask: bool,
    /// Once it was asked: what came of it, in a sentence.
    pub(in super::super) came: Option<String>,
    /// Label and value of what it answered; none where it did not.
    pub(in super::super) rows: Vec<(String, String)>,
    /// What the button says that has it asked; none where asking is of no use.
    pub(in super::super) ask: Option<String>,
    /// What the button says that says no to it, or takes the consent back.
    pub(in super::super) decline: Option<String>,
}

/// What the sources of a page may be asked and have answered, by field.
pub(in super::super) type Questions = BTreeMap<String, SourcedView>;

/// The addresses that a page can suggest, and the field for which that was asked.
#[derive(Clone, Copy)]
pub(in super::super) struct Suggest<'a> {
    pub(in super::super) from: &'a Addresses,
    pub(in super::super) to: Option<&'a str>,
}

/// A block as the template shows it, with the name by which it is known again when the page is
/// shown anew after an answer.
pub(in super::super) struct NamedBlock {
    pub(in super::super) name: String,
    pub(in super::super) live: bool,
    pub(in super::super) shown: BlockView,
}

/// What a block shows.
pub(in super::super) enum BlockView {
    Heading(String),
    Note(String),
    Figure(FigureView),
    Repeat(RepeatView),
    Field(FieldView),
}

pub(in super::super) struct FigureView {
    pub(in super::super) label: String,
    pub(in super::super) value: String,
    pub(in super::super) reason: Option<String>,
}

pub(in super::super) struct RepeatView {
    pub(in super::super) path: String,
    pub(in super::super) id: String,
    pub(in super::super) label: String,
    pub(in super::super) error: Option<String>,
    pub(in super::super) can_add: bool,
    /// Value and words of each remove button.
    pub(in super::super) groups: Vec<(String, String)>,
}

/// A problem in the summary at the top.
pub(in super::super) struct ProblemView {
    pub(in super::super) anchor: Option<String>,
    pub(in super::super) message: String,
}

/// One page of a form.
pub(in super::super) struct FormPage {
    pub(in super::super) blocks: Vec<NamedBlock>,
    pub(in super::super) problems: Vec<ProblemView>,
    pub(in super::super) multipart: bool,
    pub(in super::super) live: bool,
}

/// The id of a field's element, another one for each path: `rows[0].name` is `f-rows__0_name`.
/// No path has `_` or two dots in a row. What belongs to the element, such as its hint, puts a
/// word in front, since any word behind could be the end of another path.
pub(in super::super) fn element_id(path: &str) -> String {
    format!("f-{}", path.replace('[', "__").replace(']', "").replace('.', "_"))
}

/// What was typed into a form so far.
pub(in super::super) struct Given<'a> {
    /// What was taken.
    pub(in super::super) answers: &'a Answers,
    /// What was not.
    pub(in super::super) rejected: &'a [Rejected],
    /// What is wrong with it.
    pub(in super::super) problems: &'a [Problem],
}

/// A page of a form, with what was typed and what is wrong with it.
pub(in super::super) fn form_page(
    page: &Page,
    form: &Form,
    given: Given<'_>,
    suggest: Suggest<'_>,
    questions: Questions,
    t: &Texts,
) -> FormPage {
    let Given { answers, rejected, problems } = given;
    let mut errors: BTreeMap<&str, &str> = BTreeMap::new();
    for problem in problems {
        if let Some(path) = &problem.path {
            errors.entry(path).or_insert(&problem.message);
        }
    }
    let questions = RefCell::new(questions);
    let maker = Maker { answers, rejected, errors: &errors, suggest, questions, t };
    let here = |path: &str| form.page_of(path).is_some_and(|of| of.key == page.key);
    let view = |p: &Problem| ProblemView {
        anchor: p.path.as_deref().map(element_id),
        message: p.path.as_deref().map_or(p.message.clone(), |path| named(form, path, &p.message)),
    };
    let fields = || fields_of(page);
    FormPage {
        blocks: page.blocks.iter().map(|block| maker.block(block)).collect(),
        problems: problems
            .iter()
            .filter(|p| p.path.as_deref().is_none_or(here))
            .map(view)
            .collect(),
        multipart: fields().any(|f| matches!(f.kind, Kind::Files(_))),
        live: fields().any(|f| f.live),
    }
}

/// In the summary a message stands alone, so it says which field it is about.
fn named(form: &Form, path: &str, message: &str) -> String {
    form.field(path)
        .map_or_else(|| message.to_owned(), |field| format!("{} : {message}", field.label))
}

struct Maker<'a> {
    answers: &'a Answers,
    rejected: &'a [Rejected],
    errors: &'a BTreeMap<&'a str, &'a str>,
    suggest: Suggest<'a>,
    questions: RefCell<Questions>,
    t: &'a Texts,
}

impl Maker<'_> {
    fn block(&self, block: &Block) -> NamedBlock {
        let name = match block {
            Block::Heading(text) => format!("heading:{text}"),
            Block::Note(text) => format!("note:{text}"),
            Block::Figure(figure) => format!("figure:{}", figure.label),
            Block::Repeat(repeat) => repeat.path.clone(),
            Block::Field(field) => field.path.clone(),
        };
        let live = matches!(block, Block::Field(field) if field.live);
        NamedBlock { name, live, shown: self.shown(block) }
    }

    fn shown(&self, block: &Block) -> BlockView {
        match block {
            Block::Heading(text) => BlockView::Heading(text.clone()),
            Block::Note(text) => BlockView::Note(text.clone()),
            Block::Figure(figure) => BlockView::Figure(FigureView {
                label: figure.label.clone(),
                value: figure.words.clone().unwrap_or_else(|| self.t.value(&figure.value, None)),
                reason: figure.reason.clone(),
            }),
            Block::Repeat(repeat) => BlockView::Repeat(self.repeat(repeat)),
            Block::Field(field) => BlockView::Field(self.field(field)),
        }
    }

    fn error(&self, path: &str) -> Option<String> {
        self.errors.get(path).map(|message| (*message).to_owned())
    }

    fn repeat(&self, repeat: &Repeat) -> RepeatView {
        let removable = if repeat.count > repeat.min { repeat.count } else { 0 };
        let group = |index: u32| {
            let words = self.t.with("remove-group", &[("number", (index + 1).into())]);
            (format!("{}[{index}]", repeat.path), words)
        };
        RepeatView {
            path: repeat.path.clone(),
            id: element_id(&repeat.path),
            label: repeat.label.clone(),
            error: self.error(&repeat.path),
            can_add: repeat.count < repeat.max,
            groups: (0..removable).map(group).collect(),
        }
    }

    fn field(&self, field: &Field) -> FieldView {
        let control = match &field.prefill {
            Some(value) if field.locked => Control::Fixed(self.t.value(value, Some(&field.kind))),
            _ => self.control(field),
        };
        FieldView {
            path: field.path.clone(),
            id: element_id(&field.path),
            label: field.label.clone(),
            hint: field.hint.clone(),
            required: field.required,
            error: self.error(&field.path),
            control,
        }
    }

    /// What stands in the inputs: what was typed and not taken, else the answer, else the prefill.
    fn inputs(&self, field: &Field) -> Vec<(String, String)> {
        if let Some(rejected) = self.rejected.iter().find(|r| r.path == field.path) {
            return rejected.inputs.clone();
        }
        let value = self.answers.get(&field.path).or(field.prefill.as_ref());
        value.map(|value| html::inputs_of(field, value, self.t)).unwrap_or_default()
    }

    fn control(&self, field: &Field) -> Control {
        let inputs = self.inputs(field);
        let input = |name: &str| {
            inputs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
        };
        let value = || input(&field.path);
        let chosen = |key: &str| inputs.iter().any(|(_, v)| v == key);
        match &field.kind {
            Kind::Paragraph(_) => Control::Paragraph(value(), field.autofill.clone()),
            Kind::Flag => Control::Flag(chosen("true")),
            Kind::Choice(options) if options.len() > 7 => {
                Control::Select(options_of(options, chosen), field.autofill.clone())
            }
            Kind::Choice(options) => Control::Boxes(options_of(options, chosen), false),
            Kind::Choices(options) => Control::Boxes(options_of(options, chosen), true),
            Kind::Date(_) => Control::Parts(self.date(field, input)),
            Kind::Address => self.address(field, input),
            Kind::Position => Control::Place(self.position(field, input)),
            Kind::Files(limits) => self.files(field, &check::file_limits(limits)),
            Kind::Sourced(_) => match self.questions.borrow_mut().remove(&field.path) {
                Some(question) => Control::Sourced(question),
                None => Control::Fixed(self.t.text("no-answer").into_owned()),
            },
            kind => Control::Line(line(kind, value(), field.autofill.clone())),
        }
    }

    fn files(&self, field: &Field, limits: &FileLimits) -> Control {
        let photos: Vec<&str> = limits
            .media_types
            .iter()
            .map(String::as_str)
            .filter(|t| t.starts_with("image/"))
            .collect();
        Control::Files(FilesView {
            kept: self.kept(field),
            accept: limits.media_types.join(","),
            photos: photos.join(","),
            multiple: limits.max_files > 1,
        })
    }

    fn kept(&self, field: &Field) -> Vec<Attachment> {
        match self.answers.get(&field.path) {
            Some(Value::Attachments(files)) => files.clone(),
            _ => vec![],
        }
    }

    fn part(
        &self,
        field: &Field,
        name: &str,
        class: &'static str,
        input: &impl Fn(&str) -> String,
    ) -> Part {
        let full = format!("{}:{name}", field.path);
        Part {
            label: self.t.text(&format!("part-{name}")).into_owned(),
            value: input(&full),
            name: full,
            class,
            numeric: matches!(name, "day" | "month" | "year"),
            lines: name == "lines",
            autofill: None,
        }
    }

    fn date(&self, field: &Field, input: impl Fn(&str) -> String) -> Vec<Part> {
        let birthday = field.autofill.as_deref() == Some("bday");
        [("day", "two"), ("month", "two"), ("year", "four")]
            .map(|(name, class)| Part {
                autofill: birthday.then(|| format!("bday-{name}")),
                ..self.part(field, name, class, &input)
            })
            .into()
    }

    /// Where addresses are suggested, the first line has an input of its own, and further ones
    /// stand below it.
    fn address(&self, field: &Field, input: impl Fn(&str) -> String) -> Control {
        let of_person = field.autofill.is_some();
        let part = |name: &str, class, token: &str| Part {
            autofill: of_person.then(|| token.to_owned()),
            ..self.part(field, name, class, &input)
        };
        let mut parts = vec![part("lines", "full", "street-address")];
        parts.extend([
            part("postcode", "four", "postal-code"),
            part("city", "city", "address-level2"),
            part("country", "two", "country"),
        ]);
        if self.suggest.from.is_empty() {
            return Control::Parts(parts);
        }
        let mut more = part("more", "full", "address-line2");
        let written = format!("{}\n{}", parts[0].value, more.value);
        let (line, rest) = written.trim().split_once('\n').unwrap_or((written.trim(), ""));
        more.value = rest.trim().to_owned();
        more.lines = true;
        let line = Part {
            value: line.trim().to_owned(),
            lines: false,
            autofill: of_person.then(|| "address-line1".to_owned()),
            ..parts.remove(0)
        };
        let chosen = format!("{}:ban", field.path);
        let value = |known: &Known<'_>| (format!("{}:{}", field.path, known.id()), known.label());
        let asked = self.suggest.to == Some(&field.path);
        let found =
            asked.then(|| self.suggest.from.search(&line.value).iter().map(value).collect());
        let look_up = LookUp { chosen: (chosen.clone(), input(&chosen)), found };
        parts.splice(..0, [line, more]);
        Control::Address(parts, look_up)
    }

    fn position(&self, field: &Field, input: impl Fn(&str) -> String) -> Vec<Part> {
        ["lat", "lon"].map(|name| self.part(field, name, "city", &input)).into()
    }
}

fn options_of(options: &[OptionItem], chosen: impl Fn(&str) -> bool) -> Vec<OptionView> {
    let view = |o: &OptionItem| OptionView {
        key: o.key.clone(),
        label: o.label.clone(),
        hint: o.hint.clone(),
        chosen: chosen(&o.key),
    };
    options.iter().map(view).collect()
}

fn line(kind: &Kind, value: String, autofill: Option<String>) -> Line {
    let (input_type, inputmode, class) = match kind {
        Kind::Email => ("email", Some("email"), ""),
        Kind::Phone => ("tel", Some("tel"), "short"),
        Kind::Integer(_) => ("text", Some("numeric"), "short"),
        Kind::Decimal | Kind::Money(_) => ("text", Some("decimal"), "short"),
        Kind::Time => ("text", None, "short"),
        Kind::Siret => ("text", Some("numeric"), ""),
        _ => ("text", None, ""),
    };
    Line { input_type, value, inputmode, autofill, class }
}

#[cfg(test)]
mod tests {
    use super::element_id;

    #[test]
    fn paths_have_ids_of_their_own() {
        let paths = ["a.b", "a-b", "a[0].b", "a.0.b", "a-0--b", "a[0]", "a.0", "a-1", "a[10].b"];
        let ids: std::collections::BTreeSet<_> = paths.map(element_id).into();
        assert_eq!(ids.len(), paths.len(), "{ids:?}");
    }
}
