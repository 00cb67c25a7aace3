//! The lines of the queue in memory, in the orders in which they are looked through: some 300
//! bytes for each dossier. They are built when the store opens and follow each commit, so that a
//! page of the queue reads no more of sled than the dossiers that it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};

use super::StoreError;
use super::keys::Key;
use super::view::View;
use crate::contract::Date;
use crate::dossier::{DossierNumber, Order, Row, State, Wanted};

/// The lines of all dossiers.
#[derive(Clone, Default)]
pub(super) struct Queue(Arc<RwLock<Lines>>);

/// What has no day comes after what has one; then the oldest first.
type ByDue = (bool, Option<Date>, i64, DossierNumber);

#[derive(Default)]
struct Lines {
    all: BTreeMap<DossierNumber, Arc<Row>>,
    by_due: BTreeSet<ByDue>,
    by_received: BTreeSet<(i64, DossierNumber)>,
}

fn by_due(row: &Row) -> ByDue {
    (row.due.is_none(), row.due, row.received_at, row.number)
}

impl Lines {
    fn put(&mut self, row: Row) {
        if let Some(old) = self.all.get(&row.number) {
            self.by_due.remove(&by_due(old));
        }
        self.by_due.insert(by_due(&row));
        self.by_received.insert((row.received_at, row.number));
        self.all.insert(row.number, Arc::new(row));
    }

    /// All lines in an order.
    fn ordered(&self, order: Order) -> Box<dyn Iterator<Item = &Arc<Row>> + '_> {
        match order {
            Order::Due => Box::new(self.by_due.iter().filter_map(|key| self.all.get(&key.3))),
            Order::Received => {
                Box::new(self.by_received.iter().rev().filter_map(|key| self.all.get(&key.1)))
            }
            Order::Score => {
                let mut rows: Vec<_> = self.all.values().collect();
                rows.sort_by_key(|row| (std::cmp::Reverse(row.score), row.received_at, row.number));
                Box::new(rows.into_iter())
            }
        }
    }
}

impl Queue {
    /// The lines that sled has.
    pub(super) fn read(view: &View) -> Result<Self, StoreError> {
        let queue = Self::default();
        for row in view.rows() {
            queue.put(row?);
        }
        Ok(queue)
    }

    fn forget(&self, number: DossierNumber) {
        let mut lines = self.0.write().unwrap_or_else(|e| e.into_inner());
        if let Some(row) = lines.all.remove(&number) {
            lines.by_due.remove(&by_due(&row));
            lines.by_received.remove(&(row.received_at, number));
        }
    }

    fn put(&self, row: Row) {
        self.0.write().unwrap_or_else(|e| e.into_inner()).put(row);
    }

    /// Follows what a commit did to the line of a dossier.
    pub(super) fn follow(
        &self,
        view: &View,
        number: DossierNumber,
        received_at: Option<i64>,
    ) -> Result<(), StoreError> {
        let received_at = received_at.or_else(|| self.row(number).map(|row| row.received_at));
        let Some(received_at) = received_at else { return Ok(()) };
        let row: Option<Option<Row>> = view.get(&Key::queue(received_at, number))?;
        match row.flatten() {
            Some(row) => self.put(row),
            // It was erased.
            None => self.forget(number),
        }
        Ok(())
    }

    /// Lines that are wanted, in the order wanted, after the first `skip` of them.
    pub(super) fn find(&self, wanted: &Wanted, skip: usize, take: usize) -> Vec<Arc<Row>> {
        let lines = self.0.read().unwrap_or_else(|e| e.into_inner());
        let found = |rows: &mut dyn Iterator<Item = &Arc<Row>>| {
            rows.filter(|row| wanted.fits(row)).skip(skip).take(take).cloned().collect()
        };
        match (wanted.after, wanted.order) {
            // The last ones only: no need to look at the others.
            (Some(after), Order::Received) => {
                let mut last = lines.ordered(Order::Received).take_while(|r| r.received_at > after);
                found(&mut last)
            }
            (_, order) => found(&mut *lines.ordered(order)),
        }
    }

    /// What stands before and after a dossier among those wanted.
    pub(super) fn around(
        &self,
        wanted: &Wanted,
        number: DossierNumber,
    ) -> (Option<DossierNumber>, Option<DossierNumber>) {
        let lines = self.0.read().unwrap_or_else(|e| e.into_inner());
        let (mut before, mut seen) = (None, false);
        for row in lines.ordered(wanted.order) {
            if row.number == number {
                seen = true;
            } else if wanted.fits(row) {
                if seen {
                    return (before, Some(row.number));
                }
                before = Some(row.number);
            }
        }
        if seen { (before, None) } else { (None, None) }
    }

    /// The line of a dossier.
    pub(super) fn row(&self, number: DossierNumber) -> Option<Arc<Row>> {
        self.0.read().unwrap_or_else(|e| e.into_inner()).all.get(&number).cloned()
    }
}

impl View {
    /// The lines of all dossiers, the first received first.
    fn rows(&self) -> impl Iterator<Item = Result<Row, StoreError>> + use<'_> {
        self.oldest_first().map(|found| {
            let (received_at, number) = found?;
            let row: Option<Option<Row>> = self.get(&Key::queue(received_at, number))?;
            match row.flatten() {
                Some(row) => Ok(row),
                // It was stored before there were lines.
                None => {
                    let state: Option<State> = self.get(&Key::dossier(number))?;
                    let state = state.ok_or_else(|| {
                        StoreError::Damaged("the queue names a dossier that is not there".into())
                    })?;
                    let talk = self.get(&Key::talk(number))?.unwrap_or_default();
                    Ok(Row::new(number, &state, &talk, None, None))
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Phase;
    use crate::plugin::ProcedureId;

    fn row(n: u64, received_at: i64, due: Option<&str>, score: Option<i64>) -> Row {
        let number = DossierNumber::from_random(n);
        let procedure = ProcedureId::try_from("org.example.a".to_owned()).unwrap();
        Row {
            due: due.map(|day| day.parse().unwrap()),
            score,
            ..Row::empty(number, procedure, Phase::InReview, received_at)
        }
    }

    fn wanted(order: Order) -> Wanted {
        let procedures = [ProcedureId::try_from("org.example.a".to_owned()).unwrap()].into();
        Wanted { procedures, order, ..Wanted::default() }
    }

    fn queue() -> Queue {
        let queue = Queue::default();
        for (n, received, due, score) in [
            (1, 10, None, Some(3)),
            (2, 20, Some("2026-03-02"), None),
            (3, 30, Some("2026-03-01"), Some(9)),
            (4, 40, Some("2026-03-02"), Some(3)),
        ] {
            queue.put(row(n, received, due, score));
        }
        queue
    }

    fn found(queue: &Queue, wanted: &Wanted) -> Vec<i64> {
        queue.find(wanted, 0, 10).iter().map(|row| row.received_at).collect()
    }

    #[test]
    fn orders_are_what_they_say() {
        let queue = queue();
        assert_eq!(found(&queue, &wanted(Order::Due)), [30, 20, 40, 10]);
        assert_eq!(found(&queue, &wanted(Order::Received)), [40, 30, 20, 10]);
        assert_eq!(found(&queue, &wanted(Order::Score)), [30, 10, 40, 20]);
        let after = Wanted { after: Some(20), ..wanted(Order::Received) };
        assert_eq!(found(&queue, &after), [40, 30]);
        assert_eq!(queue.find(&wanted(Order::Due), 1, 2).len(), 2);
    }

    #[test]
    fn a_line_that_changes_moves() {
        let queue = queue();
        queue.put(row(3, 30, None, Some(9)));
        assert_eq!(found(&queue, &wanted(Order::Due)), [20, 40, 10, 30]);
        queue.put(Row { phase: Phase::Closed, ..row(2, 20, None, None) });
        assert_eq!(found(&queue, &wanted(Order::Due)), [40, 10, 30]);
    }

    #[test]
    fn the_neighbours_are_those_of_the_same_list() {
        let (queue, number) = (queue(), DossierNumber::from_random);
        let around = |n| queue.around(&wanted(Order::Due), number(n));
        assert_eq!(around(3), (None, Some(number(2))));
        assert_eq!(around(2), (Some(number(3)), Some(number(4))));
        assert_eq!(around(1), (Some(number(4)), None));
        assert_eq!(around(99), (None, None));
        let narrow = Wanted { score: Some(9), ..wanted(Order::Due) };
        assert_eq!(queue.around(&narrow, number(2)), (Some(number(3)), None), "what left the list");
    }
}
