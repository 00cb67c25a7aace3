//! How a commission ranks: by points, then by the tie-break that the town chose; a place is
//! proposed in the most wanted nursery that has room for the age group on every day of the week,
//! for the whole stay. Proposes only: each action that the commission keeps goes through
//! `decide`, and takes its places there. Start at [`deliberate`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use guichet_sdk::prelude::*;

use crate::desk::key;
use crate::file::{deliberation, fact};
use crate::stay::{Day, Nursery, Place, Stay};

/// Which entries a commission looks at: a row of the town’s table `nursery-commissions`.
struct Window {
    from: Option<Date>,
    until: Option<Date>,
}

impl Window {
    fn find(commission: &str) -> Option<Self> {
        let row = reference::lookup("nursery-commissions", commission)?;
        Some(Self { from: row.get("entries-from"), until: row.get("entries-until") })
    }

    /// Entries of the window, and those that an earlier one had no place for.
    fn takes(&self, entry: Date, passages: i64) -> bool {
        let begun = self.from.is_none_or(|from| from <= entry) || passages > 0;
        begun && self.until.is_none_or(|until| entry <= until)
    }
}

/// A request before the commission.
struct Family<'a> {
    candidate: &'a Candidate,
    birth: Date,
    entry: Date,
    days: Vec<Day>,
    nurseries: Vec<String>,
}

impl<'a> Family<'a> {
    /// Nothing where it was not assessed, or its entry is for another commission.
    fn of(ctx: &Context, window: &Window, candidate: &'a Candidate) -> Option<Self> {
        candidate.fact::<Date>(fact::ASSESSED)?;
        let entry: Date = candidate.fact(fact::ENTRY)?;
        let passages = candidate.fact(fact::PASSAGES).unwrap_or(0);
        let family = Self {
            birth: candidate.fact(fact::BIRTH)?,
            entry: entry.max(ctx.today()),
            days: candidate.fact(fact::DAYS)?,
            nurseries: candidate.fact(fact::WISHES)?,
            candidate,
        };
        window.takes(entry, passages).then_some(family)
    }

    fn points(&self) -> i64 {
        self.candidate.score.unwrap_or(0)
    }

    /// The most wanted nursery with room, and the places there.
    fn placed(&self, taken: &Taking) -> Option<(Nursery, Vec<Place>)> {
        let stay = Stay::of(self.birth, self.entry)?;
        self.nurseries.iter().find_map(|nursery| {
            let places = stay.places(nursery, &self.days);
            let fits = !places.is_empty() && places.iter().all(|place| taken.has_room(place));
            Some((Nursery::find(nursery).filter(|_| fits)?, places))
        })
    }
}

/// Places that this session has proposed so far.
#[derive(Default)]
struct Taking(BTreeMap<String, Vec<Span>>);

impl Taking {
    /// Whether one more fits beside what is held and what was proposed.
    fn has_room(&self, place: &Place) -> bool {
        let proposed = self.0.get(&place.pool).into_iter().flatten();
        let beside = proposed.filter(|span| civil::overlap(span, &place.span)).count();
        u32::try_from(beside).is_ok_and(|beside| beside < place.free())
    }

    fn take(&mut self, places: Vec<Place>) {
        for place in places {
            self.0.entry(place.pool).or_default().push(place.span);
        }
    }
}

/// Ranks the candidates of the commission `key`, and proposes a place or another wait for each
/// whose entry it looks at. Others have no part in it.
pub(crate) fn deliberate(ctx: &Context, key: &str, candidates: &[Candidate]) -> Vec<Proposal> {
    let Some(window) = Window::find(key) else { return Vec::new() };
    let mut families: Vec<Family<'_>> =
        candidates.iter().filter_map(|candidate| Family::of(ctx, &window, candidate)).collect();
    let eldest_first = ctx.setting::<String>("tie-break").as_deref() == Some("birth-date");
    families.sort_by_key(|family| {
        let tie = if eldest_first { family.birth.into() } else { family.candidate.submitted_on };
        (Reverse(family.points()), tie, family.candidate.number.clone())
    });
    let mut taken = Taking::default();
    let mut outcomes = Vec::new();
    for family in families {
        let placed = family.placed(&taken);
        let nursery = placed.map(|(nursery, places)| {
            taken.take(places);
            nursery
        });
        outcomes.push((family, nursery));
    }
    let last =
        outcomes.iter().filter(|(_, nursery)| nursery.is_some()).map(|(family, _)| family.points());
    let last_admitted = last.min();
    let ranked = (1..).zip(outcomes);
    ranked
        .map(|(rank, (family, nursery))| propose(ctx, rank, &family, nursery, last_admitted))
        .collect()
}

fn propose(
    ctx: &Context,
    rank: u32,
    family: &Family<'_>,
    nursery: Option<Nursery>,
    last_admitted: Option<i64>,
) -> Proposal {
    let points = family.points();
    let since = civil::from_contract(family.candidate.submitted_on).unwrap_or(ctx.today());
    let (act, sentence) = match nursery {
        Some(nursery) => {
            let name = nursery.name.as_str();
            let sentence = text! {
                fr: "Rang {rank}, {points} points, demande du {since} : une place à {name}.",
                en: "Rank {rank}, {points} points, asked on {since}: a place at {name}.";
                since
            };
            let inputs =
                Answers::new().with("nursery", nursery.key.clone()).with("entry", family.entry);
            (Taken { inputs: inputs.into(), ..Taken::by_agent(key::OFFER) }, sentence)
        }
        None => {
            let sentence = text! {
                fr: "Rang {rank}, {points} points, demande du {since} : pas de place pour ce groupe d’âge et ces jours.",
                en: "Rank {rank}, {points} points, asked on {since}: no place for this age group on these days.";
                since
            };
            let inputs = Answers::new().with("rank", rank);
            let inputs = match last_admitted {
                Some(points) => inputs.with("last-admitted", points),
                None => inputs,
            };
            (Taken { inputs: inputs.into(), ..Taken::by_agent(key::KEEP_WAITING) }, sentence)
        }
    };
    let reason = Reason::new("rank", sentence).source(deliberation(ctx)).points(points);
    Proposal::new(family.candidate, rank, act).reason(reason)
}

#[cfg(test)]
mod tests {
    use guichet_sdk::testing::Town;

    use super::*;
    use crate::NurseryPlace;

    const LUTINS: &str = "lutins";
    const PAS: &str = "petits-pas";

    /// Two nurseries with one place a day for babies, and one each for the years after.
    fn town() -> Town<NurseryPlace> {
        let mut town = Town::on(date(2027, 4, 12))
            .setting("deliberation", "délibération 2026-12".to_owned())
            .row(
                "nursery-commissions",
                "2027-04",
                &[("entries-from", "2027-08-01"), ("entries-until", "2027-10-31")],
            );
        for (group, from, to) in [("babies", "2", "11"), ("middle", "12", "23"), ("big", "24", "")]
        {
            town = town.row(
                "nursery-groups",
                group,
                &[("from-months", from), ("to-months", to), ("fr", group)],
            );
            for nursery in [LUTINS, PAS] {
                let key = format!("{nursery}/{group}");
                town = town.row("nursery-places", &key, &[("monday", "1"), ("friday", "1")]);
            }
        }
        let name = |nursery| [("name", nursery)];
        town.row("nurseries", LUTINS, &name(LUTINS)).row("nurseries", PAS, &name(PAS))
    }

    fn family(number: &str, score: i64, submitted_on: Date) -> Candidate {
        let facts = Answers::new()
            .with(fact::ASSESSED, date(2027, 4, 1))
            .with(fact::BIRTH, date(2027, 1, 5))
            .with(fact::ENTRY, date(2027, 9, 6))
            .with(fact::DAYS, vec![Day::Monday])
            .with(fact::WISHES, vec![LUTINS.to_owned()]);
        Candidate {
            number: number.into(),
            submitted_on: submitted_on.into(),
            score: Some(score),
            facts: facts.into(),
        }
    }

    fn with<T: guichet_sdk::FieldValue>(candidate: Candidate, path: &str, value: T) -> Candidate {
        let facts = Answers::from(candidate.facts.clone()).with(path, value);
        Candidate { facts: facts.into(), ..candidate }
    }

    /// Number, rank, and the nursery or nothing.
    fn session(
        town: &Town<NurseryPlace>,
        candidates: &[Candidate],
    ) -> Vec<(String, u32, Option<String>)> {
        let proposals = town.run(|ctx| deliberate(ctx, "2027-04", candidates));
        let outcome = |each: &Proposal| {
            let inputs = each.act.as_ref().map(|act| Answers::from(act.inputs.as_slice()));
            inputs.and_then(|inputs| inputs.get::<String>("nursery"))
        };
        proposals.iter().map(|each| (each.number.clone(), each.rank, outcome(each))).collect()
    }

    fn numbers(ranked: &[(String, u32, Option<String>)]) -> Vec<&str> {
        ranked.iter().map(|(number, ..)| number.as_str()).collect()
    }

    #[test]
    fn points_rank_and_the_last_place_is_proposed_once() {
        let early = date(2027, 1, 10);
        let ranked = session(&town(), &[family("a", 340, early), family("b", 370, early)]);
        assert_eq!(
            ranked,
            [("b".to_owned(), 1, Some(LUTINS.to_owned())), ("a".to_owned(), 2, None)]
        );
    }

    #[test]
    fn among_equals_the_earliest_request_or_the_eldest_child_comes_first() {
        let one = family("a", 300, date(2027, 1, 11));
        let other = with(family("b", 300, date(2027, 1, 10)), fact::BIRTH, date(2027, 1, 6));
        let candidates = [one, other];
        assert_eq!(numbers(&session(&town(), &candidates)), ["b", "a"], "one day earlier");
        let eldest = town().setting("tie-break", "birth-date".to_owned());
        assert_eq!(numbers(&session(&eldest, &candidates)), ["a", "b"], "one day older");
        let same = [family("b", 300, date(2027, 1, 10)), family("a", 300, date(2027, 1, 10))];
        assert_eq!(numbers(&session(&town(), &same)), ["a", "b"], "the number, in the end");
    }

    #[test]
    fn a_family_gets_its_next_wish_and_other_days_are_other_places() {
        let day = date(2027, 1, 10);
        let both = vec![LUTINS.to_owned(), PAS.to_owned()];
        let ranked = session(
            &town(),
            &[
                family("a", 370, day),
                with(family("b", 360, day), fact::WISHES, both),
                with(family("c", 350, day), fact::DAYS, vec![Day::Friday]),
                with(family("d", 340, day), fact::DAYS, vec![Day::Monday, Day::Friday]),
            ],
        );
        let nurseries: Vec<_> = ranked.iter().map(|(.., nursery)| nursery.as_deref()).collect();
        assert_eq!(nurseries, [Some(LUTINS), Some(PAS), Some(LUTINS), None]);
    }

    #[test]
    fn a_place_that_is_held_at_any_time_of_the_stay_is_not_proposed() {
        let held = |pool: &str, day| {
            let hold = Hold::new("x", pool, civil::span_of_days(day, day)).limit(1);
            town().held("other", hold)
        };
        let outcome = |town: &Town<NurseryPlace>| {
            session(town, &[family("a", 300, date(2027, 1, 10))])[0].2.is_some()
        };
        // The child is in the group of babies until August 2028.
        let babies = "own/places/lutins/babies/monday";
        assert!(outcome(&held(babies, date(2027, 9, 5))), "the day before entry");
        assert!(!outcome(&held(babies, date(2027, 9, 6))));
        assert!(!outcome(&held(babies, date(2028, 8, 31))));
        assert!(outcome(&held(babies, date(2028, 9, 1))));
        assert!(!outcome(&held("own/places/lutins/middle/monday", date(2028, 9, 1))));
    }

    #[test]
    fn a_commission_looks_at_its_entries_and_at_those_left_from_earlier_ones() {
        let entry = |day| with(family("a", 300, date(2027, 1, 10)), fact::ENTRY, day);
        let looks = |candidate: Candidate| !session(&town(), &[candidate]).is_empty();
        assert!(!looks(entry(date(2027, 7, 31))));
        assert!(looks(entry(date(2027, 8, 1))));
        assert!(looks(entry(date(2027, 10, 31))));
        assert!(!looks(entry(date(2027, 11, 1))));
        assert!(looks(with(entry(date(2027, 7, 31)), fact::PASSAGES, 1i64)));
        let unassessed = family("a", 300, date(2027, 1, 10));
        let facts = unassessed.facts.iter().filter(|each| each.path != fact::ASSESSED).cloned();
        assert!(!looks(Candidate { facts: facts.collect(), ..unassessed.clone() }));
        assert_eq!(town().run(|ctx| deliberate(ctx, "2099-01", &[unassessed])), []);
    }

    #[test]
    fn who_has_no_place_is_told_rank_and_points_of_the_last_admitted() {
        let day = date(2027, 1, 10);
        let candidates = [family("a", 370, day), family("b", 340, day)];
        let proposals = town().run(|ctx| deliberate(ctx, "2027-04", &candidates));
        let waiting = proposals[1].act.clone().unwrap();
        assert_eq!(waiting.key, key::KEEP_WAITING);
        let inputs = Answers::from(waiting.inputs);
        assert_eq!(inputs.get::<i64>("rank"), Some(2));
        assert_eq!(inputs.get::<i64>("last-admitted"), Some(370));
        assert_eq!(proposals[1].reasons[0].points, Some(340));
        assert_eq!(proposals[1].reasons[0].source.as_deref(), Some("délibération 2026-12"));
        let offer = Answers::from(proposals[0].act.clone().unwrap().inputs);
        assert_eq!(offer.get::<Date>("entry"), Some(date(2027, 9, 6)));
    }
}
