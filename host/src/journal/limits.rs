//! The sizes that the journal keeps to. Knows only numbers.

use super::error::{Error, Result};
use super::{record, segment};

/// How large segments and payloads may be.
///
/// They bind what is written. What an earlier process wrote under other limits stays readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    segment_bytes: u64,
    max_payload_bytes: u32,
}

impl Limits {
    /// Size of a segment file by default: 64 MiB.
    ///
    /// Large enough that creating one is rare, small enough to ship and to scan in a moment.
    pub const SEGMENT_BYTES: u64 = 64 << 20;

    /// Largest payload by default: 1 MiB. Attachments are files of their own.
    pub const MAX_PAYLOAD_BYTES: u32 = 1 << 20;

    /// Limits of `segment_bytes` for a segment file and `max_payload_bytes` for one payload.
    ///
    /// # Errors
    ///
    /// [`Error::Limits`] if a segment has no room for one record of the largest size.
    pub fn new(segment_bytes: u64, max_payload_bytes: u32) -> Result<Limits> {
        let limits = Limits { segment_bytes, max_payload_bytes };
        if limits.max_batch_bytes() < Self::record_bytes(max_payload_bytes as usize) {
            return Err(Error::Limits { segment_bytes, max_payload_bytes });
        }
        Ok(limits)
    }

    /// Size to which a segment is allocated, in bytes, and which it never exceeds.
    pub fn segment_bytes(&self) -> u64 {
        self.segment_bytes
    }

    /// Largest payload of one record, in bytes.
    pub fn max_payload_bytes(&self) -> u32 {
        self.max_payload_bytes
    }

    /// Largest batch, in bytes on disk: a batch lies in one segment, so that one sync covers it.
    pub fn max_batch_bytes(&self) -> u64 {
        self.segment_bytes.saturating_sub(segment::HEADER_BYTES)
    }

    /// What a payload of `payload_bytes` takes on disk, in bytes: sum it to fill a batch.
    pub fn record_bytes(payload_bytes: usize) -> u64 {
        record::HEADER_BYTES + payload_bytes as u64
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { segment_bytes: Self::SEGMENT_BYTES, max_payload_bytes: Self::MAX_PAYLOAD_BYTES }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_limits_are_valid() {
        let default = Limits::default();
        assert_eq!(Limits::new(default.segment_bytes, default.max_payload_bytes).unwrap(), default);
    }

    #[test]
    fn a_segment_has_room_for_the_largest_record() {
        assert!(Limits::new(64 + 64 + 100, 100).is_ok());
        let error = Limits::new(64 + 64 + 99, 100).unwrap_err();
        assert!(error.to_string().contains("227"), "{error}");
    }
}
