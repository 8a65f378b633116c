//! Lanes by run: each run with its own windows, its ladder under it. A rung's windows stay in its lane whether or not it is in
//! force, so that nothing jumps when it is put in force: what was solid becomes a ghost, and the other way round.

use super::lanes::{Item, LaneKind, Lanes, Options, own_windows, rung_windows};
use crate::model::{Plan, Target};

pub(super) fn build(lanes: &mut Lanes, plan: &Plan, options: &Options<'_>) {
    for (at, run) in plan.runs.iter().enumerate() {
        let keeps = |item: &Item| item.target(plan).is_some_and(|target| options.keeps(&target));
        let keeps_run = options.keeps(&Target::Run(run.id.clone()));
        let own: Vec<Item> = own_windows(at, run).map(|(_, item)| item).collect();
        let keeps_own = keeps_run || own.iter().any(keeps);
        let rungs: Vec<(usize, Vec<Item>)> = run
            .fallbacks
            .iter()
            .enumerate()
            .filter(|(rung, _)| options.shows_rung(run, *rung))
            .map(|(rung, fallback)| {
                let items: Vec<Item> = rung_windows(at, run, rung).map(|(_, item)| item).collect();
                (rung, items, Target::Fallback(run.id.clone(), fallback.id.clone()))
            })
            .filter(|(_, items, target)| keeps_run || options.keeps(target) || items.iter().any(keeps))
            .map(|(rung, items, _)| (rung, items))
            .collect();
        if !keeps_own && rungs.is_empty() {
            continue;
        }
        let run = at as u32;
        let header = lanes.push(LaneKind::Run { run, more: false }, None);
        lanes.fill(plan, own, Some(header), LaneKind::Run { run, more: true }, header);
        for (rung, items) in rungs {
            let rung = rung as u32;
            let lane = lanes.push(LaneKind::Rung { run, rung, more: false }, Some(header));
            lanes.fill(plan, items, Some(lane), LaneKind::Rung { run, rung, more: true }, header);
        }
    }
}
