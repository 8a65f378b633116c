//! Splitting, joining and pinning windows, and giving them other nodes.

use super::{Changed, Outcome, gone};
use crate::base::{Duration, Instant};
use crate::model::{FallbackId, Need, Nodes, Plan, RunId, Target, Window, WindowId};

/// The run, rung and id of a window's target.
fn parts(target: &Target) -> Result<(&RunId, Option<&FallbackId>, &WindowId), String> {
    match target {
        Target::Window(run, rung, id) => Ok((run, rung.as_ref(), id)),
        _ => Err("select a window first".to_string()),
    }
}

/// Two windows instead of one, divided at a moment.
pub fn split(plan: &Plan, target: &Target, at: Instant) -> Outcome {
    let (run, rung, _) = parts(target)?;
    let window = plan.window(target).ok_or_else(|| gone(target))?.clone();
    if at <= window.start || at >= window.end {
        return Err(format!("put the cursor inside {target} to split it there"));
    }
    let mut next = plan.clone();
    let windows = next.windows_mut(run.as_str(), rung.map(FallbackId::as_str)).ok_or_else(|| gone(target))?;
    let id = WindowId::new(free_window(windows));
    let place = windows.position(window.id.as_str()).unwrap_or(windows.len());
    windows.insert(place + 1, Window { id: id.clone(), start: at, ..window.clone() });
    if let Some(first) = windows.get_mut(&window.id) {
        first.end = at;
    }
    let selected = Target::Window(run.clone(), rung.cloned(), id);
    Ok(Changed { plan: next, label: format!("Split {target} at {}", at.compact()), selected })
}

/// One window instead of this and the next one of the same run on the same block; where none follows, this and the one before.
pub fn join(plan: &Plan, target: &Target) -> Outcome {
    let (run, rung, id) = parts(target)?;
    let window = plan.window(target).ok_or_else(|| gone(target))?;
    let windows = plan.runs.get(run).and_then(|run| run.windows_of(rung)).ok_or_else(|| gone(target))?;
    let others = || windows.iter().filter(|other| other.id != *id);
    let next = others().filter(|other| other.start >= window.start).min_by_key(|other| other.start);
    let before = others().filter(|other| other.start < window.start).max_by_key(|other| other.start);
    let is_here = |other: &&Window| other.block == window.block;
    let (first, second) = match (next.filter(is_here), before.filter(is_here)) {
        (Some(next), _) => (window, next),
        (None, Some(before)) => (before, window),
        (None, None) => {
            return Err(match next.or(before) {
                None => format!("no window of {run} follows {target} or comes before it"),
                Some(other) => format!(
                    "the {} window, {}, is on another block ({})",
                    if next.is_some() { "next" } else { "previous" },
                    other.id,
                    other.block
                ),
            });
        }
    };
    let selected = Target::Window(run.clone(), rung.cloned(), first.id.clone());
    let nodes = match first.nodes == second.nodes {
        true => String::new(),
        false => format!(", on {} nodes", first.nodes),
    };
    let label = format!("Join {selected} with {}{nodes}", second.id);
    let joined =
        Window { end: first.end.max(second.end), pinned: first.pinned || second.pinned, ..first.clone() };
    let second = second.id.clone();
    let mut next = plan.clone();
    let windows = next.windows_mut(run.as_str(), rung.map(FallbackId::as_str)).ok_or_else(|| gone(target))?;
    windows.remove(&second);
    if let Some(first) = windows.get_mut(&joined.id) {
        *first = joined;
    }
    Ok(Changed { plan: next, label, selected })
}

/// Pins windows, or unpins them where all are pinned.
pub fn pin(plan: &Plan, target: &Target) -> Outcome {
    let windows: Vec<Target> = super::moving::parts(plan, target)
        .into_iter()
        .filter(|part| matches!(part, Target::Window(..)))
        .collect();
    if windows.is_empty() {
        return Err(match target {
            Target::Plan => "select a window or a run to pin".to_string(),
            _ => format!("{} {target} has no window to pin", target.kind()),
        });
    }
    let pin = !windows.iter().all(|window| plan.window(window).is_some_and(|window| window.pinned));
    let mut next = plan.clone();
    for window in &windows {
        if let Some(window) = next.window_mut(window) {
            window.pinned = pin;
        }
    }
    let label = format!("{} {target}", if pin { "Pin" } else { "Unpin" });
    Ok(Changed { plan: next, label, selected: target.clone() })
}

/// Gives a window or a block another count of nodes. A window's end follows by the scaling rule of what runs in it, and the
/// sentence names the rule.
pub fn set_nodes(plan: &Plan, target: &Target, nodes: Nodes) -> Outcome {
    let mut next = plan.clone();
    let changed = |plan, label| Ok(Changed { plan, label, selected: target.clone() });
    if let Target::Block(id) = target {
        let block = next.blocks.get_mut(id).ok_or_else(|| gone(target))?;
        let was = std::mem::replace(&mut block.nodes, nodes);
        return changed(next, format!("Change {target} from {was} to {nodes} nodes"));
    }
    if !matches!(target, Target::Window(..)) {
        return Err("select a window or a block to change its nodes".to_string());
    }
    let need = need_of(plan, target).cloned().unwrap_or_default();
    let window = next.window_mut(target).ok_or_else(|| gone(target))?;
    let was = std::mem::replace(&mut window.nodes, nodes);
    let before = window.end - window.start;
    let after = whole_minutes(need.rescale(before, was, nodes));
    window.end = window.start + after;
    let (before, after) = (before.words(), after.words());
    let rule = match need.max_nodes.filter(|most| *most < nodes.max(was)) {
        Some(most) => format!("{} scaling, it can use {most} at most", need.scaling),
        None => format!("{} scaling", need.scaling),
    };
    changed(next, format!("Change {target} from {was} to {nodes} nodes: {before} -> {after} ({rule})"))
}

/// The need that a window serves.
fn need_of<'p>(plan: &'p Plan, target: &Target) -> Option<&'p Need> {
    let Target::Window(run, rung, _) = target else { return None };
    let run = plan.runs.get(run)?;
    Some(match rung {
        Some(rung) => &run.fallbacks.get(rung)?.need,
        None => &run.need,
    })
}

/// Rounded up, so that no work is lost; at least one minute.
pub fn whole_minutes(time: Duration) -> Duration {
    time.ceil_minute().max(Duration::from_minutes(1))
}

/// The first of w1, w2, … that is free.
pub fn free_window(windows: &crate::base::record::Items<Window>) -> String {
    (1..).map(|n| format!("w{n}")).find(|id| !windows.contains(id)).unwrap_or_default()
}
