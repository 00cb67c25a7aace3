//! What dossiers hold of pools and published in registers, read from the state.

use super::view::View;
use super::{Booking, StoreError, published, taken};
use crate::contract::{Position, Publication, Span};
use crate::plugin::ProcedureId;
use crate::pools::PoolName;

/// A way to read what dossiers hold and published. Each answer is from the state as it stands
/// when it is asked for. Every question names the procedure for which it is asked: `own/…` pools
/// and registers of others are not found.
#[derive(Clone)]
pub struct Reader(View);

impl Reader {
    pub(super) fn new(view: View) -> Self {
        Self(view)
    }

    /// What is taken of a pool at any instant of a span.
    pub fn bookings(
        &self,
        procedure: &ProcedureId,
        pool: &PoolName,
        within: Span,
    ) -> Result<Vec<Booking>, StoreError> {
        taken::bookings(&self.0, &taken::token(procedure, pool.as_str()), within)
    }

    /// What is taken of a pool of the town at any instant of a span.
    pub fn bookings_of_town(
        &self,
        pool: &PoolName,
        within: Span,
    ) -> Result<Vec<Booking>, StoreError> {
        taken::bookings(&self.0, &taken::token_of_town(pool), within)
    }

    /// Entries of a register whose key starts with `prefix`, in the order of keys.
    pub fn find(
        &self,
        procedure: &ProcedureId,
        register: &str,
        prefix: &str,
    ) -> Result<Vec<Publication>, StoreError> {
        published::find(&self.0, procedure, register, prefix)
    }

    /// Entries of a register within some metres, nearest first; of those equally far by key.
    pub fn near(
        &self,
        procedure: &ProcedureId,
        register: &str,
        at: Position,
        metres: u32,
    ) -> Result<Vec<Publication>, StoreError> {
        published::near(&self.0, procedure, register, at, metres)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::contract::*;
    use crate::digest::Digest;
    use crate::dossier::{Actor, DossierNumber, Entry, Opening, Origin, Salt, State};
    use crate::pools::peak;
    use crate::store::{Limits, Record, Store, Terms};

    const PROCEDURES: [&str; 3] = ["org.example.one", "org.example.two", "org.example.three"];
    const POOLS: [&str; 3] = ["town/hall", "own/places", "own/places/1"];
    /// Units that every pool has.
    const LIMIT: u32 = 5;

    /// What one dossier of a procedure does.
    #[derive(Clone, Debug)]
    struct Step {
        dossier: usize,
        phase: Phase,
        effects: Vec<Effect>,
    }

    fn id(procedure: usize) -> ProcedureId {
        PROCEDURES[procedure].to_owned().try_into().unwrap()
    }

    fn moment(hour: u32) -> Moment {
        let day = 1 + hour / 24;
        format!("2026-12-{day:02}T{:02}:00", hour % 24).parse().unwrap()
    }

    fn span(from: u32, hours: u32) -> Span {
        Span { start: moment(from), end: moment(from + hours) }
    }

    fn effect() -> impl Strategy<Value = Effect> {
        let spans = proptest::collection::vec((0..60u32, 1..100u32), 1..3);
        let hold = (0..2u8, 0..3usize, spans, 1..4u32).prop_map(|(key, pool, spans, units)| {
            let spans = spans.into_iter().map(|(from, hours)| span(from, hours)).collect();
            let limit = POOLS[pool].starts_with("own/").then_some(LIMIT);
            let (key, pool) = (key.to_string(), POOLS[pool].to_owned());
            Effect::Hold(Hold { key, pool, spans, units, limit, path: None })
        });
        let place = proptest::option::of((-90..90i32, -90..90i32));
        let publish = ("[ab]{1,2}", place).prop_map(|(key, place)| {
            let position = place.map(|(lat, lon)| Position {
                lat: 488_000_000 + lat * 1_000,
                lon: 23_000_000 + lon * 1_000,
            });
            Effect::Publish(Publication { register: "r".into(), key, position, cells: vec![] })
        });
        prop_oneof![
            6 => hold,
            1 => (0..2u8).prop_map(|key| Effect::Release(key.to_string())),
            4 => publish,
            1 => Just(Effect::Unpublish("r".into())),
        ]
    }

    fn step() -> impl Strategy<Value = Step> {
        let phase = prop_oneof![9 => Just(Phase::InReview), 1 => Just(Phase::Withdrawn)];
        (0..9usize, phase, proptest::collection::vec(effect(), 0..3))
            .prop_map(|(dossier, phase, effects)| Step { dossier, phase, effects })
    }

    /// The entry that a step makes. Dossiers are the procedures' in turn, and what they publish
    /// carries whose it is.
    fn entry(step: &Step, before: Option<&State>) -> Entry {
        let number = DossierNumber::from_random(step.dossier as u64);
        let procedure = id(step.dossier % 3);
        let today = moment(0).date;
        let mut effects = step.effects.clone();
        for effect in &mut effects {
            if let Effect::Publish(entry) = effect {
                let value = Value::Text(procedure.to_string());
                entry.cells = vec![Answer { path: "canary".into(), value }];
            }
        }
        let dossier = before
            .map_or_else(|| State::submitted(number, today, vec![]), |state| state.dossier.clone());
        let decision = Decision {
            phase: step.phase,
            verdict: None,
            exemption: false,
            status: vec![],
            score: None,
            actions: vec![],
            effects,
            reasons: vec![],
        };
        let opening = before.is_none().then(|| Opening {
            salt: Salt::from([0; 16]),
            origin: Origin::Key(Digest::of(&number.key())),
            body: Digest::ZERO,
            mailbox: None,
            person: None,
            arrived: None,
            counter: None,
            terms: None,
            consulted: vec![],
        });
        Entry {
            number,
            index: before.map_or(1, |state| state.entries + 1),
            at: 0,
            by: Actor::Applicant,
            procedure,
            version: "1.0.0".into(),
            component: Digest::ZERO,
            context: Arc::new(context(today)),
            dossier: Arc::new(dossier),
            event: Arc::new(Event::Submitted),
            transcript: Default::default(),
            decision,
            opening,
            marks: None,
            author: None,
            prints: vec![],
            settles: None,
            letters: vec![],
        }
    }

    fn context(today: Date) -> Context {
        Context {
            today,
            lang: "fr".into(),
            channel: Channel::Online,
            assurance: Assurance::None,
            identity: None,
            town_name: String::new(),
            town_code: String::new(),
            settings: vec![],
        }
    }

    /// Everything that a procedure can ask, by the store and by a look at every dossier.
    fn compare(reader: &Reader, states: &BTreeMap<usize, State>) {
        let within = span(20, 40);
        for (procedure, name) in PROCEDURES.into_iter().enumerate() {
            let own = || {
                states.iter().filter(move |(dossier, _)| *dossier % 3 == procedure).map(|(_, s)| s)
            };
            for pool in POOLS {
                let shared = pool.starts_with("town/");
                let holders = states.iter().filter(|(d, _)| shared || *d % 3 == procedure);
                let holds = holders.flat_map(|(_, state)| &state.dossier.holds);
                let holds = holds.filter(|hold| hold.pool == pool);
                let taken: Vec<(Span, u32)> = holds
                    .flat_map(|hold| hold.spans.iter().map(|span| (*span, hold.units)))
                    .collect();
                let found =
                    reader.bookings(&id(procedure), &pool.parse().unwrap(), within).unwrap();
                let mut found: Vec<_> = found.iter().map(|b| (b.span, b.units)).collect();
                let mut there: Vec<_> =
                    taken.iter().copied().filter(|(s, _)| s.meet(within).is_some()).collect();
                found.sort();
                there.sort();
                assert_eq!(found, there, "{pool}");
                let most = peak(taken.into_iter(), span(0, 200));
                assert!(most <= u64::from(LIMIT), "{most} of {pool}");
            }
            let mut all: Vec<&Publication> = own().flat_map(|state| &state.published).collect();
            all.sort_by_key(|entry| &entry.key);
            let keys = |entries: &[Publication]| -> Vec<String> {
                entries.iter().map(|entry| entry.key.clone()).collect()
            };
            let found = reader.find(&id(procedure), "r", "").unwrap();
            assert_eq!(keys(&found), all.iter().map(|e| e.key.clone()).collect::<Vec<_>>());
            let canary = Value::Text(name.to_owned());
            assert!(found.iter().all(|entry| entry.cells[0].value == canary), "not its own");

            let at = Position { lat: 488_000_000, lon: 23_000_000 };
            let far = |entry: &Publication| entry.position.map(|p| at.millimetres_to(p));
            let near = reader.near(&id(procedure), "r", at, 500).unwrap();
            let mut there: Vec<_> =
                all.iter().filter_map(|e| far(e)).filter(|f| *f <= 500_000).collect();
            there.sort();
            assert_eq!(near.iter().filter_map(far).collect::<Vec<_>>(), there);
            assert!(near.iter().all(|entry| entry.cells[0].value == canary), "not its own");
        }
    }

    /// An entry is stored after the head was read and before the entries are.
    #[test]
    fn an_entry_that_comes_while_a_dossiers_are_read_is_no_damage() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = Store::open(folder.path(), &[7; 32]).unwrap();
        let step = Step { dossier: 0, phase: Phase::InReview, effects: vec![] };
        let stored = |before: Option<&State>| {
            let record = Record::Entry(Box::new(entry(&step, before)));
            runtime.block_on(store.commit(record)).unwrap().state.unwrap()
        };
        let (first, mut reads) = (stored(None), 0);
        let number = first.dossier.number.parse().unwrap();
        let entries = store.at_rest(number, || {
            reads += 1;
            if reads == 1 {
                stored(Some(&first));
            }
            store.chained(number)
        });
        assert_eq!((entries.unwrap().len(), reads), (2, 2), "both, and they were read again");
        // Where nothing came, what is not the head is damage.
        let damaged = store.at_rest(number, || {
            let mut entries = store.chained(number)?;
            entries.pop();
            Ok(entries)
        });
        assert!(matches!(damaged, Err(StoreError::Damaged(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// No limit is exceeded, nobody sees what is another procedure's, and the state that is
        /// built again says the same.
        #[test]
        fn each_procedure_finds_its_own_and_limits_hold(
            steps in proptest::collection::vec(step(), 1..40),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let mut states = BTreeMap::new();
            let limits: Limits = [("town/hall".parse().unwrap(), LIMIT)].into();
            {
                let store = Store::open(folder.path(), &[7; 32]).unwrap();
                for step in &steps {
                    let record = Record::Entry(Box::new(entry(step, states.get(&step.dossier))));
                    let terms = Terms { limits: limits.clone(), read: vec![] };
                    match runtime.block_on(store.commit_on(record, terms)) {
                        Ok(committed) => {
                            states.insert(step.dossier, committed.state.unwrap());
                        }
                        Err(StoreError::NoRoom(_)) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
                compare(&store.reader(), &states);
            }
            std::fs::remove_dir_all(folder.path().join("sled")).unwrap();
            let store = Store::open(folder.path(), &[7; 32]).unwrap();
            compare(&store.reader(), &states);
        }
    }
}
