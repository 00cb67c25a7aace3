//! Dossier numbers: eleven random digits and a check digit, `482-709-357-164`. Digits are read
//! aloud the same way in every language and typed on every phone; a random number tells nobody
//! how many dossiers there are. The Damm digit catches every single wrong digit and every swap
//! of two neighbours.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::contract::Malformed;

/// A number that names a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierNumber([u8; DIGITS]);

const DIGITS: usize = 12;

/// Damm's quasigroup of order 10 (H. M. Damm, 2004).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn check_digit(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |row, digit| DAMM[usize::from(row)][usize::from(*digit)])
}

impl DossierNumber {
    /// The number that these random bits make. The bias of the remainder is below 1e-8.
    pub fn from_random(bits: u64) -> Self {
        let mut rest = bits % 100_000_000_000;
        let mut digits = [0; DIGITS];
        for place in (0..DIGITS - 1).rev() {
            digits[place] = (rest % 10) as u8;
            rest /= 10;
        }
        digits[DIGITS - 1] = check_digit(&digits[..DIGITS - 1]);
        Self(digits)
    }

    /// The digits without separators, as a key.
    pub fn key(&self) -> [u8; DIGITS] {
        self.0.map(|digit| b'0' + digit)
    }
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            let separator = if place > 0 && place % 3 == 0 { "-" } else { "" };
            write!(f, "{separator}{digit}")?;
        }
        Ok(())
    }
}

impl FromStr for DossierNumber {
    type Err = Malformed;
    /// Twelve digits whose last one checks the others; hyphens, dots and spaces between do not count.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed(
            "a dossier number such as 482-709-357-164; a digit is missing, wrong or swapped",
        );
        let mut digits = [0; DIGITS];
        let mut place = 0;
        for c in text.chars().filter(|c| !matches!(c, '-' | '.' | ' ' | '\u{a0}')) {
            let digit = c.to_digit(10).ok_or(malformed)?;
            *digits.get_mut(place).ok_or(malformed)? = digit as u8;
            place += 1;
        }
        if place == DIGITS && check_digit(&digits) == 0 { Ok(Self(digits)) } else { Err(malformed) }
    }
}

impl TryFrom<String> for DossierNumber {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<DossierNumber> for String {
    fn from(number: DossierNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_back_and_wrong_ones_are_noticed(bits: u64, place in 0..12_usize, change in 1..10_u8) {
            let number = DossierNumber::from_random(bits);
            prop_assert_eq!(number.to_string().parse::<DossierNumber>(), Ok(number));
            prop_assert_eq!(number.to_string().replace('-', " ").parse::<DossierNumber>(), Ok(number));
            let mut wrong = number;
            wrong.0[place] = (wrong.0[place] + change) % 10;
            prop_assert!(wrong.to_string().parse::<DossierNumber>().is_err());
            let mut swapped = number;
            if place < 11 && swapped.0[place] != swapped.0[place + 1] {
                swapped.0.swap(place, place + 1);
                prop_assert!(swapped.to_string().parse::<DossierNumber>().is_err());
            }
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<DossierNumber>();
        }
    }
}
