//! Opening after a crash, and after damage.

use proptest::prelude::*;

use super::*;

#[test]
fn a_file_cut_anywhere_in_the_last_record_loses_that_record_only() {
    let fixture = Fixture::new();
    let last = fixture.filled(3)[2].offset;
    let whole = fs::read(fixture.segment(1)).unwrap();
    for length in last..last + record_bytes(3) {
        fs::write(fixture.segment(1), &whole[..length as usize]).unwrap();
        let (mut journal, opened) = fixture.open();
        assert_eq!(opened.head.records(), 2, "cut at {length}");
        assert_eq!(opened.torn.is_some(), length > last, "cut at {length}");
        journal.append(&[payload(3)]).unwrap();
        assert_holds(&journal.reader(), 3);
    }
}

#[test]
fn a_last_record_that_was_half_written_is_cut() {
    let fixture = Fixture::new();
    let last = fixture.filled(3)[2].offset;
    let whole = fs::read(fixture.segment(1)).unwrap();
    for written in 1..record_bytes(3) {
        let mut torn = whole.clone();
        torn[(last + written) as usize..].fill(0);
        fs::write(fixture.segment(1), &torn).unwrap();
        let (journal, opened) = fixture.open();
        let tail = opened.torn.unwrap();
        assert_eq!((tail.segment, tail.offset, tail.sequence), (SegmentId(1), last, sequence(3)));
        assert!(tail.bytes <= written);
        assert_holds(&journal.reader(), 2);
        drop(journal);

        let rest = &fs::read(fixture.segment(1)).unwrap()[last as usize..];
        assert_eq!(rest.len() as u64, 4096 - last);
        assert!(rest.iter().all(|&byte| byte == 0), "the tail is zeroed");
        assert_eq!(fixture.open().1.torn, None, "and gone at the next opening");
    }
}

#[test]
fn a_flipped_bit_in_a_middle_record_is_damage() {
    let fixture = Fixture::new();
    let middle = fixture.filled(3)[1].offset;
    for at in middle..middle + record_bytes(2) {
        for bit in 0..8 {
            fixture.flip(1, at, bit);
            let damage = fixture.open_damage(None);
            assert_eq!((damage.segment, damage.offset), (SegmentId(1), middle), "{at}.{bit}");
            assert_eq!(damage.sequence, Some(sequence(2)));
            let proof =
                Proof::LaterRecord { sequence: sequence(3), offset: middle + record_bytes(2) };
            assert_eq!(damage.proof, Some(proof));
            fixture.flip(1, at, bit);
        }
    }
    assert_eq!(fixture.open().1.head.records(), 3);
}

#[test]
fn a_flipped_bit_in_the_last_record_is_damage_once_it_is_applied() {
    let fixture = Fixture::new();
    let last = fixture.filled(3)[2].offset;
    let whole = fs::read(fixture.segment(1)).unwrap();
    for at in last..last + record_bytes(3) {
        fixture.flip(1, at, 3);
        for applied in [3, 4] {
            let damage = fixture.open_damage(Some(applied));
            assert_eq!((damage.offset, damage.sequence), (last, Some(sequence(3))));
            assert_eq!(damage.proof, Some(Proof::Applied(sequence(applied))));
        }
        let (journal, opened) = fixture.try_open(Some(2)).unwrap();
        assert_eq!(opened.torn.unwrap().sequence, sequence(3));
        assert_holds(&journal.reader(), 2);
        fs::write(fixture.segment(1), &whole).unwrap();
    }
}

#[test]
fn a_damaged_journal_is_left_as_it_is() {
    let fixture = Fixture::new();
    let positions = fixture.filled(3);
    fixture.flip(1, positions[1].offset + 70, 0);
    let before = fs::read(fixture.segment(1)).unwrap();
    let message = fixture.open_error(None).to_string();
    assert_eq!(fs::read(fixture.segment(1)).unwrap(), before);
    for part in ["00000001.seg", "offset 147", "record 2", "payload", "record 3", "mirror"] {
        assert!(message.contains(part), "{part} in {message}");
    }
}

#[test]
fn zeroes_in_place_of_a_record_are_damage() {
    let fixture = Fixture::new();
    let middle = fixture.filled(3)[1].offset;
    let zeroes = vec![0; record_bytes(2) as usize];
    fixture.file(1).write_all_at(&zeroes, middle).unwrap();
    let damage = fixture.open_damage(None);
    assert_eq!((damage.offset, damage.fault), (middle, Fault::Absent));
}

#[test]
fn the_pages_of_the_last_batch_may_be_missing_in_any_order() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    let positions = journal.append(&[payload(2), payload(3), payload(4)]).unwrap();
    drop(journal);
    let whole = fs::read(fixture.segment(1)).unwrap();
    for (missing, kept) in [(0, 1), (1, 2)] {
        let from = positions[missing].offset;
        let zeroes = vec![0; record_bytes(2) as usize];
        fixture.file(1).write_all_at(&zeroes, from).unwrap();
        assert_eq!(fixture.open_damage(Some(4)).offset, from, "unless the batch was applied");

        let (journal, opened) = fixture.open();
        assert_eq!(opened.torn.unwrap().offset, from);
        assert_holds(&journal.reader(), kept);
        fs::write(fixture.segment(1), &whole).unwrap();
    }
}

#[test]
fn a_payload_that_looks_like_a_later_record_does_not_turn_a_torn_tail_into_damage() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    let mut forged = Vec::new();
    record::encode(&mut forged, SegmentId(1), sequence(9), 0, ChainHash::START, b"forged");
    forged.extend_from_slice(b"the end");
    let at = journal.append(&[forged.clone()]).unwrap()[0].offset;
    drop(journal);
    fixture.flip(1, at + 64 + forged.len() as u64 - 1, 0);
    assert_eq!(fixture.open().1.torn.unwrap().offset, at);
}

#[test]
fn a_whole_record_in_the_wrong_place_is_damage_even_at_the_end() {
    let fixture = Fixture::new();
    let end = fixture.filled(2)[1].offset + record_bytes(2);
    let mut bytes = Vec::new();
    for (number, segment, fault) in [
        (3, 1, Fault::Chain),
        (2, 1, Fault::OtherSequence { found: 2 }),
        (3, 7, Fault::OtherSegment { found: 7 }),
    ] {
        bytes.clear();
        let (segment, chain) = (SegmentId(segment), ChainHash::START);
        record::encode(&mut bytes, segment, sequence(number), 0, chain, b"other");
        fixture.file(1).write_all_at(&bytes, end).unwrap();
        let damage = fixture.open_damage(None);
        assert_eq!((damage.fault, damage.proof), (fault, Some(Proof::Whole)));
    }
}

#[test]
fn later_records_are_found_across_the_borders_of_chunks() {
    // The search reads 256 KiB at a time; the magic of the later record lies around that border.
    let border = 256 << 10;
    for shift in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits::new(1 << 20, 1 << 19).unwrap();
        let options = Options { limits, disk: Arc::new(FaultyDisk::default()) };
        let (mut journal, _) = Journal::open(folder.path(), options.clone(), None).unwrap();
        let first = journal.append(&[vec![0xaa; border - 64 - shift]]).unwrap()[0];
        let second = journal.append(&[b"second"]).unwrap()[0];
        drop(journal);
        assert_eq!(second.offset, 64 + border as u64 - shift as u64);
        // Without a length to trust, the whole rest is searched.
        let file = folder.path().join(SegmentId::FIRST.file_name());
        let file = File::options().write(true).open(file).unwrap();
        file.write_all_at(b"x", first.offset).unwrap();
        let damage = damage_of(Journal::open(folder.path(), options, None).unwrap_err());
        let proof = Proof::LaterRecord { sequence: sequence(2), offset: second.offset };
        assert_eq!(damage.proof, Some(proof), "shift {shift}");
    }
}

#[test]
fn a_missing_segment_is_named() {
    let fixture = Fixture::with_segments(1200);
    fixture.filled(40);
    fs::remove_file(fixture.segment(2)).unwrap();
    let error = fixture.open_error(None);
    assert!(matches!(error, Error::MissingSegment { segment: SegmentId(2), .. }), "{error}");
    assert!(error.to_string().contains("00000002.seg"), "{error}");
    assert!(Reader::open(&fixture.path(), None).is_err());
}

#[test]
fn a_missing_last_segment_is_noticed_if_its_records_were_applied() {
    let fixture = Fixture::with_segments(1200);
    let positions = fixture.filled(40);
    let lost =
        positions.iter().position(|position| position.segment == SegmentId(4)).unwrap() as u64 + 1;
    fs::remove_file(fixture.segment(4)).unwrap();
    let damage = fixture.open_damage(Some(40));
    assert_eq!((damage.sequence, damage.fault), (Some(sequence(lost)), Fault::Absent));
    assert_eq!(damage.proof, Some(Proof::Applied(sequence(40))));
    // Without `applied` only a head that was kept elsewhere can tell.
    assert_eq!(fixture.open().1.head.records(), lost - 1);
}

#[test]
fn an_empty_folder_is_an_error_if_records_were_applied() {
    let fixture = Fixture::new();
    let error = fixture.open_error(Some(1));
    assert!(matches!(error, Error::MissingSegment { segment: SegmentId(1), .. }), "{error}");
    assert_eq!(names(&fixture.path()), ["LOCK"], "nothing is begun over it");
}

#[test]
fn a_segment_that_was_being_created_is_removed() {
    let fixture = Fixture::new();
    fixture.filled(2);
    fs::write(fixture.path().join("00000002.seg.tmp"), b"GUICHETJ").unwrap();
    fs::write(fixture.path().join("notes.txt"), b"not ours").unwrap();
    let (journal, _) = fixture.open();
    assert_holds(&journal.reader(), 2);
    assert_eq!(names(&fixture.path()), ["00000001.seg", "LOCK", "notes.txt"]);
}

#[test]
fn a_damaged_segment_header_is_damage() {
    let fixture = Fixture::with_segments(1200);
    fixture.filled(40);
    for id in 1..=4 {
        fixture.flip(id, 20, 1);
        let damage = fixture.open_damage(None);
        assert_eq!((damage.segment, damage.offset), (SegmentId(id), 0));
        assert!(matches!(damage.fault, Fault::SegmentHeader(_)));
        fixture.flip(id, 20, 1);
    }
    fs::copy(fixture.segment(2), fixture.segment(3)).unwrap();
    assert_eq!(fixture.open_damage(None).segment, SegmentId(3));
}

#[test]
fn damage_before_an_empty_last_segment_is_no_torn_tail() {
    let fixture = Fixture::new();
    let positions = fixture.filled(3);
    let head = fixture.open().1.head;
    let start = segment::Start { id: SegmentId(2), first: sequence(4), chain: head.hash };
    let (folder, disk) = (fixture.path(), &*fixture.disk);
    segment::Segment::create(&folder, start, &fixture.limits, disk).unwrap();
    assert_eq!(fixture.open().1.head, head);

    fixture.flip(1, positions[2].offset + 70, 0);
    let damage = fixture.open_damage(None);
    assert_eq!((damage.segment, damage.offset), (SegmentId(1), positions[2].offset));
    assert_eq!(damage.proof, Some(Proof::LaterSegment(SegmentId(2))));

    fixture.file(1).set_len(positions[2].offset).unwrap();
    let damage = fixture.open_damage(None);
    assert_eq!((damage.sequence, damage.fault), (Some(sequence(3)), Fault::Absent));
}

#[test]
fn an_empty_last_segment_of_another_journal_is_damage() {
    let fixture = Fixture::new();
    fixture.filled(3);
    let chain = ChainHash::from_bytes([1; 32]);
    let start = segment::Start { id: SegmentId(2), first: sequence(4), chain };
    let (folder, disk) = (fixture.path(), &*fixture.disk);
    segment::Segment::create(&folder, start, &fixture.limits, disk).unwrap();
    let damage = fixture.open_damage(None);
    assert_eq!((damage.segment, damage.offset), (SegmentId(2), 0));
}

#[test]
fn opening_for_reading_changes_nothing() {
    let fixture = Fixture::new();
    let positions = fixture.filled(3);
    fixture.flip(1, positions[2].offset, 0);
    fs::write(fixture.path().join("00000002.seg.tmp"), b"half").unwrap();
    let before = (fs::read(fixture.segment(1)).unwrap(), names(&fixture.path()));
    let (reader, opened) = Reader::open(&fixture.path(), Some(sequence(2))).unwrap();
    assert_eq!(opened.torn.unwrap().offset, positions[2].offset);
    assert_holds(&reader, 2);
    assert_eq!((fs::read(fixture.segment(1)).unwrap(), names(&fixture.path())), before);

    fs::remove_file(fixture.path().join("LOCK")).unwrap();
    Reader::open(&fixture.path(), None).expect("a copy needs no lock file");
    fs::remove_file(fixture.segment(1)).unwrap();
    assert!(matches!(Reader::open(&fixture.path(), None), Err(Error::MissingSegment { .. })));
}

/// Size of what a disk writes whole or not at all.
const SECTOR: usize = 512;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_power_cut_in_a_batch_costs_nothing_that_was_acknowledged(
        acknowledged in prop::collection::vec(1u64..5, 0..5),
        last in 1u64..8,
        padding in 0usize..900,
        reached_the_disk in prop::collection::vec(any::<bool>(), 64),
        all_applied: bool,
    ) {
        let fixture = Fixture::with_segments(32 << 10);
        let (mut journal, _) = fixture.open();
        let mut count = 0;
        let batch = |count: &mut u64, size: u64| {
            let from = *count + 1;
            *count += size;
            // The first byte tells the record, the rest makes records of many sizes.
            (from..=*count).map(|number| vec![number as u8; 1 + padding]).collect::<Vec<_>>()
        };
        for size in acknowledged {
            journal.append(&batch(&mut count, size)).unwrap();
        }
        let kept = count;
        let before = fs::read(fixture.segment(1)).unwrap();
        journal.append(&batch(&mut count, last)).unwrap();
        prop_assert_eq!(journal.reader().segments().len(), 1);
        drop(journal);

        let mut image = fs::read(fixture.segment(1)).unwrap();
        for (index, sector) in image.chunks_mut(SECTOR).enumerate() {
            if !reached_the_disk[index] {
                let from = index * SECTOR;
                sector.copy_from_slice(&before[from..from + sector.len()]);
            }
        }
        fs::write(fixture.segment(1), &image).unwrap();
        let applied = (all_applied && kept > 0).then_some(kept);
        let (mut journal, opened) = fixture.try_open(applied).unwrap();
        let found = opened.head.records();
        prop_assert!(kept <= found && found <= count, "{} of {} to {}", found, kept, count);
        journal.append(&[vec![found as u8 + 1; 1 + padding]]).unwrap();
        for (number, record) in (1..).zip(journal.reader().iter_from(Sequence::FIRST)) {
            prop_assert_eq!(record.unwrap().payload, vec![number; 1 + padding]);
        }
        prop_assert_eq!(journal.reader().verify().unwrap().records(), found + 1);
    }
}
