//! New blocks, runs, windows and fallbacks with defaults that fit the plan around them.

use super::windows::{free_window, whole_minutes};
use super::{Changed, Outcome, gone};
use crate::analysis::{Analysis, BlockFacts, outlook};
use crate::base::{Duration, Instant, Span};
use crate::model::terms::Clock;
use crate::model::*;
use crate::world::World;

/// What to do where a run is needed and none is selected.
pub fn select_a_run(plan: &Plan) -> String {
    match plan.runs.is_empty() {
        true => "there is no run yet: add one first".to_string(),
        false => "select a run first".to_string(),
    }
}

/// The block that an item is about: itself, or the one its window is on.
pub fn block_of(plan: &Plan, target: &Target) -> Option<BlockId> {
    match target {
        Target::Block(id) => Some(id.clone()),
        Target::Window(..) => plan.window(target).map(|window| window.block.clone()),
        _ => None,
    }
}

/// The product of a block that has no other to be like.
const PRODUCT: &str = "aws-capacity-block";

/// The block that a new one will be like.
fn like<'a>(plan: &'a Plan, near: &Target) -> Option<&'a Block> {
    block_of(plan, near).and_then(|id| plan.blocks.get(id)).or_else(|| plan.blocks.iter().last())
}

/// Where a new block may start around a moment: before it and after it, at the time of day of the one that it will be like,
/// else of its product. Blocks are sold by fixed times of day, so that one from midnight on could not be bought.
pub fn block_starts(plan: &Plan, world: &World, near: &Target, at: Instant) -> [Instant; 2] {
    let clock = || world.rules.get(PRODUCT).and_then(|product| product.end_clock.as_ref());
    let same = match like(plan, near) {
        Some(block) => block.start,
        None => clock().map_or(at, |clock| clock.value.around(at).1),
    };
    let day = Duration::from_days(1);
    let later = Duration::from_seconds((same - at).seconds().rem_euclid(day.seconds()));
    [if later.is_zero() { at } else { at + later - day }, at + later]
}

/// The longest that a new block waits for a start that can be bought.
const DAYS: i64 = 400;

/// A block like the one at hand, only wished for: same machine, place and length, from a moment on; later by whole days where
/// it could not be bought safely any more. Where the product ends its blocks at one time of day, so does this one.
pub fn add_block(plan: &Plan, analysis: &Analysis, world: &World, near: &Target, at: Instant) -> Outcome {
    let like = like(plan, near);
    let machine = || analysis.blocks.last().map_or("aws.p5".to_string(), |block| block.machine.clone());
    let length =
        like.and_then(|block| block.end.map(|end| end - block.start)).unwrap_or(Duration::from_days(7));
    let id = BlockId::new(plan.blocks.free_id("block"));
    let product = like.map_or_else(|| ProductId::new(PRODUCT), |block| block.product.clone());
    let world = world.for_plan(plan);
    let rules = world.rules.get(product.as_str());
    // Whole: the end stands at that time of day, and the start as much before it as blocks like this are long.
    let clock = rules.and_then(|rules| rules.end_clock.as_ref()).map(|clock| clock.value);
    let at = clock.map_or(at, |clock| nearest(clock, at + length) - length);
    let is_safe = |start: &Instant| {
        let dates = rules.map(|rules| block_dates::dates(rules, Some(*start), Some(*start + length), None));
        let by = dates.and_then(|dates| dates.safe_buy_by).map_or(*start, |mark| mark.at);
        *start >= analysis.now && by >= analysis.now
    };
    let behind = (analysis.now - at).seconds().max(0) / 86_400;
    let starts = (behind..behind + DAYS).map(|days| at + Duration::from_days(1) * days);
    let start = starts.into_iter().find(is_safe).unwrap_or(at);
    let block = Block {
        id: id.clone(),
        machine: like.map_or_else(|| MachineId::new(machine()), |block| block.machine.clone()),
        nodes: like.map_or(Nodes::new(1), |block| block.nodes),
        start,
        end: Some(start + length),
        product,
        region: like.map(|block| block.region.clone()).unwrap_or_default(),
        zone: like.map(|block| block.zone.clone()).unwrap_or_default(),
        zone_id: like.map(|block| block.zone_id.clone()).unwrap_or_default(),
        ..Block::default()
    };
    let mut next = plan.clone();
    next.blocks.push(block);
    let from = start.compact();
    Ok(Changed { plan: next, label: format!("Add block {id} from {from}"), selected: Target::Block(id) })
}

/// The moment with this time of day that is nearest.
pub fn nearest(clock: Clock, at: Instant) -> Instant {
    let (before, after) = clock.around(at);
    if at - before < after - at { before } else { after }
}

/// A run of a day. With a block at hand it gets a window in the first room there from the cursor on, else from now on, else
/// on another block of the same machine.
pub fn add_run(plan: &Plan, analysis: &Analysis, near: &Target, at: Instant) -> Outcome {
    let block = block_of(plan, near).and_then(|id| analysis.block(&id));
    let id = RunId::new(plan.runs.free_id("run"));
    let need = |nodes| Need { nodes, hours: Some(Duration::from_hours(24)), ..Need::default() };
    let new = |nodes| Run { id: id.clone(), need: need(nodes), ..Run::default() };
    let (now, label) = (analysis.now, format!("Add run {id}"));
    let with = |run: Run| {
        let mut next = plan.clone();
        next.runs.push(run);
        next
    };
    let alone =
        |label| Ok(Changed { plan: with(new(Nodes::new(1))), label, selected: Target::Run(id.clone()) });
    let Some(block) = block else { return alone(label) };
    let length = |block: &BlockFacts, nodes: u32| {
        let run = new(Nodes::new(nodes));
        whole_minutes(length(plan, analysis, &run, &run.need, block, run.need.nodes))
    };
    // A fallback counts on room that is free now.
    let rungs = || plan.runs.iter().flat_map(|run| run.fallbacks.iter()).flat_map(|rung| rung.windows.iter());
    let like = |other: &&BlockFacts| {
        let is_same = other.machine == block.machine && other.capacity != Capacity::None;
        is_same && rungs().all(|window| window.block != other.id)
    };
    let here = [(block, at.max(now)), (block, now)].into_iter();
    let places = here.chain(analysis.blocks.iter().filter(like).map(|other| (other, at.max(now))));
    let room = places
        .into_iter()
        .find_map(|(block, from)| Some((block, first_room(block, from, 1, &|nodes| length(block, nodes))?)));
    match room {
        Some((block, (start, nodes))) => {
            let next = with(new(Nodes::new(nodes)));
            let placed = add_window(&next, analysis, &Target::Run(id.clone()), Some(&block.id), start)?;
            Ok(Changed { label: format!("{label} on {}", block.id), ..placed })
        }
        None => alone(format!("{label}: no block like {} has room for it", block.id)),
    }
}

/// The first room for so many nodes on a block from a moment on: its start, and how many nodes are free in it, all through
/// the time that they take.
fn first_room(
    block: &BlockFacts,
    from: Instant,
    least: u32,
    length: &dyn Fn(u32) -> Duration,
) -> Option<(Instant, u32)> {
    let rest = Span::new(from.max(block.usable.start), block.usable.end);
    let starts = block.load.within(rest).map(|(part, _)| part.start);
    starts.into_iter().find_map(|start| {
        let free = free_nodes(block, start);
        let span = Span::new(start, start + length(free.max(1)));
        let nodes = free.min(block.nodes.saturating_sub(taken(block.load.max_in(span))));
        (nodes >= least.max(1) && start + length(nodes) <= block.usable.end).then_some((start, nodes))
    })
}

/// The windows of a new run follow its need: the only one that it has, placed anew.
pub fn fit_to_need(plan: &Plan, world: &World, now: Instant, target: &Target) -> Outcome {
    let window = plan.window(target).ok_or_else(|| gone(target))?.clone();
    let (bare, run) = (super::items::delete(plan, target)?.plan, super::items::parent(target));
    let analysis = outlook(&bare, world, now);
    let facts = analysis.block(&window.block).ok_or_else(|| gone(target))?;
    let of = run.run().and_then(|id| bare.runs.get(id)).ok_or_else(|| gone(target))?;
    let wanted = of.need.nodes.min(Nodes::new(facts.nodes));
    let length = |_| whole_minutes(length(plan, &analysis, of, &of.need, facts, wanted));
    let room = first_room(facts, window.start, wanted.get(), &length);
    let start = room.map_or(window.start, |(start, _)| start);
    let placed = add_window(&bare, &analysis, &run, Some(&window.block), start)?;
    Ok(Changed { label: format!("Fit {} to the need of {run}", placed.selected), ..placed })
}

/// How long a window of so many nodes must be for the work of a need.
fn length(
    plan: &Plan,
    analysis: &Analysis,
    run: &Run,
    need: &Need,
    block: &BlockFacts,
    nodes: Nodes,
) -> Duration {
    let is_own = std::ptr::eq(need, &run.need);
    let known = analysis.run(&run.id).filter(|facts| is_own && facts.short > Duration::ZERO);
    let job = crate::analysis::job(run, need, analysis.now, None);
    let accelerators = u64::from(block.accelerators_per_node) * u64::from(need.usable(nodes.get()));
    let (compute, on) = match known {
        Some(facts) => {
            // Without windows nobody knew on how many accelerators it would be.
            let sum = facts.sum.as_ref().filter(|_| facts.windows.is_empty());
            let more = sum.map_or(1.0, |sum| job.stretch(plan, accelerators) / sum.stretch);
            let on = facts.sum.as_ref().map_or(need.nodes, |sum| Nodes::new(sum.nodes));
            (facts.short.mul_f64(more), on)
        }
        None => {
            let work = need.at_confidence(block.accelerators_per_node, plan.confidence);
            let work = work.unwrap_or(Duration::from_hours(24));
            (work.mul_f64(job.stretch(plan, accelerators)), need.nodes)
        }
    };
    job.lead() + need.rescale(compute, on, nodes) + job.tail()
}

/// A window of a run or fallback, from the cursor on, or from the next room on where all nodes are taken; as long as what is
/// still needed, and no longer than the block.
/// Without a block, the one with the most free nodes at the cursor.
pub fn add_window(
    plan: &Plan,
    analysis: &Analysis,
    of: &Target,
    block: Option<&BlockId>,
    at: Instant,
) -> Outcome {
    let (run_id, rung_id) = match of {
        Target::Run(run) => (run, None),
        Target::Fallback(run, rung) => (run, Some(rung)),
        Target::Window(run, rung, _) => (run, rung.as_ref()),
        _ => return Err(select_a_run(plan)),
    };
    let run = plan.runs.get(run_id).ok_or_else(|| gone(of))?;
    let need = match rung_id {
        Some(rung) => &run.fallbacks.get(rung).ok_or_else(|| gone(of))?.need,
        None => &run.need,
    };
    let block = match block {
        Some(id) => analysis.block(id).ok_or_else(|| format!("block {id} is not in the plan"))?,
        None => roomiest(analysis, at).ok_or("there is no block to place it on: add one first")?,
    };
    let usable = if block.usable.is_empty() { block.span } else { block.usable };
    let start = if at < usable.end { at.max(usable.start) } else { usable.start };
    let free = free_nodes(block, start);
    let as_long =
        |nodes| whole_minutes(length(plan, analysis, run, need, block, need.nodes.min(Nodes::new(nodes))));
    let room = if free == 0 { first_room(block, start, 1, &as_long) } else { Some((start, free)) };
    let full = if room.is_none() { "; it has no room" } else { "" };
    let (start, free) = room.unwrap_or((start, free));
    let nodes = Nodes::new(need.nodes.get().min(if free == 0 { block.nodes } else { free }).max(1));
    let wanted = length(plan, analysis, run, need, block, nodes);
    let room = usable.end - start;
    let end = start + whole_minutes(if room > Duration::ZERO { wanted.min(room) } else { wanted });
    let mut next = plan.clone();
    let windows =
        next.windows_mut(run_id.as_str(), rung_id.map(FallbackId::as_str)).ok_or_else(|| gone(of))?;
    let id = WindowId::new(free_window(windows));
    windows.push(Window { id: id.clone(), block: block.id.clone(), nodes, start, end, ..Window::default() });
    let selected = Target::Window(run_id.clone(), rung_id.cloned(), id);
    Ok(Changed { plan: next, label: format!("Add window {selected} on {}{full}", block.id), selected })
}

/// The next rung of a run's ladder.
pub fn add_fallback(plan: &Plan, run_id: &RunId, kind: FallbackKind) -> Outcome {
    let mut next = plan.clone();
    let run = next.runs.get_mut(run_id).ok_or_else(|| gone(&Target::Run(run_id.clone())))?;
    let stem = crate::base::fact::spoken(kind.word()).replace(' ', "-");
    let id = FallbackId::new(run.fallbacks.free_id(&stem));
    let mut need = run.need.clone();
    if kind == FallbackKind::FewerNodes {
        let fewer =
            need.min_nodes.filter(|min| *min < need.nodes).unwrap_or(Nodes::new(need.nodes.get() / 2));
        need.hours = need.hours.map(|hours| whole_minutes(need.scaling.rescale(hours, need.nodes, fewer)));
        need.p90 = need.p90.map(|p90| whole_minutes(need.scaling.rescale(p90, need.nodes, fewer)));
        (need.nodes, need.min_nodes, need.max_nodes) = (fewer, None, None);
    }
    run.fallbacks.push(Fallback { id: id.clone(), kind, need, ..Fallback::default() });
    let label = format!("Add fallback {id} to {run_id}");
    Ok(Changed { plan: next, label, selected: Target::Fallback(run_id.clone(), id) })
}

/// Puts a rung in force, or the run itself again where the rung was in force.
pub fn toggle_rung(plan: &Plan, run_id: &RunId, rung: &FallbackId) -> Outcome {
    let mut next = plan.clone();
    let target = Target::Fallback(run_id.clone(), rung.clone());
    let run =
        next.runs.get_mut(run_id).filter(|run| run.fallbacks.contains(rung)).ok_or_else(|| gone(&target))?;
    let was = run.in_force.as_ref() == Some(rung);
    run.in_force = (!was).then(|| rung.clone());
    let label = match was {
        true => format!("Take {rung} back: {run_id} as planned"),
        false => format!("Put {rung} in force for {run_id}"),
    };
    Ok(Changed { plan: next, label, selected: target })
}

fn free_nodes(block: &BlockFacts, at: Instant) -> u32 {
    block.nodes.saturating_sub(taken(block.load.at(at.max(block.usable.start))))
}

fn taken(load: i64) -> u32 {
    u32::try_from(load.max(0)).unwrap_or(u32::MAX)
}

/// The block with the most free nodes at a moment; else the next one to start, else the last.
fn roomiest(analysis: &Analysis, at: Instant) -> Option<&BlockFacts> {
    let open = analysis.blocks.iter().filter(|block| block.span.contains(at));
    open.max_by_key(|block| (free_nodes(block, at), std::cmp::Reverse(block.span.start)))
        .or_else(|| analysis.blocks.iter().filter(|b| b.span.start >= at).min_by_key(|b| b.span.start))
        .or_else(|| analysis.blocks.iter().max_by_key(|block| block.span.start))
}
