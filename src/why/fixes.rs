//! The changes that are tried: one function a kind, each with a size that is made as small as it can be.

use crate::analysis::elsewhere::{elsewhere, stand_on};
use crate::analysis::{BlockFacts, Fix, RungFacts};
use crate::base::record::Items;
use crate::base::{Duration, Instant, Span, words};
use crate::edit::Edit;
use crate::model::*;

use super::earlier;
use super::trial::Trial;

/// Times are tried in steps of this length.
const STEP: Duration = Duration::from_minutes(15);

/// Runs of a block whose own problems are looked at.
const MOST_RUNS: usize = 3;

/// Most suggestions of findings that are tried: each costs an analysis.
const MOST_TRIED: usize = 12;

/// Every kind of change to a run that makes it fit, the smallest of each.
pub fn of_run(trial: &Trial, run: &Run) -> Vec<Fix> {
    let mut fixes = of_windows(trial, run);
    if !trial.is_well() {
        fixes.extend(fall_back(trial, run));
    }
    fixes.extend(quick_fixes(&trial.of_all()));
    without_doubles(fixes)
}

/// The same of a rung that is looked at as if it were in force.
pub fn of_rung(trial: &Trial, run: &Run) -> Vec<Fix> {
    without_doubles(of_windows(trial, run))
}

/// What the findings themselves suggest.
pub fn of_other(trial: &Trial) -> Vec<Fix> {
    without_doubles(quick_fixes(&trial.of_all()))
}

fn of_windows(trial: &Trial, run: &Run) -> Vec<Fix> {
    let is_placed = !run.windows_in_force().is_empty();
    let unplaced = !is_placed && run.rung().is_none_or(|rung| !rung.kind.needs_no_block());
    let mut fixes = Vec::new();
    if !trial.is_well() && is_placed {
        fixes.extend(start_earlier(trial, run));
        fixes.extend(end_later(trial, run));
        fixes.extend(more_nodes(trial, run));
        fixes.extend(fewer_nodes(trial, run));
        fixes.extend(extend_block(trial, run, false).or_else(|| extend_block(trial, run, true)));
    }
    if !trial.is_well() {
        fixes.extend(quick_fixes(trial));
        fixes.extend(other_place(trial, run, false));
    } else if unplaced {
        fixes.extend(other_place(trial, run, true));
    }
    fixes
}

/// Of a block: what its problems suggest, and what the runs on it can do.
pub fn of_block(trial: &Trial, block: &Block) -> Vec<Fix> {
    if trial.is_well() {
        return of_other(trial);
    }
    let mut fixes = quick_fixes(trial);
    let stands = |run: &&Run| run.windows_in_force().iter().any(|window| window.block == block.id);
    for run in trial.plan.runs.iter().filter(stands).take(MOST_RUNS) {
        fixes.extend(fewer_nodes(trial, run));
        fixes.extend(extend_block(trial, run, false).or_else(|| extend_block(trial, run, true)));
        fixes.extend(other_place(trial, run, false));
        fixes.extend(fall_back(trial, run));
    }
    fixes.extend(quick_fixes(&trial.of_all()));
    without_doubles(fixes)
}

fn without_doubles(fixes: Vec<Fix>) -> Vec<Fix> {
    let mut kept: Vec<Fix> = Vec::new();
    for fix in fixes {
        if !kept.iter().any(|other| other.edit == fix.edit || other.label == fix.label) {
            kept.push(fix);
        }
    }
    kept
}

fn fix(trial: &Trial, label: String, next: &Plan) -> Fix {
    Fix { label, edit: Edit::between(trial.plan, next) }
}

/// The plan with the windows of what is in force changed; `None` where the change says so.
fn with_windows(
    trial: &Trial,
    run: &Run,
    change: impl FnOnce(&mut Items<Window>) -> Option<()>,
) -> Option<Plan> {
    let mut plan = trial.plan.clone();
    change(plan.windows_mut(run.id.as_str(), run.rung().map(|rung| rung.id.as_str()))?)?;
    Some(plan)
}

fn target(run: &Run, window: &Window) -> Target {
    Target::Window(run.id.clone(), run.rung().map(|rung| rung.id.clone()), window.id.clone())
}

/// The run, with the rung that is in force.
fn named(run: &Run) -> Target {
    match run.rung() {
        Some(rung) => Target::Fallback(run.id.clone(), rung.id.clone()),
        None => Target::Run(run.id.clone()),
    }
}

fn steps(time: Duration) -> usize {
    usize::try_from(time.seconds() / STEP.seconds()).unwrap_or(0)
}

fn times(step: Duration, count: usize) -> Duration {
    step * i64::try_from(count).unwrap_or(0)
}

/// Its first window begins earlier, as far as nothing is in the way.
fn start_earlier(trial: &Trial, run: &Run) -> Option<Fix> {
    let first = run.windows_in_force().iter().min_by_key(|window| window.start)?;
    let target = target(run, first);
    let bounds = earlier::bounds(trial.analysis, run, &target, first);
    let from = bounds.iter().map(|bound| bound.at).max()?.max(trial.now);
    let change = |size| {
        with_windows(trial, run, |windows| {
            let window = windows.get_mut(&first.id).filter(|window| !window.pinned)?;
            window.start = window.start - times(STEP, size);
            Some(())
        })
    };
    let (size, next) = trial.smallest(steps(first.start - from), change)?;
    let (by, at) = (times(STEP, size), first.start - times(STEP, size));
    Some(fix(trial, format!("start {target} {} earlier, {}", by.words(), at.compact()), &next))
}

/// Its last window ends later, as far as its block is free.
fn end_later(trial: &Trial, run: &Run) -> Option<Fix> {
    let last = last(run)?;
    let block = trial.analysis.block(&last.block)?;
    let room = Span::new(last.end, block.usable.end);
    let limit = i64::from(block.nodes) - i64::from(last.nodes.get());
    let until =
        block.load.within(room).find(|(_, load)| *load > limit).map_or(room.end, |(span, _)| span.start);
    let change = |size| {
        with_windows(trial, run, |windows| {
            let window = windows.get_mut(&last.id).filter(|window| !window.pinned)?;
            window.end = (window.end + times(STEP, size)).min(until);
            Some(())
        })
    };
    let room = until.max(last.end) - last.end;
    let most = steps(room) + usize::from(room.seconds() % STEP.seconds() > 0);
    let (size, next) = trial.smallest(most.min(steps(Duration::from_days(400))), change)?;
    let at = (last.end + times(STEP, size)).min(until);
    Some(fix(
        trial,
        format!("end {} {} later, {}", target(run, last), (at - last.end).words(), at.compact()),
        &next,
    ))
}

fn last(run: &Run) -> Option<&Window> {
    run.windows_in_force().iter().max_by_key(|window| window.end)
}

/// All its windows take more nodes, as far as its need allows and its blocks have some to spare.
fn more_nodes(trial: &Trial, run: &Run) -> Option<Fix> {
    let windows = run.windows_in_force();
    let now = windows.iter().map(|window| window.nodes.get()).max()?;
    let free = windows.iter().filter_map(|window| {
        let block = trial.analysis.block(&window.block)?;
        Some((i64::from(block.nodes) - block.load.max_in(window.span())).max(0))
    });
    let free = usize::try_from(free.min()?).ok()?;
    let usable =
        run.need_in_force().max_nodes.map_or(usize::MAX, |most| most.get().saturating_sub(now) as usize);
    let change = |size| with_windows(trial, run, |windows| resize(windows, |nodes| nodes + size as u32));
    let (size, next) = trial.smallest(free.min(usable), change)?;
    Some(fix(trial, format!("give {} {} more", named(run), nodes(size)), &next))
}

/// All its windows take fewer nodes, and as much longer as its scaling says.
fn fewer_nodes(trial: &Trial, run: &Run) -> Option<Fix> {
    let need = run.need_in_force();
    let now = run.windows_in_force().iter().map(|window| window.nodes.get()).min()?;
    let change = |size| {
        with_windows(trial, run, |windows| {
            let before: Vec<(Nodes, Duration)> =
                windows.iter().map(|window| (window.nodes, window.span().len())).collect();
            resize(windows, |nodes| nodes.saturating_sub(size as u32).max(1))?;
            for (at, (nodes, length)) in before.into_iter().enumerate() {
                let Some(window) = windows.at_mut(at) else { continue };
                let block = trial.analysis.block(&window.block);
                let usable = block.map_or(window.end, |block| block.usable.end.max(window.end));
                let longer = window.start + need.rescale(length, nodes, window.nodes);
                window.end = longer.ceil_minute().min(usable);
            }
            Some(())
        })
    };
    let (size, next) = trial.smallest(now.saturating_sub(need.range().0.get()) as usize, change)?;
    Some(fix(trial, format!("give {} {} fewer", named(run), nodes(size)), &next))
}

fn resize(windows: &mut Items<Window>, change: impl Fn(u32) -> u32) -> Option<()> {
    for at in 0..windows.len() {
        let window = windows.at_mut(at).filter(|window| !window.pinned)?;
        window.nodes = Nodes::new(change(window.nodes.get()));
    }
    Some(())
}

fn nodes(count: usize) -> String {
    words::count(count as u64, "node", "nodes")
}

/// The block of its last window lasts longer, by what its provider sells, and the window with it where that is needed.
fn extend_block(trial: &Trial, run: &Run, window_too: bool) -> Option<Fix> {
    let last = last(run).filter(|window| !window_too || !window.pinned)?;
    let (block, facts) = (trial.plan.blocks.get(&last.block)?, trial.analysis.block(&last.block)?);
    if facts.open_ended {
        return None;
    }
    let ends = longer_ends(trial, block, facts);
    let lost = facts.span.end - facts.usable.end;
    let change = |size: usize| {
        let end = *ends.get(size.checked_sub(1)?)?;
        let mut plan = with_windows(trial, run, |windows| {
            if window_too {
                windows.get_mut(&last.id)?.end = end - lost;
            }
            Some(())
        })?;
        lengthen(plan.blocks.get_mut(&block.id)?, end);
        Some(plan)
    };
    let (size, next) = trial.smallest(ends.len(), change)?;
    let end = *ends.get(size - 1)?;
    let also = if window_too { format!(", and {} with it", target(run, last)) } else { String::new() };
    let longer = (end - facts.span.end).words();
    let label = format!("extend {} by {longer}, to {}{also}", block.id, end.compact());
    Some(fix(trial, label, &next))
}

/// A block that is bought gets an extension; one that is not is asked for as long as that.
fn lengthen(block: &mut Block, end: Instant) {
    if matches!(block.status.row().account, Account::Estimate | Account::Offered) {
        block.end = Some(end);
        return;
    }
    let id = block.extensions.free_id("longer");
    block.extensions.push(Extension {
        id: ItemId::new(id),
        until: end,
        status: Stage::Wanted.into(),
        ..Extension::default()
    });
}

/// The ends that the provider sells after the present one, in rising order; whole days where no rule is known.
fn longer_ends(trial: &Trial, block: &Block, facts: &BlockFacts) -> Vec<Instant> {
    let world = trial.world.for_plan(trial.plan);
    let product = world.rules.get(block.product.as_str());
    let unbought = matches!(block.status.row().account, Account::Estimate | Account::Offered);
    let day = Duration::from_days(1);
    let end = facts.span.end;
    let lengths = product.and_then(|product| match unbought {
        true => product.lengths.as_ref(),
        false => product.extend_lengths.as_ref(),
    });
    if !unbought && product.and_then(|product| product.extend.as_ref()).is_some_and(|extend| !extend.value) {
        return Vec::new();
    }
    let whole =
        product.and_then(|product| product.total_length.as_ref()).map(|total| block.start + total.value);
    let base = if unbought { block.start } else { end };
    let mut ends: Vec<Instant> = (1..=60)
        .filter_map(|days| {
            let least = (end - base) + day * days;
            let length = match lengths {
                Some(lengths) => lengths.value.at_or_above(least)?,
                None => least,
            };
            Some(base + length)
        })
        .filter(|at| *at > end && whole.is_none_or(|whole| *at <= whole))
        .collect();
    ends.dedup();
    ends
}

/// What the problems themselves suggest, where that suffices.
fn quick_fixes(trial: &Trial) -> Vec<Fix> {
    let suggested = trial.problems().flat_map(|problem| &problem.fixes);
    let suffices = |fix: &&Fix| {
        let mut plan = trial.plan.clone();
        plan.apply(&fix.edit).is_ok() && trial.left(&plan).is_some()
    };
    suggested.take(MOST_TRIED).filter(suffices).cloned().collect()
}

/// All its work in one window in free capacity. `always` where it has no place yet, and nothing needs to be mended.
fn other_place(trial: &Trial, run: &Run, always: bool) -> Option<Fix> {
    if run.windows_in_force().iter().any(|window| window.pinned) {
        return None;
    }
    let place = elsewhere(trial.plan, trial.world, trial.now, run)?.place?;
    let next = with_windows(trial, run, |windows| {
        stand_on(windows, &place);
        Some(())
    })?;
    (always || trial.left(&next).is_some()).then(|| {
        let verb = if run.windows_in_force().is_empty() { "place" } else { "move" };
        let label = format!(
            "{verb} {} on {} from {} to {}",
            named(run),
            place.block,
            place.span.start.compact(),
            place.span.end.compact()
        );
        fix(trial, label, &next)
    })
}

/// Each rung that would do, in the order of the ladder.
fn fall_back(trial: &Trial, run: &Run) -> Vec<Fix> {
    let Some(facts) = trial.analysis.run(&run.id) else { return Vec::new() };
    let rungs = run.fallbacks.iter().zip(&facts.rungs);
    let would_do =
        rungs.filter(|(rung, facts)| facts.fits && !facts.in_force && rung.acceptable != Acceptable::No);
    would_do
        .filter_map(|(rung, facts)| {
            let next = chosen(trial.plan, run, rung, facts)?;
            trial.left(&next)?;
            Some(fix(trial, format!("fall back to {}/{} ({})", run.id, rung.id, rung.kind), &next))
        })
        .collect()
}

/// A rung that would do is put in force.
pub fn put_in_force(plan: &Plan, run: &Run, rung: &Fallback, facts: &RungFacts) -> Option<Fix> {
    let next = chosen(plan, run, rung, facts)?;
    Some(Fix { label: format!("put {}/{} in force", run.id, rung.id), edit: Edit::between(plan, &next) })
}

/// The plan with a rung in force, in its windows or in the room that was found for it.
fn chosen(plan: &Plan, run: &Run, rung: &Fallback, facts: &RungFacts) -> Option<Plan> {
    let mut next = plan.clone();
    let run = next.runs.get_mut(&run.id)?;
    run.choose(&rung.id, facts.place.as_ref().map(|place| (place.block.clone(), place.nodes, place.span)));
    Some(next)
}
