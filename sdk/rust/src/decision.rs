//! Builders for what `decide` returns. They only save the fields that are mostly
//! empty; every record may be written out as well.

use crate::answers::Answers;
use crate::civil::{Date, DateTime};
use crate::contract::dossiers::{
    Action, Charge, Decision, Demand, Document, Effect, Entry, Hold, Line, Message, Payment, Phase,
    Piece, Reason, Timer, Transmission, Verdict,
};
use crate::contract::types::{Answer, Moment, Party, Position, Span};
use crate::money::Cents;
use crate::text::Text;
use crate::value::FieldValue;

impl Decision {
    /// The dossier goes to `phase`; `status` is what the applicant reads.
    ///
    /// A decision replaces what the one before said: the actions that stay open
    /// are given again, and the verdict of a decided dossier too.
    pub fn new(phase: Phase, status: impl Into<Text>) -> Self {
        Decision {
            phase,
            verdict: None,
            exemption: false,
            status: status.into().into(),
            score: None,
            actions: Vec::new(),
            effects: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// An agent has it.
    pub fn in_review(status: impl Into<Text>) -> Self {
        Self::new(Phase::InReview, status)
    }

    /// The applicant has to do something.
    pub fn waiting(status: impl Into<Text>) -> Self {
        Self::new(Phase::WaitingForApplicant, status)
    }

    /// Decided with this verdict. An unfavourable one needs reasons with a source.
    pub fn decided(verdict: Verdict, status: impl Into<Text>) -> Self {
        Decision { verdict: Some(verdict), ..Self::new(Phase::Decided, status) }
    }

    /// Granted.
    pub fn granted(status: impl Into<Text>) -> Self {
        Self::decided(Verdict::Granted, status)
    }

    /// Refused. Needs reasons with a source.
    pub fn refused(status: impl Into<Text>) -> Self {
        Self::decided(Verdict::Refused, status)
    }

    /// Withdrawn by the applicant.
    pub fn withdrawn(status: impl Into<Text>) -> Self {
        Self::new(Phase::Withdrawn, status)
    }

    /// With this verdict, or the one that it already had.
    pub fn verdict(mut self, verdict: impl Into<Option<Verdict>>) -> Self {
        self.verdict = verdict.into();
        self
    }

    /// Departs from a general rule of law or regulation, and so needs reasons with a source,
    /// however favourable it is (CRPA L211-3).
    pub fn exemption(mut self) -> Self {
        self.exemption = true;
        self
    }

    /// What the queue sorts by.
    pub fn score(mut self, score: i64) -> Self {
        self.score = Some(score);
        self
    }

    /// One more thing that a party may do next.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Several things that parties may do next.
    pub fn actions(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        self.actions.extend(actions);
        self
    }

    /// One more step of the reasoning.
    pub fn reason(mut self, reason: Reason) -> Self {
        self.reasons.push(reason);
        self
    }

    /// Several steps of the reasoning.
    pub fn reasons(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        self.reasons.extend(reasons);
        self
    }

    /// One more effect.
    pub fn effect(mut self, effect: impl Into<Effect>) -> Self {
        self.effects.push(effect.into());
        self
    }

    /// Writes to the applicant.
    pub fn notify(self, subject: impl Into<Text>, body: impl Into<Text>) -> Self {
        self.effect(Message { subject: subject.into().into(), body: body.into().into() })
    }

    /// Asks the applicant for pieces; see [`Demand::until`].
    pub fn request(self, demand: Demand) -> Self {
        self.effect(demand)
    }

    /// Issues a document; see [`Document::new`].
    pub fn issue(self, document: Document) -> Self {
        self.effect(document)
    }

    /// Sends an issued document to an office that the manifest names.
    pub fn transmit(self, document: &str, recipient: &str) -> Self {
        let (document, recipient) = (document.to_owned(), recipient.to_owned());
        self.effect(Transmission { document, recipient })
    }

    /// Calls `decide` with `Event::Timer(key)` at that moment.
    pub fn schedule(self, key: &str, at: impl Into<Moment>) -> Self {
        self.effect(Timer { key: key.to_owned(), at: at.into() })
    }

    /// Forgets a timer.
    pub fn cancel_timer(self, key: &str) -> Self {
        self.effect(Effect::CancelTimer(key.to_owned()))
    }

    /// Takes units of a pool; refuses the event where there is no room. The host gives all holds
    /// back by itself when the dossier is withdrawn or refused.
    pub fn hold(self, hold: Hold) -> Self {
        self.effect(hold)
    }

    /// Gives a hold back.
    pub fn release(self, hold: &str) -> Self {
        self.effect(Effect::Release(hold.to_owned()))
    }

    /// Asks the applicant to pay.
    pub fn charge(self, key: &str, label: impl Into<Text>, amount: Cents) -> Self {
        self.effect(Charge { key: key.to_owned(), label: label.into().into(), cents: amount.0 })
    }

    /// Pays back something of a charge.
    pub fn refund(self, charge: &str, amount: Cents) -> Self {
        self.effect(Effect::Refund(Payment { charge: charge.to_owned(), cents: amount.0 }))
    }

    /// Remembers a fact of this dossier.
    pub fn set<T: FieldValue>(self, path: &str, value: T) -> Self {
        self.effect(Effect::Set(Answer::new(path, value)))
    }

    /// Forgets a fact.
    pub fn unset(self, path: &str) -> Self {
        self.effect(Effect::Unset(path.to_owned()))
    }

    /// Lets other dossiers of this procedure find something of this one.
    pub fn publish(self, entry: Entry) -> Self {
        self.effect(entry)
    }

    /// Takes all that this dossier published in `register` back. The host does so by itself when
    /// the dossier is withdrawn.
    pub fn unpublish(self, register: &str) -> Self {
        self.effect(Effect::Unpublish(register.to_owned()))
    }

    /// Marks the dossier in the agents' queue.
    pub fn tag(self, tag: &str) -> Self {
        self.effect(Effect::Tag(tag.to_owned()))
    }

    /// Takes a mark away.
    pub fn untag(self, tag: &str) -> Self {
        self.effect(Effect::Untag(tag.to_owned()))
    }
}

macro_rules! effects {
    ($($record:ident => $effect:ident),+ $(,)?) => {$(
        impl From<$record> for Effect {
            fn from(record: $record) -> Effect {
                Effect::$effect(record)
            }
        }
    )+};
}
effects!(
    Message => Notify,
    Demand => Request,
    Document => Issue,
    Transmission => Transmit,
    Timer => Schedule,
    Hold => Hold,
    Charge => Charge,
    Entry => Publish,
);

impl Action {
    /// A button for an agent.
    pub fn agent(key: &str, label: impl Into<Text>) -> Self {
        Self::new(key, label, [Party::Agent])
    }

    /// A button for the applicant.
    pub fn applicant(key: &str, label: impl Into<Text>) -> Self {
        Self::new(key, label, [Party::Applicant])
    }

    /// A button for these parties.
    pub fn new(
        key: &str,
        label: impl Into<Text>,
        parties: impl IntoIterator<Item = Party>,
    ) -> Self {
        Action {
            key: key.to_owned(),
            label: label.into().into(),
            parties: parties.into_iter().collect(),
            until: None,
            form: false,
            leads_to: None,
        }
    }

    /// The last day on which it may be taken.
    pub fn until(mut self, day: Date) -> Self {
        self.until = Some(day.into());
        self
    }

    /// There is something to fill in with it: [`Procedure::action_form`] says what.
    ///
    /// [`Procedure::action_form`]: crate::Procedure::action_form
    pub fn with_form(mut self) -> Self {
        self.form = true;
        self
    }

    /// The verdict that it leads to.
    pub fn leads_to(mut self, verdict: Verdict) -> Self {
        self.leads_to = Some(verdict);
        self
    }
}

impl Reason {
    /// A step of the reasoning, in a sentence that the applicant can read.
    pub fn new(rule: &str, sentence: impl Into<Text>) -> Self {
        Reason {
            rule: rule.to_owned(),
            source: None,
            sentence: sentence.into().into(),
            inputs: Vec::new(),
            points: None,
        }
    }

    /// The text of law or the deliberation that it applies.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// An answer that it looked at.
    pub fn input(mut self, path: &str) -> Self {
        self.inputs.push(path.to_owned());
        self
    }

    /// The points that it gave or took.
    pub fn points(mut self, points: i64) -> Self {
        self.points = Some(points);
        self
    }
}

impl Document {
    /// A document without anything in it yet. Its key is granted in the manifest.
    pub fn new(key: &str, title: impl Into<Text>) -> Self {
        let (paragraphs, lines) = (Vec::new(), Vec::new());
        Document { key: key.to_owned(), title: title.into().into(), paragraphs, lines }
    }

    /// One paragraph more.
    pub fn paragraph(mut self, text: impl Into<Text>) -> Self {
        self.paragraphs.push(text.into().into());
        self
    }

    /// One line more in its table.
    pub fn line<T: FieldValue>(mut self, label: impl Into<Text>, value: T) -> Self {
        let value = value.to_value();
        self.lines.push(Line { label: label.into().into(), value, words: None });
        self
    }

    /// One line more, with the value in words as well: an amount, a choice.
    pub fn line_in_words<T: FieldValue>(
        mut self,
        label: impl Into<Text>,
        value: T,
        words: impl Into<Text>,
    ) -> Self {
        let (value, words) = (value.to_value(), Some(words.into().into()));
        self.lines.push(Line { label: label.into().into(), value, words });
        self
    }
}

impl Demand {
    /// Asks for pieces until that day.
    pub fn until(day: Date) -> Self {
        Demand { pieces: Vec::new(), until: day.into(), suspends: false }
    }

    /// One piece more: the field where it goes, what it is and why it is needed.
    pub fn piece(mut self, path: &str, label: impl Into<Text>, why: impl Into<Text>) -> Self {
        self.pieces.push(Piece {
            path: path.to_owned(),
            label: label.into().into(),
            why: why.into().into(),
            source: None,
        });
        self
    }

    /// The text that asks for the last piece.
    pub fn source(mut self, source: &str) -> Self {
        if let Some(piece) = self.pieces.last_mut() {
            piece.source = Some(source.to_owned());
        }
        self
    }

    /// Stops the legal clock meanwhile, where the law lets it.
    pub fn suspending(mut self) -> Self {
        self.suspends = true;
        self
    }
}

impl Hold {
    /// One unit of a pool over a span. `town/…` pools have the town's limit; an
    /// `own/…` pool needs [`Hold::limit`]. The last segment of a pool's name may be a key:
    /// `own/licences/W123456789`, where `plugin.toml` asks for `own/licences/*`.
    pub fn new(key: &str, pool: impl Into<String>, span: Span) -> Self {
        Self::over(key, pool, [span])
    }

    /// One unit of a pool over several spans, such as an evening of each week: all of them or
    /// none.
    ///
    /// ```
    /// use guichet_sdk::prelude::*;
    /// let evening = |day| civil::span(date(2026, 9, day).at(18, 0, 0, 0), date(2026, 9, day).at(20, 0, 0, 0));
    /// let hold = Hold::over("weekly", "town/halls/great", [1, 8, 15].map(evening)).at("day");
    /// assert_eq!(hold.spans.len(), 3);
    /// ```
    pub fn over(key: &str, pool: impl Into<String>, spans: impl IntoIterator<Item = Span>) -> Self {
        let (key, pool, spans) = (key.to_owned(), pool.into(), spans.into_iter().collect());
        Hold { key, pool, spans, units: 1, limit: None, path: None }
    }

    /// So many units.
    pub fn units(mut self, units: u32) -> Self {
        self.units = units;
        self
    }

    /// How many units an `own/…` pool has.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where in the form to say that there is no room.
    pub fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }
}

impl Entry {
    /// Something under `key` in a register that the manifest declares.
    pub fn new(register: &str, key: impl Into<String>) -> Self {
        let (register, key) = (register.to_owned(), key.into());
        Entry { register, key, position: None, cells: Vec::new() }
    }

    /// Where it lies.
    pub fn position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// One cell more; never personal data.
    pub fn cell<T: FieldValue>(mut self, column: &str, value: T) -> Self {
        let mut cells = Answers::from(std::mem::take(&mut self.cells));
        cells.set(column, value);
        self.cells = cells.into();
        self
    }

    /// The cell in that column.
    pub fn get<T: FieldValue>(&self, column: &str) -> Option<T> {
        self.cells
            .iter()
            .find(|each| each.path == column)
            .and_then(|each| T::from_value(&each.value))
    }
}

impl Timer {
    /// The moment, nothing where it is not on the calendar.
    pub fn civil(&self) -> Option<DateTime> {
        self.at.civil()
    }
}
