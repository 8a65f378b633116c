use crate::model::terms::Billing;

use super::common::*;

pub static LINT: Lint = Lint {
    code: "F406",
    name: "ladder-ends-on-a-block",
    severity: Severity::Warning,
    doc: "The last rung of a critical run's ladder still needs reserved capacity that may not come. End the ladder with postpone, \
          spot or on-demand. Own machines, and blocks that are certain, will do.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| run.run.critical && !is_done(run.run)) {
        let Some(last) = run.run.fallbacks.iter().next_back().filter(|last| !last.kind.needs_no_block())
        else {
            continue;
        };
        let windows = facts.windows_of_rung(&run, &last.id);
        let shaky = windows.iter().find(|window| window.block.is_none_or(|block| !is_there(&block)));
        let what = match shaky {
            Some(window) => format!("needs block {}", window.window.block),
            None if windows.is_empty() => "needs reserved capacity".to_string(),
            None => continue,
        };
        let message = format!(
            "the last rung {} of {} still {what}: end the ladder with postpone, spot or on-demand",
            last.id, run.run.id,
        );
        let target = Target::Fallback(run.run.id.clone(), last.id.clone());
        found.push(fix_postpone(LINT.found(target, message), facts, run.run));
    }
}

/// Nobody has to sell it first.
fn is_there(block: &BlockView) -> bool {
    let free = block.product.and_then(|product| product.billing.as_ref());
    let unpromised = block.product.and_then(|product| product.unpromised.as_ref());
    block.facts.capacity == Capacity::Certain
        || free.is_some_and(|billing| billing.value == Billing::Free)
        || unpromised.is_some_and(|unpromised| unpromised.value)
}
