//! What each event does to a registration. Start at [`decide`].
//!
//! ```text
//! submitted ─> in review <─> waiting for a piece
//!                 │ accept, or silence      │ refuse
//!                 v                         v
//!  ┌───────── registered ─────────┐       refused
//!  │ suspend      │ each month: bill, pay, remind
//!  v    resume    │
//! suspended ──────┤ end, or the end of the school year
//!                 v
//!       closed, once its last month is billed
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::billing::{self, Bill};
use crate::calendar::{self, Attendance};
use crate::desk::{
    self, Change, Check, Corrections, End, Ground, NewQuotient, Piece, Standing, Suspension, What,
    key,
};
use crate::fees::{self, Item};
use crate::form::{self, Payment, Registration, Service};

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const MONTH: &str = "month";
    pub(super) const REMINDER: &str = "reminder-";
    pub(super) const BILL: &str = "bill-";
    pub(super) const SUSPENDED: &str = "suspended.from";
    pub(super) const ASKED: &str = "asked.quotient";
    pub(super) const ASKED_FOR: &str = "asked.for";
    pub(super) const AID: &str = "state-aid.";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const TO_BILL: &str = "to-bill";
    pub(super) const UNPAID: &str = "unpaid";
    pub(super) const QUOTIENT: &str = "quotient-to-check";
    pub(super) const DEBIT: &str = "direct-debit";
}

/// Until when a suspension lasts that nobody lifted.
const OPEN_END: Date = civil::date(9999, 12, 31);

type Decided = Result<Decision, Vec<Problem>>;

/// A registration on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Registration>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Registration>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let in_review = dossier.phase == Phase::InReview;
    let registered = dossier.phase == Phase::Decided && dossier.verdict == Some(Verdict::Granted);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => {
            Ok(desk.in_review().tag(tag::INCOMPLETE))
        }
        Event::Silence(Silence::Accepted) if open => Ok(desk.fall_silent()),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        })),
        Event::Paid(payment) if dossier.verdict.is_some() => Ok(desk.paid(payment)),
        Event::Timer(timer) => Ok(desk.timer(timer, registered)),
        Event::Acted(taken) if in_review => match taken.key.as_str() {
            key::REQUEST => Ok(desk.request(&taken.inputs(ctx)?)),
            key::ACCEPT => Ok(desk.accept()),
            key::REFUSE => Ok(desk.refuse(&taken.inputs(ctx)?)),
            _ => Err(not_now(ctx)),
        },
        Event::Acted(taken) if registered => match taken.key.as_str() {
            key::CHANGE if !desk.is_suspended() => desk.change(&taken.inputs(ctx)?),
            key::QUOTIENT => Ok(desk.report(&taken.inputs(ctx)?)),
            key::CONFIRM => desk.confirm(&taken.inputs(ctx)?),
            key::BILL => desk.bill(&taken.inputs(ctx)?),
            key::SUSPEND if desk.is_overdue() && !desk.is_suspended() => {
                Ok(desk.suspend(&taken.inputs(ctx)?))
            }
            key::RESUME if desk.is_suspended() => Ok(desk.resume()),
            key::END => desk.end(&taken.inputs(ctx)?, taken.party),
            _ => Err(not_now(ctx)),
        },
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn days(&self, setting: &str, otherwise: i64) -> i64 {
        self.ctx.setting::<i64>(setting).unwrap_or(otherwise).max(1)
    }

    fn deliberation(&self) -> String {
        self.ctx.setting("deliberation").unwrap_or_default()
    }

    // Examining.

    fn receive(&self) -> Decided {
        let then = Context { today: self.dossier.submitted_on.into(), ..self.ctx.clone() };
        let problems = form::problems(&then, &Registration::draft(&self.dossier.given, &then));
        if !problems.is_empty() {
            return Err(problems);
        }
        let decision = self.in_review();
        Ok(self.dossier.marked(decision, tag::INCOMPLETE, false))
    }

    fn in_review(&self) -> Decision {
        let status =
            text! { fr: "Demande complète, à l’étude", en: "Request complete, under review" };
        Decision::in_review(status).actions(desk::in_review()).reasons(self.reasons())
    }

    /// The right, and what each service will cost.
    fn reasons(&self) -> Vec<Reason> {
        let from = self.dossier.answers.first_day;
        let quotient = billing::quotient_in(self.dossier, from);
        let children = &self.dossier.answers.children;
        let uses = |item: &Item| match item {
            Item::Lunch => children.iter().any(|pupil| !pupil.own_meal),
            Item::OwnLunch => children.iter().any(|pupil| pupil.own_meal),
            Item::Morning => children.iter().any(|pupil| !pupil.morning.is_empty()),
            Item::Evening => children.iter().any(|pupil| !pupil.evening.is_empty()),
        };
        let prices = Item::ALL.into_iter().filter(uses).filter_map(|item| {
            Some(fees::price(self.ctx, item, quotient, from)?.reason(self.ctx, item))
        });
        let right = Reason::new(
            "right",
            text! {
                fr: "L’inscription à la cantine est un droit pour tous les enfants scolarisés.",
                en: "Every child at school has a right to be registered for its canteen."
            },
        );
        let right = right.source("code de l’éducation L131-13").input("children[0].school");
        std::iter::once(right).chain(prices).collect()
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let until = civil::plus_days(self.ctx.today(), self.days("piece-days", 15));
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Decision::waiting(status).reasons(self.reasons()).request(asked.demand(until))
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        Decision::refused(text! { fr: "Inscription refusée", en: "Registration refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre inscription est refusée", en: "Your registration is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision.",
                    en: "The reasons, in law and in fact, are in the decision."
                },
            )
    }

    fn fall_silent(&self) -> Decision {
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune pendant deux mois vaut acceptation.",
                en: "Silence of the town for two months means acceptance."
            },
        );
        self.accept().reason(reason.source("CRPA L231-1"))
    }

    fn accept(&self) -> Decision {
        let first = self.dossier.answers.first_day.max(self.ctx.today());
        let last = calendar::end_of_school_year(self.dossier.answers.first_day);
        let decision = self
            .registered_until(last, self.standing_of(false))
            .reasons(self.reasons())
            .set(calendar::name::FROM, first)
            .set(calendar::name::LAST, last)
            .schedule(name::MONTH, calendar::first_of_next_month(first))
            .notify(
                text! { fr: "Vos enfants sont inscrits", en: "Your children are registered" },
                text! {
                    fr: "L’inscription vaut du {first} au {last}. Vous réservez et annulez des jours, et signalez un nouveau quotient, sur la page de votre dossier.",
                    en: "The registration is valid from {first} to {last}. You book and cancel days, and report a new quotient, on the page of your dossier.";
                    first, last
                },
            );
        match self.dossier.answers.payment {
            Payment::Debit => decision.tag(tag::DEBIT),
            Payment::Bill => decision,
        }
    }

    // In force.

    fn is_suspended(&self) -> bool {
        self.dossier.fact::<Date>(name::SUSPENDED).is_some()
    }

    /// Whether a bill is overdue for which the town suspends.
    fn is_overdue(&self) -> bool {
        self.dossier.has_tag(tag::UNPAID) && self.ctx.setting("debt-suspension").unwrap_or(true)
    }

    fn standing_of(&self, suspended: bool) -> Standing {
        let asked = self.dossier.fact::<i64>(name::ASKED).is_some();
        Standing { asked, overdue: self.is_overdue(), suspended }
    }

    /// The registration as it stands, for events that change little.
    fn standing(&self) -> Decision {
        match self.dossier.phase {
            Phase::Decided => self.registered(self.standing_of(self.is_suspended())),
            _ => closed().verdict(self.dossier.verdict),
        }
    }

    fn registered(&self, standing: Standing) -> Decision {
        self.registered_until(Attendance::of(self.ctx, self.dossier).last(), standing)
    }

    fn registered_until(&self, last: Date, standing: Standing) -> Decision {
        let status = if standing.suspended {
            text! { fr: "Inscription suspendue", en: "Registration suspended" }
        } else {
            text! { fr: "Inscription valable jusqu’au {last}", en: "Registration valid until {last}"; last }
        };
        Decision::granted(status).actions(desk::registered(standing))
    }

    fn change(&self, change: &Change) -> Decided {
        let child: usize = change.child.parse().map_err(|_| not_now(self.ctx))?;
        let attendance = Attendance::of(self.ctx, self.dossier);
        let days: Vec<Date> = attendance.school_days(change.from, change.until).collect();
        let Some(first) = days.first() else {
            return Err(self
                .ctx
                .problem("from", text! { fr: "Il n’y a pas d’école ces jours-là.", en: "There is no school on those days." })
                .into());
        };
        if !calendar::is_in_time(self.ctx, *first) {
            let hours: i64 = self.days("booking-hours", 48);
            return Err(self
                .ctx
                .problem(
                    "from",
                    text! {
                        fr: "Trop tard pour le {first} : il faut s’y prendre {hours} heures avant.",
                        en: "Too late for {first}: it takes {hours} hours.";
                        first = *first
                    },
                )
                .into());
        }
        let book = change.what == What::Book;
        let unvoted = |service: &&Service| !fees::is_offered(**service, *first);
        if let Some(service) = change.services.iter().find(unvoted).filter(|_| book) {
            let service = *service;
            return Err(self
                .ctx
                .problem("services", text! { fr: "La commune n’offre pas : {service}.", en: "The town does not offer: {service}."; service })
                .into());
        }
        let mut decision = self.standing();
        for service in &change.services {
            let mut months: Vec<(Date, Vec<String>)> = Vec::new();
            for day in &days {
                let month = day.first_of_month();
                if months.last().is_none_or(|(known, _)| *known != month) {
                    months.push((month, attendance.changes(child, *service, month)));
                }
                if let Some((_, changes)) = months.last_mut() {
                    *changes = calendar::with_change(std::mem::take(changes), *day, book);
                }
            }
            for (month, changes) in months {
                decision = decision.set(&calendar::change_path(child, *service, month), changes);
            }
        }
        let count = days.len().to_string();
        let sentence = match change.what {
            What::Book => {
                text! { fr: "Jours réservés à temps : {count}.", en: "Days booked in time: {count}." }
            }
            What::Cancel => text! {
                fr: "Jours annulés à temps, et non facturés : {count}.", en: "Days cancelled in time, and not billed: {count}."
            },
        };
        Ok(decision.reason(Reason::new("change", sentence).source(self.deliberation())))
    }

    /// What a family reports counts from the next month, however long the check takes, but not in
    /// a month that is billed already.
    fn report(&self, reported: &NewQuotient) -> Decision {
        let from = calendar::first_of_next_month(self.ctx.today());
        let quotient = reported.quotient;
        let standing = Standing { asked: true, ..self.standing_of(self.is_suspended()) };
        let decision = self.registered(standing).set(name::ASKED, quotient).set(name::ASKED_FOR, from).reason(
            Reason::new("quotient-reported", text! {
                fr: "Quotient {quotient} signalé, à vérifier ; il compterait à partir du {from}.",
                en: "Quotient {quotient} reported, to be checked; it would count from {from}.";
                from
            })
            .source(self.deliberation()),
        );
        self.dossier.marked(decision, tag::QUOTIENT, true)
    }

    fn confirm(&self, check: &Check) -> Decided {
        let asked: Option<i64> = self.dossier.fact(name::ASKED);
        let since: Option<Date> = self.dossier.fact(name::ASKED_FOR);
        let (Some(quotient), Some(since)) = (asked, since) else { return Err(not_now(self.ctx)) };
        let from = since.max(billing::next_month(self.ctx, self.dossier));
        let standing = Standing { asked: false, ..self.standing_of(self.is_suspended()) };
        let decision = self.registered(standing).unset(name::ASKED).unset(name::ASKED_FOR);
        let decision = self.dossier.marked(decision, tag::QUOTIENT, false);
        if !check.confirmed {
            return Ok(decision.notify(
                text! { fr: "Votre quotient n’est pas confirmé", en: "Your quotient is not confirmed" },
                text! {
                    fr: "L’attestation ne dit pas le quotient {quotient}. Signalez-le à nouveau avec l’attestation de la CAF ou de la MSA.",
                    en: "The certificate does not say the quotient {quotient}. Report it again with the certificate of the CAF or MSA."
                },
            ));
        }
        let key = billing::key_of(from);
        Ok(decision
            .set(&format!("{}.{key}", billing::name::QUOTIENT), quotient)
            .reason(
                Reason::new("quotient", text! {
                    fr: "Le quotient {quotient} compte à partir du {from}, sans effet sur les mois passés.",
                    en: "The quotient {quotient} counts from {from}, and changes nothing for past months.";
                    from
                })
                .source(self.deliberation()),
            )
            .notify(
                text! { fr: "Votre nouveau quotient est enregistré", en: "Your new quotient is recorded" },
                text! { fr: "Il compte à partir du {from}.", en: "It counts from {from}."; from },
            ))
    }

    // Billing.

    fn bill(&self, corrections: &Corrections) -> Decided {
        let month = billing::next_month(self.ctx, self.dossier);
        if self.ctx.today() <= month.last_of_month() {
            return Err(self
                .ctx
                .refusal(text! { fr: "Ce mois n’est pas terminé.", en: "That month is not over." })
                .into());
        }
        let bill = billing::bill(self.ctx, self.dossier, month, corrections)?;
        let goes_on = Attendance::of(self.ctx, self.dossier).goes_on_after(month.last_of_month());
        let decision = if goes_on { self.standing() } else { closed().verdict(Verdict::Granted) };
        let decision =
            self.dossier.marked(decision, tag::TO_BILL, false).set(billing::name::BILLED, month);
        let decision = if bill.aid > Cents::ZERO {
            decision.set(&format!("{}{}", name::AID, billing::key_of(month)), bill.aid)
        } else {
            decision
        };
        Ok(self.charged(decision, &bill))
    }

    fn charged(&self, mut decision: Decision, bill: &Bill) -> Decision {
        for line in &bill.lines {
            decision = decision.reason(line.price.reason(self.ctx, line.item));
        }
        let due = bill.total();
        if due == Cents::ZERO {
            return decision;
        }
        let key = billing::key_of(bill.month);
        let label = text! { fr: "Repas et accueil, {key}", en: "Meals and care, {key}" };
        let until = civil::plus_days(self.ctx.today(), self.days("payment-days", 30));
        let how = match self.dossier.answers.payment {
            Payment::Bill => {
                text! { fr: "à payer avant le {until}", en: "to be paid before {until}"; until }
            }
            Payment::Debit => {
                text! { fr: "prélevés sur votre compte", en: "debited from your account" }
            }
        };
        decision
            .charge(&format!("{}{key}", name::BILL), label.clone(), due)
            .schedule(&format!("{}{key}", name::REMINDER), until)
            .issue(self.invoice(label.clone(), bill))
            .notify(
                label,
                text! { fr: "{due}, {how}. Le détail est dans la facture.", en: "{due}, {how}. The bill has the details."; due, how },
            )
    }

    fn invoice(&self, title: Text, bill: &Bill) -> Document {
        let percent = fees::surcharge(self.ctx);
        let mut invoice = Document::new("invoice", title);
        for line in &bill.lines {
            let (name, label) = (line.child.as_str(), line.item.label());
            if line.served > 0 {
                let (count, price) = (line.served, line.price.due);
                let total = price * count;
                invoice = invoice.line_in_words(
                    text! { fr: "{name}. {label}", en: "{name}. {label}"; name, label },
                    total,
                    text! { fr: "{count} × {price} = {total}", en: "{count} × {price} = {total}"; count, price, total },
                );
            }
            if line.unbooked > 0 {
                let (count, price) = (line.unbooked, line.unbooked_price);
                let total = price * count;
                invoice = invoice.line_in_words(
                    text! { fr: "{name}, sans réservation (+{percent} %). {label}", en: "{name}, not booked (+{percent}%). {label}"; name, label },
                    total,
                    text! { fr: "{count} × {price} = {total}", en: "{count} × {price} = {total}"; count, price, total },
                );
            }
        }
        let total = bill.total();
        let total_words = text! { fr: "{total}", en: "{total}"; total };
        invoice.line_in_words(text! { fr: "Total", en: "Total" }, total, total_words)
    }

    fn rest(&self, account: &Account) -> Cents {
        Cents((account.cents - account.paid).max(0))
    }

    /// Money is never refused, whenever it comes.
    fn paid(&self, payment: &guichet_sdk::Payment) -> Decision {
        let paid =
            self.dossier.charge(&payment.charge).is_some_and(|it| self.rest(it) == Cents::ZERO);
        let settled = self.dossier.charges.iter().all(|it| self.rest(it) == Cents::ZERO);
        let decision = match self.dossier.phase {
            Phase::Decided => {
                let standing = self.standing_of(self.is_suspended());
                self.registered(Standing { overdue: standing.overdue && !settled, ..standing })
            }
            _ => self.standing(),
        };
        let key = payment.charge.replacen(name::BILL, name::REMINDER, 1);
        let waiting = self.dossier.timers.iter().any(|timer| timer.key == key);
        let decision = if paid && waiting { decision.cancel_timer(&key) } else { decision };
        if settled { self.dossier.marked(decision, tag::UNPAID, false) } else { decision }
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str, registered: bool) -> Decision {
        if let Some(month) = timer.strip_prefix(name::REMINDER)
            && let Some(account) = self.dossier.charge(&format!("{}{month}", name::BILL))
            && self.rest(account) > Cents::ZERO
        {
            let rest = self.rest(account);
            let decision = match self.dossier.phase {
                Phase::Decided => {
                    let overdue = self.ctx.setting("debt-suspension").unwrap_or(true);
                    self.registered(Standing { overdue, ..self.standing_of(self.is_suspended()) })
                }
                _ => self.standing(),
            };
            return self.dossier.marked(decision, tag::UNPAID, true).notify(
                text! { fr: "Facture {month} à payer", en: "Bill {month} to be paid" },
                text! {
                    fr: "Il reste {rest} à payer. Si vous avez des difficultés, le centre communal d’action sociale peut vous aider.",
                    en: "{rest} are still to be paid. If that is hard for you, the town’s social services can help.";
                    rest
                },
            );
        }
        if timer != name::MONTH || !registered {
            return self.standing();
        }
        let next = calendar::first_of_next_month(self.ctx.today());
        let decision = self.dossier.marked(self.standing(), tag::TO_BILL, true);
        let goes_on = Attendance::of(self.ctx, self.dossier).last() >= self.ctx.today();
        if goes_on { decision.schedule(name::MONTH, next) } else { decision }
    }

    // Suspending and ending.

    fn suspend(&self, suspension: &Suspension) -> Decision {
        let from = suspension.from;
        let pause = format!("{}.{}", calendar::name::PAUSE, Say::say(&from, ""));
        let source = self.deliberation();
        self.registered(self.standing_of(true))
            .set(name::SUSPENDED, from)
            .set(&pause, OPEN_END)
            .reason(
                Reason::new("debt", text! {
                    fr: "Une facture reste impayée après relance.", en: "A bill is unpaid after a reminder."
                })
                .source(source.as_str()),
            )
            .reason(Reason::new("facts", suspension.facts.as_str()).source(source))
            .notify(
                text! { fr: "L’accueil de vos enfants est suspendu", en: "Your children’s care is suspended" },
                text! {
                    fr: "À partir du {from}, jusqu’au paiement des factures. Contactez la mairie si vous avez des difficultés ; vous pouvez contester cette décision.",
                    en: "From {from}, until the bills are paid. Please contact the town hall if that is hard for you; you may contest this decision.";
                    from
                },
            )
    }

    fn resume(&self) -> Decision {
        let today = self.ctx.today();
        let mut decision = self.registered(self.standing_of(false)).unset(name::SUSPENDED);
        if let Some(from) = self.dossier.fact::<Date>(name::SUSPENDED) {
            let pause = format!("{}.{}", calendar::name::PAUSE, Say::say(&from, ""));
            decision = decision.set(&pause, today);
        }
        decision.notify(
            text! { fr: "Vos enfants sont à nouveau accueillis", en: "Your children are welcome again" },
            text! { fr: "La suspension est levée aujourd’hui.", en: "The suspension is lifted today." },
        )
    }

    fn end(&self, end: &End, by: Party) -> Decided {
        let attendance = Attendance::of(self.ctx, self.dossier);
        let (last, known) = (end.last, attendance.last());
        if last > known {
            return Err(self
                .ctx
                .problem("last", text! { fr: "L’inscription finit le {known}.", en: "The registration ends on {known}."; known })
                .into());
        }
        let first_without = attendance.school_days(civil::plus_days(last, 1), known).next();
        if by == Party::Applicant
            && let Some(day) = first_without.filter(|day| !calendar::is_in_time(self.ctx, *day))
        {
            return Err(self
                .ctx
                .problem("last", text! {
                    fr: "Trop tard pour ne plus venir le {day}.", en: "Too late not to come on {day}."; day
                })
                .into());
        }
        let standing = self.standing_of(self.is_suspended());
        Ok(self.registered_until(last, standing).set(calendar::name::LAST, last))
    }
}

fn closed() -> Decision {
    Decision::new(Phase::Closed, text! { fr: "Inscription terminée", en: "Registration ended" })
}
