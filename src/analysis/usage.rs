//! How the nodes of each block are used over time.

use crate::base::steps::Steps;
use crate::base::{Duration, Span};
use crate::model::{Capacity, Percent};

use super::BlockFacts;
use super::resolve::{BlockAt, Resolved};

/// The facts of the block at a position; cost and dates are added later.
pub fn block(resolved: &Resolved, position: usize, at: &BlockAt) -> BlockFacts {
    let block = at.block;
    let open_ended = at.span.end.is_forever();
    let extent = resolved.extent.unwrap_or(at.span);
    let end = if open_ended { extent.end.max(at.span.start) } else { at.span.end };
    let span = Span::new(at.span.start, end);
    let counted = if open_ended { Span::new(span.start.max(extent.start).min(end), end) } else { span };
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
    if row.capacity != Capacity::None || resolved.now > span.start && row.chance > 0 {
        let (usable, counted) = (clip(usable, counted), counted);
        let all = node_time(nodes, counted.len());
        let work = node_time(nodes, usable.len());
        facts.used = taken(&facts.load, usable, nodes);
        facts.idle = work - facts.used;
        facts.lost = all - work;
    }
    facts
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
