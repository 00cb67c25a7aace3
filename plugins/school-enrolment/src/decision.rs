//! What each event does to a request. Start at [`decide`].
//!
//! ```text
//! submitted ─> to check <─> waiting for a piece
//!                 │ check                      refused (not in charge, no room before three)
//!     ┌───────────┼──────────────────────────┐
//!     v           v                          v
//!  catchment   another school,            a school of another town
//!     │        from another town             │
//!     │           │ refer                    │ agree        refuse-exemption
//!     │ allocate  v                          v                   v
//!     │        commission of a day        agreement           refused
//!     │           │ grant-exemption
//!     v           v
//!  enrolled, certificate issued  <── refuse-exemption, at the school of the area
//!     │ release, or the school year ends
//!     v
//!  closed
//! ```

use guichet_sdk::desk::{PiecesAsked, Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::catchment::School;
use crate::desk::{self, Agreement, AgreementAnswer, Allocation, Ground, Piece, Referral, key};
use crate::exemption::{self, Criterion, Situation};
use crate::file::{File, fact};
use crate::form::{self, Application};
use crate::letters;
use crate::level;

/// The place in a class.
const PLACE: &str = "place";

/// Timers.
mod timer {
    pub(super) const COMMISSION: &str = "commission";
    pub(super) const YEAR_END: &str = "year-end";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const INCOMPLETE: &str = "incomplete";
    pub(super) const SILENCE: &str = "implicit-refusal";
    pub(super) const COMMISSION: &str = "commission-due";
    pub(super) const EXEMPTION: &str = "exemption";
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
        Event::Completed if open => desk.receive(),
        Event::Lapsed if waiting => Ok(desk.in_review().tag(tag::INCOMPLETE)),
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
            key::CHECK => Ok(self.check()),
            key::REFUSE => Ok(self.refuse(&taken.inputs(ctx)?)),
            key::ALLOCATE => self.allocate(&taken.inputs::<Allocation>(ctx)?),
            key::AGREEMENT => Ok(self.record(&taken.inputs(ctx)?)),
            key::REFER => Ok(self.refer(&taken.inputs(ctx)?)),
            key::GRANT => self.grant(),
            key::REFUSE_EXEMPTION => self.refuse_exemption(taken),
            key::AGREE => Ok(self.agree()),
            key::RELEASE => Ok(self.leave()),
            _ => Err(not_now(self.ctx)),
        }
    }

    // Examining.

    fn receive(&self) -> Decided {
        let then = Context { today: self.dossier.submitted_on.into(), ..self.ctx.clone() };
        let problems = form::problems(&then, &self.file.draft);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut decision = self.standing(false, None);
        if self.is_checked() {
            // What was checked was something else.
            decision = decision.unset(fact::CHECKED);
        }
        let exemption = self.file.situation != Situation::Catchment;
        let decision = self.dossier.marked(decision, tag::EXEMPTION, exemption);
        Ok(self.dossier.marked(decision, tag::INCOMPLETE, false))
    }

    fn is_checked(&self) -> bool {
        self.dossier.fact::<Date>(fact::CHECKED).is_some()
    }

    /// Where an open request stands, by what is known of it.
    fn in_review(&self) -> Decision {
        self.standing(self.is_checked(), self.dossier.fact(fact::COMMISSION))
    }

    fn standing(&self, checked: bool, commission: Option<Date>) -> Decision {
        let situation = self.file.situation;
        let (status, actions) = match situation {
            _ if !checked => (
                text! { fr: "Demande reçue, à vérifier", en: "Request received, to be checked" },
                desk::to_check(),
            ),
            Situation::Catchment => (
                text! { fr: "Dossier vérifié, inscription en cours", en: "Dossier checked, enrolment under way" },
                desk::to_allocate(self.file.level),
            ),
            Situation::OtherTown => (
                text! { fr: "Dossier vérifié, soumis au maire", en: "Dossier checked, before the mayor" },
                desk::to_agree(),
            ),
            Situation::OtherSchool | Situation::FromElsewhere => {
                let status = match commission {
                    Some(on) => text! {
                        fr: "Demande examinée en commission le {on}", en: "To be looked at by the commission on {on}"; on
                    },
                    None => text! {
                        fr: "Dossier vérifié, en attente d’une commission", en: "Dossier checked, awaiting a commission"
                    },
                };
                (status, desk::to_rank(situation, commission.is_some()))
            }
        };
        let status = if self.dossier.has_tag(tag::SILENCE) { silent_status() } else { status };
        let decision =
            Decision::in_review(status).actions(actions).reasons(self.file.reasons(self.ctx));
        if situation.is_ranked() {
            decision.score(exemption::points(&self.file.criteria))
        } else {
            decision
        }
    }

    fn request(&self, asked: &PiecesAsked<Piece>) -> Decision {
        let days = self.ctx.setting::<i64>("piece-days").unwrap_or(15).max(1);
        let until = civil::plus_days(self.ctx.today(), days);
        let status = text! { fr: "À compléter avant le {until}", en: "To be completed before {until}"; until };
        Decision::waiting(status).reasons(self.file.reasons(self.ctx)).request(asked.demand(until))
    }

    fn check(&self) -> Decision {
        self.standing(true, self.dossier.fact(fact::COMMISSION))
            .set(fact::CHECKED, self.ctx.today())
    }

    fn record(&self, agreement: &Agreement) -> Decision {
        let (answer, on) = (agreement.answer, agreement.on);
        self.knowing(|file| file.agreement = Some((answer, on)))
            .in_review()
            .set(fact::AGREEMENT, answer)
            .set(fact::AGREED_ON, on)
    }

    fn refer(&self, referral: &Referral) -> Decision {
        let on = referral.on;
        let decision = self
            .knowing(|file| {
                file.criteria = Criterion::among(file.situation, &referral.retained);
            })
            .standing(true, Some(on))
            .set(fact::COMMISSION, on)
            .set(fact::RETAINED, referral.retained.clone())
            .schedule(timer::COMMISSION, on)
            .notify(
                text! { fr: "Votre demande passe en commission", en: "Your request goes before the commission" },
                text! {
                    fr: "La commission examine votre demande d’une autre école le {on}. Vous recevrez la décision et ses raisons ensuite.",
                    en: "The commission looks at your request for another school on {on}. You will have the decision and its reasons afterwards.";
                    on
                },
            );
        self.dossier.marked(decision, tag::COMMISSION, false)
    }

    /// The same with what was just learnt.
    fn knowing(&self, learn: impl FnOnce(&mut File<'_>)) -> Self {
        let mut file = File::of(self.ctx, self.dossier);
        learn(&mut file);
        Self { file, ..*self }
    }

    fn fall_silent(&self) -> Decision {
        let mut decision = self.in_review();
        decision.status = silent_status().into();
        let reason = Reason::new(
            "silence",
            text! {
                fr: "Le silence de la commune pendant deux mois vaut rejet ; le droit de l’enfant à être inscrit demeure.",
                en: "Two months of silence of the town mean refusal; the child’s right to be enrolled stays."
            },
        );
        decision
            .reason(reason.source("CRPA L231-4"))
            .tag(tag::SILENCE)
            .notify(
                text! { fr: "Nous n’avons pas répondu à temps", en: "We did not answer in time" },
                text! {
                    fr: "La loi considère votre demande comme refusée. Nous continuons cependant à la traiter ; vous pouvez nous en demander les motifs (CRPA L232-4). Si votre enfant n’a pas d’école, appelez la mairie ou la direction des services départementaux de l’éducation nationale.",
                    en: "The law takes your request to be refused. We go on dealing with it all the same; you may ask us for the reasons (CRPA L232-4). If your child has no school, call the town hall or the education authority of the department."
                },
            )
    }

    // Deciding.

    fn allocate(&self, allocation: &Allocation) -> Decided {
        let decision = self.enrol(&allocation.school, "school", Verdict::Granted)?;
        Ok(self.heard(decision.reasons(self.file.reasons(self.ctx))))
    }

    /// At the school asked for, once the commission has met.
    fn grant(&self) -> Decided {
        let ctx = self.ctx;
        let on = self.dossier.fact::<Date>(fact::COMMISSION);
        if let Some(on) = on.filter(|on| ctx.today() < *on) {
            return Err(self.before_commission(on));
        }
        if self.file.criteria.is_empty() {
            return Err(ctx
                .refusal(text! {
                    fr: "Aucun motif n’est retenu : une dérogation se motive. Inscrivez-la de nouveau à une commission avec ses motifs, ou refusez-la.",
                    en: "No reason was found proven: an exemption needs one. Refer it again with its reasons, or refuse it."
                })
                .into());
        }
        let across = self.file.situation == Situation::FromElsewhere;
        let needed =
            across && !self.file.is_of_right() && ctx.setting("agreement-needed").unwrap_or(true);
        let agreed = matches!(self.file.agreement, Some((AgreementAnswer::Agrees, _)));
        if needed && !agreed {
            return Err(ctx
                .refusal(text! {
                    fr: "Il faut d’abord l’accord de la commune de résidence : aucun motif retenu n’est de droit (code de l’éducation L212-8).",
                    en: "The agreement of the town of residence comes first: no reason found proven is of right (code de l’éducation L212-8)."
                })
                .into());
        }
        let target = self.dossier.answers.target.clone().unwrap_or_default();
        let decision = self.enrol(&target, "school-target", Verdict::Granted)?.exemption();
        Ok(self.heard(decision.reasons(self.file.reasons(self.ctx))))
    }

    fn before_commission(&self, on: Date) -> Vec<Problem> {
        self.ctx
            .refusal(text! {
                fr: "La commission se réunit le {on} : décidez à partir de ce jour.",
                en: "The commission meets on {on}: decide from that day on.";
                on
            })
            .into()
    }

    /// Takes a place at a school, and writes the certificate.
    fn enrol(&self, school: &str, path: &str, verdict: Verdict) -> Decided {
        let (ctx, file) = (self.ctx, &self.file);
        let level = file.level;
        let school = School::find(school).filter(|school| school.places(level).is_some());
        let Some(school) = school else {
            return Err(ctx
                .problem(path, text! { fr: "Cette école n’a pas de classe de {level}.", en: "This school has no class of {level}."; level })
                .into());
        };
        let (Some(span), Some((_, last))) = (file.span(ctx.today()), level::days(file.year)) else {
            return Err(ctx
                .problem(path, text! { fr: "Cette année scolaire est terminée.", en: "This school year is over." })
                .into());
        };
        let places = school.places(level).unwrap_or(0);
        let hold = Hold::new(PLACE, school.pool(level), span).limit(places).at(path);
        let school_name = school.name.as_str();
        let status =
            text! { fr: "Inscription à l’école : {school_name}", en: "Enrolled at {school_name}" };
        let subject = match verdict {
            Verdict::PartlyGranted => text! {
                fr: "Dérogation refusée : votre enfant est inscrit à l’école de son secteur",
                en: "Exemption refused: your child is enrolled at the school of the area"
            },
            _ => {
                text! { fr: "Votre enfant est inscrit à l’école", en: "Your child is enrolled at school" }
            }
        };
        Ok(Decision::decided(verdict, status)
            .actions(desk::enrolled())
            .hold(hold)
            .set(fact::SCHOOL, school.key.clone())
            .issue(letters::certificate(ctx, file, &school))
            .schedule(timer::YEAR_END, civil::plus_days(last, 1))
            .notify(subject, text! {
                fr: "École : {school_name}. Le certificat d’inscription est sur la page de votre demande ; présentez-le à la direction de l’école.",
                en: "School: {school_name}. The certificate of enrolment is on the page of your request; show it to the head of the school."
            }))
    }

    fn refuse(&self, refusal: &Refusal<Ground>) -> Decision {
        self.refused(refusal.reasons(self.ctx))
    }

    /// Of another school: who lives in the town is enrolled at that of the area all the same.
    fn refuse_exemption(&self, taken: &Taken) -> Decided {
        let ctx = self.ctx;
        let refusal: Refusal<Ground> = taken.inputs(ctx)?;
        if self.file.is_of_right() && !refusal.ground.outweighs_right() {
            return Err(ctx
                .problem("ground", text! {
                    fr: "Un motif de droit est retenu : ce refus n’est pas possible (code de l’éducation L212-8 et R212-21).",
                    en: "A reason of right was found proven: this refusal is not possible (code de l’éducation L212-8 and R212-21)."
                })
                .into());
        }
        if let Some(on) = self.dossier.fact::<Date>(fact::COMMISSION).filter(|on| ctx.today() < *on)
        {
            return Err(self.before_commission(on));
        }
        let reasons = refusal.reasons(ctx);
        if self.file.situation != Situation::OtherSchool {
            return Ok(self.refused(reasons));
        }
        let allocation: Allocation = taken.inputs(ctx)?;
        let decision = self.enrol(&allocation.school, "school", Verdict::PartlyGranted)?;
        Ok(self.heard(decision.reasons(reasons).reasons(self.file.reasons(self.ctx))))
    }

    fn refused(&self, reasons: impl IntoIterator<Item = Reason>) -> Decision {
        let decision = Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
            .reasons(reasons)
            .notify(
                text! { fr: "Votre demande est refusée", en: "Your request is refused" },
                text! {
                    fr: "Les raisons, en droit et en fait, sont dans la décision.",
                    en: "The reasons, in law and in fact, are in the decision."
                },
            );
        self.heard(decision)
    }

    fn agree(&self) -> Decision {
        let decision = Decision::granted(text! { fr: "Accord donné", en: "Agreement given" })
            .exemption()
            .reasons(self.file.reasons(self.ctx))
            .notify(
                text! { fr: "La commune donne son accord", en: "The town agrees" },
                text! {
                    fr: "L’accord est sur la page de votre demande : remettez-le à la commune de l’école demandée.",
                    en: "The agreement is on the page of your request: hand it to the town of the school asked for."
                },
            );
        let decision = match &self.dossier.answers.elsewhere {
            Some(elsewhere) => decision.issue(letters::agreement(self.ctx, &self.file, elsewhere)),
            None => decision,
        };
        let decision = match level::days(self.file.year) {
            Some((_, last)) => decision.schedule(timer::YEAR_END, civil::plus_days(last, 1)),
            None => decision,
        };
        self.heard(decision)
    }

    /// Takes away the marks of what the town still had to do.
    fn heard(&self, decision: Decision) -> Decision {
        let decision = [tag::SILENCE, tag::COMMISSION]
            .into_iter()
            .fold(decision, |decision, tag| self.dossier.marked(decision, tag, false));
        self.dossier.without_timer(decision, timer::COMMISSION)
    }

    // Afterwards.

    fn leave(&self) -> Decision {
        Decision::new(Phase::Closed, text! {
            fr: "L’enfant n’est plus inscrit dans cette école", en: "The child is no longer enrolled at this school"
        })
        .verdict(self.dossier.verdict)
        .release(PLACE)
        .cancel_timer(timer::YEAR_END)
    }

    fn timer(&self, timer: &str) -> Decided {
        match (timer, self.dossier.phase) {
            (timer::COMMISSION, Phase::InReview) => Ok(self.in_review().tag(tag::COMMISSION)),
            (timer::COMMISSION, Phase::WaitingForApplicant) => {
                let status = text! { fr: "À compléter avant la commission", en: "To be completed before the commission" };
                Ok(Decision::waiting(status)
                    .reasons(self.file.reasons(self.ctx))
                    .tag(tag::COMMISSION))
            }
            (timer::YEAR_END, Phase::Decided) => {
                let status = text! { fr: "Année scolaire terminée", en: "The school year is over" };
                Ok(Decision::new(Phase::Closed, status).verdict(self.dossier.verdict))
            }
            // Nothing else is scheduled, and what decides or closes cancels these.
            _ => Err(not_now(self.ctx)),
        }
    }
}

fn silent_status() -> Text {
    text! {
        fr: "La commune n’a pas répondu à temps : demande réputée refusée",
        en: "The town did not answer in time: deemed refused"
    }
}
