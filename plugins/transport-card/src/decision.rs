//! What each event does to a request. Start at [`decide`].
//!
//! ```text
//! submitted ─> in review <─> waiting for a piece
//!                  │ accept                │ refuse
//!                  v                       v
//!     granted, to pay ─paid─> to be made   refused
//!                  (free: at once) │ produce
//!                                  v
//!          in use ─lost─> duplicate to pay ─paid─> to be made
//!             │ its last day passes
//!             v
//!          closed
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::desk::{self, Ground, Piece, Production, key};
use crate::fare::{self, Fare};
use crate::form::{self, Application, Delivery, Request};

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const CARD: &str = "card";
    pub(super) const DUPLICATE: &str = "duplicate";
    pub(super) const REMINDER: &str = "payment-reminder";
    pub(super) const RENEWAL: &str = "renewal";
    pub(super) const EXPIRY: &str = "expiry";
    pub(super) const NUMBER: &str = "card.number";
    pub(super) const UNTIL: &str = "card.until";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const PRODUCE: &str = "to-produce";
    pub(super) const UNPAID: &str = "unpaid";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const SILENCE: &str = "implicit-refusal";
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
    let granted = dossier.verdict == Some(Verdict::Granted);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review()?.tag(tag::INCOMPLETE))
        }
        Event::Silence(Silence::Refused) if open => desk.fall_silent(),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        })),
        Event::Paid(_) if granted => Ok(desk.paid()),
        Event::Timer(timer) if granted => Ok(desk.timer(timer)),
        Event::Acted(taken) => match taken.key.as_str() {
            key::REQUEST if in_review => desk.request(&taken.inputs(ctx)?),
            key::ACCEPT if in_review => desk.accept(),
            key::REFUSE if in_review => Ok(desk.refuse(&taken.inputs(ctx)?)),
            key::PRODUCE if desk.is_to_produce() => Ok(desk.produce(&taken.inputs(ctx)?)),
            key::LOST if desk.is_in_use() => desk.lose(),
            _ => Err(not_now(ctx)),
        },
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn days(&self, setting: &str, otherwise: i64) -> i64 {
        self.ctx.setting::<i64>(setting).unwrap_or(otherwise).max(1)
    }

    /// The fare of what was asked, at the age of the day on which it was asked: the time that the
    /// town takes makes nobody's card dearer.
    fn fare(&self) -> Result<Fare, Vec<Problem>> {
        let then = Context { today: self.dossier.submitted_on.into(), ..self.ctx.clone() };
        let draft = Application::draft(&self.dossier.given, &then);
        match fare::of(&then, &draft) {
            Some(fare) => Ok(fare?),
            None => Err(not_now(self.ctx)),
        }
    }

    // Examining.

    fn receive(&self) -> Decided {
        let then = Context { today: self.dossier.submitted_on.into(), ..self.ctx.clone() };
        let problems = form::problems(&then, &Application::draft(&self.dossier.given, &then));
        if !problems.is_empty() {
            return Err(problems);
        }
        let decision = self.in_review()?;
        Ok(self.dossier.marked(decision, tag::INCOMPLETE, false))
    }

    fn in_review(&self) -> Decided {
        let status = if self.dossier.has_tag(tag::SILENCE) {
            silent_status()
        } else {
            text! { fr: "Demande complète, à l’étude", en: "Request complete, under review" }
        };
        Ok(Decision::in_review(status)
            .actions(desk::in_review())
            .reason(resident())
            .reason(self.fare()?.reason(self.ctx)))
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decided {
        let until = civil::plus_days(self.ctx.today(), self.days("piece-days", 15));
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Ok(Decision::waiting(status)
            .reason(self.fare()?.reason(self.ctx))
            .request(asked.demand(until)))
    }

    fn fall_silent(&self) -> Decided {
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune vaut rejet : la demande a un caractère financier.",
                en: "Silence of the town means refusal: the request is of a financial character."
            },
        );
        Ok(Decision::in_review(silent_status())
            .actions(desk::in_review())
            .reason(reason.source("CRPA L231-4, 3°"))
            .tag(tag::SILENCE)
            .notify(
                text! { fr: "Nous n’avons pas répondu à temps", en: "We did not answer in time" },
                text! {
                    fr: "La loi considère votre demande comme refusée. Nous continuons cependant à la traiter ; vous pouvez nous en demander les motifs (CRPA L232-4).",
                    en: "The law takes your request to be refused. We go on dealing with it all the same; you may ask us for the reasons (CRPA L232-4)."
                },
            ))
    }

    // Deciding.

    fn accept(&self) -> Decided {
        let fare = self.fare()?;
        let decision = if fare.due > Cents::ZERO {
            let due = fare.due;
            self.to_pay(name::CARD, card_label(&self.dossier.answers), due).notify(
                text! { fr: "Votre carte de transport est accordée", en: "Your transport card is granted" },
                text! {
                    fr: "Votre carte est fabriquée dès que son prix est payé : {due}.",
                    en: "Your card is made as soon as its price is paid: {due}.";
                    due
                },
            )
        } else {
            self.to_make()
        };
        let decision = decision.reason(resident()).reason(fare.reason(self.ctx));
        Ok(self.dossier.marked(decision, tag::SILENCE, false))
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre demande de carte est refusée", en: "Your request for a card is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision.",
                    en: "The reasons, in law and in fact, are in the decision."
                },
            );
        self.dossier.marked(decision, tag::SILENCE, false)
    }

    /// Granted, with something to pay first.
    fn to_pay(&self, charge: &str, label: Text, due: Cents) -> Decision {
        let until = civil::plus_days(self.ctx.today(), self.days("payment-days", 30));
        Decision::granted(text! { fr: "À payer : {due}", en: "To pay: {due}"; due })
            .charge(charge, label, due)
            .schedule(name::REMINDER, until)
    }

    fn to_make(&self) -> Decision {
        let status = text! { fr: "Carte en fabrication", en: "The card is being made" };
        Decision::granted(status).actions(desk::to_produce()).tag(tag::PRODUCE)
    }

    // In force.

    /// What was asked for and is not paid.
    fn rest(&self) -> Cents {
        let rest = |account: &Account| Cents((account.cents - account.paid).max(0));
        self.dossier.charges.iter().map(rest).sum()
    }

    fn is_to_produce(&self) -> bool {
        self.dossier.verdict == Some(Verdict::Granted) && self.dossier.has_tag(tag::PRODUCE)
    }

    fn is_in_use(&self) -> bool {
        self.dossier.phase == Phase::Decided
            && self.dossier.fact::<Date>(name::UNTIL).is_some()
            && self.rest() == Cents::ZERO
            && !self.is_to_produce()
    }

    /// The dossier as it stands, for events that change little.
    fn standing(&self) -> Decision {
        let rest = self.rest();
        if self.dossier.phase == Phase::Closed {
            let status =
                text! { fr: "La carte n’est plus valable", en: "The card is no longer valid" };
            return Decision::new(Phase::Closed, status).verdict(self.dossier.verdict);
        }
        if rest > Cents::ZERO {
            return Decision::granted(
                text! { fr: "Il reste {rest} à payer", en: "{rest} still to pay"; rest },
            );
        }
        if self.is_to_produce() {
            let status = text! { fr: "Carte en fabrication", en: "The card is being made" };
            return Decision::granted(status).actions(desk::to_produce());
        }
        Decision::granted(self.valid_status()).actions(desk::in_use())
    }

    fn valid_status(&self) -> Text {
        match self.dossier.fact::<Date>(name::UNTIL) {
            Some(until) => {
                text! { fr: "Carte valable jusqu’au {until}", en: "Card valid until {until}"; until }
            }
            None => text! { fr: "Carte accordée", en: "Card granted" },
        }
    }

    /// Money is never refused, whenever it comes.
    fn paid(&self) -> Decision {
        if self.rest() > Cents::ZERO || self.dossier.phase == Phase::Closed {
            return self.standing();
        }
        let decision = if self.is_to_produce() { self.standing() } else { self.to_make() };
        let decision = self.dossier.without_timer(decision, name::REMINDER);
        self.dossier.marked(decision, tag::UNPAID, false)
    }

    fn produce(&self, card: &Production) -> Decision {
        let today = self.ctx.today();
        // A duplicate is as valid as the card in whose place it is.
        let known: Option<Date> = self.dossier.fact(name::UNTIL);
        let months = i32::try_from(self.days("validity-months", 12)).unwrap_or(12);
        let until =
            known.unwrap_or_else(|| civil::plus_days(civil::plus_months(today, months), -1));
        let status =
            text! { fr: "Carte valable jusqu’au {until}", en: "Card valid until {until}"; until };
        let body = match self.dossier.answers.card.delivery {
            Delivery::Post => text! {
                fr: "Votre carte part par la poste aujourd’hui. Elle est valable jusqu’au {until}.",
                en: "Your card leaves by post today. It is valid until {until}.";
                until
            },
            Delivery::Counter => text! {
                fr: "Votre carte vous attend au guichet de la mairie. Elle est valable jusqu’au {until}.",
                en: "Your card awaits you at the town hall’s counter. It is valid until {until}.";
                until
            },
        };
        let mut decision = Decision::granted(status)
            .actions(desk::in_use())
            .untag(tag::PRODUCE)
            .set(name::NUMBER, card.number.clone())
            .notify(text! { fr: "Votre carte est prête", en: "Your card is ready" }, body);
        if let Some(batch) = &card.batch {
            decision = decision.set("card.batch", batch.clone());
        }
        if known.is_none() {
            let reminder = civil::plus_days(until, -self.days("renewal-days", 30));
            decision = decision.set(name::UNTIL, until);
            if reminder > today {
                decision = decision.schedule(name::RENEWAL, reminder);
            }
            decision = decision.schedule(name::EXPIRY, civil::plus_days(until, 1));
        }
        decision
    }

    fn lose(&self) -> Decided {
        let due = self.ctx.setting("duplicate-fee").unwrap_or(Cents::euros(10));
        let reason = Reason::new(
            "duplicate",
            text! {
                fr: "Vous avez déclaré la perte de votre carte ; un duplicata coûte {due}.",
                en: "You reported your card lost; a duplicate costs {due}.";
                due
            },
        )
        .source(self.ctx.setting::<String>("deliberation").unwrap_or_default());
        // What was paid for an earlier duplicate stays paid: the account grows by one more.
        let before = self.dossier.charge(name::DUPLICATE).map_or(Cents::ZERO, |it| Cents(it.cents));
        let label = text! { fr: "Duplicata de la carte", en: "Duplicate of the card" };
        let decision = if due > Cents::ZERO {
            self.to_pay(name::DUPLICATE, label, before + due)
        } else {
            self.to_make()
        };
        Ok(decision.reason(reason).unset(name::NUMBER))
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str) -> Decision {
        let open = self.dossier.phase == Phase::Decided;
        match timer {
            name::REMINDER if open && self.rest() > Cents::ZERO => {
                let rest = self.rest();
                self.standing().tag(tag::UNPAID).notify(
                    text! { fr: "Carte de transport à payer", en: "Transport card to be paid" },
                    text! {
                        fr: "Il reste {rest} à payer avant que votre carte soit fabriquée.",
                        en: "{rest} are to be paid before your card is made.";
                        rest
                    },
                )
            }
            name::RENEWAL if open => {
                let status = self.valid_status();
                self.standing().notify(
                    text! { fr: "Pensez à renouveler votre carte", en: "Remember to renew your card" },
                    text! { fr: "{status}.", en: "{status}."; status },
                )
            }
            name::EXPIRY if open => Decision::new(
                Phase::Closed,
                text! { fr: "La carte n’est plus valable", en: "The card is no longer valid" },
            )
            .verdict(self.dossier.verdict),
            _ => self.standing(),
        }
    }
}

fn resident() -> Reason {
    Reason::new(
        "resident",
        text! {
            fr: "Vous déclarez habiter la commune ; un justificatif de domicile ne peut pas être exigé.",
            en: "You state that you live in the town; no proof of address may be demanded."
        },
    )
    .source("CRPA R113-8")
    .input("applicant.address")
}

fn card_label(application: &Application) -> Text {
    match application.rider.request {
        Request::Duplicate => text! { fr: "Duplicata de la carte", en: "Duplicate of the card" },
        _ => text! { fr: "Carte de transport", en: "Transport card" },
    }
}

fn silent_status() -> Text {
    text! {
        fr: "La commune n’a pas répondu à temps : demande réputée refusée",
        en: "The town did not answer in time: deemed refused"
    }
}
