//! Disks that fail: syncs that do not succeed, and disks without room.

use super::*;

/// Appends what must fail, and checks that nobody sees any of it.
fn refused(journal: &mut Journal, batch: &[Vec<u8>]) -> Error {
    let before = journal.head();
    let error = journal.append(batch).unwrap_err();
    assert_eq!(journal.head(), before);
    assert_holds(&journal.reader(), before.records());
    error
}

#[test]
fn a_failed_sync_gives_up_the_segment_and_the_next_append_opens_another() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    fixture.disk.fail(DiskFault::Sync(io::ErrorKind::Other));
    // These reach the file whole, and must not be taken for the records that follow.
    let error = refused(&mut journal, &[b"not acknowledged".to_vec(), b"nor this".to_vec()]);
    assert!(matches!(error, Error::NotDurable { .. }), "{error}");

    let position = journal.append(&[payload(2)]).unwrap()[0];
    assert_eq!(position, Position { segment: SegmentId(2), offset: 64 });
    assert_holds(&journal.reader(), 2);
    drop(journal);
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(3)]).unwrap();
    assert_holds(&journal.reader(), 3);

    // What was never acknowledged is no record, also for one who asks for it by its place.
    let superseded = Position { segment: SegmentId(1), offset: 64 + record_bytes(1) };
    let error = journal.reader().read(superseded).unwrap_err();
    assert!(matches!(error, Error::NoSuchRecord { .. }), "{error}");
}

#[test]
fn while_no_sync_succeeds_nothing_is_acknowledged_and_reads_go_on() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    for _ in 0..3 {
        fixture.disk.fail(DiskFault::Sync(io::ErrorKind::Other));
        let error = refused(&mut journal, &[payload(2)]);
        assert!(matches!(error, Error::NotDurable { .. }), "{error}");
    }
    assert_eq!(journal.append(&[payload(2)]).unwrap()[0].segment, SegmentId(2));
    assert_holds(&journal.reader(), 2);
}

#[test]
fn an_empty_segment_between_two_others_is_stepped_over() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    for segment in 2..=4 {
        fixture.disk.fail(DiskFault::Write(5, io::ErrorKind::Other));
        let error = refused(&mut journal, &[payload(2)]);
        assert!(matches!(error, Error::NotDurable { .. }), "{error}");
        // The header of the next segment is written and synced, its first batch is not.
        let disk = fixture.disk.clone();
        let start = segment::Start {
            id: SegmentId(segment),
            first: sequence(2),
            chain: journal.head().hash,
        };
        segment::Segment::create(&fixture.path(), start, &fixture.limits, &*disk).unwrap();
        drop(journal);
        journal = fixture.open().0;
    }
    journal.append(&[payload(2)]).unwrap();
    assert_holds(&journal.reader(), 2);
    assert_eq!(journal.reader().segments().len(), 4);
    let records: Vec<_> = journal.reader().iter_from(sequence(2)).map(Result::unwrap).collect();
    assert_eq!(records[0].position.segment, SegmentId(4));
}

#[test]
fn records_of_a_failed_batch_are_found_if_nothing_took_their_numbers() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    fixture.disk.fail(DiskFault::Sync(io::ErrorKind::Other));
    journal.append(&[payload(2)]).unwrap_err();
    drop(journal);
    assert_holds(&fixture.open().0.reader(), 2);
}

#[test]
fn a_full_disk_acknowledges_nothing_and_passes() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    let end = journal.append(&[payload(1)]).unwrap()[0].offset + record_bytes(1);
    let batch = [payload(2), payload(3)];
    for written in [0, 1, 63, 64, record_bytes(2) as usize, record_bytes(2) as usize + 70] {
        fixture.disk.fail(DiskFault::Write(written, io::ErrorKind::StorageFull));
        let error = refused(&mut journal, &batch);
        assert!(matches!(error, Error::Full { offset, .. } if offset == end), "{error}");
        let rest = &fs::read(fixture.segment(1)).unwrap()[end as usize..];
        assert!(rest.iter().all(|&byte| byte == 0), "{written} bytes are cut");
    }
    assert_eq!(journal.append(&batch).unwrap()[0].segment, SegmentId::FIRST);
    assert_holds(&journal.reader(), 3);
    drop(journal);
    assert_holds(&fixture.open().0.reader(), 3);
}

#[test]
fn a_full_disk_whose_cut_fails_gives_up_the_segment() {
    let fixture = Fixture::new();
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    fixture.disk.fail(DiskFault::Write(70, io::ErrorKind::StorageFull));
    fixture.disk.fail(DiskFault::Sync(io::ErrorKind::Other));
    let error = refused(&mut journal, &[payload(2)]);
    assert!(matches!(error, Error::NotDurable { .. }), "{error}");
    assert_eq!(journal.append(&[payload(2)]).unwrap()[0].segment, SegmentId(2));
    assert_holds(&journal.reader(), 2);
}

#[test]
fn no_room_for_a_new_segment_is_a_full_disk_too() {
    let fixture = Fixture::with_segments(64 + 64 + 1000);
    let (mut journal, _) = fixture.open();
    journal.append(&[[7; 1000]]).unwrap();
    for fault in [
        DiskFault::Allocate(io::ErrorKind::StorageFull),
        DiskFault::Write(10, io::ErrorKind::QuotaExceeded),
    ] {
        fixture.disk.fail(fault);
        let error = journal.append(&[[8; 1000]]).unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error}");
        assert_eq!(names(&fixture.path()), ["00000001.seg", "LOCK"]);
        assert_eq!(journal.reader().verify().unwrap().records(), 1);
    }
    assert_eq!(journal.append(&[[8; 1000]]).unwrap()[0].segment, SegmentId(2));
    assert_eq!(journal.reader().verify().unwrap().records(), 2);
}

#[test]
fn once_a_segment_was_to_be_replaced_it_takes_no_more_records() {
    let fixture = Fixture::with_segments(64 + 64 + 1000);
    let (mut journal, _) = fixture.open();
    journal.append(&[payload(1)]).unwrap();
    fixture.disk.fail(DiskFault::SyncFolder(io::ErrorKind::Other));
    let error = journal.append(&[[8; 1000]]).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    // The new segment's file is there, and says that record 2 is its first. A record 2 in the
    // old segment, which has room for it, would be lost at the next opening.
    assert_eq!(journal.append(&[payload(2)]).unwrap()[0].segment, SegmentId(2));
    drop(journal);
    assert_holds(&fixture.open().0.reader(), 2);
}

#[test]
fn a_file_system_that_cannot_reserve_room_is_used_all_the_same() {
    let fixture = Fixture::new();
    fixture.disk.fail(DiskFault::Allocate(io::ErrorKind::Unsupported));
    fixture.filled(3);
    assert!(fixture.disk.is_spent());
    assert!(fs::metadata(fixture.segment(1)).unwrap().len() < 4096);
    let (mut journal, opened) = fixture.open();
    assert_eq!(opened.torn, None);
    journal.append(&[payload(4)]).unwrap();
    assert_holds(&journal.reader(), 4);
}

#[test]
fn an_opening_whose_sync_fails_does_not_trust_the_segment() {
    let fixture = Fixture::new();
    fixture.filled(1);
    // First the folder's sync, then the segment's.
    for fault in
        [DiskFault::SyncFolder(io::ErrorKind::Other), DiskFault::Sync(io::ErrorKind::Other)]
    {
        fixture.disk.fail(fault);
        assert!(matches!(fixture.open_error(None), Error::Io { .. }));
    }
    assert_holds(&fixture.open().0.reader(), 1);
}
