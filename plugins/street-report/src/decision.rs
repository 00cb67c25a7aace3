//! What each event does to a report. Start at [`decide`].
//!
//! ```text
//!                   ┌──────────── change-kind ───────────┐
//!                   v                                    │
//! submitted ─> assigned ─plan─> planned ─────────────────┤
//!     │             └───────────────┴─> fixed, no action, duplicate, not ours
//!     │ the same as another                      │ reopen, for some days
//!     v                                          └─> assigned
//! follows it, until it is done with
//! ```

use guichet_sdk::desk::not_now;
use guichet_sdk::prelude::*;

use crate::desk::{self, Duplicate, Fixed, NoAction, NotOurs, Plan, Refile, Reopen, key};
use crate::form::{self, Follow, Report};
use crate::kinds::{self, Owner, TroubleKind};
use crate::nearby::{self, Stage};

/// Names that the dossier keeps from one decision to the next.
mod name {
    pub(super) const KIND: &str = "kind";
    pub(super) const STAGE: &str = "stage";
    pub(super) const OWNER: &str = "owner";
    pub(super) const PLANNED: &str = "planned";
    /// Number of the report that this one follows.
    pub(super) const SAME: &str = "same-as";
    /// Day until which a report that is done with is reopened.
    pub(super) const UNTIL: &str = "reopen-until";
    pub(super) const DUE: &str = "due";
    pub(super) const LOOK: &str = "look";
    pub(super) const END: &str = "end";
}

/// Marks in the agents' queue.
mod tag {
    pub(super) const DANGER: &str = "danger";
    pub(super) const LATE: &str = "late";
    pub(super) const REOPENED: &str = "reopened";
    pub(super) const UNROUTED: &str = "nobody-in-charge";
    /// Followed by the owner’s key.
    pub(super) const SERVICE: &str = "service:";
}

/// The document that goes to who looks after it.
const SHEET: &str = "report";

type Decided = Result<Decision, Vec<Problem>>;

/// A report on which something happens.
struct Desk<'a> {
    ctx: &'a Context,
    dossier: &'a Dossier<Report>,
}

/// What `event` does to the dossier.
pub(crate) fn decide(ctx: &Context, dossier: &Dossier<Report>, event: &Event) -> Decided {
    let desk = Desk { ctx, dossier };
    let stage = dossier.fact::<Stage>(name::STAGE);
    let open = stage.is_some_and(Stage::is_open);
    match event {
        Event::Submitted => desk.receive(),
        Event::Completed if open => desk.put_right(),
        Event::Withdrawn => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre signalement", en: "You withdrew your report"
        })),
        Event::Timer(timer) => Ok(desk.timer(timer, stage)),
        Event::Acted(taken) if open => match taken.key.as_str() {
            key::PLAN => Ok(desk.plan(&taken.inputs(ctx)?)),
            key::FIX => Ok(desk.fix(&taken.inputs(ctx)?)),
            key::NO_ACTION => Ok(desk.no_action(&taken.inputs(ctx)?)),
            key::DUPLICATE => desk.duplicate(&taken.inputs(ctx)?),
            key::NOT_OURS => desk.not_ours(&taken.inputs(ctx)?),
            key::REFILE => desk.refile(&taken.inputs(ctx)?),
            _ => Err(not_now(ctx)),
        },
        Event::Acted(taken) if taken.key == key::REOPEN && stage.is_some() => {
            desk.reopen(&taken.inputs(ctx)?)
        }
        _ => Err(not_now(ctx)),
    }
}

impl Desk<'_> {
    fn days(&self, setting: &str, otherwise: i64) -> i64 {
        self.ctx.setting::<i64>(setting).unwrap_or(otherwise).max(1)
    }

    fn position(&self) -> Option<Position> {
        form::position(&Report::draft(&self.dossier.given, self.ctx).place)
    }

    /// What it is by now: an agent may have filed it under another kind.
    fn kind(&self) -> Option<TroubleKind> {
        let filed = self.dossier.fact::<String>(name::KIND);
        TroubleKind::of(&filed.or_else(|| self.dossier.answers.what.kind.clone())?)
    }

    // Coming in.

    fn receive(&self) -> Decided {
        let problems = form::problems(self.ctx, &Report::draft(&self.dossier.given, self.ctx));
        if !problems.is_empty() {
            return Err(problems);
        }
        let kind = self.kind().ok_or_else(|| not_now(self.ctx))?;
        let same: Option<String> = self.dossier.given.get(form::path::SAME);
        match same.filter(|same| same != form::path::OTHER) {
            Some(same) => Ok(self.follow(&same)),
            None => Ok(self.route(&kind)),
        }
    }

    /// Somebody corrected the report: it goes to who looks after what it is now.
    fn put_right(&self) -> Decided {
        let problems = form::problems(self.ctx, &Report::draft(&self.dossier.given, self.ctx));
        if !problems.is_empty() {
            return Err(problems);
        }
        let kind = self.dossier.answers.what.kind.as_deref().and_then(TroubleKind::of);
        let decision = self.route(&kind.ok_or_else(|| not_now(self.ctx))?);
        let harmless = !self.dossier.answers.what.danger;
        Ok(if harmless { self.dossier.marked(decision, tag::DANGER, false) } else { decision })
    }

    /// To who looks after such things: the town’s service, or another authority.
    fn route(&self, kind: &TroubleKind) -> Decision {
        let danger = self.dossier.answers.what.danger;
        let Some(owner) = Owner::of(&kind.owner) else {
            let status = text! { fr: "Reçu, à attribuer à un service", en: "Received, to be given to a service" };
            let decision = self.open(status, kind, Stage::Assigned).tag(tag::UNROUTED);
            return if danger { decision.tag(tag::DANGER) } else { decision };
        };
        if owner.outside {
            return self.hand_over(kind, &owner);
        }
        let service = owner.name.clone();
        let status = text! { fr: "Transmis : {service}", en: "Sent to: {service}"; service };
        let decision = self.open(status, kind, Stage::Assigned).reason(routed(kind, &owner));
        let decision = self.sent(decision, kind, &owner).score(i64::from(danger));
        let decision = match kind.working_days {
            Some(days) => {
                let due = kinds::working_days_after(self.ctx.today(), days);
                decision.schedule(name::DUE, civil::plus_days(due, 1))
            }
            None => self.dossier.without_timer(decision, name::DUE),
        };
        if danger { decision.tag(tag::DANGER) } else { decision }
    }

    /// Still to be done, and known to others.
    fn open(&self, status: Text, kind: &TroubleKind, stage: Stage) -> Decision {
        Decision::in_review(status)
            .actions(desk::open())
            .set(name::KIND, kind.key.clone())
            .set(name::STAGE, stage)
            .publish(self.entry(kind, stage))
    }

    fn entry(&self, kind: &TroubleKind, stage: Stage) -> Entry {
        let since = self.dossier.submitted_on;
        nearby::entry(&self.dossier.number, &kind.key, stage, since, self.position())
    }

    /// The report on paper, to whoever is in charge now; the mark of who was before goes.
    fn sent(&self, decision: Decision, kind: &TroubleKind, owner: &Owner) -> Decision {
        let mark = format!("{}{}", tag::SERVICE, owner.key);
        let old = self
            .dossier
            .tags
            .iter()
            .filter(|known| known.starts_with(tag::SERVICE) && **known != mark);
        let mut decision = old.fold(decision, |decision, known| decision.untag(known));
        decision = self.dossier.marked(decision, tag::UNROUTED, false);
        decision = decision.tag(&mark).set(name::OWNER, owner.key.clone()).issue(self.sheet(kind));
        match &owner.recipient {
            Some(recipient) => decision.transmit(SHEET, recipient),
            None => decision,
        }
    }

    /// What who repairs it needs to know, and nothing of who reported it.
    fn sheet(&self, kind: &TroubleKind) -> Document {
        let report = &self.dossier.answers;
        let mut sheet = Document::new(
            SHEET,
            text! { fr: "Signalement sur la voie publique", en: "Report from the street" },
        )
        .line_in_words(
            text! { fr: "Problème", en: "Problem" },
            kind.key.clone(),
            kind.name.clone(),
        );
        if let Some(place) = &report.place {
            if let Some(address) = &place.address {
                sheet = sheet.line(text! { fr: "Adresse", en: "Address" }, address.clone());
            }
            if let Some(at) = place.position {
                sheet = sheet.line(text! { fr: "Position", en: "Position" }, at);
            }
            if let Some(detail) = &place.detail {
                sheet = sheet.line(text! { fr: "Endroit", en: "Place" }, detail.clone());
            }
        }
        if let Some(asset) = &report.what.asset {
            sheet = sheet.line(text! { fr: "Numéro", en: "Number" }, asset.clone());
        }
        if report.what.danger {
            sheet = sheet
                .line(text! { fr: "Quelqu’un peut se blesser", en: "Somebody may be hurt" }, true);
        }
        match &report.details {
            Some(details) => sheet.paragraph(details.text.as_str()),
            None => sheet,
        }
    }

    /// The person follows another report: it is looked at from time to time, since a dossier is
    /// told nothing of another.
    fn follow(&self, same: &str) -> Decision {
        let number = same.to_owned();
        let key = format!("{number}/{}", self.dossier.number);
        let status = text! { fr: "Déjà signalé sous le n° {number} : vous en suivez la réparation", en: "Reported already as no. {number}: you follow its repair" };
        let reason = Reason::new(
            "known",
            text! {
                fr: "Vous avez reconnu un signalement ouvert, n° {number}, du même genre et tout près.",
                en: "You recognised an open report, no. {number}, of the same sort and very near."
            },
        );
        let look = civil::plus_days(self.ctx.today(), self.days("follow-days", 7));
        Decision::new(Phase::Closed, status)
            .set(name::SAME, number)
            .publish(Entry::new(nearby::FOLLOWERS, key))
            .schedule(name::LOOK, look)
            .reason(reason.input("place.position").input("what.kind"))
    }

    // Being dealt with.

    fn plan(&self, plan: &Plan) -> Decision {
        let day = plan.day;
        let status = text! { fr: "Intervention prévue au plus tard le {day}", en: "Work is planned by {day}"; day };
        let decision = Decision::in_review(status.clone())
            .actions(desk::open())
            .set(name::STAGE, Stage::Planned)
            .set(name::PLANNED, day);
        let decision = match self.kind() {
            Some(kind) => decision.publish(self.entry(&kind, Stage::Planned)),
            None => decision,
        };
        self.tell(decision, text! { fr: "Votre signalement : intervention prévue", en: "Your report: work is planned" }, status)
    }

    fn fix(&self, fixed: &Fixed) -> Decision {
        let done = fixed.what.clone().unwrap_or_default();
        let until = self.reopened_until();
        let decision = self.done(text! { fr: "Réparé", en: "Fixed" }, Stage::Fixed);
        self.tell(
            decision,
            text! { fr: "Votre signalement : réparé", en: "Your report: fixed" },
            text! {
                fr: "Le problème est réparé. {done} Si ce n’est pas le cas, dites-le avant le {until} sur la page de votre signalement.",
                en: "The problem is fixed. {done} If it is not, say so before {until} on the page of your report.";
                until
            },
        )
    }

    fn no_action(&self, no_action: &NoAction) -> Decision {
        let decision = self
            .done(text! { fr: "Sans suite", en: "No action" }, Stage::NoAction)
            .reason(Reason::new("no-action", no_action.why.as_str()));
        let why = no_action.why.as_str();
        self.tell(
            decision,
            text! { fr: "Votre signalement : sans suite", en: "Your report: no action" },
            text! { fr: "{why}", en: "{why}" },
        )
    }

    fn duplicate(&self, duplicate: &Duplicate) -> Decided {
        let stage = nearby::stage_of(&duplicate.of);
        if duplicate.of == self.dossier.number || !stage.is_some_and(Stage::is_open) {
            return Err(self
                .ctx
                .problem("of", text! { fr: "Ce signalement n’est plus ouvert.", en: "That report is no longer open." })
                .into());
        }
        let decision = self
            .follow(&duplicate.of)
            .set(name::STAGE, Stage::Duplicate)
            .unpublish(nearby::REPORTS);
        Ok(self.dossier.without_timer(decision, name::DUE))
    }

    fn not_ours(&self, not_ours: &NotOurs) -> Decided {
        let owner = Owner::of(&not_ours.owner)
            .filter(|owner| owner.outside)
            .ok_or_else(|| not_now(self.ctx))?;
        let kind = self.kind().ok_or_else(|| not_now(self.ctx))?;
        Ok(self.hand_over(&kind, &owner))
    }

    /// What is not the town’s goes to whose it is, and the person is told (CRPA L114-2).
    fn hand_over(&self, kind: &TroubleKind, owner: &Owner) -> Decision {
        let (name, contact) = (owner.name.clone(), owner.contact.clone().unwrap_or_default());
        let status =
            text! { fr: "Transmis à : {name} {contact}", en: "Passed to: {name} {contact}"; name };
        let decision = self.done(status.clone(), Stage::NotOurs).set(name::KIND, kind.key.clone());
        let decision = self.sent(decision, kind, owner).reason(routed(kind, owner));
        self.tell(
            decision,
            text! { fr: "Votre signalement est transmis", en: "Your report is passed on" },
            status,
        )
    }

    /// Another kind is another service’s: the report is sent again.
    fn refile(&self, refile: &Refile) -> Decided {
        let kind = TroubleKind::of(&refile.kind).ok_or_else(|| not_now(self.ctx))?;
        Ok(self.route(&kind))
    }

    fn reopened_until(&self) -> Date {
        civil::plus_days(self.ctx.today(), self.days("reopen-days", 30))
    }

    /// Done with; others may see so until it can no longer be reopened.
    fn done(&self, status: Text, stage: Stage) -> Decision {
        let until = self.reopened_until();
        let decision = Decision::new(Phase::Closed, status)
            .actions(desk::done(until))
            .set(name::STAGE, stage)
            .set(name::UNTIL, until)
            .schedule(name::END, civil::plus_days(until, 1));
        let decision = match self.kind() {
            Some(kind) => decision.publish(self.entry(&kind, stage)),
            None => decision,
        };
        let decision = self.dossier.marked(decision, tag::LATE, false);
        self.dossier.without_timer(self.dossier.marked(decision, tag::REOPENED, false), name::DUE)
    }

    fn reopen(&self, reopen: &Reopen) -> Decided {
        let until: Option<Date> = self.dossier.fact(name::UNTIL);
        if until.is_none_or(|until| self.ctx.today() > until) {
            return Err(not_now(self.ctx));
        }
        let kind = self.kind().ok_or_else(|| not_now(self.ctx))?;
        let status =
            text! { fr: "Rouvert, transmis au service", en: "Reopened, sent to the service" };
        let decision = self
            .open(status, &kind, Stage::Assigned)
            .tag(tag::REOPENED)
            .unset(name::UNTIL)
            .reason(Reason::new("reopened", reopen.what.as_str()));
        let owner = self.dossier.fact::<String>(name::OWNER).and_then(|owner| Owner::of(&owner));
        let decision = match owner {
            Some(owner) => self.sent(decision, &kind, &owner),
            None => decision,
        };
        Ok(self.dossier.without_timer(decision, name::END))
    }

    // As time passes.

    /// A timer is never refused: the host would try it again for ever.
    fn timer(&self, timer: &str, stage: Option<Stage>) -> Decision {
        match timer {
            name::DUE if stage.is_some_and(Stage::is_open) => self.standing().tag(tag::LATE),
            name::LOOK => self.look(),
            name::END => {
                let decision = self.standing().unset(name::UNTIL).unpublish(nearby::REPORTS);
                Decision { actions: Vec::new(), ..decision }
            }
            _ => self.standing(),
        }
    }

    /// The report as it stands, for events that change little.
    fn standing(&self) -> Decision {
        let stage = self.dossier.fact::<Stage>(name::STAGE);
        let planned: Option<Date> = self.dossier.fact(name::PLANNED);
        if let Some(number) = self.dossier.fact::<String>(name::SAME) {
            let status = text! { fr: "Déjà signalé sous le n° {number} : vous en suivez la réparation", en: "Reported already as no. {number}: you follow its repair" };
            return Decision::new(Phase::Closed, status);
        }
        match (stage, planned) {
            (Some(Stage::Planned), Some(day)) => Decision::in_review(
                text! { fr: "Intervention prévue au plus tard le {day}", en: "Work is planned by {day}"; day },
            )
            .actions(desk::open()),
            (Some(stage), _) if stage.is_open() => {
                let status = text! { fr: "Reçu : {stage}", en: "Received: {stage}"; stage };
                Decision::in_review(status).actions(desk::open())
            }
            (Some(stage), _) => {
                let status = text! { fr: "Signalement terminé : {stage}", en: "Report done with: {stage}"; stage };
                let until: Option<Date> = self.dossier.fact(name::UNTIL);
                let actions = until.map(desk::done).unwrap_or_default();
                Decision::new(Phase::Closed, status).actions(actions)
            }
            (None, _) => Decision::new(self.dossier.phase, text! { fr: "Signalement", en: "Report" }),
        }
    }

    /// Looks at the report that this one follows, and says what has become of it.
    fn look(&self) -> Decision {
        let Some(number) = self.dossier.fact::<String>(name::SAME) else { return self.standing() };
        let stage = nearby::stage_of(&number);
        if stage.is_some_and(Stage::is_open) {
            let look = civil::plus_days(self.ctx.today(), self.days("follow-days", 7));
            return self.standing().schedule(name::LOOK, look);
        }
        let status = match stage {
            Some(stage) => {
                text! { fr: "Le signalement n° {number} que vous suivez : {stage}", en: "Report no. {number} that you follow: {stage}"; stage }
            }
            None => {
                text! { fr: "Le signalement n° {number} que vous suivez est terminé", en: "Report no. {number} that you follow is done with" }
            }
        };
        let decision = Decision::new(Phase::Closed, status.clone()).unpublish(nearby::FOLLOWERS);
        self.tell(
            decision,
            text! { fr: "Le signalement que vous suivez", en: "The report that you follow" },
            status,
        )
    }

    /// Writes to who wanted to hear of it, and to nobody else.
    fn tell(&self, decision: Decision, subject: Text, body: Text) -> Decision {
        let told =
            self.dossier.answers.reporter.as_ref().is_some_and(|who| who.follow == Follow::Told);
        if told { decision.notify(subject, body) } else { decision }
    }
}

fn routed(kind: &TroubleKind, owner: &Owner) -> Reason {
    let (what, who) = (kind.name.clone(), owner.name.clone());
    let sentence = text! { fr: "« {what} » relève de : {who}.", en: "“{what}” is looked after by: {who}."; what, who };
    let reason = Reason::new("routing", sentence).input("what.kind");
    if owner.outside { reason.source("CRPA L114-2") } else { reason }
}
