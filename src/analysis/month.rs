//! Months of the calendar, in UTC.

use std::fmt;

use crate::base::{Instant, Span};

/// A month: `2027-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

/// Most months that are told apart; what lasts longer than a century is a slip of the pen, and its rest counts in the last.
const MOST: i32 = 1200;

impl Month {
    pub fn of(at: Instant) -> Month {
        let (year, month) = at.month();
        Month(year * 12 + month as i32 - 1)
    }
    /// Its first moment.
    pub fn start(self) -> Instant {
        Instant::of_month(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// The months of a span, each with the end of its part.
pub fn within(span: Span) -> impl Iterator<Item = (Month, Instant)> {
    let first = Month::of(span.start);
    let months = (0..MOST).map(move |n| (n, Month(first.0 + n)));
    let begun = months.take_while(move |(n, month)| *n == 0 || month.start() < span.end);
    begun.filter(move |_| !span.is_empty()).map(move |(n, month)| {
        let last = n + 1 == MOST;
        (month, if last { span.end } else { month.next().start().min(span.end).max(span.start) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_cover_a_span_without_a_gap() {
        let at = |text| Instant::parse(text).unwrap();
        let span = Span::new(at("2026-12-15T00:00Z"), at("2027-02-01T00:00Z"));
        let parts: Vec<_> = within(span).map(|(month, end)| (month.to_string(), end.to_string())).collect();
        let expected = [("2026-12", "2027-01-01T00:00Z"), ("2027-01", "2027-02-01T00:00Z")];
        assert_eq!(parts, expected.map(|(month, end)| (month.to_string(), end.to_string())));
        let all = Span::new(Instant::MIN, Instant::MAX);
        assert_eq!(within(all).last().map(|(_, end)| end), Some(Instant::MAX));
        assert_eq!(within(all).count(), 1200);
    }
}
