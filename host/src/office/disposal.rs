//! The end of retention: notice to the applicant, a list for the archives director, its visa, and
//! only then the destruction (GDPR, article 5; code du patrimoine, L212-2 and R212-14).

use std::io::{Seek, Write};

use super::copy::Archive;
use super::{Office, OfficeError};
use crate::contract::Date;
use crate::digest::Digest;
use crate::dossier::{
    Actor, DossierNumber, Passed, State, destroyed_from, kept_until, notice_is_due,
};
use crate::limits::disposal::{DIRECTOR_CHARS, DOSSIERS, EXPORT, REFERENCE_CHARS};
use crate::store::{Disposal, Record, Visa, Why};
use crate::texts::Texts;

/// A dossier whose retention is over, or will be within two weeks.
pub struct Due {
    /// Which.
    pub number: DossierNumber,
    /// The id of its procedure.
    pub procedure: String,
    /// When the last thing happened to it.
    pub last: Date,
    /// The last day on which it is kept.
    pub until: Date,
    /// From when on it may be destroyed, where its applicant was told.
    pub from: Option<Date>,
    /// The list that it is on.
    pub list: Option<u32>,
}

/// Why something of the end of retention is refused, in the words of the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisposalError {
    /// No such list.
    #[error("there is no disposal list {0}")]
    Unknown(u32),
    /// Nothing may be put on a list.
    #[error(
        "there is nothing to be destroyed: retention is over for no dossier whose applicant was told two weeks before"
    )]
    Nothing,
    /// The list was carried out.
    #[error("disposal list {0} was carried out; nothing of it is left")]
    Done(u32),
    /// Who signed the visa is not said, or too long.
    #[error("the visa needs the name of the archives director of 1 to {DIRECTOR_CHARS} characters")]
    Director,
    /// Under which reference is not said, or too long.
    #[error("the visa needs a reference of 1 to {REFERENCE_CHARS} characters")]
    Reference,
    /// The visa is of a day on which it cannot have been signed.
    #[error(
        "the visa cannot be of {signed}: the list was drawn up on {drawn}, and today is {today}"
    )]
    Day {
        /// The day that was said.
        signed: Date,
        /// The first day on which it can have been.
        drawn: Date,
        /// The last.
        today: Date,
    },
    /// The list has no visa.
    #[error(
        "disposal list {0} has no visa of the archives director; nothing is destroyed without it"
    )]
    Unsigned(u32),
    /// The archive is too large for a browser.
    #[error(
        "the files of this list have more than {most} MB; write it with: guichet dossier disposal export {0} --out FILE",
        most = EXPORT >> 20
    )]
    TooLarge(u32),
}

impl DisposalError {
    /// The same for who reads it on a page.
    pub fn said(&self, t: &Texts) -> String {
        let list = |list: &u32| ("list", i64::from(*list).into());
        let count = |most: usize| ("count", most.into());
        match self {
            Self::Unknown(id) => t.with("disposal-unknown", &[list(id)]),
            Self::Nothing => t.text("disposal-nothing").into_owned(),
            Self::Done(id) => t.with("disposal-done", &[list(id)]),
            Self::Director => t.with("disposal-director-wrong", &[count(DIRECTOR_CHARS)]),
            Self::Reference => t.with("disposal-reference-wrong", &[count(REFERENCE_CHARS)]),
            Self::Day { drawn, today, .. } => {
                let day = |day: &Date| t.date(*day).into();
                t.with("disposal-day-wrong", &[("drawn", day(drawn)), ("today", day(today))])
            }
            Self::Unsigned(id) => t.with("disposal-unsigned", &[list(id)]),
            Self::TooLarge(id) => {
                t.with("disposal-too-large", &[list(id), ("size", t.bytes(EXPORT).into())])
            }
        }
    }
}

/// What came of a list that was carried out.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Purged {
    /// Destroyed.
    pub destroyed: Vec<DossierNumber>,
    /// Not destroyed: something happened to them since, or they were erased before.
    pub left: Vec<DossierNumber>,
}

impl Office {
    /// Dossiers whose retention is over or about to be, the first received at the end.
    pub fn due_for_disposal(&self) -> Result<Vec<Due>, OfficeError> {
        let lists = self.store.disposals()?;
        let today = self.now().today();
        let mut due = Vec::new();
        for state in self.store.dossiers() {
            let state = state?;
            let Some((until, last)) =
                self.kept_for(&state).filter(|(u, _)| notice_is_due(*u, today))
            else {
                continue;
            };
            let number = number_of(&state)?;
            let open = |list: &&Disposal| list.purged.is_none() && list.dossiers.contains(&number);
            due.push(Due {
                number,
                procedure: state.procedure.to_string(),
                last,
                until,
                from: self.told_from(number)?,
                list: lists.iter().find(open).map(|list| list.id),
            });
        }
        Ok(due)
    }

    /// The last day on which a dossier is kept, and the day of the last thing that happened to it.
    fn kept_for(&self, state: &State) -> Option<(Date, Date)> {
        let installed = self.version_of(state).ok()?;
        let last = self.clock.moment(state.moved_at.max(state.received_at)).date;
        let until = kept_until(state.dossier.phase, last, installed.manifest().privacy.retention)?;
        Some((until, last))
    }

    /// From when on a dossier may be destroyed, as its applicant was told after the last thing
    /// that happened to it.
    fn told_from(&self, number: DossierNumber) -> Result<Option<Date>, OfficeError> {
        let moved = self.store.dossier(number)?.map_or(0, |state| state.moved_at);
        let told =
            self.store.exchanges(number)?.into_iter().rev().find_map(|said| match said.what {
                Passed::Expiring(from) if said.at >= moved => Some(from),
                _ => None,
            });
        Ok(told)
    }

    /// Gives notice to the applicants of dossiers whose retention ends within two weeks.
    pub async fn tend_retention(&self) -> Result<(), OfficeError> {
        let today = self.now().today();
        for due in self.due_for_disposal()? {
            let from = destroyed_from(due.until, today).filter(|_| due.from.is_none());
            let Some(from) = from else { continue };
            let told = self.pass(due.number, Actor::Clock, |_, _| Ok(Passed::Expiring(from))).await;
            match told {
                Ok(()) | Err(OfficeError::Changed | OfficeError::NoDossier) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// All lists, in order.
    pub fn disposal_lists(&self) -> Result<Vec<Disposal>, OfficeError> {
        Ok(self.store.disposals()?)
    }

    fn disposal_list(&self, id: u32) -> Result<Disposal, OfficeError> {
        let list = self.store.disposals()?.into_iter().find(|list| list.id == id);
        Ok(list.ok_or(DisposalError::Unknown(id))?)
    }

    /// Draws up a list of what may be destroyed and is on no other one.
    pub async fn draw_disposal_list(&self, by: Actor) -> Result<Disposal, OfficeError> {
        let today = self.now().today();
        let due = self.due_for_disposal()?.into_iter();
        let due = due.filter(|d| d.list.is_none() && d.from.is_some_and(|from| from <= today));
        let mut dossiers: Vec<DossierNumber> = due.map(|due| due.number).collect();
        dossiers.reverse();
        dossiers.truncate(DOSSIERS);
        if dossiers.is_empty() {
            return Err(DisposalError::Nothing.into());
        }
        let id = self.store.disposals()?.last().map_or(1, |last| last.id + 1);
        let digest = Digest::of(self.listed(&dossiers)?.as_bytes());
        let at = self.now().millis;
        let list = Disposal { id, at, by, dossiers, digest, visa: None, purged: None };
        self.store.commit(Record::Disposal(Box::new(list.clone()))).await?;
        Ok(list)
    }

    /// The list as a table (CSV), without a name of anybody.
    fn listed(&self, dossiers: &[DossierNumber]) -> Result<String, OfficeError> {
        let mut lines = String::from(
            "number,procedure,version,received,last,kept_until,phase,verdict,entries,head_sha256\n",
        );
        for number in dossiers {
            let Some(state) = self.store.dossier(*number)? else { continue };
            let chained = self.store.entries(*number)?.into_iter().next_back();
            let chained = chained.ok_or(OfficeError::NoDossier)?;
            let (until, last) = self.kept_for(&state).ok_or(OfficeError::Changed)?;
            let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            let phase = word(serde_json::json!(state.dossier.phase));
            let verdict = word(serde_json::json!(state.dossier.verdict));
            let received = self.clock.moment(state.received_at).date;
            let version = &chained.entry.version;
            let (procedure, entries, head) = (&state.procedure, state.entries, chained.digest);
            lines.push_str(&format!(
                "{number},{procedure},{version},{received},{last},{until},{phase},{verdict},{entries},{head}\n"
            ));
        }
        Ok(lines)
    }

    /// Writes everything on a list as a ZIP archive: the list, each dossier as its applicant gets a
    /// copy of it, with the papers that somebody has, and the digests of all files as `sha256sum -c`
    /// reads them.
    pub fn export_disposal_list<W: Write + Seek>(&self, id: u32, to: W) -> Result<W, OfficeError> {
        let list = self.disposal_list(id)?;
        if list.purged.is_some() {
            return Err(DisposalError::Done(id).into());
        }
        let mut archive = Archive::new(to);
        archive.add("list.csv", self.listed(&list.dossiers)?.as_bytes())?;
        for number in &list.dossiers {
            match self.dossier(*number) {
                Ok(tracked) => {
                    let papers = self.made_of(&tracked)?;
                    self.copy_into(&tracked, papers, &format!("{number}/"), &mut archive)?;
                }
                // It was erased since, because somebody asked for that.
                Err(OfficeError::NoDossier) => {}
                Err(error) => return Err(error),
            }
        }
        let digests = archive.digests().to_owned();
        archive.add("SHA256SUMS", digests.as_bytes())?;
        archive.finish()
    }

    /// How many bytes the files of a list have, before they are packed.
    pub fn size_of_disposal_list(&self, id: u32) -> Result<u64, OfficeError> {
        let mut size = 0;
        for number in self.disposal_list(id)?.dossiers {
            size +=
                self.store.files_of(number)?.iter().map(|file| file.attachment.size).sum::<u64>();
        }
        Ok(size)
    }

    /// Records the visa of the archives director on a list.
    pub async fn record_visa(
        &self,
        id: u32,
        by: Actor,
        director: &str,
        signed: Date,
        reference: &str,
    ) -> Result<(), OfficeError> {
        let list = self.disposal_list(id)?;
        let line = |text: &str, limit: usize| {
            let text = text.trim();
            let good = !text.is_empty() && text.chars().count() <= limit;
            (good && !text.chars().any(char::is_control)).then(|| text.to_owned())
        };
        let director = line(director, DIRECTOR_CHARS).ok_or(DisposalError::Director)?;
        let reference = line(reference, REFERENCE_CHARS).ok_or(DisposalError::Reference)?;
        let (drawn, today) = (self.clock.moment(list.at).date, self.now().today());
        if signed < drawn || signed > today {
            return Err(DisposalError::Day { signed, drawn, today }.into());
        }
        if list.visa.is_some() {
            return Err(OfficeError::Changed);
        }
        let visa = Some(Visa { director, signed, reference, by, at: self.now().millis });
        self.store.commit(Record::Disposal(Box::new(Disposal { visa, ..list }))).await?;
        Ok(())
    }

    /// Destroys what is on a list, if it has its visa. What something happened to since is left.
    pub async fn purge(&self, id: u32, by: Actor) -> Result<Purged, OfficeError> {
        let list = self.disposal_list(id)?;
        let Some(visa) = &list.visa else {
            return Err(DisposalError::Unsigned(id).into());
        };
        if list.purged.is_some() {
            return Err(OfficeError::Changed);
        }
        let today = self.now().today();
        let mut purged = Purged::default();
        for number in list.dossiers.clone() {
            let state = self.store.dossier(number)?;
            let over =
                state.and_then(|state| self.kept_for(&state)).is_some_and(|(u, _)| u < today);
            if over && self.told_from(number)?.is_some_and(|from| from <= today) {
                self.erase(number, by.clone(), Why::Retention(visa.reference.clone())).await?;
                purged.destroyed.push(number);
            } else {
                purged.left.push(number);
            }
        }
        let done = Some(self.now().millis);
        self.store.commit(Record::Disposal(Box::new(Disposal { purged: done, ..list }))).await?;
        Ok(purged)
    }
}

fn number_of(state: &State) -> Result<DossierNumber, OfficeError> {
    state.dossier.number.parse().map_err(|_| OfficeError::NoDossier)
}
