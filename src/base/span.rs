//! A half-open interval of time.

use super::duration::Duration;
use super::instant::Instant;
use std::fmt;

/// `[start, end)`: the start belongs to it, the end does not, so that spans back to back touch and never overlap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: Instant,
    pub end: Instant,
}

impl Span {
    /// All of time.
    pub const ALWAYS: Span = Span { start: Instant::MIN, end: Instant::MAX };

    /// An end before the start gives an empty span at the start.
    pub fn new(start: Instant, end: Instant) -> Span {
        Span { start, end: end.max(start) }
    }

    /// From start to end; never negative.
    pub fn len(self) -> Duration {
        (self.end - self.start).max(Duration::ZERO)
    }

    /// No moment lies in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The start counts, the end does not.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Every moment of `other` lies in this span. An empty span is contained where its start lies, ends included.
    pub fn contains_span(self, other: Span) -> bool {
        self.start <= other.start && other.end.max(other.start) <= self.end
    }

    /// They have a moment in common; touching spans do not.
    pub fn overlaps(self, other: Span) -> bool {
        self.intersect(other).is_some()
    }

    /// What both have in common, never empty.
    pub fn intersect(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The nearest moment within this span, both ends included.
    pub fn clamp(self, at: Instant) -> Instant {
        at.min(self.end).max(self.start)
    }

    /// Both ends moved; an end that is forever stays.
    pub fn shift(self, by: Duration) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// The shortest span that holds both; an empty one does not count.
    pub fn hull(self, other: Span) -> Span {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Span { start: self.start.min(other.start), end: self.end.max(other.end) },
        }
    }
}

/// `2027-01-11T11:30Z .. 2027-01-18T11:30Z`, or `.. no end`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.end.is_forever() {
            write!(f, "{} .. no end", self.start)
        } else {
            write!(f, "{} .. {}", self.start, self.end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Instant::from_seconds(start), Instant::from_seconds(end))
    }

    #[test]
    fn back_to_back_spans_touch_and_do_not_overlap() {
        assert!(!span(0, 10).overlaps(span(10, 20)));
        assert!(span(0, 11).overlaps(span(10, 20)));
        assert_eq!(span(0, 15).intersect(span(10, 20)), Some(span(10, 15)));
        assert_eq!(span(0, 10).intersect(span(10, 20)), None);
        assert!(span(0, 10).contains(Instant::from_seconds(0)));
        assert!(!span(0, 10).contains(Instant::from_seconds(10)));
    }

    #[test]
    fn an_end_before_the_start_is_empty() {
        let backwards = span(10, 0);
        assert!(backwards.is_empty());
        assert_eq!((backwards.start.seconds(), backwards.len()), (10, Duration::ZERO));
        let by_hand = Span { start: Instant::MAX, end: Instant::MIN };
        assert_eq!(by_hand.len(), Duration::ZERO);
        assert!(!by_hand.overlaps(Span::ALWAYS));
    }

    #[test]
    fn it_holds_what_lies_within_ends_included() {
        assert!(span(0, 10).contains_span(span(0, 10)));
        assert!(span(0, 10).contains_span(span(10, 10)));
        assert!(!span(0, 10).contains_span(span(5, 11)));
        assert_eq!(span(0, 10).clamp(Instant::from_seconds(12)).seconds(), 10);
        assert_eq!(span(0, 10).clamp(Instant::from_seconds(-2)).seconds(), 0);
        assert_eq!(span(0, 10).hull(span(20, 30)), span(0, 30));
        assert_eq!(span(0, 10).hull(span(99, 99)), span(0, 10));
    }

    #[test]
    fn moving_keeps_an_open_end_open() {
        let hour = Duration::from_hours(1);
        assert_eq!(span(0, 10).shift(hour), span(3600, 3610));
        let open = Span::new(Instant::from_seconds(0), Instant::FOREVER);
        assert_eq!(open.shift(-hour).end, Instant::FOREVER);
        assert_eq!(open.to_string(), "1970-01-01T00:00Z .. no end");
        assert_eq!(span(0, 3600).to_string(), "1970-01-01T00:00Z .. 1970-01-01T01:00Z");
    }

    proptest! {
        #[test]
        fn an_intersection_lies_in_both(a in 0..99_i64, b in 0..99_i64, c in 0..99_i64, d in 0..99_i64) {
            let (x, y) = (span(a, b), span(c, d));
            prop_assert_eq!(x.intersect(y), y.intersect(x));
            if let Some(both) = x.intersect(y) {
                prop_assert!(!both.is_empty() && x.contains_span(both) && y.contains_span(both));
            } else {
                prop_assert!((0..99).map(Instant::from_seconds).all(|at| !(x.contains(at) && y.contains(at))));
            }
        }
    }
}
