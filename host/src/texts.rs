//! What the host itself says to people, in their language.
//!
//! The words stand in `host/texts/*.ftl`, one file for a language, with the same keys in each;
//! a test holds that, and that every key that the sources name exists. What a procedure says
//! comes from the procedure. Dates, amounts and answers are written out in `format`.

mod format;

pub(crate) use format::degrees;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

/// The languages that the host speaks, as tag and the language's own name. The first is the
/// one that is spoken where none is asked for.
pub const LANGUAGES: [(&str, &str); 2] = [("fr", "Français"), ("en", "English")];

static FRENCH: LazyLock<Texts> =
    LazyLock::new(|| Texts::new("fr", include_str!("../texts/fr.ftl")));
static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| Texts::new("en", include_str!("../texts/en.ftl")));

/// The host's words in one language.
pub struct Texts {
    lang: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.lang)
    }
}

impl Texts {
    fn new(lang: &'static str, source: &str) -> Self {
        let tag: LanguageIdentifier = lang.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that isolate arguments would end in PDFs, mails and comparisons.
        bundle.set_use_isolating(false);
        // The sources are embedded and a test reads them; what is read of a broken one is
        // still better than a host that does not start.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    /// The words for a BCP 47 tag, `en`, `en-GB`; French where the host does not speak it.
    pub fn for_lang(lang: &str) -> &'static Self {
        Self::spoken(lang).unwrap_or(&FRENCH)
    }

    fn spoken(lang: &str) -> Option<&'static Self> {
        let primary = lang.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "fr" => Some(&FRENCH),
            "en" => Some(&ENGLISH),
            _ => None,
        }
    }

    /// The words for what a browser asks for in `Accept-Language`; French where it asks for
    /// nothing that the host speaks.
    pub fn for_accept_language(header: &str) -> &'static Self {
        let mut best: Option<(&'static Self, f32)> = None;
        // What browsers send has a dozen entries; a longer list is not worth reading.
        for entry in header.split(',').take(50) {
            let (tag, weight) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok());
            let (Some(texts), Some(weight)) = (Self::spoken(tag.trim()), weight) else { continue };
            if weight > best.map_or(0.0, |(_, found)| found) {
                best = Some((texts, weight));
            }
        }
        best.map_or(&FRENCH, |(texts, _)| texts)
    }

    /// The language's tag: `fr`.
    pub fn lang(&self) -> &'static str {
        self.lang
    }

    /// The words of a key; the key itself where there are none.
    pub fn text<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.find(key, None)
    }

    /// The words of a key with values set in: `texts.with("check-max", &[("max", 5.into())])`.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, v)| (*name, v.clone())).collect();
        self.find(key, Some(&args)).into_owned()
    }

    fn find<'a>(&'a self, key: &'a str, args: Option<&'a FluentArgs<'_>>) -> Cow<'a, str> {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        match pattern {
            Some(pattern) => self.bundle.format_pattern(pattern, args, &mut Vec::new()),
            None => Cow::Borrowed(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    const SOURCES: [&str; 2] = [include_str!("../texts/fr.ftl"), include_str!("../texts/en.ftl")];

    /// Each message of a source as its key and the variables that it sets in.
    fn messages(source: &str) -> BTreeSet<(String, Vec<String>)> {
        FluentResource::try_new(source.to_owned()).expect("the file is Fluent");
        let mut found: Vec<(String, String)> = Vec::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(" = ") {
                Some((key, text)) if !line.starts_with(' ') => {
                    found.push((key.to_owned(), text.to_owned()));
                }
                _ if line.ends_with(" =") => {
                    found.push((line.trim_end_matches(" =").to_owned(), String::new()));
                }
                _ => {
                    if let Some((_, text)) = found.last_mut() {
                        text.push_str(line);
                    }
                }
            }
        }
        found.into_iter().map(|(key, text)| (key, variables(&text))).collect()
    }

    fn variables(text: &str) -> Vec<String> {
        let name = |part: &str| -> String {
            part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
        };
        let all: BTreeSet<String> = text.split('$').skip(1).map(name).collect();
        all.into_iter().collect()
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html" || e == "txt") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn languages_have_the_same_keys_with_the_same_variables() {
        let [french, english] = SOURCES.map(messages);
        let difference: Vec<_> = french.symmetric_difference(&english).collect();
        assert!(difference.is_empty(), "only in one language: {difference:?}");
        for source in SOURCES {
            let keys = messages(source).len();
            let lines = source.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()));
            assert_eq!(lines.count(), keys, "a key stands twice");
        }
    }

    #[test]
    fn every_key_that_the_sources_name_exists() {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&home.join("src"), &mut files);
        if home.join("templates").is_dir() {
            sources(&home.join("templates"), &mut files);
        }
        let mut used = 0;
        for call in ["texts.text(\"", "texts.with(\"", "self.text(\"", "self.with(\""] {
            for key in files.iter().flat_map(|file| file.split(call).skip(1)) {
                // Here the calls stand split in this list; keys have no other character.
                let key = key.split('"').next().unwrap();
                if !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                    continue;
                }
                used += 1;
                for (lang, _) in LANGUAGES {
                    let texts = Texts::for_lang(lang);
                    assert!(texts.bundle.has_message(key), "`{key}` is missing in {lang}.ftl");
                }
            }
        }
        assert!(used > 30, "only {used} keys found: did the calls change their shape?");
    }

    #[test]
    fn a_language_is_picked() {
        for (lang, spoken) in
            [("en", "en"), ("EN-gb", "en"), ("fr_CA", "fr"), ("de", "fr"), ("", "fr")]
        {
            assert_eq!(Texts::for_lang(lang).lang(), spoken, "{lang}");
        }
        for (header, spoken) in [
            ("en-GB,en;q=0.9,fr;q=0.8", "en"),
            ("de, fr;q=0.3, en;q=0.7", "en"),
            ("en;q=0, fr;q=0.1", "fr"),
            ("en;q=x, *", "fr"),
            ("", "fr"),
        ] {
            assert_eq!(Texts::for_accept_language(header).lang(), spoken, "{header}");
        }
    }

    #[test]
    fn values_are_set_in_without_marks() {
        let text = Texts::for_lang("en").with("check-max", &[("max", "5".into())]);
        assert_eq!(text, "Enter a number of at most 5.");
        assert_eq!(Texts::for_lang("en").text("no-such-key"), "no-such-key");
    }
}
