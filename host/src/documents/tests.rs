//! What no words can do to a document, and what every document is.

use proptest::prelude::*;

use super::typeset::pdf;
use super::*;

fn sheet(words: &str) -> Sheet {
    let line = || words.to_owned();
    let rows = || vec![(line(), line()), ("Reçu le".to_owned(), line())];
    Sheet {
        lang: "fr".into(),
        rtl: false,
        title: format!("Décision {words}"),
        town: "Saint-Exemple".into(),
        service: vec!["Accueil de la mairie".into(), line()],
        accent: "#10477e".into(),
        recipient: vec!["Zoé Martin".into(), line(), "99999 Saint-Exemple".into()],
        dated: "Saint-Exemple, le 26 novembre 2026".into(),
        references: rows(),
        parts: vec![
            Part::Text(line()),
            Part::Heading(line()),
            Part::Rows(rows()),
            Part::Points(vec![line(), "CRPA L211-5".into()]),
        ],
        author: vec!["Camille Exemple".into(), line()],
        proof: Proof {
            link: "https://mairie.example/verify/0123-4567-89AB-CDEF-GHJK".into(),
            code: "0123-4567-89AB-CDEF-GHJK".into(),
            words: line(),
            alt: "Code carré".into(),
        },
        footer: line(),
        made: 1_795_700_000,
        logo: None,
    }
}

/// Whether bytes stand somewhere in a file.
fn holds(made: &[u8], wanted: &str) -> bool {
    made.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

#[test]
fn a_document_says_that_it_is_accessible() {
    let made = pdf(&sheet("Bonjour")).unwrap();
    for wanted in ["%PDF-1.7", "pdfuaid:part", "/MarkInfo", "/Lang", "/StructTreeRoot"] {
        assert!(holds(&made, wanted), "{wanted}");
    }
}

#[test]
fn the_same_words_give_the_same_bytes() {
    let made = |words| pdf(&sheet(words)).unwrap();
    let first = made("Bonjour");
    made("autre chose");
    assert_eq!(first, made("Bonjour"));
    assert_ne!(first, made("Bonsoir"));
}

#[test]
fn other_scripts_are_set() {
    let arabic =
        Sheet { lang: "ar".into(), rtl: true, ..sheet("شهادة الإقامة رقم 42") };
    pdf(&arabic).unwrap();
    for words in ["Ελληνικά", "Українська", "Հայերեն", "ქართული", "日本 🎉 \u{202e}txt"]
    {
        pdf(&sheet(words)).unwrap_or_else(|e| panic!("{words}: {e}"));
    }
}

#[test]
fn a_broken_logo_keeps_nobody_from_their_document() {
    let with = |logo: &[u8]| Sheet { logo: Some(logo.to_vec()), ..sheet("Bonjour") };
    let plain = pdf(&sheet("Bonjour")).unwrap();
    assert_eq!(pdf(&with(b"no picture")).unwrap(), plain);
    let drawn =
        br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>"#;
    assert_ne!(pdf(&with(drawn)).unwrap(), plain);
}

#[test]
fn what_is_too_long_is_refused() {
    let long = Part::Text("x".repeat(WORDS));
    let long = Sheet { parts: vec![long], ..sheet("a") };
    assert!(matches!(pdf(&long), Err(Unset::Words(_))));
    let lines = Part::Text("x\n".repeat(PAGES * 80));
    let many = Sheet { parts: vec![lines], ..sheet("a") };
    assert!(matches!(pdf(&many), Err(Unset::Pages(_))));
}

#[tokio::test]
async fn several_are_set_at_once_and_alike() {
    let setter = Setter::default();
    let many = (0..4 * AT_ONCE).map(|_| setter.pdf(sheet("Bonjour")));
    let made = futures_util::future::join_all(many).await;
    let alone = pdf(&sheet("Bonjour")).unwrap();
    assert!(made.into_iter().all(|made| made.unwrap() == alone));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Words that were read as markup would be an error here, or say something else than they
    /// are: `#panic()`, `#read("/x")`, `$`, `<label>`, `@ref`, a quote that ends a string.
    #[test]
    fn no_words_are_read_as_markup(
        text in "(\\PC|#panic\\(\\)|#read\\(\"/x\"\\)|@x|<y>|[#*_=$@<>\\[\\]{}()\\\\/`~\"'\n\r\t -]|[\u{0}-\u{20}]|\\p{Arabic}|\\p{Hebrew}|\\p{M}){0,60}",
        any in any::<String>(),
        rtl: bool,
    ) {
        for words in [text, any] {
            let made = pdf(&Sheet { rtl, ..sheet(&words) });
            prop_assert!(made.is_ok(), "{:?}: {:?}", words, made.err());
        }
    }
}
