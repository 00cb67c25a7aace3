//! What all entries of a dossier amount to.

use serde::{Deserialize, Serialize};

use super::access::Salt;
use super::counter::Counter;
use super::entry::{Actor, Arrival, Entry, Opening, Origin};
use super::exchange::{Exchange, Passed, Right};
use super::legal_clock::Course;
use super::number::DossierNumber;
use super::person::Person;
use crate::contract::*;
use crate::digest::Digest;
use crate::plugin::ProcedureId;

/// What all entries of a dossier amount to. It can always be made again from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct State {
    /// The dossier as its procedure sees it.
    pub dossier: Dossier,
    /// The procedure.
    pub procedure: ProcedureId,
    /// The package that decided last.
    pub component: Digest,
    /// Who submitted it, where they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// Which agent filled it in, where one did, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// Language of the applicant.
    pub lang: String,
    /// When the host took it, in milliseconds since 1970.
    pub received_at: i64,
    /// What its legal clock runs on. Dossiers of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// When and how it arrived, where that was before it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Arrival>,
    /// In plain words, for people.
    pub status: Text,
    /// What may be done next.
    pub actions: Vec<Action>,
    /// What an open request asks the applicant for.
    pub demand: Option<Demand>,
    /// What the outbox must do, in the order of the decisions.
    pub outbox: Vec<OutboxItem>,
    /// What other dossiers of its procedure find.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Publication>,
    /// From which the access key is derived.
    pub salt: Salt,
    /// Which request opened it.
    pub origin: Origin,
    /// How many entries it has.
    pub entries: u32,
    /// When the last of them was made, in milliseconds since 1970.
    #[serde(default)]
    pub moved_at: i64,
}

/// Something to be carried out after the decision that asked for it. Recorded with it, and
/// shown at the desk; nothing here says that it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OutboxItem {
    /// The entry that asked for it.
    pub entry: u32,
    /// What to do.
    pub effect: Effect,
}

/// What all exchanges of a dossier amount to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Talk {
    /// How many there are.
    pub exchanges: u32,
    /// Digest of the stored bytes of the last one, on which the next is chained.
    pub head: Digest,
    /// Whether the applicant wrote last.
    pub waiting: bool,
    /// What was asked for and not answered: the exchange, and what.
    pub asked: Vec<(u32, Right)>,
    /// Whose work it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// What agents stuck on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// A decision that waits for a signature: the exchange, and how many entries the dossier had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<(u32, u32)>,
    /// Whether silence decided, on which day, and what.
    #[serde(default)]
    pub silent: Option<(Date, Silence)>,
    /// When it was handed over to another administration, if it was.
    #[serde(default)]
    pub handed: Option<Date>,
}

impl Talk {
    /// The same after one more exchange. Nothing where it does not follow on.
    pub fn after(mut self, exchange: &Exchange) -> Option<Self> {
        if exchange.index != self.exchanges + 1 {
            return None;
        }
        self.exchanges = exchange.index;
        match &exchange.what {
            Passed::Message { .. } => self.waiting = exchange.by == Actor::Applicant,
            Passed::Asked(right) => self.asked.push((exchange.index, *right)),
            Passed::Answered { asked, .. } => self.asked.retain(|(index, _)| index != asked),
            Passed::Assigned(to) => self.assignee.clone_from(to),
            Passed::Tagged { tag, on } => {
                self.tags.retain(|known| known != tag);
                self.tags.extend(on.then(|| tag.clone()));
            }
            Passed::Proposed { entries, .. } => self.proposed = Some((exchange.index, *entries)),
            Passed::Recalled { proposed, .. } => {
                self.proposed = self.proposed.filter(|(index, _)| index != proposed);
            }
            Passed::Silent { on, means } => self.silent = Some((*on, *means)),
            Passed::HandedOver { on, .. } => self.handed = Some(*on),
            Passed::Consented(_)
            | Passed::Opened(_)
            | Passed::Posted(_)
            | Passed::Rated { .. }
            | Passed::Noted(_)
            | Passed::Sought { .. }
            | Passed::Opined { .. }
            | Passed::Irregular { .. }
            | Passed::Expiring(_)
            | Passed::TakingBack { .. } => {}
        }
        Some(self)
    }
}

impl State {
    /// The dossier that `decide` sees when a form is submitted.
    pub fn submitted(number: DossierNumber, today: Date, answers: Vec<Answer>) -> Dossier {
        Dossier {
            number: number.to_string(),
            phase: Phase::Received,
            verdict: None,
            submitted_on: today,
            answers,
            facts: vec![],
            holds: vec![],
            charges: vec![],
            timers: vec![],
            actions: vec![],
            tags: vec![],
            score: None,
        }
    }

    /// The state after an entry. Nothing where the first entry has no opening, or a later one
    /// does not follow on.
    pub fn after(before: Option<Self>, entry: &Entry) -> Option<Self> {
        let mut state = match (before, &entry.opening) {
            (None, Some(opening)) if entry.index == 1 => Self::opened(entry, opening),
            (Some(state), None) if entry.index == state.entries + 1 => {
                Self { dossier: (*entry.dossier).clone(), ..state }
            }
            _ => return None,
        };
        state.component = entry.component;
        state.entries = entry.index;
        state.moved_at = entry.at;
        if matches!(*entry.event, Event::Completed | Event::Lapsed | Event::Withdrawn) {
            state.demand = None;
        }
        let course = state.course.take();
        state.course = course.map(|c| c.after(entry.context.today, &entry.event, &entry.decision));
        state.decided(entry.index, &entry.decision);
        Some(state)
    }

    fn opened(entry: &Entry, opening: &Opening) -> Self {
        Self {
            dossier: (*entry.dossier).clone(),
            procedure: entry.procedure.clone(),
            component: entry.component,
            person: opening.person.clone(),
            counter: opening.counter.clone(),
            lang: entry.context.lang.clone(),
            received_at: entry.at,
            course: opening.terms.clone().map(|terms| {
                let arrived = opening.arrived.as_ref();
                let received = arrived.map_or(entry.context.today, |arrived| arrived.date);
                Course::new(terms, received, arrived.and_then(|arrived| arrived.elsewhere))
            }),
            arrived: opening.arrived.clone(),
            status: vec![],
            actions: vec![],
            demand: None,
            outbox: vec![],
            published: vec![],
            salt: opening.salt,
            origin: opening.origin.clone(),
            entries: 0,
            moved_at: entry.at,
        }
    }

    fn decided(&mut self, entry: u32, decision: &Decision) {
        let dossier = &mut self.dossier;
        dossier.phase = decision.phase;
        dossier.verdict = decision.verdict;
        dossier.score = decision.score.or(dossier.score);
        dossier.actions = decision.actions.iter().map(|a| a.key.clone()).collect();
        self.actions = decision.actions.clone();
        self.status = decision.status.clone();
        for effect in &decision.effects {
            self.carry_out(entry, effect);
        }
        self.give_back();
    }

    /// What was withdrawn or refused holds nothing, and what was withdrawn is not found any more.
    fn give_back(&mut self) {
        let withdrawn = self.dossier.phase == Phase::Withdrawn;
        let refused =
            matches!(self.dossier.verdict, Some(Verdict::Refused | Verdict::NoFurtherAction));
        if withdrawn || refused {
            self.dossier.holds.clear();
        }
        if withdrawn {
            self.published.clear();
        }
    }

    /// Effects on the dossier itself happen here; those on the world go to the outbox.
    fn carry_out(&mut self, entry: u32, effect: &Effect) {
        let dossier = &mut self.dossier;
        match effect {
            Effect::Set(fact) => set(&mut dossier.facts, fact),
            Effect::Unset(path) => dossier.facts.retain(|f| f.path != *path),
            Effect::Tag(tag) if !dossier.tags.contains(tag) => dossier.tags.push(tag.clone()),
            Effect::Tag(_) => {}
            Effect::Untag(tag) => dossier.tags.retain(|t| t != tag),
            Effect::Schedule(timer) => {
                dossier.timers.retain(|t| t.key != timer.key);
                dossier.timers.push(timer.clone());
            }
            Effect::CancelTimer(key) => dossier.timers.retain(|t| t.key != *key),
            Effect::Charge(charge) => bill(&mut dossier.charges, charge),
            Effect::Request(demand) => {
                self.demand = Some(demand.clone());
                self.outbox.push(OutboxItem { entry, effect: effect.clone() });
            }
            Effect::Refund(refund) => {
                let accounts = dossier.charges.iter_mut().filter(|a| a.key == refund.charge);
                accounts.for_each(|account| account.refunded += refund.cents);
                self.outbox.push(OutboxItem { entry, effect: effect.clone() });
            }
            Effect::Notify(_) | Effect::Issue(_) | Effect::Transmit(_) => {
                self.outbox.push(OutboxItem { entry, effect: effect.clone() });
            }
            Effect::Hold(hold) => {
                dossier.holds.retain(|h| h.key != hold.key);
                dossier.holds.push(hold.clone());
            }
            Effect::Release(key) => dossier.holds.retain(|h| h.key != *key),
            Effect::Publish(entry) => {
                let same = |e: &Publication| (&e.register, &e.key) == (&entry.register, &entry.key);
                self.published.retain(|e| !same(e));
                self.published.push(entry.clone());
            }
            Effect::Unpublish(register) => self.published.retain(|e| e.register != *register),
        }
    }

    /// The open action with this key, if this party may take it on this day.
    pub fn action(&self, key: &str, party: Party, today: Date) -> Option<&Action> {
        self.open_actions(party, today).find(|a| a.key == key)
    }

    /// The actions that a party may take on this day.
    pub fn open_actions(&self, party: Party, today: Date) -> impl Iterator<Item = &Action> {
        let open = move |a: &&Action| {
            a.parties.contains(&party) && a.until.is_none_or(|until| today <= until)
        };
        self.actions.iter().filter(open)
    }

    /// Whether what was asked for may be handed in, or answers put right: until it is decided.
    pub fn may_complete(&self) -> bool {
        let phase = self.dossier.phase;
        matches!(phase, Phase::Received | Phase::InReview | Phase::WaitingForApplicant)
    }

    /// Whether the applicant may still withdraw it.
    pub fn may_withdraw(&self) -> bool {
        !matches!(self.dossier.phase, Phase::Decided | Phase::Closed | Phase::Withdrawn)
    }
}

fn set(facts: &mut Vec<Answer>, fact: &Answer) {
    match facts.binary_search_by(|f| f.path.cmp(&fact.path)) {
        Ok(place) => facts[place] = fact.clone(),
        Err(place) => facts.insert(place, fact.clone()),
    }
}

fn bill(charges: &mut Vec<Account>, charge: &Charge) {
    match charges.iter_mut().find(|a| a.key == charge.key) {
        Some(account) => account.cents = charge.cents,
        None => charges.push(Account {
            key: charge.key.clone(),
            cents: charge.cents,
            paid: 0,
            refunded: 0,
        }),
    }
}
