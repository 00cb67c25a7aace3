//! What each event does to a request. Start at [`decide`].
//!
//! ```text
//! submitted ─> to meet <─> waiting for a piece
//!                 │ verify
//!                 v
//!             to decide ─validate─> validated ─handed over─> closed
//!                 │ refuse
//!                 v
//!              refused
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::desk::{self, Appointment, Ground, Outcome, Piece, Visit, key};
use crate::form::Application;
use crate::rules;

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const VERIFIED: &str = "verified-on";
    pub(super) const DAY: &str = "appointment.day";
    pub(super) const TIME: &str = "appointment.time";
    pub(super) const VISIT: &str = "visit.outcome";
    pub(super) const COLLECT: &str = "collect";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const HOME: &str = "home-to-check";
    pub(super) const MEANS: &str = "means-to-check";
    pub(super) const MINOR: &str = "minor-alone";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const SILENCE: &str = "implicit-refusal";
    pub(super) const UNCOLLECTED: &str = "not-collected";
}

type Decided = Result<Decision, Vec<Problem>>;

struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Application>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Application>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let in_review = dossier.phase == Phase::InReview;
    let verified = dossier.fact::<Date>(name::VERIFIED).is_some();
    let validated = dossier.phase == Phase::Decided && dossier.verdict == Some(Verdict::Granted);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review(verified).tag(tag::INCOMPLETE))
        }
        Event::Silence(Silence::Refused) if open => Ok(desk.fall_silent(verified)),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        })),
        Event::Timer(timer) => Ok(desk.timer(timer, verified)),
        Event::Acted(taken) => match taken.key.as_str() {
            key::REQUEST if in_review && !verified => desk.request(&taken.inputs(ctx)?),
            key::APPOINT if in_review && !verified => Ok(desk.appoint(&taken.inputs(ctx)?)),
            key::VERIFY if in_review && !verified => Ok(desk.verify()),
            key::VISIT if in_review && verified && dossier.answers.visit => {
                Ok(desk.record_visit(&taken.inputs(ctx)?))
            }
            key::VALIDATE if in_review && verified => Ok(desk.validate()),
            key::REFUSE if in_review => Ok(desk.refuse(&taken.inputs(ctx)?)),
            key::COLLECTED if validated => Ok(desk.collected()),
            _ => Err(not_now(ctx)),
        },
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn receive(&self) -> Decided {
        let received = self.dossier.submitted_on;
        let draft = Application::draft(&self.dossier.given, self.ctx);
        let problems = rules::problems(self.ctx, &draft, received);
        if !problems.is_empty() {
            return Err(problems);
        }
        let application = &self.dossier.answers;
        let marks = [
            (tag::HOME, rules::is_small(self.ctx, application)),
            (tag::MEANS, rules::is_poor(self.ctx, application)),
            (tag::MINOR, application.guests.iter().any(|guest| guest.alone)),
            (tag::INCOMPLETE, false),
        ];
        let mut decision = self.in_review(false);
        if self.dossier.facts.value(name::VERIFIED).is_some() {
            // What was checked at the counter was something else.
            decision = decision.unset(name::VERIFIED);
        }
        let marked = |decision, (tag, applies)| self.dossier.marked(decision, tag, applies);
        Ok(marks.into_iter().fold(decision, marked))
    }

    fn in_review(&self, verified: bool) -> Decision {
        let day = self.dossier.fact::<Date>(name::DAY);
        let time = self.dossier.fact::<Time>(name::TIME);
        let status = match (verified, day, time) {
            _ if self.dossier.has_tag(tag::SILENCE) => silent_status(),
            (true, ..) => {
                text! { fr: "Demande vérifiée, en attente de signature", en: "Request checked, awaiting signature" }
            }
            (false, Some(day), Some(time)) => appointment(day, time),
            _ => {
                text! { fr: "Demande reçue : la commune vous propose un rendez-vous", en: "Request received: the town will set an appointment" }
            }
        };
        self.reviewed(status, verified)
    }

    fn reviewed(&self, status: Text, verified: bool) -> Decision {
        let actions =
            if verified { desk::to_decide(self.dossier.answers.visit) } else { desk::to_meet() };
        Decision::in_review(status)
            .actions(actions)
            .reasons(rules::reasons(self.ctx, &self.dossier.answers))
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decided {
        let days = self.ctx.setting::<i64>("piece-days").unwrap_or(15).max(1);
        let until = civil::plus_days(self.ctx.today(), days);
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Ok(Decision::waiting(status)
            .reasons(rules::reasons(self.ctx, &self.dossier.answers))
            .request(asked.demand(until)))
    }

    fn appoint(&self, appointment_: &Appointment) -> Decision {
        let (day, time) = (appointment_.day, appointment_.time);
        let words = appointment(day, time);
        self.reviewed(appointment(day, time), false)
            .set(name::DAY, day)
            .set(name::TIME, time)
            .notify(
                text! { fr: "Votre rendez-vous en mairie", en: "Your appointment at the town hall" },
                text! {
                    fr: "{words}. Venez avec votre pièce d’identité et les originaux des pièces jointes.",
                    en: "{words}. Bring your identity document and the originals of what you attached.";
                    words
                },
            )
    }

    fn verify(&self) -> Decision {
        let status = text! { fr: "Demande vérifiée, en attente de signature", en: "Request checked, awaiting signature" };
        let sentence = text! {
            fr: "Vous êtes venu en personne, avec votre pièce d’identité et les originaux.",
            en: "You came in person, with your identity document and the originals."
        };
        self.reviewed(status, true)
            .reason(Reason::new("in-person", sentence).source(rules::source::IN_PERSON))
            .set(name::VERIFIED, self.ctx.today())
    }

    fn record_visit(&self, visit: &Visit) -> Decision {
        let outcome = visit.outcome;
        let sentence = match outcome {
            Outcome::NoConsent => text! {
                fr: "Sans accord pour une visite, les conditions normales de logement sont réputées non remplies.",
                en: "Without consent to a visit, normal conditions of accommodation are deemed not to be met."
            },
            _ => text! {
                fr: "Visite du logement : conditions normales d’accueil, {outcome}.",
                en: "Visit of the home: normal conditions, {outcome}.";
                outcome
            },
        };
        let decision = self
            .in_review(true)
            .reason(Reason::new("visit", sentence).source(rules::source::VISIT).input("visit"))
            .set(name::VISIT, outcome)
            .set("visit.facts", visit.facts.clone());
        match outcome {
            Outcome::Fit => self.dossier.marked(decision, tag::HOME, false),
            _ => decision,
        }
    }

    fn validate(&self) -> Decision {
        let days = self.ctx.setting::<i64>("collect-days").unwrap_or(60).max(1);
        let until = civil::plus_days(self.ctx.today(), days);
        let decision = Decision::granted(text! {
            fr: "Attestation validée : à retirer en mairie", en: "Certificate validated: collect it at the town hall"
        })
        .actions(desk::to_collect())
        .reasons(rules::reasons(self.ctx, &self.dossier.answers))
        .schedule(name::COLLECT, until)
        .notify(
            text! { fr: "Votre attestation d’accueil est validée", en: "Your certificate of accommodation is validated" },
            text! {
                fr: "Venez la retirer en mairie avec votre pièce d’identité avant le {until}, puis envoyez l’original à la personne que vous accueillez.",
                en: "Collect it at the town hall with your identity document before {until}, then send the original to your guest.";
                until
            },
        );
        self.heard(decision)
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre demande d’attestation est refusée", en: "Your request is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision. Un recours devant le préfet est obligatoire avant de saisir le tribunal administratif.",
                    en: "The reasons, in law and in fact, are in the decision. An appeal to the prefect must come before one to the administrative court."
                },
            );
        self.heard(decision)
    }

    /// Without the mark of a silence that is over.
    fn heard(&self, decision: Decision) -> Decision {
        self.dossier.marked(decision, tag::SILENCE, false)
    }

    fn fall_silent(&self, verified: bool) -> Decision {
        self.reviewed(silent_status(), verified)
            .reason(
                Reason::new("silence", text! {
                    fr: "Le silence d’un mois vaut rejet.", en: "Silence of one month means refusal."
                })
                .source(rules::source::SILENCE),
            )
            .tag(tag::SILENCE)
            .notify(
                text! { fr: "Nous n’avons pas répondu à temps", en: "We did not answer in time" },
                text! {
                    fr: "La loi considère votre demande comme refusée. Nous continuons à la traiter ; vous pouvez nous en demander les motifs (CRPA L232-4).",
                    en: "The law takes your request to be refused. We go on dealing with it; you may ask us for the reasons (CRPA L232-4)."
                },
            )
    }

    fn collected(&self) -> Decision {
        let decision = Decision::new(
            Phase::Closed,
            text! {
                fr: "Attestation remise", en: "Certificate handed over"
            },
        )
        .verdict(Verdict::Granted);
        self.dossier.without_timer(decision, name::COLLECT)
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str, verified: bool) -> Decision {
        let validated =
            self.dossier.phase == Phase::Decided && self.dossier.verdict == Some(Verdict::Granted);
        if validated {
            let decision = Decision::granted(text! {
                fr: "Attestation validée : à retirer en mairie", en: "Certificate validated: collect it at the town hall"
            })
            .actions(desk::to_collect());
            return if timer == name::COLLECT { decision.tag(tag::UNCOLLECTED) } else { decision };
        }
        match self.dossier.phase {
            Phase::InReview => self.in_review(verified),
            phase => Decision::new(phase, text! { fr: "Demande terminée", en: "Request ended" })
                .verdict(self.dossier.verdict),
        }
    }
}

fn appointment(day: Date, time: Time) -> Text {
    text! { fr: "Rendez-vous en mairie le {day} à {time}", en: "Appointment at the town hall on {day} at {time}"; day, time }
}

fn silent_status() -> Text {
    text! {
        fr: "La commune n’a pas répondu à temps : demande réputée refusée",
        en: "The town did not answer in time: deemed refused"
    }
}
