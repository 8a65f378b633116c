use super::common::*;

pub static LINT: Lint = Lint {
    code: "F407",
    name: "student-before-teacher",
    severity: Severity::Warning,
    doc: "A distillation names no run that makes the teacher's answers, or that run is not done, or has no capacity, before the \
          student begins.",
    source: "judgement (a teacher needs inference capacity first)",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for run in facts.runs().filter(|run| !is_done(run.run)) {
        let rungs = run.run.fallbacks.iter().filter(|rung| rung.kind == FallbackKind::Distillation);
        for rung in rungs.filter(|rung| rung.acceptable != Acceptable::No) {
            let start = rung.windows.iter().map(|window| window.start).min();
            let teachers: Vec<RunView> = rung.after.iter().filter_map(|id| facts.run(id)).collect();
            let late = teachers.iter().filter(|teacher| !is_done(teacher.run)).find(|teacher| {
                let end = teacher.facts.projected_end;
                teacher.facts.windows.is_empty() || start.zip(end).is_some_and(|(start, end)| end > start)
            });
            let before = start.map_or_else(String::new, |start| format!(" before {}", start.compact()));
            let message = match late {
                _ if rung.after.is_empty() => format!(
                    "fallback {} of {} distils, but names no run that makes the teacher's answers{before}: add one under after",
                    rung.id, run.run.id,
                ),
                Some(teacher) => format!(
                    "fallback {} of {} distils from {}, which is not done{before}: give the teacher capacity first",
                    rung.id, run.run.id, teacher.run.id,
                ),
                None => continue,
            };
            let target = Target::Fallback(run.run.id.clone(), rung.id.clone());
            found.push(LINT.found(target, message).field("after"));
        }
    }
}
