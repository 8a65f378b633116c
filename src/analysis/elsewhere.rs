//! Where a run could be instead, all its work in one window.

use crate::base::Instant;
use crate::model::*;
use crate::world::World;

use super::{RungFacts, Slot, outlook};

/// The room in free capacity for what a run has in force, its own windows gone; `None` where there is none in time.
pub fn elsewhere(plan: &Plan, world: &World, now: Instant, run: &Run) -> Option<RungFacts> {
    // A rung with the same need and no windows of its own is looked for room by the ladder.
    let mut plan = plan.clone();
    plan.windows_mut(run.id.as_str(), run.rung().map(|rung| rung.id.as_str()))?.retain(|_| false);
    let own = plan.runs.get_mut(&run.id)?;
    let id = FallbackId::new(own.fallbacks.free_id("elsewhere"));
    own.fallbacks.push(Fallback {
        id: id.clone(),
        kind: FallbackKind::OtherHardware,
        need: run.need_in_force().clone(),
        staging: run.rung().map_or(run.staging, |rung| rung.staging),
        validation: run.rung().and_then(|rung| rung.validation),
        after: super::ladder::needed_by(run).to_vec(),
        ..Fallback::default()
    });
    let look = outlook(&plan, world, now);
    let rung = look.run(&run.id)?.rungs.iter().find(|rung| rung.id == id)?;
    Some(rung.clone()).filter(|rung| rung.fits && rung.place.is_some())
}

/// Windows that are one window there, the first.
pub fn stand_on(windows: &mut crate::base::record::Items<Window>, place: &Slot) {
    let first = windows.at(0).cloned().unwrap_or_else(|| Window { id: "w1".into(), ..Window::default() });
    windows.retain(|_| false);
    windows.push(Window {
        pinned: first.pinned && first.block == place.block,
        block: place.block.clone(),
        nodes: Nodes::new(place.nodes),
        start: place.span.start,
        end: place.span.end,
        ..first
    });
}
