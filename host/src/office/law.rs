//! What the law does with a dossier by itself, and what agents do in its terms: silence that
//! decides, requests that lapse, handing over, invitations to put right, taking back.
//!
//! Silence is recorded first and the procedure told afterwards: one that has a fault, or is no
//! longer offered, changes nothing of what the law says. A server that was down catches up in the
//! order of the days, each with its own date.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::post::prints_of_exchange;
use super::{Installed, Office, OfficeError, Tracked};
use crate::contract::{Answer, Date, Event, Moment, Phase, Silence, Time, Verdict};
use crate::dossier::{
    About, Actor, Administration, Carried, DossierNumber, Due, Exchange, Ground, Legally, Passed,
    State, Talk, due, takes_back, verdict,
};
use crate::limits::decision::ATTEMPTS;
use crate::limits::exchange::{LINE_CHARS, TEXT_CHARS};
use crate::limits::law::{DUE_SOON, ROUNDS};
use crate::plugin::SilenceRule;
use crate::store::{Record, StoreError};
use crate::texts::Texts;

/// Where a dossier stands in law on a day.
#[derive(Clone, Debug)]
pub struct Law {
    /// Its clock.
    pub standing: Legally,
    /// Whether silence decided, on which day, and what.
    pub silent: Option<(Date, Silence)>,
    /// When it was handed over.
    pub handed: Option<Date>,
    /// Working days left until the town has to answer, below zero where that day is over.
    pub left: i32,
    /// What the town aims at, where it set itself a time.
    pub target: Option<Date>,
}

/// What falls due, with the dossier.
pub struct Deadline {
    /// At the end of this day.
    pub day: Date,
    /// What.
    pub due: Due,
    /// Working days until then, below zero where the day is over.
    pub left: i32,
    /// Of which dossier.
    pub state: State,
}

/// A request that silence would accept, as third parties are told of it (CRPA L232-2).
pub struct Published {
    /// The procedure.
    pub installed: Arc<Installed>,
    /// When the town received it.
    pub received: Date,
    /// When it is accepted, unless the town answers before.
    pub accepted: Date,
    /// The answers that the procedure has published, and no other.
    pub answers: Vec<Answer>,
}

/// Something that has come due.
enum Ripe {
    Timer(String),
    Law(Due),
}

/// The end of a day, as a moment to sort by.
const LAST_MINUTE: Time = Time { hour: 23, minute: 59 };

impl Office {
    /// Where a dossier stands in law today.
    pub fn law(&self, number: DossierNumber, state: &State) -> Result<Law, OfficeError> {
        let talk = self.store.talk(number)?;
        Ok(self.law_of(state, &talk))
    }

    fn law_of(&self, state: &State, talk: &Talk) -> Law {
        let today = self.now().today();
        let standing = state.course.as_ref().map_or(Legally::Free, |course| course.stands(today));
        let last = match standing {
            Legally::Due(day, _) | Legally::Suspended(_, day) => Some(day),
            _ => None,
        };
        let holidays = &self.town.holidays;
        let target = state.course.as_ref().and_then(|course| {
            let manifest = self.version_of(state).ok()?;
            holidays.end_of(course.received, manifest.manifest().legal.working_target?)
        });
        Law {
            standing,
            silent: talk.silent,
            handed: talk.handed,
            left: last.map_or(0, |day| holidays.working_days_between(today, day)),
            target: target.filter(|_| !matches!(standing, Legally::Over)),
        }
    }

    /// By when the receipt of a dossier had to be sent, where it was not: time limits for appeal do
    /// not hold then (CRPA L112-12, R112-11-2). Where no mail goes out, the receipt is the page that
    /// is shown at once.
    pub fn receipt_missing(&self, tracked: &Tracked) -> Result<Option<Date>, OfficeError> {
        let Some(first) = tracked.timeline.first() else { return Ok(None) };
        let receipt = first.entry.letters.iter().find(|letter| {
            matches!(letter.about, About::Receipt { entry, .. } if entry == first.entry.index)
        });
        let Some(receipt) = receipt else { return Ok(None) };
        let sent = self.store.letter(&receipt.id)?.is_none_or(|p| p.carried == Carried::Sent);
        Ok(self.town.holidays.receipt_due(tracked.receipt.received.date).filter(|_| !sent))
    }

    /// What falls due by law within some working days, what is overdue first.
    pub fn deadlines(&self) -> Result<Vec<Deadline>, OfficeError> {
        let today = self.now().today();
        let holidays = &self.town.holidays;
        let soon = holidays.working_days_after(today, DUE_SOON);
        let before = soon.and_then(|day| Some(day.civil()?.tomorrow().ok()?.into()));
        let mut found = Vec::new();
        for item in self.store.legal(before).take(crate::limits::law::LISTED) {
            let (day, number, due) = item?;
            let Some(state) = self.store.dossier(number)? else { continue };
            let left = holidays.working_days_between(today, day);
            found.push(Deadline { day, due, left, state });
        }
        Ok(found)
    }

    /// The requests that are published until they are decided.
    pub fn published(&self) -> Result<Vec<Published>, OfficeError> {
        let mut found = Vec::new();
        for item in self.store.legal(None) {
            let (day, number, due) = item?;
            if due != Due::Silence || found.len() >= crate::limits::law::LISTED {
                continue;
            }
            let Some(state) = self.store.dossier(number)? else { continue };
            let Ok(installed) = self.version_of(&state) else { continue };
            let course = state.course.filter(|c| c.terms.silence == SilenceRule::Accept);
            let published = &installed.manifest().legal.published;
            let Some(course) = course.filter(|_| !published.is_empty()) else { continue };
            let mut answers = state.dossier.answers;
            answers.retain(|answer| published.contains(&answer.path));
            found.push(Published { received: course.received, accepted: day, installed, answers });
        }
        Ok(found)
    }

    /// Lets what is due happen, the oldest first: timers, requests that lapse, silence. A procedure
    /// that refuses one or has a fault keeps it; it is tried again at the next tick, and the log
    /// says so.
    pub async fn tick(&self) {
        let mut failed: BTreeSet<(DossierNumber, String)> = BTreeSet::new();
        for _ in 0..ROUNDS {
            let ripe = match self.ripe() {
                Ok(ripe) => ripe,
                Err(error) => {
                    tracing::error!(%error, "what is due could not be looked up");
                    return;
                }
            };
            let mut happened = false;
            for (_, number, ripe) in ripe {
                let name = match &ripe {
                    Ripe::Timer(timer) => format!("timer {timer}"),
                    Ripe::Law(due) => format!("{due:?}"),
                };
                if failed.contains(&(number, name.clone())) {
                    continue;
                }
                match self.ripens(number, &ripe).await {
                    Ok(()) => happened = true,
                    Err(error) => {
                        tracing::warn!(%number, due = name, %error, "what was due did not happen");
                        failed.insert((number, name));
                    }
                }
            }
            // What happened may have made something else due.
            if !happened {
                return;
            }
        }
    }

    /// What has come due by now, the oldest first.
    fn ripe(&self) -> Result<Vec<(Moment, DossierNumber, Ripe)>, OfficeError> {
        let now = self.now().moment;
        let timers = self.store.due(now)?.into_iter();
        let mut ripe: Vec<_> =
            timers.map(|(at, number, timer)| (at, number, Ripe::Timer(timer))).collect();
        for item in self.store.legal(Some(now.date)) {
            let (day, number, due) = item?;
            ripe.push((Moment { date: day, time: LAST_MINUTE }, number, Ripe::Law(due)));
        }
        ripe.sort_by_key(|(at, ..)| *at);
        Ok(ripe)
    }

    async fn ripens(&self, number: DossierNumber, ripe: &Ripe) -> Result<(), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let lang = state.lang;
        match ripe {
            Ripe::Timer(timer) => self.go_off(number, timer, &lang).await,
            Ripe::Law(Due::Lapse) => self.lapse(number, &lang).await,
            Ripe::Law(Due::Silence) => self.fall_silent(number).await,
            Ripe::Law(Due::Tell) => self.tell_silence(number, &lang).await,
        }
    }

    /// The time to supply what was asked for is over.
    async fn lapse(&self, number: DossierNumber, lang: &str) -> Result<(), OfficeError> {
        let happened = self.happen(number, Actor::Clock, lang, |state, today| {
            let waits = state.dossier.phase == Phase::WaitingForApplicant;
            let demand = state.demand.as_ref().filter(|demand| waits && demand.until < today);
            demand.ok_or_else(|| OfficeError::NoAction("lapse".into()))?;
            Ok((state.dossier.clone(), Event::Lapsed))
        });
        happened.await.map(|_| ())
    }

    /// The procedure learns that silence decided.
    async fn tell_silence(&self, number: DossierNumber, lang: &str) -> Result<(), OfficeError> {
        let Some((_, means)) = self.store.talk(number)?.silent else {
            return Err(OfficeError::NoAction("silence".into()));
        };
        let happened = self.happen(number, Actor::Clock, lang, |state, _| {
            let told = state.course.as_ref().is_none_or(|c| c.told || c.ended.is_some());
            if told {
                return Err(OfficeError::NoAction("silence".into()));
            }
            Ok((state.dossier.clone(), Event::Silence(means)))
        });
        happened.await.map(|_| ())
    }

    /// Records that silence decided, if it did by now. It does not need the procedure.
    pub(super) async fn fall_silent(&self, number: DossierNumber) -> Result<(), OfficeError> {
        for _ in 0..ATTEMPTS {
            let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
            let talk = self.store.talk(number)?;
            let now = self.now();
            let over = due(&state, &talk)
                .into_iter()
                .find(|(day, what)| *what == Due::Silence && *day < now.today());
            let means = state.course.as_ref().and_then(|course| course.deadline());
            let Some(((on, _), (_, means))) = over.zip(means) else { return Ok(()) };
            let index = talk.exchanges + 1;
            let about = About::Exchange { number, exchange: index };
            let (installed, answers) = (self.version_of(&state).ok(), &state.dossier.answers);
            let to = installed.as_ref().and_then(|i| self.address_of(i, answers));
            let letters = to.map(|to| self.letter(&to, &state.lang, about)).into_iter().collect();
            let mut exchange = Exchange {
                number,
                index,
                at: now.millis,
                by: Actor::Clock,
                what: Passed::Silent { on, means },
                letters,
                author: None,
                prints: vec![],
            };
            let prints = installed.map(|i| prints_of_exchange(&i, answers, &exchange));
            exchange.prints = prints.unwrap_or_default();
            match self.store.commit(Record::Exchange(Box::new(exchange))).await {
                Ok(_) => {
                    metrics::counter!("guichet_silence_total", "procedure" => state.procedure.to_string()).increment(1);
                    self.posted.notify_one();
                    return Ok(());
                }
                Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeError::Changed)
    }

    /// A right that silence or a decision created is taken back only where the law lets it, and
    /// with its reason on record (CRPA L242-1, L242-2, L242-4).
    pub(super) fn guard_rights(
        &self,
        number: DossierNumber,
        state: &State,
        after: Option<Verdict>,
    ) -> Result<(), OfficeError> {
        let talk = self.store.talk(number)?;
        if !takes_back(verdict(state, &talk), after) {
            return Ok(());
        }
        let tracked = self.dossier(number)?;
        let Some(decided) = tracked.rights_since() else { return Ok(()) };
        let today = self.now().today();
        let recorded = tracked.exchanges.iter().filter(|said| said.at.date >= decided);
        let mut grounds = recorded.filter_map(|said| match said.exchange.what {
            Passed::TakingBack { ground, .. } => Some(ground),
            _ => None,
        });
        if grounds.any(|ground| ground.holds(decided, today)) {
            Ok(())
        } else {
            Err(OfficeError::Rights(decided))
        }
    }

    /// An agent hands a dossier over to the administration that is competent; the person is told.
    pub async fn hand_over(
        &self,
        number: DossierNumber,
        agent: &str,
        to: Administration,
    ) -> Result<(), OfficeError> {
        let to = Administration {
            name: line(&to.name, "handing-name")?,
            address: line(&to.address, "handing-address")?,
        };
        self.pass(number, Actor::Agent(agent.to_owned()), |tracked, today| {
            let over = matches!(tracked.state.dossier.phase, Phase::Closed | Phase::Withdrawn);
            if over || self.store.talk(number)?.handed.is_some() {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::HandedOver { on: today, to: to.clone() })
        })
        .await
    }

    /// An agent invites the applicant to put right how the request was made.
    pub async fn invite(
        &self,
        number: DossierNumber,
        agent: &str,
        until: Date,
        formalities: &str,
        basis: &str,
    ) -> Result<(), OfficeError> {
        let formalities = written(formalities, "irregular-formalities")?;
        let basis = line(basis, "irregular-basis")?;
        self.pass(number, Actor::Agent(agent.to_owned()), |_, today| {
            if until.civil().is_none() || until <= today {
                return Err(OfficeError::Invalid(french("irregular-until")));
            }
            let (formalities, basis) = (formalities.clone(), basis.clone());
            Ok(Passed::Irregular { until, formalities, basis })
        })
        .await
    }

    /// An agent records why a decision that created rights may be taken back.
    pub async fn record_ground(
        &self,
        number: DossierNumber,
        agent: &str,
        ground: Ground,
        reason: &str,
    ) -> Result<(), OfficeError> {
        let reason = written(reason, "taking-back-reason")?;
        self.pass(number, Actor::Agent(agent.to_owned()), |tracked, today| {
            let decided = tracked.rights_since().ok_or(OfficeError::Changed)?;
            if !ground.holds(decided, today) {
                return Err(OfficeError::Rights(decided));
            }
            Ok(Passed::TakingBack { ground, reason: reason.clone() })
        })
        .await
    }
}

impl Tracked {
    /// What silence decided, and on which day.
    pub fn silent(&self) -> Option<(Date, Silence)> {
        self.exchanges.iter().find_map(|said| match said.exchange.what {
            Passed::Silent { on, means } => Some((on, means)),
            _ => None,
        })
    }

    /// Since when the applicant has rights by a decision of the town or by its silence.
    pub fn rights_since(&self) -> Option<Date> {
        let mut since = None;
        for happened in &self.timeline {
            let now = happened.entry.decision.verdict;
            match now {
                Some(Verdict::Granted | Verdict::PartlyGranted) => {
                    since = since.or(Some(happened.at.date));
                }
                _ => since = None,
            }
        }
        let silent = self.silent().filter(|(_, means)| *means == Silence::Accepted);
        since.or(silent.filter(|_| self.state.dossier.verdict.is_none()).map(|(on, _)| on))
    }
}

fn french(key: &str) -> String {
    Texts::for_lang("fr").text(key).into_owned()
}

/// One line that an agent wrote, which may not be empty.
fn line(text: &str, key: &str) -> Result<String, OfficeError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().count() > LINE_CHARS {
        return Err(OfficeError::Invalid(french(key)));
    }
    Ok(text)
}

fn written(text: &str, key: &str) -> Result<String, OfficeError> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() || text.chars().count() > TEXT_CHARS {
        return Err(OfficeError::Invalid(french(key)));
    }
    Ok(text)
}
