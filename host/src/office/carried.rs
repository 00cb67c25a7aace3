//! A draft outlives a new version of its procedure: answers that still fit stay, and what has no
//! place any more is set aside, shown, and kept until the person has read it.

use super::{Installed, Posted};
use crate::contract::Path;
use crate::dossier::{Draft, SetAside};
use crate::form::{Form, Typed};
use crate::limits::store::SET_ASIDE;
use crate::texts::Texts;

/// Name of the input by which a page says with which version of its form it was made.
pub const VERSION: &str = "_version";
/// Name of the button that says that what was set aside was read.
pub const READ: &str = "_read";

/// What [`VERSION`] holds.
pub fn version(installed: &Installed) -> String {
    installed.procedure.package.digest.to_string()[..16].to_owned()
}

/// Whether a draft was last saved with another version of its form.
pub(super) fn is_carried(draft: &Draft, installed: &Installed) -> bool {
    draft.component.is_some_and(|then| then != installed.procedure.package.digest)
}

/// Sets aside what a draft holds and the form of the new version does not ask for. Answers that
/// the old form did not ask for either, because of other answers, stay: they may come back.
pub(super) fn carry_over(draft: &mut Draft, form: &Form, typed: &Typed, texts: &Texts) {
    let lost = |path: &Path| !draft.closed.contains(path);
    let lost: Vec<Path> = typed.unknown.iter().filter(|path| lost(path)).cloned().collect();
    for path in lost {
        if let Ok(at) = draft.answers.binary_search_by(|answer| answer.path.cmp(&path)) {
            let words = texts.value(&draft.answers.remove(at).value, None);
            set_aside(draft, path, words);
        }
    }
    let has = |path: &str| form.field(path).is_some() || form.repeat(path).is_some();
    let (kept, gone): (Vec<_>, Vec<_>) =
        std::mem::take(&mut draft.rejected).into_iter().partition(|r| has(&r.path));
    draft.rejected = kept;
    for rejected in gone {
        let shown = rejected.inputs.into_iter().filter(|(name, _)| !is_identifier(name));
        let words: Vec<String> = shown.map(|(_, value)| value).collect();
        set_aside(draft, rejected.path, words.join(" "));
    }
}

/// Sets aside what a page of another version was posted with and this page does not ask for.
pub(super) fn strays(draft: &mut Draft, form: &Form, page: &str, posted: &Posted) {
    let here = |path: &str| form.page_of(path).is_some_and(|of| of.key == page);
    for (name, value) in &posted.inputs {
        let path = name.split(':').next().unwrap_or_default();
        let typed = !name.starts_with('_') && !is_identifier(name);
        if typed && !here(path) && !value.trim().is_empty() {
            set_aside(draft, path.to_owned(), value.clone());
        }
    }
}

/// Whether an input holds which address was chosen, which nobody typed and nobody can read.
fn is_identifier(name: &str) -> bool {
    name.ends_with(":ban")
}

fn set_aside(draft: &mut Draft, path: Path, words: String) {
    let known = draft.set_aside.iter().any(|aside| aside.path == path && aside.words == words);
    if !known && !words.trim().is_empty() && draft.set_aside.len() < SET_ASIDE {
        draft.set_aside.push(SetAside { path, words });
    }
}
