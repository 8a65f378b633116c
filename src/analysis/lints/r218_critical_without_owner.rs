use super::common::*;

pub static LINT: Lint = Lint {
    code: "R218",
    name: "critical-without-owner",
    severity: Severity::Warning,
    doc: "A critical run names no owner, or no gate: the loss or evaluation, with a number, at which it is done.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| run.run.critical && !is_done(run.run)) {
        let (owner, gate) = (run.run.owner.is_empty(), run.run.gate.trim().is_empty());
        let (missing, todo) = match (owner, gate) {
            (false, false) => continue,
            (true, true) => {
                ("no owner and no gate", "name one person, and a loss or evaluation with a number")
            }
            (true, false) => ("no owner", "name one person"),
            (false, true) => ("no gate", "name a loss or evaluation with a number"),
        };
        let message = format!("{} is critical and has {missing}: {todo}", run.run.id);
        found.push(LINT.found(run.target(), message).field(if owner { "owner" } else { "gate" }));
    }
}
