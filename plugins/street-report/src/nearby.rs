//! What is known already: reports that others published, without anything of who sent them.

use guichet_sdk::prelude::*;

use crate::kinds::TroubleKind;

/// The register of reports, by number.
pub(crate) const REPORTS: &str = "reports";
/// Who follows a report: keys are its number, a slash, and the follower’s.
pub(crate) const FOLLOWERS: &str = "followers";

/// How far a report has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Stage {
    #[choice(fr = "transmis au service", en = "sent to the service")]
    Assigned,
    #[choice(fr = "intervention prévue", en = "work is planned")]
    Planned,
    #[choice(fr = "réparé", en = "fixed")]
    Fixed,
    #[choice(fr = "sans suite", en = "no action")]
    NoAction,
    #[choice(fr = "déjà signalé", en = "reported already")]
    Duplicate,
    #[choice(fr = "transmis à un autre gestionnaire", en = "passed to another authority")]
    NotOurs,
}

impl Stage {
    /// Whether something is still to be done.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Assigned | Self::Planned)
    }
}

/// What a report publishes.
pub(crate) fn entry(
    number: &str,
    kind: &str,
    stage: Stage,
    since: Date,
    at: Option<Position>,
) -> Entry {
    let entry = Entry::new(REPORTS, number)
        .cell("kind", kind.to_owned())
        .cell("since", since)
        .cell("stage", stage);
    match at {
        Some(at) => entry.position(at),
        None => entry,
    }
}

/// The stage of a report; nothing where it is no longer published.
pub(crate) fn stage_of(number: &str) -> Option<Stage> {
    registers::find(REPORTS, number).into_iter().find(|entry| entry.key == number)?.get("stage")
}

/// How many follow a report.
pub(crate) fn followers(number: &str) -> i64 {
    registers::find(FOLLOWERS, &format!("{number}/")).len().try_into().unwrap_or(i64::MAX)
}

/// Open reports of the same kind within its radius, nearest first, without the one that asks.
pub(crate) fn same(kind: &TroubleKind, at: Position, own: Option<&str>) -> Vec<Entry> {
    let open = |entry: &Entry| {
        entry.get::<String>("kind").as_deref() == Some(kind.key.as_str())
            && entry.get::<Stage>("stage").is_some_and(Stage::is_open)
            && own != Some(entry.key.as_str())
    };
    registers::near(REPORTS, at, kind.radius).into_iter().filter(open).take(MOST).collect()
}

/// As many as somebody can compare.
const MOST: usize = 5;

/// A report among others, as an option.
pub(crate) fn item(ctx: &Context, entry: &Entry) -> OptionItem {
    let since = entry.get::<Date>("since").unwrap_or(ctx.today());
    let stage = entry.get::<Stage>("stage").unwrap_or(Stage::Assigned);
    let label = text! { fr: "Signalé le {since} : {stage}", en: "Reported on {since}: {stage}"; since, stage };
    OptionItem::new(&entry.key, ctx.say(label))
}
