//! `docs/law.md` and the tests, held against each other: every rule has a row, and every test that a
//! row names exists and begins with the rule's name.

use std::collections::{BTreeMap, BTreeSet};

use guichet_tests::guest::repository;

/// The rules, by chapter: how many each has.
const CHAPTERS: [(&str, usize); 7] =
    [("SVE", 11), ("INC", 5), ("SIL", 3), ("DEC", 9), ("ALG", 4), ("DLN", 5), ("ID", 3)];
/// The others.
const OTHERS: [&str; 11] = [
    "RGPD-1", "RGPD-2", "RGPD-3", "RGPD-4", "RGPD-5", "RGPD-6", "A11Y-1", "RGS", "ARC-1", "PAY-1",
    "LANG-1",
];
/// What may be left undone for good.
const NOT_DONE: [&str; 2] = ["ARC-1", "RGS"];

fn rules() -> BTreeSet<String> {
    let counted =
        CHAPTERS.iter().flat_map(|(name, count)| (1..=*count).map(move |n| format!("{name}-{n}")));
    counted.chain(OTHERS.map(str::to_owned)).collect()
}

/// What a row says.
struct Row {
    held: String,
    place: String,
}

impl Row {
    /// The tests that it names.
    fn tests(&self) -> impl Iterator<Item = &str> {
        let quoted = self.place.split('`').skip(1).step_by(2);
        quoted.filter(|name| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
    }
}

fn rows() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(repository().join("docs/law.md")).expect("docs/law.md");
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, held, place] = cells[..] else { panic!("four cells: {line}") };
        let row = Row { held: held.to_owned(), place: place.to_owned() };
        assert!(rows.insert(id.to_owned(), row).is_none(), "{id} stands there twice");
    }
    rows
}

/// The rules that a test's name begins with: `sve_1_sve_2_the_receipt_comes` holds two.
fn held_by(name: &str, rules: &BTreeSet<String>) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    let mut rest = name;
    let starts = |rest: &str| {
        let found = rules.iter().filter(|rule| rest.starts_with(&(snake(rule) + "_")));
        found.max_by_key(|rule| rule.len()).cloned()
    };
    while let Some(rule) = starts(rest) {
        rest = &rest[snake(&rule).len() + 1..];
        held.insert(rule);
    }
    held
}

fn snake(rule: &str) -> String {
    rule.to_lowercase().replace('-', "_")
}

/// The names of all tests at the outer boundary: in `tests/tests`, with the attribute of a test.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![repository().join("tests/tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the tests") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            for pair in lines.windows(2) {
                let is_test = pair[0].ends_with("test]") && pair[0].starts_with("#[");
                let name = pair[1].strip_prefix("async ").unwrap_or(pair[1]).strip_prefix("fn ");
                if let Some(name) = name.filter(|_| is_test).and_then(|name| name.split('(').next())
                {
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn every_rule_has_its_row_and_every_row_what_it_names() {
    let (rules, rows, tests) = (rules(), rows(), tests());
    let known: BTreeSet<String> = rows.keys().cloned().collect();
    assert_eq!(known, rules, "docs/law.md has a row for each rule");
    for (id, row) in &rows {
        let named: Vec<&str> = row.tests().collect();
        for name in &named {
            assert!(tests.contains(*name), "{id}: there is no test {name}");
            let held = held_by(name, &rules);
            assert!(held.contains(id), "{id}: {name} does not begin with it");
        }
        match row.held.as_str() {
            "host" | "procedure" | "town" => assert!(!named.is_empty(), "{id} names no test"),
            "not done" => {
                assert!(NOT_DONE.contains(&id.as_str()), "{id} may not be left undone");
                assert!(!row.place.is_empty(), "{id} says why");
            }
            other => panic!("{id} is held by \"{other}\": host, procedure, town or not done"),
        }
    }
}

#[test]
fn names_of_tests_are_read_rule_by_rule() {
    let held = |name: &str| held_by(name, &rules()).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(held("sve_1_sve_2_the_receipt"), "SVE-1 SVE-2");
    assert_eq!(held("sve_10_a_source"), "SVE-10");
    assert_eq!(held("rgs_is_not_done"), "RGS");
    assert_eq!(held("a_sve_1_test"), "");
}
