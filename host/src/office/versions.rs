//! Which version of a procedure does what: the one that is offered serves new forms and drafts,
//! and a dossier stays with the version that decided on it, unless the town moved it on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::catalogue::{Catalogue, Installed, Shelf};
use super::{Office, OfficeError, catalogue};
use crate::contract::Phase;
use crate::digest::Digest;
use crate::dossier::{Service, State};
use crate::limits::versions::LOADED;
use crate::plugin::{Change, Changed, Installation, ProcedureId};
use crate::store::Record;

/// Versions that are not offered and that dossiers still need, loaded when they are.
#[derive(Default)]
pub(super) struct Older(Mutex<BTreeMap<Digest, Arc<Installed>>>);

impl Older {
    fn get(&self, digest: Digest) -> Option<Arc<Installed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned()
    }

    fn put(&self, installed: &Arc<Installed>) {
        let mut loaded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Which of them will be asked next nobody knows; each is loaded again in no time.
        if loaded.len() >= LOADED {
            loaded.clear();
        }
        loaded.insert(installed.procedure.package.digest, installed.clone());
    }

    /// What was changed about a version counts from now on.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Office {
    /// The procedures that are offered at this moment.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Offers another catalogue from now on. Calls of the old one go on to their end.
    pub(super) fn swap(&self, catalogue: Catalogue) {
        let mut place = self.catalogue.write().unwrap_or_else(PoisonError::into_inner);
        *place = Arc::new(catalogue);
        drop(place);
        self.older.forget();
    }

    /// What serves and served of every procedure, by id.
    pub fn history(&self) -> Vec<Installation> {
        self.catalogue().installations().map(|i| (**i).clone()).collect()
    }

    pub(super) fn shelf(&self) -> Shelf<'_> {
        Shelf {
            runtime: &self.runtime,
            folder: &self.folder,
            service: &self.town.service,
            trust: self.trust.as_ref(),
            pools: &self.pools,
            reader: self.store.reader(),
            today: self.now().today(),
        }
    }

    /// The version that a dossier is with: that which decided on it last, unless the town adopted
    /// another one for open dossiers too. It need not be offered any more.
    pub fn version_of(&self, state: &State) -> Result<Arc<Installed>, OfficeError> {
        let catalogue = self.catalogue();
        let installation = catalogue.installation(&state.procedure);
        let digest = installation.map_or(state.component, |i| i.deciding(state.component));
        let offered = catalogue.get(&state.procedure);
        if let Some(offered) = offered.filter(|o| o.procedure.package.digest == digest) {
            return Ok(offered.clone());
        }
        if let Some(loaded) = self.older.get(digest) {
            return Ok(loaded);
        }
        let service = offered.map_or(&self.town.service, |offered| &offered.service).clone();
        let loaded = Arc::new(self.load_version(state, installation, digest, service)?);
        self.older.put(&loaded);
        Ok(loaded)
    }

    fn load_version(
        &self,
        state: &State,
        installation: Option<&Arc<Installation>>,
        digest: Digest,
        service: Service,
    ) -> Result<Installed, OfficeError> {
        let unloadable = |problem: String| {
            tracing::error!(procedure = %state.procedure, %digest, problem, "a version that a dossier needs cannot be loaded");
            OfficeError::Invalid(format!(
                "the version of {} that decided on this dossier cannot be loaded: {problem}",
                state.procedure
            ))
        };
        if let Some(served) = installation.and_then(|i| i.versions.get(&digest)) {
            return self.shelf().recorded(served, service).map_err(unloadable);
        }
        // Of before grants were recorded: guichet.toml says what it may, if it still does.
        let package = catalogue::kept(&self.folder, digest).map_err(unloadable)?;
        let granted = self.offers.iter().find_map(|offer| {
            let offered = catalogue::read_package(&offer.file).ok()?;
            (offered.manifest.id == state.procedure).then(|| offer.grant.of(&package.manifest))
        });
        let granted = granted.ok_or_else(|| {
            unloadable("what the town granted it was not recorded: put its [[procedure]] back into guichet.toml".into())
        })?;
        let served = catalogue::served(&package, None, granted);
        self.shelf().recorded(&served, service).map_err(unloadable)
    }

    /// Tries what guichet.toml declares, and records it where it is not what the store has: from
    /// then on it is known what served, with which grants. For who is about to serve.
    pub async fn settle_catalogue(&self) -> Result<(), OfficeError> {
        let _alone = self.installing.lock().await;
        let mut catalogue = (*self.catalogue()).clone();
        let declared = catalogue.declared.clone();
        for (id, offer) in declared.iter().filter(|(_, offer)| !offer.untried) {
            let Some(installed) = catalogue.get(id).cloned() else { continue };
            if let Err(unadmitted) = self.admit_declared(&installed.procedure.package).await {
                catalogue.withdraw(id);
                catalogue.refuse(&offer.file, unadmitted.to_string());
            }
        }
        let offered: Vec<Arc<Installed>> =
            catalogue.all().filter(|i| i.served.declared).cloned().collect();
        for installed in &offered {
            let id = &installed.manifest().id;
            let known = catalogue.installation(id).and_then(|i| i.served());
            if known != Some(&installed.served) {
                let what = Changed::Serves(Box::new(installed.served.clone()));
                self.record(&mut catalogue, id.clone(), "guichet.toml", what).await?;
            }
        }
        // A file that could not be read may be the procedure that seems to be gone.
        let all_read = catalogue.refused.is_empty();
        let gone: Vec<_> = catalogue
            .installations()
            .filter(|i| all_read && i.served().is_some_and(|served| served.declared))
            .filter(|i| catalogue.get(&i.procedure).is_none())
            .map(|i| i.procedure.clone())
            .collect();
        for id in gone {
            self.record(&mut catalogue, id, "guichet.toml", Changed::Removed).await?;
        }
        self.swap(catalogue);
        Ok(())
    }

    /// Makes a change durable, and has a catalogue know of it.
    pub(super) async fn record(
        &self,
        catalogue: &mut Catalogue,
        procedure: ProcedureId,
        by: &str,
        what: Changed,
    ) -> Result<(), OfficeError> {
        let change =
            Change { procedure: procedure.clone(), at: self.now().millis, by: by.to_owned(), what };
        let before = catalogue.installation(&procedure).map(|i| (**i).clone());
        let after = before.unwrap_or_else(|| Installation::new(procedure)).after(&change);
        let after = after.ok_or(OfficeError::Changed)?;
        self.store.commit(Record::Package(Box::new(change))).await?;
        catalogue.note(after);
        Ok(())
    }

    /// Dossiers that a procedure is still needed for: not closed, and not decided for good.
    pub(super) fn needing(&self, id: &str) -> Result<Vec<String>, OfficeError> {
        let needs = |state: &State| match state.dossier.phase {
            Phase::Closed | Phase::Withdrawn => false,
            Phase::Decided => !state.actions.is_empty() || !state.dossier.timers.is_empty(),
            _ => true,
        };
        let mut needing = Vec::new();
        for state in self.store.dossiers() {
            let state = state?;
            if *state.procedure == *id && needs(&state) {
                needing.push(state.dossier.number.clone());
            }
        }
        Ok(needing)
    }
}
