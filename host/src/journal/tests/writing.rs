//! Appending, rotation and reopening, on a disk that works.

use super::*;

#[test]
fn what_is_appended_is_read() {
    let fixture = Fixture::new();
    let (mut journal, opened) = fixture.open();
    assert_eq!(opened.head, Head { last: None, hash: ChainHash::START });
    assert_eq!(journal.next_sequence(), Sequence::FIRST);

    let positions = journal.append(&[payload(1), payload(2)]).unwrap();
    assert_eq!(positions[0], Position { segment: SegmentId::FIRST, offset: 64 });
    assert_eq!(positions[1].offset, 64 + record_bytes(1));
    let chain = ChainHash::START.then(&payload(1)).then(&payload(2));
    assert_eq!(journal.head(), Head { last: Some(sequence(2)), hash: chain });
    assert_holds(&journal.reader(), 2);
}

#[test]
fn a_batch_costs_one_write_and_one_sync() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    let before = fixture.disk.calls();
    journal.append(&[payload(1), payload(2), payload(3)]).unwrap();
    let after = fixture.disk.calls();
    assert_eq!((after.writes - before.writes, after.syncs - before.syncs), (1, 1));

    assert_eq!(journal.append(&[] as &[&[u8]]).unwrap(), []);
    assert_eq!(fixture.disk.calls(), after, "an empty batch costs nothing");
}

#[test]
fn empty_payloads_are_records_too() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[b"", b""]).unwrap();
    drop(journal);
    let (journal, opened) = fixture.open();
    assert_eq!((opened.head.records(), opened.torn), (2, None));
    assert_eq!(journal.reader().iter_from(sequence(2)).count(), 1);
}

#[test]
fn segments_are_allocated_and_follow_each_other() {
    let fixture = Fixture::with_segments(1200);
    let (mut journal, _) = fixture.open();
    let mut positions = Vec::new();
    for number in 1..=60 {
        positions.extend(journal.append(&[payload(number)]).unwrap());
    }
    assert!(positions.is_sorted());
    assert_eq!(positions.last().unwrap().segment.get(), 5);
    assert_holds(&journal.reader(), 60);

    let segments = journal.reader().segments();
    for info in &segments {
        assert_eq!(fs::metadata(&info.path).unwrap().len(), 1200);
        assert_eq!(info.closed, info.id.get() < 5);
        assert!(journal.reader().iter_from(info.first).next().unwrap().is_ok());
    }
    drop(journal);
    let (mut journal, opened) = fixture.open();
    assert_eq!((opened.head.records(), opened.torn), (60, None));
    journal.append(&[payload(61)]).unwrap();
    assert_holds(&journal.reader(), 61);
}

#[test]
fn a_batch_lies_in_one_segment() {
    let fixture = Fixture::with_segments(1200);
    let (mut journal, _) = fixture.open();
    let mut number = 0;
    for size in [3, 7, 5, 12, 1, 11] {
        let batch: Vec<_> = (0..size).map(|index| payload(number + index + 1)).collect();
        number += size;
        let positions = journal.append(&batch).unwrap();
        assert!(positions.iter().all(|position| position.segment == positions[0].segment));
    }
    assert_holds(&journal.reader(), number);
}

#[test]
fn what_is_too_large_is_refused_before_anything_is_written() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    let before = fixture.disk.calls();
    let error = journal.append(&[vec![1; 10], vec![1; 1001]]).unwrap_err();
    assert!(
        matches!(error, Error::PayloadTooLarge { index: 1, bytes: 1001, limit: 1000 }),
        "{error}"
    );
    let error = journal.append(&vec![vec![1; 1000]; 4]).unwrap_err();
    assert!(matches!(error, Error::BatchTooLarge { bytes: 4256, limit: 4032 }), "{error}");
    assert_eq!(fixture.disk.calls(), before);
    journal.append(&[payload(1)]).unwrap();
    assert_holds(&journal.reader(), 1);
}

#[test]
fn a_full_segment_is_reopened_and_left_for_the_next() {
    let fixture = Fixture::with_segments(64 + 64 + 1000);
    let (mut journal, _) = fixture.open();
    journal.append(&[[1; 1000]]).unwrap();
    drop(journal);
    let (mut journal, opened) = fixture.open();
    assert_eq!(opened.head.records(), 1);
    assert_eq!(journal.append(&[[2; 1000]]).unwrap()[0].segment.get(), 2);
}

#[test]
fn a_second_writer_is_refused() {
    let fixture = Fixture::new();
    let (journal, _) = fixture.open();
    let error = fixture.open_error(None);
    assert!(matches!(error, Error::Locked { .. }), "{error}");
    assert!(error.to_string().contains("another process"), "{error}");
    let error = Reader::open(&fixture.path(), None).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error}");

    drop(journal);
    let (reader, _) = Reader::open(&fixture.path(), None).unwrap();
    let (second, _) = Reader::open(&fixture.path(), None).unwrap();
    assert!(matches!(fixture.open_error(None), Error::Locked { .. }));
    drop((reader, second));
    fixture.open();
}
