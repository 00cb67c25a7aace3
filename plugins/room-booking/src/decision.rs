//! What each event does to a booking. Start at [`decide`].
//!
//! ```text
//! submitted, room held ─> in review <─> waiting for a piece
//!                             │ confirm             │ refuse: room given back
//!                             v                     v
//!              to pay ─paid─> booked              refused
//!                 │ in vain    │        └ cancel ─> closed
//!                 v            v after its last session
//!              closed        used ─inspect─> closed
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::desk::{self, Cancellation, Cause, Ground, Inspection, Move, Piece, State, key};
use crate::fees::{self, Price};
use crate::form::Booking;
use crate::rules::{self, source};
use crate::sessions::{self, Session};

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const RENT: &str = "rent";
    pub(super) const DEPOSIT: &str = "deposit";
    pub(super) const EXPIRY: &str = "expiry";
    pub(super) const USED: &str = "used";
    pub(super) const GIVEN_BACK: &str = "given-back";
    pub(super) const MOVED_DAY: &str = "moved.day";
    pub(super) const MOVED_FROM: &str = "moved.from";
    pub(super) const MOVED_UNTIL: &str = "moved.until";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const SILENCE: &str = "implicit-refusal";
    pub(super) const INSPECT: &str = "to-inspect";
    pub(super) const LATE: &str = "paid-after-the-end";
    pub(super) const DRINKS: &str = "drinks-licence-needed";
}

type Decided = Result<Decision, Vec<Problem>>;

/// A booking on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Booking>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Booking>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let in_review = dossier.phase == Phase::InReview;
    let granted = dossier.verdict == Some(Verdict::Granted);
    let booked = granted && dossier.phase == Phase::Decided;
    let used = dossier.has_tag(tag::INSPECT);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review().tag(tag::INCOMPLETE))
        }
        Event::Silence(Silence::Refused) if open => Ok(desk.fall_silent()),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        })),
        Event::Paid(_) if granted => Ok(desk.paid()),
        Event::Timer(timer) if granted => Ok(desk.timer(timer)),
        Event::Acted(taken) => match taken.key.as_str() {
            key::REQUEST if in_review => Ok(desk.request(&taken.inputs(ctx)?)),
            key::CONFIRM if in_review => desk.confirm(),
            key::REFUSE if in_review => Ok(desk.refuse(&taken.inputs(ctx)?)),
            key::MOVE if in_review || booked && !used => desk.change(&taken.inputs(ctx)?),
            key::CANCEL if booked && !used => desk.cancel(),
            key::CANCEL_FOR if booked && !used => Ok(desk.cancel_for(&taken.inputs(ctx)?)),
            key::INSPECT if booked && used => desk.inspect(&taken.inputs(ctx)?),
            _ => Err(not_now(ctx)),
        },
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn deliberation(&self) -> String {
        self.ctx.setting("deliberation").unwrap_or_default()
    }

    /// The sessions of each slot: those that were asked for, or the one that they were moved to.
    fn slots(&self) -> Vec<Vec<Session>> {
        let (facts, booking) = (&self.dossier.facts, &self.dossier.answers);
        let moved =
            (facts.get(name::MOVED_DAY), facts.get(name::MOVED_FROM), facts.get(name::MOVED_UNTIL));
        match moved {
            (Some(day), Some(from), Some(until)) => vec![single(day, from, until)],
            _ => booking.slots.iter().map(sessions::of).collect(),
        }
    }

    fn is_single(&self) -> bool {
        self.slots().concat().len() == 1
    }

    /// Days until the first session.
    fn days_before(&self) -> i64 {
        let first = self.slots().concat().into_iter().min();
        first.map_or(0, |first| civil::days_between(self.ctx.today(), first.start.date()))
    }

    fn price(&self, slots: &[Vec<Session>]) -> Result<Price, Problem> {
        let booking = &self.dossier.answers;
        fees::of(self.ctx, &booking.room.key, fees::category(booking), &slots.concat())
    }

    // Examining.

    /// Takes the room, also when answers are put right later: what is no longer asked for is given
    /// back.
    fn receive(&self) -> Decided {
        let problems = rules::problems_then(self.ctx, self.dossier);
        if !problems.is_empty() {
            return Err(problems);
        }
        let booking = &self.dossier.answers;
        let holds = rules::holds(self.ctx, booking, &self.slots());
        let decision = self.dossier.marked(self.in_review(), tag::INCOMPLETE, false);
        let mut decision = decision.score(rules::score(booking));
        for old in &self.dossier.holds {
            if holds.iter().all(|hold| hold.key != old.key) {
                decision = decision.release(&old.key);
            }
        }
        for hold in holds {
            decision = decision.hold(hold);
        }
        Ok(self.dossier.marked(decision, tag::DRINKS, booking.room.drinks))
    }

    fn in_review(&self) -> Decision {
        let status = if self.dossier.has_tag(tag::SILENCE) {
            silent_status()
        } else {
            text! { fr: "Salle retenue, demande à l’étude", en: "Room held, request under review" }
        };
        self.reviewed(status, &self.slots())
    }

    fn reviewed(&self, status: Text, slots: &[Vec<Session>]) -> Decision {
        Decision::in_review(status)
            .actions(desk::in_review(self.is_single()))
            .reasons(rules::reasons(self.ctx, &self.dossier.answers, slots))
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let days = rules::days(self.ctx, "piece-days", 7).max(1);
        let until = civil::plus_days(self.ctx.today(), days);
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        let reasons = rules::reasons(self.ctx, &self.dossier.answers, &self.slots());
        Decision::waiting(status).reasons(reasons).request(asked.demand(until))
    }

    fn fall_silent(&self) -> Decision {
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune vaut rejet : un titre d’occupation du domaine public est écrit.",
                en: "Silence of the town means refusal: a title to occupy public property is written."
            },
        );
        Decision::in_review(silent_status())
            .actions(desk::in_review(self.is_single()))
            .reason(reason.source("CRPA L231-4 ; CE 387315 (18 septembre 2015)"))
            .tag(tag::SILENCE)
            .notify(
                text! { fr: "Nous n’avons pas répondu à temps", en: "We did not answer in time" },
                text! {
                    fr: "La loi considère votre demande comme refusée. Nous continuons cependant à la traiter ; vous pouvez nous en demander les motifs (CRPA L232-4).",
                    en: "The law takes your request to be refused. We go on dealing with it all the same; you may ask us for the reasons (CRPA L232-4)."
                },
            )
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre demande de salle est refusée", en: "Your request for a room is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision. La salle n’est plus retenue.",
                    en: "The reasons, in law and in fact, are in the decision. The room is no longer held."
                },
            );
        self.dossier.marked(decision, tag::SILENCE, false)
    }

    // Booked.

    fn confirm(&self) -> Decided {
        let slots = self.slots();
        let price = self.price(&slots)?;
        let due = price.rent + price.deposit;
        let expires =
            civil::plus_minutes(clock::now(), rules::days(self.ctx, "hold-hours", 72) * 60);
        let (day, hour) = (expires.date(), expires.time());
        let mut decision = Decision::granted(if due > Cents::ZERO {
            text! { fr: "À payer avant le {day}, {hour} : {due}", en: "To pay before {day}, {hour}: {due}"; day, hour, due }
        } else {
            booked_status()
        });
        decision = decision
            .actions(desk::booked(self.is_single()))
            .reasons(rules::reasons(self.ctx, &self.dossier.answers, &slots))
            .issue(self.agreement(&slots, &price));
        for (key, amount) in [(name::RENT, price.rent), (name::DEPOSIT, price.deposit)] {
            if amount > Cents::ZERO {
                decision = decision.charge(key, charge_label(key), amount);
            }
        }
        if due > Cents::ZERO {
            decision = decision.schedule(name::EXPIRY, expires).notify(
                text! { fr: "Votre réservation est confirmée", en: "Your booking is confirmed" },
                text! {
                    fr: "Payez {due} avant le {day}, {hour} : sans paiement, la salle n’est plus retenue.",
                    en: "Pay {due} before {day}, {hour}: without payment the room is no longer held.";
                    due, day, hour
                },
            );
        } else {
            decision = decision.notify(
                text! { fr: "Votre réservation est confirmée", en: "Your booking is confirmed" },
                text! { fr: "La salle est à vous aux heures de la convention.", en: "The room is yours at the times of the agreement." },
            );
        }
        Ok(self.dossier.marked(ending(decision, &slots), tag::SILENCE, false))
    }

    fn agreement(&self, slots: &[Vec<Session>], price: &Price) -> Document {
        let booking = &self.dossier.answers;
        let room = rules::Place::of(&booking.room.key).map_or(Text::new(), |place| place.name);
        let mut agreement = Document::new("agreement", text! {
            fr: "Convention d’occupation d’une salle communale", en: "Agreement on the use of a room of the town"
        })
        .paragraph(text! {
            fr: "La commune met la salle à disposition aux heures ci-dessous, à titre précaire et révocable (CGCT L2144-3). Le bénéficiaire est assuré, ne cède la salle à personne et la rend propre.",
            en: "The town lends the room at the times below; it may take it back (CGCT L2144-3). The user is insured, passes the room on to nobody and leaves it clean."
        })
        .line_in_words(text! { fr: "Salle", en: "Room" }, booking.room.key.clone(), room)
        .line(text! { fr: "Activité", en: "Activity" }, booking.room.activity.clone())
        .line(text! { fr: "Personnes au plus", en: "People at most" }, booking.room.people);
        for session in slots.concat() {
            let day = session.start.date();
            agreement = agreement.line_in_words(
                text! { fr: "Séance", en: "Session" },
                day,
                session.in_words(),
            );
        }
        let (rent, deposit) = (price.rent, price.deposit);
        agreement
            .line_in_words(
                text! { fr: "Prix", en: "Price" },
                rent,
                text! { fr: "{rent}", en: "{rent}"; rent },
            )
            .line_in_words(
                text! { fr: "Caution", en: "Deposit" },
                deposit,
                text! { fr: "{deposit}", en: "{deposit}"; deposit },
            )
    }

    /// What was asked for and is not paid.
    fn rest(&self) -> Cents {
        let rest =
            |account: &Account| (Cents(account.cents) - self.kept(&account.key)).max(Cents::ZERO);
        self.dossier.charges.iter().map(rest).sum()
    }

    /// The booking as it stands, for events that change little.
    fn standing(&self) -> Decision {
        let rest = self.rest();
        if self.dossier.phase == Phase::Closed {
            return closed(text! { fr: "Réservation terminée", en: "Booking ended" });
        }
        if self.dossier.has_tag(tag::INSPECT) {
            return Decision::granted(used_status()).actions(desk::used());
        }
        let status = if rest > Cents::ZERO {
            text! { fr: "Il reste {rest} à payer", en: "{rest} still to pay"; rest }
        } else {
            booked_status()
        };
        Decision::granted(status).actions(desk::booked(self.is_single()))
    }

    /// Money is never refused, whenever it comes; what comes after the end is marked, to be given
    /// back.
    fn paid(&self) -> Decision {
        if self.dossier.phase == Phase::Closed {
            return self.standing().tag(tag::LATE);
        }
        let decision = self.standing();
        if self.rest() > Cents::ZERO {
            decision
        } else {
            self.dossier.without_timer(decision, name::EXPIRY)
        }
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str) -> Decision {
        let open = self.dossier.phase == Phase::Decided;
        match timer {
            name::EXPIRY if open && self.rest() > Cents::ZERO => {
                let status = text! { fr: "Réservation abandonnée, faute de paiement", en: "Booking dropped, not paid" };
                self.given_back(closed(status), Cents::ZERO).notify(
                    text! { fr: "Votre réservation est abandonnée", en: "Your booking is dropped" },
                    text! {
                        fr: "Elle n’a pas été payée à temps ; la salle n’est plus retenue. Ce que vous avez versé vous est rendu.",
                        en: "It was not paid in time; the room is no longer held. What you paid is given back."
                    },
                )
            }
            name::USED if open => {
                Decision::granted(used_status()).actions(desk::used()).tag(tag::INSPECT)
            }
            _ => self.standing(),
        }
    }

    // Changing and cancelling.

    fn change(&self, moved: &Move) -> Decided {
        let notice = rules::days(self.ctx, "change-days", 14);
        if self.days_before() < notice {
            return Err(self.too_late(notice));
        }
        let sessions = single(moved.day, moved.from, moved.until);
        let problem = |path: &str, message: Text| vec![self.ctx.problem(path, message)];
        if sessions.is_empty() {
            let message =
                text! { fr: "Ce créneau n’a pas de durée.", en: "This slot has no length." };
            return Err(problem("until", message));
        }
        if let Some(message) = rules::when(self.ctx, moved.day) {
            return Err(problem("day", message));
        }
        let insured = self.dossier.answers.insurance.until;
        if sessions.iter().any(|session| session.end.date() > insured) {
            let message = text! { fr: "L’assurance n’est valable que jusqu’au {insured}.", en: "The insurance is valid until {insured} only."; insured };
            return Err(problem("day", message));
        }
        let slots = vec![sessions];
        let decision = if self.dossier.phase == Phase::Decided {
            let price = self.price(&slots)?;
            let decision =
                Decision::granted(text! { fr: "Réservation changée", en: "Booking changed" })
                    .actions(desk::booked(true))
                    .reasons(rules::reasons(self.ctx, &self.dossier.answers, &slots))
                    .issue(self.agreement(&slots, &price));
            ending(self.charged(decision, name::RENT, price.rent), &slots)
        } else {
            self.reviewed(text! { fr: "Salle retenue, demande à l’étude", en: "Room held, request under review" }, &slots)
        };
        let holds = rules::holds(self.ctx, &self.dossier.answers, &slots);
        let decision = holds.into_iter().fold(decision, |it, hold| it.hold(hold.at("day")));
        Ok(decision
            .set(name::MOVED_DAY, moved.day)
            .set(name::MOVED_FROM, moved.from)
            .set(name::MOVED_UNTIL, moved.until))
    }

    fn too_late(&self, notice: i64) -> Vec<Problem> {
        let problem = self.ctx.refusal(text! {
            fr: "Il est trop tard : il faut s’y prendre {notice} jours avant. Appelez la mairie.",
            en: "It is too late: it takes {notice} days. Please call the town hall."
        });
        vec![problem]
    }

    fn cancel(&self) -> Decided {
        let notice = rules::days(self.ctx, "cancel-days", 7);
        if self.days_before() < notice {
            return Err(self.too_late(notice));
        }
        let status =
            text! { fr: "Vous avez annulé la réservation", en: "You cancelled the booking" };
        Ok(self.by_the_scale(status))
    }

    fn cancel_for(&self, cancellation: &Cancellation) -> Decision {
        let facts = Reason::new("facts", cancellation.facts.as_str());
        match cancellation.cause {
            Cause::User => {
                let status = text! { fr: "Réservation annulée à votre demande", en: "Booking cancelled as you asked" };
                self.by_the_scale(status).reason(facts.source(self.deliberation()))
            }
            Cause::Hardship => {
                let status = text! { fr: "Réservation annulée, rien n’est dû", en: "Booking cancelled, nothing is due" };
                self.given_back(closed(status), Cents::ZERO)
                    .reason(facts.source(self.deliberation()))
                    .notify(cancelled_subject(), all_back())
            }
            Cause::Town => {
                let status = text! { fr: "Réservation annulée par la commune", en: "Booking cancelled by the town" };
                self.given_back(closed(status), Cents::ZERO)
                    .reason(facts.source(source::USE))
                    .notify(cancelled_subject(), all_back())
            }
        }
    }

    fn by_the_scale(&self, status: Text) -> Decision {
        let rent = self.dossier.charge(name::RENT).map_or(Cents::ZERO, |it| Cents(it.cents));
        let kept = fees::kept(fees::category(&self.dossier.answers), rent, self.days_before());
        self.given_back(closed(status), kept.amount)
            .reason(
                Reason::new("cancellation", kept.in_words())
                    .source(self.deliberation())
                    .input("slots"),
            )
            .notify(cancelled_subject(), kept.in_words())
    }

    /// Closed before it was used: the room is given back, and of what was paid all but `kept` of
    /// the rent.
    fn given_back(&self, decision: Decision, kept: Cents) -> Decision {
        let decision = self.dossier.holds.iter().fold(decision, |it, hold| it.release(&hold.key));
        let decision = self.charged(decision, name::RENT, kept);
        let decision = self.charged(decision, name::DEPOSIT, Cents::ZERO);
        let decision = self.dossier.without_timer(decision, name::EXPIRY);
        self.dossier.without_timer(decision, name::USED)
    }

    /// A charge that is now so much: what was paid beyond it goes back.
    fn charged(&self, decision: Decision, key: &str, now: Cents) -> Decision {
        let charged = self.dossier.charge(key).map_or(Cents::ZERO, |it| Cents(it.cents));
        let decision =
            if charged == now { decision } else { decision.charge(key, charge_label(key), now) };
        let kept = self.kept(key);
        if kept > now { self.refunded(decision, key, kept - now) } else { decision }
    }

    /// What was paid of a charge and not given back.
    fn kept(&self, key: &str) -> Cents {
        let paid = self.dossier.charge(key).map_or(Cents::ZERO, |it| Cents(it.paid));
        paid - self.given_back_of(key)
    }

    fn given_back_of(&self, key: &str) -> Cents {
        self.dossier.fact(&format!("{}.{key}", name::GIVEN_BACK)).unwrap_or(Cents::ZERO)
    }

    /// Gives back a part of a charge, and remembers it.
    fn refunded(&self, decision: Decision, key: &str, back: Cents) -> Decision {
        let path = format!("{}.{key}", name::GIVEN_BACK);
        decision.refund(key, back).set(&path, self.given_back_of(key) + back)
    }

    fn inspect(&self, inspection: &Inspection) -> Decided {
        let deposit = self.kept(name::DEPOSIT);
        let kept = match inspection.state {
            State::Good => Cents::ZERO,
            State::Damaged => inspection.kept.unwrap_or(Cents::ZERO),
        };
        if kept > deposit {
            let message = text! { fr: "La caution est de {deposit}.", en: "The deposit is {deposit}."; deposit };
            return Err(self.ctx.problem("kept", message).into());
        }
        let back = deposit - kept;
        let mut decision =
            closed(text! { fr: "Réservation terminée", en: "Booking ended" }).untag(tag::INSPECT);
        if back > Cents::ZERO {
            decision = self.refunded(decision, name::DEPOSIT, back);
        }
        if let Some(facts) = &inspection.facts {
            decision = decision
                .reason(Reason::new("inspection", facts.as_str()).source(self.deliberation()));
        }
        if deposit > Cents::ZERO {
            decision = decision.notify(
                text! { fr: "Votre caution", en: "Your deposit" },
                text! {
                    fr: "Nous vous rendons {back} ; {kept} sont retenus.", en: "We give back {back}; {kept} are kept.";
                    back, kept
                },
            );
        }
        Ok(decision)
    }
}

/// One session that begins and ends at these times.
fn single(day: Date, from: Time, until: Time) -> Vec<Session> {
    let slot = crate::form::Slot {
        day,
        from,
        until,
        last_day: None,
        weekly_until: None,
        terms_only: false,
    };
    sessions::of(&slot)
}

/// With the moment after which the room is inspected.
fn ending(decision: Decision, slots: &[Vec<Session>]) -> Decision {
    match slots.concat().into_iter().map(|session| session.end).max() {
        Some(end) => decision.schedule(name::USED, end),
        None => decision,
    }
}

fn closed(status: Text) -> Decision {
    Decision::new(Phase::Closed, status).verdict(Verdict::Granted)
}

fn booked_status() -> Text {
    text! { fr: "Salle réservée", en: "Room booked" }
}

fn used_status() -> Text {
    text! { fr: "État des lieux à faire", en: "To be inspected" }
}

fn silent_status() -> Text {
    text! {
        fr: "La commune n’a pas répondu à temps : demande réputée refusée",
        en: "The town did not answer in time: deemed refused"
    }
}

fn cancelled_subject() -> Text {
    text! { fr: "Votre réservation est annulée", en: "Your booking is cancelled" }
}

fn all_back() -> Text {
    text! { fr: "Rien n’est dû ; ce que vous avez versé vous est rendu.", en: "Nothing is due; what you paid is given back." }
}

fn charge_label(key: &str) -> Text {
    match key {
        name::DEPOSIT => text! { fr: "Caution", en: "Deposit" },
        _ => text! { fr: "Location de la salle", en: "Rent of the room" },
    }
}
