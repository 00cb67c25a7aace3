//! A payment with an online provider: begun, and what became of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::DossierNumber;
use crate::contract::Malformed;
use crate::limits::payment::{BETWEEN, PAGE};

/// What a payment is known by, to the town and to the provider: the digits of the dossier's
/// number and 16 random hexadecimal digits. PayFiP takes 30 alphanumerics for its `refdet`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

impl Reference {
    /// A new one for a dossier.
    pub fn new(number: DossierNumber, random: [u8; 8]) -> Self {
        let digits = number.key().map(char::from).into_iter();
        Self(digits.chain(hex::encode(random).chars()).collect())
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({self})")
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

impl TryFrom<String> for Reference {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let (number, rest) = text.split_at_checked(12).ok_or(NOT_ONE)?;
        number.parse::<DossierNumber>().map_err(|_| NOT_ONE)?;
        let random = rest.len() == 16
            && rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if random { Ok(Self(text)) } else { Err(NOT_ONE) }
    }
}

const NOT_ONE: Malformed =
    Malformed("a payment's reference: a dossier's digits and 16 hexadecimal digits");

/// An attempt to pay a charge online.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Attempt {
    /// What it is known by.
    pub reference: Reference,
    /// Whose charge.
    pub number: DossierNumber,
    /// Which charge.
    pub charge: String,
    /// How much, in cents.
    pub cents: i64,
    /// What the provider calls it.
    pub operation: String,
    /// When it was begun, in seconds since 1970.
    pub at: i64,
    /// How it ended; nothing while that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The money was taken, and the dossier says so.
    Paid,
    /// The bank refused it.
    Refused,
    /// The person went back, or never came.
    Abandoned,
}

impl Attempt {
    /// Whether the provider's page for it still opens.
    pub fn page_opens(&self, now: i64) -> bool {
        self.ended.is_none() && now - self.at < PAGE.as_secs() as i64
    }

    /// From when, in seconds since 1970, another one may be begun for the same charge: before
    /// that the provider may still come to say that this one was paid.
    pub fn next_from(&self) -> i64 {
        self.at + BETWEEN.as_secs() as i64
    }

    /// Whether enough time passed to take what the provider says of an unpaid one for its end.
    pub fn may_end(&self, now: i64) -> bool {
        now >= self.next_from()
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempt({}, {} cents, {:?})", self.reference, self.cents, self.ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(at: i64) -> Attempt {
        let number = DossierNumber::from_random(7);
        Attempt {
            reference: Reference::new(number, [0xab; 8]),
            number,
            charge: "fee".into(),
            cents: 1_00,
            operation: "op".into(),
            at,
            ended: None,
        }
    }

    #[test]
    fn a_reference_is_what_payfip_takes_and_reads_back() {
        let reference = attempt(0).reference;
        assert_eq!(reference.as_str().len(), 28);
        assert!(reference.as_str().bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(Reference::try_from(reference.to_string()).unwrap(), reference);
        for wrong in ["", "12", "é23456789012abababababababab", &"0".repeat(29)] {
            assert!(Reference::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
        let shouted = reference.to_string().replace('a', "A");
        assert!(Reference::try_from(shouted).is_err());
    }

    #[test]
    fn pay_1_a_page_opens_for_15_minutes_and_another_attempt_waits_for_20() {
        let begun = attempt(1_000);
        assert!(begun.page_opens(1_000) && begun.page_opens(1_899) && !begun.page_opens(1_900));
        assert!(!begun.may_end(2_199) && begun.may_end(2_200));
        assert!(!Attempt { ended: Some(Ended::Refused), ..begun }.page_opens(1_000));
    }
}
