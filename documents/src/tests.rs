//! What no words can do to a document, and what every document is.

use std::process::Command;

use base64::Engine;
use proptest::prelude::*;

use serde_json::{Value, json};

use crate::paper;

fn pdf(sheet: &Value) -> Result<Vec<u8>, String> {
    paper::pdf(sheet.clone())
}

fn sheet(words: &str) -> Value {
    let pair = json!([[words, words], ["Reçu le", words]]);
    json!({
        "lang": "fr",
        "rtl": false,
        "title": format!("Décision {words}"),
        "town": "Saint-Exemple",
        "service": ["Accueil de la mairie", words],
        "accent": "#10477e",
        "recipient": ["Zoé Martin", words, "99999 Saint-Exemple"],
        "dated": "Saint-Exemple, le 26 novembre 2026",
        "references": pair,
        "parts": [
            {"text": words},
            {"heading": words},
            {"rows": pair},
            {"points": [words, "CRPA L211-5"]},
        ],
        "author": ["Camille Exemple", words],
        "proof": {
            "link": "https://mairie.example/verify/0123-4567-89AB-CDEF-GHJK",
            "code": "0123-4567-89AB-CDEF-GHJK",
            "words": words,
            "alt": "Code carré",
        },
        "footer": words,
        "made": 1_795_700_000,
        "logo": "",
    })
}

/// The same with another value for a key.
fn with(key: &str, value: impl Into<Value>, mut sheet: Value) -> Value {
    sheet[key] = value.into();
    sheet
}

/// What poppler reads, as `pdftotext` or `pdfinfo` prints it.
fn read(tool: &str, pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let mut command = Command::new(tool);
    command.arg(file.path());
    if tool == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap_or_else(|e| panic!("{tool}, of poppler-utils: {e}"));
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_document_is_accessible_and_says_so() {
    let made = pdf(&sheet("Bonjour")).unwrap();
    let info = read("pdfinfo", &made);
    for line in [
        "Title:           Décision Bonjour",
        "Tagged:          yes",
        "Author:          Saint-Exemple",
    ] {
        assert!(info.contains(line), "{line} in {info}");
    }
    let raw = String::from_utf8_lossy(&made);
    assert!(raw.contains("pdfuaid:part"), "it declares PDF/UA");
    assert!(raw.contains("/Lang"), "it names its language");
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let made = |words| pdf(&sheet(words)).unwrap();
    let first = made("Bonjour");
    made("autre chose");
    assert_eq!(first, made("Bonjour"));
    assert_ne!(first, made("Bonsoir"));
}

/// Words that would do something if they were read as markup.
const HOSTILE: [&str; 12] = [
    "#panic(\"read\")",
    "#read(\"/letter.typ\") #include \"/etc/passwd\"",
    "= Titre\n- point\n+ point\n/ terme: x",
    "*gras* _italique_ `code` $x^2$ ```raw```",
    "<label> @ref @preview/evil:1.0.0",
    "#import \"@preview/evil:1.0.0\": *",
    "\\#let x = 1; #x // commentaire /* bloc",
    "#link(\"https://evil.example\")[ici]",
    "#[contenu] #{ code } #set page(width: 1pt)",
    "~ --- -- ... \\ \\u{41} '\"' https://example.org/x",
    "]]]))}}} \"\"\" \0\u{7}\u{1b}[31m",
    "<script>alert(1)</script> {{ x }} {% y %} %PDF-1.4 endobj",
];

#[test]
fn what_looks_like_markup_is_set_as_it_stands() {
    for words in HOSTILE {
        let text =
            read("pdftotext", &pdf(&sheet(words)).unwrap_or_else(|e| panic!("{words}: {e}")));
        let flat = |text: &str| {
            text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>()
        };
        assert!(flat(&text).contains(&flat(words)), "{words:?} in {text}");
    }
}

#[test]
fn other_scripts_are_set() {
    let arabic =
        Sheet { lang: "ar".into(), rtl: true, ..sheet("شهادة الإقامة رقم 42") };
    let text = read("pdftotext", &pdf(&arabic).unwrap());
    assert!(text.contains("42"), "{text}");
    for words in ["Ελληνικά", "Українська", "Հայերեն", "ქართული", "日本 🎉 \u{202e}txt"]
    {
        pdf(&sheet(words)).unwrap_or_else(|e| panic!("{words}: {e}"));
    }
}

#[test]
fn a_broken_logo_keeps_nobody_from_their_document() {
    let picture = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let broken = with("logo", picture(b"no picture"), sheet("Bonjour"));
    assert_eq!(pdf(&broken).unwrap(), pdf(&sheet("Bonjour")).unwrap());
    let drawn =
        br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>"#;
    let drawn = with("logo", picture(drawn), sheet("Bonjour"));
    assert_ne!(pdf(&drawn).unwrap(), pdf(&sheet("Bonjour")).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_words_there_is_a_document(
        text in "(\\PC|[#*_=$@<>\\[\\]{}()\\\\/`~\"'\n\r\t -]|[\u{0}-\u{20}]|\\p{Arabic}|\\p{Hebrew}|\\p{M}){0,80}",
        any in any::<String>(),
        rtl: bool,
    ) {
        for words in [text, any] {
            let made = pdf(&with("rtl", rtl, sheet(&words)));
            prop_assert!(made.is_ok(), "{:?}: {:?}", words, made.err());
        }
    }
}

#[test]
fn words_that_are_none_are_refused() {
    assert!(pdf(&json!({})).is_err() && pdf(&json!([1])).is_err());
    assert!(pdf(&with("parts", json!([{"unknown": 1}]), sheet("a"))).is_ok(), "nothing to say");
}
