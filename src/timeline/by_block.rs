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

    let shown: Vec<(u32, [Vec<Item>; 2])> = (0..)
        .zip(on_blocks)
        .zip(keeps_block)
        .filter(|((_, items), keeps)| *keeps || !items.is_empty())
        .map(|((block, items), _)| {
            let (ghosts, in_force) = items.into_iter().partition(|item: &Item| item.ghost);
            (block, [in_force, ghosts])
        })
        .collect();
    let apart = apart(&shown, unplaced.len(), options.room);
    for ((block, kinds), apart) in shown.into_iter().zip(apart) {
        let header = lanes.push(LaneKind::Block { block }, None);
        for ((items, apart), ghost) in kinds.into_iter().zip(apart).zip([false, true]) {
            let kind = LaneKind::Windows { block, ghost };
            match apart {
                true => lanes.fill_apart(plan, items, kind, header),
                false => lanes.fill(plan, items, None, kind, header),
            }
        }
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

/// So many runs on a block are few, and packed; of more, about so many stand behind each other in a lane.
const FEW: usize = 4;

/// For each block whether its runs, and its fallbacks, have lanes of their own: where there are many, what is in force first,
/// from the top, as long as about all lanes can be seen. It goes by how many there are, not by where they are: lanes stay what
/// they are while a bar moves.
fn apart(blocks: &[(u32, [Vec<Item>; 2])], unplaced: usize, room: usize) -> Vec<[bool; 2]> {
    let mut apart = vec![[false; 2]; blocks.len()];
    // Where not even the blocks can be seen at once, there is nothing to count.
    if blocks.len() + unplaced >= room {
        return apart;
    }
    let runs = |items: &[Item]| items.chunk_by(|a, b| (a.run, a.rung) == (b.run, b.rung)).count();
    let packed = |runs: usize| if runs > FEW { runs.div_ceil(FEW) } else { runs };
    let lanes = |kinds: &[Vec<Item>]| 1 + kinds.iter().map(|items| packed(runs(items))).sum::<usize>();
    let all = blocks.iter().map(|(_, kinds)| lanes(kinds)).sum::<usize>();
    let unplaced = if unplaced == 0 { 0 } else { unplaced + 1 };
    let mut left = room.saturating_sub(all + unplaced);
    for kind in 0..2 {
        for ((_, kinds), apart) in blocks.iter().zip(&mut apart) {
            let (Some(items), Some(apart)) = (kinds.get(kind), apart.get_mut(kind)) else { continue };
            let runs = runs(items);
            if let Some(rest) = left.checked_sub(runs - packed(runs)).filter(|_| runs > FEW) {
                (*apart, left) = (true, rest);
            }
        }
    }
    apart
}
