//! Marks: moments that matter in a lane.

use super::lanes::LaneKind;
use super::view::{Frame, Row};
use crate::analysis::{self, RunFacts, RungFacts};
use crate::base::{Duration, Instant, sort};
use crate::model::{RunId, Severity, Target};

/// What a mark means; the more important, the earlier here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    Deadline,
    /// People must choose a rung by then, within their working hours.
    DecideBy,
    /// The last moment at which choosing a rung makes sense at all.
    DecideHard,
    /// When people agreed to choose.
    DecideOn,
    /// The work may go on (P90) when its block has ended.
    Past,
    /// Done at the plan's confidence.
    Planned,
    P90,
    P50,
    Ready,
    /// A date of a block by its provider's rules.
    Block(analysis::MarkKind),
    /// A finding with a moment.
    Finding(Severity),
}

/// A mark in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// From the left edge, within the width.
    pub cell: u16,
    pub kind: MarkKind,
    pub at: Instant,
    pub target: Target,
}

/// The marks of a lane whose bars are known.
pub(super) fn of(frame: &Frame<'_>, row: &Row) -> Vec<Mark> {
    let mut marks = Marks { frame, marks: Vec::new() };
    marks.of_lane(row);
    marks.of_ends(row);
    marks.of_findings(row.lane);
    let mut marks = marks.marks;
    sort::by(&mut marks, |a, b| (a.cell, a.kind, &a.target).cmp(&(b.cell, b.kind, &b.target)));
    marks.dedup_by(|a, b| a.cell == b.cell && a.kind == b.kind && a.target == b.target);
    marks
}

struct Marks<'a> {
    frame: &'a Frame<'a>,
    marks: Vec<Mark>,
}

impl Marks<'_> {
    fn add(&mut self, kind: MarkKind, at: Instant, target: &Target) {
        let cell = u16::try_from(self.frame.viewport.cell_of(at).0).ok();
        if let Some(cell) = cell.filter(|cell| *cell < self.frame.width && !at.is_forever()) {
            self.marks.push(Mark { cell, kind, at, target: target.clone() });
        }
    }

    /// What belongs to the block, run or rung of the lane.
    fn of_lane(&mut self, row: &Row) {
        let (plan, analysis) = (self.frame.plan, self.frame.analysis);
        match (row.kind, &row.target) {
            (LaneKind::Block { .. }, Target::Block(id)) => {
                for mark in analysis.block(id).iter().flat_map(|facts| &facts.dates) {
                    self.add(MarkKind::Block(mark.kind), mark.at, &row.target);
                }
            }
            (LaneKind::Run { run, more: false }, Target::Run(_)) => {
                if let Some(run) = plan.runs.at(run as usize) {
                    self.of_run(&run.id, run.ready, run.deadline);
                }
            }
            (LaneKind::Rung { run, rung, more: false }, Target::Fallback(id, _)) => {
                let Some(run) = plan.runs.at(run as usize) else { return };
                self.of_run(id, None, run.deadline);
                let Some(fallback) = run.fallbacks.at(rung as usize) else { return };
                if let Some(on) = fallback.decide_on {
                    self.add(MarkKind::DecideOn, on, &row.target);
                }
                let facts = analysis
                    .run(id)
                    .and_then(|facts| facts.rungs.get(rung as usize).filter(|facts| facts.id == fallback.id));
                if let Some(facts) = facts {
                    self.of_rung(facts, &row.target);
                }
            }
            (LaneKind::Windows { .. }, _) => {
                // Among blocks, only the selected run says when it may start and must be done.
                let selected = self.frame.selected.run();
                let shown = selected.filter(|id| row.bars.iter().any(|bar| bar.target.run() == Some(id)));
                if let Some(run) = shown.and_then(|id| plan.runs.get(id)) {
                    self.of_run(&run.id, run.ready, run.deadline);
                }
            }
            _ => {}
        }
    }

    fn of_run(&mut self, id: &RunId, ready: Option<Instant>, deadline: Option<Instant>) {
        let target = Target::Run(id.clone());
        for (kind, at) in [(MarkKind::Ready, ready), (MarkKind::Deadline, deadline)] {
            if let Some(at) = at {
                self.add(kind, at, &target);
            }
        }
    }

    fn of_rung(&mut self, facts: &RungFacts, target: &Target) {
        if let Some(decide) = &facts.decide_by {
            self.add(MarkKind::DecideBy, decide.people, target);
            self.add(MarkKind::DecideHard, decide.hard, target);
        }
        if let Some(end) = facts.planned_end.filter(|_| !facts.in_force) {
            self.add(MarkKind::Planned, before(end), target);
        }
    }

    /// When the runs will be done whose last window is in the lane.
    fn of_ends(&mut self, row: &Row) {
        for bar in &row.bars {
            let facts = bar.target.run().and_then(|id| self.frame.analysis.run(id));
            let last = facts.and_then(|facts| facts.windows.last()).map(|window| &window.target);
            if let Some(facts) = facts.filter(|_| last == Some(&bar.target)) {
                self.of_end(facts, bar.span.end);
            }
        }
    }

    fn of_end(&mut self, facts: &RunFacts, window_end: Instant) {
        let target = Target::Run(facts.id.clone());
        let analysis = self.frame.analysis;
        let block = facts.windows.last().and_then(|window| analysis.block(&window.block));
        let room = block.map_or(window_end, |block| block.usable.end);
        for (kind, end) in [
            (MarkKind::P50, facts.p50_end),
            (MarkKind::Planned, facts.planned_end),
            (MarkKind::P90, facts.p90_end),
        ] {
            match end {
                Some(end) if end > room && kind == MarkKind::P90 => self.add(MarkKind::Past, room, &target),
                Some(end) => self.add(kind, before(end), &target),
                None => {}
            }
        }
    }

    fn of_findings(&mut self, lane: usize) {
        let seen = self.frame.seen();
        for at in self.frame.lanes.findings(lane) {
            let Some(problem) = self.frame.analysis.problems.get(at) else { continue };
            let Some(when) = problem.when else { continue };
            let start = if when.overlaps(seen) { when.start.max(seen.start) } else { when.start };
            self.add(MarkKind::Finding(problem.severity), start, &problem.target);
        }
    }
}

/// An end belongs to the cell before it, where it lies on a border of cells.
fn before(end: Instant) -> Instant {
    end - Duration::from_seconds(1)
}
