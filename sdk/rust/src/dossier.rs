//! A submitted form and its life, typed.

use crate::answers::Answers;
use crate::civil::{Date, from_contract};
use crate::contract;
use crate::contract::dossiers::{Account, Decision, Event, Hold, Phase, Taken, Timer, Verdict};
use crate::contract::types::{Context, Party, Problem};
use crate::form::Form;
use crate::value::FieldValue;

/// A submitted form, and what earlier decisions made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier<A> {
    /// The number that the applicant knows.
    pub number: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// What was decided, if anything.
    pub verdict: Option<Verdict>,
    /// The day on which it came in.
    pub submitted_on: Date,
    /// The finished form.
    pub answers: A,
    /// The same answers as the host gave them, for fields that no struct has.
    pub given: Answers,
    /// What earlier decisions `set`.
    pub facts: Answers,
    /// Units of pools that it holds.
    pub holds: Vec<Hold>,
    /// What it was asked to pay.
    pub charges: Vec<Account>,
    /// Timers still to come.
    pub timers: Vec<Timer>,
    /// Keys of the actions that are open.
    pub actions: Vec<String>,
    /// Tags in the agents' queue.
    pub tags: Vec<String>,
    /// What the queue sorts by.
    pub score: Option<i64>,
}

impl<A: Form> Dossier<A> {
    /// Types what the host gave; problems where a required answer is missing.
    ///
    /// Conditions such as `required_if` are asked as of the day of submission: an answer that
    /// was not needed then does not become missing because time has passed.
    pub fn from_contract(dossier: contract::Dossier, ctx: &Context) -> Result<Self, Vec<Problem>> {
        let given = Answers::from(dossier.answers);
        let then = Context { today: dossier.submitted_on, ..ctx.clone() };
        Ok(Dossier {
            answers: A::from_answers(&given, &then)?,
            given,
            number: dossier.number,
            phase: dossier.phase,
            verdict: dossier.verdict,
            submitted_on: from_contract(dossier.submitted_on)
                .expect("the host gives a day of the calendar"),
            facts: dossier.facts.into(),
            holds: dossier.holds,
            charges: dossier.charges,
            timers: dossier.timers,
            actions: dossier.actions,
            tags: dossier.tags,
            score: dossier.score,
        })
    }
}

impl<A> Dossier<A> {
    /// What an earlier decision `set` at `path`.
    pub fn fact<T: FieldValue>(&self, path: &str) -> Option<T> {
        self.facts.get(path)
    }

    /// The account of the charge `key`.
    pub fn charge(&self, key: &str) -> Option<&Account> {
        self.charges.iter().find(|each| each.key == key)
    }

    /// Whether the charge `key` was asked for and is fully paid.
    pub fn is_paid(&self, key: &str) -> bool {
        self.charge(key).is_some_and(|account| account.paid >= account.cents)
    }

    /// Whether it carries the tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|each| each == tag)
    }

    /// `decision` so that the tag is there exactly where it `applies`; what is so already is left
    /// alone.
    ///
    /// ```
    /// # use guichet_sdk::prelude::*;
    /// fn review<A>(dossier: &Dossier<A>, late: bool) -> Decision {
    ///     let decision = Decision::in_review(text! { fr: "À l’étude", en: "Under review" });
    ///     dossier.marked(decision, "late", late)
    /// }
    /// ```
    pub fn marked(&self, decision: Decision, tag: &str, applies: bool) -> Decision {
        match (applies, self.has_tag(tag)) {
            (true, false) => decision.tag(tag),
            (false, true) => decision.untag(tag),
            _ => decision,
        }
    }

    /// `decision` that forgets the timer `key`, where it is set.
    pub fn without_timer(&self, decision: Decision, key: &str) -> Decision {
        let set = self.timers.iter().any(|timer| timer.key == key);
        if set { decision.cancel_timer(key) } else { decision }
    }
}

/// An action that a party is about to take on a dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn<A> {
    /// The dossier.
    pub dossier: Dossier<A>,
    /// The action's key.
    pub action: String,
    /// Who takes it.
    pub party: Party,
}

impl Taken {
    /// What the party filled in with the action, typed.
    pub fn inputs<F: Form>(&self, ctx: &Context) -> Result<F, Vec<Problem>> {
        F::from_answers(&Answers::from(self.inputs.as_slice()), ctx)
    }
}

impl Event {
    /// Key of the action where a party took one.
    pub fn action(&self) -> Option<&str> {
        match self {
            Event::Acted(taken) => Some(&taken.key),
            _ => None,
        }
    }
}
