//! Kinds of licence, from the town's table: how often a year, for how long, asked how early, and
//! by which text. The defaults are the law's; a town takes out the rows that it does not offer.

use guichet_sdk::prelude::*;

use crate::form::{Application, ApplicationDraft};

/// The town’s table of them.
pub(crate) const TABLE: &str = "licence-kinds";

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LicenceKind {
    pub(crate) key: String,
    pub(crate) name: Text,
    /// So many in a calendar year.
    pub(crate) per_year: u32,
    /// Of whom.
    counted: Counted,
    /// The longest that the bar may be open, from its first hour to its last.
    pub(crate) max_hours: Option<i64>,
    /// How long before the event to ask at the latest.
    notice: Notice,
    /// How many months before the event the law wants it asked for, but for exceptional events.
    pub(crate) early_months: Option<i32>,
    /// Whether it is for sports clubs with the State's approval.
    pub(crate) approved: bool,
    /// The text.
    pub(crate) source: String,
}

/// Of whom licences are counted.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Counted {
    #[choice(fr = "chaque association", en = "each association")]
    Association,
    #[choice(fr = "toute la commune", en = "the whole town")]
    Town,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Notice {
    months: i32,
    days: i64,
}

impl LicenceKind {
    pub(crate) fn find(key: &str) -> Option<Self> {
        Self::of(reference::lookup(TABLE, key)?)
    }

    fn of(row: reference::Row) -> Option<Self> {
        Some(LicenceKind {
            name: row.name()?,
            per_year: row.get("per-year")?,
            counted: row.get("counted")?,
            max_hours: row.get("max-hours"),
            notice: Notice {
                months: row.get("notice-months").unwrap_or(0),
                days: row.get("notice-days").unwrap_or(0),
            },
            early_months: row.get("early-months"),
            approved: row.get("approved").unwrap_or(false),
            source: row.get("source")?,
            key: row.key,
        })
    }

    /// The last day on which to ask for an event of that day.
    pub(crate) fn last_day_to_ask(&self, event: Date) -> Date {
        let months = civil::plus_months(event, -self.notice.months.max(0));
        civil::plus_days(months, -self.notice.days.max(0))
    }

    /// How long before, in words.
    pub(crate) fn notice_in_words(&self) -> Text {
        let Notice { months, days } = self.notice;
        let plural = |count: i64| if count == 1 { "" } else { "s" };
        let (some_months, some_days) = (plural(months.into()), plural(days));
        match (months, days) {
            (0, days) => text! { fr: "{days} jour{some_days}", en: "{days} day{some_days}" },
            (months, 0) => text! { fr: "{months} mois", en: "{months} month{some_months}" },
            (months, days) => text! {
                fr: "{months} mois et {days} jour{some_days}",
                en: "{months} month{some_months} and {days} day{some_days}"
            },
        }
    }

    /// Whether who asks on `received` has to say why the event is exceptional (CSP D3335-17).
    pub(crate) fn is_late(&self, event: Date, received: Date) -> bool {
        self.early_months.is_some_and(|months| received > civil::plus_months(event, -months))
    }

    /// Whether it departs from the ban on sports grounds: what the law lets for some hours only
    /// (CSP L3335-4).
    pub(crate) fn is_exemption(&self) -> bool {
        self.max_hours.is_some()
    }

    /// Of whom licences are counted, in words.
    pub(crate) fn counted_in_words(&self) -> Text {
        let counted = self.counted;
        text! { fr: "{counted}", en: "{counted}"; counted }
    }

    /// The pool that the licences of the year are taken of. Sections of a club count on the club,
    /// where the town says so.
    fn pool(&self, rna: &str) -> String {
        match self.counted {
            Counted::Association => format!("own/licences/{}/{}", self.key, rna.to_uppercase()),
            Counted::Town => format!("own/licences/{}", self.key),
        }
    }
}

/// The licences of a year of which one is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quota {
    pool: String,
    year: Span,
    /// How many there are.
    pub(crate) most: u32,
    /// How many others have or wait for.
    pub(crate) others: u32,
}

/// The key of the hold.
pub(crate) const HOLD: &str = "licence";

impl Quota {
    /// Of whoever asks; nothing as long as the answers do not say of whom and for when. An event
    /// over New Year counts in the year in which it begins. `own` is what the dossier holds
    /// already.
    pub(crate) fn of(ctx: &Context, draft: &ApplicationDraft, own: &[Hold]) -> Option<Self> {
        let kind = LicenceKind::find(draft.event.kind.as_deref()?)?;
        let club = draft.section.parent.as_ref().filter(|_| on_parent(ctx, &kind, draft));
        let rna = club.or(draft.association.rna.as_ref())?;
        let (pool, year) = (kind.pool(rna), civil::span_of_year(draft.event.first_day?));
        let taken = pools::usage(&pool, &year).peak();
        let is_own = |hold: &&Hold| {
            hold.pool == pool && hold.spans.iter().any(|span| civil::overlap(span, &year))
        };
        let mine: u32 = own.iter().filter(is_own).map(|hold| hold.units).sum();
        Some(Quota { pool, year, most: kind.per_year, others: taken.saturating_sub(mine) })
    }

    pub(crate) fn left(&self) -> u32 {
        self.most.saturating_sub(self.others)
    }

    /// One of them.
    pub(crate) fn hold(&self) -> Hold {
        Hold::new(HOLD, self.pool.as_str(), self.year).limit(self.most).at("event.first-day")
    }

    /// The year's number.
    pub(crate) fn year(&self) -> i64 {
        i64::from(self.year.start.date.year)
    }
}

/// Whether a licence counts on the parent club.
fn on_parent(ctx: &Context, kind: &LicenceKind, draft: &ApplicationDraft) -> bool {
    kind.approved && draft.section.of_club == Some(true) && counts_on_parent(ctx)
}

/// Whether the town counts sections of a club on the club.
pub(crate) fn counts_on_parent(ctx: &Context) -> bool {
    ctx.setting("parent-club").unwrap_or(true)
}

/// The kind that was asked for.
pub(crate) fn asked(application: &Application) -> Option<LicenceKind> {
    LicenceKind::find(&application.event.kind)
}
