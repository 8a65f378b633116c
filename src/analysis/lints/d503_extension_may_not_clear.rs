use super::common::*;
use super::d502_decision_too_late::{dated, moved};

pub static LINT: Lint = Lint {
    code: "D503",
    name: "extension-may-not-clear",
    severity: Severity::Warning,
    doc: "An extension is to be decided so late that its payment may not clear. Then the block ends as before.",
    source: "the rule set: `extend_margin` (EC2 User Guide, capacity-blocks-extend: 12 hours and 35 minutes before the end)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for (decision, on, block) in dated(facts, Choice::Extend) {
        let (Some(safe), last) = (block.dates.safe_extend_by.as_ref(), block.dates.extend_by.as_ref()) else {
            continue;
        };
        if on <= safe.at || last.is_some_and(|last| on > last.at) {
            continue;
        }
        let message = format!(
            "{} extends {} on {}, and {} ({}): decide before that",
            decision.id,
            block.block.id,
            on.compact(),
            safe.why,
            safe.at.compact(),
        );
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message);
        let diagnostic = diagnostic.field("decide_on").when(Span::new(safe.at, on));
        found.push(moved(diagnostic, facts, decision, safe.at));
    }
}
