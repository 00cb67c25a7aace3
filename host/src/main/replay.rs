//! `guichet plugin replay`: what a new version would decide otherwise.

use std::path::Path;

use guichet::config::Config;
use guichet::control::{Command as Control, Session};
use guichet::office::{Compared, Rehearsal, Rehearsed};
use indicatif::{ProgressBar, ProgressStyle};

pub(super) fn run(
    file: &Path,
    procedure: String,
    config: &Config,
    json: bool,
) -> Result<(), String> {
    let file = file.canonicalize().map_err(|e| format!("{}: {e}", file.display()))?;
    let session = Session::open(config)?;
    // Drawn on a terminal only.
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} dossiers, {eta} left") {
        bar.set_style(style);
    }
    let mut dossiers: Vec<Compared> = Vec::new();
    loop {
        let (file, procedure, skip) = (file.clone(), procedure.clone(), dossiers.len());
        let reply = session.ask(Control::PluginReplay(Rehearsal { file, procedure, skip }))?;
        let next: Rehearsed = serde_json::from_value(reply.json).map_err(|e| e.to_string())?;
        bar.set_length(next.all as u64);
        if next.dossiers.is_empty() {
            break;
        }
        bar.inc(next.dossiers.len() as u64);
        dossiers.extend(next.dossiers);
    }
    bar.finish_and_clear();
    let differ = dossiers.iter().filter(|d| !d.differences.is_empty()).count();
    let unknown = dossiers.iter().filter(|d| !d.unknown.is_empty()).count();
    let same = dossiers.iter().filter(|d| d.differences.is_empty() && d.unknown.is_empty()).count();
    if json {
        let report = serde_json::json!({
            "dossiers": dossiers,
            "all": dossiers.len(),
            "same": same,
            "different": differ,
            "not-comparable": unknown,
        });
        println!("{report:#}");
        return Ok(());
    }
    for dossier in &dossiers {
        for found in &dossier.differences {
            println!(
                "{}  entry {}  {:8} {}  ->  {}",
                dossier.number, found.entry, found.what, found.before, found.after
            );
        }
        for unknown in &dossier.unknown {
            println!(
                "{}  entry {}  not comparable: {}",
                dossier.number, unknown.entry, unknown.why
            );
        }
    }
    println!(
        "{} dossiers: {same} the same, {differ} different, {unknown} not comparable in part or whole",
        dossiers.len()
    );
    Ok(())
}
