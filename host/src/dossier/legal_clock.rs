//! The legal clock of a dossier: by when the town has to answer, what its silence means, what
//! stops the clock. Pure; all days are the town's own.
//!
//! Where silence accepts, the period begins when the last piece that was asked for has come (CRPA
//! L114-5, second paragraph, L114-3). Where it refuses, the period begins with the first receipt
//! and stands still while pieces are asked for, at most for the time given (third paragraph). A
//! piece that is missing from a file for a *right* stops nothing unless it is indispensable
//! (L114-5-1). Where another administration received it first, a refusal is counted from that
//! receipt and an acceptance from ours (L114-3).

use serde::{Deserialize, Serialize};

use super::working_days::{Holidays, days_between};
use crate::contract::{Date, Decision, Demand, Effect, Event, Path, Phase, Silence};
use crate::plugin::{Legal, Period, SilenceRule};

/// What the law and the procedure said when a dossier was received. Kept with it: a later version
/// of the procedure changes nothing of its clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Terms {
    /// What silence means.
    pub silence: SilenceRule,
    /// After how long.
    pub period: Option<Period>,
    /// Whether it is about granting a right (CRPA L114-5-1).
    #[serde(default)]
    pub right: bool,
    /// Answers without which a right cannot be examined at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indispensable: Vec<Path>,
    /// The town's holidays.
    #[serde(default)]
    pub holidays: Holidays,
}

impl Terms {
    /// Those of a procedure in a town.
    pub fn new(legal: &Legal, holidays: &Holidays) -> Self {
        Self {
            // Only a request is decided by silence (CRPA L231-1).
            silence: if legal.request { legal.silence } else { SilenceRule::None },
            period: legal.period,
            right: legal.right,
            indispensable: legal.indispensable.clone(),
            holidays: holidays.clone(),
        }
    }

    /// Whether what is asked for stops the clock. Without it the rest is examined meanwhile.
    pub fn suspends(&self, demand: &Demand) -> bool {
        let indispensable =
            |piece: &crate::contract::Piece| self.indispensable.contains(&piece.path);
        demand.suspends && (!self.right || demand.pieces.iter().any(indispensable))
    }

    fn means(&self) -> Option<Silence> {
        match self.silence {
            SilenceRule::Accept => Some(Silence::Accepted),
            SilenceRule::Reject => Some(Silence::Refused),
            SilenceRule::None => None,
        }
    }
}

/// Pieces that were asked for, so that the clock stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    /// When.
    pub on: Date,
    /// The time given.
    pub until: Date,
    /// When it ended, if it did before that.
    pub ended: Option<Ended>,
}

/// How a request for pieces ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// They came.
    Produced(Date),
    /// Others were asked for in their place.
    Replaced(Date),
}

/// What the clock of a dossier runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Course {
    /// What counts for it.
    pub terms: Terms,
    /// When the town received it.
    pub received: Date,
    /// When another administration did, which handed it over.
    #[serde(default)]
    pub elsewhere: Option<Date>,
    /// What was asked for, in order.
    #[serde(default)]
    pub asked: Vec<Asked>,
    /// When the town decided, or the applicant withdrew it.
    #[serde(default)]
    pub ended: Option<Date>,
    /// Whether the procedure knows that silence decided.
    #[serde(default)]
    pub told: bool,
}

/// Where the clock of a dossier stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Silence decides nothing.
    Free,
    /// An answer is due on this day at the latest; after it, silence means this.
    Due(Date, Silence),
    /// Silence would accept, and the period has not begun: pieces asked for have not come.
    NotBegun(Asked),
    /// Silence would refuse, and the period stands still until pieces come or their time is over.
    /// It ends on this day at the latest.
    Suspended(Asked, Date),
    /// The town or the applicant ended it in time.
    Over,
}

impl Course {
    /// The clock of a dossier that was received on a day.
    pub fn new(terms: Terms, received: Date, elsewhere: Option<Date>) -> Self {
        Self { terms, received, elsewhere, asked: vec![], ended: None, told: false }
    }

    /// The same after a decision on an event.
    pub fn after(mut self, today: Date, event: &Event, decision: &Decision) -> Self {
        self.told |= matches!(event, Event::Silence(_));
        if matches!(event, Event::Completed) {
            self.close(Ended::Produced(today));
        }
        for effect in &decision.effects {
            let Effect::Request(demand) = effect else { continue };
            // What is asked for now takes the place of what was asked for before.
            if self.terms.suspends(demand) {
                self.close(Ended::Replaced(today));
                self.asked.push(Asked { on: today, until: demand.until.max(today), ended: None });
            } else {
                self.close(Ended::Produced(today));
            }
        }
        let over = matches!(decision.phase, Phase::Decided | Phase::Closed | Phase::Withdrawn);
        if over && self.ended.is_none() {
            self.ended = Some(today);
        }
        self
    }

    fn close(&mut self, how: Ended) {
        if let Some(last) = self.asked.last_mut().filter(|asked| asked.ended.is_none()) {
            last.ended = Some(how);
        }
    }

    /// The last day to answer, as far as it is known by what has happened so far, and what silence
    /// means after it. Nothing where silence decides nothing or the period has not begun. Whether
    /// the dossier was decided meanwhile does not matter here.
    pub fn deadline(&self) -> Option<(Date, Silence)> {
        let means = self.terms.means()?;
        let end = match means {
            Silence::Accepted => self.end_of_acceptance(),
            Silence::Refused => self.end_of_refusal(),
        };
        end.map(|day| (day, means))
    }

    fn end_of_acceptance(&self) -> Option<Date> {
        let period = self.terms.period?;
        let mut end = self.terms.holidays.end_of(self.received, period)?;
        let mut waits = false;
        for asked in &self.asked {
            // Silence had accepted before they were asked for.
            if !waits && asked.on > end {
                break;
            }
            waits = true;
            if let Some(Ended::Produced(on)) = asked.ended {
                end = self.terms.holidays.end_of(on, period)?;
                waits = false;
            }
        }
        (!waits).then_some(end)
    }

    fn end_of_refusal(&self) -> Option<Date> {
        let from = self.elsewhere.unwrap_or(self.received);
        let mut end = self.terms.holidays.end_of(from, self.terms.period?)?.civil()?;
        for asked in &self.asked {
            let (on, until) = (asked.on.civil()?, asked.stood_still_until().civil()?);
            if on > end {
                break;
            }
            let stood_still = days_between(on, until).max(0);
            end = end.checked_add(jiff::Span::new().days(stood_still)).ok()?;
        }
        Some(end.into())
    }

    /// Where it stands on a day.
    pub fn stands(&self, today: Date) -> Standing {
        if self.terms.means().is_none() || self.terms.period.is_none() {
            return Standing::Free;
        }
        if self.ended.is_some() {
            return Standing::Over;
        }
        let open = self.asked.last().filter(|asked| asked.ended.is_none());
        match (self.deadline(), open) {
            (Some((day, Silence::Refused)), Some(asked))
                if today < asked.until && asked.on <= day =>
            {
                Standing::Suspended(*asked, day)
            }
            (Some((day, means)), _) => Standing::Due(day, means),
            (None, Some(asked)) => Standing::NotBegun(*asked),
            // A period beyond the calendar.
            (None, None) => Standing::Free,
        }
    }
}

impl Asked {
    /// Until when the clock stood still, or will at most: pieces that come after their time change
    /// nothing.
    fn stood_still_until(&self) -> Date {
        match self.ended {
            Some(Ended::Produced(day) | Ended::Replaced(day)) => day.min(self.until),
            None => self.until,
        }
    }
}

#[cfg(test)]
mod tests;
