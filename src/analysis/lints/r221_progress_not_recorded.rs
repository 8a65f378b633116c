use super::common::*;

pub static LINT: Lint = Lint {
    code: "R221",
    name: "progress-not-recorded",
    severity: Severity::Warning,
    doc: "All windows of a run lie in the past, or its time on machines by the hour does, and nobody recorded since how far it \
          came: the plan counts it as done when it was planned to be. Set `done`, 100 where it is finished, and `done_as_of`.",
    source: "judgement",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run) && run.run.kind != RunKind::Serving) {
        let windows = run.facts.windows.iter().map(|window| window.span.end);
        let Some(end) = windows.max().or(run.facts.hired.map(|span| span.end)) else { continue };
        // What was measured after it, and is not done, is short of hours.
        if end > facts.now || run.facts.planned_end.is_none() {
            continue;
        }
        let message = format!(
            "{} was to be done {}, and nobody recorded since how far it came: set done (100 where it is finished) and done_as_of",
            run.run.id,
            run.facts.planned_end.map_or_else(String::new, minute),
        );
        found.push(LINT.found(run.target(), message).field("done").when(Span::new(end, facts.now)));
    }
}
