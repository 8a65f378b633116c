//! Lanes by block: each block with its windows under it, then the runs that stand on no block.

use super::lanes::{Item, LaneKind, Lanes, Options, own_windows, rung_windows};
use crate::model::{Plan, Target};

pub(super) fn build(lanes: &mut Lanes, plan: &Plan, options: &Options<'_>) {
    let mut on_blocks: Vec<Vec<Item>> = vec![Vec::new(); plan.blocks.len()];
    let keeps_block: Vec<bool> =
        plan.blocks.iter().map(|block| options.keeps(&Target::Block(block.id.clone()))).collect();
    let mut unplaced: Vec<(usize, Vec<Item>)> = Vec::new();

    for (at, run) in plan.runs.iter().enumerate() {
        let keeps_run = options.keeps(&Target::Run(run.id.clone()));
        let mut on_none = Vec::new();
        let mut is_placed = false;
        let rungs = (0..run.fallbacks.len()).filter(|rung| options.shows_rung(run, *rung));
        let windows = own_windows(at, run).chain(rungs.flat_map(|rung| rung_windows(at, run, rung)));
        for (window, item) in windows {
            let block = lanes.block_position(window.block.as_str());
            is_placed |= block.is_some() && !item.ghost;
            let keeps_block = block.and_then(|block| keeps_block.get(block)).copied().unwrap_or(false);
            let keeps = || item.target(plan).is_some_and(|target| options.keeps(&target));
            if !(keeps_run || keeps_block || keeps()) {
                continue;
            }
            match block.and_then(|block| on_blocks.get_mut(block)) {
                Some(items) => items.push(item),
                None if !item.ghost => on_none.push(item),
                None => {}
            }
        }
        if !on_none.is_empty() || (!is_placed && keeps_run) {
            unplaced.push((at, on_none));
        }
    }

    for (block, items) in on_blocks.into_iter().enumerate() {
        if items.is_empty() && !keeps_block.get(block).copied().unwrap_or(false) {
            continue;
        }
        let block = block as u32;
        let header = lanes.push(LaneKind::Block { block }, None);
        let (ghosts, in_force): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.ghost);
        lanes.fill(plan, in_force, None, LaneKind::Windows { block, ghost: false }, header);
        lanes.fill(plan, ghosts, None, LaneKind::Windows { block, ghost: true }, header);
    }
    if unplaced.is_empty() {
        return;
    }
    let header = lanes.push(LaneKind::Unplaced, None);
    for (run, items) in unplaced {
        let run = run as u32;
        let lane = lanes.push(LaneKind::Run { run, more: false }, Some(header));
        lanes.fill(plan, items, Some(lane), LaneKind::Run { run, more: true }, header);
    }
}
