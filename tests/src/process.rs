//! What this process takes of the machine.

use std::time::Duration;

/// Bytes of memory that are resident. Zero where the system does not say.
pub fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

/// CPU time that this process took so far, of all its threads, the ended ones included. Zero
/// where the system does not say.
pub fn cpu() -> Duration {
    times("/proc/self/stat")
}

/// CPU time that this thread took so far. Zero where the system does not say.
pub fn thread_cpu() -> Duration {
    times("/proc/thread-self/stat")
}

/// User and system time in a `stat` file. It counts in hundredths of a second on every Linux.
fn times(file: &str) -> Duration {
    let stat = std::fs::read_to_string(file).unwrap_or_default();
    // A thread's name is in parentheses and may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2);
    Duration::from_millis(10) * ticks.filter_map(|ticks| ticks.parse::<u32>().ok()).sum()
}
