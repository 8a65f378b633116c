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

    pub fn add(&self, other: &Steps) -> Steps {
        self.combine(other, i64::saturating_add)
    }

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
