//! Texts for people, in each language that a procedure speaks.
//!
//! Knows nothing of forms. French is the language of the town: every text has it,
//! and it stands in where a person's language is missing.

use crate::contract::Translation;

/// The language that every text has.
const FALLBACK: &str = "fr";

/// A text in several languages; write it with [`text!`](crate::text!).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<(String, String)>);

impl Text {
    /// A text without any translation; add them with [`Text::with`].
    pub fn new() -> Self {
        Self::default()
    }

    /// The same text with one translation more, or another one for `lang`.
    pub fn with(mut self, lang: &str, text: impl Into<String>) -> Self {
        self.0.retain(|(known, _)| known != lang);
        self.0.push((lang.to_owned(), text.into()));
        self
    }

    /// The translation for `lang`, the French one where there is none.
    pub fn pick(&self, lang: &str) -> &str {
        pick(self.0.iter().map(|(lang, text)| (lang.as_str(), text.as_str())), lang)
    }
}

/// Picks from translations that are constants, as the derives write them.
pub(crate) fn pick<'a>(
    translations: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    lang: &str,
) -> &'a str {
    let find = |lang: &str| translations.clone().find(|(known, _)| *known == lang);
    // `fr-CA` is served by `fr`.
    let primary = lang.split('-').next().unwrap_or(lang);
    find(lang)
        .or_else(|| find(primary))
        .or_else(|| find(FALLBACK))
        .or_else(|| translations.clone().next())
        .map_or("", |(_, text)| text)
}

impl From<&str> for Text {
    /// A text in French alone.
    fn from(text: &str) -> Self {
        Text::new().with(FALLBACK, text)
    }
}

impl From<Text> for Vec<Translation> {
    fn from(text: Text) -> Self {
        text.0.into_iter().map(|(lang, text)| Translation { lang, text }).collect()
    }
}

impl From<&[Translation]> for Text {
    fn from(translations: &[Translation]) -> Self {
        Text(translations.iter().map(|each| (each.lang.clone(), each.text.clone())).collect())
    }
}

/// A value that reads differently in each language: `12,50 €` and `€12.50`.
/// [`text!`](crate::text!) says the names after its semicolon.
pub trait Say {
    /// The value in words or figures of `lang`.
    fn say(&self, lang: &str) -> String;
}

impl Say for Text {
    fn say(&self, lang: &str) -> String {
        self.pick(lang).to_owned()
    }
}

impl Say for String {
    fn say(&self, _lang: &str) -> String {
        self.clone()
    }
}

impl Say for &str {
    fn say(&self, _lang: &str) -> String {
        (*self).to_owned()
    }
}

impl Say for i64 {
    fn say(&self, _lang: &str) -> String {
        self.to_string()
    }
}

/// A [`Text`], one translation per language.
///
/// Braces take values from the scope as in `format!`. Names after a semicolon are
/// said in each language first (see [`Say`]); `name = expression` names them.
///
/// ```
/// use guichet_sdk::prelude::*;
///
/// let (fee, room) = (Cents(12_50), "Salle A");
/// let text = text! { fr: "{room} : {fee}", en: "{room}: {fee}"; fee };
/// assert_eq!(text.pick("fr"), "Salle A : 12,50\u{a0}€");
/// assert_eq!(text.pick("en"), "Salle A: €12.50");
/// assert_eq!(text.pick("uk"), text.pick("fr"));
/// ```
#[macro_export]
macro_rules! text {
    ($($lang:tt : $text:literal),+ $(,)?) => {
        $crate::Text::new()$(.with(
            ::core::stringify!($lang).trim_matches('"'),
            ::std::format!($text),
        ))+
    };
    ($($lang:tt : $text:literal),+ ; $($names:tt)+) => {
        $crate::__said!([$($names)+] $($lang : $text),+)
    };
}

/// Translations whose names are said in the language of each.
#[doc(hidden)]
#[macro_export]
macro_rules! __said {
    (in $lang:expr, $text:literal, []) => { ::std::format!($text) };
    (in $lang:expr, $text:literal, [$name:ident $(, $($rest:tt)*)?]) => {{
        let $name = $crate::Say::say(&$name, $lang);
        $crate::__said!(in $lang, $text, [$($($rest)*)?])
    }};
    (in $lang:expr, $text:literal, [$name:ident = $value:expr $(, $($rest:tt)*)?]) => {{
        let $name = $crate::Say::say(&$value, $lang);
        $crate::__said!(in $lang, $text, [$($($rest)*)?])
    }};
    // `names` is one bracketed tree here, so that it can be repeated per language.
    ($names:tt $($lang:tt : $text:literal),+) => {
        $crate::Text::new()$(.with(
            ::core::stringify!($lang).trim_matches('"'),
            $crate::__said!(in ::core::stringify!($lang).trim_matches('"'), $text, $names),
        ))+
    };
}
