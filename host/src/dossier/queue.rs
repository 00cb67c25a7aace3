//! The queue as it is looked through: one short line for each dossier, and what somebody wants
//! to see of them. Pure; the store keeps the lines.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::due::due;
use super::number::DossierNumber;
use super::state::{State, Talk};
use crate::contract::{Date, Phase, Verdict};
use crate::digest::Digest;
use crate::plugin::ProcedureId;

/// What an entry says for the lists of the desk. Made by the host from what is in the entry
/// anyway; personal data only as tokens that nobody makes without the town's secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Marks {
    /// Tokens of the words in the columns that the procedure declares.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<u64>,
    /// Tokens that dossiers of the same person have in common.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<Digest>,
}

/// The line of one dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// Its number.
    pub number: DossierNumber,
    /// The procedure.
    pub procedure: ProcedureId,
    /// Where it stands.
    pub phase: Phase,
    /// When the host took it, in milliseconds since 1970.
    pub received_at: i64,
    /// The next day that matters by law: the one on which silence decides, or until when something
    /// was asked for. Nothing once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Its score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// What the procedure and agents stuck on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whose it is, by the name that they sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Whether a decision waits for a signature.
    #[serde(default)]
    pub to_sign: bool,
    /// When it was received, by the town's calendar.
    #[serde(default)]
    pub received: Option<Date>,
    /// The last day to answer by law, whatever became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// When it was decided or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Date>,
    /// What the town decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Whether silence decided.
    #[serde(default)]
    pub silent: bool,
    /// See [`Marks::words`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<u64>,
}

impl Row {
    /// A line that says nothing more than this.
    pub(crate) fn empty(
        number: DossierNumber,
        procedure: ProcedureId,
        phase: Phase,
        received_at: i64,
    ) -> Self {
        Self {
            number,
            procedure,
            phase,
            received_at,
            due: None,
            score: None,
            tags: vec![],
            assignee: None,
            to_sign: false,
            received: None,
            deadline: None,
            decided: None,
            verdict: None,
            silent: false,
            words: BTreeSet::new(),
        }
    }

    /// The line of a dossier as it stands, after an entry with these marks, or with those of
    /// before where nothing new is known.
    pub fn new(
        number: DossierNumber,
        state: &State,
        talk: &Talk,
        marks: Option<&Marks>,
        before: Option<Self>,
    ) -> Self {
        let words = match (marks, before) {
            (Some(marks), _) => marks.words.clone(),
            (None, Some(before)) => before.words,
            (None, None) => BTreeSet::new(),
        };
        let tags: BTreeSet<&String> = state.dossier.tags.iter().chain(&talk.tags).collect();
        let course = state.course.as_ref();
        let deadline = course.and_then(|course| course.deadline());
        Self {
            due: due(state, talk).into_iter().map(|(day, _)| day).min(),
            score: state.dossier.score,
            tags: tags.into_iter().cloned().collect(),
            assignee: talk.assignee.clone(),
            to_sign: talk.proposed.is_some_and(|(_, entries)| entries == state.entries),
            received: Some(course.map_or(state.dossier.submitted_on, |course| course.received)),
            deadline: deadline.map(|(day, _)| day),
            decided: course.and_then(|course| course.ended),
            verdict: state.dossier.verdict,
            silent: talk.silent.is_some(),
            words,
            ..Self::empty(number, state.procedure.clone(), state.dossier.phase, state.received_at)
        }
    }

    /// Whether nothing more is to be done with it.
    pub fn closed(&self) -> bool {
        matches!(self.phase, Phase::Closed | Phase::Withdrawn)
    }
}

/// In which order dossiers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What is overdue first, then what is due next, then what has no day; the oldest first.
    #[default]
    Due,
    /// The last received first.
    Received,
    /// The highest score first, then what has none.
    Score,
}

/// Whose dossiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of these agents.
    Theirs(BTreeSet<String>),
    /// Those of nobody.
    Nobodys,
}

/// What somebody wants to see of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of these procedures only: all that the agent may see of what they chose.
    pub procedures: BTreeSet<ProcedureId>,
    /// In this phase only.
    pub phase: Option<Phase>,
    /// Also what is closed or withdrawn.
    pub closed: bool,
    /// Due on this day or before.
    pub due: Option<Date>,
    /// Whose.
    pub whose: Option<Whose>,
    /// Only those whose decision waits for a signature.
    pub to_sign: bool,
    /// With this tag.
    pub tag: Option<String>,
    /// With this score at least.
    pub score: Option<i64>,
    /// With all these words, or this number.
    pub text: Option<(BTreeSet<u64>, Option<DossierNumber>)>,
    /// Received after this time only, in milliseconds since 1970.
    pub after: Option<i64>,
    /// In which order.
    pub order: Order,
}

impl Wanted {
    /// Whether a dossier is among them.
    pub fn fits(&self, row: &Row) -> bool {
        let whose = match (&self.whose, &row.assignee) {
            (None, _) => true,
            (Some(Whose::Nobodys), assignee) => assignee.is_none(),
            (Some(Whose::Theirs(names)), assignee) => {
                assignee.as_ref().is_some_and(|name| names.contains(name))
            }
        };
        let says = |(words, number): &(BTreeSet<u64>, Option<DossierNumber>)| {
            *number == Some(row.number) || (!words.is_empty() && words.is_subset(&row.words))
        };
        whose
            && (self.closed || self.phase.is_some() || !row.closed())
            && (!self.to_sign || row.to_sign)
            && self.phase.is_none_or(|phase| phase == row.phase)
            && self.due.is_none_or(|until| row.due.is_some_and(|due| due <= until))
            && self.score.is_none_or(|least| row.score.is_some_and(|score| score >= least))
            && self.after.is_none_or(|after| row.received_at > after)
            && self.tag.as_ref().is_none_or(|tag| row.tags.contains(tag))
            && self.procedures.contains(&row.procedure)
            && self.text.as_ref().is_none_or(says)
    }
}

/// The day that many days after another, or before it.
pub fn days_after(day: Date, days: i32) -> Date {
    let moved = day.civil().and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    moved.map_or(day, Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> ProcedureId {
        ProcedureId::try_from(format!("org.example.{name}")).unwrap()
    }

    fn row() -> Row {
        Row {
            due: Some("2026-03-10".parse().unwrap()),
            score: Some(7),
            tags: vec!["urgent".into()],
            assignee: Some("zoe".into()),
            to_sign: true,
            words: [1, 2, 3].into(),
            ..Row::empty(DossierNumber::from_random(1), id("a"), Phase::InReview, 1_000)
        }
    }

    fn all() -> Wanted {
        Wanted { procedures: [id("a")].into(), ..Wanted::default() }
    }

    #[test]
    fn each_filter_lets_through_what_it_says() {
        let day = |text: &str| Some(text.parse().unwrap());
        let theirs = |name: &str| Some(Whose::Theirs([name.to_owned()].into()));
        let words = |words: &[u64]| Some((words.iter().copied().collect(), None));
        let number = |n| Some((BTreeSet::new(), Some(DossierNumber::from_random(n))));
        let fits = |wanted: Wanted| wanted.fits(&row());
        assert!(fits(all()) && !fits(Wanted::default()));
        for (yes, no) in [
            (
                Wanted { phase: Some(Phase::InReview), ..all() },
                Wanted { phase: Some(Phase::Decided), ..all() },
            ),
            (
                Wanted { due: day("2026-03-10"), ..all() },
                Wanted { due: day("2026-03-09"), ..all() },
            ),
            (Wanted { score: Some(7), ..all() }, Wanted { score: Some(8), ..all() }),
            (
                Wanted { tag: Some("urgent".into()), ..all() },
                Wanted { tag: Some("x".into()), ..all() },
            ),
            (Wanted { whose: theirs("zoe"), ..all() }, Wanted { whose: theirs("ali"), ..all() }),
            (Wanted { text: words(&[1, 3]), ..all() }, Wanted { text: words(&[1, 4]), ..all() }),
            (Wanted { text: number(1), ..all() }, Wanted { text: number(2), ..all() }),
            (Wanted { after: Some(999), ..all() }, Wanted { after: Some(1_000), ..all() }),
            (Wanted { to_sign: true, ..all() }, Wanted { whose: Some(Whose::Nobodys), ..all() }),
            (all(), Wanted { text: words(&[]), ..all() }),
        ] {
            assert!(fits(yes.clone()), "{yes:?}");
            assert!(!fits(no.clone()), "{no:?}");
        }
    }

    #[test]
    fn what_is_closed_is_shown_where_it_is_asked_for() {
        let closed = Row { phase: Phase::Closed, due: None, score: None, assignee: None, ..row() };
        assert!(!all().fits(&closed));
        assert!(Wanted { closed: true, ..all() }.fits(&closed));
        assert!(Wanted { phase: Some(Phase::Closed), ..all() }.fits(&closed));
        assert!(Wanted { closed: true, whose: Some(Whose::Nobodys), ..all() }.fits(&closed));
        assert!(
            !Wanted { closed: true, due: Some("2030-01-01".parse().unwrap()), ..all() }
                .fits(&closed)
        );
    }
}
