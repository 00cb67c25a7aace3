//! A struct as a form, both ways: fields of a view, and typed answers.
//!
//! Every form has two structs. The one that the vendor writes holds a *finished*
//! form: what must be answered is there, `decide` never asks whether. From it
//! `#[derive(Form)]` makes a second, `…Draft`, that holds a form *being filled in*:
//! every field is an `Option` (a repeated group or several choices, a `Vec`).

use std::fmt::Debug;

use crate::answers::Answers;
use crate::contract::types::{Answer, Context, Problem};
use crate::sheet::Sheet;

pub use crate::value::{FieldValue, Limits};

/// What has been answered so far of the form `F`.
pub type Draft<F> = <F as Form>::Draft;

/// A struct whose fields are those of a form; derive it.
pub trait Form: Sized + Clone + PartialEq + Debug {
    /// The same while it is being filled in.
    type Draft: Clone + PartialEq + Debug + Default;

    /// The answers below `at` (everything where it is empty), typed.
    fn read(answers: &Answers, at: &str) -> Self::Draft;

    /// Forgets the answers of fields that do not apply, in the order of fields: a
    /// field hidden by another that is hidden itself goes as well.
    fn prune(draft: &mut Self::Draft, ctx: &Context);

    /// Adds the pages and fields that apply.
    fn layout(draft: &Self::Draft, at: &str, sheet: &mut Sheet<'_>);

    /// The finished form, or nothing and a problem for each required answer that
    /// is not there.
    fn complete(
        draft: Self::Draft,
        at: &str,
        ctx: &Context,
        problems: &mut Vec<Problem>,
    ) -> Option<Self>;

    /// Adds the answers, below `at`.
    fn write(&self, at: &str, answers: &mut Answers);

    /// A draft of these answers, without those of fields that do not apply.
    fn draft(answers: &Answers, ctx: &Context) -> Self::Draft {
        let mut draft = Self::read(answers, "");
        Self::prune(&mut draft, ctx);
        draft
    }

    /// The finished form, or a problem for each required answer that is missing.
    fn from_answers(answers: &Answers, ctx: &Context) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        match Self::complete(Self::draft(answers, ctx), "", ctx, &mut problems) {
            Some(form) if problems.is_empty() => Ok(form),
            _ => Err(problems),
        }
    }

    /// The answers, ordered by path, each once.
    fn to_answers(&self) -> Vec<Answer> {
        let mut answers = Answers::new();
        self.write("", &mut answers);
        answers.into()
    }
}

/// No fields at all: the form of an action that asks nothing.
impl Form for () {
    type Draft = ();
    fn read(_answers: &Answers, _at: &str) {}
    fn prune(_draft: &mut (), _ctx: &Context) {}
    fn layout(_draft: &(), _at: &str, _sheet: &mut Sheet<'_>) {}
    fn complete(_: (), _: &str, _: &Context, _: &mut Vec<Problem>) -> Option<()> {
        Some(())
    }
    fn write(&self, _at: &str, _answers: &mut Answers) {}
}

/// What the code that `#[derive(Form)]` writes calls. Not for anybody else.
#[doc(hidden)]
pub mod derived {
    use super::{Answers, Context, FieldValue, Form, Problem, Sheet};
    use crate::choice::Words;
    use crate::contract::forms::Repeat;

    pub fn join(at: &str, name: &str) -> String {
        if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
    }

    pub fn missing(path: String, ctx: &Context, problems: &mut Vec<Problem>) {
        problems.push(ctx.unanswered(path));
    }

    pub fn required<T>(
        answer: Option<T>,
        path: String,
        ctx: &Context,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        if answer.is_none() {
            missing(path, ctx, problems);
        }
        answer
    }

    /// `prefill = …` may be a value or an `Option` of one.
    pub fn prefill<T: FieldValue>(value: impl Into<Option<T>>) -> Option<T> {
        value.into()
    }

    pub fn read_rows<F: Form>(answers: &Answers, path: &str, min: u32, max: u32) -> Vec<F::Draft> {
        let count = answers.rows(path).clamp(min as usize, max.max(min) as usize);
        (0..count).map(|index| F::read(answers, &format!("{path}[{index}]"))).collect()
    }

    pub fn prune_rows<F: Form>(rows: &mut [F::Draft], ctx: &Context) {
        for row in rows {
            F::prune(row, ctx);
        }
    }

    pub fn layout_rows<F: Form>(
        rows: &[F::Draft],
        path: &str,
        label: Words,
        (min, max): (u32, u32),
        sheet: &mut Sheet<'_>,
    ) {
        let label = sheet.ctx().pick(label).to_owned();
        let count = u32::try_from(rows.len()).unwrap_or(max);
        sheet.repeat(Repeat { path: path.to_owned(), label, min, max, count });
        for (index, row) in rows.iter().enumerate() {
            F::layout(row, &format!("{path}[{index}]"), sheet);
        }
    }

    pub fn complete_rows<F: Form>(
        rows: Vec<F::Draft>,
        path: &str,
        ctx: &Context,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<F>> {
        let rows: Vec<Option<F>> = rows
            .into_iter()
            .enumerate()
            .map(|(index, row)| F::complete(row, &format!("{path}[{index}]"), ctx, problems))
            .collect();
        rows.into_iter().collect()
    }

    pub fn write_rows<F: Form>(rows: &[F], path: &str, answers: &mut Answers) {
        answers.set(path, i64::try_from(rows.len()).unwrap_or(i64::MAX));
        for (index, row) in rows.iter().enumerate() {
            row.write(&format!("{path}[{index}]"), answers);
        }
    }
}
