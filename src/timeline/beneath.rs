//! What lies beneath the bars: where blocks and windows are in another state of the plan (a baseline, a revision, the other
//! side of a conflict). Only what differs has a line, so that a lane without one says: as it was.

use super::lanes::{Grouping, LaneKind, Lanes};
use crate::base::{Span, sort, words};
use crate::model::{Block, Plan, Target, Window};

/// How the other state differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    /// It is there in both, elsewhere or of another size.
    Was,
    /// It is gone from the plan.
    Gone,
    /// The other state does not have it.
    New,
}

/// A line beneath a lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Beneath {
    /// Beyond the last lane for what is gone with all that it could stand under: each block or run has such a row of its own.
    pub lane: usize,
    pub span: Span,
    pub differs: Differs,
    pub target: Target,
}

impl Beneath {
    /// The block or run that it belongs to, safe to print.
    pub fn owner(&self) -> String {
        let owner = self.target.run().map_or_else(|| self.target.to_string(), |run| run.to_string());
        words::visible(&owner).into_owned()
    }
}

/// The lines, by lane and from left to right.
pub fn beneath(plan: &Plan, other: &Plan, lanes: &Lanes) -> Vec<Beneath> {
    let mut all = Vec::new();
    let mut add = |lane: Option<usize>, span, differs, target| {
        all.extend(lane.map(|lane| Beneath { lane, span, differs, target }));
    };
    let own_lane =
        |target: &Target| lanes.find(plan, target).filter(|it| it.item.is_none()).map(|it| it.lane);
    for block in plan.blocks.iter() {
        let target = Target::Block(block.id.clone());
        match other.blocks.get(&block.id) {
            None => add(own_lane(&target), block.span(), Differs::New, target),
            Some(was) if block_differs(was, block) => {
                add(own_lane(&target), was.span(), Differs::Was, target);
            }
            Some(_) => {}
        }
    }
    for (target, window) in windows(plan) {
        let lane = || lanes.find(plan, &target).map(|it| it.lane);
        match other.window(&target) {
            None => add(lane(), window.span(), Differs::New, target),
            Some(was) if window_differs(was, window) => add(lane(), was.span(), Differs::Was, target),
            Some(_) => {}
        }
    }
    let mut homeless: Vec<(Target, Beneath)> = Vec::new();
    let gone = |lane, span, target| Beneath { lane, span, differs: Differs::Gone, target };
    if lanes.grouping == Grouping::Blocks {
        for block in other.blocks.iter().filter(|block| !plan.blocks.contains(&block.id)) {
            let target = Target::Block(block.id.clone());
            homeless.push((target.clone(), gone(0, block.span(), target)));
        }
    }
    for (target, was) in windows(other).filter(|(target, _)| plan.window(target).is_none()) {
        match old_lane(plan, lanes, &target, was) {
            Some(lane) => all.push(gone(lane, was.span(), target)),
            None => {
                let run = target.run().map_or(Target::Plan, |run| Target::Run(run.clone()));
                homeless.push((run, gone(0, was.span(), target)));
            }
        }
    }
    sort::by_key(&mut all, |it| (it.lane, it.differs == Differs::Gone, it.span.start));
    let (mut lane, mut last) = (lanes.len(), None);
    for (owner, line) in homeless {
        if last.as_ref().is_some_and(|last| *last != owner) {
            lane += 1;
        }
        last = Some(owner);
        all.push(Beneath { lane, ..line });
    }
    all
}

/// Whether a block is elsewhere, or of another size.
pub(super) fn block_differs(was: &Block, is: &Block) -> bool {
    (was.span(), was.nodes) != (is.span(), is.nodes)
}

/// Whether a window is elsewhere, or of another size.
pub(super) fn window_differs(was: &Window, is: &Window) -> bool {
    (was.span(), was.nodes, &was.block) != (is.span(), is.nodes, &is.block)
}

/// Where a window that is gone would stand: under its block, among runs under its run.
fn old_lane(plan: &Plan, lanes: &Lanes, target: &Target, was: &Window) -> Option<usize> {
    let on_block = lanes.find(plan, &Target::Block(was.block.clone())).filter(|it| it.item.is_none());
    if let Some(block) = on_block {
        let below = lanes.get(block.lane + 1).filter(|lane| lane.header == block.lane);
        let has_windows = below.is_some_and(|lane| matches!(lane.kind, LaneKind::Windows { .. }));
        return Some(block.lane + usize::from(has_windows));
    }
    let run = target.run()?;
    let rung = match target {
        Target::Window(_, Some(rung), _) => Some(Target::Fallback(run.clone(), rung.clone())),
        _ => None,
    };
    let place = rung.and_then(|rung| lanes.find(plan, &rung));
    place.or_else(|| lanes.find(plan, &Target::Run(run.clone()))).map(|it| it.lane)
}

/// Every window of a plan with its target.
fn windows(plan: &Plan) -> impl Iterator<Item = (Target, &Window)> {
    plan.runs.iter().flat_map(|run| {
        let target =
            |rung: Option<_>, window: &Window| Target::Window(run.id.clone(), rung, window.id.clone());
        let own = run.windows.iter().map(move |window| (target(None, window), window));
        let of_rungs = run.fallbacks.iter().flat_map(move |rung| {
            rung.windows.iter().map(move |window| (target(Some(rung.id.clone()), window), window))
        });
        own.chain(of_rungs)
    })
}
