//! Guests that are a vendor's crates, `tests/guests/NAME`, built by `guichet plugin build` and
//! kept until something that a build reads has changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context as _, Result, ensure};
use guichet::digest::Digest;

use crate::guest::{repository, section};
use crate::server::binary;

/// The package of a guest.
pub fn package(name: &str) -> Result<PathBuf> {
    // cargo would wait for itself anyway, and more than one build says less.
    static BUILDS: Mutex<()> = Mutex::new(());
    let _turn = BUILDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    build(name)
}

fn build(name: &str) -> Result<PathBuf> {
    let folder = folder(name);
    let own = format!("tests/guests/{name}");
    let mut sources = BTreeMap::new();
    for source in ["sdk/rust", "wit", "host/src/plugin/build.rs", own.as_str()] {
        read(&repository().join(source), &mut sources)?;
    }
    let parts: Vec<u8> = sources
        .into_iter()
        .flat_map(|(path, text)| [path.into_bytes(), vec![0], text, vec![0]].concat())
        .collect();
    let cache = binary().parent().context("the folder of the binary")?.join("../guests");
    let built = cache.join(format!("{name}-{}.wasm", &Digest::of(&parts).to_string()[..16]));
    if built.exists() {
        return Ok(built);
    }
    std::fs::create_dir_all(&cache)?;
    let unfinished = cache.join(format!("{name}-{}.part", std::process::id()));
    eprintln!("building {}; the first time this takes some minutes", folder.display());
    let status = Command::new(binary())
        .args(["plugin", "build"])
        .arg(&folder)
        .arg("--out")
        .arg(&unfinished)
        .env("CARGO_TARGET_DIR", cache.canonicalize()?)
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "{} is not built", folder.display());
    std::fs::rename(&unfinished, &built)?;
    Ok(built)
}

/// The bytes of a guest without files beside its manifest, as another procedure: what `from`
/// says of itself, it says as `to`.
pub fn saying(name: &str, from: &str, to: &str) -> Result<Vec<u8>> {
    let bytes = std::fs::read(package(name)?)?;
    let manifest = std::fs::read_to_string(folder(name).join("plugin.toml"))?;
    ensure!(manifest.contains(from), "{from} stands in the manifest");
    let embedded = |text: &str| section("guichet:plugin.toml", text.as_bytes());
    let component = bytes.strip_suffix(embedded(&manifest).as_slice());
    let component = component.context("the manifest is at the end of the package")?;
    Ok([component, &embedded(&manifest.replace(from, to))].concat())
}

fn folder(name: &str) -> PathBuf {
    repository().join("tests/guests").join(name)
}

/// Everything that a build reads, by path.
fn read(path: &Path, sources: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if path.file_name().is_some_and(|name| name == "target") {
        return Ok(());
    }
    if path.is_file() {
        sources.insert(path.display().to_string(), std::fs::read(path)?);
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        read(&entry?.path(), sources)?;
    }
    Ok(())
}
