//! The cascade in sentences. Moments are in UTC; ids stand as they are in the file.

use crate::analysis::{RungFacts, Slot};
use crate::base::{Instant, words};
use crate::model::*;

use super::{Drill, Kind};

/// Windows that a sentence names before it counts them.
const MOST: usize = 3;

/// A block that does not come; `is_bundled` where another part of its bundle takes it along.
pub fn denied(block: &Block, is_bundled: bool) -> String {
    let also = if is_bundled { ", because it is bought together with it" } else { "" };
    let end = block.end.map_or_else(String::new, |end| format!(" to {}", end.compact()));
    format!(
        "{} does not come{also}: {} x {} from {}{end}",
        block.id,
        block.nodes,
        block.machine,
        block.start.compact()
    )
}

/// A run loses windows.
pub fn homeless(run: &Run, lost: &[&Window]) -> String {
    let one = |window: &&Window| {
        let nodes = words::count(window.nodes.get(), "node", "nodes");
        format!("{} ({nodes} from {} to {})", window.id, window.start.compact(), window.end.compact())
    };
    format!("{} loses {}", run.id, words::list(lost.iter().map(one), MOST))
}

/// It goes on in what is left of its windows.
pub fn goes_on(
    run: &Run,
    end: Option<Instant>,
    before: Option<Instant>,
    waits_for: Option<&RunId>,
) -> String {
    let how = match waits_for {
        Some(other) => format!("{} starts later, because it needs {other}", run.id),
        None => format!("{} goes on in its other windows", run.id),
    };
    let done = end.map_or_else(String::new, |end| format!(": done {}", end.compact()));
    let instead = before.filter(|before| Some(*before) != end);
    format!("{how}{done}{}", instead.map_or_else(String::new, |at| format!(" instead of {}", at.compact())))
}

/// A rung that cannot be chosen, and why.
pub fn skipped(run: &Run, rung: &Fallback, facts: Option<&RungFacts>) -> String {
    let why = match facts {
        Some(facts) if facts.fits && rung.acceptable == Acceptable::No => {
            "its result is not good enough".to_string()
        }
        Some(facts) if facts.fits => "it needs a result that does not come".to_string(),
        facts => why_not(facts),
    };
    format!("{}/{} is passed over: {why}", run.id, rung.id)
}

fn why_not(facts: Option<&RungFacts>) -> String {
    let why = facts.and_then(|facts| facts.lost.clone().or(facts.misfit.clone()));
    why.unwrap_or_else(|| "it does not fit".to_string())
}

/// A run goes to a rung: where, when it is done, what is given up. `limit` is when it must be done.
pub fn falls(run: &Run, rung: &Fallback, facts: &RungFacts, limit: Option<Instant>) -> String {
    let mut blocks: Vec<&str> = rung.windows.iter().map(|window| window.block.as_str()).collect();
    blocks.extend(facts.place.iter().map(|place| place.block.as_str()));
    blocks.dedup();
    let place = match blocks.is_empty() {
        true => String::new(),
        false => format!(" on {}", words::list(blocks, MOST)),
    };
    let mut parts = Vec::new();
    parts.push(match (facts.planned_end, limit) {
        (Some(end), None) => format!("done {}", end.compact()),
        (Some(end), Some(limit)) if end <= limit => {
            format!("done {}, {} before it must be", end.compact(), (limit - end).words())
        }
        (Some(end), Some(limit)) => {
            format!("done {}, {} after it must be", end.compact(), (end - limit).words())
        }
        (None, _) => "nobody said when it is done".to_string(),
    });
    if !rung.gives_up.is_empty() {
        parts.push(format!("gives up {}", rung.gives_up));
    }
    parts.extend(match rung.acceptable {
        Acceptable::Yes => None,
        Acceptable::NeedsSignOff => Some("somebody must agree first".to_string()),
        Acceptable::No => Some("its result is not good enough".to_string()),
    });
    format!("{} falls back to {}{place}: {}", run.id, rung.id, parts.join("; "))
}

/// A run that no rung helps is moved to where there is room.
pub fn moves(run: &Run, place: &Slot, before: Option<Instant>, waits_for: Option<&RunId>) -> String {
    let because = waits_for.map_or_else(String::new, |other| format!(", because it needs {other}"));
    let instead = before.filter(|before| *before != place.span.end);
    let instead = instead.map_or_else(String::new, |at| format!(" instead of {}", at.compact()));
    format!(
        "{} must be moved{because}: to {} of {} from {}, done {}{instead}",
        run.id,
        words::count(place.nodes, "node", "nodes"),
        place.block,
        place.span.start.compact(),
        place.span.end.compact(),
    )
}

/// A run that no rung helps; `waits_for` is the run whose result comes too late for it.
pub fn stranded(run: &Run, waits_for: Option<&RunId>) -> String {
    let ladder = match run.fallbacks.is_empty() {
        true => "and has no fallback",
        false => "and no rung of its ladder fits",
    };
    match waits_for {
        Some(other) => format!("{} needs the result of {other}, which comes too late, {ladder}", run.id),
        None => format!("{} has no place left {ladder}", run.id),
    }
}

/// A rung that is lost to a run that keeps its place.
pub fn weaker(run: &Run, rung: &Fallback, facts: &RungFacts) -> String {
    format!("{} can no longer fall back to {}: {}", run.id, rung.id, why_not(Some(facts)))
}

/// All of it in a sentence.
pub fn verdict(drill: &Drill) -> String {
    let block = &drill.block;
    if drill.fates.is_empty() {
        let weaker = drill.steps.iter().any(|step| step.kind == Kind::Weaker);
        let ladders = if weaker { ", but ladders get shorter" } else { "" };
        return format!("Without {block} no run loses its place{ladders}");
    }
    let names = |kind: &dyn Fn(&super::Fate) -> bool| -> Vec<&str> {
        drill.fates.iter().filter(|fate| kind(fate)).map(|fate| fate.run.as_str()).collect()
    };
    let stranded = names(&|fate| fate.kind == Kind::Stranded);
    let moved = names(&|fate| fate.kind == Kind::Moves);
    let late = names(&|fate| fate.kind != Kind::Stranded && !fate.in_time.after);
    let poor = names(&|fate| fate.in_time.after && fate.acceptable == Acceptable::No);
    let mut parts = Vec::new();
    let mut say = |ids: &[&str], one: &str, many: &str| {
        if !ids.is_empty() {
            let verb = if ids.len() == 1 { one } else { many };
            parts.push(format!("{} {verb}", words::list(ids, MOST)));
        }
    };
    say(&stranded, "has no place left", "have no place left");
    say(&late, "is late", "are late");
    say(&poor, "has a result that is not good enough", "have results that are not good enough");
    let moved = match moved.len() {
        0 => String::new(),
        1 => format!(", once {} is moved", moved.join("")),
        _ => format!(", once {} are moved", words::list(moved, MOST)),
    };
    match parts.is_empty() {
        true => format!("Without {block} every run is still in time{moved}"),
        false => format!("Without {block} {}", parts.join(", and ")),
    }
}
