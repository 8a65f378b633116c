//! Sorting, and maps made of pairs, with little code for each type.
//!
//! The standard stable sort is some six kilobytes of code for each type and key it is used with, and collecting into a `BTreeMap`
//! sorts too. Plans have many types and short lists: here one sort finds the order of places, and each type only swaps.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts as `compare` says; equal items keep their order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    if let Some(places) = places {
        put(places, &mut |a, b| items.swap(a, b));
    }
}

/// Sorts by a key; items of equal keys keep their order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts in the order of their type.
pub fn all<T: Ord>(items: &mut [T]) {
    by(items, T::cmp);
}

/// A map of these pairs; of several with one key, the last.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

/// The set of these.
pub fn set<K: Ord>(keys: impl IntoIterator<Item = K>) -> BTreeSet<K> {
    let mut set = BTreeSet::new();
    for key in keys {
        set.insert(key);
    }
    set
}

/// The place from which each place takes its item; `None` if all are in order.
fn sorted(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Option<Vec<usize>> {
    if (1..len).all(|at| compare(at - 1, at).is_le()) {
        return None;
    }
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&a, &b| compare(a, b));
    Some(places)
}

/// Moves every item to its place, along the cycles of the permutation.
fn put(mut from: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..from.len() {
        let mut at = start;
        while let Some(next) = from.get_mut(at).map(|place| std::mem::replace(place, at))
            && next != start
            && next != at
        {
            swap(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_like_the_standard_library(mut items: Vec<(u8, u16)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key % 8);
            by_key(&mut items, |(key, _)| *key % 8);
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn maps_and_sets_are_those_of_the_standard_library(pairs: Vec<(u8, u16)>) {
            prop_assert_eq!(map(pairs.iter().copied()), pairs.iter().copied().collect());
            prop_assert_eq!(set(pairs.iter().copied()), pairs.iter().copied().collect());
        }
    }
}
