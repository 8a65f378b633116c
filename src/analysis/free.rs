//! Free capacity: where a rung without windows of its own could run.

use std::collections::BTreeMap;

use crate::base::steps::Steps;
use crate::base::{Duration, Instant, Span};

use super::BlockFacts;
use super::resolve::Resolved;

/// Blocks that one search looks at. Plans with more live blocks than this that might do are for automatic placement.
const LOOK_AT: usize = 500;

/// The blocks that may have room.
pub struct Free {
    /// Blocks of the plan that come or may come (certain, planned or offered), that are not kept for maintenance and that
    /// can still be used, by the start of their usable time; by machine, and all under the empty id.
    by_machine: BTreeMap<String, Vec<usize>>,
    /// The most nodes that are free at some time, by block.
    most: Vec<u32>,
}

/// One window in free capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub block: usize,
    pub span: Span,
}

/// What is looked for: one window on one block. How many nodes it would take of a block and for how long is up to the caller.
pub struct Wanted<'a> {
    /// Only this machine, by the catalogue's id; any where empty.
    pub machine: &'a str,
    /// Not before this moment.
    pub from: Instant,
    /// Done by this moment.
    pub until: Instant,
    /// Windows that would go, because this takes their place: (block, span, nodes).
    pub without: &'a [(usize, Span, u32)],
    /// Nodes and time on a block; `None` where it does not do.
    pub fit: &'a dyn Fn(usize) -> Option<(u32, Duration)>,
}

impl Free {
    pub fn new(resolved: &Resolved, blocks: &[BlockFacts]) -> Free {
        let mut by_machine: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut most = vec![0; blocks.len()];
        for (position, (at, facts)) in resolved.blocks.iter().zip(blocks).enumerate() {
            let usable = Span::new(facts.usable.start.max(resolved.now), facts.usable.end);
            if !at.is_live() || at.block.maintenance || usable.is_empty() {
                continue;
            }
            let least = facts.load.min_in(usable).max(0);
            if let Some(most) = most.get_mut(position) {
                *most = facts.nodes.saturating_sub(u32::try_from(least).unwrap_or(u32::MAX));
            }
            by_machine.entry(facts.machine.clone()).or_default().push(position);
            by_machine.entry(String::new()).or_default().push(position);
        }
        let start = |at: &usize| blocks.get(*at).map(|facts| facts.usable.start);
        for blocks in by_machine.values_mut() {
            blocks.sort_by_key(start);
        }
        Free { by_machine, most }
    }

    /// The room that ends first; of equals the block that starts first.
    pub fn earliest(&self, blocks: &[BlockFacts], wanted: &Wanted) -> Option<Room> {
        let mut best: Option<Room> = None;
        for (at, facts) in self.candidates(blocks, wanted.machine) {
            if best.is_some_and(|best| best.span.end <= facts.usable.start) {
                break;
            }
            let Some((nodes, time)) = (wanted.fit)(at).filter(|(nodes, _)| self.may_hold(at, *nodes, wanted))
            else {
                continue;
            };
            let room = stretches(facts, nodes, at, wanted).find_map(|span| {
                let start = span.start.ceil_minute();
                let end = (start + time).ceil_minute();
                (end <= span.end).then(|| Room { block: at, span: Span::new(start, end) })
            });
            best = [best, room].into_iter().flatten().min_by_key(|room| room.span.end);
        }
        best
    }

    /// The room on each block that starts last, for those where there is any.
    pub fn latest<'s>(
        &'s self,
        blocks: &'s [BlockFacts],
        wanted: &'s Wanted<'s>,
    ) -> impl Iterator<Item = Room> + 's {
        self.candidates(blocks, wanted.machine).filter_map(|(at, facts)| {
            let (nodes, time) = (wanted.fit)(at).filter(|(nodes, _)| self.may_hold(at, *nodes, wanted))?;
            let last = stretches(facts, nodes, at, wanted).filter(|span| span.len() >= time).last()?;
            Some(Room { block: at, span: Span::new(last.end - time, last.end) })
        })
    }

    fn candidates<'s>(
        &'s self,
        blocks: &'s [BlockFacts],
        machine: &str,
    ) -> impl Iterator<Item = (usize, &'s BlockFacts)> + 's {
        let positions = self.by_machine.get(machine).into_iter().flatten().take(LOOK_AT);
        positions.filter_map(|at| Some((*at, blocks.get(*at)?)))
    }

    fn may_hold(&self, block: usize, nodes: u32, wanted: &Wanted) -> bool {
        self.most.get(block).is_some_and(|most| *most >= nodes)
            || wanted.without.iter().any(|gone| gone.0 == block)
    }
}

/// The longest stretches in which `nodes` nodes of a block are free, in the order of time.
fn stretches(facts: &BlockFacts, nodes: u32, block: usize, wanted: &Wanted) -> impl Iterator<Item = Span> {
    let span = Span::new(facts.usable.start.max(wanted.from), facts.usable.end.min(wanted.until));
    let gone = wanted.without.iter().filter(|gone| gone.0 == block);
    let gone = Steps::from_parts(gone.map(|(_, span, nodes)| (*span, i64::from(*nodes))));
    let limit = i64::from(facts.nodes) - i64::from(nodes);
    let load = if gone.is_zero() { None } else { Some(facts.load.minus(&gone)) };
    let load = load.as_ref().unwrap_or(&facts.load);
    let mut found: Vec<Span> = Vec::new();
    for (part, _) in load.within(span).filter(|(_, load)| *load <= limit) {
        match found.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => found.push(part),
        }
    }
    found.into_iter()
}
