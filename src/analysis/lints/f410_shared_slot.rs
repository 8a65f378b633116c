use crate::base::sort;
use std::collections::BTreeMap;

use crate::base::steps::Steps;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "F410",
    name: "shared-slot",
    severity: Severity::Info,
    doc: "Fallbacks of two runs stand on the same nodes of a block at the same time, and it cannot hold both beside what is in \
          force. Rank them or plan a second slot.",
    source: "arithmetic on the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    let mut ghosts: BTreeMap<usize, Vec<WindowView>> = BTreeMap::new();
    for window in facts.windows().filter(|window| !window.in_force && window.rung.is_some()) {
        if let Some(block) = window.block.filter(BlockView::is_live) {
            ghosts.entry(block.at).or_default().push(*window);
        }
    }
    for windows in ghosts.values_mut().filter(|windows| windows.len() > 1) {
        let Some(block) = windows.first().and_then(|window| window.block) else { continue };
        sort::by_key(windows, |window| window.window.start);
        let parts = windows.iter().map(|window| (window.span(), i64::from(window.nodes())));
        let ghost_load = Steps::from_parts(parts);
        let spans = block.facts.load.add(&ghost_load).over(i64::from(block.facts.nodes));
        let mut next = 0;
        let mut active: Vec<&WindowView> = Vec::new();
        for span in spans {
            while let Some(window) = windows.get(next).filter(|window| window.window.start < span.end) {
                active.push(window);
                next += 1;
            }
            active.retain(|window| window.window.end > span.start);
            let runs = run_ids(active.iter().copied());
            let Some(both) = ghost_load.extent().and_then(|extent| extent.intersect(span)) else { continue };
            if runs.len() < 2 {
                continue;
            }
            let free = i64::from(block.facts.nodes) - block.facts.load.max_in(both);
            let message = format!(
                "fallbacks of {} want {} of {} {}, which has {} of {} free: rank them or add a second slot",
                list(runs),
                nodes(ghost_load.max_in(both)),
                block.block.id,
                during(both),
                free.max(0),
                nodes(block.facts.nodes),
            );
            found.push(LINT.found(block.target(), message).when(both));
        }
    }
}
