//! A form that was checked: what pages, fields and repeats there are, and in what order.

use super::fault::{self, Places, ViewFault};
use crate::contract::{Block, Field, Page, Problem, Repeat, View};

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
        let place = self.places.fields.get(path).or_else(|| self.places.repeats.get(path))?;
        self.view.pages.get(place.0)
    }

    /// What the procedure says the person has to put right.
    pub fn problems(&self) -> &[Problem] {
        &self.view.problems
    }

    /// The first page with one of these problems. Problems of the whole form, or at a path that
    /// the form does not have, belong to no page: nothing where there are only such.
    pub fn first_page_with(&self, problems: &[Problem]) -> Option<&Page> {
        let places = problems.iter().filter_map(|problem| {
            let path = problem.path.as_deref()?;
            self.places.fields.get(path).or_else(|| self.places.repeats.get(path))
        });
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
