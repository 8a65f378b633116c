use super::common::*;

pub static LINT: Lint = Lint {
    code: "D507",
    name: "decision-without-owner",
    severity: Severity::Warning,
    doc: "An open decision has no owner, so that nobody in particular will take it.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for decision in facts.plan.decisions.iter().filter(|d| d.outcome.is_none() && d.owner.is_empty()) {
        let date = decision.decide_on.map_or_else(String::new, |on| format!(" ({})", on.compact()));
        let message = format!("{}{date} has no owner: name one person", decision.id);
        let diagnostic = LINT.found(Target::Decision(decision.id.clone()), message).field("owner");
        found.push(match decision.decide_on {
            Some(on) => diagnostic.when(Span::new(on, on)),
            None => diagnostic,
        });
    }
}
