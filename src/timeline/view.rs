//! One screen of the timeline: the ruler, and for each lane in sight what is drawn in it. The work is proportional to what is
//! seen, not to the plan.

use super::bars::{self, Bar};
use super::heat::Heat;
use super::lanes::{LaneKind, Lanes};
use super::marks::{self, Mark};
use super::rails::{self, Rail};
use super::ruler::{Ruler, ruler};
use super::viewport::Viewport;
use crate::analysis::Analysis;
use crate::base::Span;
use crate::base::zone::Zone;
use crate::model::{Plan, Severity, Target};

/// What a screen shows of what.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub plan: &'a Plan,
    pub analysis: &'a Analysis,
    /// Of the same plan.
    pub lanes: &'a Lanes,
    pub viewport: Viewport,
    /// Cells for time, the names beside them not counted.
    pub width: u16,
    /// Lanes that fit.
    pub height: u16,
    /// Never hidden behind a neighbour; its run's dependencies are drawn.
    pub selected: &'a Target,
    pub zone: &'a Zone,
}

/// What a screen shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    pub ruler: Ruler,
    /// From the viewport's first lane.
    pub rows: Vec<Row>,
    /// Dependencies of the selected run.
    pub rails: Vec<Rail>,
}

/// A lane in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub lane: usize,
    pub kind: LaneKind,
    /// The block, run or fallback that the lane stands for.
    pub target: Target,
    /// Its name, safe to print; empty where the lane above says it.
    pub title: String,
    /// 1 for what stands under another lane.
    pub depth: u16,
    /// The worst finding about the target.
    pub worst: Option<Severity>,
    /// From left to right, none over another.
    pub bars: Vec<Bar>,
    /// From left to right; of several in a cell the most important comes first.
    pub marks: Vec<Mark>,
    /// Load against capacity, for a block.
    pub heat: Option<Heat>,
    /// How many windows (or the block) lie wholly before the left edge, and after the right one.
    pub before: usize,
    pub after: usize,
}

/// Lays out a screen.
pub fn view(frame: &Frame<'_>) -> Timeline {
    let first = frame.viewport.first_lane;
    let last = first.saturating_add(usize::from(frame.height)).min(frame.lanes.len());
    Timeline {
        ruler: ruler(frame.viewport, frame.width, frame.zone, frame.analysis.now),
        rows: (first..last).filter_map(|lane| row(frame, lane)).collect(),
        rails: rails::rails(frame),
    }
}

/// One lane; for the header that stays in sight, too.
pub fn row(frame: &Frame<'_>, lane: usize) -> Option<Row> {
    let of = frame.lanes.get(lane)?;
    let mut row = Row {
        lane,
        kind: of.kind,
        target: frame.lanes.target(frame.plan, lane),
        title: frame.lanes.title(frame.plan, lane),
        depth: frame.lanes.depth(lane),
        worst: of.worst,
        bars: Vec::new(),
        marks: Vec::new(),
        heat: None,
        before: 0,
        after: 0,
    };
    if let LaneKind::Block { block } = of.kind {
        bars::of_block(frame, block, &mut row);
        row.heat = Heat::of(frame, block);
    } else {
        bars::of_windows(frame, &mut row);
    }
    row.marks = marks::of(frame, &row);
    Some(row)
}

impl Frame<'_> {
    pub(super) fn seen(&self) -> Span {
        self.viewport.span(self.width)
    }

    /// Where a span lies, in eighths of a cell from the left edge, at least one wide; `None` if it is out of sight.
    pub(super) fn eighths(&self, span: Span) -> Option<(u32, u32)> {
        let most = i64::from(self.width) * 8;
        let seen = self.seen();
        if most == 0 || span.end <= seen.start || span.start >= seen.end {
            return None;
        }
        let x0 = self.viewport.eighths_of(span.start).clamp(0, most - 1);
        let x1 = self.viewport.eighths_of(span.end).clamp(x0 + 1, most);
        // Both lie within 0 and 8 · 65535.
        Some((x0 as u32, x1 as u32))
    }
}
