//! When a pool is open: hours of the week, and days on which it is closed all the same.

use jiff::civil;

use crate::contract::{Date, Moment, Span, Text, Time};

/// Days on which something is closed, both in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The first day.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// Why, for people.
    pub why: Text,
}

/// When a pool is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Minutes of each day from Monday on, as `start..end` in order; always open without.
    week: Option<[Vec<(u16, u16)>; 7]>,
    closures: Vec<Closure>,
}

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl Hours {
    /// Open within these minutes of each day from Monday on, and but for these closures. An
    /// error names the weekday, 0 for Monday, whose hours are not in order.
    pub fn new(
        week: Option<[Vec<(u16, u16)>; 7]>,
        mut closures: Vec<Closure>,
    ) -> Result<Self, usize> {
        for (weekday, hours) in week.iter().flatten().enumerate() {
            let ends = hours.iter().flat_map(|(start, end)| [*start, *end]);
            if !ends.clone().is_sorted_by(|a, b| a < b) || ends.max().unwrap_or(0) > DAY {
                return Err(weekday);
            }
        }
        closures.sort_by_key(|closure| (closure.from, closure.until));
        Ok(Self { week, closures })
    }

    /// When it is closed within a span, in time order; what touches is one.
    pub fn closed(&self, within: Span) -> Vec<Span> {
        let mut closed: Vec<Span> = Vec::new();
        let (Some(first), Some(last)) = (within.start.date.civil(), within.end.date.civil()) else {
            return closed;
        };
        if self.week.is_none() && self.closures.is_empty() {
            return closed;
        }
        let mut day = first;
        loop {
            for span in self.closed_on(day).into_iter().filter_map(|span| span.meet(within)) {
                match closed.last_mut() {
                    Some(before) if before.end == span.start => before.end = span.end,
                    _ => closed.push(span),
                }
            }
            match day.tomorrow() {
                Ok(next) if next <= last => day = next,
                _ => return closed,
            }
        }
    }

    /// The closures that touch a span, the first to begin first.
    pub fn closures(&self, within: Span) -> impl Iterator<Item = &Closure> {
        let until = move |closure: &Closure| closure.until >= within.start.date;
        let from = move |closure: &Closure| midnight(closure.from) < within.end;
        self.closures.iter().filter(move |closure| until(closure) && from(closure))
    }

    /// Spans of one day in which it is closed.
    fn closed_on(&self, day: civil::Date) -> Vec<Span> {
        let date = Date::from(day);
        let at = |minutes: u16| match minutes {
            DAY => day.tomorrow().map_or(midnight(date), |next| midnight(next.into())),
            minutes => {
                let time = Time { hour: (minutes / 60) as u8, minute: (minutes % 60) as u8 };
                Moment { date, time }
            }
        };
        if self.closures.iter().any(|c| c.from <= date && date <= c.until) {
            return vec![Span { start: at(0), end: at(DAY) }];
        }
        let Some(week) = &self.week else { return vec![] };
        let hours = &week[day.weekday().to_monday_zero_offset() as usize];
        // The gaps between what is open.
        let starts = [0].into_iter().chain(hours.iter().map(|(_, end)| *end));
        let ends = hours.iter().map(|(start, _)| *start).chain([DAY]);
        let gaps = starts.zip(ends).filter(|(start, end)| start < end);
        gaps.map(|(start, end)| Span { start: at(start), end: at(end) }).collect()
    }
}

fn midnight(date: Date) -> Moment {
    Moment { date, time: Time { hour: 0, minute: 0 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span {
        let (start, end) = text.split_once(' ').unwrap();
        Span { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    fn words(spans: &[Span]) -> Vec<String> {
        spans.iter().map(|s| format!("{} {}", s.start, s.end)).collect()
    }

    fn hall() -> Hours {
        // Mondays from 8 to 12 and 14 to 22, Tuesdays all day, else closed.
        let mut week: [Vec<(u16, u16)>; 7] = Default::default();
        week[0] = vec![(480, 720), (840, 1_320)];
        week[1] = vec![(0, 1_440)];
        let christmas = Closure {
            from: "2026-12-21".parse().unwrap(),
            until: "2026-12-22".parse().unwrap(),
            why: vec![],
        };
        Hours::new(Some(week), vec![christmas]).unwrap()
    }

    #[test]
    fn what_is_not_open_is_closed() {
        let closed = |within: &str| words(&hall().closed(span(within)));
        // Monday the 23rd of November 2026 and the two days after it.
        assert_eq!(
            closed("2026-11-23T00:00 2026-11-26T00:00"),
            [
                "2026-11-23T00:00 2026-11-23T08:00",
                "2026-11-23T12:00 2026-11-23T14:00",
                "2026-11-23T22:00 2026-11-24T00:00",
                "2026-11-25T00:00 2026-11-26T00:00",
            ]
        );
        assert!(closed("2026-11-23T08:00 2026-11-23T12:00").is_empty());
        assert_eq!(
            closed("2026-11-23T11:00 2026-11-23T13:00"),
            ["2026-11-23T12:00 2026-11-23T13:00"]
        );
        // A closure of two days, and the days of the week on which it is closed anyway, are one.
        assert_eq!(
            closed("2026-12-20T12:00 2026-12-23T12:00"),
            ["2026-12-20T12:00 2026-12-23T12:00"]
        );
        assert!(Hours::default().closed(span("2026-01-01T00:00 2035-01-01T00:00")).is_empty());
    }

    #[test]
    fn closures_are_found_by_their_days() {
        let touching = |within: &str| hall().closures(span(within)).count();
        assert_eq!(touching("2026-12-22T23:59 2026-12-23T00:00"), 1);
        assert_eq!(touching("2026-12-23T00:00 2026-12-24T00:00"), 0);
        assert_eq!(touching("2026-12-20T00:00 2026-12-21T00:00"), 0);
        assert_eq!(touching("2026-12-20T00:00 2026-12-21T00:01"), 1);
    }

    #[test]
    fn hours_are_in_order_and_of_one_day() {
        let monday = |hours: Vec<(u16, u16)>| {
            let mut week: [Vec<(u16, u16)>; 7] = Default::default();
            week[0] = hours;
            Hours::new(Some(week), vec![])
        };
        assert!(monday(vec![(0, 1_440)]).is_ok());
        for bad in [vec![(60, 60)], vec![(60, 50)], vec![(0, 1_441)], vec![(60, 90), (80, 100)]] {
            assert_eq!(monday(bad), Err(0));
        }
    }
}
