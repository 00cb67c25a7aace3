//! What a procedure asks a town for, one by one, and how two versions differ in it. Pure.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::grants::Grants;
use super::manifest::{Automatic, EffectKind, ImportName, Manifest, text};
use crate::contract::{Malformed, Text, text_in};
use crate::pools::PoolPattern;

/// One thing that a procedure may know or do, if the town says yes. In text it is its kind and
/// name: `import:clock`, `table:fees`, `pool:town/halls/*`, `register:reports`, `source:company`,
/// `effect:charge`, `money:1000`, `document:permit`, `recipient:police`, `automatic:granted`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Ask {
    /// To be told something: an interface.
    Import(ImportName),
    /// To read a reference table.
    Table(String),
    /// To ask about pools and take of them.
    Pool(PoolPattern),
    /// To search a register and publish in it.
    Register(String),
    /// To have a source asked, with the person's consent.
    Source(String),
    /// Decisions with this kind of effect.
    Effect(EffectKind),
    /// Charges and refunds of so many cents each.
    Money(i64),
    /// To issue a document.
    Document(String),
    /// To send a document to somebody.
    Recipient(String),
    /// A verdict without a person.
    Automatic(Automatic),
}

/// A name as the manifest writes it.
fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn named<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(name.into()).ok()
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Import(import) => write!(f, "import:{import}"),
            Self::Table(table) => write!(f, "table:{table}"),
            Self::Pool(pool) => write!(f, "pool:{pool}"),
            Self::Register(register) => write!(f, "register:{register}"),
            Self::Source(source) => write!(f, "source:{source}"),
            Self::Effect(kind) => write!(f, "effect:{}", name(kind)),
            Self::Money(cents) => write!(f, "money:{cents}"),
            Self::Document(key) => write!(f, "document:{key}"),
            Self::Recipient(recipient) => write!(f, "recipient:{recipient}"),
            Self::Automatic(verdict) => write!(f, "automatic:{}", name(verdict)),
        }
    }
}

impl FromStr for Ask {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WANTED: Malformed = Malformed(
            "a kind and a name such as import:clock, table:fees, pool:town/hall, register:reports, source:company, effect:charge, money:1000, document:permit, recipient:police or automatic:granted",
        );
        let (kind, rest) = text.split_once(':').filter(|(_, n)| !n.is_empty()).ok_or(WANTED)?;
        let ask = match kind {
            "import" => named(rest).map(Self::Import),
            "table" => Some(Self::Table(rest.to_owned())),
            "pool" => rest.to_owned().try_into().ok().map(Self::Pool),
            "register" => Some(Self::Register(rest.to_owned())),
            "source" => Some(Self::Source(rest.to_owned())),
            "effect" => named(rest).map(Self::Effect),
            "money" => rest.parse().ok().map(Self::Money),
            "document" => Some(Self::Document(rest.to_owned())),
            "recipient" => Some(Self::Recipient(rest.to_owned())),
            "automatic" => named(rest).map(Self::Automatic),
            _ => None,
        };
        ask.ok_or(WANTED)
    }
}

impl TryFrom<String> for Ask {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Ask> for String {
    fn from(ask: Ask) -> Self {
        ask.to_string()
    }
}

impl Ask {
    /// The vendor's reason, where the manifest gives one.
    pub fn why(&self, manifest: &Manifest) -> Option<Text> {
        let import = match self {
            Self::Import(import) => *import,
            Self::Table(_) => ImportName::Reference,
            Self::Pool(_) => ImportName::Pools,
            Self::Register(_) => ImportName::Registers,
            Self::Source(source) => {
                let asked = manifest.sources.iter().find(|asked| asked.name == *source)?;
                return Some(text(&asked.why));
            }
            _ => return None,
        };
        let asked = manifest.capabilities.iter().find(|asked| asked.import == import)?;
        Some(text(&asked.why))
    }

    /// What it means, with the vendor's reason where the manifest gives one.
    pub fn words(&self, manifest: &Manifest, lang: &str) -> String {
        let why = self.why(manifest);
        let why = why.map_or(String::new(), |why| format!(": {}", text_in(&why, lang)));
        match self {
            Self::Import(import) => format!("know, by {import}{why}"),
            Self::Table(table) => format!("read the table \"{table}\"{why}"),
            Self::Pool(pool) => format!("take of the pool \"{pool}\"{why}"),
            Self::Register(register) => {
                let shape = manifest.registers.iter().find(|shape| shape.key == *register);
                let columns = shape.map_or(String::new(), |shape| shape.columns.join(", "));
                format!("let dossiers find one another in \"{register}\" ({columns}){why}")
            }
            Self::Source(source) => {
                let asked = manifest.sources.iter().find(|s| s.name == *source);
                let kind = asked.map_or(String::new(), |asked| format!(" ({})", asked.kind));
                format!("have \"{source}\" asked, with the person's consent{kind}{why}")
            }
            Self::Effect(kind) => format!("decide with the effect \"{}\"", name(kind)),
            Self::Money(cents) => {
                let (euros, cents) = (cents / 100, cents % 100);
                format!("charge or refund up to {euros}.{cents:02} euros at once")
            }
            Self::Document(key) => format!("issue the document \"{key}\""),
            Self::Recipient(recipient) => format!("send documents to \"{recipient}\""),
            Self::Automatic(verdict) => {
                format!("decide \"{}\" without a person", name(verdict))
            }
        }
    }
}

/// One thing that is asked for, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What.
    pub ask: Ask,
    /// In words.
    pub words: String,
    /// The vendor's reason, in each language of the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
}

/// How what a version asks for differs from what the town granted before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it asks for that was not granted.
    pub more: Vec<Asked>,
    /// What was granted and it asks for no more.
    pub less: Vec<Ask>,
}

impl Difference {
    /// What a manifest asks for, beside what the town granted to the version before, and what it
    /// was asked for then: a thing that the town denied is not asked for anew.
    pub fn between(before: Option<(&Manifest, &Grants)>, manifest: &Manifest) -> Self {
        let wanted = Grants::as_requested(manifest);
        let granted = before.map_or_else(Grants::none, |(_, grants)| grants.clone());
        let known = before.map_or_else(Grants::none, |(asked, _)| Grants::as_requested(asked));
        let (ungranted, unknown) = (wanted.beyond(&granted), wanted.beyond(&known));
        let more = ungranted.intersection(&unknown).cloned();
        let asked =
            |ask: Ask| Asked { words: ask.words(manifest, "en"), why: ask.why(manifest), ask };
        let more = more.map(asked).collect();
        Self { more, less: granted.beyond(&wanted).into_iter().collect() }
    }
}

/// What is granted to a version where an administrator says yes to all that it asks for anew, but
/// for what they deny, and with at most this many cents. What was denied before stays so.
pub fn granting(
    before: Option<(&Manifest, &Grants)>,
    manifest: &Manifest,
    deny: &[Ask],
    max_cents: Option<i64>,
) -> Grants {
    let wanted = Grants::as_requested(manifest);
    let granted = before.map_or_else(Grants::none, |(_, grants)| grants.clone());
    let asked = Difference::between(before, manifest).more;
    let mut grants = wanted.clone();
    for ask in wanted.beyond(&granted) {
        if asked.iter().any(|asked| asked.ask == ask) {
            continue;
        }
        grants = match ask {
            Ask::Money(_) => grants.at_most(granted.ceiling()),
            denied => grants.without(&denied),
        };
    }
    let grants = deny.iter().fold(grants, |grants, denied| grants.without(denied));
    match max_cents {
        Some(cents) => grants.at_most(cents),
        None => grants,
    }
}

impl Grants {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// What is granted, one by one.
    pub fn asks(&self) -> BTreeSet<Ask> {
        self.beyond(&Self::none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::SMALL;
    use super::*;

    fn manifest(more: &str) -> Manifest {
        Manifest::parse(&format!("{SMALL}\n{more}")).unwrap()
    }

    fn between(before: &str, denied: &[&str], after: &str) -> (Vec<String>, Vec<String>) {
        let before = manifest(before);
        let grants = denied
            .iter()
            .fold(Grants::as_requested(&before), |g, ask| g.without(&ask.parse().unwrap()));
        let difference = Difference::between(Some((&before, &grants)), &manifest(after));
        let more = difference.more.iter().map(|asked| asked.ask.to_string()).collect();
        (more, difference.less.iter().map(ToString::to_string).collect())
    }

    const CLOCK: &str =
        "[[capability]]\nimport = \"clock\"\nwhy = { fr = \"Dater\", en = \"To date it\" }\n";

    #[test]
    fn two_versions_differ_in_what_they_ask_for() {
        let charge =
            |cents| format!("{CLOCK}[effects]\nkinds = [\"charge\"]\nmax-cents = {cents}\n");
        let reports = |column| {
            format!(
                "[[register]]\nkey = \"reports\"\ncolumns = [\"{column}\"]\n[[capability]]\n\
                 import = \"registers\"\nregisters = [\"reports\"]\nwhy = {{ fr = \"Essai\" }}\n"
            )
        };
        let table = [
            ("".to_owned(), vec![], "".to_owned(), vec![], vec![]),
            ("".to_owned(), vec![], CLOCK.to_owned(), vec!["import:clock"], vec![]),
            (CLOCK.to_owned(), vec![], "".to_owned(), vec![], vec!["import:clock"]),
            (charge(100), vec![], charge(100), vec![], vec![]),
            (charge(100), vec![], charge(101), vec!["money:101"], vec![]),
            (charge(101), vec![], charge(100), vec![], vec!["money:101"]),
            (
                reports("kind"),
                vec![],
                reports("since"),
                vec!["register:reports"],
                vec!["register:reports"],
            ),
            // What the town said no to is not asked for again, unless it grew.
            (charge(100), vec!["money:100"], charge(100), vec![], vec![]),
            (charge(100), vec!["money:100"], charge(200), vec!["money:200"], vec![]),
            (charge(100), vec!["effect:charge"], charge(100), vec![], vec![]),
        ];
        for (before, denied, after, more, less) in table {
            let (found_more, found_less) = between(&before, &denied, &after);
            assert_eq!(found_more, more, "{before} {denied:?} {after}");
            assert_eq!(found_less, less, "{before} {denied:?} {after}");
        }
    }

    #[test]
    fn an_upgrade_keeps_what_was_denied() {
        let one = manifest("[effects]\nkinds = [\"charge\", \"tag\"]\nmax-cents = 500\n");
        let denied: Vec<Ask> = vec!["effect:tag".parse().unwrap()];
        let first = granting(None, &one, &denied, Some(300));
        let asks = |grants: &Grants| {
            grants.asks().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(asks(&first), "effect:charge money:300");
        let same = granting(Some((&one, &first)), &one, &[], None);
        assert_eq!(same, first);
        let two =
            manifest("[effects]\nkinds = [\"charge\", \"tag\", \"untag\"]\nmax-cents = 900\n");
        let second = granting(Some((&one, &first)), &two, &[], None);
        assert_eq!(asks(&second), "effect:charge effect:untag money:900");
    }

    #[test]
    fn the_vendor_s_reason_stands_beside_what_is_asked_for() {
        let manifest = manifest(CLOCK);
        let first = Difference::between(None, &manifest);
        assert_eq!(first.more[0].words, "know, by clock: To date it");
        let words = Ask::Money(1_205).words(&manifest, "en");
        assert_eq!(words, "charge or refund up to 12.05 euros at once");
    }

    #[test]
    fn what_is_asked_for_reads_back_from_text() {
        for text in [
            "import:clock",
            "table:fees",
            "pool:town/hall",
            "pool:own/licences/*",
            "register:reports",
            "source:company",
            "effect:cancel-timer",
            "money:1000",
            "document:permit",
            "recipient:police",
            "automatic:partly-granted",
        ] {
            assert_eq!(text.parse::<Ask>().unwrap().to_string(), text);
        }
        for text in ["", "clock", "import:", "import:wasi", "pool:hall", "money:much", "colour:red"]
        {
            assert!(text.parse::<Ask>().is_err(), "{text}");
        }
    }
}
