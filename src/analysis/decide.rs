//! What must be bought or extended by when, and how that passes from a run to those that need its result.

use crate::base::Instant;
use crate::model::block_dates::Mark;
use crate::model::*;

use super::ladder::needed_by;
use super::resolve::{BlockAt, Placed, Resolved};

/// Something that must have happened for windows to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Binding {
    pub at: Instant,
    /// Position of the block.
    pub block: usize,
    pub act: Act,
    /// The run that needs it, where that is another one.
    pub through: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    Buy,
    Extend,
}

/// The last safe moment to buy a block; its last possible one, or its start, where no rule says more.
pub fn buy_by(at: &BlockAt) -> Instant {
    mark(&at.dates.safe_buy_by, &at.dates.must_buy_by).map_or(at.span.start, |mark| mark.at)
}

/// The last possible moment to buy a block.
pub fn must_buy_by(at: &BlockAt) -> Instant {
    at.dates.must_buy_by.as_ref().map_or(at.span.start, |mark| mark.at)
}

/// The last safe moment to extend a block beyond what is bought.
pub fn extend_by(at: &BlockAt) -> Instant {
    mark(&at.dates.safe_extend_by, &at.dates.extend_by).map_or(at.bought_until, |mark| mark.at)
}

fn mark<'m>(safe: &'m Option<Mark>, last: &'m Option<Mark>) -> Option<&'m Mark> {
    safe.as_ref().or(last.as_ref())
}

/// The first thing that windows wait for.
pub fn of_windows(resolved: &Resolved, windows: &[Placed]) -> Option<Binding> {
    all_of_windows(resolved, windows).min()
}

/// What windows wait for: blocks that are not bought, and extensions that they reach into.
pub fn all_of_windows<'r>(
    resolved: &'r Resolved,
    windows: &'r [Placed],
) -> impl Iterator<Item = Binding> + use<'r> {
    windows.iter().filter_map(|placed| {
        let block = placed.block?;
        let at = resolved.blocks.get(block)?;
        if at.is_unbought() {
            Some(Binding { at: buy_by(at), block, act: Act::Buy, through: None })
        } else if placed.window.end > at.bought_until && at.is_live() {
            Some(Binding { at: extend_by(at), block, act: Act::Extend, through: None })
        } else {
            None
        }
    })
}

/// For each run the first thing that it, or a run whose result it needs, waits for. Runs that need each other in a circle
/// count by themselves.
pub fn of_runs(resolved: &Resolved) -> Vec<Option<Binding>> {
    let mut bindings: Vec<Option<Binding>> =
        (0..resolved.runs.len()).map(|run| of_windows(resolved, &resolved.in_force(run))).collect();
    for run in in_order(resolved) {
        let needs = resolved.runs.get(run).map(|run| needed_by(run)).unwrap_or_default();
        let found = needed(resolved, &bindings, needs);
        if let Some(binding) = bindings.get_mut(run) {
            *binding = [*binding, found].into_iter().flatten().min();
        }
    }
    bindings
}

/// The first thing that any of the runs waits for, said of the run.
pub fn needed(resolved: &Resolved, bindings: &[Option<Binding>], runs: &[RunId]) -> Option<Binding> {
    let found = runs.iter().filter_map(|id| {
        let run = resolved.run_position(id.as_str())?;
        let binding = (*bindings.get(run)?)?;
        Some(Binding { through: binding.through.or(Some(run)), ..binding })
    });
    found.min()
}

/// Runs after those whose results they need; without those in a circle.
pub fn in_order(resolved: &Resolved) -> Vec<usize> {
    let mut waits_for = vec![0_usize; resolved.runs.len()];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); resolved.runs.len()];
    for (at, run) in resolved.runs.iter().enumerate() {
        for needed in needed_by(run).iter().filter_map(|id| resolved.run_position(id.as_str())) {
            if let (Some(count), Some(later)) = (waits_for.get_mut(at), next.get_mut(needed)) {
                *count += 1;
                later.push(at);
            }
        }
    }
    let mut order: Vec<usize> =
        (0..resolved.runs.len()).filter(|at| waits_for.get(*at) == Some(&0)).collect();
    let mut done = 0;
    while let Some(&run) = order.get(done) {
        done += 1;
        for later in next.get(run).cloned().unwrap_or_default() {
            if let Some(count) = waits_for.get_mut(later) {
                *count -= 1;
                if *count == 0 {
                    order.push(later);
                }
            }
        }
    }
    order
}

/// What a binding says, for people: the last moment at which it can still be done stands beside the safe one.
pub fn words(resolved: &Resolved, binding: &Binding) -> String {
    let Some(at) = resolved.blocks.get(binding.block) else { return String::new() };
    let id = crate::base::words::quote(at.block.id.as_str());
    let said = match binding.act {
        Act::Buy => {
            let why = at.dates.safe_buy_by.as_ref().map_or_else(
                || "must be bought before".to_string(),
                |mark| format!("{}; at the latest {}", mark.why, must_buy_by(at).compact()),
            );
            format!("{id} starts {} and {why}", at.span.start.compact())
        }
        Act::Extend => {
            let why = mark(&at.dates.safe_extend_by, &at.dates.extend_by)
                .map_or_else(|| "must be extended before".to_string(), |mark| mark.why.to_string());
            format!("{id} is bought until {} and {why}", at.bought_until.compact())
        }
    };
    match binding.through.and_then(|run| resolved.runs.get(run)) {
        Some(run) => format!("needs {}, for which {said}", crate::base::words::quote(run.id.as_str())),
        None => said,
    }
}
