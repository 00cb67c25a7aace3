//! What each event does to a request. Start at [`decide`].
//!
//! ```text
//! submitted ─> on the list, to check <─> waiting for a piece
//!                     │ assess
//!                     v            keep-waiting: one commission more
//!   renew ──────> on the list <───────────────────────────────────┐
//!     not renewed in time: closed  │ offer: takes its places       │
//!                                  v                               │
//!                               offered ── decline, or its end ────┘
//!                                  │ accept
//!                                  v
//!            accepted ─ sign-contract ─> granted, in the nursery ─ leave, or school ─> closed
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::{Timer, prelude::*};

use crate::desk::{self, Assessment, Birth, Contract, Ground, Offer, Piece, Waiting, key};
use crate::file::{File, deliberation, fact};
use crate::form::{self, Application};
use crate::letters;
use crate::points::History;
use crate::stay::{Nursery, Stay};

/// Timers.
mod timer {
    pub(super) const REMINDER: &str = "renewal";
    pub(super) const LAPSE: &str = "lapse";
    pub(super) const OFFER_ENDS: &str = "offer-ends";
    pub(super) const SCHOOL: &str = "school";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const TO_ASSESS: &str = "to-assess";
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const OFFERED: &str = "offered";
    pub(super) const SILENCE: &str = "implicit-refusal";
}

type Decided = Result<Decision, Vec<Problem>>;

/// Somebody decides on a request.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Application>,
    file: File<'a>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Application>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier, file: File::of(ctx, dossier) };
    let waiting = dossier.phase == Phase::WaitingForApplicant;
    let open = waiting || dossier.phase == Phase::InReview;
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.complete(),
        Event::Lapsed if waiting => Ok(desk.standing().tag(tag::INCOMPLETE)),
        Event::Silence(Silence::Refused) if open => Ok(desk.fall_silent()),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande", en: "You withdrew your request"
        })),
        Event::Timer(timer) => desk.timer(timer),
        Event::Acted(taken) if dossier.actions.contains(&taken.key) => desk.act(taken),
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn act(&self, taken: &Taken) -> Decided {
        let ctx = self.ctx;
        match taken.key.as_str() {
            key::REQUEST => Ok(self.request(&taken.inputs(ctx)?)),
            key::ASSESS => Ok(self.assess(&taken.inputs(ctx)?)),
            key::OFFER => self.offer(&taken.inputs(ctx)?),
            key::KEEP_WAITING => Ok(self.keep_waiting(&taken.inputs(ctx)?)),
            key::REFUSE => Ok(self.refuse(&taken.inputs(ctx)?)),
            key::RENEW => Ok(self.renewed(self.standing())),
            key::BIRTH => self.born(&taken.inputs(ctx)?),
            key::ACCEPT => self.accept(),
            key::DECLINE => Ok(self.decline()),
            key::SIGN => self.sign(&taken.inputs(ctx)?),
            key::LEAVE => Ok(self.leave()),
            _ => Err(not_now(self.ctx)),
        }
    }

    fn days(&self, setting: &str, otherwise: i64) -> i64 {
        self.ctx.setting::<i64>(setting).unwrap_or(otherwise).max(1)
    }

    // On the list.

    fn check(&self) -> Result<(), Vec<Problem>> {
        let then = Context { today: self.dossier.submitted_on.into(), ..self.ctx.clone() };
        let problems = form::problems(&then, &self.file.draft);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn receive(&self) -> Decided {
        self.check()?;
        Ok(self.renewed(self.known(self.standing())).tag(tag::TO_ASSESS))
    }

    /// What was checked was something else; while a place is offered, it is for those answers.
    fn complete(&self) -> Decided {
        if self.offered().is_some() {
            return Err(self
                .ctx
                .refusal(text! {
                    fr: "Une place est proposée ou acceptée sur vos réponses : écrivez à la mairie pour les changer.",
                    en: "A place is offered or accepted on your answers: write to the town hall to change them."
                })
                .into());
        }
        self.check()?;
        let mut decision = self.known(self.listed(&self.file.history, false, self.file.born));
        if self.is_assessed() {
            decision = decision.unset(fact::ASSESSED);
        }
        let decision = self.dossier.marked(decision, tag::INCOMPLETE, false);
        Ok(self.dossier.marked(decision, tag::TO_ASSESS, true))
    }

    /// What a commission has to know.
    fn known(&self, decision: Decision) -> Decision {
        let file = &self.file;
        let decision = match file.birth {
            Some(birth) => decision.set(fact::BIRTH, birth),
            None => decision,
        };
        decision
            .set(fact::ENTRY, file.entry)
            .set(fact::DAYS, file.days.clone())
            .set(fact::WISHES, file.nurseries.clone())
    }

    fn is_assessed(&self) -> bool {
        self.dossier.fact::<Date>(fact::ASSESSED).is_some()
    }

    fn standing(&self) -> Decision {
        self.listed(&self.file.history, self.is_assessed(), self.file.born)
    }

    /// On the list with that history.
    fn listed(&self, history: &History, assessed: bool, born: bool) -> Decision {
        let scale = self.file.scale(history);
        let points = scale.total();
        let status = if self.dossier.has_tag(tag::SILENCE) {
            silent_status()
        } else if assessed {
            text! { fr: "Sur la liste d’attente : {points} points", en: "On the waiting list: {points} points" }
        } else {
            text! { fr: "Demande reçue : {points} points, à vérifier", en: "Request received: {points} points, to be checked" }
        };
        Decision::in_review(status)
            .score(points)
            .actions(desk::listed(assessed, born))
            .reasons(scale.reasons(&deliberation(self.ctx)))
            .reasons(self.file.fee(self.ctx).map(|fee| fee.reason()))
    }

    /// A request lapses unless it is confirmed every so many months.
    fn renewed(&self, decision: Decision) -> Decision {
        let months = i32::try_from(self.days("renewal-months", 6)).unwrap_or(6);
        let lapses = civil::plus_months(self.ctx.today(), months);
        let reminder = civil::plus_days(lapses, -self.days("reminder-days", 30));
        let decision = decision.schedule(timer::LAPSE, lapses);
        if reminder > self.ctx.today() {
            decision.schedule(timer::REMINDER, reminder)
        } else {
            decision
        }
    }

    /// No longer to be confirmed.
    fn kept(&self, decision: Decision) -> Decision {
        [timer::REMINDER, timer::LAPSE]
            .into_iter()
            .fold(decision, |decision, key| self.dossier.without_timer(decision, key))
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let until = civil::plus_days(self.ctx.today(), self.days("piece-days", 15));
        let mut decision = self.standing();
        decision.phase = Phase::WaitingForApplicant;
        decision.status =
            text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until }.into();
        decision.actions = Vec::new();
        decision.request(asked.demand(until))
    }

    fn assess(&self, found: &Assessment) -> Decision {
        let history = History {
            set_aside: found.set_aside.clone(),
            follow_up: found.follow_up.unwrap_or(0),
            breach: found.breach,
            ..self.file.history.clone()
        };
        let decision = self
            .listed(&history, true, self.file.born)
            .set(fact::ASSESSED, self.ctx.today())
            .set(fact::SET_ASIDE, history.set_aside)
            .set(fact::FOLLOW_UP, history.follow_up)
            .set(fact::BREACH, history.breach);
        self.dossier.marked(decision, tag::TO_ASSESS, false)
    }

    fn keep_waiting(&self, told: &Waiting) -> Decision {
        let passages = self.file.history.passages + 1;
        let history = History { passages, ..self.file.history.clone() };
        let points = self.file.scale(&history).total();
        let rank = match told.rank {
            Some(rank) => text! { fr: " Votre rang : {rank}.", en: " Your rank: {rank}." },
            None => text! { fr: "", en: "" },
        };
        let last = match told.last_admitted {
            Some(last) => text! {
                fr: " Le dernier dossier retenu avait {last} points.", en: " The last one that was given a place had {last} points."
            },
            None => text! { fr: "", en: "" },
        };
        self.listed(&history, true, self.file.born).set(fact::PASSAGES, passages).notify(
            text! { fr: "Pas de place à cette commission", en: "No place at this commission" },
            text! {
                fr: "La commission n’a pas pu vous proposer de place.{rank}{last} Votre demande reste sur la liste, avec {points} points désormais.",
                en: "The commission could not offer you a place.{rank}{last} Your request stays on the list, with {points} points from now on.";
                rank, last
            },
        )
    }

    fn born(&self, birth: &Birth) -> Decided {
        let born = birth.birth_date;
        if Stay::of(born, self.file.entry.max(self.ctx.today())).is_none() {
            return Err(self
                .ctx
                .problem(
                    "birth-date",
                    text! {
                        fr: "Aucun groupe n’accueille à cette date un enfant né ce jour-là.",
                        en: "No group takes a child born on that day on the day of entry."
                    },
                )
                .into());
        }
        let decision = self
            .listed(&self.file.history, self.is_assessed(), true)
            .set(fact::BIRTH, born)
            .set("child.given-names", birth.given_names.clone())
            .set("child.family-name", birth.family_name.clone());
        Ok(self.renewed(decision))
    }

    // Offered.

    fn offer(&self, offer: &Offer) -> Decided {
        let ctx = self.ctx;
        let Some(nursery) = Nursery::find(&offer.nursery) else { return Err(not_now(self.ctx)) };
        let places = self.file.places(&nursery.key, offer.entry);
        if places.is_empty() {
            return Err(ctx
                .problem(
                    "entry",
                    text! {
                        fr: "À cette date, aucun groupe n’accueille un enfant de cet âge.",
                        en: "On that day no group takes a child of that age."
                    },
                )
                .into());
        }
        let until = civil::plus_days(ctx.today(), self.days("offer-days", 10));
        let (name, entry) = (nursery.name.as_str(), offer.entry);
        let status = text! {
            fr: "Une place vous est proposée à {name} : répondez avant la fin du {until}",
            en: "You are offered a place at {name}: answer by the end of {until}";
            until
        };
        let mut decision = self.standing();
        decision.phase = Phase::WaitingForApplicant;
        decision.status = status.into();
        decision.actions = desk::offered(until).into();
        for place in places {
            let hold = Hold::new(&place.key, place.pool, place.span);
            decision = decision.hold(hold.limit(place.limit).at("nursery"));
        }
        let decision = decision
            .set(fact::NURSERY, nursery.key.clone())
            .set(fact::STARTS, entry)
            .set(fact::UNTIL, until)
            .schedule(timer::OFFER_ENDS, civil::plus_days(until, 1))
            .tag(tag::OFFERED)
            .notify(
                text! { fr: "Une place en crèche vous est proposée", en: "You are offered a place at a nursery" },
                text! {
                    fr: "Crèche : {name}. Entrée le {entry}. Acceptez ou refusez la place sur la page de votre demande avant la fin du {until} ; ensuite elle est proposée à une autre famille.",
                    en: "Nursery: {name}. Entry on {entry}. Accept or decline the place on the page of your request by the end of {until}; after that it is offered to another family.";
                    entry, until
                },
            );
        Ok(self.kept(decision))
    }

    /// Back on the list, without the places.
    fn back(&self, history: &History) -> Decision {
        let decision = self.listed(history, true, self.file.born);
        let held = self.dossier.holds.iter();
        let decision = held.fold(decision, |decision, hold| decision.release(&hold.key));
        let decision = decision
            .unset(fact::NURSERY)
            .unset(fact::STARTS)
            .unset(fact::UNTIL)
            .untag(tag::OFFERED);
        self.renewed(decision)
    }

    fn decline(&self) -> Decision {
        let offered: Option<String> = self.dossier.fact(fact::NURSERY);
        let as_asked = offered.is_some_and(|offered| self.file.nurseries.contains(&offered))
            && self.dossier.fact(fact::STARTS) == Some(self.file.entry);
        let declined = self.file.history.declined + i64::from(as_asked);
        let history = History { declined, ..self.file.history.clone() };
        let decision = self.back(&history).set(fact::DECLINED, declined);
        self.dossier.without_timer(decision, timer::OFFER_ENDS)
    }

    /// The places that were offered, of which nursery and from when.
    fn offered(&self) -> Option<(Nursery, Date)> {
        let nursery = Nursery::find(&self.dossier.fact::<String>(fact::NURSERY)?)?;
        Some((nursery, self.dossier.fact(fact::STARTS)?))
    }

    fn accept(&self) -> Decided {
        let Some((nursery, _)) = self.offered() else { return Err(not_now(self.ctx)) };
        let name = nursery.name.as_str();
        let decision = self.awaiting_contract(&nursery).set(fact::ACCEPTED, self.ctx.today());
        let decision = decision.untag(tag::OFFERED).notify(
            text! { fr: "Vous avez accepté la place en crèche", en: "You accepted the place at the nursery" },
            text! {
                fr: "La crèche {name} vous attend pour signer le contrat d’accueil. La place est réservée pour vous.",
                en: "The nursery {name} awaits you to sign the contract. The place is kept for you."
            },
        );
        Ok(self.dossier.without_timer(decision, timer::OFFER_ENDS))
    }

    fn awaiting_contract(&self, nursery: &Nursery) -> Decision {
        let name = nursery.name.as_str();
        let mut decision = self.standing();
        decision.status =
            text! { fr: "Place acceptée à {name}, contrat à signer", en: "Place accepted at {name}, contract to be signed" }
                .into();
        decision.actions = desk::accepted().into();
        decision
    }

    // In the nursery.

    fn sign(&self, contract: &Contract) -> Decided {
        let Some((nursery, entry)) = self.offered() else { return Err(not_now(self.ctx)) };
        let stay = self.file.birth.and_then(|birth| Stay::of(birth, entry));
        let leaves = stay.map_or(entry, |stay| civil::plus_days(stay.last, 1));
        let name = nursery.name.as_str();
        let decision = Decision::granted(text! {
            fr: "Place à {name}, entrée le {entry}", en: "Place at {name}, entry on {entry}"; entry
        })
        .actions(desk::admitted())
        .reasons(self.file.scale(&self.file.history).reasons(&deliberation(self.ctx)))
        .reasons(self.file.fee(self.ctx).map(|fee| fee.reason()))
        .set(fact::SIGNED, contract.signed_on)
        .issue(letters::admission(self.ctx, &self.file, &nursery, entry))
        .schedule(timer::SCHOOL, leaves)
        .notify(
            text! { fr: "Votre place en crèche est attribuée", en: "Your place at the nursery is yours" },
            text! {
                fr: "La décision, avec votre tarif, est sur la page de votre demande.",
                en: "The decision, with your fee, is on the page of your request."
            },
        );
        Ok(self.dossier.marked(decision, tag::SILENCE, false))
    }

    fn leave(&self) -> Decision {
        let status = text! { fr: "L’enfant n’a plus de place en crèche", en: "The child no longer has a place" };
        let decision = Decision::new(Phase::Closed, status).verdict(self.dossier.verdict);
        let decision =
            self.dossier.holds.iter().fold(decision, |decision, hold| decision.release(&hold.key));
        self.dossier.without_timer(decision, timer::SCHOOL)
    }

    // Otherwise.

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(refusal.reasons(self.ctx))
            .notify(
                text! { fr: "Votre demande de place est refusée", en: "Your request for a place is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision.",
                    en: "The reasons, in law and in fact, are in the decision."
                },
            );
        let decision = [tag::SILENCE, tag::TO_ASSESS]
            .into_iter()
            .fold(decision, |decision, tag| self.dossier.marked(decision, tag, false));
        self.kept(decision)
    }

    fn fall_silent(&self) -> Decision {
        let mut decision = match self.offered() {
            Some((nursery, _)) if self.dossier.fact::<Date>(fact::ACCEPTED).is_some() => {
                self.awaiting_contract(&nursery)
            }
            _ => self.standing(),
        };
        if self.dossier.phase == Phase::WaitingForApplicant {
            decision.phase = Phase::WaitingForApplicant;
            decision.actions = match self.dossier.fact(fact::UNTIL) {
                Some(until) => desk::offered(until).into(),
                None => Vec::new(),
            };
        }
        decision.status = silent_status().into();
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune pendant quatre mois vaut rejet ; votre demande reste sur la liste d’attente.",
                en: "Four months of silence of the town mean refusal; your request stays on the waiting list."
            },
        );
        decision.reason(reason.source("CRPA L231-5 et décret n° 2016-625")).tag(tag::SILENCE).notify(
            text! { fr: "Votre demande est toujours en attente", en: "Your request is still waiting" },
            text! {
                fr: "Aucune place n’a pu vous être proposée en quatre mois : la loi considère votre demande comme refusée, et vous pouvez nous en demander les motifs (CRPA L232-4). Elle reste cependant sur la liste, et passe à chaque commission.",
                en: "No place could be offered in four months: the law takes your request to be refused, and you may ask us for the reasons (CRPA L232-4). It stays on the list all the same, and goes before each commission."
            },
        )
    }

    fn timer(&self, timer: &str) -> Decided {
        match (timer, self.dossier.phase) {
            (timer::REMINDER, Phase::InReview) => Ok(self.reminded(self.standing())),
            (timer::REMINDER, Phase::WaitingForApplicant) => {
                Ok(self.reminded(Decision::waiting(text! { fr: "Demande à compléter", en: "Request to be completed" })))
            }
            (timer::LAPSE, Phase::InReview | Phase::WaitingForApplicant) => Ok(Decision::new(
                Phase::Closed,
                text! { fr: "Demande non confirmée", en: "Request not confirmed" },
            )
            .notify(
                text! { fr: "Votre demande de place n’est plus sur la liste", en: "Your request for a place is off the list" },
                text! {
                    fr: "Vous ne l’avez pas confirmée à temps. Vous pouvez en faire une nouvelle à tout moment.",
                    en: "You did not confirm it in time. You may make another one at any time."
                },
            )),
            (timer::OFFER_ENDS, Phase::WaitingForApplicant) => {
                Ok(self.back(&self.file.history).notify(
                    text! { fr: "La place proposée n’est plus réservée", en: "The place offered is no longer kept" },
                    text! {
                        fr: "Nous n’avons pas reçu votre réponse. Votre demande reste sur la liste d’attente.",
                        en: "We did not have your answer. Your request stays on the waiting list."
                    },
                ))
            }
            (timer::SCHOOL, Phase::Decided) => {
                let status = text! { fr: "L’enfant va à l’école", en: "The child goes to school" };
                Ok(Decision::new(Phase::Closed, status).verdict(self.dossier.verdict))
            }
            // Nothing else is scheduled, and what decides or closes cancels these.
            _ => Err(not_now(self.ctx)),
        }
    }

    fn reminded(&self, decision: Decision) -> Decision {
        let lapse = self.dossier.timers.iter().find(|timer| timer.key == timer::LAPSE);
        let Some(lapses) = lapse.and_then(Timer::civil).map(|at| at.date()) else {
            return decision;
        };
        decision.notify(
            text! { fr: "Confirmez votre demande de place", en: "Confirm your request for a place" },
            text! {
                fr: "Sans confirmation avant le {lapses}, votre demande quitte la liste d’attente. Confirmez-la sur sa page.",
                en: "Unless it is confirmed before {lapses}, your request leaves the waiting list. Confirm it on its page.";
                lapses
            },
        )
    }
}

fn silent_status() -> Text {
    text! {
        fr: "Sur la liste d’attente ; sans réponse en quatre mois, réputée refusée",
        en: "On the waiting list; without an answer in four months, deemed refused"
    }
}
