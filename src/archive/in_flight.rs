//! Counting the jobs that have been handed out and are not yet done: to wait for the last, and to
//! hand out no more than fits into memory.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs handed out and not yet done.
#[derive(Default)]
pub(super) struct InFlight {
    now: Mutex<Load>,
    landed: Condvar,
}

#[derive(Default)]
struct Load {
    jobs: usize,
    bytes: usize,
}

impl InFlight {
    /// A job of so many bytes begins, once it and all others are no more than `most_bytes`; one that
    /// is more than that by itself begins alone.
    pub(super) fn take_off(&self, bytes: usize, most_bytes: usize) {
        let is_full = |load: &mut Load| load.jobs > 0 && load.bytes + bytes > most_bytes;
        let mut load = self.until_not(is_full);
        load.jobs += 1;
        load.bytes += bytes;
    }

    pub(super) fn land(&self, bytes: usize) {
        let mut load = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        load.jobs -= 1;
        load.bytes -= bytes;
        self.landed.notify_all();
    }

    pub(super) fn wait_until_all_landed(&self) {
        drop(self.until_not(|load| load.jobs > 0));
    }

    fn until_not(&self, is_so: impl FnMut(&mut Load) -> bool) -> MutexGuard<'_, Load> {
        let load = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.landed.wait_while(load, is_so);
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lands its job even if the thread that does it panics, so that the feeder never waits in vain.
pub(super) struct Landing<'a> {
    pub(super) of: &'a InFlight,
    pub(super) bytes: usize,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.of.land(self.bytes);
    }
}
