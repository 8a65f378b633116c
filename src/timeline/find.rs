//! Where things are among the lanes, and moving from one to the next.

use std::collections::BTreeMap;

use super::lanes::{Item, LaneKind, Lanes, NONE};
use crate::base::Instant;
use crate::model::{BlockId, Plan, RunId, Target};

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub lane: usize,
    /// Position among the items, for a window.
    pub item: Option<usize>,
}

/// Lane by position in the plan, and item by window; `NONE` for what has no lane.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    block_ids: BTreeMap<BlockId, u32>,
    pub run_ids: BTreeMap<RunId, u32>,
    blocks: Vec<u32>,
    /// The first item on a block.
    on_blocks: Vec<u32>,
    runs: Vec<u32>,
    rungs: Vec<u32>,
    /// Items of all windows: of each run its own ones, then by rung.
    windows: Vec<u32>,
    /// Where a run's begin in `rungs` and `windows`.
    first_rung: Vec<u32>,
    first_window: Vec<u32>,
}

impl Places {
    pub fn of(plan: &Plan) -> Places {
        let mut places = Places {
            block_ids: positions(plan.blocks.iter().map(|block| &block.id)),
            run_ids: positions(plan.runs.iter().map(|run| &run.id)),
            blocks: vec![NONE; plan.blocks.len()],
            on_blocks: vec![NONE; plan.blocks.len()],
            runs: vec![NONE; plan.runs.len()],
            ..Places::default()
        };
        let (mut windows, mut rungs) = (0, 0);
        for run in plan.runs.iter() {
            places.first_window.push(windows as u32);
            places.first_rung.push(rungs as u32);
            windows += run.windows.len();
            windows += run.fallbacks.iter().map(|rung| rung.windows.len()).sum::<usize>();
            rungs += run.fallbacks.len();
        }
        places.windows = vec![NONE; windows];
        places.rungs = vec![NONE; rungs];
        places
    }

    pub fn block(&self, id: &str) -> Option<u32> {
        self.block_ids.get(id).copied()
    }

    /// Where the windows of a run (`NONE`) or of a rung begin in `windows`, and how many there are.
    fn windows_of(&self, plan: &Plan, run: u32, rung: u32) -> Option<(usize, usize)> {
        let first = *self.first_window.get(run as usize)? as usize;
        let run = plan.runs.at(run as usize)?;
        if rung == NONE {
            return Some((first, run.windows.len()));
        }
        let earlier = run.fallbacks.iter().take(rung as usize).map(|rung| rung.windows.len());
        let length = run.fallbacks.at(rung as usize)?.windows.len();
        Some((first + run.windows.len() + earlier.sum::<usize>(), length))
    }

    /// The first shown window of a run (`NONE`) or of a rung.
    fn first_of(&self, plan: &Plan, run: u32, rung: u32) -> Option<usize> {
        let (from, length) = self.windows_of(plan, run, rung)?;
        let items = self.windows.get(from..from + length)?;
        items.iter().find(|item| **item != NONE).map(|item| *item as usize)
    }

    fn rung(&self, run: u32, rung: u32) -> Option<usize> {
        Some(*self.first_rung.get(run as usize)? as usize + rung as usize)
    }

    pub fn note_lane(&mut self, kind: LaneKind, lane: usize) {
        let slot = match kind {
            LaneKind::Block { block } => self.blocks.get_mut(block as usize),
            LaneKind::Run { run, more: false } => self.runs.get_mut(run as usize),
            LaneKind::Rung { run, rung, more: false } => {
                self.rung(run, rung).and_then(|at| self.rungs.get_mut(at))
            }
            _ => None,
        };
        if let Some(slot) = slot {
            *slot = lane as u32;
        }
    }

    pub fn note(&mut self, plan: &Plan, item: &Item, at: usize) {
        let Some((from, _)) = self.windows_of(plan, item.run, item.rung) else { return };
        if let Some(slot) = self.windows.get_mut(from + item.window as usize) {
            *slot = at as u32;
        }
        let block = item.of(plan).and_then(|window| self.block(window.block.as_str()));
        if let Some(slot) = block.and_then(|block| self.on_blocks.get_mut(block as usize))
            && *slot == NONE
        {
            *slot = at as u32;
        }
    }
}

/// Position by id; of equal ids the first.
fn positions<'a, Id: Ord + Clone + 'a>(ids: impl Iterator<Item = &'a Id>) -> BTreeMap<Id, u32> {
    let mut positions = BTreeMap::new();
    for (at, id) in ids.enumerate() {
        positions.entry(id.clone()).or_insert(at as u32);
    }
    positions
}

impl Lanes {
    /// Where something is shown. What has no lane of its own is where its first window is: a block among runs, a run among
    /// blocks.
    pub fn find(&self, plan: &Plan, target: &Target) -> Option<Place> {
        let places = &self.places;
        let lane_at = |lanes: &[u32], at: usize| {
            let lane = lanes.get(at).copied().filter(|lane| *lane != NONE)?;
            Some(Place { lane: lane as usize, item: None })
        };
        let item_at = |item: usize| {
            let lane = self.items.get(item)?.lane as usize;
            Some(Place { lane, item: Some(item) })
        };
        match target {
            Target::Block(id) => {
                let block = places.block(id.as_str())? as usize;
                let first = || places.on_blocks.get(block).filter(|item| **item != NONE);
                lane_at(&places.blocks, block).or_else(|| item_at(*first()? as usize))
            }
            Target::Run(id) => {
                let run = *places.run_ids.get(id)?;
                let in_force = plan.runs.at(run as usize)?.in_force.as_ref();
                let rung = in_force.and_then(|rung| self.rung(plan, run, rung.as_str()));
                lane_at(&places.runs, run as usize)
                    .or_else(|| item_at(places.first_of(plan, run, rung.unwrap_or(NONE))?))
                    .or_else(|| item_at(places.first_of(plan, run, NONE)?))
            }
            Target::Fallback(id, rung) => {
                let run = *places.run_ids.get(id)?;
                let rung = self.rung(plan, run, rung.as_str())?;
                lane_at(&places.rungs, places.rung(run, rung)?)
                    .or_else(|| item_at(places.first_of(plan, run, rung)?))
                    .or_else(|| self.find(plan, &Target::Run(id.clone())))
            }
            Target::Window(id, rung, window) => {
                let run = *places.run_ids.get(id)?;
                let of = plan.runs.at(run as usize)?;
                let (rung, windows) = match rung {
                    None => (NONE, &of.windows),
                    Some(rung) => {
                        let rung = self.rung(plan, run, rung.as_str())?;
                        (rung, &of.fallbacks.at(rung as usize)?.windows)
                    }
                };
                let (from, _) = places.windows_of(plan, run, rung)?;
                let item = *places.windows.get(from + windows.position(window.as_str())?)?;
                item_at(item as usize)
            }
            _ => None,
        }
    }

    fn rung(&self, plan: &Plan, run: u32, rung: &str) -> Option<u32> {
        let at = plan.runs.at(run as usize)?.fallbacks.position(rung)?;
        Some(at as u32)
    }

    /// The window in a lane that is at, else nearest to a moment.
    pub fn nearest(&self, lane: usize, at: Instant) -> Option<&Item> {
        let items = self.items(lane);
        let after = items.partition_point(|item| item.span.end <= at);
        let next = items.get(after);
        let before = after.checked_sub(1).and_then(|before| items.get(before));
        match (before, next) {
            (Some(before), Some(next)) => {
                let is_before = at - before.span.end < next.span.start - at;
                Some(if is_before { before } else { next })
            }
            (before, next) => next.or(before),
        }
    }

    /// The next start or end after a moment in a lane; of the block too where it is one's.
    pub fn next_edge(&self, plan: &Plan, lane: usize, at: Instant) -> Option<Instant> {
        let items = self.items(lane);
        let from = items.partition_point(|item| item.span.end <= at);
        let near = items.get(from..).unwrap_or_default().iter().take(2);
        let edges =
            near.flat_map(|item| [item.span.start, item.span.end]).chain(self.block_edges(plan, lane));
        edges.filter(|edge| *edge > at && !edge.is_forever()).min()
    }

    /// The last start or end before a moment in a lane.
    pub fn previous_edge(&self, plan: &Plan, lane: usize, at: Instant) -> Option<Instant> {
        let items = self.items(lane);
        let to = items.partition_point(|item| item.span.start < at);
        let near = items.get(to.saturating_sub(2)..to).unwrap_or_default().iter();
        let edges =
            near.flat_map(|item| [item.span.start, item.span.end]).chain(self.block_edges(plan, lane));
        edges.filter(|edge| *edge < at).max()
    }

    fn block_edges(&self, plan: &Plan, lane: usize) -> impl Iterator<Item = Instant> {
        let block = match self.get(lane).map(|lane| lane.kind) {
            Some(LaneKind::Block { block } | LaneKind::Windows { block, .. }) => {
                plan.blocks.at(block as usize)
            }
            _ => None,
        };
        block.into_iter().flat_map(|block| [block.span().start, block.span().end])
    }
}
