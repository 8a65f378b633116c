use super::common::*;

pub static LINT: Lint = Lint {
    code: "R220",
    name: "deadline-missed",
    severity: Severity::Error,
    doc: "At the plan's confidence a run, its validation included, is done after its deadline. An error for a critical run, a \
          warning for others.",
    source: "arithmetic on the plan: planned end = start + need at the plan's confidence",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let Some(late) = run.facts.deadline_slack.filter(|slack| slack.is_negative()) else { continue };
        let Some((deadline, end)) = run.run.deadline.zip(run.facts.projected_end) else { continue };
        let validation = (deadline - end) - late;
        let done = match validation.is_zero() {
            true => format!("is done {}", minute(end)),
            false => format!("is done {} and validated {}", minute(end), minute(end + validation)),
        };
        let message = format!(
            "{} {done} at {} %, {} after its deadline {}: start earlier, add nodes, cut work, or {}",
            run.run.id,
            facts.plan.confidence,
            about(late.abs()),
            deadline.compact(),
            fall_back_in_time(facts, run.run),
        );
        let severity = if run.run.critical { Severity::Error } else { Severity::Warning };
        let missed = Span::new(deadline, end + validation);
        found.push(LINT.found(run.target(), message).severity(severity).field("deadline").when(missed));
    }
}
