//! Which items match words: for the filter, and for going from match to match.

use crate::model::{Plan, Target};

/// Whether an item's id, name, tags, owner or what it is made of hold all words (in lower case).
pub fn matches(plan: &Plan, target: &Target, words: &[String]) -> bool {
    let text = text_of(plan, target).to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

fn text_of(plan: &Plan, target: &Target) -> String {
    let text = match target {
        Target::Block(id) => plan.blocks.get(id).map(|block| {
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
        Target::Run(id) => plan.runs.get(id).map(|run| {
            let kind = run.kind.to_string();
            let critical = if run.critical { "critical" } else { "" };
            format!("{} {kind} {critical} {} {}", run.name, run.owner, run.tags.join(" "))
        }),
        Target::Fallback(run, id) => plan
            .runs
            .get(run)
            .and_then(|run| run.fallbacks.get(id))
            .map(|rung| format!("{} {} {} {}", rung.name, rung.kind, rung.owner, rung.tags.join(" "))),
        Target::Window(..) => plan.window(target).map(|window| window.block.to_string()),
        _ => None,
    };
    format!("{target} {}", text.unwrap_or_default())
}
