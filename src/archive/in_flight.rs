//! Counting what is on its way: to wait for the last of it, and to send no more than fits into
//! memory.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// What is on its way.
#[derive(Default)]
pub(super) struct InFlight {
    now: Mutex<Load>,
    landed: Condvar,
}

#[derive(Default)]
struct Load {
    pieces: usize,
    bytes: usize,
}

impl InFlight {
    /// A piece of so many bytes begins its way, once it and all others are no more than `most_bytes`;
    /// one that is more than that by itself goes alone. It has arrived when what is given back is
    /// dropped.
    pub(super) fn take_off(of: &Arc<InFlight>, bytes: usize, most_bytes: usize) -> Landing {
        let is_full = |load: &mut Load| load.pieces > 0 && load.bytes + bytes > most_bytes;
        let mut load = of.until_not(is_full);
        load.pieces += 1;
        load.bytes += bytes;
        Landing {
            of: Arc::clone(of),
            bytes,
        }
    }

    pub(super) fn wait_until_all_landed(&self) {
        drop(self.until_not(|load| load.pieces > 0));
    }

    fn until_not(&self, is_so: impl FnMut(&mut Load) -> bool) -> MutexGuard<'_, Load> {
        let load = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.landed.wait_while(load, is_so);
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

/// A piece on its way: it lands wherever it is dropped, be it by a thread that panics, so that nobody
/// waits in vain.
pub(super) struct Landing {
    of: Arc<InFlight>,
    bytes: usize,
}

impl Drop for Landing {
    fn drop(&mut self) {
        let mut load = self.of.now.lock().unwrap_or_else(PoisonError::into_inner);
        load.pieces -= 1;
        load.bytes -= self.bytes;
        self.of.landed.notify_all();
    }
}

/// A document on its way into the index, which counts until the index has taken it up.
pub(super) struct OnItsWay {
    pub document: TantivyDocument,
    pub _landing: Landing,
}

impl Document for OnItsWay {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}
