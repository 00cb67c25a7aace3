//! The clock against a slow reference, which lives through every day of a dossier with a calendar
//! of its own.

use proptest::prelude::*;

use super::*;
use crate::contract::{Message, Piece};
use crate::dossier::working_days::Area;

mod reference;

use reference::{Day, Seen};

/// What happens to a dossier, and how many days after the thing before it.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Pieces are asked for within as many days; the clock stops.
    Ask(u16),
    /// Pieces are asked for, and the clock runs on.
    AskMeanwhile,
    /// They come.
    Produce,
    /// Something that changes nothing.
    Other,
}

fn steps() -> impl Strategy<Value = Vec<(u16, Step)>> {
    let step = prop_oneof![
        3 => (1u16..50).prop_map(Step::Ask),
        1 => Just(Step::AskMeanwhile),
        3 => Just(Step::Produce),
        1 => Just(Step::Other),
    ];
    prop::collection::vec((0u16..70, step), 0..7)
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just("2 months"),
        Just("1 month"),
        Just("4 months"),
        Just("1 year"),
        Just("15 days"),
        Just("3 weeks"),
        Just("20 working days"),
        Just("1 working day"),
        Just("45 days"),
    ]
    .prop_map(|text| text.parse().unwrap())
}

fn area() -> impl Strategy<Value = Area> {
    prop_oneof![
        Just(Area::National),
        Just(Area::AlsaceMoselle),
        Just(Area::Guadeloupe),
        Just(Area::Martinique),
        Just(Area::Guyane),
        Just(Area::Reunion),
        Just(Area::Mayotte),
        Just(Area::SaintBarthelemy),
        Just(Area::SaintMartin),
    ]
}

/// Days with leap years, ends of months and of centuries among them.
fn first_day() -> impl Strategy<Value = Day> {
    let any = (0u32..40_000).prop_map(|later| Day::new(2000, 1, 1).later(later));
    let hard = prop_oneof![
        Just(Day::new(2027, 12, 31)),
        Just(Day::new(2028, 2, 29)),
        Just(Day::new(2026, 12, 31)),
        Just(Day::new(2099, 12, 31)),
        Just(Day::new(2026, 10, 31)),
        Just(Day::new(2028, 1, 31)),
        Just(Day::new(2026, 3, 28)),
        Just(Day::new(2026, 12, 24)),
    ];
    prop_oneof![4 => any, 1 => hard]
}

fn course(silence: SilenceRule, period: Period, area: Area, received: Day) -> Course {
    let terms = Terms {
        silence,
        period: Some(period),
        right: false,
        indispensable: vec![],
        holidays: Holidays::of(area),
    };
    Course::new(terms, received.date(), None)
}

fn decision(effects: Vec<Effect>) -> Decision {
    Decision {
        phase: Phase::InReview,
        verdict: None,
        exemption: false,
        status: vec![],
        score: None,
        actions: vec![],
        effects,
        reasons: vec![],
    }
}

fn asking(until: Date, suspends: bool) -> Effect {
    let piece = Piece { path: "plan".into(), label: vec![], why: vec![], source: None };
    Effect::Request(Demand { pieces: vec![piece], until, suspends })
}

fn happens(course: Course, today: Day, step: Step) -> Course {
    let (event, effects) = match step {
        Step::Ask(days) => (Event::Submitted, vec![asking(today.later(days.into()).date(), true)]),
        Step::AskMeanwhile => (Event::Submitted, vec![asking(today.later(9).date(), false)]),
        Step::Produce => (Event::Completed, vec![]),
        Step::Other => {
            let message = Message { subject: vec![], body: vec![] };
            (Event::Submitted, vec![Effect::Notify(message)])
        }
    };
    course.after(today.date(), &event, &decision(effects))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Every day of its life, until silence decides, and at least a year of it.
    #[test]
    fn inc_2_inc_3_sil_1_a_year_of_legal_clocks(
        received in first_day(), steps in steps(), period in period(), area in area(), accept: bool,
    ) {
        let silence = if accept { SilenceRule::Accept } else { SilenceRule::Reject };
        let mut slow = reference::Life::new(received, period, area, accept);
        let mut clock = course(silence, period, area, received);
        let mut steps = steps.into_iter().peekable();
        let (mut today, mut next) = (received, received);
        if let Some((gap, _)) = steps.peek() {
            next = next.later((*gap).into());
        }
        for _ in 0..900 {
            while let Some((_, step)) = steps.next_if(|_| next == today) {
                clock = happens(clock, today, step);
                slow.happens(today, step);
                if let Some((gap, _)) = steps.peek() {
                    next = next.later((*gap).into());
                }
            }
            let seen = slow.lives(today);
            let stands = clock.stands(today.date());
            let silent = clock.deadline().is_some_and(|(day, _)| day < today.later(1).date());
            match seen {
                Seen::Runs => prop_assert!(
                    matches!(stands, Standing::Due(day, _) if day > today.date()), "{today:?} {stands:?}"
                ),
                Seen::Waits if accept => prop_assert!(
                    matches!(stands, Standing::NotBegun(_)), "{today:?} {stands:?}"
                ),
                Seen::Waits => prop_assert!(
                    matches!(stands, Standing::Suspended(..)), "{today:?} {stands:?}"
                ),
                Seen::Decides => {
                    let means = if accept { Silence::Accepted } else { Silence::Refused };
                    prop_assert_eq!(clock.deadline(), Some((today.date(), means)));
                    // What comes after changes nothing any more.
                    for (gap, step) in steps {
                        today = today.later(u32::from(gap) + 1);
                        clock = happens(clock, today, step);
                    }
                    prop_assert!(clock.deadline().is_some_and(|(day, _)| day < today.later(1).date()));
                    return Ok(());
                }
            }
            prop_assert!(!silent, "{today:?}: it decided before its time");
            today = today.later(1);
        }
        // Only pieces that never come keep silence from deciding.
        prop_assert!(accept && clock.deadline().is_none());
    }

    /// Ten working days and one, from any day of a century, in every area.
    #[test]
    fn sve_1_working_days_are_those_of_a_calendar_on_the_wall(
        received in first_day(), area in area(), count in 0u16..60,
    ) {
        let holidays = Holidays::of(area);
        let mut day = received;
        for _ in 0..count {
            day = day.later(1);
            while !day.is_worked(area) {
                day = day.later(1);
            }
        }
        prop_assert_eq!(holidays.working_days_after(received.date(), count), Some(day.date()));
        prop_assert_eq!(holidays.working_days_between(received.date(), day.date()), i32::from(count));
        prop_assert_eq!(holidays.is_working(day.date()), day.is_worked(area));
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn inc_4_a_missing_piece_stops_nothing_for_a_right_unless_it_is_indispensable() {
    let right = |indispensable: &[&str]| {
        let mut course = course(
            SilenceRule::Reject,
            "2 months".parse().unwrap(),
            Area::National,
            Day::new(2026, 1, 12),
        );
        course.terms.right = true;
        course.terms.indispensable = indispensable.iter().map(ToString::to_string).collect();
        let asked = decision(vec![asking(day("2026-02-20"), true)]);
        course.after(day("2026-02-10"), &Event::Submitted, &asked).stands(day("2026-02-11"))
    };
    assert_eq!(right(&[]), Standing::Due(day("2026-03-12"), Silence::Refused));
    assert_eq!(right(&["photo"]), Standing::Due(day("2026-03-12"), Silence::Refused));
    assert!(matches!(right(&["plan"]), Standing::Suspended(_, last) if last == day("2026-03-22")));
}

#[test]
fn sve_11_a_refusal_is_counted_from_the_first_receipt_and_an_acceptance_from_ours() {
    let due = |silence| {
        let period = "2 months".parse().unwrap();
        let mut course = course(silence, period, Area::National, Day::new(2026, 1, 30));
        course.elsewhere = Some(day("2026-01-12"));
        course.deadline().unwrap().0
    };
    assert_eq!(due(SilenceRule::Reject), day("2026-03-12"));
    assert_eq!(due(SilenceRule::Accept), day("2026-03-30"));
}

#[test]
fn sil_1_a_decision_in_time_ends_it_and_a_declaration_has_none() {
    let period = "2 months".parse().unwrap();
    let received = Day::new(2026, 1, 12);
    let running = course(SilenceRule::Accept, period, Area::National, received);
    let decided = Decision { phase: Phase::Decided, ..decision(vec![]) };
    let over = running.clone().after(day("2026-03-12"), &Event::Submitted, &decided);
    assert_eq!(over.stands(day("2026-04-01")), Standing::Over);
    assert!(matches!(running.stands(day("2026-03-12")), Standing::Due(..)));
    let free = course(SilenceRule::None, period, Area::National, received);
    assert_eq!((free.stands(day("2027-01-01")), free.deadline()), (Standing::Free, None));
}
