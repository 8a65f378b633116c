//! Moving bars and their ends in time.

use super::{Changed, Outcome, gone};
use crate::base::{Duration, Instant, Span};
use crate::model::{Plan, Target};

/// The windows or the block that move when an item is moved: a run moves with its windows in force, a fallback with its own.
pub fn parts(plan: &Plan, target: &Target) -> Vec<Target> {
    match target {
        Target::Block(_) | Target::Window(..) => vec![target.clone()],
        Target::Run(id) => plan.runs.get(id).map_or(Vec::new(), |run| {
            let rung = run.rung().map(|rung| rung.id.clone());
            let windows = run.windows_in_force().iter();
            windows.map(|window| Target::Window(id.clone(), rung.clone(), window.id.clone())).collect()
        }),
        Target::Fallback(run, id) => {
            let rung = plan.runs.get(run).and_then(|run| run.fallbacks.get(id));
            let windows = rung.into_iter().flat_map(|rung| rung.windows.iter());
            windows.map(|window| Target::Window(run.clone(), Some(id.clone()), window.id.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// Why there is nothing of an item to move.
pub fn nothing_to_move(target: &Target) -> String {
    match target {
        Target::Plan => "select what to move first: a block, a run or a window".to_string(),
        _ => format!("{} {target} has no window to move", target.kind()),
    }
}

/// When a window or block is; `None` for other items.
pub fn span(plan: &Plan, target: &Target) -> Option<Span> {
    match target {
        Target::Block(id) => plan.blocks.get(id).map(|block| block.span()),
        _ => plan.window(target).map(|window| window.span()),
    }
}

/// From the first start to the last end of some items.
pub fn hull(plan: &Plan, parts: &[Target]) -> Option<Span> {
    parts.iter().filter_map(|part| span(plan, part)).reduce(Span::hull)
}

/// The plan with an item's start and end moved. Where it has several parts, the same shift moves them all, and one end alone
/// is that of the first or last part.
pub fn moved(plan: &Plan, target: &Target, start: Duration, end: Duration) -> Result<Plan, String> {
    let parts = parts(plan, target);
    let whole = hull(plan, &parts).ok_or_else(|| match plan.has(target) {
        true => nothing_to_move(target),
        false => gone(target),
    })?;
    let mut next = plan.clone();
    for part in &parts {
        let Some(was) = span(plan, part) else { continue };
        let by = |is_outer: bool, by: Duration| if start == end || is_outer { by } else { Duration::ZERO };
        let now = (was.start + by(was.start == whole.start, start), was.end + by(was.end == whole.end, end));
        put(&mut next, part, now, start != end)?;
    }
    Ok(next)
}

/// Gives a window or block another start and end.
fn put(
    plan: &mut Plan,
    target: &Target,
    (start, end): (Instant, Instant),
    resized: bool,
) -> Result<(), String> {
    if end <= start {
        return Err(format!("{target} would end before it starts"));
    }
    if start == Instant::MIN || (end >= Instant::MAX && !end.is_forever()) {
        return Err("that is outside the years 0000 to 9999".to_string());
    }
    match target {
        Target::Block(id) => {
            let block = plan.blocks.get_mut(id).ok_or_else(|| gone(target))?;
            block.start = start;
            block.end = block.end.map(|_| end);
        }
        _ => {
            let window = plan.window_mut(target).ok_or_else(|| gone(target))?;
            (window.start, window.end) = (start, end);
        }
    }
    debug_assert!(resized || end > start);
    Ok(())
}

/// Moves an item, as a change with its sentence.
pub fn shift(plan: &Plan, target: &Target, by: Duration) -> Outcome {
    Ok(Changed {
        plan: moved(plan, target, by, by)?,
        label: format!("Move {target} {}", later(by)),
        selected: target.clone(),
    })
}

/// Moves one end of an item, or both by different amounts.
pub fn resize(plan: &Plan, target: &Target, start: Duration, end: Duration) -> Outcome {
    if !end.is_zero()
        && let Target::Block(id) = target
        && plan.blocks.get(id).is_some_and(|block| block.end.is_none())
    {
        return Err(format!("{target} has no end: its form can give it one"));
    }
    Ok(Changed {
        plan: moved(plan, target, start, end)?,
        label: sentence(target, start, end),
        selected: target.clone(),
    })
}

/// What a move did: `Move base-8b/w1 2h later`, `Start base-8b/w1 2h earlier`.
pub fn sentence(target: &Target, start: Duration, end: Duration) -> String {
    match (start, end) {
        (start, end) if start == end => format!("Move {target} {}", later(start)),
        (start, end) if end.is_zero() => format!("Start {target} {}", later(start)),
        (start, end) if start.is_zero() => format!("End {target} {}", later(end)),
        (start, end) => format!("Start {target} {} and end it {}", later(start), later(end)),
    }
}

fn later(by: Duration) -> String {
    format!("{} {}", by.abs().words(), if by.is_negative() { "earlier" } else { "later" })
}

/// `start -2h`, `end +1d`, `start -2h, end +1d`; a move is told by its start.
pub fn offsets(start: Duration, end: Duration) -> String {
    let signed = |by: Duration| match by.is_negative() {
        true => format!("-{}", by.abs().words()),
        false => format!("+{}", by.words()),
    };
    match (start.is_zero(), end.is_zero()) {
        _ if start == end => format!("start {}", signed(start)),
        (false, true) => format!("start {}", signed(start)),
        (true, false) => format!("end {}", signed(end)),
        _ => format!("start {}, end {}", signed(start), signed(end)),
    }
}
