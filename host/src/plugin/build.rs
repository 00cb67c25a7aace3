//! `guichet plugin build`: from a folder with `plugin.toml` and a Rust crate to a package.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::manifest::Manifest;
use super::metadata;
use super::package::{Package, PackageError, embed, file_text};
use crate::limits::package as limits;

const TARGET: &str = "wasm32-unknown-unknown";

/// The same for every plugin, whatever its workspace says: small, and the same bytes again.
const PROFILE: [&str; 6] = [
    "profile.release.opt-level=\"s\"",
    "profile.release.lto=true",
    "profile.release.codegen-units=1",
    "profile.release.panic=\"abort\"",
    "profile.release.strip=true",
    "profile.release.debug=false",
];

/// Why a plugin was not built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Something in the folder is missing or cannot be read.
    #[error("{path}: {problem}")]
    Folder {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// No toolchain on this machine can compile for the sandbox.
    #[error(
        "no Rust toolchain here can compile for {TARGET}. Install it in one of these ways: \
         `rustup target add {TARGET}`, or on Debian `apt-get install rustc-web cargo-web rust-web-src`"
    )]
    NoToolchain,
    /// cargo could not be run.
    #[error("{0} could not be run: {1}")]
    Run(String, std::io::Error),
    /// cargo did not compile it; it said why on its own.
    #[error("the plugin does not compile; see the messages above")]
    Compile,
    /// The crate gives no WebAssembly module.
    #[error(
        "the crate gives no .wasm file: its Cargo.toml needs [lib] crate-type = [\"cdylib\", \"rlib\"]"
    )]
    NoModule,
    /// The module is not one of a procedure.
    #[error("the module does not make a component: {0}")]
    Componentize(String),
    /// What it says of itself cannot be written down.
    #[error("{0}")]
    Metadata(String),
    /// The result is not a package.
    #[error(transparent)]
    Package(#[from] PackageError),
}

/// Builds the plugin in `folder`.
pub fn build(folder: &Path) -> Result<Package, BuildError> {
    let files = files(folder)?;
    let manifest = file_text("plugin.toml", &files["plugin.toml"])?;
    let manifest = Manifest::parse(manifest).map_err(PackageError::from)?;
    let toolchain = Toolchain::find()?;
    let module = compile(folder, &toolchain)?;
    let module = fs::read(&module).map_err(|e| unreadable(&module, &e))?;
    let builders = vec![
        ("rustc".to_owned(), toolchain.version()?),
        ("guichet".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let component = metadata::describe(&componentize(&module)?, &manifest, builders);
    Ok(package(&component.map_err(BuildError::Metadata)?, &files)?)
}

/// A package of a component and the files that belong to it, `plugin.toml` among them.
pub fn package(
    component: &[u8],
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Package, PackageError> {
    Package::read(embed(component, files))
}

/// Makes a component of a core module that carries its world in a custom section, as the SDK
/// leaves it there.
pub fn componentize(module: &[u8]) -> Result<Vec<u8>, BuildError> {
    let encode =
        || wit_component::ComponentEncoder::default().validate(true).module(module)?.encode();
    encode().map_err(|e: anyhow::Error| BuildError::Componentize(format!("{e:#}")))
}

fn unreadable(path: &Path, error: &std::io::Error) -> BuildError {
    BuildError::Folder { path: path.to_owned(), problem: error.to_string() }
}

/// `plugin.toml`, `cases/*.toml` and `tables/*.csv`, by name.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let mut files = BTreeMap::new();
    let read = |path: &Path| fs::read(path).map_err(|e| unreadable(path, &e));
    files.insert("plugin.toml".to_owned(), read(&folder.join("plugin.toml"))?);
    for (name, ending) in [("cases", "toml"), ("tables", "csv")] {
        let Ok(entries) = fs::read_dir(folder.join(name)) else { continue };
        for entry in entries {
            let path = entry.map_err(|e| unreadable(folder, &e))?.path();
            let Some(file) = path.file_name().and_then(|f| f.to_str()) else { continue };
            if path.extension().is_some_and(|e| e == ending) {
                files.insert(format!("{name}/{file}"), read(&path)?);
            }
        }
    }
    if files.len() > limits::FILES {
        let problem = format!("more than {} cases and tables", limits::FILES);
        return Err(BuildError::Folder { path: folder.to_owned(), problem });
    }
    Ok(files)
}

fn compile(folder: &Path, toolchain: &Toolchain) -> Result<PathBuf, BuildError> {
    let mut cargo = toolchain.cargo()?;
    cargo.env("CARGO_ENCODED_RUSTFLAGS", remapped(folder)?.join("\x1f"));
    cargo.env_remove("RUSTFLAGS");
    cargo.current_dir(folder).args(["build", "--release", "--lib", "--target", TARGET]);
    cargo.arg("--message-format=json-render-diagnostics");
    for setting in PROFILE {
        cargo.args(["--config", setting]);
    }
    let output = cargo.stderr(Stdio::inherit()).stdin(Stdio::null()).output();
    let output = output.map_err(|e| BuildError::Run("cargo".into(), e))?;
    if !output.status.success() {
        return Err(BuildError::Compile);
    }
    module_in(&String::from_utf8_lossy(&output.stdout)).ok_or(BuildError::NoModule)
}

/// Flags by which no path of this machine comes into the code, where messages of a panic would
/// have them: the same source gives the same bytes in any folder, under any user.
fn remapped(folder: &Path) -> Result<Vec<String>, BuildError> {
    let whole = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let folder = folder.canonicalize().map_err(|e| unreadable(folder, &e))?;
    let home = std::env::home_dir().unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    // Of several that fit a path the last counts, so what lies within another comes after it.
    let roots = [
        (Some(whole(home)), "/home"),
        (Some(whole(cargo)), "/cargo"),
        (Some(workspace(&folder)), "/source"),
        (std::env::var_os("CARGO_TARGET_DIR").map(|target| whole(target.into())), "/target"),
    ];
    let named = roots.into_iter().filter_map(|(root, name)| Some((root?, name)));
    let far = named.filter(|(root, _)| root.components().count() > 1);
    Ok(far.map(|(root, name)| format!("--remap-path-prefix={}={name}", root.display())).collect())
}

/// The folder of the workspace that a crate belongs to, or its own.
fn workspace(folder: &Path) -> PathBuf {
    let is_workspace = |folder: &&Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim() == "[workspace]")
    };
    folder.ancestors().find(is_workspace).unwrap_or(folder).to_owned()
}

/// The last `.wasm` that cargo says it made.
fn module_in(messages: &str) -> Option<PathBuf> {
    let artifacts =
        messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let files = artifacts.flat_map(|a| a["filenames"].as_array().cloned().unwrap_or_default());
    let modules =
        files.filter_map(|f| f.as_str().filter(|f| f.ends_with(".wasm")).map(PathBuf::from));
    modules.collect::<Vec<_>>().pop()
}

/// What compiles for the sandbox.
enum Toolchain {
    /// The one in use has the target.
    Current,
    /// Debian's, which compiles the standard library along.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// What is on the machine comes before what would have to be downloaded.
    fn find() -> Result<Self, BuildError> {
        if has_target() {
            return Ok(Self::Current);
        }
        if let Some(linker) = debian() {
            return Ok(Self::Debian { linker });
        }
        let rustup = Command::new("rustup").args(["target", "add", TARGET]).status();
        if rustup.is_ok_and(|status| status.success()) && has_target() {
            return Ok(Self::Current);
        }
        Err(BuildError::NoToolchain)
    }

    fn cargo(&self) -> Result<Command, BuildError> {
        Ok(match self {
            Self::Current => {
                Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
            }
            Self::Debian { linker } => {
                let mut cargo = Command::new("/usr/bin/cargo");
                cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
                cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTFLAGS").env_remove("CARGO");
                cargo.arg("-Zbuild-std=std,panic_abort");
                cargo
            }
        })
    }
}

impl Toolchain {
    /// The version of the compiler, as it says it: the package records it.
    fn version(&self) -> Result<String, BuildError> {
        let rustc = match self {
            Self::Current => "rustc",
            Self::Debian { .. } => "/usr/bin/rustc",
        };
        let said = printed(rustc, &["--version"]).ok_or(BuildError::NoToolchain)?;
        Ok(said.strip_prefix("rustc ").unwrap_or(&said).to_owned())
    }
}

fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn has_target() -> bool {
    let folder = printed("rustc", &["--print", "target-libdir", "--target", TARGET]);
    folder.is_some_and(|folder| Path::new(&folder).is_dir())
}

/// Debian's toolchain with the sources of the standard library, and a linker for it.
fn debian() -> Option<PathBuf> {
    let sysroot = printed("/usr/bin/rustc", &["--print", "sysroot"])?;
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    if !sources.exists() || !Path::new("/usr/bin/cargo").exists() {
        return None;
    }
    let beside = |sysroot: String| {
        let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld")
    };
    let candidates = [
        printed("rustc", &["--print", "sysroot"]).map(beside),
        Some(PathBuf::from("/usr/bin/wasm-ld")),
    ];
    candidates.into_iter().flatten().find(|linker| linker.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_found_in_cargo_s_messages() {
        let messages = "{\"reason\":\"compiler-artifact\",\"filenames\":[\"/t/a.rlib\",\"/t/a.wasm\"]}\nnot json\n{\"reason\":\"build-finished\"}";
        assert_eq!(module_in(messages), Some(PathBuf::from("/t/a.wasm")));
        assert_eq!(module_in(""), None);
    }
}
