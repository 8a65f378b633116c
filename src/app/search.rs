//! Which items match words: for the filter, and for going from match to match.

use crate::analysis::Index;
use crate::model::{Plan, Run, RunId, Target};

/// Whether an item's id, name, tags, owner or what it is made of hold all words (in lower case).
/// `index` is the plan's.
pub fn matches(plan: &Plan, index: &Index, target: &Target, words: &[String]) -> bool {
    let text = text_of(plan, index, target).to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

fn text_of(plan: &Plan, index: &Index, target: &Target) -> String {
    let run = |id: &RunId| -> Option<&Run> { index.runs.get(id).and_then(|at| plan.runs.at(*at)) };
    let text = match target {
        Target::Block(id) => index.blocks.get(id).and_then(|at| plan.blocks.at(*at)).map(|block| {
            let status = block.status.to_string();
            let words = [
                block.name.as_str(),
                block.machine.as_str(),
                block.product.as_str(),
                block.region.as_str(),
                block.zone.as_str(),
                block.owner.as_str(),
                block.bundle.as_str(),
                &status,
            ];
            format!("{} {}", words.join(" "), block.tags.join(" "))
        }),
        Target::Run(id) => run(id).map(|run| {
            let kind = run.kind.to_string();
            let critical = if run.critical { "critical" } else { "" };
            format!("{} {kind} {critical} {} {}", run.name, run.owner, run.tags.join(" "))
        }),
        Target::Fallback(of, id) => run(of)
            .and_then(|run| run.fallbacks.get(id))
            .map(|rung| format!("{} {} {} {}", rung.name, rung.kind, rung.owner, rung.tags.join(" "))),
        Target::Window(of, rung, id) => run(of)
            .and_then(|run| run.windows_of(rung.as_ref())?.get(id))
            .map(|window| window.block.to_string()),
        _ => None,
    };
    format!("{target} {}", text.unwrap_or_default())
}
