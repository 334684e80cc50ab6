//! A shelf: things that threads put down, each once, and that all find by their numbers.
//!
//! What is put down stays where it is, in the order of coming, many beside each other: the common
//! ones come first, and so lie close together. That matters more than all else where fetching from
//! memory is most of the work.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Things, by their numbers from 0 on.
pub(super) struct Shelf<T> {
    boards: Box<[OnceLock<Board<T>>]>,
    count: AtomicUsize,
}

type Board<T> = Box<[OnceLock<T>]>;

/// Things that lie on one board.
const BOARD: usize = 1 << 14;
/// Together 67 million things, more than one record has words.
const BOARDS: usize = 1 << 12;

impl<T> Shelf<T> {
    /// An empty shelf.
    pub fn new() -> Self {
        Shelf {
            boards: empty(BOARDS),
            count: AtomicUsize::new(0),
        }
    }

    /// Puts a thing down and gives its number; `None` if the shelf is full.
    pub fn put(&self, thing: T) -> Option<u32> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let board = self.boards.get(number / BOARD)?;
        let place = board.get_or_init(|| empty(BOARD)).get(number % BOARD)?;
        place.set(thing).ok()?;
        u32::try_from(number).ok()
    }

    /// The thing of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        let number = number as usize;
        self.boards.get(number / BOARD)?.get()?[number % BOARD].get()
    }

    /// How many things were put down.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

fn empty<T>(places: usize) -> Box<[OnceLock<T>]> {
    std::iter::repeat_with(OnceLock::new).take(places).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_any_thread_has_put_down_all_find() {
        let shelf = Shelf::new();
        let put = |from: usize| -> Vec<_> {
            let things = from..from + BOARD;
            things.map(|thing| (thing, shelf.put(thing))).collect()
        };
        let (a, b) = std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(|| put(0)), scope.spawn(|| put(1_000_000)));
            (a.join().unwrap(), b.join().unwrap())
        });
        assert_eq!(shelf.count(), 2 * BOARD);
        for (thing, number) in a.into_iter().chain(b) {
            assert_eq!(shelf.get(number.unwrap()), Some(&thing));
        }
        assert_eq!(shelf.get(u32::MAX), None);
    }
}
