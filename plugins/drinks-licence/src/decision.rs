//! What each event does to a request. Start at [`decide`].
//!
//! ```text
//! submitted ─> to check <─> waiting for an answer
//!                 │ check
//!                 v
//!              to sign ─sign, or two months of silence─> licensed ─the event is over─> closed
//!                 │ refuse                                   └ called off ─> closed
//!                 v
//!              refused
//! ```
//!
//! A request holds one of the year's licences from the moment it comes in: pending ones count.
//! A refusal, a withdrawal and an event that is called off give it back; a licence that was used
//! stays counted.

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::desk::{self, Conditions, Ground, Piece, key};
use crate::form::Application;
use crate::kind::{self, HOLD, Quota};
use crate::order;
use crate::rules::{self, Opening, source};

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const CHECKED: &str = "checked-on";
    pub(super) const OVER: &str = "over";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const EXCEPTIONAL: &str = "exceptional-event";
    pub(super) const ZONE: &str = "protected-zone";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const SILENCE: &str = "implicit-acceptance";
    pub(super) const OVER: &str = "event-over";
}

type Decided = Result<Decision, Vec<Problem>>;

/// A request on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Application>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Application>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let in_review = dossier.phase == Phase::InReview;
    let over = dossier.has_tag(tag::OVER);
    let (to_check, to_sign) = (in_review && !desk.is_checked(), in_review && desk.is_checked());
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review().tag(tag::INCOMPLETE))
        }
        Event::Silence(Silence::Accepted) if open => Ok(desk.fall_silent()),
        Event::Withdrawn if open => Ok(dossier.without_timer(
            Decision::withdrawn(text! {
                fr: "Vous avez retiré votre demande", en: "You withdrew your request"
            }),
            name::OVER,
        )),
        Event::Timer(timer) => Ok(desk.timer(timer)),
        Event::Acted(taken) => match taken.key.as_str() {
            key::REQUEST if to_check && !over => Ok(desk.request(&taken.inputs(ctx)?)),
            key::CHECK if to_check && !over => Ok(desk.check()),
            key::SIGN if to_sign && !over => Ok(desk.sign(&taken.inputs(ctx)?)),
            key::REFUSE if in_review && !over => Ok(desk.refuse(&taken.inputs(ctx)?)),
            key::CANCEL if desk.is_to_come() => Ok(desk.cancel()),
            key::CLOSE if in_review && over => Ok(desk.close()),
            _ => Err(not_now(ctx)),
        },
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn application(&self) -> &Application {
        &self.dossier.answers
    }

    fn is_checked(&self) -> bool {
        self.dossier.fact::<Date>(name::CHECKED).is_some()
    }

    /// Licensed, and not over yet.
    fn is_to_come(&self) -> bool {
        self.dossier.phase == Phase::Decided
            && self.dossier.verdict == Some(Verdict::Granted)
            && self.ctx.today() <= self.application().event.first_day
    }

    fn quota(&self) -> Option<Quota> {
        let draft = Application::draft(&self.dossier.given, self.ctx);
        Quota::of(self.ctx, &draft, &self.dossier.holds)
    }

    fn reasons(&self) -> Vec<Reason> {
        let mut reasons = rules::reasons(self.ctx, self.application(), self.dossier.submitted_on);
        let quota = self.quota().zip(kind::asked(self.application()));
        reasons.extend(quota.map(|(quota, kind)| rules::quota_reason(&quota, &kind)));
        reasons
    }

    // Examining.

    fn receive(&self) -> Decided {
        let received = self.dossier.submitted_on;
        let then = Context { today: received.into(), ..self.ctx.clone() };
        let draft = Application::draft(&self.dossier.given, &then);
        let mut problems = rules::missing(self.ctx, &draft, received);
        problems.extend(rules::problems(self.ctx, &draft, received));
        // Whether there is one left, the host says when it takes it.
        let Some(quota) = self.quota() else { return Err(problems) };
        if !problems.is_empty() {
            return Err(problems);
        }
        let marks = [
            (tag::EXCEPTIONAL, self.application().event.exceptional.is_some()),
            (tag::ZONE, self.application().event.protected),
            (tag::INCOMPLETE, false),
            (tag::OVER, false),
        ];
        let marked = |decision, (tag, applies)| self.dossier.marked(decision, tag, applies);
        let until = Opening::of_application(self.application()).until;
        let mut decision = self.to_check().hold(quota.hold()).schedule(name::OVER, until);
        if self.is_checked() {
            // What was checked was something else.
            decision = decision.unset(name::CHECKED);
        }
        Ok(marks.into_iter().fold(decision, marked))
    }

    fn in_review(&self) -> Decision {
        if self.is_checked() { self.to_sign() } else { self.to_check() }
    }

    fn to_check(&self) -> Decision {
        let status = text! { fr: "Demande reçue, à l’étude", en: "Request received, under review" };
        Decision::in_review(status).actions(desk::to_check()).reasons(self.reasons())
    }

    fn to_sign(&self) -> Decision {
        let status = text! { fr: "Demande vérifiée, en attente de signature", en: "Request checked, awaiting signature" };
        Decision::in_review(status).actions(desk::to_sign()).reasons(self.reasons())
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let days = self.ctx.setting::<i64>("piece-days").unwrap_or(15).max(1);
        let until = civil::plus_days(self.ctx.today(), days);
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Decision::waiting(status).reasons(self.reasons()).request(asked.demand(until))
    }

    fn check(&self) -> Decision {
        self.to_sign().set(name::CHECKED, self.ctx.today())
    }

    // Deciding.

    fn licensed(&self) -> Decision {
        let (from, day) = (self.application().event.first_day, self.ctx.today());
        let status =
            text! { fr: "Buvette autorisée pour le {from}", en: "Bar licensed for {from}"; from };
        let decision = Decision::granted(status);
        let exempt = kind::asked(self.application()).is_some_and(|kind| kind.is_exemption());
        let decision = if exempt { decision.exemption() } else { decision };
        if day <= from { decision.actions(desk::to_cancel(from)) } else { decision }
    }

    fn sign(&self, conditions: &Conditions) -> Decision {
        let text = kind::asked(self.application()).map(|kind| kind.source).unwrap_or_default();
        let closes = self.application().event.closes;
        self.licensed()
            .reasons(self.reasons())
            .issue(order::licence(self.application(), &text, conditions))
            .transmit(order::ORDER, order::POLICE)
            .notify(
                text! { fr: "Votre buvette est autorisée", en: "Your bar is licensed" },
                text! {
                    fr: "Gardez l’arrêté sur place pendant la manifestation. La buvette ferme à {closes}. Si la manifestation est annulée, dites-le ici avant le premier jour : l’autorisation n’est alors pas comptée.",
                    en: "Keep the order at hand during the event. The bar closes at {closes}. Should the event be called off, say so here before its first day: the licence is then not counted.";
                    closes
                },
            )
    }

    /// The law accepts. No order was signed, so the police have to be told.
    fn fall_silent(&self) -> Decision {
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence gardé pendant deux mois vaut acceptation.",
                en: "Silence of two months means acceptance."
            },
        );
        self.licensed().reason(reason.source(source::SILENCE)).tag(tag::SILENCE).notify(
            text! { fr: "Votre buvette est autorisée", en: "Your bar is licensed" },
            text! {
                fr: "Nous n’avons pas répondu à temps : la loi considère votre demande comme acceptée. Vous pouvez nous en demander une attestation (CRPA L232-3).",
                en: "We did not answer in time: the law takes your request to be accepted. You may ask us for an attestation of it (CRPA L232-3)."
            },
        )
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre demande de buvette est refusée", en: "Your request for a bar is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision. Cette demande n’est pas comptée parmi vos autorisations de l’année.",
                    en: "The reasons, in law and in fact, are in the decision. This request does not count among your licences of the year."
                },
            );
        self.dossier.without_timer(decision, name::OVER)
    }

    fn cancel(&self) -> Decision {
        let status = text! { fr: "Manifestation annulée", en: "Event called off" };
        let decision = Decision::new(Phase::Closed, status)
            .verdict(self.dossier.verdict)
            .release(HOLD)
            .issue(order::called_off(self.application()))
            .transmit(order::CALLED_OFF, order::POLICE)
            .notify(
                text! { fr: "Manifestation annulée", en: "Event called off" },
                text! {
                    fr: "L’autorisation n’a plus d’effet et n’est plus comptée parmi celles de l’année.",
                    en: "The licence has no effect any more and no longer counts among those of the year."
                },
            );
        self.dossier.without_timer(decision, name::OVER)
    }

    fn close(&self) -> Decision {
        let status = text! { fr: "Demande classée : la manifestation est passée", en: "Request closed: the event is over" };
        let reason = Reason::new(
            "over",
            text! { fr: "La manifestation est passée sans décision.", en: "The event passed without a decision." },
        );
        Decision::decided(Verdict::NoFurtherAction, status)
            .reason(reason.input("event.last-day"))
            .untag(tag::OVER)
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str) -> Decision {
        let over = timer == name::OVER;
        match self.dossier.phase {
            Phase::Decided if self.dossier.verdict == Some(Verdict::Granted) && over => {
                let status = text! { fr: "La manifestation est passée", en: "The event is over" };
                Decision::new(Phase::Closed, status).verdict(self.dossier.verdict)
            }
            Phase::InReview | Phase::WaitingForApplicant if over => {
                let status = text! { fr: "La manifestation est passée sans décision", en: "The event passed without a decision" };
                Decision::in_review(status).actions(desk::to_close()).tag(tag::OVER)
            }
            Phase::InReview => self.in_review(),
            phase => Decision::new(phase, text! { fr: "Demande terminée", en: "Request ended" })
                .verdict(self.dossier.verdict),
        }
    }
}
