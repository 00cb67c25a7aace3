//! A form that was checked: what pages, fields and repeats there are, and in what order.

use super::check;
use super::fault::{self, Places, ViewFault};
use crate::contract::{Block, Field, Page, Problem, Repeat, Value, View};
use crate::texts::Texts;

/// A view that was checked against the contract and the limits of the host. What it gives can
/// be relied on: paths and keys are unique and well-formed, groups lie within their repeats,
/// texts are bounded, locked fields have a prefill that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    view: View,
    places: Places,
}

impl Form {
    /// Checks what a component returned. The fault names the page, field or option.
    pub fn new(mut view: View) -> Result<Self, ViewFault> {
        let places = fault::inspect(&mut view)?;
        Ok(Self { view, places })
    }

    /// Fixes a field at a value that somebody vouched for. Whether it fits.
    pub fn lock(&mut self, path: &str, value: Value, texts: &Texts) -> bool {
        self.prefill(path, value, texts, true)
    }

    /// Offers a value for a field that the procedure offers none for.
    pub fn offer(&mut self, path: &str, value: Value, texts: &Texts) {
        if self.field(path).is_some_and(|field| field.prefill.is_none()) {
            self.prefill(path, value, texts, false);
        }
    }

    fn prefill(&mut self, path: &str, value: Value, texts: &Texts, locked: bool) -> bool {
        let Some(&(page, block)) = self.places.fields.get(path) else { return true };
        let Block::Field(field) = &mut self.view.pages[page].blocks[block] else { return true };
        match check::check(field, &value, texts) {
            Ok(value) => {
                (field.prefill, field.locked) = (Some(value), locked);
                true
            }
            Err(_) => false,
        }
    }

    /// The view, as the API shows it.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The pages in their order; there is one at least.
    pub fn pages(&self) -> &[Page] {
        &self.view.pages
    }

    /// The page with a key.
    pub fn page(&self, key: &str) -> Option<&Page> {
        self.page_at(key).map(|at| &self.view.pages[at])
    }

    /// Where the page with a key stands, from 0.
    pub fn page_at(&self, key: &str) -> Option<usize> {
        self.view.pages.iter().position(|page| page.key == key)
    }

    /// The page after the one with a key.
    pub fn next_page(&self, key: &str) -> Option<&Page> {
        self.view.pages.get(self.page_at(key)? + 1)
    }

    /// The page before the one with a key.
    pub fn previous_page(&self, key: &str) -> Option<&Page> {
        self.view.pages.get(self.page_at(key)?.checked_sub(1)?)
    }

    /// All fields in the order in which they are shown.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.view.pages.iter().flat_map(fields_of)
    }

    /// All repeats in the order in which they are shown.
    pub fn repeats(&self) -> impl Iterator<Item = &Repeat> {
        self.view.pages.iter().flat_map(repeats_of)
    }

    /// The field at a path.
    pub fn field(&self, path: &str) -> Option<&Field> {
        let (page, block) = *self.places.fields.get(path)?;
        match &self.view.pages[page].blocks[block] {
            Block::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The repeat at a path.
    pub fn repeat(&self, path: &str) -> Option<&Repeat> {
        let (page, block) = *self.places.repeats.get(path)?;
        match &self.view.pages[page].blocks[block] {
            Block::Repeat(repeat) => Some(repeat),
            _ => None,
        }
    }

    /// The page that shows the field or repeat at a path.
    pub fn page_of(&self, path: &str) -> Option<&Page> {
        self.view.pages.get(self.place(path)?.0)
    }

    fn place(&self, path: &str) -> Option<(usize, usize)> {
        self.places.fields.get(path).or_else(|| self.places.repeats.get(path)).copied()
    }

    /// Problems in the order in which a person meets them; those of the whole form come last.
    pub fn in_order(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        let place = |p: &Problem| p.path.as_deref().and_then(|path| self.place(path));
        problems.sort_by_key(|problem| place(problem).map_or((1, (0, 0)), |place| (0, place)));
        problems
    }

    /// What the procedure says the person has to put right.
    pub fn problems(&self) -> &[Problem] {
        &self.view.problems
    }

    /// The first page with one of these problems. Problems of the whole form, or at a path that
    /// the form does not have, belong to no page: nothing where there are only such.
    pub fn first_page_with(&self, problems: &[Problem]) -> Option<&Page> {
        let places = problems.iter().filter_map(|problem| self.place(problem.path.as_deref()?));
        places.map(|place| place.0).min().and_then(|at| self.view.pages.get(at))
    }
}

/// The fields of a page in their order.
pub fn fields_of(page: &Page) -> impl Iterator<Item = &Field> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Field(field) => Some(field),
        _ => None,
    })
}

/// The repeats of a page in their order.
pub fn repeats_of(page: &Page) -> impl Iterator<Item = &Repeat> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Repeat(repeat) => Some(repeat),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn form() -> Form {
        let field = |path| Block::Field(samples::field(path, samples::line()));
        let pages = vec![
            samples::page("one", vec![Block::Note("Hello".into()), field("a")]),
            samples::page("two", vec![Block::Repeat(samples::repeat("g", 0, 2, 1))]),
            // The fields of a group may stand on several pages.
            samples::page("three", vec![field("g[0].n"), field("b")]),
        ];
        Form::new(View { pages, problems: vec![] }).unwrap()
    }

    fn problem(path: Option<&str>) -> Problem {
        Problem { path: path.map(str::to_owned), message: "No".into() }
    }

    #[test]
    fn pages_in_their_order() {
        let form = form();
        let key = |page: Option<&Page>| page.map(|page| page.key.clone());
        assert_eq!(key(form.next_page("one")).as_deref(), Some("two"));
        assert_eq!(key(form.previous_page("two")).as_deref(), Some("one"));
        assert_eq!(form.previous_page("one"), None);
        assert_eq!(form.next_page("three"), None);
        assert_eq!(form.next_page("four"), None);
        assert_eq!(form.page("two").map(|page| page.blocks.len()), Some(1));
    }

    #[test]
    fn fields_and_repeats_by_path() {
        let form = form();
        let paths: Vec<_> = form.fields().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["a", "g[0].n", "b"]);
        assert_eq!(form.field("b").map(|field| field.path.as_str()), Some("b"));
        assert_eq!(form.repeat("g").map(|repeat| repeat.count), Some(1));
        assert!(form.field("g").is_none() && form.repeat("a").is_none());
        assert_eq!(form.page_of("g[0].n").map(|page| page.key.as_str()), Some("three"));
        assert_eq!(form.repeats().count(), 1);
    }

    #[test]
    fn the_first_page_with_a_problem() {
        let form = form();
        let first = |paths: &[Option<&str>]| {
            let problems: Vec<_> = paths.iter().map(|path| problem(*path)).collect();
            form.first_page_with(&problems).map(|page| page.key.clone())
        };
        assert_eq!(first(&[None, Some("b"), Some("g")]).as_deref(), Some("two"));
        assert_eq!(first(&[None, Some("no-such")]), None);
    }
}
