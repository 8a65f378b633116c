//! Lists of ids or values, merged three ways: what stands in them, and in which order.

use crate::base::sort;
use std::collections::{BTreeMap, BTreeSet};

/// The order of `kept` that follows from what two sides made of a list; `None` where both moved what was there before, and
/// differently.
///
/// The order of the side that moved something holds. What only the other side has stands after what it stands after there.
pub fn merge_order(
    base: &[String],
    ours: &[String],
    theirs: &[String],
    kept: &BTreeSet<&String>,
) -> Option<Vec<String>> {
    let sets = [base, ours, theirs].map(sort::set);
    let common = |side: &[String]| -> Vec<String> {
        side.iter().filter(|id| sets.iter().all(|set| set.contains(id))).cloned().collect()
    };
    let (was, our, their) = (common(base), common(ours), common(theirs));
    if their == was || our == their {
        Some(arrange(ours, theirs, kept))
    } else if our == was {
        Some(arrange(theirs, ours, kept))
    } else {
        None
    }
}

/// `kept` in the order of `first`; what only `second` has stands after what it stands after there.
pub fn arrange(first: &[String], second: &[String], kept: &BTreeSet<&String>) -> Vec<String> {
    let known: BTreeSet<&String> = sort::set(first.iter().filter(|id| kept.contains(id)));
    // What is only in `second`, by the nearest known one before it.
    let mut behind: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
    let mut last = None;
    for id in second.iter().filter(|id| kept.contains(id)) {
        match known.contains(id) {
            true => last = Some(id),
            false => behind.entry(last).or_default().push(id),
        }
    }
    let mut out: Vec<String> = Vec::with_capacity(kept.len());
    let follow = |id: Option<&String>, out: &mut Vec<String>| {
        out.extend(behind.get(&id).into_iter().flatten().map(|id| (*id).clone()));
    };
    follow(None, &mut out);
    for id in first.iter().filter(|id| kept.contains(id)) {
        out.push(id.clone());
        follow(Some(id), &mut out);
    }
    out
}

/// The values of a list that both sides changed; `None` where it has a value twice, or where both moved what was there.
pub fn merge_values(base: &[String], ours: &[String], theirs: &[String]) -> Option<Vec<String>> {
    let sets = [base, ours, theirs].map(sort::set);
    let [was, our, their] = &sets;
    let all_once = [(base, was), (ours, our), (theirs, their)];
    if all_once.iter().any(|(side, set)| side.len() != set.len()) {
        return None;
    }
    let kept = |id: &&String| match (was.contains(id), our.contains(id), their.contains(id)) {
        (true, our, their) => our && their,
        (false, our, their) => our || their,
    };
    let kept: BTreeSet<&String> = sort::set(ours.iter().chain(theirs).filter(kept));
    merge_order(base, ours, theirs, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
        merge_values(&letters(base), &letters(ours), &letters(theirs)).map(|values| values.concat())
    }

    #[test]
    fn values_come_and_go_from_both_sides() {
        assert_eq!(merged("abc", "abxc", "aybc").as_deref(), Some("aybxc"));
        assert_eq!(merged("abc", "ac", "abcz").as_deref(), Some("acz"));
        assert_eq!(merged("", "ab", "cb").as_deref(), Some("cab"));
        assert_eq!(merged("abc", "", "abcd").as_deref(), Some("d"));
    }

    #[test]
    fn the_order_of_the_side_that_moved_holds() {
        assert_eq!(merged("abc", "cab", "abcd").as_deref(), Some("cdab"));
        assert_eq!(merged("abc", "abxc", "cba").as_deref(), Some("cbxa"));
        assert_eq!(merged("abc", "bca", "bca").as_deref(), Some("bca"));
        assert_eq!(merged("abc", "bac", "acb"), None, "moved differently");
        assert_eq!(merged("ab", "aab", "abc"), None, "a value twice");
    }
}
