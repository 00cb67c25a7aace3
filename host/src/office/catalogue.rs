//! The procedures that the town offers, ready to be called.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Offer;
use crate::contract::Answer;
use crate::digest::Digest;
use crate::dossier::Service;
use crate::plugin::{Manifest, Package, ProcedureId, Table, Tables, settings};
use crate::runtime::{Procedure, Runtime, Source};

use super::Now;

/// The procedures that the town offers.
#[derive(Default)]
pub struct Catalogue {
    installed: BTreeMap<ProcedureId, Arc<Installed>>,
    /// Files that could not be loaded, and why.
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
}

impl Catalogue {
    pub(super) fn load(runtime: &Runtime, folder: &Path, offers: &[Offer]) -> Self {
        let mut catalogue = Self::default();
        for offer in offers {
            match install(runtime, folder, offer) {
                Ok(installed) => catalogue.add(&offer.file, installed),
                Err(problem) => catalogue.refuse(&offer.file, problem),
            }
        }
        catalogue
    }

    fn add(&mut self, file: &Path, installed: Installed) {
        let id = installed.manifest().id.clone();
        if self.installed.contains_key(&id) {
            return self.refuse(file, format!("another file is the procedure {id} already"));
        }
        tracing::info!(procedure = %installed.procedure.package.name(), digest = %installed.procedure.package.digest, "serving");
        self.installed.insert(id, Arc::new(installed));
    }

    fn refuse(&mut self, file: &Path, problem: String) {
        let problem = problem.split_whitespace().collect::<Vec<_>>().join(" ");
        tracing::error!(file = %file.display(), problem, "this procedure is not served");
        self.refused.push((file.to_owned(), problem));
    }

    /// A procedure by its id.
    pub fn get(&self, id: &str) -> Option<&Arc<Installed>> {
        let id = ProcedureId::try_from(id.to_owned()).ok()?;
        self.installed.get(&id)
    }

    /// All of them, by category and id.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Installed>> {
        let mut all: Vec<_> = self.installed.values().collect();
        all.sort_by_key(|i| (i.manifest().category, i.manifest().id.clone()));
        all.into_iter()
    }
}

impl Installed {
    /// Its manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.procedure.package.manifest
    }

    /// Where its imports are answered from at this moment.
    pub(super) fn source(&self, now: Now) -> Source {
        Source::Town { tables: self.tables.clone(), now: now.moment }
    }
}

/// One clear line says what is wrong with an offer.
fn install(runtime: &Runtime, folder: &Path, offer: &Offer) -> Result<Installed, String> {
    let size = fs::metadata(&offer.file).map_err(|e| e.to_string())?.len();
    if size > crate::limits::component::BYTES as u64 {
        return Err(format!(
            "the file has {size} bytes; a package may have {}",
            crate::limits::component::BYTES
        ));
    }
    let bytes = fs::read(&offer.file).map_err(|e| e.to_string())?;
    let package = Package::read(bytes).map_err(|e| e.to_string())?;
    let manifest = package.manifest.clone();
    lawful(&manifest, &offer.service)?;
    let settings = settings(&manifest, &offer.settings).map_err(|e| e.to_string())?;
    let tables = Arc::new(tables(&package, &offer.tables)?);
    let grants = offer.grant.of(&manifest);
    keep(folder, &package).map_err(|e| format!("it could not be kept for replay: {e}"))?;
    let procedure = runtime.load(package, grants).map_err(|e| e.to_string())?;
    Ok(Installed { procedure, settings, tables, service: offer.service.clone() })
}

/// A procedure is not published before it has what the law asks of it, and its service before
/// people can reach it (CRPA R112-11-1).
fn lawful(manifest: &Manifest, service: &Service) -> Result<(), String> {
    let Service { name, email, address, phone } = service;
    let parts = [("name", name), ("email", email), ("address", address), ("phone", phone)];
    let missing = parts.into_iter().find(|(_, text)| text.trim().is_empty());
    if let Some((key, _)) = missing {
        return Err(format!(
            "SVE-2 (CRPA R112-11-1): no receipt can be given, since the service in charge has no {key}: write it under [town.service], or service of this [[procedure]], in guichet.toml"
        ));
    }
    let breaches: Vec<String> = manifest.breaches().iter().map(ToString::to_string).collect();
    if breaches.is_empty() {
        return Ok(());
    }
    Err(format!("it cannot be published: {}", breaches.join("; ")))
}

/// The town's tables, or else the package's sample tables. A table without either is empty.
pub(super) fn tables(
    package: &Package,
    town: &BTreeMap<String, PathBuf>,
) -> Result<Tables, String> {
    if let Some(stranger) =
        town.keys().find(|k| !package.manifest.tables.iter().any(|t| t.key == **k))
    {
        return Err(format!("it has no table \"{stranger}\""));
    }
    let mut tables = Tables::new();
    for shape in &package.manifest.tables {
        let sample = package
            .folder("tables")
            .find(|(name, _)| *name == shape.key)
            .map(|(_, csv)| csv.to_vec());
        let csv = match town.get(&shape.key) {
            Some(file) => Some(fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?),
            None => sample,
        };
        let table = csv.map_or(Ok(Table::default()), |csv| Table::from_csv(shape, &csv));
        tables.insert(shape.key.clone(), Arc::new(table.map_err(|e| e.to_string())?));
    }
    Ok(tables)
}

fn component_path(folder: &Path, digest: Digest) -> PathBuf {
    folder.join("components").join(format!("{digest}.wasm"))
}

/// Keeps the package that decides, so that its decisions can be replayed when it is no longer
/// offered.
fn keep(folder: &Path, package: &Package) -> std::io::Result<()> {
    let path = component_path(folder, package.digest);
    if fs::read(&path).is_ok_and(|kept| Digest::of(&kept) == package.digest) {
        return Ok(());
    }
    let components = folder.join("components");
    fs::create_dir_all(&components)?;
    let mut temporary = tempfile::NamedTempFile::new_in(&components)?;
    std::io::Write::write_all(&mut temporary, &package.bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    fs::File::open(&components)?.sync_all()
}

/// The package with this digest, as it was kept.
pub(super) fn kept(folder: &Path, digest: Digest) -> Result<Package, String> {
    let path = component_path(folder, digest);
    let bytes =
        fs::read(&path).map_err(|e| format!("the component {digest} cannot be read: {e}"))?;
    if Digest::of(&bytes) != digest {
        return Err(format!("the component {digest} was altered: its bytes have another digest"));
    }
    Package::read(bytes).map_err(|e| e.to_string())
}
