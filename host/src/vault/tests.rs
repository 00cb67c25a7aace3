//! What a power cut, a damaged disk and a wrong secret do to keys, and that a destroyed one is
//! nowhere.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use proptest::prelude::*;

use super::*;

const SECRET: [u8; 32] = [7; 32];

fn open(folder: &Path) -> (Vault, Checked) {
    Vault::open(folder, &SECRET).unwrap()
}

fn has(folder: &Path, part: &[u8]) -> bool {
    COPIES.iter().any(|copy| {
        let bytes = std::fs::read(folder.join(copy)).unwrap();
        bytes.windows(part.len()).any(|window| window == part)
    })
}

#[test]
fn what_is_sealed_opens_after_a_restart_and_not_once_its_key_is_destroyed() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, checked) = open(folder.path());
    assert_eq!(checked, Checked::default());
    let ids = [vault.take().unwrap(), vault.take().unwrap()];
    let sealed = ids.map(|id| vault.seal(id, b"bound", b"Zoe").unwrap());
    assert!(sealed.iter().all(|sealed| !sealed.windows(3).any(|w| w == b"Zoe")));
    assert_eq!(sealed[0].len(), 3 + OVERHEAD);
    let slot = std::fs::read(folder.path().join("a")).unwrap();
    let place = vault.read().places[&ids[0]] as usize * SIZE;
    let wrapped = slot[place + 56..place + 104].to_vec();
    drop(vault);

    let (vault, checked) = open(folder.path());
    assert_eq!(checked, Checked { keys: STOCK, mended: 0, lost: 0 });
    assert_eq!(vault.open_sealed(ids[0], b"bound", &sealed[0]).unwrap(), b"Zoe");
    let broken = |id, bound: &[u8], sealed: &[u8]| {
        matches!(vault.open_sealed(id, bound, sealed), Err(VaultError::Broken))
    };
    assert!(broken(ids[0], b"other", &sealed[0]));
    assert!(broken(ids[1], b"bound", &sealed[0]));
    assert!(broken(ids[0], b"bound", &sealed[0][..20]));
    assert!(has(folder.path(), &wrapped));
    vault.destroy(&[ids[0], ids[0], KeyId::from([9; 16])]).unwrap();
    assert!(!has(folder.path(), &wrapped) && !has(folder.path(), ids[0].bytes()));
    for vault in [vault, open(folder.path()).0] {
        let gone = vault.open_sealed(ids[0], b"bound", &sealed[0]);
        assert!(matches!(gone, Err(VaultError::Gone(id)) if id == ids[0]));
        assert_eq!(vault.open_sealed(ids[1], b"bound", &sealed[1]).unwrap(), b"Zoe");
    }
}

#[test]
fn keys_are_taken_once_and_slots_are_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    let mut taken: Vec<KeyId> = (0..STOCK + 1).map(|_| vault.take().unwrap()).collect();
    assert_eq!(vault.read().slots as usize, 2 * STOCK);
    vault.destroy(&taken).unwrap();
    vault.restock(STOCK).unwrap();
    assert_eq!(vault.read().slots as usize, 2 * STOCK, "the free slots are filled first");
    taken.extend((0..STOCK).map(|_| vault.take().unwrap()));
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 2 * STOCK + 1);
    drop(vault);
    let (vault, checked) = open(folder.path());
    let used = vault.read().places.keys().next().copied().unwrap();
    vault.stock(|id| *id == used);
    assert!(!vault.read().stock.contains(&used));
    assert_eq!(vault.read().stock.len(), checked.keys - 1);
}

#[test]
fn another_secret_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).0.take().unwrap();
    let error = Vault::open(folder.path(), &[8; 32]).err().unwrap().to_string();
    assert!(error.contains("another secret"), "{error}");
}

#[test]
fn sealed_files_open_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    let id = vault.take().unwrap();
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
        let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut sealer = vault.sealer(id, Vec::new()).unwrap();
        plain.chunks(10_000).for_each(|piece| sealer.write_all(piece).unwrap());
        let sealed = sealer.finish().unwrap();
        let read = |sealed: &[u8]| {
            let mut bytes = Vec::new();
            let mut opener = vault.opener(sealed).map_err(|e| e.to_string())?;
            opener.read_to_end(&mut bytes).map_err(|e| e.to_string()).map(|_| bytes)
        };
        assert_eq!(read(&sealed).unwrap(), plain, "{length}");
        assert!(read(&sealed[..sealed.len() - 1]).is_err());
        for cut in [39, 39 + PIECE + 16, 39 + 2 * (PIECE + 16)] {
            assert!(cut >= sealed.len() || read(&sealed[..cut]).is_err(), "{length}: {cut}");
        }
        for at in [0, 10, 30, 39, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(read(&altered).is_err(), "{length}: {at}");
        }
        assert!(read(&[sealed.as_slice(), b"x"].concat()).is_err());
    }
}

use crate::limits::vault::PIECE;

/// What a disk may do to a file when the power goes.
#[derive(Clone, Debug)]
enum Fault {
    /// The file ends here.
    Cut(prop::sample::Index),
    /// These bytes are others.
    Scribble(prop::sample::Index, Vec<u8>),
    /// It is gone.
    Removed,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Fault::Cut),
        (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..300))
            .prop_map(|(at, bytes)| Fault::Scribble(at, bytes)),
        Just(Fault::Removed),
    ]
}

impl Fault {
    fn strike(&self, file: &Path) {
        let mut bytes = std::fs::read(file).unwrap();
        match self {
            Self::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
            Self::Scribble(at, with) => {
                let at = at.index(bytes.len().max(1));
                for (byte, with) in bytes.iter_mut().skip(at).zip(with) {
                    *byte = *with;
                }
            }
            Self::Removed => return std::fs::remove_file(file).unwrap(),
        }
        std::fs::write(file, bytes).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens to one of the files between any two steps, no key is lost, and none that
    /// was destroyed comes back.
    #[test]
    fn one_damaged_file_loses_nothing_and_brings_nothing_back(
        steps in prop::collection::vec((1_usize..4, 0_usize..3, 0_usize..2, fault()), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (mut live, mut dead) = (BTreeMap::new(), BTreeMap::new());
        for (take, destroy, copy, fault) in steps {
            let (vault, _) = open(folder.path());
            vault.stock(|id| live.contains_key(id) || dead.contains_key(id));
            for _ in 0..take {
                let id = vault.take().unwrap();
                prop_assert!(!dead.contains_key(&id));
                prop_assert!(live.insert(id, vault.seal(id, b"", b"Zoe").unwrap()).is_none());
            }
            let gone: Vec<KeyId> = live.keys().take(destroy).copied().collect();
            vault.destroy(&gone).unwrap();
            dead.extend(gone.iter().filter_map(|id| live.remove_entry(id)));
            drop(vault);
            fault.strike(&folder.path().join(COPIES[copy]));
            let (vault, checked) = open(folder.path());
            prop_assert_eq!(checked.lost, 0);
            for (id, sealed) in &live {
                prop_assert_eq!(vault.open_sealed(*id, b"", sealed).unwrap(), b"Zoe");
            }
            for (id, sealed) in &dead {
                prop_assert!(vault.open_sealed(*id, b"", sealed).is_err());
            }
            let [a, b] = COPIES.map(|copy| std::fs::read(folder.path().join(copy)).unwrap());
            prop_assert!(a == b, "both files are the same again");
        }
    }

    /// Power goes in the middle of destroying: the slot is torn in the first file, or done there
    /// and torn in the second. The key is there or gone, the others are there, and destroying it
    /// again ends it.
    #[test]
    fn a_torn_destruction_can_be_repeated(second: bool, torn in 0_usize..SIZE - 4, scribbled: bool) {
        let folder = tempfile::tempdir().unwrap();
        let (vault, _) = open(folder.path());
        let ids = [vault.take().unwrap(), vault.take().unwrap()];
        let sealed = ids.map(|id| vault.seal(id, b"", b"Zoe").unwrap());
        let place = vault.read().places[&ids[0]] as usize * SIZE;
        let before = COPIES.map(|copy| std::fs::read(folder.path().join(copy)).unwrap());
        vault.destroy(&[ids[0]]).unwrap();
        drop(vault);
        let after = COPIES.map(|copy| std::fs::read(folder.path().join(copy)).unwrap());
        let tear = |copy: usize| {
            let mut bytes = before[copy].clone();
            bytes[place..place + torn].copy_from_slice(&after[copy][place..place + torn]);
            if scribbled {
                bytes[place + torn..place + SIZE].fill(0xff);
            }
            bytes
        };
        let cut = if second { [after[0].clone(), tear(1)] } else { [tear(0), before[1].clone()] };
        for (copy, bytes) in COPIES.iter().zip(cut) {
            std::fs::write(folder.path().join(copy), bytes).unwrap();
        }
        let (vault, checked) = open(folder.path());
        prop_assert_eq!(checked.lost, 0);
        prop_assert_eq!(vault.holds(ids[0]), !second);
        prop_assert_eq!(vault.open_sealed(ids[1], b"", &sealed[1]).unwrap(), b"Zoe");
        vault.destroy(&[ids[0]]).unwrap();
        drop(vault);
        let (vault, _) = open(folder.path());
        prop_assert!(vault.open_sealed(ids[0], b"", &sealed[0]).is_err());
        prop_assert!(!has(folder.path(), ids[0].bytes()));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), SIZE)) {
        let _ = Slot::decode(&bytes.try_into().unwrap());
    }
}
