//! Reading by position and in order, damage met while reading, and readers beside a writer.

use std::thread;

use super::*;

#[test]
fn iteration_starts_anywhere() {
    let fixture = Fixture::with_segments(1200);
    fixture.filled(40);
    let (journal, _) = fixture.open();
    for from in 1..=42 {
        let numbers: Vec<u64> = journal
            .reader()
            .iter_from(sequence(from))
            .map(|record| record.unwrap().sequence.get())
            .collect();
        assert_eq!(numbers, (from..=40).collect::<Vec<_>>());
    }
}

#[test]
fn iteration_goes_on_after_more_was_appended() {
    let fixture = Fixture::with_segments(1200);
    let (mut journal, _) = fixture.open();
    let mut records = journal.reader().iter_from(Sequence::FIRST);
    assert!(records.next().is_none());
    for number in 1..=40 {
        journal.append(&[payload(number)]).unwrap();
        assert_eq!(records.next().unwrap().unwrap().payload, payload(number));
        assert!(records.next().is_none());
    }
}

#[test]
fn positions_outside_the_journal_are_refused() {
    let fixture = Fixture::new();
    let end = fixture.filled(2)[1].offset + record_bytes(2);
    let (journal, _) = fixture.open();
    for (segment, offset) in [(1, 0), (1, 63), (1, end), (1, u64::MAX), (2, 64), (u32::MAX, 64)] {
        let position = Position { segment: SegmentId(segment), offset };
        let error = journal.reader().read(position).unwrap_err();
        assert!(matches!(error, Error::NoSuchRecord { .. }), "{position}: {error}");
    }
    let within = Position { segment: SegmentId::FIRST, offset: 65 };
    assert_eq!(damage_of(journal.reader().read(within).unwrap_err()).fault, Fault::Magic);
}

#[test]
fn damage_is_met_by_every_way_of_reading() {
    let fixture = Fixture::with_segments(1200);
    let positions = fixture.filled(40);
    let (journal, _) = fixture.open();
    let Position { segment, offset } = positions[4];
    let reader = journal.reader();
    for at in offset..offset + record_bytes(5) {
        fixture.flip(segment.get(), at, 6);
        let by_position = damage_of(reader.read(positions[4]).unwrap_err());
        let mut records = reader.iter_from(Sequence::FIRST);
        assert!(records.by_ref().take(4).all(|record| record.is_ok()));
        let in_order = damage_of(records.next().unwrap().unwrap_err());
        assert!(records.next().is_none(), "an error ends the iteration");
        let verified = damage_of(reader.verify().unwrap_err());

        assert_eq!(verified, in_order);
        assert_eq!((in_order.segment, in_order.offset), (segment, offset));
        assert_eq!(in_order.sequence, Some(sequence(5)));
        assert_eq!((by_position.offset, by_position.fault), (offset, in_order.fault));
        // The number is known if the header can be trusted.
        let in_payload = at >= offset + 64;
        assert_eq!(by_position.sequence, in_payload.then_some(sequence(5)));
        fixture.flip(segment.get(), at, 6);
    }
    assert_holds(&reader, 40);
}

#[test]
fn a_forged_payload_with_right_checksums_breaks_the_chain() {
    let fixture = Fixture::with_segments(1200);
    let positions = fixture.filled(40);
    let mut bytes = Vec::new();
    let chain = ChainHash::from_bytes([1; 32]);
    record::encode(&mut bytes, SegmentId(1), sequence(5), 0, chain, b"payload of record X");
    fixture.file(1).write_all_at(&bytes, positions[4].offset).unwrap();
    let (journal, _) = fixture.open();
    let damage = damage_of(journal.reader().verify().unwrap_err());
    assert_eq!((damage.sequence, damage.fault), (Some(sequence(5)), Fault::Chain));
}

#[test]
fn a_segment_of_another_journal_breaks_the_chain() {
    let [ours, theirs] = [Fixture::with_segments(1200), Fixture::with_segments(1200)];
    ours.filled(40);
    let (mut journal, _) = theirs.open();
    for number in 1..=40 {
        journal.append(&[payload(number + 40)]).unwrap();
    }
    fs::copy(theirs.segment(2), ours.segment(2)).unwrap();
    let (journal, _) = ours.open();
    let damage = damage_of(journal.reader().verify().unwrap_err());
    assert_eq!((damage.segment, damage.offset), (SegmentId(2), 0));
}

#[test]
fn a_damaged_end_can_be_read_up_to_the_damage() {
    let fixture = Fixture::new();
    let positions = fixture.filled(4);
    fixture.flip(1, positions[2].offset + 64, 0);
    let (reader, opened) = Reader::open(&fixture.path(), None).unwrap();
    assert_eq!((opened.head.records(), opened.torn), (2, None));
    assert!(reader.read(positions[1]).is_ok());
    let mut records = reader.iter_from(sequence(2));
    assert!(records.next().unwrap().is_ok());
    assert_eq!(damage_of(records.next().unwrap().unwrap_err()).offset, positions[2].offset);
    assert_eq!(damage_of(reader.verify().unwrap_err()).sequence, Some(sequence(3)));
}

#[test]
fn verify_names_the_first_of_several_damages() {
    let fixture = Fixture::with_segments(1200);
    let positions = fixture.filled(40);
    for number in [39, 20, 7] {
        let Position { segment, offset } = positions[number - 1];
        fixture.flip(segment.get(), offset + 64, 0);
    }
    let (reader, _) = Reader::open(&fixture.path(), Some(sequence(40))).unwrap();
    assert_eq!(damage_of(reader.verify().unwrap_err()).sequence, Some(sequence(7)));
}

#[test]
fn readers_follow_a_writer() {
    const RECORDS: u64 = 3000;
    let fixture = Fixture::with_segments(16 << 10);
    let (mut journal, _) = fixture.open();
    let follow = |reader: Reader| {
        let mut records = reader.iter_from(Sequence::FIRST);
        let mut expected = 1;
        while expected <= RECORDS {
            let durable = reader.head().records();
            match records.next() {
                Some(record) => {
                    let record = record.unwrap();
                    assert_eq!(record.payload, payload(expected));
                    assert_eq!(reader.read(record.position).unwrap(), record);
                    expected += 1;
                }
                None => assert!(expected > durable, "{expected} of {durable} is not seen"),
            }
        }
        assert_eq!(reader.verify().unwrap(), reader.head());
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            let reader = journal.reader();
            scope.spawn(move || follow(reader));
        }
        let mut next = 1;
        while next <= RECORDS {
            let until = (next + next % 7 + 1).min(RECORDS + 1);
            let batch: Vec<_> = (next..until).map(payload).collect();
            // Some batches fail, and are seen by nobody.
            if next % 5 == 0 {
                fixture.disk.fail(DiskFault::Sync(io::ErrorKind::Other));
                journal.append(&[b"unseen"]).unwrap_err();
            }
            journal.append(&batch).unwrap();
            next = until;
        }
    });
    assert_holds(&journal.reader(), RECORDS);
}
