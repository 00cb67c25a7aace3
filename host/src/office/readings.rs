//! Who looked into sensitive dossiers (LAW.md RGPD-6).

use super::{Office, OfficeError};
use crate::dossier::{DossierNumber, Reading, Seen};
use crate::staff::Agent;
use crate::store::Record;

impl Office {
    /// Writes down that an agent looks into a dossier, where its procedure is sensitive. When it
    /// returns, that is durable; nothing of the dossier is shown before.
    pub async fn note_reading(
        &self,
        agent: &Agent,
        number: DossierNumber,
        what: Seen,
    ) -> Result<(), OfficeError> {
        let row = self.store.row(number).ok_or(OfficeError::NoDossier)?;
        // What is no longer offered, and cannot say, counts as sensitive.
        let sensitive = self
            .installed(&row.procedure)
            .map_or(true, |installed| installed.manifest().privacy.sensitive);
        if sensitive {
            let reading =
                Reading { at: self.now().millis, agent: agent.name.clone(), number, what };
            self.store.commit(Record::Read(reading)).await?;
        }
        Ok(())
    }

    /// Who looked into sensitive dossiers, the last first: of one dossier, or by one agent, where
    /// it is said. Gives whether more follow.
    pub fn readings(
        &self,
        number: Option<DossierNumber>,
        agent: Option<&str>,
        skip: usize,
        take: usize,
    ) -> Result<(Vec<Reading>, bool), OfficeError> {
        let wanted = |reading: &Reading| {
            number.is_none_or(|number| number == reading.number)
                && agent.is_none_or(|agent| agent == reading.agent)
        };
        let all = self.store.readings();
        let found = all.filter(|reading| reading.as_ref().map_or(true, wanted));
        let mut found: Vec<Reading> = found.skip(skip).take(take + 1).collect::<Result<_, _>>()?;
        let more = found.len() > take;
        found.truncate(take);
        Ok((found, more))
    }
}
