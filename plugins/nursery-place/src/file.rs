//! A request, and what is known of it: what the family answered, and what earlier decisions kept.
//! Knows nothing of events.

use guichet_sdk::prelude::*;

use crate::fee::{self, Fee};
use crate::form::{self, Application, ApplicationDraft};
use crate::points::{History, Scale};
use crate::stay::{Day, Place, Stay};

/// What the dossier keeps from one decision to the next; a commission sees it as well.
pub(crate) mod fact {
    pub(crate) const ASSESSED: &str = "assessed-on";
    pub(crate) const SET_ASIDE: &str = "set-aside";
    pub(crate) const FOLLOW_UP: &str = "follow-up";
    pub(crate) const BREACH: &str = "breach";
    pub(crate) const PASSAGES: &str = "passages";
    pub(crate) const DECLINED: &str = "declined";
    /// For the commission.
    pub(crate) const BIRTH: &str = "birth";
    pub(crate) const ENTRY: &str = "entry";
    pub(crate) const DAYS: &str = "days";
    pub(crate) const WISHES: &str = "wishes";
    /// What is offered, and taken in the end.
    pub(crate) const NURSERY: &str = "offer.nursery";
    pub(crate) const STARTS: &str = "offer.entry";
    pub(crate) const UNTIL: &str = "offer.until";
    pub(crate) const ACCEPTED: &str = "accepted-on";
    pub(crate) const SIGNED: &str = "contract.signed-on";
}

/// The council's decision on the scale, as it is quoted.
pub(crate) fn deliberation(ctx: &Context) -> String {
    ctx.setting("deliberation").unwrap_or_default()
}

/// A request, and what is known of it.
#[derive(Debug)]
pub(crate) struct File<'a> {
    dossier: &'a Dossier<Application>,
    pub(crate) draft: ApplicationDraft,
    pub(crate) birth: Option<Date>,
    pub(crate) born: bool,
    /// As it is wanted.
    pub(crate) entry: Date,
    pub(crate) days: Vec<Day>,
    pub(crate) nurseries: Vec<String>,
    pub(crate) history: History,
}

impl<'a> File<'a> {
    pub(crate) fn of(ctx: &Context, dossier: &'a Dossier<Application>) -> Self {
        let then = Context { today: dossier.submitted_on.into(), ..ctx.clone() };
        let draft = Application::draft(&dossier.given, &then);
        let reported = dossier.fact::<String>("child.given-names").is_some();
        File {
            birth: dossier.fact(fact::BIRTH).or_else(|| draft.birth()),
            born: reported || draft.child.born == Some(form::Born::Yes),
            entry: dossier.answers.wanted.entry,
            days: dossier.answers.wanted.days.clone(),
            nurseries: draft.nurseries(),
            history: History {
                passages: dossier.fact(fact::PASSAGES).unwrap_or(0),
                declined: dossier.fact(fact::DECLINED).unwrap_or(0),
                follow_up: dossier.fact(fact::FOLLOW_UP).unwrap_or(0),
                breach: dossier.fact(fact::BREACH).unwrap_or(false),
                set_aside: dossier.fact(fact::SET_ASIDE).unwrap_or_default(),
            },
            draft,
            dossier,
        }
    }

    pub(crate) fn scale(&self, history: &History) -> Scale {
        Scale::of(&self.draft, self.draft.birth(), self.dossier.submitted_on, history)
    }

    /// All that the family claims, proven or not.
    pub(crate) fn claimed(&self) -> Scale {
        self.scale(&History::default())
    }

    /// The places that a stay from that day takes in a nursery; none where no group takes the child.
    pub(crate) fn places(&self, nursery: &str, entry: Date) -> Vec<Place> {
        let stay = self.birth.and_then(|birth| Stay::of(birth, entry));
        stay.map(|stay| stay.places(nursery, &self.days)).unwrap_or_default()
    }

    pub(crate) fn fee(&self, ctx: &Context) -> Option<Fee> {
        fee::of(ctx, &self.draft, &self.dossier.given, ctx.today())
    }
}
