//! Sources that are blocked because they send too much, abusively (CRPA L112-11). They are told
//! why and how to contest it; nothing that they send has a receipt, since nothing of it is taken.

use super::{Installed, Office, OfficeError};
use crate::contract::Answer;
use crate::digest::Digest;
use crate::dossier::{DossierNumber, Person};
use crate::limits::exchange::TEXT_CHARS;
use crate::store::{Blocked, Record, Unblocked};
use crate::texts::Texts;

impl Office {
    /// Refuses what comes from a blocked source: a mailbox that the answers name, or somebody who
    /// signed in.
    pub(super) fn check_source(
        &self,
        installed: &Installed,
        answers: &[Answer],
        person: Option<&Person>,
    ) -> Result<(), OfficeError> {
        let mailbox = self.mailbox_of(installed, answers);
        for source in mailbox.into_iter().chain(person.map(|person| person.id)) {
            if let Some(blocked) = self.store.block(&source)? {
                return Err(OfficeError::Blocked(blocked.notice));
            }
        }
        Ok(())
    }

    /// An agent blocks whoever sent a dossier, with the notice that they are given.
    pub async fn block(
        &self,
        number: DossierNumber,
        agent: &str,
        notice: &str,
    ) -> Result<(), OfficeError> {
        let notice = notice.replace("\r\n", "\n").trim().to_owned();
        let texts = Texts::for_lang("fr");
        if notice.is_empty() || notice.chars().count() > TEXT_CHARS {
            return Err(OfficeError::Invalid(texts.text("block-notice").into_owned()));
        }
        let sources = self.sources(number)?;
        if sources.is_empty() {
            return Err(OfficeError::Invalid(texts.text("block-nobody").into_owned()));
        }
        let at = self.now().seconds();
        for source in sources {
            let (notice, by) = (notice.clone(), agent.to_owned());
            let blocked = Blocked { source, number, notice, by, at };
            self.store.commit(Record::Blocked(blocked)).await?;
        }
        Ok(())
    }

    /// An agent ends a block.
    pub async fn unblock(&self, source: Digest, agent: &str) -> Result<(), OfficeError> {
        let (by, at) = (agent.to_owned(), self.now().seconds());
        self.store.commit(Record::Unblocked(Unblocked { source, by, at })).await?;
        Ok(())
    }

    /// The sources that are blocked.
    pub fn blocked(&self) -> Result<Vec<Blocked>, OfficeError> {
        Ok(self.store.blocked()?)
    }

    /// What a dossier came from, as far as it can be told again.
    fn sources(&self, number: DossierNumber) -> Result<Vec<Digest>, OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.installed(&state.procedure)?;
        let mailbox = self.mailbox_of(&installed, &state.dossier.answers);
        Ok(mailbox.into_iter().chain(state.person.map(|person| person.id)).collect())
    }
}
