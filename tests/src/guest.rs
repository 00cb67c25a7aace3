//! Guests made of text: from a few lines of WebAssembly to a [`Package`].
//!
//! A guest's text holds only what is peculiar about it; whatever it does not define comes from
//! a well-behaved base: a memory, an allocator, an empty `form`, and a `decide` whose decision
//! has the number that `$score` returns.
//!
//! The canonical ABI makes this of the contract: the arguments of both functions flatten to
//! more than 16 values, so each takes one pointer to them, which the host writes to where
//! `cabi_realloc` said; each returns a pointer to its result. The base has an empty view at 16
//! and its decision at 64, and hands out memory from 4096 on: what is between is the guest's.
//!
//! | at | what of `result<decision, list<problem>>` |
//! |---|---|
//! | 64 | 0 for a decision, 1 for problems |
//! | 72 | phase; in a refusal the problems' pointer, their number at 76 |
//! | 73 | verdict (option) |
//! | 76 | status (list) |
//! | 88 | score (option), the number at 96 |
//! | 104, 112, 120 | actions, effects, reasons (lists) |

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use guichet::plugin::{Package, assemble, componentize};
use wit_component::StringEncoding;
use wit_parser::{Resolve, SourceMap};

/// A manifest that asks for nothing.
pub const MANIFEST: &str = include_str!("guest/plugin.toml");

/// What the base gives, by what a guest's text must hold to give its own.
const BASE: [(&str, &str); 6] = [
    ("(export \"memory\")", r#"(memory (export "memory") 2)"#),
    ("(global $heap", "(global $heap (mut i32) (i32.const 4096))"),
    (
        "\"cabi_realloc\"",
        r#"
        (func (export "cabi_realloc")
            (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
            (local $at i32)
            (local.set $at
                (i32.and
                    (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
                    (i32.sub (i32.const 0) (local.get $align))))
            (global.set $heap (i32.add (local.get $at) (local.get $size)))
            (if (i32.gt_u (global.get $heap) (i32.shl (memory.size) (i32.const 16)))
                (then
                    (drop (memory.grow
                        (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))))))
            (local.get $at))"#,
    ),
    (
        "handler@0.1.0#form\"",
        r#"
        (func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32)
            (i32.const 16))"#,
    ),
    (
        "handler@0.1.0#decide\"",
        r#"
        (func (export "guichet:procedure/handler@0.1.0#decide") (param i32) (result i32)
            (i32.store8 (i32.const 72) (i32.const 1))
            (i32.store8 (i32.const 88) (i32.const 1))
            (i64.store (i32.const 96) (call $score))
            (i32.const 64))"#,
    ),
    ("(func $score", "(func $score (result i64) (i64.const 7))"),
];

/// What a guest is made of.
#[derive(Clone, Debug, Default)]
pub struct Guest {
    /// Fields of its core module, in text. What they do not define, the base does.
    pub module: String,
    /// Fields added to the component that was made of it, in text.
    pub component: String,
    /// Files of `wit/` that this guest has otherwise, by name.
    pub wit: BTreeMap<String, String>,
    /// Its `plugin.toml`, if any.
    pub manifest: Option<String>,
}

impl Guest {
    /// A well-behaved guest but for these fields of its core module.
    pub fn new(module: &str) -> Self {
        Self { module: module.into(), manifest: Some(MANIFEST.into()), ..Self::default() }
    }

    /// One whose decision has the score that this expression leaves on the stack.
    pub fn scoring(expression: &str) -> Self {
        Self::new(&format!("(func $score (result i64) {expression})"))
    }

    /// With these lines at the end of its manifest.
    pub fn asking(mut self, manifest: &str) -> Self {
        self.manifest = Some(format!("{MANIFEST}\n{manifest}"));
        self
    }

    /// With these fields added to the component.
    pub fn with_component_fields(mut self, fields: &str) -> Self {
        self.component = fields.into();
        self
    }

    /// Reads a folder: `module.wat` and `component.wat` (fields, both optional), files of
    /// `wit/` that it has otherwise, and `plugin.toml`, or `more.toml` to add to the usual one.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let more = text("more.toml").unwrap_or_default();
        let manifest = text("plugin.toml").unwrap_or_else(|| format!("{MANIFEST}\n{more}"));
        Ok(Self {
            module: text("module.wat").unwrap_or_default(),
            component: text("component.wat").unwrap_or_default(),
            wit: wit_files(folder)?,
            manifest: Some(manifest),
        })
    }

    /// Its core module, with its world in a custom section.
    pub fn core_module(&self) -> Result<Vec<u8>> {
        let missing = BASE.iter().filter(|(own, _)| !self.module.contains(own));
        let base: String = missing.map(|(_, part)| *part).collect();
        let mut module = wat::parse_str(format!("(module {}\n{base})", self.module))?;
        let (resolve, world) = self.world().context("its wit files")?;
        wit_component::embed_component_metadata(
            &mut module,
            &resolve,
            world,
            StringEncoding::UTF8,
        )?;
        Ok(module)
    }

    /// The component without anything embedded in it.
    pub fn component(&self) -> Result<Vec<u8>> {
        let component = componentize(&self.core_module()?)?;
        if self.component.is_empty() {
            return Ok(component);
        }
        let text = wasmprinter::print_bytes(component)?;
        let open = text.trim_end().strip_suffix(')').context("a component in text")?;
        Ok(wat::parse_str(format!("{open}\n{})", self.component))?)
    }

    /// The component as a package, or why it is not one.
    pub fn package(&self) -> Result<Package> {
        let file = |text: &String| ("plugin.toml".to_owned(), text.clone().into_bytes());
        Ok(assemble(&self.component()?, &self.manifest.iter().map(file).collect())?)
    }

    /// The world `procedure` of the repository, with this guest's own files in place of the
    /// repository's.
    fn world(&self) -> Result<(Resolve, wit_parser::WorldId)> {
        world_with(&self.wit)
    }
}

/// The world `procedure` of the repository.
pub fn contract() -> Result<(Resolve, wit_parser::WorldId)> {
    world_with(&BTreeMap::new())
}

fn world_with(own: &BTreeMap<String, String>) -> Result<(Resolve, wit_parser::WorldId)> {
    let mut files = wit_files(&repository().join("wit"))?;
    files.extend(own.clone());
    let mut sources = SourceMap::new();
    for (name, text) in &files {
        sources.push_str(name, text);
    }
    let mut resolve = Resolve::default();
    let group = sources.parse().map_err(|(_, error)| anyhow::anyhow!("{error}"))?;
    let package = resolve.push_group(group).map_err(|error| anyhow::anyhow!("{error}"))?;
    let world = resolve.select_world(&[package], Some("procedure"))?;
    Ok((resolve, world))
}

/// A custom section of a component, as bytes to put at its end.
pub fn section(name: &str, data: &[u8]) -> Vec<u8> {
    let mut named = leb128(name.len());
    named.extend_from_slice(name.as_bytes());
    named.extend_from_slice(data);
    [vec![0], leb128(named.len()), named].concat()
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The folder that everything of this project is in.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn wit_files(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "wit") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}
