//! Rails: lines from what the selected run waits for, and to what waits for it.

use super::lanes::Lanes;
use super::view::Frame;
use crate::base::Instant;
use crate::model::{Plan, Run, Target};

/// An end of a rail; in sight or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub lane: usize,
    /// From the left edge.
    pub cell: i64,
}

/// A dependency of the selected run: from the end of one run to the start of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rail {
    pub from: Point,
    pub to: Point,
    /// The run that is waited for, and the one that waits.
    pub needed: Target,
    pub waiting: Target,
    /// It starts before what it waits for has ended.
    pub broken: bool,
}

/// The dependencies of the selected run between runs that have lanes.
pub(super) fn rails(frame: &Frame<'_>) -> Vec<Rail> {
    let plan = frame.plan;
    let selected = frame.selected.run().and_then(|id| frame.lanes.run_position(id));
    let Some(selected) = selected else { return Vec::new() };
    let (needs, needed_by) = frame.lanes.neighbours(selected);
    let before = needs.into_iter().map(|needed| (needed, selected));
    let after = needed_by.into_iter().map(|waiting| (selected, waiting));
    let pairs = before.chain(after);
    pairs.filter_map(|(needed, waiting)| rail(frame, plan.runs.at(needed)?, plan.runs.at(waiting)?)).collect()
}

fn rail(frame: &Frame<'_>, needed: &Run, waiting: &Run) -> Option<Rail> {
    let end = end(frame, needed);
    let start = waiting.windows_in_force().iter().map(|window| window.start).min().or(waiting.ready);
    // A run without a window and without a date has no place in time.
    let (end, start) = (end.or(start)?, start.or(end)?);
    let point = |run: &Run, at: Instant| {
        let lane = lane_in_force(frame.lanes, frame.plan, run)?;
        Some(Point { lane, cell: frame.viewport.cell_of(at).0 })
    };
    Some(Rail {
        from: point(needed, end)?,
        to: point(waiting, start)?,
        needed: Target::Run(needed.id.clone()),
        waiting: Target::Run(waiting.id.clone()),
        broken: start < end,
    })
}

/// When a run is done: as planned, else when its last window ends.
fn end(frame: &Frame<'_>, run: &Run) -> Option<Instant> {
    let planned = frame.analysis.run(&run.id).and_then(|facts| facts.planned_end);
    planned.or_else(|| run.windows_in_force().iter().map(|window| window.end).max())
}

/// The lane of what is in force of a run.
fn lane_in_force(lanes: &Lanes, plan: &Plan, run: &Run) -> Option<usize> {
    let rung = run.rung().map(|rung| Target::Fallback(run.id.clone(), rung.id.clone()));
    let place = rung.and_then(|rung| lanes.find(plan, &rung));
    place.or_else(|| lanes.find(plan, &Target::Run(run.id.clone()))).map(|place| place.lane)
}
