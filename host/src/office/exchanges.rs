//! What passes between applicant and town beside the procedure.

use super::post::prints_of_exchange;
use super::{Office, OfficeError, Tracked};
use crate::contract::{Attachment, Effect, Phase, Silence};
use crate::dossier::{
    About, Actor, DossierNumber, Exchange, Passed, Right, Standing, State, Talk, received,
};
use crate::limits::decision::ATTEMPTS;
use crate::limits::exchange::{BY_APPLICANT, COMMENT_CHARS, FILES, TEXT_CHARS};
use crate::plugin::{Period, Unit};
use crate::store::{Record, StoreError};
use crate::texts::Texts;

/// A decision that was notified electronically (CRPA L112-15).
pub struct Notice {
    /// The entry that decided.
    pub entry: u32,
    /// Since when it can be opened.
    pub available: crate::contract::Date,
    /// When it counts as received, if it does by now.
    pub received: Option<crate::contract::Date>,
    /// Whether the applicant opened it.
    pub opened: bool,
}

impl super::Said {
    /// The day by which the town has to answer it, if it has to.
    pub fn due(&self) -> Option<crate::contract::Date> {
        match self.exchange.what {
            Passed::Asked(right) => right.due(self.at.date),
            _ => None,
        }
    }
}

impl Tracked {
    /// What decides which rights the applicant has.
    pub fn standing(&self) -> Standing<'_> {
        let manifest = self.installed.manifest();
        Standing {
            phase: self.state.dossier.phase,
            verdict: self.state.dossier.verdict,
            silent: self.silent(),
            appeal: self.last_day_to_appeal(),
            computed: manifest.algorithm.is_some(),
            privacy: &manifest.privacy,
        }
    }

    /// The last day to appeal against a refusal by silence. Whoever asks for its reasons in time
    /// has until the same time after they are told (CRPA L232-4): while they are not, there is no
    /// last day.
    pub fn last_day_to_appeal(&self) -> Option<crate::contract::Date> {
        let (on, _) = self.silent().filter(|(_, means)| *means == Silence::Refused)?;
        let course = self.state.course.as_ref()?;
        let legal = &self.installed.manifest().legal;
        // The court's time where the manifest names none (CJA R421-2).
        let two_months = Period { count: 2, unit: Unit::Months };
        let within = legal.appeal.iter().map(|appeal| appeal.within).next().unwrap_or(two_months);
        let asked = self.exchanges.iter().find_map(|said| match said.exchange.what {
            Passed::Asked(Right::Reasons) => Some(said.exchange.index),
            _ => None,
        });
        let from = match asked {
            None => on,
            Some(index) => self.exchanges.iter().find_map(|said| match said.exchange.what {
                Passed::Answered { asked, .. } if asked == index => Some(said.at.date),
                _ => None,
            })?,
        };
        course.terms.holidays.last_day_to_appeal(from, within)
    }

    /// Whether the applicant agrees to be notified electronically.
    pub fn consents(&self) -> bool {
        consented(self.exchanges.iter().map(|said| &said.exchange), i64::MAX)
    }

    /// The entry from which on nothing is shown until the applicant opens the decision.
    pub fn sealed(&self, today: crate::contract::Date) -> Option<u32> {
        self.notice(today).filter(|notice| !notice.opened).map(|notice| notice.entry)
    }

    /// The same before a decision that waits to be opened: what is read without opening it tells
    /// nothing of it, or nobody would ever have to (CRPA R112-17).
    pub fn before_opening(mut self, today: crate::contract::Date) -> Self {
        if let Some(sealed) = self.sealed(today) {
            self.timeline.retain(|happened| happened.entry.index < sealed);
            let entries = self.timeline.iter().map(|happened| &happened.entry);
            self.state = entries.fold(None, State::after).unwrap_or(self.state);
        }
        self
    }

    /// Whether something asked for waits for an answer, and by when it is due.
    pub fn open_asks(&self) -> impl Iterator<Item = (&super::Said, Right)> {
        let answered = |index: u32| {
            self.exchanges.iter().any(|said| {
                matches!(said.exchange.what, Passed::Answered { asked, .. } if asked == index)
            })
        };
        self.exchanges.iter().filter_map(move |said| match said.exchange.what {
            Passed::Asked(right) if !answered(said.exchange.index) => Some((said, right)),
            _ => None,
        })
    }

    /// The last decision, where the applicant had agreed before to be notified electronically.
    pub fn notice(&self, today: crate::contract::Date) -> Option<Notice> {
        let decided = self.timeline.iter().rev().find(|happened| {
            let decision = &happened.entry.decision;
            decision.phase == Phase::Decided && decision.verdict.is_some()
        })?;
        let exchanges = || self.exchanges.iter().map(|said| &said.exchange);
        if !consented(exchanges(), decided.entry.at) {
            return None;
        }
        let entry = decided.entry.index;
        let opened = self.exchanges.iter().find(|s| s.exchange.what == Passed::Opened(entry));
        let available = decided.at.date;
        Some(Notice {
            entry,
            available,
            received: received(available, opened.map(|said| said.at.date), today),
            opened: opened.is_some(),
        })
    }
}

/// Whether the applicant agreed to be notified electronically, before a moment.
pub(super) fn consented<'a>(exchanges: impl Iterator<Item = &'a Exchange>, before: i64) -> bool {
    let said = exchanges.filter(|exchange| exchange.at < before).filter_map(|e| match e.what {
        Passed::Consented(agreed) => Some(agreed),
        _ => None,
    });
    said.last().unwrap_or(false)
}

impl Office {
    /// A message, with pieces that were kept before.
    pub async fn write_message(
        &self,
        number: DossierNumber,
        by: Actor,
        text: &str,
        files: Vec<Attachment>,
    ) -> Result<(), OfficeError> {
        let text =
            written(text, TEXT_CHARS, "message-empty", "message-long", self.texts_of(number)?)?;
        if files.len() > FILES {
            return Err(OfficeError::Invalid(
                self.texts_of(number)?.with("message-files", &[("count", FILES.into())]),
            ));
        }
        let what = Passed::Message { text, files };
        self.pass(number, by.clone(), |tracked, _| {
            if by == Actor::Applicant {
                let State { dossier, person, .. } = &tracked.state;
                self.check_source(&tracked.installed, &dossier.answers, person.as_ref())?;
            }
            Ok(what.clone())
        })
        .await
    }

    /// The applicant asks for what they have a right to. What is asked for already is not asked
    /// for twice.
    pub async fn ask(&self, number: DossierNumber, right: Right) -> Result<(), OfficeError> {
        self.pass(number, Actor::Applicant, |tracked, today| {
            if tracked.open_asks().any(|(_, asked)| asked == right) {
                return Err(OfficeError::Changed);
            }
            if !tracked.standing().allows(right, today) {
                return Err(OfficeError::NoAction(right.name().into()));
            }
            Ok(Passed::Asked(right))
        })
        .await
    }

    /// An agent answers what was asked for.
    pub async fn answer(
        &self,
        number: DossierNumber,
        agent: &str,
        asked: u32,
        text: &str,
    ) -> Result<(), OfficeError> {
        let text =
            written(text, TEXT_CHARS, "message-empty", "message-long", self.texts_of(number)?)?;
        self.pass(number, Actor::Agent(agent.to_owned()), |tracked, _| {
            if !tracked.open_asks().any(|(said, _)| said.exchange.index == asked) {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::Answered { asked, text: text.clone() })
        })
        .await
    }

    /// The applicant agrees to be notified electronically, or no longer does.
    pub async fn consent(&self, number: DossierNumber, agrees: bool) -> Result<(), OfficeError> {
        self.pass(number, Actor::Applicant, |tracked, _| {
            if tracked.consents() == agrees {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::Consented(agrees))
        })
        .await
    }

    /// The applicant opens a decision that waits for it. Only the first time counts.
    pub async fn open_notice(&self, number: DossierNumber) -> Result<(), OfficeError> {
        self.pass(number, Actor::Applicant, |tracked, today| match tracked.notice(today) {
            Some(notice) if !notice.opened => Ok(Passed::Opened(notice.entry)),
            _ => Err(OfficeError::Changed),
        })
        .await
    }

    /// The applicant says how they found it, once.
    pub async fn rate(
        &self,
        number: DossierNumber,
        mark: u8,
        comment: &str,
    ) -> Result<(), OfficeError> {
        let texts = self.texts_of(number)?;
        if !(1..=5).contains(&mark) {
            return Err(OfficeError::Invalid(texts.text("rating-choose").into_owned()));
        }
        let comment = comment.trim();
        if comment.chars().count() > COMMENT_CHARS {
            return Err(too_long("message-long", COMMENT_CHARS, texts));
        }
        self.pass(number, Actor::Applicant, |tracked, _| {
            let rated = |said: &super::Said| matches!(said.exchange.what, Passed::Rated { .. });
            if tracked.exchanges.iter().any(rated) {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::Rated { mark, comment: comment.to_owned() })
        })
        .await
    }

    fn texts_of(&self, number: DossierNumber) -> Result<&'static Texts, OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        Ok(Texts::for_lang(&state.lang))
    }

    /// What the desk's lists say of a dossier's exchanges.
    pub fn talk(&self, number: DossierNumber) -> Result<Talk, OfficeError> {
        Ok(self.store.talk(number)?)
    }

    /// Records what passes, with the letter that tells of it. When it returns, both are durable.
    pub(super) async fn pass(
        &self,
        number: DossierNumber,
        by: Actor,
        what: impl Fn(&Tracked, crate::contract::Date) -> Result<Passed, OfficeError>,
    ) -> Result<(), OfficeError> {
        for _ in 0..ATTEMPTS {
            let tracked = self.dossier(number)?;
            let own = |said: &&super::Said| said.exchange.by == Actor::Applicant;
            if by == Actor::Applicant
                && tracked.exchanges.iter().filter(own).count() >= BY_APPLICANT
            {
                let texts = Texts::for_lang(&tracked.state.lang);
                return Err(OfficeError::Invalid(texts.text("message-many").into_owned()));
            }
            let now = self.now();
            let what = what(&tracked, now.today())?;
            let index = tracked.exchanges.last().map_or(1, |said| said.exchange.index + 1);
            let letters = self.letters_about(&tracked.state, &tracked, &what, index);
            let (at, by) = (now.millis, by.clone());
            let service = &tracked.installed.service.name;
            let author =
                if what.inside() { self.author(&by, service)? } else { self.named(&by, service)? };
            let mut exchange =
                Exchange { number, index, at, by, what, letters, prints: vec![], author };
            let answers = &tracked.state.dossier.answers;
            exchange.prints = prints_of_exchange(&tracked.installed, answers, &exchange);
            match self.store.commit(Record::Exchange(Box::new(exchange))).await {
                Ok(_) => {
                    self.posted.notify_one();
                    return Ok(());
                }
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Changed)
    }

    /// Every later message and piece has its receipt (CRPA L112-11), and what the town says is told.
    /// That somebody opened, posted or rated something is sent to nobody.
    fn letters_about(
        &self,
        state: &State,
        tracked: &Tracked,
        what: &Passed,
        index: u32,
    ) -> Vec<crate::dossier::Letter> {
        if let Passed::Sought { email: Some(adviser), .. } = what {
            let about = About::Exchange { number: tracked.number, exchange: index };
            return self
                .sends_mail()
                .then(|| self.letter(adviser, "fr", about))
                .into_iter()
                .collect();
        }
        let told = !matches!(
            what,
            Passed::Opened(_)
                | Passed::Posted(_)
                | Passed::Rated { .. }
                | Passed::TakingBack { .. }
        );
        if !told || what.inside() {
            return vec![];
        }
        let to = self.address_of(&tracked.installed, &state.dossier.answers);
        let about = About::Exchange { number: tracked.number, exchange: index };
        to.map(|to| self.letter(&to, &state.lang, about)).into_iter().collect()
    }

    /// Whether what an entry tells the applicant waits until they open it.
    pub(super) fn sealed(&self, tracked: &Tracked, entry: u32) -> bool {
        let notice = tracked.notice(self.now().today());
        notice.is_some_and(|notice| !notice.opened && entry >= notice.entry)
    }
}

/// Whether an effect tells the applicant of a decision.
pub fn tells(effect: &Effect) -> bool {
    matches!(effect, Effect::Notify(_) | Effect::Issue(_))
}

pub(super) fn written(
    text: &str,
    limit: usize,
    empty: &str,
    long: &str,
    t: &Texts,
) -> Result<String, OfficeError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(OfficeError::Invalid(t.text(empty).into_owned()));
    }
    if text.chars().count() > limit {
        return Err(too_long(long, limit, t));
    }
    Ok(text.to_owned())
}

fn too_long(key: &str, limit: usize, t: &Texts) -> OfficeError {
    OfficeError::Invalid(t.with(key, &[("count", limit.into())]))
}
