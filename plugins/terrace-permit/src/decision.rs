//! What each event does to a dossier. Start at [`decide`].
//!
//! ```text
//! submitted ─> in review <─> waiting for the applicant
//!                  │ accept                │ refuse
//!                  v                       v
//!         decided, to pay ─paid─> decided, in force     refused
//!                  │ revoke or the last day passes      └ renewed, to pay again
//!                  v
//!               closed
//! ```
//!
//! The silence of the town decides nothing here: it leaves the dossier in review, marked, so
//! that the town can still answer in writing.

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::actions::{self, Acceptance, Basis, Opinion, Piece, Renewal, Revocation, key};
use crate::documents;
use crate::fee::Fee;
use crate::form::{self, Application, Days, Term, Zone};
use crate::rules::{self, source};
use crate::settings::Settings;

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const CHARGE: &str = "occupancy-fee";
    pub(super) const EXPIRY: &str = "expiry";
    pub(super) const REMINDER: &str = "payment-reminder";
    pub(super) const RENEWAL: &str = "renewal";
    /// Cents of years before the present one.
    pub(super) const BEFORE: &str = "permit.before";
    /// The register of permits in force, and who gets a copy of them.
    pub(super) const REGISTER: &str = "terraces";
    pub(super) const POLICE: &str = "police-municipale";
    pub(super) const ACCOUNTANT: &str = "comptable-public";
    pub(super) const FIRST: &str = "permit.first";
    pub(super) const LAST: &str = "permit.last";
    pub(super) const END: &str = "permit.end";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const ANCHORED: &str = "permission-de-voirie";
    pub(super) const PROTECTED: &str = "historic-buildings";
    pub(super) const FIRST_YEAR: &str = "first-year-to-check";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const OPPOSED: &str = "unfavourable-opinion";
    pub(super) const SILENCE: &str = "implicit-refusal";
    pub(super) const UNPAID: &str = "unpaid";
    pub(super) const NEIGHBOUR: &str = "neighbour-to-check";
    pub(super) const RENEWABLE: &str = "renewable";
    pub(super) const RENEWAL: &str = "renewal-asked";
}

type Decided = Result<Decision, Vec<Problem>>;

/// A dossier on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    settings: Settings,
    dossier: &'a Dossier<Application>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Application>, event: &Event) -> Decided {
    let desk = Desk { ctx, settings: Settings::of(ctx), dossier };
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    let granted = dossier.verdict == Some(Verdict::Granted);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.receive(),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => desk.lapse(),
        Event::Silence(Silence::Refused) if open => desk.fall_silent(),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your application"
        })),
        Event::Paid(_) if granted => Ok(desk.paid()),
        Event::Timer(timer) if granted => Ok(desk.timer(timer)),
        Event::Acted(taken) => desk.act(taken, open),
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn application(&self) -> &Application {
        &self.dossier.answers
    }

    fn act(&self, taken: &Taken, open: bool) -> Decided {
        let granted =
            self.dossier.phase == Phase::Decided && self.dossier.verdict == Some(Verdict::Granted);
        let in_review = self.dossier.phase == Phase::InReview;
        match taken.key.as_str() {
            key::OPINION if open => self.take_opinion(taken.inputs(self.ctx)?),
            key::REQUEST_PIECES if in_review => self.request_pieces(&taken.inputs(self.ctx)?),
            key::ACCEPT if in_review => self.accept(taken.inputs(self.ctx)?),
            key::REFUSE if in_review => self.refuse(&taken.inputs(self.ctx)?),
            key::REVOKE if granted => self.revoke(taken.inputs(self.ctx)?),
            key::ASK_RENEWAL if granted && self.renewal() == Renewal::Open => self.ask_renewal(),
            key::RENEW if granted && self.renewal() == Renewal::Asked => self.renew(),
            _ => Err(not_now(self.ctx)),
        }
    }

    // Examining.

    /// A complete application comes in, for the first time or after it was completed.
    fn receive(&self) -> Decided {
        let draft = Application::draft(&self.dossier.given, self.ctx);
        let received = self.dossier.submitted_on;
        let mut problems = rules::check(self.ctx, &self.settings, &draft, received);
        let closed = form::company(&self.dossier.given).filter(|company| !company.active);
        problems.extend(closed.map(|company| rules::closed(self.ctx, &company)));
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut decision = self.in_review()?;
        for (tag, applies) in self.marks() {
            decision = self.dossier.marked(decision, tag, applies);
        }
        Ok(decision)
    }

    /// What agents should see in the queue.
    fn marks(&self) -> [(&'static str, bool); 5] {
        let application = self.application();
        let protected = Zone::find(&application.terrace.zone).is_some_and(|zone| zone.protected);
        [
            (tag::ANCHORED, application.terrace.anchored),
            (tag::PROTECTED, protected),
            (tag::FIRST_YEAR, application.period.first_year),
            (tag::INCOMPLETE, false),
            (tag::NEIGHBOUR, self.neighbours() > 0),
        ]
    }

    /// How many other permits stand close by on some of the days asked for.
    fn neighbours(&self) -> usize {
        let (metres, asked) = (self.settings.neighbour_metres, self.days_asked());
        let Some(place) = self.application().shop.address.position.filter(|_| metres > 0) else {
            return 0;
        };
        let on_these_days = |entry: &Entry| {
            let days = entry.get::<Date>("first").zip(entry.get::<Date>("last"));
            days.is_some_and(|(first, last)| first <= asked.last && asked.first <= last)
        };
        registers::near(name::REGISTER, place, metres)
            .iter()
            .filter(|entry| entry.key != self.dossier.number && on_these_days(entry))
            .count()
    }

    fn neighbour_reason(&self) -> Option<Reason> {
        let (neighbours, metres) = (self.neighbours(), self.settings.neighbour_metres);
        (neighbours > 0).then(|| {
            let sentence = text! {
                fr: "Autorisations à moins de {metres} m aux mêmes dates : {neighbours}. Un agent vérifie qu’elles ne se recouvrent pas.",
                en: "Permits within {metres} m on the same days: {neighbours}. An agent checks that they do not overlap."
            };
            Reason::new("neighbours", sentence)
                .source(self.settings.deliberation.as_str())
                .input("shop.address")
        })
    }

    /// The fee for what was asked.
    fn fee_asked(&self) -> Result<Fee, Problem> {
        rules::fee_of(self.ctx, &self.settings, self.application(), self.days_asked())
    }

    fn days_asked(&self) -> Days {
        let draft = Application::draft(&self.dossier.given, self.ctx);
        let from = self.application().period.from;
        Days::of(&draft.period).unwrap_or(Days { first: from, last: from })
    }

    /// The dossier in review, with the reasons so far.
    fn in_review(&self) -> Decided {
        self.examined(Decision::in_review(self.status_in_review()).actions(actions::in_review()))
    }

    fn examined(&self, decision: Decision) -> Decided {
        let (settings, received) = (&self.settings, self.dossier.submitted_on);
        let fee = self.fee_asked()?;
        let opinions = Opinion::recorded(self.dossier);
        Ok(decision
            .reasons(rules::reasons(settings, self.application(), received, &fee))
            .reasons(form::company(&self.dossier.given).as_ref().map(rules::open_reason))
            .reasons(self.neighbour_reason())
            .reasons(opinions.iter().map(Opinion::reason)))
    }

    fn request_pieces(&self, asked: &PiecesAsked<Piece>) -> Decided {
        let until = civil::plus_days(self.ctx.today(), self.settings.completion_days);
        let status = text! {
            fr: "À compléter avant le {until}", en: "To be completed before {until}"; until
        };
        let decision = Decision::waiting(status).actions(actions::waiting());
        Ok(self.examined(decision)?.request(asked.demand(until)))
    }

    /// The time for the documents passed without them: the town decides on what it has.
    fn lapse(&self) -> Decided {
        Ok(self.in_review()?.tag(tag::INCOMPLETE))
    }

    fn take_opinion(&self, opinion: Opinion) -> Decided {
        let mut others = Opinion::recorded(self.dossier);
        others.retain(|each| each.service != opinion.service);
        let opposed = |each: &Opinion| each.outcome == actions::Outcome::Unfavourable;
        let is_opposed = opposed(&opinion) || others.iter().any(opposed);

        let mut decision = Decision::new(self.dossier.phase, self.status_while_open());
        decision = if self.dossier.phase == Phase::WaitingForApplicant {
            decision.actions(actions::waiting())
        } else {
            decision.actions(actions::in_review())
        };
        let (settings, received) = (&self.settings, self.dossier.submitted_on);
        decision = decision
            .reasons(rules::reasons(settings, self.application(), received, &self.fee_asked()?))
            .reasons(others.iter().map(Opinion::reason))
            .reason(opinion.reason());
        decision = opinion.record(decision);
        Ok(self.dossier.marked(decision, tag::OPPOSED, is_opposed))
    }

    fn status_while_open(&self) -> Text {
        if self.dossier.phase == Phase::WaitingForApplicant {
            return text! {
                fr: "À compléter : consultez la demande de pièces",
                en: "To be completed: see what was asked for"
            };
        }
        self.status_in_review()
    }

    /// What silence meant stays true until the town answers.
    fn status_in_review(&self) -> Text {
        if self.dossier.has_tag(tag::SILENCE) {
            return silent_status();
        }
        text! {
            fr: "Demande complète, à l’étude par la commune",
            en: "Application complete, under review by the town"
        }
    }

    /// No tacit permit: the application is deemed refused, and the town may still answer.
    fn fall_silent(&self) -> Decided {
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune vaut rejet : une autorisation d’occuper le domaine public est toujours écrite.",
                en: "Silence of the town means refusal: a permit to occupy public property is always written."
            },
        );
        let (subject, body) = documents::silence_letter(self.application());
        Ok(Decision::in_review(silent_status())
            .actions(actions::in_review())
            .reason(reason.source("CRPA L231-4 ; CE 387315"))
            .tag(tag::SILENCE)
            .notify(subject, body))
    }

    // Deciding.

    /// The days from today on: a permit does not reach back.
    fn days_to_grant(&self) -> Result<Days, Problem> {
        let Days { first, last } = self.days_asked();
        let first = first.max(self.ctx.today());
        if first > last {
            return Err(self.ctx.refusal(text! {
                fr: "La période demandée est passée : il n’y a plus rien à autoriser.",
                en: "The period asked for is over: there is nothing left to permit."
            }));
        }
        Ok(Days { first, last })
    }

    fn accept(&self, acceptance: Acceptance) -> Decided {
        if let [service, ..] = actions::missing_opinions(self.ctx, self.dossier)[..] {
            return Err(self
                .ctx
                .refusal(text! {
                    fr: "Consignez d’abord l’avis nécessaire : {service}.",
                    en: "Record the opinion that is needed first: {service}.";
                    service
                })
                .into());
        }
        let days = self.days_to_grant()?;
        let fee = rules::fee_of(self.ctx, &self.settings, self.application(), days)?;
        let decision = self.granted(days, &fee, &acceptance, Cents::ZERO);
        Ok(decision.reasons(Opinion::recorded(self.dossier).iter().map(Opinion::reason)))
    }

    /// The permit for these days; `before` is what earlier years cost.
    fn granted(&self, days: Days, fee: &Fee, acceptance: &Acceptance, before: Cents) -> Decision {
        let (settings, application) = (&self.settings, self.application());
        let pay_by = civil::plus_days(self.ctx.today(), settings.payment_days);
        let received = self.dossier.submitted_on;
        let permit = documents::permit(settings, application, days, fee, acceptance);
        let mut decision = Decision::granted(standing_status(days, fee.due, Cents::ZERO))
            .reasons(rules::reasons(settings, application, received, fee))
            .actions(actions::in_force(Renewal::NotYet))
            .issue(permit)
            .transmit(documents::PERMIT, name::POLICE);
        if fee.due > Cents::ZERO {
            let label = text! {
                fr: "Redevance d’occupation du domaine public",
                en: "Fee for occupying public property"
            };
            decision = decision
                .transmit(documents::PERMIT, name::ACCOUNTANT)
                .charge(name::CHARGE, label, before + fee.due)
                .schedule(name::REMINDER, pay_by);
        }
        let (subject, body) = documents::granted_letter(application, days, fee.due, pay_by);
        decision = decision
            .schedule(name::EXPIRY, civil::plus_days(days.last, 1))
            .set(name::FIRST, days.first)
            .set(name::LAST, days.last)
            .notify(subject, body);
        let notice = civil::plus_days(days.last, -settings.renewal_days);
        if application.period.term == Term::Yearly && notice > self.ctx.today() {
            decision = decision.schedule(name::RENEWAL, notice);
        }
        if let Some(place) = application.shop.address.position {
            let entry = Entry::new(name::REGISTER, self.dossier.number.as_str())
                .position(place)
                .cell("kind", application.terrace.kind)
                .cell("first", days.first)
                .cell("last", days.last);
            decision = decision.publish(entry);
        }
        self.dossier.marked(decision, tag::SILENCE, false)
    }

    fn refuse(&self, refusal: &Refusal<Basis>) -> Decided {
        let application = self.application();
        let (subject, body) = documents::refused_letter(application);
        let decision =
            Decision::refused(text! { fr: "Demande refusée", en: "Application refused" })
                .reasons(refusal.reasons(self.ctx))
                .reasons(Opinion::recorded(self.dossier).iter().map(Opinion::reason))
                .issue(documents::refusal(self.ctx, application, refusal))
                .notify(subject, body);
        Ok(self.dossier.marked(decision, tag::SILENCE, false))
    }

    // In force.

    /// The days of the permit that was granted.
    fn days_granted(&self) -> Days {
        let asked = self.days_asked();
        Days {
            first: self.dossier.fact(name::FIRST).unwrap_or(asked.first),
            last: self.dossier.fact(name::LAST).unwrap_or(asked.last),
        }
    }

    /// What earlier years cost, which was paid before this one was granted.
    fn before(&self) -> Cents {
        self.dossier.fact(name::BEFORE).unwrap_or(Cents::ZERO)
    }

    /// What was asked for and what was paid of it, for the present permit.
    fn account(&self) -> (Cents, Cents) {
        let before = self.before();
        self.dossier.charge(name::CHARGE).map_or((Cents::ZERO, Cents::ZERO), |it| {
            (Cents(it.cents) - before, Cents(it.paid) - before)
        })
    }

    fn renewal(&self) -> Renewal {
        match (self.dossier.has_tag(tag::RENEWAL), self.dossier.has_tag(tag::RENEWABLE)) {
            (true, _) => Renewal::Asked,
            (false, true) => Renewal::Open,
            (false, false) => Renewal::NotYet,
        }
    }

    fn rest(&self) -> Cents {
        let (due, paid) = self.account();
        due - paid
    }

    /// The dossier as it stands, for events that change little.
    fn standing(&self) -> Decision {
        let decision = match (self.dossier.phase, self.dossier.verdict) {
            (Phase::Decided, Some(Verdict::Granted)) => {
                Decision::granted(self.standing_words()).actions(actions::in_force(self.renewal()))
            }
            (phase, _) => Decision::new(phase, self.ended_status()),
        };
        decision.verdict(self.dossier.verdict)
    }

    fn ended_status(&self) -> Text {
        match self.dossier.fact::<String>(name::END).as_deref() {
            Some("revoked") => text! { fr: "Autorisation révoquée", en: "Permit revoked" },
            _ => text! { fr: "Autorisation terminée", en: "Permit ended" },
        }
    }

    /// Money is never refused, whenever it comes.
    fn paid(&self) -> Decision {
        let mut decision = self.standing();
        if self.rest() > Cents::ZERO {
            return decision;
        }
        decision = self.dossier.without_timer(decision, name::REMINDER);
        self.dossier.marked(decision, tag::UNPAID, false)
    }

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str) -> Decision {
        let granted = self.dossier.phase == Phase::Decided;
        match timer {
            name::EXPIRY if granted => self.expire(),
            name::RENEWAL if granted => self.offer_renewal(),
            name::REMINDER if granted && self.rest() > Cents::ZERO => {
                let (subject, body) = documents::reminder_letter(self.application(), self.rest());
                self.standing().tag(tag::UNPAID).notify(subject, body)
            }
            _ => self.standing(),
        }
    }

    fn expire(&self) -> Decision {
        let last = self.days_granted().last;
        let status =
            text! { fr: "Autorisation terminée le {last}", en: "Permit ended on {last}"; last };
        let (subject, body) = documents::expired_letter(self.application(), last);
        let decision = Decision::new(Phase::Closed, status)
            .verdict(self.dossier.verdict)
            .set(name::END, "expired");
        let decision = self.without_renewal(decision);
        self.dossier.without_timer(decision, name::REMINDER).notify(subject, body)
    }

    // Another year.

    fn offer_renewal(&self) -> Decision {
        let last = self.days_granted().last;
        let (subject, body) = documents::renewal_letter(self.application(), last);
        let decision = Decision::granted(self.standing_words())
            .actions(actions::in_force(Renewal::Open))
            .notify(subject, body);
        self.dossier.marked(decision, tag::RENEWABLE, true)
    }

    fn ask_renewal(&self) -> Decided {
        self.is_paid_up()?;
        Ok(Decision::granted(self.standing_words())
            .actions(actions::in_force(Renewal::Asked))
            .tag(tag::RENEWAL))
    }

    /// A permit is not renewed for who did not pay.
    fn is_paid_up(&self) -> Result<(), Problem> {
        let rest = self.rest();
        if rest <= Cents::ZERO {
            return Ok(());
        }
        Err(self.ctx.refusal(text! {
            fr: "Il reste {rest} à payer : une autorisation n’est pas renouvelée tant que sa redevance n’est pas payée.",
            en: "{rest} are still to be paid: a permit is not renewed as long as its fee is not paid.";
            rest
        }))
    }

    /// The year that follows, at the rates of today.
    fn renew(&self) -> Decided {
        self.is_paid_up()?;
        let first = civil::plus_days(self.days_granted().last, 1);
        let days = Days { first, last: civil::plus_days(civil::plus_months(first, 12), -1) };
        let mut application = self.application().clone();
        application.period.first_year = false;
        let fee = rules::fee_of(self.ctx, &self.settings, &application, days)?;
        let before = self.before() + self.account().0;
        let decision = self
            .granted(days, &fee, &Acceptance { conditions: None }, before)
            .set(name::BEFORE, before);
        Ok(self.without_renewal(decision))
    }

    /// Neither renewable nor asked to be.
    fn without_renewal(&self, decision: Decision) -> Decision {
        let decision = [tag::RENEWABLE, tag::RENEWAL]
            .into_iter()
            .fold(decision, |decision, tag| self.dossier.marked(decision, tag, false));
        let published = self.application().shop.address.position.is_some();
        if published && decision.phase == Phase::Closed {
            decision.unpublish(name::REGISTER)
        } else {
            decision
        }
    }

    fn standing_words(&self) -> Text {
        let (due, paid) = self.account();
        standing_status(self.days_granted(), due, paid)
    }

    fn revoke(&self, revocation: Revocation) -> Decided {
        let today = self.ctx.today();
        let refund = if revocation.ground.is_fault() { Cents::ZERO } else { self.unused(today) };
        let (subject, body) = documents::revoked_letter(self.application(), revocation.ground);
        let mut decision = Decision::new(
            Phase::Closed,
            text! {
                fr: "Autorisation révoquée le {today}", en: "Permit revoked on {today}"; today
            },
        )
        .verdict(self.dossier.verdict)
        .reason(
            Reason::new(revocation.ground.key(), revocation.ground.law()).source(source::REVOCABLE),
        )
        .reason(Reason::new("facts", revocation.facts.as_str()).source(source::REVOCABLE))
        .issue(documents::revocation(self.application(), today, &revocation, refund))
        .transmit(documents::REVOCATION, name::POLICE);
        if refund > Cents::ZERO {
            let sentence = text! {
                fr: "La part payée pour la période restante est rendue : {refund}.",
                en: "The part paid for the remaining time is given back: {refund}.";
                refund
            };
            decision = decision
                .reason(Reason::new("refund", sentence).source("CGPPP L2125-6"))
                .refund(name::CHARGE, refund);
        }
        decision = decision.set(name::END, "revoked");
        for timer in [name::EXPIRY, name::REMINDER, name::RENEWAL] {
            decision = self.dossier.without_timer(decision, timer);
        }
        decision = self.without_renewal(decision);
        Ok(decision.notify(subject, body))
    }

    /// What was paid beyond the days used, today included.
    fn unused(&self, today: Date) -> Cents {
        let ((due, paid), Days { first, last }) = (self.account(), self.days_granted());
        let total = civil::days_between(first, last) + 1;
        let used = (civil::days_between(first, today) + 1).clamp(0, total);
        let owed = due.ratio(used, total, Rounding::MidpointAwayFromZero).unwrap_or(due);
        (paid - owed).max(Cents::ZERO)
    }
}

/// What the applicant reads once the legal clock ran out.
fn silent_status() -> Text {
    text! {
        fr: "La commune n’a pas répondu à temps : demande réputée refusée",
        en: "The town did not answer in time: deemed refused"
    }
}

/// What the holder of a permit reads.
fn standing_status(days: Days, due: Cents, paid: Cents) -> Text {
    let (days, rest) = (documents::days_in_words(days), due - paid);
    match (rest > Cents::ZERO, paid > Cents::ZERO) {
        (true, false) => text! {
            fr: "Autorisation accordée {days} ; redevance à payer : {rest}",
            en: "Permit granted {days}; fee to pay: {rest}";
            days, rest
        },
        (true, true) => text! {
            fr: "Autorisation accordée {days} ; il reste {rest} à payer",
            en: "Permit granted {days}; {rest} still to pay";
            days, rest
        },
        (false, _) => text! {
            fr: "Autorisation en vigueur {days}", en: "Permit in force {days}"; days
        },
    }
}
