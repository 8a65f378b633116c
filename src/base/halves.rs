//! Work on a long list in two halves at the same time. The result is the same as one after the other.

/// Lists shorter than this are not worth a second thread.
const WORTH_IT: usize = 256;

pub fn is_worth_it(items: usize) -> bool {
    items >= WORTH_IT
}

/// What `each` makes of every item and its position, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let of = |first: usize, part: &[T]| -> Vec<R> {
        part.iter().enumerate().map(|(at, item)| each(first + at, item)).collect()
    };
    if !is_worth_it(items.len()) {
        return of(0, items);
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (mut all, rest) = both(|| of(0, left), || of(left.len(), right));
    all.extend(rest);
    all
}

/// Both results, the second computed by another thread meanwhile where the system has one to give. A panic of either goes
/// on here.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl Fn() -> B + Sync) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, &second);
        let first = first();
        let second = match thread.map(|thread| thread.join()) {
            Ok(Ok(second)) => second,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => second(),
        };
        (first, second)
    })
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
    #[should_panic(expected = "no item 300")]
    fn a_panic_of_the_other_half_is_not_lost() {
        map(&[0; 400], |at, _| assert!(at != 300, "no item {at}"));
    }
}
