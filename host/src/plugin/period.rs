//! Lengths of time as laws and manifests write them: `2 months`, `20 working days`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::contract::Malformed;

/// What a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days from Monday to Friday that are not holidays.
    WorkingDays,
    /// Weeks of seven calendar days.
    Weeks,
    /// Months, counted date to date.
    Months,
    /// Years, counted date to date.
    Years,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Period {
    /// How many units.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

impl FromStr for Period {
    type Err = Malformed;
    /// A number and `day(s)`, `working day(s)`, `week(s)`, `month(s)` or `year(s)`.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (count, unit) = text.split_once(' ')?;
            let unit = match unit.strip_suffix('s').unwrap_or(unit) {
                "day" => Unit::Days,
                "working day" => Unit::WorkingDays,
                "week" => Unit::Weeks,
                "month" => Unit::Months,
                "year" => Unit::Years,
                _ => return None,
            };
            Some(Self { count: count.parse().ok()?, unit })
        };
        parse().ok_or(Malformed("a period such as \"2 months\" or \"20 working days\""))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::WorkingDays => "working day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl TryFrom<String> for Period {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_back_what_they_write() {
        for text in ["1 day", "20 working days", "2 weeks", "2 months", "1 year"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for bad in ["two months", "2", "2 moons", "-1 day", "99999 days", ""] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}
