//! What the host itself says to people, in their language.
//!
//! The words stand in `host/texts/*.ftl`, one file for a language, with the same keys in each;
//! a test holds that, and that every key that the sources name exists. What a procedure says
//! comes from the procedure. Dates, amounts and answers are written out in `format`.

mod format;

pub(crate) use format::degrees;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

const SOURCES: [&str; 2] = [include_str!("../texts/fr.ftl"), include_str!("../texts/en.ftl")];
static FRENCH: LazyLock<Texts> = LazyLock::new(|| Texts::embedded("fr", SOURCES[0]));
static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::embedded("en", SOURCES[1]));
/// What the town added. Of the whole process, as the words above are: a server has one town.
static ADDED: OnceLock<Vec<&'static Texts>> = OnceLock::new();

/// The host's words in one language.
pub struct Texts {
    lang: String,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.lang)
    }
}

impl Texts {
    fn embedded(lang: &str, source: &str) -> Self {
        // A test reads the embedded sources; what is read of a broken one is still better than
        // a host that does not start.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
        Self::new(lang, lang.parse().unwrap_or_default(), resource)
    }

    fn new(lang: &str, tag: LanguageIdentifier, resource: FluentResource) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that isolate arguments would end in PDFs, mails and comparisons.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { lang: lang.to_owned(), bundle }
    }

    /// A language that a town adds, from its tag and the text of a Fluent file. What the file
    /// lacks is said in French. An error names the line or the key.
    pub fn read(lang: &str, source: String) -> Result<Self, String> {
        let tag: LanguageIdentifier = lang.parse().map_err(|_| {
            format!("its name is no language tag: name it after its language, such as ar.ftl, not {lang}.ftl")
        })?;
        let primary = tag.language.as_str();
        if [&*FRENCH, &*ENGLISH].iter().any(|texts| texts.lang == primary) {
            return Err(format!("{primary} is spoken already"));
        }
        let resource = FluentResource::try_new(source.clone()).map_err(|(_, errors)| {
            let at = errors.first().map_or(0, |error| error.pos.start.min(source.len()));
            let line = source.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let error = errors.first().map(ToString::to_string).unwrap_or_default();
            format!("line {line}: it is not Fluent: {error}")
        })?;
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for source in SOURCES {
            let (Ok(own) | Err((own, _))) = FluentResource::try_new(source.to_owned());
            for (key, variables) in messages(&own) {
                known.entry(key).or_default().extend(variables);
            }
        }
        let mut seen = BTreeSet::new();
        for (key, variables) in messages(&resource) {
            let Some(given) = known.get(&key) else {
                return Err(format!("the host has no words under the key \"{key}\""));
            };
            if let Some(unknown) = variables.difference(given).next() {
                return Err(format!("\"{key}\" sets in ${unknown}, which it is not given"));
            }
            seen.insert(key);
        }
        for key in ["language-name", "language-direction"] {
            if !seen.contains(key) {
                return Err(format!("\"{key}\" is missing"));
            }
        }
        let texts = Self::new(lang, tag, resource);
        match &*texts.text("language-direction") {
            "ltr" | "rtl" => Ok(texts),
            other => Err(format!("\"language-direction\" is ltr or rtl, not {other}")),
        }
    }

    /// Speaks these languages too. Only the first call counts.
    pub fn add(languages: &[&'static Self]) {
        ADDED.get_or_init(|| languages.to_vec());
    }

    /// The languages that the host speaks. The first is the one that is spoken where none is
    /// asked for.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let added = ADDED.get().map(Vec::as_slice).unwrap_or_default();
        [&*FRENCH, &*ENGLISH].into_iter().chain(added.iter().copied())
    }

    /// The words for a BCP 47 tag, `en`, `en-GB`; French where the host does not speak it.
    pub fn for_lang(lang: &str) -> &'static Self {
        Self::spoken(lang).unwrap_or(&FRENCH)
    }

    fn spoken(lang: &str) -> Option<&'static Self> {
        let primary =
            |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let wanted = primary(lang);
        Self::all().find(|texts| primary(&texts.lang) == wanted)
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

    /// The language's own name.
    pub fn name(&self) -> Cow<'_, str> {
        self.text("language-name")
    }

    /// In which direction it is written: `ltr` or `rtl`.
    pub fn direction(&self) -> Cow<'_, str> {
        self.text("language-direction")
    }

    /// The language's tag: `fr`.
    pub fn lang(&self) -> &str {
        &self.lang
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
        // What a language lacks is said in French; what nobody says is the key.
        for bundle in [&self.bundle, &FRENCH.bundle] {
            let pattern = bundle.get_message(key).and_then(|message| message.value());
            if let Some(pattern) = pattern {
                return bundle.format_pattern(pattern, args, &mut Vec::new());
            }
        }
        Cow::Borrowed(key)
    }
}

/// The messages of a file, each with the variables that it sets in.
fn messages(resource: &FluentResource) -> BTreeMap<String, BTreeSet<String>> {
    let message = |entry: &ast::Entry<&str>| {
        let ast::Entry::Message(message) = entry else { return None };
        let bare = ast::Message { comment: None, ..message.clone() };
        let body = vec![ast::Entry::Message(bare)];
        let text = fluent_syntax::serializer::serialize(&ast::Resource { body });
        let name = |part: &str| -> String {
            part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
        };
        let variables = text.split('$').skip(1).map(name).collect();
        Some((message.id.name.to_owned(), variables))
    };
    resource.entries().filter_map(message).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn of(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        messages(&FluentResource::try_new(source.to_owned()).expect("the file is Fluent"))
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
        let [french, english] = SOURCES.map(of);
        for (here, there) in [(&french, &english), (&english, &french)] {
            // Formats set in what their language writes: one pads hours, another does not.
            let differs = |key: &str, variables: &BTreeSet<String>| {
                there.get(key).is_none_or(|v| v != variables && !key.starts_with("format-"))
            };
            let only: Vec<_> = here.iter().filter(|(key, v)| differs(key, v)).collect();
            assert!(only.is_empty(), "only in one language: {only:?}");
        }
        for source in SOURCES {
            let keys = of(source).len();
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
        for call in [
            "texts.text(\"",
            "texts.with(\"",
            "self.text(\"",
            "self.with(\"",
            "t.text(\"",
            "t.with(\"",
        ] {
            for key in files.iter().flat_map(|file| file.split(call).skip(1)) {
                // Here the calls stand split in this list; keys have no other character.
                let key = key.split('"').next().unwrap();
                if !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                    continue;
                }
                used += 1;
                for texts in [&*FRENCH, &*ENGLISH] {
                    assert!(texts.bundle.has_message(key), "`{key}` is missing in {texts:?}");
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

    const ESPERANTO: &str = "language-name = Esperanto\nlanguage-direction = ltr\n";

    #[test]
    fn a_language_of_the_town_falls_back_to_french() {
        let source = format!("{ESPERANTO}format-yes = Jes\nmonth-1 = januaro\n");
        let texts = Texts::read("eo", source).unwrap();
        assert_eq!((&*texts.text("format-yes"), &*texts.text("format-no")), ("Jes", "Non"));
        assert_eq!((&*texts.name(), &*texts.direction()), ("Esperanto", "ltr"));
        assert_eq!(
            texts.with("check-max", &[("max", "5".into())]),
            FRENCH.with("check-max", &[("max", "5".into())])
        );
    }

    #[test]
    fn a_language_that_cannot_be_used_is_refused_by_name() {
        let error =
            |lang: &str, more: &str| Texts::read(lang, format!("{ESPERANTO}{more}")).unwrap_err();
        assert!(error("e_o!", "").contains("e_o!"));
        assert!(error("fr-CA", "").contains("fr"));
        assert!(error("eo", "format-yes = { $").contains("line 3"));
        assert!(error("eo", "no-such-key = x\n").contains("no-such-key"));
        assert!(error("eo", "check-max = { $count }\n").contains("$count"));
        assert!(Texts::read("eo", String::new()).unwrap_err().contains("language-name"));
        let sideways = ESPERANTO.replace("ltr", "down");
        assert!(Texts::read("eo", sideways).unwrap_err().contains("down"));
    }

    proptest::proptest! {
        #[test]
        fn reading_a_language_never_panics(source in "\\PC*", lines in "([a-z-]{1,9} = .{0,20}\n){0,5}") {
            let _ = Texts::read("eo", source);
            let _ = Texts::read("eo", format!("{ESPERANTO}{lines}"));
        }
    }

    #[test]
    fn values_are_set_in_without_marks() {
        let text = Texts::for_lang("en").with("check-max", &[("max", "5".into())]);
        assert_eq!(text, "Enter a number of at most 5.");
        assert_eq!(Texts::for_lang("en").text("no-such-key"), "no-such-key");
    }
}
