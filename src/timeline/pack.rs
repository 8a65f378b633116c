//! Packing spans into as few rows as possible, none over another in the same row.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::Span;

/// The row of each span, and how many rows there are. Spans come in the order of their starts; each takes the uppermost row
/// that is free at its start, so the same spans always give the same rows. Takes O(n log n).
pub fn pack(spans: impl IntoIterator<Item = Span>) -> (Vec<usize>, usize) {
    let mut busy = BinaryHeap::new();
    let mut free = BinaryHeap::new();
    let mut rows = 0;
    let mut placed = Vec::new();
    for span in spans {
        while let Some(&Reverse((end, row))) = busy.peek() {
            if end > span.start {
                break;
            }
            busy.pop();
            free.push(Reverse(row));
        }
        let row = free.pop().map_or(rows, |Reverse(row)| row);
        rows = rows.max(row + 1);
        busy.push(Reverse((span.end.max(span.start), row)));
        placed.push(row);
    }
    (placed, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Instant;
    use proptest::prelude::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Instant::from_seconds(start), Instant::from_seconds(end))
    }

    #[test]
    fn back_to_back_spans_share_a_row() {
        assert_eq!(pack([span(0, 5), span(5, 9), span(9, 12)]), (vec![0, 0, 0], 1));
    }

    #[test]
    fn a_free_row_above_is_taken_first() {
        assert_eq!(pack([span(0, 9), span(1, 3), span(2, 8), span(4, 6)]), (vec![0, 1, 2, 1], 3));
    }

    proptest! {
        #[test]
        fn no_row_holds_two_at_once(mut parts in proptest::collection::vec((0..100_i64, 0..20_i64), 0..60)) {
            parts.sort_unstable();
            let spans: Vec<Span> = parts.iter().map(|(start, length)| span(*start, start + length)).collect();
            let (rows, count) = pack(spans.iter().copied());
            for (i, a) in spans.iter().enumerate() {
                for (j, b) in spans.iter().enumerate().skip(i + 1) {
                    prop_assert!(rows[i] != rows[j] || !a.overlaps(*b));
                }
            }
            // No more rows than spans that meet in one moment.
            let most = spans.iter().map(|at| spans.iter().filter(|s| s.start <= at.start && at.start < s.end.max(s.start + crate::base::Duration::from_seconds(1))).count()).max();
            prop_assert!(count <= most.unwrap_or(0));
        }
    }
}
