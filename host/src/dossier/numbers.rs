//! What can be counted of dossiers: how many, how long, with what outcome. Pure.

use std::collections::BTreeMap;

use super::queue::Row;
use super::working_days::days_between;
use crate::contract::Verdict;
use crate::plugin::ProcedureId;

/// Below this, numbers of a procedure with sensitive data are not told: whoever knows the town
/// would know the people.
pub const FEW: u32 = 5;

/// A month, by year and month.
pub type Month = (u16, u8);

/// What became of the dossiers that were received in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were received.
    pub received: u32,
    /// How many of them are not decided.
    pub open: u32,
    /// How many were decided by the town, by outcome.
    pub outcomes: BTreeMap<Verdict, u32>,
    /// How many silence decided.
    pub silent: u32,
    /// How many were withdrawn.
    pub withdrawn: u32,
    /// How many were decided, or are open still, after the day that the law sets.
    pub late: u32,
    /// Days from receipt to decision, of those that were decided, in order.
    pub days: Vec<i32>,
}

impl Tally {
    fn add(&mut self, row: &Row, today: crate::contract::Date) {
        self.received += 1;
        let ended = row.decided.unwrap_or(today);
        self.late += u32::from(row.deadline.is_some_and(|deadline| ended > deadline));
        self.silent += u32::from(row.silent);
        match (row.verdict, row.decided) {
            (Some(verdict), _) => *self.outcomes.entry(verdict).or_default() += 1,
            (None, None) => self.open += 1,
            (None, Some(_)) => self.withdrawn += 1,
        }
        let span = row.verdict.and(row.decided).and_then(|decided| {
            i32::try_from(days_between(row.received?.civil()?, decided.civil()?)).ok()
        });
        if let Some(days) = span {
            let place = self.days.partition_point(|known| *known <= days);
            self.days.insert(place, days);
        }
    }

    /// The days that half of the decided ones took at most.
    pub fn median(&self) -> Option<i32> {
        self.days.get(self.days.len().checked_sub(1)? / 2).copied()
    }
}

/// The numbers of each procedure, month by month of receipt.
pub fn tallies<'a>(
    rows: impl Iterator<Item = &'a Row>,
    today: crate::contract::Date,
) -> BTreeMap<ProcedureId, BTreeMap<Month, Tally>> {
    let mut all: BTreeMap<ProcedureId, BTreeMap<Month, Tally>> = BTreeMap::new();
    for row in rows {
        let Some(received) = row.received else { continue };
        let months = all.entry(row.procedure.clone()).or_default();
        months.entry((received.year, received.month)).or_default().add(row, today);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Date, Phase};
    use crate::dossier::DossierNumber;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn row(received: &str, decided: Option<&str>, verdict: Option<Verdict>) -> Row {
        Row {
            received: Some(day(received)),
            decided: decided.map(day),
            deadline: Some(day("2026-03-31")),
            verdict,
            ..Row::empty(
                DossierNumber::from_random(1),
                ProcedureId::try_from("org.example.a".to_owned()).unwrap(),
                Phase::InReview,
                0,
            )
        }
    }

    #[test]
    fn each_dossier_is_counted_once_in_its_month() {
        let granted = Some(Verdict::Granted);
        let rows = [
            row("2026-01-31", Some("2026-02-10"), granted),
            row("2026-01-01", Some("2026-01-03"), Some(Verdict::Refused)),
            row("2026-01-02", Some("2026-04-01"), granted),
            row("2026-01-05", Some("2026-01-06"), None),
            Row { silent: true, ..row("2026-02-01", None, None) },
        ];
        let all = tallies(rows.iter(), day("2026-04-02"));
        let months = &all.values().next().unwrap();
        let january = &months[&(2026, 1)];
        assert_eq!((january.received, january.open, january.withdrawn), (4, 0, 1));
        assert_eq!(january.outcomes[&Verdict::Granted], 2);
        assert_eq!((january.days.clone(), january.median()), (vec![2, 10, 89], Some(10)));
        assert_eq!(january.late, 1, "a day after the law's");
        let february = &months[&(2026, 2)];
        assert_eq!((february.open, february.silent, february.late), (1, 1, 1));
        assert_eq!(february.median(), None);
    }

    #[test]
    fn the_law_s_day_itself_is_in_time() {
        let rows = [row("2026-01-31", Some("2026-03-31"), Some(Verdict::Granted))];
        let all = tallies(rows.iter(), day("2026-04-02"));
        assert_eq!(all.values().next().unwrap()[&(2026, 1)].late, 0);
    }
}
