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
use crate::limits::disposal::{DIRECTOR_CHARS, DOSSIERS, REFERENCE_CHARS};
use crate::store::{Disposal, Record, Visa, Why};

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
        list.ok_or_else(|| OfficeError::Invalid(format!("there is no disposal list {id}")))
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
            return Err(OfficeError::Invalid(
                "there is nothing to be destroyed: retention is over for no dossier whose applicant was told two weeks before".into(),
            ));
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
            return Err(OfficeError::Invalid(format!(
                "disposal list {id} was carried out; nothing of it is left"
            )));
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
        let line = |what: &str, text: &str, limit: usize| {
            let text = text.trim();
            let good = !text.is_empty() && text.chars().count() <= limit;
            let good = good && !text.chars().any(char::is_control);
            let wrong = || format!("the visa needs {what} of 1 to {limit} characters");
            good.then(|| text.to_owned()).ok_or_else(|| OfficeError::Invalid(wrong()))
        };
        let director = line("the name of the archives director", director, DIRECTOR_CHARS)?;
        let reference = line("a reference", reference, REFERENCE_CHARS)?;
        let drawn = self.clock.moment(list.at).date;
        if signed < drawn || signed > self.now().today() {
            return Err(OfficeError::Invalid(format!(
                "the visa cannot be of {signed}: the list was drawn up on {drawn}, and today is {}",
                self.now().today()
            )));
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
            return Err(OfficeError::Invalid(format!(
                "disposal list {id} has no visa of the archives director; nothing is destroyed without it"
            )));
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
