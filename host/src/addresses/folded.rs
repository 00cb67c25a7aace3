//! Words as they are compared: without accents, case and punctuation, and with what is mostly
//! abbreviated written out.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What people and tables shorten.
const SHORT: [(&str, &str); 14] = [
    ("all", "allee"),
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("bld", "boulevard"),
    ("che", "chemin"),
    ("chem", "chemin"),
    ("fg", "faubourg"),
    ("imp", "impasse"),
    ("pl", "place"),
    ("rte", "route"),
    ("sq", "square"),
    ("st", "saint"),
    ("ste", "sainte"),
];

/// The words of a text, in lower case, without accents and marks.
pub fn words(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => folded.push(' '),
        }
    }
    folded.split_whitespace().map(str::to_owned).collect()
}

/// A word written out.
pub(super) fn long(word: &str) -> &str {
    SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_marks_make_no_difference() {
        for text in
            ["Rue de l’Église-Neuve", "RUE DE L'EGLISE NEUVE", "rue de l'e\u{301}glise neuve"]
        {
            assert_eq!(words(text), ["rue", "de", "l", "eglise", "neuve"], "{text}");
        }
        assert_eq!(words("Sacré-Cœur, 12bis"), ["sacre", "coeur", "12bis"]);
        assert_eq!(words(" ’-\u{301} "), [""; 0]);
    }

    #[test]
    fn what_is_short_is_written_out() {
        assert_eq!((long("bd"), long("saint"), long("st")), ("boulevard", "saint", "saint"));
    }
}
