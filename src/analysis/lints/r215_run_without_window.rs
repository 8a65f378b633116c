use super::common::*;

pub static LINT: Lint = Lint {
    code: "R215",
    name: "run-without-window",
    severity: Severity::Warning,
    doc: "A run that begins or must be done within eight weeks has no window. An error where the run is critical and has a \
          deadline, however far, as with any hours that are short, or has fallen back to a rung that has no place, as one that \
          postpones it. A rung in force on machines by the hour needs no window, but must say how much work it is; other runs may \
          be postponed.",
    source: "judgement; blocks are sold eight weeks ahead (EC2 User Guide, azure-mgmt-compute)",
    check,
};

const SOON: Duration = Duration::from_days(56);

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.facts.windows.is_empty()) {
        let rung = run.run.rung();
        let is_hired = rung.is_some_and(|rung| rung.kind.is_by_the_hour());
        if rung.is_some_and(|rung| rung.kind.needs_no_block()) && !run.run.critical
            // What it waits for is another finding.
            || is_hired && run.facts.needed.is_some()
        {
            continue;
        }
        let needed = run.run.need_in_force().median(1).unwrap_or_default();
        let (deadline, ready) = (run.run.deadline, run.run.ready);
        let is_error = run.run.critical && (deadline.is_some() || rung.is_some());
        let date = match (deadline, ready) {
            (Some(deadline), _) if is_error || deadline - needed <= facts.now + SOON => {
                format!("must be done {}", deadline.compact())
            }
            (_, Some(ready)) if ready <= facts.now + SOON => format!("is ready {}", ready.compact()),
            _ if is_error => "is critical".to_string(),
            _ => continue,
        };
        let (lacks, todo) = match rung {
            Some(rung) if is_hired => (
                format!("nobody said how much work fallback {}, in force, is", rung.id),
                "say it in its need".to_string(),
            ),
            Some(rung) if rung.kind == FallbackKind::Postpone => (
                format!("is postponed (fallback {} is in force) without a new window", rung.id),
                "put it on a block".to_string(),
            ),
            Some(rung) => (
                format!("has no window, nor has fallback {}, which is in force", rung.id),
                "put it on a block".to_string(),
            ),
            None => ("has no window".to_string(), "put it on a block".to_string()),
        };
        let message =
            format!("{} {date} and {lacks}: {todo} or {}", run.run.id, fall_back_in_time(facts, run.run));
        let diagnostic = LINT.found(run.target(), message).field("windows");
        let diagnostic = if is_error { diagnostic.severity(Severity::Error) } else { diagnostic };
        found.push(match deadline.or(ready) {
            Some(at) => diagnostic.when(Span::new(at, at)),
            None => diagnostic,
        });
    }
}
