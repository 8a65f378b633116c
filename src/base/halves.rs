//! Work on a long list in two halves at the same time. The result is the same as one after the other.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::heap;

/// Lists shorter than this are not worth a second thread.
const WORTH_IT: usize = 256;

/// What the second thread may need, in bytes.
const ROOM: usize = 1 << 20;

pub fn is_worth_it(items: usize) -> bool {
    items >= WORTH_IT
}

/// What `each` makes of every item and its position, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let of = |first: usize, part: &[T], room: usize| -> Vec<R> {
        let mut made = Vec::with_capacity(room);
        made.extend(part.iter().enumerate().map(|(at, item)| each(first + at, item)));
        made
    };
    if !is_worth_it(items.len()) {
        return of(0, items, items.len());
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (mut all, rest) = both(|| of(0, left, items.len()), || of(left.len(), right, right.len()));
    all.extend(rest);
    all
}

/// Both results, the second computed by another thread meanwhile where the system has one to give. A panic of either goes
/// on here.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl Fn() -> B + Sync) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, || {
            heap::reserve(ROOM);
            second()
        });
        let first = first();
        let second = match thread.map(|thread| thread.join()) {
            Ok(Ok(second)) => second,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => second(),
        };
        (first, second)
    })
}

/// What `each` makes of every item, in two threads; whoever is free takes the next one, and this thread begins with `first`.
/// The parts come in no certain order.
pub fn shared<T: Sync, R: Send, A>(
    items: &[T],
    first: impl FnOnce() -> A,
    each: impl Fn(&T) -> Vec<R> + Sync,
) -> (A, Vec<R>) {
    let taken = AtomicUsize::new(0);
    let take = || {
        let mut made = Vec::new();
        while let Some(item) = items.get(taken.fetch_add(1, Ordering::Relaxed)) {
            made.append(&mut each(item));
        }
        made
    };
    let ((first, mut all), rest) = both(|| (first(), take()), take);
    all.extend(rest);
    (first, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_come_together_in_order() {
        for length in [0, 1, WORTH_IT - 1, WORTH_IT, WORTH_IT + 1] {
            let items: Vec<usize> = (0..length).collect();
            assert_eq!(
                map(&items, |at, item| (at, item + 1)),
                Vec::from_iter((0..length).map(|n| (n, n + 1)))
            );
        }
    }

    #[test]
    fn every_item_is_taken_once() {
        let items: Vec<usize> = (0..1000).collect();
        let (first, mut all) = shared(&items, || "first", |item| vec![*item]);
        all.sort_unstable();
        assert_eq!((first, all), ("first", items));
    }

    #[test]
    #[should_panic(expected = "no item 300")]
    fn a_panic_of_the_other_half_is_not_lost() {
        map(&[0; 400], |at, _| assert!(at != 300, "no item {at}"));
    }
}
