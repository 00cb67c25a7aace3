//! A payment with an online provider: begun, asked about, credited once. Knows no provider; start
//! with [`Attempt::after`].

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::number::DossierNumber;
use crate::contract::Malformed;
use crate::limits::payment::{ASKED, BETWEEN, LATER, LEAST, MOST, PAGE, TICK};

/// What a payment is known by, to the town and to the provider: the digits of the dossier's
/// number and 16 random hexadecimal digits. PayFiP takes 30 alphanumerics for its `refdet`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

/// Digits of a dossier's number.
const DIGITS: usize = 12;
/// Hexadecimal digits after it.
const RANDOM: usize = 16;

impl Reference {
    /// A new one for a dossier.
    pub fn new(number: DossierNumber, random: [u8; RANDOM / 2]) -> Self {
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
        let (number, random) = text.split_at_checked(DIGITS).ok_or(NOT_ONE)?;
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let random = random.len() == RANDOM && random.bytes().all(hexadecimal);
        let one = digits && random && number.parse::<DossierNumber>().is_ok();
        if one { Ok(Self(text)) } else { Err(NOT_ONE) }
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
    /// How far it got.
    pub stage: Stage,
    /// Whether nobody asks about it any more.
    pub over: bool,
}

/// How far an attempt got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The person was shown where to pay.
    Begun,
    /// The provider has the money; the dossier does not say so yet.
    Taken,
    /// The dossier says that it is paid.
    Paid,
    /// The bank refused it.
    Refused,
    /// The person went back, or never came.
    Abandoned,
    /// The provider has so many cents, which is not what was due. An agent sees to it.
    Amiss(i64),
    /// The provider never said what became of it. An agent sees to it.
    Unanswered,
}

/// What a provider says of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money was taken.
    Paid {
        /// For this reference.
        reference: String,
        /// So many cents.
        cents: i64,
    },
    /// The bank refused it.
    Refused,
    /// The person went back.
    Cancelled,
    /// Not finished.
    Pending,
    /// The provider does not know it, or no longer.
    Unknown,
}

/// What can be done about a charge online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Online {
    /// Nothing is due.
    Settled,
    /// It can be paid.
    Offered,
    /// It is being paid: the provider's page for this attempt opens until then, in seconds since
    /// 1970.
    Open(Reference, i64),
    /// Another attempt may be begun from then on, in seconds since 1970.
    Wait(i64),
    /// The money is there, and the dossier will say so.
    Taken,
    /// An agent has to see first to what became of the last attempt.
    Held,
    /// What is due is less or more than is paid online.
    Beyond,
}

impl Attempt {
    /// Nobody was asked about it yet.
    pub fn new(
        reference: Reference,
        number: DossierNumber,
        charge: &str,
        cents: i64,
        operation: String,
        at: i64,
    ) -> Self {
        let charge = charge.to_owned();
        let (stage, over) = (Stage::Begun, false);
        Self { reference, number, charge, cents, operation, at, stage, over }
    }

    /// The same after what the provider says now, in seconds since 1970. That it was not paid is
    /// believed once it no longer can be (LAW.md PAY-1); that it was, always.
    pub fn after(&self, outcome: &Outcome, now: i64) -> Self {
        let unpaid = |stage: Stage, over: bool| {
            let over = over || now >= self.at + seconds(ASKED);
            Self { stage, over, ..self.clone() }
        };
        let late = now >= self.next_from();
        match outcome {
            Outcome::Paid { reference, cents } => {
                let asked = *reference == self.reference.0 && *cents == self.cents;
                match asked {
                    true => Self { stage: Stage::Taken, over: false, ..self.clone() },
                    false => self.amiss(*cents),
                }
            }
            Outcome::Refused => unpaid(Stage::Refused, false),
            // What was refused does not become abandoned.
            Outcome::Unknown if late && self.stage == Stage::Refused => unpaid(self.stage, true),
            Outcome::Unknown if late => unpaid(Stage::Abandoned, true),
            Outcome::Cancelled | Outcome::Pending if late && self.stage == Stage::Begun => {
                unpaid(Stage::Abandoned, false)
            }
            Outcome::Cancelled | Outcome::Pending | Outcome::Unknown => unpaid(self.stage, false),
        }
    }

    /// The same where the provider could not be asked.
    pub fn unanswered(&self, now: i64) -> Self {
        match self.stage {
            Stage::Begun if now >= self.at + seconds(ASKED) => {
                Self { stage: Stage::Unanswered, over: true, ..self.clone() }
            }
            _ => self.clone(),
        }
    }

    /// The same where the provider has so many cents, which are not what was due.
    pub fn amiss(&self, cents: i64) -> Self {
        Self { stage: Stage::Amiss(cents), over: true, ..self.clone() }
    }

    /// The same once the dossier says that it is paid.
    pub fn paid(&self) -> Self {
        Self { stage: Stage::Paid, over: true, ..self.clone() }
    }

    /// Whether nothing becomes of it any more, whatever the provider says.
    pub fn is_final(&self) -> bool {
        matches!(self.stage, Stage::Paid | Stage::Amiss(_))
    }

    /// Whether one may become the other.
    pub fn follows(&self, before: &Self) -> bool {
        let fixed = |a: &Self| Self { stage: Stage::Begun, over: false, ..a.clone() };
        let back = before.stage == Stage::Taken && !self.is_final();
        fixed(self) == fixed(before) && !before.is_final() && !back && self != before
    }

    /// Whether it is time to ask about it, where that was done before at `last`. Often while it
    /// may be paid; then rarely, in case the provider learns late that it was.
    pub fn is_due(&self, last: i64, now: i64) -> bool {
        let every = seconds(if now < self.next_from() { TICK } else { LATER });
        let part = |at: i64| (at - self.at).div_euclid(every);
        self.stage == Stage::Taken || part(now) != part(last)
    }

    /// Until when the provider's page for it opens, in seconds since 1970.
    pub fn opens_until(&self) -> i64 {
        self.at + seconds(PAGE)
    }

    /// From when, in seconds since 1970, another one may be begun for the same charge: before
    /// that the provider may still come to say that this one was paid.
    pub fn next_from(&self) -> i64 {
        self.at + seconds(BETWEEN)
    }
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Taken => "taken",
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::Abandoned => "abandoned",
            Self::Amiss(_) => "amiss",
            Self::Unanswered => "unanswered",
        }
    }
}

impl Online {
    /// Of a charge of which so many cents are due, after these attempts at it, in their order.
    pub fn of<'a>(attempts: impl IntoIterator<Item = &'a Attempt>, due: i64, now: i64) -> Self {
        let (mut taken, mut last) = (false, None);
        for attempt in attempts {
            taken |= attempt.stage == Stage::Taken;
            last = Some(attempt);
        }
        match last {
            _ if taken => Self::Taken,
            _ if due <= 0 => Self::Settled,
            Some(Attempt { stage: Stage::Amiss(_) | Stage::Unanswered, .. }) => Self::Held,
            Some(last) if last.stage == Stage::Paid || now >= last.next_from() => Self::first(due),
            Some(last)
                if last.stage == Stage::Begun && now < last.opens_until() && last.cents == due =>
            {
                Self::Open(last.reference.clone(), last.opens_until())
            }
            Some(last) => Self::Wait(last.next_from()),
            None => Self::first(due),
        }
    }

    fn first(due: i64) -> Self {
        if (LEAST..=MOST).contains(&due) { Self::Offered } else { Self::Beyond }
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempt({}, {} cents, {:?})", self.reference, self.cents, self.stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: i64 = 1_000;
    const MINUTE: i64 = 60;

    fn attempt() -> Attempt {
        let number = DossierNumber::from_random(7);
        let reference = Reference::new(number, [0xab; 8]);
        Attempt::new(reference, number, "fee", 1_250, "op".into(), AT)
    }

    fn paid(cents: i64) -> Outcome {
        Outcome::Paid { reference: attempt().reference.to_string(), cents }
    }

    #[test]
    fn a_reference_is_what_payfip_takes_and_reads_back() {
        let reference = attempt().reference;
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
    fn pay_1_nobody_concludes_too_early_that_nothing_was_paid() {
        let begun = attempt();
        for outcome in [Outcome::Cancelled, Outcome::Pending, Outcome::Unknown] {
            assert_eq!(begun.after(&outcome, AT + 20 * MINUTE - 1), begun, "{outcome:?}");
            let after = begun.after(&outcome, AT + 20 * MINUTE);
            let gone = outcome == Outcome::Unknown;
            assert_eq!((after.stage, after.over), (Stage::Abandoned, gone), "{outcome:?}");
            // It was taken late all the same.
            assert_eq!(after.after(&paid(1_250), AT + 30 * MINUTE).stage, Stage::Taken);
        }
        let refused = begun.after(&Outcome::Refused, AT + MINUTE);
        assert_eq!((refused.stage, refused.over), (Stage::Refused, false));
        assert_eq!(refused.after(&Outcome::Pending, AT + 30 * MINUTE).stage, Stage::Refused);
        let forgotten = refused.after(&Outcome::Unknown, AT + 30 * MINUTE);
        assert_eq!((forgotten.stage, forgotten.over), (Stage::Refused, true));
        let days = AT + 3 * 86_400;
        assert!(begun.after(&Outcome::Pending, days).over);
        assert_eq!(begun.unanswered(days - 1), begun);
        assert_eq!(begun.unanswered(days).stage, Stage::Unanswered);
    }

    #[test]
    fn pay_1_only_what_was_asked_for_is_taken() {
        let begun = attempt();
        assert_eq!(begun.after(&paid(1_250), AT).stage, Stage::Taken);
        assert_eq!(begun.after(&paid(1), AT).stage, Stage::Amiss(1));
        let other = Outcome::Paid { reference: "1".into(), cents: 1_250 };
        assert_eq!(begun.after(&other, AT).stage, Stage::Amiss(1_250));
    }

    #[test]
    fn pay_1_a_page_opens_for_15_minutes_and_another_attempt_waits_for_20() {
        let begun = attempt();
        let online = |attempt: &Attempt, now| Online::of([attempt], 1_250, now);
        let open = Online::Open(begun.reference.clone(), AT + 15 * MINUTE);
        assert_eq!(online(&begun, AT + 15 * MINUTE - 1), open);
        let wait = Online::Wait(AT + 20 * MINUTE);
        assert_eq!(online(&begun, AT + 15 * MINUTE), wait);
        assert_eq!(online(&begun, AT + 20 * MINUTE), Online::Offered);
        assert_eq!(Online::of([&begun], 1_000, AT), wait, "it is another amount now");
        assert_eq!(online(&begun.after(&Outcome::Refused, AT), AT), wait);
        assert_eq!(online(&begun.after(&paid(1_250), AT), AT), Online::Taken);
        assert_eq!(online(&begun.amiss(1), AT + 30 * MINUTE), Online::Held);
        assert_eq!(Online::of([&begun.paid()], 0, AT), Online::Settled);
        assert_eq!(Online::of([&begun.paid()], 1_250, AT), Online::Offered, "charged again");
        for (due, online) in [
            (0, Online::Settled),
            (99, Online::Beyond),
            (100, Online::Offered),
            (9_999_999, Online::Offered),
            (10_000_000, Online::Beyond),
        ] {
            assert_eq!(Online::of([], due, AT), online, "{due}");
        }
    }

    #[test]
    fn it_is_asked_about_often_and_then_rarely() {
        let begun = attempt();
        let asked = |from: i64, until: i64| {
            let ticks = (from..until).step_by(60);
            ticks.filter(|now| begun.is_due(now - 60, *now)).count()
        };
        assert_eq!(asked(AT + MINUTE, AT + 20 * MINUTE), 19);
        assert_eq!(asked(AT + 20 * MINUTE, AT + 24 * 60 * MINUTE), 23);
        assert!(begun.is_due(0, AT), "after a start");
        assert!(begun.after(&paid(1_250), AT).is_due(AT, AT));
    }

    proptest! {
        #[test]
        fn what_is_final_stays_and_what_was_taken_is_not_forgotten(
            heard in proptest::collection::vec((0..6_u8, 0..400_000_i64), 0..12)
        ) {
            let (mut attempt, mut now) = (attempt(), AT);
            for (what, later) in heard {
                now += later;
                let after = match what {
                    0 => attempt.after(&paid(1_250), now),
                    1 => attempt.after(&Outcome::Refused, now),
                    2 => attempt.after(&Outcome::Cancelled, now),
                    3 => attempt.after(&Outcome::Pending, now),
                    4 => attempt.after(&Outcome::Unknown, now),
                    _ => attempt.unanswered(now),
                };
                let taken = attempt.stage == Stage::Taken;
                if after.follows(&attempt) {
                    prop_assert!(!taken && !attempt.is_final());
                    attempt = after;
                }
                prop_assert!(!attempt.paid().after(&Outcome::Refused, now).follows(&attempt.paid()));
            }
        }
    }
}
