//! Free capacity: where a rung without windows of its own could run.

use std::collections::BTreeMap;

use crate::base::steps::Steps;
use crate::base::{Duration, Instant, Span, sort};

use super::resolve::{BlockAt, Resolved};
use super::sessions::LONGEST;
use super::{BlockFacts, decide};

/// Blocks that one search looks into. Where more than these might do, automatic placement is the better tool.
const LOOK_AT: usize = 500;

/// The blocks that may have room.
pub struct Free {
    /// Blocks of the plan that come or may come (certain, planned or offered), that are not kept for maintenance, that can
    /// still be used and that can still be bought where nobody has, by the start of their usable time; by machine, and all
    /// under the empty id.
    by_machine: BTreeMap<String, Vec<Candidate>>,
    /// Of all blocks of the plan, in its order.
    doubts: Vec<Doubt>,
    /// Some block that may have room can still be bought, but not safely any more.
    pub any_late: bool,
}

/// Why a block may be a bad choice.
#[derive(Clone, Copy, Default)]
pub struct Doubt {
    /// It can still be bought, but not safely any more.
    pub late: bool,
    /// It is not certain to come.
    pub uncertain: bool,
}

/// A block in the order of search.
#[derive(Clone, Copy)]
struct Candidate {
    block: usize,
    /// From now on.
    usable: Span,
    /// The most nodes that are free at some time.
    most: u32,
    /// The longest time in which any node is free.
    longest: Duration,
    /// The latest end of it and all before it.
    last_end: Instant,
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
    /// No block with fewer free nodes would do.
    pub least: u32,
    /// Windows that would go, because this takes their place: (block, span, nodes).
    pub without: &'a [(usize, Span, u32)],
    /// Nodes on a block; `None` where it does not do.
    pub nodes: &'a dyn Fn(usize) -> Option<u32>,
    /// Time on so many nodes of a block.
    pub time: &'a dyn Fn(usize, u32) -> Duration,
}

impl Free {
    pub fn new(resolved: &Resolved, blocks: &[BlockFacts]) -> Free {
        let mut by_machine: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
        let mut any_late = false;
        let doubt = |at: &BlockAt| Doubt {
            late: is_late(at, resolved.now),
            uncertain: !at.block.status.row().certain,
        };
        let doubts: Vec<Doubt> = resolved.blocks.iter().map(doubt).collect();
        for (block, (at, facts)) in resolved.blocks.iter().zip(blocks).enumerate() {
            let usable = Span::new(facts.usable.start.max(resolved.now), facts.usable.end);
            let gone = at.is_unbought() && decide::must_buy_by(at) < resolved.now;
            if !at.is_live() || at.block.maintenance || usable.is_empty() || gone {
                continue;
            }
            let least = u32::try_from(facts.load.min_in(usable).max(0)).unwrap_or(u32::MAX);
            let any = stretches(&facts.load, usable, i64::from(facts.nodes) - 1);
            any_late |= doubts.get(block).is_some_and(|doubt| doubt.late);
            let candidate = Candidate {
                block,
                usable,
                most: facts.nodes.saturating_sub(least),
                longest: any.0.into_iter().map(Span::len).max().unwrap_or_default(),
                last_end: usable.end,
            };
            for machine in [facts.machine.as_str(), ""] {
                match by_machine.get_mut(machine) {
                    Some(candidates) => candidates.push(candidate),
                    None => drop(by_machine.insert(machine.to_string(), vec![candidate])),
                }
            }
        }
        for candidates in by_machine.values_mut() {
            sort::by_key(candidates, |candidate| candidate.usable.start);
            let mut last_end = Instant::MIN;
            for candidate in candidates {
                last_end = last_end.max(candidate.usable.end);
                candidate.last_end = last_end;
            }
        }
        Free { by_machine, doubts, any_late }
    }

    /// What speaks against a block of the plan.
    pub fn doubt(&self, block: usize) -> Doubt {
        self.doubts.get(block).copied().unwrap_or_default()
    }

    /// The room that starts last on one block that has some.
    pub fn latest_on(&self, blocks: &[BlockFacts], wanted: &Wanted, room: Room) -> Option<Room> {
        let usable = blocks.get(room.block)?.usable;
        let (most, longest) = (u32::MAX, LONGEST);
        let candidate = Candidate { block: room.block, usable, most, longest, last_end: usable.end };
        self::room(blocks, wanted, &candidate, |_| true, Stretches::last)
    }

    /// The room that ends first; of equals the block that starts first.
    pub fn earliest(&self, blocks: &[BlockFacts], wanted: &Wanted) -> Option<Room> {
        let mut best: Option<Room> = None;
        let candidates = self.by_machine.get(wanted.machine).into_iter().flatten();
        let candidates = candidates.filter(|candidate| candidate.usable.end > wanted.from);
        for candidate in candidates.take(LOOK_AT) {
            if best.is_some_and(|best| best.span.end <= candidate.usable.start) {
                break;
            }
            let better = |time| {
                let end = candidate.usable.start.max(wanted.from) + time;
                best.is_none_or(|best| end < best.span.end)
            };
            let room = room(blocks, wanted, candidate, better, Stretches::first);
            best = [best, room].into_iter().flatten().min_by_key(|room| room.span.end);
        }
        best
    }

    /// Of the rooms that start last on their block, the one with the highest `value`, and that value. No value may lie
    /// after the end of its room.
    pub fn latest<T>(
        &self,
        blocks: &[BlockFacts],
        wanted: &Wanted,
        value: impl Fn(Room) -> (Instant, T),
    ) -> Option<(Instant, T)> {
        let candidates = self.by_machine.get(wanted.machine).map(Vec::as_slice).unwrap_or_default();
        let begun = candidates.partition_point(|candidate| candidate.usable.start < wanted.until);
        let mut best: Option<(Instant, T)> = None;
        for candidate in candidates.get(..begun).unwrap_or_default().iter().rev().take(LOOK_AT) {
            let reached = |best: &(Instant, T)| candidate.last_end.min(wanted.until) <= best.0;
            if best.as_ref().is_some_and(reached) {
                break;
            }
            let better = |time| {
                let start = candidate.usable.end.min(wanted.until) - time;
                best.as_ref().is_none_or(|best| start > best.0)
            };
            if let Some(found) = room(blocks, wanted, candidate, better, Stretches::last).map(&value)
                && best.as_ref().is_none_or(|best| best.0 < found.0)
            {
                best = Some(found);
            }
        }
        best
    }
}

fn is_late(at: &BlockAt, now: Instant) -> bool {
    at.is_unbought() && decide::buy_by(at) < now
}

/// The first or last room on one block, unless the time that it takes there shows that it is not `better`.
fn room(
    blocks: &[BlockFacts],
    wanted: &Wanted,
    candidate: &Candidate,
    better: impl Fn(Duration) -> bool,
    pick: fn(&Stretches, Duration) -> Option<Span>,
) -> Option<Room> {
    let block = candidate.block;
    let gone = wanted.without.iter().filter(|gone| gone.0 == block);
    let stays = gone.clone().next().is_none();
    if stays && candidate.most < wanted.least {
        return None;
    }
    let nodes = (wanted.nodes)(block)?;
    let time = (wanted.time)(block, nodes);
    if !better(time) || stays && (candidate.most < nodes || candidate.longest < time) {
        return None;
    }
    let facts = blocks.get(block)?;
    let span = Span::new(facts.usable.start.max(wanted.from), facts.usable.end.min(wanted.until));
    let limit = i64::from(facts.nodes) - i64::from(nodes);
    let gone = Steps::from_parts(gone.map(|(_, span, nodes)| (*span, i64::from(*nodes))));
    let stretches = match gone.is_zero() {
        true => stretches(&facts.load, span, limit),
        false => stretches(&facts.load.minus(&gone), span, limit),
    };
    Some(Room { block, span: pick(&stretches, time)? })
}

/// When no more than a limit is taken, neighbours joined, in the order of time.
struct Stretches(Vec<Span>);

impl Stretches {
    fn first(&self, time: Duration) -> Option<Span> {
        self.0.iter().find_map(|span| {
            let start = span.start.ceil_minute();
            let end = (start + time).ceil_minute();
            (end <= span.end).then(|| Span::new(start, end))
        })
    }
    fn last(&self, time: Duration) -> Option<Span> {
        let found = self.0.iter().rev().find(|span| span.len() >= time)?;
        Some(Span::new(found.end - time, found.end))
    }
}

fn stretches(load: &Steps, span: Span, limit: i64) -> Stretches {
    let mut found: Vec<Span> = Vec::new();
    for (part, _) in load.within(span).filter(|(_, load)| *load <= limit) {
        match found.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => found.push(part),
        }
    }
    Stretches(found)
}
