//! Walking through one segment record by record, checking each against the one before. Knows one
//! segment at a time; where a segment ends is for its callers, recovery and the readers.

use std::path::Path;

use super::error::{Damage, Error, Fault, Result};
use super::record::{Header, Record};
use super::segment::{self, Segment, Start, Stop};
use super::{ChainHash, Position, Sequence};

/// A place between two records of a segment.
#[derive(Debug)]
pub(super) struct Cursor {
    pub(super) segment: Segment,
    /// Where the next record begins.
    pub(super) offset: u64,
    /// The number that the next record must have.
    pub(super) expected: Sequence,
    /// The chain's value before the next record.
    pub(super) chain: ChainHash,
}

impl Cursor {
    /// A cursor before the first record of a segment.
    pub(super) fn open(folder: &Path, start: Start) -> Result<Cursor> {
        let segment = Segment::open(folder, start.id)?;
        Ok(Cursor {
            segment,
            offset: segment::HEADER_BYTES,
            expected: start.first,
            chain: start.chain,
        })
    }

    /// A cursor before the first record of the segment after this one, whose end has been reached.
    ///
    /// Fails if that segment does not go on where this one ends.
    pub(super) fn follow(&self, folder: &Path, start: Start) -> Result<Cursor> {
        let after = Cursor::open(folder, start)?;
        if after.expected != self.expected || after.chain != self.chain {
            let path = &after.segment.path;
            let fault = Fault::SegmentHeader("it does not follow from the segment before");
            return Err(segment::damage(path, start.id, 0, Some(start.first), fault).into());
        }
        Ok(after)
    }

    /// The place that the cursor stands at.
    pub(super) fn position(&self) -> Position {
        Position { segment: self.segment.id, offset: self.offset }
    }

    /// Reads the next record, checking header, payload and chain; stays where it is if it is bad.
    pub(super) fn read(&mut self) -> Result<Record, Stop> {
        let header = self.header()?;
        let payload = self.segment.payload(self.offset, &header)?;
        let chain = self.chain.then(&payload);
        if header.chain != chain {
            return Err(Fault::Chain.into());
        }
        let position = self.position();
        self.step_over(&header);
        Ok(Record { sequence: header.sequence, position, chain, payload })
    }

    /// Steps over the next record, checking only its header; stays where it is if it is bad.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let header = self.header()?;
        self.step_over(&header);
        Ok(())
    }

    /// The next record's header.
    pub(super) fn header(&self) -> Result<Header, Stop> {
        let header = self.segment.header(self.offset)?;
        if header.sequence != self.expected {
            return Err(Fault::OtherSequence { found: header.sequence.get() }.into());
        }
        Ok(header)
    }

    fn step_over(&mut self, header: &Header) {
        self.offset = self.offset.saturating_add(header.record_bytes());
        self.expected = header.sequence.next();
        self.chain = header.chain;
    }

    /// The damage that a fault of the next record is, where that record was acknowledged.
    pub(super) fn damage(&self, fault: Fault) -> Damage {
        let Segment { id, path, .. } = &self.segment;
        segment::damage(path, *id, self.offset, Some(self.expected), fault)
    }

    /// The error that a stop is, where the next record was acknowledged.
    pub(super) fn error(&self, stop: Stop) -> Error {
        match stop {
            Stop::Fault(fault) => self.damage(fault).into(),
            Stop::Failed(error) => error,
        }
    }
}
