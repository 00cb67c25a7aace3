//! What a request counts: rules that look at the family, and what the town voted that each is
//! worth (table `nursery-points`; a rule without a row counts nothing, so that another town’s
//! scale is another table). Knows nothing of events. Start at [`Scale::of`].

use guichet_sdk::{prelude::*, tariff};

use crate::form::{Activity, ApplicationDraft, Born, Care, InTown};

/// Rules that only agents set, and what the dossier went through.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    /// Commissions that had no place for it.
    pub(crate) passages: i64,
    /// Offers as asked for that the family declined.
    pub(crate) declined: i64,
    /// What a professional’s assessment adds.
    pub(crate) follow_up: i64,
    /// The town’s rules were not kept before.
    pub(crate) breach: bool,
    /// Rules that were claimed and not proven.
    pub(crate) set_aside: Vec<String>,
}

/// A row of the town’s scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) name: Text,
    pub(crate) points: i64,
    /// The fewest that an assessment may give, for rules of which the row has the most.
    pub(crate) least: i64,
}

impl Row {
    pub(crate) fn find(rule: &str) -> Option<Self> {
        Self::read(&reference::lookup("nursery-points", rule)?)
    }

    fn read(row: &reference::Row) -> Option<Self> {
        let french: String = row.get("fr")?;
        let english = row.get("en").unwrap_or_else(|| french.clone());
        Some(Self {
            name: Text::new().with("fr", french).with("en", english),
            points: row.get("points")?,
            least: row.get("least").unwrap_or(0),
        })
    }
}

/// The rule of an assessment.
pub(crate) const FOLLOW_UP: &str = "follow-up";

/// A rule that holds for a family, how often, and the answer that it looked at.
struct Rule {
    key: &'static str,
    times: i64,
    input: &'static str,
}

/// A rule that counts, and what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    pub(crate) rule: String,
    pub(crate) name: Text,
    times: i64,
    points: i64,
    input: &'static str,
}

/// All that a request counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale(pub(crate) Vec<Counted>);

impl Scale {
    /// What a family counts that asked on a day, with the history of its dossier. `birth` is the
    /// child’s birthday, or the day on which it is expected.
    pub(crate) fn of(
        draft: &ApplicationDraft,
        birth: Option<Date>,
        received: Date,
        history: &History,
    ) -> Self {
        let mut rules = of_family(draft, received);
        rules.extend(birth.map(|birth| of_registration(draft, birth, received)));
        rules.extend(of_dossier(history));
        let kept = rules.into_iter().filter(|rule| {
            rule.times != 0 && !history.set_aside.iter().any(|aside| aside == rule.key)
        });
        let mut counted: Vec<Counted> = kept.filter_map(count).collect();
        counted.extend(of_means(draft));
        Self(counted)
    }

    pub(crate) fn total(&self) -> i64 {
        self.0.iter().map(|each| each.points).fold(0, i64::saturating_add)
    }

    pub(crate) fn reasons(&self, deliberation: &str) -> Vec<Reason> {
        self.0.iter().map(|each| each.reason(deliberation)).collect()
    }
}

impl Counted {
    fn reason(&self, deliberation: &str) -> Reason {
        let (name, points, times) = (self.name.clone(), self.points, self.times);
        let sentence = if times > 1 {
            text! { fr: "{name}, {times} fois : {points} points.", en: "{name}, {times} times: {points} points."; name }
        } else {
            text! { fr: "{name} : {points} points.", en: "{name}: {points} points."; name }
        };
        Reason::new(&self.rule, sentence).source(deliberation).input(self.input).points(points)
    }
}

fn count(rule: Rule) -> Option<Counted> {
    let row = Row::find(rule.key)?;
    // An assessment gives its own number of points, within those of the row.
    let (times, points) = if rule.key == FOLLOW_UP {
        (1, rule.times.clamp(row.least.min(row.points), row.points))
    } else {
        (rule.times, row.points.saturating_mul(rule.times))
    };
    Some(Counted { rule: rule.key.to_owned(), name: row.name, times, points, input: rule.input })
}

/// Rules that the answers say.
fn of_family(draft: &ApplicationDraft, received: Date) -> Vec<Rule> {
    let (child, household) = (&draft.child, &draft.household);
    let parents = &draft.parents;
    let known = !parents.is_empty() && parents.iter().all(|parent| parent.activity.is_some());
    let is = |activity: Activity| {
        move |parent: &crate::form::ParentDraft| parent.activity == Some(activity)
    };
    let single = parents.len() == 1;
    let (working, seeking) = (
        parents.iter().filter(|p| is(Activity::Working)(p)).count(),
        parents.iter().filter(|p| is(Activity::Seeking)(p)).count(),
    );
    let inactive = parents.iter().filter(|p| is(Activity::Inactive)(p)).count();
    let minor = parents
        .iter()
        .any(|p| p.birth_date.is_some_and(|birth| civil::age_on(birth, received) < 18));
    let care = draft.care;
    let left = household.former_member_until;
    let former = left.is_some_and(|left| received <= civil::plus_months(left, 36));
    let siblings = household.siblings == Some(true) || child.multiple == Some(true);
    let earlier = household.unsuccessful.unwrap_or(0);
    let yes = |flag: Option<bool>| flag == Some(true);
    let rules = [
        ("resident", draft.in_town == Some(InTown::Yes), "in-town"),
        ("minor-parent", minor, "parents"),
        ("single-parent", known && single, "parents"),
        ("siblings", siblings, "household.siblings"),
        ("adoption", yes(child.adopted), "child.adopted"),
        ("no-care", care == Some(Care::None), "care"),
        ("stable-care", matches!(care, Some(Care::ParentalLeave | Care::Stable)), "care"),
        ("all-work", known && working == parents.len(), "parents"),
        ("both-work", known && working == 2, "parents"),
        ("single-works", known && single && working == 1, "parents"),
        ("single-seeks", known && single && seeking == 1, "parents"),
        ("work-and-seek", known && working == 1 && seeking == 1, "parents"),
        ("work-and-inactive", known && working == 1 && inactive == 1, "parents"),
        ("one-works", known && !single && working == 1, "parents"),
        ("none-works", known && !single && working == 0, "parents"),
        ("child-disability", yes(child.disability), "child.disability"),
        ("family-disability", yes(household.disability), "household.disability"),
        ("former-member", former, "household.former-member-until"),
        (
            "elder-without-place",
            yes(household.elder_without_place),
            "household.elder-without-place",
        ),
        ("unsuccessful-once", earlier == 1, "household.unsuccessful"),
        ("unsuccessful-twice", earlier == 2, "household.unsuccessful"),
        ("unsuccessful-more", earlier > 2, "household.unsuccessful"),
    ];
    let rule = |(key, holds, input)| Rule { key, times: i64::from(holds), input };
    rules.into_iter().map(rule).collect()
}

/// When a family asked, seen from the birth.
fn of_registration(draft: &ApplicationDraft, birth: Date, received: Date) -> Rule {
    let born = draft.child.born == Some(Born::Yes);
    let key = if !born || received < birth {
        "registered-before-birth"
    } else if received <= civil::plus_months(birth, 1) {
        "registered-first-month"
    } else {
        "registered-later"
    };
    let input = if born { "child.birth-date" } else { "child.expected" };
    Rule { key, times: 1, input }
}

fn of_dossier(history: &History) -> [Rule; 4] {
    [
        Rule { key: "commission", times: history.passages, input: "wishes.first" },
        Rule { key: "declined-offer", times: history.declined, input: "wishes.first" },
        Rule { key: FOLLOW_UP, times: history.follow_up, input: "household.follow-up" },
        Rule { key: "breach", times: i64::from(history.breach), input: "wishes.first" },
    ]
}

/// Points by bracket of yearly resources, where the town has some.
fn of_means(draft: &ApplicationDraft) -> Option<Counted> {
    let resources = draft.means.resources?;
    let row = tariff::bracket("nursery-means", "", resources.0)?;
    let Row { name, points, .. } = Row::read(&row)?;
    Some(Counted { rule: "means".to_owned(), name, times: 1, points, input: "means.resources" })
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::NurseryPlace;
    use crate::form::{ParentDraft, WishesDraft};

    /// Pessac's scale, as the sample has it.
    fn town() -> Town<NurseryPlace> {
        Town::on(date(2026, 3, 1))
            .table("nursery-points", include_str!("../tables/nursery-points.csv"), 1)
            .table("nursery-means", include_str!("../tables/nursery-means.csv"), 1)
    }

    fn parent(activity: Activity, birth: Date) -> ParentDraft {
        ParentDraft { activity: Some(activity), birth_date: Some(birth), ..ParentDraft::default() }
    }

    fn rules(draft: &ApplicationDraft, history: &History) -> (Vec<String>, i64) {
        let scale = town().run(|_| Scale::of(draft, None, date(2026, 3, 1), history));
        let total = scale.total();
        (scale.0.into_iter().map(|each| each.rule).collect(), total)
    }

    fn of_parents(parents: Vec<ParentDraft>) -> (Vec<String>, i64) {
        rules(&ApplicationDraft { parents, ..ApplicationDraft::default() }, &History::default())
    }

    #[test]
    fn work_counts_as_the_scale_says() {
        let grown = date(1995, 4, 2);
        let (working, seeking, idle) = (Activity::Working, Activity::Seeking, Activity::Inactive);
        let two = |one, other| of_parents(vec![parent(one, grown), parent(other, grown)]).1;
        assert_eq!(two(working, working), 40);
        assert_eq!(two(working, seeking), 20);
        assert_eq!(two(idle, working), 10);
        assert_eq!(two(seeking, idle), 0);
        assert_eq!(of_parents(vec![parent(working, grown)]).1, 70, "single, works");
        assert_eq!(of_parents(vec![parent(seeking, grown)]).1, 30);
        assert_eq!(of_parents(vec![]), (vec![], 0), "nothing is known yet");
        assert_eq!(of_parents(vec![ParentDraft::default()]), (vec![], 0));
    }

    #[test]
    fn a_parent_is_minor_until_the_eighteenth_birthday() {
        let points = |birth| of_parents(vec![parent(Activity::Inactive, birth)]).1;
        assert_eq!(points(date(2008, 3, 2)), 60, "18 tomorrow");
        assert_eq!(points(date(2008, 3, 1)), 30, "18 today");
    }

    #[test]
    fn a_former_member_counts_for_three_years() {
        let former = |left| {
            let mut draft = ApplicationDraft::default();
            draft.household.former_member_until = Some(left);
            rules(&draft, &History::default()).1
        };
        assert_eq!(former(date(2023, 3, 1)), 20);
        assert_eq!(former(date(2023, 2, 28)), 0);
    }

    #[test]
    fn what_the_dossier_went_through_counts_each_time() {
        let history = History { passages: 3, declined: 1, breach: true, ..History::default() };
        let (counted, total) = rules(&ApplicationDraft::default(), &history);
        assert_eq!(counted, ["commission", "declined-offer", "breach"]);
        assert_eq!(total, 30 - 20 - 30);
    }

    #[test]
    fn an_assessment_stays_within_its_bounds() {
        let with = |follow_up| {
            rules(&ApplicationDraft::default(), &History { follow_up, ..History::default() }).1
        };
        assert_eq!((with(0), with(9), with(10), with(100), with(101)), (0, 10, 10, 100, 100));
    }

    #[test]
    fn what_is_not_proven_does_not_count() {
        let mut draft =
            ApplicationDraft { in_town: Some(InTown::Yes), ..ApplicationDraft::default() };
        draft.child.disability = Some(true);
        draft.wishes = WishesDraft::default();
        let aside = History { set_aside: vec!["child-disability".into()], ..History::default() };
        assert_eq!(rules(&draft, &History::default()).1, 330);
        assert_eq!(rules(&draft, &aside), (vec!["resident".into()], 300));
    }

    #[test]
    fn another_scale_counts_when_a_family_asked_and_what_it_has() {
        let points = include_str!("../examples/points-by-registration/nursery-points.csv");
        let means = include_str!("../examples/points-by-registration/nursery-means.csv");
        let town = Town::<NurseryPlace>::on(date(2026, 3, 1))
            .table("nursery-points", points, 1)
            .table("nursery-means", means, 1);
        let total = |birth: Date, received, cents: Option<i64>| {
            let mut draft = ApplicationDraft::default();
            draft.child.born = Some(if birth <= received { Born::Yes } else { Born::No });
            draft.means.resources = cents.map(Cents);
            town.run(|_| Scale::of(&draft, Some(birth), received, &History::default()).total())
        };
        let day = date(2026, 3, 31);
        assert_eq!(total(date(2026, 4, 1), day, None), 3);
        assert_eq!(total(day, day, None), 2);
        assert_eq!(total(date(2026, 2, 28), date(2026, 3, 28), None), 2, "a month to the day");
        assert_eq!(total(date(2026, 2, 27), date(2026, 3, 28), None), 1);
        assert_eq!(total(day, day, Some(1_800_000)), 6);
        assert_eq!(total(day, day, Some(1_800_001)), 5);
        assert_eq!(total(day, day, Some(3_600_000)), 5);
        assert_eq!(total(day, day, Some(3_600_001)), 4);
        assert_eq!(total(day, day, Some(6_800_001)), 3);
    }
}
