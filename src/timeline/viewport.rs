//! Which part of time and of the lanes is on the screen. All of it is arithmetic on instants and cells; every method is total
//! and answers with a new viewport.

use crate::base::zone::Unit;
use crate::base::{Duration, Instant, Span};

/// Seconds per cell that zooming steps through, from the hour view to the quarter and year view.
pub const LADDER: [i64; 12] =
    [300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800, 1_209_600];

/// The finest and the coarsest scale that fitting may choose.
const FINEST: i64 = 60;
const COARSEST: i64 = 400_000_000_000;

/// Lengths that a fitted cell is a multiple of: minutes, hours, days.
const GRAINS: [i64; 11] = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/// A window onto time (the left edge and the scale) and onto the lanes (the first one).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// The moment at the left edge.
    pub start: Instant,
    /// Index of the uppermost lane.
    pub first_lane: usize,
    seconds_per_cell: i64,
}

impl Default for Viewport {
    fn default() -> Viewport {
        Viewport::new(Instant::default(), 14_400)
    }
}

impl Viewport {
    /// Scales below a minute a cell become a minute.
    pub fn new(start: Instant, seconds_per_cell: i64) -> Viewport {
        Viewport { start, first_lane: 0, seconds_per_cell: seconds_per_cell.clamp(FINEST, COARSEST) }
    }

    /// The whole of a span in `width` cells, with some air; the scale is a round number of minutes, hours or days.
    pub fn fit(self, span: Span, width: u16) -> Viewport {
        let end = if span.end.is_forever() { span.start + Duration::from_days(30) } else { span.end };
        let length = (end - span.start).seconds().max(1);
        let cells = i64::from(if width > 12 { width - 2 } else { width.max(1) });
        let exact = length.div_euclid(cells) + i64::from(length.rem_euclid(cells) > 0);
        let grain = GRAINS.into_iter().rev().find(|grain| *grain <= exact / 6).unwrap_or(FINEST);
        let scale = (exact + grain - 1) / grain * grain;
        let air = (i64::from(width.max(1)) * scale.min(COARSEST) - length).max(0) / 2;
        Viewport {
            first_lane: self.first_lane,
            ..Viewport::new(Instant::from_seconds(span.start.seconds() - air / 60 * 60), scale)
        }
    }

    /// The zoom: how much time a cell holds.
    pub fn seconds_per_cell(self) -> i64 {
        self.seconds_per_cell
    }

    /// How long a cell is.
    pub fn cell(self) -> Duration {
        Duration::from_seconds(self.seconds_per_cell)
    }

    /// What `width` cells show.
    pub fn span(self, width: u16) -> Span {
        Span::new(self.start, self.instant_at(i64::from(width), 0))
    }

    /// The cell in which a moment lies, counted from the left edge, and the eighth within it (0 to 7).
    pub fn cell_of(self, at: Instant) -> (i64, u8) {
        let eighths = self.eighths_of(at);
        (eighths.div_euclid(8), eighths.rem_euclid(8) as u8)
    }

    /// The same in eighths of a cell.
    pub fn eighths_of(self, at: Instant) -> i64 {
        // Below 4e11 · 8, far from the end of an i64.
        ((at - self.start).seconds() * 8).div_euclid(self.seconds_per_cell)
    }

    /// The first moment of an eighth (0 to 7) of a cell.
    pub fn instant_at(self, cell: i64, eighth: u8) -> Instant {
        let part = (i64::from(eighth.min(7)) * self.seconds_per_cell + 7) / 8;
        let offset = cell.saturating_mul(self.seconds_per_cell).saturating_add(part);
        Instant::from_seconds(self.start.seconds().saturating_add(offset))
    }

    /// Later by this many cells, earlier when negative.
    pub fn pan(self, cells: i64) -> Viewport {
        self.pan_by(Duration::from_seconds(cells.saturating_mul(self.seconds_per_cell)))
    }

    /// The same zoom, from a later start; an earlier one where `by` is negative.
    pub fn pan_by(self, by: Duration) -> Viewport {
        Viewport { start: Instant::from_seconds(self.start.seconds().saturating_add(by.seconds())), ..self }
    }

    /// `steps` finer on the ladder, coarser when negative; the anchor stays in its cell.
    pub fn zoom(self, steps: i32, anchor: Instant) -> Viewport {
        let mut scale = self.seconds_per_cell;
        for _ in 0..steps.unsigned_abs().min(LADDER.len() as u32) {
            let next = if steps > 0 {
                LADDER.into_iter().rev().find(|step| *step < scale)
            } else {
                LADDER.into_iter().find(|step| *step > scale)
            };
            scale = next.unwrap_or(scale);
        }
        self.scaled(scale, anchor)
    }

    /// The finest scale of the ladder at which a whole unit (an hour, a day, a quarter) can be seen; the anchor stays in its
    /// cell.
    pub fn zoom_to(self, unit: Unit, width: u16, anchor: Instant) -> Viewport {
        let length: i64 = match unit {
            Unit::Hour => 3600,
            Unit::Day => 86_400,
            Unit::Week => 7 * 86_400,
            Unit::Month => 31 * 86_400,
            Unit::Quarter => 92 * 86_400,
            Unit::Year => 366 * 86_400,
        };
        let [.., coarsest] = LADDER;
        let fits = |scale: &i64| scale.saturating_mul(i64::from(width)) >= length;
        self.scaled(LADDER.into_iter().find(fits).unwrap_or(coarsest), anchor)
    }

    /// Another scale; the anchor stays in its cell.
    pub fn scaled(self, seconds_per_cell: i64, anchor: Instant) -> Viewport {
        let scale = seconds_per_cell.clamp(FINEST, COARSEST);
        let offset = i128::from((anchor - self.start).seconds());
        let old = i128::from(self.seconds_per_cell);
        let (cell, rest) = (offset.div_euclid(old), offset.rem_euclid(old));
        let new = cell * i128::from(scale) + rest * i128::from(scale) / old;
        let start = (i128::from(anchor.seconds()) - new).clamp(i64::MIN.into(), i64::MAX.into());
        Viewport { start: Instant::from_seconds(start as i64), seconds_per_cell: scale, ..self }
    }

    /// Moves as little as shows the moment, with a few cells of air beside it.
    pub fn reveal(self, at: Instant, width: u16) -> Viewport {
        self.reveal_span(Span { start: at, end: at }, width)
    }

    /// Moves as little as shows the span; of one that is longer than the view, some part.
    pub fn reveal_span(self, span: Span, width: u16) -> Viewport {
        let width = i64::from(width.max(1));
        let (first, last) = (self.cell_of(span.start).0, self.last_cell(span));
        let room = width - 1 - (last - first);
        if room < 0 {
            // It cannot be seen whole: fill the view with it.
            return self.pan(first.max(0) + (last - width + 1).min(0));
        }
        let air = (width / 8).min(4).min(room / 2);
        if first < 0 {
            self.pan(first - air)
        } else if last >= width {
            self.pan(last - width + 1 + air)
        } else {
            self
        }
    }

    /// The cell of the last moment of a span.
    fn last_cell(self, span: Span) -> i64 {
        let end = if span.is_empty() { span.start } else { span.end - Duration::from_seconds(1) };
        self.cell_of(end).0
    }

    /// Scrolls as little as shows the lane among `count` of them in `height` rows; never past the last lane.
    pub fn reveal_lane(self, lane: usize, height: u16, count: usize) -> Viewport {
        let height = usize::from(height.max(1));
        let lane = lane.min(count.saturating_sub(1));
        let first = self.first_lane.min(lane).max((lane + 1).saturating_sub(height));
        Viewport { first_lane: first, ..self }.clamp_lanes(height as u16, count)
    }

    /// Down by this many lanes, up when negative; the last screen stays full.
    pub fn scroll(self, lanes: i64, height: u16, count: usize) -> Viewport {
        let first = if lanes < 0 {
            self.first_lane.saturating_sub(lanes.unsigned_abs() as usize)
        } else {
            self.first_lane.saturating_add(lanes as usize)
        };
        Viewport { first_lane: first, ..self }.clamp_lanes(height, count)
    }

    /// Not scrolled past the last lane.
    pub fn clamp_lanes(self, height: u16, count: usize) -> Viewport {
        Viewport { first_lane: self.first_lane.min(count.saturating_sub(usize::from(height))), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    /// From year 1000 to 9000, so that no edge of time is in reach of a pan.
    fn moment() -> impl Strategy<Value = Instant> {
        (-30_000_000_000..220_000_000_000_i64).prop_map(Instant::from_seconds)
    }

    fn viewport() -> impl Strategy<Value = Viewport> {
        (moment(), proptest::sample::select(LADDER.to_vec()))
            .prop_map(|(start, scale)| Viewport::new(start, scale))
    }

    proptest! {
        #[test]
        fn cells_and_instants_round_trip(view in viewport(), cell in -1000..1000_i64, eighth in 0..8_u8) {
            prop_assert_eq!(view.cell_of(view.instant_at(cell, eighth)), (cell, eighth));
        }

        #[test]
        fn a_moment_lies_in_its_cell(view in viewport(), at in moment()) {
            let (cell, eighth) = view.cell_of(at);
            prop_assert!(view.instant_at(cell, eighth) <= at && at < view.instant_at(cell + 1, 0));
        }

        #[test]
        fn panning_there_and_back_changes_nothing(view in viewport(), cells in -1000..1000_i64) {
            prop_assert_eq!(view.pan(cells).pan(-cells), view);
        }

        #[test]
        fn the_anchor_stays_in_its_cell_when_zooming(view in viewport(), cell in 0..1000_i64, part in 0..1_209_600_i64, steps in -12..12) {
            let anchor = view.instant_at(cell, 0) + Duration::from_seconds(part % view.seconds_per_cell());
            let zoomed = view.zoom(steps, anchor);
            prop_assert_eq!(zoomed.cell_of(anchor).0, cell);
            let by_unit = view.zoom_to(Unit::Week, 80, anchor);
            prop_assert_eq!(by_unit.cell_of(anchor).0, cell);
        }

        #[test]
        fn a_fitted_span_is_seen_whole(start in moment(), length in 1..40_000_000_000_i64, width in 1..1000_u16) {
            let span = Span::new(start, start + Duration::from_seconds(length));
            prop_assume!(!span.end.is_forever());
            let view = Viewport::default().fit(span, width);
            prop_assert!(view.span(width).contains_span(span), "{:?}", view);
            if length / i64::from(width) > 3600 && width > 20 {
                let used = length / view.seconds_per_cell();
                prop_assert!(used * 10 > i64::from(width) * 7, "{used} of {width}");
            }
        }

        #[test]
        fn what_is_revealed_is_seen(view in viewport(), at in moment(), length in 0..10_000_000_i64, width in 1..1000_u16) {
            let span = Span::new(at, at + Duration::from_seconds(length));
            let seen = view.reveal_span(span, width);
            let shown = seen.span(width);
            let is_seen = if span.is_empty() { shown.contains(at) } else { shown.overlaps(span) };
            prop_assert!(is_seen);
            if span.len() < shown.len() - seen.cell() {
                prop_assert!(shown.contains_span(span));
            }
            prop_assert_eq!(seen.reveal_span(span, width), seen);
        }

        #[test]
        fn a_revealed_lane_is_seen(first in 0..500_usize, lane in 0..500_usize, height in 1..60_u16, count in 1..500_usize) {
            let view = Viewport { first_lane: first, ..Viewport::default() }.reveal_lane(lane, height, count);
            let lane = lane.min(count - 1);
            prop_assert!(view.first_lane <= lane && lane < view.first_lane + usize::from(height));
            prop_assert!(view.first_lane == 0 || view.first_lane + usize::from(height) <= count);
        }

        #[test]
        fn nothing_overflows_at_the_ends_of_time(
            start in proptest::sample::select(vec![Instant::MIN, Instant::default(), Instant::MAX]),
            anchor in proptest::sample::select(vec![Instant::MIN, Instant::default(), Instant::MAX]),
            scale in proptest::sample::select(vec![i64::MIN, 0, 300, 1_209_600, i64::MAX]),
            cells in proptest::sample::select(vec![i64::MIN, -1, 0, 1, i64::MAX]),
            width in 0..1000_u16,
        ) {
            let view = Viewport::new(start, scale).pan(cells).zoom(3, anchor).scaled(scale, anchor);
            let view = view.reveal(anchor, width).fit(Span::ALWAYS, width).fit(Span::new(start, anchor), width);
            prop_assert!(view.span(width).end >= view.start);
            view.cell_of(anchor);
        }
    }

    #[test]
    fn zoom_jumps_show_a_whole_unit() {
        let view = Viewport::new(at("2027-01-11T00:00Z"), 600);
        let scales = |width| {
            [Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Quarter]
                .map(|unit| view.zoom_to(unit, width, view.start).seconds_per_cell())
        };
        assert_eq!(scales(60), [300, 1800, 14_400, 86_400, 172_800]);
        assert_eq!(scales(180), [300, 600, 3600, 28_800, 86_400]);
    }

    #[test]
    fn fitting_takes_round_scales() {
        let fit = |start, end, width| {
            Viewport::default().fit(Span::new(at(start), at(end)), width).seconds_per_cell()
        };
        assert_eq!(fit("2027-01-11T00:00Z", "2027-01-22T18:00Z", 60), 18_000);
        assert_eq!(fit("2027-01-11T00:00Z", "2027-01-11T01:00Z", 60), 120);
        assert_eq!(fit("2027-01-01T00:00Z", "2028-01-01T00:00Z", 100), 345_600);
    }

    #[test]
    fn beyond_the_ladder_zoom_returns_to_it() {
        let view = Viewport::new(at("2027-01-11T00:00Z"), 432_000);
        assert_eq!(view.zoom(1, view.start).seconds_per_cell(), 172_800);
        assert_eq!(view.zoom(-1, view.start).seconds_per_cell(), 604_800);
        assert_eq!(view.zoom(-9, view.start).zoom(-1, view.start).seconds_per_cell(), 1_209_600);
        assert_eq!(view.zoom(99, view.start).seconds_per_cell(), 300);
    }
}
