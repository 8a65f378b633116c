use super::common::*;

pub static LINT: Lint = Lint {
    code: "R215",
    name: "run-without-window",
    severity: Severity::Warning,
    doc: "A run that begins or must be done within eight weeks has no window. An error where the run is critical and has a \
          deadline, however far, as with any hours that are short. A rung in force that needs no reserved capacity needs none.",
    source: "judgement; blocks are sold eight weeks ahead (EC2 User Guide, azure-mgmt-compute)",
    check,
};

const SOON: Duration = Duration::from_days(56);

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.facts.windows.is_empty()) {
        if run.run.rung().is_some_and(|rung| rung.kind.needs_no_block()) {
            continue;
        }
        let needed = run.run.need_in_force().median(1).unwrap_or_default();
        let (deadline, ready) = (run.run.deadline, run.run.ready);
        let is_error = run.run.critical && deadline.is_some();
        let date = match (deadline, ready) {
            (Some(deadline), _) if is_error || deadline - needed <= facts.now + SOON => {
                format!("must be done {}", deadline.compact())
            }
            (_, Some(ready)) if ready <= facts.now + SOON => format!("is ready {}", ready.compact()),
            _ => continue,
        };
        let message = format!(
            "{} {date} and has no window: put it on a block or {}",
            run.run.id,
            fall_back(facts, run.run),
        );
        let diagnostic = LINT.found(run.target(), message).field("windows");
        let diagnostic = if is_error { diagnostic.severity(Severity::Error) } else { diagnostic };
        found.push(match deadline.or(ready) {
            Some(at) => diagnostic.when(Span::new(at, at)),
            None => diagnostic,
        });
    }
}
