use super::common::*;

pub static LINT: Lint = Lint {
    code: "V910",
    name: "unread-baseline-line",
    severity: Severity::Warning,
    doc: "A line of a baseline cannot be read, or is about a run that the baseline does not hold. It stays in the file as it is, \
          but nothing is compared with it: what it held seems new, or never agreed on. Mend the line or take it out.",
    source: "the plan",
    check,
};

fn check(facts: &Facts, found: &mut Vec<Diagnostic>) {
    for baseline in facts.plan.baselines.iter() {
        for Unread { list, at, line, form, no_run } in baseline.unread() {
            let (why, todo) = match no_run {
                Some(run) => {
                    let why = format!("is about run {run}, which its runs do not hold");
                    (why, "add the line of that run, or take this one out".to_string())
                }
                None => ("does not read".to_string(), format!("write {form}, or take it out")),
            };
            let message = format!(
                "baseline {}: line {} of its {list} {why}, so that nothing is compared with it: \"{}\": {todo}",
                words::quote(baseline.title()),
                at + 1,
                words::quote(line),
            );
            let target = Target::Baseline(baseline.id.clone());
            found.push(LINT.found(target, message).field(format!("{list}/{at}")));
        }
    }
}
