//! What a catalogue says: packages with their versions, what is known against them, and until when
//! it counts. It is one JSON file that its keeper signed. Pure.
//!
//! What is signed is the SHA-256 of the index in compact JSON, as this program writes it. An index
//! has no key that this program does not know, so what is read is what was signed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::addresses::folded_words;
use crate::contract::Date;
use crate::digest::Digest;
use crate::limits::catalogue::{ADVISORIES, BYTES, DAYS, DAYS_MOST, PACKAGES, QUERY_WORDS};
use crate::plugin::{Category, Package, ProcedureId, PublicKey, SignatureError, SigningKey, Words};

/// The layout that this version writes and reads.
const LAYOUT: u32 = 1;
/// What its signature is one of.
const PURPOSE: &str = "catalogue";

/// What packages there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Index {
    layout: u32,
    /// What the catalogue is called.
    pub name: String,
    /// When it was made: a later one takes its place.
    pub issued: Timestamp,
    /// The last day on which it counts. Who is kept from seeing a later one notices then.
    pub until: Date,
    /// By id.
    pub packages: Vec<Listed>,
}

/// A procedure that packages exist of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Listed {
    /// Its id.
    pub id: ProcedureId,
    /// What people call it.
    pub title: Words,
    /// What it is for.
    pub summary: Words,
    /// What it belongs to.
    pub category: Category,
    /// Who made it.
    pub vendor: String,
    /// From the lowest to the highest.
    pub versions: Vec<ListedVersion>,
}

/// One version of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListedVersion {
    /// The version.
    pub version: semver::Version,
    /// The digest of the package.
    pub sha256: Digest,
    /// Where it can be had, if the catalogue knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why it was withdrawn, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yanked: Option<Words>,
    /// What is known against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advisories: Vec<Advisory>,
}

/// Something that is known against a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Advisory {
    /// What it is called.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub title: Words,
    /// Where more is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Signed {
    index: Index,
    key: PublicKey,
    signature: String,
}

/// Why a file is not the catalogue.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// More than is read.
    #[error("it has more than {BYTES} bytes, or more than {PACKAGES} packages")]
    TooLarge,
    /// Not an index.
    #[error("it is not a catalogue as `guichet plugin index` writes it: {0}")]
    Malformed(String),
    /// Of a later version of this program.
    #[error("it has layout {0}; this version reads {LAYOUT}")]
    Layout(u32),
    /// Signed by somebody else.
    #[error("it was signed with the key {0}, which is not the one that [catalogue] names")]
    AnotherKey(PublicKey),
    /// Not signed with the key that it names, or changed afterwards.
    #[error("its signature does not hold: it was changed after it was signed")]
    Forged,
    /// Too old.
    #[error("it has expired: it counted until {0}")]
    Expired(Date),
    /// A later one was seen.
    #[error("it is of {issued}, older than the one of {seen} that was seen before")]
    Older {
        /// When it was made.
        issued: Timestamp,
        /// When the other one was.
        seen: Timestamp,
    },
}

/// Why no catalogue can be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// `catalogue.toml` is wrong.
    #[error("catalogue.toml: {0}")]
    Notes(String),
    /// Packages that do not go together.
    #[error("{0}")]
    Packages(String),
    /// The key does not count.
    #[error(transparent)]
    Key(#[from] SignatureError),
}

/// `catalogue.toml`, which stands beside the packages: what they do not say themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Notes {
    name: String,
    days: Option<u32>,
    at: Option<String>,
    #[serde(default)]
    yanked: Vec<Yanked>,
    #[serde(default, rename = "advisory")]
    advisories: Vec<Warning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Yanked {
    procedure: ProcedureId,
    version: semver::Version,
    why: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Warning {
    id: String,
    procedure: ProcedureId,
    versions: semver::VersionReq,
    severity: Severity,
    title: Words,
    url: Option<String>,
}

impl Index {
    /// What these packages and `catalogue.toml` say.
    pub fn of(packages: &[Package], notes: &str, now: Timestamp) -> Result<Self, MakeError> {
        let notes: Notes = toml::from_str(notes).map_err(|e: toml::de::Error| {
            MakeError::Notes(e.message().split_whitespace().collect::<Vec<_>>().join(" "))
        })?;
        let days = notes.days.unwrap_or(DAYS);
        if days == 0 || days > DAYS_MOST {
            return Err(MakeError::Notes(format!("days is 1 to {DAYS_MOST}")));
        }
        if packages.len() > PACKAGES || notes.advisories.len() > ADVISORIES {
            return Err(MakeError::Packages(format!(
                "there are more than {PACKAGES} packages or {ADVISORIES} advisories"
            )));
        }
        let mut sorted: Vec<&Package> = packages.iter().collect();
        sorted.sort_by_key(|p| (p.manifest.id.clone(), p.manifest.version.clone()));
        let mut listed: BTreeMap<ProcedureId, Listed> = BTreeMap::new();
        for package in sorted {
            notes.list(package, &mut listed)?;
        }
        for yanked in &notes.yanked {
            let versions = listed.get_mut(&yanked.procedure).map(|l| l.versions.iter_mut());
            let found = versions.into_iter().flatten().find(|v| v.version == yanked.version);
            let Some(found) = found else {
                return Err(MakeError::Notes(format!(
                    "{} {} was yanked, but its package is not in the folder",
                    yanked.procedure, yanked.version
                )));
            };
            found.yanked = Some(yanked.why.clone());
        }
        for warning in &notes.advisories {
            let Some(listed) = listed.get_mut(&warning.procedure) else {
                return Err(MakeError::Notes(format!(
                    "advisory {} is of {}, but no package of it is in the folder",
                    warning.id, warning.procedure
                )));
            };
            for version in &mut listed.versions {
                if warning.versions.matches(&version.version) {
                    version.advisories.push(warning.advisory());
                }
            }
        }
        let later = now + SignedDuration::from_hours(24 * i64::from(days));
        let until = later.to_zoned(jiff::tz::TimeZone::UTC).datetime().date().into();
        let packages = listed.into_values().collect();
        Ok(Self { layout: LAYOUT, name: notes.name, issued: now, until, packages })
    }

    fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The file, signed with this key on this day.
    pub fn sign(self, key: &SigningKey, today: Date) -> Result<String, SignatureError> {
        let signature = key.sign_digest(PURPOSE, self.digest(), today)?;
        let signed = Signed { key: key.public().key, signature, index: self };
        Ok(serde_json::to_string_pretty(&signed).unwrap_or_default() + "\n")
    }

    /// Reads a file that the owner of this key signed, which counts on this day, and which is not
    /// older than one that was seen.
    pub fn open(
        bytes: &[u8],
        key: PublicKey,
        today: Date,
        seen: Option<Timestamp>,
    ) -> Result<Self, IndexError> {
        let index = Self::opened(bytes, key)?;
        if let Some(seen) = seen.filter(|seen| index.issued < *seen) {
            return Err(IndexError::Older { issued: index.issued, seen });
        }
        if index.until < today {
            return Err(IndexError::Expired(index.until));
        }
        Ok(index)
    }

    /// Reads a file that the owner of this key signed, whenever that was.
    pub(super) fn opened(bytes: &[u8], key: PublicKey) -> Result<Self, IndexError> {
        #[derive(Deserialize)]
        struct Of {
            index: Layout,
        }
        #[derive(Deserialize)]
        struct Layout {
            layout: u32,
        }
        if bytes.len() > BYTES {
            return Err(IndexError::TooLarge);
        }
        let malformed = |e: serde_json::Error| IndexError::Malformed(printable(&e.to_string()));
        let of: Of = serde_json::from_slice(bytes).map_err(malformed)?;
        if of.index.layout != LAYOUT {
            return Err(IndexError::Layout(of.index.layout));
        }
        let signed: Signed = serde_json::from_slice(bytes).map_err(malformed)?;
        if signed.key != key {
            return Err(IndexError::AnotherKey(signed.key));
        }
        if !key.signed_digest(PURPOSE, signed.index.digest(), &signed.signature) {
            return Err(IndexError::Forged);
        }
        if signed.index.packages.len() > PACKAGES {
            return Err(IndexError::TooLarge);
        }
        Ok(signed.index)
    }

    /// The procedures in which all these words occur, whatever their accents and case.
    pub fn search(&self, words: &str) -> Vec<&Listed> {
        let wanted: Vec<String> = folded_words(words).into_iter().take(QUERY_WORDS).collect();
        let has = |listed: &&Listed| {
            let texts = listed.title.values().chain(listed.summary.values());
            let category = serde_json::to_string(&listed.category).unwrap_or_default();
            let rest = [listed.id.to_string(), category, listed.vendor.clone()];
            let text = texts.chain(&rest).map(String::as_str).collect::<Vec<_>>().join(" ");
            let text = folded_words(&text);
            wanted.iter().all(|word| text.iter().any(|known| known.starts_with(word.as_str())))
        };
        self.packages.iter().filter(has).collect()
    }

    /// What it says of a procedure.
    pub fn procedure(&self, id: &ProcedureId) -> Option<&Listed> {
        self.packages.iter().find(|listed| listed.id == *id)
    }

    /// What it says of a package.
    pub fn package(&self, id: &ProcedureId, sha256: Digest) -> Option<&ListedVersion> {
        self.procedure(id)?.versions.iter().find(|version| version.sha256 == sha256)
    }
}

impl Notes {
    fn list(
        &self,
        package: &Package,
        listed: &mut BTreeMap<ProcedureId, Listed>,
    ) -> Result<(), MakeError> {
        let manifest = &package.manifest;
        let entry = listed.entry(manifest.id.clone()).or_insert_with(|| Listed {
            id: manifest.id.clone(),
            title: Words::new(),
            summary: Words::new(),
            category: manifest.category,
            vendor: manifest.vendor.clone(),
            versions: vec![],
        });
        if entry.vendor != manifest.vendor {
            return Err(MakeError::Packages(format!(
                "{} is from {} and from {}: one id has one vendor",
                manifest.id, entry.vendor, manifest.vendor
            )));
        }
        if entry.versions.last().is_some_and(|last| last.version == manifest.version) {
            return Err(MakeError::Packages(format!("{} is there twice", package.name())));
        }
        // The highest comes last, and says what the procedure is called now.
        entry.title.clone_from(&manifest.title);
        entry.summary.clone_from(&manifest.summary);
        entry.category = manifest.category;
        let at = self.at.as_ref().map(|at| {
            let tag = manifest.version.to_string().replace('+', "_");
            at.replace("{id}", &manifest.id.to_string()).replace("{version}", &tag)
        });
        entry.versions.push(ListedVersion {
            version: manifest.version.clone(),
            sha256: package.digest,
            at,
            yanked: None,
            advisories: vec![],
        });
        Ok(())
    }
}

impl Warning {
    fn advisory(&self) -> Advisory {
        Advisory {
            id: self.id.clone(),
            severity: self.severity,
            title: self.title.clone(),
            url: self.url.clone(),
        }
    }
}

impl Listed {
    /// The highest version that was not withdrawn and is no preview.
    pub fn newest(&self) -> Option<&ListedVersion> {
        let fit =
            |version: &&ListedVersion| version.yanked.is_none() && version.version.pre.is_empty();
        self.versions.iter().filter(fit).max_by(|a, b| a.version.cmp(&b.version))
    }
}

/// A text for a terminal, in French if it has French.
pub fn in_french(words: &Words) -> String {
    of_languages(words, ["fr", "en"])
}

/// A text for a terminal, in English if it has English.
pub fn in_english(words: &Words) -> String {
    of_languages(words, ["en", "fr"])
}

fn of_languages(words: &Words, languages: [&str; 2]) -> String {
    printable(languages.iter().find_map(|lang| words.get(*lang)).map_or("", String::as_str))
}

/// What a file says, in one line and without what drives a terminal.
fn printable(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::new([seed; 32], "Example".into(), day("2026-01-01"), day("2026-12-31"))
    }

    fn words(text: &str) -> Words {
        Words::from([("fr".to_owned(), text.to_owned())])
    }

    fn version(version: &str) -> ListedVersion {
        let (sha256, version) = (Digest::of(version.as_bytes()), version.parse().unwrap());
        ListedVersion { version, sha256, at: None, yanked: None, advisories: vec![] }
    }

    fn index(issued: &str) -> Index {
        let shed = Listed {
            id: "org.example.shed".to_owned().try_into().unwrap(),
            title: words("Un abri d’été"),
            summary: words("Construire un abri"),
            category: Category::Streets,
            vendor: "Example".into(),
            versions: vec![version("1.0.0"), version("1.10.0"), version("2.0.0-rc.1")],
        };
        Index {
            layout: LAYOUT,
            name: "Essai".into(),
            issued: issued.parse().unwrap(),
            until: day("2026-12-27"),
            packages: vec![shed],
        }
    }

    const ISSUED: &str = "2026-11-27T08:00:00Z";

    #[test]
    fn it_is_what_its_keeper_signed_and_no_older_one() {
        let file = index(ISSUED).sign(&key(1), day("2026-11-27")).unwrap();
        let public = key(1).public().key;
        let open = |file: &str, today: &str, seen: Option<&str>| {
            let seen = seen.map(|seen| seen.parse().unwrap());
            Index::open(file.as_bytes(), public, day(today), seen)
        };
        assert_eq!(open(&file, "2026-12-27", Some(ISSUED)).unwrap(), index(ISSUED));
        let error = |result: Result<Index, IndexError>| result.unwrap_err().to_string();
        assert!(error(open(&file, "2026-12-28", None)).contains("counted until 2026-12-27"));
        let older = error(open(&file, "2026-12-01", Some("2026-11-27T08:00:01Z")));
        assert!(older.contains("older than the one of 2026-11-27T08:00:01Z"), "{older}");
        for (from, to, word) in [
            ("1.10.0", "1.11.0", "signature does not hold"),
            ("2026-12-27", "2027-12-27", "signature does not hold"),
            ("\"layout\": 1", "\"layout\": 2", "layout 2"),
            ("\"name\"", "\"more\": 1, \"name\"", "unknown field `more`"),
            ("{", "[", "not a catalogue"),
        ] {
            let changed = file.replacen(from, to, 1);
            assert_ne!(changed, file);
            let said = error(open(&changed, "2026-12-01", None));
            assert!(said.contains(word) && !said.contains('\n'), "{word}: {said}");
        }
        let other = index(ISSUED).sign(&key(2), day("2026-11-27")).unwrap();
        assert!(error(open(&other, "2026-12-01", None)).contains("not the one that [catalogue]"));
        let claimed = other.replace(&key(2).public().key.to_string(), &public.to_string());
        assert_eq!(open(&claimed, "2026-12-01", None), Err(IndexError::Forged));
        // Written otherwise it is the same.
        let value: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert!(open(&value.to_string(), "2026-12-01", None).is_ok());
        assert!(index(ISSUED).sign(&key(1), day("2027-01-01")).is_err());
    }

    #[test]
    fn words_find_whatever_has_them_all() {
        let index = index(ISSUED);
        for found in ["ABRI", "ete abri", "example constr", "streets", "shed", ""] {
            assert_eq!(index.search(found).len(), 1, "{found}");
        }
        for none in ["abris", "abri hiver"] {
            assert!(index.search(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn the_newest_is_neither_withdrawn_nor_a_preview() {
        let mut index = index(ISSUED);
        let newest = |index: &Index| index.packages[0].newest().unwrap().version.to_string();
        assert_eq!(newest(&index), "1.10.0");
        index.packages[0].versions[1].yanked = Some(words("Erreur de calcul"));
        assert_eq!(newest(&index), "1.0.0");
    }

    #[test]
    fn notes_that_are_wrong_are_named() {
        let error =
            |notes: &str| Index::of(&[], notes, ISSUED.parse().unwrap()).unwrap_err().to_string();
        assert!(error("days = 30").contains("name"));
        assert!(error("name = \"a\"\ndays = 0").contains("days is 1 to"));
        let yanked = "name = \"a\"\n[[yanked]]\nprocedure = \"org.example.shed\"\nversion = \"1.0.0\"\nwhy.fr = \"b\"\n";
        assert!(error(yanked).contains("org.example.shed 1.0.0 was yanked"));
        let advisory = "name = \"a\"\n[[advisory]]\nid = \"A-1\"\nprocedure = \"org.example.shed\"\nversions = \"<1.1\"\nseverity = \"high\"\ntitle.fr = \"b\"\n";
        assert!(error(advisory).contains("advisory A-1"));
        assert!(error(&advisory.replace("<1.1", "soon")).contains("catalogue.toml"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC{0,300}", at in 0_usize..2_000, to in 0_u8..) {
            let public = key(1).public().key;
            let _ = Index::opened(text.as_bytes(), public);
            let _ = Index::of(&[], &text, Timestamp::UNIX_EPOCH);
            // Nothing but what was signed is ever read.
            let mut file = index(ISSUED).sign(&key(1), day("2026-11-27")).unwrap().into_bytes();
            let at = at % file.len();
            file[at] = to;
            if let Ok(read) = Index::opened(&file, public) {
                proptest::prop_assert_eq!(read, index(ISSUED));
            }
        }
    }
}
