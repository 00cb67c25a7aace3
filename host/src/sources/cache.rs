//! Answers of a short while ago, in memory, each under a keyed token of who asked what: nothing
//! in it tells whose an answer is. Bounded; the one that ends first goes first.

use std::collections::BTreeMap;

use super::{Elapsed, Values};
use crate::digest::Digest;
use crate::dossier::Unanswered;
use crate::limits::sources::CACHED;

type Known = Result<Values, Unanswered>;

/// Answers by question.
#[derive(Default)]
pub(super) struct Cache {
    answers: BTreeMap<Digest, (Elapsed, Known)>,
    ends: BTreeMap<(Elapsed, Digest), ()>,
}

impl Cache {
    /// The answer to this question, while it is young enough.
    pub(super) fn get(&self, question: &Digest, now: Elapsed) -> Option<Known> {
        let (until, known) = self.answers.get(question)?;
        (now < *until).then(|| known.clone())
    }

    /// Keeps an answer until then.
    pub(super) fn put(&mut self, question: Digest, known: Known, now: Elapsed, until: Elapsed) {
        self.forget(&question);
        // Old ones go with each new one, so that nothing outlives its time by much.
        while let Some(((end, oldest), ())) = self.ends.first_key_value() {
            if *end > now && self.answers.len() < CACHED {
                break;
            }
            let oldest = *oldest;
            self.forget(&oldest);
        }
        self.answers.insert(question, (until, known));
        self.ends.insert((until, question), ());
    }

    fn forget(&mut self, question: &Digest) {
        if let Some((until, _)) = self.answers.remove(question) {
            self.ends.remove(&(until, *question));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::contract::Value;

    fn at(seconds: u64) -> Elapsed {
        Duration::from_secs(seconds)
    }

    fn question(n: usize) -> Digest {
        Digest::of(&n.to_be_bytes())
    }

    #[test]
    fn an_answer_is_given_again_until_its_end() {
        let mut cache = Cache::default();
        let known = Ok(vec![("value".to_owned(), Value::Integer(1))]);
        cache.put(question(1), known.clone(), at(0), at(10));
        assert_eq!(cache.get(&question(1), at(9)), Some(known));
        assert_eq!(cache.get(&question(1), at(10)), None);
        assert_eq!(cache.get(&question(2), at(0)), None);
        cache.put(question(2), Err(Unanswered::NotFound), at(10), at(20));
        assert_eq!((cache.answers.len(), cache.ends.len()), (1, 1), "what ended is gone");
    }

    #[test]
    fn it_never_holds_more_than_its_limit() {
        let mut cache = Cache::default();
        for n in 0..CACHED + 50 {
            cache.put(question(n), Err(Unanswered::NotFound), at(0), at(10 + n as u64));
        }
        assert_eq!((cache.answers.len(), cache.ends.len()), (CACHED, CACHED));
        assert_eq!(cache.get(&question(49), at(1)), None);
        assert!(cache.get(&question(CACHED + 49), at(1)).is_some());
    }
}
