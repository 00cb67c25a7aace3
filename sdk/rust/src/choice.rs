//! Enums as the options of a field.

use std::fmt::Debug;

use crate::contract::forms::OptionItem;
use crate::text::{Say, pick};

/// Translations that are constants: language and text.
pub type Words = &'static [(&'static str, &'static str)];

/// One variant of a [`Choice`].
#[derive(Clone, Debug)]
pub struct Variant<C> {
    /// The variant.
    pub value: C,
    /// Its stable key in answers.
    pub key: &'static str,
    /// What the person reads.
    pub label: Words,
    /// What it means, where the label is not enough; none where empty.
    pub hint: Words,
}

/// An enum of which a person picks one or several; derive it.
///
/// ```
/// use guichet_sdk::prelude::*;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Choice)]
/// enum Zone {
///     #[choice(fr = "Centre", en = "Centre")]
///     Centre,
///     #[choice(key = "out", fr = "Faubourgs", en = "Outskirts")]
///     Outskirts,
/// }
/// assert_eq!(Zone::Outskirts.key(), "out");
/// assert_eq!(Zone::from_key("centre"), Some(Zone::Centre));
/// assert_eq!(Zone::Outskirts.label("fr"), "Faubourgs");
/// ```
pub trait Choice: Sized + Clone + PartialEq + Debug + 'static {
    /// Every variant, in the order in which a person sees them.
    const VARIANTS: &'static [Variant<Self>];

    /// The variant's key.
    fn key(&self) -> &'static str {
        self.variant().map_or("", |variant| variant.key)
    }

    /// The variant's label in `lang`.
    fn label(&self, lang: &str) -> &'static str {
        self.variant().map_or("", |variant| pick(variant.label.iter().copied(), lang))
    }

    /// The variant with this key.
    fn from_key(key: &str) -> Option<Self> {
        Self::VARIANTS.iter().find(|each| each.key == key).map(|each| each.value.clone())
    }

    /// All of them as options of a field, in `lang`.
    fn items(lang: &str) -> Vec<OptionItem> {
        Self::VARIANTS.iter().map(|each| each.item(lang)).collect()
    }

    #[doc(hidden)]
    fn variant(&self) -> Option<&'static Variant<Self>> {
        Self::VARIANTS.iter().find(|each| each.value == *self)
    }
}

impl<C> Variant<C> {
    /// As an option of a field, in `lang`.
    pub fn item(&self, lang: &str) -> OptionItem {
        let hint = (!self.hint.is_empty()).then(|| pick(self.hint.iter().copied(), lang));
        OptionItem {
            key: self.key.to_owned(),
            label: pick(self.label.iter().copied(), lang).to_owned(),
            hint: hint.map(str::to_owned),
        }
    }
}

impl<C: Choice> Say for C {
    fn say(&self, lang: &str) -> String {
        self.label(lang).to_owned()
    }
}

impl OptionItem {
    /// An option that no enum has, such as a row of a table.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        OptionItem { key: key.into(), label: label.into(), hint: None }
    }

    /// The same with a hint below it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
