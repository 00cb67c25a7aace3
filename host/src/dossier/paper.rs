//! Papers: what the town tells somebody of a dossier, as documents that can be held in the hand
//! and shown to others, and the code by which others see that they are genuine.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::access::Secret;
use super::entry::{Actor, Entry};
use super::exchange::{Exchange, Passed};
use super::number::DossierNumber;
use crate::contract::{Attachment, Date, Effect, Malformed};
use crate::digest::Digest;

/// What a paper is of. In addresses: `receipt-1`, `told-2-0`, `decision-2`, `said-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PaperOf {
    /// The receipt of what the applicant sent with this entry (CRPA L112-11).
    Receipt(u32),
    /// What the decision of this entry has the applicant told: which of its effects, from 0.
    Told(u32, u32),
    /// The decision of this entry itself, with its reasons and the ways to appeal.
    Decision(u32),
    /// This exchange: the receipt of what the applicant sent, or what the town says.
    Said(u32),
}

impl PaperOf {
    /// The entry that it is of, if it is of one.
    pub fn entry(self) -> Option<u32> {
        match self {
            Self::Receipt(entry) | Self::Told(entry, _) | Self::Decision(entry) => Some(entry),
            Self::Said(_) => None,
        }
    }

    /// The papers of an entry, in the order in which they are read.
    pub fn of_entry(entry: &Entry) -> Vec<Self> {
        let index = entry.index;
        let receipt = entry.received().then_some(Self::Receipt(index));
        let decision = entry.decides().then_some(Self::Decision(index));
        // What is said with a decision stands in the decision itself.
        let within = |effect: &Effect| decision.is_some() && matches!(effect, Effect::Notify(_));
        let effects = (0..).zip(&entry.decision.effects);
        let told = effects.filter(|(_, effect)| is_told(effect) && !within(effect));
        let told = told.map(|(at, _)| Self::Told(index, at));
        receipt.into_iter().chain(decision).chain(told).collect()
    }

    /// The paper of an exchange, if there is one: what the applicant sent has its receipt, and
    /// what the town says is a letter.
    pub fn of_exchange(exchange: &Exchange) -> Option<Self> {
        let said = match exchange.by {
            Actor::Applicant => exchange.what.received(),
            _ => matches!(
                exchange.what,
                Passed::Message { .. }
                    | Passed::Answered { .. }
                    | Passed::Silent { .. }
                    | Passed::HandedOver { .. }
                    | Passed::Irregular { .. }
            ),
        };
        said.then_some(Self::Said(exchange.index))
    }
}

/// Whether an effect tells the applicant something.
fn is_told(effect: &Effect) -> bool {
    matches!(effect, Effect::Notify(_) | Effect::Request(_) | Effect::Issue(_))
}

impl fmt::Display for PaperOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receipt(entry) => write!(f, "receipt-{entry}"),
            Self::Told(entry, effect) => write!(f, "told-{entry}-{effect}"),
            Self::Decision(entry) => write!(f, "decision-{entry}"),
            Self::Said(exchange) => write!(f, "said-{exchange}"),
        }
    }
}

impl FromStr for PaperOf {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("a paper such as receipt-1");
        let number = |text: &str| match text.parse::<u32>() {
            Ok(number) if number.to_string() == text => Ok(number),
            _ => Err(malformed),
        };
        let mut parts = text.split('-');
        let (kind, first) = (parts.next(), parts.next());
        let (second, more) = (parts.next(), parts.next());
        match (kind, first, second, more) {
            (Some("receipt"), Some(entry), None, _) => Ok(Self::Receipt(number(entry)?)),
            (Some("told"), Some(entry), Some(effect), None) => {
                Ok(Self::Told(number(entry)?, number(effect)?))
            }
            (Some("decision"), Some(entry), None, _) => Ok(Self::Decision(number(entry)?)),
            (Some("said"), Some(exchange), None, _) => Ok(Self::Said(number(exchange)?)),
            _ => Err(malformed),
        }
    }
}

impl From<PaperOf> for String {
    fn from(of: PaperOf) -> Self {
        of.to_string()
    }
}

impl TryFrom<String> for PaperOf {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

/// What kind of document it is, for who checks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// A receipt.
    Receipt,
    /// A request for what is missing.
    Request,
    /// A message of the town.
    Message,
    /// A document that a procedure issued: a permit, a certificate.
    Document,
    /// A decision with its reasons.
    Decision,
}

impl PaperKind {
    /// Its name in texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Request => "request",
            Self::Message => "message",
            Self::Document => "document",
            Self::Decision => "decision",
        }
    }
}

/// A paper as it was made. Written once: the bytes that somebody holds are the bytes whose digest
/// is recorded, whatever becomes of the town's letterhead, texts and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Paper {
    /// By which others check it.
    pub code: PaperCode,
    /// The dossier.
    pub number: DossierNumber,
    /// What it is of.
    pub of: PaperOf,
    /// What kind of document it is.
    pub kind: PaperKind,
    /// Its date.
    pub dated: Date,
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its bytes, among the dossier's files.
    pub file: Attachment,
}

/// Names a paper to who holds it, and to nobody else: 100 bits that only the town's secret makes
/// of dossier and paper. Written as `7K3M-9QXT-…`, five groups of Crockford's base 32, which has
/// no letters that look alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PaperCode([u8; CODE]);

const CODE: usize = 20;
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl PaperCode {
    /// The code of a paper.
    pub fn new(secret: &Secret, number: DossierNumber, of: PaperOf) -> Self {
        let bits = secret.derive(&format!("paper {number} {of}"));
        Self(std::array::from_fn(|at| LETTERS[usize::from(bits[at] & 31)]))
    }

    /// Its letters, as a key.
    pub fn bytes(&self) -> &[u8; CODE] {
        &self.0
    }
}

impl fmt::Display for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.iter().enumerate() {
            let separator = if at > 0 && at % 4 == 0 { "-" } else { "" };
            write!(f, "{separator}{}", char::from(*letter))?;
        }
        Ok(())
    }
}

impl fmt::Debug for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaperCode(…)")
    }
}

impl FromStr for PaperCode {
    type Err = Malformed;
    /// As it is typed: small letters, O for 0, I and L for 1; hyphens and spaces do not count.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("a code of five groups of four letters and digits");
        let mut code = [0; CODE];
        let mut place = 0;
        for c in text.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{a0}')) {
            let letter = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let letter = u8::try_from(letter).ok().filter(|letter| LETTERS.contains(letter));
            *code.get_mut(place).ok_or(malformed)? = letter.ok_or(malformed)?;
            place += 1;
        }
        if place == CODE { Ok(Self(code)) } else { Err(malformed) }
    }
}

impl From<PaperCode> for String {
    fn from(code: PaperCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for PaperCode {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(secret: u8, number: u64, of: PaperOf) -> PaperCode {
        PaperCode::new(&Secret::new([secret; 32]), DossierNumber::from_random(number), of)
    }

    #[test]
    fn a_code_is_the_towns_own_and_that_of_one_paper() {
        let known = code(1, 1, PaperOf::Receipt(1));
        assert_eq!(known, code(1, 1, PaperOf::Receipt(1)));
        for other in [
            code(2, 1, PaperOf::Receipt(1)),
            code(1, 2, PaperOf::Receipt(1)),
            code(1, 1, PaperOf::Decision(1)),
        ] {
            assert_ne!(known, other);
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let known = code(1, 1, PaperOf::Told(2, 0));
        let typed = known.to_string().to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(typed.replace('-', " ").parse::<PaperCode>().unwrap(), known);
        assert!(typed[1..].parse::<PaperCode>().is_err());
        assert!(typed.replace('-', "u").parse::<PaperCode>().is_err());
    }

    proptest! {
        #[test]
        fn what_a_paper_is_of_is_read_as_it_is_written(a: u32, b: u32, text in "\\PC{0,40}") {
            for of in [PaperOf::Receipt(a), PaperOf::Told(a, b), PaperOf::Decision(a), PaperOf::Said(b)] {
                prop_assert_eq!(of.to_string().parse::<PaperOf>().unwrap(), of);
            }
            if let Ok(of) = text.parse::<PaperOf>() {
                prop_assert_eq!(of.to_string(), text.as_str());
            }
            let _ = text.parse::<PaperCode>();
        }
    }
}
