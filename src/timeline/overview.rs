//! The whole plan in one row, with the part that the screen shows.

use super::lanes::Lanes;
use super::viewport::Viewport;
use crate::base::{Duration, Instant, Span};

/// One row over the whole of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Its own scale: where a click in a cell leads.
    pub viewport: Viewport,
    /// First and last cell of what the screen shows; the row's edge where that lies outside.
    pub seen: (u16, u16),
    /// How much goes on in each cell, from 0 (nothing) to 8 (the most there is anywhere).
    pub levels: Vec<u8>,
}

/// An overview of `extent`, `width` cells wide, for a screen of `seen` time. Takes time proportional to the plan.
pub fn overview(lanes: &Lanes, extent: Span, seen: Span, width: u16) -> Overview {
    let viewport = Viewport::default().fit(extent, width);
    let last = i64::from(width.max(1)) - 1;
    let cell = |at: Instant| viewport.cell_of(at).0.clamp(0, last);
    let mut changes = vec![0_i64; usize::from(width) + 1];
    for item in lanes.items.iter().filter(|item| !item.ghost && item.span.overlaps(viewport.span(width))) {
        let last_moment = item.span.end - Duration::from_seconds(1);
        let (from, to) = (cell(item.span.start) as usize, cell(last_moment) as usize + 1);
        for (at, change) in [(from, 1), (to, -1)] {
            if let Some(slot) = changes.get_mut(at) {
                *slot += change;
            }
        }
    }
    let mut going_on = 0;
    let counts = changes.iter().take(usize::from(width)).map(|change| {
        going_on += change;
        going_on
    });
    let counts: Vec<i64> = counts.collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let levels = counts.iter().map(|count| ((count * 8 + most - 1) / most).clamp(0, 8) as u8).collect();
    Overview { viewport, seen: (cell(seen.start) as u16, cell(seen.end) as u16), levels }
}

#[cfg(test)]
mod tests {
    use super::super::lanes::{Options, lay_out};
    use super::super::sample::{at, small};
    use super::*;

    #[test]
    fn the_example_in_one_row() {
        let (plan, analysis) = small();
        let lanes = lay_out(&plan, &analysis, &Options::default());
        let extent = Span::new(at("2027-01-11T00:00Z"), at("2027-01-23T00:00Z"));
        let seen = Span::new(at("2027-01-18T00:00Z"), at("2027-02-18T00:00Z"));
        let shown = overview(&lanes, extent, seen, 26);
        let levels: String = shown.levels.iter().map(|level| char::from(b'0' + level)).collect();
        assert_eq!(levels, "00888888888888880800000000");
        assert_eq!(shown.seen, (15, 25));
        assert!(shown.viewport.instant_at(15, 0) <= seen.start);
        assert!(overview(&lanes, extent, seen, 0).levels.is_empty());
    }
}
