//! A before/after pair: the one noun for change.

/// What something was and what it becomes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Change<T> {
    pub before: T,
    pub after: T,
}

impl<T> Change<T> {
    pub fn new(before: T, after: T) -> Change<T> {
        Change { before, after }
    }

    /// The change that takes this one back.
    pub fn invert(self) -> Change<T> {
        Change { before: self.after, after: self.before }
    }

    /// The same change of something derived from each side.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Change<U> {
        Change { before: f(self.before), after: f(self.after) }
    }

    pub fn as_ref(&self) -> Change<&T> {
        Change { before: &self.before, after: &self.after }
    }
}

impl<T: PartialEq> Change<T> {
    /// Nothing changes: both sides are equal.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverting_swaps_the_sides_and_mapping_keeps_them() {
        let change = Change::new(1, 2);
        assert_eq!(change.invert(), Change { before: 2, after: 1 });
        assert_eq!(change.invert().invert(), change);
        assert_eq!(change.map(|n| n * 10), Change::new(10, 20));
        assert_eq!(
            Change::new("a".to_string(), "b".to_string()).as_ref().map(|s| s.len()),
            Change::new(1, 1)
        );
    }

    #[test]
    fn equal_sides_are_no_change() {
        assert!(Change::new(3, 3).is_same());
        assert!(!Change::new(3, 4).is_same());
    }
}
