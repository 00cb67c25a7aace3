//! Numbers that an authority or a bank gives, with the check digits that they carry.

use iban::{Iban, IbanLike};

use crate::contract::Value;
use crate::texts::Texts;

/// The SIREN of La Poste, whose establishments' numbers do not follow Luhn: the sum of their
/// digits is a multiple of five instead (INSEE).
const LA_POSTE: &str = "356000000";

/// The text without what people set between digits; nothing where it is far too long.
fn compact(text: &str) -> Option<String> {
    let between = |c: char| c.is_whitespace() || c == '.' || c == '-';
    (text.len() <= 100).then(|| text.replace(between, "").to_ascii_uppercase())
}

/// ISO 13616: the country's structure and its two check digits. Without spaces, upper case.
pub(super) fn iban(text: &str, texts: &Texts) -> Result<Value, String> {
    let parsed = compact(text).and_then(|text| text.parse::<Iban>().ok());
    let text = parsed.map(|iban| Value::Text(iban.electronic_str().to_owned()));
    text.ok_or_else(|| texts.text("check-iban").into_owned())
}

/// The 14 digits of an establishment.
pub(super) fn siret(text: &str, texts: &Texts) -> Result<Value, String> {
    let text = compact(text).filter(|text| is_siret(text));
    text.map(Value::Text).ok_or_else(|| texts.text("check-siret").into_owned())
}

fn is_siret(text: &str) -> bool {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let digits = || text.bytes().map(|b| u32::from(b - b'0'));
    let luhn: u32 = digits()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    // The head office of La Poste follows Luhn like everyone, so both hold for its SIREN.
    let luhn = luhn.is_multiple_of(10) && digits().any(|digit| digit != 0);
    luhn || (text.starts_with(LA_POSTE) && digits().sum::<u32>().is_multiple_of(5))
}

/// The number of an association in the Répertoire national: W and nine digits.
pub(super) fn rna(text: &str, texts: &Texts) -> Result<Value, String> {
    let is_rna = |text: &String| {
        text.strip_prefix('W')
            .is_some_and(|digits| digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let text = compact(text).filter(is_rna);
    text.map(Value::Text).ok_or_else(|| texts.text("check-rna").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&str, &Texts) -> Result<Value, String>;

    fn normal(check: Check, good: &[(&str, &str)], bad: &[&str]) {
        let texts = Texts::for_lang("en");
        for (written, number) in good {
            assert_eq!(check(written, texts), Ok(Value::Text((*number).into())), "{written}");
        }
        for written in bad {
            assert!(check(written, texts).is_err(), "{written}");
        }
    }

    #[test]
    fn ibans() {
        let good = [
            ("fr14 2004 1010 0505 0001 3m02 606", "FR1420041010050500013M02606"),
            ("BE71 0961 2345 6769", "BE71096123456769"),
        ];
        normal(iban, &good, &["FR1420041010050500013M02607", "FR14", "", "é", &"1".repeat(5_000)]);
    }

    #[test]
    fn sirets() {
        let good = [
            ("732 829 320 00074", "73282932000074"),
            // La Poste: its head office, and an office that fails Luhn.
            ("35600000000048", "35600000000048"),
            ("35600000049837", "35600000049837"),
        ];
        normal(
            siret,
            &good,
            &[
                "73282932000075",
                "7328293200007",
                "35600000049838",
                "00000000000000",
                "7328293200007é",
            ],
        );
    }

    #[test]
    fn associations() {
        normal(
            rna,
            &[("w 751 234 567", "W751234567")],
            &["751234567", "W75123456", "X751234567", "W75123456é"],
        );
    }
}
