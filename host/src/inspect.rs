//! `guichet plugin inspect`: what a package is and what it asks for, before anyone grants it.

use serde_json::json;

use crate::contract::text_in;
use crate::plugin::{self, EffectKind, Import, Package, RegisterShape};

/// For programs.
pub fn json(package: &Package) -> serde_json::Value {
    let manifest = &package.manifest;
    let imports: Vec<String> = package.imports.iter().filter_map(granted).collect();
    let files: Vec<&String> = package.files.keys().collect();
    json!({
        "id": manifest.id,
        "version": manifest.version,
        "vendor": manifest.vendor,
        "licence": manifest.licence,
        "contract": manifest.contract,
        "sha256": package.digest,
        "signature": package.signature,
        "built_by": built_by(package),
        "source": manifest.source,
        "imports": imports,
        "capabilities": manifest.capabilities,
        "effects": manifest.effects,
        "size": package.bytes.len(),
        "code_size": package.code_bytes,
        "files": files,
    })
}

/// By which key, which says nothing of whether anybody trusts it.
fn signed(package: &Package) -> String {
    match &package.signature {
        Some(signature) => format!("on {} with the key {}", signature.signed, signature.key),
        None => "no".into(),
    }
}

/// What built it, as it says itself.
fn built_by(package: &Package) -> Vec<String> {
    let builders = package.builders().into_iter();
    builders.map(|(name, version)| format!("{name} {version}").trim().to_owned()).collect()
}

/// The name of an import that means something to a town.
fn granted(import: &Import) -> Option<String> {
    match import {
        Import::Types => None,
        Import::Log => Some("log".into()),
        Import::Capability(name) => Some(name.to_string()),
    }
}

/// What of an interface is asked for by name.
fn named(what: &str, names: &[impl ToString]) -> String {
    match names {
        [] => String::new(),
        names => {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            format!(" ({what}: {})", names.join(", "))
        }
    }
}

/// For people.
pub fn text(package: &Package) -> String {
    let manifest = &package.manifest;
    let mut lines = vec![
        format!(
            "{} {}: {}",
            manifest.id,
            manifest.version,
            text_in(&plugin::text(&manifest.title), "en")
        ),
        format!("vendor    {} ({})", manifest.vendor, manifest.licence),
        format!("contract  {}", manifest.contract),
        format!("sha256    {}", package.digest),
        format!("signed    {}", signed(package)),
        format!("built by  {}", built_by(package).join(", ")),
        format!("size      {} bytes, {} of them code", package.bytes.len(), package.code_bytes),
        "It may know, if the town grants it:".to_owned(),
    ];
    for import in package.imports.iter().filter_map(granted) {
        let asked = manifest.capabilities.iter().find(|c| c.import.to_string() == import);
        let why = asked.map_or("always granted: lines for the vendor".to_owned(), |c| {
            let why = text_in(&plugin::text(&c.why), "en").to_owned();
            why + &named("tables", &c.tables)
                + &named("pools", &c.pools)
                + &named("registers", &c.registers)
        });
        lines.push(format!("  {import:10} {why}"));
    }
    lines.push("Its decisions may, if the town grants it:".to_owned());
    let kinds =
        manifest.effects.kinds.iter().map(|k| format!("{k:?}").to_lowercase()).collect::<Vec<_>>();
    lines.push(format!(
        "  {}",
        if kinds.is_empty() { "do nothing".into() } else { kinds.join(", ") }
    ));
    if manifest.effects.max_cents > 0 {
        lines.push(format!("  charge up to {} cents at once", manifest.effects.max_cents));
    }
    if !manifest.effects.documents.is_empty() {
        lines.push(format!("  issue the documents: {}", manifest.effects.documents.join(", ")));
    }
    let pools: Vec<String> =
        manifest.capabilities.iter().flat_map(|c| &c.pools).map(ToString::to_string).collect();
    if manifest.effects.kinds.contains(&EffectKind::Hold) {
        lines.push(format!("  hold units of the pools: {}", pools.join(", ")));
    }
    if manifest.effects.kinds.contains(&EffectKind::Publish) {
        let register = |r: &RegisterShape| format!("{} ({})", r.key, r.columns.join(", "));
        let registers: Vec<String> = manifest.registers.iter().map(register).collect();
        lines.push(format!("  let its other dossiers find: {}", registers.join("; ")));
    }
    let automatic: Vec<_> =
        manifest.effects.automatic.iter().map(|v| format!("{v:?}").to_lowercase()).collect();
    lines.push(format!(
        "  decide without a person: {}",
        if automatic.is_empty() { "nothing".into() } else { automatic.join(", ") }
    ));
    lines.join("\n") + "\n"
}
