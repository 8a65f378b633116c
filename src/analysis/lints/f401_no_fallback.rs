use super::common::*;

pub static LINT: Lint = Lint {
    code: "F401",
    name: "no-fallback",
    severity: Severity::Error,
    doc: "A critical run has no fallback: when its capacity does not come, the plan fails. A ladder whose rungs are all marked \
          unacceptable is a warning. The last rung should need no reserved capacity.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| run.run.critical && !is_done(run.run)) {
        let id = &run.run.id;
        if run.run.fallbacks.is_empty() {
            let message = format!(
                "{id} is critical and has no fallback: add a ladder whose last rung needs no reserved capacity"
            );
            found.push(fix_postpone(LINT.found(run.target(), message), facts, run.run));
        } else if run.run.fallbacks.iter().all(|rung| rung.acceptable == Acceptable::No) {
            let rungs = list(run.run.fallbacks.iter().map(|rung| rung.id.as_str()));
            let message = format!(
                "{id} is critical and no rung of its ladder is acceptable ({rungs}): add one whose result would do"
            );
            found.push(LINT.found(run.target(), message).severity(Severity::Warning));
        }
    }
}
