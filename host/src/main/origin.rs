//! Where the packages of a command come from: a file, a bundle, or a registry. What is not a file
//! already is written beside the town's data, where a running server can read it, and goes when
//! the command ends.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use guichet::config::Config;
use guichet::limits::bundle::BYTES;
use guichet::plugin::{is_bundle, unbundle};
use guichet::registry::{self, PACKAGE, Reference};
use tempfile::TempDir;

/// A package as a file, and where it came from if that is only a copy.
pub(super) struct Origin {
    pub(super) file: PathBuf,
    pub(super) from: Option<String>,
}

/// The packages of one command.
pub(super) struct Gathered {
    pub(super) packages: Vec<Origin>,
    /// What the copies are in.
    _folder: Option<TempDir>,
}

impl Gathered {
    pub(super) fn of(from: &str, config: &Config) -> Result<Self, String> {
        if Reference::is_meant(from) {
            return Self::pulled(
                &from.parse().map_err(|e: registry::NotAReference| e.to_string())?,
                config,
            );
        }
        let file = PathBuf::from(from);
        let named = |e: std::io::Error| format!("{from}: {e}");
        let mut start = Vec::new();
        fs::File::open(&file).and_then(|f| f.take(4).read_to_end(&mut start)).map_err(named)?;
        if is_bundle(&start) {
            return Self::unbundled(&file, config);
        }
        Ok(Self { packages: vec![Origin { file, from: None }], _folder: None })
    }

    fn pulled(wanted: &Reference, config: &Config) -> Result<Self, String> {
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        let pulled = runtime.block_on(registry::pull(&config.registries, wanted, PACKAGE));
        let pulled = pulled.map_err(|e| e.to_string())?;
        Self::copies(config, vec![(pulled.from.to_string(), pulled.bytes)])
    }

    fn unbundled(file: &Path, config: &Config) -> Result<Self, String> {
        let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
        let size = fs::metadata(file).map_err(|e| named(&e))?.len();
        if size > BYTES {
            return Err(named(&guichet::plugin::BundleError::TooLarge(size)));
        }
        let bytes = fs::read(file).map_err(|e| named(&e))?;
        let packages = unbundle(&bytes).map_err(|e| named(&e))?;
        let packages = packages
            .into_iter()
            .map(|(name, package)| (format!("{} in {}", name, file.display()), package.file()));
        Self::copies(config, packages.collect())
    }

    fn copies(config: &Config, packages: Vec<(String, Vec<u8>)>) -> Result<Self, String> {
        let data = &config.data;
        let unkept = |e: std::io::Error| format!("{}: {e}", data.display());
        fs::create_dir_all(data).map_err(unkept)?;
        let folder = tempfile::Builder::new()
            .prefix("fetched-")
            // Packages are no secret, and the server may run as somebody else.
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .tempdir_in(data)
            .map_err(unkept)?;
        let mut origins = Vec::new();
        for (number, (from, bytes)) in packages.into_iter().enumerate() {
            let file = folder.path().join(format!("{number}.wasm"));
            fs::write(&file, bytes).map_err(unkept)?;
            origins.push(Origin { file, from: Some(from) });
        }
        Ok(Self { packages: origins, _folder: Some(folder) })
    }
}
