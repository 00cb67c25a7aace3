//! Rules about the sources themselves: who may name whom, what stands nowhere, and that the
//! host and the SDK know nothing of any procedure. No code is run; a rule that has exceptions
//! lists each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use guichet::plugin::Manifest;
use guichet_tests::guest::repository;

/// Which modules of the host each one may name. What is not in this list may not be named: an
/// edge that is added here is a decision on the design.
const MODULES: [(&str, &[&str]); 31] = [
    // Values, and what they are checked with.
    ("limits", &[]),
    ("contract", &[]),
    ("digest", &["contract"]),
    ("texts", &["contract"]),
    // What a town knows of where people live; no I/O.
    ("addresses", &["contract", "limits"]),
    // What there is so many of, and how much of it is taken; no I/O.
    ("pools", &["contract", "limits"]),
    // Words on the town's letterhead, and nothing of whom they concern.
    ("documents", &["limits"]),
    // The log on disk knows nothing of what it holds.
    ("journal", &[]),
    // Keys on disk know nothing of what they seal.
    ("vault", &["limits"]),
    // Pure: no I/O below these three, but for the build of a plugin.
    ("form", &["contract", "limits", "texts"]),
    ("plugin", &["contract", "digest", "limits", "pools"]),
    // An entry holds the transcript of its call, and that type is the runtime's.
    ("dossier", &["contract", "digest", "limits", "plugin", "pools", "runtime"]),
    ("runtime", &["contract", "digest", "limits", "plugin", "pools"]),
    // Who works at the desk and what each may do.
    ("staff", &["contract", "digest", "limits", "plugin"]),
    // What is installed is stored as the plugin module says it.
    (
        "store",
        &[
            "contract", "digest", "dossier", "journal", "limits", "plugin", "pools", "staff",
            "vault",
        ],
    ),
    ("config", &["contract", "digest", "dossier", "limits", "plugin", "pools", "staff", "texts"]),
    ("inspect", &["contract", "plugin"]),
    // The way to the virus scanner.
    ("scan", &["config", "limits"]),
    // The way to the identity provider, and nothing of who may do what.
    ("identity", &["config", "contract", "limits", "outward"]),
    // The one way out over HTTP, and nothing of what is asked of whom.
    ("outward", &[]),
    // The certificate that the town is reached with, and nothing of what is served.
    ("tls", &["config", "limits", "outward"]),
    // The way to registries, and nothing of what is installed.
    ("registry", &["config", "contract", "digest", "limits", "outward", "plugin"]),
    // What the catalogue between towns says.
    (
        "catalogue",
        &["addresses", "config", "contract", "digest", "limits", "outward", "plugin", "registry"],
    ),
    // What is well and what is not, in words.
    (
        "doctor",
        &[
            "catalogue",
            "config",
            "contract",
            "limits",
            "office",
            "outbox",
            "outward",
            "plugin",
            "texts",
            "tls",
        ],
    ),
    // The ways to the services that are asked for people, and nothing of consent.
    ("sources", &["config", "contract", "digest", "dossier", "limits", "outward", "plugin"]),
    // The way to who takes money for the town, and nothing of who owes it.
    ("payment", &["config", "dossier", "limits", "outward"]),
    // The way to the mail server, and nothing of what is sent when.
    ("outbox", &["config", "dossier", "limits", "outward", "texts"]),
    (
        "office",
        &[
            "addresses",
            "config",
            "contract",
            "digest",
            "documents",
            "dossier",
            "form",
            "identity",
            "limits",
            "outbox",
            "payment",
            "plugin",
            "pools",
            "runtime",
            "scan",
            "sources",
            "staff",
            "store",
            "texts",
        ],
    ),
    // Of the store, the web names the errors that it answers.
    (
        "web",
        &[
            "addresses",
            "config",
            "contract",
            "digest",
            "doctor",
            "dossier",
            "form",
            "identity",
            "limits",
            "office",
            "plugin",
            "pools",
            "staff",
            "store",
            "texts",
        ],
    ),
    ("control", &["config", "contract", "dossier", "limits", "office", "plugin", "staff", "store"]),
    ("server", &["config", "control", "limits", "office", "staff", "tls", "web"]),
];

/// What of another module may be named, where it is not the whole.
const ONLY: [(&str, &str, &[&str]); 3] = [
    ("control", "store", &["store::Disposal"]),
    ("dossier", "runtime", &["runtime::Transcript", "runtime::{Asked"]),
    ("web", "store", &["store::StoreError", "store::Disposal", "store::Visa"]),
];

/// Crates and parts of std that belong somewhere, and where.
const CRATES: [(&str, &[&str]); 35] = [
    // The server hands the router to `axum::serve`.
    ("axum", &["web", "server"]),
    ("axum_extra", &["web"]),
    ("tower_http", &["web"]),
    ("utoipa_axum", &["web"]),
    // The records of the contract and the receipt describe themselves to the API.
    ("utoipa", &["web", "contract", "dossier/receipt"]),
    ("askama", &["web", "outbox"]),
    ("lettre", &["outbox"]),
    ("typst", &["documents/typeset"]),
    ("typst_layout", &["documents/typeset"]),
    ("typst_pdf", &["documents/typeset"]),
    ("dejavu", &["documents/typeset"]),
    ("openidconnect", &["identity"]),
    // What a provider encrypted and signed.
    ("p256", &["identity"]),
    ("aes_gcm", &["identity/encrypted"]),
    ("oci_client", &["registry"]),
    // What is served by TLS, and with what.
    ("tokio_rustls", &["server/listener"]),
    ("instant_acme", &["tls/acme"]),
    ("rcgen", &["tls"]),
    ("x509_cert", &["tls/certificate"]),
    // Registries take a media type of its, and the ACME library asks through it.
    (
        "reqwest",
        &["identity", "outbox/webhooks", "outward", "payment", "registry", "sources", "tls/acme"],
    ),
    ("sled", &["store"]),
    ("chacha20poly1305", &["vault"]),
    ("aead_stream", &["vault"]),
    // The records of the contract are lifted and lowered by derives of wasmtime.
    ("wasmtime", &["runtime", "contract"]),
    ("wit_component", &["plugin"]),
    ("wasm_metadata", &["plugin/metadata"]),
    ("ed25519_dalek", &["plugin/signature"]),
    ("argon2", &["office/agents"]),
    ("totp_rs", &["staff/second"]),
    ("clap", &["main"]),
    ("fluent_bundle", &["texts"]),
    ("unicode_normalization", &["addresses", "payment/payfip"]),
    // What waits for something: not what is pure, and not the journal, whose writer is a thread.
    (
        "tokio",
        &[
            "control",
            "documents",
            "main",
            "office",
            "registry",
            "runtime",
            "scan",
            "server",
            "sources",
            "store",
            "tls",
            "web",
        ],
    ),
    // The build runs cargo, and admission compiles packages apart; nothing else starts a process.
    // The writer ends its own when it no longer knows what is durable.
    ("std::process", &["plugin/build", "main", "runtime/apart", "store/writer"]),
    (
        "std::fs",
        &[
            "journal",
            "vault",
            "store",
            "runtime/cache",
            "config",
            "control",
            "server",
            "main",
            "office",
            "plugin/build",
            "catalogue",
            "doctor",
            "tls",
            // Their tests: one reads the templates for names of texts, one holds the schema.
            "texts",
            "plugin/manifest",
        ],
    ),
];

/// A source file.
struct Source {
    /// From the repository's root.
    name: String,
    text: String,
}

impl Source {
    /// The lines without what is commented out, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = |line| str::split(line, "//").next().unwrap_or_default();
        self.text.lines().enumerate().map(move |(at, line)| (at + 1, code(line)))
    }

    /// `office/agents` of `host/src/office/agents.rs`.
    fn module(&self) -> &str {
        let name = self.name.strip_prefix("host/src/").unwrap_or(&self.name);
        name.strip_suffix(".rs").unwrap_or(name)
    }
}

/// All files below a folder of the repository with one of these endings, but those that a build
/// or a component's tools leave there.
fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = repository();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{folder:?}: {e}")) {
            let path = entry.expect("an entry of a folder").path();
            let is = |name: &str| path.file_name().is_some_and(|file| file == name);
            if path.is_dir() && !is("target") && !is("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                let name = path.strip_prefix(&root).expect("below the root").display().to_string();
                found.push(Source { name, text });
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has sources");
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn rust(folders: &[&str]) -> Vec<Source> {
    folders.iter().flat_map(|folder| sources(folder, &["rs"])).collect()
}

/// Where a text stands as a word of its own, and not within a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_letter) && !line[at + word.len()..].starts_with(is_letter)
    })
}

fn is_within(module: &str, places: &[&str]) -> bool {
    let within = |place: &&str| {
        module.strip_prefix(*place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    places.iter().any(within)
}

fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// Names after `crate::`, and after as many `super::` as lead to the crate's root.
fn named_modules<'a>(source: &Source, line: &'a str) -> Vec<&'a str> {
    let depth = source.module().split('/').count();
    let to_the_root = ["super::"].repeat(depth).concat();
    let mut prefixes = vec!["crate::"];
    // In a module of the root itself, `super::` mostly is what its tests call it by.
    if depth > 1 {
        prefixes.push(&to_the_root);
    }
    let name = |at: usize| {
        line[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("")
    };
    let prefixes = prefixes.into_iter();
    prefixes.flat_map(|p| line.match_indices(p).map(move |(at, _)| name(at + p.len()))).collect()
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MODULES.into_iter().collect();
    let mut found = Vec::new();
    for source in rust(&["host/src"]) {
        let own = source.module().split('/').next().unwrap_or_default();
        // The crate's root names all, and the command line uses the crate from outside.
        if matches!(own, "lib" | "main") {
            continue;
        }
        let may = allowed.get(own).unwrap_or_else(|| panic!("{own} stands not in MODULES"));
        for (number, line) in source.code() {
            assert!(!line.contains("crate::{"), "{}:{number}: one `use` a module", source.name);
            for name in named_modules(&source, line) {
                if name != own && allowed.contains_key(name) && !may.contains(&name) {
                    found.push(format!("{}:{number}: {own} names {name}", source.name));
                }
                let only = ONLY.iter().find(|(by, of, _)| (*by, *of) == (own, name));
                if only.is_some_and(|(.., parts)| !parts.iter().any(|part| line.contains(part))) {
                    found.push(format!("{}:{number}: more of {name} than ONLY says", source.name));
                }
            }
        }
    }
    none("a module names one that it may not know", found);
}

#[test]
fn every_edge_that_is_allowed_is_there() {
    let mut edges = BTreeSet::new();
    for source in rust(&["host/src"]) {
        let own = source.module().split('/').next().unwrap_or_default().to_owned();
        for (_, line) in source.code() {
            for name in named_modules(&source, line) {
                edges.insert((own.clone(), name.to_owned()));
            }
        }
    }
    let there = |own: &str, name: &str| edges.contains(&(own.to_owned(), name.to_owned()));
    let unused = MODULES.iter().flat_map(|(own, may)| {
        may.iter().filter(|name| !there(own, name)).map(move |name| format!("{own} -> {name}"))
    });
    none("MODULES allows what nobody needs", unused.collect());
}

#[test]
fn crates_stay_where_they_belong() {
    let mut found = Vec::new();
    for source in rust(&["host/src"]) {
        for (number, line) in source.code() {
            for (name, places) in CRATES {
                let is_used = line.match_indices(name).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let after = &line[at + name.len()..];
                    let alone = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '.';
                    !before.is_some_and(alone)
                        && (after.starts_with("::") || after.starts_with(';'))
                });
                if is_used && !is_within(source.module(), places) {
                    found.push(format!("{}:{number}: {name}", source.name));
                }
            }
        }
    }
    none("a crate is named where it does not belong", found);
}

#[test]
fn names_say_what_is_inside() {
    const EMPTY: [&str; 8] =
        ["mod", "util", "utils", "common", "helper", "helpers", "misc", "manager"];
    let mut found = Vec::new();
    for source in rust(&["host", "sdk", "plugins", "tests"]) {
        let says_nothing = |part: &&str| EMPTY.contains(&part.trim_end_matches(".rs"));
        found.extend(source.name.split('/').find(says_nothing).map(|_| source.name.clone()));
        for (number, line) in source.code() {
            let declared = line.trim().trim_start_matches("pub ").strip_prefix("mod ");
            let declared = declared.map(|name| name.trim_end_matches([' ', '{', '}', ';']));
            if declared.is_some_and(|name| EMPTY.contains(&name)) {
                found.push(format!("{}:{number}: {line}", source.name));
            }
        }
    }
    none("a file or module whose name says nothing", found);
}

#[test]
fn nothing_is_unsafe_but_loading_what_the_host_compiled() {
    let mut found = Vec::new();
    for source in rust(&["host/src", "sdk", "plugins", "tests"]) {
        // wasmtime's own format has no safe way in; the cache holds only what this host made.
        if source.name == "host/src/runtime/cache.rs" || source.name == "tests/tests/tidy.rs" {
            continue;
        }
        let lines = source.code().filter(|(_, line)| has_word(line, "unsafe"));
        found.extend(lines.map(|(number, line)| format!("{}:{number}: {line}", source.name)));
    }
    none("unsafe code", found);
}

#[test]
fn nothing_is_left_unfinished() {
    let mut found = Vec::new();
    for source in rust(&["host", "sdk", "plugins", "tests"]) {
        if source.name == "tests/tests/tidy.rs" {
            continue;
        }
        for (number, line) in source.code() {
            for word in ["todo!", "unimplemented!", "dbg!"] {
                if line.contains(word) {
                    found.push(format!("{}:{number}: {word}", source.name));
                }
            }
        }
    }
    none("code that is not finished", found);
}

/// Hash seeds are addresses on the component's target: a map that hashes would be walked in
/// another order when a decision is replayed.
#[test]
fn components_have_ordered_maps_only() {
    let mut found = Vec::new();
    for source in rust(&["sdk/rust/src", "sdk/rust/derive/src", "plugins", "tests/guests"]) {
        for (number, line) in source.code() {
            for word in ["HashMap", "HashSet", "RandomState"] {
                if has_word(line, word) {
                    found.push(format!("{}:{number}: {word}", source.name));
                }
            }
        }
    }
    none("a map without an order", found);
}

/// Words and keys that are not of one procedure alone, and why.
const ORDINARY: [(&str, &str); 15] = [
    ("autorisation", "what any decision of a town may be called; none of the procedures owns it"),
    ("lead-days", "how long before something one applies: the SDK's invented examples set it too"),
    ("accueil", "the reception of a town hall, which may be the service in charge"),
    ("booking", "what anybody has of a pool of the town, as the desk’s calendar shows it"),
    ("attestation", "what the law gives after silence that accepts (CRPA L232-3)"),
    ("certificate", "of a server, and a kind of document"),
    ("licence", "under which a package may be used, in every manifest"),
    ("transport", "the way to a mail server, and a category of procedures"),
    ("nursery", "a category of procedures, and what a State service knows the basis of the fee of"),
    ("enrolment", "at school: a ground on which the law lets a proof of address be asked for"),
    ("school-enrolment", "the same, as a manifest writes it (CRPA R113-8)"),
    ("scolaire", "a word of the answers of a State service"),
    (
        "child.birth-date",
        "the contract's example of a path, and one of the SDK's block about a child",
    ),
    ("applicant.family-name", "a path of the SDK's block of fields about who applies"),
    ("up-to", "the column by which the SDK finds a bracket in any town's tariff"),
];

fn is_ordinary(word: &str) -> bool {
    ORDINARY.iter().any(|(known, _)| *known == word)
}

/// What must not stand in the host or the SDK, and how it would.
#[derive(Default)]
struct Vocabulary {
    /// Anywhere as a word of its own: nothing of Rust or of people's language looks so.
    anywhere: BTreeSet<String>,
    /// In quotes or backticks: a key that could be the name of something else as well.
    quoted: BTreeSet<String>,
    /// Words of people, however they are written.
    words: BTreeSet<String>,
}

impl Vocabulary {
    fn key(&mut self, key: &str) {
        if is_ordinary(key) {
            return;
        }
        let distinct = key.contains('-') && !key.contains('.');
        if distinct { &mut self.anywhere } else { &mut self.quoted }.insert(key.to_owned());
    }

    fn add(&mut self, manifest: &Manifest) {
        let id = manifest.id.to_string();
        let name = id.rsplit('.').next().filter(|name| !is_ordinary(name));
        self.anywhere.extend(name.map(str::to_owned));
        self.anywhere.insert(id);
        manifest.columns.iter().for_each(|column| self.key(&column.path));
        manifest.documents.iter().for_each(|document| self.key(&document.path));
        manifest.effects.documents.iter().for_each(|document| self.key(document));
        for table in &manifest.tables {
            self.key(&table.key);
            // Others are plain words, such as `type`.
            table.columns.iter().filter(|column| column.contains('-')).for_each(|c| self.key(c));
        }
        for setting in &manifest.settings {
            self.key(&setting.key);
            // Amounts and measures that a town sets.
            let default = setting.default.as_ref().and_then(toml::Value::as_str);
            let amount = default.filter(|text| text.parse::<f64>().is_ok());
            self.anywhere.extend(amount.map(str::to_owned));
        }
        let applicant = serde_json::to_value(&manifest.applicant).expect("it is data");
        let paths = applicant.as_object().into_iter().flatten();
        let paths = paths.filter(|(key, _)| *key != "kind").filter_map(|(_, path)| path.as_str());
        paths.filter(|path| path.contains('.')).for_each(|path| self.key(path));
        let titles = ["fr", "en"].into_iter().filter_map(|lang| manifest.title.get(lang));
        let words = titles.flat_map(|title| title.split(|c: char| !c.is_alphanumeric()));
        let words = words.filter(|word| word.chars().count() > 6).map(str::to_lowercase);
        let words = words.filter(|word| !is_ordinary(word));
        self.words.extend(words);
    }

    /// Those that a text may have, so that its lines are asked for few.
    fn within(&self, text: &str) -> Self {
        let lower = text.to_lowercase();
        let of = |words: &BTreeSet<String>, text: &str| {
            words.iter().filter(|word| text.contains(word.as_str())).cloned().collect()
        };
        Self {
            anywhere: of(&self.anywhere, text),
            quoted: of(&self.quoted, text),
            words: of(&self.words, &lower),
        }
    }

    fn of_line(&self, line: &str) -> Vec<&str> {
        let quoted = |key: &&String| {
            ["\"", "`", "'"].iter().any(|mark| line.contains(&format!("{mark}{key}{mark}")))
        };
        let lower = line.to_lowercase();
        let anywhere = self.anywhere.iter().filter(|key| has_word(line, key));
        let words = self.words.iter().filter(|word| has_word(&lower, word));
        let found = anywhere.chain(self.quoted.iter().filter(quoted)).chain(words);
        found.map(String::as_str).collect()
    }
}

/// The host and the SDK serve any procedure, so they know none. Comments and tests count: an
/// example that is a real procedure's is the beginning of a special case.
#[test]
fn host_and_sdk_know_no_procedure() {
    let mut vocabulary = Vocabulary::default();
    let plugins = std::fs::read_dir(repository().join("plugins")).expect("the procedures");
    for plugin in plugins {
        let file = plugin.expect("a folder").path().join("plugin.toml");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        vocabulary.add(&Manifest::parse(&text).unwrap_or_else(|e| panic!("{file:?}: {e}")));
    }
    assert!(vocabulary.anywhere.len() > 10, "the procedures have words of their own");
    let mut found = Vec::new();
    let endings = ["rs", "ftl", "html", "md", "css"];
    for folder in
        ["host/src", "host/texts", "host/templates", "sdk/rust/src", "sdk/rust/derive/src"]
    {
        for source in sources(folder, &endings) {
            let vocabulary = vocabulary.within(&source.text);
            for (number, line) in source.text.lines().enumerate() {
                let words = vocabulary.of_line(line).into_iter();
                found.extend(words.map(|word| format!("{}:{}: {word}", source.name, number + 1)));
            }
        }
    }
    none("words of a procedure", found);
}

/// The paths in the first column of the table of `## The map`.
fn mapped(readme: &str) -> BTreeSet<String> {
    let section = readme.split("\n## ").find(|section| section.starts_with("The map"));
    let rows = section.expect("README.md has a section `## The map`").lines();
    let path = |row: &str| {
        row.strip_prefix('|')?
            .trim_start()
            .strip_prefix('`')?
            .split_once('`')
            .map(|(path, _)| path.trim_end_matches('/').to_owned())
    };
    rows.filter_map(path).collect()
}

/// What the map must show: modules of the host, SDKs, procedures, tests and the contract.
fn to_be_mapped() -> BTreeSet<String> {
    let root = repository();
    let mut paths: BTreeSet<String> = ["tests", "wit"].map(str::to_owned).into();
    for folder in ["host/src", "sdk", "plugins"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder of the repository") {
            let path = entry.expect("an entry of a folder").path();
            let is_source = path.extension().is_some_and(|ending| ending == "rs");
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            // `lib.rs` only lists the modules.
            if (path.is_dir() || is_source) && name != "lib" {
                paths.insert(format!("{folder}/{name}"));
            }
        }
    }
    paths
}

#[test]
fn the_map_shows_what_there_is() {
    let root = repository();
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let mapped = mapped(&readme);
    let is_gone =
        |path: &&String| !root.join(path).exists() && !root.join(format!("{path}.rs")).exists();
    none("README.md shows what is not there", mapped.iter().filter(is_gone).cloned().collect());
    let shown: BTreeSet<&str> =
        mapped.iter().map(|path| path.strip_suffix(".rs").unwrap_or(path)).collect();
    let missing = to_be_mapped().into_iter().filter(|path| !shown.contains(path.as_str()));
    none("README.md's map does not show", missing.collect());
}

/// A manifest that has every key there is.
const EVERY_KEY: &str = r#"
id = "org.example.whole"
version = "1.0.0"
vendor = "Example"
licence = "MIT"
category = "other"
homepage = "https://vendor.example/whole"
source = "https://vendor.example/whole.git"
contract = "0.1"
title = { fr = "Tout" }
summary = { fr = "Tout ce qui peut y être" }
identity = { minimum = "none" }
algorithm = { purpose = { fr = "Essai" } }

[applicant]
kind = "person"

[legal]
request = true
silence = "reject"
period = "2 months"
basis = ["article 1"]
appeal = [{ route = "gracious", within = "2 months" }]
working-target = "5 working days"
right = true
indispensable = ["paper"]
published = ["who"]

[privacy]
purpose = { fr = "Essai" }
basis = "public-task"
recipients = ["office"]
retention = "1 year"
sensitive = true

[[column]]
path = "who"
label = { fr = "Qui" }

[[document]]
path = "paper"
type = "proof-of-address"
ground = "vehicle-registration"

[[capability]]
import = "reference"
tables = ["rows"]
why = { fr = "Essai" }

[[capability]]
import = "pools"
pools = ["town/hall", "own/licences/*"]
why = { fr = "Essai" }

[[capability]]
import = "registers"
registers = ["reports"]
why = { fr = "Essai" }

[effects]
kinds = ["set"]
max-cents = 1
documents = ["paper"]
automatic = ["granted"]

[[sourced]]
name = "other"
kind = "company"
why = { fr = "Parce que" }

[[setting]]
key = "one"
kind = "choice"
default = "a"
label = { fr = "Un" }
hint = { fr = "Un" }
options = ["a"]

[[table]]
key = "rows"
columns = ["a", "b"]
key-columns = 1

[[register]]
key = "reports"
columns = ["kind"]
"#;

/// Every key of a manifest, `legal.appeal.route`. The languages of a text are no keys.
fn keys_of(value: &serde_json::Value, at: &str, keys: &mut BTreeSet<String>) {
    const TEXTS: [&str; 6] = ["title", "summary", "purpose", "label", "hint", "why"];
    match value {
        serde_json::Value::Array(each) => each.iter().for_each(|each| keys_of(each, at, keys)),
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                if !TEXTS.contains(&key.as_str()) {
                    keys_of(value, &path, keys);
                }
                keys.insert(path);
            }
        }
        _ => {}
    }
}

/// The same of a JSON Schema, through references within it.
fn keys_of_schema(
    root: &serde_json::Value,
    schema: &serde_json::Value,
    at: &str,
    keys: &mut BTreeSet<String>,
) {
    let reference = schema["$ref"].as_str().and_then(|to| root.pointer(to.trim_start_matches('#')));
    let variants = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|of| schema[of].as_array());
    let inner = reference.into_iter().chain(variants.flatten()).chain(schema.get("items"));
    for inner in inner {
        keys_of_schema(root, inner, at, keys);
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        keys_of_schema(root, schema, &path, keys);
        keys.insert(path);
    }
}

#[test]
fn the_schema_of_manifests_has_their_keys() {
    let manifest = Manifest::parse(EVERY_KEY).expect("a good manifest");
    let mut keys = BTreeSet::new();
    keys_of(&serde_json::to_value(&manifest).expect("it is data"), "", &mut keys);
    let file = repository().join("wit/plugin.schema.json");
    let text = std::fs::read_to_string(&file).expect("wit/plugin.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut described = BTreeSet::new();
    keys_of_schema(&schema, &schema, "", &mut described);
    // An editor's own key, which the schema may allow.
    described.remove("$schema");
    let only =
        |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    none("keys that the schema lacks", only(&keys, &described));
    none("keys that no manifest has", only(&described, &keys));
}

/// `is_within` and `has_word` decide much above.
#[test]
fn words_and_modules_are_told_apart() {
    assert!(has_word("a `lead-days` b", "lead-days") && !has_word("mislead-days", "lead-days"));
    assert!(is_within("web/api", &["web"]) && !is_within("webs", &["web"]));
    assert!(mapped("# A\n\n## The map\n\n| `host/src/web/` | HTTP |\n").contains("host/src/web"));
}
