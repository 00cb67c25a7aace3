//! Keys of the one sled tree: a prefix per kind, then fixed lengths or big-endian numbers, so
//! that the order of bytes is the order of meaning.

use crate::contract::Moment;
use crate::digest::Digest;
use crate::dossier::{DossierNumber, DraftId, LetterId, PaperCode, PaperOf};

/// A key of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(Vec<u8>);

/// What a key is of.
pub(super) mod prefix {
    pub(in super::super) const AGENT: u8 = b'a';
    pub(in super::super) const CHUNK: u8 = b'c';
    pub(in super::super) const DOSSIER: u8 = b'd';
    pub(in super::super) const HELD: u8 = b'i';
    pub(in super::super) const ENTRY: u8 = b'e';
    pub(in super::super) const FILED: u8 = b'f';
    pub(in super::super) const HEAD: u8 = b'h';
    pub(in super::super) const LETTER: u8 = b'l';
    pub(in super::super) const META: u8 = b'm';
    pub(in super::super) const INSTALLATION: u8 = b'n';
    pub(in super::super) const ORIGIN: u8 = b'o';
    pub(in super::super) const QUEUE: u8 = b'q';
    pub(in super::super) const DRAFT: u8 = b'r';
    pub(in super::super) const TALK: u8 = b's';
    pub(in super::super) const TIMER: u8 = b't';
    pub(in super::super) const EXCHANGE: u8 = b'v';
    pub(in super::super) const MAILBOX: u8 = b'x';
    pub(in super::super) const POST: u8 = b'p';
    pub(in super::super) const PAPER: u8 = b'w';
    pub(in super::super) const PRINT: u8 = b'y';
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

    /// A document that was made.
    pub(super) fn paper(code: &PaperCode) -> Self {
        Self::new(prefix::PAPER, &[code.bytes()])
    }

    /// A document that waits to be printed and posted.
    pub(super) fn print(number: DossierNumber, of: PaperOf) -> Self {
        Self::new(prefix::PRINT, &[&number.key(), of.to_string().as_bytes()])
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
}

fn moment(at: Moment) -> [u8; 6] {
    let [a, b] = at.date.year.to_be_bytes();
    [a, b, at.date.month, at.date.day, at.time.hour, at.time.minute]
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
/// Where the letter starts in a post key.
pub(super) const POST_LETTER: usize = 9;
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
            let key = Key::queue(a.into(), n);
            prop_assert_eq!(number_at(key.bytes(), QUEUE_NUMBER), Some((n, &[][..])));
        }
    }

    #[test]
    fn timers_come_in_the_order_of_time() {
        let n = DossierNumber::from_random(1);
        let key = Key::timer(at("2026-11-22T14:30"), n, "late");
        assert!(key < Key::timers_until(at("2026-11-22T14:30")));
        assert!(key > Key::timers_until(at("2026-11-22T14:29")));
        assert!(key < Key::timer(at("2027-01-01T00:00"), n, "a"));
        assert_eq!(number_at(key.bytes(), TIMER_NUMBER), Some((n, b"late".as_slice())));
    }
}
