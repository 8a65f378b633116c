//! A piecewise-constant function of time: nodes in use, capacity, money by hour.

use super::instant::Instant;
use super::span::Span;

/// An integer for every moment, zero outside finitely many spans. Values saturate.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Steps {
    /// Where the value changes and to what, in time order; neighbours differ, the value before the first is zero
    /// and the last is zero unless it lies at the end of time. Equal functions have equal knots.
    knots: Vec<(Instant, i64)>,
}

impl Steps {
    /// The sum of all parts, each worth its value within its span. Takes O(n log n).
    pub fn from_parts(parts: impl IntoIterator<Item = (Span, i64)>) -> Steps {
        let mut changes: Vec<(Instant, i128)> = Vec::new();
        for (span, value) in parts {
            if !span.is_empty() && value != 0 {
                changes.push((span.start, i128::from(value)));
                changes.push((span.end, -i128::from(value)));
            }
        }
        changes.sort_unstable_by_key(|&(at, _)| at);
        let mut steps = Steps::default();
        let mut sum: i128 = 0;
        for same in changes.chunk_by(|a, b| a.0 == b.0) {
            sum += same.iter().map(|&(_, change)| change).sum::<i128>();
            if let Some(&(at, _)) = same.first() {
                steps.push(at, sum.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64);
            }
        }
        steps
    }

    /// One value within one span.
    pub fn block(span: Span, value: i64) -> Steps {
        Steps::from_parts([(span, value)])
    }

    fn push(&mut self, at: Instant, value: i64) {
        if self.knots.last().map_or(0, |&(_, last)| last) != value {
            self.knots.push((at, value));
        }
    }

    /// Zero everywhere.
    pub fn is_zero(&self) -> bool {
        self.knots.is_empty()
    }

    /// The spans where the value is not zero, in time order, each as long as its value lasts.
    pub fn segments(&self) -> impl Iterator<Item = (Span, i64)> + '_ {
        self.pieces().filter(|&(_, value)| value != 0)
    }

    /// Like [`Steps::segments`], with the zero stretches in between.
    fn pieces(&self) -> impl Iterator<Item = (Span, i64)> + '_ {
        let ends = self.knots.iter().skip(1).map(|&(at, _)| at).chain([Instant::MAX]);
        self.knots.iter().zip(ends).map(|(&(start, value), end)| (Span { start, end }, value))
    }

    /// From the first to the last moment that is not zero.
    pub fn extent(&self) -> Option<Span> {
        let start = self.knots.first()?.0;
        Some(Span { start, end: self.knots.last()?.0 })
    }

    /// The value at a moment; a step counts from its own moment on. 0 before the first.
    pub fn at(&self, at: Instant) -> i64 {
        let after = self.knots.partition_point(|&(knot, _)| knot <= at);
        after.checked_sub(1).and_then(|i| self.knots.get(i)).map_or(0, |&(_, value)| value)
    }

    /// The values within a span: (part of the span, value), covering it, zero stretches too.
    pub fn within(&self, span: Span) -> impl Iterator<Item = (Span, i64)> + '_ {
        let first = self.knots.partition_point(|&(knot, _)| knot <= span.start);
        let inner =
            self.knots.get(first..).unwrap_or_default().iter().take_while(move |&&(at, _)| at < span.end);
        let starts =
            (!span.is_empty()).then_some((span.start, self.at(span.start))).into_iter().chain(inner.copied());
        let ends = self.knots.get(first..).unwrap_or_default().iter().map(|&(at, _)| at);
        let ends = ends.map(move |at| at.min(span.end)).chain([span.end]);
        starts.zip(ends).map(|((start, value), end)| (Span { start, end }, value))
    }

    /// The highest value in a span, zero when the span is empty.
    pub fn max_in(&self, span: Span) -> i64 {
        self.within(span).map(|(_, value)| value).max().unwrap_or(0)
    }

    /// The lowest value in a span, zero when the span is empty.
    pub fn min_in(&self, span: Span) -> i64 {
        self.within(span).map(|(_, value)| value).min().unwrap_or(0)
    }

    /// Value times seconds over a span; divide by 3600 for node-hours.
    pub fn integral(&self, span: Span) -> i128 {
        self.within(span).map(|(part, value)| i128::from(part.len().seconds()) * i128::from(value)).sum()
    }

    /// Where the value exceeds the limit, neighbours joined.
    pub fn over(&self, limit: i64) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (span, _) in self.within(Span::ALWAYS).filter(|&(_, value)| value > limit) {
            match spans.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => spans.push(span),
            }
        }
        spans
    }

    /// The sum at every moment; saturates.
    pub fn add(&self, other: &Steps) -> Steps {
        self.combine(other, i64::saturating_add)
    }

    /// The difference at every moment; saturates.
    pub fn minus(&self, other: &Steps) -> Steps {
        self.combine(other, i64::saturating_sub)
    }

    /// Moment by moment; `f(0, 0)` must be zero.
    fn combine(&self, other: &Steps, f: impl Fn(i64, i64) -> i64) -> Steps {
        let mut combined = Steps::default();
        let (mut left, mut right) = (self.knots.iter().peekable(), other.knots.iter().peekable());
        let (mut a, mut b) = (0, 0);
        while let Some(at) = [left.peek(), right.peek()].into_iter().flatten().map(|knot| knot.0).min() {
            if let Some(knot) = left.next_if(|knot| knot.0 == at) {
                a = knot.1;
            }
            if let Some(knot) = right.next_if(|knot| knot.0 == at) {
                b = knot.1;
            }
            combined.push(at, f(a, b));
        }
        combined
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Instant::from_seconds(start), Instant::from_seconds(end))
    }

    fn second(at: i64) -> Instant {
        Instant::from_seconds(at)
    }

    #[test]
    fn parts_add_up_and_equal_neighbours_join() {
        let steps =
            Steps::from_parts([(span(0, 10), 2), (span(5, 15), 3), (span(15, 20), 3), (span(30, 40), 1)]);
        let segments: Vec<_> = steps.segments().collect();
        assert_eq!(segments, [(span(0, 5), 2), (span(5, 10), 5), (span(10, 20), 3), (span(30, 40), 1)]);
        assert_eq!(steps.extent(), Some(span(0, 40)));
        assert_eq!([-1, 0, 5, 19, 20, 39, 40].map(|at| steps.at(second(at))), [0, 2, 5, 3, 0, 1, 0]);
    }

    #[test]
    fn back_to_back_windows_never_add_up() {
        let steps = Steps::from_parts([(span(0, 10), 4), (span(10, 20), 4)]);
        assert_eq!(steps.max_in(Span::ALWAYS), 4);
        assert_eq!(steps.segments().count(), 1);
    }

    #[test]
    fn the_highest_and_lowest_value_of_a_span() {
        let steps = Steps::from_parts([(span(0, 10), 2), (span(20, 30), -3)]);
        assert_eq!((steps.max_in(span(0, 30)), steps.min_in(span(0, 30))), (2, -3));
        assert_eq!((steps.max_in(span(20, 25)), steps.min_in(span(2, 3))), (-3, 2));
        assert_eq!((steps.max_in(span(10, 20)), steps.max_in(span(5, 5))), (0, 0));
    }

    #[test]
    fn where_it_is_over_a_limit() {
        let steps = Steps::from_parts([(span(0, 10), 2), (span(4, 6), 1), (span(20, 30), 1)]);
        assert_eq!(steps.over(2), [span(4, 6)]);
        assert_eq!(steps.over(1), [span(0, 10)]);
        assert_eq!(steps.over(0), [span(0, 10), span(20, 30)]);
        assert_eq!(steps.over(-1), [Span::ALWAYS]);
        assert!(Steps::default().over(0).is_empty());
    }

    #[test]
    fn an_open_end_lasts_for_ever() {
        let open = Steps::block(Span::new(second(0), Instant::FOREVER), 8);
        assert_eq!(open.at(second(1_000_000_000)), 8);
        assert_eq!(open.segments().collect::<Vec<_>>(), [(Span::new(second(0), Instant::FOREVER), 8)]);
        assert_eq!(open.minus(&open), Steps::default());
        assert!(open.minus(&open).is_zero());
    }

    #[test]
    fn huge_values_saturate() {
        let steps = Steps::from_parts([(Span::ALWAYS, i64::MAX), (span(0, 10), i64::MAX)]);
        assert_eq!(steps.at(second(5)), i64::MAX);
        assert_eq!(steps.add(&steps).at(second(5)), i64::MAX);
        assert_eq!(Steps::default().minus(&steps).minus(&steps).at(second(5)), i64::MIN);
        let seconds = i128::from(Span::ALWAYS.len().seconds());
        assert_eq!(steps.integral(Span::ALWAYS), seconds * i128::from(i64::MAX));
    }

    fn parts() -> impl Strategy<Value = Vec<(Span, i64)>> {
        proptest::collection::vec((0_i64..50, 0_i64..50, -4_i64..5), 0..12).prop_map(|parts| {
            parts.into_iter().map(|(start, end, value)| (span(start, end), value)).collect()
        })
    }

    fn by_hand(parts: &[(Span, i64)], at: Instant) -> i64 {
        parts.iter().filter(|(span, _)| span.contains(at)).map(|(_, value)| value).sum()
    }

    proptest! {
        #[test]
        fn every_answer_agrees_with_counting_by_hand(parts in parts(), from in 0_i64..50, to in 0_i64..50) {
            let steps = Steps::from_parts(parts.clone());
            let within = span(from, to);
            let values: Vec<i64> = (from..to.max(from)).map(|at| by_hand(&parts, second(at))).collect();
            prop_assert!((-1..51).map(second).all(|at| steps.at(at) == by_hand(&parts, at)));
            prop_assert_eq!(steps.max_in(within), values.iter().copied().max().unwrap_or(0));
            prop_assert_eq!(steps.min_in(within), values.iter().copied().min().unwrap_or(0));
            prop_assert_eq!(steps.integral(within), i128::from(values.iter().sum::<i64>()));
            prop_assert_eq!(Steps::from_parts(steps.segments()), steps.clone());
            for limit in -3..4 {
                let over = steps.over(limit);
                prop_assert!((-1..51).map(second).all(|at| over.iter().any(|s| s.contains(at)) == (steps.at(at) > limit)));
                prop_assert!(over.windows(2).all(|pair| pair[0].end < pair[1].start));
            }
        }

        #[test]
        fn sums_and_differences_hold_moment_by_moment(a in parts(), b in parts()) {
            let (x, y) = (Steps::from_parts(a.clone()), Steps::from_parts(b.clone()));
            prop_assert_eq!(x.add(&y), Steps::from_parts(a.into_iter().chain(b)));
            prop_assert_eq!(x.add(&y).minus(&y), x);
        }

        #[test]
        fn parts_within_a_span_cover_it(parts in parts(), from in 0_i64..50, to in 0_i64..50) {
            let steps = Steps::from_parts(parts);
            let within: Vec<_> = steps.within(span(from, to)).collect();
            prop_assert!(within.windows(2).all(|pair| pair[0].0.end == pair[1].0.start));
            if from < to {
                let whole = Span::new(within[0].0.start, within[within.len() - 1].0.end);
                prop_assert_eq!(whole, span(from, to));
            } else {
                prop_assert!(within.is_empty());
            }
        }
    }
}
