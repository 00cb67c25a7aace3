//! What each event does to a registration. Start at [`decide`].
//!
//! ```text
//! submitted ─> to acknowledge, within eight days <─> waiting for an answer
//!                   │ register                 │ objection, refuse
//!                   v                          v
//!              registered <─> suspended     ended
//!               │    │ each year: to confirm
//!               │    └ calls of a campaign
//!               v
//!            removed: at once, by whom it concerns or by an agent
//! ```
//!
//! Whoever does not confirm stays registered and is marked: to be forgotten in a heatwave would be
//! worse than to be called once too often. What a call found is for agents alone, so it stands in
//! facts and marks, never in a status or a reason.

use guichet_sdk::desk::{PiecesAsked, Refusal};
use guichet_sdk::prelude::*;

use crate::desk::{
    self, Away, CAMPAIGN, Call, Change, Ground, HandOver, Outcome, Piece, Removal, Why, key,
};
use crate::form::Application;
use crate::letters;
use crate::rules::{self, source};

/// Names that the dossier keeps from one decision to the next.
mod name {
    /// Timers.
    pub(super) const ACKNOWLEDGE: &str = "acknowledge";
    pub(super) const RECONFIRM: &str = "reconfirm";
    pub(super) const UNCONFIRMED: &str = "unconfirmed";
    pub(super) const BACK: &str = "back";
    pub(super) const TIMERS: [&str; 4] = [ACKNOWLEDGE, RECONFIRM, UNCONFIRMED, BACK];
    /// Facts.
    pub(super) const ATTEMPTS: &str = "call.attempts";
    pub(super) const UNANSWERED: &str = "call.unanswered";
    pub(super) const OUTCOME: &str = "call.outcome";
    pub(super) const CALLED: &str = "call.day";
    pub(super) const NOTE: &str = "call.note";
    pub(super) const CONFIRMED: &str = "confirmed-on";
    pub(super) const AWAY: &str = "away-until";
    pub(super) const REMOVED: &str = "removed.why";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const ACKNOWLEDGE: &str = "last-day-to-acknowledge";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const REGISTERED: &str = "registered";
    pub(super) const UNCONFIRMED: &str = "unconfirmed";
    pub(super) const NO_ANSWER: &str = "no-answer";
    pub(super) const VISIT: &str = "visit-needed";
    pub(super) const EMERGENCY: &str = "emergency";
    /// Those of a registration, which end with it.
    pub(super) const ALL: [&str; 7] =
        [ACKNOWLEDGE, INCOMPLETE, REGISTERED, UNCONFIRMED, NO_ANSWER, VISIT, EMERGENCY];
}

type Decided = Result<Decision, Vec<Problem>>;

/// A registration on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Application>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Application>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let in_review = dossier.phase == Phase::InReview;
    let granted = dossier.phase == Phase::Decided && dossier.verdict == Some(Verdict::Granted);
    let away = granted && desk.away_until().is_some();
    let registered = granted && !away;
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if dossier.phase == Phase::WaitingForApplicant => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review().tag(tag::INCOMPLETE))
        }
        Event::Withdrawn if open => Ok(desk.ended(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        }))),
        Event::Timer(timer) => Ok(desk.timer(timer)),
        Event::Acted(taken) => match taken.key.as_str() {
            key::REQUEST if in_review => Ok(desk.request(&taken.inputs(ctx)?)),
            key::REGISTER if in_review => Ok(desk.register()),
            key::OBJECTION if in_review => Ok(desk.object()),
            key::REFUSE if in_review => Ok(desk.refuse(&taken.inputs(ctx)?)),
            key::CALL if registered => Ok(desk.call(&taken.inputs(ctx)?)),
            key::CONFIRM if registered => Ok(desk.confirm()),
            key::CHANGE if registered => desk.change(&taken.inputs(ctx)?),
            key::HAND_OVER if registered => Ok(desk.hand_over(&taken.inputs(ctx)?)),
            key::SUSPEND if registered => Ok(desk.suspend(&taken.inputs(ctx)?)),
            key::RESUME if away => Ok(desk.resume()),
            key::REMOVE if granted => Ok(desk.remove(taken.inputs::<Removal>(ctx)?.why)),
            key::LEAVE if granted => Ok(desk.remove(Why::Request)),
            _ => Err(desk.not_now()),
        },
        _ => Err(desk.not_now()),
    }
}

impl Desk<'_> {
    fn application(&self) -> &Application {
        &self.dossier.answers
    }

    fn not_now(&self) -> Vec<Problem> {
        let problem = self.ctx.refusal(text! {
            fr: "Ce n’est pas possible à cette étape.",
            en: "That is not possible at this stage."
        });
        vec![problem]
    }

    fn setting(&self, key: &str, otherwise: i64) -> i64 {
        self.ctx.setting(key).unwrap_or(otherwise).max(1)
    }

    fn has_timer(&self, key: &str) -> bool {
        self.dossier.timers.iter().any(|timer| timer.key == key)
    }

    fn without_timer(&self, decision: Decision, key: &str) -> Decision {
        if self.has_timer(key) { decision.cancel_timer(key) } else { decision }
    }

    /// With exactly those of the marks that apply.
    fn marked(&self, decision: Decision, marks: &[(&str, bool)]) -> Decision {
        marks.iter().fold(decision, |decision, (tag, applies)| {
            match (*applies, self.dossier.has_tag(tag)) {
                (true, false) => decision.tag(tag),
                (false, true) => decision.untag(tag),
                _ => decision,
            }
        })
    }

    /// Without timers and marks: nobody is called any more.
    fn ended(&self, decision: Decision) -> Decision {
        let decision =
            name::TIMERS.iter().fold(decision, |decision, key| self.without_timer(decision, key));
        self.marked(decision, &tag::ALL.map(|tag| (tag, false)))
    }

    // Examining.

    fn last_day_to_acknowledge(&self) -> Date {
        let days = rules::acknowledgement_days(self.ctx);
        civil::plus_days(self.dossier.submitted_on, days)
    }

    fn receive(&self) -> Decided {
        let received = self.dossier.submitted_on;
        let draft = Application::draft(&self.dossier.given, self.ctx);
        let problems = rules::problems(self.ctx, &draft, received);
        if !problems.is_empty() {
            return Err(problems);
        }
        let decision = self.in_review();
        let last = self.last_day_to_acknowledge();
        let decision = if last >= self.ctx.today() {
            decision.schedule(name::ACKNOWLEDGE, last)
        } else {
            decision
        };
        Ok(self.marked(decision, &[(tag::INCOMPLETE, false)]))
    }

    fn in_review(&self) -> Decision {
        let last = self.last_day_to_acknowledge();
        let status = text! {
            fr: "Demande reçue : nous en accusons réception par courrier au plus tard le {last}",
            en: "Request received: we acknowledge it by letter on {last} at the latest";
            last
        };
        Decision::in_review(status)
            .actions(desk::to_acknowledge())
            .reasons(rules::reasons(self.ctx, self.application()))
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let until = civil::plus_days(self.ctx.today(), self.setting("piece-days", 15));
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Decision::waiting(status)
            .reasons(rules::reasons(self.ctx, self.application()))
            .request(asked.demand(until))
    }

    // Deciding.

    fn register(&self) -> Decision {
        let (received, today) = (self.dossier.submitted_on, self.ctx.today());
        let days = rules::acknowledgement_days(self.ctx);
        let in_time = Reason::new(
            "acknowledged",
            text! {
                fr: "Demande du {received}, accusé de réception du {today} ; le décret donne {days} jours.",
                en: "Request of {received}, acknowledged on {today}; the decree gives {days} days.";
                received, today, days
            },
        )
        .source(source::DECREE);
        let decision = self
            .registered()
            .reasons(rules::reasons(self.ctx, self.application()))
            .reason(in_time)
            .issue(letters::acknowledgement(self.dossier))
            .set(name::CONFIRMED, today)
            .schedule(name::RECONFIRM, self.next_confirmation())
            .notify(
                text! { fr: "L’inscription au registre est faite", en: "The registration has been made" },
                text! {
                    fr: "Un courrier part à la personne inscrite. L’inscription peut être retirée à tout moment, depuis cette page ou par tout autre moyen.",
                    en: "A letter leaves to the person registered. The registration may be taken back at any time, from this page or by any other means."
                },
            );
        let decision = self.without_timer(decision, name::ACKNOWLEDGE);
        self.marked(
            decision,
            &[(tag::ACKNOWLEDGE, false), (tag::INCOMPLETE, false), (tag::REGISTERED, true)],
        )
    }

    fn object(&self) -> Decision {
        let sentence = text! {
            fr: "La personne s’oppose à figurer au registre : l’inscription est facultative.",
            en: "The person objects to stand in the register: registration is optional."
        };
        let status = text! { fr: "Sans suite : la personne s’est opposée", en: "Ended: the person objected" };
        self.ended(
            Decision::decided(Verdict::NoFurtherAction, status).reason(
                Reason::new("objection", sentence).source(source::DECREE).input("requester"),
            ),
        )
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Inscription refusée", en: "Registration refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "L’inscription n’a pas pu être faite", en: "The registration could not be made" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision.",
                    en: "The reasons, in law and in fact, are in the decision."
                },
            );
        self.ended(decision)
    }

    // In the register.

    fn away_until(&self) -> Option<Date> {
        self.dossier.fact(name::AWAY)
    }

    fn registered(&self) -> Decision {
        let status = text! { fr: "Personne inscrite au registre", en: "Entered in the register" };
        Decision::granted(status).actions(desk::registered(self.application().requester))
    }

    fn suspended(&self, until: Date) -> Decision {
        let status = text! { fr: "Inscription suspendue jusqu’au {until}", en: "Registration suspended until {until}"; until };
        Decision::granted(status).actions(desk::suspended(self.application().requester))
    }

    /// As it stands, for what changes little.
    fn standing(&self) -> Decision {
        match self.away_until() {
            Some(until) => self.suspended(until),
            None => self.registered(),
        }
    }

    fn next_confirmation(&self) -> Date {
        let months = i32::try_from(self.setting("confirmation-months", 12)).unwrap_or(12);
        civil::plus_months(self.ctx.today(), months)
    }

    fn confirm(&self) -> Decision {
        let decision = self.registered().set(name::CONFIRMED, self.ctx.today());
        let decision = self.without_timer(decision, name::UNCONFIRMED);
        let decision = decision.schedule(name::RECONFIRM, self.next_confirmation());
        self.marked(decision, &[(tag::UNCONFIRMED, false)])
    }

    fn change(&self, change: &Change) -> Decided {
        let elsewhere = change.address.as_ref().and_then(|address| address.commune.as_ref());
        if elsewhere.is_some_and(|commune| *commune != self.ctx.town_code) {
            let moved = text! {
                fr: "Ce registre est celui de la commune : quittez-le, et inscrivez-vous dans la nouvelle.",
                en: "This is the register of the town: leave it, and register in the new one."
            };
            return Err(self.ctx.problem("address", moved).into());
        }
        let decision = match &change.address {
            Some(address) => self.registered().set(letters::ADDRESS, address.clone()),
            None => self.registered(),
        };
        Ok(match &change.phone {
            Some(phone) => decision.set(letters::PHONE, phone.clone()),
            None => decision,
        })
    }

    fn hand_over(&self, asked: &HandOver) -> Decision {
        let sentence = text! {
            fr: "Communiqué au préfet, à sa demande, quand le plan est déclenché.",
            en: "Handed over to the prefect on demand, as the plan was triggered."
        };
        self.registered()
            .reason(Reason::new("prefect", sentence).source(source::REGISTER))
            .issue(letters::extract(self.dossier, asked.asked_on))
            .transmit(letters::EXTRACT, letters::PREFECT)
    }

    fn suspend(&self, away: &Away) -> Decision {
        let decision = self
            .suspended(away.until)
            .set(name::AWAY, away.until)
            .schedule(name::BACK, civil::plus_days(away.until, 1));
        self.marked(decision, &[(tag::REGISTERED, false)])
    }

    fn resume(&self) -> Decision {
        let decision = self.without_timer(self.registered().unset(name::AWAY), name::BACK);
        self.marked(decision, &[(tag::REGISTERED, true)])
    }

    /// Removal takes effect at once, and takes all that calls found along.
    fn remove(&self, why: Why) -> Decision {
        let status = text! { fr: "Personne retirée du registre", en: "Removed from the register" };
        let decision = Decision::new(Phase::Closed, status).verdict(self.dossier.verdict);
        let facts = self.dossier.facts.iter().map(|(path, _)| path.to_owned());
        let decision = facts.fold(decision, |decision, path| decision.unset(&path));
        self.ended(decision.set(name::REMOVED, why).notify(
            text! { fr: "L’inscription au registre est retirée", en: "The registration has been removed" },
            text! {
                fr: "Plus personne n’est appelé à ce titre. Vous pouvez faire effacer ce dossier dès maintenant, depuis cette page.",
                en: "Nobody is called on its account any more. You may have this file erased now, from this page."
            },
        ))
    }

    // Calls.

    fn call(&self, call: &Call) -> Decision {
        let same = self.dossier.fact::<String>(CAMPAIGN).as_deref() == Some(call.campaign.as_str());
        let so_far = |fact: &str| {
            if same { self.dossier.fact::<i64>(fact).unwrap_or(0) } else { 0 }
        };
        let attempts = so_far(name::ATTEMPTS) + 1;
        let no_answer = call.outcome == Outcome::NoAnswer;
        let unanswered = if no_answer { so_far(name::UNANSWERED) + 1 } else { 0 };
        let in_vain = unanswered >= self.setting("call-attempts", 3);
        let decision = self
            .registered()
            .set(CAMPAIGN, call.campaign.clone())
            .set(name::ATTEMPTS, attempts)
            .set(name::UNANSWERED, unanswered)
            .set(name::OUTCOME, call.outcome)
            .set(name::CALLED, self.ctx.today());
        let decision = match &call.note {
            Some(note) => decision.set(name::NOTE, note.clone()),
            None if self.dossier.facts.value(name::NOTE).is_some() => decision.unset(name::NOTE),
            None => decision,
        };
        self.marked(
            decision,
            &[
                (tag::NO_ANSWER, no_answer),
                (tag::VISIT, call.outcome == Outcome::Visit || in_vain),
                (tag::EMERGENCY, call.outcome == Outcome::Emergency),
            ],
        )
    }

    // Time.

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str) -> Decision {
        let granted =
            self.dossier.phase == Phase::Decided && self.dossier.verdict == Some(Verdict::Granted);
        match (self.dossier.phase, timer) {
            (Phase::InReview, name::ACKNOWLEDGE) => self.in_review().tag(tag::ACKNOWLEDGE),
            (Phase::WaitingForApplicant, _) => {
                let status = text! { fr: "À compléter : voyez ce qui est demandé", en: "To be completed: see what is asked for" };
                Decision::waiting(status).tag(tag::ACKNOWLEDGE)
            }
            (_, name::RECONFIRM) if granted => self.ask_to_confirm(),
            (_, name::UNCONFIRMED) if granted => {
                self.marked(self.standing(), &[(tag::UNCONFIRMED, true)])
            }
            (_, name::BACK) if granted => {
                self.marked(self.registered().unset(name::AWAY), &[(tag::REGISTERED, true)])
            }
            (Phase::InReview, _) => self.in_review(),
            _ if granted => self.standing(),
            (phase, _) => Decision::new(phase, text! { fr: "Terminé", en: "Ended" })
                .verdict(self.dossier.verdict),
        }
    }

    fn ask_to_confirm(&self) -> Decision {
        let until = civil::plus_days(self.ctx.today(), self.setting("confirmation-days", 30));
        self.standing().schedule(name::UNCONFIRMED, until).notify(
            text! { fr: "Souhaitez-vous rester au registre ?", en: "Do you wish to stay in the register?" },
            text! {
                fr: "Confirmez l’inscription et les coordonnées avant le {until}, depuis cette page ou par téléphone. Sans réponse, l’inscription demeure et nous vous appellerons.",
                en: "Please confirm the registration and the contact details before {until}, from this page or by telephone. Without an answer the registration stays, and we shall call you.";
                until
            },
        )
    }
}
