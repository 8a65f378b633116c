//! Moments that a dragged edge sticks to.

use crate::analysis::Analysis;
use crate::base::{Duration, Instant};
use crate::model::{BlockId, Plan, Target};

/// The edges on a block: its start and end, where work can be, and the windows in force on it except the dragged one. In the
/// order of time, each once.
pub fn edges(plan: &Plan, analysis: &Analysis, block: &BlockId, dragged: &Target) -> Vec<Instant> {
    let mut edges = Vec::new();
    if let Some(block) = plan.blocks.get(block) {
        edges.extend([block.span().start, block.span().end]);
    }
    if let Some(facts) = analysis.block(block).filter(|facts| !facts.usable.is_empty()) {
        edges.extend([facts.usable.start, facts.usable.end]);
    }
    for run in plan.runs.iter() {
        let is_dragged = |window: &str| match dragged {
            Target::Window(id, rung, dragged) => {
                *id == run.id && *rung == run.in_force && dragged.as_str() == window
            }
            _ => false,
        };
        for window in run.windows_in_force().iter() {
            if window.block == *block && !is_dragged(window.id.as_str()) {
                edges.extend([window.start, window.end]);
            }
        }
    }
    edges.retain(|edge| !edge.is_forever());
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// The nearest of some moments in order, if it is near enough; of two the earlier.
pub fn snap(at: Instant, edges: &[Instant], within: Duration) -> Option<Instant> {
    let after = edges.partition_point(|edge| *edge < at);
    let near = edges.get(after.saturating_sub(1)..edges.len().min(after + 1)).unwrap_or_default();
    near.iter().copied().filter(|edge| (*edge - at).abs() <= within).min_by_key(|edge| (*edge - at).abs())
}
