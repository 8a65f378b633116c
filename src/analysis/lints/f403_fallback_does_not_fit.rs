use super::common::*;

pub static LINT: Lint = Lint {
    code: "F403",
    name: "fallback-does-not-fit",
    severity: Severity::Error,
    doc: "A fallback would not do as it is planned: its windows are too short or too late, or others take their nodes; or it is in \
          force and marked as one whose result would not do. A warning where the run is not critical, where the rung has no windows \
          of its own and the plan has no room for it, and where its windows are over.",
    source: "arithmetic on the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        if let Some(rung) = run.run.rung().filter(|rung| rung.acceptable == Acceptable::No) {
            let message = format!(
                "fallback {} of {} is in force, and its result would not do: {}, or say that it would do",
                rung.id,
                run.run.id,
                fall_back(facts, run.run),
            );
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            let severity = if run.run.critical { LINT.severity } else { Severity::Warning };
            found.push(LINT.found(target, message).severity(severity).field("acceptable"));
        }
        let rungs = run.run.fallbacks.iter().zip(&run.facts.rungs);
        for (rung, rung_facts) in
            rungs.filter(|(rung, facts)| !facts.in_force && rung.acceptable != Acceptable::No)
        {
            let nothing_known = rung.windows.is_empty() && rung.need == Need::default();
            // That its last moment has passed is for the agenda to say.
            let never = rung_facts.lost.as_ref().filter(|_| rung_facts.decide_by.is_none());
            let Some(why) = never.or(rung_facts.misfit.as_ref()).filter(|_| !nothing_known) else { continue };
            let first = rung.windows.iter().map(|window| window.start).min();
            let last = rung.windows.iter().map(|window| window.end).max();
            // Windows that are over are no way out, but not what is wrong today.
            let is_error = run.run.critical && last.is_some_and(|last| last > facts.now);
            let todo = match rung.windows.is_empty() {
                true => "give it a window, or shrink it",
                false => "shrink it or move its windows",
            };
            let message =
                format!("fallback {} of {} would not do, because {why}: {todo}", rung.id, run.run.id);
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            let severity = if is_error { LINT.severity } else { Severity::Warning };
            let diagnostic = LINT.found(target, message).severity(severity);
            found.push(match first.zip(last) {
                Some((first, last)) => diagnostic.when(Span::new(first, last)),
                None => diagnostic,
            });
        }
    }
}
