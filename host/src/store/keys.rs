//! Keys of the one sled tree: a prefix per kind, then fixed lengths or big-endian numbers, so
//! that the order of bytes is the order of meaning.

use super::subject::Subject;
use crate::contract::{Date, Moment, Position, Span, Time};
use crate::digest::Digest;
use crate::dossier::{DossierNumber, DraftId, Due, LetterId, PaperCode, PaperOf, Reference};
use crate::vault::KeyId;

/// A key of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(Vec<u8>);

/// What a key is of.
pub(super) mod prefix {
    pub(in super::super) const AGENT: u8 = b'a';
    pub(in super::super) const CHUNK: u8 = b'c';
    pub(in super::super) const DOSSIER: u8 = b'd';
    pub(in super::super) const DOOMED: u8 = b'k';
    pub(in super::super) const DISPOSAL: u8 = b'y';
    pub(in super::super) const ERASED: u8 = b'z';
    pub(in super::super) const OWNED: u8 = b'w';
    pub(in super::super) const HELD: u8 = b'i';
    pub(in super::super) const ENTRY: u8 = b'e';
    pub(in super::super) const FILED: u8 = b'f';
    pub(in super::super) const PUBLISHED: u8 = b'g';
    pub(in super::super) const HEAD: u8 = b'h';
    pub(in super::super) const LETTER: u8 = b'l';
    pub(in super::super) const META: u8 = b'm';
    pub(in super::super) const INSTALLATION: u8 = b'n';
    pub(in super::super) const ORIGIN: u8 = b'o';
    pub(in super::super) const QUEUE: u8 = b'q';
    pub(in super::super) const DRAFT: u8 = b'r';
    pub(in super::super) const TALK: u8 = b's';
    pub(in super::super) const TIMER: u8 = b't';
    pub(in super::super) const TAKEN: u8 = b'u';
    pub(in super::super) const PLACED: u8 = b'P';
    pub(in super::super) const EXCHANGE: u8 = b'v';
    pub(in super::super) const MAILBOX: u8 = b'x';
    pub(in super::super) const POST: u8 = b'p';
    pub(in super::super) const LEGAL: u8 = b'L';
    pub(in super::super) const BLOCK: u8 = b'B';
    pub(in super::super) const CONSULTED: u8 = b'C';
    pub(in super::super) const TRACE: u8 = b'T';
    pub(in super::super) const READING: u8 = b'R';
    pub(in super::super) const SESSION: u8 = b'S';
    pub(in super::super) const PAPER: u8 = b'D';
    pub(in super::super) const PRINT: u8 = b'I';
    pub(in super::super) const PAYMENT: u8 = b'M';
    pub(in super::super) const UNPAID: u8 = b'O';
}

impl Key {
    fn new(prefix: u8, parts: &[&[u8]]) -> Self {
        let mut key = vec![prefix];
        parts.iter().for_each(|part| key.extend_from_slice(part));
        Self(key)
    }

    pub(super) fn agent(name: &str) -> Self {
        Self::new(prefix::AGENT, &[name.as_bytes()])
    }

    pub(super) fn draft(id: &DraftId) -> Self {
        Self::new(prefix::DRAFT, &[id.bytes()])
    }

    pub(super) fn dossier(number: DossierNumber) -> Self {
        Self::new(prefix::DOSSIER, &[&number.key()])
    }

    /// Digest of the last entry of a dossier, on which the next one is chained.
    pub(super) fn head(number: DossierNumber) -> Self {
        Self::new(prefix::HEAD, &[&number.key()])
    }

    /// Where an entry is in the journal.
    pub(super) fn entry(number: DossierNumber, index: u32) -> Self {
        Self::new(prefix::ENTRY, &[&number.key(), &index.to_be_bytes()])
    }

    pub(super) fn entries(number: DossierNumber) -> Self {
        Self::new(prefix::ENTRY, &[&number.key()])
    }

    /// What all exchanges of a dossier amount to.
    pub(super) fn talk(number: DossierNumber) -> Self {
        Self::new(prefix::TALK, &[&number.key()])
    }

    pub(super) fn exchange(number: DossierNumber, index: u32) -> Self {
        Self::new(prefix::EXCHANGE, &[&number.key(), &index.to_be_bytes()])
    }

    pub(super) fn exchanges(number: DossierNumber) -> Self {
        Self::new(prefix::EXCHANGE, &[&number.key()])
    }

    /// A document that was made.
    pub(super) fn paper(code: &PaperCode) -> Self {
        Self::new(prefix::PAPER, &[code.bytes()])
    }

    /// A document that waits to be printed and posted.
    pub(super) fn print(number: DossierNumber, of: PaperOf) -> Self {
        Self::new(prefix::PRINT, &[&number.key(), of.to_string().as_bytes()])
    }

    /// All documents of a dossier that wait to be printed and posted.
    pub(super) fn prints(number: DossierNumber) -> Self {
        Self::new(prefix::PRINT, &[&number.key()])
    }

    /// An online payment. Its reference begins with the dossier's number.
    pub(super) fn payment(reference: &Reference) -> Self {
        Self::new(prefix::PAYMENT, &[reference.as_str().as_bytes()])
    }

    pub(super) fn payments(number: DossierNumber) -> Self {
        Self::new(prefix::PAYMENT, &[&number.key()])
    }

    /// An online payment that is still asked about.
    pub(super) fn unpaid(reference: &Reference) -> Self {
        Self::new(prefix::UNPAID, &[reference.as_str().as_bytes()])
    }

    /// All of them.
    pub(super) fn all_unpaid() -> Self {
        Self::new(prefix::UNPAID, &[])
    }

    pub(super) fn unpaid_of(number: DossierNumber) -> Self {
        Self::new(prefix::UNPAID, &[&number.key()])
    }

    /// What was asked of sources for a dossier.
    pub(super) fn consulted(number: DossierNumber) -> Self {
        Self::new(prefix::CONSULTED, &[&number.key()])
    }

    /// Something was asked for a dossier at `at` seconds since 1970.
    pub(super) fn trace(at: i64, number: DossierNumber) -> Self {
        Self::new(prefix::TRACE, &[&u64::try_from(at).unwrap_or(0).to_be_bytes(), &number.key()])
    }

    /// Everything that was asked before this time is below this key.
    pub(super) fn traces_before(at: i64) -> Self {
        Self::new(prefix::TRACE, &[&u64::try_from(at).unwrap_or(0).to_be_bytes()])
    }

    pub(super) fn filed(id: &str) -> Self {
        Self::new(prefix::FILED, &[id.as_bytes()])
    }

    /// What the town serves of a procedure.
    pub(super) fn installation(procedure: &str) -> Self {
        Self::new(prefix::INSTALLATION, &[procedure.as_bytes()])
    }

    pub(super) fn origin(digest: &Digest) -> Self {
        Self::new(prefix::ORIGIN, &[digest.bytes()])
    }

    /// Received at `at` milliseconds since 1970; never before.
    pub(super) fn queue(at: i64, number: DossierNumber) -> Self {
        Self::new(prefix::QUEUE, &[&u64::try_from(at).unwrap_or(0).to_be_bytes(), &number.key()])
    }

    pub(super) fn timer(at: Moment, number: DossierNumber, timer: &str) -> Self {
        Self::new(prefix::TIMER, &[&moment(at), &number.key(), timer.as_bytes()])
    }

    /// Every timer before this moment and at it is below this key.
    pub(super) fn timers_until(at: Moment) -> Self {
        Self::new(prefix::TIMER, &[&moment(at), &[0xff]])
    }

    /// What falls due by law at the end of a day.
    pub(super) fn legal(day: Date, number: DossierNumber, due: Due) -> Self {
        Self::new(prefix::LEGAL, &[&date(day), &number.key(), &[due as u8]])
    }

    /// Whatever falls due before this day is below this key.
    pub(super) fn legal_before(day: Date) -> Self {
        Self::new(prefix::LEGAL, &[&date(day)])
    }

    /// A source that is blocked.
    pub(super) fn block(source: &Digest) -> Self {
        Self::new(prefix::BLOCK, &[source.bytes()])
    }

    /// A letter and how far it got.
    pub(super) fn letter(id: &LetterId) -> Self {
        Self::new(prefix::LETTER, &[id.bytes()])
    }

    /// A letter that is not sent: due at `at` seconds since 1970, or at no time of its own.
    pub(super) fn post(due: Option<i64>, id: &LetterId) -> Self {
        let due = due.map_or(u64::MAX, |due| u64::try_from(due).unwrap_or(0));
        Self::new(prefix::POST, &[&due.to_be_bytes(), id.bytes()])
    }

    /// A draft of a person who signed in.
    pub(super) fn held(person: &Digest, draft: &DraftId) -> Self {
        Self::new(prefix::HELD, &[person.bytes(), draft.bytes()])
    }

    /// All drafts of a person.
    pub(super) fn held_by(person: &Digest) -> Self {
        Self::new(prefix::HELD, &[person.bytes()])
    }

    /// A dossier of a mailbox, or of a person who signed in.
    pub(super) fn mailbox(mailbox: &Digest, number: DossierNumber) -> Self {
        Self::new(prefix::MAILBOX, &[mailbox.bytes(), &number.key()])
    }

    /// All dossiers of a mailbox or a person.
    pub(super) fn mailbox_of(mailbox: &Digest) -> Self {
        Self::new(prefix::MAILBOX, &[mailbox.bytes()])
    }

    /// That somebody looked into a dossier, at `at` milliseconds since 1970. Two that are alike to
    /// the millisecond are one.
    pub(super) fn reading(at: i64, digest: &Digest) -> Self {
        let at = u64::try_from(at).unwrap_or(0).to_be_bytes();
        Self::new(prefix::READING, &[&at, digest.bytes()])
    }

    /// A key of the key store that is destroyed, or is to be.
    pub(super) fn doomed(id: KeyId) -> Self {
        Self::new(prefix::DOOMED, &[id.bytes()])
    }

    /// A dossier that was erased.
    pub(super) fn erased(number: DossierNumber) -> Self {
        Self::new(prefix::ERASED, &[&number.key()])
    }

    /// A list of dossiers to be destroyed.
    pub(super) fn disposal(id: u32) -> Self {
        Self::new(prefix::DISPOSAL, &[&id.to_be_bytes()])
    }

    pub(super) fn session(id: u32) -> Self {
        Self::new(prefix::SESSION, &[&id.to_be_bytes()])
    }

    /// Another key that goes when this dossier or draft goes.
    pub(super) fn owned(owner: &Subject, key: &Self) -> Self {
        let (kind, id) = owner.written();
        Self::new(prefix::OWNED, &[&[kind], &id, &key.0])
    }

    /// All of them.
    pub(super) fn owned_by(owner: &Subject) -> Self {
        let (kind, id) = owner.written();
        Self::new(prefix::OWNED, &[&[kind], &id])
    }

    /// The other key in one of those.
    pub(super) fn in_owned(&self) -> Option<Self> {
        self.0.get(OWNED_KEY..).map(|key| Self(key.to_vec()))
    }

    /// The letter that this is the key of.
    pub(super) fn as_letter(&self) -> Option<LetterId> {
        let id = self.0.strip_prefix(&[prefix::LETTER])?;
        Some(<[u8; 16]>::try_from(id).ok()?.into())
    }

    /// The online payment that this is a key of.
    pub(super) fn as_reference(&self) -> Option<Reference> {
        String::from_utf8(self.0.get(1..)?.to_vec()).ok()?.try_into().ok()
    }

    /// The file that this is the key of.
    pub(super) fn as_filed(&self) -> Option<&str> {
        std::str::from_utf8(self.0.strip_prefix(&[prefix::FILED])?).ok()
    }

    /// Units of a pool that a dossier's hold takes over its span number `at`. Spans of a class
    /// are about equally long, so that those which reach into a time are found by their starts.
    pub(super) fn taken(
        pool: &Digest,
        class: u8,
        span: Span,
        by: (DossierNumber, u16, &str),
    ) -> Self {
        let (number, at, hold) = by;
        let parts: [&[u8]; 7] = [
            pool.bytes(),
            &[class],
            &moment(span.start),
            &moment(span.end),
            &number.key(),
            &at.to_be_bytes(),
            hold.as_bytes(),
        ];
        Self::new(prefix::TAKEN, &parts)
    }

    /// Every span of the class that starts at this moment or later is at this key or above, and
    /// every one that starts earlier below.
    pub(super) fn taken_from(pool: &Digest, class: u8, start: Moment) -> Self {
        Self::new(prefix::TAKEN, &[pool.bytes(), &[class], &moment(start)])
    }

    /// An entry of a register. No entry's own key has control characters.
    pub(super) fn published(register: &Digest, entry: &str, number: DossierNumber) -> Self {
        let parts: [&[u8]; 4] = [register.bytes(), entry.as_bytes(), &[0], &number.key()];
        Self::new(prefix::PUBLISHED, &parts)
    }

    /// The entries of a register whose keys start with `entry`.
    pub(super) fn published_from(register: &Digest, entry: &str) -> Self {
        Self::new(prefix::PUBLISHED, &[register.bytes(), entry.as_bytes()])
    }

    /// Where an entry of a register lies.
    pub(super) fn placed(
        register: &Digest,
        at: Position,
        entry: &str,
        number: DossierNumber,
    ) -> Self {
        let (lat, lon) = (ordered(at.lat), ordered(at.lon));
        let parts: [&[u8]; 6] =
            [register.bytes(), &lat, &lon, entry.as_bytes(), &[0], &number.key()];
        Self::new(prefix::PLACED, &parts)
    }

    /// Every entry at this latitude or north of it is at this key or above.
    pub(super) fn placed_from(register: &Digest, lat: i32) -> Self {
        Self::new(prefix::PLACED, &[register.bytes(), &ordered(lat)])
    }

    /// Every entry of the register that lies anywhere is below this key.
    pub(super) fn placed_end(register: &Digest) -> Self {
        Self::new(prefix::PLACED, &[register.bytes(), &[0xff; 9]])
    }

    /// How far sled reflects the journal.
    pub(super) fn applied() -> Self {
        Self::new(prefix::META, &[b"applied"])
    }

    /// How many records of each kind there are, and a sum over them.
    pub(super) fn manifest() -> Self {
        Self::new(prefix::META, &[b"manifest"])
    }

    /// A piece of the value of this key that does not fit in one.
    pub(super) fn chunk(&self, index: u32) -> Self {
        Self::new(prefix::CHUNK, &[&self.0, &index.to_be_bytes()])
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// One that the tree has.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

fn date(day: Date) -> [u8; 4] {
    let [a, b] = day.year.to_be_bytes();
    [a, b, day.month, day.day]
}

fn moment(at: Moment) -> [u8; 6] {
    let [a, b, c, d] = date(at.date);
    [a, b, c, d, at.time.hour, at.time.minute]
}

/// The day in a key of what falls due by law.
pub(super) fn day_at(key: &[u8]) -> Option<Date> {
    let [a, b, month, day] = *key.get(1..5)? else { return None };
    Some(Date { year: u16::from_be_bytes([a, b]), month, day })
}

/// The moment in the key of a timer.
pub(super) fn moment_at(key: &[u8]) -> Option<Moment> {
    let [hour, minute] = *key.get(5..7)? else { return None };
    Some(Moment { date: day_at(key)?, time: Time { hour, minute } })
}

/// Bytes of a number in the order of numbers.
fn ordered(number: i32) -> [u8; 4] {
    (number as u32 ^ (1 << 31)).to_be_bytes()
}

fn number_of(bytes: &[u8]) -> Option<i32> {
    Some((u32::from_be_bytes(bytes.try_into().ok()?) ^ (1 << 31)) as i32)
}

fn moment_of(bytes: &[u8]) -> Option<Moment> {
    let [a, b, month, day, hour, minute] = *bytes else { return None };
    let date = Date { year: u16::from_be_bytes([a, b]), month, day };
    Some(Moment { date, time: Time { hour, minute } })
}

/// What a key of [`Key::taken`] says: the span, the dossier, which span of the hold it is, and
/// the hold.
pub(super) fn taken_at(key: &[u8]) -> Option<(Span, DossierNumber, u16, &str)> {
    let rest = key.get(34..)?;
    let span = Span { start: moment_of(rest.get(..6)?)?, end: moment_of(rest.get(6..12)?)? };
    let (number, rest) = number_at(rest, 12)?;
    let (at, hold) = rest.split_at_checked(2)?;
    Some((span, number, u16::from_be_bytes(at.try_into().ok()?), std::str::from_utf8(hold).ok()?))
}

/// What a key of [`Key::placed`] says: the position, the entry, and the dossier.
pub(super) fn placed_at(key: &[u8]) -> Option<(Position, &str, DossierNumber)> {
    let (at, rest) = key.get(33..)?.split_at_checked(8)?;
    let position = Position { lat: number_of(&at[..4])?, lon: number_of(&at[4..])? };
    let (entry, number) = rest.split_at_checked(rest.len().checked_sub(13)?)?;
    let (number, _) = number_at(number, 1)?;
    Some((position, std::str::from_utf8(entry).ok()?, number))
}

/// The dossier number in a queue or timer key, and what follows it.
pub(super) fn number_at(key: &[u8], offset: usize) -> Option<(DossierNumber, &[u8])> {
    let (number, rest) = key.get(offset..)?.split_at_checked(12)?;
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, rest))
}

/// Where the number starts in a queue key.
pub(super) const QUEUE_NUMBER: usize = 9;
/// Where the number starts in a mailbox key.
pub(super) const MAILBOX_NUMBER: usize = 33;
/// Where the draft starts in the key of a person's draft.
pub(super) const HELD_DRAFT: usize = 33;
/// Where the other key starts in the key of what is owned.
const OWNED_KEY: usize = 18;
/// Where the letter starts in a post key.
pub(super) const POST_LETTER: usize = 9;
/// Where the number starts in the key of what falls due by law.
pub(super) const LEGAL_NUMBER: usize = 5;
/// Where the number starts in the key of a trace.
pub(super) const TRACE_NUMBER: usize = 9;
/// Where the number starts in a timer key.
pub(super) const TIMER_NUMBER: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    proptest! {
        #[test]
        fn the_order_of_keys_is_the_order_of_meaning(a: u32, b: u32, i: u64, j: u64) {
            let (n, m) = (DossierNumber::from_random(i), DossierNumber::from_random(j));
            prop_assert_eq!(Key::entry(n, a).cmp(&Key::entry(n, b)), a.cmp(&b));
            prop_assert_eq!(Key::queue(a.into(), n).cmp(&Key::queue(b.into(), m)), (a, n).cmp(&(b, m)));
            let (trace, before) = (Key::trace(a.into(), n), Key::traces_before(b.into()));
            prop_assert_eq!(trace < before, a < b);
            prop_assert_eq!(number_at(trace.bytes(), TRACE_NUMBER), Some((n, &[][..])));
            let key = Key::queue(a.into(), n);
            prop_assert_eq!(number_at(key.bytes(), QUEUE_NUMBER), Some((n, &[][..])));
        }
    }

    fn span(start: &str, end: &str) -> Span {
        Span { start: at(start), end: at(end) }
    }

    #[test]
    fn spans_come_in_the_order_of_their_starts_within_a_class_of_a_pool() {
        let (pool, other) = (Digest::of(b"pool"), Digest::of(b"other"));
        let n = DossierNumber::from_random(1);
        let evening = span("2026-11-22T18:00", "2026-11-22T20:00");
        let key = Key::taken(&pool, 1, evening, (n, 7, "hall"));
        assert_eq!(taken_at(key.bytes()), Some((evening, n, 7, "hall")));
        assert!(key >= Key::taken_from(&pool, 1, evening.start));
        assert!(key < Key::taken_from(&pool, 1, at("2026-11-22T18:01")));
        assert!(key < Key::taken_from(&pool, 2, at("0001-01-01T00:00")));
        let late = span("2027-01-01T00:00", "2027-01-01T00:01");
        assert!(key < Key::taken(&pool, 1, late, (n, 0, "")));
        assert_ne!(key, Key::taken(&other, 1, evening, (n, 7, "hall")));
    }

    proptest! {
        #[test]
        fn entries_come_in_the_order_of_their_keys_and_from_south_to_north(
            a in "[a-zé/ ]{0,5}", b in "[a-zé/ ]{0,5}", i: u64, j: u64,
            lat: i32, lon: i32, other: i32,
        ) {
            let register = Digest::of(b"register");
            let (n, m) = (DossierNumber::from_random(i), DossierNumber::from_random(j));
            let (one, two) = (Key::published(&register, &a, n), Key::published(&register, &b, m));
            prop_assert_eq!(one.cmp(&two), (a.as_bytes(), n).cmp(&(b.as_bytes(), m)));
            let starts = one.bytes().starts_with(Key::published_from(&register, &b).bytes());
            prop_assert_eq!(starts, a.starts_with(&b));

            let at = Position { lat, lon };
            let placed = Key::placed(&register, at, &a, n);
            prop_assert_eq!(placed_at(placed.bytes()), Some((at, a.as_str(), n)));
            prop_assert_eq!(placed >= Key::placed_from(&register, other), lat >= other);
            prop_assert!(placed < Key::placed_end(&register));
        }
    }

    /// Two kinds under one prefix would read each other's keys as damage.
    #[test]
    fn every_prefix_is_of_one_kind() {
        let mut kinds = std::collections::BTreeMap::new();
        for line in include_str!("keys.rs").lines() {
            let Some((kind, prefix)) = line.split_once(": u8 = b'") else { continue };
            if let Some(other) = kinds.insert(&prefix[..1], kind) {
                panic!("{kind} and {other} are both under {prefix}");
            }
        }
        assert!(kinds.len() > 10);
    }

    #[test]
    fn timers_come_in_the_order_of_time() {
        let n = DossierNumber::from_random(1);
        let key = Key::timer(at("2026-11-22T14:30"), n, "late");
        assert!(key < Key::timers_until(at("2026-11-22T14:30")));
        assert!(key > Key::timers_until(at("2026-11-22T14:29")));
        assert!(key < Key::timer(at("2027-01-01T00:00"), n, "a"));
        assert_eq!(number_at(key.bytes(), TIMER_NUMBER), Some((n, b"late".as_slice())));
        assert_eq!(moment_at(key.bytes()), Some(at("2026-11-22T14:30")));
    }

    #[test]
    fn payments_are_found_by_their_dossier() {
        let n = DossierNumber::from_random(1);
        let reference = Reference::new(n, [1; 8]);
        let (payment, unpaid) = (Key::payment(&reference), Key::unpaid(&reference));
        assert!(payment.bytes().starts_with(Key::payments(n).bytes()));
        assert!(unpaid.bytes().starts_with(Key::unpaid_of(n).bytes()));
        assert_eq!(unpaid.as_reference(), Some(reference));
    }

    #[test]
    fn what_falls_due_comes_in_the_order_of_days() {
        let n = DossierNumber::from_random(1);
        let day = |text: &str| text.parse().unwrap();
        let key = Key::legal(day("2026-11-22"), n, Due::Silence);
        assert!(key < Key::legal_before(day("2026-11-23")));
        assert!(key > Key::legal_before(day("2026-11-22")));
        assert!(key > Key::legal(day("2026-11-22"), n, Due::Lapse));
        assert_eq!(day_at(key.bytes()), Some(day("2026-11-22")));
        assert_eq!(
            number_at(key.bytes(), LEGAL_NUMBER),
            Some((n, [Due::Silence as u8].as_slice()))
        );
    }
}
