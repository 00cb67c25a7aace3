//! Erasure: what an applicant may ask for (GDPR, article 17), and what stands against it.

use super::{Office, OfficeError};
use crate::dossier::{About, Actor, DossierNumber, Right};
use crate::store::{Erased, Why};

impl Office {
    /// Erases a dossier at its applicant's request, at once, with everything that belongs to it.
    /// Where the law has the town keep it, nothing happens and the obligation is named.
    pub async fn erase_at_request(&self, number: DossierNumber) -> Result<(), OfficeError> {
        let tracked = self.dossier(number)?;
        if let Some(obligation) = tracked.standing().obligation() {
            return Err(OfficeError::Obliged(obligation));
        }
        if !tracked.standing().allows(Right::Erasure, self.now().today()) {
            return Err(OfficeError::NoAction(Right::Erasure.name().into()));
        }
        let to = self.address_of(&tracked.installed, &tracked.state.dossier.answers);
        self.erase(number, Actor::Applicant, Why::Asked).await?;
        // The only thing that still says who it was; it goes once it is sent.
        if let Some(to) = to {
            self.post(&to, &tracked.state.lang, About::Erased(number)).await?;
        }
        Ok(())
    }

    /// Erases a dossier. When it returns, its keys are destroyed.
    pub(super) async fn erase(
        &self,
        number: DossierNumber,
        by: Actor,
        why: Why,
    ) -> Result<(), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let (at, origin) = (self.now().millis, state.origin.digest());
        self.store.erase(Erased { number, at, by, why, origin }).await?;
        tracing::info!(%number, "a dossier was erased");
        metrics::counter!("guichet_dossiers_erased_total").increment(1);
        Ok(())
    }
}
