use super::common::*;
use super::d502_decision_too_late::{dated, moved};

pub static LINT: Lint = Lint {
    code: "D504",
    name: "extension-too-early",
    severity: Severity::Info,
    doc: "An extension is to be decided before its provider takes requests for it.",
    source: "the rule set: `extend_opens` (EC2 User Guide, capacity-blocks-extend: 56 days before the end)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for (decision, on, block) in dated(facts, Choice::Extend) {
        let Some(opens) = block.dates.extend_from.as_ref().filter(|opens| on < opens.at) else { continue };
        let message = format!(
            "{} extends {} on {}, but {} ({}): move it to that day or later",
            decision.id,
            block.block.id,
            on.compact(),
            opens.why,
            opens.at.compact(),
        );
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message);
        let diagnostic = diagnostic.field("decide_on").when(Span::new(on, opens.at));
        found.push(moved(diagnostic, facts, decision, opens.at));
    }
}
