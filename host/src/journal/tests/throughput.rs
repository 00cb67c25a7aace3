//! How fast the journal is on this machine's disk. Run with
//! `cargo test --release -- --ignored --nocapture throughput`, and with `TMPDIR` on that disk.

use std::time::{Duration, Instant};

use super::*;

#[test]
#[ignore = "a measurement of the disk; it asserts nothing about speed"]
fn throughput() {
    for batch in [1, 64] {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path(), Options::default(), None).unwrap();
        let payloads = vec![vec![0x5a; 2048]; batch];
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            journal.append(&payloads).unwrap();
        }
        let took = begun.elapsed().as_secs_f64();
        let records = journal.head().records();
        println!("batches of {batch}: {:.0} records/s of 2 KiB", records as f64 / took);

        let begun = Instant::now();
        assert_eq!(journal.reader().verify().unwrap().records(), records);
        println!("verify: {:.0} records/s", records as f64 / begun.elapsed().as_secs_f64());
        drop(journal);
        let begun = Instant::now();
        Journal::open(folder.path(), Options::default(), Some(sequence(records))).unwrap();
        println!("open: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    }
}
