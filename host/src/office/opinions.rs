//! Opinions of advisers outside: roads, police, historic buildings. An agent asks, with the
//! answers that the adviser needs and no others; the adviser gives the opinion through a link
//! that ends with a day. The applicant may ask to read it (CRPA L311-1), and the procedure does
//! not learn of it: who decides takes it into account.

use super::exchanges::written;
use super::{Office, OfficeError, Tracked};
use crate::contract::{Date, Path};
use crate::dossier::{AccessKey, Actor, DossierNumber, Passed, Stance};
use crate::limits::answer::EMAIL;
use crate::limits::exchange::{LINE_CHARS, OPINION_DAYS, OPINIONS, TEXT_CHARS};
use crate::texts::Texts;

/// What an adviser is asked.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Who: a name or a service.
    pub adviser: String,
    /// Their address, if the link is to be sent to it.
    pub email: String,
    /// What is asked.
    pub question: String,
    /// The last day, as it was typed.
    pub until: String,
    /// The answers that they see.
    pub paths: Vec<Path>,
}

/// An opinion that was asked for, as its adviser sees it.
pub struct Consultation {
    /// The dossier.
    pub tracked: Tracked,
    /// The exchange that asks.
    pub index: u32,
    /// What is asked.
    pub question: String,
    /// Who is asked.
    pub adviser: String,
    /// Until when.
    pub until: Date,
    /// The answers that are shown.
    pub paths: Vec<Path>,
}

impl Tracked {
    /// The opinion that was given on what an exchange asks.
    pub fn opinion(&self, asked: u32) -> Option<&super::Said> {
        self.exchanges.iter().find(
            |said| matches!(said.exchange.what, Passed::Opined { sought, .. } if sought == asked),
        )
    }
}

impl Office {
    /// An agent asks an adviser outside for an opinion.
    pub async fn seek(
        &self,
        number: DossierNumber,
        agent: &str,
        asked: &Sought,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let wrong = |key: &str| OfficeError::Invalid(t.text(key).into_owned());
        let line = |text: &str| written(text, LINE_CHARS, "opinion-adviser", "message-long", t);
        let adviser = line(&asked.adviser)?;
        let question = written(&asked.question, TEXT_CHARS, "message-empty", "message-long", t)?;
        let email = Some(asked.email.trim().to_owned()).filter(|email| !email.is_empty());
        if email.as_ref().is_some_and(|email| {
            email.len() > EMAIL || !email_address::EmailAddress::is_valid(email)
        }) {
            return Err(wrong("check-email"));
        }
        let until: Date = asked.until.trim().parse().map_err(|_| wrong("opinion-until"))?;
        self.pass(number, Actor::Agent(agent.to_owned()), |tracked, today| {
            let last = crate::dossier::days_after(today, OPINION_DAYS);
            if until < today || until > last {
                return Err(wrong("opinion-until"));
            }
            let sought = |said: &&super::Said| matches!(said.exchange.what, Passed::Sought { .. });
            if tracked.exchanges.iter().filter(sought).count() >= OPINIONS {
                return Err(OfficeError::Invalid(
                    t.with("opinion-many", &[("count", OPINIONS.into())]),
                ));
            }
            let given = &tracked.state.dossier.answers;
            let there = |path: &&Path| given.iter().any(|answer| answer.path == **path);
            Ok(Passed::Sought {
                adviser: adviser.clone(),
                email: email.clone(),
                question: question.clone(),
                paths: asked.paths.iter().filter(there).cloned().collect(),
                until,
            })
        })
        .await
    }

    /// The link by which an opinion is given, for who asked for it.
    pub fn opinion_link(&self, tracked: &Tracked, asked: u32) -> String {
        let key = self.secret.opinion_key(tracked.number, &tracked.state.salt, asked);
        format!("{}/opinions/{}/{asked}?key={key}", self.url(), tracked.number)
    }

    /// What a key asks for an opinion on. A wrong key, and one whose day is over, open nothing.
    pub fn consultation(
        &self,
        number: DossierNumber,
        asked: u32,
        key: &AccessKey,
    ) -> Result<Consultation, OfficeError> {
        let tracked = self.dossier(number)?;
        if !self.secret.opinion_key(number, &tracked.state.salt, asked).matches(key) {
            return Err(OfficeError::NoDossier);
        }
        let said = tracked.exchanges.iter().find(|said| said.exchange.index == asked);
        let Some(Passed::Sought { adviser, question, paths, until, .. }) =
            said.map(|said| said.exchange.what.clone())
        else {
            return Err(OfficeError::NoDossier);
        };
        if self.now().today() > until {
            return Err(OfficeError::Expired(until));
        }
        Ok(Consultation { tracked, index: asked, question, adviser, until, paths })
    }

    /// An adviser gives their opinion, once.
    pub async fn opine(
        &self,
        consultation: &Consultation,
        stance: Stance,
        text: &str,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let text = written(text, TEXT_CHARS, "message-empty", "message-long", t)?;
        let sought = consultation.index;
        self.pass(consultation.tracked.number, Actor::Adviser, |tracked, _| {
            if tracked.opinion(sought).is_some() {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::Opined { sought, stance, text: text.clone() })
        })
        .await
    }
}
