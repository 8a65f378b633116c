//! Where a held bar sticks: at the usable ends of its block, at other bars, at days.

use crate::analysis::Analysis;
use crate::base::zone::{Unit, Zone};
use crate::base::{Duration, Instant, sort};
use crate::model::{Plan, Target};

/// An edge that a held bar sticks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub at: Instant,
    /// "usable end of cb-jan".
    pub name: String,
}

/// Where the parts of a held item may stick.
pub fn stops(plan: &Plan, analysis: &Analysis, parts: &[Target]) -> Vec<Stop> {
    let mut stops = Vec::new();
    let mut add = |at: Instant, name: String| {
        if !at.is_forever() {
            stops.push(Stop { at, name });
        }
    };
    for part in parts {
        if let Target::Block(_) = part {
            for other in analysis.blocks.iter().filter(|block| Target::Block(block.id.clone()) != *part) {
                add(other.span.start, format!("start of {}", other.id));
                if !other.open_ended {
                    add(other.span.end, format!("end of {}", other.id));
                }
            }
            continue;
        }
        let Some(window) = plan.window(part) else { continue };
        if let Some(block) = analysis.block(&window.block) {
            add(block.usable.start, format!("usable start of {}", block.id));
            add(block.usable.end, format!("usable end of {}", block.id));
            for other in block.windows.iter().filter(|other| !parts.contains(other)) {
                if let Some(span) = plan.window(other).map(|other| other.span()) {
                    add(span.start, format!("start of {other}"));
                    add(span.end, format!("end of {other}"));
                }
            }
        }
        if let Some(run) = part.run().and_then(|id| plan.runs.get(id)) {
            run.ready.into_iter().for_each(|at| add(at, format!("moment {} is ready", run.id)));
            run.deadline.into_iter().for_each(|at| add(at, format!("deadline of {}", run.id)));
        }
    }
    sort::by_key(&mut stops, |stop| stop.at);
    stops.dedup_by_key(|stop| stop.at);
    stops
}

/// How far a bar gets on its way before an edge stops it, and at what. `None` if nothing is in the way. Days, counted from a
/// moment in a zone, stop it without a name.
pub fn stick(
    edges: &[Instant],
    by: Duration,
    stops: &[Stop],
    days: Option<(&Zone, Instant)>,
) -> Option<(Duration, Option<String>)> {
    let ahead = |at: Instant, edge: Instant| {
        let way = at - edge;
        let is_ahead = way.is_negative() == by.is_negative() && !way.is_zero() && way.abs() <= by.abs();
        is_ahead.then_some(way)
    };
    let named = edges.iter().flat_map(|edge| {
        stops.iter().filter_map(move |stop| Some((ahead(stop.at, *edge)?, Some(stop.name.clone()))))
    });
    let midnight = days.and_then(|(zone, from)| {
        let at = match by.is_negative() {
            true => zone.floor(Instant::from_seconds(from.seconds() - 1), Unit::Day),
            false => zone.next_day(from),
        };
        // Only a step that is shorter than a day: longer ones would never leave it.
        ahead(at, from).filter(|_| by.abs() < Duration::from_days(1)).map(|way| (way, None))
    });
    named.chain(midnight).min_by_key(|(way, name)| (way.abs(), name.is_none()))
}

/// Draws a dragged bar to the nearest edge within reach. Gives how far it goes then, and at what it is.
pub fn attract(
    edges: &[Instant],
    by: Duration,
    reach: Duration,
    stops: &[Stop],
) -> Option<(Duration, String)> {
    let near =
        edges.iter().flat_map(|edge| stops.iter().map(move |stop| (stop.at - *edge, stop.name.clone())));
    let off = |way: Duration| (way - by).abs();
    near.filter(|(way, _)| off(*way) <= reach).min_by_key(|(way, _)| off(*way))
}
