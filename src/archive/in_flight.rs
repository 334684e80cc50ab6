//! Counting the jobs that have been handed out and are not yet done, to wait for the last.

use std::sync::{Condvar, Mutex, PoisonError};

/// Jobs handed out and not yet done.
#[derive(Default)]
pub(super) struct InFlight {
    count: Mutex<usize>,
    landed: Condvar,
}

impl InFlight {
    pub(super) fn take_off(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }

    pub(super) fn land(&self) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count -= 1;
        if *count == 0 {
            self.landed.notify_all();
        }
    }

    pub(super) fn wait_until_all_landed(&self) {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self.landed.wait_while(count, |count| *count > 0);
        drop(all.unwrap_or_else(PoisonError::into_inner));
    }
}

/// Lands its job even if the thread that does it panics, so that the feeder never waits in vain.
pub(super) struct Landing<'a>(pub(super) &'a InFlight);

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.0.land();
    }
}
