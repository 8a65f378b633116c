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

    pub fn len(self) -> Duration {
        (self.end - self.start).max(Duration::ZERO)
    }

    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

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
