//! Money in whole cents, and exact decimals where a rate is applied to it. No
//! floats: a fee must come out the same on every machine and in ten years.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

pub use rust_decimal::{Decimal, RoundingStrategy as Rounding};

use crate::text::Say;

/// An amount in euro cents. Arithmetic saturates: no amount of a town comes near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing to pay.
    pub const ZERO: Cents = Cents(0);

    /// Whole euros.
    pub const fn euros(euros: i64) -> Self {
        Cents(euros.saturating_mul(100))
    }

    /// The amount times `factor`, rounded to a cent as the tariff says.
    ///
    /// ```
    /// use guichet_sdk::{Cents, Decimal, Rounding};
    /// // 0.0619 % of 2 345.67 €
    /// let rate = Decimal::new(619, 6);
    /// let fee = Cents(234_567).times(rate, Rounding::MidpointAwayFromZero);
    /// assert_eq!(fee, Some(Cents(145)));
    /// ```
    ///
    /// Nothing where the result is no amount of money (beyond 2^63 cents).
    pub fn times(self, factor: Decimal, rounding: Rounding) -> Option<Cents> {
        let exact = Decimal::from(self.0).checked_mul(factor)?;
        Cents::whole(exact, rounding)
    }

    /// The amount times `numerator / denominator`, rounded to a cent: 90 minutes of
    /// an hourly price, a twelfth of a year. Exact before it is rounded, which the
    /// amount times a decimal third or twelfth would not be.
    ///
    /// ```
    /// use guichet_sdk::{Cents, Rounding};
    /// assert_eq!(Cents(10_00).ratio(90, 60, Rounding::ToZero), Some(Cents(15_00)));
    /// assert_eq!(Cents(36_000_00).ratio(1, 12, Rounding::ToZero), Some(Cents(3_000_00)));
    /// ```
    ///
    /// Nothing where `denominator` is 0 or the result is no amount of money.
    pub fn ratio(self, numerator: i64, denominator: i64, rounding: Rounding) -> Option<Cents> {
        let product = Decimal::from(self.0).checked_mul(Decimal::from(numerator))?;
        Cents::whole(product.checked_div(Decimal::from(denominator))?, rounding)
    }

    /// An exact amount in euros, rounded to a cent as the tariff says.
    pub fn from_euros(euros: Decimal, rounding: Rounding) -> Option<Cents> {
        Cents::whole(euros.checked_mul(Decimal::ONE_HUNDRED)?, rounding)
    }

    /// The exact amount in euros.
    pub fn to_euros(self) -> Decimal {
        // Dividing by a hundred only moves the point: `scale` cannot be refused.
        Decimal::from_i128_with_scale(i128::from(self.0), 2)
    }

    fn whole(cents: Decimal, rounding: Rounding) -> Option<Cents> {
        i64::try_from(cents.round_dp_with_strategy(0, rounding)).ok().map(Cents)
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        *self = *self + other;
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0.saturating_sub(other.0))
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(self.0.saturating_neg())
    }
}

impl Mul<i64> for Cents {
    type Output = Cents;
    fn mul(self, count: i64) -> Cents {
        Cents(self.0.saturating_mul(count))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}

impl fmt::Display for Cents {
    /// Plain decimal notation: `12.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl Say for Cents {
    /// `1 234,50 €` in French, `€1,234.50` elsewhere.
    fn say(&self, lang: &str) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        let (euros, cents) = (cents / 100, cents % 100);
        match lang {
            "fr" => format!("{sign}{},{cents:02}\u{a0}€", grouped(euros, '\u{202f}')),
            _ => format!("{sign}€{}.{cents:02}", grouped(euros, ',')),
        }
    }
}

impl Say for Decimal {
    /// With a comma in French, with a point elsewhere.
    fn say(&self, lang: &str) -> String {
        let plain = self.to_string();
        if lang == "fr" { plain.replace('.', ",") } else { plain }
    }
}

fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
