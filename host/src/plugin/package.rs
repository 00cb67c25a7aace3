//! A package: one component file with its manifest, scenario cases and sample tables in
//! custom sections. Section `guichet:plugin.toml` holds that file, and so on. A signature comes
//! last, see `signature.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use wasm_encoder::Encode as _;
use wasmparser::{Encoding, Parser, Payload};

use super::manifest::{ImportName, Manifest, ManifestError};
use super::metadata;
use super::signature::{self, Signature, SignatureError, VendorKey};
use crate::contract::Date;
use crate::digest::Digest;
use crate::limits::{component, package};

/// Custom sections of a package start with this; the rest is the file's name.
const SECTION: &str = "guichet:";

/// The interface that a procedure exports.
pub(crate) const HANDLER: &str = "guichet:procedure/handler@0.1.0";

/// The interface that it exports too where its dossiers compete for places.
pub(crate) const SESSION: &str = "guichet:procedure/session@0.1.0";

/// A procedure as a file, read but not compiled.
#[derive(Clone, Debug)]
pub struct Package {
    /// The file without its signature.
    pub bytes: Arc<[u8]>,
    /// Digest of the file without its signature: one package has one digest, whoever signs it.
    pub digest: Digest,
    /// Who says to have made it. Whether that is true, a key says: [`Package::verify`].
    pub signature: Option<Signature>,
    /// Its `plugin.toml`.
    pub manifest: Arc<Manifest>,
    /// What the component imports, in its own order.
    pub imports: Vec<Import>,
    /// The files embedded in it, by name, `plugin.toml` among them.
    pub files: Arc<BTreeMap<String, Vec<u8>>>,
    /// Bytes of the code, everything embedded left out.
    pub code_bytes: usize,
}

/// One interface that a component imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// Only names of types; nothing to grant.
    Types,
    /// Lines for the vendor; always granted.
    Log,
    /// A capability that a town grants.
    Capability(ImportName),
}

/// Why a file is not a package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Larger than a component may be.
    #[error("the file has {0} bytes; a package may have {limit}", limit = component::BYTES)]
    TooLarge(usize),
    /// A core module, a precompiled file, or not WebAssembly.
    #[error("not a WebAssembly component: {0}. Build it with `guichet plugin build`")]
    NotAComponent(String),
    /// It wants what the host never gives.
    #[error(
        "it imports \"{0}\", which no town can grant; a procedure may import only log, reference, pools, registers and clock of guichet:procedure@0.1"
    )]
    UnknownImport(String),
    /// It has no `form` and `decide`.
    #[error("it does not export \"{HANDLER}\", the interface of a procedure")]
    NoHandler,
    /// Its signature is not where it should be, or not one.
    #[error("its signature is damaged: {0}")]
    Signature(String),
    /// No manifest in it.
    #[error("it has no plugin.toml in a custom section; build it with `guichet plugin build`")]
    NoManifest,
    /// Something embedded is too large, not text, or there twice.
    #[error("embedded file {name}: {problem}")]
    File {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The component imports what the manifest does not ask for.
    #[error(
        "it imports \"{0}\" but plugin.toml does not ask for it: add a [[capability]] with import = \"{0}\" and the reason"
    )]
    NotRequested(ImportName),
}

impl Package {
    /// Reads a component and what is embedded in it. Runs and compiles nothing.
    pub fn read(bytes: impl Into<Arc<[u8]>>) -> Result<Self, PackageError> {
        let bytes = bytes.into();
        if bytes.len() > component::BYTES {
            return Err(PackageError::TooLarge(bytes.len()));
        }
        let outline = Outline::read(&bytes)?;
        let (contents, signature) = outline.signed(&bytes)?;
        let bytes: Arc<[u8]> =
            if contents == bytes.len() { bytes } else { Arc::from(&bytes[..contents]) };
        if !outline.exports_handler {
            return Err(PackageError::NoHandler);
        }
        let manifest = outline.files.get("plugin.toml").ok_or(PackageError::NoManifest)?;
        let manifest = Manifest::parse(file_text("plugin.toml", manifest)?)?;
        let requested = |name| manifest.capabilities.iter().any(|c| c.import == name);
        for import in &outline.imports {
            if let Import::Capability(name) = import
                && !requested(*name)
            {
                return Err(PackageError::NotRequested(*name));
            }
        }
        let embedded: usize = outline.files.values().map(Vec::len).sum();
        Ok(Self {
            digest: Digest::of(&bytes),
            signature,
            code_bytes: bytes.len() - embedded,
            manifest: Arc::new(manifest),
            imports: outline.imports,
            files: Arc::new(outline.files),
            bytes,
        })
    }

    /// The embedded files of a folder, `cases` or `tables`, by name without folder and ending.
    pub fn folder(&self, folder: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let prefix = format!("{folder}/");
        self.files.iter().filter_map(move |(name, bytes)| {
            let name = name.strip_prefix(&prefix)?;
            Some((name.rsplit_once('.').map_or(name, |(stem, _)| stem), bytes.as_slice()))
        })
    }

    /// Whether it is what the owner of this key signed, and the key counts on this day.
    pub fn verify(&self, key: &VendorKey, today: Date) -> Result<(), SignatureError> {
        let signature = self.signature.as_ref().ok_or(SignatureError::Unsigned)?;
        signature.verify(&self.manifest.id, &self.manifest.version, self.digest, key, today)
    }

    /// The same with this signature, in place of any that it has.
    pub fn signed(self, signature: Signature) -> Self {
        Self { signature: Some(signature), ..self }
    }

    /// The whole file, with its signature.
    pub fn file(&self) -> Vec<u8> {
        let signature = self.signature.as_ref().map(Signature::section).unwrap_or_default();
        [&self.bytes[..], &signature].concat()
    }

    /// The names of all that it imports, and of all that it exports.
    pub fn interfaces(&self) -> (Vec<String>, Vec<String>) {
        let (mut imports, mut exports, mut depth) = (Vec::new(), Vec::new(), 0_u32);
        for payload in Parser::new(0).parse_all(&self.bytes).map_while(Result::ok) {
            match payload {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    imports.extend(section.into_iter().flatten().map(|i| i.name.name.to_owned()));
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    exports.extend(section.into_iter().flatten().map(|e| e.name.name.to_owned()));
                }
                _ => {}
            }
        }
        (imports, exports)
    }

    /// What built it, as its standard metadata says: names of programs with their versions.
    pub fn builders(&self) -> Vec<(String, String)> {
        metadata::builders(&self.bytes)
    }

    /// What the procedure and its version are called in messages.
    pub fn name(&self) -> String {
        format!("{} {}", self.manifest.id, self.manifest.version)
    }
}

/// An embedded file as text.
pub(super) fn file_text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, PackageError> {
    std::str::from_utf8(bytes).map_err(|_| PackageError::File {
        name: name.to_owned(),
        problem: "not UTF-8 text".to_owned(),
    })
}

/// Puts files into a component, in place of those of the same name.
pub(super) fn embed(component: &[u8], files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut out = component.to_vec();
    for (name, bytes) in files {
        let section = wasm_encoder::CustomSection {
            name: Cow::Owned(format!("{SECTION}{name}")),
            data: Cow::Borrowed(bytes),
        };
        out.push(0);
        section.encode(&mut out);
    }
    out
}

#[derive(Default)]
struct Outline {
    imports: Vec<Import>,
    exports_handler: bool,
    files: BTreeMap<String, Vec<u8>>,
    /// What stands in the section of the signature, and where the section ends.
    signature: Option<(Vec<u8>, usize)>,
}

impl Outline {
    /// The outermost level of a component: its imports, exports and embedded files.
    fn read(bytes: &[u8]) -> Result<Self, PackageError> {
        // The parser draws bytes over several lines; what is shown of an error is one.
        let in_one_line = |e: wasmparser::BinaryReaderError| {
            e.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let broken = |e| PackageError::NotAComponent(in_one_line(e));
        let mut outline = Self::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(broken)? {
                Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                    return Err(PackageError::NotAComponent("it is a core module".to_owned()));
                }
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    for import in section {
                        outline.imports.push(import_named(import.map_err(broken)?.name.name)?);
                    }
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        outline.exports_handler |= export.map_err(broken)?.name.name == HANDLER;
                    }
                }
                Payload::CustomSection(section) if depth == 0 => {
                    if let Some(name) = section.name().strip_prefix(SECTION) {
                        outline.add_file(name, section.data())?;
                    } else if section.name() == signature::SECTION {
                        let here = (section.data().to_vec(), section.range().end);
                        if outline.signature.replace(here).is_some() {
                            return Err(PackageError::Signature("it is there twice".to_owned()));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(outline)
    }

    /// Where the contents end, and the signature after them.
    fn signed(&self, bytes: &[u8]) -> Result<(usize, Option<Signature>), PackageError> {
        let Some((data, end)) = &self.signature else { return Ok((bytes.len(), None)) };
        let damaged = |problem: &str| PackageError::Signature(problem.to_owned());
        // What follows would be signed by nobody; another way of writing the same length would
        // make another file of the same package.
        let section = signature::encoded(data);
        if *end != bytes.len() || !bytes.ends_with(&section) {
            return Err(damaged("it is not the last thing in the file"));
        }
        if data.len() > package::SIGNATURE {
            return Err(damaged("it is too long"));
        }
        let signature = serde_json::from_slice(data).map_err(|_| damaged("it does not read"))?;
        Ok((bytes.len() - section.len(), Some(signature)))
    }

    fn add_file(&mut self, name: &str, data: &[u8]) -> Result<(), PackageError> {
        let wrong = |problem: String| {
            let name = printable(name);
            Err(PackageError::File { name, problem })
        };
        if !named_well(name) {
            return wrong(
                "its name must be like plugin.toml or cases/NAME.toml, without dots and slashes that lead elsewhere"
                    .to_owned(),
            );
        }
        let limit = if name == "plugin.toml" { package::MANIFEST } else { package::FILE };
        if data.len() > limit {
            return wrong(format!("it has {} bytes; {limit} are allowed", data.len()));
        }
        if self.files.len() >= package::FILES {
            return wrong(format!("there are more than {} of them", package::FILES));
        }
        if self.files.insert(name.to_owned(), data.to_vec()).is_some() {
            return wrong("it is there twice".to_owned());
        }
        Ok(())
    }
}

/// A name that the file chose, short and without what drives a terminal.
fn printable(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Whether a file could be written into a folder under this name and would be in that folder.
fn named_well(name: &str) -> bool {
    let well = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.chars().all(|c| !c.is_control() && !matches!(c, '\\' | ':'))
    };
    name.len() <= package::NAME && name.split('/').count() <= 2 && name.split('/').all(well)
}

fn import_named(name: &str) -> Result<Import, PackageError> {
    let unknown = || PackageError::UnknownImport(printable(name));
    let rest = name.strip_prefix("guichet:procedure/").ok_or_else(unknown)?;
    let (interface, version) = rest.split_once('@').ok_or_else(unknown)?;
    if !version.starts_with("0.1.") {
        return Err(unknown());
    }
    Ok(match interface {
        "types" | "forms" | "dossiers" => Import::Types,
        "log" => Import::Log,
        "reference" => Import::Capability(ImportName::Reference),
        "pools" => Import::Capability(ImportName::Pools),
        "registers" => Import::Capability(ImportName::Registers),
        "clock" => Import::Capability(ImportName::Clock),
        _ => return Err(unknown()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_component_is_refused_with_a_reason() {
        let error = |bytes: &[u8]| Package::read(bytes).unwrap_err().to_string();
        assert!(error(b"").contains("not a WebAssembly component"));
        assert!(error(b"hello").contains("not a WebAssembly component"));
        assert!(error(b"\0asm\x01\0\0\0").contains("core module"));
        assert!(error(b"\0asm\x0d\0\x01\0").contains("does not export"));
    }

    #[test]
    fn imports_are_known_by_name_and_version() {
        assert_eq!(import_named("guichet:procedure/types@0.1.0").unwrap(), Import::Types);
        for unknown in [
            "wasi:cli/environment@0.2.0",
            "guichet:procedure/log@1.0.0",
            "guichet:procedure/secrets@0.1.0",
        ] {
            let error = import_named(unknown).unwrap_err().to_string();
            assert!(error.contains(unknown), "{error}");
        }
    }

    #[test]
    fn a_name_cannot_drive_a_terminal() {
        let error = import_named("evil\u{1b}[2J\n:pkg").unwrap_err().to_string();
        assert!(error.starts_with("it imports \"evil[2J:pkg\""), "{error}");
    }

    #[test]
    fn no_name_in_a_package_leads_out_of_a_folder() {
        for name in ["plugin.toml", "cases/a b.toml", "tables/zones.csv", "LICENCE-MIT"] {
            assert!(named_well(name), "{name}");
        }
        for name in
            ["", "../a", "cases/../a", "/etc/passwd", "a/b/c", "cases/", "c:\\a", "a\nb", "."]
        {
            assert!(!named_well(name), "{name}");
        }
        assert!(!named_well(&"a".repeat(package::NAME + 1)));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = Package::read(tail.clone());
            let _ = Package::read([b"\0asm\x0d\0\x01\0".as_slice(), &tail].concat());
        }
    }
}
