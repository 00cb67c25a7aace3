//! Rules that no compiler holds.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Hash seeds are addresses on the component's target: a map that hashes would be
/// walked in another order when a decision is replayed.
#[test]
fn maps_and_sets_are_ordered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("derive/src"), &mut files);
    assert!(files.len() > 20, "the sources were found");
    for file in files {
        let text = fs::read_to_string(&file).expect("a source is text");
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for word in ["HashMap", "HashSet", "RandomState"] {
                assert!(!code.contains(word), "{}:{}: {word}", file.display(), index + 1);
            }
        }
    }
}
