//! The procedures that the town offers, ready to be called, and the packages that are kept.
//!
//! A procedure is offered because an administrator installed it, which is recorded in the store,
//! or because a `[[procedure]]` of guichet.toml declares it. A catalogue never changes: installing
//! makes another one, and who holds the old one finishes with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Offer;
use crate::contract::{Answer, Date};
use crate::digest::Digest;
use crate::dossier::Service;
use crate::limits::component::BYTES;
use crate::plugin::{
    Grants, Installation, Manifest, Package, ProcedureId, Served, Signed, Table, Tables, Trust,
    Voucher, settings, unpublishable,
};
use crate::pools::{PoolPattern, Pools};
use crate::runtime::{Procedure, Records, Runtime, Source};
use crate::store::Reader;

use super::Now;
use super::holding::TownRecords;

/// The procedures that the town offers.
#[derive(Clone, Default)]
pub struct Catalogue {
    offered: BTreeMap<ProcedureId, Arc<Installed>>,
    installations: BTreeMap<ProcedureId, Arc<Installation>>,
    /// What guichet.toml declares of that which is offered.
    pub(super) declared: BTreeMap<ProcedureId, Offer>,
    /// What could not be loaded, and why.
    pub refused: Vec<(PathBuf, String)>,
}

/// A procedure with everything that the town keeps for it.
pub struct Installed {
    /// The procedure in the sandbox.
    pub procedure: Procedure,
    /// The town's settings for it.
    pub settings: Vec<Answer>,
    /// The town's tables for it.
    pub tables: Arc<Tables>,
    /// The service in charge.
    pub service: Service,
    /// As it serves, to be recorded.
    pub served: Served,
    /// The pools of the town.
    pub(super) pools: Arc<Pools>,
    /// What dossiers hold and published, as it may know it.
    records: Arc<dyn Records>,
}

/// What a catalogue is loaded with.
pub(super) struct Shelf<'a> {
    pub(super) runtime: &'a Runtime,
    /// The data folder.
    pub(super) folder: &'a Path,
    /// The service in charge where a procedure has none of its own.
    pub(super) service: &'a Service,
    pub(super) trust: Option<&'a Trust>,
    /// The pools of the town.
    pub(super) pools: &'a Arc<Pools>,
    /// What dossiers hold and published.
    pub(super) reader: Reader,
    pub(super) today: Date,
}

impl Catalogue {
    /// What the store says was installed, and what guichet.toml declares beside it.
    pub(super) fn load(
        shelf: &Shelf<'_>,
        installations: Vec<Installation>,
        offers: &[Offer],
    ) -> Self {
        let installations = installations.into_iter().map(|i| (i.procedure.clone(), Arc::new(i)));
        let mut catalogue = Self { installations: installations.collect(), ..Self::default() };
        let installed: Vec<_> = catalogue.installations.values().cloned().collect();
        for installation in installed {
            let Some(served) = installation.served().filter(|served| !served.declared) else {
                continue;
            };
            match shelf.recorded(served, shelf.service.clone()) {
                Ok(installed) => catalogue.serve(Arc::new(installed)),
                Err(problem) => catalogue.refuse(Path::new(&*installation.procedure), problem),
            }
        }
        for offer in offers {
            match shelf.declared(offer) {
                Ok(installed) => catalogue.declare(shelf, offer, installed),
                Err(problem) => catalogue.refuse(&offer.file, problem),
            }
        }
        catalogue
    }

    fn declare(&mut self, shelf: &Shelf<'_>, offer: &Offer, installed: Installed) {
        let id = installed.manifest().id.clone();
        if self.offered.get(&id).is_some_and(|other| other.served.declared) {
            return self.refuse(&offer.file, format!("another file is the procedure {id} already"));
        }
        if let Some(installation) = self.installations.get(&id) {
            if installation.served().is_some_and(|served| !served.declared) {
                return self.refuse(
                    &offer.file,
                    format!("{id} was installed with `guichet plugin install`: take this [[procedure]] out of guichet.toml, or remove what is installed"),
                );
            }
            // Without [trust] the town takes its own file at its word.
            if let Some(Err(unfit)) = shelf.trust.map(|_| installation.admits(&installed.served)) {
                return self.refuse(&offer.file, unfit.to_string());
            }
        }
        self.declared.insert(id, offer.clone());
        self.serve(Arc::new(installed));
    }

    /// Offers a version in place of any other of the procedure.
    pub(super) fn serve(&mut self, installed: Arc<Installed>) {
        tracing::info!(procedure = %installed.procedure.package.name(), digest = %installed.procedure.package.digest, "serving");
        self.offered.insert(installed.manifest().id.clone(), installed);
    }

    /// Offers a procedure no more.
    pub(super) fn withdraw(&mut self, id: &ProcedureId) {
        self.offered.remove(id);
    }

    /// What is known of a procedure's versions.
    pub(super) fn installation(&self, id: &ProcedureId) -> Option<&Arc<Installation>> {
        self.installations.get(id)
    }

    /// All procedures that serve or served.
    pub(super) fn installations(&self) -> impl Iterator<Item = &Arc<Installation>> {
        self.installations.values()
    }

    pub(super) fn note(&mut self, installation: Installation) {
        self.installations.insert(installation.procedure.clone(), Arc::new(installation));
    }

    pub(super) fn refuse(&mut self, file: &Path, problem: String) {
        let problem = problem.split_whitespace().collect::<Vec<_>>().join(" ");
        tracing::error!(file = %file.display(), problem, "this procedure is not served");
        self.refused.push((file.to_owned(), problem));
    }

    /// A procedure by its id.
    pub fn get(&self, id: &str) -> Option<&Arc<Installed>> {
        let id = ProcedureId::try_from(id.to_owned()).ok()?;
        self.offered.get(&id)
    }

    /// All of them, by category and id.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Installed>> {
        let mut all: Vec<_> = self.offered.values().collect();
        all.sort_by_key(|i| (i.manifest().category, i.manifest().id.clone()));
        all.into_iter()
    }
}

impl Installed {
    /// Its manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.procedure.package.manifest
    }

    /// A table that the town filled.
    pub fn table(&self, name: &str) -> Option<&crate::plugin::Table> {
        self.tables.get(name).map(|table| &**table)
    }

    /// Where its imports are answered from at this moment.
    pub(super) fn source(&self, now: Now) -> Source {
        let (tables, records) = (self.tables.clone(), self.records.clone());
        Source::Town { tables, records, now: now.moment }
    }
}

impl Shelf<'_> {
    /// A procedure as guichet.toml declares it. One clear line says what is wrong with it.
    fn declared(&self, offer: &Offer) -> Result<Installed, String> {
        let package = read_package(&offer.file)?;
        let voucher = self.trust.map(|trust| trust.voucher(&package, self.today)).transpose();
        let voucher = voucher.map_err(|untrusted| untrusted.to_string())?;
        let mut tables = BTreeMap::new();
        for (name, file) in &offer.tables {
            let csv = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
            tables.insert(name.clone(), csv);
        }
        let written = toml::to_string(&offer.settings).map_err(|e| e.to_string())?;
        let served = Served {
            declared: true,
            settings: written,
            ..served(&package, voucher, offer.grant.of(&package.manifest))
        };
        self.put_up(package, served, offer.service.clone(), &tables)
    }

    /// A version that is to serve, kept with all that belongs to it, so that it can serve again
    /// and its decisions be replayed when it is no longer offered.
    pub(super) fn put_up(
        &self,
        package: Package,
        mut served: Served,
        service: Service,
        tables: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Installed, String> {
        lawful(&package.manifest, &service)?;
        let unkept = |e: std::io::Error| format!("it could not be kept: {e}");
        let town = toml::from_str(&served.settings).map_err(|e: toml::de::Error| e.to_string())?;
        let settings = settings(&package.manifest, &town).map_err(|e| e.to_string())?;
        let read = Arc::new(self::tables(&package, tables)?);
        for (name, csv) in tables {
            let digest = Digest::of(csv);
            keep(&self.folder.join("tables"), &format!("{digest}.csv"), csv).map_err(unkept)?;
            served.tables.insert(name.clone(), digest);
        }
        keep(&self.folder.join("components"), &format!("{}.wasm", package.digest), &package.bytes)
            .map_err(unkept)?;
        let procedure = self.runtime.load(package, served.grants.clone());
        let procedure = procedure.map_err(|e| e.to_string())?;
        Ok(self.ready(procedure, settings, read, service, served))
    }

    /// A procedure with everything that it is served from.
    fn ready(
        &self,
        procedure: Procedure,
        settings: Vec<Answer>,
        tables: Arc<Tables>,
        service: Service,
        served: Served,
    ) -> Installed {
        let manifest = &procedure.package.manifest;
        let asked = manifest.capabilities.iter().flat_map(|c| &c.pools);
        for pool in asked.filter_map(PoolPattern::one_of_the_town) {
            if !self.pools.contains_key(&pool) {
                tracing::warn!(procedure = %manifest.id, %pool, "guichet.toml has no such [[pool]]: nothing can be held of it");
            }
        }
        let pools = self.pools.clone();
        let (id, reader) = (manifest.id.clone(), self.reader.clone());
        let records = Arc::new(TownRecords { procedure: id, pools: pools.clone(), reader });
        Installed { procedure, settings, tables, service, served, pools, records }
    }

    /// A version as it was recorded.
    pub(super) fn recorded(&self, served: &Served, service: Service) -> Result<Installed, String> {
        let package = kept(self.folder, served.digest)?;
        let mut tables = BTreeMap::new();
        for (name, digest) in &served.tables {
            let file = self.folder.join("tables").join(format!("{digest}.csv"));
            let csv = fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            if Digest::of(&csv) != *digest {
                return Err(format!("{} was altered", file.display()));
            }
            tables.insert(name.clone(), csv);
        }
        let town = toml::from_str(&served.settings).map_err(|e: toml::de::Error| e.to_string())?;
        let settings = settings(&package.manifest, &town).map_err(|e| e.to_string())?;
        let tables = Arc::new(self::tables(&package, &tables)?);
        let procedure = self.runtime.load(package, served.grants.clone());
        let procedure = procedure.map_err(|e| e.to_string())?;
        Ok(self.ready(procedure, settings, tables, service, served.clone()))
    }
}

/// How a package serves with these grants.
pub(super) fn served(package: &Package, voucher: Option<Voucher>, grants: Grants) -> Served {
    Served {
        version: package.manifest.version.clone(),
        digest: package.digest,
        maker: package.manifest.vendor.clone(),
        signed: voucher.and_then(|voucher| match voucher {
            Voucher::Vendor { vendor, key } => Some(Signed { vendor, key }),
            Voucher::Town => None,
        }),
        declared: false,
        grants,
        settings: String::new(),
        tables: BTreeMap::new(),
        open: false,
    }
}

/// Reads a package file. One that is too large is not read at all.
pub fn read_package(file: &Path) -> Result<Package, String> {
    let size = fs::metadata(file).map_err(|e| e.to_string())?.len();
    if size > BYTES as u64 {
        return Err(format!("the file has {size} bytes; a package may have {BYTES}"));
    }
    let bytes = fs::read(file).map_err(|e| e.to_string())?;
    Package::read(bytes).map_err(|e| e.to_string())
}

/// A procedure is not published before it has what the law asks of it, and its service before
/// people can reach it (CRPA R112-11-1).
fn lawful(manifest: &Manifest, service: &Service) -> Result<(), String> {
    let Service { name, email, address, phone } = service;
    let parts = [("name", name), ("email", email), ("address", address), ("phone", phone)];
    let missing = parts.into_iter().find(|(_, text)| text.trim().is_empty());
    if let Some((key, _)) = missing {
        return Err(format!(
            "no receipt can be given, since the service in charge has no {key}: write it under [town.service], or as service of this [[procedure]], in guichet.toml (CRPA R112-11-1, SVE-2)"
        ));
    }
    let breaches: Vec<String> = unpublishable(manifest).iter().map(ToString::to_string).collect();
    if breaches.is_empty() {
        return Ok(());
    }
    Err(format!("it cannot be published: {}", breaches.join("; ")))
}

/// The town's tables, or else the package's sample tables. A table without either is empty.
pub(super) fn tables(
    package: &Package,
    town: &BTreeMap<String, Vec<u8>>,
) -> Result<Tables, String> {
    if let Some(stranger) =
        town.keys().find(|k| !package.manifest.tables.iter().any(|t| t.key == **k))
    {
        return Err(format!("it has no table \"{stranger}\""));
    }
    let mut tables = Tables::new();
    for shape in &package.manifest.tables {
        let sample = || {
            let mut samples = package.folder("tables");
            samples.find(|(name, _)| *name == shape.key).map(|(_, csv)| csv)
        };
        let csv = town.get(&shape.key).map(Vec::as_slice).or_else(sample);
        let table = csv.map_or(Ok(Table::default()), |csv| Table::from_csv(shape, csv));
        tables.insert(shape.key.clone(), Arc::new(table.map_err(|e| e.to_string())?));
    }
    Ok(tables)
}

/// Keeps a file under the name of its digest. Half a file is never there.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|kept| kept == bytes) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut temporary, bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    fs::File::open(folder)?.sync_all()
}

/// The package with this digest, as it was kept.
pub(super) fn kept(folder: &Path, digest: Digest) -> Result<Package, String> {
    let path = folder.join("components").join(format!("{digest}.wasm"));
    let bytes =
        fs::read(&path).map_err(|e| format!("the component {digest} cannot be read: {e}"))?;
    if Digest::of(&bytes) != digest {
        return Err(format!("the component {digest} was altered: its bytes have another digest"));
    }
    Package::read(bytes).map_err(|e| e.to_string())
}
