//! What keeps a window from beginning earlier.

use crate::analysis::{Analysis, BlockFacts, MarkKind};
use crate::base::steps::Steps;
use crate::base::{Instant, Span, words};
use crate::model::*;

use super::MOST;

/// Not before this moment, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    pub at: Instant,
    pub why: String,
}

/// Everything that a window must wait for.
pub fn bounds(analysis: &Analysis, run: &Run, target: &Target, window: &Window) -> Vec<Bound> {
    let mut bounds = Vec::new();
    if let Some(block) = analysis.block(&window.block) {
        bounds.push(usable(block));
        bounds.extend(taken(analysis, block, window));
    }
    bounds
        .extend(run.ready.map(|at| Bound { at, why: format!("{} is ready only {}", run.id, at.compact()) }));
    let rung = match target {
        Target::Window(_, Some(rung), _) => run.fallbacks.get(rung),
        _ => None,
    };
    let before = rung.map_or(run.staging, |rung| rung.preparation + rung.staging);
    if !before.is_zero() {
        let at = (analysis.now + before).ceil_minute();
        bounds.push(Bound { at, why: format!("preparation and staging take {} from now", before.words()) });
    }
    bounds.extend(needed(analysis, run, rung, window.start));
    let siblings = rung.map_or(&run.windows, |rung| &rung.windows);
    let earlier = siblings.iter().filter(|other| other.id != window.id && other.end <= window.start);
    bounds.extend(earlier.max_by_key(|other| other.end).map(|other| Bound {
        at: other.end,
        why: format!("it goes on after {} on {}, which ends {}", other.id, other.block, other.end.compact()),
    }));
    bounds.retain(|bound| !bound.at.is_forever());
    bounds
}

/// The runs whose results it needs; one without an end holds back what is planned for `start`.
pub fn needed<'a>(
    analysis: &'a Analysis,
    run: &'a Run,
    rung: Option<&'a Fallback>,
    start: Instant,
) -> impl Iterator<Item = Bound> + 'a {
    let needs = rung.map_or(run.after.as_slice(), |rung| crate::analysis::ladder::needs(run, rung));
    needs.iter().filter_map(move |id| {
        let end = analysis.run(id)?.projected_end;
        let when =
            end.map_or_else(|| "not planned to be done".to_string(), |end| format!("done {}", end.compact()));
        Some(Bound { at: end.unwrap_or(start), why: format!("it needs the result of {id}, which is {when}") })
    })
}

fn usable(block: &BlockFacts) -> Bound {
    let mark = block.dates.iter().find(|mark| mark.kind == MarkKind::UsableStart);
    let why = mark.map_or_else(String::new, |mark| format!(": {}", mark.why));
    let at = block.usable.start;
    Bound { at, why: format!("{} can be used from {}{why}", block.id, at.compact()) }
}

/// The last moment before the window at which too few nodes of its block are free.
fn taken(analysis: &Analysis, block: &BlockFacts, window: &Window) -> Option<Bound> {
    let before = Span::new(block.usable.start, window.start.min(block.usable.end));
    let own = Steps::block(window.span(), i64::from(window.nodes.get()));
    let others = block.load.minus(&own);
    let limit = i64::from(block.nodes) - i64::from(window.nodes.get());
    let (span, load) = others.within(before).filter(|(_, load)| *load > limit).last()?;
    let mut runs: Vec<&str> = Vec::new();
    let last = Span::new(span.start, span.end);
    for other in &block.windows {
        let Some(id) = other.run() else { continue };
        let facts = analysis.run(id).into_iter().flat_map(|facts| &facts.windows);
        let is_there = facts.filter(|there| there.target == *other).any(|there| there.span.overlaps(last));
        if is_there && !runs.contains(&id.as_str()) {
            runs.push(id.as_str());
        }
    }
    let nodes = words::count(block.nodes, "node", "nodes");
    Some(Bound {
        at: span.end,
        why: format!(
            "{load} of the {nodes} of {} are taken by {} until {}",
            block.id,
            words::list(runs, MOST),
            span.end.compact()
        ),
    })
}
