//! The town's clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::contract::{Date, Moment};

/// The wall clock in the town's time zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

/// One reading of the clock.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds since 1970, UTC.
    pub millis: i64,
    /// The town's date and time.
    pub moment: Moment,
}

impl Now {
    /// The town's date.
    pub fn today(&self) -> Date {
        self.moment.date
    }

    /// Seconds since 1970, UTC.
    pub fn seconds(&self) -> i64 {
        self.millis / 1_000
    }
}

impl Clock {
    /// The clock of a town in this zone.
    pub fn new(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// Now.
    pub fn now(&self) -> Now {
        let now = Timestamp::now();
        Now { millis: now.as_millisecond(), moment: self.moment(now.as_millisecond()) }
    }

    /// The town's date and time at some milliseconds since 1970.
    pub fn moment(&self, millis: i64) -> Moment {
        let timestamp = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
        timestamp.to_zoned(self.zone.clone()).datetime().into()
    }
}

/// The day on this machine's own calendar, for commands that know of no town.
pub fn today() -> Date {
    Clock::new(TimeZone::system()).now().today()
}
