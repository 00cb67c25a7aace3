//! The view while it is being written: `#[derive(Form)]` lays out its pages here,
//! then the procedure adds what a derive cannot say.

use crate::answers::Answers;
use crate::choice::Words;
use crate::contract::forms::{Block, Field, Figure, Kind, OptionItem, Page, Repeat, View};
use crate::contract::types::{Answer, Context, Problem};
use crate::form::{Draft, Form};
use crate::text::Text;
use crate::value::FieldValue;

/// Pages, fields and problems, in the person's language.
///
/// ```
/// use guichet_sdk::prelude::*;
/// fn fee(sheet: &mut Sheet<'_>) {
///     sheet
///         .page("fee", text! { fr: "Redevance", en: "Fee" })
///         .figure(text! { fr: "À payer", en: "To pay" }, Cents::euros(12))
///         .note(text! { fr: "Payable en ligne.", en: "Payable online." });
/// }
/// ```
#[derive(Debug)]
pub struct Sheet<'a> {
    ctx: &'a Context,
    answers: Answers,
    view: View,
    current: usize,
}

impl<'a> Sheet<'a> {
    /// An empty sheet for these answers.
    pub fn new(ctx: &'a Context, answers: &[Answer]) -> Self {
        let view = View { pages: Vec::new(), problems: Vec::new() };
        Sheet { ctx, answers: Answers::from(answers), view, current: 0 }
    }

    /// The context of the call.
    pub fn ctx(&self) -> &'a Context {
        self.ctx
    }

    /// All the answers as the host gave them, for fields that no struct has.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Lays out the fields of `F` and returns what has been answered of them.
    pub fn ask<F: Form>(&mut self) -> Draft<F> {
        self.ask_below::<F>("")
    }

    /// As [`Sheet::ask`], with every path below `root`.
    pub fn ask_below<F: Form>(&mut self, root: &str) -> Draft<F> {
        let mut draft = F::read(&self.answers, root);
        F::prune(&mut draft, self.ctx);
        F::layout(&draft, root, self);
        draft
    }

    /// Opens the page `key`: a new one at the end, or an earlier one to continue.
    pub fn page(&mut self, key: &str, title: impl Into<Text>) -> &mut Self {
        let title = self.ctx.say(title);
        self.open(key, title)
    }

    /// Goes back to the page `key`, to continue it; nothing where it is not there.
    pub fn on_page(&mut self, key: &str) -> Option<&mut Self> {
        self.current = self.view.pages.iter().position(|page| page.key == key)?;
        Some(self)
    }

    /// As [`Sheet::page`], from constants: what the derive writes.
    #[doc(hidden)]
    pub fn open_page(&mut self, key: &str, title: Words) -> &mut Self {
        let title = self.ctx.pick(title).to_owned();
        self.open(key, title)
    }

    fn open(&mut self, key: &str, title: String) -> &mut Self {
        let known = self.view.pages.iter().position(|page| page.key == key);
        self.current = known.unwrap_or(self.view.pages.len());
        if known.is_none() {
            self.view.pages.push(Page { key: key.to_owned(), title, blocks: Vec::new() });
        }
        self
    }

    /// A heading within the page.
    pub fn heading(&mut self, text: impl Into<Text>) -> &mut Self {
        let text = self.ctx.say(text);
        self.block(Block::Heading(text))
    }

    /// A sentence between fields.
    pub fn note(&mut self, text: impl Into<Text>) -> &mut Self {
        let text = self.ctx.say(text);
        self.block(Block::Note(text))
    }

    /// Something worked out: a fee, points.
    pub fn figure<T: FieldValue>(&mut self, label: impl Into<Text>, value: T) -> &mut Self {
        let label = self.ctx.say(label);
        self.worked_out(label, value, None)
    }

    /// Something worked out, and how.
    pub fn figure_because<T: FieldValue>(
        &mut self,
        label: impl Into<Text>,
        value: T,
        reason: impl Into<Text>,
    ) -> &mut Self {
        let (label, reason) = (self.ctx.say(label), Some(self.ctx.say(reason)));
        self.worked_out(label, value, reason)
    }

    fn worked_out<T: FieldValue>(
        &mut self,
        label: String,
        value: T,
        reason: Option<String>,
    ) -> &mut Self {
        let words = value.words(&self.ctx.lang);
        self.block(Block::Figure(Figure { label, value: value.to_value(), words, reason }))
    }

    /// A field that no struct has; see [`Field::new`].
    pub fn field(&mut self, field: Field) -> &mut Self {
        self.block(Block::Field(field))
    }

    /// A group that the person may repeat; its fields follow.
    pub fn repeat(&mut self, repeat: Repeat) -> &mut Self {
        self.block(Block::Repeat(repeat))
    }

    /// Any block, at the end of the open page.
    pub fn block(&mut self, block: Block) -> &mut Self {
        if self.view.pages.is_empty() {
            self.open_page("form", &[("fr", "Formulaire"), ("en", "Form")]);
        }
        if let Some(page) = self.view.pages.get_mut(self.current) {
            page.blocks.push(block);
        }
        self
    }

    /// The field at `path`, to change what the derive wrote: options from a table,
    /// a hint with an amount. Nothing where it does not apply.
    pub fn edit(&mut self, path: &str) -> Option<&mut Field> {
        self.view.pages.iter_mut().flat_map(|page| &mut page.blocks).find_map(|block| match block {
            Block::Field(field) if field.path == path => Some(field),
            _ => None,
        })
    }

    /// Says at the field `path` what is wrong with its answer.
    pub fn problem(&mut self, path: &str, message: impl Into<Text>) -> &mut Self {
        let problem = self.ctx.problem(path, message);
        self.view.problems.push(problem);
        self
    }

    /// Adds a problem made elsewhere, such as by a rule that `decide` shares.
    pub fn report(&mut self, problem: Problem) -> &mut Self {
        self.view.problems.push(problem);
        self
    }

    /// The finished view.
    pub fn into_view(self) -> View {
        self.view
    }
}

impl Field {
    /// A field that is neither required nor answered. Label in the person's
    /// language: `ctx.say(text! { … })`.
    pub fn new(path: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Field {
            path: path.into(),
            label: label.into(),
            hint: None,
            required: false,
            live: false,
            kind,
            prefill: None,
            locked: false,
            autofill: None,
        }
    }

    /// With a sentence below the label.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether it must be answered.
    pub fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    /// Another part of the form depends on this answer.
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// What it holds before the person answers.
    pub fn prefilled<T: FieldValue>(mut self, value: Option<T>) -> Self {
        self.prefill = value.as_ref().map(FieldValue::to_value);
        self
    }

    /// The person may not change it, where it is prefilled at all: a lock on
    /// nothing would leave a required field that nobody can answer.
    pub fn locked(mut self) -> Self {
        self.locked = self.prefill.is_some();
        self
    }

    /// HTML autofill token.
    pub fn with_autofill(mut self, token: &str) -> Self {
        self.autofill = Some(token.to_owned());
        self
    }
}

impl Kind {
    /// One of these options.
    pub fn one_of(options: impl IntoIterator<Item = OptionItem>) -> Self {
        Kind::Choice(options.into_iter().collect())
    }

    /// Some of these options.
    pub fn some_of(options: impl IntoIterator<Item = OptionItem>) -> Self {
        Kind::Choices(options.into_iter().collect())
    }

    /// Asked of a source that the town granted; answers lie below the field's path.
    pub fn sourced(source: &str, params: Answers) -> Self {
        let source = source.to_owned();
        Kind::Sourced(crate::contract::forms::SourceQuery { source, params: params.into() })
    }
}
