//! How the calls of a procedure go: counted without a lock, since every call counts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counts of one procedure since it was loaded.
#[derive(Default)]
pub(super) struct Health {
    calls: AtomicU64,
    failures: AtomicU64,
    micros: AtomicU64,
    peak: AtomicU64,
}

/// How the calls of a procedure went since it was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Healthy {
    /// Calls that ended.
    pub calls: u64,
    /// Those that failed.
    pub failures: u64,
    /// What all of them took, in microseconds.
    pub micros: u64,
    /// The most memory of one, in bytes.
    pub peak_memory: u64,
}

impl Healthy {
    /// What a call took on average, in microseconds.
    pub fn mean_micros(&self) -> u64 {
        self.micros.checked_div(self.calls).unwrap_or(0)
    }
}

impl Health {
    /// Counts a call.
    pub(super) fn count(&self, took: Duration, memory: usize, failed: bool) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.failures.fetch_add(u64::from(failed), Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
        self.peak.fetch_max(memory as u64, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Healthy {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Healthy {
            calls: read(&self.calls),
            failures: read(&self.failures),
            micros: read(&self.micros),
            peak_memory: read(&self.peak),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted() {
        let health = Health::default();
        assert_eq!(health.now().mean_micros(), 0);
        health.count(Duration::from_micros(10), 100, false);
        health.count(Duration::from_micros(30), 50, true);
        let now = health.now();
        assert_eq!((now.calls, now.failures, now.mean_micros()), (2, 1, 20));
        assert_eq!(now.peak_memory, 100);
    }
}
