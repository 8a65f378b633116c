//! How the nodes of each block are used over time.

use crate::base::steps::Steps;
use crate::base::{Duration, Instant, Span};
use crate::model::{Capacity, Percent};

use super::BlockFacts;
use super::resolve::{BlockAt, Resolved};

/// The facts of the block at a position; cost and dates are added later.
pub fn block(resolved: &Resolved, position: usize, at: &BlockAt) -> BlockFacts {
    let block = at.block;
    let open_ended = at.span.end.is_forever();
    let counted = if open_ended { counted(resolved, position, at) } else { at.span };
    let extent = resolved.extent.unwrap_or(at.span);
    let end = if open_ended { extent.end.max(counted.end) } else { at.span.end };
    let span = Span::new(at.span.start, end);
    let usable_end = at.dates.usable_end.as_ref().map_or(end, |mark| mark.at.min(end));
    let usable = Span::new((span.start + ramp(resolved, at)).min(end), usable_end);
    let nodes = block.nodes.get();
    let load = Steps::from_parts(
        resolved.on_block(position).map(|p| (p.window.span(), i64::from(p.window.nodes.get()))),
    );
    let row = block.status.row();
    let mut facts = BlockFacts {
        id: block.id.clone(),
        span,
        open_ended,
        counted,
        usable,
        bought_until: at.bought_until.min(end),
        capacity: row.capacity,
        nodes,
        accelerators_per_node: at.accelerators(),
        machine: at.machine_id().to_string(),
        machine_name: at.machine_name().to_string(),
        windows: resolved.on_block(position).map(|placed| resolved.target(placed)).collect(),
        chance: block.chance.unwrap_or(Percent::new(row.chance)),
        load,
        ..BlockFacts::default()
    };
    facts.planned = match open_ended {
        true => Span::new(planned_from(resolved, position, counted), counted.end),
        false => counted,
    };
    if row.capacity != Capacity::None || resolved.now > span.start && row.chance > 0 {
        let usable = clip(usable, facts.planned);
        let all = node_time(nodes, facts.planned.len());
        let work = node_time(nodes, usable.len());
        facts.used = taken(&facts.load, usable, nodes);
        facts.idle = work - facts.used;
        facts.lost = all - work;
    }
    facts
}

/// What counts of a block without an end: from its start to the end of the last window on it, or to now if that is later.
/// What stands elsewhere in the plan has no part in it.
fn counted(resolved: &Resolved, position: usize, at: &BlockAt) -> Span {
    let ends = resolved.on_block(position).map(|placed| placed.window.end);
    let last = ends.max().unwrap_or(at.span.start).max(resolved.now);
    Span::new(at.span.start, last.max(at.span.start))
}

/// Since when the plan says how a block without an end is used: since the first window on it, or since now if that is earlier.
/// What it did before, nobody wrote down.
fn planned_from(resolved: &Resolved, position: usize, counted: Span) -> Instant {
    let first = resolved.on_block(position).map(|placed| placed.window.start).min();
    counted.clamp(first.map_or(resolved.now, |first| first.min(resolved.now)))
}

/// Boot, image and health check: of the block, else of its machine, else of the plan.
pub fn ramp(resolved: &Resolved, at: &BlockAt) -> Duration {
    at.block.ramp.or(at.machine.and_then(|machine| machine.ramp)).unwrap_or(resolved.plan.ramp)
}

fn clip(span: Span, to: Span) -> Span {
    span.intersect(to).unwrap_or(Span { start: to.start, end: to.start })
}

pub fn node_time(nodes: u32, time: Duration) -> Duration {
    time * i64::from(nodes)
}

/// Node-time that windows take of `nodes` nodes; what is overbooked does not count twice.
fn taken(load: &Steps, span: Span, nodes: u32) -> Duration {
    let parts = load.within(span);
    parts.map(|(part, load)| part.len() * load.clamp(0, i64::from(nodes))).sum()
}
