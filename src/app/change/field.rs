//! Typing into one field of an item.

use super::{Changed, Outcome, gone};
use crate::app::dates::{self, Here};
use crate::base::record::Shape;
use crate::model::{Nodes, Plan, Target, at};

/// The plan with one field of an item set to what was typed. An id is changed everywhere it is named; a window's end follows
/// its nodes; a moment may be typed as people speak (`+2h` from the one it replaces, `mon 12:00`).
pub fn set(plan: &Plan, target: &Target, path: &str, typed: &str, here: Here<'_>) -> Outcome {
    let record = plan.record(target).ok_or_else(|| gone(target))?;
    let label = |value: &str| match value.is_empty() {
        true => format!("Clear {path} of {target}"),
        false => format!("Set {target} {path} to {value}"),
    };
    if path == super::items::key(record) && !matches!(target, Target::Plan) {
        let (plan, selected) = super::refer::rename(plan, target, typed)?;
        let label = format!("Rename {} {target} to {}", target.kind(), typed.trim());
        return Ok(Changed { plan, label, selected });
    }
    if path == "nodes" && matches!(target, Target::Window(..)) {
        let mut scratch = plan.clone();
        at::set(scratch.record_mut(target).ok_or_else(|| gone(target))?, path, typed)?;
        let nodes = plan.window(target).map(|window| window.nodes);
        let wanted = scratch.window(target).map_or_else(Nodes::default, |window| window.nodes);
        return match nodes == Some(wanted) {
            true => Ok(Changed { plan: scratch, label: label(typed.trim()), selected: target.clone() }),
            false => super::windows::set_nodes(plan, target, wanted),
        };
    }
    let spoken = match at::rows(record).into_iter().find(|row| row.path == path) {
        Some(row) if row.shape.inner() == Shape::Instant => moment(typed, &row.value, here),
        _ => typed.to_string(),
    };
    let mut next = plan.clone();
    let record = next.record_mut(target).ok_or_else(|| gone(target))?;
    at::set(record, path, &spoken)?;
    let value = at::get(record, path).unwrap_or_default();
    Ok(Changed { plan: next, label: label(&value), selected: target.clone() })
}

/// A moment as the file spells it; what cannot be read stays as it is, so that the field itself says what it wants.
fn moment(typed: &str, value: &str, here: Here<'_>) -> String {
    use crate::base::Instant;
    if typed.trim().is_empty() || Instant::parse(typed).is_ok() {
        return typed.to_string();
    }
    let from = Instant::parse(value).unwrap_or(here.from);
    dates::parse(typed, Here { from, ..here }).map_or_else(|_| typed.to_string(), |at| at.to_string())
}
