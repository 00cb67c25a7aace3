//! `guichet plugin index | search | outdated`, and what the catalogue says when something is to be
//! installed.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use guichet::catalogue::{self, Advisory, Index, Known, Listed, in_english, now};
use guichet::config::Config;
use guichet::control::{self, Command as Control, Reply};
use guichet::limits::package::CONFIG;
use guichet::office::{self, Plan};
use guichet::plugin::{Installation, SigningKey, Words};

use crate::show;

/// Writes the catalogue of a folder.
pub(super) fn make(folder: &Path, key: &SigningKey, out: &Path) -> Result<(), String> {
    let named = |path: &Path, e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let notes = folder.join("catalogue.toml");
    let size = fs::metadata(&notes).map_err(|e| named(&notes, &e))?.len();
    if size > CONFIG {
        return Err(named(&notes, &format!("it has {size} bytes; {CONFIG} are read")));
    }
    let notes = fs::read_to_string(&notes).map_err(|e| named(&notes, &e))?;
    let mut packages = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| named(folder, &e))? {
        let file = entry.map_err(|e| named(folder, &e))?.path();
        if file.extension().is_some_and(|ending| ending == "wasm") {
            packages.push(office::read_package(&file).map_err(|e| named(&file, &e))?);
        }
    }
    let index = Index::of(&packages, &notes, now()).map_err(|e| named(folder, &e))?;
    let (procedures, until) = (index.packages.len(), index.until);
    let file = index.sign(key, office::today()).map_err(|e| e.to_string())?;
    let beside = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        let mut temporary = tempfile::NamedTempFile::new_in(beside)?;
        temporary.write_all(file.as_bytes())?;
        // It is there to be read by everybody.
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        temporary.as_file().set_permissions(mode)?;
        temporary.as_file().sync_all()?;
        temporary.persist(out)?;
        Ok(())
    };
    written().map_err(|e| named(out, &e))?;
    println!(
        "{}: {} packages of {procedures} procedures, counts until {until}\nTowns name its key: key = \"{}\"",
        out.display(),
        packages.len(),
        key.public().key
    );
    Ok(())
}

fn read(config: &Config) -> Result<Index, String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(catalogue::read(config, office::today())).map_err(|e| e.to_string())
}

pub(super) fn search(words: &str, config: &Config, json: bool) -> Result<(), String> {
    let index = read(config)?;
    let found = index.search(words);
    let lines: Vec<String> = found.iter().map(|listed| line(listed)).collect();
    let text = if lines.is_empty() { "nothing was found".to_owned() } else { lines.join("\n") };
    show(&Reply { text, json: serde_json::json!(found) }, json);
    Ok(())
}

fn line(listed: &Listed) -> String {
    let newest = listed.newest();
    let version = newest.map_or("withdrawn".to_owned(), |v| v.version.to_string());
    let at = newest.and_then(|v| v.at.as_deref()).map(clean).unwrap_or_default();
    format!(
        "{} {version}  {}, by {}  {at}",
        listed.id,
        in_english(&listed.title),
        clean(&listed.vendor)
    )
    .trim_end()
    .to_owned()
}

/// What stands in somebody else's file, without what drives a terminal.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

fn known_lines(known: &Known) -> Vec<String> {
    let name = format!("{} {}", known.id, known.serving);
    let mut lines = against(&name, known.yanked.as_ref(), &known.advisories);
    lines.extend(known.newest.as_ref().map(|newest| {
        let at = newest.at.as_deref().map_or("FILE".to_owned(), clean);
        format!("{name}: {} is there; `guichet plugin upgrade {at}`", newest.version)
    }));
    lines
}

/// What is known against a version, line by line.
fn against(name: &str, yanked: Option<&Words>, advisories: &[Advisory]) -> Vec<String> {
    let withdrawn = yanked.map(|why| format!("{name} was withdrawn: {}", in_english(why)));
    let advisory = |advisory: &Advisory| {
        let severity = format!("{:?}", advisory.severity).to_lowercase();
        let url = advisory.url.as_deref().map(|url| format!(", {}", clean(url)));
        format!(
            "{name}: advisory {} ({severity}): {}{}",
            clean(&advisory.id),
            in_english(&advisory.title),
            url.unwrap_or_default()
        )
    };
    withdrawn.into_iter().chain(advisories.iter().map(advisory)).collect()
}

pub(super) fn outdated(config: &Config, json: bool) -> Result<(), String> {
    let known = Known::of(&read(config)?, &installations(config)?);
    let lines: Vec<String> = known.iter().flat_map(known_lines).collect();
    let text = if known.iter().all(Known::is_well) {
        format!("{} procedures serve, and the catalogue knows nothing newer", known.len())
    } else {
        lines.join("\n")
    };
    show(&Reply { text, json: serde_json::json!(known) }, json);
    Ok(())
}

/// What serves and served in the town.
pub(crate) fn installations(config: &Config) -> Result<Vec<Installation>, String> {
    let history = control::run(config, Control::PluginHistory)?;
    serde_json::from_value(history.json).map_err(|e| e.to_string())
}

/// Says what the catalogue knows against a package that is to be installed.
pub(super) fn warn(plan: &Plan, config: &Config) {
    if config.catalogue.is_none() {
        return;
    }
    match read(config) {
        Ok(index) => {
            let name = format!("{} {}", plan.id, plan.version);
            let version = index.package(&plan.id, plan.digest);
            for line in
                version.into_iter().flat_map(|v| against(&name, v.yanked.as_ref(), &v.advisories))
            {
                eprintln!("guichet: warning: {line}");
            }
        }
        Err(problem) => {
            eprintln!("guichet: warning: {problem}; nothing is known against the package from it")
        }
    }
}
