//! Who may have what of which record: pure rules over dates and choices.
//!
//! Décret 2017-890: full copies of births and marriages go to the person of full age or
//! emancipated, ascendants, descendants, spouse or PACS partner, legal representative and
//! whoever holds a written mandate; copies of recognitions to the child's heirs as well
//! (article 30). Extracts with filiation follow full copies (article 32). Copies of deaths and
//! extracts without filiation go to anybody (article 33). Code du patrimoine, L213-2: anybody
//! may have what stands in a register closed for 75 years, or is about somebody dead for 25.

use guichet_sdk::prelude::*;

use crate::form::{Act, CopyKind, CopyRequest, CopyRequestDraft, Link};

/// After how many years a record is open to all; a setting each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// Counted from the close of the register, on 31 December of the record's year.
    pub register: i64,
    /// Counted from a death.
    pub death: i64,
}

impl Years {
    /// As the town has set them.
    pub fn of(ctx: &Context) -> Self {
        let years = |key, law| ctx.setting::<i64>(key).unwrap_or(law).clamp(0, 500);
        Years {
            register: years("open-after-years", 75),
            death: years("open-after-death-years", 25),
        }
    }

    /// Whether the register that holds a record of `day` has been closed for that long. The
    /// last day belongs to the time: it opens on 1 January.
    pub fn register_is_open(self, day: Date, today: Date) -> bool {
        i64::from(today.year()) - i64::from(day.year()) > self.register
    }

    /// The year on whose first day that register opens.
    pub fn register_opens_in(self, day: Date) -> i64 {
        i64::from(day.year()) + self.register + 1
    }

    /// Whether a death is that long ago, its last day included.
    pub fn death_is_past(self, died: Date, today: Date) -> bool {
        let months = i32::try_from(self.death * 12).unwrap_or(i32::MAX);
        today > civil::plus_months(died, months)
    }
}

/// Why somebody may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A death: anybody may.
    Death,
    /// No filiation in it: anybody may.
    NoFiliation,
    /// The register has been closed for long enough.
    OpenRegister,
    /// The person has been dead for long enough.
    LongDead,
    /// The person, of full age or emancipated.
    Oneself,
    /// One of the family, or who represents the person.
    Kin(Link),
    /// A written mandate.
    Mandate,
    /// An heir of a recognised child.
    ChildsHeir,
}

impl Ground {
    /// Whether it matters who asks.
    pub fn is_personal(self) -> bool {
        matches!(self, Ground::Oneself | Ground::Kin(_) | Ground::Mandate | Ground::ChildsHeir)
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// There is no such document of such a record.
    NotIssued,
    /// The person is a minor and not emancipated.
    Minor,
    /// A link that gives no right.
    Stranger(Link),
}

/// Everything that the answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// What the record is about.
    pub act: Act,
    /// How much of it.
    pub kind: CopyKind,
    /// The day of the event.
    pub day: Date,
    /// Who asks; not known where nobody was asked.
    pub link: Option<Link>,
    /// Whether the person is of full age or emancipated; not known without a birth date.
    pub of_age: Option<bool>,
    /// When the person died, if so.
    pub died: Option<Date>,
    /// The day of the answer.
    pub today: Date,
    /// The town's years.
    pub years: Years,
}

impl Question {
    /// What the form asks so far, once it says which record and how much of it.
    pub fn of(draft: &CopyRequestDraft, ctx: &Context) -> Option<Self> {
        let (act, kind) = (draft.act.event?, draft.copy.kind?);
        // A copy that does not exist is told without waiting for the date.
        let day = match draft.act.date {
            Some(day) => day,
            None if !issued(act, kind) => ctx.today(),
            None => return None,
        };
        let of_age = age(draft, ctx).map(|age| age >= MAJORITY || draft.emancipated == Some(true));
        Some(Question {
            act,
            kind,
            day,
            link: draft.link,
            of_age: if act == Act::Marriage { Some(true) } else { of_age },
            died: draft.died_on,
            today: ctx.today(),
            years: Years::of(ctx),
        })
    }

    /// Whether they may, and why; nothing where it is not known yet.
    pub fn answer(&self) -> Option<Result<Ground, Denial>> {
        if !issued(self.act, self.kind) {
            return Some(Err(Denial::NotIssued));
        }
        if let Some(ground) = self.open_ground() {
            return Some(Ok(ground));
        }
        Some(match self.link? {
            Link::Oneself if self.of_age? => Ok(Ground::Oneself),
            Link::Oneself => Err(Denial::Minor),
            Link::Mandate => Ok(Ground::Mandate),
            Link::Heir if self.act == Act::Recognition => Ok(Ground::ChildsHeir),
            link if gives_right(link) => Ok(Ground::Kin(link)),
            link => Err(Denial::Stranger(link)),
        })
    }

    /// Why anybody may, if so.
    fn open_ground(&self) -> Option<Ground> {
        let long_dead = |died| self.years.death_is_past(died, self.today);
        if self.act == Act::Death {
            Some(Ground::Death)
        } else if !restricted(self.act, self.kind) {
            Some(Ground::NoFiliation)
        } else if self.years.register_is_open(self.day, self.today) {
            Some(Ground::OpenRegister)
        } else if self.died.is_some_and(long_dead) {
            Some(Ground::LongDead)
        } else {
            None
        }
    }
}

/// Civil code, article 414.
const MAJORITY: i64 = 18;
/// Civil code, article 413-2.
const EMANCIPATION: i64 = 16;

/// Whether there is such a document of such a record. Extracts are of births and marriages;
/// of a recognition there is but the copy (articles 29 and 30). A death's extracts name no
/// filiation that would be kept from anybody.
pub fn issued(act: Act, kind: CopyKind) -> bool {
    match act {
        Act::Birth | Act::Marriage => true,
        Act::Death => kind != CopyKind::WithFiliation,
        Act::Recognition => kind == CopyKind::Full,
    }
}

/// Whether the law looks at who asks, as long as the record is not open to all. A
/// multilingual extract names the parents, so it follows the extract with filiation.
pub fn restricted(act: Act, kind: CopyKind) -> bool {
    act != Act::Death && kind != CopyKind::WithoutFiliation && issued(act, kind)
}

/// Links that give a right of their own in article 30, the person's apart.
fn gives_right(link: Link) -> bool {
    matches!(link, Link::Ascendant | Link::Descendant | Link::Spouse | Link::Representative)
}

/// Whether a paper can prove the link.
pub fn has_proof(link: Link) -> bool {
    gives_right(link) || link == Link::Heir
}

/// The age of who asks for their own record, where the answers tell it.
fn age(draft: &CopyRequestDraft, ctx: &Context) -> Option<i64> {
    let born = match draft.act.event? {
        Act::Birth => draft.act.date,
        Act::Recognition => draft.birth_date,
        // Marriage emancipates (civil code, article 413-1).
        Act::Marriage | Act::Death => None,
    };
    born.map(|born| civil::age_on(born, ctx.today()))
}

fn wants_restricted(draft: &CopyRequestDraft) -> bool {
    draft.act.event.zip(draft.copy.kind).is_some_and(|(act, kind)| restricted(act, kind))
}

fn register_is_open(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    draft.act.date.is_some_and(|day| Years::of(ctx).register_is_open(day, ctx.today()))
}

/// Whether to ask for the link.
pub fn depends_on_link(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    wants_restricted(draft) && !register_is_open(draft, ctx)
}

/// Whether to ask for emancipation.
pub fn may_be_emancipated(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    draft.link == Some(Link::Oneself)
        && age(draft, ctx).is_some_and(|age| (EMANCIPATION..MAJORITY).contains(&age))
}

/// Whether the link gives no right, so that only a death long ago would.
pub fn is_stranger(draft: &CopyRequestDraft) -> bool {
    match draft.link {
        Some(Link::Heir) => draft.act.event != Some(Act::Recognition),
        Some(link) => matches!(link, Link::Sibling | Link::Other),
        None => false,
    }
}

/// Whether anybody may have it, as far as the answers tell.
pub fn open_to_all(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    Question::of(draft, ctx).is_some_and(|question| question.open_ground().is_some())
}

/// Whether the right is this person's own, or of whom they act for.
fn is_personal(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    let answer = Question::of(draft, ctx).and_then(|question| question.answer());
    matches!(answer, Some(Ok(ground)) if ground.is_personal())
}

/// Whether to ask for an identity document: the right depends on who asks, and no identity
/// provider vouches for them. Who has no right is not asked for one.
pub fn depends_on_identity(draft: &CopyRequestDraft, ctx: &Context) -> bool {
    is_personal(draft, ctx) && !is_vouched(ctx)
}

/// How the identity of who asks is known. A fact of the dossier: who comes back with a piece,
/// or the agent at work, may be signed in otherwise than the applicant was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Identity {
    /// Not at all; or the right does not depend on it.
    #[choice(fr = "Sans objet", en = "Not needed")]
    Unknown,
    /// An identity provider vouches for it.
    #[choice(fr = "Garantie", en = "Vouched for")]
    Vouched,
    /// Shown at the counter.
    #[choice(fr = "Au guichet", en = "At the counter")]
    Counter,
    /// A document was uploaded.
    #[choice(fr = "Pièce jointe", en = "Document enclosed")]
    Document,
}

impl Identity {
    /// As an earlier decision found it.
    pub fn of(dossier: &Dossier<CopyRequest>) -> Self {
        dossier.fact("identity").unwrap_or(Identity::Unknown)
    }

    /// As it is after an event of the applicant's.
    pub fn after(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Self {
        let draft = CopyRequest::draft(&dossier.given, ctx);
        match Self::of(dossier) {
            _ if !is_personal(&draft, ctx) => Identity::Unknown,
            _ if is_vouched(ctx) => Identity::Vouched,
            Identity::Unknown if !dossier.answers.identity_document.is_empty() => {
                Identity::Document
            }
            Identity::Unknown if ctx.channel == Channel::Counter => Identity::Counter,
            known => known,
        }
    }
}

/// Whether an identity provider vouches for who asks.
pub fn is_vouched(ctx: &Context) -> bool {
    matches!(ctx.assurance, Assurance::Substantial | Assurance::High)
}

/// Whether the birth of the person must be stated apart (article 29).
pub fn names_birth(draft: &CopyRequestDraft) -> bool {
    draft.act.event == Some(Act::Marriage) && wants_restricted(draft)
}

/// Whether the names of the person's parents must be stated (article 29).
pub fn names_parents(draft: &CopyRequestDraft) -> bool {
    matches!(draft.act.event, Some(Act::Birth | Act::Marriage)) && wants_restricted(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Act::*;
    use CopyKind::*;

    const TODAY: Date = date(2026, 3, 10);
    const YEARS: Years = Years { register: 75, death: 25 };

    fn question(act: Act, kind: CopyKind, link: Link) -> Question {
        Question {
            act,
            kind,
            day: date(1980, 6, 1),
            link: Some(link),
            of_age: Some(true),
            died: None,
            today: TODAY,
            years: YEARS,
        }
    }

    /// One line per record and kind, one letter per link in the order of the form:
    /// `o` oneself, `k` kin, `m` mandate, `h` child's heir, `*` anybody, `-` refused.
    #[test]
    fn the_whole_matrix_of_record_kind_and_link() {
        let expected = [
            (Birth, Full, "okkkkm---"),
            (Birth, WithFiliation, "okkkkm---"),
            (Birth, WithoutFiliation, "*********"),
            (Birth, Multilingual, "okkkkm---"),
            (Marriage, Full, "okkkkm---"),
            (Marriage, WithFiliation, "okkkkm---"),
            (Marriage, WithoutFiliation, "*********"),
            (Marriage, Multilingual, "okkkkm---"),
            (Death, Full, "*********"),
            (Death, WithFiliation, "xxxxxxxxx"),
            (Death, WithoutFiliation, "*********"),
            (Death, Multilingual, "*********"),
            (Recognition, Full, "okkkkm-h-"),
            (Recognition, WithFiliation, "xxxxxxxxx"),
            (Recognition, WithoutFiliation, "xxxxxxxxx"),
            (Recognition, Multilingual, "xxxxxxxxx"),
        ];
        assert_eq!(expected.len(), Act::VARIANTS.len() * CopyKind::VARIANTS.len());
        for (act, kind, line) in expected {
            assert_eq!(line.len(), Link::VARIANTS.len());
            for (link, expected) in Link::VARIANTS.iter().zip(line.chars()) {
                let found = match question(act, kind, link.value).answer() {
                    Some(Ok(Ground::Oneself)) => 'o',
                    Some(Ok(Ground::Kin(kin))) if kin == link.value => 'k',
                    Some(Ok(Ground::Mandate)) => 'm',
                    Some(Ok(Ground::ChildsHeir)) => 'h',
                    Some(Ok(Ground::Death | Ground::NoFiliation)) => '*',
                    Some(Err(Denial::Stranger(denied))) if denied == link.value => '-',
                    Some(Err(Denial::NotIssued)) => 'x',
                    _ => '?',
                };
                assert_eq!(found, expected, "{act:?} {kind:?} {link:?}");
            }
        }
    }

    #[test]
    fn a_register_opens_on_the_first_day_after_seventy_five_years() {
        let ask = |day: Date, today: Date| {
            Question { day, today, ..question(Birth, Full, Link::Other) }.answer()
        };
        let refused = Some(Err(Denial::Stranger(Link::Other)));
        let open = Some(Ok(Ground::OpenRegister));
        assert_eq!(ask(date(1950, 12, 31), date(2025, 12, 31)), refused);
        assert_eq!(ask(date(1950, 12, 31), date(2026, 1, 1)), open);
        assert_eq!(ask(date(1951, 1, 1), date(2026, 1, 1)), refused);
        // The register counts, not the record: 75 years after the birth itself is too early.
        assert_eq!(ask(date(1950, 1, 1), date(2025, 1, 2)), refused);
        assert_eq!(ask(date(1950, 1, 1), date(2025, 12, 31)), refused);
        assert_eq!(YEARS.register_opens_in(date(1951, 1, 1)), 2027);
        for (act, kind) in [(Birth, Multilingual), (Marriage, WithFiliation), (Recognition, Full)] {
            let day = date(1950, 5, 5);
            assert_eq!(Question { day, ..question(act, kind, Link::Sibling) }.answer(), open);
        }
    }

    #[test]
    fn a_death_opens_the_record_on_the_day_after_twenty_five_years() {
        let ask = |died: Date| {
            Question { died: Some(died), ..question(Marriage, Full, Link::Heir) }.answer()
        };
        assert_eq!(ask(date(2001, 3, 9)), Some(Ok(Ground::LongDead)));
        assert_eq!(ask(date(2001, 3, 10)), Some(Err(Denial::Stranger(Link::Heir))));
        assert_eq!(ask(date(2001, 3, 11)), Some(Err(Denial::Stranger(Link::Heir))));
        let leap = |today| YEARS.death_is_past(date(2000, 2, 29), today);
        assert!(!leap(date(2025, 2, 28)) && leap(date(2025, 3, 1)));
    }

    #[test]
    fn towns_may_count_other_years() {
        let years = Years { register: 100, death: 0 };
        assert!(!years.register_is_open(date(1926, 7, 1), TODAY));
        assert!(years.register_is_open(date(1925, 7, 1), TODAY));
        assert!(years.death_is_past(date(2026, 3, 9), TODAY));
        assert!(!years.death_is_past(TODAY, TODAY));
    }

    #[test]
    fn minors_have_no_right_to_their_own_full_copy() {
        let ask = |of_age| Question { of_age, ..question(Birth, Full, Link::Oneself) }.answer();
        assert_eq!(ask(Some(true)), Some(Ok(Ground::Oneself)));
        assert_eq!(ask(Some(false)), Some(Err(Denial::Minor)));
        assert_eq!(ask(None), None, "nothing is said before the age is known");
        let of_nobody = Question { link: None, ..question(Birth, Full, Link::Other) };
        assert_eq!(of_nobody.answer(), None, "nor before the link is");
    }
}
