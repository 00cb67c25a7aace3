//! A request, and what is known of it: what the town’s tables make of its answers, and what earlier
//! decisions kept. Knows nothing of events.

use guichet_sdk::prelude::*;

use crate::catchment::School;
use crate::desk::AgreementAnswer;
use crate::exemption::{Criterion, Situation};
use crate::form::{Application, ApplicationDraft};
use crate::level::{self, Level};

/// What the dossier keeps from one decision to the next.
pub(crate) mod fact {
    pub(crate) const CHECKED: &str = "checked-on";
    pub(crate) const COMMISSION: &str = "commission.on";
    pub(crate) const RETAINED: &str = "commission.retained";
    pub(crate) const AGREEMENT: &str = "agreement.answer";
    pub(crate) const AGREED_ON: &str = "agreement.on";
    pub(crate) const SCHOOL: &str = "school";
}

/// The council's decision on areas and criteria, as it is quoted.
pub(crate) fn deliberation(ctx: &Context) -> String {
    ctx.setting("deliberation").unwrap_or_default()
}

/// A request, and what is known of it.
#[derive(Debug)]
pub(crate) struct File<'a> {
    pub(crate) dossier: &'a Dossier<Application>,
    pub(crate) draft: ApplicationDraft,
    pub(crate) situation: Situation,
    pub(crate) level: Level,
    pub(crate) year: i64,
    /// Of the catchment area.
    pub(crate) school: Option<School>,
    /// Those that were found proven; until then those that are claimed.
    pub(crate) criteria: Vec<Criterion>,
    /// What the town of residence answered, and when.
    pub(crate) agreement: Option<(AgreementAnswer, Date)>,
}

impl<'a> File<'a> {
    /// As it was on the day on which it came in.
    pub(crate) fn of(ctx: &Context, dossier: &'a Dossier<Application>) -> Self {
        let then = Context { today: dossier.submitted_on.into(), ..ctx.clone() };
        let draft = Application::draft(&dossier.given, &then);
        let situation = draft.situation().unwrap_or(Situation::Catchment);
        let criteria = match dossier.fact::<Vec<String>>(fact::RETAINED) {
            Some(retained) => Criterion::among(situation, &retained),
            None => draft.criteria(),
        };
        File {
            situation,
            // A form without a class does not pass.
            level: draft.level().unwrap_or(Level::Ps),
            year: draft.year().unwrap_or_else(|| i64::from(dossier.submitted_on.year())),
            school: draft.school(),
            criteria,
            agreement: dossier.fact(fact::AGREEMENT).zip(dossier.fact(fact::AGREED_ON)),
            draft,
            dossier,
        }
    }

    /// From today, or the first day of school, to the last; nothing once it is over.
    pub(crate) fn span(&self, today: Date) -> Option<Span> {
        let (first, last) = level::days(self.year)?;
        (today <= last).then(|| civil::span_of_days(first.max(today), last))
    }

    /// How many places are left in a school's classes.
    pub(crate) fn free(&self, ctx: &Context, school: &School) -> u32 {
        let places = school.places(self.level).unwrap_or(0);
        let taken =
            self.span(ctx.today()).map(|span| pools::usage(&school.pool(self.level), &span));
        places.saturating_sub(taken.map_or(0, |usage| usage.peak()))
    }

    /// The day of the first commission that still takes a request of that day.
    pub(crate) fn next_commission(&self) -> Option<Date> {
        let rows = reference::rows("school-commissions", "").into_iter();
        rows.filter(|row| {
            row.get::<Date>("closes").is_some_and(|closes| self.dossier.submitted_on <= closes)
        })
        .filter_map(|row| row.get::<Date>("on"))
        .min()
    }

    pub(crate) fn is_of_right(&self) -> bool {
        self.criteria.iter().any(|each| each.of_right)
    }
}
